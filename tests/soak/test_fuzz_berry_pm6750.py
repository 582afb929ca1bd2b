"""A million inputs into the PM6750 decoder, and how much damage it withstands (`-s` prints it)."""

import random

import pytest

from bedside.vitals import Garbled, Measurement
from devices.berry_cuff import CuffFrame
from devices.berry_frames import SIZES, Frames, encode_frame
from devices.berry_pm6750 import Conversation, Decoder, encode_cuff, encode_spo2
from devices.link import Command, Order
from tests.devices.streams import damage, garbled_size, heard

INPUTS = 1_000_000
ORDERS = ((), (), (), (Order(Command.START_NIBP, 1),), (Order(Command.ABORT_NIBP),))


def anything(pick):
    """A frame, a damaged frame, half a frame, or noise."""
    kind = pick.randrange(6)
    if kind == 0:
        return pick.randbytes(pick.randrange(1, 24))
    if kind == 1:
        return b"\x55\xaa" + pick.randbytes(pick.randrange(12))
    frame = pick.choice(
        (
            encode_spo2(pick.randrange(6), pick.randrange(128), pick.randrange(256)),
            encode_cuff(CuffFrame(pick.randrange(16), 2 * pick.randrange(150), *pick.randbytes(3))),
            encode_frame(bytes((pick.choice(tuple(SIZES)), *pick.randbytes(pick.randrange(8))))),
        )
    )
    if kind == 2:
        return frame[: pick.randrange(len(frame))]
    if kind == 3:
        place = pick.randrange(len(frame))
        return frame[:place] + pick.randbytes(1) + frame[place + 1 :]
    return frame


@pytest.mark.soak
def test_a_million_inputs_raise_nothing_keep_nothing_and_lose_no_byte():
    pick, decoder, frames, talk = random.Random(1), Decoder(), Frames(), Conversation()
    fed = framed = garbled = now = 0
    talk.opened(0.0)
    for number in range(INPUTS):
        data = anything(pick)
        fed += len(data)
        garbled += garbled_size(decoder.feed(data))
        framed += sum(len(p) + 4 for p in frames.feed(data) if not isinstance(p, Garbled))
        now += pick.random() / 5
        talk.step(now, data, pick.choice(ORDERS))
        if number % 1000 == 0:
            assert len(frames._rest) <= 20
            assert len(talk._waiting) <= 12
    framed += sum(len(p) + 4 for p in frames.finish() if not isinstance(p, Garbled))
    assert garbled + garbled_size(decoder.finish()) + framed == fed


@pytest.mark.soak
@pytest.mark.parametrize(
    ("kinds", "most_wrong"),
    [(("flip",), 5), (("drop",), 0), (("replace",), 0), (("flip", "drop", "replace"), 1)],
)
def test_one_percent_damaged_bytes(kinds, most_wrong):
    truth = [(1 + n % 100, 1 + n % 250) for n in range(20_000)]
    sent = [encode_spo2(0, *pair) for pair in truth]
    good = told = lost = wrong = 0
    for seed in range(10):
        stream, whole = damage(sent, 0.01, kinds, seed)
        found = [i.value for i in heard(Decoder(), stream) if isinstance(i, Measurement)]
        pairs = list(zip(found[::2], found[1::2], strict=True))
        kept = [truth[n] for n in whole]
        good, told = good + len(kept), told + len(pairs)
        lost += len(kept) - in_order(pairs, kept)
        wrong += len(pairs) - in_order(truth, pairs)
    print(f"{kinds}: {lost} of {good} good frames lost, {wrong} of {told} readings wrong")  # noqa: T201
    assert lost <= good / 10_000
    assert wrong <= most_wrong


def in_order(expected, found, ahead=60):
    """How many of `found` are in `expected`, in order."""
    at = count = 0
    for have in found:
        near = expected[at : at + ahead]
        if have in near:
            at += near.index(have) + 1
            count += 1
    return count
