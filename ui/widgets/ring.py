"""The infusion as a ring: how much has run, how much is left. Knows no pump and no clock."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, colour
from ui.widgets import paint


@dataclass(frozen=True, slots=True)
class RingState:
    """Minutes run clockwise from the top; `part` is done of the whole, 0 to 1."""

    part: float
    digits: str  # time left, "16:42"
    over: str = ""  # "Gjenstår"
    under: str = ""  # "minutt 23 av 40"
    whole_min: int = 40
    onset_min: tuple[float, float] | None = (5, 10)
    onset_label: tuple[str, ...] = ()  # a line each: "5–10 min:", "merker", "effekten"
    labels_min: tuple[int, ...] = (10, 20, 30, 40)
    paused: bool = False  # the part done is grey while nothing runs
    spoken: str = ""


class InfusionRing(QWidget):
    """A square, the drawn box with room for its labels around it, which reach out of it.

    Put its middle where the box's middle is: `overhang` is how far it reaches out on each side.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: RingState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: RingState) -> None:
        if state == self._state:
            return
        self._state = state
        said = " ".join(part for part in (state.over, state.digits, state.under) if part)
        self.setAccessibleName(state.spoken or said)
        self.update()

    @property
    def overhang(self) -> int:
        return self._theme.metrics.px(16)

    def sizeHint(self) -> QSize:
        side = self._theme.metrics.ring_box + 2 * self.overhang
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        state, metrics = self._state, self._theme.metrics
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        draw_ring(
            painter,
            self._theme,
            middle,
            metrics.ring_radius,
            metrics.ring_stroke,
            state.part,
            3.0,
            paused=state.paused,
        )
        _around(painter, self._theme, middle, state)
        _inside(painter, self._theme, middle, state)
        painter.end()


def draw_ring(
    painter: QPainter,
    theme: Theme,
    middle: QPointF,
    radius: float,
    stroke: float,
    part: float,
    hand: float,
    *,
    paused: bool = False,
) -> None:
    """Done in accent, the rest raised, the hand where they meet; ends are flat."""
    tokens = theme.tokens
    area = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
    done = min(1.0, max(0.0, part))
    flat = Qt.PenCapStyle.FlatCap
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour(tokens.raised), stroke, Qt.PenStyle.SolidLine, flat))
    painter.drawEllipse(area)
    if done > 0:
        filled = tokens.stale if paused else tokens.accent
        painter.setPen(QPen(colour(filled), stroke, Qt.PenStyle.SolidLine, flat))
        painter.drawArc(area, 90 * 16, -round(done * 360 * 16))
    painter.setPen(QPen(colour(tokens.text), hand, Qt.PenStyle.SolidLine, flat))
    reach = stroke / 2 + max(2.0, stroke * 0.22)
    inner = on_circle(middle, radius - reach, done)
    painter.drawLine(QLineF(inner, on_circle(middle, radius + reach, done)))


def on_circle(middle: QPointF, radius: float, part: float) -> QPointF:
    """The point at this part of a turn, clockwise from the top."""
    angle = part * 2 * math.pi
    return QPointF(middle.x() + radius * math.sin(angle), middle.y() - radius * math.cos(angle))


def _around(painter: QPainter, theme: Theme, middle: QPointF, state: RingState) -> None:
    metrics, tokens = theme.metrics, theme.tokens
    edge = metrics.ring_radius + metrics.ring_stroke / 2
    onset_r = edge + metrics.px(10)
    onset_end = None
    if state.onset_min is not None:
        first, last = (minute / state.whole_min for minute in state.onset_min)
        onset_end = round(state.onset_min[1])
        area = QRectF(middle.x() - onset_r, middle.y() - onset_r, 2 * onset_r, 2 * onset_r)
        pen = QPen(colour(tokens.text2), metrics.px(4))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawArc(area, 90 * 16 - round(first * 5760), -round((last - first) * 5760))
        start = on_circle(middle, onset_r, first)
        line = round(metrics.s * 1.2)
        top = start.y() - metrics.px(10) - line * len(state.onset_label)
        for number, words in enumerate(state.onset_label):
            base = paint.baseline(top + number * line, line, metrics.s)
            widest = max(paint.width(theme, other, metrics.s) for other in state.onset_label)
            x = min(start.x() - metrics.pick(12, 0), 2 * middle.x() - widest)
            paint.text(painter, theme, x, base, words, metrics.s, tokens.text2)
    painter.setPen(QPen(colour(tokens.text2), 1.5))
    for minute in state.labels_min:
        part = minute / state.whole_min
        if minute != onset_end:
            near, far = edge + metrics.px(7), edge + metrics.px(12)
            painter.setPen(QPen(colour(tokens.text2), 1.5))
            painter.drawLine(QLineF(on_circle(middle, near, part), on_circle(middle, far, part)))
        sideways = abs(math.sin(part * 2 * math.pi))  # a label is wider than it is high
        away = metrics.pick(27, 20) + sideways * metrics.px(5)
        at = on_circle(middle, edge + away, part)
        words = str(minute)
        x = at.x() - paint.width(theme, words, metrics.s) / 2
        paint.text(painter, theme, x, at.y() + 0.35 * metrics.s, words, metrics.s, tokens.text2)


def _inside(painter: QPainter, theme: Theme, middle: QPointF, state: RingState) -> None:
    metrics, tokens = theme.metrics, theme.tokens
    px = metrics.t
    inner, half = metrics.ring_radius - metrics.ring_stroke, paint.CAPITAL_EM * px / 2
    room = 2 * math.sqrt(inner * inner - half * half) - metrics.px(16)
    wide = paint.width(theme, state.digits, px)
    if wide > room:
        px = int(px * room / wide)
        wide = paint.width(theme, state.digits, px)
    base = middle.y() + paint.CAPITAL_EM * px / 2
    paint.text(painter, theme, middle.x() - wide / 2, base, state.digits, px, tokens.text)
    away = metrics.pick(109, 79)
    for words, y in ((state.over, middle.y() - away), (state.under, middle.y() + away)):
        x = middle.x() - paint.width(theme, words, metrics.m) / 2
        paint.text(painter, theme, x, y + 0.35 * metrics.m, words, metrics.m, tokens.text2)
