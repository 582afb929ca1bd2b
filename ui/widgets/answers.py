"""One question of the day check with its four answers, and what the answer given leads to.

Knows no rule: whether an answer is clear, to be told or for the doctor comes in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.focus import OWN_RING
from ui.widgets.paragraph import grows
from ui.widgets.words import Words, plain


class Meaning(StrEnum):
    """What the chosen answer leads to."""

    CLEAR = "clear"
    INFORM = "inform"  # the doctor is told
    DECIDE = "decide"  # the doctor must decide


KIND = {
    Meaning.CLEAR: Kind.CHOSEN,
    Meaning.INFORM: Kind.OUTLINE,
    Meaning.DECIDE: Kind.INVERSE,
}


@dataclass(frozen=True, slots=True)
class AnswerState:
    id: str
    question: Words
    labels: tuple[str, ...]  # in the order of the keys 1, 2, 3, 4
    chosen: int | None = None
    meaning: Meaning = Meaning.CLEAR
    second: Words = ""  # "målt 122/76 kl. 09:26"
    consequence: Words = ""  # said at once for each answer that is not clear
    enabled: bool = True


def column_widths(theme: Theme, labels: tuple[str, ...]) -> tuple[int, ...]:
    """The same columns for every row with these labels."""
    metrics = theme.metrics
    pad = metrics.pick(10, 9)
    least = max(metrics.target, metrics.pick(64, 56))
    return tuple(
        max(least, round(paint.width(theme, label, metrics.m, 600)) + 2 * pad) for label in labels
    )


def columns_x(theme: Theme, labels: tuple[str, ...], wide_px: int) -> tuple[tuple[int, int], ...]:
    """Left edge and width of each answer in a row this wide."""
    gap, widths = theme.metrics.gap, column_widths(theme, labels)
    x = wide_px - theme.metrics.px(8) - sum(widths) - gap * (len(widths) - 1)
    placed = []
    for wide in widths:
        placed.append((x, wide))
        x += wide + gap
    return tuple(placed)


class AnswerHead(QWidget):
    """The line over the rows: what group, and which key is which answer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = ""
        self._labels: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, title: str, labels: tuple[str, ...]) -> None:
        if (title, labels) != (self._title, self._labels):
            self._title, self._labels = title, labels
            self.setAccessibleName(title)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.px(300), self._theme.metrics.pick(41, 26))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        painter = QPainter(self)
        base = paint.baseline(0, self.height() - 1, metrics.s)
        paint.text(painter, theme, metrics.px(8), base, self._title, metrics.s, tokens.text2)
        for number, (x, wide) in enumerate(columns_x(theme, self._labels, self.width()), start=1):
            middle = x + (wide - paint.width(theme, str(number), metrics.s)) / 2
            paint.text(painter, theme, middle, base, str(number), metrics.s, tokens.text2)
        paint.level_line(painter, 0, self.width(), self.height() - 1, tokens.hairline)
        painter.end()


