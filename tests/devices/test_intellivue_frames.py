"""Vectors: [mdpnp] its FCS tests; [vscapture] xeonfusion/VSCaptureMP and [mindleaving]
patient-monitor-datalogger, which agree on what the host sends; [manual] the Philips manual's FLOAT
examples as mindleaving quotes them; [11073] special values of IEEE 11073-20601.
"""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.vitals import Garbled
from devices.intellivue_association import Session, encode_request, session_of
from devices.intellivue_frames import MAX_WIRE, Frame, Frames, decode, encode, unwrap, wrap
from devices.intellivue_messages import (
    MdsAnswered,
    MdsCreated,
    Observation,
    OperationFailed,
    Other,
    PollAsked,
    Polled,
    parse,
)
from devices.intellivue_messages import encode as encode_message
from devices.intellivue_values import (
    MalformedError,
    Special,
    clock_s,
    encode_clock,
    encode_float,
    encode_numeric,
    float_value,
)
from tests.devices.streams import sizes, slices

# [vscapture], [mindleaving]; escapes and FCS included
ASSOCIATE = bytes.fromhex(
    "C0 11 01 00 EE 0D EC 05 08 13 01 00 16 01 02 80 00 14 02 00 02 7D E1 DC 31 80 A0 80 80 01 01"
    "00 00 A2 80 A0 03 00 00 01 A4 80 30 80 02 01 01 06 04 52 01 00 01 30 80 06 02 51 01 00 00 00"
    "00 30 80 02 01 02 06 0C 2A 86 48 CE 14 02 01 00 00 00 01 01 30 80 06 0C 2A 86 48 CE 14 02 01"
    "00 00 00 02 01 00 00 00 00 00 00 61 80 30 80 02 01 01 A0 80 60 80 A1 80 06 0C 2A 86 48 CE 14"
    "02 01 00 00 00 03 01 00 00 BE 80 28 80 06 0C 2A 86 48 CE 14 02 01 00 00 00 01 01 02 01 02 81"
    "48 80 00 00 00 40 00 00 00 00 00 00 00 80 00 00 00 20 00 00 00 00 00 00 00 00 01 00 2C 00 01"
    "00 28 80 00 00 00 00 00 09 C4 00 00 09 C4 00 00 03 E8 FF FF FF FF 60 00 00 00 00 01 00 0C F0"
    "01 00 08 8C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 E8 B4 C1"
)
ASSOCIATE_WITH_WAVES = bytes.fromhex(
    "C0 11 01 00 EE 0D EC 05 08 13 01 00 16 01 02 80 00 14 02 00 02 7D E1 DC 31 80 A0 80 80 01 01"
    "00 00 A2 80 A0 03 00 00 01 A4 80 30 80 02 01 01 06 04 52 01 00 01 30 80 06 02 51 01 00 00 00"
    "00 30 80 02 01 02 06 0C 2A 86 48 CE 14 02 01 00 00 00 01 01 30 80 06 0C 2A 86 48 CE 14 02 01"
    "00 00 00 02 01 00 00 00 00 00 00 61 80 30 80 02 01 01 A0 80 60 80 A1 80 06 0C 2A 86 48 CE 14"
    "02 01 00 00 00 03 01 00 00 BE 80 28 80 06 0C 2A 86 48 CE 14 02 01 00 00 00 01 01 02 01 02 81"
    "48 80 00 00 00 40 00 00 00 00 00 00 00 80 00 00 00 20 00 00 00 00 00 00 00 00 01 00 2C 00 01"
    "00 28 80 00 00 00 00 00 03 E8 00 00 09 C4 00 00 03 E8 FF FF FF FF 60 00 00 00 00 01 00 0C F0"
    "01 00 08 88 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 80 86 C1"
)
RELEASE = bytes.fromhex(
    "C0 11 01 00 1A 09 18 7D E1 16 61 80 30 80 02 01 01 A0 80 62 80 80 01 00 00 00 00 00 00 00 00"
    "00 41 08 C1"
)
RELEASED = bytes.fromhex(
    "C0 11 01 00 1A 0A 18 7D E1 16 61 80 30 80 02 01 01 A0 80 63 80 80 01 00 00 00 00 00 00 00 00"
    "00 0D 52 C1"
)
ABORT = bytes.fromhex(
    "C0 11 01 00 30 19 2E 11 01 03 7D E1 29 A0 80 A0 80 30 80 02 01 01 06 02 51 01 00 00 00 00 61"
    "80 30 80 02 01 01 A0 80 64 80 80 01 01 00 00 00 00 00 00 00 00 00 00 AB 89 C1"
)
MDS_ANSWERED = bytes.fromhex(
    "C0 11 01 00 1C E1 00 00 02 00 02 00 14 00 01 00 01 00 0E 00 21 00 00 00 00 00 0A BD 00 0D 06"
    "00 00 39 17 C1"
)
POLL_SYSTEM = bytes.fromhex(
    "C0 11 01 00 24 E1 00 00 02 00 01 00 1C 00 00 00 07 00 16 00 21 00 00 00 00 00 00 00 00 0C 16"
    "00 08 00 01 00 01 00 21 00 00 B0 1A C1"
)
POLL_NUMERICS = bytes.fromhex(
    "C0 11 01 00 24 E1 00 00 02 00 01 00 1C 00 00 00 07 00 16 00 21 00 00 00 00 00 00 00 00 0C 16"
    "00 08 00 01 00 01 00 06 00 00 8E 95 C1"
)
POLL_NUMERICS_EXTENDED = bytes.fromhex(
    "C0 11 01 00 28 E1 00 00 02 00 01 00 20 00 01 00 07 00 1A 00 21 00 00 00 00 00 00 00 00 F1 3B"
    "00 0C 00 01 00 01 00 06 00 00 00 00 00 00 4C 7D E0 C1"
)
POLL_WAVES_600_S = bytes.fromhex(
    "C0 11 01 00 30 E1 00 00 02 00 01 00 28 00 04 00 07 00 22 00 21 00 00 00 00 00 00 00 00 F1 3B"
    "00 14 00 03 00 01 00 09 00 00 00 01 00 08 F1 3E 00 04 00 49 3E 00 78 32 C1"
)
KNOWN = [
    ("please let us associate", ASSOCIATE, Session.ASSOCIATE),
    ("we are done", RELEASE, Session.RELEASE),
    ("then go", RELEASED, Session.RELEASED),
    ("it is over", ABORT, Session.ABORT),
    ("we know who you are", MDS_ANSWERED, MdsAnswered(1, 0x000ABD00)),
    ("how are you, and what time is it", POLL_SYSTEM, PollAsked(0, 1, 0x0021)),
    ("all numbers, once", POLL_NUMERICS, PollAsked(0, 1, 0x0006)),
    ("all numbers, extended", POLL_NUMERICS_EXTENDED, PollAsked(1, 1, 0x0006, extended=True)),
    ("waves for 600 s", POLL_WAVES_600_S, PollAsked(4, 3, 0x0009, True, 600 * 8000)),
]


