"""Puts the pages of a report on a printer. Knows no session; asks with the system's own dialog.

A dialog may stand over the window here: the session is closed, and nobody is watched any more.
"""

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from ui.widgets.pages import PdfPages

DPI = 300
PAGE_EVERY_MS = 250  # a page takes a part of that, and the beats go on between


def ask_and_print(pages: PdfPages, title: str, parent: QWidget) -> bool:
    """False: the person changed her mind, or there is no printer."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    print_pages(pages, printer)
    return True


class QuietPrinting:
    """Prints without asking, on the printer of this workstation, a page between two beats.

    A question over the window would hide alarms, and many pages at once would hold up the beat.
    """

    def __init__(self, pdf: bytes, parent: QWidget) -> None:
        self._pages, self._page = PdfPages(pdf), 0
        self._printer = QPrinter(QPrinterInfo.defaultPrinter(), QPrinter.PrinterMode.HighResolution)
        self._printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        self._printer.setResolution(DPI)
        self._printer.setFullPage(True)
        self._painter = QPainter(self._printer)
        self._timer = QTimer(parent)
        self._timer.timeout.connect(self._next)
        self._timer.start(PAGE_EVERY_MS)

    def _next(self) -> None:
        if self._page >= self._pages.count or not self._painter.isActive():
            self._timer.stop()
            self._painter.end()
            return
        if self._page:
            self._printer.newPage()
        draw_sheet(self._pages, self._page, self._printer, self._painter)
        self._page += 1


def has_printer() -> bool:
    return not QPrinterInfo.defaultPrinter().isNull()


def print_pages(pages: PdfPages, printer: QPrinter) -> None:
    """Every page on a sheet of its own, as large as the printer can, at 300 dots an inch."""
    printer.setResolution(DPI)
    printer.setFullPage(True)
    painter = QPainter(printer)
    for page in range(pages.count):
        if page:
            printer.newPage()
        draw_sheet(pages, page, printer, painter)
    painter.end()


def draw_sheet(pages: PdfPages, page: int, printer: QPrinter, painter: QPainter) -> None:
    """One page as large as the sheet allows."""
    sheet = printer.pageLayout().fullRectPixels(DPI)
    high = pages.height_for(page, sheet.width())
    wide = sheet.width() if high <= sheet.height() else sheet.width() * sheet.height() // high
    area = QRect(QPoint(0, 0), sheet.size())
    area.setWidth(wide)
    area.setHeight(pages.height_for(page, wide))
    painter.drawImage(area, pages.picture(page, wide, kept=False))
