"""A simulated Ivy 450C: everything it says of each second, waveforms with FF and FE among them.

Its NIBP runs on its own interval and stays on the wire; while the cuff measures, its status is
another than 4 (which number, no source says).
"""

from math import pi, sin

from devices.ivy_frames import Second, encode
from devices.simulator.link import Patient, Probe
from devices.simulator.own_cuff import OwnCuff
from devices.simulator.oximeter import Oximeter, Seen

NO_TRANSDUCER = "NO TRANSDUCER"
NIBP_DONE, NIBP_MEASURING = 4, 2
ECG_PER_S, WAVE_PER_S = 200, 50
ECG_ZERO, PLETH_ZERO, P2_ZERO = 100, 86, 251  # after mdpnp's AnsarB.java
HIGHEST = 0xFF


class Ivy450c:
    def __init__(self, patient: Patient, nibp_every_s: float = 300.0) -> None:
        self._patient, self._oximeter = patient, Oximeter(patient)
        self._nibp_every_s = nibp_every_s
        self._cuff: OwnCuff | None = None  # starts with the first step
        self._said = 0

    def step(self, now_s: float, received: bytes) -> bytes:
        if self._cuff is None:
            self._cuff = OwnCuff(self._patient, now_s, self._nibp_every_s)
        said = b""
        while (due_s := self._cuff.start_s + self._said) <= now_s:
            said += encode(self._second(due_s, self._cuff))
            self._said += 1
        return said

    def next_due_s(self) -> float | None:
        return 0.0 if self._cuff is None else self._cuff.start_s + self._said

    def _second(self, at_s: float, cuff: OwnCuff) -> Second:
        state, seen = self._patient.at(at_s), self._oximeter.look(at_s)
        lines = (
            f"HR=1;{round(state.pulse_per_min)};ECG-I;",
            f"RR=1;{round(state.respiration_per_min)};;",
            f"ETCO2=0;;{NO_TRANSDUCER};",
            _oximeter_line(seen),
            _nibp_line(at_s, cuff),
            f"P1=0;;;;{NO_TRANSDUCER};",
            f"P2=0;;;;{NO_TRANSDUCER};",
            "T1=0;;;",
            "T2=0;;;",
        )
        beats_per_s = state.pulse_per_min / 60
        ecg = bytes(_ecg(at_s + step / ECG_PER_S, beats_per_s) for step in range(ECG_PER_S))
        instants = [at_s + step / WAVE_PER_S for step in range(WAVE_PER_S)]
        breath = [
            round(60 + 50 * sin(2 * pi * state.respiration_per_min / 60 * one)) for one in instants
        ]
        pleth = [PLETH_ZERO + round(120 * self._oximeter.pleth(one)) for one in instants]
        second_pressure = [P2_ZERO + round(4 * abs(sin(pi * one))) for one in instants]
        waves = ecg + bytes(breath) + bytes(pleth) + bytes(WAVE_PER_S) + bytes(second_pressure)
        return Second(waves, lines)


def _ecg(at_s: float, beats_per_s: float) -> int:
    """An R wave that reaches the highest sample, on a quiet line."""
    phase = at_s * beats_per_s % 1
    spike = max(0.0, 1 - abs(phase - 0.3) / 0.02) * 2 * (HIGHEST - ECG_ZERO)
    return min(HIGHEST, ECG_ZERO + round(spike))


def _oximeter_line(seen: Seen) -> str:
    if seen.probe is Probe.UNPLUGGED:
        return f"SPO2=0;;{NO_TRANSDUCER};"
    if seen.spo2 is None or seen.pulse_rate is None:
        return f"SPO2=0;;PR= ;{'PROBE OFF' if seen.probe is Probe.OFF else 'PULSE SEARCH'}"
    return f"SPO2=1;{seen.spo2};PR={seen.pulse_rate} ;{'MOTION' if seen.moving else ''}"


def _nibp_line(at_s: float, cuff: OwnCuff) -> str:
    result = cuff.result(at_s)
    status = NIBP_MEASURING if cuff.measuring(at_s) else NIBP_DONE
    if result is None or result.systolic is None:
        return f"NIBP={status};;;;;;"
    return f"NIBP={status};{result.systolic};{result.diastolic};{result.mean};{result.pulse};;"
