"""The right end of the quiet band: alarm log, volume, brightness, help, who is signed in."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import Button, ButtonState, Kind


@dataclass(frozen=True, slots=True)
class SideState:
    volume: str = ""  # "70 %"
    user: str = ""  # "Ida Lund, sykepleier", or the word for signing in
    volume_spoken: str = ""
    brightness_spoken: str = ""
    help_spoken: str = ""
    user_spoken: str = ""
    log: str = ""  # "Alarmlogg"
    user_short: str = ""  # "IL": beside alarms, where the whole name has no room


@dataclass(frozen=True, slots=True)
class SidePresses:
    log: Callable[[], None]
    volume: Callable[[], None]
    brightness: Callable[[], None]
    help: Callable[[], None]
    user: Callable[[], None]


class BandSide(QWidget):
    """Five cells divided by hairlines."""

    def __init__(self, theme: Theme, presses: SidePresses, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: SideState | None = None
        metrics = theme.metrics
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 0, metrics.px(2), 0)
        row.setSpacing(1)  # the hairline
        each = (presses.log, presses.volume, presses.brightness, presses.help, presses.user)
        self._cells = tuple(
            Button(theme, press, height=metrics.band_h - 1, parent=self) for press in each
        )
        for cell in self._cells:
            row.addWidget(cell)

    def show_state(self, state: SideState) -> None:
        if state == self._state:
            return
        self._state = state
        told = (
            ButtonState(state.log, "history", Kind.DIM),
            ButtonState(state.volume, "speaker", Kind.DIM, spoken=state.volume_spoken),
            ButtonState("", "sun", Kind.QUIET, spoken=state.brightness_spoken),
            ButtonState("", "help", Kind.QUIET, spoken=state.help_spoken),
            ButtonState(state.user, "user", Kind.QUIET, spoken=state.user_spoken),
        )
        for cell, one in zip(self._cells, told, strict=True):
            cell.show_state(one)
        self._cells[0].setVisible(bool(state.log))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), self._theme.metrics.band_h - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for cell in self._cells:
            paint.upright_line(painter, cell.x() - 1, 0, self.height(), self._theme.tokens.hairline)
        painter.end()
