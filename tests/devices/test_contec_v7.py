"""Vectors: [doc] Contec, protocol V7.0 (2010-07-08); [dialogue] headrotor/contec_data, recorded."""

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
    Waveform,
)
from devices import contec_v7
from devices.contec_packets import HOST_SIZES, REALTIME, SIZES, encode_packet, packet_data
from devices.contec_v7 import Conversation, Decoder, Realtime, encode, encode_command, parse
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

FRAME = bytes.fromhex("01 E0 85 B3 96 C1 E1 FF FF")  # [dialogue]
ASK_NAME = bytes.fromhex("7D 81 AA 80 80 80 80 80 80")  # [dialogue]
START = bytes.fromhex("7D 81 A1 80 80 80 80 80 80")  # [doc], [dialogue]
ALIVE = bytes.fromhex("7D 81 AF 80 80 80 80 80 80")  # [doc]
STOP = bytes.fromhex("7D 81 A2 80 80 80 80 80 80")  # [dialogue]
NAME = bytes.fromhex("04 80 F5 F3 E5 F2 A0 A0 A0")  # [dialogue]
FREE = bytes.fromhex("0C 80")  # [dialogue]


def spo2(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.SPO2, value, reason, None, quality)


def pulse(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.PULSE_RATE, value, reason, PulseSource.PLETH, quality)


frames = st.builds(
    Realtime,
    spo2=st.none() | st.integers(0, 126),
    pulse_rate=st.none() | st.integers(0, 254),
    wave=st.integers(0, 127),
    signal=st.integers(0, 15),
    bar=st.integers(0, 15),
    perfusion_centipercent=st.none() | st.integers(0, 0xFFFE),
    perfusion_valid=st.booleans(),
    probe_error=st.booleans(),
    searching=st.booleans(),
    search_too_long=st.booleans(),
    low_spo2=st.booleans(),
    beep=st.booleans(),
)


def test_the_recorded_packet_is_97_percent_and_65_per_minute():
    assert heard(Decoder(), FRAME) == [spo2(97), pulse(65), Waveform(Vital.SPO2, (51,))]
    assert parse(FRAME) == Realtime(97, 65, wave=51, signal=5, bar=6)
    assert encode(Realtime(97, 65, wave=51, signal=5, bar=6)) == FRAME


def test_a_pulse_of_140_does_not_become_12():
    frame = bytes.fromhex("01 88 85 B3 86 8C E1 FA 80")  # after the layout of [doc]
    assert heard(Decoder(), frame)[:2] == [spo2(97), pulse(140)]
    meant = Realtime(97, 140, 51, 5, 6, perfusion_centipercent=122, perfusion_valid=True)
    assert parse(frame) == meant


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (contec_v7.START, START),
        (contec_v7.STOP, STOP),
        (contec_v7.NAME, ASK_NAME),
        (contec_v7.ALIVE, ALIVE),
        (0xA7, bytes.fromhex("7D 81 A7 80 80 80 80 80 80")),
        (0xA6, bytes.fromhex("7D 81 A6 80 80 80 80 80 80")),
        (0xAC, bytes.fromhex("7D 81 AC 80 80 80 80 80 80")),
    ],
)
def test_commands_are_those_of_the_dialogue(command, expected):
    assert encode_command(command) == expected


@pytest.mark.parametrize(
    ("packet", "data"),
    [
        (NAME, b"user   "),
        (FREE, b""),
        (bytes.fromhex("0E 80 81"), b"\x01"),
        (bytes.fromhex("06 80 80 87"), b"\x00\x07"),
        (bytes.fromhex("02 81 FF A0 A0 A0 A0 A0 A0"), b"\xff      "),
    ],
)
def test_packets_of_the_dialogue_go_both_ways_and_are_no_values(packet, data):
    assert packet_data(packet) == data
    assert encode_packet(packet[0], data) == packet
    assert heard(Decoder(), packet) == []


