"""How a rounded bar with ticks and labels is drawn: the dose, the observation, progress."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui.theme import Theme, colour
from ui.widgets import paint


@dataclass(frozen=True, slots=True)
class BarTick:
    """At this part of the bar, 0 to 1."""

    part: float
    label: str = ""
    above: bool = False
    bright: bool = False


def draw_bar(
    painter: QPainter, theme: Theme, area: QRectF, part: float, pending: float = 0.0
) -> None:
    """Done in accent; `pending` after it dashed: what would come on top."""
    tokens, radius = theme.tokens, area.height() / 2
    done = min(1.0, max(0.0, part))
    paint.box(painter, area, radius, tokens.raised)
    clip = QPainterPath()
    clip.addRoundedRect(area, radius, radius)
    painter.save()
    painter.setClipPath(clip)
    filled = QRectF(area.x(), area.y(), area.width() * done, area.height())
    painter.fillRect(filled, colour(tokens.accent))
    if pending > 0:
        wide = min(area.width() * pending, area.right() - filled.right())
        over = QRectF(filled.right(), area.y(), wide, area.height())
        painter.fillRect(over, colour(tokens.accent_surface))
        painter.restore()
        painter.setPen(QPen(colour(tokens.accent), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(over.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)
    else:
        painter.restore()


def label_spots(
    theme: Theme, ticks: tuple[BarTick, ...], left: float, wide: float, room: float
) -> list[float]:
    """Where each label begins: under its tick, inside the room, never over its neighbour."""
    px = theme.metrics.s
    spots = []
    for tick in ticks:
        need = paint.width(theme, tick.label, px)
        x = left + tick.part * wide - need / 2
        spots.append(min(max(0.0, x), room - need))
    gap = theme.metrics.px(10)
    for number in range(len(ticks) - 1, 0, -1):  # push to the left, from the right end
        here = ticks[number - 1]
        if here.label and here.above == ticks[number].above and ticks[number].label:
            limit = spots[number] - gap - paint.width(theme, here.label, px)
            spots[number - 1] = max(0.0, min(spots[number - 1], limit))
    return spots


def draw_ticks(
    painter: QPainter, theme: Theme, area: QRectF, ticks: tuple[BarTick, ...], room: float
) -> None:
    """Upright strokes through the bar, labels over or under it."""
    metrics, tokens = theme.metrics, theme.tokens
    reach = metrics.px(7)
    for above in (True, False):
        row = tuple(tick for tick in ticks if tick.above == above)
        spots = label_spots(theme, row, area.x(), area.width(), room)
        for tick, x in zip(row, spots, strict=True):
            token = tokens.text if tick.bright else tokens.text2
            at = min(max(area.x() + 1, area.x() + tick.part * area.width()), area.right() - 1)
            painter.setPen(QPen(colour(token), 3 if tick.bright else 2))
            painter.drawLine(QLineF(at, area.y() - reach, at, area.bottom() + reach))
            if not tick.label:
                continue
            top = area.y() - reach - metrics.s_line if above else area.bottom() + reach
            base = paint.baseline(top, metrics.s_line, metrics.s)
            paint.text(painter, theme, x, base, tick.label, metrics.s, token)
