"""A simulated monitor and its reader, step by step without threads: so a demonstration at full
speed gives the same bytes every time, though real pseudo-terminals carry them (DESIGN 2.12).
"""

from collections.abc import Sequence

from devices.reader import Reader
from devices.simulator.pty import ARRIVES_WITHIN_S, Server

Pair = tuple[Server, Reader]


def settle(pairs: Sequence[Pair], now_s: float) -> None:
    """Let each monitor and its reader, in this order, say and hear all there is at this instant.

    The clock that the readers were given must stand at `now_s` meanwhile.
    """
    for server, reader in pairs:
        _settle(server, reader, now_s)


def next_due_s(pairs: Sequence[Pair]) -> float:
    """When one of them will have something to say by itself."""
    dues = [reader.next_due_s() for _, reader in pairs]
    dues += [due for server, _ in pairs if (due := server.simulator.next_due_s()) is not None]
    return min(dues)


def _settle(server: Server, reader: Reader, now_s: float) -> None:
    reader.pump(0.0)  # what is due by time, a new connection among it
    while True:
        server.step(now_s, listening=reader.connected, expected=reader.sent)
        if reader.connected and not server.plugged:
            reader.pump(0.0)  # it notices at once
        while reader.connected and reader.received < server.sent:
            before = reader.received
            reader.pump(ARRIVES_WITHIN_S)
            if reader.received == before:
                raise RuntimeError(f"{reader.role}: bytes were written and did not arrive")
        if server.received >= reader.sent or not server.plugged:
            return
