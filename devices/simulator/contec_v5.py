"""A Contec CMS50 of old firmware, byte for byte: 60 packets a second, deaf to what it is told."""

from devices.contec_v5 import FRAMES_PER_S, Frame, encode
from devices.simulator.contec_v7 import (
    BEEP_ABOVE,
    FASTEST,
    LOW_SPO2_PERCENT,
    signal_strength,
)
from devices.simulator.link import Patient, Probe
from devices.simulator.oximeter import Oximeter


class ContecV5:
    """Free-running from the first instant it is told of."""

    def __init__(self, patient: Patient) -> None:
        self._oximeter = Oximeter(patient)
        self._started_s: float | None = None
        self._sent = 0

    def step(self, now_s: float, received: bytes) -> bytes:
        if self._started_s is None:
            self._started_s = now_s
        said = bytearray()
        while (due_s := self.next_due_s()) <= now_s:
            said += encode(self._frame(due_s))
            self._sent += 1
        return bytes(said)

    def next_due_s(self) -> float:
        return (self._started_s or 0.0) + self._sent / FRAMES_PER_S

    def _frame(self, at_s: float) -> Frame:
        seen = self._oximeter.look(at_s)
        if seen.probe is not Probe.ON:
            return Frame(None, None, signal=0, probe_error=True)
        pleth = self._oximeter.pleth(at_s)
        return Frame(
            spo2=seen.spo2,
            pulse_rate=None if seen.pulse_rate is None else min(seen.pulse_rate, FASTEST),
            wave=round(pleth * 127),
            signal=signal_strength(seen),
            bar=round(pleth * 15),
            searching=seen.searching,
            search_too_long=seen.search_too_long,
            spo2_drops=seen.spo2 is not None and seen.spo2 < LOW_SPO2_PERCENT,
            beep=pleth > BEEP_ABOVE,
        )
