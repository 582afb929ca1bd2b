"""Vectors: [rad8] lines of a Rad-8, yahnatan/pulseox; [manual] the bits of the Rad-8 manual."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.vitals import (
    DeviceStatus,
    Garbled,
    Measurement,
    PulseSource,
    Quality,
    Reason,
    Vital,
)
from devices import masimo_ascii1
from devices.link import Listener
from devices.masimo_ascii1 import SET_ACTIVE, Decoder, Line, encode, parse
from tests.devices.streams import calmly, damage, heard, is_in_order, sizes, slices, values

RAD8 = (
    b"02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% SPCO=--.-% SPMET=--.-%"
    b" DESAT=-- PIDELTA=+-- ALARM=0000 EXC=000800"
)  # [rad8]
RAD87 = (
    b"02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% SPCO=--.-% SPMET=--.-%"
    b" DESAT=-- PIDELTA=+-- PVI=--- ALARM=0000 EXC=000800"
)  # [manual]
RADICAL5 = b"02/22/16 22:47:45 SPO2=098% BPM=097 PI=03.60% ALARM=00 EXC=0800"


def spo2(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.SPO2, value, reason, None, quality)


def pulse(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.PULSE_RATE, value, reason, PulseSource.PLETH, quality)


lines = st.builds(
    Line,
    spo2=st.none() | st.integers(0, 100),
    pulse_rate=st.none() | st.integers(0, 240),
    alarm=st.integers(0, 0xFFFF),
    exceptions=st.integers(0, 0xFFFFFF),
)


@pytest.mark.parametrize("line", [RAD8, RAD87, RADICAL5])
def test_a_line_is_read_by_its_keys_whatever_the_model(line):
    assert heard(Decoder(), line + b"\r\n") == [spo2(98), pulse(97)]
    assert parse(line) == Line(98, 97)


def test_the_encoder_writes_the_recorded_line():
    assert encode(Line(98, 97), perfusion="03.60") == RAD8 + b"\r\n"


@calmly
@given(lines)
def test_what_was_encoded_is_what_is_parsed(line):
    assert parse(encode(line).rstrip()) == line


@pytest.mark.parametrize("end", [b"\r\n", b"\n\r", b"\n", b"\r", b"\r\n\r\n", b"\n\r\n\r"])
def test_lines_end_as_they_please(end):
    items = heard(Decoder(), (RAD8 + end) * 3)
    assert items == [spo2(98), pulse(97)] * 3


@pytest.mark.parametrize(
    ("story", "exceptions", "reason"),
    [
        ("no sensor", 0x000801, Reason.SENSOR_UNPLUGGED),
        ("no cable", 0x001800, Reason.SENSOR_UNPLUGGED),
        ("defective sensor", 0x000802, Reason.SENSOR_FAULT),
        ("unrecognised sensor", 0x000880, Reason.SENSOR_FAULT),
        ("incompatible sensor", 0x000900, Reason.SENSOR_FAULT),
        ("incompatible cable", 0x004800, Reason.SENSOR_FAULT),
        ("unrecognised cable", 0x008800, Reason.SENSOR_FAULT),
        ("defective cable", 0x010800, Reason.SENSOR_FAULT),
        ("sensor off", 0x000820, Reason.SENSOR_OFF),
        ("sensor off, and searching", 0x000828, Reason.SENSOR_OFF),
        ("calibrating", 0x020800, Reason.CALIBRATING),
        ("pulse search", 0x000808, Reason.SEARCHING),
    ],
)
def test_under_these_exceptions_not_even_a_number_is_believed(story, exceptions, reason):
    for line in (Line(None, None, 0, exceptions), Line(98, 97, 0, exceptions)):
        items = heard(Decoder(), encode(line))
        assert items == [spo2(None, reason), pulse(None, reason)], story


@pytest.mark.parametrize(
    ("story", "exceptions", "reason"),
    [
        ("low perfusion", 0x000804, Reason.LOW_PERFUSION),
        ("interference", 0x000810, Reason.ARTEFACT),
        ("ambient light", 0x000840, Reason.ARTEFACT),
        ("low signal", 0x000C00, Reason.ARTEFACT),
        ("nothing is said", 0x000800, Reason.NO_VALUE),
    ],
)
def test_dashes_have_the_reason_of_the_exceptions(story, exceptions, reason):
    items = heard(Decoder(), encode(Line(None, 97, 0, exceptions)))
    assert items[0] == spo2(None, reason), story
    assert items[1].value == 97
    zeros = heard(Decoder(), encode(Line(0, 0, 0, exceptions)))
    assert zeros == [spo2(None, reason), pulse(None, reason)], story


@pytest.mark.parametrize("exceptions", [0x000804, 0x000810, 0x000840, 0x000C00])
def test_a_number_with_a_weak_signal_is_marked(exceptions):
    items = heard(Decoder(), encode(Line(98, 97, 0, exceptions)))
    assert items == [spo2(98, None, Quality.POOR), pulse(97, None, Quality.POOR)]


def test_more_than_100_percent_is_out_of_range():
    assert heard(Decoder(), encode(Line(188, 97)))[0] == spo2(None, Reason.OUT_OF_RANGE)


def test_a_jump_is_marked_until_the_next_line_agrees():
    course = [97, 97, 17, 97, 80, 80, 80]
    found = heard(Decoder(), *(encode(Line(value, 65)) for value in course))[::2]
    assert [item.value for item in found] == course
    marks = "".join("?" if item.quality is Quality.SUSPECT else "." for item in found)
    assert marks == "..?.?.."


@pytest.mark.parametrize(
    ("spo2", "pulse", "marks"), [(94, 75, ".."), (93, 75, "?."), (94, 76, ".?"), (100, 55, "..")]
)
def test_a_step_of_3_percent_or_10_beats_is_no_jump(spo2, pulse, marks):
    items = heard(Decoder(), encode(Line(97, 65)), encode(Line(spo2, pulse)))[2:]
    assert "".join("?" if item.quality is Quality.SUSPECT else "." for item in items) == marks


def test_what_the_monitor_says_of_itself_is_told_when_it_appears():
    told = [
        ("low_battery", Line(98, 97, alarm=0x40)),
        ("alarms_silenced", Line(98, 97, alarm=0x20)),
        ("cable_life_expired", Line(98, 97, exceptions=0x2800)),
        ("sensor_life_expired", Line(98, 97, exceptions=0x40800)),
    ]
    for code, line in told:
        items = heard(Decoder(), encode(line) * 3, encode(Line(98, 97)), encode(line))
        assert [item for item in items if isinstance(item, DeviceStatus)] == [
            DeviceStatus(code)
        ] * 2


@pytest.mark.parametrize(
    ("story", "good", "bad"),
    [
        ("a lost digit", b"SPO2=098%", b"SPO2=98%"),
        ("a lost digit of the pulse", b"BPM=097", b"BPM=97"),
        ("a digit that is none", b"SPO2=098%", b"SPO2=0y8%"),
        ("a key with a wrong letter", b"SPO2=", b"SQO2="),
        ("a lost letter", b"EXC=", b"EX="),
        ("a key that became another's twin", b"PI=", b"EXC="),
        ("half a byte of exceptions", b"EXC=000800", b"EXC=00800"),
        ("no separator", b" BPM=", b"BPM="),
        ("no saturation", b"SPO2=098% ", b""),
        ("no pulse rate", b"BPM=097 ", b""),
        ("a damaged date", b"22:47:45", b"22:4745"),
    ],
)
def test_a_damaged_line_gives_nothing(story, good, bad):
    line = RAD8.replace(good, bad)
    assert line != RAD8
    assert heard(Decoder(), line + b"\r\n", RAD8 + b"\r\n") == [
        *(Garbled(part) for part in chunks(line + b"\r\n")),
        spo2(98),
        pulse(97),
    ], story


def chunks(data):
    return [data[at : at + 64] for at in range(0, len(data), 64)]


def test_a_key_of_a_newer_model_is_no_damage():
    newer = RAD8.replace(b" DESAT", b" SPHB=12.4 ABCDE=5 DESAT")
    assert heard(Decoder(), newer + b"\r\n") == [spo2(98), pulse(97)]


@pytest.mark.parametrize(
    ("key", "damaged"),
    [
        ("SPO2", False),
        ("SPO3", True),
        ("SPO", True),
        ("PO2", True),
        ("SPX3", False),
        ("SPHB", False),
        ("SPOCX", False),
        ("P", True),
        ("QI", True),
        ("ABCDE", False),
    ],
)
def test_one_character_away_from_a_known_key_is_damage(key, damaged):
    assert masimo_ascii1._looks_damaged(key) is damaged


@pytest.mark.parametrize(("size", "believed"), [(400, True), (401, False)])
def test_a_line_has_400_bytes_at_most(size, believed):
    long = RAD8.replace(b" DESAT", b" ABCDE=" + b"7" * (size - len(RAD8) - 7) + b" DESAT")
    assert len(long) == size
    assert (spo2(98) in heard(Decoder(), long + b"\r\n")) is believed


def test_noise_before_a_line_does_not_take_it_along():
    assert heard(Decoder(), b"\x00\xff10" + RAD8 + b"\r\n") == [
        Garbled(b"\x00\xff10"),
        spo2(98),
        pulse(97),
    ]
    assert heard(Decoder(), RAD8[:50], RAD8 + b"\r\n")[-2:] == [spo2(98), pulse(97)]
    assert heard(Decoder(), b"\xaa" * 999, RAD8 + b"\r\n")[-2:] == [spo2(98), pulse(97)]
    assert heard(Decoder(), b"x" * 350, RAD8 + b"\r\n")[-2:] == [spo2(98), pulse(97)]


def test_the_last_line_counts_without_its_end_only_if_it_cannot_be_longer():
    assert heard(Decoder(), RAD8) == [spo2(98), pulse(97)]
    assert heard(Decoder(), RAD8[:-1]) == [Garbled(part) for part in chunks(RAD8[:-1])]
    assert heard(Decoder(), RAD8[:-2]) == [Garbled(part) for part in chunks(RAD8[:-2])]
    assert heard(Decoder(), b"\xff EXC=000800") == [Garbled(b"\xff EXC=000800")]


def test_line_ends_that_belong_to_no_line_are_counted():
    assert heard(Decoder(), b"\r\n" + RAD8 + b"\r\n" * 4) == [
        Garbled(b"\r\n"),
        spo2(98),
        pulse(97),
        Garbled(b"\r\n\r\n"),
    ]


pieces = (
    lines.map(encode)
    | lines.map(lambda line: encode(line) + b"\r\n")
    | lines.map(lambda line: encode(line).rstrip())
    | st.binary(min_size=1, max_size=12)
    | st.integers(1, 500).map(lambda size: b"7" * size)
    | st.just(b"02/22/16 22:47:45 ")
)


@calmly
@given(st.lists(pieces, max_size=8), sizes)
def test_how_the_stream_is_sliced_does_not_matter(pieces, sizes):
    stream = b"".join(pieces)
    assert heard(Decoder(), stream) == heard(Decoder(), *slices(stream, sizes))


@calmly
@given(st.lists(pieces, max_size=8))
def test_no_byte_is_told_twice_and_none_of_the_noise_is_lost(pieces):
    stream = b"".join(pieces)
    items = heard(Decoder(), stream)
    told = b"".join(item.data for item in items if isinstance(item, Garbled))
    good = len(values([i for i in items if isinstance(i, Measurement)]))
    shortest, longest = len(encode(Line(1, 1)).rstrip()), len(encode(Line(1, 1)).rstrip()) + 4
    assert good * shortest <= len(stream) - len(told) <= good * longest
    rest = iter(stream)
    assert all(byte in rest for byte in told)


@calmly
@given(st.binary(max_size=60))
def test_it_finds_its_feet_after_any_noise(noise):
    items = heard(Decoder(), noise, b"\n", RAD8 + b"\r\n")
    assert items[-2:] == [spo2(98), pulse(97)]


@pytest.mark.parametrize("seed", range(10))
def test_damage_costs_only_the_damaged_lines(seed):
    truth = [(1 + n % 100, 1 + n % 240) for n in range(500)]
    sent = [encode(Line(s, p), perfusion="03.60") for s, p in truth]
    stream, whole = damage(sent, 0.003, ("flip", "drop", "replace"), seed)
    items = [item for item in heard(Decoder(), stream) if isinstance(item, Measurement)]
    assert is_in_order([truth[n] for n in whole], values(items))


def test_every_lost_character_gives_no_wrong_number():
    line = encode(Line(87, 142), perfusion="03.60")
    for place in range(len(line)):
        items = heard(Decoder(), RAD8 + b"\r\n", line[:place] + line[place + 1 :], RAD8 + b"\r\n")
        assert set(values([i for i in items if isinstance(i, Measurement)])) <= {
            (98, 97),
            (87, 142),
        }, place


def test_a_flipped_bit_gives_a_wrong_number_only_as_another_digit():
    line, shown = encode(Line(97, 65), perfusion="03.60"), set()
    for bit in range(len(line) * 8):
        flipped = bytearray(line)
        flipped[bit // 8] ^= 1 << bit % 8
        items = [i for i in heard(Decoder(), line, bytes(flipped)) if isinstance(i, Measurement)]
        shown |= {
            (item.vital, item.value, item.quality)
            for item in items[2:]
            if item.value not in (None, 97, 65)
        }
    assert {value for vital, value, quality in shown if quality is not Quality.SUSPECT} <= {
        *range(94, 101),
        *range(55, 76),
    }
    assert (Vital.SPO2, 17.0, Quality.SUSPECT) in shown


def test_endless_noise_is_not_kept():
    decoder = Decoder()
    for _ in range(300):
        decoder.feed(b"7" * 150)
    assert len(decoder._rest) <= 400
    assert len(decoder._skipped._bytes) < 64


def test_a_line_that_was_parsed_can_be_written_again():
    line = dataclasses.replace(parse(RAD8), exceptions=SET_ACTIVE)
    assert encode(line, perfusion="03.60").rstrip() == RAD8


def test_the_driver_says_what_it_is():
    driver = masimo_ascii1.DRIVER
    assert (driver.id, str(driver.line)) == ("masimo-ascii1", "9600 8N1")
    assert driver.own_alarms
    assert isinstance(driver.converse(), Listener)
    assert isinstance(driver.decoder(), Decoder)
