"""How well the back-up physician can be reached, in words. Never a tick without a word."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.flash import MARKS, Priority
from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.tile import alarm_colours


@dataclass(frozen=True, slots=True)
class PhysicianState:
    title: str  # "Bakvakt Dr. N. Hansen", "Varsel IKKE levert – ring 12345"
    line: str = ""
    ok: bool = False  # a tick before the line
    strong: bool = False  # the line is what matters now: GODTATT
    dim: bool = False  # the line in the dim colour
    right: str = ""  # the number, or the seconds to the next step
    priority: Priority | None = None
    spoken: str = ""


class PhysicianField(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: PhysicianState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: PhysicianState) -> None:
        if state == self._state:
            return
        self._state = state
        mark = MARKS[state.priority] if state.priority is not None else ""
        parts = (mark, state.title, state.line, state.right)
        self.setAccessibleName(state.spoken or ", ".join(part for part in parts if part))
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        wide = metrics.course_w + metrics.stage_w - metrics.patient_w - metrics.contact_w
        return QSize(wide, metrics.strip_h)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens, state = (
            self._theme,
            self._theme.metrics,
            self._theme.tokens,
            self._state,
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), tokens.panel)
        if state is not None:
            x = float(metrics.pick(24, 14))
            right = self.width() - x
            token, line_token, weight = tokens.text, tokens.text, 400
            if state.dim:
                line_token = tokens.text2
            if state.priority is not None:
                fill, token = alarm_colours(theme, state.priority)
                line_token, weight = token, 600
                painter.fillRect(self.rect(), fill)
                mark, px = MARKS[state.priority], metrics.pick(40, 32)
                base = paint.baseline(0, self.height(), px)
                x = paint.text(painter, theme, x, base, mark, px, token, 600) + metrics.px(12)
            top, high = two_lines(theme, self.height())
            base = paint.baseline(top, metrics.m_line, metrics.m)
            end = right
            if state.right:
                end = paint.text_right(
                    painter, theme, right, base, state.right, metrics.m, token, 600
                )
                end -= metrics.px(12)
            title = paint.elided(theme, state.title, metrics.m, end - x, weight)
            paint.text(painter, theme, x, base, title, metrics.m, token, weight)
            top += metrics.m_line
            if state.ok:
                px = metrics.icon_s
                draw_icon(painter, "check", x, top + (high - px) / 2, px, tokens.accent)
                x += px + metrics.px(8)
            base = paint.baseline(top, high, metrics.s)
            weight = 600 if state.strong else 400
            line = paint.elided(theme, state.line, metrics.s, right + metrics.px(8) - x, weight)
            paint.text(painter, theme, x, base, line, metrics.s, line_token, weight)
        painter.end()


def two_lines(theme: Theme, height: int) -> tuple[float, int]:
    """The top of a line of M over a line of S in the strip, and the height of the S line."""
    metrics = theme.metrics
    high = metrics.pick(26, 22)
    return (height - metrics.m_line - high) / 2, high
