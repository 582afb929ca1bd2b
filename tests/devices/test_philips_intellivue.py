"""Layouts: [vscapture] xeonfusion/VSCaptureMP, [mindleaving] patient-monitor-datalogger, [mdpnp];
the frames below were put together by hand after them (no public capture is small enough).
"""

import random

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
)
from devices.intellivue_frames import encode as frame
from devices.intellivue_frames import wrap
from devices.intellivue_linked import elapsed_s
from devices.intellivue_messages import MdsCreated, Observation, Polled, encode
from devices.intellivue_stream import Messages
from devices.intellivue_values import Special, encode_listed, encode_numeric
from devices.philips_intellivue import Decoder
from devices.simulator.philips_intellivue import PhilipsIntellivue
from tests.devices.streams import Calm, damage, garbled_size, heard, sizes, slices
from tests.devices.test_intellivue_frames import ASSOCIATE, MDS_ANSWERED, POLL_NUMERICS_EXTENDED

SPO2, PLETH, HEART, BREATHS, AWAY = 0x4BB8, 0x4822, 0x4182, 0x500A, 0x5012
SYS, DIA, MEAN, CUFF_PULSE = 0x4A05, 0x4A06, 0x4A07, 0xF0E5
PERCENT, BPM, RPM, MMHG, KPA = 0x0220, 0x0AA0, 0x0AE0, 0x0F20, 0x0F03
NINE, TEN = (bytes.fromhex(f"20 26 11 24 09 {minute} 00 00") for minute in ("20", "25"))

# SpO2 97 %, pulse 65, and an NIBP of 115/74 (88), measured at 09:20; field by field
ANSWER = wrap(
    bytes.fromhex(
        "11 01 00 98"
        "E1 00 00 02  00 02 00 90  00 01 00 07 00 8A"  # result of invoke 1, confirmed action
        "00 21 00 00 00 00 F1 3B 00 80"  # of the MDS: extended poll
        "00 01 00 07"  # poll 1, answer 7
        "01 B7 74 00  FF FF FF FF FF FF FF FF"  # relative time 3600 s; no wall clock
        "00 01 00 06 00 00"  # numerics, all attributes
        "00 01 00 66  00 00 00 03 00 60"  # one context, three objects
        "00 02 00 01 00 0E  09 50 00 0A  4B B8 00 00 02 20 00 00 00 61"
        "00 03 00 01 00 0E  09 50 00 0A  48 22 00 00 0A A0 00 00 00 41"
        "00 04 00 02 00 32  09 4B 00 22 00 03 00 1E"
        "4A 05 00 00 0F 20 00 00 00 73  4A 06 00 00 0F 20 00 00 00 4A"
        "4A 07 00 00 0F 20 00 00 00 58  09 90 00 08 20 26 11 24 09 20 00 00"
    )
)


def number(physio_id, value, unit, state=0, exponent=0, stamp=None, handle=1):
    attributes = {0x0950: encode_numeric(physio_id, state, unit, value, exponent)}
    return Observation(0, handle, attributes | ({} if stamp is None else {0x0990: stamp}))


def cuff(systolic=115, diastolic=74, mean=88, state=0, stamp=NINE, unit=MMHG, exponent=0):
    three = encode_listed(
        tuple(
            encode_numeric(physio_id, state, unit, value, exponent)
            for physio_id, value in ((SYS, systolic), (DIA, diastolic), (MEAN, mean))
        )
    )
    return Observation(0, 4, {0x094B: three} | ({} if stamp is None else {0x0990: stamp}))


def answer(*objects, at_s=3600.0, link=None, invoke_id=1, clock=b"\xff" * 8, object_class=6):
    ticks = round(at_s * 8000) % 2**32
    return frame(encode(Polled(invoke_id, 1, object_class, ticks, objects, 1, link, 0, clock)))


def system(mode=0x4000, at_s=3600.0, clock=NINE):
    attributes = {0x0946: mode.to_bytes(2), 0x0987: clock}
    return answer(Observation(0, 0, attributes), at_s=at_s, object_class=0x21)


def spo2(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.SPO2, value, reason, None, quality)


def pulse(value, reason=None, source=PulseSource.PLETH):
    return Measurement(Vital.PULSE_RATE, value, reason, source)


def no_nibp(reason):
    return Measurement(Vital.NIBP, None, reason)