@calmly
@given(frames)
def test_what_was_encoded_is_what_is_parsed(frame):
    assert parse(encode(frame)) == frame
    assert len(encode(frame)) == 9


@pytest.mark.parametrize(
    ("story", "change", "reason"),
    [
        ("finger out", {"probe_error": True}, Reason.SENSOR_OFF),
        ("finger out while it searches", {"probe_error": True, "searching": True}, "sensor_off"),
        ("looking for a pulse", {"searching": True}, Reason.SEARCHING),
        ("looked too long", {"searching": True, "search_too_long": True}, Reason.SEARCH_TOO_LONG),
        ("its code for none", {"spo2": None, "pulse_rate": None}, Reason.NO_VALUE),
        ("zeros, as some firmware sends", {"spo2": 0, "pulse_rate": 0}, Reason.NO_VALUE),
    ],
)
def test_a_missing_value_says_why(story, change, reason):
    frame = dataclasses.replace(Realtime(97, 65), **change)
    assert heard(Decoder(), encode(frame))[:2] == [spo2(None, reason), pulse(None, reason)], story


def test_more_than_100_percent_is_out_of_range():
    assert heard(Decoder(), encode(Realtime(101, 65)))[0] == spo2(None, Reason.OUT_OF_RANGE)


@pytest.mark.parametrize(
    ("story", "change", "quality"),
    [
        ("a good signal", {"signal": 5}, Quality.GOOD),
        ("a weak signal", {"signal": 2}, Quality.MARGINAL),
        ("perfusion 0.49 %", {"perfusion_centipercent": 49, "perfusion_valid": True}, "poor"),
        ("perfusion 0.50 %", {"perfusion_centipercent": 50, "perfusion_valid": True}, "good"),
        ("an invalid index says nothing", {"perfusion_centipercent": 1}, Quality.GOOD),
        ("a model without the index", {"perfusion_valid": True}, Quality.GOOD),
    ],
)
def test_a_weak_signal_is_marked(story, change, quality):
    frame = dataclasses.replace(Realtime(97, 65), **change)
    assert heard(Decoder(), encode(frame))[0] == spo2(97, None, quality), story


def test_a_jump_is_marked_until_three_packets_agree():
    course = [97] * 3 + [33] + [97] * 2 + [80] * 4
    items = heard(Decoder(), *(encode(Realtime(value, 65)) for value in course))
    found = [item for item in items if isinstance(item, Measurement) and item.vital == "spo2"]
    assert [item.value for item in found] == course
    marks = "".join("?" if item.quality is Quality.SUSPECT else "." for item in found)
    assert marks == "...?..??.."


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (encode_packet(0x0D, b"\x01"), "shutting_down"),
        (encode_packet(0x0D, b"\x02"), "user_changed"),
        (encode_packet(0x0D, b"\x03"), "recording"),
        (encode_packet(0x0D, b"\x00"), "stopped"),
        (encode_packet(0x0D, b"\xff"), "stopped"),
        (encode_packet(0x0B, b"\xa1\x05"), "start_refused"),
    ],
)
def test_the_device_says_why_it_stopped(data, status):
    assert heard(Decoder(), data) == [DeviceStatus(status)]


def test_a_command_done_or_another_refused_is_no_news():
    assert (
        heard(Decoder(), encode_packet(0x0B, b"\xa1\x00"), encode_packet(0x0B, b"\xaa\x05")) == []
    )


def test_the_wave_is_told_in_runs():
    waves = [n % 128 for n in range(45)]
    items = heard(Decoder(), *(encode(Realtime(97, 65, wave=n)) for n in waves))
    told = [item.samples for item in items if isinstance(item, Waveform)]
    assert [len(samples) for samples in told] == [20, 20, 5]
    assert [sample for samples in told for sample in samples] == waves


