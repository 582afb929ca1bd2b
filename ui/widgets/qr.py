"""A QR code, painted as dark squares on white: readers want the quiet edge and the contrast.

Knows nothing of what it says; the squares come in.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme

QUIET = 4  # squares of white around it, as the standard asks


@dataclass(frozen=True, slots=True)
class QrState:
    rows: tuple[tuple[bool, ...], ...] = ()  # True: dark
    spoken: str = ""  # what it opens, for whoever does not see it


class QrCode(QWidget):
    """As large as its square of room; nothing at all without rows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = QrState()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: QrState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setAccessibleName(state.spoken)
        self.setVisible(bool(state.rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.metrics.pick(320, 240)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        rows = self._state.rows
        if not rows:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        square = min(self.width(), self.height()) // (len(rows) + 2 * QUIET)
        edge = (min(self.width(), self.height()) - square * len(rows)) / 2
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    at = QRectF(edge + x * square, edge + y * square, square, square)
                    painter.fillRect(at, Qt.GlobalColor.black)
        painter.end()
