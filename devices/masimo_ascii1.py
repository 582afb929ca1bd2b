"""Masimo Rad-8 / Radical-7 / Rad-87, serial output ASCII 1. No port, no clock, no thread.

Source: Rad-8 operator's manual (2008), Rad-87 manual; real lines in yahnatan/pulseox. The factory
setting is ASCII 2: choose ASCII 1 in the level-3 menu of the monitor.

**Line**: 9600 8N1, no handshake, talks by itself, one line of text a second, no checksum. Lines end
in LF CR or CR LF, often with an empty line between.

    02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% SPCO=--.-% SPMET=--.-% DESAT=--
    PIDELTA=+-- ALARM=0000 EXC=000800                                           (one line)

Which keys there are depends on the model, so they are read by name, never by place.

**Missing**: dashes, or 000. EXC (exceptions) says why, and when it names a sensor or cable that is
off, out, faulty or calibrating, or a search for the pulse, a number beside it is not believed.

**Doubtful**: low perfusion, low signal IQ, interference and ambient light make a value poor.

**Device**: SN is its serial number, told once two lines agree on it.

**Damage**: a line is taken whole or not at all: date and time, then only KEY=value, SPO2 and BPM of
three digits, ALARM and EXC of whole bytes in hex, no key twice, and no key that is one character
away from a known one. The last date in a line begins it, so a torn line does not take the next.

**What stays possible**: a flipped bit that makes another digit gives a wrong number for one line.
Beyond 3 % or 10 /min it is marked suspect until the next line agrees; within that it is not seen.
With 0.2 % of all bytes flipped 25 of 32,665 values were wrong and unmarked, lost 0 of 33,228
(tests/soak/test_fuzz_masimo_ascii1.py).
"""

import re
from dataclasses import dataclass, field

from bedside.vitals import (
    DeviceIdentified,
    DeviceStatus,
    Item,
    Quality,
    Reason,
    Status,
    Vital,
)
from devices.identity import Twice
from devices.link import Driver, LineSettings, Listener
from devices.oximetry import UncheckedOximeter
from devices.skipped import Skipped

LONGEST, MOST_ENDS = 400, 4  # bytes of a line; CR and LF behind it
DATE_SIZE = len("02/22/16 22:47:45 ")

NO_SENSOR, DEFECTIVE, LOW_PERFUSION, SEARCH, INTERFERENCE, OFF, LIGHT = (1 << n for n in range(7))
UNRECOGNISED, INCOMPATIBLE, LOW_SIGNAL_IQ, SET_ACTIVE, NO_CABLE = 0x80, 0x100, 0x400, 0x800, 0x1000
CABLE_LIFE, CABLE_FAULTS, CALIBRATING, SENSOR_LIFE = 0x2000, 0x1C000, 0x20000, 0x40000
UNUSABLE = (  # exceptions under which no number is believed, the plainest reason first
    (NO_SENSOR | NO_CABLE, Reason.SENSOR_UNPLUGGED),
    (DEFECTIVE | UNRECOGNISED | INCOMPATIBLE | CABLE_FAULTS, Reason.SENSOR_FAULT),
    (OFF, Reason.SENSOR_OFF),
    (CALIBRATING, Reason.CALIBRATING),
    (SEARCH, Reason.SEARCHING),
)
WHY_NONE = (  # exceptions that explain dashes
    (LOW_PERFUSION, Reason.LOW_PERFUSION),
    (INTERFERENCE | LIGHT | LOW_SIGNAL_IQ, Reason.ARTEFACT),
)
POOR = LOW_PERFUSION | INTERFERENCE | LIGHT | LOW_SIGNAL_IQ
ALARM_SILENCED, ALARM_LOW_BATTERY = 0x20, 0x40

