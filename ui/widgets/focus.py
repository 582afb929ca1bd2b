"""The ring around whatever has the keyboard's focus: 2 px of accent, 2 px off its edge.

One ring for the window; it follows the focus by itself and is never in the way of a press.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from ui.theme import Theme
from ui.widgets import paint

# Properties that widgets set: the ring belongs to the parent; the widget rings itself.
FOCUS_OF_PARENT = "focus_of_parent"
OWN_RING = "paints_own_focus"

REACH_PX = 4  # 2 off the edge and 2 thick
THICK_PX = 2


class _RingStyle(QProxyStyle):
    """Tells Qt how far outside the widget the ring reaches, and that it lies above it."""

    def pixelMetric(  # noqa: N802
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric in (
            QStyle.PixelMetric.PM_FocusFrameHMargin,
            QStyle.PixelMetric.PM_FocusFrameVMargin,
        ):
            return REACH_PX
        return super().pixelMetric(metric, option, widget)

    def styleHint(  # noqa: N802
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803
    ) -> int:
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        if hint == QStyle.StyleHint.SH_FocusFrame_Mask:
            return 0
        return super().styleHint(hint, option, widget, returnData)


class FocusRing(QFocusFrame):
    """Made once for a window: `FocusRing(theme, window)`."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        # Or Qt would hand the focus to the first button as soon as the window is shown.
        window.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        window.setFocus()
        self._style = _RingStyle("Fusion")  # kept: Qt does not own a widget's style
        self.setStyle(self._style)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
        self._follow(None, QApplication.focusWidget())

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new is self._window or not self._window.isAncestorOf(new):
            self._ring(None)
            return
        ringed: QWidget | None = new
        while ringed is not None and ringed.property(FOCUS_OF_PARENT):
            ringed = ringed.parentWidget()
        self._ring(None if ringed is None or ringed.property(OWN_RING) else ringed)

    def _ring(self, whom: QWidget | None) -> None:
        self.setWidget(whom)  # type: ignore[arg-type]  # Qt takes nobody here
        if whom is None:
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._theme.metrics.radius + REACH_PX - THICK_PX
        area = QRectF(self.rect())
        paint.box(painter, area, radius, None, self._theme.tokens.accent, THICK_PX)
        painter.end()
