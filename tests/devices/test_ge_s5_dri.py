"""Vectors: [GE] M1017617, S/5 Computer Interface Specification, Appendix A (requests). No record of
a real monitor is public: those below are laid out after M1017617 and 8005313.
"""

import struct
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals import (
    BloodPressure,
    DeviceStatus,
    Garbled,
    Measurement,
    NibpFailed,
    NibpFault,
    PulseSource,
    Quality,
    Reason,
    Vital,
    Waveform,
)
from devices.ge_dri_parts import (
    Displayed,
    Group,
    displayed_of,
    encode_auxiliary,
    encode_displayed,
    encode_request,
    encode_wave,
    encode_wave_request,
    nibp_time_of,
    request_of,
    wave_request_of,
)
from devices.ge_dri_records import MAX_WIRE, Frame, Part, Record, Records, decode, encode, parse
from devices.ge_s5_dri import DRIVER, Conversation, Decoder
from devices.link import Command, Order
from devices.simulator.ge_s5_dri import GeS5Dri
from devices.simulator.link import Probe
from tests.devices.dialogue import together
from tests.devices.streams import Calm, damage, garbled_size, heard, sizes, slices

REQUESTS = [  # [GE]
    (
        "displayed values of all classes every 10 s",
        "7E 31 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 FF 00 00 00 00 00 00 00"
        "00 00 00 00 00 00 00 00 00 00 00 01 0A 00 0E 00 00 00 00 00 49 7E",
        encode_request(1, 10, 0x0E),
    ),
    (
        "no more displayed values",
        "7E 31 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 FF 00 00 00 00 00 00 00"
        "00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 31 7E",
        encode_request(1, 0),
    ),
    (
        "60 s trends: the checksum 7D is escaped",
        "7E 31 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 FF 00 00 00 00 00 00 00"
        "00 00 00 00 00 00 00 00 00 00 00 03 3C 00 0E 00 00 00 00 00 7D 5D 7E",
        encode_request(3, 60, 0x0E),
    ),
    (
        "no more trends",
        "7E 31 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 FF 00 00 00 00 00 00 00"
        "00 00 00 00 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00 00 33 7E",
        encode_request(3, 0),
    ),
    (
        "the ECG wave",
        "7E 48 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 FF 00 00 00 00 00 00 00"
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 FF 00 00 00 00 00 00 00 00 00 00 00 00 00"
        "00 00 00 00 00 00 00 00 00 00 00 00 00 48 7E",
        encode_wave_request(True, 1),
    ),
    (
        "no more waves",
        "7E 48 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 FF 00 00 00 00 00 00 00"
        "00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 FF 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
        "00 00 00 00 00 00 00 00 00 00 00 00 00 48 7E",
        encode_wave_request(False),
    ),
]
NOTHING = Group(0, 0, (-32767,) * 4)
NO_ECG = Group(0, 0, (-32767,) * 5)
MEASURING, OLD = 0x20, 0x100


def record(*parts, main_type=0, number=1, time_s=1_764_000_000):
    return encode(Record(main_type, parts, number, 6, 1, time_s))


def shown(spo2=(9700, 65, 200, -32767), nibp=None, label=0, ecg=NO_ECG, co2=NOTHING, at_s=1000):
    pressure = Group(0 if nibp is None else 3, label, nibp or NOTHING.values)
    spo2 = spo2 if isinstance(spo2, Group) else Group(3, 0, spo2)
    return record(encode_displayed(Displayed(at_s, ecg, pressure, spo2, co2)))


def spo2(value, reason=None):
    return Measurement(Vital.SPO2, value, reason)


def pulse(value, reason=None, source=PulseSource.PLETH, quality=Quality.GOOD):
    return Measurement(Vital.PULSE_RATE, value, reason, source, quality)


def breaths(value, reason=None):
    return Measurement(Vital.RESPIRATORY_RATE, value, reason)


def no_nibp(reason):
    return Measurement(Vital.NIBP, None, reason)


@pytest.mark.parametrize(("story", "wire", "request_record"), REQUESTS)
def test_requests_are_those_of_the_specification(story, wire, request_record):
    assert encode(request_record) == bytes.fromhex(wire)
    assert decode(bytes.fromhex(wire)[1:-1]) == request_record
    assert heard(Decoder(), bytes.fromhex(wire)) == []


