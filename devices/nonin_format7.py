"""Nonin serial format 7 (Xpod, OEM III): format 2 with a 16-bit pleth. No port and no clock.

Source: Nonin's text on data format 7 (OEM III, Xpod), as quoted by several public readers.

**Line**: 9600 8N1, no flow control, 75 frames a second, talks by itself.

**Frame**: five bytes: STATUS (bit 7 always set), PLETH high, PLETH low, EXTRA (at most 127), CHECK
(sum of the first four modulo 256). There is no start byte. Three packets of 25 frames a second;
what STATUS and EXTRA mean, and what is missing and why, is in nonin_packet.

**Where a frame is**: two good frames in a row make the step. A frame in step is believed when the
next is good too; when it is not, every place inside the frame's own five bytes is tried, and two
good frames in a row from there prove that this one was made of two halves. Out of step a frame
needs a good one after it. The step is kept over damage of up to five frames, and over a frame that
lost one byte if frames go on behind, so that a good frame between two damaged ones is not lost.

**What stays possible**: one flipped bit always breaks the sum; one lost byte leaves a frame that
passes by chance but not the frames after it, and the packet's count (nonin_packet) is a second
lock. Every byte lost and every bit flipped, one at a time, gives no wrong value and costs that
frame alone. With 1 % of all bytes flipped 1 of 14,776 values was wrong (two flips that cancel in
one sum); with 1 % lost 0 of 14,598, replaced 0 of 14,791; good frames lost 0, 71 and 1 of 190,000
(tests/soak/test_fuzz_nonin_format7.py, 20 seeds of 10,000 frames).
"""

import struct
from collections.abc import Sequence

from bedside.vitals import Item, Vital, Waveform
from devices.link import Driver, LineSettings, Listener
from devices.nonin_packet import FRAME_SIZE, FRAMES, PacketAssembler, encode_extras, encode_status
from devices.skipped import Skipped

TWO_FRAMES = 2 * FRAME_SIZE
ONE_LOST = FRAME_SIZE - 1  # what is left of a frame that lost one byte
KEEPS_STEP = 5 * FRAME_SIZE  # bytes of damage over which the step is still counted on
_FRAME = struct.Struct("5B")


class Decoder:
    def __init__(self) -> None:
        self._rest, self._skipped = b"", Skipped()
        self._packet = PacketAssembler()
        self._pleth: list[int] = []
        self._off = KEEPS_STEP + 1  # bytes since the last good frame; none yet: out of step

    def feed(self, data: bytes) -> list[Item]:
        return self._take(self._rest + data, ended=False)

    def finish(self) -> list[Item]:
        items = self._take(self._rest, ended=True)
        items += self._packet.finish()
        rest, self._rest = self._rest, b""
        return [*items, *self._skipped.add(rest), *self._skipped.take(), *self._tell_pleth()]

    def _take(self, stream: bytes, ended: bool) -> list[Item]:
        at, items = 0, list[Item]()
        while len(stream) - at >= (FRAME_SIZE if ended else TWO_FRAMES):
            good = _is_frame(stream, at)
            if good and _is_frame(stream, at + FRAME_SIZE):
                at = self._run(stream, at, items)
            elif good and self._in_step():
                if len(stream) - at < TWO_FRAMES + FRAME_SIZE and not ended:
                    break
                if _is_torn(stream, at) or (self._off == ONE_LOST and not _goes_on(stream, at)):
                    at = self._skip(stream, at, items)
                else:
                    self._accept(stream[at : at + FRAME_SIZE], items)
                    at += FRAME_SIZE
            else:
                at = self._skip(stream, at, items)
        self._rest = stream[at:]
        return items

    def _in_step(self) -> bool:
        return self._off == ONE_LOST or (self._off % FRAME_SIZE == 0 and self._off <= KEEPS_STEP)

    def _run(self, stream: bytes, at: int, items: list[Item]) -> int:
        """Take the good frames that have a good one after them."""
        items += self._skipped.take()
        self._off, held = 0, None
        push, pleth = self._packet.push, self._pleth
        whole = at + (len(stream) - at) // FRAME_SIZE * FRAME_SIZE
        for status, high, low, extra, check in _FRAME.iter_unpack(stream[at:whole]):
            good = status >= 0x80 and extra < 0x80 and status + high + low + extra & 0xFF == check
            if not good:
                break
            if held is not None:
                items += push(*held)
                if len(pleth) == FRAMES:
                    items += self._tell_pleth()
                at += FRAME_SIZE
            held = status, extra
            pleth.append(high << 8 | low)
        pleth.pop()  # of the one that still waits for its successor
        return at

    def _accept(self, frame: bytes, items: list[Item]) -> None:
        status, high, low, extra, _ = frame
        items += self._skipped.take()
        items += self._packet.push(status, extra)
        self._pleth.append(high << 8 | low)
        if len(self._pleth) == FRAMES:
            items += self._tell_pleth()
        self._off = 0

    def _skip(self, stream: bytes, at: int, items: list[Item]) -> int:
        items += self._skipped.add(stream[at : at + 1])
        self._packet.lost(1)
        self._off += 1
        return at + 1

    def _tell_pleth(self) -> list[Item]:
        samples = tuple(self._pleth)
        self._pleth.clear()
        return [Waveform(Vital.SPO2, samples)] if samples else []


def _is_frame(stream: bytes, at: int) -> bool:
    if at + FRAME_SIZE > len(stream):
        return False
    status, high, low, extra, check = stream[at : at + FRAME_SIZE]
    return status >= 0x80 and extra < 0x80 and status + high + low + extra & 0xFF == check


def _is_torn(stream: bytes, at: int) -> bool:
    """Whether frames run on from inside this one: it is the halves of two, and fits by chance."""
    inside = range(at + 1, at + FRAME_SIZE)
    return any(_is_frame(stream, q) and _is_frame(stream, q + FRAME_SIZE) for q in inside)


def _goes_on(stream: bytes, at: int) -> bool:
    """Whether a frame stands behind one damaged frame, that lost a byte or not."""
    return _is_frame(stream, at + 2 * FRAME_SIZE - 1) or _is_frame(stream, at + 2 * FRAME_SIZE)


def encode_frame(status: int, pleth: int, extra: int) -> bytes:
    four = (status, pleth >> 8, pleth & 0xFF, extra)
    return bytes((*four, sum(four) & 0xFF))


def encode(
    spo2: int | None,
    pulse_rate: int | None,
    pleth: Sequence[int] = (0,) * FRAMES,
    flags: int = 0,
    perfusion: int = 0,
    low_battery: bool = False,
    timer: int = 0,
    display_spo2: int | None = None,
    display_pulse: int | None = None,
) -> bytes:
    """The 25 frames of one packet, for the simulator and the tests."""
    extras = encode_extras(spo2, pulse_rate, low_battery, 48, timer, display_spo2, display_pulse)
    frames = bytearray()
    for number, (sample, extra) in enumerate(zip(pleth, extras, strict=True), start=1):
        frames += encode_frame(encode_status(number, flags, perfusion), sample, extra)
    return bytes(frames)


DRIVER = Driver(
    id="nonin-format7",
    makers_and_models="Nonin Xpod, OEM III (format 7)",
    vitals=frozenset({Vital.SPO2, Vital.PULSE_RATE}),
    line=LineSettings(9600),
    patience_s=2.0,
    converse=lambda: Listener(Decoder()),
    decoder=Decoder,
    own_alarms=False,
    notes="75 frames a second, 8-bit sum, no start byte; the format is set by jumper or command",
)
