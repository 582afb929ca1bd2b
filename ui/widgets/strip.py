"""The bottom of every screen: who, what touch is agreed, the physician, and four presses.

Knows no session. The four presses work with nobody signed in and with no monitor attached.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.contact import ContactField, ContactState, Touch
from ui.widgets.physician import PhysicianField, PhysicianState, two_lines


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
    touch: Callable[[], None]
    call: Callable[[], None]
    need: Callable[[], None]
    note: Callable[[], None]
    emergency: Callable[[], None]


class Strip(QWidget):
    def __init__(self, theme: Theme, presses: StripPresses, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: StripState | None = None
        self._contact = ContactField(theme, presses.touch, self)
        self._physician = PhysicianField(theme, self)
        self._quick = tuple(
            Button(theme, press, height=theme.metrics.quick_h, stacked=True, parent=self)
            for press in (presses.call, presses.need, presses.note, presses.emergency)
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.metrics.strip_h)

    @property
    def contact(self) -> ContactField:
        return self._contact

    @property
    def quick(self) -> tuple[Button, ...]:
        """Call, need, note, emergency."""
        return self._quick

    def show_state(self, state: StripState) -> None:
        if state == self._state:
            return
        self._state = state
        parts = (state.patient, state.patient_line)
        self.setAccessibleName(", ".join(part for part in parts if part))
        self._contact.show_state(
            ContactState(
                state.touch_title,
                state.touch,
                state.touch_none,
                state.touch_locked,
                state.touch_spoken,
            )
        )
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
        self._contact.setGeometry(
            metrics.patient_w + 1, 1, metrics.contact_w - 1, self.height() - 1
        )
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