def test_a_displayed_record_laid_out_by_hand_is_read():
    group = struct.Struct("<IH4h")
    data = bytearray(278)
    data[0:4] = (1_764_000_000).to_bytes(4, "little")
    data[76:90] = group.pack(3, 0, 11500, 7400, 8800, 85)
    data[122:136] = group.pack(3, 0, 9700, 65, 150, -32767)
    body = struct.pack("<hBBHIBBHh", 318, 1, 6, 1, 1_764_000_000, 0, 0, 0, 0)
    body += bytes.fromhex("00 00 01 16 01 FF") + bytes(18) + data
    checked = body + bytes((sum(body) % 256,))
    wire = b"\x7e" + checked.replace(b"\x7d", b"\x7d\x5d").replace(b"\x7e", b"\x7d\x5e") + b"\x7e"
    assert heard(Decoder(), wire) == [spo2(97), pulse(65), BloodPressure(115, 74, 88, 85)]


@pytest.mark.parametrize(
    ("story", "raw", "reason"),
    [
        ("invalid", -32767, Reason.NO_VALUE),
        ("not updated", -32766, Reason.NOT_UPDATED),
        ("under range", -32764, Reason.OUT_OF_RANGE),
        ("over range", -32763, Reason.OUT_OF_RANGE),
        ("not calibrated", -32762, Reason.CALIBRATING),
        ("a code nobody knows", -32765, Reason.NO_VALUE),
        ("the highest code", -32001, Reason.NO_VALUE),
        ("the lowest number there is, as a code", -32768, Reason.NO_VALUE),
        ("no code, but no saturation either", -32000, Reason.OUT_OF_RANGE),
        ("a zero", 0, Reason.OUT_OF_RANGE),
        ("101 %", 10100, Reason.OUT_OF_RANGE),
    ],
)
def test_a_missing_value_says_why(story, raw, reason):
    assert heard(Decoder(), shown((raw, 65, 0, 0)))[:2] == [spo2(None, reason), pulse(65)]


@pytest.mark.parametrize(("story", "status"), [("no module", 0), ("switched off", 1), ("?", 2)])
def test_a_module_that_is_not_in_use_gives_no_values(story, status):
    items = heard(Decoder(), shown(Group(status, 0, (9700, 65, 200, 0))))
    assert items[:2] == [spo2(None, Reason.NO_VALUE), pulse(None, Reason.NO_VALUE)]


ECG = Group(0x0B, 0, (66, 0, 0, 0, 14))
NO_PULSE = (9700, -32767, 200, 0)
HEART = [
    (
        "the oximeter's pulse comes first",
        (9700, 65, 200, 0),
        ECG,
        NOTHING,
        [pulse(65), breaths(14)],
    ),
    ("no ECG, no gas", (9700, 65, 200, 0), NO_ECG, NOTHING, [pulse(65)]),
    ("neither", NO_PULSE, NO_ECG, NOTHING, [pulse(None, Reason.NO_VALUE)]),
    ("an ECG", NO_PULSE, ECG, NOTHING, [pulse(66, source=PulseSource.ECG), breaths(14)]),
    (
        "asystole is a zero",
        NO_PULSE,
        Group(0x0F, 0, (0, 0, 0, 0, 0)),
        NOTHING,
        [pulse(0, source=PulseSource.ECG), breaths(0)],
    ),
    (
        "a heart rate that comes from the pleth",
        NO_PULSE,
        Group(0x33, 0, (66, 0, 0, 0, -32767)),
        NOTHING,
        [pulse(None, Reason.NO_VALUE), breaths(None, Reason.NO_VALUE)],
    ),
    (
        "a noisy ECG",
        NO_PULSE,
        Group(0x8B, 0, (66, 0, 0, 0, 14)),
        NOTHING,
        [pulse(66, source=PulseSource.ECG, quality=Quality.POOR), breaths(14)],
    ),
    (
        "an ECG with artefacts",
        NO_PULSE,
        Group(0x10B, 0, (66, 0, 0, 0, 14)),
        NOTHING,
        [pulse(66, source=PulseSource.ECG, quality=Quality.POOR), breaths(14)],
    ),
    (
        "an ECG without leads, breath by the gas",
        NO_PULSE,
        Group(0x0B, 0, (-32767, 0, 0, 0, -32767)),
        Group(3, 0, (400, 0, 15, 760)),
        [pulse(None, Reason.NO_VALUE), breaths(15)],
    ),
    (
        "a gas module that has no breath yet",
        NO_PULSE,
        ECG,
        Group(3, 0, (400, 0, -32766, 760)),
        [pulse(66, source=PulseSource.ECG), breaths(14)],
    ),
]


