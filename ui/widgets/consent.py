"""One place of touch: agreed or not, locked once the infusion runs, withdrawn for good.

Knows no rule of consent: which of the four it is comes in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme, colour
from ui.widgets import paint
from ui.widgets.button import enter_clicks


class Consent(StrEnum):
    OFF = "off"
    ON = "on"
    LOCKED_ON = "locked_on"
    LOCKED_OFF = "locked_off"
    WITHDRAWN = "withdrawn"  # no way back


@dataclass(frozen=True, slots=True)
class ConsentState:
    id: str
    label: str
    picture: str  # "hand", "arm", "shoulder"
    consent: Consent
    pressable: bool = True  # off and on are pressed to agree; a locked one to withdraw
    spoken: str = ""  # "Hånd: samtykket, låst"


class ConsentToggle(QAbstractButton):
    def __init__(
        self, theme: Theme, on_press: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: ConsentState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: on_press(self._state.id) if self._state else None)

    def show_state(self, state: ConsentState) -> None:
        if state == self._state:
            return
        self._state = state
        can = state.pressable and state.consent is not Consent.WITHDRAWN
        self.setEnabled(can)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if can else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(state.spoken or state.label)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        wide = (
            round(paint.width(self._theme, self._state.label, metrics.m, 600)) if self._state else 0
        )
        return QSize(max(metrics.pick(146, 112), wide + metrics.px(24)), metrics.pick(168, 116))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.metrics.target, self.sizeHint().height())

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
        agreed = state.consent in (Consent.ON, Consent.LOCKED_ON)
        gone = state.consent in (Consent.WITHDRAWN, Consent.LOCKED_OFF)
        fill = tokens.accent_surface if agreed else None if gone else tokens.raised
        line = tokens.accent if agreed else tokens.hairline if gone else tokens.edge
        thick = 2 if state.consent is Consent.ON else 1
        if self.isDown():
            fill = tokens.pressed
        paint.box(painter, QRectF(self.rect()), metrics.radius, fill, line, thick)
        px = metrics.pick(84, 60)
        top = (self.height() - px - metrics.m_line - metrics.px(6)) / 2
        x = (self.width() - px) / 2
        draw_icon(painter, "touch-none", x, top, px, tokens.text2)
        if not gone:
            mark = tokens.accent if agreed else tokens.text2
            draw_icon(painter, f"touch-{state.picture}", x, top, px, mark)
        withdrawn = state.consent is Consent.WITHDRAWN
        token, weight = (tokens.text2, 400) if gone else (tokens.text, 600 if agreed else 500)
        wide = paint.width(theme, state.label, metrics.m, weight)
        x = (self.width() - wide) / 2
        base = paint.baseline(top + px + metrics.px(4), metrics.m_line, metrics.m)
        paint.text(painter, theme, x, base, state.label, metrics.m, token, weight)
        if withdrawn:
            level = base - round(0.27 * metrics.m)
            painter.setPen(QPen(colour(token), 2))
            painter.drawLine(QLineF(x - 2, level, x + wide + 2, level))
        icon = self._corner(state)
        if icon:
            roomy = self.width() > metrics.px(130)
            size, off = (metrics.icon_l, metrics.px(13)) if roomy else (metrics.icon_s, 7)
            token = tokens.accent if icon == "check" else tokens.text2
            draw_icon(painter, icon, self.width() - size - off, off, size, token)
        painter.end()

    def _corner(self, state: ConsentState) -> str:
        if state.consent is Consent.ON:
            return "check"
        if state.consent in (Consent.LOCKED_ON, Consent.LOCKED_OFF):
            return "lock"
        return "cross" if state.consent is Consent.WITHDRAWN else ""
