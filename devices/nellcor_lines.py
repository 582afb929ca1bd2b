"""The lines that a Nellcor oximeter prints on its data port, both ways. Knows no stream.

    NPB-295 VERSION 2.0.0.0 CRC: XXXX SpO2 Limit: 70-100% PR Limit: 60-160BPM
    TIME %SPO2 BPM PA Status
    12-NOV-98 14:00:05 100 120 50 MO AS

A printout of stored trends has TREND where the CRC is, no Status, and ends with "Output Complete".
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DASHES = "---"


@dataclass(frozen=True, slots=True)
class Number:
    """As printed; `starred`: the device says that it is outside its alarm limits."""

    value: int | None
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    at: datetime  # by the device's own clock, whose time zone it does not tell
    spo2: Number
    pulse: Number
    amplitude: int | None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """The first line of a heading: alarm limits, and whether stored trends follow."""

    spo2: tuple[int, int]
    pulse: tuple[int, int]
    trend: bool = False
    model: str = "NPB-295"
    version: str = "2.0.0.0"


@dataclass(frozen=True, slots=True)
class Columns:
    """The second line of a heading; without a status column stored trends follow."""

    trend: bool = False


@dataclass(frozen=True, slots=True)
class OutputComplete:
    """A printout of stored trends has ended."""


Line = Reading | Limits | Columns | OutputComplete

_NUMBER = r"(---|\d{1,3})(\*?)"
_READING = re.compile(
    rf"(\d\d)-([A-Za-z]{{3}})-(\d\d) +(\d\d):(\d\d):(\d\d) +{_NUMBER} +{_NUMBER} +(---|\d{{1,3}})"
    r"((?: +[A-Z]{2})*) *$"
)
_LIMITS = re.compile(
    r"((?-i:N(?:PB)?-\d+\w?|[A-Z][A-Z0-9-]+)) +VERSION +(\S+) +(?:(TREND)|CRC: *\S+) +"
    r"SpO2 Limit: *(\d{1,3})-(\d{1,3})% +PR Limit: *(\d{1,3})-(\d{1,3}) *BPM\b.*$",
    re.IGNORECASE,
)
_COLUMNS = re.compile(r"TIME +%SpO2 +BPM +PA(?: +(Status))? *$", re.IGNORECASE)
_COMPLETE = re.compile(r"Output Complete *$")


def parse(text: str) -> tuple[int, Line] | None:
    """Where in the text a line of ours begins, up to its end, and what it is; None: nowhere."""
    if found := _READING.search(text):
        reading = _reading(*found.groups())
        return None if reading is None else (found.start(), reading)
    if found := _LIMITS.search(text):
        model, version, trend, *numbers = found.groups()
        low, high, slow, fast = map(int, numbers)
        return found.start(), Limits((low, high), (slow, fast), trend is not None, model, version)
    if found := _COLUMNS.search(text):
        return found.start(), Columns(trend=found.group(1) is None)
    if found := _COMPLETE.search(text):
        return found.start(), OutputComplete()
    return None


def _reading(*fields: str) -> Reading | None:
    day, month, year, hour, minute, second, spo2, high, pulse, fast, amplitude, codes = fields
    if month.upper() not in MONTHS:
        return None
    number = MONTHS.index(month.upper()) + 1
    century = 1900 if int(year) >= 90 else 2000
    try:
        at = datetime(
            century + int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
    except ValueError:
        return None
    return Reading(
        at,
        Number(_value(spo2), bool(high)),
        Number(_value(pulse), bool(fast)),
        _value(amplitude),
        tuple(codes.split()),
    )


def _value(text: str) -> int | None:
    return None if text == DASHES else int(text)


def encode(line: Line) -> bytes:
    """The line as it is printed, with its end."""
    match line:
        case Reading(at, spo2, pulse, amplitude, codes):
            date = f"{at:%d}-{MONTHS[at.month - 1]}-{at:%y %H:%M:%S}"
            numbers = f"{_print(spo2):<6} {_print(pulse):<6} {_print(Number(amplitude)):<5}"
            text = f"{date}   {numbers} {' '.join(codes)}".rstrip()
        case Limits((low, high), (slow, fast), trend, model, version):
            kind = "TREND" if trend else "CRC: XXXX"
            limits = f"SpO2 Limit: {low}-{high}% PR Limit: {slow}-{fast}BPM"
            text = f"{model} VERSION {version} {kind} {limits}"
        case Columns(trend):
            text = "TIME %SPO2 BPM PA" + ("" if trend else " Status")
        case OutputComplete():
            text = "Output Complete"
        case _:
            assert_never(line)
    return text.encode("ascii") + b"\r\n"


def _print(number: Number) -> str:
    return (DASHES if number.value is None else str(number.value)) + "*" * number.starred
