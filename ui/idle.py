"""How long nobody has touched this computer: keys, mouse and screen, wherever they land."""

from PySide6.QtCore import QEvent, QObject

from bedside.clock import Clock

TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)


class Idle(QObject):
    """An event filter of the whole application; eats nothing."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._touched_s = clock().mono_s

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self._touched_s = self._clock().mono_s
        return False

    def for_s(self) -> float:
        return self._clock().mono_s - self._touched_s
