"""What IntelliVue messages say of the patient. Knows no bytes, no line and no time but theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bedside.vitals import DeviceStatus, Item, Measurement, PulseSource, Reason, Vital
from devices.intellivue_cuff import Cuff, Seen
from devices.intellivue_linked import Answer, Joiner, elapsed_s
from devices.intellivue_messages import NUMERICS, SYSTEM, MdsCreated, Message, Polled
from devices.intellivue_state import (
    BREATHS_PER_MINUTE,
    PER_MINUTE,
    PERCENT,
    is_demo,
    quality,
    reading,
)
from devices.intellivue_values import (
    MEASURED_AT,
    OPERATING_MODE,
    WALL_CLOCK,
    Attributes,
    clock_s,
)

MODE_DEMO, MODE_SERVICE, MODE_STANDBY = 0x2000, 0x1000, 0x0002
ABSENT_S = 3.0


@dataclass(frozen=True, slots=True)
class Sign:
    """One continuous vital: which numerics carry it (the first that is there), in which units."""

    vital: Vital
    physio_ids: tuple[int, ...]
    units: Mapping[int, float]
    lowest: float
    highest: float
    source: PulseSource | None = None


_BEATS = MappingProxyType({PER_MINUTE: 1.0})
_BREATHS = MappingProxyType({BREATHS_PER_MINUTE: 1.0})
# No oximeter measures a 0; an ECG counts 0 in asystole and a respiration 0 in apnoea.
SIGNS = (
    Sign(Vital.SPO2, (0x4BB8,), MappingProxyType({PERCENT: 1.0}), 1.0, 100.0),
    Sign(Vital.PULSE_RATE, (0x4822,), _BEATS, 1.0, 350.0, PulseSource.PLETH),
    Sign(Vital.PULSE_RATE, (0x4182,), _BEATS, 0.0, 350.0, PulseSource.ECG),
    Sign(Vital.RESPIRATORY_RATE, (0x500A, 0x5012), _BREATHS, 0.0, 200.0),
)


@dataclass(slots=True)
class Interpreter:
    """Messages in, items out. Keeps what it must to tell a new reading from a repeated one."""

    _joiner: Joiner = field(default_factory=Joiner)
    _cuff: Cuff = field(default_factory=Cuff)
    _mode: int = 0
    _demo_numbers: bool = False
    _said: set[str] = field(default_factory=set)
    _heard_ticks: int | None = None
    _last_seen: dict[tuple[Vital, PulseSource | None], int] = field(default_factory=dict)

    def items(self, message: Message) -> list[Item]:
        if isinstance(message, MdsCreated):
            return self._system(message.attributes, message.ticks)
        if not isinstance(message, Polled):
            return []
        self._cuff.set_clock(message.ticks, message.clock_s)
        found: list[Item] = []
        for answer in self._joiner.add(message):
            if answer[0].object_class == NUMERICS:
                found += self._numerics(answer)
            elif answer[0].object_class == SYSTEM:
                for part in answer:
                    for observation in part.observations:
                        found += self._system(observation.attributes, part.ticks)
        return found

    def _system(self, attributes: Attributes, ticks: int) -> list[Item]:
        self._cuff.set_clock(ticks, clock_s(attributes.get(WALL_CLOCK, b"")))
        if OPERATING_MODE not in attributes:
            return []
        self._mode = int.from_bytes(attributes[OPERATING_MODE])
        return [*self._say_demo(), *self._say("standby", bool(self._mode & MODE_STANDBY))]

    def _in_demo(self) -> bool:
        return bool(self._mode & (MODE_DEMO | MODE_SERVICE))

    def _say_demo(self) -> list[Item]:
        return self._say("demo_mode", self._in_demo() or self._demo_numbers)

    def _numerics(self, answer: Answer) -> list[Item]:
        ticks, seen = answer[-1].ticks, _seen(answer)
        if self._heard_ticks is None or elapsed_s(self._heard_ticks, ticks) > ABSENT_S:
            self._last_seen = dict.fromkeys(self._last_seen, ticks)  # nobody could see it
        self._heard_ticks = ticks
        if seen:
            self._demo_numbers = any(is_demo(one.number.state) for one in seen.values())
        found = self._say_demo()
        for sign in SIGNS:
            found += self._sign(sign, ticks, seen)
        return found + self._cuff.items(ticks, seen, self._in_demo())

    def _sign(self, sign: Sign, ticks: int, seen: dict[int, Seen]) -> list[Item]:
        which = (sign.vital, sign.source)
        physio_id = next((one for one in sign.physio_ids if one in seen), None)
        if physio_id is None:
            # Pulling a plug can take the whole numeric out of the answers.
            last = self._last_seen.get(which)
            if last is None or elapsed_s(last, ticks) <= ABSENT_S:
                return []
            return [Measurement(sign.vital, None, Reason.NO_VALUE, sign.source)]
        self._last_seen[which] = ticks
        number = seen[physio_id].number
        value = reading(number, sign.units, sign.lowest, sign.highest)
        if self._in_demo():
            value = Reason.DEMO
        if isinstance(value, Reason):
            return [Measurement(sign.vital, None, value, sign.source)]
        return [Measurement(sign.vital, value, None, sign.source, quality(number.state))]

    def _say(self, code: str, is_so: bool) -> list[Item]:
        """A status is said when it begins, not in every answer."""
        if not is_so:
            self._said.discard(code)
            return []
        if code in self._said:
            return []
        self._said.add(code)
        return [DeviceStatus(code)]


def _seen(answer: Answer) -> dict[int, Seen]:
    """The numbers of an answer by what they measure; of two alike, the first."""
    seen: dict[int, Seen] = {}
    for part in answer:
        for observation in part.observations:
            stamp = observation.attributes.get(MEASURED_AT)
            for number in observation.numbers:
                seen.setdefault(number.physio_id, Seen(number, stamp))
    return seen
