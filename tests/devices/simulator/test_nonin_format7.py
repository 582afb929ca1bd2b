"""The simulated Xpod in format 7, read back through its decoder."""

import pytest

from bedside.vitals import Measurement, Quality, Reason, Vital, Waveform
from devices.nonin_format7 import Decoder
from devices.simulator.link import Probe
from devices.simulator.nonin_format7 import nonin_format7
from tests.devices.streams import Calm, heard, values


def listen(patient, seconds):
    unit = nonin_format7(patient)
    return heard(Decoder(), unit.step(0.0, b"ignored") + unit.step(seconds, b""))


def test_the_patient_comes_back_three_times_a_second():
    items = listen(Calm(), 10.0)
    assert set(values(items)) == {(97, 65)}
    assert len(values(items)) == 30
    assert sum(len(item.samples) for item in items if isinstance(item, Waveform)) == 751


@pytest.mark.parametrize(("rate", "shown"), [(16.0, 18), (140.0, 140), (260.0, 260), (400.0, 321)])
def test_a_fast_and_a_slow_pulse_come_back(rate, shown):
    assert set(values(listen(Calm(pulse_per_min=rate), 2.0))) == {(97, shown)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"probe": Probe.OFF}, Reason.SENSOR_OFF),
        ({"probe": Probe.UNPLUGGED}, Reason.SENSOR_UNPLUGGED),
        ({"pulse_per_min": 0.0}, Reason.OUT_OF_TRACK),
    ],
)
def test_what_is_missing_comes_back_with_its_reason(change, reason):
    items = [i for i in listen(Calm(**change), 5.0) if isinstance(i, Measurement)]
    assert {(item.value, item.reason) for item in items} == {(None, reason)}


@pytest.mark.parametrize(
    ("change", "quality"),
    [
        ({"perfusion_percent": 0.3}, Quality.POOR),
        ({"perfusion_percent": 0.7}, Quality.MARGINAL),
        ({"moving": True}, Quality.POOR),
    ],
)
def test_a_weak_or_shaken_signal_comes_back_as_a_mark(change, quality):
    items = [
        i for i in listen(Calm(pulse_per_min=90.0, **change), 5.0) if isinstance(i, Measurement)
    ]
    assert quality in {item.quality for item in items}
    assert {item.value for item in items} == {97, 90}


def test_the_display_values_are_held_ten_seconds_and_the_standard_ones_are_not():
    patient = Calm()
    unit = nonin_format7(patient)
    unit.step(0.0, b"")
    unit.step(0.99, b"")
    patient.now["probe"] = Probe.OFF
    soon, late = unit.step(1.99, b"")[-375:-250], None
    unit.step(19.99, b"")
    late = unit.step(20.99, b"")[-375:-250]
    assert (soon[13], soon[43]) == (127, 97)  # frames 3 and 9: SpO2 and SpO2-D
    assert (late[13], late[43]) == (127, 127)


def test_it_sends_exactly_75_frames_a_second_and_says_when_the_next_is_due():
    unit = nonin_format7(Calm())
    assert len(unit.step(100.0, b"")) == 5
    assert unit.next_due_s() == pytest.approx(100 + 1 / 75)
    assert len(unit.step(104.0, b"")) == 4 * 75 * 5
    assert listen(Calm(), 3.0) == listen(Calm(), 3.0)
    assert Vital.SPO2 in {item.vital for item in listen(Calm(), 1.0)}
