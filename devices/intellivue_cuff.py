"""When a non-invasive blood pressure on an IntelliVue's wire is a new one. Knows no line.

The monitor repeats its last NIBP every second until the next. A pressure is new
  - when its time stamp (attribute 0990) or any of its three numbers is another than before, or
  - where it has no time stamp, when a measurement was seen going on since the last one.
It is not a reading while the state says "measurement ongoing" or "early estimate"; and one that
is already older than 60 s, by the monitor's own clocks, when it is first seen or seen again after
a gap is not presented as fresh: it becomes "not updated".
"""

from dataclasses import dataclass

from bedside.vitals import (
    BloodPressure,
    Item,
    Measurement,
    NibpFailed,
    NibpFault,
    PulseSource,
    Quality,
    Reason,
    Vital,
)
from devices.intellivue_linked import elapsed_s
from devices.intellivue_state import (
    EARLY,
    KPA,
    MMHG,
    MMHG_PER_KPA,
    ONGOING,
    PER_MINUTE,
    is_demo,
    quality,
    reading,
)
from devices.intellivue_values import Numeric, clock_s

SYSTOLIC, DIASTOLIC, MEAN, CUFF_PULSE = 0x4A05, 0x4A06, 0x4A07, 0xF0E5
PRESSURES = (SYSTOLIC, DIASTOLIC, MEAN)

OLD_S = 60.0  # of a time stamp: as GE has it; most cuffs are done in less
GAP_S = 10.0
CLOCK_HOLDS_S = 60.0  # the monitor's wall clock, as told last: it may be set, or start again

_PRESSURE_UNITS = {MMHG: 1.0, KPA: MMHG_PER_KPA}
_HIGHEST_MMHG, _HIGHEST_PULSE = 400.0, 350.0

Numbers = tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """One number of an answer and the time stamp of the object it came in, if it had one."""

    number: Numeric
    stamp: bytes | None


@dataclass(slots=True)
class Cuff:
    _clock: tuple[int, float] | None = None  # relative time and wall clock of one instant
    _seen_ticks: int | None = None
    _stamp: bytes | None = None
    _numbers: Numbers | None = None
    _ongoing: bool = False
    _pulse_owed: bool = False
    _missing: Reason | None = None

    def set_clock(self, ticks: int, wall_s: float | None) -> None:
        if wall_s is not None:
            self._clock = (ticks, wall_s)

    def items(self, ticks: int, seen: dict[int, Seen], demo: bool) -> list[Item]:
        """What the numbers of one answer say of the cuff that had not been said before."""
        parts = [seen[physio_id] for physio_id in PRESSURES if physio_id in seen]
        if not parts:
            return self._late_pulse(seen.get(CUFF_PULSE), demo)
        unbroken = self._seen_ticks is not None and elapsed_s(self._seen_ticks, ticks) <= GAP_S
        self._seen_ticks = ticks
        state = 0
        for part in parts:
            state |= part.number.state
        if demo or is_demo(state):
            return self._none(Reason.DEMO)
        if state & (ONGOING | EARLY):
            self._ongoing = True
            return []
        numbers = _numbers(seen)
        if numbers == (None, None, None):
            return self._no_result(parts[0], state)
        stamp = parts[0].stamp
        is_new = numbers != self._numbers or (
            self._ongoing if stamp is None else stamp != self._stamp
        )
        self._numbers, self._stamp, self._ongoing = numbers, stamp, False
        if not is_new:
            return []
        if not unbroken and self._age_s(ticks, stamp) > OLD_S:
            return self._none(Reason.NOT_UPDATED)
        self._missing = None
        pulse = _pulse(seen.get(CUFF_PULSE))
        self._pulse_owed = pulse is None
        return [BloodPressure(*numbers, pulse, quality=_quality(numbers, state))]

    def _no_result(self, part: Seen, state: int) -> list[Item]:
        if self._ongoing:
            self._ongoing = False
            return [NibpFailed(NibpFault.UNKNOWN, code=state)]
        why = reading(part.number, _PRESSURE_UNITS, 0.0, _HIGHEST_MMHG)
        return self._none(why if isinstance(why, Reason) else Reason.NO_VALUE)

    def _none(self, reason: Reason) -> list[Item]:
        """Said once, not every second: nothing was measured anew, not even a failure."""
        if reason == self._missing:
            return []
        self._missing = reason
        return [Measurement(Vital.NIBP, None, reason)]

    def _late_pulse(self, seen: Seen | None, demo: bool) -> list[Item]:
        """The pulse of a pressure already reported, when it came in a message of its own."""
        pulse = None if demo else _pulse(seen)
        if pulse is None or not self._pulse_owed or seen is None or seen.stamp != self._stamp:
            return []
        self._pulse_owed = False
        return [Measurement(Vital.PULSE_RATE, float(pulse), source=PulseSource.NIBP)]

    def _age_s(self, ticks: int, stamp: bytes | None) -> float:
        measured_s = None if stamp is None else clock_s(stamp)
        if measured_s is None or self._clock is None:
            return 0.0  # nothing says that it is old
        clock_ticks, wall_s = self._clock
        since_s = elapsed_s(clock_ticks, ticks)
        return wall_s + since_s - measured_s if since_s <= CLOCK_HOLDS_S else 0.0


def _numbers(seen: dict[int, Seen]) -> Numbers:
    systolic, diastolic, mean = (
        _whole(seen.get(physio_id), _PRESSURE_UNITS, _HIGHEST_MMHG) for physio_id in PRESSURES
    )
    return systolic, diastolic, mean


def _pulse(seen: Seen | None) -> int | None:
    return _whole(seen, {PER_MINUTE: 1.0}, _HIGHEST_PULSE)


def _whole(seen: Seen | None, units: dict[int, float], highest: float) -> int | None:
    """A pressure or pulse of 0 is no measurement, however valid it says it is."""
    if seen is None or seen.number.state & (ONGOING | EARLY):
        return None
    value = reading(seen.number, units, 1.0, highest)
    return None if isinstance(value, Reason) else round(value)


def _quality(numbers: Numbers, state: int) -> Quality:
    systolic, diastolic, _ = numbers
    if systolic is not None and diastolic is not None and diastolic >= systolic:
        return Quality.SUSPECT
    return quality(state)