@pytest.mark.parametrize(("story", "oximeter", "ecg", "co2", "expected"), HEART)
def test_one_pulse_and_one_breath_are_told_from_where_there_is_one(
    story, oximeter, ecg, co2, expected
):
    items = heard(Decoder(), shown(oximeter, ecg=ecg, co2=co2))
    assert [item for item in items[1:] if item.vital is not Vital.NIBP] == expected


FIRST = (11500, 7400, 8800, 65)
OTHER = (11800, 7500, 9000, 66)
TOLD, TOLD_OTHER = BloodPressure(115, 74, 88, 65), BloodPressure(118, 75, 90, 66)
NO_PRESSURE = (-32767, -32767, -32767, -32767)


@pytest.mark.parametrize(
    ("story", "records", "expected"),
    [
        ("a repeated pressure is told once", [(0, FIRST, 0), (5, FIRST, 0)], [TOLD]),
        (
            "other numbers are new",
            [(0, FIRST, 0), (5, OTHER, 0), (10, OTHER, 0)],
            [TOLD, TOLD_OTHER],
        ),
        (
            "the same numbers after a measurement are new",
            [(0, FIRST, 0), (5, FIRST, MEASURING), (10, FIRST, 0), (15, FIRST, 0)],
            [TOLD, TOLD],
        ),
        (
            "a pressure that grows old was told already",
            [(0, FIRST, 0), (60, FIRST, OLD), (65, FIRST, OLD)],
            [TOLD],
        ),
        (
            "the same numbers, young again, are new: the measurement was not seen",
            [(0, FIRST, 0), (65, FIRST, OLD), (90, FIRST, 0)],
            [TOLD, TOLD],
        ),
        (
            "the same numbers, still young after a gap, are new",
            [(0, FIRST, 0), (61, FIRST, 0)],
            [TOLD, TOLD],
        ),
        (
            "a pressure from before we came is not shown as fresh",
            [(0, FIRST, OLD), (5, FIRST, OLD), (10, FIRST, 0)],
            [no_nibp(Reason.NOT_UPDATED), TOLD],
        ),
        (
            "nor one that grew old while nobody listened",
            [(0, FIRST, 0), (300, OTHER, OLD)],
            [TOLD, no_nibp(Reason.NOT_UPDATED)],
        ),
        (
            "a measurement without a result has failed",
            [(0, NO_PRESSURE, MEASURING), (5, NO_PRESSURE, 0), (10, NO_PRESSURE, 0)],
            [NibpFailed(NibpFault.UNKNOWN, code=-32767), no_nibp(Reason.NO_VALUE)],
        ),
        (
            "none yet is told once",
            [(0, NO_PRESSURE, 0), (5, NO_PRESSURE, 0)],
            [no_nibp("no_value")],
        ),
        ("zeros are none", [(0, (0, 0, 0, 0), 0)], [no_nibp(Reason.OUT_OF_RANGE)]),
        ("calibrating", [(0, FIRST, 0x80)], [no_nibp(Reason.CALIBRATING)]),
        ("only a mean", [(0, (-32767, -32767, 8800, -32767), 0)], [BloodPressure(None, None, 88)]),
        (
            "a diastolic as high as the systolic",
            [(0, (8800, 8800, 8800, 65), 0)],
            [BloodPressure(88, 88, 88, 65, quality=Quality.SUSPECT)],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_blood_pressure_is_told_when_it_is_new(story, records, expected):
    stream = [shown(nibp=numbers, label=label, at_s=1000 + at) for at, numbers, label in records]
    items = heard(Decoder(), *stream)
    wanted = (BloodPressure, NibpFailed)
    assert [
        item for item in items if isinstance(item, wanted) or item.vital is Vital.NIBP
    ] == expected


def test_the_auxiliary_record_tells_of_a_measurement_that_was_not_seen():
    decoder = Decoder()
    assert heard(decoder, shown(nibp=FIRST, at_s=1000))[-1] == TOLD
    assert heard(decoder, record(encode_auxiliary(998))) == []  # that very one
    assert TOLD not in heard(decoder, shown(nibp=FIRST, at_s=1005))
    assert heard(decoder, record(encode_auxiliary(1030))) == []
    assert heard(decoder, shown(nibp=FIRST, at_s=1035))[-1] == replace(TOLD, measured_ago_s=5)
    assert TOLD not in heard(decoder, shown(nibp=FIRST, at_s=1040))


# (sentence, time of measurement, time of the record that tells it, how long ago it was)
AGES = [
    ("measured 40 s before it is told", 1000, 1040, 40),
    ("at the same second", 1000, 1000, 0),
    ("the time is not known", 0, 1000, 0),
    ("the time is of the measurement before: what is told is younger than 60 s", 900, 1000, 0),
    ("a time ahead is none", 1001, 1000, 0),
]


@pytest.mark.parametrize(("sentence", "measured", "told", "ago_s"), AGES, ids=[r[0] for r in AGES])
def test_when_a_pressure_was_measured_is_told_with_it(sentence, measured, told, ago_s):
    decoder = Decoder()
    heard(decoder, record(encode_auxiliary(measured)))
    assert heard(decoder, shown(nibp=FIRST, at_s=told))[-1] == replace(TOLD, measured_ago_s=ago_s)


def test_an_auxiliary_record_before_any_pressure_says_nothing():
    assert heard(Decoder(), record(encode_auxiliary(0)), record(encode_auxiliary(900))) == []


def test_trends_other_classes_and_other_records_are_no_readings_of_now():
    displayed = Displayed(1000, NO_ECG, NOTHING, Group(3, 0, (9700, 65, 0, 0)), NOTHING)
    trend = record(encode_displayed(displayed, kind=3))
    extended = Displayed(1000, NO_ECG, NOTHING, Group(3, 0, (9700, 65, 0, 0)), NOTHING, 1)
    alarm = record(Part(1, b"\x00" * 20), main_type=4)
    assert heard(Decoder(), trend, record(encode_displayed(extended)), alarm) == []


def test_the_plethysmogram_is_told_without_its_gaps():
    wave = record(encode_wave(8, (10, 20, -32767, 30)), main_type=1)
    assert heard(Decoder(), wave) == [Waveform(Vital.SPO2, (10, 20, 30))]
    nothing = [
        encode_wave(8, (-32767,)),
        Part(8, b"\x01"),
        Part(8, b"\xff" * 8),
        encode_wave(1, (5,)),
    ]
    assert heard(Decoder(), record(*nothing, main_type=1)) == []


def test_several_parts_in_one_record_are_all_read():
    first = encode_displayed(
        Displayed(1000, NO_ECG, NOTHING, Group(3, 0, (9700, 65, 0, 0)), NOTHING)
    )
    parts = (first, encode_auxiliary(990), *[Part(0, b"")] * 6)
    assert heard(Decoder(), record(*parts))[:2] == [spo2(97), pulse(65)]


groups = st.builds(
    Group,
    st.integers(0, 2**32 - 1),
    st.integers(0, 0xFFFF),
    st.tuples(*[st.integers(-32768, 32767)] * 4),
)
ecgs = st.builds(
    Group,
    st.integers(0, 2**32 - 1),
    st.integers(0, 0xFFFF),
    st.tuples(*[st.integers(-32768, 32767)] * 5),
)
displays = st.builds(
    Displayed, st.integers(0, 2**32 - 1), ecgs, groups, groups, groups, st.integers(0, 15)
)
records = st.builds(
    Record,
    st.sampled_from((0, 1, 4, 5, 8)),
    st.lists(st.builds(Part, st.integers(0, 254), st.binary(max_size=40)), max_size=8).map(tuple),
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 0xFFFF),
    st.integers(0, 2**32 - 1),
).filter(lambda record: record.parts)


@given(records)
def test_records_go_both_ways(one):
    assert Records().feed(encode(one)) == [Frame(one, encode(one))]


@given(displays)
def test_displayed_parts_go_both_ways(displayed):
    assert displayed_of(encode_displayed(displayed).data) == displayed


def test_requests_and_times_go_both_ways():
    assert request_of(encode_request(1, -1, 0x0E)) == (1, -1)
    assert wave_request_of(encode_wave_request(True, 8, 1)) == (True, b"\x08\x01")
    assert wave_request_of(encode_wave_request(False)) == (False, b"")
    assert nibp_time_of(encode_auxiliary(77).data) == 77
    assert request_of(encode_wave_request(False)) is None
    assert wave_request_of(encode_request(1, 5)) is None
    assert request_of(Record(0, (Part(1, b""),))) is None
    assert wave_request_of(Record(1, (Part(8, b""),))) is None


def unchecked(body):
    return b"\x7e" + body + bytes((sum(body) % 256,)) + b"\x7e"


BODY = bytes.fromhex("2A 00 01 06 01 00 00 00 00 00 00 00 00 00 00 00") + bytes(24) + b"\x01\x02"


@pytest.mark.parametrize(
    ("story", "wire"),
    [
        ("a length that is not its own", unchecked(b"\x2b" + BODY[1:])),
        ("a main type that is not", unchecked(BODY[:14] + b"\x02" + BODY[15:])),
        ("a part that begins before the data", unchecked(BODY[:16] + b"\xff\xff" + BODY[18:])),
        ("a part that begins after the data", unchecked(BODY[:16] + b"\x03\x00" + BODY[18:])),
        ("parts in disorder", unchecked(BODY[:16] + b"\x01\x00\x01\x00\x00\x01" + BODY[22:])),
        ("a header that is cut short", unchecked(BODY[:30])),
        ("a header that is cut short and says so", unchecked(b"\x27" + BODY[1:39])),
        ("an escape of nothing", b"\x7e\x7d\x7e"),
        ("an escape that is not", b"\x7e" + BODY + b"\x7d\x5f\x7e"),
        ("a displayed part of another size", record(Part(1, bytes(277)))),
        ("an auxiliary part of another size", record(Part(4, bytes(16)))),
    ],
)
def test_an_intact_sum_is_not_enough(story, wire):
    items = heard(Decoder(), wire)
    assert b"".join(item.data for item in items) == wire
    assert parse(BODY) is not None


def test_one_flag_may_end_a_record_and_begin_the_next():
    one = shown()
    items = heard(Decoder(), one[:-1] + one + one[1:])
    assert [item for item in items if item == spo2(97)] == [spo2(97)] * 3
    assert garbled_size(items) == 0


def test_a_stream_that_begins_in_the_middle_of_a_record_is_read_from_the_next():
    one = shown()
    items = heard(Decoder(), one[100:], one)
    assert spo2(97) in items
    # The flag at the end of the piece may as well have been the first of a record.
    assert garbled_size(items) == len(one) - 100


def test_a_record_whose_first_flag_was_lost_is_not_whole():
    one = shown()
    assert garbled_size(heard(Decoder(), one[1:])) == len(one) - 1


def test_endless_noise_is_not_kept():
    found = Records()
    noise = b"\x7e" + bytes(MAX_WIRE + 1)
    assert found.feed(noise) == [Garbled(noise)]
    assert found.finish() == b""
    assert garbled_size(heard(Decoder(), noise[1:] + b"\x7e")) == len(noise)
    one = shown()
    assert (
        garbled_size(heard(Decoder(), b"\x7e" + bytes(MAX_WIRE + 1), b"\x7e", one))
        == len(noise) + 1
    )


def test_no_single_flip_change_loss_or_extra_byte_gives_a_wrong_value():
    wire, follower = shown(nibp=FIRST), shown((9300, 77, 0, 0))
    good, after = heard(Decoder(), wire), heard(Decoder(), follower)[:2]
    for at in range(len(wire)):
        before, rest = wire[:at], wire[at + 1 :]
        changed = [before + bytes((byte,)) + rest for byte in range(256) if byte != wire[at]]
        extra = [
            before + bytes((byte,)) + wire[at:] for byte in (0x00, 0x01, 0x5D, 0x7D, 0x7E, 0xFF)
        ]
        few = changed if at in (0, 1, 2, 3, 16, 17, 40, 160, 170, len(wire) - 2) else changed[::16]
        for damaged in (before + rest, *few, *extra):
            items = heard(Decoder(), damaged + follower)
            said = [item for item in items if not isinstance(item, Garbled)]
            # A lost or doubled flag at an edge leaves the record itself whole.
            assert said[:2] == after or said[: len(good)] == good


def minutes(count):
    monitor, said = GeS5Dri(Calm(), nibp_every_s=60.0), b""
    asked = encode(encode_request(1, 5)) + encode(encode_request(4, 5))
    for second in range(60 * count):
        said += monitor.step(float(second), asked if second == 0 else b"")
    return [b"\x7e" + part for part in said.split(b"\x7e") if part]


@pytest.mark.parametrize("kinds", [("flip",), ("drop",), ("flip", "drop")])
def test_one_percent_damage_costs_only_the_damaged_records(kinds):
    frames = [part + b"\x7e" for part in minutes(10)]
    assert len(frames) > 200
    intact = [Records().feed(one)[0].record for one in frames]
    stream, whole = damage(frames, 0.01, kinds, seed=5)
    found = [one.record for one in Records().feed(stream) if isinstance(one, Frame)]
    kept = iter(found)
    assert all(intact[number] in kept for number in whole)
    # A record whose only damage is its flag is whole all the same.
    wrong = [one for one in found if one not in intact]
    assert len(wrong) <= len(frames) / 100


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.binary(max_size=30) | st.sampled_from([shown(), shown(nibp=FIRST)]), max_size=8),
    sizes,
)
def test_any_slicing_says_the_same_and_counts_every_byte(pieces, cuts):
    stream = b"".join(pieces)
    items = heard(Decoder(), *slices(stream, cuts))
    assert items == heard(Decoder(), stream)
    frames = Records()
    wires = [one.wire if isinstance(one, Frame) else one.data for one in frames.feed(stream)]
    assert b"".join(wires) + frames.finish() == stream
    assert garbled_size(items) <= len(stream)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80))