_DATE = re.compile(rb"\d\d/\d\d/\d\d \d\d:\d\d:\d\d ")
_LINE = re.compile(rb"[0-9/]{8} [0-9:]{8}((?: +[A-Za-z][A-Za-z0-9]*=[-+.0-9A-Za-z]+%?)+) *")
_ENDS = re.compile(rb"[\r\n]+")
_HEX = re.compile(r"(?:[0-9A-F]{2}){1,4}")
_STRICT = {
    "SPO2": re.compile(r"(?:\d{3}|-+)%"),
    "BPM": re.compile(r"\d{3}|-+"),
    "ALARM": _HEX,
    "EXC": _HEX,
}
_KNOWN = frozenset(
    "SN SPO2 BPM PI SPCO SPMET SPHB SPOC DESAT PIDELTA PVI ALARM EXC RRA RPVI ORI PSI".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is used of one line; None: dashes."""

    spo2: int | None
    pulse_rate: int | None
    alarm: int = 0
    exceptions: int = SET_ACTIVE
    serial: str = field(default="", compare=False)  # SN; "": the model does not say it


def encode(line: Line, when: str = "02/22/16 22:47:45", perfusion: str = "--.--") -> bytes:
    """As a Rad-8 writes it; `perfusion` like "03.60"."""
    spo2 = "---" if line.spo2 is None else f"{line.spo2:03}"
    pulse = "---" if line.pulse_rate is None else f"{line.pulse_rate:03}"
    return (
        f"{when} SN={line.serial or '0000056661'} SPO2={spo2}% BPM={pulse} PI={perfusion}%"
        " SPCO=--.-% SPMET=--.-%"
        f" DESAT=-- PIDELTA=+-- ALARM={line.alarm:04X} EXC={line.exceptions:06X}\r\n"
    ).encode()


def parse(text: bytes) -> Line | None:
    """The inverse of `encode`, of one line without its end; None: it is damaged."""
    whole = _LINE.fullmatch(text)
    if whole is None:
        return None
    pairs = [field.split("=") for field in whole[1].decode("ascii").split()]
    fields: dict[str, str] = dict(pairs)
    if len(fields) < len(pairs) or any(map(_looks_damaged, fields)):
        return None
    for key, shape in _STRICT.items():
        if key in fields and not shape.fullmatch(fields[key]):
            return None
    if "SPO2" not in fields or "BPM" not in fields:
        return None
    serial = fields.get("SN", "")
    return Line(
        spo2=_number(fields["SPO2"].rstrip("%")),
        pulse_rate=_number(fields["BPM"]),
        alarm=int(fields.get("ALARM", "0"), 16),
        exceptions=int(fields.get("EXC", "0"), 16),
        serial=serial if serial.isdecimal() else "",
    )


def _number(text: str) -> int | None:
    return None if text.startswith("-") else int(text)


def _looks_damaged(key: str) -> bool:
    """Whether an unknown key is a known one with one character wrong or lost."""
    if key in _KNOWN:
        return False
    for known in _KNOWN:
        wrong = sum(a != b for a, b in zip(key, known, strict=False))
        if len(key) == len(known) and wrong == 1:
            return True
        if any(known[:at] + known[at + 1 :] == key for at in range(len(known))):
            return True
    return False


class Decoder:
    def __init__(self) -> None:
        self._rest, self._skipped = b"", Skipped()
        self._ends_left = 0  # CR and LF that still belong to the line before
        self._oximeter = UncheckedOximeter(3, 10, agree=2)
        self._statuses: frozenset[Status] = frozenset()
        self._device = Twice()

    def feed(self, data: bytes) -> list[Item]:
        stream, at, items = self._rest + data, 0, list[Item]()
        while at < len(stream):
            ends = _ENDS.search(stream, at, at + LONGEST + 1)
            if ends is None and len(stream) - at <= LONGEST:
                break
            if ends is None:  # too long for a line, but one may have begun in it
                end = at + (_last_date(stream[at : at + LONGEST]) or LONGEST - DATE_SIZE)
                items += self._skipped.add(stream[at:end])
                self._ends_left, at = 0, end
                continue
            if ends.start() > at:
                items += self._line(stream[at : ends.start()])
            kept = min(self._ends_left, len(ends[0]))
            self._ends_left -= kept
            items += self._skipped.add(ends[0][kept:])
            at = ends.end()
        self._rest = stream[at:]
        return items

    def finish(self) -> list[Item]:
        """The last line may lack its end if it cannot be longer: EXC is whole."""
        rest, self._rest = self._rest, b""
        whole = re.search(rb" EXC=[0-9A-F]{6}$", rest) is not None
        items = self._line(rest) if whole else self._skipped.add(rest)
        return [*items, *self._skipped.take()]

    def _line(self, text: bytes) -> list[Item]:
        start = _last_date(text)
        line = parse(text[start:])
        if line is None:
            self._ends_left = 0
            return [*self._skipped.add(text)]
        self._ends_left = MOST_ENDS
        before = [*self._skipped.add(text[:start]), *self._skipped.take()]
        reason = _first(UNUSABLE, line.exceptions)
        quality = Quality.POOR if line.exceptions & POOR else Quality.GOOD
        if_none = _first(WHY_NONE, line.exceptions) or Reason.NO_VALUE
        pair = self._oximeter.read(line.spo2, line.pulse_rate, reason, quality, if_none)
        device = self._device.told(DeviceIdentified(serial=line.serial))
        return [*before, *pair, *self._new_statuses(line), *device]

    def _new_statuses(self, line: Line) -> list[DeviceStatus]:
        """Told when it appears, not every second."""
        flags = {
            Status.LOW_BATTERY: line.alarm & ALARM_LOW_BATTERY,
            Status.ALARMS_SILENCED: line.alarm & ALARM_SILENCED,
            Status.CABLE_LIFE_EXPIRED: line.exceptions & CABLE_LIFE,
            Status.SENSOR_LIFE_EXPIRED: line.exceptions & SENSOR_LIFE,
        }
        now = frozenset(code for code, flag in flags.items() if flag)
        new, self._statuses = now - self._statuses, now
        return [DeviceStatus(code) for code in sorted(new)]


def _last_date(text: bytes) -> int:
    return max((date.start() for date in _DATE.finditer(text)), default=0)


def _first(table: tuple[tuple[int, Reason], ...], exceptions: int) -> Reason | None:
    return next((reason for bits, reason in table if exceptions & bits), None)


DRIVER = Driver(
    id="masimo-ascii1",
    makers_and_models="Masimo Rad-8, Radical-7, Rad-87 (ASCII 1)",
    vitals=frozenset({Vital.SPO2, Vital.PULSE_RATE}),
    line=LineSettings(9600),
    patience_s=3.0,
    converse=lambda: Listener(Decoder()),
    decoder=Decoder,
    notes="one line of text a second, no checksum; choose ASCII 1 in the monitor's level-3 menu",
)
