"""A cuff that the monitor inflates by its own interval. Knows no protocol."""

from dataclasses import dataclass

from devices.simulator.link import Patient


@dataclass(frozen=True, slots=True)
class CuffResult:
    """What the monitor shows after a measurement; no numbers when it failed."""

    done_s: float
    systolic: int | None
    diastolic: int | None
    mean: int | None
    pulse: int | None


@dataclass(frozen=True, slots=True)
class OwnCuff:
    """Measures first `first_s` after the start, then every `every_s`; each takes `takes_s`."""

    patient: Patient
    start_s: float
    every_s: float = 300.0
    first_s: float = 30.0
    takes_s: float = 25.0

    def measuring(self, now_s: float) -> bool:
        begun_s = self._begun_s(now_s)
        return begun_s is not None and now_s < begun_s + self.takes_s

    def result(self, now_s: float) -> CuffResult | None:
        """The last one, which stays until the next; None before the first. Moving spoils it."""
        begun_s = self._begun_s(now_s)
        if begun_s is not None and now_s < begun_s + self.takes_s:
            begun_s = begun_s - self.every_s if begun_s > self.start_s + self.first_s else None
        if begun_s is None:
            return None
        done_s = begun_s + self.takes_s
        state = self.patient.at(done_s)
        if state.moving:
            return CuffResult(done_s, None, None, None, None)
        return CuffResult(
            done_s,
            round(state.systolic_mmhg),
            round(state.diastolic_mmhg),
            round(state.mean_mmhg),
            round(state.pulse_per_min),
        )

    def _begun_s(self, now_s: float) -> float | None:
        """When the measurement that is going on, or went on last, began."""
        since_first_s = now_s - self.start_s - self.first_s
        if since_first_s < 0:
            return None
        return now_s - since_first_s % self.every_s
