"""[manual] vectors: SunTech Advantage manual as quoted by the tests of ak-git/DesktopFX.
[codes] from 519984307/Appciton; everything else follows from the layout they describe."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals import BloodPressure, CuffPressure, Garbled, NibpFailed, NibpFault, Quality
from devices.suntech_advantage import Decoder
from devices.suntech_packets import (
    ABORT,
    GET_BP_DATA,
    GET_CUFF_PRESSURE,
    START_ADULT,
    START_CHILD,
    START_NEONATE,
    Packets,
    Result,
    ack_packet,
    host_packet,
    module_packet,
    parse_result,
    pressure_packet,
    result_packet,
)
from tests.devices.streams import garbled_size, heard, sizes, slices

MANUAL_RESULT = bytes.fromhex(  # [manual]
    "3E 18 73 00 4A 00 1E 01 00 00 00 00 00 00 31 07 55 00 58 00 00 00 00 E9"
)
TEST_CODES = bytes.fromhex("00 00 00 00 00 00 31 07")
MEASURED = BloodPressure(115, 74, 88, 85)


@pytest.mark.parametrize(
    ("story", "made", "quoted"),
    [
        ("[manual] start, adult", START_ADULT, "3A 20 A6"),
        ("[manual] abort", ABORT, "3A 79 01 00 4C"),
        ("[manual] get cuff pressure", GET_CUFF_PRESSURE, "3A 79 05 00 48"),
        ("[manual] get the result", GET_BP_DATA, "3A 79 03 00 4A"),
        ("[manual] close all valves", host_packet(0x0C, 0, 1, 1), "3A 0C 00 01 01 B8"),
        ("[codes] start, newborn", START_NEONATE, "3A 28 9E"),
        ("[codes] start, child", START_CHILD, "3A 87 3F"),
        ("[manual] received", ack_packet(b"O"), "3E 04 4F 6F"),
        ("[manual] done", ack_packet(b"K"), "3E 04 4B 73"),
        ("[manual] aborted", ack_packet(b"A"), "3E 04 41 7D"),
        ("[manual] 258 mmHg in the cuff", pressure_packet(258), "3E 05 02 01 BA"),
    ],
)
def test_the_packets_are_those_of_the_manual(story, made, quoted):
    assert made == bytes.fromhex(quoted), story


def test_the_result_of_the_manual_is_115_over_74():
    assert heard(Decoder(), MANUAL_RESULT) == [MEASURED]


def test_a_result_is_written_as_the_manual_writes_it():
    result = Result(115, 74, 88, 85, beats=30, status=1, test_codes=TEST_CODES)
    assert result_packet(result) == MANUAL_RESULT
    assert parse_result(MANUAL_RESULT) == result


def test_acknowledgements_are_heard_and_are_no_reading():
    assert heard(Decoder(), b"".join(ack_packet(bytes([c])) for c in b"OKABENDST")) == []


@pytest.mark.parametrize(
    ("story", "packet", "items"),
    [
        ("258 mmHg", pressure_packet(258), [CuffPressure(258)]),
        ("an empty cuff a little below zero", pressure_packet(-3), [CuffPressure(-3)]),
        ("FFFF means: ignore", pressure_packet(None), []),
    ],
)
def test_the_pressure_in_the_cuff(story, packet, items):
    assert heard(Decoder(), packet) == items, story


def test_the_wrong_check_of_the_manual_is_not_believed():
    damaged = bytes.fromhex("3E 05 02 01 B1")  # [manual]
    assert heard(Decoder(), damaged) == [Garbled(damaged)]


@pytest.mark.parametrize(
    ("story", "code", "fault"),
    [
        ("weak or no signal", 1, NibpFault.WEAK_SIGNAL),
        ("artefact", 2, NibpFault.ARTEFACT),
        ("out of range", 3, NibpFault.OUT_OF_RANGE),
        ("took too long", 4, NibpFault.TIME_LIMIT),
        ("blocked hose", 85, NibpFault.BLOCKAGE),
        ("stopped by a person", 86, NibpFault.STOPPED),
        ("leak or loose cuff", 87, NibpFault.LEAK),
        ("safety time", 88, NibpFault.SAFETY_TIMEOUT),
        ("too much pressure", 89, NibpFault.OVERPRESSURE),
        ("supply or hardware", 90, NibpFault.HARDWARE),
        ("safety override or zero point", 91, NibpFault.HARDWARE),
        ("pressure sensor", 97, NibpFault.TRANSDUCER),
        ("its converter", 98, NibpFault.TRANSDUCER),
        ("calibration", 99, NibpFault.CALIBRATION),
        ("a code that nobody knows", 42, NibpFault.UNKNOWN),
    ],
)
def test_every_error_of_a_measurement_has_its_word(story, code, fault):
    packet = result_packet(Result(999, 999, 999, 999, error=code))
    assert heard(Decoder(), packet) == [NibpFailed(fault, code=code)], story


@pytest.mark.parametrize(
    ("story", "result", "expected"),
    [
        (
            "no diastolic: judged on what is there",
            Result(185, 0, 0, 0),
            BloodPressure(185, None, None),
        ),
        (
            "systolic below diastolic is shown, and marked",
            Result(110, 180, 150, 70),
            BloodPressure(110, 180, 150, 70, quality=Quality.SUSPECT),
        ),
        (
            "a mean above the systolic",
            Result(115, 74, 120, 70),
            BloodPressure(115, 74, 120, 70, quality=Quality.SUSPECT),
        ),
        ("nothing at all", Result(0, 0, 0, 70), NibpFailed(NibpFault.UNKNOWN, code=0)),
    ],
)
def test_what_is_missing_is_never_a_zero(story, result, expected):
    assert heard(Decoder(), result_packet(result)) == [expected], story


@pytest.mark.parametrize(
    ("story", "packet"),
    [
        ("a letter that does not exist", module_packet(b"X")),
        ("a pressure that no cuff has", module_packet((400).to_bytes(2, "little"))),
        ("a systolic of 7000", result_packet(Result(7000, 74, 88, 85))),
        ("a pulse of 400", result_packet(Result(115, 74, 88, 400))),
        ("shorter than any packet", bytes.fromhex("3E 03 BF")),
        ("longer than any packet", module_packet(bytes(0x41))),
    ],
)
def test_what_makes_no_sense_is_no_packet(story, packet):
    assert garbled_size(heard(Decoder(), packet)) == len(packet), story


def test_an_answer_of_unknown_length_is_whole_and_says_nothing():
    assert heard(Decoder(), module_packet(b"LX 1.03 2018")) == []


def test_a_damaged_length_does_not_swallow_what_it_claims():
    # 04 became 0D, and 13 bytes happen to add up; inside stands an intact packet
    claimed = bytes.fromhex("3E 0D 4B 73") + ack_packet(b"O") + bytes(4)
    claimed += bytes((-sum(claimed) & 0xFF,))
    items = heard(Decoder(), claimed, MANUAL_RESULT)
    assert items[-1] == MEASURED
    assert garbled_size(items) == len(claimed) - 4


def test_a_packet_behind_a_cut_one_is_found_when_the_stream_ends():
    assert heard(Decoder(), MANUAL_RESULT[:9] + ack_packet(b"K") + pressure_packet(5)) == [
        Garbled(MANUAL_RESULT[:9]),
        CuffPressure(5),
    ]
    assert heard(Decoder(), b"\x3e") == [Garbled(b"\x3e")]


results = st.builds(
    Result,
    systolic=st.integers(0, 300),
    diastolic=st.integers(0, 300),
    mean=st.integers(0, 300),
    pulse_rate=st.integers(0, 300),
    beats=st.integers(0, 255),
    status=st.integers(0, 255),
    test_codes=st.binary(min_size=8, max_size=8),
    error=st.integers(0, 255),
)
packets = st.one_of(
    results.map(result_packet),
    st.integers(-50, 350).map(pressure_packet),
    st.sampled_from([ack_packet(bytes([c])) for c in b"OKABENDST"]),
)


@given(results)
def test_what_was_written_is_read(result):
    assert parse_result(result_packet(result)) == result


@settings(max_examples=60)
@given(st.lists(packets | st.binary(max_size=30), max_size=6), sizes)
def test_how_the_stream_is_sliced_does_not_matter(parts, pieces):
    stream = b"".join(parts)
    assert heard(Decoder(), stream) == heard(Decoder(), *slices(stream, pieces))


@settings(max_examples=100)
@given(
    st.lists(packets | packets.map(lambda p: p[:-1]) | st.binary(max_size=30), max_size=8), sizes
)
def test_packets_and_garbled_bytes_add_up_to_the_stream(parts, pieces):
    stream, cutter = b"".join(parts), Packets()
    found = [part for piece in slices(stream, pieces) for part in cutter.feed(piece)]
    found += cutter.feed(b"", ended=True)
    assert b"".join(data for _whole, data in found) == stream
    assert all(sum(data) % 256 == 0 for whole, data in found if whole)
    garbled = sum(len(data) for whole, data in found if not whole)
    assert garbled_size(heard(Decoder(), stream)) == garbled


@settings(max_examples=60)
@given(st.lists(packets, max_size=8))
def test_intact_packets_leave_nothing_garbled(parts):
    assert garbled_size(heard(Decoder(), b"".join(parts))) == 0


@settings(max_examples=60)
@given(st.binary(max_size=80).filter(lambda noise: b"\x3e" not in noise))
def test_it_finds_its_feet_after_any_noise(noise):
    items = heard(Decoder(), noise, MANUAL_RESULT)
    assert items[-1] == MEASURED
    assert garbled_size(items) == len(noise)


@pytest.mark.parametrize("next_packet", [ack_packet(b"K"), pressure_packet(180), MANUAL_RESULT])
def test_one_lost_byte_of_a_result_never_gives_a_wrong_pressure(next_packet):
    for low in range(256):  # every value of the byte that could be lost, 3E among them
        result = Result(90 + low % 128, low, 88, low, test_codes=bytes([low]) * 8)
        true = {(result.systolic, result.diastolic)}
        if next_packet == MANUAL_RESULT:
            true.add((115, 74))
        packet = result_packet(result)
        for at in range(len(packet)):
            items = heard(Decoder(), packet[:at] + packet[at + 1 :] + next_packet)
            told = {
                (item.systolic, item.diastolic or 0)
                for item in items
                if isinstance(item, BloodPressure)
            }
            assert told <= true, (low, at)


def test_one_flipped_bit_never_gives_a_reading():
    for at in range(len(MANUAL_RESULT)):
        for bit in range(8):
            damaged = bytearray(MANUAL_RESULT)
            damaged[at] ^= 1 << bit
            items = heard(Decoder(), bytes(damaged))
            assert all(isinstance(item, Garbled) for item in items), (at, bit)
            assert garbled_size(items) == len(damaged)
