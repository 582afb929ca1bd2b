"""What damage does to Masimo's line, which has no checksum; `-s` prints the numbers."""

import random

import pytest

from bedside.vitals import Measurement, Quality
from devices.masimo_ascii1 import Decoder, Line, encode
from tests.devices.streams import damage, garbled_size, heard


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["flip", "drop", "replace"])
def test_what_is_wrong_is_small_or_marked(kind):
    told = marked = wrong = worst = 0
    sent = [encode(Line(96, 72), perfusion="03.60")] * 2_000
    for seed in range(10):
        stream, _ = damage(sent, 0.002, (kind,), seed)
        for item in heard(Decoder(), stream):
            if not isinstance(item, Measurement) or item.value is None:
                continue
            told += 1
            off = abs(item.value - (96 if item.vital == "spo2" else 72))
            marked += item.quality is Quality.SUSPECT
            if off and item.quality is not Quality.SUSPECT:
                wrong, worst = wrong + 1, max(worst, off)
    print(f"{kind}: {told} values, {marked} marked, {wrong} wrong unmarked, worst by {worst}")  # noqa: T201
    assert worst <= 10
    assert not (kind == "drop" and wrong)


@pytest.mark.soak
def test_noise_makes_no_exception_and_loses_no_byte():
    pick, decoder, fed, garbled = random.Random(3), Decoder(), 0, 0
    for _ in range(100_000):
        line = encode(Line(pick.randrange(101), pick.randrange(241)))
        data = pick.choice((line, line[: pick.randrange(150)], pick.randbytes(pick.randrange(40))))
        fed += len(data)
        garbled += garbled_size(decoder.feed(data))
    garbled += garbled_size(decoder.finish())
    assert 0 < garbled < fed
