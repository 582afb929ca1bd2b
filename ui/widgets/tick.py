"""A box to tick, or a circle to choose by, with its words; free-standing or as a raised row."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.icons import draw_icon
from ui.theme import Theme, colour
from ui.widgets import paint
from ui.widgets.button import enter_clicks
from ui.widgets.paragraph import grows
from ui.widgets.words import Words, plain


class TickShape(StrEnum):
    PLAIN = "plain"  # the box at the left, nothing around it
    ROW = "row"  # raised, the box at the right
    RADIO = "radio"  # raised, a circle at the left: one of several


@dataclass(frozen=True, slots=True)
class TickState:
    words: Words
    checked: bool = False
    second: Words = ""
    aside: str = ""  # "10:35:40"
    enabled: bool = True
    spoken_checked: str = ""  # what a screen reader adds when it is checked: "valgt"


class Tick(QAbstractButton):
    """Calls `on_toggle` with what it should become; what it is comes back in the state."""

    def __init__(
        self,
        theme: Theme,
        on_toggle: Callable[[bool], None],
        shape: TickShape = TickShape.PLAIN,
        *,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shape = shape
        self._px = theme.metrics.s if small else theme.metrics.m
        self._state: TickState | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: self._toggled(on_toggle))
        grows(self)

    def _toggled(self, on_toggle: Callable[[bool], None]) -> None:
        if self._state is not None:
            on_toggle(not self._state.checked)

    @property
    def state(self) -> TickState | None:
        return self._state

    def show_state(self, state: TickState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setEnabled(state.enabled)
        said = (plain(state.words), state.spoken_checked if state.checked else "", state.aside)
        self.setAccessibleName(", ".join(part for part in said if part))
        self.setAccessibleDescription(plain(state.second))
        self.updateGeometry()
        self.update()

    def _room(self, wide: int) -> tuple[int, float]:
        """Where the words begin, and how wide they may be."""
        metrics, state = self._theme.metrics, self._state
        box = metrics.pick(32, 28)
        aside = paint.width(self._theme, state.aside, metrics.s) if state else 0
        aside += metrics.pad if aside else 0
        if self._shape is TickShape.ROW:
            left = metrics.pick(16, 12) if self._px == metrics.m else metrics.px(12)
            return left, wide - left - box - metrics.pick(28, 22) - aside
        left = box + metrics.pick(16, 12)
        if self._shape is TickShape.RADIO:
            left = metrics.pick(64, 48)
        return left, wide - left - metrics.px(12) - aside

    def heightForWidth(self, wide: int) -> int:
        metrics, state = self._theme.metrics, self._state
        if state is None:
            return 0
        _, room = self._room(wide)
        first = len(paint.lines_of(self._theme, state.words, self._px, room, 500))
        second = len(paint.lines_of(self._theme, state.second, metrics.s, room))
        high = first * self._line() + second * round(1.25 * metrics.s)
        return max(metrics.target, high + 2 * metrics.px(8))

    def _line(self) -> int:
        return round(1.16 * self._px)

    def sizeHint(self) -> QSize:
        metrics, state = self._theme.metrics, self._state
        if state is None:
            return QSize(metrics.target, metrics.target)
        _, room = self._room(0)
        wide = paint.words_width(self._theme, state.words, self._px, 500)
        wide = max(wide, paint.words_width(self._theme, state.second, metrics.s))
        if not plain(state.words):
            return QSize(metrics.target, metrics.target)
        whole = round(wide - room) + 1
        return QSize(whole, self.heightForWidth(whole))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.metrics.target, self._theme.metrics.target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_clicks(self, event):
            super().keyPressEvent(event)

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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        raised = self._shape is not TickShape.PLAIN
        if raised:
            fill = tokens.accent_surface if state.checked else tokens.raised
            line = tokens.accent if state.checked else None
            if self._shape is TickShape.RADIO and not state.checked:
                line = tokens.edge
            if self.isDown():
                fill = tokens.pressed
            paint.box(painter, QRectF(self.rect()), metrics.radius, fill, line)
        self._mark(painter, state)
        left, room = self._room(self.width())
        token = tokens.text if state.enabled else tokens.text2
        strong = state.checked and self._shape is TickShape.RADIO
        weight = 500 if strong else 400
        lines = paint.lines_of(theme, state.words, self._px, room, 500)
        seconds = paint.lines_of(theme, state.second, metrics.s, room)
        second_h = round(1.25 * metrics.s)
        top = (self.height() - len(lines) * self._line() - len(seconds) * second_h) / 2
        for line_of in lines:
            base = paint.baseline(top, self._line(), self._px)
            paint.words_at(painter, theme, left, base, line_of, self._px, token, weight)
            top += self._line()
        for line_of in seconds:
            base = paint.baseline(top, second_h, metrics.s)
            paint.words_at(painter, theme, left, base, line_of, metrics.s, tokens.text2)
            top += second_h
        if state.aside:
            base = paint.baseline(0, self.height(), metrics.s)
            box = metrics.pick(48, 40) if self._shape is TickShape.ROW else metrics.px(2)
            right = self.width() - box
            paint.text_right(painter, theme, right, base, state.aside, metrics.s, tokens.text2)
        painter.end()

    def _mark(self, painter: QPainter, state: TickState) -> None:
        metrics, tokens = self._theme.metrics, self._theme.tokens
        half = metrics.pick(16, 14)
        y = self.height() / 2
        if self._shape is TickShape.RADIO:
            middle = QPointF(metrics.pick(35, 26), y)
            token = tokens.accent if state.checked else tokens.text2
            painter.setPen(QPen(colour(token), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, metrics.pick(11, 9), metrics.pick(11, 9))
            if state.checked:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour(tokens.accent))
                painter.drawEllipse(middle, metrics.pick(6, 5), metrics.pick(6, 5))
            return
        x = self.width() - half - metrics.pick(14, 11) if self._shape is TickShape.ROW else half
        if not plain(state.words):
            x = round(self.width() / 2)
        draw_box(painter, self._theme, QPointF(x, y), checked=state.checked)


def draw_box(
    painter: QPainter, theme: Theme, middle: QPointF, *, checked: bool, half: int = 0
) -> None:
    """The tick box itself: an empty one, or filled with a tick in it."""
    metrics, tokens = theme.metrics, theme.tokens
    half = half or metrics.pick(16, 14)
    area = QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half)
    if not checked:
        paint.box(painter, area, metrics.px(5), None, tokens.text2, 2)
        return
    paint.box(painter, area, metrics.px(5), tokens.accent)
    px = metrics.pick(24, 20)
    draw_icon(painter, "check", middle.x() - px / 2, middle.y() - px / 2, px, tokens.on_accent)
