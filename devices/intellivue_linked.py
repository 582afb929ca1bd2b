"""Joins the parts of a linked result. Knows no numbers and no line.

A large answer comes as linked results (first, middle ..., last). Each part holds whole
observations, so a part that was damaged on the way costs only its own. A result without a link,
with the same invoke id, may still follow the last part: it is an answer of its own here.
"""

from dataclasses import dataclass, field

from devices.intellivue_messages import FIRST, LAST, Polled

MOST_PARTS = 64  # of one answer; the largest real ones have four
MOST_ANSWERS = 4  # begun at the same time
TICKS_PER_S = 8000
STALE_S = 3.0  # an answer that was cut short is worth nothing once newer ones have come

Answer = tuple[Polled, ...]


def elapsed_s(earlier_ticks: int, later_ticks: int) -> float:
    """Seconds between two relative times; the counter starts again after six days."""
    return ((later_ticks - earlier_ticks) % 2**32) / TICKS_PER_S


@dataclass(slots=True)
class Joiner:
    _begun: dict[int, list[Polled]] = field(default_factory=dict)

    def add(self, part: Polled) -> list[Answer]:
        """The answers that this message completes, oldest first."""
        if part.link is None:
            return [(*self._cut_short(part), part)]
        which, _ = part.link
        done = [self._cut_short(part)] if which == FIRST else []
        parts = self._begun.setdefault(part.invoke_id, [])
        parts.append(part)
        if which == LAST or len(parts) == MOST_PARTS:
            done.append(tuple(self._begun.pop(part.invoke_id)))
        elif len(self._begun) > MOST_ANSWERS:
            del self._begun[next(iter(self._begun))]
        return [answer for answer in done if answer]

    def _cut_short(self, newer: Polled) -> Answer:
        """The parts of an answer whose last part never came, unless they are old by now."""
        parts = self._begun.pop(newer.invoke_id, [])
        return tuple(part for part in parts if elapsed_s(part.ticks, newer.ticks) <= STALE_S)
