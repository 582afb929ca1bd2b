"""A Nonin Xpod, byte for byte: 75 frames a second, deaf to what it is told. Which format it was set
to is given to it.
"""

from collections.abc import Callable

from devices.nonin_format2 import encode_frame
from devices.nonin_packet import (
    ARTEFACT,
    FRAMES,
    GREEN,
    OUT_OF_TRACK,
    RED,
    SENSOR_ALARM,
    SENSOR_DISCONNECTED,
    YELLOW,
    encode_extras,
    encode_status,
)
from devices.simulator.link import Patient, Probe
from devices.simulator.oximeter import Oximeter, Seen
from devices.simulator.patient import SteadyPatient

FRAMES_PER_S = 75
PACKET_S = FRAMES / FRAMES_PER_S
FASTEST, SLOWEST = 321, 18
HOLDS_S = 10.0  # the "-D" values after the last good one
COLOUR_S = 0.16  # of each beat that the perfusion bits are lit
MOST_PLETH = 254

EncodeFrame = Callable[[int, float, int], bytes]
"""STATUS, pleth from 0 to 1, EXTRA: the frame."""


def nonin_format2(patient: Patient, burst: int = 1) -> "Nonin":
    """`burst`: frames that come together, as through an adapter that gathers them."""

    def encode(status: int, pleth: float, extra: int) -> bytes:
        return encode_frame(status, round(pleth * MOST_PLETH), extra)

    return Nonin(patient, encode, burst)


class Nonin:
    """Free-running from the first instant it is told of."""

    def __init__(self, patient: Patient, encode: EncodeFrame, burst: int = 1) -> None:
        self._patient = SteadyPatient(patient, PACKET_S)
        self._oximeter = Oximeter(self._patient)
        self._encode, self._burst = encode, burst
        self._started_s: float | None = None
        self._sent = 0
        self._extras, self._flags, self._colour = b"", 0, 0
        self._good: tuple[float, int | None, int | None] | None = None  # when, SpO2, pulse rate
        self.low_battery = False

    def step(self, now_s: float, received: bytes) -> bytes:
        if self._started_s is None:
            self._started_s = now_s
        said = bytearray()
        while self.next_due_s() <= now_s:
            for _ in range(self._burst):
                said += self._frame(self._started_s + self._sent / FRAMES_PER_S)
                self._sent += 1
        return bytes(said)

    def next_due_s(self) -> float:
        """When the last frame of the next burst is ready."""
        return (self._started_s or 0.0) + (self._sent + self._burst - 1) / FRAMES_PER_S

    def _frame(self, at_s: float) -> bytes:
        place = self._sent % FRAMES
        if place == 0:
            self._begin_packet(at_s)
        beat_s = 60 / max(1.0, self._patient.at(at_s).pulse_per_min)
        colour = self._colour if at_s % beat_s < COLOUR_S else 0
        status = encode_status(place + 1, self._flags, colour)
        return self._encode(status, self._oximeter.pleth(at_s), self._extras[place])

    def _begin_packet(self, at_s: float) -> None:
        seen = self._oximeter.look(at_s)
        pulse = seen.pulse_rate
        pulse = None if pulse is None else min(max(pulse, SLOWEST), FASTEST)
        if seen.spo2 is not None:
            self._good = at_s, seen.spo2, pulse
        elif self._good is not None and at_s - self._good[0] > HOLDS_S:
            self._good = None
        _, held_spo2, held_pulse = self._good or (0.0, None, None)
        self._extras = encode_extras(
            seen.spo2,
            pulse,
            low_battery=self.low_battery,
            timer=int(at_s / PACKET_S) % 16384,
            display_spo2=held_spo2,
            display_pulse=held_pulse,
        )
        self._flags, self._colour = _flags(seen), _colour(seen)


def _flags(seen: Seen) -> int:
    if seen.probe is Probe.UNPLUGGED:
        return SENSOR_DISCONNECTED | OUT_OF_TRACK
    if seen.probe is Probe.OFF:
        return SENSOR_ALARM | OUT_OF_TRACK
    return OUT_OF_TRACK if seen.searching else ARTEFACT if seen.moving else 0


def _colour(seen: Seen) -> int:
    if seen.spo2 is None:
        return 0
    return RED if seen.low_perfusion else YELLOW if seen.marginal_perfusion else GREEN
