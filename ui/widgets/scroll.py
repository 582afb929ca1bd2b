"""A field that scrolls, with our own thin bar. Nothing of the frame is ever inside one."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QScrollBar,
    QScroller,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from ui.theme import Theme
from ui.widgets import paint

BAR_PX = 16
HANDLE_PX = 6


class ThinBar(QScrollBar):
    """A rounded handle and nothing else."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme

    def sizeHint(self) -> QSize:
        return QSize(BAR_PX, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() <= self.minimum():
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar,
            option,
            QStyle.SubControl.SC_ScrollBarSlider,
            self,
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        area = QRectF(self.width() - HANDLE_PX - 2, handle.y(), HANDLE_PX, handle.height())
        held = self.isSliderDown() or self.underMouse()
        paint.box(painter, area, HANDLE_PX / 2, tokens.text2 if held else tokens.edge)
        painter.end()


class ScrollArea(QScrollArea):
    """Drags under a finger; shows its bar as soon as something is out of sight."""

    def __init__(self, theme: Theme, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalScrollBar(ThinBar(theme))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
