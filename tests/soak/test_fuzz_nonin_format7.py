"""How much damage the Nonin format 7 decoder withstands; `-s` prints what its docstring says."""

import random

import pytest

from bedside.vitals import Measurement, Waveform
from devices.nonin_format7 import Decoder, encode
from tests.devices.streams import damage, heard

PACKETS, SEEDS = 400, 20


def changing_patient():
    """Packets no two of which, within 100, say the same number."""
    truth = [(1 + n % 100, 18 + n % 300) for n in range(PACKETS)]
    packets = [
        encode(s, p, [(n * 7919 + k * 104729) % 65536 for k in range(25)])
        for n, (s, p) in enumerate(truth)
    ]
    return truth, [p[at : at + 5] for p in packets for at in range(0, 125, 5)]


def in_order(expected, found, ahead=60):
    """How many of `found` are in `expected`, in order."""
    at = count = 0
    for have in found:
        near = expected[at : at + ahead]
        if have in near:
            at += near.index(have) + 1
            count += 1
    return count


@pytest.mark.soak
@pytest.mark.parametrize(
    ("kinds", "most_wrong"),
    [(("flip",), 2), (("drop",), 0), (("replace",), 0), (("flip", "drop", "replace"), 1)],
)
def test_one_percent_damaged_bytes(kinds, most_wrong):
    truth, frames = changing_patient()
    good = lost = told = wrong = 0
    for seed in range(SEEDS):
        stream, whole = damage(frames, 0.01, kinds, seed)
        items = heard(Decoder(), stream)
        kept = [frames[n][1] << 8 | frames[n][2] for n in whole]
        pleth = [s for item in items if isinstance(item, Waveform) for s in item.samples]
        good += len(kept)
        lost += len(kept) - in_order(pleth, kept)
        for vital, column in (("spo2", 0), ("pulse_rate", 1)):
            found = [i.value for i in items if isinstance(i, Measurement) and i.vital == vital]
            told += len(found)
            wrong += len(found) - in_order([t[column] for t in truth], found)
    print(f"{kinds}: {lost} of {good} good frames lost, {wrong} of {told} values wrong")  # noqa: T201
    assert wrong <= most_wrong
    assert lost <= good / 1000


@pytest.mark.soak
def test_a_million_bytes_of_noise_make_no_exception_and_hardly_a_value():
    pick, values = random.Random(7), 0
    for _ in range(100):
        items = heard(Decoder(), pick.randbytes(10_000))
        values += sum(isinstance(item, Measurement) for item in items)
    assert values == 0
