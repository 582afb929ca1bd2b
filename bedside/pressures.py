"""What the blood pressures say of their limits: each is judged when it comes, and until the next.

An alarm is over only with a later reading that has both numbers, can be true and is within the
limits; half a reading, a doubtful one or a failed one may alarm, but never reassures.
"""

from dataclasses import dataclass, field, replace

from bedside.clock import Instant
from bedside.events import Measured, VitalsDocumented
from bedside.ladders import Ladder, Rung, Values, broken, noted, over
from bedside.present import Present, Rules
from bedside.vitals import Quality

Told = Measured | VitalsDocumented


@dataclass(frozen=True, slots=True)
class Reading:
    """One blood pressure; `values` holds the numbers that there are."""

    at: Instant
    values: Values
    suspect: bool
    ago_s: float = 0.0  # before `at`, by the monitor's own word: when it was measured

    @property
    def complete(self) -> bool:
        return not self.suspect and {"systolic", "diastolic"} <= self.values.keys()


@dataclass(frozen=True, slots=True)
class Level:
    """How far out the pressure is on one side, and the reading that last said so."""

    rank: int
    reading: Reading
    times: int = 1  # readings in a row that said so: the second confirms the first
    since_s: float = 0.0  # since when it is as far out as this, monotonic


@dataclass(frozen=True, slots=True)
class Pressures:
    """Frozen; every method gives what it has become."""

    levels: dict[str, Level] = field(default_factory=dict)
    latest: Reading | None = None
    complete: Reading | None = None  # the last one with both numbers
    baseline: Reading | None = None  # the last complete one before the infusion
    failures: int = 0  # since the last result

    def measured(
        self, rules: Rules, event: Measured | VitalsDocumented, at: Instant
    ) -> "Pressures":
        reading = reading_of(event, at)
        levels = {
            ladder.key: level
            for ladder in rules.ladders.pressures
            if (level := _level(ladder, self.levels.get(ladder.key), reading)) is not None
        }
        complete = reading if reading.complete else self.complete
        return replace(self, levels=levels, latest=reading, complete=complete, failures=0)

    def relimited(self, rules: Rules, at: Instant) -> "Pressures":
        """Other limits from now on: the latest reading is held against them, and confirms none."""
        if self.latest is None:
            return self
        levels = {
            ladder.key: _relimited(level, was, at)
            for ladder in rules.ladders.pressures
            for was in [self.levels.get(ladder.key)]
            if (level := _level(ladder, was, self.latest)) is not None
        }
        return replace(self, levels=levels)

    def failed(self) -> "Pressures":
        return replace(self, failures=self.failures + 1)

    def infusion_started(self) -> "Pressures":
        return replace(self, baseline=self.complete)

    def present(self, rules: Rules, now_s: float) -> list[Present]:
        found = []
        for ladder in rules.ladders.pressures:
            level = self.levels.get(ladder.key)
            if level is not None:
                waited_s = now_s - level.since_s
                found.append(_of_level(ladder, ladder.rungs[level.rank], level, waited_s))
        if self.failures >= 2:  # the first is tried again by itself (ALARMS D.4, 17)
            technical = rules.technical["bp_failed"]
            found.append(Present("bp_failed", technical.id, technical.steps[0].priority, 0))
        return found

    def notes(self, rules: Rules) -> tuple[str, ...]:
        """Information about the latest reading, such as "bp_rising": shown, no alarm."""
        if self.latest is None:
            return ()
        values = self.latest.values
        baseline = None if self.baseline is None else self.baseline.values["systolic"]
        return tuple(n.id for n in rules.ladders.notes if noted(n, values, baseline))

    def every_s(self, rules: Rules) -> float | None:
        """How soon the latest reading asks for the next, in whatever plan; None: it does not."""
        named = self.notes(rules)
        asked = [n.next_every_min for n in rules.ladders.notes if n.id in named]
        if self.latest is not None and elevated(rules, self.latest.values):
            asked.append(rules.elevated_every_min)
        return min((minutes * 60.0 for minutes in asked if minutes is not None), default=None)

    def over(self, rules: Rules, key: str, values: Values) -> frozenset[str]:
        """Which numbers of a blood pressure break the mildest limit of this side."""
        ladder = next(ladder for ladder in rules.ladders.pressures if ladder.key == key)
        return over(ladder.rungs[0].limit, ladder.side, values)


def reading_of(event: Told, at: Instant) -> Reading:
    numbers = {"systolic": event.systolic, "diastolic": event.diastolic}
    if isinstance(event, Measured):
        numbers["mean"] = event.mean
    values = {name: float(number) for name, number in numbers.items() if number is not None}
    if "systolic" not in values and "diastolic" not in values:
        values = {}
    if not isinstance(event, Measured):
        return Reading(at, values, suspect=False)
    return Reading(at, values, event.quality == Quality.SUSPECT, event.measured_ago_s)


def elevated(rules: Rules, values: Values) -> bool:
    """Above 150 or 95: repeated until normal (§3.6)."""
    table = rules.bp
    high, low = values.get("systolic", 0.0), values.get("diastolic", 0.0)
    return high > table.elevated_systolic_mmhg or low > table.elevated_diastolic_mmhg


def repeat_after_s(rules: Rules, reading: Reading) -> float | None:
    """How soon a reading is to be confirmed; None: it need not be."""
    found = [rung for ladder in rules.ladders.pressures if (rung := broken(ladder, reading.values))]
    delays = [rung.limit.repeat_after_s for rung in found if rung.limit.repeat_after_s is not None]
    if reading.suspect:
        delays.append(rules.chatter.bp_retry_after_s)
    return min(delays, default=None)


def _level(ladder: Ladder, was: Level | None, reading: Reading) -> Level | None:
    rung = broken(ladder, reading.values)
    if rung is None:
        return None if reading.complete else was
    times = 1 if was is None else was.times + 1
    if was is not None and was.rank > rung.rank and not reading.complete:
        return Level(was.rank, reading, times, was.since_s)  # half a reading makes nothing milder
    since_s = reading.at.mono_s - reading.ago_s
    if was is not None and was.rank >= rung.rank:
        since_s = was.since_s
    return Level(rung.rank, reading, times, since_s)


def _relimited(level: Level, was: Level | None, at: Instant) -> Level:
    """An old reading that another limit makes alarming, or worse: it is so since that limit."""
    times = 1 if was is None else was.times
    since_s = at.mono_s if was is None or was.rank < level.rank else was.since_s
    return replace(level, times=times, since_s=since_s)


def _of_level(ladder: Ladder, rung: Rung, level: Level, waited_s: float) -> Present:
    return Present(
        key=ladder.key,
        condition=rung.limit.id,
        priority=rung.limit.priority,
        rank=rung.rank,
        physiological=True,
        latching=rung.limit.latching,
        limit=rung.text,
        values=level.reading.values,
        suspect=level.reading.suspect,
        times=level.times,
        waited_s=waited_s,
    )