@pytest.mark.parametrize(("story", "wire", "message"), KNOWN, ids=[row[0] for row in KNOWN])
def test_what_a_host_sends_goes_both_ways(story, wire, message):
    assert parse(decode(wire)) == message
    assert encode(encode_message(message)) == wire


def test_the_association_request_can_ask_for_waves():
    assert encode(encode_request(1000, 0x88000000)) == ASSOCIATE_WITH_WAVES
    assert parse(decode(ASSOCIATE_WITH_WAVES)) is Session.ASSOCIATE


@pytest.mark.parametrize(
    ("body", "wire"),
    [("3A 71", "C0 3A 71 9B 26 C1"), ("3A 91", "C0 3A 91 95 7D E1 C1")],  # [mdpnp]
)
def test_the_check_sequence_is_that_of_the_vectors(body, wire):
    assert wrap(bytes.fromhex(body)) == bytes.fromhex(wire)
    assert unwrap(bytes.fromhex(wire)) == bytes.fromhex(body)


@pytest.mark.parametrize(
    ("story", "wire"),
    [
        ("one bit of the body is wrong", "C0 3A 70 9B 26 C1"),
        ("its sender gave it up", "C0 3A 71 7D C1"),
        ("an escape of an escape", "C0 3A 7D 7D 71 9B 26 C1"),
        ("nothing at all", "C0 C1"),
        ("only a check sequence", "C0 00 00 C1"),
    ],
)
def test_what_is_no_frame_has_no_body(story, wire):
    assert unwrap(bytes.fromhex(wire)) is None


