"""BerryMed PM6750: SpO2, pulse rate and a cuff that we start, on one line. No port, no clock.

Source: the maker's manual and zh2x/bm-monitor-web-dev; Abrunacci/berry_med (2026), which checked
them against captures of 10,618 frames without one bad checksum. A bare board: no alarms of its own.

**Line**: 115200 8N1 (USB, TTL; the same frames over Bluetooth LE). Silent until enabled; it loses
commands that come closer than 50 ms, so we leave that much between two.

**Frame**, both ways: 55 AA, N, content, SUM; content is a type and data, N its length + 2, SUM the
complement of the sum of N and content.

**Commands**, content of two bytes: 02 01 start the cuff, 02 00 stop it; 03 01 SpO2 on; 09 01
patient mode adult; 0A mmHg/2 target pressure (adult 40-300, sent right before each start).

**Frames read**: 03, twice a second while it measures: status (bits 5-2 state), cuff pressure / 2,
systolic, mean, diastolic. 04, once a second: status, SpO2, pulse rate. FE: one sample of the pleth.
ECG, respiration and temperature (01, 02, 05, FF) and the beat marks (30, 31) are recognised and not
used here: they are never switched on.

**Missing**: status 1 plug out, 2 no finger, 3 searching, 4 searched too long; SpO2 127, pulse 255,
and 0 for both. The board says nothing of perfusion or movement.

**Device**: it can be asked for its versions (FC, FD), but what the answer looks like is not public:
it is not asked. It has no serial number to tell.

**Blood pressure**: states 0 done, 1 measuring, 2 stopped, 3 over 300 mmHg, 4 loose or leaking, 5
took too long, 6 error, 7 interference, 8 no result, 9 and 10 initialising. See berry_cuff: only 0
after 1 of the same measurement is a result. Systolic, mean, diastolic not in this order: suspect.

**What stays possible**: one flipped bit always breaks the sum. One lost byte is caught by what
stands behind (berry_frames), for which a frame that ends in 55 waits one byte. Every byte lost and
every bit flipped, one at a time, gives no wrong value. With 1 % of all bytes flipped 5 of 184,483
readings were wrong (two flips that cancel in the sum), with 1 % lost 0 of 184,410, replaced 0 of
184,521; good frames lost 0, 18 and 1: where a lost header's 55 was taken from the frame before
(tests/soak/test_fuzz_berry_pm6750.py, 10 seeds of 20,000 frames).
"""

from collections import deque
from collections.abc import Sequence

from bedside.vitals import CuffPressure, Garbled, Item, NibpFailed, Reason, Vital, Waveform
from devices.berry_cuff import (
    DONE,
    LEFT_OVER,
    MEASURING,
    Cuff,
    CuffFrame,
    Do,
    fault_of,
    result,
)
from devices.berry_frames import NIBP, SPO2, SPO2_WAVE, Frames, Piece, encode_frame
from devices.link import Command, Driver, LineSettings, Order, Step
from devices.oximetry import measurement

CUFF_OFF, CUFF_ON = encode_frame(b"\x02\x00"), encode_frame(b"\x02\x01")
SPO2_ON, ADULT = encode_frame(b"\x03\x01"), encode_frame(b"\x09\x01")
TARGET = 0x0A
FIRST_TARGET_MMHG, ABOVE_LAST_MMHG, HIGHEST_TARGET_MMHG = 150, 30, 240

NO_SPO2, NO_PULSE = 127, 255
REASONS = {
    1: Reason.SENSOR_UNPLUGGED,
    2: Reason.SENSOR_OFF,
    3: Reason.SEARCHING,
    4: Reason.SEARCH_TOO_LONG,
}
ADULT_MODE = 0  # bits 1-0 of the NIBP status
WAVE_SAMPLES = 25  # told together, twice a second


def encode_spo2(status: int, spo2: int | None, pulse_rate: int | None) -> bytes:
    """A frame 04; None: the board's own code for "none"."""
    saturation = NO_SPO2 if spo2 is None else spo2
    pulse = NO_PULSE if pulse_rate is None else pulse_rate
    return encode_frame(bytes((SPO2, status, saturation, pulse)))


def encode_cuff(frame: CuffFrame) -> bytes:
    """A frame 03."""
    status, cuff = frame.state << 2 | ADULT_MODE, frame.cuff_mmhg // 2
    return encode_frame(bytes((NIBP, status, cuff, frame.systolic, frame.mean, frame.diastolic)))


