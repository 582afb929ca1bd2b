"""The small pieces IntelliVue messages are built of: FLOAT, clock, lists, observed numerics.

Knows layouts and nomenclature numbers, not what they mean for a patient. Everything is big
endian. Numbers are those of ISO/IEEE 11073-10101 as the Philips Data Export Interface uses them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from bedside.vitals import DeviceIdentified

T = TypeVar("T")


class MalformedError(ValueError):
    """An intact frame whose content contradicts itself. Never leaves devices/."""


class Special(StrEnum):
    """What a FLOAT says when it is no number."""

    NAN = "nan"
    NRES = "not_at_this_resolution"
    PLUS_INFINITE = "plus_infinite"
    MINUS_INFINITE = "minus_infinite"
    RESERVED = "reserved"


_SPECIALS = {
    0x7FFFFF: Special.NAN,
    0x800000: Special.NRES,
    0x7FFFFE: Special.PLUS_INFINITE,
    0x800002: Special.MINUS_INFINITE,
    0x800001: Special.RESERVED,
}
_MANTISSAS = {special: mantissa for mantissa, special in _SPECIALS.items()}


def float_value(four: bytes) -> float | Special:
    """8-bit signed exponent, 24-bit signed mantissa: value = mantissa x 10^exponent."""
    exponent = int.from_bytes(four[:1], signed=True)
    special = _SPECIALS.get(int.from_bytes(four[1:]))
    if special is not None:
        return special
    mantissa = int.from_bytes(four[1:], signed=True)
    return float(mantissa * 10**exponent) if exponent >= 0 else mantissa / 10**-exponent


def encode_float(value: int | Special, exponent: int = 0) -> bytes:
    if isinstance(value, Special):
        return b"\x00" + _MANTISSAS[value].to_bytes(3)
    return exponent.to_bytes(1, signed=True) + value.to_bytes(3, signed=True)


def clock_s(eight: bytes) -> float | None:
    """The monitor's own wall clock (century, year ... hundredths, in BCD), as seconds.

    Only differences of two such times mean anything: the monitor has no time zone. FF: not known.
    """
    digits = eight.hex()
    if len(digits) != 16 or not digits.isdecimal():
        return None
    year, month, day, hour, minute, second, hundredths = (
        int(digits[low:high])
        for low, high in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14), (14, 16))
    )
    try:
        whole = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return (whole - _EPOCH).total_seconds() + hundredths / 100


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_CLOCK = b"\xff" * 8


def encode_clock(moment: datetime) -> bytes:
    return bytes.fromhex(f"{moment:%Y%m%d%H%M%S}{moment.microsecond // 10_000:02d}")


class Cursor:
    """Reads a message from its start and refuses to read past its end."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, size: int) -> bytes:
        taken = self._data[self._at : self._at + size]
        if len(taken) != size:
            raise MalformedError(f"wanted {size} bytes, had {len(taken)}")
        self._at += size
        return taken

    def u16(self) -> int:
        return int.from_bytes(self.take(2))

    def u32(self) -> int:
        return int.from_bytes(self.take(4))

    def left(self) -> int:
        return len(self._data) - self._at

    def sized(self, read: Callable[["Cursor"], T]) -> T:
        """What `read` makes of the next part, whose size stands before it; all of it, no more."""
        inside = Cursor(self.take(self.u16()))
        value = read(inside)
        inside.must_end()
        return value

    def listed(self, read: Callable[["Cursor"], T]) -> tuple[T, ...]:
        """A list: count, size in bytes, elements."""
        count = self.u16()
        return self.sized(lambda inside: tuple(read(inside) for _ in range(count)))

    def must_end(self) -> None:
        if self.left():
            raise MalformedError(f"{self.left()} bytes too many")


def encode_sized(data: bytes) -> bytes:
    return len(data).to_bytes(2) + data


def encode_listed(elements: tuple[bytes, ...]) -> bytes:
    return len(elements).to_bytes(2) + encode_sized(b"".join(elements))


# Attribute identifiers
LABEL_STRING = 0x0927
SYSTEM_MODEL = 0x0928
PRODUCTION = 0x092D
OPERATING_MODE = 0x0946
COMPOUND_NUMERIC = 0x094B
NUMERIC = 0x0950
WALL_CLOCK = 0x0987
RELATIVE_TIME = 0x098F
MEASURED_AT = 0x0990
RUN_TIME = 0xF13E

Attributes = dict[int, bytes]


SERIAL_NUMBER, SOFTWARE_REVISION = 1, 4  # what an entry of PRODUCTION says
WHOLE_PRODUCT = 0x0008  # of what


def device_of(attributes: "Attributes") -> DeviceIdentified:
    """Model, serial number and software of the monitor, as far as the attributes say them.

    Raises MalformedError where they contradict themselves.
    """
    maker = model = serial = software = ""
    if SYSTEM_MODEL in attributes:
        cursor = Cursor(attributes[SYSTEM_MODEL])
        maker, model = _label(cursor), _label(cursor)
        cursor.must_end()
    if PRODUCTION in attributes:
        cursor = Cursor(attributes[PRODUCTION])
        entries = cursor.listed(lambda inside: (inside.u16(), inside.u16(), _label(inside)))
        cursor.must_end()
        serial = _said(entries, SERIAL_NUMBER)
        software = _said(entries, SOFTWARE_REVISION)
    return DeviceIdentified(f"{maker} {model}".strip(), serial, software)


def _said(entries: tuple[tuple[int, int, str], ...], kind: int) -> str:
    """The entry for the whole product, else the first that says anything."""
    said = [(component, text) for what, component, text in entries if what == kind and text]
    first = said[0][1] if said else ""
    return dict(reversed(said)).get(WHOLE_PRODUCT, first)


def _label(cursor: Cursor) -> str:
    """A VariableLabel: its size, then ASCII that ends or is filled with zeros."""
    text = cursor.take(cursor.u16()).decode("ascii", "replace")
    return "".join(one for one in text if one.isprintable()).strip()


def encode_label(text: str) -> bytes:
    return encode_sized(text.encode("ascii") + b"\0")


def read_attributes(cursor: Cursor) -> Attributes:
    return dict(cursor.listed(lambda inside: (inside.u16(), inside.take(inside.u16()))))


def encode_attributes(attributes: Attributes) -> bytes:
    return encode_listed(
        tuple(key.to_bytes(2) + encode_sized(value) for key, value in attributes.items())
    )


@dataclass(frozen=True, slots=True)
class Numeric:
    """One observed number with the state the monitor gives it."""

    physio_id: int
    state: int
    unit: int
    value: float | Special


def _read_numeric(cursor: Cursor) -> Numeric:
    return Numeric(cursor.u16(), cursor.u16(), cursor.u16(), float_value(cursor.take(4)))


def numerics_of(attributes: Attributes) -> tuple[Numeric, ...]:
    """Every number an observation carries, single or compound."""
    found: tuple[Numeric, ...] = ()
    if NUMERIC in attributes:
        cursor = Cursor(attributes[NUMERIC])
        found += (_read_numeric(cursor),)
        cursor.must_end()
    if COMPOUND_NUMERIC in attributes:
        cursor = Cursor(attributes[COMPOUND_NUMERIC])
        found += cursor.listed(_read_numeric)
        cursor.must_end()
    return found


def encode_numeric(
    physio_id: int, state: int, unit: int, value: int | Special, exponent: int = 0
) -> bytes:
    head = b"".join(field.to_bytes(2) for field in (physio_id, state, unit))
    return head + encode_float(value, exponent)
