"""A small word in a box, and the hatched one that says this is not real. Knows no state."""

from enum import StrEnum

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, colour
from ui.widgets import paint


class TagKind(StrEnum):
    FILLED = "filled"  # inverse: urgent, not an alarm
    OUTLINE = "outline"
    HATCHED = "hatched"  # SIMULERING


class Tag(QWidget):
    def __init__(self, theme: Theme, kind: TagKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        if self._kind is TagKind.HATCHED:
            wide = _spaced(self._theme).horizontalAdvance(self._text)
            return QSize(round(wide) + 2 * metrics.pick(24, 8), metrics.pick(40, 30))
        wide = paint.width(self._theme, self._text, metrics.s, 500)
        return QSize(round(wide) + 2 * metrics.px(10), metrics.pick(32, 26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if self._kind is TagKind.HATCHED:
            draw_hatched(painter, self._theme, area, self._text)
        else:
            draw_tag(painter, self._theme, area, self._text, self._kind)
        painter.end()


def draw_tag(painter: QPainter, theme: Theme, area: QRectF, words: str, kind: TagKind) -> None:
    metrics, tokens = theme.metrics, theme.tokens
    filled = kind is TagKind.FILLED
    fill, line = (tokens.inverse, None) if filled else (None, tokens.text2)
    token = tokens.on_inverse if filled else tokens.text
    paint.box(painter, area, metrics.tag_radius, fill, line)
    base = paint.baseline(area.top(), area.height(), metrics.s)
    x = area.left() + (area.width() - paint.width(theme, words, metrics.s, 500)) / 2
    paint.text(painter, theme, x, base, words, metrics.s, token, 500)


def draw_hatched(painter: QPainter, theme: Theme, area: QRectF, words: str) -> None:
    """Stripes with a clear field for the word: nobody takes this for a patient's."""
    metrics, tokens = theme.metrics, theme.tokens
    inside = QPainterPath()
    inside.addRoundedRect(area.adjusted(1, 1, -1, -1), metrics.tag_radius, metrics.tag_radius)
    painter.save()
    painter.setClipPath(inside)
    painter.setPen(QPen(colour(tokens.edge), 2))
    step, x = metrics.px(10), area.left()
    while x < area.right() + area.height():
        painter.drawLine(QLineF(x, area.top(), x - area.height(), area.bottom()))
        x += step
    painter.restore()
    measure = _spaced(theme)
    wide = measure.horizontalAdvance(words)
    left = area.left() + (area.width() - wide) / 2
    pad, thin = metrics.px(8), metrics.px(5)
    clear = QRectF(left - pad, area.top() + thin, wide + 2 * pad, area.height() - 2 * thin)
    painter.fillRect(clear.intersected(area.adjusted(3, 0, -3, 0)), colour(tokens.window))
    paint.box(painter, area, metrics.tag_radius, None, tokens.edge)
    painter.setFont(_spaced_font(theme))
    painter.setPen(colour(tokens.text))
    base = paint.baseline(area.top(), area.height(), metrics.s)
    painter.drawText(QPointF(left, base), words)


def _spaced_font(theme: Theme) -> QFont:
    font = QFont(theme.font(theme.metrics.s, 600))
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.1 * theme.metrics.scale)
    return font


def _spaced(theme: Theme) -> QFontMetricsF:
    return QFontMetricsF(_spaced_font(theme))
