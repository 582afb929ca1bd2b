"""The simulated patient and the scenarios it follows."""

from itertools import pairwise
from random import Random

import pytest

import resources
from bedside.protocol_error import ProtocolError
from devices.simulator.link import PatientState, Probe
from devices.simulator.patient import NOISE, ScenarioPatient, SteadyPatient
from devices.simulator.scenario import (
    Effect,
    LineChange,
    LineEvent,
    changes_between,
    is_plugged,
    read_effects,
    read_scenario,
    read_scenarios,
)

SCENARIOS = read_scenarios(resources.path("scenarios"))
EFFECTS = read_effects(resources.path("simulator/effects.toml"))
BEGAN_S = 5000.0


def patient(name, seed=1):
    simulated = ScenarioPatient(SCENARIOS[name], seed, EFFECTS)
    simulated.begin_infusion(BEGAN_S)
    return simulated


def minute(simulated, minutes):
    return simulated.at(BEGAN_S + 60 * minutes)


def test_every_scenario_is_there():
    assert set(SCENARIOS) >= {
        "calm", "hypertension", "desaturation", "probe_off", "unplugged", "anxiety", "nausea",
        "stopped_early", "contact_withdrawn", "emergency_anaphylaxis", "early_leave",
    }  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_scenario_leaves_what_a_body_can_be(name):
    simulated = patient(name)
    for second in range(-600, 6000, 20):
        state = simulated.at(BEGAN_S + second)
        assert 40 < state.diastolic_mmhg < state.mean_mmhg < state.systolic_mmhg < 200
        assert 60 < state.pulse_per_min < 145
        assert 80 < state.spo2_percent <= 100
        assert 5 < state.respiration_per_min < 33
        assert state.perfusion_percent > 0.3


@pytest.mark.parametrize("name", SCENARIOS)
def test_after_the_session_everyone_is_well_again(name):
    simulated, rest = patient(name), SCENARIOS[name].baseline
    state = minute(simulated, 90)
    assert abs(state.systolic_mmhg - rest.systolic_mmhg) < 8
    assert abs(state.pulse_per_min - rest.pulse_per_min) < 16
    assert state.spo2_percent > 95
    assert (state.probe, state.moving) == (Probe.ON, False)


def test_before_the_infusion_the_patient_rests():
    scenario = SCENARIOS["hypertension"]
    waiting = ScenarioPatient(scenario, 1)
    for second in range(0, 4000, 50):
        state = waiting.at(float(second))
        for name, (most, _) in NOISE.items():
            assert abs(getattr(state, name) - getattr(scenario.baseline, name)) <= most
        assert (state.probe, state.moving) == (Probe.ON, False)


def test_the_same_seed_and_instant_give_the_same_patient_in_any_order():
    first, second, other = patient("anxiety"), patient("anxiety"), patient("anxiety", seed=2)
    instants = [BEGAN_S + i * 7.3 for i in range(-50, 400)]
    in_order = {at_s: first.at(at_s) for at_s in instants}
    Random(3).shuffle(instants)
    assert all(second.at(at_s) == in_order[at_s] for at_s in instants)
    assert any(other.at(at_s) != in_order[at_s] for at_s in instants)


def test_noise_is_smooth():
    simulated = patient("calm")
    values = [simulated.at(BEGAN_S + i / 3).pulse_per_min for i in range(600)]
    steps = [abs(later - before) for before, later in pairwise(values)]
    assert 0 < max(steps) < 1


def test_the_pressure_passes_180_over_110_around_minute_25_and_settles():
    simulated = patient("hypertension")
    assert minute(simulated, 20).systolic_mmhg < 175
    for at in (25, 26, 27, 28):
        assert minute(simulated, at).systolic_mmhg >= 181
        assert minute(simulated, at).diastolic_mmhg >= 110.5
    assert minute(simulated, 35).systolic_mmhg < 178
    assert minute(simulated, 40).systolic_mmhg < 165