@pytest.mark.parametrize(
    ("story", "body"),
    [
        ("no header", "3A 71"),
        ("another protocol", "11 02 00 02 19 00"),
        ("longer than it says", "11 01 00 01 19 00"),
        ("shorter than it says", "11 01 00 03 19 00"),
    ],
)
def test_a_good_check_is_not_enough_for_a_frame(story, body):
    assert decode(wrap(bytes.fromhex(body))) is None


@given(st.binary(max_size=300))
def test_what_was_encoded_is_decoded(payload):
    assert decode(encode(payload)) == payload
    assert encode(payload)[1:-1].count(0xC0) == encode(payload)[1:-1].count(0xC1) == 0


@given(st.lists(st.binary(max_size=60) | st.binary(max_size=60).map(encode), max_size=8), sizes)
def test_no_byte_is_lost_however_the_line_is_cut(pieces, cuts):
    stream = b"".join(pieces)
    whole, cut = Frames(), Frames()
    found = whole.feed(stream)
    found_cut = [found for piece in slices(stream, cuts) for found in cut.feed(piece)]
    wires = [one.wire if isinstance(one, Frame) else one.data for one in found]
    assert b"".join(wires) + whole.finish() == stream
    assert [one for one in found if isinstance(one, Frame)] == [
        one for one in found_cut if isinstance(one, Frame)
    ]


def test_endless_noise_is_not_kept():
    frames = Frames()
    noise = bytes((0xC0,)) + bytes(MAX_WIRE)
    assert frames.feed(noise) == [Garbled(noise)]
    assert frames.finish() == b""
    too_long = wrap(b"\x11\x01\x20\x00" + bytes(0x2000))
    assert [type(one) for one in frames.feed(too_long)] == [Garbled]


def test_a_lost_end_costs_one_frame():
    good = encode(b"\x19\x00")
    found = Frames().feed(good[:-1] + good)
    assert found == [Garbled(good[:-1]), Frame(b"\x19\x00", good)]


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("FD 00 7D 00", 32.0),  # [manual], and the next three
        ("FF 00 01 40", 32.0),
        ("01 00 01 40", 3200.0),
        ("02 00 00 20", 3200.0),
        ("00 7F FF FF", Special.NAN),  # [11073], and the next four
        ("00 80 00 00", Special.NRES),
        ("00 7F FF FE", Special.PLUS_INFINITE),
        ("00 80 00 02", Special.MINUS_INFINITE),
        ("00 80 00 01", Special.RESERVED),
        ("FF FF FF FB", -0.5),
        ("80 00 00 01", 1e-128),
        ("7F 00 00 01", 1e127),
    ],
)
def test_a_float_is_mantissa_times_ten_to_the_exponent(wire, value):
    assert float_value(bytes.fromhex(wire)) == value


@given(st.integers(-(2**23) + 3, 2**23 - 3), st.integers(-128, 127))
def test_floats_go_both_ways(mantissa, exponent):
    four = encode_float(mantissa, exponent)
    assert math.isclose(float_value(four), mantissa * 10.0**exponent, rel_tol=1e-12)


@pytest.mark.parametrize("special", Special)
def test_specials_go_both_ways(special):
    assert float_value(encode_float(special)) is special