@pytest.mark.parametrize(
    ("kinds", "size"),
    [
        ("01 02 03 04 05 11 13 14 15", 9),
        ("07 08 0F 12", 8),
        ("09", 6),
        ("06 0A 0B", 4),
        ("0D 0E 10", 3),
        ("0C", 2),
        ("00 16 7D", None),
    ],
)
def test_every_type_has_its_size(kinds, size):
    for kind in bytes.fromhex(kinds):
        whole = [
            length
            for length in range(1, 12)
            if garbled_size(heard(Decoder(), bytes([kind]) + b"\x80" * (length - 1), FRAME)) == 0
        ]
        assert whole == ([size] if size else [])


packets = (
    frames.map(encode)
    | st.sampled_from(sorted(SIZES)).flatmap(
        lambda kind: st.binary(min_size=SIZES[kind] - 2, max_size=SIZES[kind] - 2).map(
            lambda data: encode_packet(kind, data)
        )
    )
    | st.binary(min_size=1, max_size=12)
    | st.lists(st.sampled_from([0x01, 0x04, 0x0B, 0x0C, 0x0D, 0x80, 0xFF, 0x7D]), max_size=12).map(
        bytes
    )
)


@calmly
@given(st.lists(packets, max_size=20), sizes)
def test_how_the_stream_is_sliced_does_not_matter(packets, sizes):
    stream = b"".join(packets)
    assert heard(Decoder(), stream) == heard(Decoder(), *slices(stream, sizes))


@calmly
@given(st.lists(packets, max_size=20))
def test_every_byte_is_in_a_packet_or_garbled(packets):
    decoder, stream = Decoder(), b"".join(packets)
    found = [*decoder._packets.feed(stream), *decoder._packets.finish()]
    assert b"".join(data for _, data in found) == stream
    whole = sum(len(data) for kind, data in found if kind is not None)
    assert whole + garbled_size(heard(Decoder(), stream)) == len(stream)


@calmly
@given(st.binary(max_size=40))
def test_it_finds_its_feet_after_any_noise(noise):
    items = heard(Decoder(), noise, b"\x00", FRAME, FRAME)
    assert values(items)[-2:] == [(97, 65), (97, 65)]


def test_joining_in_the_middle_of_a_packet_costs_that_packet():
    items = heard(Decoder(), FRAME[4:], FRAME)
    assert items == [Garbled(FRAME[4:]), spo2(97), pulse(65), Waveform(Vital.SPO2, (51,))]


@pytest.mark.parametrize("place", range(9))
def test_a_lost_byte_costs_one_packet_and_makes_no_value(place):
    other = encode(Realtime(88, 140, wave=1, signal=5))
    items = heard(Decoder(), FRAME, other[:place] + other[place + 1 :], FRAME)
    assert values(items) == [(97, 65), (97, 65)]
    assert garbled_size(items) == 8


@pytest.mark.parametrize("place", range(9))
def test_a_flipped_top_bit_costs_one_packet_and_makes_no_value(place):
    other = bytearray(encode(Realtime(88, 140, wave=1, signal=5)))
    other[place] ^= 0x80
    items = heard(Decoder(), FRAME, bytes(other), FRAME)
    assert values(items) == [(97, 65), (97, 65)]
    assert garbled_size(items) == 9


def test_a_damaged_byte_that_looks_like_a_short_packet_is_not_believed():
    torn = FRAME[:3] + b"\x0d" + FRAME[4:]  # 0D, "I stop", has three bytes; here five follow
    items = heard(Decoder(), FRAME, torn, FRAME)
    assert [item for item in items if isinstance(item, DeviceStatus)] == []
    assert garbled_size(items) == 9


def test_a_short_packet_after_a_torn_one_is_believed_when_the_next_begins_in_time():
    notice = encode_packet(0x0D, b"\x01")
    expected = [Garbled(FRAME[:5]), DeviceStatus("shutting_down")]
    assert heard(Decoder(), FRAME[:5], notice, FRAME)[:2] == expected
    assert heard(Decoder(), FRAME[:5], notice) == expected