def test_it_finds_its_feet_after_any_noise(noise):
    items = heard(Decoder(), noise, shown())
    assert [spo2(97), pulse(65)] == [item for item in items if not isinstance(item, Garbled)][:2]
    assert garbled_size(items) == len(noise)


ASK = [
    encode(encode_request(1, 5)),
    encode(encode_request(4, 5)),
    encode(encode_wave_request(True, 8)),
]
CANCEL = (
    encode(encode_request(1, 0)),
    encode(encode_request(4, 0)),
    encode(encode_wave_request(False)),
)
PLETH = record(encode_wave(8, (10, 20)), main_type=1)


def said(step):
    return list(step.send), list(step.items)


def test_what_we_want_is_asked_for_and_cancelled_at_the_end():
    talk = Conversation()
    assert talk.opened(0.0).send == tuple(ASK)
    assert said(talk.step(0.1, shown()))[0] == []
    assert talk.closing(1.0) == CANCEL
    assert talk.closing(1.0) == ()
    assert talk.step(99.0, b"").wake_s is None


def test_what_stops_coming_is_asked_for_again():
    talk = Conversation()
    assert talk.opened(0.0).wake_s == 6.5
    assert said(talk.step(6.4, b"")) == ([], [])
    assert said(talk.step(6.5, b"")) == ([ASK[0]], [])
    assert talk.step(7.0, shown()).wake_s == 13.5
    assert said(talk.step(13.0, shown()))[0] == []
    assert said(talk.step(24.0, record(encode_auxiliary(0)))) == ([ASK[0]], [])
    assert said(talk.step(30.0, shown()))[0] == []
    assert talk.step(36.0, encode(Record(1, (Part(1, b""),)))).send == ()
    assert said(talk.step(60.0, shown()))[0] == [ASK[2]]  # perhaps it never sends waves
    assert said(talk.step(84.0, shown()))[0] == [ASK[1]]


