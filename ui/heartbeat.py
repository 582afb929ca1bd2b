"""Everything happens here: on the GUI thread, ten times a second or as soon as a monitor speaks.

The 100 ms timer is the clock of last resort; an arrival wakes the beat at once through a socket
pair, so that no Qt signal ever crosses a thread (DESIGN 2.3).
"""

import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer

from bedside.clock import Clock, Instant
from bedside.vitals import Arrival

BEAT_MS = 100


class Heartbeat(QObject):
    """Takes what has arrived, then lets time pass: `take` for each arrival, then `tick`."""

    def __init__(
        self,
        inbox: SimpleQueue[Arrival],
        now: Clock,
        take: Callable[[Arrival], None],
        tick: Callable[[Instant], None],
    ) -> None:
        super().__init__()
        self._inbox, self._now, self._take, self._tick = inbox, now, take, tick
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.beat)
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._rope.setblocking(False)
        self._notifier = QSocketNotifier(self._bell.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def start(self, interval_ms: int = BEAT_MS) -> None:
        self._timer.start(interval_ms)

    def stop(self) -> None:
        self._timer.stop()
        self._notifier.setEnabled(False)
        self._bell.close()
        self._rope.close()

    def wake(self) -> None:
        """May be called from any thread: the next beat comes at once."""
        with suppress(OSError):  # full: a beat is due anyway; closed: the program is ending
            self._rope.send(b"\0")

    def beat(self) -> None:
        """One beat. Tests and demonstrations at full speed call it themselves."""
        for _ in range(self._inbox.qsize()):  # a flood must not starve painting
            try:
                self._take(self._inbox.get_nowait())
            except Exception:  # one arrival must not keep the others, or the check, from their turn
                sys.excepthook(*sys.exc_info())
        self._tick(self._now())

    def _woken(self) -> None:
        with suppress(OSError):
            while self._bell.recv(4096):
                pass
        self.beat()
