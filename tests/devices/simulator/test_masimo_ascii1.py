"""The simulated Rad-8, read back through its decoder."""

import pytest

from bedside.vitals import Measurement, Quality, Reason
from devices.masimo_ascii1 import Decoder, parse
from devices.simulator.link import Probe
from devices.simulator.masimo_ascii1 import MasimoAscii1
from tests.devices.streams import Calm, heard, values


def listen(patient, seconds):
    unit = MasimoAscii1(patient)
    return heard(Decoder(), unit.step(0.0, b"ignored") + unit.step(seconds, b""))


def test_the_patient_comes_back_once_a_second():
    assert values(listen(Calm(), 9.0)) == [(97, 65)] * 10
    assert values(listen(Calm(pulse_per_min=300.0), 0.0)) == [(97, 240)]


def test_its_lines_are_those_of_the_manual():
    assert MasimoAscii1(Calm()).step(5.0, b"") == (
        b"11/24/26 08:20:00 SN=0000056661 SPO2=097% BPM=065 PI=02.00% SPCO=--.-% SPMET=--.-%"
        b" DESAT=-- PIDELTA=+-- ALARM=0000 EXC=000800\r\n"
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"probe": Probe.OFF}, Reason.SENSOR_OFF),
        ({"probe": Probe.UNPLUGGED}, Reason.SENSOR_UNPLUGGED),
        ({"pulse_per_min": 0.0}, Reason.SEARCHING),
    ],
)
def test_what_is_missing_comes_back_with_its_reason(change, reason):
    items = [item for item in listen(Calm(**change), 5.0) if isinstance(item, Measurement)]
    assert {(item.value, item.reason) for item in items} == {(None, reason)}


@pytest.mark.parametrize("change", [{"perfusion_percent": 0.3}, {"moving": True}])
def test_a_weak_or_shaken_signal_comes_back_as_a_mark(change):
    assert {item.quality for item in listen(Calm(**change), 3.0)} == {Quality.POOR}


@pytest.mark.parametrize(
    ("change", "alarm"),
    [
        ({}, 0),
        ({"spo2_percent": 85.0}, 0x12),
        ({"pulse_per_min": 150.0}, 0x14),
        ({"pulse_per_min": 40.0}, 0x18),
        ({"probe": Probe.OFF}, 0),
    ],
)
def test_its_own_alarms_are_in_the_line(change, alarm):
    assert parse(MasimoAscii1(Calm(**change)).step(0.0, b"").rstrip()).alarm == alarm


def test_it_says_when_it_speaks_next():
    unit = MasimoAscii1(Calm())
    unit.step(10.0, b"")
    assert unit.next_due_s() == 11
    assert unit.step(10.9, b"") == b""
    assert unit.step(11.0, b"").startswith(b"11/24/26 08:20:01")
