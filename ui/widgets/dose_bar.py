"""A dose among its limits, as a bar: how much, of what, and what would stop it."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.bars import BarTick, draw_bar, draw_ticks


@dataclass(frozen=True, slots=True)
class DoseMark:
    at: float  # in the bar's own unit
    label: str
    above: bool = False
    bright: bool = False  # the rule that limits


@dataclass(frozen=True, slots=True)
class DoseBarState:
    """All in one unit, milligrams say; `end` is the right end of the bar."""

    value: float
    end: float
    pending: float = 0.0  # what is about to be given on top
    marks: tuple[DoseMark, ...] = ()
    spoken: str = ""


class DoseBar(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: DoseBarState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: DoseBarState) -> None:
        if state == self._state:
            return
        self._state = state
        said = state.spoken or ", ".join(mark.label for mark in state.marks)
        self.setAccessibleName(said)
        self.updateGeometry()
        self.update()

    def _above(self) -> int:
        state, metrics = self._state, self._theme.metrics
        if state is not None and any(mark.above and mark.label for mark in state.marks):
            return metrics.s_line + metrics.px(7)
        return metrics.px(8) if state is not None and state.marks else 0

    def sizeHint(self) -> QSize:
        state, metrics = self._state, self._theme.metrics
        high = self._above() + metrics.pick(12, 10)
        if state is not None and any(not mark.above and mark.label for mark in state.marks):
            high += metrics.px(7) + metrics.s_line
        elif state is not None and state.marks:
            high += metrics.px(8)
        return QSize(metrics.px(240), high)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.metrics.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        state, metrics = self._state, self._theme.metrics
        if state is None or state.end <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(0, self._above(), self.width(), metrics.pick(12, 10))
        draw_bar(painter, self._theme, area, state.value / state.end, state.pending / state.end)
        ticks = tuple(
            BarTick(min(1.0, mark.at / state.end), mark.label, mark.above, mark.bright)
            for mark in sorted(state.marks, key=lambda mark: mark.at)
        )
        draw_ticks(painter, self._theme, area, ticks, self.width())
        painter.end()
