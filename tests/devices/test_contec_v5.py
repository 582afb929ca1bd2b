"""Vectors: [layout] made after Contec's V5.0A page; the finger-out frame after Berry's document."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.vitals import Garbled, Measurement, PulseSource, Quality, Reason, Vital, Waveform
from devices import contec_v5
from devices.contec_v5 import Decoder, Frame, encode, parse
from devices.link import Listener
from tests.devices.streams import (
    calmly,
    damage,
    garbled_size,
    heard,
    is_in_order,
    sizes,
    slices,
    values,
)

FRAME = bytes.fromhex("85 33 46 0C 61")  # [layout]: 97 %, 140 /min
FINGER_OUT = bytes.fromhex("90 00 70 7F 7F")


def spo2(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.SPO2, value, reason, None, quality)


def pulse(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.PULSE_RATE, value, reason, PulseSource.PLETH, quality)


frames = st.builds(
    Frame,
    spo2=st.none() | st.integers(0, 126),
    pulse_rate=st.none() | st.integers(0, 254),
    wave=st.integers(0, 127),
    signal=st.integers(0, 15),
    bar=st.integers(0, 15),
    probe_error=st.booleans(),
    searching=st.booleans(),
    search_too_long=st.booleans(),
    spo2_drops=st.booleans(),
    beep=st.booleans(),
)


def test_a_packet_is_one_saturation_one_pulse_rate_and_a_sample():
    assert heard(Decoder(), FRAME) == [spo2(97), pulse(140), Waveform(Vital.SPO2, (51,))]
    assert parse(FRAME) == Frame(97, 140, wave=51, signal=5, bar=6)
    assert encode(Frame(97, 140, wave=51, signal=5, bar=6)) == FRAME


def test_finger_out_is_missing_with_the_reason():
    assert heard(Decoder(), FINGER_OUT)[:2] == [
        spo2(None, Reason.SENSOR_OFF),
        pulse(None, Reason.SENSOR_OFF),
    ]
    meant = Frame(None, None, signal=0, probe_error=True, searching=True, search_too_long=True)
    assert parse(FINGER_OUT) == meant
    assert encode(meant) == FINGER_OUT


@calmly
@given(frames)
def test_what_was_encoded_is_what_is_parsed(frame):
    assert parse(encode(frame)) == frame
    assert [byte >= 0x80 for byte in encode(frame)] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("story", "change", "reason"),
    [
        ("finger out", {"probe_error": True}, Reason.SENSOR_OFF),
        ("looking for a pulse", {"searching": True}, Reason.SEARCHING),
        ("looked too long", {"search_too_long": True}, Reason.SEARCH_TOO_LONG),
        ("its code for none", {"spo2": None, "pulse_rate": None}, Reason.NO_VALUE),
        ("zeros, as some firmware sends", {"spo2": 0, "pulse_rate": 0}, Reason.NO_VALUE),
    ],
)
def test_a_missing_value_says_why(story, change, reason):
    frame = dataclasses.replace(Frame(97, 65), **change)
    assert heard(Decoder(), encode(frame))[:2] == [spo2(None, reason), pulse(None, reason)], story


def test_a_weak_signal_is_marked():
    assert heard(Decoder(), encode(Frame(97, 65, signal=2)))[0].quality is Quality.MARGINAL


def test_a_jump_is_marked_until_three_packets_agree():
    course = [65] * 3 + [193] + [65] * 2 + [90] * 4  # 193: one flipped bit
    items = heard(Decoder(), *(encode(Frame(97, value)) for value in course))
    found = [item for item in items if isinstance(item, Measurement) and item.vital != "spo2"]
    assert [item.value for item in found] == course
    marks = "".join("?" if item.quality is Quality.SUSPECT else "." for item in found)
    assert marks == "...?..??.."


def test_the_wave_is_told_in_runs():
    items = heard(Decoder(), *(encode(Frame(97, 65, wave=n)) for n in range(45)))
    told = [item.samples for item in items if isinstance(item, Waveform)]
    assert [len(samples) for samples in told] == [20, 20, 5]
    assert [sample for samples in told for sample in samples] == list(range(45))


pieces = frames.map(encode) | st.binary(min_size=1, max_size=9)


@calmly
@given(st.lists(pieces, max_size=20), sizes)
def test_how_the_stream_is_sliced_does_not_matter(pieces, sizes):
    stream = b"".join(pieces)
    assert heard(Decoder(), stream) == heard(Decoder(), *slices(stream, sizes))


@calmly
@given(st.lists(pieces, max_size=20))
def test_every_byte_is_in_a_packet_or_garbled(pieces):
    stream = b"".join(pieces)
    items = heard(Decoder(), stream)
    assert 5 * len(values(items)) + garbled_size(items) == len(stream)


@calmly
@given(st.binary(max_size=40))
def test_it_finds_its_feet_after_any_noise(noise):
    items = heard(Decoder(), noise, FRAME, FRAME)
    assert values(items)[-2:] == [(97, 140), (97, 140)]


@pytest.mark.parametrize("place", range(5))
def test_a_lost_byte_costs_one_packet_and_makes_no_value(place):
    other = encode(Frame(88, 65))
    items = heard(Decoder(), FRAME, other[:place] + other[place + 1 :], FRAME)
    assert values(items) == [(97, 140), (97, 140)]
    assert garbled_size(items) == 4


@pytest.mark.parametrize("place", range(5))
def test_a_flipped_top_bit_costs_one_packet_and_makes_no_value(place):
    other = bytearray(encode(Frame(88, 65)))
    other[place] ^= 0x80
    items = heard(Decoder(), FRAME, bytes(other), FRAME)
    assert values(items) == [(97, 140), (97, 140)]
    assert garbled_size(items) == 5


@pytest.mark.parametrize("seed", range(10))
def test_one_percent_of_damaged_bytes_costs_only_the_damaged_packets(seed):
    truth = [(1 + n % 100, 1 + n % 254) for n in range(2000)]
    sent = [encode(Frame(s, p, wave=n % 128)) for n, (s, p) in enumerate(truth)]
    stream, whole = damage(sent, 0.01, ("flip", "drop", "replace"), seed)
    assert is_in_order([truth[n] for n in whole], values(heard(Decoder(), stream)))


def test_half_a_packet_at_the_end_is_told():
    assert heard(Decoder(), FRAME[:4]) == [Garbled(FRAME[:4])]


def test_endless_noise_is_not_kept():
    decoder = Decoder()
    for _ in range(1000):
        decoder.feed(b"\x80" * 100 + b"\x22" * 50)
    assert len(decoder._rest) < 5
    assert len(decoder._skipped._bytes) < 64


def test_the_driver_says_what_it_is():
    driver = contec_v5.DRIVER
    assert (driver.id, str(driver.line)) == ("contec-v5", "19200 8O1")
    assert driver.talks_unasked
    assert isinstance(driver.converse(), Listener)
    assert driver.converse().step(0.0, FRAME).items[0] == spo2(97)
    assert isinstance(driver.decoder(), Decoder)
