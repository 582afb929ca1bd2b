"""Vectors: [manual] PM6750's manual; [layout] made after its tables (Abrunacci/berry_med, zh2x)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.vitals import Garbled
from devices.berry_frames import COMMANDS, HEAD, LARGEST, Frames, encode_frame
from devices.berry_pm6750 import encode_spo2
from tests.devices.streams import calmly, damage, garbled_size, heard, is_in_order, sizes, slices

ECG_WAVE = bytes.fromhex("55 AA 0A 01 80 80 80 80 80 80 80 74")  # [manual] p. 12
SPO2 = bytes.fromhex("55 AA 06 04 00 61 48 4C")  # [layout] 97 %, 72 /min

contents = (
    st.binary(min_size=3, max_size=3).map(lambda data: b"\x04" + data)
    | st.binary(min_size=5, max_size=5).map(lambda data: b"\x03" + data)
    | st.integers(0, 255).map(lambda sample: bytes((0xFE, sample)))
    | st.sampled_from([b"\x30", b"\x31", b"\x05\x00\x24\x08", b"\xfc\x55\xaa\x55\xaa"])
)


def test_a_frame_is_what_the_manual_prints():
    assert heard(Frames(), ECG_WAVE) == [b"\x01" + b"\x80" * 7]
    assert encode_frame(b"\x01" + b"\x80" * 7) == ECG_WAVE
    assert heard(Frames(), SPO2) == [b"\x04\x00\x61\x48"]


@calmly
@given(contents)
def test_what_was_framed_is_what_is_found(content):
    assert heard(Frames(), encode_frame(content)) == [content]


pieces = (
    contents.map(encode_frame)
    | st.binary(min_size=1, max_size=8)
    | st.sampled_from([HEAD, b"\x55", HEAD + b"\x06\x04", HEAD + b"\x12\xfc", HEAD + b"\xff\x01"])
)


@calmly
@given(st.lists(pieces, max_size=20), sizes)
def test_how_the_stream_is_sliced_does_not_matter(pieces, sizes):
    stream = b"".join(pieces)
    assert heard(Frames(), stream) == heard(Frames(), *slices(stream, sizes))


@calmly
@given(st.lists(pieces, max_size=20))
def test_every_byte_is_in_a_frame_or_garbled(pieces):
    stream = b"".join(pieces)
    found = heard(Frames(), stream)
    framed = sum(len(content) + 4 for content in found if isinstance(content, bytes))
    assert framed + garbled_size(found) == len(stream)


@calmly
@given(st.binary(max_size=40))
def test_it_finds_its_feet_after_any_noise(noise):
    found = heard(Frames(), noise, SPO2 * 4)
    assert found[-1] == b"\x04\x00\x61\x48"


@pytest.mark.parametrize("bit", range(8 * 8))
def test_one_flipped_bit_costs_one_frame(bit):
    flipped = bytearray(encode_spo2(0, 88, 140))
    flipped[bit // 8] ^= 1 << bit % 8
    found = heard(Frames(), SPO2, bytes(flipped), SPO2)
    assert [piece for piece in found if isinstance(piece, bytes)] == [b"\x04\x00\x61\x48"] * 2
    assert garbled_size(found) == 8


def test_one_lost_byte_costs_one_frame_whatever_the_numbers():
    for spo2 in range(101):
        for pulse in (30, 84, 85, 86, 97, 140, 170, 171, 250):
            frame = encode_spo2(0, spo2, pulse)
            for place in range(8):
                found = heard(Frames(), SPO2, frame[:place] + frame[place + 1 :], SPO2, SPO2)
                kept = [piece for piece in found if isinstance(piece, bytes)]
                assert kept == [b"\x04\x00\x61\x48"] * 3, (spo2, pulse, place)


def test_85_percent_whose_byte_is_lost_does_not_become_the_pulse_rate():
    """85 is 55 hex: the next header's first byte takes its place and the sum fits, always."""
    torn = bytes.fromhex("55 AA 06 04 00 48 58")  # of 55 AA 06 04 00 55 48 58: 85 %, 72 /min
    assert encode_spo2(0, 85, 72) == bytes.fromhex("55 AA 06 04 00 55 48 58")
    assert sum(torn[2:] + b"\x55") & 0xFF == 0xFF
    assert heard(Frames(), torn, SPO2) == [Garbled(torn), b"\x04\x00\x61\x48"]


