"""What Datex-Ohmeda records say of the patient. Knows no bytes on the wire and no line.

Status bit 0 of a group: the module exists; bit 1: it is active. Values of -32001 and below are no
values but codes. Trends (averages of 10 or 60 s) are not taken for readings of now.
"""

from dataclasses import dataclass, field

from bedside.vitals import (
    DeviceIdentified,
    Item,
    Measurement,
    PulseSource,
    Quality,
    Reason,
    Vital,
    Waveform,
)
from devices.ge_dri_cuff import Cuff
from devices.ge_dri_parts import (
    AUXILIARY,
    DISPLAYED,
    PLETH_WAVE,
    Displayed,
    Group,
    displayed_of,
    nibp_time_of,
    samples_of,
)
from devices.ge_dri_records import PHYSIOLOGICAL, WAVE, Record
from devices.identity import Twice

BASIC_CLASS = 0
IN_USE = 0x3  # exists and is active
NOISE, ARTEFACT = 0x80, 0x100  # of the ECG status
FROM_ECG = (0, 1)  # bits 3-6 of the ECG status: where the heart rate comes from; 6 is the pleth

HIGHEST_CODE = -32001
REASONS = {
    -32767: Reason.NO_VALUE,
    -32766: Reason.NOT_UPDATED,
    -32764: Reason.OUT_OF_RANGE,
    -32763: Reason.OUT_OF_RANGE,
    -32762: Reason.CALIBRATING,
}
HIGHEST_SPO2, HIGHEST_MMHG, HIGHEST_PULSE, HIGHEST_BREATHS = 100.0, 400.0, 350.0, 200.0
CENTI = 0.01


@dataclass(slots=True)
class Interpreter:
    """Records in, items out. Keeps what it must to tell a new pressure from a repeated one."""

    _cuff: Cuff = field(default_factory=Cuff)
    _device: Twice = field(default_factory=Twice)

    def items(self, record: Record) -> list[Item]:
        found: list[Item] = []
        for part in record.parts:
            kind = (record.main_type, part.kind)
            if kind == (PHYSIOLOGICAL, DISPLAYED):
                found += self._displayed(displayed_of(part.data))
            elif kind == (PHYSIOLOGICAL, AUXILIARY):
                self._cuff.measured_at(nibp_time_of(part.data))
            elif kind == (WAVE, PLETH_WAVE):
                seen = tuple(one for one in samples_of(part.data) if one > HIGHEST_CODE)
                found += [Waveform(Vital.SPO2, seen)] if seen else []
        if record.plug_id:
            found += self._device.told(DeviceIdentified(serial=f"plug {record.plug_id}"))
        return found

    def _displayed(self, displayed: Displayed) -> list[Item]:
        if displayed.data_class != BASIC_CLASS:
            return []
        spo2, nibp = displayed.spo2, displayed.nibp
        pulse = _measurement(
            Vital.PULSE_RATE, _value(spo2, 1, 1.0, HIGHEST_PULSE), PulseSource.PLETH
        )
        systolic, diastolic, mean = (_value(nibp, at, CENTI, HIGHEST_MMHG) for at in range(3))
        values = (systolic, diastolic, mean, _value(nibp, 3, 1.0, HIGHEST_PULSE))
        return [
            _measurement(Vital.SPO2, _value(spo2, 0, CENTI, HIGHEST_SPO2)),
            _first_with_value(pulse, *_heart(displayed.ecg)),
            *_breaths(displayed.ecg, displayed.co2),
            *self._cuff.displayed(displayed.time_s, nibp.label, values, nibp.values[0]),
        ]


def _heart(ecg: Group) -> list[Measurement]:
    if not _in_use(ecg) or ecg.status >> 3 & 0xF not in FROM_ECG:
        return []
    quality = Quality.POOR if ecg.status & (NOISE | ARTEFACT) else Quality.GOOD
    value = _value(ecg, 0, 1.0, HIGHEST_PULSE, lowest=0.0)
    return [_measurement(Vital.PULSE_RATE, value, PulseSource.ECG, quality)]


def _breaths(ecg: Group, co2: Group) -> list[Measurement]:
    """By the gas where it is measured, else by the chest's impedance."""
    found = [
        _measurement(Vital.RESPIRATORY_RATE, _value(group, at, 1.0, HIGHEST_BREATHS, lowest=0.0))
        for group, at in ((co2, 2), (ecg, 4))
        if _in_use(group)
    ]
    return [_first_with_value(*found)] if found else []


def _first_with_value(*found: Measurement) -> Measurement:
    """One measurement a vital: two that contradict each other in turn would help nobody."""
    return next((one for one in found if one.value is not None), found[0])


def _in_use(group: Group) -> bool:
    return group.status & IN_USE == IN_USE


def _value(
    group: Group, at: int, factor: float, highest: float, lowest: float = 0.5
) -> float | Reason:
    """No oximeter and no cuff measures a 0; an ECG in asystole does, and a counter of breaths."""
    raw = group.values[at]
    if raw <= HIGHEST_CODE:
        return REASONS.get(raw, Reason.NO_VALUE)
    if not _in_use(group):
        return Reason.NO_VALUE
    value = round(raw * factor, 2)
    return value if lowest <= value <= highest else Reason.OUT_OF_RANGE


def _measurement(
    vital: Vital,
    value: float | Reason,
    source: PulseSource | None = None,
    quality: Quality = Quality.GOOD,
) -> Measurement:
    if isinstance(value, Reason):
        return Measurement(vital, None, value, source)
    return Measurement(vital, value, None, source, quality)
