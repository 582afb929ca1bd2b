"""SpO2, pulse and blood pressure since the start, as one picture. Knows no session.

Drawn into a pixmap, at most once a second however often it is shown; a new blood pressure is
drawn at once. The future stays empty.
"""

from dataclasses import dataclass, replace

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, colour
from ui.widgets import paint
from ui.widgets.trend_scale import Sample, Scale, strokes, tick_minutes

BEFORE_S = 8 * 60.0  # the axis begins this long before the start
REDRAW_S = 1.0


@dataclass(frozen=True, slots=True)
class BpReading:
    at_s: float
    systolic_mmhg: float
    diastolic_mmhg: float | None
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class TrendState:
    """Give the same tuple again while nothing was added: comparing it is then free."""

    title: str  # "Trend"
    bp_name: str
    pulse_name: str
    spo2_name: str
    minutes: str  # "min"
    spo2: tuple[Sample, ...] = ()
    pulse: tuple[Sample, ...] = ()
    readings: tuple[BpReading, ...] = ()  # oldest first
    now_s: float = 0.0  # where the "now" line stands
    to_s: float = 40 * 60.0  # 100 min in observation
    onset_s: tuple[float, float] | None = (5 * 60.0, 10 * 60.0)
    spo2_limit_percent: float | None = 90
    bp_limits_mmhg: tuple[float, ...] = (180, 110)
    spoken: str = ""


class Trend(QWidget):
    """Title and legend on top, the plot below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: TrendState | None = None
        self._drawn_at_s: float | None = None
        self._picture: QPixmap | None = None
        self._key: tuple[object, ...] = ()
        self._version = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_state(self, state: TrendState, now_s: float = 0.0) -> None:
        """`now_s` is the beat's instant: what came sooner than a second after the last, waits."""
        shown = self._state
        if state == shown:
            return
        only_grew = shown is not None and _without_lines(state) == _without_lines(shown)
        waited_s = None if self._drawn_at_s is None else now_s - self._drawn_at_s
        if only_grew and waited_s is not None and 0 <= waited_s < REDRAW_S:
            return
        self._state = state
        self._version += 1
        self._drawn_at_s = now_s
        self.setAccessibleName(state.spoken or state.title)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.vitals_w, self._theme.metrics.trend_h)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.metrics.vitals_w // 2, self._theme.metrics.px(160))

    def paintEvent(self, event: QPaintEvent) -> None:
        state, tokens = self._state, self._theme.tokens
        ratio = self.devicePixelRatioF()
        key = (self._version, self.size(), tokens, ratio)
        if self._picture is None or key != self._key:
            self._key = key
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(colour(tokens.panel))
            if state is not None:
                inner = QPainter(self._picture)
                inner.setRenderHint(QPainter.RenderHint.Antialiasing)
                draw_trend(inner, self._theme, state, self.width(), self.height())
                inner.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()


def _without_lines(state: TrendState) -> TrendState:
    return replace(state, spo2=(), pulse=(), now_s=0.0)


def scale_of(theme: Theme, state: TrendState, wide_px: int, high_px: int) -> Scale:
    metrics = theme.metrics
    left = metrics.margin + paint.width(theme, "100", metrics.s) + metrics.px(10)
    return Scale(
        left=round(left),
        right=wide_px - metrics.margin - metrics.px(3),
        top=metrics.pick(50, 36),
        axis=high_px - metrics.pick(42, 32),
        from_s=-BEFORE_S,
        to_s=state.to_s,
        between=metrics.pick(18, 14),
    )


