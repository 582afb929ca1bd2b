"""Finds IntelliVue RS-232 frames in bytes and makes them. Knows nothing of what is inside.

Wire form: C0, then escaped (11 01, length BE16, payload, FCS low byte first), then C1. Between
C0 and C1 the bytes C0, C1 and 7D are sent as 7D followed by the byte with bit 5 flipped; a bare
7D C1 is a frame its sender gave up. The FCS is CRC-16/X-25 over everything before it.
"""

from binascii import crc_hqx
from collections.abc import Iterator
from dataclasses import dataclass

from bedside.vitals import Garbled

START, END, ESCAPE, FLIPPED_BIT = 0xC0, 0xC1, 0x7D, 0x20
HEADER = b"\x11\x01"
FCS_SIZE = 2
MAX_PAYLOAD = 2500  # what we offer to receive in the association (intellivue_association)
MAX_WIRE = 2 + 2 * (len(HEADER) + 2 + MAX_PAYLOAD + FCS_SIZE)  # every byte escaped

_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Frame:
    """One intact frame: what it carries, and the very bytes that carried it."""

    payload: bytes
    wire: bytes


def fcs(data: bytes) -> bytes:
    """CRC-16/X-25 as sent. The library has the mirrored CRC in C: mirror in, mirror out."""
    crc = crc_hqx(data.translate(_REVERSED), 0xFFFF)
    high, low = crc >> 8, crc & 0xFF
    return bytes((_REVERSED[high] ^ 0xFF, _REVERSED[low] ^ 0xFF))


def wrap(body: bytes) -> bytes:
    """Check sequence, escapes and flags around `body`: the layer below the length header."""
    checked = body + fcs(body)
    for byte in (ESCAPE, START, END):  # the escape itself first
        checked = checked.replace(bytes((byte,)), bytes((ESCAPE, byte ^ FLIPPED_BIT)))
    return bytes((START,)) + checked + bytes((END,))


def unwrap(wire: bytes) -> bytes | None:
    """The exact inverse of `wrap`; None when anything about it is wrong."""
    first, *escaped = wire[1:-1].split(bytes((ESCAPE,)))
    parts = [first]
    for part in escaped:
        if not part:  # 7D 7D, or 7D C1: a frame given up by its sender
            return None
        parts += (bytes((part[0] ^ FLIPPED_BIT,)), part[1:])
    checked = b"".join(parts)
    body, check = checked[:-FCS_SIZE], checked[-FCS_SIZE:]
    return body if body and fcs(body) == check else None


def encode(payload: bytes) -> bytes:
    """One whole frame around one message."""
    return wrap(HEADER + len(payload).to_bytes(2) + payload)


def decode(wire: bytes) -> bytes | None:
    """The message in one whole frame, or None."""
    body = unwrap(wire)
    if body is None or len(body) < 4 or body[:2] != HEADER:
        return None
    payload = body[4:]
    return payload if int.from_bytes(body[2:4]) == len(payload) else None


class Frames:
    """Bytes in, in any slices; intact frames and garbled bytes out, in the order they came."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Frame | Garbled]:
        self._buffer += data
        return list(self._complete())

    def finish(self) -> bytes:
        """The stream has ended: what is left was never completed."""
        return self._take(len(self._buffer))

    def _complete(self) -> Iterator[Frame | Garbled]:
        buffer = self._buffer
        while buffer:
            start = buffer.find(START)
            if start != 0:
                yield Garbled(self._take(len(buffer) if start < 0 else start))
                continue
            end, again = buffer.find(END, 1), buffer.find(START, 1)
            if again >= 0 and (end < 0 or again < end):
                yield Garbled(self._take(again))  # its end was lost: the next frame is not
            elif end >= 0:
                wire = self._take(end + 1)
                payload = decode(wire) if len(wire) <= MAX_WIRE else None
                yield Garbled(wire) if payload is None else Frame(payload, wire)
            elif len(buffer) > MAX_WIRE:
                yield Garbled(self._take(len(buffer)))
            else:
                return

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken
