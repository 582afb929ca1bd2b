"""Vectors: the packet of pez-globo/pufferfish-software (HR 72, SpO2 97, revision 48), in the frames
of format 7 as Nonin's text lays them out.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.vitals import Measurement, PulseSource, Quality, Reason, Vital, Waveform
from devices import nonin_format7
from devices.link import Listener
from devices.nonin_format7 import Decoder, encode, encode_frame
from devices.nonin_packet import FRAMES, RED, SENSOR_DISCONNECTED
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

# frames 1 to 4: SYNC; pleth 0x0101, 0x0102 ...; HR 0 and 72, SpO2 97, revision 48
FIRST_FRAMES = bytes.fromhex("8101010083 800102 48CB 8001036 1E5 80010430B5".replace(" ", ""))
PACKET = encode(97, 72, range(257, 257 + FRAMES))


def spo2(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.SPO2, value, reason, None, quality)


def pulse(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.PULSE_RATE, value, reason, PulseSource.PLETH, quality)


def frames_of(packet):
    return [packet[at : at + 5] for at in range(0, len(packet), 5)]


packets = st.builds(
    encode,
    spo2=st.none() | st.integers(1, 100),
    pulse_rate=st.none() | st.integers(18, 321),
    pleth=st.lists(st.integers(0, 65535), min_size=FRAMES, max_size=FRAMES),
)


def test_the_encoder_makes_the_frames_of_the_text():
    assert PACKET[:20] == FIRST_FRAMES
    assert len(PACKET) == 125


def test_a_packet_is_one_saturation_one_pulse_rate_and_25_samples():
    assert heard(Decoder(), PACKET, PACKET[:10]) == [
        Waveform(Vital.SPO2, tuple(range(257, 257 + FRAMES))),
        spo2(97),
        pulse(72),
        Waveform(Vital.SPO2, (257, 258)),
    ]


@pytest.mark.parametrize("rate", [18, 127, 128, 140, 255, 256, 321])
def test_a_pulse_above_127_keeps_its_high_bits(rate):
    assert values(heard(Decoder(), encode(97, rate) * 2))[0] == (97, rate)


def test_what_is_missing_says_why():
    unplugged = encode(None, None, flags=SENSOR_DISCONNECTED)
    assert heard(Decoder(), unplugged * 2)[1:3] == [
        spo2(None, Reason.SENSOR_UNPLUGGED),
        pulse(None, Reason.SENSOR_UNPLUGGED),
    ]
    assert spo2(97, None, Quality.POOR) in heard(Decoder(), encode(97, 72, perfusion=RED) * 2)


@calmly
@given(st.lists(packets, min_size=1, max_size=4))
def test_what_was_encoded_is_what_is_heard(packets):
    pleth = [
        sample
        for item in heard(Decoder(), *packets)
        if isinstance(item, Waveform)
        for sample in item.samples
    ]
    sent = [frame[1] << 8 | frame[2] for packet in packets for frame in frames_of(packet)]
    assert pleth == sent
    assert garbled_size(heard(Decoder(), *packets)) == 0


pieces = (
    packets
    | packets.flatmap(lambda p: st.integers(0, 125).map(lambda cut: p[:cut]))
    | st.binary(min_size=1, max_size=12)
    | st.builds(encode_frame, st.integers(0, 255), st.integers(0, 65535), st.integers(0, 255))
)


@calmly
@given(st.lists(pieces, max_size=8), sizes)
def test_how_the_stream_is_sliced_does_not_matter(pieces, sizes):
    stream = b"".join(pieces)
    assert heard(Decoder(), stream) == heard(Decoder(), *slices(stream, sizes))


@calmly
@given(st.lists(pieces, max_size=8))
def test_every_byte_is_in_a_frame_or_garbled(pieces):
    stream = b"".join(pieces)
    items = heard(Decoder(), stream)
    samples = sum(len(item.samples) for item in items if isinstance(item, Waveform))
    assert 5 * samples + garbled_size(items) == len(stream)


@calmly
@given(st.binary(max_size=60))
def test_it_finds_its_feet_after_any_noise(noise):
    items = heard(Decoder(), noise, PACKET * 3)
    assert values(items)[-1] == (97, 72)


def test_one_frame_alone_proves_nothing():
    assert garbled_size(heard(Decoder(), FIRST_FRAMES[:5])) == 5
    assert garbled_size(heard(Decoder(), FIRST_FRAMES[:10])) == 0


def test_every_lost_byte_costs_one_frame_and_makes_no_value():
    other = encode(88, 140, range(300, 300 + FRAMES))
    for place in range(125):
        items = heard(Decoder(), PACKET, other[:place] + other[place + 1 :], PACKET, PACKET)
        measured = [(item.vital, item.value) for item in items if isinstance(item, Measurement)]
        assert set(measured) <= {
            ("spo2", 97),
            ("spo2", 88),
            ("pulse_rate", 72),
            ("pulse_rate", 140),
        }
        assert garbled_size(items) == 4, place


def test_every_flipped_bit_costs_one_frame_and_makes_no_value():
    other = encode(88, 140, range(300, 300 + FRAMES))
    for bit in range(125 * 8):
        flipped = bytearray(other)
        flipped[bit // 8] ^= 1 << bit % 8
        items = heard(Decoder(), PACKET, bytes(flipped), PACKET, PACKET)
        measured = [(item.vital, item.value) for item in items if isinstance(item, Measurement)]
        assert set(measured) <= {
            ("spo2", 97),
            ("spo2", 88),
            ("pulse_rate", 72),
            ("pulse_rate", 140),
        }
        assert garbled_size(items) == 5, bit


def test_a_frame_made_of_two_halves_whose_sum_fits_is_not_believed():
    """The pleth's low byte is lost, and the next STATUS happens to be the sum of what is left."""
    good = frames_of(PACKET)
    torn = encode_frame(0x80, 0x0055, 0x30)
    torn = torn[:2] + torn[3:]  # 80 00 30 05, then 80 of the next: 80 00 30 05 80, the sum is B5
    fitting = bytes.fromhex("80 D0 30 00")  # the last is lost, then 80 comes: 80+D0+30+00 = 80
    assert sum(fitting) & 0xFF == 0x80
    items = heard(Decoder(), *good[:4], fitting, *good[5:], PACKET)
    assert garbled_size(items) == 4
    assert values(items)[0] == (97, 72)
    samples = [sample for item in items if isinstance(item, Waveform) for sample in item.samples]
    assert 0xD030 not in samples
    assert samples[4] == 257 + 5
    assert garbled_size(heard(Decoder(), *good[:4], torn, *good[5:], PACKET)) == 4


