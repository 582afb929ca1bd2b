"""Finds the seconds of an Ivy 450C ("ANSAR-B") in bytes and makes them. Knows no meaning.

Wire form, once a second: FF, "ANSAR-B ", 400 bytes of waveforms, lines of text ended by CR, FE. FF
and FE also occur among the waveforms: those bytes are counted, never searched.
"""

from dataclasses import dataclass

from bedside.vitals import Garbled

SIGN = b"\xffANSAR-B "
END, CR = 0xFE, b"\r"
WAVES_SIZE = 400
TEXT_AT = len(SIGN) + WAVES_SIZE
MAX_TEXT = 600  # the capture has 151
PLETH = slice(250, 300)  # ECG 200, respiration 50, pleth 50, P1 50, P2 50
_TEXT_BYTES = bytes((*range(0x20, 0x7F), 0x0D))


@dataclass(frozen=True, slots=True)
class Second:
    """Everything the monitor says of one second."""

    waves: bytes
    lines: tuple[str, ...]


def encode(second: Second) -> bytes:
    text = b"".join(line.encode("ascii") + CR for line in second.lines)
    return SIGN + second.waves + text + bytes((END,))


def parse(wire: bytes) -> Second | None:
    """The inverse of `encode`; None when it does not begin, end or read as it must."""
    text = wire[TEXT_AT:-1]
    whole = wire.startswith(SIGN) and wire[-1] == END and text.endswith(CR)
    if not whole or text.translate(None, _TEXT_BYTES) or SIGN in wire[1:]:
        return None
    lines = tuple(line.decode("ascii") for line in text[:-1].split(CR))
    return Second(wire[len(SIGN) : TEXT_AT], lines)


@dataclass(frozen=True, slots=True)
class Frame:
    second: Second
    wire: bytes


class Seconds:
    """Bytes in, in any slices; seconds and garbled bytes out, in the order they came."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes, ended: bool = False) -> list[Frame | Garbled]:
        stream, at, found = self._buffer + data, 0, list[Frame | Garbled]()
        while at < len(stream):
            begin = stream.find(SIGN, at)
            if begin != at:
                kept = 0 if ended else _begun(stream, at)
                begin = begin if begin >= 0 else len(stream) - kept
                if begin == at:
                    break
                found.append(Garbled(stream[at:begin]))
                at = begin
                continue
            end = _end(stream, at)
            if end is None and not ended:
                break
            second = None if end is None else parse(stream[at:end])
            if end is None or second is None:
                # What follows its sign may belong to the next one: only the sign is given up.
                found.append(Garbled(SIGN))
                at += len(SIGN)
            else:
                found.append(Frame(second, stream[at:end]))
                at = end
        self._buffer = stream[at:]
        return found

    def finish(self) -> list[Frame | Garbled]:
        """The stream has ended: nothing will complete what is left."""
        return self.feed(b"", ended=True)


def _begun(stream: bytes, at: int) -> int:
    """How many bytes at the end of the stream may be the beginning of a sign."""
    sizes = range(min(len(SIGN) - 1, len(stream) - at), 0, -1)
    return next((size for size in sizes if stream.endswith(SIGN[:size])), 0)


def _end(stream: bytes, at: int) -> int | None:
    """Where the text of a second ends: after its first byte that is no text. None: not yet."""
    text = stream[at + TEXT_AT : at + TEXT_AT + MAX_TEXT + 1]
    rest = text.lstrip(_TEXT_BYTES)
    if rest or len(text) > MAX_TEXT:
        return at + TEXT_AT + len(text) - len(rest) + 1
    return None
