"""How long something has been so, in time and not in samples. Knows no limit and no alarm.

A value that is outside counts from its own instant; a short gap holds the count still, a value
inside ends it (ALARMS D.5). Everything is computed from instants, so that asking often or seldom
gives the same answer.
"""

import math
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import assert_never

CLOSE_S = 1e-6  # floats: ten seconds in tenths are ten seconds


class Word(Enum):
    """What one sample says."""

    OUTSIDE = auto()
    BETWEEN = auto()  # back inside, not by enough to end an alarm
    INSIDE = auto()
    NOTHING = auto()  # nothing that could be judged


@dataclass(frozen=True, slots=True)
class Persistence:
    """One thing that may persist. `active` stays until it has been well inside for long enough."""

    active: bool = False
    counted_s: float = 0.0  # outside, in stretches that a gap has ended
    outside_s: float | None = None  # since when the running stretch counts
    gap_s: float | None = None  # since when nothing is known
    inside_s: float | None = None  # since when it has been well inside
    heard_s: float = -math.inf  # the last sample, whatever it said

    @property
    def pending(self) -> bool:
        return not self.active and (self.outside_s is not None or self.counted_s > 0)


NEVER = Persistence()


def elapsed_s(kept: Persistence, now_s: float, pause_s: float) -> float:
    """How long it has been outside. A silence counts as a gap once it is longer than `pause_s`."""
    if kept.gap_s is not None and now_s - kept.gap_s > pause_s + CLOSE_S:
        return 0.0
    if kept.outside_s is None:
        return kept.counted_s
    return kept.counted_s + min(now_s, kept.heard_s + pause_s) - kept.outside_s


def heard(kept: Persistence, word: Word, at_s: float, pause_s: float) -> Persistence:
    """One sample more. Judge first (`judged` at the same instant): what was due has happened."""
    if word is not Word.OUTSIDE and kept is NEVER:
        return kept  # it was not, and it is not
    kept = _over_silence(kept, at_s, pause_s)
    match word:
        case Word.OUTSIDE:
            return _outside(kept, at_s, pause_s)
        case Word.NOTHING:
            return _nothing(kept, at_s)
        case Word.BETWEEN:
            return Persistence(active=True, heard_s=at_s) if kept.active else NEVER
        case Word.INSIDE:
            if not kept.active:
                return NEVER
            since_s = at_s if kept.inside_s is None else kept.inside_s
            return Persistence(active=True, inside_s=since_s, heard_s=at_s)
        case _:
            assert_never(word)


def judged(
    kept: Persistence,
    now_s: float,
    *,
    delay_s: float,
    clear_after_s: float,
    pause_s: float,
    held: bool = False,
) -> Persistence:
    """What time makes of it: active after `delay_s` outside, over after `clear_after_s` inside.

    `held` keeps it from becoming active; it never ends what is active.
    """
    if kept.active:
        if kept.inside_s is None:
            return kept
        # a silence may make an alarm, it never ends one: only what was heard counts here
        over = kept.heard_s - kept.inside_s >= clear_after_s - CLOSE_S
        return NEVER if over else kept
    if held or not kept.pending:
        return kept
    if elapsed_s(kept, now_s, pause_s) >= delay_s - CLOSE_S:
        return replace(kept, active=True)
    return kept


def _over_silence(kept: Persistence, at_s: float, pause_s: float) -> Persistence:
    known_until_s = kept.heard_s + pause_s
    if at_s <= known_until_s + CLOSE_S:
        return kept
    if kept.outside_s is not None:
        counted_s = kept.counted_s + known_until_s - kept.outside_s
        return replace(
            kept, counted_s=counted_s, outside_s=None, gap_s=known_until_s, inside_s=None
        )
    return replace(kept, inside_s=None)


def _outside(kept: Persistence, at_s: float, pause_s: float) -> Persistence:
    counted_s, since_s = kept.counted_s, kept.outside_s
    if kept.gap_s is not None and at_s - kept.gap_s > pause_s + CLOSE_S:
        counted_s = 0.0
    since_s = at_s if since_s is None else since_s
    return Persistence(kept.active, counted_s=counted_s, outside_s=since_s, heard_s=at_s)


def _nothing(kept: Persistence, at_s: float) -> Persistence:
    """A gap holds the count outside; the count inside begins anew, for nobody saw it well."""
    counted_s, gap_s = kept.counted_s, kept.gap_s
    if kept.outside_s is not None:
        counted_s, gap_s = counted_s + at_s - kept.outside_s, at_s
    return Persistence(active=kept.active, counted_s=counted_s, gap_s=gap_s, heard_s=at_s)
