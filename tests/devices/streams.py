"""Streams, whole and damaged, for the tests of the decoders."""

import random

from hypothesis import settings
from hypothesis import strategies as st

from bedside.vitals import DeviceIdentified, Garbled, Measurement
from devices.simulator.link import PatientState, Probe


def heard(decoder, *chunks):
    """All that the decoder says of a stream that came in these chunks and then ended.

    But which device it is: that is asked for by `devices_in`.
    """
    items = [*(item for chunk in chunks for item in decoder.feed(chunk)), *decoder.finish()]
    return [item for item in items if not isinstance(item, DeviceIdentified)]


def devices_in(decoder, *chunks):
    """Which devices it says they are."""
    items = [item for chunk in chunks for item in decoder.feed(chunk)]
    return [item for item in items if isinstance(item, DeviceIdentified)]


def garbled_size(items):
    return sum(len(item.data) for item in items if isinstance(item, Garbled))


def values(items):
    """(SpO2, pulse) of each pair of measurements."""
    found = [item.value for item in items if isinstance(item, Measurement)]
    return list(zip(found[::2], found[1::2], strict=True))


def slices(stream, sizes):
    """The stream cut into pieces of these sizes, again and again."""
    pieces, at, turn = [], 0, 0
    while at < len(stream):
        pieces.append(stream[at : at + sizes[turn % len(sizes)]])
        at, turn = at + len(pieces[-1]), turn + 1
    return pieces


calmly = settings(deadline=None, max_examples=100)  # a busy machine is no fault of a decoder
sizes = st.lists(st.integers(1, 40), min_size=1, max_size=12)


def damage(frames, share, kinds, seed):
    """The stream with `share` of its bytes damaged, and which frames stayed whole."""
    pick = random.Random(seed)
    stream, whole = bytearray(), []
    for number, frame in enumerate(frames):
        intact = True
        for byte in frame:
            if pick.random() >= share:
                stream.append(byte)
                continue
            intact = False
            kind = pick.choice(kinds)
            if kind == "flip":
                stream.append(byte ^ 1 << pick.randrange(8))
            if kind == "replace":
                stream.append(byte ^ pick.randrange(1, 256))
        if intact:
            whole.append(number)
    return bytes(stream), whole


def is_in_order(expected, found):
    """Whether all of `expected` is in `found`, in this order."""
    rest = iter(found)
    return all(any(want == have for have in rest) for want in expected)


class Calm:
    """A patient who changes when the test says so."""

    def __init__(self, **changes):
        self.now = dict(CALM) | changes

    def at(self, mono_s):
        return PatientState(**self.now)


CALM = {
    "systolic_mmhg": 118.0,
    "diastolic_mmhg": 72.0,
    "pulse_per_min": 65.0,
    "spo2_percent": 97.0,
    "respiration_per_min": 14.0,
    "perfusion_percent": 2.0,
    "probe": Probe.ON,
    "moving": False,
}
