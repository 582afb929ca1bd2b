"""A box around one thing to do, with a head that says how far it is. Never a card in a card."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.icons import draw_icon
from ui.theme import Theme, colour
from ui.widgets import paint


class CardLook(StrEnum):
    PLAIN = "plain"
    NOW = "now"  # accent line: what is to be done now
    URGENT = "urgent"  # inverse line: urgent, not an alarm


@dataclass(frozen=True, slots=True)
class CardState:
    title: str = ""
    aside: str = ""
    look: CardLook = CardLook.PLAIN
    number: str = ""  # in a circle before the title
    done: bool = False  # a tick in the circle


class Card(QWidget):
    """Put the content into `body`; the head takes its room when there is a title."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = CardState()
        self.body = QVBoxLayout(self)
        self.body.setSpacing(theme.metrics.gap)
        self._margins()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_state(self, state: CardState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setAccessibleName(", ".join(part for part in (state.title, state.aside) if part))
        self._margins()
        self.update()

    def _head_h(self) -> int:
        return self._theme.metrics.pick(56, 44) if self._state.title else 0

    def _margins(self) -> None:
        pad = self._theme.metrics.margin
        top = self._head_h() + self._theme.metrics.px(8) if self._state.title else pad
        self.body.setContentsMargins(pad, top, pad, pad)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens, state = (
            self._theme,
            self._theme.metrics,
            self._theme.tokens,
            self._state,
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = {
            CardLook.PLAIN: tokens.hairline,
            CardLook.NOW: tokens.accent,
            CardLook.URGENT: tokens.inverse,
        }[state.look]
        thick = 1 if state.look is CardLook.PLAIN else 2
        fill = tokens.panel if state.look is not CardLook.URGENT else None
        paint.box(painter, QRectF(self.rect()), metrics.radius, fill, line, thick)
        if state.title:
            top, high = metrics.px(8), self._head_h()
            x = float(metrics.margin)
            if state.number or state.done:
                radius = metrics.pick(20, 16)
                self._circle(painter, QPointF(x + radius, top + high / 2), radius)
                x += 2 * radius + metrics.px(12)
            base = paint.baseline(top, high, metrics.m)
            right = self.width() - metrics.margin
            if state.aside:
                right = round(
                    paint.text_right(
                        painter, theme, right, base, state.aside, metrics.s, tokens.text2
                    )
                )
            title = paint.elided(theme, state.title, metrics.m, right - metrics.gap - x, 600)
            paint.text(painter, theme, x, base, title, metrics.m, tokens.text, 600)
        painter.end()

    def _circle(self, painter: QPainter, middle: QPointF, radius: int) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        if self._state.done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tokens.accent))
            painter.drawEllipse(middle, radius, radius)
            px = metrics.icon_m
            x, y = middle.x() - px / 2, middle.y() - px / 2
            draw_icon(painter, "check", x, y, px, tokens.on_accent)
            return
        now = self._state.look is CardLook.NOW
        painter.setPen(QPen(colour(tokens.accent if now else tokens.edge), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius - 1, radius - 1)
        number = self._state.number
        x = middle.x() - paint.width(theme, number, metrics.m, 600) / 2
        base = paint.baseline(middle.y() - radius, 2 * radius, metrics.m)
        paint.text(painter, theme, x, base, number, metrics.m, tokens.text, 600)
