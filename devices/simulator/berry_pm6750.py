"""A BerryMed PM6750 with its probe and its cuff on the patient, byte for byte.

Silent until enabled. ECG, respiration and temperature are not on this patient: their commands are
heard and give nothing. An end state is repeated until STOP: so a host that takes a repeated result
for a new one is found out.
"""

from devices.berry_cuff import DONE, MEASURING, STOPPED, CuffFrame
from devices.berry_frames import COMMANDS, SPO2_WAVE, Frames, encode_frame
from devices.berry_pm6750 import FIRST_TARGET_MMHG, encode_cuff, encode_spo2
from devices.simulator.link import Patient, Probe
from devices.simulator.oximeter import Oximeter, Seen

CUFF, SPO2, TARGET = 0x02, 0x03, 0x0A  # commands
SPO2_EVERY_S, WAVE_EVERY_S, CUFF_EVERY_S = 1.0, 0.02, 0.5
TARGET_RANGE = range(40, 301)
FASTEST = 250

INFLATES_MMHG_PER_S, DEFLATES_MMHG_PER_S = 30.0, 5.0
ABOVE_SYSTOLIC_MMHG, BELOW_DIASTOLIC_MMHG, MORE_MMHG, HIGHEST_MMHG = 15, 10, 50, 290
INTERFERENCE, NO_RESULT = 7, 8
MOST_SHAKEN = 0.3  # of the frames of one measurement
SEARCHING, SEARCH_TOO_LONG = 3, 4
PROBE_STATUS = {Probe.ON: 0, Probe.UNPLUGGED: 1, Probe.OFF: 2}


class Pm6750:
    def __init__(self, patient: Patient) -> None:
        self._patient, self._oximeter = patient, Oximeter(patient)
        self._commands = Frames(COMMANDS)
        self._spo2_s: float | None = None  # when each is due; None: off
        self._wave_s: float | None = None
        self._cuff_s: float | None = None
        self._target_mmhg = FIRST_TARGET_MMHG
        self._measurement: _Measurement | None = None
        self._ended = CuffFrame(STOPPED)

    def step(self, now_s: float, received: bytes) -> bytes:
        said = bytearray()
        while (due_s := self.next_due_s()) is not None and due_s <= now_s:
            said += self._speak(due_s)
        for command in self._commands.feed(received):
            if isinstance(command, bytes):
                said += self._obey(now_s, command[0], command[1])
        return bytes(said)

    def next_due_s(self) -> float | None:
        dues_s = [due for due in (self._spo2_s, self._wave_s, self._cuff_s) if due is not None]
        return min(dues_s, default=None)

    def _speak(self, at_s: float) -> bytes:
        if at_s == self._cuff_s:
            self._cuff_s = at_s + CUFF_EVERY_S
            return self._say_cuff(at_s)
        if at_s == self._spo2_s:
            self._spo2_s = at_s + SPO2_EVERY_S
            return self._say_spo2(at_s)
        self._wave_s = at_s + WAVE_EVERY_S
        return encode_frame(bytes((SPO2_WAVE, round(self._oximeter.pleth(at_s) * 100))))

    def _obey(self, now_s: float, command: int, value: int) -> bytes:
        if command == SPO2:
            self._spo2_s = now_s + SPO2_EVERY_S if value else None
        elif command == SPO2_WAVE:
            self._wave_s = now_s + WAVE_EVERY_S if value else None
        elif command == TARGET:
            if value * 2 in TARGET_RANGE:
                self._target_mmhg = value * 2
        elif command == CUFF and value == 1:
            if self._measurement is None:
                self._measurement = _Measurement(self._patient, now_s, self._target_mmhg)
                self._cuff_s = now_s + CUFF_EVERY_S
            self._target_mmhg = FIRST_TARGET_MMHG  # asked for only once
        elif command == CUFF and value == 0:
            stopped, self._measurement, self._cuff_s = self._measurement, None, None
            return encode_cuff(CuffFrame(STOPPED)) if stopped is not None else b""
        return b""

    def _say_spo2(self, at_s: float) -> bytes:
        seen = self._oximeter.look(at_s)
        pulse = None if seen.pulse_rate is None else min(seen.pulse_rate, FASTEST)
        return encode_spo2(_status(seen), seen.spo2, pulse)

    def _say_cuff(self, at_s: float) -> bytes:
        if self._measurement is not None:
            frame = self._measurement.frame(at_s)
            if frame.state == MEASURING:
                return encode_cuff(frame)
            self._measurement, self._ended = None, frame
        return encode_cuff(self._ended)


def _status(seen: Seen) -> int:
    if seen.search_too_long:
        return SEARCH_TOO_LONG
    return SEARCHING if seen.searching else PROBE_STATUS[seen.probe]


class _Measurement:
    """Pumps to the target, or higher if the systolic is, lets down, and says what it found."""

    def __init__(self, patient: Patient, began_s: float, target_mmhg: int) -> None:
        self._patient, self._at_s, self._cuff_mmhg = patient, began_s, 0.0
        self._target_mmhg = float(target_mmhg)
        self._pumping, self._frames, self._shaken = True, 0, 0

    def frame(self, at_s: float) -> CuffFrame:
        state, passed_s, self._at_s = self._patient.at(at_s), at_s - self._at_s, at_s
        self._frames += 1
        self._shaken += state.moving
        if self._pumping:
            reached = self._cuff_mmhg + INFLATES_MMHG_PER_S * passed_s
            self._cuff_mmhg = min(reached, self._target_mmhg)
            if reached >= self._target_mmhg:
                self._look_higher(state.systolic_mmhg)
            return CuffFrame(MEASURING, round(self._cuff_mmhg))
        self._cuff_mmhg = max(0.0, self._cuff_mmhg - DEFLATES_MMHG_PER_S * passed_s)
        if self._cuff_mmhg > state.diastolic_mmhg - BELOW_DIASTOLIC_MMHG:
            return CuffFrame(MEASURING, round(self._cuff_mmhg))
        if self._shaken > self._frames * MOST_SHAKEN:
            return CuffFrame(INTERFERENCE)
        if state.pulse_per_min <= 0 or state.systolic_mmhg > self._target_mmhg:
            return CuffFrame(NO_RESULT)
        systolic, mean, diastolic = state.systolic_mmhg, state.mean_mmhg, state.diastolic_mmhg
        return CuffFrame(DONE, 0, *(min(255, round(v)) for v in (systolic, mean, diastolic)))

    def _look_higher(self, systolic_mmhg: float) -> None:
        low = self._target_mmhg < systolic_mmhg + ABOVE_SYSTOLIC_MMHG
        if low and self._target_mmhg < HIGHEST_MMHG:
            self._target_mmhg = min(self._target_mmhg + MORE_MMHG, HIGHEST_MMHG)
        else:
            self._pumping = False
