"""The only module that may ask the computer what time it is."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment, read twice: `mono_s` to measure with, `wall` (UTC) to write down."""

    mono_s: float
    wall: datetime


Clock = Callable[[], Instant]

UNKNOWN_S = 7 * 24 * 3600.0  # of a time nobody can measure: what lies before it counts as old

START_OF_TIME = datetime(2026, 11, 24, 8, 20, tzinfo=UTC)  # 09:20 in Norway: the demo's morning


def system_clock() -> Instant:
    return Instant(time.monotonic(), datetime.now(UTC))


class ManualClock:
    """Stands still until told to move: for tests and for demonstrations at full speed."""

    def __init__(self, wall: datetime = START_OF_TIME, mono_s: float = 0.0) -> None:
        self._now = Instant(mono_s, wall)

    def __call__(self) -> Instant:
        return self._now

    def advance(self, seconds: float) -> Instant:
        wall = self._now.wall + timedelta(seconds=seconds)
        self._now = Instant(self._now.mono_s + seconds, wall)
        return self._now

    def move_to(self, mono_s: float) -> Instant:
        """Jump forward to the instant `mono_s`, never back."""
        return self.advance(max(0.0, mono_s - self._now.mono_s))

    def set_wall(self, wall: datetime) -> Instant:
        """As when somebody sets the computer's clock: the label moves, time does not."""
        self._now = Instant(self._now.mono_s, wall)
        return self._now


def faster(clock: Clock, times: float) -> Clock:
    """The same clock, running `times` as fast from now on: forty minutes in two."""
    start = clock()

    def now() -> Instant:
        passed_s = (clock().mono_s - start.mono_s) * times
        return Instant(start.mono_s + passed_s, start.wall + timedelta(seconds=passed_s))

    return now


def length_s(recorded: float) -> float:
    """A length of time as the record has it; what cannot be one counts as none."""
    return recorded if math.isfinite(recorded) and recorded > 0 else 0.0


def before(at: Instant, ago_s: float) -> Instant:
    """The instant so long before; what cannot be a length of time counts as none."""
    ago_s = min(length_s(ago_s), UNKNOWN_S)
    try:
        return Instant(at.mono_s - ago_s, at.wall - timedelta(seconds=ago_s)) if ago_s else at
    except OverflowError:  # a damaged line of the first week of all time
        return at


def drift_s(earlier: Instant, later: Instant) -> float:
    """Seconds the wall clock was moved: by hand, by the network, or by sleep."""
    return (later.wall - earlier.wall).total_seconds() - (later.mono_s - earlier.mono_s)
