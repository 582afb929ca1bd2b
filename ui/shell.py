"""The window on the desktop: holds the frame, and builds it anew for another size.

Every size is computed once from the window (ui/metrics.py), so another size is another frame.
"""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.window import Window

SETTLED_MS = 150  # a window that is dragged is not built anew at every pixel
SMALLEST = QSize(1024, 640)


class Shell(QWidget):
    def __init__(
        self, title: str, build: Callable[[int, int], Window], closing: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._build, self._closing = build, closing
        self.window_: Window | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.rebuild)
        self.setWindowTitle(title)
        self.setMinimumSize(SMALLEST)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def rebuild(self) -> None:
        """A frame for the size there is now; drafts that were being typed are begun anew."""
        old = self.window_
        if old is not None and old.size() == self.size():
            return
        fresh = self._build(self.width(), self.height())
        fresh.setParent(self)
        fresh.setGeometry(0, 0, self.width(), self.height())
        fresh.show()
        self.window_ = fresh
        if old is not None:
            old.hide()
            old.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.window_ is None:
            self.rebuild()
        elif self.window_.size() != self.size():
            self._timer.start(SETTLED_MS)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing():
            event.accept()
        else:
            event.ignore()
