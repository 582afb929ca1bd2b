"""Scenarios as data: how one patient fares, and what happens to the cables. Knows no wire.

A file is one scenario (resources/scenarios). Times are seconds from the start of the infusion,
negative before it. Whoever plays it says when the infusion began; until then the patient is as in
`baseline`.
"""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

from bedside.protocol_error import refusal_of
from bedside.text import Text
from devices.simulator.link import Probe

Content = TypeVar("Content", bound=Struct)


class LineChange(StrEnum):
    """What happens to a monitor's line."""

    UNPLUG = "unplug"  # its cable is pulled out of the computer
    REPLUG = "replug"


class Baseline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The patient at rest, before anything was given."""

    systolic_mmhg: float
    diastolic_mmhg: float
    pulse_per_min: float
    spo2_percent: float
    respiration_per_min: float
    perfusion_percent: float


class Point(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is true at one instant. A number that is not named runs on to where it is named next;
    between two points it changes evenly. `probe` and `moving` change at the instant."""

    at_s: float
    systolic_mmhg: float | None = None
    diastolic_mmhg: float | None = None
    pulse_per_min: float | None = None
    spo2_percent: float | None = None
    respiration_per_min: float | None = None
    perfusion_percent: float | None = None
    probe: Probe | None = None
    moving: bool | None = None


class LineEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    at_s: float
    monitor: str  # its role: "oximeter", "nibp"
    change: LineChange


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    title: Text
    plan: Literal["low_risk", "standard", "high_risk"] = "standard"  # how often BP is measured
    baseline: Baseline
    course: tuple[Point, ...] = ()
    line: tuple[LineEvent, ...] = ()


class Effect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a drug does to the simulated patient: begins, is full, and has worn off.

    `calms_share`: how much of what pulse and pressure are above the baseline goes away.
    """

    drug: str
    begins_s: float
    full_s: float
    fades_s: float
    gone_s: float
    calms_share: float = 0.0
    systolic_mmhg: float = 0.0
    diastolic_mmhg: float = 0.0
    pulse_per_min: float = 0.0
    spo2_percent: float = 0.0
    respiration_per_min: float = 0.0
    perfusion_percent: float = 0.0

    def share(self, since_s: float) -> float:
        """How much of the effect there is so long after the dose, 0 to 1."""
        if since_s <= self.begins_s or since_s >= self.gone_s:
            return 0.0
        if since_s < self.full_s:
            return (since_s - self.begins_s) / (self.full_s - self.begins_s)
        if since_s <= self.fades_s:
            return 1.0
        return (self.gone_s - since_s) / (self.gone_s - self.fades_s)


class Effects(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    effect: tuple[Effect, ...]


def read_scenarios(folder: Path) -> dict[str, Scenario]:
    """Every scenario of the folder by its name; raises ProtocolError naming file and key."""
    found = (read_scenario(file) for file in sorted(folder.glob("*.toml")))
    return {scenario.name: scenario for scenario in found}


def read_scenario(file: Path) -> Scenario:
    scenario = _read(file, Scenario)
    if scenario.name != file.stem:
        raise refusal_of(file.name, {}, f"must be the file's name - at `$.name={file.stem}`", _KEYS)
    for key in ("course", "line"):
        times = [entry.at_s for entry in getattr(scenario, key)]
        if times != sorted(times):
            raise refusal_of(file.name, {}, f"must rise - at `$.{key}.at_s`", _KEYS)
    return scenario


def read_effects(file: Path) -> tuple[Effect, ...]:
    return _read(file, Effects).effect


def _read(file: Path, kind: type[Content]) -> Content:
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise refusal_of(file.name, {}, str(error), _KEYS) from error
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise refusal_of(file.name, raw, str(error), _KEYS) from error


_KEYS = frozenset(
    name
    for kind in (Baseline, Point, LineEvent, Scenario, Effect, Effects)
    for name in kind.__struct_fields__
)


def changes_between(
    scenario: Scenario, began_s: float, after_s: float, until_s: float
) -> list[LineEvent]:
    """The line events later than `after_s` and not later than `until_s`, all on one clock."""
    return [event for event in scenario.line if after_s < began_s + event.at_s <= until_s]


def is_plugged(scenario: Scenario, monitor: str, course_s: float) -> bool:
    """Whether this monitor's cable is in, `course_s` after the start of the infusion."""
    changes = [e.change for e in scenario.line if e.monitor == monitor and e.at_s <= course_s]
    return not changes or changes[-1] is LineChange.REPLUG
