"""A button with an icon and words: every press that is not a stage's primary one.

Touch does not move the keyboard's focus here, so the ring is seen only where keys were used;
whoever has the ring is pressed by Space and by Enter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.focus import OWN_RING

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Kind(StrEnum):
    SECONDARY = "secondary"
    CHOSEN = "chosen"
    INVERSE = "inverse"  # urgent, not an alarm: NØD, "lege må avgjøre"
    OUTLINE = "outline"  # chosen, and to be told on: inverse line, no fill
    ALARM = "alarm"  # NØD while the emergency is on
    BAND = "band"  # on an alarm's fill
    QUIET = "quiet"  # no box: a cell of the band
    DIM = "dim"  # the same, its words in the dim colour
    RECEDING = "receding"  # possible, but not what is asked for now


FLUSH = (Kind.QUIET, Kind.DIM)  # without a box, edge to edge with their neighbours


@dataclass(frozen=True, slots=True)
class ButtonState:
    text: str
    icon: str = ""
    kind: Kind = Kind.SECONDARY
    enabled: bool = True
    sub: str = ""  # a second, smaller line
    spoken: str = ""  # what a screen reader says, where the words on it are not enough


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of one kind in one state, as tokens."""

    fill: str | None
    line: str | None
    text: str
    icon: str
    weight: int = 500


def look_of(theme: Theme, kind: Kind, *, enabled: bool = True, down: bool = False) -> Look:
    """What a button of this kind looks like. Pure, apart from reading the tokens in force."""
    t = theme.tokens
    if not enabled:
        return Look(None, t.hairline, t.text2, t.text2)
    match kind:
        case Kind.SECONDARY:
            return Look(t.pressed if down else t.raised, t.edge, t.text, t.text)
        case Kind.CHOSEN:
            return Look(t.pressed if down else t.accent_surface, t.accent, t.text, t.accent)
        case Kind.INVERSE:
            return Look(t.text2 if down else t.inverse, None, t.on_inverse, t.on_inverse, 600)
        case Kind.OUTLINE:
            return Look(t.pressed if down else t.raised, t.inverse, t.text, t.text, 600)
        case Kind.ALARM:
            return Look(t.high_off if down else t.high, None, t.on_high, t.on_high, 600)
        case Kind.BAND:
            fill = t.pressed if down else t.band_button
            return Look(fill, None, t.on_band_button, t.on_band_button, 600)
        case Kind.QUIET | Kind.DIM:
            words = t.text if kind is Kind.QUIET else t.text2
            return Look(t.raised if down else None, None, words, t.text2, 400)
        case Kind.RECEDING:
            return Look(t.pressed if down else None, t.hairline, t.text2, t.text2, 400)
    assert_never(kind)


def enter_clicks(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Enter presses what has the ring, as Space does; False: the key is not Enter."""
    if event.key() not in ENTER:
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


class Button(QAbstractButton):
    """Shows a `ButtonState`; calls `on_press` once for each press."""

    def __init__(
        self,
        theme: Theme,
        on_press: Callable[[], None],
        *,
        height: int = 0,
        stacked: bool = False,
        left: bool = False,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`stacked`: the icon over the words; `left`: words begin at the left; `small`: size S."""
        super().__init__(parent)
        self._theme = theme
        self._height = max(height, theme.metrics.target)
        self._stacked = stacked
        self._left = left
        self._px = theme.metrics.s if small or stacked else theme.metrics.m
        self._state: ButtonState | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: on_press())

    @property
    def state(self) -> ButtonState | None:
        return self._state

    def show_state(self, state: ButtonState) -> None:
        if state == self._state:
            return
        resized = self._state is None or (state.text, state.sub, state.icon) != (
            self._state.text,
            self._state.sub,
            self._state.icon,
        )
        self._state = state
        self.setProperty(OWN_RING, state.kind in FLUSH)
        self.setEnabled(state.enabled)
        said = state.spoken or " ".join(part for part in (state.text, state.sub) if part)
        self.setAccessibleName(said)
        if resized:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        if self._state is None:
            return QSize(metrics.target, self._height)
        wide = paint.width(self._theme, self._state.text, self._px, 600)
        if self._state.sub:
            wide = max(wide, paint.width(self._theme, self._state.sub, metrics.s, 400))
        if self._state.icon and not self._stacked:
            wide += metrics.icon_l + (metrics.px(12) if wide else 0)
        pad = metrics.px(10) if self._stacked else metrics.pick(22, 14)
        if self._state.kind in FLUSH:
            pad = metrics.px(22)
        return QSize(max(metrics.target, round(wide) + 2 * pad), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_clicks(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_button(
            painter,
            self._theme,
            QRectF(self.rect()),
            self._state,
            px=self._px,
            down=self.isDown(),
            stacked=self._stacked,
            left=self._left,
        )
        if self._state.kind in FLUSH and self.hasFocus():
            paint.inner_ring(painter, self._theme, QRectF(self.rect()))
        painter.end()


def draw_button(
    painter: QPainter,
    theme: Theme,
    area: QRectF,
    state: ButtonState,
    *,
    px: int,
    down: bool = False,
    stacked: bool = False,
    left: bool = False,
) -> None:
    """Paint a button's box, icon and words; also used where a button is only a picture."""
    metrics = theme.metrics
    look = look_of(theme, state.kind, enabled=state.enabled, down=down)
    radius = 0 if state.kind in FLUSH else metrics.radius
    paint.box(painter, area, radius, look.fill, look.line)
    icon_px = metrics.icon_m if stacked else metrics.icon_l
    if stacked:
        middle = area.center().x()
        high = icon_px + paint.NATURAL_LINE_EM * px * 0.92
        top = area.top() + (area.height() - high) / 2
        if state.icon:
            draw_icon(painter, state.icon, middle - icon_px / 2, top, icon_px, look.icon)
        base: float = round(top + high - 0.26 * px)
        wide = paint.width(theme, state.text, px, look.weight)
        paint.text(painter, theme, middle - wide / 2, base, state.text, px, look.text, look.weight)
        return
    wide = paint.width(theme, state.text, px, look.weight)
    if state.sub:
        wide = max(wide, paint.width(theme, state.sub, metrics.s))
    gap = metrics.px(12) if state.icon and wide else 0
    whole = wide + (icon_px + gap if state.icon else 0)
    x: float = area.left() + (metrics.px(20) if left else (area.width() - whole) / 2)
    if state.icon:
        draw_icon(painter, state.icon, x, area.center().y() - icon_px / 2, icon_px, look.icon)
        x += icon_px + gap
    if not state.sub:
        base = paint.baseline(area.top(), area.height(), px)
        text = state.text
        if left:  # a name may be longer than its button; a screen reader hears all of it
            room = area.right() - metrics.px(8) - x
            text = paint.elided(theme, text, px, room, look.weight)
        paint.text(painter, theme, x, base, text, px, look.text, look.weight)
        return
    top = area.top() + (area.height() - metrics.m_line - metrics.s_line) / 2
    base = paint.baseline(top, metrics.m_line, px)
    sub_base = paint.baseline(top + metrics.m_line, metrics.s_line, metrics.s)
    for words, size, level, weight in (
        (state.text, px, base, look.weight),
        (state.sub, metrics.s, sub_base, 400),
    ):
        start = (
            x if left or state.icon else x + (wide - paint.width(theme, words, size, weight)) / 2
        )
        paint.text(painter, theme, start, level, words, size, look.text, weight)
