"""What contact the patient agreed to; a press leads to where it is logged or withdrawn."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import enter_clicks
from ui.widgets.focus import OWN_RING
from ui.widgets.physician import two_lines


@dataclass(frozen=True, slots=True)
class Touch:
    place: str  # "Hånd"
    allowed: bool


@dataclass(frozen=True, slots=True)
class ContactState:
    title: str  # "FYSISK KONTAKT"
    places: tuple[Touch, ...] = ()
    none: str = ""  # where nothing is agreed: "Ikke avklart = ingen kontakt"
    locked: str = ""  # "låst 10:09"
    spoken: str = ""
    pressable: bool = True


class ContactField(QAbstractButton):
    """Withdrawing must never be further away than one press."""

    def __init__(
        self, theme: Theme, on_press: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: ContactState | None = None
        self.setProperty(OWN_RING, True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: on_press())

    def show_state(self, state: ContactState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setEnabled(state.pressable)
        policy = Qt.FocusPolicy.TabFocus if state.pressable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        allowed = ", ".join(touch.place for touch in state.places if touch.allowed)
        said = f"{state.title}: {state.spoken or allowed or state.none}"
        self.setAccessibleName(", ".join(part for part in (said, state.locked) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.contact_w, self._theme.metrics.strip_h)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_clicks(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), tokens.raised if self.isDown() else tokens.panel)
        if self._state is not None:
            margin = metrics.pick(24, 14)
            top, high = two_lines(theme, self.height())
            self._title(painter, self._state, margin, top, high)
            self._places(painter, self._state, margin, top + high + metrics.px(2))
        if self.hasFocus():
            paint.inner_ring(painter, theme, QRectF(self.rect()))
        painter.end()

    def _title(
        self, painter: QPainter, state: ContactState, margin: int, top: float, high: float
    ) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        base = paint.baseline(top + metrics.px(2), high, metrics.s)
        paint.text(painter, theme, margin, base, state.title, metrics.s, tokens.text2)
        if state.locked:
            right, px = self.width() - margin, metrics.icon_s
            end = paint.text_right(
                painter, theme, right, base, state.locked, metrics.s, tokens.text2
            )
            lock_y = top + metrics.px(2) + (high - px) / 2
            draw_icon(painter, "lock", end - px - metrics.px(6), lock_y, px, tokens.text2)

    def _places(self, painter: QPainter, state: ContactState, margin: int, top: float) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        base = paint.baseline(top, metrics.m_line, metrics.m)
        if not state.places:
            room = self.width() - 2 * margin + metrics.px(8)
            words = paint.elided(theme, state.none, metrics.m, room)
            paint.text(painter, theme, margin, base, words, metrics.m, tokens.text2)
        x = float(margin)
        for touch in state.places:
            token = tokens.text if touch.allowed else tokens.text2
            x = paint.text(painter, theme, x, base, touch.place, metrics.m, token)
            icon, hue = ("check", tokens.accent) if touch.allowed else ("cross", tokens.text2)
            px = metrics.icon_m
            x += metrics.px(6)
            draw_icon(painter, icon, x, top + (metrics.m_line - px) / 2, px, hue)
            x += px + metrics.pick(14, 8)
