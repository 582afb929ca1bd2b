"""Vectors: lines of [mdpnp]'s capture Ivy450C.1.data; frames laid out after its AnsarB.java."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals import (
    BloodPressure,
    DeviceStatus,
    Garbled,
    Measurement,
    PulseSource,
    Quality,
    Reason,
    Vital,
    Waveform,
)
from devices.ivy_450c import DRIVER, Decoder
from devices.ivy_frames import MAX_TEXT, SIGN, Frame, Second, Seconds, encode, parse
from devices.simulator.ivy_450c import Ivy450c
from devices.simulator.link import Probe
from tests.devices.dialogue import together
from tests.devices.streams import Calm, damage, garbled_size, heard, sizes, slices

FULL_OF_FLAGS = bytes((0xFF, 0xFE, 0x48, 0x0D)) * 100
OXIMETER = "SPO2=1;100;PR=80 ;"  # [mdpnp], as are the next two
PRESSURE_1 = "P1=3;111;73;88;;"
HEART = "HR=1;80;ECG-II;"
QUIET = "NIBP=4;;;;;;"


NO_HEART = "HR=0;;ECG-II;"


def second(*lines, waves=FULL_OF_FLAGS, heart=NO_HEART):
    return encode(Second(waves, (heart, *lines)))


def said(*stream):
    """Without the waveforms and the heart rate that every second carries."""
    items = heard(Decoder(), *stream)
    return [
        item
        for item in items
        if not isinstance(item, Waveform) and getattr(item, "source", None) is not PulseSource.ECG
    ]


def spo2(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.SPO2, value, reason, None, quality)


def pulse(value, reason=None, source=PulseSource.PLETH, quality=Quality.GOOD):
    return Measurement(Vital.PULSE_RATE, value, reason, source, quality)


def breaths(value, reason=None):
    return Measurement(Vital.RESPIRATORY_RATE, value, reason)


def no_nibp(reason):
    return Measurement(Vital.NIBP, None, reason)


def test_a_second_put_together_by_hand_is_read_to_its_last_line():
    wire = (
        b"\xffANSAR-B "
        + FULL_OF_FLAGS
        + b"HR=1;80;ECG-II;\rRR=1;14;;\rETCO2=0;;NO TRANSDUCER;\rSPO2=1;100;PR=80 ;\r"
        + b"P1=3;111;73;88;;\rT1=0;;;\rNIBP=4;118;72;87;81;;\r\xfe"
    )
    assert heard(Decoder(), wire) == [
        spo2(100),
        pulse(80),
        breaths(14),
        BloodPressure(118, 72, 87, 81),
        Waveform(Vital.SPO2, tuple(FULL_OF_FLAGS[250:300])),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (OXIMETER, [spo2(100), pulse(80)]),
        ("SPO2=1; 97;PR= 65;", [spo2(97), pulse(65)]),
        (
            "SPO2=0;;NO TRANSDUCER;",
            [spo2(None, "sensor_unplugged"), pulse(None, "sensor_unplugged")],
        ),
        ("SPO2=0;;PR= ;PROBE OFF", [spo2(None, "sensor_off"), pulse(None, "sensor_off")]),
        ("SPO2=0;---;PR=--- ;PULSE SEARCH", [spo2(None, "searching"), pulse(None, "searching")]),
        ("SPO2=0;97;PR=65;PULSE SEARCH", [spo2(None, "searching"), pulse(None, "searching")]),
        ("SPO2=0;;PR= ;MOTION", [spo2(None, "artefact"), pulse(None, "artefact")]),
        ("SPO2=0;;PR= ;LOW SIGNAL", [spo2(None, "low_perfusion"), pulse(None, "low_perfusion")]),
        ("SPO2=1;97;PR=65 ;MOTION", [spo2(97), pulse(65)]),
        ("SPO2=0;;;", [spo2(None, "no_value"), pulse(None, "no_value")]),
        ("SPO2=0;0;PR=0;", [spo2(None, "no_value"), pulse(None, "no_value")]),
        ("SPO2=1;97;PR=x;", [spo2(97), pulse(None, "no_value")]),
        ("SPO2=1;101;PR=65;", [spo2(None, "out_of_range"), pulse(65)]),
        ("RR=1;0;;", [breaths(0)]),
        ("RR=1;;;APNEA", [breaths(None, "no_value")]),
        ("RR=1;14;;LEAD OFF", [breaths(None, "sensor_off")]),
        ("RR=1;250;;", [breaths(None, "out_of_range")]),
        (PRESSURE_1, []),
        ("XYZ=12;whatever", []),
        (QUIET, [no_nibp(Reason.NO_VALUE)]),
        ("NIBP=4;;;;;NO TRANSDUCER;", [no_nibp(Reason.SENSOR_UNPLUGGED)]),
    ],
)
def test_a_line_says_a_value_or_why_there_is_none(line, expected):
    assert said(second(line)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("HR=1;80;ECG-II;", pulse(80, source=PulseSource.ECG)),
        ("HR=1;80;;", pulse(80, source=PulseSource.ECG)),
        ("HR=1;80;SPO2;", pulse(80)),
        ("HR=1;80;PLETH;", pulse(80)),
        ("HR=1;0;ECG-II;ASYSTOLE", pulse(0, source=PulseSource.ECG)),
        ("HR=0;;ECG-II;LEADS OFF", pulse(None, Reason.SENSOR_OFF, PulseSource.ECG)),
        ("HR=1;400;ECG-II;", pulse(None, Reason.OUT_OF_RANGE, PulseSource.ECG)),
    ],
)
def test_the_heart_rate_says_where_it_comes_from(line, expected):
    assert heard(Decoder(), second(heart=line))[0] == expected


def test_a_jump_is_suspect_until_the_next_second_agrees():
    two = [second("SPO2=1;97;PR=65 ;"), second("SPO2=1;91;PR=95 ;", heart="HR=1;110;ECG-II;")]
    items = heard(Decoder(), two[0], two[1], two[1])
    qualities = [item.quality for item in items if isinstance(item, Measurement)]
    assert qualities == [Quality.GOOD] * 2 + [Quality.SUSPECT] * 2 + [Quality.GOOD] * 2


def test_a_jump_of_the_heart_rate_is_suspect_too():
    items = heard(Decoder(), second(heart="HR=1;80;ECG-II;"), second(heart="HR=1;110;ECG-II;"))
    assert [item.quality for item in items if isinstance(item, Measurement)] == [
        Quality.GOOD,
        Quality.SUSPECT,
    ]


def test_the_hearts_rate_is_told_where_the_oximeter_has_none():
    off = second("SPO2=0;;PR= ;PROBE OFF", heart=HEART)
    assert heard(Decoder(), off)[:2] == [
        spo2(None, Reason.SENSOR_OFF),
        pulse(80, source=PulseSource.ECG),
    ]
    neither = second("SPO2=0;;PR= ;PROBE OFF", heart="HR=0;;ECG-II;LEADS OFF")
    assert heard(Decoder(), neither)[:2] == [
        spo2(None, Reason.SENSOR_OFF),
        pulse(None, Reason.SENSOR_OFF),
    ]


FIRST, OTHER = "118;72;87;65", "121;74;90;66"
TOLD, TOLD_OTHER = BloodPressure(118, 72, 87, 65), BloodPressure(121, 74, 90, 66)
CUFF = [
    ("a repeated pressure is told once", [(4, FIRST)] * 3, [TOLD]),
    ("other numbers are new", [(4, FIRST), (4, OTHER), (4, OTHER)], [TOLD, TOLD_OTHER]),
    (
        "the same numbers are new when the status went and came back",
        [(4, FIRST), (2, FIRST), (2, FIRST), (4, FIRST), (4, FIRST)],
        [TOLD, TOLD],
    ),
    ("the status alone is no pressure", [(4, FIRST), (2, FIRST), (3, FIRST)], [TOLD]),
    (
        "the same numbers are new when they went and came back",
        [(4, FIRST), (4, ";;;"), (4, FIRST)],
        [TOLD, TOLD],
    ),
    (
        "half a pressure is the cuff's own",
        [(4, FIRST), (2, "150;;;"), (4, OTHER)],
        [TOLD, TOLD_OTHER],
    ),
    ("none yet", [(4, ";;;"), (4, ";;;"), (4, FIRST)], [no_nibp(Reason.NO_VALUE), TOLD]),
    ("zeros are none", [(4, "0;0;0;0")], [no_nibp(Reason.NO_VALUE)]),
    (
        "a diastolic as high as the systolic",
        [(4, "90;90;90;65")],
        [BloodPressure(90, 90, 90, 65, quality=Quality.SUSPECT)],
    ),
]


@pytest.mark.parametrize(("story", "states", "expected"), CUFF, ids=[row[0] for row in CUFF])
def test_a_blood_pressure_is_told_when_it_is_new(story, states, expected):
    stream = [second(f"NIBP={status};{numbers};;") for status, numbers in states]
    assert said(*stream) == expected


def test_on_a_live_line_the_pressure_that_is_there_when_we_come_may_be_of_any_age():
    talk = DRIVER.converse()
    assert talk.opened(0.0).send == ()
    one, other = second(f"NIBP=4;{FIRST};;"), second(f"NIBP=4;{OTHER};;")
    assert no_nibp(Reason.NOT_UPDATED) in talk.step(1.0, one).items
    assert TOLD not in talk.step(2.0, one).items
    assert TOLD_OTHER in talk.step(3.0, other).items


@pytest.mark.parametrize(
    ("story", "lines"),
    [
        ("a letter among digits", ["SPO2=1;9x;PR=65 ;"]),
        ("four digits", ["SPO2=1;1000;PR=65 ;"]),
        ("no status", ["SPO2;97;PR=65 ;"]),
        ("a field is gone", ["SPO2=1;97"]),
        ("a field of the pressure is gone", ["NIBP=4;118;72;87"]),
        ("two lines ran together", ["RR=1;14;;T1=0;;;"]),
        ("a line that is not", ["", OXIMETER]),
        ("a name twice", [OXIMETER, OXIMETER]),
    ],
)
def test_a_line_that_is_not_as_it_must_be_costs_its_second(story, lines):
    wire = second(*lines)
    assert said(wire, second(OXIMETER))[-2:] == [spo2(100), pulse(80)]
    assert garbled_size(heard(Decoder(), wire, second(OXIMETER))) == len(wire)


GOOD = second("SPO2=1;97;PR=65 ;", QUIET)


@pytest.mark.parametrize(
    ("story", "wire"),
    [
        ("a waveform byte is gone", GOOD[:100] + GOOD[101:]),
        ("a waveform byte too many", GOOD[:100] + b"\x20" + GOOD[100:]),
        ("a whole line is gone before the text", GOOD[: 409 - len(HEART) - 1] + GOOD[409:]),
        ("its end is gone", GOOD[:-1]),
        ("its last line has no end", GOOD[:-2] + b"\xfe"),
        ("a byte that is no text", GOOD[:430] + b"\x80" + GOOD[431:]),
        ("half of it is gone", GOOD[:200]),
        ("only its sign is there", GOOD[:9]),
        ("its text never ends", GOOD[:-1] + b"X" * MAX_TEXT),
    ],
)
def test_damage_costs_only_the_damaged_second(story, wire):
    items = heard(Decoder(), GOOD, wire, GOOD)
    assert [item for item in items if item == spo2(97)] == [spo2(97)] * 2
    assert garbled_size(items) == len(wire)


def test_a_second_that_was_cut_short_is_found_out_at_the_end_too():
    items = heard(Decoder(), GOOD[:300], GOOD[:300])
    assert garbled_size(items) == 600
    assert garbled_size(heard(Decoder(), b"\xffANS")) == 4


def test_half_a_second_at_the_end_of_a_file_is_garbled_and_not_kept():
    seconds = Seconds()
    assert seconds.feed(GOOD[:300]) == []
    assert b"".join(one.data for one in seconds.finish()) == GOOD[:300]
    assert seconds.finish() == []


def test_endless_noise_is_not_kept():
    seconds = Seconds()
    for _ in range(50):
        seconds.feed(b"\xffANSAR-B " + bytes(2000))
        seconds.feed(b"\xff" * 500)
    assert len(seconds._buffer) < 20


@pytest.mark.parametrize("kinds", [("drop",), ("replace",), ("flip", "drop")])
def test_a_damaged_stream_loses_only_the_damaged_seconds(kinds):
    monitor = Ivy450c(Calm())
    frames = [monitor.step(float(at), b"") for at in range(300)]
    stream, whole = damage(frames, 0.001, kinds, seed=4)
    found = [one.wire for one in Seconds().feed(stream) if isinstance(one, Frame)]
    rest = iter(found)
    assert all(frames[number] in rest for number in whole)
    assert len(whole) > 150


texts = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=30)


@given(st.binary(min_size=400, max_size=400), st.lists(texts, min_size=1, max_size=9))
def test_seconds_go_both_ways(waves, lines):
    one = Second(waves, tuple(lines))
    assert parse(encode(one)) == one
    assert Seconds().feed(encode(one)) == [Frame(one, encode(one))]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.binary(max_size=40) | st.sampled_from([GOOD, SIGN, GOOD[:450]]), max_size=8), sizes
)
def test_any_slicing_says_the_same_and_counts_every_byte(pieces, cuts):
    stream = b"".join(pieces)
    items = heard(Decoder(), *slices(stream, cuts))
    assert items == heard(Decoder(), stream)
    seconds = Seconds()
    found = [*seconds.feed(stream), *seconds.finish()]
    wires = [one.wire if isinstance(one, Frame) else one.data for one in found]
    assert b"".join(wires) == stream


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_it_finds_its_feet_after_any_noise(noise):
    items = heard(Decoder(), noise, GOOD)
    assert items[-4:-2] == [spo2(97), pulse(65)]
    assert garbled_size(items) == len(noise)


def of(kind, items):
    return [(at, item) for at, item in items if isinstance(item, kind)]


def test_ten_minutes_with_a_simulated_monitor():
    items, stream = together(Ivy450c(Calm()), DRIVER.converse(), 600)
    measured = [item for _, item in items if isinstance(item, Measurement)]
    assert [one for one in measured if one.vital is Vital.SPO2] == [spo2(97)] * 601
    assert [one for one in measured if one.vital is Vital.RESPIRATORY_RATE] == [breaths(14)] * 601
    assert of(BloodPressure, items) == [
        (55.0, BloodPressure(118, 72, 87, 65)),
        (355.0, BloodPressure(118, 72, 87, 65)),
    ]
    assert not of(Garbled, items) + of(DeviceStatus, items)
    assert heard(DRIVER.decoder(), stream) == [item for _, item in items]
    assert stream.count(b"\xff") > 2 * 601
    assert stream.count(b"\xfe") > 2 * 601


def test_a_second_of_the_simulated_monitor_is_561_bytes_as_in_the_capture():
    monitor = Ivy450c(Calm())
    assert monitor.next_due_s() == 0.0
    monitor.step(0.0, b"")
    monitor.step(99.0, b"")
    assert len(monitor.step(100.0, b"")) == 561
    assert monitor.next_due_s() == 101.0


@pytest.mark.parametrize(
    ("story", "change", "expected"),
    [
        ("the probe fell off", {"probe": Probe.OFF}, spo2(None, Reason.SENSOR_OFF)),
        ("its plug was pulled", {"probe": Probe.UNPLUGGED}, spo2(None, Reason.SENSOR_UNPLUGGED)),
        ("no pulse to be found", {"pulse_per_min": 5.0}, spo2(None, Reason.SEARCHING)),
        ("she desaturates", {"spo2_percent": 84.0}, spo2(84)),
    ],
)
def test_what_happens_to_the_patient_is_told(story, change, expected):
    patient = Calm()

    def later(now_s):
        if now_s >= 10:
            patient.now |= change

    items, _ = together(Ivy450c(patient), DRIVER.converse(), 40, later)
    saturation = [one for _, one in of(Measurement, items) if one.vital is Vital.SPO2]
    assert saturation[0] == spo2(97)
    assert saturation[-1] == expected


def test_a_cuff_on_a_moving_arm_has_no_result():
    items, stream = together(Ivy450c(Calm(moving=True)), DRIVER.converse(), 100)
    assert not of(BloodPressure, items)
    assert b"NIBP=2;;;;;;\r" in stream
    assert b";PR=65 ;MOTION\r" in stream


def test_half_a_million_bytes_of_damage_raise_nothing():
    pick, decoder, size = random.Random(9), Decoder(), 0
    for _ in range(1200):
        wire = bytearray(GOOD)
        for _ in range(pick.randrange(4)):
            at = pick.randrange(len(wire))
            wire[at : at + pick.randrange(30)] = pick.randbytes(pick.randrange(30))
        size += len(wire)
        decoder.feed(bytes(wire))
    assert size > 500_000
