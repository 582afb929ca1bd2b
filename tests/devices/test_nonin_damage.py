"""How often damage passes the one check byte of a Nonin frame. The numbers in the module's
docstring are printed by `pytest -m soak -s tests/devices/test_nonin_damage.py`."""

import random

import pytest

from bedside.vitals import Measurement, Vital, Waveform
from devices.nonin_format2 import Decoder, encode
from tests.devices.streams import garbled_size, heard


def changing_patient(packets, seed=0):
    """Packets whose numbers are far from those of their neighbours; none is ever missing."""
    pick = random.Random(seed)
    truth = [(1 + i * 37 % 100, 18 + i * 113 % 300) for i in range(packets)]
    stream = [
        encode(spo2, pulse, pick.randbytes(25), perfusion=2, timer=i % 16384)
        for i, (spo2, pulse) in enumerate(truth)
    ]
    return truth, stream


def wrong_values(truth, packets):
    """(readings, how many of them no packet of the last three has said), fed packet by packet."""
    decoder, told, wrong = Decoder(), 0, 0
    for number, packet in enumerate([*packets, b""]):
        lately = truth[max(0, number - 2) : number + 1]
        for item in decoder.feed(packet) if number < len(packets) else decoder.finish():
            if isinstance(item, Measurement):
                column = 0 if item.vital is Vital.SPO2 else 1
                told += 1
                wrong += item.value not in {values[column] for values in lately}
    return told, wrong


def damaged(packets, share, kind, seed):
    """The packets with `share` of their bytes damaged, and how many frames that touched."""
    pick = random.Random(seed)
    stream, touched = [], 0
    for packet in packets:
        out = bytearray()
        for at in range(0, len(packet), 5):
            whole = True
            for byte in packet[at : at + 5]:
                if pick.random() >= share:
                    out.append(byte)
                    continue
                whole = False
                if kind == "flip" or (kind == "mixed" and pick.random() < 0.5):
                    out.append(byte ^ 1 << pick.randrange(8))
                elif kind == "replace":
                    out.append(byte ^ pick.randrange(1, 256))
            touched += not whole
        stream.append(bytes(out))
    return stream, touched


TRUTH, PACKETS = changing_patient(4)


def with_packet(number, packet):
    return [*PACKETS[:number], bytes(packet), *PACKETS[number + 1 :]]


@pytest.mark.parametrize("number", range(4))
def test_one_lost_byte_anywhere_never_gives_a_wrong_value(number):
    for at in range(125):
        packet = PACKETS[number][:at] + PACKETS[number][at + 1 :]
        told, wrong = wrong_values(TRUTH, with_packet(number, packet))
        assert (wrong, told >= 6) == (0, True), at


@pytest.mark.parametrize("bit", range(8))
def test_one_flipped_bit_anywhere_never_gives_a_wrong_value_and_costs_one_frame(bit):
    for at in range(125):
        packet = bytearray(PACKETS[1])
        packet[at] ^= 1 << bit
        packets = with_packet(1, packet)
        assert wrong_values(TRUTH, packets)[1] == 0, at
        assert garbled_size(heard(Decoder(), *packets)) == 5, at


def test_a_lost_byte_whose_frame_still_fits_the_sum_never_gives_a_wrong_value():
    """Every PLETH of the SpO2 frame, so that the trap of the wrong place is met each time."""
    for trap in range(256):
        pleth = bytearray(25)
        pleth[2] = trap
        stream = encode(97, 72) + encode(84, 140, bytes(pleth)) + encode(97, 72) * 2
        for at in range(135, 141):  # of the SpO2 frame, and the first of the next
            items = heard(Decoder(), stream[:at] + stream[at + 1 :])
            values = {item.value for item in items if isinstance(item, Measurement)}
            assert values <= {97, 72, 84, 140}, (trap, at)


@pytest.mark.parametrize("kind", ["drop", "replace", "flip", "mixed"])
def test_a_stream_with_one_percent_damage_gives_every_whole_frame_and_no_wrong_value(kind):
    truth, packets = changing_patient(400, seed=3)
    stream, touched = damaged(packets, 0.01, kind, seed=11)
    told, wrong = wrong_values(truth, stream)
    assert wrong == 0
    assert told > 0.85 * 2 * len(packets)
    items = heard(Decoder(), *stream)
    whole = sum(len(item.samples) for item in items if isinstance(item, Waveform))
    by_chance = 5  # damaged frames that fit the sum
    assert 0 <= whole - (400 * 25 - touched) <= by_chance
    assert whole * 5 + garbled_size(items) == len(b"".join(stream))


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["drop", "replace", "flip"])
def test_measure_how_often_damage_passes_the_check(kind):
    told = wrong = 0
    for seed in range(30):
        truth, packets = changing_patient(10_000, seed)
        more = wrong_values(truth, damaged(packets, 0.01, kind, seed)[0])
        told, wrong = told + more[0], wrong + more[1]
    print(f"{kind}: {wrong} wrong of {told} readings")  # noqa: T201
    assert wrong <= told * 1e-4
