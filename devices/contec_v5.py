"""Contec / BCI / Berry 5-byte packets ("V5.0A"). No port, no clock, no thread.

Source: Contec's protocol page (in nonspecialist/cms-p and jgerschler/CMS50DPlus-PulseOx), agreed by
atbrask/CMS50Dplus, ctolsen/cms50e-reader and the maker's zh2x/SpO2-USB-for-Android. CMS50D+ and
CMS50E of old firmware, CMS60, BCI-protocol modules, BerryMed BM1000. They share maker, plug and
case with the 9-byte models: see contec_v7.

**Line**: Contec's USB cable 19200 8O1 (the page says 4800 8O1), Berry's USB probes 115200 8N1; no
flow control (0x11 and 0x13 occur as data). Talks by itself, 60 packets a second, no checksum.

**Packet**: five bytes, bit 7 set in the first only.

    1  0-3 signal 0-8, 4 searching too long, 5 SpO2 drops, 6 beep      4  pulse rate, bits 0-6
    2  pleth                                                           5  SpO2
    3  0-3 bar, 4 probe error, 5 searching, 6 pulse rate bit 7

**Missing**: pulse 255 and SpO2 127, and 0 for both, as firmwares differ. Under probe error and
while searching nothing is believed, even a number: it is an old one. The device cannot tell an
unplugged probe from a finger that is out: both are `sensor_off`.

**Doubtful**: signal 1-2 is marginal (our choice).

**What stays possible**: a lost byte or a flipped bit 7 breaks the pattern and costs that packet
alone. Any other flipped bit gives a wrong number for one packet (1/60 s): beyond 3 % or 10 /min it
is marked suspect until three packets in a row agree; within that it is not seen. With 1 % of all
bytes flipped 148 of 197,763 values were wrong and unmarked, the worst by 8; with 1 % lost
2 of 189,926 (a data byte and the next packet's first; tests/soak/test_fuzz_contec.py).
"""

import re
import struct
from dataclasses import dataclass

from bedside.vitals import Item, Measurement, Quality, Reason, Vital, Waveform
from devices.link import Driver, LineSettings, Listener
from devices.oximetry import UncheckedOximeter
from devices.skipped import Skipped

FRAMES_PER_S, FRAME_SIZE = 60, 5
NO_PULSE, NO_SPO2 = 0xFF, 0x7F
WEAK_SIGNAL = range(1, 3)
WAVE_SAMPLES = 20  # told together, three times a second


@dataclass(frozen=True, slots=True)
class Frame:
    """One packet as the device means it; None: its own code for "none"."""

    spo2: int | None
    pulse_rate: int | None
    wave: int = 0
    signal: int = 8
    bar: int = 0
    probe_error: bool = False
    searching: bool = False
    search_too_long: bool = False
    spo2_drops: bool = False
    beep: bool = False


def encode(frame: Frame) -> bytes:
    spo2 = NO_SPO2 if frame.spo2 is None else frame.spo2
    pulse = NO_PULSE if frame.pulse_rate is None else frame.pulse_rate
    first = frame.signal | frame.search_too_long << 4 | frame.spo2_drops << 5 | frame.beep << 6
    third = frame.bar | frame.probe_error << 4 | frame.searching << 5 | pulse >> 7 << 6
    return bytes((0x80 | first, frame.wave, third, pulse & 0x7F, spo2))


def parse(packet: bytes) -> Frame:
    """The inverse of `encode`, of five bytes that have the pattern."""
    first, wave, third, pulse, spo2 = packet
    pulse |= third << 1 & 0x80
    return Frame(
        spo2=None if spo2 == NO_SPO2 else spo2,
        pulse_rate=None if pulse == NO_PULSE else pulse,
        wave=wave,
        signal=first & 0x0F,
        bar=third & 0x0F,
        probe_error=bool(third & 0x10),
        searching=bool(third & 0x20),
        search_too_long=bool(first & 0x10),
        spo2_drops=bool(first & 0x20),
        beep=bool(first & 0x40),
    )


_RUN = re.compile(b"(?:[\x80-\xff][\x00-\x7f]{4})+")
_START = re.compile(b"[\x80-\xff]")
_FRAME = struct.Struct("5B")


class Decoder:
    def __init__(self) -> None:
        self._rest, self._skipped = b"", Skipped()
        self._oximeter = UncheckedOximeter(3, 10, agree=3)
        self._key: tuple[int, ...] = ()
        self._pair: tuple[Measurement, ...] = ()
        self._wave = bytearray()

    def feed(self, data: bytes) -> list[Item]:
        stream, at, items = self._rest + data, 0, list[Item]()
        while at < len(stream):
            run = _RUN.match(stream, at)
            if run is not None:
                items += self._skipped.take()
                self._frames(run.group(), items)
                at = run.end()
                continue
            start = _START.search(stream, at + 1)
            if start is None and stream[at] >= 0x80 and len(stream) - at < FRAME_SIZE:
                break  # not yet whole
            end = start.start() if start is not None else len(stream)
            items += self._skipped.add(stream[at:end])
            at = end
        self._rest = stream[at:]
        return items

    def finish(self) -> list[Item]:
        rest, self._rest = self._rest, b""
        return [*self._skipped.add(rest), *self._skipped.take(), *self._tell_wave()]

    def _frames(self, run: bytes, items: list[Item]) -> None:
        for b1, b2, b3, b4, b5 in _FRAME.iter_unpack(run):
            key = (b1 & 0x1F, b3 & 0x70, b4, b5)  # all that _judge looks at
            if key != self._key:
                self._key = key
                self._judge(parse(bytes((b1, b2, b3, b4, b5))))
            items += self._pair
            self._wave.append(b2)
            if len(self._wave) == WAVE_SAMPLES:
                items += self._tell_wave()

    def _tell_wave(self) -> list[Item]:
        samples = tuple(self._wave)
        self._wave.clear()
        return [Waveform(Vital.SPO2, samples)] if samples else []

    def _judge(self, frame: Frame) -> None:
        quality = Quality.MARGINAL if frame.signal in WEAK_SIGNAL else Quality.GOOD
        self._pair = self._oximeter.read(frame.spo2, frame.pulse_rate, _reason(frame), quality)
        if any(heard.quality is Quality.SUSPECT for heard in self._pair):
            self._key = ()  # judge the next one again, though it be the same


def _reason(frame: Frame) -> Reason | None:
    if frame.probe_error:
        return Reason.SENSOR_OFF
    if frame.search_too_long:
        return Reason.SEARCH_TOO_LONG
    return Reason.SEARCHING if frame.searching else None


DRIVER = Driver(
    id="contec-v5",
    makers_and_models="Contec CMS50D+, CMS50E (old firmware), CMS60; BCI-protocol modules",
    vitals=frozenset({Vital.SPO2, Vital.PULSE_RATE}),
    line=LineSettings(19200, parity="O"),
    patience_s=2.0,
    converse=lambda: Listener(Decoder()),
    decoder=Decoder,
    notes="5-byte protocol V5.0A, no checksum, 60 packets a second; Berry's USB probes: 115200 8N1",
)
