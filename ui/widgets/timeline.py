"""The observation as a line: how long it has been, what is due when, the earliest end."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, colour
from ui.widgets.bars import BarTick, draw_bar, draw_ticks


@dataclass(frozen=True, slots=True)
class Due:
    """A measurement that belongs at this minute."""

    at_min: float
    done: bool


@dataclass(frozen=True, slots=True)
class Milestone:
    at_min: float
    label: str  # "slutt 10:50", "20 tidligst", "60 min: lege"


@dataclass(frozen=True, slots=True)
class TimelineState:
    now_min: float
    end_min: float = 60
    dues: tuple[Due, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    spoken: str = ""


class ObservationTimeline(QWidget):
    """Triangles: filled where it was done, empty where it is due."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: TimelineState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: TimelineState) -> None:
        if state == self._state:
            return
        self._state = state
        labels = ", ".join(milestone.label for milestone in state.milestones)
        self.setAccessibleName(state.spoken or labels)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        return QSize(metrics.px(320), metrics.pick(76, 64))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.metrics.px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        state, metrics = self._state, self._theme.metrics
        if state is None or state.end_min <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, bar_h = metrics.px(9), metrics.pick(12, 10)
        area = QRectF(side, metrics.pick(28, 24), self.width() - 2 * side, bar_h)
        now = min(1.0, max(0.0, state.now_min / state.end_min))
        draw_bar(painter, self._theme, area, now)
        ticks = tuple(
            BarTick(milestone.at_min / state.end_min, milestone.label)
            for milestone in state.milestones
        )
        draw_ticks(painter, self._theme, area, ticks, self.width())
        draw_ticks(painter, self._theme, area, (BarTick(now, bright=True),), self.width())
        for due in state.dues:
            self._triangle(painter, area.x() + due.at_min / state.end_min * area.width(), due.done)
        painter.end()

    def _triangle(self, painter: QPainter, at: float, done: bool) -> None:
        metrics, tokens = self._theme.metrics, self._theme.tokens
        half, high = metrics.px(8), metrics.px(11)
        middle = min(max(half + 1.0, at), self.width() - half - 1.0)
        shape = QPolygonF(
            [QPointF(middle - half, 1), QPointF(middle + half, 1), QPointF(middle, 1 + high)]
        )
        if done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tokens.accent))
        else:
            painter.setPen(QPen(colour(tokens.text2), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(shape)
