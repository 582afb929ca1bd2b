"""What a simulated IntelliVue shows at an instant, as the objects that its answers carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bedside.clock import START_OF_TIME
from devices.intellivue_messages import Observation
from devices.intellivue_values import (
    COMPOUND_NUMERIC,
    LABEL_STRING,
    MEASURED_AT,
    NUMERIC,
    OPERATING_MODE,
    PRODUCTION,
    RELATIVE_TIME,
    SERIAL_NUMBER,
    SYSTEM_MODEL,
    WALL_CLOCK,
    WHOLE_PRODUCT,
    Attributes,
    Special,
    encode_clock,
    encode_label,
    encode_listed,
    encode_numeric,
)
from devices.simulator.link import Patient, Probe
from devices.simulator.own_cuff import CuffResult, OwnCuff
from devices.simulator.oximeter import Oximeter, Seen

TICKS_PER_S = 8000
SERIAL = "SIM0000001"
TICKS_AT_START = 3600 * TICKS_PER_S  # it was switched on an hour ago
VALID, INVALID, QUESTIONABLE, UNAVAILABLE, DEMO, ONGOING = 0, 0x8000, 0x4000, 0x2000, 0x0400, 0x0020
MONITORING, DEMONSTRATION = 0x4000, 0x2000
PERCENT, PER_MINUTE, BREATHS, MMHG, NO_UNIT = 0x0220, 0x0AA0, 0x0AE0, 0x0F20, 0x0200

Group = tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    patient: Patient
    oximeter: Oximeter
    cuff: OwnCuff
    start_s: float
    demo: bool

    def ticks(self, now_s: float) -> int:
        return (TICKS_AT_START + round((now_s - self.start_s) * TICKS_PER_S)) % 2**32

    def system(self, now_s: float) -> Attributes:
        mode = DEMONSTRATION if self.demo else MONITORING
        return {
            OPERATING_MODE: mode.to_bytes(2),
            WALL_CLOCK: self._clock(now_s),
            RELATIVE_TIME: self.ticks(now_s).to_bytes(4),
        }

    def identity(self) -> Attributes:
        """Whose MDS object it is; in real answers it stands in every one of them, too."""
        label = encode_label(SERIAL)
        number = SERIAL_NUMBER.to_bytes(2) + WHOLE_PRODUCT.to_bytes(2) + label
        return {
            SYSTEM_MODEL: encode_label("Philips") + encode_label("MX450 simulated"),
            PRODUCTION: encode_listed((number,)),
        }

    def groups(self, now_s: float) -> tuple[Group, Group, Group]:
        """Three messages' worth of numerics. A probe unplugged takes its numerics with it."""
        state, seen = self.patient.at(now_s), self.oximeter.look(now_s)
        oximeter: Group = ()
        perfusion: Group = ()
        if seen.probe is not Probe.UNPLUGGED:
            flags = self._flags(_oximeter_flags(seen))
            index = None if seen.spo2 is None else round(seen.perfusion_percent * 10)
            oximeter = (
                _object(2, "SpO₂", 0x4BB8, flags, PERCENT, seen.spo2),
                _object(3, "Pulse", 0x4822, flags, PER_MINUTE, seen.pulse_rate),
            )
            perfusion = (_object(6, "Perf", 0x4BB0, flags, NO_UNIT, index, -1),)
        valid = self._flags(VALID)
        heart = _object(1, "HR", 0x4182, valid, PER_MINUTE, round(state.pulse_per_min))
        breaths = _object(7, "RR", 0x500A, valid, BREATHS, round(state.respiration_per_min))
        return (heart, *oximeter), self._pressures(now_s), (*perfusion, breaths)

    def _flags(self, state: int) -> int:
        return state | (DEMO if self.demo else 0)

    def _clock(self, now_s: float) -> bytes:
        return encode_clock(START_OF_TIME + timedelta(seconds=now_s - self.start_s))

    def _pressures(self, now_s: float) -> Group:
        """The last result stays, with its time, until the next one is there."""
        result = self.cuff.result(now_s)
        flags = self._flags(ONGOING if self.cuff.measuring(now_s) else VALID)
        stamp: Attributes = {} if result is None else {MEASURED_AT: self._clock(result.done_s)}
        *pressures, pulse = _numbers(result)
        if pulse is None:
            flags |= INVALID
        compound = encode_listed(
            tuple(
                encode_numeric(physio_id, flags, MMHG, _or_nan(number))
                for physio_id, number in zip((0x4A05, 0x4A06, 0x4A07), pressures, strict=True)
            )
        )
        pressure = Observation(0, 4, _label("NBP") | {COMPOUND_NUMERIC: compound} | stamp)
        pulses = _object(5, "NBP Pulse", 0xF0E5, flags, PER_MINUTE, pulse)
        return pressure, Observation(0, 5, pulses.attributes | stamp)


def _oximeter_flags(seen: Seen) -> int:
    if seen.probe is Probe.OFF:
        return INVALID
    if seen.spo2 is None:
        return UNAVAILABLE
    return QUESTIONABLE if seen.moving or seen.low_perfusion else VALID


def _numbers(result: CuffResult | None) -> Sequence[int | None]:
    if result is None:
        return (None,) * 4
    return result.systolic, result.diastolic, result.mean, result.pulse


def _or_nan(value: int | None) -> int | Special:
    return Special.NAN if value is None else value


def _label(text: str) -> Attributes:
    encoded = (text + "\0").encode("utf-16-be")
    return {LABEL_STRING: len(encoded).to_bytes(2) + encoded}


def _object(
    handle: int,
    label: str,
    physio_id: int,
    flags: int,
    unit: int,
    value: int | None,
    exponent: int = 0,
) -> Observation:
    numeric = encode_numeric(physio_id, flags, unit, _or_nan(value), exponent)
    return Observation(0, handle, _label(label) | {NUMERIC: numeric})
