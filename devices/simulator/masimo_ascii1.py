"""A Masimo Rad-8 set to ASCII 1, byte for byte: one line a second, deaf to what it is told."""

from datetime import datetime, timedelta

from bedside.clock import START_OF_TIME
from devices.masimo_ascii1 import (
    LOW_PERFUSION,
    LOW_SIGNAL_IQ,
    NO_SENSOR,
    OFF,
    SEARCH,
    SET_ACTIVE,
    Line,
    encode,
)
from devices.simulator.link import Patient, Probe
from devices.simulator.oximeter import Oximeter, Seen

LINE_EVERY_S = 1.0
FASTEST = 240
SPO2_LOW_PERCENT, PULSE_HIGH_PER_MIN, PULSE_LOW_PER_MIN = 90, 140, 50  # its factory limits
ALARM_SPO2_LOW, ALARM_PULSE_HIGH, ALARM_PULSE_LOW, ALARM_ACTIVE = 0x02, 0x04, 0x08, 0x10


class MasimoAscii1:
    """Free-running from the first instant it is told of; its clock reads `began` then."""

    def __init__(self, patient: Patient, began: datetime = START_OF_TIME) -> None:
        self._oximeter, self._began = Oximeter(patient), began
        self._started_s: float | None = None
        self._sent = 0

    def step(self, now_s: float, received: bytes) -> bytes:
        if self._started_s is None:
            self._started_s = now_s
        said = b""
        while (due_s := self.next_due_s()) <= now_s:
            said += self._line(due_s)
            self._sent += 1
        return said

    def next_due_s(self) -> float:
        return (self._started_s or 0.0) + self._sent * LINE_EVERY_S

    def _line(self, at_s: float) -> bytes:
        seen = self._oximeter.look(at_s)
        when = self._began + timedelta(seconds=self._sent * LINE_EVERY_S)
        pulse = None if seen.pulse_rate is None else min(seen.pulse_rate, FASTEST)
        line = Line(seen.spo2, pulse, _alarms(seen.spo2, pulse), SET_ACTIVE | _exceptions(seen))
        perfusion = "--.--" if seen.spo2 is None else f"{min(seen.perfusion_percent, 20.0):05.2f}"
        return encode(line, when.strftime("%m/%d/%y %H:%M:%S"), perfusion)


def _exceptions(seen: Seen) -> int:
    if seen.probe is not Probe.ON:
        return NO_SENSOR if seen.probe is Probe.UNPLUGGED else OFF
    search = SEARCH if seen.searching else 0
    low = LOW_PERFUSION if seen.low_perfusion else 0
    return search | low | (LOW_SIGNAL_IQ if seen.moving else 0)


def _alarms(spo2: int | None, pulse: int | None) -> int:
    if spo2 is None or pulse is None:
        return 0
    alarms = ALARM_SPO2_LOW if spo2 < SPO2_LOW_PERCENT else 0
    alarms |= ALARM_PULSE_HIGH if pulse > PULSE_HIGH_PER_MIN else 0
    alarms |= ALARM_PULSE_LOW if pulse < PULSE_LOW_PER_MIN else 0
    return alarms | ALARM_ACTIVE if alarms else 0
