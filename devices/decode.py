"""Recorded bytes to JSON lines, one reading a line (DESIGN 4). Knows no file and no port.

    {"vital":"spo2","value":97,"unit":"%"}
    {"vital":"pulse_rate","value":65,"unit":"/min","source":"pleth"}      source: pleth, nibp, ecg
    {"vital":"nibp","systolic":115,"diastolic":74,"mean":88,"unit":"mmHg"}
    {"vital":"spo2","value":null,"reason":"sensor_off"}     reason: of Reason; for nibp, NibpFault
    {"cuff_pressure":160,"unit":"mmHg"}
    {"status":"low_battery"}
    {"garbled":5}                                   bytes that are in no intact frame; they add up
    {"waveform":"spo2","samples":[12,14]}           if asked for

"quality" is added where it is not good: marginal, poor, suspect.

`traced_lines` adds to each line "at", when the bytes came that completed it, and "bytes", where in
the file they stand (from, to): a reading of a session's record has the same time. What it begins
with may stand in the bytes before them, if the line was read in pieces.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, assert_never

from bedside.vitals import (
    UNIT,
    BloodPressure,
    CuffPressure,
    DeviceIdentified,
    DeviceStatus,
    Garbled,
    Item,
    Measurement,
    NibpFailed,
    NibpStarted,
    Quality,
    Vital,
    Waveform,
)
from devices.link import Decoder, Driver
from devices.raw_log import Piece

Line = dict[str, Any]


def decode_lines(driver: Driver, chunks: Iterable[bytes], waveforms: bool = False) -> Iterator[str]:
    """The lines of a recording, without their ends. Garbled bytes side by side are one line."""
    garbled = 0
    for item in _items(driver.decoder(), chunks):
        if isinstance(item, Garbled):
            garbled += len(item.data)
            continue
        if isinstance(item, Waveform) and not waveforms:
            continue
        if garbled:
            yield _text({"garbled": garbled})
            garbled = 0
        yield from map(_text, lines(item))
    if garbled:
        yield _text({"garbled": garbled})


def traced_lines(driver: Driver, pieces: Iterable[Piece], waveforms: bool = False) -> Iterator[str]:
    """As `decode_lines`, piece by piece as it was heard, each line with its time and bytes."""
    decoder, place = driver.decoder(), dict[str, Any]()
    for piece in pieces:
        at = None if piece.at is None else piece.at.isoformat(timespec="milliseconds")
        place = {"at": at, "bytes": [piece.begin, piece.end]}
        yield from _placed(decoder.feed(piece.data), place, waveforms)
    yield from _placed(decoder.finish(), place, waveforms)


def _placed(items: Sequence[Item], place: Line, waveforms: bool) -> Iterator[str]:
    for item in items:
        if waveforms or not isinstance(item, Waveform):
            yield from (_text(line | place) for line in lines(item))


def _items(decoder: Decoder, chunks: Iterable[bytes]) -> Iterator[Item]:
    for chunk in chunks:
        yield from decoder.feed(chunk)
    yield from decoder.finish()


def lines(item: Item) -> list[Line]:
    match item:
        case Measurement():
            return [_measurement(item)]
        case BloodPressure():
            return _blood_pressure(item)
        case NibpFailed():
            return [{"vital": Vital.NIBP, "value": None, "reason": item.fault}]
        case CuffPressure():
            return [{"cuff_pressure": item.mmhg, "unit": "mmHg"}]
        case NibpStarted():
            return [{"status": "nibp_started"}]
        case DeviceStatus():
            return [{"status": item.code}]
        case Garbled():
            return [{"garbled": len(item.data)}]
        case DeviceIdentified():
            return []  # no reading: the set-up, the report and the FHIR Device tell it
        case Waveform():
            return [{"waveform": item.vital, "samples": list(item.samples)}]
        case _:
            assert_never(item)


def _measurement(item: Measurement) -> Line:
    if item.value is None:
        return {"vital": item.vital, "value": None, "reason": item.reason}
    line: Line = {"vital": item.vital, "value": _number(item.value), "unit": UNIT[item.vital]}
    if item.source is not None:
        line["source"] = item.source
    return line | _quality(item.quality)


def _blood_pressure(item: BloodPressure) -> list[Line]:
    pressure: Line = {
        "vital": Vital.NIBP,
        "systolic": item.systolic,
        "diastolic": item.diastolic,
        "mean": item.mean,
        "unit": UNIT[Vital.NIBP],
    }
    said = [pressure | _quality(item.quality)]
    if item.pulse_rate is not None:
        unit = UNIT[Vital.PULSE_RATE]
        said.append(
            {"vital": Vital.PULSE_RATE, "value": item.pulse_rate, "unit": unit, "source": "nibp"}
        )
    return said


def _quality(quality: Quality) -> Line:
    return {} if quality is Quality.GOOD else {"quality": quality}


def _number(value: float) -> float:
    return int(value) if value == int(value) else value


def _text(line: Line) -> str:
    return json.dumps(line, separators=(",", ":"))
