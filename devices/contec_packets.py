"""The packets of Contec's V7.0 protocol, both ways. Knows no patient: see contec_v7."""

import re

HOST, REALTIME = 0x7D, 0x01
DEVICE_NAME, FEEDBACK, FREE, DISCONNECT = 0x04, 0x0B, 0x0C, 0x0D
SIZES = {  # of the device's packets by type; 02, 03, 06, 13, 14 from the dialogue, not the document
    **{REALTIME: 9, 0x02: 9, 0x03: 9, DEVICE_NAME: 9, 0x05: 9, 0x06: 4, 0x07: 8, 0x08: 8, 0x09: 6},
    **{0x0A: 4, FEEDBACK: 4, FREE: 2, DISCONNECT: 3, 0x0E: 3, 0x0F: 8, 0x10: 3, 0x11: 9, 0x12: 8},
    **{0x13: 9, 0x14: 9, 0x15: 9},
}
HOST_SIZES = {HOST: 9}


def encode_packet(kind: int, data: bytes) -> bytes:
    """Any packet, either way: the type, the top bits, the rest with bit 7 set."""
    top = sum((byte >> 7) << i for i, byte in enumerate(data))
    return bytes([kind, 0x80 | top, *(0x80 | byte for byte in data)])


def packet_data(packet: bytes) -> bytes:
    """The data bytes of a packet with their bit 7 put back."""
    top = packet[1]
    return bytes((byte & 0x7F) | (top >> i & 1) << 7 for i, byte in enumerate(packet[2:]))


class Packets:
    """Cuts a stream into packets of known sizes: runs of one type, or bytes that are in none.

    A short packet that begins inside a torn one may be a damaged data byte: it is believed only
    if the packet after it begins in time. A real-time packet is long enough to prove itself.
    """

    def __init__(self, sizes: dict[int, int]) -> None:
        self._sizes = sizes
        self._runs = {
            kind: re.compile(b"(?:\\x%02x[\x80-\xff]{%d})+" % (kind, size - 1))
            for kind, size in sizes.items()
        }
        self._rest, self._torn = b"", False

    def feed(self, data: bytes) -> list[tuple[int | None, bytes]]:
        """Pairs of type and bytes: one or more whole packets; type None: in no packet."""
        stream, at, found = self._rest + data, 0, list[tuple[int | None, bytes]]()
        while at < len(stream):
            kind = stream[at]
            size = self._sizes.get(kind, 0)
            run = self._runs[kind].match(stream, at) if size else None
            if run is not None and self._torn and kind != REALTIME:
                if at + size == len(stream):
                    break  # the next byte tells
                if stream[at + size] >= 0x80:
                    run = None
            if run is not None:
                found.append((kind, run.group()))
                at, self._torn = run.end(), False
                continue
            start = _START.search(stream, at + 1)
            end = start.start() if start is not None else len(stream)
            if start is None and len(stream) - at < size:
                break  # not yet whole
            found.append((None, stream[at:end]))
            at, self._torn = end, True
        self._rest = stream[at:]
        return found

    def finish(self) -> list[tuple[int | None, bytes]]:
        rest, self._rest = self._rest, b""
        whole = bool(rest) and len(rest) == self._sizes[rest[0]]
        return [(rest[0] if whole else None, rest)] if rest else []


_START = re.compile(b"[\x00-\x7f]")
