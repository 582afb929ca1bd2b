"""What any pulse oximeter makes of the patient: it has to find a pulse first. Knows no wire."""

from dataclasses import dataclass
from math import exp, pi, sin

from devices.simulator.link import Patient, Probe

SEARCH_S, TOO_LONG_S = 4.0, 15.0  # to find a pulse once the probe sits; to complain that it cannot
NO_PULSE_BELOW_PER_MIN, NO_PULSE_BELOW_PERFUSION_PERCENT = 15.0, 0.05
LOW_PERFUSION_PERCENT, MARGINAL_PERFUSION_PERCENT = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """`spo2` and `pulse_rate` are None together: off, unplugged or searching."""

    spo2: int | None
    pulse_rate: int | None
    probe: Probe
    searching: bool
    search_too_long: bool
    perfusion_percent: float
    moving: bool

    @property
    def low_perfusion(self) -> bool:
        return self.perfusion_percent < LOW_PERFUSION_PERCENT

    @property
    def marginal_perfusion(self) -> bool:
        return not self.low_perfusion and self.perfusion_percent < MARGINAL_PERFUSION_PERCENT


class Oximeter:
    """Is asked at rising instants; found its pulse before the first."""

    def __init__(self, patient: Patient) -> None:
        self._patient = patient
        self._searching_since_s: float | None = None
        self._probe = Probe.ON

    def look(self, at_s: float) -> Seen:
        state = self._patient.at(at_s)
        on = state.probe is Probe.ON
        pulseless = (
            state.pulse_per_min < NO_PULSE_BELOW_PER_MIN
            or state.perfusion_percent < NO_PULSE_BELOW_PERFUSION_PERCENT
        )
        if on and (pulseless or self._probe is not Probe.ON) and self._searching_since_s is None:
            self._searching_since_s = at_s
        since = self._searching_since_s
        if not on or (since is not None and not pulseless and at_s - since >= SEARCH_S):
            self._searching_since_s = since = None
        self._probe = state.probe
        found = on and since is None
        return Seen(
            spo2=round(min(100.0, max(1.0, state.spo2_percent))) if found else None,
            pulse_rate=round(state.pulse_per_min) if found else None,
            probe=state.probe,
            searching=since is not None,
            search_too_long=since is not None and at_s - since >= TOO_LONG_S,
            perfusion_percent=state.perfusion_percent,
            moving=state.moving,
        )

    def pleth(self, at_s: float) -> float:
        """The plethysmogram at this instant, 0 to 1; flat without a probe on a pulsing finger."""
        state = self._patient.at(at_s)
        if state.probe is not Probe.ON or state.pulse_per_min < NO_PULSE_BELOW_PER_MIN:
            return 0.0
        height = min(1.0, state.perfusion_percent / (2 * MARGINAL_PERFUSION_PERCENT))
        shake = 0.3 * sin(2 * pi * 3.7 * at_s) if state.moving else 0.0
        return min(1.0, max(0.0, height * _beat(at_s * state.pulse_per_min / 60 % 1) + shake))


def _beat(phase: float) -> float:
    """One beat of the pleth: up in a sixth of it, then down, with the dicrotic wave."""
    if phase < 1 / 6:
        return sin(phase * 3 * pi) ** 2
    return exp(-3.2 * (phase - 1 / 6)) * 0.85 + 0.15 * exp(-(((phase - 0.45) / 0.08) ** 2))
