"""Jumps in both of Contec's formats: neither has a checksum, and both are judged alike."""

import pytest

from bedside.vitals import Measurement, Quality
from devices import contec_v5, contec_v7
from tests.devices.streams import heard

FORMATS = {
    "contec-v5": (contec_v5.Decoder, lambda *pair: contec_v5.encode(contec_v5.Frame(*pair))),
    "contec-v7": (contec_v7.Decoder, lambda *pair: contec_v7.encode(contec_v7.Realtime(*pair))),
}
each_format = pytest.mark.parametrize(("decoder", "packet"), FORMATS.values(), ids=FORMATS)


def marks(items):
    """One sign for each value: "?" where it is marked as suspect."""
    found = [item for item in items if isinstance(item, Measurement)]
    return "".join("?" if item.quality is Quality.SUSPECT else "." for item in found)


@each_format
def test_when_both_jump_both_are_marked_until_three_packets_agree(decoder, packet):
    packets = [packet(97, 65)] * 2 + [packet(80, 120)] * 4
    assert marks(heard(decoder(), *packets)) == "....????...."


@each_format
@pytest.mark.parametrize(
    ("spo2", "pulse", "expected"), [(94, 75, ".."), (93, 75, "?."), (94, 76, ".?"), (100, 55, "..")]
)
def test_a_step_of_3_percent_or_10_beats_is_no_jump(decoder, packet, spo2, pulse, expected):
    assert marks(heard(decoder(), packet(97, 65), packet(spo2, pulse))) == ".." + expected
