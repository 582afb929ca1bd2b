"""Contec CMS50 "V7.0", 9-byte packets. No port, no clock, no thread.

Source: Contec, "Communication protocol of pulse oximeter V7.0" (2010-07-08); a real dialogue in
headrotor/contec_data. CMS50D+ (firmware 4.6 and later), newer CMS50E, CMS50F/FW/EW, CMS60C/D,
Pulox PO-250. They share maker, plug and case with the 5-byte models: see contec_v5.

**Line**: 115200 8N1, no flow control (0x11 and 0x13 occur as data). Silent until asked.

**Packets**: first the type, the only byte with bit 7 clear; then a byte of top bits; then up to
seven data bytes with bit 7 set, the real bit 7 of data byte i being bit i of the byte of top bits.
Every type has one size. No checksum.

**Host**: 7D, top bits, command, six bytes. A1 starts, A2 stops, AA asks the device's name, AF every
5 s keeps it going. We start again after 0C ("nothing runs"), 0D ("I stop") and 1 s of silence.

**Real-time packet** (01), 60 a second, data bytes: 0 signal 0-8, bit 4 searching too long, bit 7
probe error (also: finger out); 1 pleth, bit 7 searching; 2 bar, bit 4 perfusion index invalid;
3 pulse rate; 4 SpO2; 5-6 perfusion index, low byte first, 0.01 %.

**Device**: it gives a name (04) and no serial number. The name is what its user typed, so it is
used to see that it answers and is never recorded.

**Missing**: pulse 255 and SpO2 127, and 0 for both, as firmwares differ. Under probe error and
while searching nothing is believed, even a number: it is an old one. The device cannot tell an
unplugged probe from a finger that is out: both are `sensor_off`.

**Doubtful**: signal 1-2 is marginal (our choice), perfusion index below 0.5 % poor.

**What stays possible**: a lost byte or a flipped bit 7 breaks the pattern and costs that packet
alone. Any other flipped bit gives a wrong number for one packet (1/60 s): beyond 3 % or 10 /min it
is marked suspect until three packets in a row agree; within that it is not seen. With 1 % of all
bytes flipped 135 of 194,953 values were wrong and unmarked, the worst by 8; with 1 % lost
1 of 182,475 (a data byte and the next packet's first; tests/soak/test_fuzz_contec.py).
"""

import struct
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from bedside.vitals import (
    DeviceStatus,
    Item,
    Measurement,
    Quality,
    Reason,
    Status,
    Vital,
    Waveform,
)
from devices.contec_packets import (
    DEVICE_NAME,
    DISCONNECT,
    FEEDBACK,
    FREE,
    HOST,
    REALTIME,
    SIZES,
    Packets,
    encode_packet,
    packet_data,
)
from devices.link import Driver, LineSettings, Order, Step
from devices.oximetry import UncheckedOximeter
from devices.skipped import Skipped

START, STOP, NAME, ALIVE = 0xA1, 0xA2, 0xAA, 0xAF
FRAMES_PER_S = 60
NO_PULSE, NO_SPO2, NO_PERFUSION = 0xFF, 0x7F, 0xFFFF
WEAK_SIGNAL, LOW_PERFUSION_CENTIPERCENT = range(1, 3), 50

STOPPED_BECAUSE = {  # reason of 0D: status
    0x00: Status.STOPPED,
    0x01: Status.SHUTTING_DOWN,
    0x02: Status.USER_CHANGED,
    0x03: Status.RECORDING,
}


def encode_command(command: int, data: bytes = bytes(6)) -> bytes:
    return encode_packet(HOST, bytes([command]) + data)


@dataclass(frozen=True, slots=True)
class Realtime:
    """One real-time packet as the device means it; None: its own code for "none"."""

    spo2: int | None
    pulse_rate: int | None
    wave: int = 0
    signal: int = 8
    bar: int = 0
    perfusion_centipercent: int | None = None
    perfusion_valid: bool = False
    probe_error: bool = False
    searching: bool = False
    search_too_long: bool = False
    low_spo2: bool = False
    beep: bool = False


def encode(frame: Realtime) -> bytes:
    spo2 = NO_SPO2 if frame.spo2 is None else frame.spo2
    pulse = NO_PULSE if frame.pulse_rate is None else frame.pulse_rate
    perfusion = frame.perfusion_centipercent
    flags = frame.search_too_long << 4 | frame.low_spo2 << 5 | frame.beep << 6
    data = [frame.signal | flags | frame.probe_error << 7, frame.wave | frame.searching << 7]
    data += [frame.bar | (not frame.perfusion_valid) << 4, pulse, spo2]
    low_first = (NO_PERFUSION if perfusion is None else perfusion).to_bytes(2, "little")
    return encode_packet(REALTIME, bytes(data) + low_first)


def parse(packet: bytes) -> Realtime:
    """The inverse of `encode`, of nine bytes that have the pattern."""
    signal, wave, bar, pulse, spo2, low, high = packet_data(packet)
    perfusion = low | high << 8
    return Realtime(
        spo2=None if spo2 & 0x7F == NO_SPO2 else spo2 & 0x7F,
        pulse_rate=None if pulse == NO_PULSE else pulse,
        wave=wave & 0x7F,
        signal=signal & 0x0F,
        bar=bar & 0x0F,
        perfusion_centipercent=None if perfusion == NO_PERFUSION else perfusion,
        perfusion_valid=not bar & 0x10,
        probe_error=bool(signal & 0x80),
        searching=bool(wave & 0x80),
        search_too_long=bool(signal & 0x10),
        low_spo2=bool(signal & 0x20),
        beep=bool(signal & 0x40),
    )


_REALTIME = struct.Struct("9B")
WAVE_SAMPLES = 20  # told together, three times a second


