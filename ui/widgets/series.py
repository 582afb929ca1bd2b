"""Which of a patient's sessions this is, as dots: behind us, now, to come."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, colour
from ui.widgets import paint


@dataclass(frozen=True, slots=True)
class Series:
    """`done` behind, one now, the rest to come."""

    label: str  # "Oppstart 3/6"
    done: int
    whole: int
    now: bool = True


class SeriesDots(QWidget):
    """A label over one or more groups of dots: the start series, then maintenance."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = ""
        self._groups: tuple[Series, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, label: str, groups: tuple[Series, ...]) -> None:
        if (label, groups) == (self._label, self._groups):
            return
        self._label, self._groups = label, groups
        self.setAccessibleName(label)
        self.updateGeometry()
        self.update()

    def _pitch(self) -> int:
        return self._theme.metrics.pick(18, 14)

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        dots = sum(group.whole * self._pitch() for group in self._groups)
        dots += metrics.px(12) * max(0, len(self._groups) - 1)
        label = round(paint.width(self._theme, self._label, metrics.s))
        return QSize(max(label, dots), metrics.s_line + metrics.pick(20, 16))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics = self._theme, self._theme.metrics
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = paint.baseline(0, metrics.s_line, metrics.s)
        paint.text(painter, theme, 0, base, self._label, metrics.s, theme.tokens.text)
        radius = metrics.pick(6, 5)
        x, y = radius + 1.0, metrics.s_line + metrics.pick(10, 8)
        for group in self._groups:
            draw_series(painter, theme, x, y, group, self._pitch(), radius)
            x += group.whole * self._pitch() + metrics.px(12)
        painter.end()


def draw_series(
    painter: QPainter,
    theme: Theme,
    x: float,
    y: float,
    series: Series,
    pitch: float,
    radius: float,
) -> None:
    """Filled: done; a dot in a ring: now; an empty ring: to come. `x`, `y`: the first one."""
    tokens = theme.tokens
    for number in range(series.whole):
        middle = QPointF(x + number * pitch, y)
        now = series.now and number == series.done
        if number < series.done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tokens.accent))
            painter.drawEllipse(middle, radius, radius)
            continue
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour(tokens.accent if now else tokens.edge), 2))
        painter.drawEllipse(middle, radius - 0.5, radius - 0.5)
        if now:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tokens.accent))
            painter.drawEllipse(middle, radius * 0.45, radius * 0.45)
