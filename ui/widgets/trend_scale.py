"""Where a value and an instant lie in the trend, and which dots a long line comes down to.

Pure: knows numbers and a box of pixels, no painter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Sample: TypeAlias = tuple[float, float | None]  # seconds from the start of the infusion, value
Point: TypeAlias = tuple[float, float]

GAP_S = 10.0  # a line is broken where nothing came for longer than this
SPO2_TOP, SPO2_BOTTOM = 100.0, 88.0
LOWER_TOP, LOWER_BOTTOM = 200.0, 40.0  # mmHg and /min share one scale
STRIP_PART = 0.228  # of the plot's height: SpO2


@dataclass(frozen=True, slots=True)
class Scale:
    """The plot's box in pixels and the seconds it spans."""

    left: float
    right: float
    top: float
    axis: float  # the y of the time axis
    from_s: float
    to_s: float
    between: float  # pixels between the SpO2 strip and the rest

    @property
    def strip_bottom(self) -> float:
        return self.top + (self.axis - self.top) * STRIP_PART

    def x(self, at_s: float) -> float:
        return self.left + (at_s - self.from_s) / (self.to_s - self.from_s) * (
            self.right - self.left
        )

    def spo2_y(self, percent: float) -> float:
        part = (SPO2_TOP - min(SPO2_TOP, max(SPO2_BOTTOM, percent))) / (SPO2_TOP - SPO2_BOTTOM)
        return self.top + part * (self.strip_bottom - self.top)

    def lower_y(self, value: float) -> float:
        top = self.strip_bottom + self.between
        part = (LOWER_TOP - min(LOWER_TOP, max(LOWER_BOTTOM, value))) / (LOWER_TOP - LOWER_BOTTOM)
        return top + part * (self.axis - top)


def strokes(
    samples: Sequence[Sample], from_s: float, to_s: float, columns: int
) -> list[list[Point]]:
    """Unbroken pieces of a line, at most two points for each column of pixels.

    A column keeps its lowest and its highest value in the order they came: a dip of one second
    is still seen when a second is a fifth of a pixel.
    """
    pieces: list[list[Point]] = []
    piece: list[Point] = []
    column = -1
    low: Point | None = None
    high: Point | None = None
    last_s: float | None = None
    per_column_s = (to_s - from_s) / max(1, columns)

    def close_column() -> None:
        nonlocal low, high
        if low is not None and high is not None:
            piece.extend((low,) if low == high else sorted((low, high)))
        low = high = None

    for at_s, value in samples:
        if at_s < from_s or at_s > to_s:
            continue
        if value is None or (last_s is not None and at_s - last_s > GAP_S):
            close_column()
            if piece:
                pieces.append(piece)
                piece = []
            column = -1
        if value is None:
            continue
        here = int((at_s - from_s) / per_column_s)
        if here != column:
            close_column()
            column = here
        low = (at_s, value) if low is None or value < low[1] else low
        high = (at_s, value) if high is None or value > high[1] else high
        last_s = at_s
    close_column()
    if piece:
        pieces.append(piece)
    return pieces


def tick_minutes(to_s: float) -> list[int]:
    """The labelled minutes: every ten to 60, wider apart beyond, and always the last."""
    last = round(to_s / 60)
    step = next((s for s in (10, 20, 30, 60) if last <= 6 * s), 120)
    return [*(minute for minute in range(0, last, step) if last - minute >= 0.6 * step), last]
