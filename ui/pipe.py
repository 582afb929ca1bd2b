"""Lines between two of our processes: read and written by threads of their own.

A process that hangs must not hang the other one with it, and a pipe cannot be asked without
waiting on every system; so one thread waits for lines and one for room. Knows no meaning.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import BinaryIO

MOST = 1000  # lines that wait; of more the newest are dropped: a beat comes every second
LONGEST = 1 << 20


class LinesIn:
    """What the other one says. `wake` is called from the reading thread."""

    def __init__(self, stream: BinaryIO, wake: Callable[[], None] = lambda: None) -> None:
        self._lines: Queue[bytes | None] = Queue()
        self._stream, self._wake, self._ended = stream, wake, False
        threading.Thread(target=self._read, name="lines-in", daemon=True).start()

    def take(self) -> list[bytes] | None:
        """What has come since; None: all was taken, and the other one has closed or died."""
        if self._ended:
            return None
        found: list[bytes] = []
        with suppress(Empty):
            while True:
                text = self._lines.get_nowait()
                if text is None:
                    self._ended = True
                    return found or None
                found.append(text)
        return found

    def _read(self) -> None:
        with suppress(OSError, ValueError):
            while text := self._stream.readline(LONGEST):
                self._lines.put(text)
                self._wake()
        with suppress(OSError, ValueError):
            self._stream.close()
        self._lines.put(None)
        self._wake()


class LinesOut:
    """What we say; a line that the other one does not take in time is not waited for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines: Queue[bytes | None] = Queue(MOST)
        self._stream = stream
        self._thread = threading.Thread(target=self._write, name="lines-out", daemon=True)
        self._thread.start()

    def say(self, text: bytes) -> None:
        with suppress(Full):
            self._lines.put_nowait(text)

    def close(self, within_s: float = 1.0) -> None:
        """Say what is left, and close."""
        with suppress(Full):
            self._lines.put_nowait(None)
        self._thread.join(within_s)

    def _write(self) -> None:
        with suppress(OSError, ValueError):
            while (text := self._lines.get()) is not None:
                self._stream.write(text)
                self._stream.flush()
        with suppress(OSError):
            self._stream.close()