@pytest.mark.parametrize("seed", range(10))
def test_one_percent_of_damaged_bytes_costs_only_the_damaged_packets(seed):
    truth = [(1 + n % 100, 1 + n % 254) for n in range(2000)]
    sent = [encode(Realtime(s, p, wave=n % 128)) for n, (s, p) in enumerate(truth)]
    stream, whole = damage(sent, 0.01, ("flip", "drop", "replace"), seed)
    assert is_in_order([truth[n] for n in whole], values(heard(Decoder(), stream)))


def test_endless_noise_is_not_kept():
    decoder = Decoder()
    for _ in range(1000):
        decoder.feed(b"\x80" * 100 + b"\x22" * 50)
    assert len(decoder._packets._rest) <= 9
    assert len(decoder._skipped._bytes) < 64


# --- the conversation -------------------------------------------------------------------------


def test_it_asks_the_name_and_starts_and_says_every_five_seconds_that_it_listens():
    talk = Conversation()
    opened = talk.opened(100.0)
    assert (opened.send, opened.items, opened.wake_s) == ((ASK_NAME, START), (), 101.0)
    assert talk.step(100.1, NAME + FRAME).send == ()
    assert talk.device_name == "user"
    for tenth in range(2, 50):
        assert talk.step(100 + tenth / 10, FRAME).send == ()
    step = talk.step(105.0, FRAME)
    assert step.send == (ALIVE,)
    assert step.items[0] == spo2(97)
    assert talk.closing(110.0) == (STOP,)


@pytest.mark.parametrize(
    ("story", "answer"),
    [("nothing runs", FREE), ("it stops by itself", encode_packet(0x0D, b"\x00"))],
)
def test_it_starts_again_when_the_device_has_stopped(story, answer):
    talk = Conversation()
    talk.opened(0.0)
    talk.step(0.5, NAME + FRAME)
    assert talk.step(1.2, FRAME + answer).send == (START,), story


def test_a_device_that_only_says_that_nothing_runs_is_asked_once_a_second():
    talk = Conversation()
    talk.opened(0.0)
    sent = [talk.step(tenth / 10, FREE).send.count(START) for tenth in range(1, 40)]
    assert sum(sent) == 3


def test_after_a_second_of_silence_it_asks_again_and_again():
    talk = Conversation()
    talk.opened(0.0)
    talk.step(0.2, NAME + FRAME)
    assert talk.step(1.1, b"").send == ()
    step = talk.step(1.2, b"")
    assert (step.send, step.wake_s) == ((START,), 2.2)
    assert talk.step(2.2, b"").send == (START,)
    assert talk.step(2.3, FRAME).wake_s == 3.3


def test_a_name_not_heard_is_asked_for_again():
    talk = Conversation()
    talk.opened(0.0)
    assert talk.step(1.0, b"").send == (ASK_NAME, START)
    assert talk.step(2.0, b"").send == (ASK_NAME, START)
    talk.step(2.1, b"\x04\x81" + b"\xff" * 7)  # not ASCII
    assert talk.device_name


def test_a_refused_start_is_said_and_tried_again():
    talk = Conversation()
    talk.opened(0.0)
    step = talk.step(0.3, encode_packet(0x0B, b"\xa1\x05"))
    assert step.items == (DeviceStatus("start_refused"),)
    assert talk.step(1.0, b"").send == (ASK_NAME, START)


def test_opened_anew_it_forgets_half_a_packet():
    talk = Conversation()
    talk.opened(0.0)
    talk.step(0.1, FRAME[:4])
    talk.opened(5.0)
    assert talk.step(5.1, FRAME).items == (spo2(97), pulse(65))


def test_the_driver_says_what_it_is():
    driver = contec_v7.DRIVER
    assert (driver.id, str(driver.line)) == ("contec-v7", "115200 8N1")
    assert not driver.talks_unasked
    assert isinstance(driver.converse(), Conversation)
    assert isinstance(driver.decoder(), Decoder)
    assert HOST_SIZES == {0x7D: 9}
    assert SIZES[REALTIME] == 9