class AnswerRow(QWidget):
    """The row has the keyboard's focus, not its buttons: 1 to 4 answer, Tab goes on."""

    def __init__(
        self, theme: Theme, on_answer: Callable[[str, int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._on_answer = on_answer
        self._state: AnswerState | None = None
        self._buttons: list[Button] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_RING, True)
        grows(self)

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(self._buttons)

    @property
    def state(self) -> AnswerState | None:
        return self._state

    def show_state(self, state: AnswerState) -> None:
        if state == self._state:
            return
        self._state = state
        question = plain(state.question)
        answer = state.labels[state.chosen] if state.chosen is not None else ""
        parts = (question, answer, plain(state.second), plain(state.consequence))
        self.setAccessibleName(", ".join(part for part in parts if part))
        while len(self._buttons) < len(state.labels):
            self._buttons.append(self._button(len(self._buttons)))
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(state.labels))
            if number < len(state.labels):
                label = state.labels[number]
                button.show_state(
                    ButtonState(
                        label,
                        kind=self._kind(state, number),
                        enabled=state.enabled or number == state.chosen,
                        spoken=f"{number + 1} {label}: {question}",
                    )
                )
        self._place()
        self.updateGeometry()
        self.update()

    def _kind(self, state: AnswerState, number: int) -> Kind:
        if state.chosen is None:
            return Kind.SECONDARY
        return KIND[state.meaning] if number == state.chosen else Kind.RECEDING

    def _button(self, number: int) -> Button:
        button = Button(self._theme, lambda: self._answer(number), parent=self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _answer(self, number: int) -> None:
        state = self._state
        if state is not None and state.enabled and number < len(state.labels):
            self._on_answer(state.id, number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self._buttons) and not event.isAutoRepeat():
            self._answer(number)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def _room(self, wide: int) -> int:
        if self._state is None:
            return wide
        return columns_x(self._theme, self._state.labels, wide)[0][0] - self._theme.metrics.px(20)

    def _lines(self, wide: int) -> tuple[int, int, int]:
        """How many lines: the question, what stands under it, and the consequence."""
        state, theme = self._state, self._theme
        if state is None:
            return 0, 0, 0
        room, s = self._room(wide), theme.metrics.s
        return (
            len(paint.lines_of(theme, state.question, theme.metrics.m, room)),
            len(paint.lines_of(theme, state.second, s, room)),
            len(paint.lines_of(theme, state.consequence, s, wide - theme.metrics.px(16))),
        )

    def heightForWidth(self, wide: int) -> int:
        return self._upper(wide) + self._lower(wide)

    def _upper(self, wide: int) -> int:
        metrics = self._theme.metrics
        first, second, _ = self._lines(wide)
        words = first * self._line() + second * round(1.3 * metrics.s)
        return max(words + 2 * metrics.px(7), metrics.target + 2 * metrics.pick(12, 6))

    def _lower(self, wide: int) -> int:
        lines = self._lines(wide)[2]
        return lines * self._theme.metrics.s_line + (self._theme.metrics.px(10) if lines else 0)

    def _line(self) -> int:
        return round(1.2 * self._theme.metrics.m)

    def sizeHint(self) -> QSize:
        wide = self._theme.metrics.content_w
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        if self._state is None:
            return
        high = self._theme.metrics.target
        y = (self._upper(self.width()) - high) // 2
        places = columns_x(self._theme, self._state.labels, self.width())
        for button, (x, wide) in zip(self._buttons, places, strict=False):
            button.setGeometry(x, y, wide, high)

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
        if self.hasFocus():
            paint.box(painter, QRectF(self.rect()), metrics.radius, None, tokens.accent, 2)
        else:
            paint.level_line(painter, 0, self.width(), self.height() - 1, tokens.hairline)
        x, room = metrics.px(8), self._room(self.width())
        first, second, _ = self._lines(self.width())
        upper, second_h = self._upper(self.width()), round(1.3 * metrics.s)
        top = (upper - first * self._line() - second * second_h) / 2
        for line in paint.lines_of(theme, state.question, metrics.m, room):
            base = paint.baseline(top, self._line(), metrics.m)
            paint.words_at(painter, theme, x, base, line, metrics.m, tokens.text)
            top += self._line()
        for line in paint.lines_of(theme, state.second, metrics.s, room):
            base = paint.baseline(top, second_h, metrics.s)
            paint.words_at(painter, theme, x, base, line, metrics.s, tokens.text2)
            top += second_h
        wide = self.width() - metrics.px(16)
        for number, line in enumerate(paint.lines_of(theme, state.consequence, metrics.s, wide)):
            level = upper - metrics.px(4) + number * metrics.s_line
            base = paint.baseline(level, metrics.s_line, metrics.s)
            paint.words_at(painter, theme, x, base, line, metrics.s, tokens.text, 500)
        painter.end()