def test_a_plethysmogram_that_stops_is_asked_for_before_the_line_counts_as_silent():
    talk = Conversation()
    talk.opened(0.0)
    step = talk.step(1.0, PLETH)
    assert step.wake_s == 3.0
    assert said(talk.step(3.0, b""))[0] == [ASK[2]]
    assert said(talk.step(3.5, PLETH))[0] == []


@pytest.mark.parametrize(
    ("story", "received", "patience_s"),
    [
        ("nothing yet", b"", 8.0),
        ("values and no waves: one may be overdue and asked for", shown(), 8.0),
        ("a wave comes every second", PLETH, 3.0),
        ("a damaged wave is none", PLETH[:-3] + b"\x7e", 8.0),
    ],
)
def test_how_long_a_silence_is_a_lost_line(story, received, patience_s):
    talk = Conversation()
    assert talk.opened(0.0).patience_s == 8.0
    assert talk.step(1.0, received).patience_s == patience_s
    assert talk.step(2.0, shown()).patience_s == patience_s
    assert DRIVER.patience_s == 3.0


def test_a_record_that_nobody_asked_for_does_not_count_as_an_answer():
    talk = Conversation()
    talk.opened(0.0)
    displayed = Displayed(1000, NO_ECG, NOTHING, Group(3, 0, (9700, 65, 0, 0)), NOTHING)
    trend = record(encode_displayed(displayed, kind=3))
    assert said(talk.step(6.4, trend)) == ([], [])
    assert talk.step(6.5, trend).send == (ASK[0],)