def test_a_frame_may_end_in_55_when_no_header_goes_on_behind_it():
    content = b"\x04\x00\x61\x3f"
    assert encode_frame(content)[-1] == 0x55
    assert heard(Frames(), encode_frame(content), SPO2) == [content, b"\x04\x00\x61\x48"]
    assert heard(Frames(), encode_frame(content)) == [content]
    frames = Frames()
    assert frames.feed(encode_frame(content)) == []  # waits for one byte
    assert frames.feed(b"\x55") == [content]


def test_two_lost_bytes_before_a_header_are_seen_too():
    content = b"\x03\x00\x00\x76\x1f\x55"  # as if two were lost: ends in 55, and the sum is AA
    ending = encode_frame(b"\x04\x00" + bytes([0xFF - 0xAA - 6 - 4 - 0x55 + 256 & 0xFF, 0x55]))
    assert ending[-2:] == HEAD
    assert heard(Frames(), ending, b"\x06\x04")[0] == Garbled(ending + b"\x06\x04")
    assert heard(Frames(), ending, SPO2)[0] == ending[3:-1]
    assert heard(Frames(), encode_frame(content)) == [content]


@pytest.mark.parametrize("kinds", [("flip",), ("drop",), ("replace",), ("flip", "drop", "replace")])
@pytest.mark.parametrize("seed", range(3))
def test_one_percent_of_damaged_bytes_costs_only_the_damaged_frames(seed, kinds):
    truth = [bytes((4, 0, 1 + n % 100, n % 251)) for n in range(2000)]
    stream, whole = damage([encode_frame(content) for content in truth], 0.01, kinds, seed)
    found = [piece for piece in heard(Frames(), stream) if isinstance(piece, bytes)]
    assert is_in_order([truth[n] for n in whole], found)
    assert len(found) == len(whole)


def test_a_damaged_length_does_not_make_it_wait_for_long():
    frames = Frames()
    assert frames.feed(HEAD + b"\xff\x04" + SPO2)[-1] == b"\x04\x00\x61\x48"
    assert heard(Frames(), HEAD + bytes([LARGEST, 0xFC]), SPO2 * 3)[1:] == [b"\x04\x00\x61\x48"] * 3


@pytest.mark.parametrize(
    ("kind", "sizes"),
    [
        (0x01, {8}),
        (0x02, {4, 5, 6}),
        (0x03, {6}),
        (0x04, {4}),
        (0x05, {4, 5, 6}),
        (0x30, {1, 2}),
        (0x31, {1, 2}),
        (0xFC, set(range(1, 17))),
        (0xFD, set(range(1, 17))),
        (0xFE, {2}),
        (0xFF, {2}),
        (0x00, set()),
        (0x42, set()),
    ],
)
def test_every_type_has_its_sizes_and_no_other_is_believed(kind, sizes):
    found = {
        size
        for size in range(1, 30)
        if bytes([kind] * size) in heard(Frames(), encode_frame(bytes([kind] * size)))
    }
    assert found == sizes


def test_endless_noise_is_not_kept():
    frames = Frames()
    for _ in range(1000):
        frames.feed(HEAD + b"\x12\xfc" + b"\x77" * 99)
    assert len(frames._rest) <= LARGEST + 2
    assert len(frames._skipped._bytes) < 64


def test_the_host_speaks_in_frames_of_four():
    command = encode_frame(b"\x02\x01")
    assert heard(Frames(COMMANDS), SPO2, command) == [Garbled(SPO2), b"\x02\x01"]
