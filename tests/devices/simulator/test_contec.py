"""Both Contec protocols, simulated and read back through their decoders."""

import pytest

from bedside.vitals import Measurement, Quality, Reason, Vital
from devices import contec_v5, contec_v7
from devices.contec_packets import encode_packet
from devices.contec_v7 import encode_command
from devices.simulator.contec_v5 import ContecV5
from devices.simulator.contec_v7 import ContecV7
from devices.simulator.link import Probe
from tests.devices.streams import Calm, heard, values

START, STOP, ALIVE = encode_command(0xA1), encode_command(0xA2), encode_command(0xAF)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        # headrotor/contec_data, recorded from a unit
        ("7D 81 A7 80 80 80 80 80 80", "0C 80"),
        ("7D 81 A2 80 80 80 80 80 80", "0C 80"),
        ("7D 81 A0 80 80 80 80 80 80", "06 80 80 87"),
        ("7D 81 B0 80 80 80 80 80 80", "11 80 81 81 80 80 80 80 80"),
        ("7D 81 AC 80 80 80 80 80 80", "0E 80 81"),
        (
            "7D 81 B3 80 80 80 80 80 80",
            "13 80 A0 A0 A0 A0 A0 A0 A0 14 80 A0 A0 A0 A0 A0 80 80",
        ),
        (
            "7D 81 A8 80 80 80 80 80 80",
            "02 80 80 A0 A0 A0 A0 A0 A0 02 81 FF A0 A0 A0 A0 A0 A0",
        ),
        ("7D 81 AA 80 80 80 80 80 80", "04 80 F5 F3 E5 F2 A0 A0 A0"),
        ("7D 81 A9 80 80 80 80 80 80", "03 80 A0 A0 A0 A0 A0 A0 A0"),
        # after Contec's document
        ("7D 81 AB 80 80 80 80 80 80", "05 80 80 A0 A0 A0 A0 A0 A0"),
        ("7D 81 AD 80 80 80 80 80 80", "10 80 81"),
        ("7D 81 A3 80 80 80 80 80 80", "0A 80 80 80"),
        ("7D 81 B1 8A 9E 80 80 80 80", "0B 81 B1 80"),
        ("7D 81 AF 80 80 80 80 80 80", ""),
        ("7D 81 A6 80 80 80 80 80 80", "0B 81 A6 85"),
        ("7D 81 C3 80 80 80 80 80 80", "0B 81 C3 85"),
        ("22 33", ""),
    ],
)
def test_it_answers_as_the_recorded_unit(asked, answered):
    assert ContecV7(Calm()).step(0.0, bytes.fromhex(asked)) == bytes.fromhex(answered)


def test_its_packets_are_those_of_the_recorded_unit():
    unit = ContecV7(Calm())
    assert unit.step(0.0, START) == b""
    packet = unit.step(1 / 60, b"")
    recorded = bytes.fromhex("01 E0 85 B3 96 C1 E1 FF FF")  # wave 51, bar 6
    assert [byte for place, byte in enumerate(packet) if place not in (3, 4)] == [
        byte for place, byte in enumerate(recorded) if place not in (3, 4)
    ]


def test_it_is_silent_until_started_and_after_it_was_stopped():
    unit = ContecV7(Calm())
    assert unit.step(5.0, b"") == b""
    assert unit.next_due_s() is None
    unit.step(5.0, START)
    assert unit.next_due_s() == pytest.approx(5 + 1 / 60)
    assert len(unit.step(6.0, START)) == 9 * 60
    assert unit.step(6.0, STOP) == bytes.fromhex("0C 80")
    assert unit.step(7.0, b"") == b""


def test_without_a_word_from_us_it_stops_after_a_minute_and_with_one_it_does_not():
    unit, kept = ContecV7(Calm()), ContecV7(Calm())
    unit.step(0.0, START)
    kept.step(0.0, START)
    for second in range(1, 200):
        said = unit.step(float(second), b"")
        assert bool(said) == (second <= 60), second
        assert kept.step(float(second), ALIVE if second % 5 == 0 else b"")


def test_a_conversation_keeps_it_talking():
    unit, talk, at = ContecV7(Calm()), contec_v7.Conversation(), 0.0
    opened = talk.opened(at)
    said, received = b"".join(opened.send), []
    while at < 130.0:
        at += 0.05
        step = talk.step(at, unit.step(at, said))
        said = b"".join(step.send)
        received += [item for item in step.items if isinstance(item, Measurement)]
    assert talk.device_name == "user"
    assert len(received) == pytest.approx(130 * 60 * 2, rel=0.01)
    assert unit.step(at, b"".join(talk.closing(at))) == bytes.fromhex("0C 80")


def v5(patient, seconds):
    unit = ContecV5(patient)
    return heard(contec_v5.Decoder(), unit.step(0.0, b"ignored") + unit.step(seconds, b""))


def v7(patient, seconds, **kind):
    unit = ContecV7(patient, **kind)
    return heard(contec_v7.Decoder(), unit.step(0.0, START) + unit.step(seconds, b""))


@pytest.mark.parametrize("monitor", [v5, v7])
def test_the_patient_comes_back_through_the_decoder(monitor):
    assert set(values(monitor(Calm(), 2.0))) == {(97, 65)}
    assert set(values(monitor(Calm(pulse_per_min=140.0, spo2_percent=82.0), 2.0))) == {(82, 140)}
    assert set(values(monitor(Calm(pulse_per_min=290.0), 2.0))) == {(97, 254)}


@pytest.mark.parametrize("monitor", [v5, v7])
@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"probe": Probe.OFF}, {Reason.SENSOR_OFF}),
        ({"probe": Probe.UNPLUGGED}, {Reason.SENSOR_OFF}),
        ({"pulse_per_min": 0.0}, {Reason.SEARCHING, Reason.SEARCH_TOO_LONG}),
    ],
)
def test_what_is_missing_comes_back_with_its_reason(monitor, change, reasons):
    items = [item for item in monitor(Calm(**change), 20.0) if isinstance(item, Measurement)]
    assert {item.value for item in items} == {None}
    assert {item.reason for item in items} == reasons


@pytest.mark.parametrize("monitor", [v5, v7])
@pytest.mark.parametrize("perfusion", [0.3, 0.7])
def test_weak_perfusion_comes_back_as_a_mark(monitor, perfusion):
    first = monitor(Calm(perfusion_percent=perfusion, moving=True), 0.2)[0]
    assert first == Measurement(Vital.SPO2, 97, None, None, Quality.MARGINAL)


def test_a_model_with_perfusion_index_says_how_much():
    weak = v7(Calm(perfusion_percent=0.3), 0.2, with_perfusion=True)
    assert weak[0].quality is Quality.POOR
    strong = v7(Calm(perfusion_percent=99.0, moving=True), 0.2, with_perfusion=True)
    assert strong[0].quality is Quality.GOOD
    support = ContecV7(Calm(), with_perfusion=True).step(0.0, encode_command(0xAC))
    assert support == encode_packet(0x0E, b"\x00")


@pytest.mark.parametrize("monitor", [v5, v7])
def test_the_same_patient_gives_the_same_bytes(monitor):
    assert monitor(Calm(), 3.0) == monitor(Calm(), 3.0)


def test_the_free_running_one_tells_when_it_speaks_next():
    unit = ContecV5(Calm())
    assert len(unit.step(10.0, b"")) == 5
    assert unit.next_due_s() == pytest.approx(10 + 1 / 60)
