"""One of several answers: chosen, possible, or not possible and then it says why inside itself."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import Kind, enter_clicks, look_of


@dataclass(frozen=True, slots=True)
class ChoiceState:
    text: str
    chosen: bool = False
    possible: bool = True
    second: str = ""  # "= 1 ml (1 mg/ml)", or why it is not possible: "krever forordning på 1–2 mg"
    icon: str = ""
    spoken_chosen: str = ""  # "valgt"


class ChoiceButton(QAbstractButton):
    """`large`: words in size L, for a dose; `small`: in S. `ticked`: a chosen one has a tick."""

    def __init__(
        self,
        theme: Theme,
        on_press: Callable[[], None],
        *,
        large: bool = False,
        ticked: bool = False,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._large = large
        self._ticked = ticked
        self._small = small
        self._state: ChoiceState | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(lambda: on_press())

    @property
    def state(self) -> ChoiceState | None:
        return self._state

    def show_state(self, state: ChoiceState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setEnabled(state.possible)
        said = (state.text, state.spoken_chosen if state.chosen else "", state.second)
        self.setAccessibleName(", ".join(part for part in said if part))
        self.updateGeometry()
        self.update()

    def _px(self) -> int:
        metrics = self._theme.metrics
        return metrics.l if self._large else metrics.s if self._small else metrics.m

    def _icon(self) -> str:
        state = self._state
        if state is None:
            return ""
        return "check" if self._ticked and state.chosen else state.icon

    def _icon_w(self) -> int:
        return self._theme.metrics.icon_m + self._theme.metrics.px(12) if self._icon() else 0

    def _line(self) -> int:
        metrics = self._theme.metrics
        return metrics.l_line if self._large else metrics.s_line if self._small else metrics.m_line

    def heightForWidth(self, wide: int) -> int:
        metrics, state = self._theme.metrics, self._state
        if state is None:
            return metrics.target
        room = wide - 2 * metrics.px(12)
        lines = len(paint.lines_of(self._theme, state.second, metrics.s, room))
        text = len(paint.lines_of(self._theme, state.text, self._px(), room - self._icon_w(), 500))
        words = text * self._line() + lines * round(1.25 * metrics.s)
        return max(metrics.target, words + 2 * metrics.px(10 if lines else 6))

    def sizeHint(self) -> QSize:
        metrics, state = self._theme.metrics, self._state
        if state is None:
            return QSize(metrics.target, metrics.target)
        wide = round(paint.width(self._theme, state.text, self._px(), 600)) + self._icon_w()
        if state.second:
            second = round(paint.width(self._theme, state.second, metrics.s))
            wide = max(wide, min(second, metrics.pick(240, 190)))
        wide = max(metrics.target, wide + 2 * metrics.pick(20, 14))
        return QSize(wide, self.heightForWidth(wide))

    def narrowest(self) -> int:
        """The width in which no word of it is broken."""
        metrics, state = self._theme.metrics, self._state
        if state is None:
            return metrics.target
        words = [(word, self._px(), 500) for word in state.text.split()]
        words += [(word, metrics.s, 400) for word in state.second.split()]
        wide = max((paint.width(self._theme, *word) for word in words), default=0)
        return max(metrics.target, round(wide) + 1 + self._icon_w() + 2 * metrics.px(12))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.metrics.target, self._theme.metrics.target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_clicks(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        state, theme, metrics = self._state, self._theme, self._theme.metrics
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kind = Kind.CHOSEN if state.chosen else Kind.SECONDARY
        look = look_of(theme, kind, enabled=state.possible, down=self.isDown())
        paint.box(painter, QRectF(self.rect()), metrics.radius, look.fill, look.line)
        px, line_h, second_h = self._px(), self._line(), round(1.25 * metrics.s)
        room = self.width() - 2 * metrics.px(12)
        weight = 500
        text = paint.lines_of(theme, state.text, px, room - self._icon_w(), weight)
        second = paint.lines_of(theme, state.second, metrics.s, room)
        top = (self.height() - len(text) * line_h - len(second) * second_h) / 2
        for number, line in enumerate(text):
            base = paint.baseline(top, line_h, px)
            wide = paint.words_width(theme, line, px, weight)
            x = (self.width() - wide - self._icon_w()) / 2
            if number == 0 and self._icon():
                size = metrics.icon_m
                draw_icon(painter, self._icon(), x, top + (line_h - size) / 2, size, look.icon)
            paint.words_at(painter, theme, x + self._icon_w(), base, line, px, look.text, weight)
            top += line_h
        for line in second:
            base = paint.baseline(top, second_h, metrics.s)
            x = (self.width() - paint.words_width(theme, line, metrics.s)) / 2
            paint.words_at(painter, theme, x, base, line, metrics.s, look.text)
            top += second_h
        painter.end()