def test_garbled_bytes_do_not_count_as_an_answer():
    talk = Conversation()
    talk.opened(0.0)
    send, items = said(talk.step(6.5, shown()[:-5] + b"\x7e\x7e" * 40))
    assert send == [ASK[0]]
    assert all(isinstance(item, Garbled) for item in items)


def test_a_cuff_cannot_be_started_from_here():
    orders = (Order(Command.START_NIBP, 7), Order(Command.ABORT_NIBP))
    assert Conversation().step(0.0, b"", orders).items == (NibpFailed(NibpFault.REFUSED, 7),)
    assert not DRIVER.starts_nibp
    assert DRIVER.line.rtscts


def of(kind, said):
    return [(at, item) for at, item in said if isinstance(item, kind)]


def test_ten_minutes_with_a_simulated_monitor():
    said, stream = together(GeS5Dri(Calm()), DRIVER.converse(), 600)
    assert b"\x7d\x5e" in stream
    assert b"\x7d\x5d" in stream
    saturation = [(at, item) for at, item in of(Measurement, said) if item.vital is Vital.SPO2]
    assert {item for _, item in saturation} == {spo2(97)}
    assert len(saturation) == 121
    assert max(later - one for (one, _), (later, _) in pairwise(saturation)) <= 5.0
    assert of(BloodPressure, said) == [
        (55.0, BloodPressure(118, 72, 87, 65)),
        (355.0, BloodPressure(118, 72, 87, 65)),
    ]
    assert not of(Garbled, said) + of(DeviceStatus, said)
    assert heard(DRIVER.decoder(), stream) == [item for _, item in said]


