"""The packet of the pufferfish test fixture: HR 72, SpO2 97, firmware revision 48."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.vitals import DeviceStatus, Measurement, PulseSource, Quality, Reason, Vital
from devices.nonin_packet import (
    ARTEFACT,
    FRAMES,
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
    items = []
    for number in range(1, len(extras) + 1) if frames is None else frames:
        items += assembler.push(encode_status(number, flags, perfusion), extras[number - 1])
    return items


def test_the_encoder_makes_the_published_packet():
    assert encode_extras(97, 72) == PUFFERFISH


def test_a_packet_is_one_saturation_and_one_pulse_rate():
    assert push(PacketAssembler(), PUFFERFISH) == [spo2(97), pulse(72)]


def test_nothing_is_believed_before_the_packet_has_proved_its_count():
    assembler = PacketAssembler()
    assert push(assembler, PUFFERFISH, frames=range(1, 25)) == []
    assert push(assembler, PUFFERFISH, frames=[25]) == [spo2(97), pulse(72)]


@pytest.mark.parametrize("rate", [18, 127, 128, 140, 255, 256, 321])
def test_a_pulse_above_127_keeps_its_high_bits(rate):
    assert push(PacketAssembler(), encode_extras(97, rate)) == [spo2(97), pulse(rate)]


@pytest.mark.parametrize(
    ("story", "flags", "saturation", "rate", "reason"),
    [
        ("the plug is out", SENSOR_DISCONNECTED, None, None, Reason.SENSOR_UNPLUGGED),
        ("the plug is out, numbers held", SENSOR_DISCONNECTED, 97, 72, Reason.SENSOR_UNPLUGGED),
        ("the finger is out", SENSOR_ALARM, None, None, Reason.SENSOR_OFF),
        ("the pulse was lost", OUT_OF_TRACK, None, None, Reason.OUT_OF_TRACK),
        ("none, and no more is said", 0, None, None, Reason.NO_VALUE),
        ("a zero is not a number", 0, 0, 0, Reason.NO_VALUE),
        ("more than all, faster than any", 0, 126, 400, Reason.OUT_OF_RANGE),
    ],
)
def test_a_missing_value_says_why(story, flags, saturation, rate, reason):
    items = push(PacketAssembler(), encode_extras(saturation, rate), flags)
    assert items == [spo2(None, reason), pulse(None, reason)], story


@pytest.mark.parametrize(
    ("story", "flags", "perfusion", "quality"),
    [
        ("low perfusion", 0, RED, Quality.POOR),
        ("marginal perfusion", 0, YELLOW, Quality.MARGINAL),
        ("an artefact", ARTEFACT, 0, Quality.POOR),
        ("out of track with a number", OUT_OF_TRACK, 0, Quality.POOR),
    ],
)
def test_a_doubtful_value_is_marked(story, flags, perfusion, quality):
    items = push(PacketAssembler(), PUFFERFISH, flags, perfusion)
    assert items == [spo2(97, None, quality), pulse(72, None, quality)], story


def test_one_doubtful_frame_marks_its_packet_and_not_the_next():
    assembler = PacketAssembler()
    first = push(assembler, PUFFERFISH, frames=range(1, 20))
    first += push(assembler, PUFFERFISH, perfusion=RED, frames=[20])
    first += push(assembler, PUFFERFISH, perfusion=YELLOW, frames=range(21, 26))
    assert first == [spo2(97, None, Quality.POOR), pulse(72, None, Quality.POOR)]
    assert push(assembler, PUFFERFISH) == [spo2(97), pulse(72)]


def test_low_battery_is_told_when_it_appears():
    assembler = PacketAssembler()
    low, high = encode_extras(97, 72, low_battery=True), PUFFERFISH
    told = [push(assembler, extras)[2:] for extras in (low, low, high, low)]
    assert told == [[DeviceStatus("low_battery")], [], [], [DeviceStatus("low_battery")]]


def test_a_frame_that_vanished_whole_does_not_move_the_revision_into_spo2():
    assembler = PacketAssembler()
    assert push(assembler, PUFFERFISH, frames=[1, *range(3, 26)]) == []
    assert push(assembler, PUFFERFISH) == [spo2(97), pulse(72)]


def test_a_packet_joined_in_the_middle_waits_for_the_next():
    assembler = PacketAssembler()
    assert push(assembler, PUFFERFISH, frames=range(7, 26)) == []
    assert push(assembler, PUFFERFISH) == [spo2(97), pulse(72)]


def test_a_packet_without_its_first_frame_is_not_guessed():
    assembler = PacketAssembler()
    push(assembler, PUFFERFISH)
    assembler.lost(5)
    assert push(assembler, PUFFERFISH, frames=range(2, 26)) == []


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
    assert items == []  # what is behind damage needs the proof of the next SYNC
    assert push(assembler, PUFFERFISH, frames=[1]) == [spo2(97)]


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
    assembler.push(encode_status(2), 72)
    assert push(assembler, PUFFERFISH) == [spo2(97), pulse(72)]


@pytest.mark.parametrize(("heard", "told"), [(0, 0), (1, 0), (2, 1), (3, 2), (24, 2), (25, 2)])
def test_recorded_bytes_that_end_give_what_was_whole(heard, told):
    assembler = PacketAssembler()
    items = push(assembler, PUFFERFISH, frames=range(1, heard + 1))
    items += assembler.finish()
    assert len(items) == told
    assert assembler.finish() == []


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 9))))
def test_whatever_is_pushed_nothing_impossible_comes_out(frames):
    assembler = PacketAssembler()
    for status, extra, lost in frames:
        assembler.lost(lost)
        for item in assembler.push(status, extra):
            assert isinstance(item, DeviceStatus) or (item.value is None) != (item.reason is None)
    assert len(assembler._extras) <= FRAMES + 1
