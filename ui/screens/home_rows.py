"""The list for going home as rows, and what is written down beside an item. Pure.

What is done comes from bedside/discharge.py; U-01 to U-06 belong to the observation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bedside import events
from bedside.discharge import HomeItem, home_items
from bedside.protocol_base import Entry, EntryKind, Item, Level
from bedside.protocol_lookup import entry_id
from ui.figures import written_date
from ui.i18n import Words
from ui.screens.entries import read_date
from ui.screens.said import who_when
from ui.view import View
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.entry import parse_time
from ui.widgets.words import Run, marked
from ui.widgets.words import Words as Sentence

OF_THE_OBSERVATION = frozenset({"U-01", "U-02", "U-03", "U-04", "U-05", "U-06"})
CALL, CANNULA, DECISION = "U-08", "U-12", "U-14"
ANSWERED = "follow_up"  # the entry of U-08 that is its answer, no value of its own
REMOVED = "pvc_removed"
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class EntryField:
    """One thing to write beside an item; `choices` are pressed, the rest is typed."""

    key: str
    label: str
    text: str = ""
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ItemForm:
    id: str
    title: str
    told: str
    fields: tuple[EntryField, ...]
    missing: tuple[str, ...]


def item_of(view: View, id_: str) -> Item:
    return next(item for item in view.protocol.discharge.item if item.id == id_)


def items_to_do(view: View) -> tuple[HomeItem, ...]:
    """U-07 to U-14 that apply to this patient."""
    found = home_items(view.session, view.current, view.now, view.protocol)
    return tuple(item for item in found if item.id not in OF_THE_OBSERVATION)


def home_rows(view: View, words: Words) -> tuple[ChecklistState, ...]:
    return tuple(
        _row(item, view, words) for item in items_to_do(view) if item.level is not Level.INFO
    )


def advice(view: View, words: Words) -> str:
    """What the patient is told on the way out, from the items that only inform."""
    driving, informs = item_of(view, "U-07"), []
    if driving.explanation is not None:
        informs.append(words.of(driving.explanation))
    for item in items_to_do(view):
        if item.level is Level.INFO:
            informs.append(words.of(item_of(view, item.id).text) + ".")
    return " ".join(informs)


def asks(item: Item) -> bool:
    """Something is written down beside it, so a press opens a form."""
    return bool(item.entries) or item.id == DECISION


def _row(item: HomeItem, view: View, words: Words) -> ChecklistState:
    text = item_of(view, item.id)
    said = words.of(text.text)
    if item.state == "done":
        if item.id == DECISION:
            return _decided(view, words, said)
        second = _second(item, view, words)
        struck = len(view.session.departure.history(item.id)) > 1
        return ChecklistState(
            item.id,
            said,
            Row.CORRECTED if struck else Row.DONE,
            second=second,
            aside=(words.time(item.at),) if item.at else (),
            pressable=True,
            spoken_state=words.text("done"),
        )
    return ChecklistState(
        item.id,
        said,
        Row.TODO,
        second=_second(item, view, words),
        pressable=True,
    )


def _decided(view: View, words: Words, said: str) -> ChecklistState:
    _, ready = words.text, view.session.departure.readiness
    if ready is None:
        return ChecklistState(DECISION, said, Row.TODO, pressable=True)
    second = ready.note
    if ready.early_leave:
        second = _("leaves early, against advice · {doctor} informed · {note}").format(
            doctor=view.name_of(ready.doctor_informed), note=ready.note
        )
    aside = (words.time(ready.at), view.name_of(ready.decided_by))
    return ChecklistState(
        DECISION, said, Row.DONE, second=second, aside=aside, spoken_state=_("done")
    )


def _second(item: HomeItem, view: View, words: Words) -> Sentence:
    """What was written beside it; the answer before the last one struck through."""
    values = " · ".join(_values(view, words, item_of(view, item.id)))
    history = view.session.departure.history(item.id)
    if len(history) < 2:
        return values
    first, last = history[-2:]
    struck = marked(
        words.text("~~{answer} {time}~~ corrected {when} · {why}"),
        answer=answer_words(words, first.answer),
        time=words.time(first.at),
        when=words.time(last.at),
        why=last.reason or view.name_of(last.by),
    )
    return (Run(f"{values} · "), *struck) if values else struck


def answer_words(words: Words, answer: str) -> str:
    _ = words.text
    known = {"yes": _("yes"), "no": _("no"), "accepted": _("accepted"), "declined": _("declined")}
    return known.get(answer, answer)


def _values(view: View, words: Words, item: Item) -> Iterator[str]:
    departure = view.session.departure
    if item.id == CALL and (told := departure.latest(CALL)) is not None:
        yield answer_words(words, told.answer)
    for entry in item.entries:
        written = departure.latest(entry_id(item.id, entry.key))
        if written is None or entry.key == ANSWERED:
            continue
        if entry.kind is EntryKind.YES_NO:
            if written.answer == "no":
                yield words.text("{what}: no").format(what=words.of(entry.text))
        elif written.value:
            yield _shown(entry, written.value, words)


def _shown(entry: Entry, value: str, words: Words) -> str:
    if entry.kind is EntryKind.DATE:
        return written_date(value, words)
    if entry.kind is EntryKind.TIME:
        return words.text("at {time}").format(time=value)
    return value


# --- the form of one item ----------------------------------------------------------------------


def item_form(view: View, words: Words, id_: str, typed: Mapping[str, str]) -> ItemForm:
    """What is asked beside an item; `typed` by the key of the entry."""
    _, item = words.text, item_of(view, id_)
    fields = tuple(
        _field(entry, typed.get(entry.key, ""), words)
        for entry in item.entries
        if not (entry.key == REMOVED and _injected(view))
    )
    wanted = {f.key: f.label for f in fields if f.choices and not f.text}
    if typed.get(ANSWERED) == "accepted" and not typed.get("follow_up_phone", "").strip():
        wanted["follow_up_phone"] = _("telephone number")
    wanted |= {f.key: f.label for f in fields if f.problem}
    told = words.of(item.explanation) if item.explanation else ""
    return ItemForm(id_, words.of(item.text), told, fields, tuple(wanted.values()))


def item_events(view: View, id_: str, typed: Mapping[str, str]) -> tuple[events.Event, ...]:
    """What is recorded, the item itself last: then everything beside it is there."""
    item, found = item_of(view, id_), list[events.Event]()
    answer = typed.get(ANSWERED, "yes") if id_ == CALL else "yes"
    for entry in item.entries:
        name, text = entry_id(id_, entry.key), typed.get(entry.key, "").strip()
        if not text or entry.key == ANSWERED:
            continue
        if entry.kind is EntryKind.YES_NO:
            found.append(_answered(view, name, text))
        else:
            found.append(_answered(view, name, "yes", _kept(entry, text)))
    removed = typed.get(REMOVED, "yes")
    found.append(_answered(view, id_, removed if id_ == CANNULA else answer))
    return tuple(found)


def _answered(view: View, item: str, answer: str, value: str = "") -> events.DischargeItemAnswered:
    return events.DischargeItemAnswered(
        item=item,
        answer=answer,  # type: ignore[arg-type]  # one of the choices of the protocol
        value=value,
    )


def taken_back(view: View, item: str, reason: str) -> tuple[events.Event, ...]:
    """The answer was wrong: "no", and why; the first stays. The cannula is an answer beside it."""
    names = (entry_id(item, REMOVED), item) if item == CANNULA else (item,)
    found = []
    for name in names:
        told = view.session.departure.latest(name)
        if told is not None and told.answer != "no":
            found.append(
                events.DischargeItemAnswered(
                    item=name, answer="no", corrects=told.seq, reason=reason
                )
            )
    return tuple(found)


def who_answered(view: View, words: Words, item: str) -> str:
    told = view.session.departure.latest(item)
    return who_when(view, words, told.by, told.at) if told else ""


def _field(entry: Entry, text: str, words: Words) -> EntryField:
    _, label = words.text, words.of(entry.text)
    choices: tuple[tuple[str, str], ...] = ()
    if entry.kind is EntryKind.YES_NO:
        choices = tuple((key, name) for key, name in zip(YES_NO, (_("Yes"), _("No")), strict=True))
    elif entry.kind is EntryKind.CHOICE:
        choices = tuple((choice.key, words.of(choice.text)) for choice in entry.choices)
    return EntryField(
        entry.key, label, text, entry.unit, choices, _problem(entry, text.strip(), words)
    )


def _problem(entry: Entry, text: str, words: Words) -> str:
    _ = words.text
    if text and entry.kind is EntryKind.DATE and read_date(text) is None:
        return _("Write a date, such as 26.11.2026.")
    if text and entry.kind is EntryKind.TIME and parse_time(text) is None:
        return _("Write a time, such as 10:00.")
    return ""


def _kept(entry: Entry, text: str) -> str:
    if entry.kind is EntryKind.DATE:
        day = read_date(text)
        return day.isoformat() if day else text
    if entry.kind is EntryKind.TIME:
        time = parse_time(text)
        return f"{time[0]:02d}:{time[1]:02d}" if time else text
    return text


def _injected(view: View) -> bool:
    order = view.session.prescription.order
    return order is not None and order.route == "im"
