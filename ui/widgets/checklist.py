"""One line of a list that must be complete: what it is, where it stands, who and when.

Knows no rule: whether it is done, waits or is missing comes in, with every word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.icons import draw_icon
from ui.theme import Theme, colour
from ui.widgets import paint
from ui.widgets.button import Button, ButtonState, enter_clicks
from ui.widgets.paragraph import grows
from ui.widgets.tick import draw_box
from ui.widgets.words import Words, plain


class Row(StrEnum):
    TODO = "todo"
    NOW = "now"
    DONE = "done"
    WAITING = "waiting"  # for something else
    MISSING = "missing"  # brighter, with its own button; never red
    COMING = "coming"  # an empty ring: later by itself
    CORRECTED = "corrected"  # done; the second line shows the first value struck through


@dataclass(frozen=True, slots=True)
class ChecklistState:
    id: str
    words: Words
    row: Row = Row.TODO
    second: Words = ""  # under it: the reason, or marked("~~62,6~~ · rettet 09:31 · …")
    aside: tuple[str, ...] = ()  # at the right, a line each: "09:40", "Ida Lund"
    column: str = ""  # a second column, of measurements: "138/88 · 84 · 97 %"
    button: ButtonState | None = None
    pressable: bool = False  # the row itself: to tick it, or to correct it
    spoken_state: str = ""  # "gjort", "mangler": what the mark at the left says


class ChecklistRow(QAbstractButton):
    """`dense`: for long lists that are read more than worked through."""

    def __init__(
        self,
        theme: Theme,
        on_press: Callable[[str], None],
        on_button: Callable[[str], None],
        *,
        dense: bool = False,
        ruled: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dense = dense
        self._ruled = ruled
        self._state: ChecklistState | None = None
        self._button = Button(theme, lambda: self._tell(on_button), parent=self)
        self._button.hide()
        self.clicked.connect(lambda: self._pressed(on_press))
        grows(self)

    @property
    def button(self) -> Button:
        return self._button

    @property
    def state(self) -> ChecklistState | None:
        return self._state

    def _tell(self, whom: Callable[[str], None]) -> None:
        if self._state is not None:
            whom(self._state.id)

    def _pressed(self, on_press: Callable[[str], None]) -> None:
        if self._state is not None and self._state.pressable:
            on_press(self._state.id)

    def show_state(self, state: ChecklistState) -> None:
        if state == self._state:
            return
        self._state = state
        parts = (plain(state.words), state.spoken_state, state.column, plain(state.second))
        self.setAccessibleName(", ".join(part for part in (*parts, *state.aside) if part))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if state.pressable else Qt.FocusPolicy.NoFocus)
        if state.button is not None:
            spoken = state.button.spoken or f"{state.button.text}: {plain(state.words)}"
            self._button.show_state(
                ButtonState(
                    state.button.text,
                    state.button.icon,
                    state.button.kind,
                    state.button.enabled,
                    state.button.sub,
                    spoken,
                )
            )
        self._button.setVisible(state.button is not None)
        self._place()
        self.updateGeometry()
        self.update()

    def _left(self) -> int:
        return self._theme.metrics.pick(60, 44)

    def _right(self) -> int:
        """The words must end here, so far from the right edge."""
        metrics, state = self._theme.metrics, self._state
        taken = metrics.px(12)
        if state is None:
            return taken
        if state.button is not None:
            taken += self._button.sizeHint().width() + metrics.pad
        elif state.aside:
            wide = max(paint.width(self._theme, line, metrics.s) for line in state.aside)
            taken += round(wide) + metrics.pad
        return taken

    def heightForWidth(self, wide: int) -> int:
        metrics, state = self._theme.metrics, self._state
        if state is None:
            return 0
        words_h = sum(self._heights(wide))
        aside_h = len(state.aside) * round(1.25 * metrics.s)
        pad = metrics.pick(6, 5) if self._dense else metrics.pick(9, 7)
        least = metrics.pick(44, 34) if self._dense else metrics.row_h
        if state.pressable:
            least = max(least, metrics.target)
        if state.button is not None:
            least = max(least, self._button.sizeHint().height() + 2 * metrics.px(10))
        return max(least, max(words_h, aside_h) + 2 * pad) + self._apart()

    def _apart(self) -> int:
        """A raised row stands a little off its neighbours."""
        missing = self._state is not None and self._state.row is Row.MISSING
        return self._theme.metrics.px(8) if missing and self._state_raised() else 0

    def _state_raised(self) -> bool:
        state = self._state
        return state is not None and state.row is Row.MISSING and state.button is not None

    def _heights(self, wide: int) -> tuple[int, int]:
        metrics, state = self._theme.metrics, self._state
        if state is None:
            return 0, 0
        room = wide - self._left() - self._right()
        weight = 600 if state.row is Row.MISSING else 400
        first = len(paint.lines_of(self._theme, state.words, metrics.m, room, weight))
        second = len(paint.lines_of(self._theme, state.second, metrics.s, room))
        return first * self._line(), second * round(1.3 * metrics.s)

    def _line(self) -> int:
        return round(1.2 * self._theme.metrics.m)

    def sizeHint(self) -> QSize:
        wide = self._theme.metrics.content_w // 2
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_clicks(self, event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        hint = self._button.sizeHint()
        x = self.width() - self._theme.metrics.px(12) - hint.width()
        self._button.setGeometry(
            x, (self.height() - hint.height()) // 2, hint.width(), hint.height()
        )

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
        if self._state_raised():
            inset = self._apart() / 2
            area = QRectF(self.rect()).adjusted(0, inset, 0, -inset)
            paint.box(painter, area, metrics.radius, tokens.raised)
        elif state.row is Row.NOW or (self.isDown() and state.pressable):
            painter.fillRect(self.rect(), colour(tokens.raised))
        if self._ruled and not self._state_raised():
            paint.level_line(painter, 0, self.width(), self.height() - 1, tokens.hairline)
        draw_mark(painter, theme, QPointF(metrics.pick(28, 20), self.height() / 2), state.row)
        self._words(painter, state)
        self._aside(painter, state)
        painter.end()

    def _words(self, painter: QPainter, state: ChecklistState) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        x, room = self._left(), self.width() - self._left() - self._right()
        done = state.row in (Row.DONE, Row.CORRECTED)
        token = tokens.text2 if done and not state.column else tokens.text
        weight = 600 if state.row is Row.MISSING else 400
        first_h, second_h = self._heights(self.width())
        top = (self.height() - first_h - second_h) / 2
        for line in paint.lines_of(theme, state.words, metrics.m, room, weight):
            base = paint.baseline(top, self._line(), metrics.m)
            end = paint.words_at(painter, theme, x, base, line, metrics.m, token, weight)
            if state.column:
                need = paint.width(theme, state.column, metrics.m)
                start = min(x + metrics.pick(100, 66), x + room - need)
                start = max(start, end + metrics.pick(16, 10))
                hue = tokens.text2 if done else tokens.text
                paint.text(painter, theme, start, base, state.column, metrics.m, hue)
            top += self._line()
        token = tokens.text if state.row is Row.MISSING else tokens.text2
        for line in paint.lines_of(theme, state.second, metrics.s, room):
            base = paint.baseline(top, round(1.3 * metrics.s), metrics.s)
            paint.words_at(painter, theme, x, base, line, metrics.s, token, bright=tokens.text)
            top += round(1.3 * metrics.s)

    def _aside(self, painter: QPainter, state: ChecklistState) -> None:
        if state.button is not None:
            return
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        high = round(1.25 * metrics.s)
        top = (self.height() - high * len(state.aside)) / 2
        token = tokens.text if state.row is Row.WAITING else tokens.text2
        for number, line in enumerate(state.aside):
            base = paint.baseline(top + number * high, high, metrics.s)
            right = self.width() - metrics.px(12)
            paint.text_right(painter, theme, right, base, line, metrics.s, token)


def draw_mark(painter: QPainter, theme: Theme, middle: QPointF, row: Row) -> None:
    """Box, dot, tick, dash or ring: the shape says it, not the colour alone."""
    metrics, tokens = theme.metrics, theme.tokens
    px = metrics.icon_l
    if row is Row.TODO:
        draw_box(painter, theme, middle, checked=False)
    elif row in (Row.DONE, Row.CORRECTED):
        draw_icon(painter, "check", middle.x() - px / 2, middle.y() - px / 2, px, tokens.accent)
    elif row is Row.WAITING:
        draw_icon(painter, "minus", middle.x() - px / 2, middle.y() - px / 2, px, tokens.text2)
    elif row is Row.NOW:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tokens.accent))
        painter.drawEllipse(middle, metrics.pick(7, 6), metrics.pick(7, 6))
    else:
        coming = row is Row.COMING
        radius = metrics.pick(8, 7) if coming else metrics.pick(9.5, 8)
        painter.setPen(QPen(colour(tokens.edge if coming else tokens.text), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius, radius)
