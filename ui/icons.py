"""Our own icons: a name, a size and a token's colour in, a picture out. Knows no widget.

The files are drawn on a grid of 24 (touch: 64, a figure `touch-none` and the places marked on it
as layers of their own); `currentColor` in them is the colour asked for.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources


@cache
def source(name: str) -> str:
    """The drawing `name` as it stands in resources/icons."""
    return resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")


@cache
def icon(name: str, px: int, token: str, ratio: float = 1.0) -> QPixmap:
    """The icon `px` square in the colour `#rrggbb`. Never paint on the pixmap that comes back."""
    drawing = QSvgRenderer(QByteArray(source(name).replace("currentColor", token).encode()))
    dots = round(px * ratio)
    picture = QPixmap(dots, dots)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.render(painter, QRectF(0, 0, dots, dots))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def draw_icon(painter: QPainter, name: str, x: float, y: float, px: int, token: str) -> None:
    """Paint the icon with its top left corner at (`x`, `y`), on whole dots: lines stay sharp."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(QPointF(round(x), round(y)), icon(name, px, token, ratio))
