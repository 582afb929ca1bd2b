"""What the trend draws: one value a second of each streamed vital, and every blood pressure.

Grows at its end only, so that a session of hours costs no more a second than its first minute.
"""

from array import array
from dataclasses import dataclass, field
from math import nan

from bedside.clock import Instant
from bedside.vitals import Quality, Vital

KEPT = 6 * 3600  # values of one vital: six hours, thrice the planned session
BREAK_S = 3.0  # a silence longer than this breaks the line


@dataclass(frozen=True, slots=True)
class BpResult:
    """One result of a cuff in mmHg, as it was measured or entered."""

    measured_at: Instant
    received_at: Instant
    systolic: int | None
    diastolic: int | None
    mean: int | None = None
    pulse_rate: int | None = None
    source: str = ""
    quality: Quality = Quality.GOOD
    start_id: int = 0


@dataclass(slots=True)
class Series:
    """Monotonic seconds and values, in order; nan where there was none."""

    at_s: "array[float]" = field(default_factory=lambda: array("d"))
    values: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, at_s: float, value: float | None) -> None:
        if self.at_s and at_s - self.at_s[-1] > BREAK_S:
            self._append(self.at_s[-1] + 1.0, nan)
        self._append(at_s, nan if value is None else value)

    def _append(self, at_s: float, value: float) -> None:
        if len(self.at_s) >= KEPT + KEPT // 4:  # seldom, so that each value costs the same
            del self.at_s[:-KEPT], self.values[:-KEPT]
        self.at_s.append(at_s)
        self.values.append(value)


@dataclass(slots=True)
class History:
    """`series` and `blood_pressures` may be read at any time, and are only ever appended to."""

    series: dict[Vital, Series] = field(default_factory=dict)
    blood_pressures: list[BpResult] = field(default_factory=list)

    def of(self, vital: Vital) -> Series:
        return self.series.setdefault(vital, Series())
