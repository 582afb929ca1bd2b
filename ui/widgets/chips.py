"""One or several of a few, as buttons that wrap to the width under one label. Knows no meaning."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.choice import ChoiceButton, ChoiceState
from ui.widgets.paragraph import grows


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    text: str
    chosen: bool = False
    possible: bool = True
    second: str = ""


@dataclass(frozen=True, slots=True)
class ChipsState:
    chips: tuple[Chip, ...]
    label: str = ""  # over them, in size S
    name: str = ""  # what they are about, where there is no label; said after each chip's text
    spoken_chosen: str = ""


class Chips(QWidget):
    """Each chip is called "TEXT: LABEL", so that the same words in two groups are told apart."""

    def __init__(
        self, theme: Theme, on_press: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._on_press = theme, on_press
        self._state: ChipsState | None = None
        self._buttons: list[ChoiceButton] = []
        grows(self)

    @property
    def buttons(self) -> tuple[ChoiceButton, ...]:
        return tuple(self._buttons)

    def show_state(self, state: ChipsState) -> None:
        if state == self._state:
            return
        self._state = state
        while len(self._buttons) < len(state.chips):
            self._buttons.append(self._button(len(self._buttons)))
        about = state.label or state.name
        self.setAccessibleName(about)
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(state.chips))
            if number < len(state.chips):
                chip = state.chips[number]
                button.show_state(ChoiceState(chip.text, chip.chosen, chip.possible, chip.second))
                button.setAccessibleName(f"{chip.text}: {about}" if about else chip.text)
                button.setAccessibleDescription(
                    ", ".join(
                        part
                        for part in (state.spoken_chosen if chip.chosen else "", chip.second)
                        if part
                    )
                )
        self._place()
        self.updateGeometry()
        self.update()

    def _button(self, number: int) -> ChoiceButton:
        return ChoiceButton(self._theme, lambda: self._pressed(number), parent=self)

    def _pressed(self, number: int) -> None:
        if self._state is not None and number < len(self._state.chips):
            self._on_press(self._state.chips[number].id)

    def _label_h(self) -> int:
        metrics = self._theme.metrics
        return metrics.s_line + metrics.px(4) if self._state and self._state.label else 0

    def _rows(self, wide: int) -> list[list[tuple[ChoiceButton, int]]]:
        """The buttons of each line, with their widths: one line where their words can break."""
        gap = self._theme.metrics.gap
        shown = self._buttons[: len(self._state.chips)] if self._state else []
        natural = [min(button.sizeHint().width(), wide) for button in shown]
        room = wide - gap * (len(shown) - 1)
        least = [min(button.narrowest(), one) for button, one in zip(shown, natural, strict=True)]
        if sum(natural) > room >= sum(least):
            return [list(zip(shown, shared(natural, least, room), strict=True))]
        rows: list[list[tuple[ChoiceButton, int]]] = []
        used = 0
        for button, need in zip(shown, natural, strict=True):
            if not rows or used + gap + need > wide:
                rows.append([(button, need)])
                used = need
            else:
                rows[-1].append((button, need))
                used += gap + need
        return rows

    def heightForWidth(self, wide: int) -> int:
        heights = [max(b.heightForWidth(w) for b, w in row) for row in self._rows(wide)]
        gap = self._theme.metrics.gap
        return self._label_h() + sum(heights) + gap * max(0, len(heights) - 1)

    def sizeHint(self) -> QSize:
        gap = self._theme.metrics.gap
        shown = self._buttons[: len(self._state.chips)] if self._state else []
        wide = sum(button.sizeHint().width() + gap for button in shown) - (gap if shown else 0)
        return QSize(wide, self.heightForWidth(self.width() if self.width() > gap else wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        gap, y = self._theme.metrics.gap, self._label_h()
        for row in self._rows(self.width()):
            high, x = max(b.heightForWidth(w) for b, w in row), 0
            for button, wide in row:
                button.setGeometry(x, y, wide, high)
                x += wide + gap
            y += high + gap

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None or not self._state.label:
            return
        theme, metrics = self._theme, self._theme.metrics
        painter = QPainter(self)
        base = paint.baseline(0, metrics.s_line, metrics.s)
        paint.text(painter, theme, 0, base, self._state.label, metrics.s, theme.tokens.text2)
        painter.end()


def shared(natural: list[int], least: list[int], room: int) -> list[int]:
    """Widths that fill `room`: the least of each, and what is left by how much each gave up."""
    given_up = [one - low for one, low in zip(natural, least, strict=True)]
    left, whole = room - sum(least), sum(given_up)
    return [low + left * up // whole for low, up in zip(least, given_up, strict=True)]
