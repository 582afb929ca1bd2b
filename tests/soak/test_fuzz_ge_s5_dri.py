"""A million damaged and invented inputs for the Datex-Ohmeda driver; how many wrong ones pass."""

import random

import pytest

from bedside.vitals import Measurement
from devices.ge_dri_parts import Displayed, Group, encode_auxiliary, encode_displayed
from devices.ge_dri_records import Frame, Part, Record, Records, encode
from devices.ge_s5_dri import Conversation, Decoder
from tests.devices.streams import damage, garbled_size

pytestmark = pytest.mark.soak


def shown(number, pick):
    """A record like no other: its values, and its bytes."""
    spo2, pulse = pick.randrange(85, 100), pick.randrange(50, 120)
    pressures = (pick.randrange(90, 180) * 100, pick.randrange(50, 85) * 100, 8800, pulse)
    displayed = Displayed(
        1_764_000_000 + 5 * number,
        Group(0xB, 0, (pulse, 0, 0, 0, 14)),
        Group(3, 0x108, pressures),
        Group(3, 0, (spo2 * 100, pulse, 150, -32767)),
        Group(0, 0, (-32767,) * 4),
    )
    part = encode_displayed(displayed)
    record = Record(0, (part,), number % 256, 6, 1, 1_764_000_000 + 5 * number)
    return (float(spo2), float(pulse)), encode(record)


def invented(pick, wires):
    """One input: noise, a mutated record, or a record with rubbish under a good sum."""
    kind = pick.randrange(4)
    if kind == 0:
        return pick.randbytes(pick.randrange(60))
    if kind == 1:
        parts = tuple(
            Part(pick.randrange(256), pick.randbytes(pick.choice((0, 1, 9, 32, 114, 278))))
            for _ in range(pick.randrange(9))
        )
        return encode(Record(pick.choice((0, 0, 0, 1, 4, 9)), parts, time_s=pick.randrange(2**32)))
    wire = bytearray(pick.choice(wires))
    for _ in range(pick.randrange(1, 4)):
        at = pick.randrange(len(wire))
        if kind == 2:
            wire[at] = pick.randrange(256)
        else:
            wire[at : at + pick.randrange(20)] = pick.randbytes(pick.randrange(6))
    return bytes(wire)


def test_a_million_inputs_raise_nothing_and_lose_no_byte():
    pick = random.Random(20261124)
    wires = [shown(number, pick)[1] for number in range(50)]
    wires += [encode(Record(0, (encode_auxiliary(pick.randrange(2**32)),)))]
    decoder, talk, records, said = Decoder(), Conversation(), Records(), 0
    talk.opened(0.0)
    stream_size = kept_size = 0
    for number in range(1_000_000):
        data = invented(pick, wires)
        stream_size += len(data)
        said += garbled_size(decoder.feed(data))
        for one in records.feed(data):
            kept_size += len(one.wire) if isinstance(one, Frame) else len(one.data)
        if number % 10 == 0:
            talk.step(number / 100, data)
        if number % 1000 == 0:
            said += garbled_size(decoder.finish())
            kept_size += len(records.finish())
    assert kept_size + len(records.finish()) == stream_size
    assert 0 < said < stream_size


def record_in(wire):
    return Records().feed(wire)[0].record


@pytest.mark.parametrize(
    ("kinds", "most_passed", "most_wrong"),
    # share of the damaged records that pass, and that show a wrong SpO2 or pulse
    [(("drop",), 0.0, 0.0), (("replace",), 0.004, 0.0006), (("flip",), 0.012, 0.002)],
)
def test_of_records_that_are_badly_damaged_few_pass(kinds, most_passed, most_wrong):
    """One percent of all bytes, so that nearly every record has several errors."""
    damaged = passed = wrong = 0
    for seed in range(3):
        pick = random.Random(seed)
        truth = [shown(number, pick) for number in range(10_000)]
        stream, whole = damage([wire for _, wire in truth], 0.01, kinds, seed)
        meant = {record_in(wire): values for values, wire in truth}
        for one in Records().feed(stream):
            if isinstance(one, Frame) and one.record not in meant:
                items = Decoder().feed(one.wire)
                values = tuple(item.value for item in items[:2] if isinstance(item, Measurement))
                number = one.record.number  # of 256: the time may be what was damaged
                candidates = [truth[at][0] for at in range(number, len(truth), 256)]
                passed += 1
                wrong += bool(values) and values not in candidates
        damaged += len(truth) - len(whole)
    assert passed <= most_passed * damaged
    assert wrong <= most_wrong * damaged
