"""Finds Datex-Ohmeda records in bytes and makes them. Knows no patient and no time.

Wire form: 7E, body, checksum, 7E. The checksum is the 8-bit sum of the body; in body and checksum
7E is sent as 7D 5E and 7D as 7D 5D. The body is a header of 40 bytes and data up to 1450: length,
number, DRI level, plug id, Unix time, three reserved fields, main type, and eight descriptors
{offset into the data, type} of which type FF ends the list. Integers are little endian.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bedside.vitals import Garbled

FLAG, ESCAPE = 0x7E, 0x7D
HEADER = struct.Struct("<hBBHIBBHh")
DESCRIPTOR = struct.Struct("<hB")
HEADER_SIZE, DESCRIPTORS = 40, 8
MAX_BODY = HEADER_SIZE + 1450
MAX_WIRE = 2 * (MAX_BODY + 1)  # every byte escaped, without the flags
END_OF_LIST = 0xFF

PHYSIOLOGICAL, WAVE, ALARM, NETWORK, EVENT = 0, 1, 4, 5, 8
MAIN_TYPES = (PHYSIOLOGICAL, WAVE, ALARM, NETWORK, EVENT)


@dataclass(frozen=True, slots=True)
class Part:
    """One sub-record. What its `kind` means depends on the main type of the record."""

    kind: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Record:
    main_type: int
    parts: tuple[Part, ...]
    number: int = 0
    level: int = 0
    plug_id: int = 0
    time_s: int = 0  # Unix time of the monitor


def encode(record: Record) -> bytes:
    """The record as it is sent."""
    body = encode_body(record)
    checked = body + bytes((sum(body) % 256,))
    escaped = checked.replace(b"\x7d", b"\x7d\x5d").replace(b"\x7e", b"\x7d\x5e")
    return bytes((FLAG,)) + escaped + bytes((FLAG,))


def encode_body(record: Record) -> bytes:
    descriptors, data = b"", b""
    for part in record.parts:
        descriptors += DESCRIPTOR.pack(len(data), part.kind)
        data += part.data
    if len(record.parts) < DESCRIPTORS:
        descriptors += DESCRIPTOR.pack(0, END_OF_LIST)
    head = HEADER.pack(
        HEADER_SIZE + len(data),
        record.number,
        record.level,
        record.plug_id,
        record.time_s,
        *(0, 0, 0),
        record.main_type,
    )
    return (head + descriptors).ljust(HEADER_SIZE, b"\0") + data


def decode(between_flags: bytes) -> Record | None:
    """The record between two flags, or None when anything about it is wrong."""
    first, *escaped = between_flags.split(b"\x7d")
    parts = [first]
    for part in escaped:
        if part[:1] not in (b"\x5d", b"\x5e"):
            return None
        parts += (bytes((part[0] | 0x20,)), part[1:])
    checked = b"".join(parts)
    if len(checked) <= HEADER_SIZE or sum(checked[:-1]) % 256 != checked[-1]:
        return None
    return parse(checked[:-1])


def parse(body: bytes) -> Record | None:
    """The inverse of `encode_body`; None when the body contradicts itself."""
    size, number, level, plug_id, time_s, _, _, _, main_type = HEADER.unpack_from(body)
    if size != len(body) or main_type not in MAIN_TYPES:
        return None
    begins: list[tuple[int, int]] = []
    for index in range(DESCRIPTORS):
        begin, kind = DESCRIPTOR.unpack_from(body, HEADER.size + index * DESCRIPTOR.size)
        if kind == END_OF_LIST:
            break
        begins.append((begin, kind))
    bounds = [*(begin for begin, _ in begins), len(body) - HEADER_SIZE]
    if bounds[0] < 0 or bounds != sorted(bounds):
        return None
    data = body[HEADER_SIZE:]
    parts = tuple(
        Part(kind, data[begin:end]) for (begin, kind), end in zip(begins, bounds[1:], strict=True)
    )
    return Record(main_type, parts, number, level, plug_id, time_s)


@dataclass(frozen=True, slots=True)
class Frame:
    """One intact record, and the bytes that carried it and nothing else."""

    record: Record
    wire: bytes


class Records:
    """Bytes in, in any slices; intact records and garbled bytes out, in the order they came.

    Whatever stands between two flags is tried, so one flag may end a record and begin the next,
    and a record is found again at the first flag after any damage.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()  # since the last flag
        self._flagged = False  # whether there was a flag before it
        self._unused = b""  # that flag, while it belongs to no record

    def feed(self, data: bytes) -> list[Frame | Garbled]:
        self._buffer += data
        return list(self._complete())

    def finish(self) -> bytes:
        """The stream has ended: what is left was never completed."""
        rest, self._unused = self._unused + bytes(self._buffer), b""
        self._buffer.clear()
        return rest

    def _complete(self) -> Iterator[Frame | Garbled]:
        buffer = self._buffer
        while (end := buffer.find(FLAG)) >= 0:
            between, before = bytes(buffer[:end]), self._unused
            del buffer[: end + 1]
            fits = self._flagged and 0 < len(between) <= MAX_WIRE
            record = decode(between) if fits else None
            self._flagged, self._unused = True, b"" if record else bytes((FLAG,))
            if record:
                yield Frame(record, before + between + bytes((FLAG,)))
            elif before + between:
                yield Garbled(before + between)
        if len(buffer) > MAX_WIRE:
            yield Garbled(self.finish())
            self._flagged = False