def test_saturation_stays_under_85_long_enough_for_both_alarms():
    simulated = patient("desaturation")
    low = [s for s in range(600, 1100) if round(simulated.at(BEGAN_S + s).spo2_percent) < 90]
    very_low = [s for s in low if round(simulated.at(BEGAN_S + s).spo2_percent) < 85]
    assert len(low) > 60
    assert len(very_low) > 45
    assert very_low == list(range(very_low[0], very_low[-1] + 1))


def test_the_probe_is_off_for_a_minute():
    simulated = patient("probe_off")
    seen = [(s, simulated.at(BEGAN_S + s)) for s in range(580, 680)]
    assert [s for s, state in seen if state.probe is Probe.OFF] == list(range(600, 660))
    assert [s for s, state in seen if state.moving] == list(range(590, 660))


def test_midazolam_settles_a_racing_pulse_and_wears_off():
    alone, helped = patient("anxiety"), patient("anxiety")
    helped.given("midazolam", BEGAN_S + 14 * 60)
    assert minute(helped, 14) == minute(alone, 14)
    assert minute(alone, 20).pulse_per_min > 115
    assert minute(helped, 20).pulse_per_min < 95
    assert minute(helped, 20).systolic_mmhg < minute(alone, 20).systolic_mmhg - 10
    assert minute(helped, 20).respiration_per_min < minute(alone, 20).respiration_per_min - 1
    assert minute(helped, 65) == minute(alone, 65)


def test_a_calm_patient_is_not_calmed_below_rest():
    alone, helped = patient("calm"), patient("calm")
    helped.given("midazolam", BEGAN_S + 600)
    rest = SCENARIOS["calm"].baseline
    assert minute(helped, 20).pulse_per_min > rest.pulse_per_min - 2
    assert minute(helped, 20).pulse_per_min < minute(alone, 20).pulse_per_min


def test_adrenaline_brings_the_pressure_back():
    alone, helped = patient("emergency_anaphylaxis"), patient("emergency_anaphylaxis")
    helped.given("adrenaline", BEGAN_S + 16 * 60)
    assert minute(alone, 18).systolic_mmhg < 90
    assert minute(helped, 20).systolic_mmhg > minute(alone, 20).systolic_mmhg + 15


def test_a_drug_that_the_simulation_does_not_know_does_nothing():
    alone, helped = patient("calm"), patient("calm")
    helped.given("paracetamol", BEGAN_S)
    assert minute(helped, 10) == minute(alone, 10)


@pytest.mark.parametrize(
    ("story", "since_s", "share"),
    [
        ("not yet", 10, 0.0),
        ("beginning", 20, 0.5),
        ("full", 30, 1.0),
        ("full still", 100, 1.0),
        ("fading", 150, 0.5),
        ("gone", 200, 0.0),
    ],
)
def test_a_drug_comes_and_goes(story, since_s, share):
    effect = Effect(drug="x", begins_s=10, full_s=30, fades_s=100, gone_s=200)
    assert effect.share(since_s) == pytest.approx(share), story


def test_the_cable_of_the_oximeter_is_out_for_a_minute():
    scenario = SCENARIOS["unplugged"]
    assert changes_between(scenario, BEGAN_S, 0, BEGAN_S + 599) == []
    assert changes_between(scenario, BEGAN_S, BEGAN_S + 599, BEGAN_S + 600) == [
        LineEvent(at_s=600, monitor="oximeter", change=LineChange.UNPLUG)
    ]
    out, back = changes_between(scenario, BEGAN_S, BEGAN_S, BEGAN_S + 2400)
    assert back.change is LineChange.REPLUG
    assert back.at_s - out.at_s == 60


