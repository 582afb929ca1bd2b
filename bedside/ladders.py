"""Alarm conditions by what they are about: for each vital and side, from mild to severe.

Built once from the protocol's limits; all comparing with limits happens here. Knows no time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from bedside.persistence import Word
from bedside.protocol_watch import Limit, Limits, Priority
from bedside.vitals import Vital

Side = Literal["low", "high"]
Values = Mapping[str, float]

URGENCY = {Priority.INFORMATION: 0, Priority.LOW: 1, Priority.MEDIUM: 2, Priority.HIGH: 3}
PRESSURES = ("systolic", "diastolic")


@dataclass(frozen=True, slots=True)
class Rung:
    """One side of one limit. `rank` is its place on the ladder, the mildest 0."""

    limit: Limit
    side: Side
    rank: int

    @property
    def text(self) -> str:
        """The limit as digits, such as "<90", ">120" or "180/110"."""
        return limit_text(self.limit, self.side)


@dataclass(frozen=True, slots=True)
class Ladder:
    """All limits on one side of one vital, from mild to severe."""

    key: str  # such as "spo2:low"
    vital: Vital
    side: Side
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Ladders:
    streams: dict[Vital, tuple[Ladder, ...]]
    pressures: tuple[Ladder, ...]
    notes: tuple[Limit, ...]  # information: shown, no alarm


def ladders(limits: Limits) -> Ladders:
    """Every limit that may alarm, in its place."""
    streams: dict[Vital, tuple[Ladder, ...]] = {}
    pressures: list[Ladder] = []
    sides: tuple[Side, ...] = ("low", "high")
    for vital in Vital:
        found = [ladder for side in sides if (ladder := _ladder(limits, vital, side)).rungs]
        if vital is Vital.NIBP:
            pressures = found
        else:
            streams[vital] = tuple(found)
    notes = tuple(
        limit
        for limit in limits.limit
        if limit.priority is Priority.INFORMATION and not limit.at_start_gate_only
    )
    return Ladders(streams, tuple(pressures), notes)


def word(rung: Rung, value: float) -> Word:
    """What one streamed value says of one limit."""
    margin = rung.limit.clear_margin
    if outside(rung, value):
        return Word.OUTSIDE
    nearer = value - margin if rung.side == "low" else value + margin
    return Word.BETWEEN if outside(rung, nearer) else Word.INSIDE


def outside(rung: Rung, value: float) -> bool:
    return beyond(value, bound(rung.limit, rung.side), rung.side, at_limit=rung.limit.at_limit)


def over(limit: Limit, side: Side, values: Values) -> frozenset[str]:
    """Which of the numbers of a blood pressure break the limit. What is missing breaks none."""
    return frozenset(
        name
        for name in PRESSURES
        if name in values
        and beyond(values[name], pressure(limit, name, side), side, at_limit=limit.at_limit)
    )


def broken(ladder: Ladder, values: Values) -> Rung | None:
    """The worst limit that a blood pressure breaks."""
    return next((r for r in reversed(ladder.rungs) if over(r.limit, r.side, values)), None)


def noted(limit: Limit, values: Values, baseline: float | None) -> bool:
    """Whether a blood pressure is worth an information: by its numbers, or by its rise."""
    if over(limit, "high", values) or over(limit, "low", values):
        return True
    if limit.rise_mmhg is None or baseline is None or "systolic" not in values:
        return False
    rise = values["systolic"] - baseline
    return rise >= limit.rise_mmhg if limit.at_limit else rise > limit.rise_mmhg


def beyond(value: float, at: float | None, side: Side, *, at_limit: bool) -> bool:
    if at is None:
        return False
    if value == at:
        return at_limit
    return value < at if side == "low" else value > at


def bound(limit: Limit, side: Side) -> float | None:
    if limit.vital is Vital.SPO2:
        return limit.low_percent if side == "low" else limit.high_percent
    return limit.low_per_min if side == "low" else limit.high_per_min


def pressure(limit: Limit, name: str, side: Side) -> float | None:
    if name == "systolic":
        return limit.systolic_low_mmhg if side == "low" else limit.systolic_high_mmhg
    return limit.diastolic_low_mmhg if side == "low" else limit.diastolic_high_mmhg


def limit_text(limit: Limit, side: Side) -> str:
    if limit.vital is not Vital.NIBP:
        numbers = [bound(limit, side)]
    else:
        numbers = [pressure(limit, name, side) for name in PRESSURES]
    digits = "/".join(f"{number:g}" for number in numbers if number is not None)
    if limit.at_limit:
        return f"≤{digits}" if side == "low" else digits
    return ("<" if side == "low" else ">") + digits


def _ladder(limits: Limits, vital: Vital, side: Side) -> Ladder:
    found = [
        limit
        for limit in limits.limit
        if limit.vital is vital
        and limit.priority is not Priority.INFORMATION
        and _severity(limit, side) is not None
    ]
    found.sort(key=lambda limit: (URGENCY[limit.priority], _severity(limit, side) or 0.0))
    rungs = tuple(Rung(limit, side, rank) for rank, limit in enumerate(found))
    return Ladder(f"{vital}:{side}", vital, side, rungs)


def _severity(limit: Limit, side: Side) -> float | None:
    """How far out a limit lies; None: it has no such side."""
    if limit.vital is Vital.NIBP:
        at = [p for name in PRESSURES if (p := pressure(limit, name, side)) is not None]
        number = reduce(lambda a, b: a + b, at) if at else None
    else:
        number = bound(limit, side)
    if number is None:
        return None
    return -number if side == "low" else number