@pytest.mark.parametrize(
    ("story", "change", "expected"),
    [
        ("the probe fell off", {"probe": Probe.OFF}, spo2(None, Reason.NO_VALUE)),
        ("its plug was pulled", {"probe": Probe.UNPLUGGED}, spo2(None, Reason.NO_VALUE)),
        ("she desaturates", {"spo2_percent": 84.4}, spo2(84)),
    ],
)
def test_what_happens_to_the_patient_is_told(story, change, expected):
    patient = Calm()

    def later(now_s):
        if now_s >= 30:
            patient.now |= change

    said, _ = together(GeS5Dri(patient, with_auxiliary=False), Conversation(), 60, later)
    saturation = [item for _, item in of(Measurement, said) if item.vital is Vital.SPO2]
    assert saturation[0] == spo2(97)
    assert saturation[-1] == expected


def test_a_measurement_that_failed_at_the_monitor_is_told():
    said, _ = together(GeS5Dri(Calm(moving=True)), Conversation(), 100)
    assert [item.fault for _, item in of(NibpFailed, said)] == [NibpFault.UNKNOWN]


def test_the_simulated_monitor_does_what_it_is_asked():
    monitor = GeS5Dri(Calm(), with_auxiliary=False)
    assert monitor.step(0.0, b"noise") == b""
    assert monitor.next_due_s() is None
    once = monitor.step(1.0, encode(encode_request(1, -1)))
    assert heard(Decoder(), once)[0] == spo2(97)
    assert monitor.step(30.0, b"") == b""
    monitor.step(31.0, encode(encode_request(1, 1)))  # shorter than it can
    assert monitor.next_due_s() == 36.0
    assert monitor.step(35.0, encode(encode_request(1, 0))) == b""
    assert monitor.step(99.0, b"") == b""
    assert monitor.step(100.0, encode(encode_request(4, 5)) + shown()) == b""
    trend = monitor.step(101.0, encode(encode_request(3, 60)))
    assert Records().feed(trend)[0].record.parts[0].kind == 3
    assert monitor.next_due_s() == 161.0


def test_the_simulated_monitor_sends_the_pleth_when_asked_for_waves():
    monitor = GeS5Dri(Calm())
    wave = heard(Decoder(), monitor.step(1.0, encode(encode_wave_request(True, 1, 8))))
    assert [len(item.samples) for item in wave] == [100]
    assert max(wave[0].samples) > 500
    assert heard(Decoder(), monitor.step(2.0, b"")) != []
    assert monitor.step(2.5, encode(encode_wave_request(False))) == b""
    assert monitor.step(9.0, encode(encode_wave_request(True, 1))) == b""
