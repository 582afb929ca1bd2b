"""Finds widgets by what they are called, as the scripted nurse and a screen reader do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget


def named(screen, name):
    """The one visible widget of this name."""
    found = [
        widget
        for widget in screen.findChildren(QWidget)
        if widget.accessibleName() == name and widget.isVisibleTo(screen)
    ]
    assert found, f"{name!r} is not there; there are: {names(screen)}"
    return found[0]


def names(screen):
    return [
        widget.accessibleName()
        for widget in screen.findChildren(QWidget)
        if widget.accessibleName() and widget.isVisibleTo(screen)
    ]


def beginning(screen, start):
    """The name that begins so: rows say their state after their words."""
    return next(name for name in names(screen) if name.startswith(start))


def press(qtbot, screen, name):
    widget = named(screen, name)
    assert widget.isEnabled(), f"{name!r} cannot be pressed"
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def write(qtbot, screen, name, text):
    """Into a field of one line or of several."""
    widget = named(screen, name)
    assert isinstance(widget, QLineEdit | QPlainTextEdit)
    qtbot.keyClicks(widget, text)


def inside(qtbot, screen, theme):
    """Lay the stage out at its real size."""
    qtbot.addWidget(screen)
    screen.resize(theme.metrics.stage_w, theme.metrics.stage_h)
    screen.show()
    return screen
