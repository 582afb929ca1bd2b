"""The frames of BerryMed's PM6750, both ways. Knows no patient: see berry_pm6750."""

from collections.abc import Mapping

from bedside.vitals import Garbled
from devices.skipped import Skipped

HEAD = b"\x55\xaa"
NIBP, SPO2, SPO2_WAVE = 0x03, 0x04, 0xFE
LARGEST = 18  # N of a version's text: a damaged length must not make us wait for long
SIZES = {  # N by type, of all that is known to be sent: a damaged length or type is not among them
    0x01: range(10, 11),  # ECG wave
    0x02: range(6, 9),  # ECG values; some firmware sends fewer
    NIBP: range(8, 9),
    SPO2: range(6, 7),
    0x05: range(6, 9),  # temperature, one sensor or two
    0x30: range(3, 5),  # a beat of the ECG, of the pleth: not in the manual, seen on the wire
    0x31: range(3, 5),
    0xFC: range(3, LARGEST + 1),  # versions
    0xFD: range(3, LARGEST + 1),
    SPO2_WAVE: range(4, 5),
    0xFF: range(4, 5),  # respiration wave
}
COMMANDS = dict.fromkeys(range(256), range(4, 5))  # the host's frames: one command, one value
NONE = range(0)
GOES_ON = frozenset((HEAD[1], *range(3, LARGEST + 1)))  # what stands behind a header's first bytes

Piece = bytes | Garbled


def encode_frame(content: bytes) -> bytes:
    """A frame around `content`, which is its type and data."""
    body = bytes([len(content) + 2]) + content
    return HEAD + body + bytes([~sum(body) & 0xFF])


class Frames:
    """Cuts a stream into the contents of intact frames, and bytes that are in none.

    A frame that lost one byte ends in the next frame's first. It is not as rare as the checksum
    makes hope: where the lost byte was 55 itself, the sum always fits. So a frame that ends like
    the beginning of a header is believed only if the header does not go on behind it.
    """

    def __init__(self, sizes: Mapping[int, range] = SIZES) -> None:
        self._sizes = sizes
        self._rest, self._skipped = b"", Skipped()

    def feed(self, data: bytes) -> list[Piece]:
        return self._cut(self._rest + data, ended=False)

    def finish(self) -> list[Piece]:
        pieces = self._cut(self._rest, ended=True)
        rest, self._rest = self._rest, b""
        return [*pieces, *self._skipped.add(rest), *self._skipped.take()]

    def _cut(self, stream: bytes, ended: bool) -> list[Piece]:
        at, pieces = 0, list[Piece]()
        while at < len(stream):
            size = self._frame_size(stream, at, ended)
            if size is None:
                break
            if size:
                pieces += self._skipped.take()
                pieces.append(stream[at + 3 : at + size - 1])
                at += size
                continue
            head = stream.find(HEAD[0], at + 1)
            end = head if head >= 0 else len(stream)
            pieces += self._skipped.add(stream[at:end])
            at = end
        self._rest = stream[at:]
        return pieces

    def _frame_size(self, stream: bytes, at: int, ended: bool) -> int | None:
        """Bytes of the intact frame at `at`; 0: there is none; None: more bytes will tell."""
        more = 0 if ended else None
        start = stream[at : at + 4]  # header, N, type
        if start[:2] != HEAD[: len(start)]:
            return 0
        if len(start) < 4:
            return more
        if start[2] not in self._sizes.get(start[3], NONE):
            return 0
        size = start[2] + 2
        frame = stream[at : at + size + 1]  # and one byte of the next
        if len(frame) < size:
            return more
        if sum(frame[2:size]) & 0xFF != 0xFF:
            return 0
        whole, after = frame[:size], frame[size:]
        if not whole.endswith((HEAD[:1], HEAD)):
            return size
        if not after:
            return size if ended else None
        return 0 if after[0] in GOES_ON else size
