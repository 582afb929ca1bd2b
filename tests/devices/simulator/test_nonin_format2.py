"""The simulated Xpod in format 2, read back through its decoder."""

import pytest

from bedside.vitals import DeviceStatus, Measurement, Reason, Waveform
from devices.nonin_format2 import Decoder
from devices.simulator.link import Probe
from devices.simulator.nonin import nonin_format2
from tests.devices.streams import Calm, heard, values


def listen(patient, seconds, burst=1):
    unit = nonin_format2(patient, burst)
    return heard(Decoder(), unit.step(0.0, b"ignored") + unit.step(seconds, b""))


def test_the_patient_comes_back_three_times_a_second():
    items = listen(Calm(), 10.0)
    assert set(values(items)) == {(97, 65)}
    assert len(values(items)) == 30
    assert sum(len(item.samples) for item in items if isinstance(item, Waveform)) == 751


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


def test_the_first_frame_is_byte_for_byte_that_of_the_manual():
    first = nonin_format2(Calm()).step(0.0, b"")
    assert (first[0], first[1] & 0x81, first[3]) == (0x01, 0x81, 0x00)  # START, SYNC, HR MSB
    assert sum(first[:4]) & 0xFF == first[4]


def test_frames_may_come_in_bursts_and_are_the_same_frames():
    one_by_one, gathered = nonin_format2(Calm()), nonin_format2(Calm(), burst=25)
    assert gathered.step(10.0, b"") == b""
    assert gathered.next_due_s() == pytest.approx(10.0 + 24 / 75)
    single = one_by_one.step(10.0, b"") + one_by_one.step(11.0 - 1e-9, b"")
    assert len(single) == 375
    assert gathered.step(11.0 - 1e-9, b"") == single


def test_an_empty_battery_is_told():
    unit = nonin_format2(Calm())
    unit.low_battery = True
    items = heard(Decoder(), unit.step(0.0, b"") + unit.step(2.0, b""))
    assert DeviceStatus("low_battery") in items
