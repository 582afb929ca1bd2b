"""The infusion in one line, over every question that is asked while it runs.

Time left, pump time, end, milligrams, Pause and Stopp never leave the screen.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import Button, ButtonState
from ui.widgets.facts import Fact, Facts, FactsState
from ui.widgets.ring import draw_ring


@dataclass(frozen=True, slots=True)
class RingHeaderState:
    part: float
    facts: tuple[Fact, ...]  # mark the end's time optional: it goes first on a small screen
    pause: ButtonState
    stop: ButtonState
    paused: bool = False


class RingHeader(QWidget):
    def __init__(
        self,
        theme: Theme,
        on_pause: Callable[[], None],
        on_stop: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: RingHeaderState | None = None
        self._facts = Facts(theme, packed=True, parent=self)
        self._pause = Button(theme, on_pause, height=theme.metrics.quick_h, parent=self)
        self._stop = Button(theme, on_stop, height=theme.metrics.quick_h, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: RingHeaderState) -> None:
        if state == self._state:
            return
        self._state = state
        self._facts.show_state(FactsState(state.facts))
        self._pause.show_state(state.pause)
        self._stop.show_state(state.stop)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.content_w, self._theme.metrics.pick(112, 83))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        metrics = self._theme.metrics
        middle = self._middle_y()
        right = self.width()
        for button in (self._stop, self._pause):
            hint = button.sizeHint()
            x, y = right - hint.width(), middle - hint.height() // 2
            button.setGeometry(x, y, hint.width(), hint.height())
            right = x - metrics.gap
        left = metrics.compact_ring + metrics.pick(22, 18)
        high = self._facts.sizeHint().height()
        self._facts.setGeometry(left, middle - high // 2, right - metrics.gap - left, high)

    def _middle_y(self) -> int:
        return (self.height() - self._theme.metrics.pick(0, 3)) // 2

    def paintEvent(self, event: QPaintEvent) -> None:
        state, metrics = self._state, self._theme.metrics
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stroke = metrics.pick(11, 8)
        radius = (metrics.compact_ring - stroke) / 2 - 2
        middle = QPointF(metrics.compact_ring / 2, self._middle_y())
        draw_ring(
            painter, self._theme, middle, radius, stroke, state.part, 3.0, paused=state.paused
        )
        paint.level_line(painter, 0, self.width(), self.height() - 1, self._theme.tokens.hairline)
        painter.end()