def draw_trend(
    painter: QPainter, theme: Theme, state: TrendState, wide_px: int, high_px: int
) -> None:
    scale = scale_of(theme, state, wide_px, high_px)
    tokens = theme.tokens
    if state.onset_s is not None:
        first, last = scale.x(state.onset_s[0]), scale.x(state.onset_s[1])
        area = QRectF(first, scale.top, last - first, scale.axis - scale.top)
        painter.fillRect(area, colour(tokens.raised))
    _legend(painter, theme, state, wide_px)
    _levels(painter, theme, state, scale)
    _time_axis(painter, theme, state, scale)
    columns = int((scale.right - scale.left) / 2)  # a line is two dots thick
    for samples, token, y in (
        (state.pulse, tokens.pulse, scale.lower_y),
        (state.spo2, tokens.spo2, scale.spo2_y),
    ):
        painter.setPen(QPen(colour(token), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for piece in strokes(samples, scale.from_s, scale.to_s, columns):
            points = [QPointF(scale.x(at_s), y(value)) for at_s, value in piece]
            if len(points) == 1:
                painter.drawPoint(points[0])
            else:
                painter.drawPolyline(QPolygonF(points))
    newest = len(state.readings) - 1
    for number, reading in enumerate(state.readings):
        if scale.from_s <= reading.at_s <= scale.to_s:
            _reading(painter, theme, scale, reading, newest=number == newest)
    if scale.from_s <= state.now_s <= scale.to_s:
        x = scale.x(state.now_s)
        painter.setPen(QPen(colour(tokens.accent), 1.5))
        painter.drawLine(QLineF(x, scale.top, x, scale.axis))


def bp_mark(
    painter: QPainter,
    x: float,
    top: float,
    bottom: float | None,
    arm: float,
    token: str,
    thick: float,
) -> None:
    """A line with V at its upper end and ^ at its lower one: tips are the values.

    A systolic value alone is a V alone.
    """
    pen = QPen(colour(token), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if bottom is not None:
        painter.drawLine(QLineF(x, top, x, bottom))
    for tip, away in ((top, -arm), (bottom, arm)):
        if tip is None:
            continue
        painter.drawLine(QLineF(x, tip, x - arm, tip + away))
        painter.drawLine(QLineF(x, tip, x + arm, tip + away))


def _reading(
    painter: QPainter, theme: Theme, scale: Scale, reading: BpReading, *, newest: bool
) -> None:
    metrics, tokens = theme.metrics, theme.tokens
    x, top = scale.x(reading.at_s), scale.lower_y(reading.systolic_mmhg)
    arm = metrics.pick(6, 5)
    token, thick = (tokens.bp, 2.5) if newest else (tokens.text2, 2.0)
    diastolic = reading.diastolic_mmhg
    bottom = None if diastolic is None else scale.lower_y(diastolic)
    bp_mark(painter, x, top, bottom, arm, token, thick)
    if reading.alarm:
        flag_w, flag_h = metrics.pick(17, 15), metrics.pick(23, 19)
        area = QRectF(x - flag_w / 2, top - arm - metrics.px(4) - flag_h, flag_w, flag_h)
        paint.box(painter, area, 2, tokens.high)
        px = metrics.pick(18, 15)
        mark_x = x - paint.width(theme, "!", px, 600) / 2
        base = paint.baseline(area.top(), flag_h, px)
        paint.text(painter, theme, mark_x, base, "!", px, tokens.on_high, 600)


def _legend(painter: QPainter, theme: Theme, state: TrendState, wide_px: int) -> None:
    metrics, tokens = theme.metrics, theme.tokens
    high = metrics.pick(52, 34)
    base = paint.baseline(0, high, metrics.s)
    paint.text(painter, theme, metrics.margin, base, state.title, metrics.s, tokens.text2)
    right = float(wide_px - metrics.margin)
    middle = base - 0.35 * metrics.s
    for name, token in (
        (state.spo2_name, tokens.spo2),
        (state.pulse_name, tokens.pulse),
        (state.bp_name, ""),
    ):
        x = paint.text_right(painter, theme, right, base, name, metrics.s, tokens.text)
        x -= metrics.px(8)
        if token:
            painter.setPen(QPen(colour(token), 2.5))
            painter.drawLine(QLineF(x - metrics.px(20), middle, x, middle))
            right = x - metrics.px(20) - metrics.pick(20, 14)
        else:
            arm = metrics.px(5)
            top, bottom = middle - metrics.px(5), middle + metrics.px(5)
            bp_mark(painter, x - arm, top, bottom, arm, tokens.bp, 2)


def _levels(painter: QPainter, theme: Theme, state: TrendState, scale: Scale) -> None:
    """Dashed limits, the hairline at 60, and their numbers."""
    metrics, tokens = theme.metrics, theme.tokens
    right = scale.left - metrics.px(10)

    def label(value: float, y: float, token: str) -> None:
        level = max(y, scale.top + metrics.pick(5, 4))
        base = level + 0.35 * metrics.s
        paint.text_right(painter, theme, right, base, f"{value:g}", metrics.s, token)

    def line(y: float, pen: QPen) -> None:
        painter.setPen(pen)
        painter.drawLine(QLineF(scale.left, round(y) + 0.5, scale.right, round(y) + 0.5))

    dashed = QPen(colour(tokens.edge), 1)
    dashed.setDashPattern([6, 5])
    top, limit = scale.spo2_y(100), state.spo2_limit_percent
    if limit is None or scale.spo2_y(limit) - top >= metrics.s:  # a limit near it says more
        label(100, top, tokens.spo2)
    if state.spo2_limit_percent is not None:
        y = scale.spo2_y(state.spo2_limit_percent)
        line(y, dashed)
        label(state.spo2_limit_percent, y, tokens.spo2)
    for mmhg in state.bp_limits_mmhg:
        line(scale.lower_y(mmhg), dashed)
        label(mmhg, scale.lower_y(mmhg), tokens.text2)
    line(scale.lower_y(60), QPen(colour(tokens.hairline), 1))
    label(60, scale.lower_y(60), tokens.text2)


def _time_axis(painter: QPainter, theme: Theme, state: TrendState, scale: Scale) -> None:
    metrics, tokens = theme.metrics, theme.tokens
    painter.setPen(QPen(colour(tokens.edge), 1.5))
    painter.drawLine(QLineF(scale.left, scale.axis, scale.right, scale.axis))
    base = paint.baseline(scale.axis + metrics.pick(4, 1), metrics.pick(28, 24), metrics.s)
    ticks = tick_minutes(state.to_s)
    for minute in ticks:
        x = scale.x(minute * 60)
        painter.setPen(QPen(colour(tokens.edge), 1.5))
        painter.drawLine(QLineF(x, scale.axis, x, scale.axis + metrics.px(5)))
        if minute == ticks[-1]:
            words = f"{minute} {state.minutes}"
            paint.text_right(painter, theme, scale.right, base, words, metrics.s, tokens.text2)
        else:
            x -= paint.width(theme, str(minute), metrics.s) / 2
            paint.text(painter, theme, x, base, str(minute), metrics.s, tokens.text2)
