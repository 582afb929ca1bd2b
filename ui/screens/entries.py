"""Values written down beside an answer: what was typed, read into what the record keeps, and the
fields it is typed in.

Pure. A time is the last time that clock showed it; a date is written day first. Knows no rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bedside import events
from bedside.answers import Answers
from bedside.clock import Instant
from bedside.day_check import moment
from bedside.protocol_base import Entry, EntryKind
from bedside.protocol_lookup import entry_id
from ui.figures import written_date
from ui.i18n import Words, local
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.entry import parse_number, parse_time
from ui.widgets.words import Words as Sentence

CHOSEN = (EntryKind.YES_NO, EntryKind.CHOICE)  # pressed, not typed


@dataclass(frozen=True, slots=True)
class EntryState:
    """One field as it is shown; `written` is what the record has already."""

    id: str
    kind: EntryKind
    label: str
    text: str = ""
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    written: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class EntriesState:
    item: str
    entries: tuple[EntryState, ...]
    save: ButtonState | None = None  # None: everything here is pressed, not typed
    cancel: ButtonState | None = None
    problem: Sentence = ""
    reason: str | None = None  # what was typed as the reason; None: nothing is corrected


@dataclass(frozen=True, slots=True)
class CorrectionState:
    """One entry is to become another: a reason is pressed, or typed and saved."""

    told: Sentence  # "Rett fra Nei til Ja. Hvorfor?"
    reasons: tuple[str, ...]
    typed: str = ""


def value_of(entry: Entry, text: str, now: Instant) -> str | None:
    """What the record keeps of a typed text; None: it is not what the field asks for."""
    text = text.strip()
    if not text:
        return None
    match entry.kind:
        case EntryKind.TIME:
            return time_value(text, now)
        case EntryKind.DATE:
            found = read_date(text)
            return found.isoformat() if found else None
        case EntryKind.NUMBER:
            number = parse_number(text)
            return None if number is None else f"{number:f}"
        case _:
            return text


def time_value(text: str, now: Instant) -> str | None:
    """ "23:30" typed in the morning was last night."""
    found = parse_time(text)
    if found is None:
        return None
    today = local(now.wall)
    at = today.replace(hour=found[0], minute=found[1], second=0, microsecond=0)
    if at > today:
        at -= timedelta(days=1)
    return at.isoformat()


def read_date(text: str) -> date | None:
    """ "24.11.2026", "24.11.26" or "2026-11-24"."""
    text = text.strip()
    for pattern in ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def shown_value(entry: Entry, answers: Answers, item: str, words: Words) -> str:
    """What the record has, as people read it; empty: nothing yet."""
    line = answers.latest(entry_id(item, entry.key))
    if line is None:
        return ""
    if entry.kind is EntryKind.YES_NO:
        return words.text("Yes") if line.answer == "yes" else words.text("No")
    return _read(entry, line.value, words)


def _read(entry: Entry, value: str, words: Words) -> str:
    match entry.kind:
        case EntryKind.TIME:
            at = moment(value)
            return words.time(at) if at else value
        case EntryKind.DATE:
            return written_date(value, words)
        case EntryKind.NUMBER:
            number = parse_number(value)
            shown = words.number(number) if number is not None else value
            return f"{shown} {entry.unit}".strip()
        case EntryKind.CHOICE:
            return next((words.of(c.text) for c in entry.choices if c.key == value), value)
        case _:
            return value


def states(
    item: str, due: tuple[Entry, ...], answers: Answers, typed: Mapping[str, str], words: Words
) -> tuple[EntryState, ...]:
    """A field for each value that belongs beside this answer."""
    _ = words.text
    yes_no = (("yes", _("Yes")), ("no", _("No")))
    return tuple(
        EntryState(
            entry_id(item, entry.key),
            entry.kind,
            words.of(entry.text),
            typed.get(entry_id(item, entry.key), ""),
            entry.unit,
            yes_no
            if entry.kind is EntryKind.YES_NO
            else tuple((c.key, words.of(c.text)) for c in entry.choices),
            shown_value(entry, answers, item, words),
        )
        for entry in due
    )


def entries_state(
    item: str,
    due: tuple[Entry, ...],
    view: View,
    words: Words,
    typed: Mapping[str, str],
    reason: str,
    *,
    corrects: bool,
    waits: bool,
    cancels: bool,
) -> EntriesState:
    """The fields of `due`. `corrects`: something written becomes another, and asks why; `waits`:
    what is only pressed is saved by a button too; `cancels`: they can be left as they were.
    """
    _, answers = words.text, view.session.answers
    problem = ""
    if unreadable(due, item, typed, view.now):
        problem = _("Write a time as 05:10 and a date as 24.11.2026.")
    ready = any(typed.get(entry_id(item, e.key), "").strip() for e in due) and not problem
    ready = ready and (not corrects or bool(reason.strip()))
    saves = waits or any(e.kind not in CHOSEN for e in due)
    return EntriesState(
        item,
        states(item, due, answers, typed, words),
        ButtonState(_("Save"), "check", enabled=ready) if saves else None,
        ButtonState(_("Cancel")) if cancels else None,
        problem,
        reason if corrects else None,
    )


def summary(item: str, due: tuple[Entry, ...], answers: Answers, words: Words) -> str:
    """ "Siste mat kl. 05:10 · Siste drikke kl. 06:30"; what is not written is left out."""
    parts = ((entry, shown_value(entry, answers, item, words)) for entry in due)
    return " · ".join(f"{words.of(entry.text)} {value}" for entry, value in parts if value)


def events_of(
    item: str,
    due: tuple[Entry, ...],
    answers: Answers,
    typed: Mapping[str, str],
    now: Instant,
    reason: str = "",
) -> tuple[events.ChecklistItemAnswered, ...]:
    """One line of the record for each field that can be read and says something new.

    What is written already as it stands is not written again: where the disk took the first of two
    values and not the second, the next press writes the second alone.
    """
    found: list[events.ChecklistItemAnswered] = []
    for entry in due:
        id_ = entry_id(item, entry.key)
        text = typed.get(id_, "")
        if entry.kind is EntryKind.YES_NO:
            if text in ("yes", "no"):
                found.append(_answered(id_, answers, text, "", reason))
            continue
        value = value_of(entry, text, now)
        if value is not None:
            found.append(_answered(id_, answers, "yes", value, reason))
    return tuple(event for event in found if not _stands(event, answers))


def _stands(event: events.ChecklistItemAnswered, answers: Answers) -> bool:
    before = answers.latest(event.item)
    return before is not None and (before.answer, before.value) == (event.answer, event.value)


def _answered(
    id_: str, answers: Answers, answer: str, value: str, reason: str
) -> events.ChecklistItemAnswered:
    before = answers.latest(id_)
    return events.ChecklistItemAnswered(
        item=id_,
        answer="yes" if answer == "yes" else "no",
        value=value,
        corrects=before.seq if before else None,
        reason=reason if before else "",
    )


def unreadable(due: tuple[Entry, ...], item: str, typed: Mapping[str, str], now: Instant) -> bool:
    """Something was typed that is not what its field asks for."""
    texts = ((entry, typed.get(entry_id(item, entry.key), "").strip()) for entry in due)
    return any(text and value_of(entry, text, now) is None for entry, text in texts)
