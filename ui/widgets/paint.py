"""Strokes that every widget shares: text on a baseline, boxes, lines. Knows no widget.

Text stands in a box one line high, in the middle of it as a browser would set it: Plex rises
1.025 em above the baseline and falls 0.275 below, whatever the size.
"""

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.theme import Theme, colour
from ui.widgets.words import Line, Run, Words, wrapped

ASCENT_EM = 1.025
DESCENT_EM = 0.275
CAPITAL_EM = 0.698
NATURAL_LINE_EM = 1.3


def baseline(top: float, height: float, px: int) -> float:
    """Where text of size `px` stands when it is in the middle of a box."""
    return round(top + (height - NATURAL_LINE_EM * px) / 2 + ASCENT_EM * px)


@lru_cache(maxsize=8192)
def width(theme: Theme, text: str, px: int, weight: int = 400) -> float:
    return theme.measure(px, weight).horizontalAdvance(text)


def words_width(theme: Theme, words: Words, px: int, weight: int = 400) -> float:
    if isinstance(words, str):
        return width(theme, words, px, weight)
    return sum(width(theme, run.text, px, _weight(run, weight)) for run in words)


@lru_cache(maxsize=4096)  # layouts ask for the same sentence again at every beat
def lines_of(
    theme: Theme, words: Words, px: int, room: float, weight: int = 400
) -> tuple[Line, ...]:
    """The words broken into lines no wider than `room`; no words: no line."""
    if not words:
        return ()

    def wide(run: Run) -> float:
        return width(theme, run.text, px, _weight(run, weight))

    return wrapped(words, wide, room)


def text(
    painter: QPainter,
    theme: Theme,
    x: float,
    base: float,
    what: str,
    px: int,
    token: str,
    weight: int = 400,
) -> float:
    """Draw from `x` on the baseline `base`; returns where it ends."""
    painter.setFont(theme.font(px, weight))
    painter.setPen(colour(token))
    painter.drawText(QPointF(x, base), what)
    return x + width(theme, what, px, weight)


def text_right(
    painter: QPainter,
    theme: Theme,
    right: float,
    base: float,
    what: str,
    px: int,
    token: str,
    weight: int = 400,
) -> float:
    """Draw ending at `right`; returns where it begins."""
    left = right - width(theme, what, px, weight)
    text(painter, theme, left, base, what, px, token, weight)
    return left


def words_at(
    painter: QPainter,
    theme: Theme,
    x: float,
    base: float,
    words: Words,
    px: int,
    token: str,
    weight: int = 400,
    bright: str | None = None,
) -> float:
    """Draw a line of words from `x`; `bright` is the colour of what is bold or bright in it."""
    if isinstance(words, str):
        return text(painter, theme, x, base, words, px, token, weight)
    for run in words:
        chosen = bright if bright is not None and (run.bold or run.bright) else token
        end = text(painter, theme, x, base, run.text, px, chosen, _weight(run, weight))
        if run.struck:
            level = base - round(0.26 * px)
            painter.setPen(QPen(colour(chosen), max(1.0, px / 14)))
            painter.drawLine(QLineF(x, level, end - _space(theme, run, px, weight), level))
        x = end
    return x


def words_right(
    painter: QPainter,
    theme: Theme,
    right: float,
    base: float,
    words: Words,
    px: int,
    token: str,
    weight: int = 400,
    bright: str | None = None,
) -> float:
    left = right - words_width(theme, words, px, weight)
    words_at(painter, theme, left, base, words, px, token, weight, bright)
    return left


def elided(theme: Theme, what: str, px: int, room: float, weight: int = 400) -> str:
    """What fits into `room`, with "…" where something had to go."""
    return theme.measure(px, weight).elidedText(what, Qt.TextElideMode.ElideRight, room)


def box(
    painter: QPainter,
    area: QRectF,
    radius: float,
    fill: str | None = None,
    line: str | None = None,
    thick: float = 1.0,
) -> None:
    """A rounded box whose line lies wholly inside `area`."""
    painter.setPen(QPen(colour(line), thick) if line else Qt.PenStyle.NoPen)
    painter.setBrush(colour(fill) if fill else Qt.BrushStyle.NoBrush)
    inset = thick / 2 if line else 0.0
    painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), radius, radius)


def inner_ring(painter: QPainter, theme: Theme, area: QRectF) -> None:
    """The focus of what lies flush with its neighbours: inside its edge instead of outside."""
    box(painter, area.adjusted(3, 3, -3, -3), theme.metrics.radius, None, theme.tokens.accent, 2)


def level_line(painter: QPainter, left: float, right: float, y: int, token: str) -> None:
    """A hairline: exactly one row of dots."""
    painter.fillRect(QRectF(left, y, right - left, 1), colour(token))


def upright_line(painter: QPainter, x: int, top: float, bottom: float, token: str) -> None:
    painter.fillRect(QRectF(x, top, 1, bottom - top), colour(token))


def _weight(run: Run, weight: int) -> int:
    return (600 if weight < 600 else weight) if run.bold else weight


def _space(theme: Theme, run: Run, px: int, weight: int) -> float:
    """The width of the space at the end of a run: it is not struck through."""
    spaces = len(run.text) - len(run.text.rstrip(" "))
    return width(theme, " " * spaces, px, _weight(run, weight)) if spaces else 0.0
