"""The layout of the parts of a Datex-Ohmeda record that we read, both ways. Knows no meaning.

A displayed part is 278 bytes: Unix time, 270 bytes of groups, marker, reserved, class (bits 8-11;
0 is the basic class). Of its groups {status u32, label u16, values i16} only four are read. An
auxiliary part is 114 bytes and begins with the Unix time of the latest NIBP measurement.
"""

import struct
from dataclasses import dataclass

from devices.ge_dri_records import PHYSIOLOGICAL, WAVE, Part, Record

REQUEST, DISPLAYED, TREND_10_S, TREND_60_S, AUXILIARY = 0, 1, 2, 3, 4  # physiological kinds
PLETH_WAVE = 8
DISPLAYED_SIZE, AUXILIARY_SIZE = 278, 114
INVALID = -32767  # "there is none"

_TIME = struct.Struct("<I")
_CLASS = struct.Struct("<H")
_CLASS_AT = 276
_GROUPS = {  # name: offset, number of values
    "ecg": (4, 5),
    "nibp": (76, 4),
    "spo2": (122, 4),
    "co2": (136, 4),
}
_ALL_GROUPS = (  # offset and number of values of every group, for the ones nothing is known of
    (4, 5), (20, 4), (34, 4), (48, 4), (62, 4), (76, 4), (90, 1), (98, 1), (106, 1), (114, 1),
    (122, 4), (136, 4), (150, 2), (160, 2), (170, 3), (182, 8), (204, 4), (218, 3), (230, 0),
    (236, 1), (244, 4), (258, 4),
)  # fmt: skip
_REQUEST = struct.Struct("<BhIh")
_WAVE_REQUEST = struct.Struct("<hh8s20x")


@dataclass(frozen=True, slots=True)
class Group:
    status: int
    label: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Displayed:
    time_s: int
    ecg: Group  # heart rate, ST 1-3, respiration by impedance
    nibp: Group  # systolic, diastolic, mean, pulse
    spo2: Group  # SpO2, pulse, infrared amplitude, SvO2
    co2: Group  # end-tidal, inspired, respiration, ambient pressure
    data_class: int = 0


def is_whole(record: Record) -> bool:
    """Whether every part that we read has the size of its kind."""
    if record.main_type != PHYSIOLOGICAL:
        return True
    return all(
        len(part.data) == DISPLAYED_SIZE
        if part.kind in (DISPLAYED, TREND_10_S, TREND_60_S)
        else part.kind != AUXILIARY or len(part.data) == AUXILIARY_SIZE
        for part in record.parts
    )


def displayed_of(data: bytes) -> Displayed:
    groups = {}
    for name, (offset, count) in _GROUPS.items():
        status, label, *values = struct.unpack_from(f"<IH{count}h", data, offset)
        groups[name] = Group(status, label, tuple(values))
    (time_s,) = _TIME.unpack_from(data)
    data_class = _CLASS.unpack_from(data, _CLASS_AT)[0] >> 8 & 0xF
    return Displayed(time_s, **groups, data_class=data_class)


def encode_displayed(displayed: Displayed, kind: int = DISPLAYED) -> Part:
    """The inverse of `displayed_of`; every other group does not exist and has no values."""
    data = bytearray(DISPLAYED_SIZE)
    for offset, count in _ALL_GROUPS:
        struct.pack_into(f"<{count}h", data, offset + 6, *(INVALID,) * count)
    struct.pack_into("<3h", data, 230, *(INVALID,) * 3)  # ECG extra has no header
    for name, (offset, count) in _GROUPS.items():
        group: Group = getattr(displayed, name)
        struct.pack_into(f"<IH{count}h", data, offset, group.status, group.label, *group.values)
    _TIME.pack_into(data, 0, displayed.time_s)
    _CLASS.pack_into(data, _CLASS_AT, displayed.data_class << 8)
    return Part(kind, bytes(data))


def nibp_time_of(data: bytes) -> int:
    (time_s,) = _TIME.unpack_from(data)
    return int(time_s)


def encode_auxiliary(nibp_time_s: int) -> Part:
    return Part(AUXILIARY, _TIME.pack(nibp_time_s).ljust(AUXILIARY_SIZE, b"\0"))


def samples_of(data: bytes) -> tuple[int, ...]:
    """The samples of a wave part: their number, status and label stand before them."""
    numbers = struct.unpack(f"<{len(data) // 2}h", data[: len(data) // 2 * 2])
    return numbers[3 : 3 + max(0, numbers[0])] if len(numbers) > 3 else ()


def encode_wave(kind: int, samples: tuple[int, ...]) -> Part:
    return Part(kind, struct.pack(f"<hHH{len(samples)}h", len(samples), 0, 0, *samples))


def encode_request(kind: int, every_s: int, classes: int = 0) -> Record:
    """Ask for displayed, trend or auxiliary parts; 0 s cancels. Class bits 1-3 ask for more."""
    return Record(PHYSIOLOGICAL, (Part(REQUEST, _REQUEST.pack(kind, every_s, classes, 0)),))


def request_of(record: Record) -> tuple[int, int] | None:
    """(kind, seconds) when the record is a host's request for physiological data."""
    if record.main_type != PHYSIOLOGICAL or len(record.parts) != 1:
        return None
    part = record.parts[0]
    if part.kind != REQUEST or len(part.data) != _REQUEST.size:
        return None
    kind, every_s, _, _ = _REQUEST.unpack(part.data)
    return kind, every_s


def encode_wave_request(start: bool, *waves: int) -> Record:
    kinds = bytes((*waves, 0xFF)).ljust(8, b"\0")
    return Record(WAVE, (Part(REQUEST, _WAVE_REQUEST.pack(0 if start else 1, 0, kinds)),))


def wave_request_of(record: Record) -> tuple[bool, bytes] | None:
    """(start, kinds) when the record is a host's request for waves."""
    if record.main_type != WAVE or len(record.parts) != 1:
        return None
    part = record.parts[0]
    if part.kind != REQUEST or len(part.data) != _WAVE_REQUEST.size:
        return None
    stop, _, kinds = _WAVE_REQUEST.unpack(part.data)
    return not stop, kinds.partition(b"\xff")[0]
