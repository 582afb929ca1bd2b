"""The scripted nurse's hands: they press, hold and type on the real widgets, by their names.

What cannot be seen cannot be pressed: a widget must be visible, enabled and under the finger at
its middle, or the hand says so. Presses and typed fields are counted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QScrollArea, QWidget


class NotThereError(LookupError):
    """No such thing on the screen, or it cannot be pressed; the message says what is there."""


@dataclass
class Hands:
    window: QWidget
    settle: Callable[[], None]  # let the program react, as it does after a real press
    where: Callable[[], str] = str  # which page is pressed, for "what costs most"
    look: Callable[[], None] = lambda: None  # at full speed the screen is not shown at every beat
    presses: int = 0
    presses_at: dict[str, int] = field(default_factory=dict)
    typed_fields: int = 0
    log: list[str] = field(default_factory=list)  # what was pressed, in order

    def sees(self, name: str) -> bool:
        return bool(self._named(name))

    def can_press(self, name: str) -> bool:
        return any(widget.isEnabled() for widget in self._named(name))

    def press(self, name: str) -> None:
        widget, at = self._reach(name), self.where()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=_middle(widget))
        self._pressed(name, at)

    def hold(self, name: str, let_time_pass: Callable[[], None]) -> None:
        """Press, let time pass, release: for what must be held."""
        widget, at = self._reach(name), self.where()
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=_middle(widget))
        self.settle()
        let_time_pass()
        if _alive(widget):
            _release(widget)
        self._pressed(name, at)

    def key(self, key: Qt.Key) -> None:
        """A key on the keyboard, to whatever has the focus."""
        target, at = QApplication.focusWidget() or self.window, self.where()
        QTest.keyClick(target, key)
        self._pressed(f"key {key.name}", at)

    def type(self, name: str, text: str) -> None:
        """Put the finger in the field, and type."""
        widget = self._reach(name)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=_middle(widget))
        entry = _entry(widget)
        if entry is None:
            raise NotThereError(f"{name!r} is no field to type in")
        entry.setFocus()
        entry.selectAll()
        QTest.keyClicks(entry, text)
        self.typed_fields += 1
        self.log.append(f"type {name}")
        self.settle()

    def names(self) -> list[str]:
        """Every name that can be seen now, in the order of the widget tree."""
        return [
            widget.accessibleName()
            for widget in self.window.findChildren(QWidget)
            if widget.accessibleName() and widget.isVisible()
        ]

    def _pressed(self, name: str, at: str) -> None:
        self.presses += 1
        self.presses_at[at] = self.presses_at.get(at, 0) + 1
        self.log.append(name)
        self.settle()

    def _named(self, name: str) -> list[QWidget]:
        """Called so to the letter; else the names that begin so and go on with a detail."""
        seen = [w for w in self.window.findChildren(QWidget) if w.isVisible()]
        exact = [w for w in seen if w.accessibleName() == name]
        longer = tuple(f"{name}{mark}" for mark in (", ", ": ", " "))
        return exact or [w for w in seen if w.accessibleName().startswith(longer)]

    def _reach(self, name: str) -> QWidget:
        found = self._named(name)
        enabled = [widget for widget in found if widget.isEnabled()]
        if not enabled:
            self.look()
            found = self._named(name)
            enabled = [widget for widget in found if widget.isEnabled()]
        if not enabled:
            why = "is disabled" if found else "is not on the screen"
            raise NotThereError(f"{name!r} {why}; there are: {self.names()}")
        widget = enabled[0]
        _scroll_to(widget)
        middle = widget.mapTo(self.window, _middle(widget))
        under = self.window.childAt(middle)
        if under is not widget and (under is None or not widget.isAncestorOf(under)):
            covering = under.accessibleName() or type(under).__name__ if under else "nothing"
            raise NotThereError(f"{name!r} cannot be reached: {covering} is under the finger")
        return widget


def _entry(widget: QWidget) -> QLineEdit | QPlainTextEdit | None:
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        return widget
    return widget.findChild(QLineEdit) or widget.findChild(QPlainTextEdit)


def _middle(widget: QWidget) -> QPoint:
    return widget.rect().center()


def _alive(widget: QWidget) -> bool:
    try:
        return widget.isVisible()
    except RuntimeError:  # the stage it stood on has gone
        return False


def _release(widget: QWidget) -> None:
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=_middle(widget))


def _scroll_to(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
