"""How far something has come: a plain bar for work, segments for steps that can be counted."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.bars import draw_bar


@dataclass(frozen=True, slots=True)
class ProgressState:
    part: float  # 0 to 1
    spoken: str = ""  # "Lager PDF, side 3 av 4"


class Progress(QWidget):
    """`flat`: a line of 4 px with square ends, under a title."""

    def __init__(self, theme: Theme, *, flat: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._flat = flat
        self._state: ProgressState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: ProgressState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setAccessibleName(state.spoken or f"{state.part:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.px(160), self._theme.metrics.px(4 if self._flat else 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None:
            return
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, part = QRectF(self.rect()), min(1.0, max(0.0, self._state.part))
        if self._flat:
            painter.fillRect(area, tokens.raised)
            painter.fillRect(QRectF(0, 0, area.width() * part, area.height()), tokens.accent)
        else:
            draw_bar(painter, self._theme, area, part)
        painter.end()


@dataclass(frozen=True, slots=True)
class SegmentsState:
    done: int
    whole: int
    current: bool = True  # the next one is under way
    spoken: str = ""  # "3 av 6"


class SegmentedProgress(QWidget):
    """One piece for each step: done in accent, the one under way outlined, the rest raised."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: SegmentsState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: SegmentsState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setAccessibleName(state.spoken or f"{state.done}/{state.whole}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.px(160), self._theme.metrics.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        state = self._state
        if state is None or state.whole < 1:
            return
        tokens, gap = self._theme.tokens, 4
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        each = (self.width() - gap * (state.whole - 1)) / state.whole
        for number in range(state.whole):
            area = QRectF(number * (each + gap), 0, each, self.height())
            now = state.current and number == state.done
            fill = tokens.accent if number < state.done else tokens.raised
            paint.box(painter, area, 3, fill, tokens.accent if now else None, 2)
        painter.end()
