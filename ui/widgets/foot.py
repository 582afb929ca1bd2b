"""The foot of a stage: where to go back, why it cannot go on yet, and the one primary button."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import Button
from ui.widgets.primary import PrimaryButton
from ui.widgets.words import Run, Words, plain

MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class FootState:
    reason: Words = ""  # marked("Mangler: **{what}**", what=…)
    ruled: bool = False  # a hairline over it, where content scrolls under


class PageFoot(QWidget):
    """Takes the buttons; they are shown by whoever made them. Always in the same place."""

    def __init__(
        self,
        theme: Theme,
        primary: PrimaryButton | None,
        secondaries: Sequence[Button] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._primary = primary
        self._secondaries = tuple(secondaries)
        self._state = FootState()
        for button in (*self._secondaries, *((primary,) if primary else ())):
            button.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: FootState) -> None:
        if state != self._state:
            self._state = state
            self.setAccessibleName(plain(state.reason))
            self.update()
        self._place()  # a button may have another word now

    def _above(self) -> int:
        return self._theme.metrics.pick(16, 8)

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        high = self._above() + metrics.foot_h + metrics.foot_below
        return QSize(metrics.stage_w, high)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        metrics = self._theme.metrics
        x, y = metrics.margin, self.height() - metrics.foot_below - metrics.foot_h
        shown = [button for button in self._secondaries if button.isVisibleTo(self)]
        wides = [button.sizeHint().width() for button in shown]
        wide = self._primary.sizeHint().width() if self._primary is not None else 0
        gaps = metrics.gap * len(shown)
        over = sum(wides) + gaps + wide - (self.width() - 2 * metrics.margin)
        if over > 0 and self._primary is not None:  # its padding goes first, then theirs
            given = min(over, max(0, wide - self._primary.narrowest()))
            wide, over = wide - given, over - given
        if over > 0 and shown:
            each = min(-(-over // len(shown)), metrics.pick(28, 16))
            wides = [max(metrics.target, one - each) for one in wides]
        for button, one in zip(shown, wides, strict=True):
            button.setGeometry(x, y, one, metrics.foot_h)
            x += one + metrics.gap
        if self._primary is not None:
            right = self.width() - metrics.margin
            self._primary.setGeometry(right - wide, y, wide, metrics.foot_h)

    def reason_room(self) -> tuple[int, int]:
        """Left and right of where the reason may stand."""
        metrics = self._theme.metrics
        shown = [button for button in self._secondaries if button.isVisibleTo(self)]
        last = shown[-1] if shown else None
        left = last.x() + last.width() + metrics.pad if last else metrics.margin
        right = self.width() - metrics.margin
        if self._primary is not None and self._primary.isVisibleTo(self):
            right = self._primary.x() - metrics.margin
        return left, right

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        painter = QPainter(self)
        if self._state.ruled:
            paint.level_line(painter, 0, self.width(), 0, tokens.hairline)
        left, right = self.reason_room()
        lines = paint.lines_of(theme, self._state.reason, metrics.s, right - left)
        high = metrics.s_line if len(lines) < MOST_LINES else round(1.2 * metrics.s)
        if len(lines) > MOST_LINES:  # all of it is in the accessible name
            lines = (*lines[: MOST_LINES - 1], (*lines[MOST_LINES - 1], Run(" …")))
        middle = self.height() - metrics.foot_below - metrics.foot_h / 2
        top = middle - high * len(lines) / 2
        for number, line in enumerate(lines):
            base = paint.baseline(top + number * high, high, metrics.s)
            paint.words_right(
                painter, theme, right, base, line, metrics.s, tokens.text2, bright=tokens.text
            )
        painter.end()
