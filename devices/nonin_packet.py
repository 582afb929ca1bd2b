"""What 25 Nonin frames say together; formats 2 and 7 share it. Knows no frame and no checksum.

Source: Nonin's description of data formats 2 and 7 (OEM III / Xpod). Three packets a second, 25
frames each, 75 frames a second. Every frame has a STATUS byte and one EXTRA byte whose meaning is
its place in the packet; only frame 1 has the SYNC bit.

    frame  1   2   3     4         5  6   7   8      9       10     11   12 13  14   15
    EXTRA  HR  HR  SpO2  revision  -  timer   STAT2  SpO2-D  fast   B-B  -  -   E-HR
    frame  16      17       18 19  20   21  22    23     24 25
    EXTRA  E-SpO2  E-SpO2-D -  -   HR-D     E-HR-D       -  -

A pulse rate is 9 bits over two bytes of 7: ((first & 3) << 7) | (second & 127); 511 is "none".
SpO2 127 is "none". The standard values of frames 1 to 3 (four-beat average) are used, because they
go missing at once when the oximeter loses track; the "-D" values hold the last good number ten
seconds longer, which is a stale number that looks new.

Where a frame stands is only counted, so a whole frame that vanished, or came twice, would move
another number (firmware revision 48, the pulse) into the place of SpO2. Hence nothing is believed
before the count is proved: by a SYNC exactly in place 26, or in place 51 where the SYNC between
was damaged (values come 23 frames, 0.31 s, after the SpO2 frame). What remains: a loss of whole
frames and an insertion of as many, or a loss of whole packets to the byte between frames 1 and 2.

Low battery is told when it appears, not three times a second. A module does not say which one it
is: the stream has the firmware revision (of no use alone) and no serial number. Only the Bluetooth
models (3150, 9560) can be asked for one, by commands the modules do not know: nothing is sent.
"""

from dataclasses import dataclass, field

from bedside.vitals import (
    DeviceStatus,
    Item,
    Measurement,
    PulseSource,
    Quality,
    Reason,
    Status,
    Vital,
)

FRAMES, FRAME_SIZE = 25, 5
MOST_UNPROVED = 2 * FRAMES  # frames that may wait for one SYNC

SYNC, GREEN, YELLOW, RED = 0x01, 0x02, 0x06, 0x04  # 2-1: perfusion; yellow is both bits
PERFUSION = 0x06
SENSOR_ALARM, OUT_OF_TRACK, ARTEFACT, SENSOR_DISCONNECTED, ALWAYS = 0x08, 0x10, 0x20, 0x40, 0x80

LOW_BATTERY, SMARTPOINT = 0x01, 0x20  # bits of STAT2
NO_PULSE, NO_SPO2 = 511, 127
PULSE_RANGE, SPO2_RANGE = range(18, 322), range(1, 101)  # /min and %, as the manuals specify


@dataclass
class PacketAssembler:
    """Takes STATUS and EXTRA of each intact frame in turn, and is told of what lay between."""

    _status: bytearray = field(default_factory=bytearray)  # since SYNC; 0: a damaged frame
    _extra: bytearray = field(default_factory=bytearray)
    _lost_bytes: int = 0
    _battery_low: bool = False

    def push(self, status: int, extra: int) -> list[Item]:
        """One intact frame; returns what it proves."""
        if self._lost_bytes:
            self._count_the_lost()
        items: list[Item] = []
        sync_is_due = len(self._status) % FRAMES == 0  # also before the first SYNC
        if status & SYNC:
            if sync_is_due:
                items = self._tell()
            self._begin()
        elif sync_is_due:
            self._begin()
            return []
        self._status.append(status)
        self._extra.append(extra)
        return items

    def lost(self, size: int) -> None:
        """`size` bytes were in no intact frame."""
        self._lost_bytes += size

    def finish(self) -> list[Item]:
        """The stream has ended: only a packet that ended with it has its count."""
        items = self._tell() if len(self._status) % FRAMES == 0 else []
        self._begin()
        self._lost_bytes = 0
        return items

    def _begin(self) -> None:
        self._status.clear()
        self._extra.clear()

    def _count_the_lost(self) -> None:
        lost = max(1, round(self._lost_bytes / FRAME_SIZE))
        self._lost_bytes = 0
        if not self._status or len(self._status) + lost > MOST_UNPROVED:
            self._begin()  # place unknown until the next SYNC
        else:
            self._status += bytes(lost)
            self._extra += bytes(lost)

    def _tell(self) -> list[Item]:
        items: list[Item] = []
        for start in range(0, len(self._status), FRAMES):
            end = start + FRAMES
            items += self._tell_packet(self._status[start:end], self._extra[start:end])
        return items

    def _tell_packet(self, status: bytearray, extra: bytearray) -> list[Item]:
        flags = 0
        for each in set(status):
            flags |= each
        quality = _quality(flags, status)
        items: list[Item] = []
        if status[2]:
            reason = _unusable(status[2])
            reason = reason or _impossible(extra[2], NO_SPO2, SPO2_RANGE, flags, quality)
            items.append(_measurement(Vital.SPO2, extra[2], reason, None, quality))
        if status[0] and status[1]:
            pulse = _pulse(extra[0], extra[1])
            reason = _unusable(status[0] | status[1])
            reason = reason or _impossible(pulse, NO_PULSE, PULSE_RANGE, flags, quality)
            items.append(_measurement(Vital.PULSE_RATE, pulse, reason, PulseSource.PLETH, quality))
        if status[7]:
            low = bool(extra[7] & LOW_BATTERY)
            if low and not self._battery_low:
                items.append(DeviceStatus(Status.LOW_BATTERY))
            self._battery_low = low
        return items


