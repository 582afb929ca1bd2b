"""A million inputs into the SunTech packets and their conversation; how many wrong ones pass."""

import random

import pytest

from bedside.vitals import BloodPressure, NibpFailed
from devices.link import Command, Order
from devices.suntech_advantage import Decoder
from devices.suntech_conversation import Conversation
from devices.suntech_packets import (
    LONGEST,
    Packets,
    Result,
    ack_packet,
    module_packet,
    pressure_packet,
    result_packet,
)
from tests.devices.streams import damage, garbled_size

pytestmark = pytest.mark.soak

INPUTS = 1_000_000
ORDERS = ((),) * 12 + ((Order(Command.ABORT_NIBP),),)


def result(pick):
    top = pick.randrange(60, 260)
    return Result(top, pick.randrange(30, top), pick.randrange(40, top), pick.randrange(30, 240))


def anything(pick):
    """A packet, a damaged or cut one, one of a length nobody knows, or noise."""
    kind = pick.randrange(7)
    if kind == 0:
        return pick.randbytes(pick.randrange(1, 30))
    if kind == 1:
        return b"\x3e" + bytes((pick.randrange(256),)) + pick.randbytes(pick.randrange(70))
    if kind == 2:
        return module_packet(pick.randbytes(pick.randrange(1, LONGEST - 3)))
    packet = pick.choice(
        (
            result_packet(result(pick)),
            pressure_packet(pick.randrange(-50, 351)),
            ack_packet(bytes((pick.choice(b"OKABENDST"),))),
        )
    )
    if kind == 3:
        return packet[: pick.randrange(len(packet))]
    if kind == 4:
        place = pick.randrange(len(packet))
        return packet[:place] + pick.randbytes(1) + packet[place + 1 :]
    return packet


def test_a_million_inputs_raise_nothing_keep_nothing_and_lose_no_byte():
    pick, decoder, cutter, talk = random.Random(7), Decoder(), Packets(), Conversation()
    fed = packets = garbled = cut = starts = ends = 0
    now_s = 0.0
    talk.opened(now_s)
    for number in range(INPUTS):
        data = anything(pick)
        fed += len(data)
        garbled += garbled_size(decoder.feed(data))
        for whole, part in cutter.feed(data):
            packets, cut = packets + len(part) * whole, cut + len(part) * (not whole)
        now_s += pick.random() / 5
        orders = pick.choice(ORDERS)
        if number % 40 == 0:
            starts += 1
            orders = (Order(Command.START_NIBP, starts),)
        step = talk.step(now_s, data, orders)
        ends += sum(isinstance(item, BloodPressure | NibpFailed) for item in step.items)
        if number % 1000 == 0:
            assert len(cutter._buffer) <= LONGEST
            assert len(talk._packets._buffer) <= LONGEST
    for whole, part in cutter.feed(b"", ended=True):
        packets, cut = packets + len(part) * whole, cut + len(part) * (not whole)
    assert packets + cut == fed
    assert garbled + garbled_size(decoder.finish()) == cut
    assert 0 <= starts - ends <= 2  # one runs, one waits for the line


@pytest.mark.parametrize(
    ("kinds", "most_wrong"),
    [(("flip",), 0.001), (("drop",), 0.0002), (("replace",), 0.0002)],
)
def test_of_results_that_are_damaged_hardly_one_is_told_wrong(kinds, most_wrong):
    """One percent of all bytes; eight bits of check, and what no pressure can be is not one."""
    told = wrong = damaged = 0
    for seed in range(5):
        pick = random.Random(seed)
        truth = [result(pick) for _ in range(20_000)]
        stream, whole = damage([result_packet(one) for one in truth], 0.01, kinds, seed)
        known = {(one.systolic, one.diastolic) for one in truth}
        items = [item for item in Decoder().feed(stream) if isinstance(item, BloodPressure)]
        told += len(items)
        wrong += sum((item.systolic, item.diastolic) not in known for item in items)
        damaged += len(truth) - len(whole)
    print(f"{kinds}: {wrong} wrong of {told} results, {damaged} were damaged")  # noqa: T201
    assert wrong <= most_wrong * damaged
