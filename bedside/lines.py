"""Lines of the record that may be corrected: the first stays, the last one counts.

A correction names the line it replaces. One that names a line already replaced takes the place of
its last correction too, so that nothing is ever counted twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Generic, TypeVar

from bedside.events import Entry, Event

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Line(Generic[E]):
    seq: int
    at: datetime
    by: str
    event: E
    first: int  # seq of the line that this one, over any number of corrections, goes back to
    replaced_by: int | None = None  # shown struck through, never taken away

    @property
    def counts(self) -> bool:
        return self.replaced_by is None


def aware(at: datetime) -> datetime:
    """A time without a zone in an old or foreign record is read as UTC."""
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def later(at: datetime, minutes: int) -> datetime:
    """At the end of the calendar there is no later: a damaged time must not stop the reading."""
    try:
        return at + timedelta(minutes=minutes)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def local_day(at: datetime, zone: tzinfo) -> date:
    try:
        return at.astimezone(zone).date()
    except OverflowError:
        return at.date()


def with_line(
    lines: tuple[Line[E], ...], entry: Entry, event: E, corrects: int | None = None
) -> tuple[Line[E], ...]:
    """The lines and one more. A correction of a line that is not here is a line of its own."""
    first = next((line.first for line in lines if line.seq == corrects), None)
    new = Line(entry.seq, aware(entry.at.wall), entry.by, event, entry.seq)
    if first is None:
        return (*lines, new)
    kept = tuple(
        replace(line, replaced_by=entry.seq) if line.first == first and line.counts else line
        for line in lines
    )
    return (*kept, replace(new, first=first))


def counting(lines: Iterable[Line[E]]) -> tuple[Line[E], ...]:
    return tuple(line for line in lines if line.counts)


def last(lines: Iterable[Line[E]]) -> Line[E] | None:
    """The line in force: the latest that was not replaced."""
    return next(reversed(counting(lines)), None)
