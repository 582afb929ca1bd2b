"""A recording as a port: `replay:FILE` says what a monitor once said, at the pace it said it.

What is written to it goes nowhere. Behind its end it is silent, as a monitor that was switched off.
A recording without times beside it (devices.raw_log) comes at once.
"""

from collections import deque
from pathlib import Path
from threading import Event

from bedside.clock import Clock, system_clock
from devices.line import PortError, Trouble
from devices.raw_log import Piece, pieces

SCHEME = "replay:"


class ReplayPort:
    def __init__(self, file: Path, now: Clock = system_clock) -> None:
        try:
            self._left: deque[Piece] = deque(pieces(file))
        except OSError as error:
            raise PortError(Trouble.PORT_MISSING, f"{file}: {error.strerror}") from error
        self._now, self._woken = now, Event()
        self._began_s = now().mono_s
        self._first_at = next((piece.at for piece in self._left if piece.at is not None), None)

    def read(self, timeout_s: float) -> bytes:
        wait_s = min(timeout_s, self._due_in_s()) if self._left else timeout_s
        if wait_s > 0:
            self._woken.wait(wait_s)
            self._woken.clear()
        if self._left and self._due_in_s() <= 0:
            return self._left.popleft().data
        return b""

    def write(self, data: bytes) -> None:
        pass

    def interrupt(self) -> None:
        self._woken.set()

    def close(self) -> None:
        self._left.clear()

    def _due_in_s(self) -> float:
        at = self._left[0].at
        if at is None or self._first_at is None:
            return 0.0
        since_s = (at - self._first_at).total_seconds()
        return self._began_s + since_s - self._now().mono_s
