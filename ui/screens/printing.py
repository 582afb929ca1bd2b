"""Puts the pages of a report on a printer. Knows no session; asks with the system's own dialog.

A dialog may stand over the window here: the session is closed, and nobody is watched any more.
"""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ui.widgets.pages import PdfPages

DPI = 300


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


def print_pages(pages: PdfPages, printer: QPrinter) -> None:
    """Every page on a sheet of its own, as large as the printer can, at 300 dots an inch."""
    printer.setResolution(DPI)
    printer.setFullPage(True)
    sheet = printer.pageLayout().fullRectPixels(DPI)
    painter = QPainter(printer)
    for page in range(pages.count):
        if page:
            printer.newPage()
        high = pages.height_for(page, sheet.width())
        wide = sheet.width() if high <= sheet.height() else sheet.width() * sheet.height() // high
        area = QRect(QPoint(0, 0), sheet.size())
        area.setWidth(wide)
        area.setHeight(pages.height_for(page, wide))
        painter.drawImage(area, pages.picture(page, wide, kept=False))
    painter.end()
