"""One thing to do in an emergency: pressed when it is done, and then it says when.

Knows no protocol: the words, the order and the time come in.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import enter_clicks
from ui.widgets.paragraph import grows
from ui.widgets.tick import draw_box
from ui.widgets.words import Words, plain


@dataclass(frozen=True, slots=True)
class ActionState:
    id: str
    words: Words
    number: str = ""  # in the box until it is done
    second: Words = ""
    done_at: str = ""  # "10:37:20"; "": not done
    enabled: bool = True
    spoken_done: str = ""  # "gjort"


class ActionCard(QAbstractButton):
    def __init__(
        self, theme: Theme, on_press: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: ActionState | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: on_press(self._state.id) if self._state else None)
        grows(self)

    def show_state(self, state: ActionState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setEnabled(state.enabled)
        done = " ".join(part for part in (state.spoken_done, state.done_at) if part)
        parts = (
            state.number,
            plain(state.words),
            plain(state.second),
            done if state.done_at else "",
        )
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.updateGeometry()
        self.update()

    def _left(self) -> int:
        return self._theme.metrics.pick(76, 58)

    def _room(self, wide: int) -> float:
        time = 0.0
        if self._state is not None and self._state.done_at:
            time = paint.width(self._theme, self._state.done_at, self._theme.metrics.s, 600)
            time += self._theme.metrics.pad
        return wide - self._left() - self._theme.metrics.pick(20, 14) - time

    def _line(self) -> int:
        return round(1.2 * self._theme.metrics.m)

    def heightForWidth(self, wide: int) -> int:
        state, metrics = self._state, self._theme.metrics
        if state is None:
            return metrics.target
        room = self._room(wide)
        first = len(paint.lines_of(self._theme, state.words, metrics.m, room, 600))
        second = len(paint.lines_of(self._theme, state.second, metrics.s, room))
        words = first * self._line() + second * round(1.3 * metrics.s)
        return max(metrics.target, metrics.pick(72, 56), words + 2 * metrics.pick(14, 9))

    def sizeHint(self) -> QSize:
        wide = self._theme.metrics.content_w // 2
        return QSize(wide, self.heightForWidth(wide))

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
        fill = tokens.pressed if self.isDown() else tokens.raised
        line = tokens.edge if state.enabled else tokens.hairline
        paint.box(painter, QRectF(self.rect()), metrics.radius, fill, line)
        middle = QPointF(metrics.pick(40, 30), self.height() / 2)
        half = metrics.pick(19, 15)
        if state.done_at or not state.number:
            draw_box(painter, theme, middle, checked=bool(state.done_at), half=half)
        else:
            area = QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half)
            paint.box(painter, area, metrics.px(5), None, tokens.text2, 2)
            x = middle.x() - paint.width(theme, state.number, metrics.m) / 2
            base = paint.baseline(area.y(), 2 * half, metrics.m)
            paint.text(painter, theme, x, base, state.number, metrics.m, tokens.text2)
        room, left = self._room(self.width()), self._left()
        first = paint.lines_of(theme, state.words, metrics.m, room, 600)
        second = paint.lines_of(theme, state.second, metrics.s, room)
        second_h = round(1.3 * metrics.s)
        top = (self.height() - len(first) * self._line() - len(second) * second_h) / 2
        for words in first:
            base = paint.baseline(top, self._line(), metrics.m)
            paint.words_at(painter, theme, left, base, words, metrics.m, tokens.text, 600)
            top += self._line()
        for words in second:
            base = paint.baseline(top, second_h, metrics.s)
            paint.words_at(painter, theme, left, base, words, metrics.s, tokens.text2)
            top += second_h
        if state.done_at:
            right = self.width() - metrics.pick(20, 14)
            base = paint.baseline(0, self.height(), metrics.s)
            paint.text_right(
                painter, theme, right, base, state.done_at, metrics.s, tokens.text, 600
            )
        painter.end()
