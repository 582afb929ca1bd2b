"""Small questions to the protocol's data. Knows no session: everything asked is an argument."""

from collections.abc import Collection, Mapping

from bedside.protocol_base import Entry
from bedside.protocol_lists import (
    Answer,
    Clear,
    Colour,
    DayCheck,
    Decider,
    Group,
    Question,
)

Entries = Mapping[str, object]  # key of the entry -> what was written down; None: nothing yet


def question(check: DayCheck, id_: str) -> Question:
    return next(question for question in check.question if question.id == id_)


def group_of(check: DayCheck, asked: Question) -> Group:
    return next(group for group in check.group if group.id == asked.group)


def groups_in(check: DayCheck, tab: str) -> tuple[Group, ...]:
    return tuple(group for group in check.group if group.tab == tab)


def questions_in(check: DayCheck, group: str) -> tuple[Question, ...]:
    return tuple(question for question in check.question if question.group == group)


def clear_answer(check: DayCheck, asked: Question) -> Answer | None:
    """The answer that clears it; None: only its value does."""
    match group_of(check, asked).clear:
        case Clear.YES:
            return Answer.YES
        case Clear.NO:
            return Answer.NO
        case Clear.VALUE:
            return None


def entries_due(check: DayCheck, asked: Question, answer: Answer | None) -> tuple[Entry, ...]:
    """What must or may be written down beside this answer."""
    if clear_answer(check, asked) is None or answer in asked.entries_when:
        return asked.entries
    return ()


def entries_missing(due: Collection[Entry], entries: Entries) -> tuple[Entry, ...]:
    """The required ones that are not written down yet."""
    return tuple(entry for entry in due if entry.required and entries.get(entry.key) in (None, ""))


def colour_of(
    check: DayCheck, asked: Question, answer: Answer | None, entries: Entries
) -> Colour | None:
    """GREEN: cleared. RED, YELLOW: not cleared. None: not answered yet, which clears nothing."""
    clear = clear_answer(check, asked)
    if clear is None:
        return asked.colour if entries_missing(asked.entries, entries) else Colour.GREEN
    if answer is None:
        return None
    if answer is clear:
        return Colour.GREEN
    if asked.becomes is not None and entries.get(asked.becomes.entry) == asked.becomes.answer:
        return asked.becomes.colour
    return asked.colour


def decider_of(asked: Question, colour: Colour) -> Decider | None:
    """Who decides on an answer of this colour; None: nothing is to be decided."""
    match colour:
        case Colour.GREEN:
            return None
        case Colour.RED:
            return Decider.NOBODY if asked.decides is Decider.NOBODY else Decider.DOCTOR
        case Colour.YELLOW:
            return asked.decides if asked.colour is Colour.YELLOW else Decider.NURSE


def entry_id(item: str, key: str) -> str:
    """How the record names a value that was written down beside an item."""
    return f"{item}.{key}"
