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

Where a frame stands is only counted, so a whole frame that vanished would move firmware revision
48 into the place of SpO2. Hence nothing is believed before the packet has proved its count: 25
frames without a second SYNC (values come 22 frames, 0.29 s, after the SpO2 frame). What stands
behind a damaged frame needs the stronger proof of a SYNC exactly in place 26. What remains: a loss
of exactly whole frames and an insertion, both within one packet.

Low battery is told when it appears, not three times a second.
"""

from dataclasses import dataclass, field

from bedside.vitals import DeviceStatus, Item, Measurement, PulseSource, Quality, Reason, Vital

FRAMES, FRAME_SIZE = 25, 5

SYNC, GREEN, YELLOW, RED = 0x01, 0x02, 0x06, 0x04  # 2-1: perfusion; yellow is both bits
PERFUSION = 0x06
SENSOR_ALARM, OUT_OF_TRACK, ARTEFACT, SENSOR_DISCONNECTED, ALWAYS = 0x08, 0x10, 0x20, 0x40, 0x80

LOW_BATTERY, SMARTPOINT = 0x01, 0x20  # bits of STAT2
NO_PULSE, NO_SPO2 = 511, 127
PULSE_RANGE, SPO2_RANGE = range(18, 322), range(1, 101)  # /min and %, as the manuals specify


@dataclass
class PacketAssembler:
    """Takes STATUS and EXTRA of each intact frame in turn, and is told of what lay between.

    `finish` says what an unfinished packet holds: for recorded bytes that end.
    """

    _extras: list[int | None] = field(default_factory=list)  # None: a damaged frame; empty: no SYNC
    _flags: int = 0
    _perfusion: Quality = Quality.GOOD
    _contiguous: int = 0  # frames since SYNC with nothing lost between
    _lost_bytes: int = 0
    _told: int = 0  # frames of this packet whose meaning was told
    _battery_low: bool = False

    def push(self, status: int, extra: int) -> list[Item]:
        """One intact frame; returns what it proves."""
        self._count_the_lost()
        items: list[Item] = []
        if status & SYNC:
            if len(self._extras) == FRAMES:
                items = self._tell(FRAMES)
            self._begin()
        elif not self._extras or len(self._extras) >= FRAMES:
            self._begin()  # place unknown until the next SYNC
            return []
        self._flags |= status
        self._perfusion = max(self._perfusion, _perfusion(status), key=_WORSE.index)
        if self._contiguous == len(self._extras):
            self._contiguous += 1
        self._extras.append(extra)
        if len(self._extras) == FRAMES:
            items += self._tell(self._contiguous)
        return items

    def lost(self, size: int) -> None:
        """`size` bytes were in no intact frame."""
        self._lost_bytes += size

    def finish(self) -> list[Item]:
        items = self._tell(self._contiguous)
        self._begin()
        return items

    def _begin(self) -> None:
        self._extras = []
        self._flags = self._contiguous = self._told = self._lost_bytes = 0
        self._perfusion = Quality.GOOD

    def _count_the_lost(self) -> None:
        if self._lost_bytes and self._extras:
            lost = max(1, round(self._lost_bytes / FRAME_SIZE))
            room = FRAMES + 1 - len(self._extras)  # 26 is enough to know that it went wrong
            self._extras += [None] * min(lost, room)
        self._lost_bytes = 0

    def _tell(self, proved: int) -> list[Item]:
        """What the first `proved` frames mean, less what was told before."""
        msb, lsb, spo2, stat2 = (self._extra(number) for number in (1, 2, 3, 8))
        items: list[Item] = []
        if self._told < 3 <= proved and spo2 is not None:
            items.append(self._measurement(Vital.SPO2, spo2, NO_SPO2, SPO2_RANGE))
        if self._told < 2 <= proved and msb is not None and lsb is not None:
            pulse = (msb & 3) << 7 | lsb & 127
            items.append(self._measurement(Vital.PULSE_RATE, pulse, NO_PULSE, PULSE_RANGE))
        if self._told < 8 <= proved and stat2 is not None:
            low = bool(stat2 & LOW_BATTERY)
            if low and not self._battery_low:
                items.append(DeviceStatus("low_battery"))
            self._battery_low = low
        self._told = max(self._told, proved)
        return items

    def _extra(self, number: int) -> int | None:
        return self._extras[number - 1] if number <= len(self._extras) else None

    def _measurement(self, vital: Vital, raw: int, missing: int, possible: range) -> Measurement:
        source = PulseSource.PLETH if vital is Vital.PULSE_RATE else None
        reason = self._unusable()
        if reason is None and raw in (missing, 0):
            reason = Reason.OUT_OF_TRACK if self._flags & OUT_OF_TRACK else Reason.NO_VALUE
        if reason is None and raw not in possible:
            reason = Reason.OUT_OF_RANGE
        if reason is not None:
            return Measurement(vital, None, reason, source)
        return Measurement(vital, float(raw), None, source, self._quality())

    def _unusable(self) -> Reason | None:
        if self._flags & SENSOR_DISCONNECTED:
            return Reason.SENSOR_UNPLUGGED
        return Reason.SENSOR_OFF if self._flags & SENSOR_ALARM else None

    def _quality(self) -> Quality:
        if self._flags & (ARTEFACT | OUT_OF_TRACK):
            return Quality.POOR
        return self._perfusion


_WORSE = (Quality.GOOD, Quality.MARGINAL, Quality.POOR)


def _perfusion(status: int) -> Quality:
    colour = status & PERFUSION
    if colour == RED:
        return Quality.POOR
    return Quality.MARGINAL if colour == YELLOW else Quality.GOOD


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
