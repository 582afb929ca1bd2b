"""The checklist in the protocol's order, and the consent to treatment, as rows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bedside.answers import Answered
from bedside.applies import applies, first_infusion
from bedside.preparation import CANNULA, FLUSHED, TOUCH, VITALS, PreparationItem, preparation
from bedside.protocol_base import Entry, Item, Level
from bedside.protocol_lookup import entry_id
from ui.figures import pressure
from ui.i18n import Words, mark
from ui.screens.entries import CorrectionState, EntriesState, entries_state, summary
from ui.screens.said import who_when
from ui.screens.vitals_set import lacking_now, set_now
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked

SPECIALIST = "G1-04"  # a line of the gate that is answered here
CONSENTS = ("C-01", "C-02", "C-03", "C-04")
DOUBT = "C-06"
UNDO = (mark("Wrong key"), mark("New information"))
NEW_CANNULA = mark("A new cannula was placed")


@dataclass(frozen=True, slots=True)
class ItemsDraft:
    typed: Mapping[str, str] = field(default_factory=dict)  # by entry id
    open: str = ""  # the item whose fields, or whose correction, are open
    reason: str = ""
    without: str = ""  # a SOFT item that is left out with a reason
    confirm: bool = False  # an unlikely set of vitals was refused once


@dataclass(frozen=True, slots=True)
class ItemState:
    row: ChecklistState
    action: ButtonState | None = None  # under the row: what is pressed to have it done
    entries: EntriesState | None = None
    correction: CorrectionState | None = None


@dataclass(frozen=True, slots=True)
class ItemGroup:
    title: str
    items: tuple[ItemState, ...]


def item_groups(view: View, words: Words, draft: ItemsDraft, section: str) -> tuple[ItemGroup, ...]:
    """`section`: what is open at the right, so that its line says that it is under way."""
    _ = words.text
    lines = {line.id: line for line in preparation(view.session, view.protocol)}
    lists = view.protocol.preparation
    every = [i for i in lists.item if i.id in lines]
    first = [i for i in lists.first if i.id in lines]
    groups = [
        ItemGroup("", tuple(_line(i, lines[i.id], view, words, draft, section) for i in every)),
        ItemGroup(_("Consent to treatment"), consents(view, words, draft)),
    ]
    if first:
        talk = tuple(_line(i, lines[i.id], view, words, draft, section) for i in first)
        groups.append(ItemGroup(_("Before the first infusion"), talk))
    return tuple(groups)


def consents(view: View, words: Words, draft: ItemsDraft) -> tuple[ItemState, ...]:
    """What the gate asks for beside the preparation, and what is never more than recorded."""
    treatment = {item.id: item for item in view.protocol.consent.treatment}
    made = [_answered_item(treatment[id_], view, words, draft) for id_ in CONSENTS]
    if first_infusion(view.session):
        line = next(g for g in view.protocol.gate_start.line if g.id == SPECIALIST)
        met = Item(id=SPECIALIST, text=line.text, level=line.level, missing=line.missing)
        made.insert(2, _answered_item(met, view, words, draft))
    return tuple(made)


def item_of(view: View, id_: str) -> Item | None:
    lists = view.protocol.preparation
    known = (*lists.item, *lists.first, *view.protocol.consent.treatment)
    return next(
        (item for item in known if item.id == id_ and applies(item.when, view.session)), None
    )


def due_of(view: View, id_: str) -> tuple[Entry, ...]:
    item = item_of(view, id_)
    return item.entries if item is not None else ()


def complete(view: View, item: Item) -> bool:
    """Answered yes, with everything that belongs beside it."""
    return view.session.answers.yes(item.id) and not lacking(view, item)


def lacking(view: View, item: Item) -> tuple[Entry, ...]:
    """What is required beside it and not written."""
    answers = view.session.answers
    lines = ((e, answers.latest(entry_id(item.id, e.key))) for e in item.entries if e.required)
    return tuple(e for e, line in lines if line is None or not line.value.strip())


def flush_again(view: View) -> bool:
    """The cannula is a new one since it was flushed."""
    lines = preparation(view.session, view.protocol)
    return not any(line.done for line in lines if line.id == FLUSHED)


def _line(
    item: Item, line: PreparationItem, view: View, words: Words, draft: ItemsDraft, section: str
) -> ItemState:
    if item.id == TOUCH:
        return ItemState(_touch_row(item, line, view, words, section))
    if item.id == VITALS:
        return _vitals_item(item, line, view, words)
    return _answered_item(item, view, words, draft, line)


def _touch_row(
    item: Item, line: PreparationItem, view: View, words: Words, section: str
) -> ChecklistState:
    _ = words.text
    if line.done:
        return _done(item, line.by, line, view, words, "")
    now = section == "touch"
    return ChecklistState(
        item.id,
        words.of(item.text),
        Row.NOW if now else Row.TODO,
        aside=(_("under way"),) if now else (),
        pressable=True,
        spoken_state=_("missing"),
    )


def _vitals_item(item: Item, line: PreparationItem, view: View, words: Words) -> ItemState:
    """Documented with a press; what is not there yet is measured, or typed in."""
    _, taken = words.text, view.session.chart.baseline
    if line.done and taken is not None:
        told = _vitals_told(taken.systolic, taken.diastolic, taken.pulse_rate, taken.spo2, words)
        return ItemState(_done(item, taken.by, line, view, words, told))
    button, told = ButtonState(_("Document"), "check"), ""
    lacking, now = lacking_now(view), set_now(view, "before")
    if now is not None:
        told = _vitals_told(now.systolic, now.diastolic, now.pulse_rate, now.spo2, words)
    elif "bp" in lacking:
        button = ButtonState(_("Measure now"), "gauge")
        if view.watch.board.cuff.inflating:
            button = ButtonState(_("Measuring …"), "gauge", enabled=False)
        elif not view.watch.nibp.startable:
            button = ButtonState(_("Type in"), "pen")
    else:
        button = ButtonState(_("Type in"), "pen")
    title = words.of(item.text)
    row = ChecklistState(item.id, title, Row.TODO, told, spoken_state=_("missing"))
    return ItemState(row, replace(button, spoken=f"{button.text}: {title}"))


def _vitals_told(
    systolic: int | None, diastolic: int | None, pulse: int | None, spo2: int | None, words: Words
) -> str:
    return words.text("{bp} · pulse {pulse} · SpO₂ {spo2}").format(
        bp=pressure(systolic, diastolic), pulse=pulse, spo2=spo2
    )


def _answered_item(
    item: Item,
    view: View,
    words: Words,
    draft: ItemsDraft,
    line: PreparationItem | None = None,
) -> ItemState:
    _, answers = words.text, view.session.answers
    given = answers.latest(item.id)
    done = line.done if line is not None else complete(view, item)
    told = summary(item.id, item.entries, answers, words)
    if done and given is not None:
        second: Sentence = told
        if given.answer == "no":
            second = _("not done: {why}").format(why=given.note)
        row = _done(item, given.by, line or given, view, words, second)
    else:
        row = _todo(item, given, view, words, line)
    entries = _entries(item, given, view, words, draft)
    correction = _correction(item, given, words, draft, done=done)
    return ItemState(row, None, entries, correction)


def _todo(
    item: Item,
    given: Answered | None,
    view: View,
    words: Words,
    line: PreparationItem | None,
) -> ChecklistState:
    _ = words.text
    second = ""
    if given is not None and given.answer == "yes":
        second = _("not complete")
        if line is not None and item.id != CANNULA and not item.entries:
            second = _("again: a new cannula was placed")
    elif given is not None:
        second = _("not done {time} · {why}").format(
            time=words.time(given.at), why=given.reason or given.note
        )
    soft = item.level is Level.SOFT and line is not None
    return ChecklistState(
        item.id,
        words.of(item.text),
        Row.TODO,
        second,
        button=ButtonState(_("Without")) if soft else None,
        pressable=True,
        spoken_state=_("missing") if item.level is Level.HARD else "",
    )


def _done(
    item: Item,
    by: str,
    when: PreparationItem | Answered,
    view: View,
    words: Words,
    second: Sentence,
) -> ChecklistState:
    at = words.time(when.at) if when.at else ""
    return ChecklistState(
        item.id,
        words.of(item.text),
        Row.DONE,
        second,
        aside=tuple(part for part in (at, who_when(view, words, by, None)) if part),
        pressable=True,
        spoken_state=words.text("done"),
    )


def _entries(
    item: Item, given: Answered | None, view: View, words: Words, draft: ItemsDraft
) -> EntriesState | None:
    """Open after the press, and as long as something that is required is not written."""
    answers = view.session.answers
    if not item.entries or given is None or given.answer != "yes":
        return None
    required = lacking(view, item)
    opened = draft.open == item.id
    if not opened and not required:
        return None
    shown = item.entries if opened else required
    written = any(answers.latest(entry_id(item.id, e.key)) is not None for e in shown)
    return entries_state(
        item.id,
        shown,
        view,
        words,
        draft.typed,
        draft.reason,
        corrects=written,
        waits=written,
        cancels=opened,
    )


def _correction(
    item: Item, given: Answered | None, words: Words, draft: ItemsDraft, *, done: bool
) -> CorrectionState | None:
    _ = words.text
    if draft.without == item.id:
        return CorrectionState(_("Left out. Why?"), (), draft.reason)
    if draft.open != item.id or given is None or not done or item.entries:
        return None
    reasons = tuple(_(reason) for reason in UNDO)
    if item.id == CANNULA:
        reasons = (_(NEW_CANNULA), *reasons)
    return CorrectionState(marked(_("**Not done** after all. Why?")), reasons, draft.reason)
