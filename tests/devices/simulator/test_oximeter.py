import pytest

from devices.simulator.link import Probe
from devices.simulator.oximeter import SEARCH_S, TOO_LONG_S, Oximeter
from tests.devices.streams import Calm


def test_a_calm_patient_is_seen_at_once():
    seen = Oximeter(Calm()).look(0.0)
    assert (seen.spo2, seen.pulse_rate, seen.searching) == (97, 65, False)
    assert not seen.low_perfusion
    assert not seen.marginal_perfusion


@pytest.mark.parametrize("probe", [Probe.OFF, Probe.UNPLUGGED])
def test_without_a_finger_there_is_nothing_and_back_on_it_has_to_search(probe):
    patient = Calm(probe=probe)
    oximeter = Oximeter(patient)
    seen = oximeter.look(1.0)
    assert (seen.spo2, seen.pulse_rate, seen.probe, seen.searching) == (None, None, probe, False)
    patient.now["probe"] = Probe.ON
    assert oximeter.look(2.0).searching
    assert oximeter.look(2.0 + SEARCH_S - 0.1).spo2 is None
    assert oximeter.look(2.0 + SEARCH_S).spo2 == 97


@pytest.mark.parametrize("change", [{"pulse_per_min": 0.0}, {"perfusion_percent": 0.01}])
def test_without_a_pulse_it_searches_and_then_says_that_it_is_too_long(change):
    patient = Calm(**change)
    oximeter = Oximeter(patient)
    first, late = oximeter.look(0.0), oximeter.look(TOO_LONG_S)
    assert (first.spo2, first.searching, first.search_too_long) == (None, True, False)
    assert (late.searching, late.search_too_long) == (True, True)
    patient.now |= {"pulse_per_min": 65.0, "perfusion_percent": 2.0}
    assert oximeter.look(TOO_LONG_S + 1).pulse_rate == 65


@pytest.mark.parametrize(
    ("perfusion", "low", "marginal"), [(0.3, True, False), (0.5, False, True), (1.0, False, False)]
)
def test_perfusion_is_low_marginal_or_good(perfusion, low, marginal):
    seen = Oximeter(Calm(perfusion_percent=perfusion)).look(0.0)
    assert (seen.low_perfusion, seen.marginal_perfusion) == (low, marginal)


def test_no_patient_is_more_than_saturated_or_shown_as_nothing():
    assert Oximeter(Calm(spo2_percent=104.0)).look(0.0).spo2 == 100
    assert Oximeter(Calm(spo2_percent=-3.0)).look(0.0).spo2 == 1


def test_the_pleth_beats_with_the_pulse_and_is_flat_without():
    oximeter = Oximeter(Calm(pulse_per_min=60.0))
    beats = [oximeter.pleth(hundredth / 100) for hundredth in range(200)]
    assert max(beats) > 0.95
    assert min(beats) < 0.1
    assert beats[:100] == pytest.approx(beats[100:])
    assert all(0 <= sample <= 1 for sample in beats)
    assert Oximeter(Calm(probe=Probe.OFF)).pleth(0.2) == 0
    assert Oximeter(Calm(pulse_per_min=0.0)).pleth(0.2) == 0
    assert Oximeter(Calm(moving=True)).pleth(0.15) != oximeter.pleth(0.15)
    assert Oximeter(Calm(perfusion_percent=0.2)).pleth(1 / 6) < 0.2
