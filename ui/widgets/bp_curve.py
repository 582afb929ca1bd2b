"""The blood pressures of one session as a small picture on a common scale. Knows no session."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, colour

LOW_MMHG, HIGH_MMHG = 40.0, 200.0
FROM_MIN, TO_MIN = -15.0, 90.0


@dataclass(frozen=True, slots=True)
class BpCurveState:
    """Minutes since the start, systolic and diastolic; `limit` is drawn across."""

    readings: tuple[tuple[float, float, float | None], ...] = ()
    limit_mmhg: float = 180.0
    spoken: str = ""


class BpCurve(QWidget):
    """Each reading is a bar from diastolic to systolic; what is outside stands at the edge."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._state = theme, BpCurveState()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        return QSize(metrics.pick(380, 240), metrics.target * 5 // 4)

    def show_state(self, state: BpCurveState) -> None:
        if state != self._state:
            self._state = state
            self.setAccessibleName(state.spoken)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        faint = QPen(colour(tokens.hairline), 1)
        painter.setPen(faint)
        start = _x(area, 0.0)
        painter.drawLine(QLineF(start, area.top(), start, area.bottom()))
        faint.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(faint)
        limit = _y(area, self._state.limit_mmhg)
        painter.drawLine(QLineF(area.left(), limit, area.right(), limit))
        for minute, systolic, diastolic in self._state.readings:
            red = systolic >= self._state.limit_mmhg
            painter.setPen(QPen(colour(tokens.high if red else tokens.text), 2))
            x, top = _x(area, minute), _y(area, systolic)
            if diastolic is None:
                painter.drawPoint(QPointF(x, top))
                continue
            painter.drawLine(QLineF(x, top, x, _y(area, diastolic)))
        painter.end()


def _x(area: QRectF, minute: float) -> float:
    part = (min(max(minute, FROM_MIN), TO_MIN) - FROM_MIN) / (TO_MIN - FROM_MIN)
    return area.left() + part * area.width()


def _y(area: QRectF, mmhg: float) -> float:
    part = (min(max(mmhg, LOW_MMHG), HIGH_MMHG) - LOW_MMHG) / (HIGH_MMHG - LOW_MMHG)
    return area.bottom() - part * area.height()
