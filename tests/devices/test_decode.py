import json

import pytest

from bedside.clock import START_OF_TIME
from bedside.vitals import (
    BloodPressure,
    CuffPressure,
    DeviceIdentified,
    DeviceStatus,
    Garbled,
    Measurement,
    NibpFailed,
    NibpFault,
    NibpStarted,
    PulseSource,
    Quality,
    Reason,
    Vital,
    Waveform,
)
from devices.catalog import DRIVERS
from devices.decode import decode_lines, lines, traced_lines
from devices.nonin_format2 import encode
from devices.raw_log import Piece
from devices.suntech_packets import Result, pressure_packet, result_packet

NONIN, SUNTECH = DRIVERS["nonin-format2"], DRIVERS["suntech-advantage"]
SPO2_97, PULSE_72 = (
    '{"vital":"spo2","value":97,"unit":"%"}',
    '{"vital":"pulse_rate","value":72,"unit":"/min","source":"pleth"}',
)


def test_a_recording_of_an_oximeter():
    assert list(decode_lines(NONIN, [encode(97, 72) * 2])) == [SPO2_97, PULSE_72] * 2


def test_a_recording_of_a_blood_pressure():
    assert list(decode_lines(SUNTECH, [result_packet(Result(115, 74, 88, 85))])) == [
        '{"vital":"nibp","systolic":115,"diastolic":74,"mean":88,"unit":"mmHg"}',
        '{"vital":"pulse_rate","value":85,"unit":"/min","source":"nibp"}',
    ]


def test_what_is_skipped_adds_up_and_stands_where_it_was():
    stream = b"\x55" * 200 + encode(97, 72) + encode(97, 72)[:7]
    found = list(decode_lines(NONIN, [stream[:33], stream[33:90], stream[90:]]))
    assert found == ['{"garbled":200}', SPO2_97, PULSE_72, '{"garbled":2}']


def test_an_empty_recording_says_nothing():
    assert list(decode_lines(NONIN, [])) == []


def test_the_waveform_only_if_asked_for():
    stream = [encode(97, 72, bytes(range(25)))]
    assert list(decode_lines(NONIN, stream)) == [SPO2_97, PULSE_72]
    found = [json.loads(line) for line in decode_lines(NONIN, stream, waveforms=True)]
    assert {"waveform": "spo2", "samples": list(range(25))} in found


def test_a_waveform_that_was_not_asked_for_does_not_part_what_is_garbled():
    damaged = bytearray(encode(97, 72))
    damaged[2] = damaged[12] = 0xFF
    assert '{"garbled":5}' in list(decode_lines(NONIN, [bytes(damaged)], waveforms=True))
    assert list(decode_lines(NONIN, [bytes(damaged)])) == ['{"garbled":10}']


@pytest.mark.parametrize(
    ("story", "item", "expected"),
    [
        (
            "missing, and why",
            Measurement(Vital.SPO2, None, Reason.SENSOR_OFF),
            [{"vital": "spo2", "value": None, "reason": "sensor_off"}],
        ),
        (
            "a value that is marked",
            Measurement(Vital.SPO2, 97.0, quality=Quality.SUSPECT),
            [{"vital": "spo2", "value": 97, "unit": "%", "quality": "suspect"}],
        ),
        (
            "half a breath",
            Measurement(Vital.RESPIRATORY_RATE, 14.5),
            [{"vital": "respiratory_rate", "value": 14.5, "unit": "/min"}],
        ),
        (
            "a pulse of the heart's own",
            Measurement(Vital.PULSE_RATE, 70.0, None, PulseSource.ECG),
            [{"vital": "pulse_rate", "value": 70, "unit": "/min", "source": "ecg"}],
        ),
        (
            "no diastolic, no pulse, and marked",
            BloodPressure(185, None, None, quality=Quality.SUSPECT),
            [
                {
                    "vital": "nibp",
                    "systolic": 185,
                    "diastolic": None,
                    "mean": None,
                    "unit": "mmHg",
                    "quality": "suspect",
                }
            ],
        ),
        (
            "a measurement that failed",
            NibpFailed(NibpFault.LEAK, code=87),
            [{"vital": "nibp", "value": None, "reason": "leak"}],
        ),
        ("the cuff", CuffPressure(160), [{"cuff_pressure": 160, "unit": "mmHg"}]),
        ("a start", NibpStarted(3), [{"status": "nibp_started"}]),
        ("the battery", DeviceStatus("low_battery"), [{"status": "low_battery"}]),
        ("noise", Garbled(b"123"), [{"garbled": 3}]),
        ("samples", Waveform(Vital.SPO2, (1, 2)), [{"waveform": "spo2", "samples": [1, 2]}]),
    ],
)
def test_every_kind_of_item_has_its_line(story, item, expected):
    assert lines(item) == expected, story


def test_the_cuff_while_it_works_is_in_the_recording():
    assert list(decode_lines(SUNTECH, [pressure_packet(160)])) == [
        '{"cuff_pressure":160,"unit":"mmHg"}'
    ]


def test_each_line_says_when_it_came_and_in_which_bytes():
    at = START_OF_TIME
    pressure, cut = pressure_packet(160), pressure_packet(150)[:3]
    came = [Piece(b"\0" + pressure[:2], 0, at), Piece(pressure[2:], 3, None), Piece(cut, 6, at)]
    told = [json.loads(line) for line in traced_lines(SUNTECH, came)]
    assert told == [
        {"garbled": 1, "at": None, "bytes": [3, 6]},  # known when the next packet is whole
        {"cuff_pressure": 160, "unit": "mmHg", "at": None, "bytes": [3, 6]},
        {"garbled": 3, "at": "2026-11-24T08:20:00.000+00:00", "bytes": [6, 9]},
    ]


def test_the_waveform_is_traced_only_if_asked_for():
    came = [Piece(encode(97, 72), 0, None)]
    assert not any("waveform" in line for line in traced_lines(NONIN, came))
    assert any("waveform" in line for line in traced_lines(NONIN, came, waveforms=True))


def test_a_recording_without_bytes_is_traced_to_nothing():
    assert list(traced_lines(SUNTECH, [])) == []


def test_who_a_monitor_says_it_is_is_no_reading():
    assert lines(DeviceIdentified(serial="123")) == []
