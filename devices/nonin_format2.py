"""Nonin serial format 2 (Xpod, OEM III, 3150): bytes to readings. Knows no port and no clock.

Source: Nonin's description of data format 2, whose frames pez-globo/pufferfish-software quotes.
9600 8N1, 75 frames a second, five bytes each: 01, STATUS, PLETH, EXTRA, CHECK, where CHECK is the
sum of the first four modulo 256 and STATUS has bit 7 set. What EXTRA means is in nonin_packet.py.

One sum of eight bits is weak, and the trap is at a wrong place: where one byte was lost, the four
that are left and the 01 of the next frame fit the sum about once in 256 times. Hence a frame is
believed at once only if another follows it directly. If none does, every place inside its own five
bytes is tried too, and the one after which frames keep their step wins; in doubt the later, because
a frame out of step has no place in a packet and so cannot become a value.

Measured by tests/devices/test_nonin_damage.py with a patient whose numbers change all the time:
one byte lost, or one bit flipped, anywhere: never a wrong value (every place was tried).
1 % of all bytes, 30 seeds of 10,000 packets each, wrong values of about 554,000: bytes lost 5,
replaced 1, one bit flipped in each 13 (two flips that cancel in the sum: no decoder can tell).
"""

from bedside.vitals import Item, Vital, Waveform
from devices.link import Driver, LineSettings, Listener
from devices.nonin_packet import FRAME_SIZE, FRAMES, PacketAssembler, encode_extras, encode_status
from devices.skipped import Skipped

START = 0x01
LOOK_AHEAD = 4 + 3 * FRAME_SIZE  # what judging a frame that stands alone can need


class Decoder:
    """Readings come once a packet has proved its count: see nonin_packet.py."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._packet = PacketAssembler()
        self._skipped = Skipped()
        self._pleth = bytearray()

    def feed(self, data: bytes) -> list[Item]:
        self._buffer += data
        return self._take(ended=False)

    def finish(self) -> list[Item]:
        found = self._take(ended=True)
        self._set_aside(bytes(self._buffer), found)
        self._buffer.clear()
        return [*found, *self._packet.finish(), *self._skipped.take(), *self._say_pleth()]

    def _take(self, ended: bool) -> list[Item]:
        buffer, found, at = self._buffer, list[Item](), 0
        last = len(buffer) - FRAME_SIZE  # the last place where a whole frame can begin
        while at <= last:
            if _is_frame(buffer, at):
                follows = _is_frame(buffer, at + FRAME_SIZE)
                if not follows:
                    if len(buffer) - at < LOOK_AHEAD and not ended:
                        break
                    if _best_place(buffer, at) != at:
                        at = self._skip(at, found)
                        continue
                self._accept(at, found)
                at += FRAME_SIZE
            else:
                at = self._skip(at, found)
        del buffer[:at]
        return found

    def _accept(self, at: int, found: list[Item]) -> None:
        found += self._skipped.take()
        status, pleth, extra = self._buffer[at + 1 : at + 4]
        found += self._packet.push(status, extra)
        self._pleth.append(pleth)
        if len(self._pleth) == FRAMES:
            found += self._say_pleth()

    def _skip(self, at: int, found: list[Item]) -> int:
        """Set aside what cannot begin a frame; where to look next."""
        found += self._say_pleth()  # samples on both sides of a gap are not one waveform
        start = self._buffer.find(START, at + 1)
        if start < 0:
            start = len(self._buffer)
        self._set_aside(bytes(self._buffer[at:start]), found)
        return start

    def _set_aside(self, data: bytes, found: list[Item]) -> None:
        self._packet.lost(len(data))
        found += self._skipped.add(data)

    def _say_pleth(self) -> list[Item]:
        if not self._pleth:
            return []
        said = Waveform(Vital.SPO2, tuple(self._pleth))
        self._pleth.clear()
        return [said]


def _is_frame(buffer: bytearray, at: int) -> bool:
    if at + FRAME_SIZE > len(buffer) or buffer[at] != START:
        return False
    status = buffer[at + 1]
    sum_of_four = START + status + buffer[at + 2] + buffer[at + 3]
    return status >= 0x80 and sum_of_four & 0xFF == buffer[at + 4]


def _best_place(buffer: bytearray, at: int) -> int:
    """Where, among the five bytes of the frame at `at`, the frame begins that is in step."""
    places = [place for place in range(at, at + FRAME_SIZE) if _is_frame(buffer, place)]
    return max(places, key=lambda place: (_followers(buffer, place), place))


def _followers(buffer: bytearray, at: int) -> int:
    return _is_frame(buffer, at + FRAME_SIZE) + _is_frame(buffer, at + 2 * FRAME_SIZE)


def encode(
    spo2: int | None,
    pulse_rate: int | None,
    pleth: bytes = bytes(FRAMES),
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


def encode_frame(status: int, pleth: int, extra: int) -> bytes:
    four = (START, status, pleth, extra)
    return bytes((*four, sum(four) & 0xFF))


DRIVER = Driver(
    id="nonin-format2",
    makers_and_models="Nonin Xpod, OEM III, 3150, 9560 set to data format 2",
    vitals=frozenset({Vital.SPO2, Vital.PULSE_RATE}),
    line=LineSettings(9600),
    patience_s=3.0,
    converse=lambda: Listener(Decoder()),
    decoder=Decoder,
    own_alarms=False,
    notes="Speaks unasked, 75 frames a second; the modules have no alarms of their own",
)