def encode_target(mmhg: int) -> bytes:
    return encode_frame(bytes((TARGET, mmhg // 2)))


def parse_cuff(content: bytes) -> CuffFrame:
    """The inverse of `encode_cuff`, of a frame's content."""
    _, status, cuff, systolic, mean, diastolic = content
    return CuffFrame(status >> 2 & 0x0F, cuff * 2, systolic, mean, diastolic)


def target_mmhg(last_systolic: int | None) -> int:
    """High enough to find the systolic at the first try, and no higher."""
    if last_systolic is None:
        return FIRST_TARGET_MMHG
    wanted = min(last_systolic + ABOVE_LAST_MMHG, HIGHEST_TARGET_MMHG)
    return max(FIRST_TARGET_MMHG, wanted)


class Oximeter:
    """What the frames say that are not of the cuff."""

    def __init__(self) -> None:
        self._wave = bytearray()

    def hear(self, content: bytes) -> list[Item]:
        if content[0] == SPO2:
            return _spo2(content)
        if content[0] == SPO2_WAVE:
            self._wave.append(content[1])
        return self.tell_wave() if len(self._wave) == WAVE_SAMPLES else []

    def tell_wave(self) -> list[Item]:
        samples = tuple(self._wave)
        self._wave.clear()
        return [Waveform(Vital.SPO2, samples)] if samples else []


def _spo2(content: bytes) -> list[Item]:
    _, status, spo2, pulse = content
    reason = REASONS.get(status, Reason.NO_VALUE) if status else None
    return [
        measurement(Vital.SPO2, None if spo2 == NO_SPO2 else spo2, reason),
        measurement(Vital.PULSE_RATE, None if pulse == NO_PULSE else pulse, reason),
    ]


class Decoder:
    """For recorded bytes: nobody knows who started the cuff (`start_id` 0)."""

    def __init__(self) -> None:
        self._frames, self._oximeter = Frames(), Oximeter()
        self._state = DONE

    def feed(self, data: bytes) -> list[Item]:
        return self._meaning(self._frames.feed(data))

    def finish(self) -> list[Item]:
        return [*self._meaning(self._frames.finish()), *self._oximeter.tell_wave()]

    def _meaning(self, pieces: list[Piece]) -> list[Item]:
        items: list[Item] = []
        for piece in pieces:
            if isinstance(piece, Garbled):
                items.append(piece)
            elif piece[0] == NIBP:
                items += self._cuff(parse_cuff(piece))
            else:
                items += self._oximeter.hear(piece)
        return items

    def _cuff(self, frame: CuffFrame) -> list[Item]:
        before, self._state = self._state, frame.state
        if frame.state == MEASURING:
            return [CuffPressure(frame.cuff_mmhg)]
        if before == MEASURING and frame.state == DONE:
            return [result(frame, 0)]
        if before == MEASURING or (frame.state not in LEFT_OVER and frame.state != before):
            return [NibpFailed(fault_of(frame.state), 0, frame.state)]
        return []  # repeated, or of the time before


BETWEEN_COMMANDS_S = 0.05
SPO2_ASK_AGAIN_S = 2.0  # before the reader's patience ends


class Conversation:
    """Keeps SpO2 on, and takes the cuff from start to end."""

    def __init__(self) -> None:
        self._frames, self._oximeter, self._cuff = Frames(), Oximeter(), Cuff()
        self._waiting: deque[bytes] = deque()
        self._sent_s = float("-inf")
        self._spo2_s = 0.0  # when SpO2 was last heard or asked for

    def opened(self, now_s: float) -> Step:
        self._frames, self._oximeter = Frames(), Oximeter()
        self._waiting.clear()
        self._sent_s = float("-inf")
        items = self._cuff.opened(now_s)
        self._spo2_s = now_s
        self._queue()
        self._waiting.append(SPO2_ON)
        return self._done(now_s, items)

    def step(self, now_s: float, data: bytes, orders: Sequence[Order] = ()) -> Step:
        items: list[Item] = []
        for piece in self._frames.feed(data):
            if isinstance(piece, Garbled):
                items.append(piece)
            elif piece[0] == NIBP:
                items += self._cuff.hear(now_s, parse_cuff(piece))
            else:
                self._spo2_s = now_s if piece[0] == SPO2 else self._spo2_s
                items += self._oximeter.hear(piece)
        for order in orders:
            if order.command is Command.START_NIBP:
                items += self._cuff.start(now_s, order.start_id)
            else:
                items += self._cuff.abort(now_s, start_was_sent=CUFF_ON not in self._waiting)
            self._queue()
        items += self._cuff.tick(now_s)
        self._queue()
        if now_s >= self._spo2_s + SPO2_ASK_AGAIN_S:
            self._waiting.append(SPO2_ON)
            self._spo2_s = now_s
        return self._done(now_s, items)

    def closing(self, now_s: float) -> tuple[bytes, ...]:
        return (CUFF_OFF,)

    def _queue(self) -> None:
        """A stop goes first, and takes a start that was not yet sent with it."""
        for do in self._cuff.to_do:
            if do is Do.START:
                target = encode_target(target_mmhg(self._cuff.last_systolic))
                self._waiting.extend((ADULT, target, CUFF_ON))
            else:
                kept = [command for command in self._waiting if command == SPO2_ON]
                self._waiting = deque((CUFF_OFF, *kept))
        self._cuff.to_do.clear()

    def _done(self, now_s: float, items: list[Item]) -> Step:
        send: tuple[bytes, ...] = ()
        if self._waiting and now_s >= self._sent_s + BETWEEN_COMMANDS_S:
            send, self._sent_s = (self._waiting.popleft(),), now_s
        dues_s = [self._spo2_s + SPO2_ASK_AGAIN_S]
        if self._waiting:
            dues_s.append(self._sent_s + BETWEEN_COMMANDS_S)
        if (cuff_s := self._cuff.due_s()) is not None:
            dues_s.append(cuff_s)
        return Step(send, tuple(items), min(dues_s))


DRIVER = Driver(
    id="berry-pm6750",
    makers_and_models="BerryMed PM6750 (multi-parameter board)",
    vitals=frozenset({Vital.SPO2, Vital.PULSE_RATE, Vital.NIBP}),
    line=LineSettings(115200),
    patience_s=3.0,
    converse=Conversation,
    decoder=Decoder,
    starts_nibp=True,
    own_alarms=False,
    talks_unasked=False,
    notes="SpO2 once a second, cuff started and stopped by the host; 8-bit checksum",
)