@pytest.mark.parametrize(
    ("monitor", "course_s", "plugged"),
    [
        ("oximeter", 599, True),
        ("oximeter", 600, False),
        ("oximeter", 659, False),
        ("oximeter", 660, True),
        ("nibp", 630, True),
    ],
)
def test_a_cable_is_in_or_out_at_each_instant(monitor, course_s, plugged):
    assert is_plugged(SCENARIOS["unplugged"], monitor, course_s) is plugged


def test_a_steady_patient_changes_only_at_its_steps():
    asked = []

    class Watched:
        def at(self, mono_s):
            asked.append(mono_s)
            return PatientState(120, 80, 70, 97, 14, 2)

    steady = SteadyPatient(Watched(), 0.5)
    for i in range(10):
        steady.at(i / 5)
    assert asked == [0.0, 0.5, 1.0, 1.5]


VALID = """
name = "own"
title = { nb = "Egen", en = "Own" }
[baseline]
systolic_mmhg = 120
diastolic_mmhg = 75
pulse_per_min = 70
spo2_percent = 97
respiration_per_min = 14
perfusion_percent = 2
"""


def write(folder, text):
    file = folder / "own.toml"
    file.write_text(text, "utf-8")
    return file


def test_points_before_the_infusion_count_once_it_has_begun(tmp_path):
    text = VALID + "[[course]]\nat_s = -100\npulse_per_min = 90\n[[course]]\nat_s = 0\n"
    scenario = read_scenario(write(tmp_path, text + "pulse_per_min = 70\n"))
    simulated = ScenarioPatient(scenario)
    simulated.begin_infusion(1000.0)
    assert abs(simulated.at(800.0).pulse_per_min - 70) < 2
    assert abs(simulated.at(900.0).pulse_per_min - 90) < 2
    assert abs(simulated.at(950.0).pulse_per_min - 80) < 2
    assert abs(simulated.at(1100.0).pulse_per_min - 70) < 2


def test_nothing_falls_below_zero_and_saturation_not_above_100(tmp_path):
    text = VALID + "[[course]]\nat_s = 1\nspo2_percent = 100\nperfusion_percent = 0\n"
    simulated = ScenarioPatient(read_scenario(write(tmp_path, text)))
    simulated.begin_infusion(0.0)
    states = [simulated.at(float(s)) for s in range(2, 200)]
    assert max(state.spo2_percent for state in states) == 100
    assert min(state.perfusion_percent for state in states) == 0


@pytest.mark.parametrize(
    ("story", "text", "names"),
    [
        ("a key that nobody knows", VALID + "humor = 3\n", ["own.toml", "baseline.humor"]),
        (
            "a number without its unit",
            VALID + "[[course]]\nat_s = 1\npulse = 3\n",
            ["course", "pulse", "unit"],
        ),
        ("no baseline", VALID[: VALID.index("[base")], ["own.toml", "baseline"]),
        ("a word for a number", VALID.replace("120", '"high"'), ["systolic_mmhg"]),
        (
            "a change of the cable that does not exist",
            VALID + '[[line]]\nat_s = 1\nmonitor = "oximeter"\nchange = "burn"\n',
            ["line", "burn"],
        ),
        ("a file under another name", VALID.replace('"own"', '"other"'), ["own.toml", "name"]),
        (
            "a course that goes back in time",
            VALID + "[[course]]\nat_s = 9\n[[course]]\nat_s = 1\n",
            ["course.at_s"],
        ),
        (
            "cables that go back in time",
            VALID
            + '[[line]]\nat_s = 9\nmonitor = "oximeter"\nchange = "unplug"\n'
            + '[[line]]\nat_s = 1\nmonitor = "oximeter"\nchange = "replug"\n',
            ["line.at_s"],
        ),
        ("not TOML at all", "name = ", ["own.toml"]),
    ],
)
def test_a_scenario_with_a_fault_is_refused_with_file_and_key(story, text, names, tmp_path):
    with pytest.raises(ProtocolError) as caught:
        read_scenario(write(tmp_path, text))
    assert all(name in str(caught.value) for name in names), (story, str(caught.value))