class Decoder:
    """`replies` holds the last answers to commands, for whoever holds the conversation."""

    def __init__(self) -> None:
        self.replies: deque[tuple[int, bytes]] = deque(maxlen=16)
        self._packets, self._skipped = Packets(SIZES), Skipped()
        self._oximeter = UncheckedOximeter(3, 10, agree=3)
        self._key: tuple[int, ...] = ()
        self._pair: tuple[Measurement, ...] = ()
        self._wave = bytearray()

    def feed(self, data: bytes) -> list[Item]:
        return self._meaning(self._packets.feed(data))

    def finish(self) -> list[Item]:
        last = self._meaning(self._packets.finish())
        return [*last, *self._skipped.take(), *self._tell_wave()]

    def _meaning(self, found: list[tuple[int | None, bytes]]) -> list[Item]:
        items: list[Item] = []
        for kind, data in found:
            if kind is None:
                items += self._skipped.add(data)
                continue
            items += self._skipped.take()
            if kind == REALTIME:
                self._realtime(data, items)
            else:
                size = SIZES[kind]
                for at in range(0, len(data), size):
                    items += self._reply(kind, packet_data(data[at : at + size]))
        return items

    def _realtime(self, run: bytes, items: list[Item]) -> None:
        for _, top, d0, d1, d2, d3, d4, d5, d6 in _REALTIME.iter_unpack(run):
            key = (top & 0x6B, d0 & 0x1F, d2 & 0x10, d3, d4, d5, d6)  # all that _judge looks at
            if key != self._key:
                self._key = key
                self._judge(parse(bytes((REALTIME, top, d0, d1, d2, d3, d4, d5, d6))))
            items += self._pair
            self._wave.append(d1 & 0x7F)
            if len(self._wave) == WAVE_SAMPLES:
                items += self._tell_wave()

    def _tell_wave(self) -> list[Item]:
        samples = tuple(self._wave)
        self._wave.clear()
        return [Waveform(Vital.SPO2, samples)] if samples else []

    def _judge(self, frame: Realtime) -> None:
        reason, quality = _reason(frame), _quality(frame)
        self._pair = self._oximeter.read(frame.spo2, frame.pulse_rate, reason, quality)
        if any(heard.quality is Quality.SUSPECT for heard in self._pair):
            self._key = ()  # judge the next one again, though it be the same

    def _reply(self, kind: int, data: bytes) -> list[Item]:
        self.replies.append((kind, data))
        if kind == DISCONNECT:
            return [DeviceStatus(STOPPED_BECAUSE.get(data[0], Status.STOPPED))]
        if kind == FEEDBACK and data[0] == START and data[1]:
            return [DeviceStatus(Status.START_REFUSED)]
        return []


def _reason(frame: Realtime) -> Reason | None:
    if frame.probe_error:
        return Reason.SENSOR_OFF
    if frame.search_too_long:
        return Reason.SEARCH_TOO_LONG
    return Reason.SEARCHING if frame.searching else None


def _quality(frame: Realtime) -> Quality:
    perfusion = frame.perfusion_centipercent
    if frame.perfusion_valid and perfusion is not None:
        return Quality.POOR if perfusion < LOW_PERFUSION_CENTIPERCENT else Quality.GOOD
    return Quality.MARGINAL if frame.signal in WEAK_SIGNAL else Quality.GOOD


ALIVE_EVERY_S, SILENCE_S, RETRY_S = 5.0, 1.0, 1.0


class Conversation:
    """Starts the stream, keeps it alive, starts it again when it stops."""

    def __init__(self) -> None:
        self.device_name = ""
        self._decoder = Decoder()
        self._heard_s = self._asked_s = self._alive_s = 0.0

    def opened(self, now_s: float) -> Step:
        self._decoder, self.device_name = Decoder(), ""
        self._heard_s = self._asked_s = self._alive_s = now_s
        return Step((encode_command(NAME), encode_command(START)), wake_s=self._wake_s())

    def step(self, now_s: float, data: bytes, orders: Sequence[Order] = ()) -> Step:
        """Orders are for cuffs; this monitor has none."""
        items, send = self._decoder.feed(data), list[bytes]()
        if any(isinstance(item, Measurement) for item in items):
            self._heard_s = now_s
        while self._decoder.replies:
            kind, content = self._decoder.replies.popleft()
            if kind == DEVICE_NAME:
                self.device_name = content.decode("ascii", "replace").strip()
            if kind in (FREE, DISCONNECT):
                self._heard_s = now_s - SILENCE_S  # it says itself that it is silent
        if now_s >= self._due_s():
            send += [] if self.device_name else [encode_command(NAME)]
            send.append(encode_command(START))
            self._asked_s = now_s
        if now_s >= self._alive_s + ALIVE_EVERY_S:
            send.append(encode_command(ALIVE))
            self._alive_s = now_s
        return Step(tuple(send), tuple(items), self._wake_s())

    def closing(self, now_s: float) -> tuple[bytes, ...]:
        return (encode_command(STOP),)

    def _due_s(self) -> float:
        return max(self._heard_s + SILENCE_S, self._asked_s + RETRY_S)

    def _wake_s(self) -> float:
        return min(self._due_s(), self._alive_s + ALIVE_EVERY_S)


DRIVER = Driver(
    id="contec-v7",
    makers_and_models="Contec CMS50D+ (4.6), CMS50E, CMS50F/FW/EW, CMS60C/D; Pulox PO-250",
    vitals=frozenset({Vital.SPO2, Vital.PULSE_RATE}),
    line=LineSettings(115200),
    patience_s=3.0,
    converse=Conversation,
    decoder=Decoder,
    talks_unasked=False,
    notes="9-byte protocol V7.0, no checksum, 60 packets a second",
)
