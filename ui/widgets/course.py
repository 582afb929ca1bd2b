"""The left column: the clock, where in the course we are, which session, and what this is not.

Knows no session: steps, their states and every word come in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme, colour
from ui.widgets import paint
from ui.widgets.button import enter_clicks
from ui.widgets.focus import OWN_RING
from ui.widgets.series import Series, draw_series
from ui.widgets.tag import draw_hatched
from ui.widgets.words import plain

MARKER_PX = 4


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    name: str
    sub: str = ""  # "09:20–09:38", "siden 10:10"
    state: StepState = StepState.TODO
    icon: str = ""  # in place of tick, dot and ring: a place to go, not a stage
    pressable: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class CourseState:
    clock: str
    date: str
    steps: tuple[Step, ...]
    simulated: str = ""  # "SIMULERING"; empty for a real session, the place stays empty
    series: Series | None = None
    notice: str = ""  # "Støtteverktøy. Ikke CE-merket. Monitorens egne alarmer gjelder."


class CourseList(QWidget):
    def __init__(
        self, theme: Theme, on_step: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._on_step = on_step
        self._state: CourseState | None = None
        self._steps: list[StepRow] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    @property
    def rows(self) -> tuple["StepRow", ...]:
        return tuple(self._steps)

    def show_state(self, state: CourseState) -> None:
        if state == self._state:
            return
        self._state = state
        series = state.series.label if state.series else ""
        said = (state.simulated, state.clock, state.date, series, state.notice)
        self.setAccessibleName(", ".join(part for part in said if part))
        while len(self._steps) < len(state.steps):
            row = StepRow(self._theme, self._on_step, self)
            row.show()
            self._steps.append(row)
        while len(self._steps) > len(state.steps):
            gone = self._steps.pop()
            gone.hide()
            gone.deleteLater()
        for row, step in zip(self._steps, state.steps, strict=True):
            row.show_step(step)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.course_w, self._theme.metrics.stage_h)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        metrics, high = self._theme.metrics, self._theme.metrics.step_h
        if self._state is not None and any(step.pressable for step in self._state.steps):
            high = max(high, metrics.target)
        for number, row in enumerate(self._steps):
            row.setGeometry(0, metrics.clock_h + number * high, self.width() - 1, high)

    def _steps_end(self) -> int:
        last = self._steps[-1] if self._steps else None
        return last.y() + last.height() if last else self._theme.metrics.clock_h

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens, state = (
            self._theme,
            self._theme.metrics,
            self._theme.tokens,
            self._state,
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), tokens.window)
        paint.upright_line(painter, self.width() - 1, 0, self.height(), tokens.hairline)
        if state is not None:
            left = metrics.margin
            base = paint.baseline(metrics.pick(20, 12), metrics.l_line, metrics.l)
            paint.text(painter, theme, left, base, state.clock, metrics.l, tokens.text, 500)
            base = paint.baseline(metrics.pick(68, 48), metrics.s_line, metrics.s)
            paint.text(painter, theme, left, base, state.date, metrics.s, tokens.text2)
            paint.level_line(painter, 0, self.width(), metrics.clock_h - 1, tokens.hairline)
            self._bottom(painter, state)
        painter.end()

    def _bottom(self, painter: QPainter, state: CourseState) -> None:
        """Upwards from the bottom: the notice, the dots, their label, the tag."""
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        left, room = metrics.margin, self.width() - 1 - 2 * metrics.margin
        lines = paint.lines_of(theme, state.notice, metrics.s, room)
        free = self.height() - self._steps_end() - metrics.pick(24, 10)
        tag_h = metrics.pick(60, 42) if state.simulated else 0
        series_h = metrics.pick(76, 60) if state.series else 0
        if free < tag_h + series_h + len(lines) * metrics.s_line:  # the alarms took its room
            lines = ()
        series = state.series if free >= tag_h + series_h else None
        y = self.height() - metrics.pick(24, 10) - len(lines) * metrics.s_line
        for number, line in enumerate(lines):
            base = paint.baseline(y + number * metrics.s_line, metrics.s_line, metrics.s)
            paint.words_at(painter, theme, left, base, line, metrics.s, tokens.text2)
        if series is not None:
            y -= metrics.pick(44, 34)
            radius, pitch = metrics.pick(7, 5), metrics.pick(29, 21)
            draw_series(painter, theme, left + radius + 2, y + 14, series, pitch, radius)
            y -= metrics.pick(32, 26)
            base = paint.baseline(y, metrics.s_line, metrics.s)
            paint.text(painter, theme, left, base, series.label, metrics.s, tokens.text)
        if state.simulated:
            high = metrics.pick(40, 30)
            y -= high + metrics.pick(20, 12)
            draw_hatched(painter, theme, QRectF(left, y, room, high), state.simulated)


class StepRow(QAbstractButton):
    """One step; a press goes there, where that is possible."""

    def __init__(self, theme: Theme, on_step: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._step: Step | None = None
        self.setProperty(OWN_RING, True)
        self.clicked.connect(lambda: self._pressed(on_step))

    def _pressed(self, on_step: Callable[[str], None]) -> None:
        if self._step is not None and self._step.pressable:
            on_step(self._step.id)

    def show_step(self, step: Step) -> None:
        if step == self._step:
            return
        self._step = step
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if step.pressable else Qt.FocusPolicy.NoFocus)
        said = " ".join(part for part in (step.name, step.sub) if part)
        self.setAccessibleName(step.spoken or plain(said))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_clicks(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens, step = (
            self._theme,
            self._theme.metrics,
            self._theme.tokens,
            self._step,
        )
        if step is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = step.state is StepState.NOW
        if now or (self.isDown() and step.pressable):
            painter.fillRect(self.rect(), colour(tokens.raised))
        if now:
            painter.fillRect(0, 0, MARKER_PX, self.height(), colour(tokens.accent))
        self._mark(painter, step)
        x = metrics.pick(60, 44)
        token = tokens.text if now else tokens.text2
        weight = 600 if now else 400
        px, room = metrics.course_name, self.width() - x - 2
        lines = paint.lines_of(theme, step.name, px, room, weight)
        line_h = round(px * 1.28)
        sub_h = metrics.pick(27, 20) if step.sub else 0
        top = (self.height() - len(lines) * line_h - sub_h) / 2
        for number, line in enumerate(lines):
            base = paint.baseline(top + number * line_h, line_h, px)
            paint.words_at(painter, theme, x, base, line, px, token, weight)
        if step.sub:
            base = paint.baseline(top + len(lines) * line_h, sub_h, metrics.s)
            paint.text(painter, theme, x, base, step.sub, metrics.s, token)
        if self.hasFocus():
            paint.inner_ring(painter, theme, QRectF(self.rect()))
        painter.end()

    def _mark(self, painter: QPainter, step: Step) -> None:
        metrics, tokens = self._theme.metrics, self._theme.tokens
        middle = QPointF(metrics.pick(36, 26), self.height() / 2)
        px = metrics.icon_m
        corner = QPointF(middle.x() - px / 2, middle.y() - px / 2)
        if step.icon:
            token = tokens.text if step.state is StepState.NOW else tokens.text2
            draw_icon(painter, step.icon, corner.x(), corner.y(), px, token)
        elif step.state is StepState.DONE:
            draw_icon(painter, "check", corner.x(), corner.y(), px, tokens.accent)
        elif step.state is StepState.NOW:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tokens.accent))
            painter.drawEllipse(middle, metrics.pick(6, 5), metrics.pick(6, 5))
        else:
            painter.setPen(QPen(colour(tokens.edge), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, metrics.pick(8, 7), metrics.pick(8, 7))
