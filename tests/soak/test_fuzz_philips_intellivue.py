"""A million damaged and invented inputs for the IntelliVue driver; how many wrong ones pass."""

import random

import pytest

from bedside.vitals import Garbled
from devices.intellivue_frames import Frame, Frames, wrap
from devices.intellivue_frames import encode as frame
from devices.intellivue_messages import Observation, Polled, encode
from devices.intellivue_values import encode_listed, encode_numeric
from devices.philips_intellivue import Conversation, Decoder
from tests.devices.streams import damage, garbled_size

pytestmark = pytest.mark.soak

PHYSIO_IDS = (0x4BB8, 0x4822, 0x4182, 0x500A, 0x4A05, 0x4A06, 0x4A07, 0xF0E5)
UNITS = (0x0220, 0x0AA0, 0x0AE0, 0x0F20, 0x0F03)


def numeric(pick):
    state = pick.choice((0, 0, 0, 0x8000, 0x4000, 0x2000, 0x0400, 0x0020, pick.randrange(2**16)))
    exponent, mantissa = pick.randrange(-128, 128), pick.randrange(-(2**23), 2**23)
    if pick.random() < 0.7:
        exponent, mantissa = 0, pick.randrange(300)
    return encode_numeric(pick.choice(PHYSIO_IDS), state, pick.choice(UNITS), mantissa, exponent)


def answer(pick):
    """An answer that is right in form, whatever it says."""
    observations = []
    for handle in range(pick.randrange(5)):
        attributes = {0x0950: numeric(pick)}
        if pick.random() < 0.3:
            attributes = {0x094B: encode_listed((numeric(pick), numeric(pick), numeric(pick)))}
        if pick.random() < 0.3:
            attributes[0x0990] = pick.choice((b"\xff" * 8, bytes.fromhex("2026112409200000")))
        if pick.random() < 0.1:
            attributes[pick.randrange(2**16)] = pick.randbytes(pick.randrange(12))
        observations.append(Observation(0, handle, attributes))
    return Polled(
        pick.randrange(8),
        1,
        pick.choice((6, 6, 6, 0x21, 9)),
        pick.randrange(2**32),
        tuple(observations),
        pick.choice((None, 1)),
        pick.choice((None, None, (1, 1), (2, 2), (3, 3), (9, 9))),
    )


def invented(pick):
    """One input: noise, a message with rubbish under a good check, or a damaged answer."""
    kind = pick.randrange(5)
    if kind == 0:
        return pick.randbytes(pick.randrange(40))
    if kind == 1:
        return wrap(pick.randbytes(pick.randrange(1, 40)))
    payload = bytearray(encode(answer(pick)))
    for _ in range(pick.randrange(3)):
        at = pick.randrange(len(payload))
        if kind == 2:
            payload[at] = pick.randrange(256)
        elif kind == 3:
            payload[at : at + pick.randrange(8)] = pick.randbytes(pick.randrange(8))
    wire = bytearray(frame(bytes(payload)))
    if kind == 4:
        at = pick.randrange(len(wire))
        wire[at : at + pick.randrange(4)] = pick.randbytes(pick.randrange(4))
    return bytes(wire)


def test_a_million_inputs_raise_nothing_and_lose_no_byte():
    pick = random.Random(20261124)
    decoder, talk, frames, said = Decoder(), Conversation(), Frames(), 0
    talk.opened(0.0)
    stream_size = kept_size = 0
    for number in range(1_000_000):
        data = invented(pick)
        stream_size += len(data)
        said += garbled_size(decoder.feed(data))
        for one in frames.feed(data):
            kept_size += len(one.data if isinstance(one, Garbled) else one.wire)
        if number % 10 == 0:
            talk.step(number / 100, data)
    kept_size += len(frames.finish())
    assert kept_size == stream_size
    assert 0 < said < stream_size


def test_of_frames_that_are_badly_damaged_hardly_one_passes():
    """One percent of all bytes; a CRC of 16 bits lets 1 in 65,536 through, the length fewer."""
    damaged = passed = 0
    for seed in range(30):
        pick = random.Random(seed)
        wires = [frame(encode(answer(pick))) for _ in range(10_000)]
        sent = set(wires)
        stream, whole = damage(wires, 0.01, ("flip", "drop", "replace"), seed)
        passed += sum(
            isinstance(one, Frame) and one.wire not in sent for one in Frames().feed(stream)
        )
        damaged += len(wires) - len(whole)
    assert damaged > 100_000
    assert passed <= damaged / 20_000
