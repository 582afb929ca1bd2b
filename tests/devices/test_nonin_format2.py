"""Frames quoted in pez-globo/pufferfish-software (its Catch2 tests of the Nonin OEM III), which
follow Nonin's own description of data format 2; the rest is derived from that description."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals import (
    DeviceStatus,
    Garbled,
    Measurement,
    PulseSource,
    Quality,
    Reason,
    Vital,
    Waveform,
)
from devices.nonin_format2 import Decoder, encode, encode_frame

# HR 72, SpO2 97, firmware revision 48: the first four frames as quoted, then the rest of the packet
FIRST_FOUR = bytes.fromhex("01 81 01 00 83  01 80 01 48 CA  01 80 01 61 E3  01 80 01 30 B2")
PACKET = FIRST_FOUR + bytes.fromhex(
    "0180010082 0180010082 0180010082 0180010082"  # 5-8: reserved, timer, STAT2
    "01800161E3 01800161E3 01800161E3"  # 9-11: SpO2-D, fast, beat to beat
    "0180010082 0180010082 0180010082 01800148CA"  # 12-15: reserved, E-HR 72
    "01800161E3 01800161E3 0180010082 0180010082"  # 16-19: E-SpO2, E-SpO2-D, reserved
    "0180010082 01800148CA 0180010082 01800148CA"  # 20-23: HR-D, E-HR-D
    "0180010082 0180010082"
)
FRAMES = [PACKET[i : i + 5] for i in range(0, 125, 5)]
READINGS = [
    Measurement(Vital.SPO2, 97),
    Measurement(Vital.PULSE_RATE, 72, source=PulseSource.PLETH),
]


def items(*chunks):
    decoder = Decoder()
    heard = [item for chunk in chunks for item in decoder.feed(chunk)]
    return heard + list(decoder.finish())


def readings(*chunks):
    return [item for item in items(*chunks) if isinstance(item, Measurement)]


def garbled(*chunks):
    return b"".join(item.data for item in items(*chunks) if isinstance(item, Garbled))


def pleth(*chunks):
    return [item.samples for item in items(*chunks) if isinstance(item, Waveform)]


def test_the_published_packet_is_one_saturation_and_one_pulse():
    assert readings(PACKET) == READINGS
    assert garbled(PACKET) == b""


def test_the_encoder_makes_the_published_packet():
    assert encode(97, 72, pleth=b"\x01" * 25) == PACKET


def test_three_packets_are_three_readings_of_each():
    assert readings(PACKET * 3) == READINGS * 3


def test_the_waveform_is_every_sample_of_the_packet():
    assert pleth(encode(97, 72, bytes(range(25))) * 2) == [tuple(range(25))] * 2


def test_the_waveform_does_not_run_on_over_a_gap():
    packet = encode(97, 72, bytes(range(25)))
    damaged = packet[:50] + b"\x00" + packet[51:]
    assert pleth(damaged) == [tuple(range(10)), tuple(range(11, 25))]


# pufferfish's vectors of the STATUS byte
@pytest.mark.parametrize(
    ("story", "status", "expected"),
    [
        ("82: green, a good pulse", 0x82, (97, None, Quality.GOOD)),
        ("86: yellow, a marginal pulse", 0x86, (97, None, Quality.MARGINAL)),
        ("84: red, a low pulse or none", 0x84, (97, None, Quality.POOR)),
        ("88: sensor alarm, the finger is out", 0x88, (None, Reason.SENSOR_OFF, Quality.GOOD)),
        ("90: out of track, with a number", 0x90, (97, None, Quality.POOR)),
        ("A0: artefact", 0xA0, (97, None, Quality.POOR)),
        ("C0: the plug is out", 0xC0, (None, Reason.SENSOR_UNPLUGGED, Quality.GOOD)),
    ],
)
def test_every_bit_of_the_status_byte_is_heard(story, status, expected):
    stream = b"".join(encode_frame(status | frame[1] & 1, 1, frame[3]) for frame in FRAMES)
    spo2 = readings(stream)[0]
    assert (spo2.value, spo2.reason, spo2.quality) == expected, story


@pytest.mark.parametrize("pulse", [18, 72, 127, 128, 140, 255, 256, 321])
def test_a_pulse_has_nine_bits(pulse):
    assert readings(encode(97, pulse))[1].value == pulse


def test_pulse_511_and_saturation_127_are_missing():
    by_hand = PACKET.replace(FRAMES[0], encode_frame(0x81, 1, 0x03))
    by_hand = by_hand.replace(FRAMES[1], encode_frame(0x80, 1, 0x7F))
    by_hand = by_hand.replace(FRAMES[2], encode_frame(0x80, 1, 0x7F))
    assert [(item.value, item.reason) for item in readings(by_hand)] == [
        (None, Reason.NO_VALUE),
        (None, Reason.NO_VALUE),
    ]


def test_the_held_display_values_are_not_shown_as_new():
    packet = encode(None, None, flags=0x08, display_spo2=97, display_pulse=72)
    assert [(item.value, item.reason) for item in readings(packet)] == [
        (None, Reason.SENSOR_OFF),
        (None, Reason.SENSOR_OFF),
    ]


def test_a_low_battery_is_told_once():
    stream = encode(97, 72, low_battery=True) * 3
    assert [i for i in items(stream) if isinstance(i, DeviceStatus)] == [
        DeviceStatus("low_battery")
    ]


@pytest.mark.parametrize("lost", range(25))
def test_a_frame_that_vanished_whole_puts_no_other_field_in_its_place(lost):
    short = b"".join(frame for place, frame in enumerate(FRAMES) if place != lost)
    assert readings(short) == []  # a recording that ends here proves nothing
    whole = 2 if lost == 0 else 3  # without its SYNC, the packet before has no proof either
    assert readings(PACKET + short + PACKET * 2) == READINGS * whole


@pytest.mark.parametrize("twice", range(25))
def test_a_frame_that_comes_twice_puts_no_other_field_in_its_place(twice):
    long = b"".join(frame * (1 + (place == twice)) for place, frame in enumerate(FRAMES))
    heard = readings(PACKET + long + PACKET * 2)
    assert set(heard) == set(READINGS)
    assert len(heard) >= 6


def test_a_stream_that_is_joined_in_its_middle_starts_with_the_next_packet():
    assert readings(PACKET[53:] + PACKET) == READINGS
    assert garbled(PACKET[53:] + PACKET) == PACKET[53:55]


def test_only_the_damaged_frame_is_garbled():
    stream = bytearray(PACKET * 2)
    stream[52] ^= 0x10
    assert garbled(bytes(stream)) == bytes(stream[50:55])
    assert readings(bytes(stream)) == READINGS * 2


def test_an_intact_frame_between_two_damaged_ones_is_kept():
    stream = bytearray(PACKET * 2)
    stream[52] ^= 0x10
    stream[62] ^= 0x10
    assert garbled(bytes(stream)) == bytes(stream[50:55] + stream[60:65])


def test_the_sum_that_fits_at_a_wrong_place_is_not_believed():
    """SpO2 97 with its PLETH byte lost, where 01 80 61 CHECK 01 happens to fit the sum."""
    pleth_value = next(
        p for p in range(256) if (0x01 + 0x80 + 0x61 + ((0xE2 + p) & 0xFF)) & 0xFF == 0x01
    )
    frame = encode_frame(0x80, pleth_value, 0x61)
    trap = frame[:2] + frame[3:] + b"\x01"
    assert sum(trap[:4]) & 0xFF == trap[4]  # the trap is set
    stream = b"".join([*FRAMES[:2], frame[:2] + frame[3:], *FRAMES[3:], PACKET])
    assert readings(stream) == [READINGS[1], *READINGS]
    assert garbled(stream) == frame[:2] + frame[3:]


def test_noise_is_told_while_it_lasts():
    decoder = Decoder()
    told = decoder.feed(b"\x55" * 200)
    assert [len(item.data) for item in told] == [64] * 3
    assert decoder.finish() == [Garbled(b"\x55" * 8)]
    assert decoder.finish() == []


def test_what_is_left_at_the_end_is_counted():
    assert garbled(PACKET + FIRST_FOUR[:13]) == FIRST_FOUR[10:13]


spo2_values = st.none() | st.integers(1, 100)
pulses = st.none() | st.integers(18, 321)
packets = st.builds(
    encode,
    spo2_values,
    pulses,
    st.binary(min_size=25, max_size=25),
    st.sampled_from([0, 0x08, 0x10, 0x20, 0x40]),
    st.sampled_from([0, 2, 4, 6]),
    st.booleans(),
    st.integers(0, 16383),
)


@settings(max_examples=60)
@given(st.lists(packets | st.binary(max_size=20), max_size=4), st.data())
def test_how_the_stream_is_sliced_does_not_matter(parts, data):
    stream = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    slices = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert items(stream) == items(*slices) == items(*(bytes([byte]) for byte in stream))


@settings(max_examples=60)
@given(st.lists(packets | st.binary(max_size=200), max_size=4))
def test_garbled_bytes_and_whole_frames_add_up_to_the_stream(parts):
    stream = b"".join(parts)
    heard = items(stream)
    samples = sum(len(item.samples) for item in heard if isinstance(item, Waveform))
    assert samples * 5 + len(garbled(stream)) == len(stream)


@settings(max_examples=60)
@given(st.binary(max_size=120))
def test_it_finds_its_feet_after_any_noise(noise):
    assert readings(noise, PACKET * 2)[-2:] == READINGS


@given(spo2_values, pulses)
def test_what_was_encoded_is_decoded(spo2, pulse):
    assert [item.value for item in readings(encode(spo2, pulse))] == [spo2, pulse]
