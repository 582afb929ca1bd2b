"""The pages of a PDF as they will be printed, on a paper that is not white: the room is dark.

Knows no session. A page is rendered when it is first seen, and again when its size changes.
"""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import Theme, colour
from ui.widgets import paint
from ui.widgets.button import enter_clicks

A4 = 297 / 210  # of a document that does not tell


class PdfPages:
    """One document in memory and its pictures."""

    def __init__(self, pdf: bytes) -> None:
        self._bytes = QByteArray(pdf)
        self._buffer = QBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument(None)  # type: ignore[call-overload]  # nobody's child
        self._document.load(self._buffer)
        self._pictures: dict[tuple[int, int], QImage] = {}

    @property
    def count(self) -> int:
        return max(0, int(self._document.pageCount()))

    def height_for(self, page: int, wide: int) -> int:
        size = self._document.pagePointSize(page)
        ratio = size.height() / size.width() if size.width() > 0 else A4
        return round(wide * ratio)

    def picture(self, page: int, wide: int, *, kept: bool = True) -> QImage:
        """The page `wide` dots wide, ink on white; `kept` for the next time it is seen."""
        key = (page, wide)
        if key in self._pictures:
            return self._pictures[key]
        size = QSize(wide, self.height_for(page, wide))
        white = QImage(size, QImage.Format.Format_RGB32)
        white.fill(Qt.GlobalColor.white)
        painter = QPainter(white)
        painter.drawImage(0, 0, self._document.render(page, size))
        painter.end()
        if kept:
            self._pictures[key] = white
        return white


def draw_page(
    painter: QPainter, theme: Theme, area: QRect, pages: PdfPages, page: int, ratio: float
) -> None:
    """The white of the page becomes our paper; ink and colours keep their darkness."""
    painter.fillRect(area, colour(theme.tokens.paper))
    picture = pages.picture(page, round(area.width() * ratio))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.drawImage(area, picture)
    painter.restore()


class PageColumn(QWidget):
    """All pages under one another; only those that are seen are rendered."""

    def __init__(
        self, theme: Theme, on_resize: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._on_resize = theme, on_resize
        self._pages: PdfPages | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_pages(self, pages: PdfPages | None, name: str) -> None:
        self._pages = pages
        self.setAccessibleName(name)
        self.updateGeometry()
        self.update()

    @property
    def _gap(self) -> int:
        return self._theme.metrics.pad

    def top_of(self, page: int) -> int:
        """Where a page begins, for jumping to it."""
        if self._pages is None:
            return 0
        above = (self._pages.height_for(number, self.width()) for number in range(page))
        return sum(high + self._gap for high in above)

    def page_at(self, y: int) -> int:
        """The page that stands at this height; the last one that has begun."""
        count = self._pages.count if self._pages else 0
        begun = [number for number in range(count) if self.top_of(number) <= y]
        return begun[-1] if begun else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_resize()

    def heightForWidth(self, wide: int) -> int:
        if self._pages is None:
            return 0
        heights = [self._pages.height_for(page, wide) for page in range(self._pages.count)]
        return sum(heights) + self._gap * max(0, len(heights) - 1)

    def sizeHint(self) -> QSize:
        wide = max(self._theme.metrics.px(300), self.width())
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pages is None:
            return
        painter = QPainter(self)
        for page in range(self._pages.count):
            high = self._pages.height_for(page, self.width())
            area = QRect(0, self.top_of(page), self.width(), high)
            if area.intersects(event.rect()):
                draw_page(painter, self._theme, area, self._pages, page, self.devicePixelRatioF())
        painter.end()


class PageThumb(QAbstractButton):
    """A small picture of one page with its number under it; pressed, the page is shown."""

    def __init__(
        self, theme: Theme, on_press: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages: PdfPages | None = None
        self._page, self._chosen = 0, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: on_press())

    def show_page(self, pages: PdfPages, page: int, name: str) -> None:
        self._pages, self._page = pages, page
        self.setAccessibleName(name)
        self.updateGeometry()
        self.update()

    def show_chosen(self, chosen: bool) -> None:
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def _wide(self) -> int:
        return self._theme.metrics.pick(96, 64)

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        high = self._pages.height_for(self._page, self._wide()) if self._pages else 0
        around = 2 * metrics.px(5)
        return QSize(self._wide() + around, high + around + metrics.s_line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_clicks(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pages is None:
            return
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = metrics.px(5)
        high = self._pages.height_for(self._page, self._wide())
        area = QRect(inset, inset, self._wide(), high)
        draw_page(painter, theme, area, self._pages, self._page, self.devicePixelRatioF())
        if not self._chosen:
            painter.fillRect(area, _veil(tokens.window))
        else:
            around = QRectF(area).adjusted(-3, -3, 3, 3)
            paint.box(painter, around, metrics.tag_radius, None, tokens.accent, 2)
        base = paint.baseline(area.bottom() + inset, metrics.s_line, metrics.s)
        number = str(self._page + 1)
        x = area.center().x() - paint.width(theme, number, metrics.s) / 2
        token = tokens.text if self._chosen else tokens.text2
        paint.text(painter, theme, x, base, number, metrics.s, token)
        painter.end()


def _veil(token: str) -> QColor:
    """What is not looked at stands back."""
    veil = QColor(token)
    veil.setAlphaF(0.45)
    return veil
