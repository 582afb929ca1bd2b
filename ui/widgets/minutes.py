"""A number of minutes as the largest thing on the screen, with what it counts beside it."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets import paint


@dataclass(frozen=True, slots=True)
class MinutesState:
    digits: str
    beside: tuple[str, ...] = ()  # a line each: "min siden", "infusjonsslutt"


class Minutes(QWidget):
    """As wide as its digits and words; as high as the digits of a vital."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: MinutesState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: MinutesState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setAccessibleName(" ".join((state.digits, *state.beside)))
        self.updateGeometry()
        self.update()

    def _digits_w(self) -> float:
        metrics = self._theme.metrics
        digits = self._state.digits if self._state else ""
        least = paint.width(self._theme, "88", metrics.x, 500)  # nothing moves at 9 to 10
        return max(least, paint.width(self._theme, digits, metrics.x, 500))

    def _apart(self) -> int:
        return self._theme.metrics.pick(24, 16)

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        beside = self._state.beside if self._state else ()
        words = max((paint.width(self._theme, line, metrics.m) for line in beside), default=0.0)
        wide = self._digits_w() + (self._apart() + words if beside else 0)
        return QSize(round(wide) + 1, round(0.8 * metrics.x))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        state, theme, metrics, tokens = (
            self._state,
            self._theme,
            self._theme.metrics,
            self._theme.tokens,
        )
        if state is None:
            return
        painter = QPainter(self)
        base = round((self.height() + paint.CAPITAL_EM * metrics.x) / 2)
        paint.text(painter, theme, 0, base, state.digits, metrics.x, tokens.text, 500)
        x = self._digits_w() + self._apart()
        top = (self.height() - len(state.beside) * metrics.m_line) / 2
        for number, line in enumerate(state.beside):
            level = paint.baseline(top + number * metrics.m_line, metrics.m_line, metrics.m)
            paint.text(painter, theme, x, level, line, metrics.m, tokens.text2)
        painter.end()
