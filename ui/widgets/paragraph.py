"""Words that are read and not pressed: a paragraph, a stage's title, a section's title."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.words import Words, plain


class Size(StrEnum):
    S = "s"
    M = "m"
    L = "l"


def size_px(theme: Theme, size: Size) -> tuple[int, int]:
    """The size and its line."""
    metrics = theme.metrics
    if size is Size.S:
        return metrics.s, metrics.s_line
    return (metrics.m, metrics.m_line) if size is Size.M else (metrics.l, metrics.l_line)


def grows(widget: QWidget) -> None:
    """Say to layouts that the height follows the width.

    Qt holds a "fixed" height to the size hint, whatever the width asks for; so a column of such
    widgets ends with a stretch, which takes what is left over.
    """
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


@dataclass(frozen=True, slots=True)
class ParagraphState:
    words: Words
    icon: str = ""
    bright: bool = False  # in the text colour; else dim, with its bold and bright words bright


class Paragraph(QWidget):
    """As many lines as the width asks for."""

    def __init__(
        self,
        theme: Theme,
        size: Size = Size.S,
        *,
        weight: int = 400,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self._weight = weight
        self._state: ParagraphState | None = None
        grows(self)

    def show_state(self, state: ParagraphState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setAccessibleName(plain(state.words))
        self.updateGeometry()
        self.update()

    def _indent(self) -> int:
        metrics = self._theme.metrics
        return metrics.icon_m + metrics.px(12) if self._state and self._state.icon else 0

    def heightForWidth(self, wide: int) -> int:
        if self._state is None:
            return 0
        px, line = size_px(self._theme, self._size)
        lines = paint.lines_of(
            self._theme, self._state.words, px, wide - self._indent(), self._weight
        )
        return line * len(lines)

    def sizeHint(self) -> QSize:
        if self._state is None:
            return QSize(0, 0)
        px, line = size_px(self._theme, self._size)
        wide = paint.words_width(self._theme, self._state.words, px, self._weight)
        return QSize(round(wide) + 1 + self._indent(), line if self._state.words else 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        state, theme, tokens = self._state, self._theme, self._theme.tokens
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, high = size_px(theme, self._size)
        token = tokens.text if state.bright else tokens.text2
        x = self._indent()
        if state.icon:
            icon = theme.metrics.icon_m
            draw_icon(painter, state.icon, 0, (high - icon) / 2, icon, tokens.text2)
        lines = paint.lines_of(theme, state.words, px, self.width() - x, self._weight)
        for number, line in enumerate(lines):
            base = paint.baseline(number * high, high, px)
            paint.words_at(painter, theme, x, base, line, px, token, self._weight, tokens.text)
        painter.end()


@dataclass(frozen=True, slots=True)
class HeadState:
    title: str
    aside: Words = ""
    beside: str = ""  # right after the title, dim
    icon: str = ""


class Head(QWidget):
    """A title with a hairline under it: of a stage (`large`), or of a section in it."""

    def __init__(
        self,
        theme: Theme,
        *,
        large: bool = False,
        ruled: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._large = large
        self._ruled = ruled
        self._state: HeadState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_state(self, state: HeadState) -> None:
        if state == self._state:
            return
        self._state = state
        parts = (state.title, state.beside, plain(state.aside))
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics, state = self._theme.metrics, self._state
        high = metrics.pick(73, 53) if self._large else metrics.pick(40, 32)
        if state is None:
            return QSize(0, high)
        px = metrics.l if self._large else metrics.m
        wide = paint.width(self._theme, state.title, px, 600)
        return QSize(round(wide) + metrics.icon_l, high)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

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
        px, weight = (metrics.l, 500) if self._large else (metrics.m, 600)
        top = metrics.pick(8, 4) if self._large else 0
        base = paint.baseline(top, self.height() - 1 - top, px)
        x = 0.0
        if state.icon:
            icon = metrics.icon_m
            draw_icon(painter, state.icon, 0, (self.height() - icon) / 2, icon, tokens.text)
            x += icon + metrics.px(10)
        right = float(self.width())
        title = paint.elided(theme, state.title, px, right - x, weight)
        x = paint.text(painter, theme, x, base, title, px, tokens.text, weight)
        x += metrics.pick(25, 13)
        if state.aside:
            right = self._aside(painter, state.aside, x, base)
        if state.beside and x + metrics.px(60) < right:
            beside = paint.elided(theme, state.beside, metrics.m, right - metrics.gap - x)
            paint.text(painter, theme, x, base, beside, metrics.m, tokens.text2)
        if self._ruled:
            paint.level_line(painter, 0, self.width(), self.height() - 1, tokens.hairline)
        painter.end()

    def _aside(self, painter: QPainter, aside: Words, left: float, base: float) -> float:
        """At the right; smaller, then shortened, where the title leaves too little room."""
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        px, right = metrics.m if self._large else metrics.s, float(self.width())
        if paint.words_width(theme, aside, px) > right - left:
            px = metrics.s
        if paint.words_width(theme, aside, px) > right - left:
            aside = paint.elided(theme, plain(aside), px, right - left)
        return paint.words_right(
            painter, theme, right, base, aside, px, tokens.text2, bright=tokens.text
        )
