"""A simulated Nellcor oximeter on its data port: a line every 2 s, headings, status codes.

It stops at XOFF and goes on at XON, as its manual says. Its interactive menu is not simulated.
"""

from datetime import timedelta

from bedside.clock import START_OF_TIME
from devices.nellcor_lines import Columns, Limits, Number, Reading, encode
from devices.simulator.link import Patient, Probe
from devices.simulator.oximeter import Oximeter, Seen

EVERY_S, LINES_A_PAGE = 2.0, 25
XON, XOFF = 0x11, 0x13
FASTEST = 250


class NellcorAscii:
    """`spo2_limits` and `pulse_limits`: the alarm limits set on the device."""

    def __init__(
        self,
        patient: Patient,
        spo2_limits: tuple[int, int] = (85, 100),
        pulse_limits: tuple[int, int] = (40, 170),
    ) -> None:
        self._oximeter = Oximeter(patient)
        self._limits = Limits(spo2_limits, pulse_limits)
        self._start_s: float | None = None
        self._printed = 0
        self._stopped = False

    def step(self, now_s: float, received: bytes) -> bytes:
        if self._start_s is None:
            self._start_s = now_s
        said = self._until(now_s, self._start_s)
        for byte in received:
            self._stopped = byte == XOFF or (self._stopped and byte != XON)
        return said

    def next_due_s(self) -> float | None:
        if self._start_s is None:
            return 0.0
        return self._start_s + self._printed * EVERY_S

    def _until(self, now_s: float, start_s: float) -> bytes:
        said = b""
        while (due_s := start_s + self._printed * EVERY_S) <= now_s:
            if not self._stopped:
                if self._printed % LINES_A_PAGE == 0:
                    said += encode(self._limits) + encode(Columns())
                said += encode(self._reading(due_s, due_s - start_s))
            self._printed += 1
        return said

    def _reading(self, at_s: float, since_start_s: float) -> Reading:
        seen = self._oximeter.look(at_s)
        pulse = None if seen.pulse_rate is None else min(seen.pulse_rate, FASTEST)
        amplitude = None if seen.spo2 is None else min(254, round(seen.perfusion_percent * 25))
        clock = START_OF_TIME + timedelta(seconds=since_start_s)
        spo2_star, pulse_star = (
            value is not None and not low <= value <= high
            for value, (low, high) in ((seen.spo2, self._limits.spo2), (pulse, self._limits.pulse))
        )
        return Reading(
            clock.replace(microsecond=0),
            Number(seen.spo2, spo2_star),
            Number(pulse, pulse_star),
            amplitude,
            self._codes(seen, pulse),
        )

    def _codes(self, seen: Seen, pulse: int | None) -> tuple[str, ...]:
        if seen.probe is not Probe.ON:
            return ("SD",) if seen.probe is Probe.UNPLUGGED else ("SO",)
        if seen.spo2 is None or pulse is None:
            return ("LP",) if seen.search_too_long else ("PS",)
        (low, high), (slow, fast) = self._limits.spo2, self._limits.pulse
        said = (
            (seen.moving, "MO"),
            (pulse > fast, "PH"),
            (pulse < slow, "PL"),
            (seen.spo2 > high, "SH"),
            (seen.spo2 < low, "SL"),
        )
        return tuple(code for is_so, code in said if is_so)
