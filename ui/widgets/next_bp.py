"""When the next blood pressure is due, why, and the button that measures it now."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import Button, ButtonState
from ui.widgets.words import Words, plain


@dataclass(frozen=True, slots=True)
class NextBpState:
    label: str  # "Neste BT", "Kontroll om", "BT forfalt"
    value: str  # "03:10", "−4:52"
    measure: ButtonState  # "Mål nå", or what it does meanwhile
    aside: Words = ""  # "Høyrisiko · hvert 5. min"
    aside_short: Words = ""  # where two lines cannot hold it


class NextBpField(QWidget):
    def __init__(
        self, theme: Theme, on_measure: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: NextBpState | None = None
        self._button = Button(theme, on_measure, height=theme.metrics.quick_h, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def button(self) -> Button:
        return self._button

    def show_state(self, state: NextBpState) -> None:
        if state == self._state:
            return
        self._state = state
        parts = (f"{state.label} {state.value}", plain(state.aside))
        self.setAccessibleName(", ".join(part for part in parts if part))
        self._button.show_state(state.measure)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.vitals_w, self._theme.metrics.next_h)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        hint = self._button.sizeHint()
        x = self.width() - self._theme.metrics.margin - hint.width()
        y = (self.height() - hint.height()) // 2
        self._button.setGeometry(x, y, hint.width(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens, state = (
            self._theme,
            self._theme.metrics,
            self._theme.tokens,
            self._state,
        )
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.panel)
        if state is not None:
            x = metrics.margin
            value_h = metrics.pick(44, 34)
            top = (self.height() - metrics.s_line - value_h) / 2
            base = paint.baseline(top, metrics.s_line, metrics.s)
            end = paint.text(painter, theme, x, base, state.label, metrics.s, tokens.text2)
            base = paint.baseline(top + metrics.s_line, value_h, metrics.l)
            value_end = paint.text(
                painter, theme, x, base, state.value, metrics.l, tokens.text, 500
            )
            right = self._button.x() - metrics.pad
            room = right - max(end, value_end) - metrics.pad
            lines = paint.lines_of(theme, state.aside, metrics.s, room)
            if len(lines) > 2 and state.aside_short:
                lines = paint.lines_of(theme, state.aside_short, metrics.s, room)
            top = (self.height() - len(lines) * metrics.s_line) / 2
            for number, line in enumerate(lines):
                base = paint.baseline(top + number * metrics.s_line, metrics.s_line, metrics.s)
                paint.words_right(
                    painter, theme, right, base, line, metrics.s, tokens.text2, bright=tokens.text
                )
        painter.end()