def test_a_good_frame_between_two_damaged_ones_is_not_lost():
    good = frames_of(PACKET)
    bad = bytes([good[1][0] ^ 1]) + good[1][1:]
    assert garbled_size(heard(Decoder(), *good[:3], bad, good[4], bad, *good[6:])) == 10


def test_extra_and_status_have_their_top_bits():
    for wrong in (encode_frame(0x80, 261, 0x80), encode_frame(0x7F, 261, 0x00)):
        assert garbled_size(heard(Decoder(), wrong, wrong)) == 10
        assert garbled_size(heard(Decoder(), PACKET[:50], wrong, PACKET[55:])) == 5


@pytest.mark.parametrize("noise", range(1, 12))
def test_before_the_first_two_frames_there_is_no_step_to_keep(noise):
    assert garbled_size(heard(Decoder(), bytes(noise), FIRST_FRAMES[:5])) == noise + 5


def test_after_long_damage_a_single_frame_is_not_believed():
    good = frames_of(PACKET)
    items = heard(Decoder(), *good[:3], bytes(30), good[4], bytes(5), *good[6:])
    assert garbled_size(items) == 40


@pytest.mark.parametrize("kinds", [("flip",), ("drop",), ("replace",), ("flip", "drop", "replace")])
@pytest.mark.parametrize("seed", range(3))
def test_one_percent_of_damaged_bytes_costs_only_the_damaged_frames(seed, kinds):
    truth = [(1 + n % 100, 18 + n % 300) for n in range(100)]
    sent = [
        f
        for n, (s, p) in enumerate(truth)
        for f in frames_of(encode(s, p, [(n * 7919 + k * 104729) % 65536 for k in range(25)]))
    ]
    stream, whole = damage(sent, 0.01, kinds, seed)
    items = heard(Decoder(), stream)
    pleth = [sample for item in items if isinstance(item, Waveform) for sample in item.samples]
    kept = [sent[n][1] << 8 | sent[n][2] for n in whole]
    lost = len(kept) - longest_in_order(kept, pleth)
    allowed = 0 if kinds == ("flip",) else len(whole) // 500
    assert lost <= allowed
    told = [(item.vital, item.value) for item in items if isinstance(item, Measurement)]
    assert is_in_order([v for vital, v in told if vital == "spo2"], [s for s, _ in truth])
    assert is_in_order([v for vital, v in told if vital != "spo2"], [p for _, p in truth])


def longest_in_order(expected, found):
    """How many of `expected` are in `found`, in order, looking at most 60 ahead."""
    at = count = 0
    for want in expected:
        ahead = found[at : at + 60]
        if want in ahead:
            at += ahead.index(want) + 1
            count += 1
    return count


def test_endless_noise_is_not_kept():
    decoder = Decoder()
    for _ in range(300):
        decoder.feed(b"\x80" * 100 + b"\x22" * 50)
    assert len(decoder._rest) < 15
    assert len(decoder._skipped._bytes) < 64
    assert len(decoder._pleth) < 25


def test_the_driver_says_what_it_is():
    driver = nonin_format7.DRIVER
    assert (driver.id, str(driver.line)) == ("nonin-format7", "9600 8N1")
    assert not driver.own_alarms
    assert isinstance(driver.converse(), Listener)
    assert isinstance(driver.decoder(), Decoder)
