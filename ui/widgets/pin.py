"""Where a person signs with a PIN. Digits are never shown, never in a state, never logged."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.theme import Theme, colour
from ui.widgets import paint
from ui.widgets.button import ENTER, Button, ButtonState, Kind

MOST = 12


@dataclass(frozen=True, slots=True)
class PinState:
    label: str = "PIN"
    least: int = 4  # digits before it can be given
    enabled: bool = True
    filled: str = ""  # "{count} av {least}", said as the dots fill
    erase: str = ""  # what a screen reader calls the two keys without a digit
    confirm: str = ""


class PinField(QWidget):
    """Holds the digits until they are given, then forgets them at once."""

    def __init__(
        self, theme: Theme, on_pin: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._on_pin = on_pin
        self._state = PinState()
        self._digits = ""
        self._watchers: list[Callable[[], None]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._changed()

    @property
    def state(self) -> PinState:
        return self._state

    @property
    def count(self) -> int:
        return len(self._digits)

    @property
    def complete(self) -> bool:
        return self._state.enabled and len(self._digits) >= self._state.least

    def watch(self, told: Callable[[], None]) -> None:
        """`told` is called whenever the number of digits or the state changed (the pad)."""
        self._watchers.append(told)

    def show_state(self, state: PinState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setEnabled(state.enabled)
        if not state.enabled:
            self._digits = ""
        self._changed()

    def push(self, digit: str) -> None:
        if self._state.enabled and len(digit) == 1 and digit in "0123456789":
            self._digits = (self._digits + digit)[:MOST]
            self._changed()

    def erase(self) -> None:
        self._digits = self._digits[:-1]
        self._changed()

    def clear(self) -> None:
        """Forget the digits: after a wrong PIN, or when another person was chosen."""
        self._digits = ""
        self._changed()

    def give(self) -> None:
        if self.complete:
            digits, self._digits = self._digits, ""
            self._changed()
            self._on_pin(digits)

    def _changed(self) -> None:
        state = self._state
        filled = state.filled.format(count=self.count, least=state.least)
        self.setAccessibleName(", ".join(part for part in (state.label, filled) if part))
        self.update()
        for told in self._watchers:
            told()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text() in "0123456789":
            self.push(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.erase()
        elif event.key() in ENTER:
            self.give()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        wide = paint.width(self._theme, self._state.label, metrics.m)
        wide += self._state.least * metrics.pick(28, 20)
        return QSize(round(wide) + 3 * metrics.pad, max(metrics.field_h, metrics.target))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens, state = (
            self._theme,
            self._theme.metrics,
            self._theme.tokens,
            self._state,
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = tokens.accent if self.hasFocus() else tokens.edge
        fill = tokens.window if state.enabled else None
        paint.box(
            painter,
            QRectF(self.rect()),
            metrics.radius,
            fill,
            line if state.enabled else tokens.hairline,
        )
        pad = metrics.pick(16, 12)
        base = paint.baseline(0, self.height(), metrics.m)
        end = paint.text(painter, theme, pad, base, state.label, metrics.m, tokens.text2)
        dots = max(state.least, self.count)
        radius = metrics.pick(7, 6)
        room = self.width() - pad - end - metrics.px(12) - 2 * radius
        pitch = min(metrics.pick(28, 22), room / max(1, dots - 1))
        x = self.width() - pad - radius - pitch * (dots - 1)
        for number in range(dots):
            middle = QPointF(x + number * pitch, self.height() / 2)
            if number < self.count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour(tokens.text))
                painter.drawEllipse(middle, radius + 0.5, radius + 0.5)
            else:
                painter.setPen(QPen(colour(tokens.text2), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(middle, radius - 0.5, radius - 0.5)
        painter.end()


class PinPad(QWidget):
    """Ten digits, one step back, and a tick that works once there are enough."""

    def __init__(self, theme: Theme, field: PinField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._field = field
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.metrics.gap)
        self._keys = {digit: self._key(digit) for digit in "1234567890"}
        for number, digit in enumerate("123456789"):
            grid.addWidget(self._keys[digit], number // 3, number % 3)
        self._erase = Button(theme, field.erase, height=theme.metrics.pick(64, 56), parent=self)
        self._give = Button(theme, field.give, height=theme.metrics.pick(64, 56), parent=self)
        grid.addWidget(self._erase, 3, 0)
        grid.addWidget(self._keys["0"], 3, 1)
        grid.addWidget(self._give, 3, 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        field.watch(self._follow)
        self._follow()

    @property
    def keys(self) -> dict[str, Button]:
        return self._keys

    @property
    def give(self) -> Button:
        return self._give

    def _key(self, digit: str) -> Button:
        metrics = self._theme.metrics
        key = Button(
            self._theme,
            lambda: self._field.push(digit),
            height=metrics.pick(64, 56),
            parent=self,
        )
        key.setMinimumWidth(max(metrics.target, metrics.pick(72, 60)))
        return key

    def _follow(self) -> None:
        state = self._field.state
        for digit, key in self._keys.items():
            key.show_state(ButtonState(digit, enabled=state.enabled))
        can_erase = state.enabled and self._field.count > 0
        self._erase.show_state(ButtonState("", "back", enabled=can_erase, spoken=state.erase))
        complete = self._field.complete
        kind = Kind.CHOSEN if complete else Kind.SECONDARY
        self._give.show_state(
            ButtonState("", "check", kind, enabled=complete, spoken=state.confirm)
        )
