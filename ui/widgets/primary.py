"""The one filled button of a stage; where a mistake would matter it must be held for a second.

Knows no stage. The clock it reads is passed in, so a simulated second is a second.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import ENTER

HOLD_S = 1.0
EMPTY_S = 0.3  # a full button is empty again this long after it was let go
FRAME_MS = 16


@dataclass(frozen=True, slots=True)
class PrimaryState:
    text: str
    icon: str = ""
    enabled: bool = True
    hold: bool = False
    sub: str = ""  # "hold inne 1 s"
    reason: str = ""  # why it cannot be pressed: said by a screen reader, shown beside it


def hold_level(pressed_s: float | None, released_s: float | None, now_s: float) -> float:
    """How full a held button is: 0 to 1 in a second, and quickly down again once let go."""
    if pressed_s is None:
        return 0.0
    until_s = now_s if released_s is None else released_s
    level = min(1.0, max(0.0, (until_s - pressed_s) / HOLD_S))
    if released_s is not None:
        level -= (now_s - released_s) / EMPTY_S
    return max(0.0, level)


class PrimaryButton(QAbstractButton):
    """Calls `on_press` once: at the click, or when it was held to the end."""

    def __init__(
        self,
        theme: Theme,
        on_press: Callable[[], None],
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._on_press = on_press
        self._clock_s = clock_s
        self._state: PrimaryState | None = None
        self._pressed_s: float | None = None
        self._released_s: float | None = None
        self._fired = False
        self._level = 0.0
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(lambda: self.show_time(self._clock_s()))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)
        self.pressed.connect(self.press_down)
        self.released.connect(self.let_go)

    @property
    def state(self) -> PrimaryState | None:
        return self._state

    @property
    def level(self) -> float:
        return self._level

    def show_state(self, state: PrimaryState, now_s: float | None = None) -> None:
        if state != self._state:
            if self._state is not None and state.text != self._state.text:
                self._forget_hold()  # a press that began on other words does not count for these
            self._state = state
            if not state.enabled:
                self._forget_hold()
            self.setEnabled(state.enabled)
            self.setAccessibleName(" ".join(part for part in (state.text, state.sub) if part))
            self.setAccessibleDescription(state.reason)
            self.updateGeometry()
            self.update()
        if now_s is not None:
            self.show_time(now_s)

    def show_time(self, now_s: float) -> None:
        """Fill or empty to this instant; fires when a held button becomes full."""
        level = hold_level(self._pressed_s, self._released_s, now_s)
        if level != self._level:
            self._level = level
            self.update()
        if self._released_s is not None and level == 0.0:
            self._forget_hold()
        if level >= 1.0 and self._released_s is None and not self._fired:
            self._fired = True
            self._on_press()

    def press_down(self) -> None:
        """The finger, the space bar or the window's Enter goes down."""
        if self._state is None or not self._state.enabled or not self._state.hold:
            return
        self._pressed_s, self._released_s, self._fired = self._clock_s(), None, False
        self._frames.start()

    def let_go(self) -> None:
        if self._pressed_s is not None and self._released_s is None:
            now_s = self._clock_s()
            if self._state is not None and self._state.enabled:
                self.show_time(now_s)  # a whole second counts, also when no frame fell in it
            if self._pressed_s is not None:
                self._released_s = now_s

    def press(self) -> None:
        """As the window's Enter presses it; a button that must be held is not pressed so."""
        if self.isEnabled():
            self.click()

    def _clicked(self) -> None:
        if self._state is not None and not self._state.hold:
            self._on_press()

    def _forget_hold(self) -> None:
        self._pressed_s = self._released_s = None
        self._fired = False
        self._frames.stop()
        if self._level:
            self._level = 0.0
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in ENTER:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            if self._state is not None and self._state.hold:
                self.press_down()
            else:
                self.click()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() not in ENTER:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self.let_go()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.let_go()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._forget_hold()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self._forget_hold()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        roomy = self.narrowest() + 2 * metrics.px(16)
        return QSize(max(metrics.primary_w, roomy), metrics.foot_h)

    def narrowest(self) -> int:
        """The width its words need, where the foot has no more."""
        metrics, state = self._theme.metrics, self._state
        if state is None:
            return metrics.target
        wide = paint.width(self._theme, state.text, metrics.m, 600)
        wide += metrics.icon_l + metrics.px(12) if state.icon else 0
        wide = max(wide, paint.width(self._theme, state.sub, metrics.s, 600))
        return max(metrics.target, round(wide) + 2 * metrics.px(8))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.narrowest(), self._theme.metrics.foot_h)

    def paintEvent(self, event: QPaintEvent) -> None:
        state, tokens = self._state, self._theme.tokens
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, radius = QRectF(self.rect()), self._theme.metrics.radius
        if not state.enabled:
            paint.box(painter, area, radius, None, tokens.hairline)
            self._words(painter, tokens.text2, 500)
        elif state.hold and self._pressed_s is not None:
            paint.box(painter, area, radius, tokens.accent_surface, tokens.accent)
            self._words(painter, tokens.text, 600)
            painter.setClipRect(QRectF(0, 0, area.width() * self._level, area.height()))
            paint.box(painter, area, radius, tokens.accent)
            self._words(painter, tokens.on_accent, 600)
        else:
            fill = tokens.accent_pressed if self.isDown() else tokens.accent
            paint.box(painter, area, radius, fill)
            self._words(painter, tokens.on_accent, 600)
        painter.end()

    def _words(self, painter: QPainter, token: str, weight: int) -> None:
        state, theme, metrics = self._state, self._theme, self._theme.metrics
        if state is None:
            return
        wide = paint.width(theme, state.text, metrics.m, weight)
        icon_w = metrics.icon_l + metrics.px(12) if state.icon else 0
        x = (self.width() - wide - icon_w) / 2
        if state.icon:
            top = (self.height() - metrics.icon_l) / 2
            draw_icon(painter, state.icon, x, top, metrics.icon_l, token)
        if not state.sub:
            base = paint.baseline(0, self.height(), metrics.m)
            paint.text(painter, theme, x + icon_w, base, state.text, metrics.m, token, weight)
            return
        high = round(1.2 * (metrics.m + metrics.s))
        top = (self.height() - high) / 2
        base = paint.baseline(top, 1.2 * metrics.m, metrics.m)
        paint.text(painter, theme, x + icon_w, base, state.text, metrics.m, token, weight)
        sub_x = (self.width() - paint.width(theme, state.sub, metrics.s, 500)) / 2
        sub = paint.baseline(top + 1.2 * metrics.m, 1.2 * metrics.s, metrics.s)
        paint.text(painter, theme, sub_x, sub, state.sub, metrics.s, token, 500)
