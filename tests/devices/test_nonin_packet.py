"""The packet of the pufferfish test fixture: HR 72, SpO2 97, firmware revision 48."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.vitals import DeviceStatus, Measurement, PulseSource, Quality, Reason, Vital
from devices.nonin_packet import (
    ARTEFACT,
    GREEN,
    MOST_UNPROVED,
    OUT_OF_TRACK,
    RED,
    SENSOR_ALARM,
    SENSOR_DISCONNECTED,
    YELLOW,
    PacketAssembler,
    encode_extras,
    encode_status,
)

# pez-globo/pufferfish-software, Catch2 fixture: every pulse field 72, every SpO2 field 97
PUFFERFISH = bytes(
    [0, 72, 97, 48, 0, 0, 0, 0, 97, 97, 97, 0, 0, 0, 72, 97, 97, 0, 0, 0, 72, 0, 72, 0, 0]
)


def pulse(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.PULSE_RATE, value, reason, PulseSource.PLETH, quality)


def spo2(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.SPO2, value, reason, None, quality)


def push(assembler, extras, flags=0, perfusion=0, frames=None):
    """Push `frames` (all 25, unless named) of one packet; what was told meanwhile."""
    items = []
    for number in range(1, len(extras) + 1) if frames is None else frames:
        items += assembler.push(encode_status(number, flags, perfusion), extras[number - 1])
    return items


def told(extras, flags=0, perfusion=0):
    """What one packet says, with the SYNC of the next that proves it."""
    assembler = PacketAssembler()
    return push(assembler, extras, flags, perfusion) + push(assembler, PUFFERFISH, frames=[1])


def test_the_encoder_makes_the_published_packet():
    assert encode_extras(97, 72) == PUFFERFISH


def test_a_packet_is_one_saturation_and_one_pulse_rate():
    assert told(PUFFERFISH) == [spo2(97), pulse(72)]


def test_nothing_is_believed_before_the_packet_has_proved_its_count():
    assembler = PacketAssembler()
    assert push(assembler, PUFFERFISH) == []
    assert push(assembler, PUFFERFISH, frames=[1]) == [spo2(97), pulse(72)]


@pytest.mark.parametrize("rate", [18, 127, 128, 140, 255, 256, 321])
def test_a_pulse_above_127_keeps_its_high_bits(rate):
    assert told(encode_extras(97, rate)) == [spo2(97), pulse(rate)]


def test_reserved_bits_beside_the_pulse_are_not_the_pulse():
    extras = bytearray(encode_extras(97, 140))
    extras[0] |= 0x7C
    assert told(extras) == [spo2(97), pulse(140)]


@pytest.mark.parametrize("place", [0, 1])
def test_a_pulse_byte_with_its_top_bit_set_is_not_a_pulse(place):
    extras = bytearray(PUFFERFISH)
    extras[place] |= 0x80
    assert told(extras) == [spo2(97), pulse(None, Reason.OUT_OF_RANGE)]


@pytest.mark.parametrize(
    ("story", "flags", "saturation", "rate", "reason"),
    [
        ("the plug is out", SENSOR_DISCONNECTED, None, None, Reason.SENSOR_UNPLUGGED),
        ("the plug is out, numbers held", SENSOR_DISCONNECTED, 97, 72, Reason.SENSOR_UNPLUGGED),
        ("the finger is out", SENSOR_ALARM, None, None, Reason.SENSOR_OFF),
        ("the pulse was lost", OUT_OF_TRACK, None, None, Reason.OUT_OF_TRACK),
        ("the pulse does not fit", ARTEFACT, None, None, Reason.ARTEFACT),
        ("hardly any blood", RED, None, None, Reason.LOW_PERFUSION),
        ("little blood", YELLOW, None, None, Reason.NO_VALUE),
        ("none, and no more is said", 0, None, None, Reason.NO_VALUE),
        ("a zero is not a number", 0, 0, 0, Reason.NO_VALUE),
        ("more than all, faster than any", 0, 126, 400, Reason.OUT_OF_RANGE),
    ],
)
def test_a_missing_value_says_why(story, flags, saturation, rate, reason):
    items = told(encode_extras(saturation, rate), flags)
    assert items == [spo2(None, reason), pulse(None, reason)], story


@pytest.mark.parametrize(
    ("story", "flags", "perfusion", "quality"),
    [
        ("low perfusion", 0, RED, Quality.POOR),
        ("marginal perfusion", 0, YELLOW, Quality.MARGINAL),
        ("good perfusion", 0, GREEN, Quality.GOOD),
        ("an artefact", ARTEFACT, 0, Quality.POOR),
        ("out of track with a number", OUT_OF_TRACK, 0, Quality.POOR),
    ],
)
def test_a_doubtful_value_is_marked(story, flags, perfusion, quality):
    items = told(PUFFERFISH, flags, perfusion)
    assert items == [spo2(97, None, quality), pulse(72, None, quality)], story


def test_a_finger_that_comes_out_behind_the_values_takes_them_from_the_next_packet():
    assembler = PacketAssembler()
    push(assembler, PUFFERFISH, frames=range(1, 9))
    push(assembler, PUFFERFISH, SENSOR_ALARM, frames=range(9, 26))
    assert push(assembler, PUFFERFISH, SENSOR_ALARM) == [spo2(97), pulse(72)]
    assert assembler.finish() == [
        spo2(None, Reason.SENSOR_OFF),
        pulse(None, Reason.SENSOR_OFF),
    ]


def test_a_value_that_is_missing_is_explained_by_any_frame_of_its_packet():
    assembler = PacketAssembler()
    none = encode_extras(None, None)
    push(assembler, none, frames=range(1, 9))
    push(assembler, none, SENSOR_ALARM, frames=range(9, 26))
    assert push(assembler, none, frames=[1]) == [
        spo2(None, Reason.SENSOR_OFF),
        pulse(None, Reason.SENSOR_OFF),
    ]


def test_one_doubtful_frame_marks_its_packet_and_not_the_next():
    assembler = PacketAssembler()
    push(assembler, PUFFERFISH, frames=range(1, 20))
    push(assembler, PUFFERFISH, perfusion=RED, frames=[20])
    push(assembler, PUFFERFISH, perfusion=YELLOW, frames=range(21, 26))
    first = push(assembler, PUFFERFISH)
    assert first == [spo2(97, None, Quality.POOR), pulse(72, None, Quality.POOR)]
    assert push(assembler, PUFFERFISH) == [spo2(97), pulse(72)]


def test_low_battery_is_told_when_it_appears():
    assembler = PacketAssembler()
    low, high = encode_extras(97, 72, low_battery=True), PUFFERFISH
    heard = [push(assembler, extras)[2:] for extras in (low, low, high, low, high)]
    assert heard == [[], [DeviceStatus("low_battery")], [], [], [DeviceStatus("low_battery")]]


@pytest.mark.parametrize("vanished", range(1, 26))
def test_a_frame_that_vanished_whole_moves_nothing_into_another_place(vanished):
    assembler = PacketAssembler()
    left = [number for number in range(1, 26) if number != vanished]
    assert push(assembler, PUFFERFISH, frames=left) == []
    assert push(assembler, PUFFERFISH) == []
    assert push(assembler, PUFFERFISH, frames=[1]) == [spo2(97), pulse(72)]


@pytest.mark.parametrize("twice", range(2, 26))
def test_a_frame_that_came_twice_moves_nothing_into_another_place(twice):
    assembler = PacketAssembler()
    frames = sorted([*range(1, 26), twice])
    assert push(assembler, PUFFERFISH, frames=frames) == []
    assert push(assembler, PUFFERFISH) == []
    assert push(assembler, PUFFERFISH, frames=[1]) == [spo2(97), pulse(72)]


def test_a_packet_joined_in_the_middle_waits_for_the_next():
    assembler = PacketAssembler()
    assert push(assembler, PUFFERFISH, frames=range(7, 26)) == []
    assert push(assembler, PUFFERFISH) == []
    assert assembler.finish() == [spo2(97), pulse(72)]


@pytest.mark.parametrize("size", [3, 4, 5, 6])
@pytest.mark.parametrize("damaged", range(4, 26))
def test_damage_behind_the_values_does_not_cost_them(damaged, size):
    assembler = PacketAssembler()
    items = push(assembler, PUFFERFISH, frames=range(1, damaged))
    assembler.lost(size - 1)
    assembler.lost(1)
    items += push(assembler, PUFFERFISH, frames=range(damaged + 1, 26))
    items += push(assembler, PUFFERFISH, frames=[1])
    assert items == [spo2(97), pulse(72)]


def test_damage_in_the_second_frame_costs_the_pulse_and_not_spo2():
    assembler = PacketAssembler()
    items = push(assembler, PUFFERFISH, frames=[1])
    assembler.lost(4)
    items += push(assembler, PUFFERFISH, frames=range(3, 26))
    assert items == []
    assert push(assembler, PUFFERFISH, frames=[1]) == [spo2(97)]


def test_damage_in_a_first_frame_costs_its_pulse_and_the_next_sync_proves_both_packets():
    assembler = PacketAssembler()
    items = push(assembler, encode_extras(98, 70))
    assembler.lost(5)
    items += push(assembler, PUFFERFISH, frames=range(2, 26))
    assert items == []
    assert push(assembler, PUFFERFISH, frames=[1]) == [spo2(98), pulse(70), spo2(97)]


def test_two_first_frames_damaged_in_a_row_are_not_counted_past():
    assembler = PacketAssembler()
    items = push(assembler, PUFFERFISH)
    for _ in range(2):
        assembler.lost(5)
        items += push(assembler, PUFFERFISH, frames=range(2, 26))
    assert items + push(assembler, PUFFERFISH, frames=[1]) == []


def test_damage_of_doubtful_length_is_not_counted_past():
    assembler = PacketAssembler()
    items = push(assembler, PUFFERFISH, frames=[1])
    assembler.lost(7)  # two frames that lost three bytes look like one
    items += push(assembler, PUFFERFISH, frames=range(4, 26))
    assert items + push(assembler, PUFFERFISH, frames=[1]) == []


def test_endless_noise_is_counted_and_not_kept():
    assembler = PacketAssembler()
    push(assembler, PUFFERFISH, frames=[1])
    for _ in range(100):
        assembler.lost(1_000_000)
    assert assembler.push(encode_status(2), 72) == []
    assert told(PUFFERFISH) == [spo2(97), pulse(72)]


@pytest.mark.parametrize("heard", range(26))
def test_recorded_bytes_that_end_inside_a_packet_prove_nothing(heard):
    assembler = PacketAssembler()
    assert push(assembler, PUFFERFISH, frames=range(1, heard + 1)) == []
    assert assembler.finish() == ([spo2(97), pulse(72)] if heard == 25 else [])
    assert assembler.finish() == []


def test_what_is_left_behind_the_last_packet_of_a_recording_does_not_cost_it():
    assembler = PacketAssembler()
    push(assembler, PUFFERFISH)
    assembler.lost(3)
    assert assembler.finish() == [spo2(97), pulse(72)]


@given(st.lists(st.tuples(st.integers(128, 255), st.integers(0, 255), st.integers(0, 9))))
def test_whatever_is_pushed_nothing_impossible_comes_out(frames):
    assembler = PacketAssembler()
    for status, extra, lost in frames:
        assembler.lost(lost)
        for item in assembler.push(status, extra):
            assert isinstance(item, DeviceStatus) or (item.value is None) != (item.reason is None)
    assert len(assembler._extra) == len(assembler._status) <= MOST_UNPROVED
