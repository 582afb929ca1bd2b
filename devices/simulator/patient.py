"""The one patient behind all simulated monitors. The same instant always gives the same patient:
noise comes from a hash of seed, quantity and time, not from a generator that remembers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from math import cos, floor, pi
from typing import TypeVar

from devices.simulator.link import Patient, PatientState, Probe
from devices.simulator.scenario import Effect, Point, Scenario

NOISE = {  # the largest step away from the course, and how long one takes
    "systolic_mmhg": (2.0, 20.0),
    "diastolic_mmhg": (1.5, 20.0),
    "pulse_per_min": (1.5, 7.0),
    "spo2_percent": (0.4, 11.0),
    "respiration_per_min": (1.0, 9.0),
    "perfusion_percent": (0.05, 5.0),
}
LOWEST, MOST_SPO2_PERCENT = 0.0, 100.0

Setting = TypeVar("Setting")


@dataclass
class ScenarioPatient:
    """Rests until `begin_infusion`; then takes the scenario's course."""

    scenario: Scenario
    seed: int = 0
    effects: Sequence[Effect] = ()
    began_s: float | None = None
    _doses: list[tuple[float, Effect]] = field(default_factory=list)

    def begin_infusion(self, mono_s: float) -> None:
        self.began_s = mono_s

    def given(self, drug: str, mono_s: float) -> None:
        """A dose of `drug` was given; a drug without an effect here has none."""
        self._doses += [(mono_s, effect) for effect in self.effects if effect.drug == drug]

    def at(self, mono_s: float) -> PatientState:
        return PatientState(
            **{name: self._number(name, mono_s) for name in NOISE},
            probe=self._latest(mono_s, "probe", Probe.ON),
            moving=self._latest(mono_s, "moving", False),
        )

    def _number(self, name: str, mono_s: float) -> float:
        course_s = None if self.began_s is None else mono_s - self.began_s
        rest: float = getattr(self.scenario.baseline, name)
        value = rest if course_s is None else _between(self.scenario.course, name, rest, course_s)
        for given_s, effect in self._doses:
            share = effect.share(mono_s - given_s)
            if value > rest and name in _CALMED:
                value -= (value - rest) * effect.calms_share * share
            value += getattr(effect, name) * share
        most, step_s = NOISE[name]
        value += most * _wave(f"{self.scenario.name}/{self.seed}/{name}", mono_s / step_s)
        return max(LOWEST, min(value, MOST_SPO2_PERCENT) if name == "spo2_percent" else value)

    def _latest(self, mono_s: float, name: str, at_rest: Setting) -> Setting:
        if self.began_s is None:
            return at_rest
        course_s, latest = mono_s - self.began_s, at_rest
        for point in self.scenario.course:
            said: Setting | None = getattr(point, name)
            if point.at_s <= course_s and said is not None:
                latest = said
        return latest


_CALMED = ("systolic_mmhg", "diastolic_mmhg", "pulse_per_min")


def _between(course: Sequence[Point], name: str, rest: float, course_s: float) -> float:
    """Even change from point to point; from rest at the start; the last one holds."""
    before_s, before = min(0.0, course_s), rest
    for point in course:
        there: float | None = getattr(point, name)
        if there is None:
            continue
        if point.at_s > course_s:
            share = (course_s - before_s) / (point.at_s - before_s)
            return before + (there - before) * max(0.0, share)
        before_s, before = point.at_s, there
    return before


def _wave(key: str, at: float) -> float:
    """Smooth noise between -1 and 1."""
    left = floor(at)
    share = (1 - cos((at - left) * pi)) / 2
    return _hashed(key, left) * (1 - share) + _hashed(key, left + 1) * share


@lru_cache(maxsize=256)
def _hashed(key: str, number: int) -> float:
    digest = blake2b(f"{key}/{number}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 0x7FFFFFFF - 1.0


@dataclass
class SteadyPatient:
    """Changes only every `step_s`, so that a monitor that looks 75 times a second costs little."""

    patient: Patient
    step_s: float
    _step: int | None = None
    _state: PatientState | None = None

    def at(self, mono_s: float) -> PatientState:
        step = floor(mono_s / self.step_s)
        if self._state is None or step != self._step:
            self._step, self._state = step, self.patient.at(step * self.step_s)
        return self._state