def test_an_answer_put_together_by_hand_is_read():
    assert heard(Decoder(), ANSWER) == [spo2(97), pulse(65), BloodPressure(115, 74, 88)]


def test_the_other_signs_are_read_too():
    stream = answer(
        number(HEART, 66, BPM), number(BREATHS, 14, RPM), number(AWAY, 15, RPM), number(1, 1, 1)
    )
    assert heard(Decoder(), stream) == [
        pulse(66, source=PulseSource.ECG),
        Measurement(Vital.RESPIRATORY_RATE, 14),
    ]
    assert heard(Decoder(), answer(number(AWAY, 15, RPM))) == [
        Measurement(Vital.RESPIRATORY_RATE, 15)
    ]


@pytest.mark.parametrize(
    ("story", "state", "value", "unit", "reason"),
    [
        ("demonstration data is nobody's", 0x0400, 97, PERCENT, Reason.DEMO),
        ("test data is nobody's", 0x0800, 97, PERCENT, Reason.DEMO),
        ("demonstration, though validated", 0x0480, 97, PERCENT, Reason.DEMO),
        ("invalid", 0x8000, 97, PERCENT, Reason.NO_VALUE),
        ("unavailable", 0x2000, 97, PERCENT, Reason.NO_VALUE),
        ("calibrating", 0x1000, 97, PERCENT, Reason.CALIBRATING),
        ("not a number", 0, Special.NAN, PERCENT, Reason.NO_VALUE),
        ("reserved", 0, Special.RESERVED, PERCENT, Reason.NO_VALUE),
        ("beyond its resolution", 0, Special.NRES, PERCENT, Reason.OUT_OF_RANGE),
        ("plus infinite", 0, Special.PLUS_INFINITE, PERCENT, Reason.OUT_OF_RANGE),
        ("minus infinite", 0, Special.MINUS_INFINITE, PERCENT, Reason.OUT_OF_RANGE),
        ("in beats per minute", 0, 97, BPM, Reason.NO_VALUE),
        ("more than there is", 0, 101, PERCENT, Reason.OUT_OF_RANGE),
        ("a zero is no saturation", 0, 0, PERCENT, Reason.OUT_OF_RANGE),
    ],
)
def test_a_missing_value_says_why(story, state, value, unit, reason):
    items = heard(Decoder(), answer(number(SPO2, value, unit, state)))
    assert [item for item in items if isinstance(item, Measurement)] == [spo2(None, reason)]


@pytest.mark.parametrize(
    ("story", "state", "quality"),
    [
        ("good", 0, Quality.GOOD),
        ("validated", 0x0080, Quality.GOOD),
        ("the monitor alarms", 0x0002, Quality.GOOD),
        ("questionable", 0x4000, Quality.POOR),
        ("an early estimate", 0x0040, Quality.MARGINAL),
    ],
)
def test_a_value_says_how_far_it_can_be_trusted(story, state, quality):
    stream = answer(number(SPO2, 97, PERCENT, state))
    assert heard(Decoder(), stream) == [spo2(97, quality=quality)]


def test_a_monitor_in_demonstration_mode_has_no_patient():
    numbers = (number(SPO2, 97, PERCENT), number(PLETH, 65, BPM), cuff())
    decoder = Decoder()
    assert heard(decoder, system(0x2000)) == [DeviceStatus("demo_mode")]
    assert heard(decoder, answer(*numbers)) == [
        spo2(None, Reason.DEMO),
        pulse(None, Reason.DEMO),
        no_nibp(Reason.DEMO),
    ]
    assert heard(decoder, system(0x2000), answer(number(CUFF_PULSE, 65, BPM))) == []
    assert heard(decoder, system(0x4000), answer(number(SPO2, 97, PERCENT))) == [spo2(97)]
    assert heard(decoder, system(0x0002)) == [DeviceStatus("standby")]


def test_demonstration_data_is_told_once_and_again_when_it_comes_back():
    demo, real = answer(number(SPO2, 97, PERCENT, 0x0400)), answer(number(SPO2, 97, PERCENT))
    items = heard(Decoder(), demo, system(), demo, real, demo)
    assert items.count(DeviceStatus("demo_mode")) == 2
    assert items[0] == DeviceStatus("demo_mode")
    assert [item.value for item in items if isinstance(item, Measurement)] == [None, None, 97, None]


