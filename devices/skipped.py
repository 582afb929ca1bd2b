"""Gathers the bytes that are in no intact frame, so that none is dropped silently.

They are told in runs: at the next intact frame, at the end, or when a piece is full. So what a
decoder says does not depend on how the stream was sliced, and endless noise is not kept.
"""

from bedside.vitals import Garbled

PIECE = 64


class Skipped:
    def __init__(self) -> None:
        self._bytes = b""

    def add(self, data: bytes) -> list[Garbled]:
        """Take bytes that were skipped; returns the pieces that are full."""
        self._bytes += data
        full = len(self._bytes) // PIECE * PIECE
        pieces = [Garbled(self._bytes[at : at + PIECE]) for at in range(0, full, PIECE)]
        self._bytes = self._bytes[full:]
        return pieces

    def take(self) -> list[Garbled]:
        """What is left: an intact frame follows, or the stream ends."""
        left, self._bytes = self._bytes, b""
        return [Garbled(left)] if left else []
