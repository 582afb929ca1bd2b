"""What IntelliVue messages say of the patient. Knows no bytes, no line and no time but theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bedside.vitals import (
    DeviceIdentified,
    DeviceStatus,
    Item,
    Measurement,
    PulseSource,
    Reason,
    Status,
    Vital,
)
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
    MalformedError,
    clock_s,
    device_of,
)

MODE_DEMO, MODE_SERVICE, MODE_STANDBY = 0x2000, 0x1000, 0x0002
ABSENT_S = 3.0


@dataclass(frozen=True, slots=True)
class Way:
    """One numeric that carries a vital."""

    physio_id: int
    unit: int
    lowest: float
    highest: float
    source: PulseSource | None = None


# Of several ways the first that has a value. No oximeter measures a 0; an ECG counts 0 in
# asystole and a respiration 0 in apnoea.
WAYS: Mapping[Vital, tuple[Way, ...]] = MappingProxyType(
    {
        Vital.SPO2: (Way(0x4BB8, PERCENT, 1.0, 100.0),),
        Vital.PULSE_RATE: (
            Way(0x4822, PER_MINUTE, 1.0, 350.0, PulseSource.PLETH),
            Way(0x4182, PER_MINUTE, 0.0, 350.0, PulseSource.ECG),
        ),
        Vital.RESPIRATORY_RATE: (
            Way(0x500A, BREATHS_PER_MINUTE, 0.0, 200.0),
            Way(0x5012, BREATHS_PER_MINUTE, 0.0, 200.0),
        ),
    }
)


@dataclass(slots=True)
class Interpreter:
    """Messages in, items out. Keeps what it must to tell a new reading from a repeated one."""

    _joiner: Joiner = field(default_factory=Joiner)
    _cuff: Cuff = field(default_factory=Cuff)
    _mode: int = 0
    _device: DeviceIdentified | None = None
    _demo_numbers: bool = False
    _said: set[Status] = field(default_factory=set)
    _heard_ticks: int | None = None
    _last_seen: dict[int, int] = field(default_factory=dict)  # ticks, by physio id
    _last_told: dict[Vital, tuple[int, int]] = field(default_factory=dict)  # physio id, ticks

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
        return [*self._identified(attributes), *self._mode_of(attributes)]

    def _identified(self, attributes: Attributes) -> list[Item]:
        try:
            device = device_of(attributes)
        except MalformedError:  # of an attribute we can do without
            return []
        if not device or device == self._device:
            return []
        self._device = device
        return [device]

    def _mode_of(self, attributes: Attributes) -> list[Item]:
        if OPERATING_MODE not in attributes:
            return []
        self._mode = int.from_bytes(attributes[OPERATING_MODE])
        return [*self._say_demo(), *self._say(Status.STANDBY, bool(self._mode & MODE_STANDBY))]

    def _in_demo(self) -> bool:
        return bool(self._mode & (MODE_DEMO | MODE_SERVICE))

    def _say_demo(self) -> list[Item]:
        return self._say(Status.DEMO_MODE, self._in_demo() or self._demo_numbers)

    def _numerics(self, answer: Answer) -> list[Item]:
        ticks, seen = answer[-1].ticks, _seen(answer)
        if self._heard_ticks is None or elapsed_s(self._heard_ticks, ticks) > ABSENT_S:
            self._last_seen = dict.fromkeys(self._last_seen, ticks)  # nobody could see it
        self._heard_ticks = ticks
        if seen:
            self._demo_numbers = any(is_demo(one.number.state) for one in seen.values())
        found = self._say_demo()
        for vital, ways in WAYS.items():
            found += self._vital(vital, ways, ticks, seen)
        return found + self._cuff.items(ticks, seen, self._in_demo())

    def _vital(
        self, vital: Vital, ways: tuple[Way, ...], ticks: int, seen: dict[int, Seen]
    ) -> list[Item]:
        """One measurement a vital and answer, so that two ways to it do not contradict in turn."""
        ids = tuple(way.physio_id for way in ways)
        here = {way.physio_id: self._measured(vital, way, ticks, seen) for way in ways}
        heard = {which: one for which, one in here.items() if one is not None}
        which = next(
            (one for one in heard if heard[one].value is not None), next(iter(heard), None)
        )
        told = self._last_told.get(vital)
        if which is None:
            return []
        if told is not None and told[0] not in heard and elapsed_s(told[1], ticks) <= ABSENT_S:
            # The other way came in another message of the same second and still holds, unless
            # this is the better one.
            if heard[which].value is None or ids.index(told[0]) < ids.index(which):
                return []
        if heard[which].value is not None:
            self._last_told[vital] = (which, ticks)
        return [heard[which]]

    def _measured(
        self, vital: Vital, way: Way, ticks: int, seen: dict[int, Seen]
    ) -> Measurement | None:
        if way.physio_id not in seen:
            # Pulling a plug can take the whole numeric out of the answers.
            last = self._last_seen.get(way.physio_id)
            gone = last is not None and elapsed_s(last, ticks) > ABSENT_S
            return Measurement(vital, None, Reason.NO_VALUE, way.source) if gone else None
        self._last_seen[way.physio_id] = ticks
        number = seen[way.physio_id].number
        value = reading(number, {way.unit: 1.0}, way.lowest, way.highest)
        if self._in_demo():
            value = Reason.DEMO
        if isinstance(value, Reason):
            return Measurement(vital, None, value, way.source)
        return Measurement(vital, value, None, way.source, quality(number.state))

    def _say(self, code: Status, is_so: bool) -> list[Item]:
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
