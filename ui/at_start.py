"""What stops the window from opening, or is not as it was: said where somebody can read it.

On standard error, and in a box on the screen: whoever starts bedside from an icon sees no terminal.
"""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox

from bedside.text import Text
from ui.build import application
from ui.display import WITHOUT_WINDOW
from ui.opened import typed
from ui.say import say


def tell(text: Text) -> None:
    """Returns when it was read. Only before a session: nothing may cover one."""
    say(text)
    application()
    if QGuiApplication.platformName() not in WITHOUT_WINDOW:
        box = QMessageBox(QMessageBox.Icon.Warning, "bedside", f"{text.nb}\n\n{text.en}")
        box.exec()


def ask(text: Text) -> str:
    """One secret, before a session: in a box, or on the terminal; empty where it was cancelled."""
    application()
    if QGuiApplication.platformName() in WITHOUT_WINDOW:
        return typed(text)
    shown = f"{text.nb}\n\n{text.en}"
    said, done = QInputDialog.getText(None, "bedside", shown, QLineEdit.EchoMode.Password)
    return said if done else ""