def test_the_presentation_of_the_monitor_tells_its_mode():
    created = frame(encode(MdsCreated(1, 0, {0x0946: b"\x20\x00"})))
    assert heard(Decoder(), created) == [DeviceStatus("demo_mode")]


@pytest.mark.parametrize(
    ("story", "answers", "expected"),
    [
        (
            "a repeated pressure is told once",
            [cuff(), cuff(), cuff()],
            [BloodPressure(115, 74, 88)],
        ),
        (
            "a new time stamp is a new pressure, even of the same numbers",
            [cuff(), cuff(stamp=TEN)],
            [BloodPressure(115, 74, 88), BloodPressure(115, 74, 88)],
        ),
        (
            "other numbers are a new pressure",
            [cuff(stamp=None), cuff(118, 75, 90, stamp=None), cuff(118, 75, 90, stamp=None)],
            [BloodPressure(115, 74, 88), BloodPressure(118, 75, 90)],
        ),
        (
            "the old pressure is not told while a new one is measured",
            [
                cuff(),
                cuff(state=0x0020),
                cuff(119, 76, 91, state=0x0040, stamp=TEN),
                cuff(stamp=TEN),
            ],
            [BloodPressure(115, 74, 88), BloodPressure(115, 74, 88)],
        ),
        (
            "without a time stamp, the same numbers after a measurement are new",
            [cuff(stamp=None), cuff(state=0x20, stamp=None), cuff(stamp=None), cuff(stamp=None)],
            [BloodPressure(115, 74, 88), BloodPressure(115, 74, 88)],
        ),
        (
            "with its old time stamp it is the old one still: the cuff was stopped",
            [cuff(), cuff(state=0x20), cuff()],
            [BloodPressure(115, 74, 88)],
        ),
        (
            "a measurement that ends without numbers has failed",
            [cuff(state=0x0020), cuff(state=0x8000), cuff(state=0x8000)],
            [NibpFailed(NibpFault.UNKNOWN, code=0x8000), no_nibp(Reason.NO_VALUE)],
        ),
        (
            "no pressure yet is told once",
            [cuff(Special.NAN, Special.NAN, Special.NAN, stamp=None)] * 3,
            [no_nibp(Reason.NO_VALUE)],
        ),
        ("zeros are no pressure", [cuff(0, 0, 0)], [no_nibp(Reason.NO_VALUE)]),
        ("test data", [cuff(state=0x0800)] * 2, [no_nibp(Reason.DEMO)]),
        (
            "what there is, is told",
            [cuff(115, Special.NAN, 88)],
            [BloodPressure(115, None, 88)],
        ),
        (
            "a diastolic as high as the systolic is suspect",
            [cuff(90, 90, 90)],
            [BloodPressure(90, 90, 90, quality=Quality.SUSPECT)],
        ),
        (
            "questionable",
            [cuff(state=0x4000)],
            [BloodPressure(115, 74, 88, quality=Quality.POOR)],
        ),
        ("kilopascals", [cuff(153, 99, 117, unit=KPA, exponent=-1)], [BloodPressure(115, 74, 88)]),
        ("a unit nobody knows", [cuff(unit=BPM)], [no_nibp(Reason.NO_VALUE)]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_blood_pressure_is_told_when_it_is_new(story, answers, expected):
    stream = [answer(one, at_s=3600.0 + second) for second, one in enumerate(answers)]
    items = heard(Decoder(), *stream)
    assert [item for item in items if not isinstance(item, DeviceStatus)] == expected


def test_a_pressure_taken_before_we_came_is_not_shown_as_fresh():
    decoder = Decoder()
    assert heard(decoder, system(clock=TEN), answer(cuff())) == [no_nibp(Reason.NOT_UPDATED)]
    assert heard(decoder, answer(cuff(), at_s=3601)) == []
    assert heard(decoder, answer(cuff(stamp=TEN), at_s=3602)) == [BloodPressure(115, 74, 88)]
    # Nothing was heard for eight minutes: this one is from five minutes ago.
    later = answer(cuff(120, stamp=TEN), at_s=4080, clock=bytes.fromhex("2026112409330000"))
    assert heard(decoder, later) == [no_nibp(Reason.NOT_UPDATED)]


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("2026112409243000", BloodPressure(115, 74, 88)),  # 60 s ago
        ("2026112409242900", no_nibp(Reason.NOT_UPDATED)),  # 61 s ago
        ("2026112409260000", BloodPressure(115, 74, 88)),  # a clock that is not quite right
    ],
)
def test_sixty_seconds_is_the_oldest_that_passes_for_fresh(stamp, expected):
    stream = [system(clock=TEN, at_s=3600), answer(cuff(stamp=bytes.fromhex(stamp)), at_s=3630)]
    assert heard(Decoder(), *stream) == [expected]


@pytest.mark.parametrize(("gap_s", "fresh"), [(10, True), (11, False)])
def test_ten_seconds_is_the_longest_gap_in_which_nothing_is_missed(gap_s, fresh):
    before = [system(clock=TEN), answer(cuff(stamp=TEN), at_s=3600)]
    old = cuff(120, stamp=bytes.fromhex("2026112409200000"))
    items = heard(Decoder(), *before, answer(old, at_s=3600 + gap_s))
    assert items[-1] == (BloodPressure(120, 74, 88) if fresh else no_nibp(Reason.NOT_UPDATED))


def test_an_old_wall_clock_of_the_monitor_says_nothing_of_age():
    stream = [system(clock=TEN, at_s=3000), answer(cuff(), at_s=3600)]
    assert heard(Decoder(), *stream) == [BloodPressure(115, 74, 88)]


def test_the_pulse_of_the_cuff_belongs_to_its_pressure():
    beats = number(CUFF_PULSE, 65, BPM, stamp=NINE)
    assert heard(Decoder(), answer(cuff(), beats)) == [BloodPressure(115, 74, 88, 65)]
    late = Measurement(Vital.PULSE_RATE, 65, source=PulseSource.NIBP)
    decoder = Decoder()
    assert heard(decoder, answer(beats), answer(cuff()), answer(beats), answer(beats)) == [
        BloodPressure(115, 74, 88),
        late,
    ]
    old = number(CUFF_PULSE, 65, BPM, stamp=NINE)
    assert heard(decoder, answer(cuff(stamp=TEN)), answer(old)) == [BloodPressure(115, 74, 88)]
    assert heard(decoder, answer(number(CUFF_PULSE, 65, BPM, 0x20, stamp=TEN))) == []


@pytest.mark.parametrize(
    ("story", "answers", "expected"),
    [
        ("both", [(number(HEART, 66, BPM), number(PLETH, 65, BPM))], [pulse(65)]),
        ("both, apart", [(number(PLETH, 65, BPM),), (number(HEART, 66, BPM),)], [pulse(65)]),
        (
            "both, the better one last",
            [(number(HEART, 66, BPM),), (number(PLETH, 65, BPM),)],
            [pulse(66, source=PulseSource.ECG), pulse(65)],
        ),
        (
            "the finger slipped out",
            [(number(PLETH, 65, BPM, 0x8000), number(HEART, 66, BPM))],
            [pulse(66, source=PulseSource.ECG)],
        ),
        (
            "the finger slipped out, apart",
            [(number(HEART, 66, BPM),), (number(PLETH, 65, BPM, 0x8000),)],
            [pulse(66, source=PulseSource.ECG)],
        ),
        (
            "neither",
            [(number(PLETH, 65, BPM, 0x8000), number(HEART, 66, BPM, 0x1000))],
            [pulse(None, Reason.NO_VALUE)],
        ),
        (
            "the leads are off",
            [(number(PLETH, 65, BPM),), (number(HEART, 66, BPM, 0x8000),)],
            [pulse(65)],
        ),
    ],
)
def test_one_pulse_is_told_and_the_oximeters_comes_first(story, answers, expected):
    stream = [answer(*objects, at_s=100.0) for objects in answers]
    assert heard(Decoder(), *stream) == expected


def test_after_three_seconds_without_the_oximeters_pulse_the_hearts_is_told():
    stream = [answer(number(PLETH, 65, BPM), at_s=100)]
    stream += [answer(number(HEART, 66, BPM), at_s=100 + second) for second in range(1, 6)]
    assert heard(Decoder(), *stream) == [pulse(65)] + [pulse(66, source=PulseSource.ECG)] * 2


def test_a_numeric_that_was_pulled_out_is_missing_after_three_seconds():
    both, heart = (number(SPO2, 97, PERCENT), number(HEART, 60, BPM)), number(HEART, 60, BPM)
    stream = [answer(*both, at_s=100)] + [answer(heart, at_s=100 + s) for s in range(1, 6)]
    items = [item for item in heard(Decoder(), *stream) if item.vital is Vital.SPO2]
    assert items == [spo2(97), spo2(None, Reason.NO_VALUE), spo2(None, Reason.NO_VALUE)]
    after_a_gap = heard(Decoder(), answer(*both, at_s=100), answer(heart, at_s=200))
    assert [item for item in after_a_gap if item.vital is Vital.SPO2] == [spo2(97)]


FIRST, MIDDLE, LAST = 1, 2, 3
PARTS = [
    answer(number(SPO2, 97, PERCENT), link=(FIRST, 1)),
    answer(cuff(), link=(MIDDLE, 2)),
    answer(number(CUFF_PULSE, 65, BPM, stamp=NINE), link=(LAST, 3)),
]
JOINED = [spo2(97), BloodPressure(115, 74, 88, 65)]


def test_linked_results_are_joined_before_they_are_read():
    decoder = Decoder()
    assert [decoder.feed(part) for part in PARTS] == [[], [], JOINED]
    assert heard(decoder, answer(number(PLETH, 65, BPM))) == [pulse(65)]  # the result that follows


@pytest.mark.parametrize(
    ("story", "stream", "expected"),
    [
        ("the first part was lost", [PARTS[1], PARTS[2]], [BloodPressure(115, 74, 88, 65)]),
        (
            "the last part was lost: the result that follows ends it",
            [PARTS[0], PARTS[1], answer(number(PLETH, 65, BPM))],
            [spo2(97), pulse(65), BloodPressure(115, 74, 88)],
        ),
        (
            "the last part was lost: the next answer ends it",
            [PARTS[0], PARTS[0], *PARTS[1:]],
            [spo2(97), *JOINED],
        ),
        (
            "an answer that was cut short long ago is worth nothing",
            [PARTS[0], answer(number(PLETH, 65, BPM), at_s=3610)],
            [pulse(65)],
        ),
        (
            "another answer comes in between",
            [PARTS[0], answer(number(PLETH, 65, BPM), invoke_id=9), *PARTS[1:]],
            [pulse(65), *JOINED],
        ),
    ],
)
def test_parts_that_are_whole_are_not_lost_with_their_neighbours(story, stream, expected):
    assert heard(Decoder(), *stream) == expected


@pytest.mark.parametrize(
    ("story", "earlier", "later", "seconds"),
    [
        ("a second", 8000, 16000, 1.0),
        ("over the end of the counter", 2**32 - 4000, 4000, 1.0),
        ("backwards: the monitor was switched on again", 16000, 8000, 2**32 / 8000 - 1),
    ],
)
def test_the_monitors_relative_time_starts_again_after_six_days(story, earlier, later, seconds):
    assert elapsed_s(earlier, later) == seconds


@pytest.mark.parametrize(("age_s", "expected"), [(3.0, [spo2(97), pulse(65)]), (3.1, [pulse(65)])])
def test_a_cut_short_answer_is_told_for_three_seconds(age_s, expected):
    cut_short = answer(number(SPO2, 97, PERCENT), at_s=100, link=(FIRST, 1))
    later = answer(number(PLETH, 65, BPM), at_s=100 + age_s)
    assert heard(Decoder(), cut_short, later) == expected


def test_answers_that_never_end_are_not_kept_for_ever():
    part = number(PLETH, 65, BPM)
    decoder = Decoder()
    for _ in range(200):
        decoder.feed(answer(part, link=(MIDDLE, 2)))
    begun = [answer(part, link=(FIRST, 1), invoke_id=invoke_id) for invoke_id in range(500)]
    heard(decoder, *begun)
    kept = decoder._interpreter._joiner._begun
    assert len(kept) <= 4
    assert all(len(parts) < 64 for parts in kept.values())


@pytest.mark.parametrize(
    ("story", "attributes"),
    [
        ("a number with a byte too many", {0x0950: "4BB8 0000 0220 00000061 00"}),
        ("a number cut short", {0x0950: "4BB8 0000 0220 000000"}),
        ("a compound of one that says two", {0x094B: "0002 000A 4A05 0000 0F20 00000073"}),
        ("a compound of two that says one", {0x094B: "0001 0014" + "4A05 0000 0F20 00000073" * 2}),
        ("a compound with a tail", {0x094B: "0001 000A 4A05 0000 0F20 00000073 00"}),
    ],
)
def test_an_intact_frame_that_contradicts_itself_is_garbled(story, attributes):
    wrong = {key: bytes.fromhex(value) for key, value in attributes.items()}
    wire = answer(Observation(0, 1, wrong))
    assert b"".join(item.data for item in heard(Decoder(), wire)) == wire


def test_alerts_and_empty_answers_are_no_reading():
    alerts = answer(number(SPO2, 97, PERCENT), object_class=0x36)
    assert heard(Decoder(), alerts, answer(), answer(Observation(0, 1, {}))) == []


def test_what_the_host_says_is_no_reading():
    assert heard(Decoder(), ASSOCIATE, POLL_NUMERICS_EXTENDED, MDS_ANSWERED) == []


def test_no_single_flip_loss_or_extra_byte_gives_a_wrong_value():
    good = heard(Decoder(), ANSWER)
    assert len(good) == 3
    follower = answer(number(PLETH, 77, BPM))
    for at in range(len(ANSWER)):
        before, after = ANSWER[:at], ANSWER[at + 1 :]
        flipped = [before + bytes((ANSWER[at] ^ 1 << bit,)) + after for bit in range(8)]
        extra = [before + bytes((byte,)) + ANSWER[at:] for byte in (0x00, 0xC0, 0xC1, 0x7D, 0xFF)]
        for wire in (before + after, *flipped, *extra):
            items = heard(Decoder(), wire + follower)
            said = [item for item in items if not isinstance(item, Garbled)]
            # An extra byte before the frame or an extra START leaves the frame itself whole.
            assert said in ([pulse(77)], [*good, pulse(77)] if wire in extra else [pulse(77)])
            lost = len(wire) if len(said) == 1 else len(wire) - len(ANSWER)
            assert garbled_size(items) == lost


def session(seconds=60):
    """What a simulated monitor says in a minute, frame by frame."""
    monitor = PhilipsIntellivue(Calm(), nibp_every_s=20.0)
    said = monitor.step(0.0, ASSOCIATE)
    poll = bytes.fromhex(
        "E1 00 00 02 00 01 00 28 00 04 00 07 00 22 00 21 00 00 00 00 00 00 00 00 F1 3B 00 14"
        "00 03 00 01 00 06 00 00 00 01 00 08 F1 3E 00 04 00 49 3E 00"
    )
    for second in range(seconds):
        said += monitor.step(float(second), MDS_ANSWERED + frame(poll) if second == 0 else b"")
        monitor.step(float(second), MDS_ANSWERED)  # anything keeps it alive
    return [part + b"\xc1" for part in said.split(b"\xc1") if part]


@pytest.mark.parametrize("kinds", [("flip",), ("drop",), ("flip", "drop", "replace")])
def test_one_percent_damage_costs_only_the_damaged_frames(kinds):
    frames = session()
    assert len(frames) > 150
    intact = [Messages().feed(one)[0] for one in frames]
    stream, whole = damage(frames, 0.01, kinds, seed=7)
    found = Messages().feed(stream)
    assert [one for one in found if not isinstance(one, Garbled)] == [intact[n] for n in whole]
    garbled = garbled_size([*found]) + sum(len(frames[n]) for n in whole)
    assert garbled <= len(stream)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=30) | st.sampled_from(session(8)), max_size=10), sizes)
def test_any_slicing_says_the_same_and_counts_every_byte(pieces, cuts):
    stream = b"".join(pieces)
    items = heard(Decoder(), *slices(stream, cuts))
    assert items == heard(Decoder(), stream)
    messages = Messages()
    kept = messages.feed(stream)
    skipped = garbled_size([*kept, *messages.finish()])
    assert garbled_size(items) == skipped <= len(stream)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_it_finds_its_feet_after_any_noise(noise):
    items = heard(Decoder(), noise, ANSWER)
    assert items[-3:] == [spo2(97), pulse(65), BloodPressure(115, 74, 88)]
    assert garbled_size(items) == len(noise)


def test_bytes_in_whole_frames_and_garbled_bytes_are_all_there_is():
    frames, pick = session(30), random.Random(3)
    noise = [bytes(pick.randrange(256) for _ in range(pick.randrange(20))) for _ in frames]
    stream = b"".join(rubbish + one for rubbish, one in zip(noise, frames, strict=True))
    items = heard(Decoder(), stream)
    assert garbled_size(items) == len(stream) - sum(len(one) for one in frames)