def test_the_monitors_clock_is_bcd():
    noon = datetime(2026, 11, 24, 12, 0, 30, 250_000, tzinfo=UTC)
    assert encode_clock(noon) == bytes.fromhex("20 26 11 24 12 00 30 25")
    assert clock_s(encode_clock(noon)) == noon.timestamp()


@pytest.mark.parametrize(
    ("story", "eight"),
    [
        ("not known", "FF FF FF FF FF FF FF FF"),
        ("month 13", "20 26 13 24 12 00 30 00"),
        ("not BCD", "20 26 1A 24 12 00 30 00"),
        ("too short", "20 26 11 24"),
        ("year 0", "00 00 11 24 12 00 30 00"),
    ],
)
def test_a_clock_that_cannot_be_is_not_known(story, eight):
    assert clock_s(bytes.fromhex(eight)) is None


numerics = st.builds(
    encode_numeric,
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF),
    st.integers(-1000, 1000) | st.sampled_from(Special),
    st.integers(-3, 3),
)
attributes = st.dictionaries(
    st.integers(0, 0xFFFF).filter(lambda key: key not in (0x0950, 0x094B)),
    st.binary(max_size=12),
    max_size=3,
)
observations = st.builds(
    lambda context, handle, rest, numeric: Observation(context, handle, rest | {0x0950: numeric}),
    st.integers(0, 2),
    st.integers(0, 0xFFFF),
    attributes,
    numerics,
)
u16, u32 = st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)
messages = st.one_of(
    st.sampled_from(Session),
    st.builds(MdsCreated, u16, u32, attributes),
    st.builds(MdsAnswered, u16, u32),
    st.builds(PollAsked, u16, u16, u16, st.just(True), st.none() | u32, u16),
    st.builds(PollAsked, u16, u16, u16, group=u16),
    st.builds(OperationFailed, u16, u16),
    st.builds(
        Polled,
        u16,
        u16,
        u16,
        u32,
        st.lists(observations, max_size=4).map(tuple),
        st.none() | u16,
        st.none() | st.tuples(st.integers(0, 255), st.integers(0, 255)),
        u16,
        st.binary(min_size=8, max_size=8),
    ),
)


@given(messages)
def test_messages_go_both_ways(message):
    assert parse(encode_message(message)) == message


@given(messages, st.data())
def test_a_message_cut_short_is_refused_and_nothing_else_is_raised(message, data):
    payload = encode_message(message)
    head = 1 if isinstance(message, Session) else 4  # by which one knows what it should be
    cut = payload[: data.draw(st.integers(head, len(payload) - 1))]
    with pytest.raises(MalformedError):
        parse(cut)


@pytest.mark.parametrize(
    ("story", "payload", "message"),
    [
        ("nothing", "", Other()),
        ("a kind we do not know", "77 00", Other()),
        (
            "an event that is no MDS create",
            "E1000002 0001 0014 0001 0001 000E 002100000000 00000000 0D07 0000",
            Other(),
        ),
        (
            "an answer to another event",
            "E1000002 0002 0014 0001 0001 000E 002100000000 00000000 0D07 0000",
            Other(),
        ),
        (
            "an action that is no poll",
            "E1000002 0001 0014 0001 0007 000E 002100000000 00000000 0C17 0000",
            Other(),
        ),
        (
            "the result of another action",
            "E1000002 0002 0010 0001 0007 000A 002100000000 0C17 0000",
            Other(),
        ),
        ("the answer to a get", "E1000002 0002 0006 0001 0003 0000", Other()),
        ("an error", "E1000002 0003 0006 0005 0009 0000", OperationFailed(5, 9)),
        ("a long session message", "19 FF 00 02 11 01", Session.ABORT),
    ],
)
def test_messages_that_say_nothing_of_the_patient(story, payload, message):
    assert parse(bytes.fromhex(payload)) == message


def test_a_session_message_that_is_longer_than_it_says_is_refused():
    with pytest.raises(MalformedError):
        session_of(b"\x19\x01\x11\x01")
    assert session_of(b"") is None
