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
) -> list[float | None]:
    """Where each label begins: by its tick, inside the room, never over its neighbour.

    None where that cannot be: those in the middle go first, the last says most.
    """
    gap = theme.metrics.px(10)
    needs = [paint.width(theme, tick.label, theme.metrics.s) for tick in ticks]
    ideals = [left + tick.part * wide - need / 2 for tick, need in zip(ticks, needs, strict=True)]
    kept = [number for number, tick in enumerate(ticks) if tick.label]
    while kept:
        spots = _side_by_side([ideals[n] for n in kept], [needs[n] for n in kept], room, gap)
        by_its_tick = all(
            abs(spot - min(max(0.0, ideals[n]), room - needs[n])) <= needs[n] + 2 * gap
            for n, spot in zip(kept, spots, strict=True)
        )
        if (spots[0] >= 0 and by_its_tick) or len(kept) == 1:
            return [dict(zip(kept, spots, strict=True)).get(n) for n in range(len(ticks))]
        kept.pop((len(kept) - 1) // 2)
    return [None] * len(ticks)


def _side_by_side(ideals: list[float], needs: list[float], room: float, gap: float) -> list[float]:
    """Pushed to the right where they would overlap, then back to the left from the room's end."""
    spots, end = [], 0.0
    for ideal, need in zip(ideals, needs, strict=True):
        spots.append(max(ideal, end))
        end = spots[-1] + need + gap
    end = room
    for number in reversed(range(len(spots))):
        spots[number] = min(spots[number], end - needs[number])
        end = spots[number] - gap
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
            if x is None:
                continue
            top = area.y() - reach - metrics.s_line if above else area.bottom() + reach
            base = paint.baseline(top, metrics.s_line, metrics.s)
            paint.text(painter, theme, x, base, tick.label, metrics.s, token)
