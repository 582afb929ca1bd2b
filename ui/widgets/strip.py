"""The bottom of every screen: who, what touch is agreed, the physician, and four presses.

Knows no session. The four presses work with nobody signed in and with no monitor attached.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.physician import PhysicianField, PhysicianState, two_lines


@dataclass(frozen=True, slots=True)
class Touch:
    place: str  # "Hånd"
    allowed: bool


@dataclass(frozen=True, slots=True)
class QuickWords:
    """The words on the four buttons."""

    call: str
    need: str
    note: str
    emergency: str


@dataclass(frozen=True, slots=True)
class StripState:
    patient: str  # "" where no session is open
    patient_line: str  # "f. 12.03.1984 · 72,4 kg · CAVE: ingen", or "Ingen økt åpen"
    patient_short: str  # the same for the narrow strip
    touch_title: str  # "FYSISK KONTAKT"
    quick: QuickWords
    physician: PhysicianState
    touch: tuple[Touch, ...] = ()
    touch_none: str = ""  # where nothing is agreed: "Ikke avklart = ingen kontakt"
    touch_locked: str = ""  # "låst 10:09"
    emergency: bool = False  # NØD is on: red now
    touch_spoken: str = ""


@dataclass(frozen=True, slots=True)
class StripPresses:
    call: Callable[[], None]
    need: Callable[[], None]
    note: Callable[[], None]
    emergency: Callable[[], None]


class Strip(QWidget):
    def __init__(self, theme: Theme, presses: StripPresses, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: StripState | None = None
        self._physician = PhysicianField(theme, self)
        self._quick = tuple(
            Button(theme, press, height=theme.metrics.quick_h, stacked=True, parent=self)
            for press in (presses.call, presses.need, presses.note, presses.emergency)
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.metrics.strip_h)

    @property
    def quick(self) -> tuple[Button, ...]:
        """Call, need, note, emergency."""
        return self._quick

    def show_state(self, state: StripState) -> None:
        if state == self._state:
            return
        self._state = state
        touched = ", ".join(touch.place for touch in state.touch if touch.allowed)
        said = state.touch_spoken or f"{state.touch_title}: {touched or state.touch_none}"
        parts = (state.patient, state.patient_line, said, state.touch_locked)
        self.setAccessibleName(", ".join(part for part in parts if part))
        self._physician.show_state(state.physician)
        words = state.quick
        call, need, note, emergency = self._quick
        call.show_state(ButtonState(words.call, "stethoscope"))
        need.show_state(ButtonState(words.need, "syringe"))
        note.show_state(ButtonState(words.note, "note"))
        kind = Kind.ALARM if state.emergency else Kind.INVERSE
        emergency.show_state(ButtonState(words.emergency, "triangle", kind))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.window_w, self._theme.metrics.strip_h)

    def resizeEvent(self, event: QResizeEvent) -> None:
        metrics = self._theme.metrics
        vitals_x = self.width() - metrics.vitals_w
        left = metrics.patient_w + metrics.contact_w
        self._physician.setGeometry(left + 1, 1, vitals_x - left - 1, self.height() - 1)
        high = max(metrics.quick_h, metrics.target)
        wide = max(metrics.quick_w, metrics.target)
        whole = 4 * wide + 3 * metrics.gap
        x = vitals_x + (metrics.vitals_w - whole) // 2
        for button in self._quick:
            button.setGeometry(x, (self.height() - high) // 2, wide, high)
            x += wide + metrics.gap

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics, tokens, state = self._theme.metrics, self._theme.tokens, self._state
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), tokens.panel)
        contact_x = metrics.patient_w
        for x in (contact_x, contact_x + metrics.contact_w, self.width() - metrics.vitals_w):
            paint.upright_line(painter, x, 0, self.height(), tokens.hairline)
        paint.level_line(painter, 0, self.width(), 0, tokens.hairline)
        if state is not None:
            self._patient(painter, state)
            self._touch(painter, state, contact_x)
        painter.end()

    def _patient(self, painter: QPainter, state: StripState) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        x = metrics.pick(24, 14)
        room = metrics.patient_w - x - metrics.px(8)
        if not state.patient:
            base = paint.baseline(0, self.height(), metrics.m)
            words = paint.elided(theme, state.patient_line, metrics.m, room)
            paint.text(painter, theme, x, base, words, metrics.m, tokens.text2)
            return
        top, high = two_lines(theme, self.height())
        base = paint.baseline(top, metrics.m_line, metrics.m)
        name = paint.elided(theme, state.patient, metrics.m, room, 600)
        paint.text(painter, theme, x, base, name, metrics.m, tokens.text, 600)
        line = state.patient_line
        if paint.width(theme, line, metrics.s) > room:
            line = paint.elided(theme, state.patient_short, metrics.s, room)
        base = paint.baseline(top + metrics.m_line, high, metrics.s)
        paint.text(painter, theme, x, base, line, metrics.s, tokens.text2)

    def _touch(self, painter: QPainter, state: StripState, left: int) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        x = float(left + metrics.pick(24, 14))
        right = left + metrics.contact_w - metrics.pick(24, 14)
        top, high = two_lines(theme, self.height())
        base = paint.baseline(top + metrics.px(2), high, metrics.s)
        paint.text(painter, theme, x, base, state.touch_title, metrics.s, tokens.text2)
        if state.touch_locked:
            words, px = state.touch_locked, metrics.icon_s
            end = paint.text_right(painter, theme, right, base, words, metrics.s, tokens.text2)
            lock_y = top + metrics.px(2) + (high - px) / 2
            draw_icon(painter, "lock", end - px - metrics.px(6), lock_y, px, tokens.text2)
        top += high + metrics.px(2)
        base = paint.baseline(top, metrics.m_line, metrics.m)
        if not state.touch:
            words = paint.elided(theme, state.touch_none, metrics.m, right - x + metrics.px(8))
            paint.text(painter, theme, x, base, words, metrics.m, tokens.text2)
        for touch in state.touch:
            token = tokens.text if touch.allowed else tokens.text2
            x = paint.text(painter, theme, x, base, touch.place, metrics.m, token)
            icon, hue = ("check", tokens.accent) if touch.allowed else ("cross", tokens.text2)
            px = metrics.icon_m
            x += metrics.px(6)
            draw_icon(painter, icon, x, top + (metrics.m_line - px) / 2, px, hue)
            x += px + metrics.pick(14, 8)