def _pulse(first: int, second: int) -> int:
    """Bits 2 to 6 of the first byte are reserved and may be set; bit 7 of both is always 0."""
    return -1 if (first | second) & 0x80 else (first & 3) << 7 | second


def _measurement(
    vital: Vital, raw: int, reason: Reason | None, source: PulseSource | None, quality: Quality
) -> Measurement:
    if reason is not None:
        return Measurement(vital, None, reason, source)
    return Measurement(vital, float(raw), None, source, quality)


def _unusable(flags: int) -> Reason | None:
    """The manual: SNSD "not connected or inoperable", SNSA "unusable data", finger removed.

    Judged by the frames that carry the value, so that damage in another cannot take it away.
    """
    if flags & SENSOR_DISCONNECTED:
        return Reason.SENSOR_UNPLUGGED
    return Reason.SENSOR_OFF if flags & SENSOR_ALARM else None


def _impossible(
    raw: int, missing: int, possible: range, flags: int, quality: Quality
) -> Reason | None:
    if raw in possible:
        return None
    if raw not in (missing, 0):
        return Reason.OUT_OF_RANGE
    if unusable := _unusable(flags):
        return unusable
    if flags & OUT_OF_TRACK:
        return Reason.OUT_OF_TRACK
    if flags & ARTEFACT:
        return Reason.ARTEFACT
    return Reason.LOW_PERFUSION if quality is Quality.POOR else Reason.NO_VALUE


def _quality(flags: int, status: bytearray) -> Quality:
    if flags & (ARTEFACT | OUT_OF_TRACK):
        return Quality.POOR
    if not flags & RED:  # red and yellow both have it
        return Quality.GOOD
    colours = {each & PERFUSION for each in status}
    return Quality.POOR if RED in colours else Quality.MARGINAL


def encode_extras(
    spo2: int | None,
    pulse_rate: int | None,
    low_battery: bool = False,
    revision: int = 48,
    timer: int = 0,
    display_spo2: int | None = None,
    display_pulse: int | None = None,
) -> bytes:
    """The 25 EXTRA bytes of one packet; `display_*`: the held "-D" values, if they differ."""
    saturation = NO_SPO2 if spo2 is None else spo2
    held = saturation if display_spo2 is None else display_spo2
    rate = _seven_bits(NO_PULSE if pulse_rate is None else pulse_rate)
    held_rate = rate if display_pulse is None else _seven_bits(display_pulse)
    stat2 = LOW_BATTERY if low_battery else 0
    standard = (*rate, saturation, revision, 0, *_seven_bits(timer), stat2)
    averages = (held, saturation, saturation, 0, 0, *rate, saturation, held, 0, 0)
    return bytes((*standard, *averages, *held_rate, *held_rate, 0, 0))


def _seven_bits(number: int) -> tuple[int, int]:
    return number >> 7 & 0x7F, number & 0x7F


def encode_status(number: int, flags: int = 0, perfusion: int = 0) -> int:
    """The STATUS byte of frame `number` (1 to 25)."""
    return ALWAYS | flags | perfusion | (SYNC if number == 1 else 0)
