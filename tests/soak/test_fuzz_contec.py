"""What damage does to the two Contec formats, which have no checksum; `-s` prints the numbers."""

import random

import pytest

from bedside.vitals import Measurement, Quality
from devices import contec_v5, contec_v7
from tests.devices.streams import damage, garbled_size, heard

KINDS = (("flip",), ("drop",), ("replace",))
V5 = (contec_v5.Decoder, lambda s, p, n: contec_v5.encode(contec_v5.Frame(s, p, wave=n % 128)))
V7 = (contec_v7.Decoder, lambda s, p, n: contec_v7.encode(contec_v7.Realtime(s, p, wave=n % 128)))


def wandering(frames, seed):
    """SpO2 and pulse rate as a patient's: a new number twice a second, one step at a time."""
    pick, spo2, pulse = random.Random(seed), 96, 72
    for n in range(frames):
        if n % 30 == 0:
            spo2 = min(100, max(80, spo2 + pick.choice((-1, 0, 1))))
            pulse = min(180, max(45, pulse + pick.choice((-2, -1, 0, 1, 2))))
        yield spo2, pulse


@pytest.mark.soak
@pytest.mark.parametrize("kinds", KINDS)
@pytest.mark.parametrize("monitor", [V5, V7], ids=["contec-v5", "contec-v7"])
def test_what_is_wrong_is_small_or_marked(monitor, kinds):
    make, encode = monitor
    told = marked = wrong = worst = 0
    for seed in range(5):
        truth = list(wandering(20_000, seed))
        sent = [encode(s, p, n) for n, (s, p) in enumerate(truth)]
        stream, _ = damage(sent, 0.01, kinds, seed)
        decoder, at = make(), 0
        for item in heard(decoder, stream):
            if not isinstance(item, Measurement) or item.value is None:
                continue
            told += 1
            column, at = (0, at + 1) if item.vital == "spo2" else (1, at)
            near = {pair[column] for pair in truth[max(0, at - 60) : at + 2500 : 15]}
            off = min(abs(item.value - true) for true in near)
            marked += item.quality is Quality.SUSPECT
            if off and item.quality is not Quality.SUSPECT:
                wrong, worst = wrong + 1, max(worst, off)
    print(f"{kinds}: {told} values, {marked} marked, {wrong} wrong unmarked, worst by {worst}")  # noqa: T201
    assert worst <= 10
    assert wrong <= told / (500 if kinds == ("flip",) else 2_000)


@pytest.mark.soak
@pytest.mark.parametrize("monitor", [V5, V7], ids=["contec-v5", "contec-v7"])
def test_noise_makes_no_exception_and_loses_no_byte(monitor):
    make, encode = monitor
    pick, decoder, fed, garbled = random.Random(3), make(), 0, 0
    for n in range(200_000):
        frame = encode(pick.randrange(127), pick.randrange(255), n)
        data = pick.choice((frame, frame[: pick.randrange(9)], pick.randbytes(pick.randrange(20))))
        fed += len(data)
        garbled += garbled_size(decoder.feed(data))
    garbled += garbled_size(decoder.finish())
    assert 0 < garbled < fed
