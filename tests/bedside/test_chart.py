"""The chart: readings and their ages, sets, symptoms, and minutes that stay cheap (SPEC 9)."""

import time
from datetime import timedelta

import pytest

from bedside import events
from bedside.chart import Chart
from bedside.clock import Instant
from bedside.events import Entry
from tests.bedside.course import cuff, documented
from tests.bedside.telling import NURSE, Telling


def spo2(value=97, reason="", **more):
    return events.Measured(vital="spo2", unit="%", value=value, reason=reason, source="oximeter",
                           **more)  # fmt: skip


def pulse(value):
    return events.Measured(vital="pulse_rate", unit="/min", value=value, source="oximeter")


def watch(telling, *happened):
    return telling.tell(*happened, by="watch")


def test_the_last_values_and_their_ages():
    telling = watch(Telling(), cuff(124, 78)).wait(50)
    watch(telling, spo2(97), pulse(70)).wait(10)
    current = telling.session.chart.current(telling.now, red=("bp_limit",))
    assert (current.systolic, current.diastolic, current.bp_age_s) == (124, 78, 60)
    assert (current.spo2_percent, current.spo2_age_s) == (97, 10)
    assert (current.pulse_per_min, current.pulse_age_s) == (70, 10)
    assert current.bp_at == telling.now.wall - timedelta(seconds=60)
    assert current.bp_suspect is False
    assert current.red == ("bp_limit",)


def test_before_the_first_reading_there_is_nothing():
    telling = Telling()
    current = telling.session.chart.current(telling.now, red=())
    assert (current.systolic, current.bp_age_s, current.bp_at) == (None, None, None)
    assert (current.spo2_percent, current.spo2_age_s) == (None, None)
    assert (current.pulse_per_min, current.pulse_age_s) == (None, None)
    assert telling.session.chart.blood_pressure is None
    assert telling.session.chart.baseline is None


def test_no_value_comes_with_its_reason_and_keeps_no_old_number():
    telling = watch(Telling(), spo2(97), spo2(None, "sensor_off"))
    assert telling.session.chart.last["spo2"].reason == "sensor_off"
    assert telling.session.chart.current(telling.now, ()).spo2_percent is None


def test_a_cuff_that_found_nothing_leaves_the_last_reading_with_its_age():
    nothing = events.Measured(vital="nibp", unit="mmHg", reason="weak_signal", source="nibp")
    telling = watch(Telling(), cuff(124, 78)).wait(300)
    watch(telling, nothing)
    chart = telling.session.chart
    assert chart.last["nibp"].reason == "weak_signal"
    assert chart.current(telling.now, ()).bp_age_s == 300
    assert len(chart.blood_pressures) == 1


@pytest.mark.parametrize(("systolic", "diastolic"), [(185, None), (None, 112)])
def test_half_a_reading_is_a_reading(systolic, diastolic):
    telling = watch(Telling(), cuff(systolic, diastolic))
    current = telling.session.chart.current(telling.now, ())
    assert (current.systolic, current.diastolic) == (systolic, diastolic)


def test_a_suspect_reading_is_said_to_be_one():
    telling = watch(Telling(), cuff(200, 70, quality="suspect"))
    assert telling.session.chart.current(telling.now, ()).bp_suspect is True


def test_a_set_copied_from_the_monitor_is_as_old_as_its_reading():
    telling = watch(Telling(), cuff(124, 78), cuff(130, 80)).wait(300)
    telling.tell(documented("before", 124, 78))
    taken = telling.session.chart.documented[0]
    assert telling.now.mono_s - taken.bp_at.mono_s == 300
    assert taken.by == NURSE


def test_a_set_typed_in_is_taken_now_and_is_a_reading_of_its_own():
    telling = watch(Telling(), cuff(124, 78)).wait(300)
    telling.tell(documented("before", 124, 78, source="manual"))
    chart = telling.session.chart
    assert chart.documented[0].bp_at == telling.now
    assert [(r.source, r.systolic) for r in chart.blood_pressures] == [
        ("nibp", 124),
        ("manual", 124),
    ]


def test_a_pressure_typed_in_twice_is_one_reading():
    telling = Telling().tell(cuff(124, 78, source="manual"))
    telling.tell(documented("before", 124, 78, source="manual"))
    assert len(telling.session.chart.blood_pressures) == 1
    telling.tell(documented("before", 126, 78, source="manual"))
    assert len(telling.session.chart.blood_pressures) == 2


def test_a_set_without_a_pressure_typed_in_is_no_reading():
    telling = Telling().tell(documented("before", None, None, source="manual"))
    assert telling.session.chart.blood_pressures == ()


@pytest.mark.parametrize("lacking", ["systolic", "diastolic", "pulse_rate", "spo2"])
def test_a_set_is_complete_with_all_of_it(lacking):
    whole = {"systolic": 124, "diastolic": 78, "pulse_rate": 70, "spo2": 98}
    half = events.VitalsDocumented(moment="before", **(whole | {lacking: None}))
    telling = Telling().tell(documented("before"), half)
    assert [taken.complete for taken in telling.session.chart.documented] == [True, False]
    assert telling.session.chart.baseline == telling.session.chart.documented[0]


def test_the_baseline_is_the_last_whole_set_before():
    telling = Telling().tell(documented("before", 124, 78), documented("before", 130, 80))
    telling.tell(documented("end", 160, 90))
    assert telling.session.chart.baseline.systolic == 130
    assert telling.session.chart.latest_documented(("end", "after")).systolic == 160
    assert telling.session.chart.latest_documented(("discharge",)) is None


def resumed(session, gap_s, mono_s=3.0):
    wall = session.last_wall + timedelta(seconds=gap_s)
    at = Instant(mono_s, wall)
    return at, session.after(
        Entry(session.last_seq + 1, at, "-", events.SessionResumed(gap_s=gap_s))
    )


def test_ages_stay_true_across_a_restart():
    telling = watch(Telling().wait(5000), cuff(124, 78)).wait(100)
    watch(telling, spo2(97)).tell(documented("before", 124, 78)).wait(20)
    watch(telling, pulse(70))
    at, session = resumed(telling.session, gap_s=60)
    current = session.chart.current(at, ())
    assert current.bp_age_s == pytest.approx(180)
    assert current.spo2_age_s == pytest.approx(80)
    assert current.pulse_age_s == pytest.approx(60)
    assert at.mono_s - session.chart.documented[0].bp_at.mono_s == pytest.approx(180)
    again, session = resumed(session, gap_s=30, mono_s=900.0)
    assert session.chart.current(again, ()).bp_age_s == pytest.approx(210)


def test_what_was_measured_before_a_gap_nobody_can_measure_counts_as_old():
    telling = watch(Telling().wait(5000), cuff(124, 78)).wait(20)
    behind = events.SessionResumed(gap_s=0, clock_behind_s=3600)
    at = Instant(3.0, telling.now.wall - timedelta(hours=1))
    session = telling.session.after(Entry(telling.session.last_seq + 1, at, "-", behind))
    assert session.chart.current(at, ()).bp_age_s > 24 * 3600


# Symptoms: (sentence, what was said, what the patient has now)
SYMPTOMS = [
    ("nothing", [], set()),
    ("nausea", [events.SymptomObserved(symptom="nausea")], {"nausea"}),
    ("nausea that ended", [events.SymptomObserved(symptom="nausea"), events.SymptomEnded(of=1)],
     set()),
    ("ended: nobody knows which", [events.SymptomObserved(symptom="nausea"),
     events.SymptomEnded(of=9)], {"nausea"}),
    ("it was dizziness, not nausea", [events.SymptomObserved(symptom="nausea"),
     events.SymptomObserved(symptom="dizziness", corrects=1, reason="feil")], {"dizziness"}),
    ("said in answer to the crisis question", [events.CrisisSymptomsAnswered(
        symptoms=("chest_pain",))], {"chest_pain"}),
    ("the last answer to the question counts", [events.CrisisSymptomsAnswered(
        symptoms=("chest_pain",)), events.CrisisSymptomsAnswered(symptoms=())], set()),
    ("the answer does not end what was observed", [events.SymptomObserved(symptom="chest_pain"),
     events.CrisisSymptomsAnswered(symptoms=())], {"chest_pain"}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "said", "now"), SYMPTOMS, ids=[row[0] for row in SYMPTOMS])
def test_symptoms(sentence, said, now):
    assert Telling().tell(*said).session.chart.symptoms_now == now


def test_a_symptom_has_onset_and_end_and_ends_once():
    telling = Telling().tell(events.SymptomObserved(symptom="nausea", severity="moderate"))
    began = telling.now.wall
    telling.wait(300).tell(events.SymptomEnded(of=1)).wait(60).tell(events.SymptomEnded(of=1))
    symptom = telling.session.chart.symptoms[0]
    assert (symptom.began_at, symptom.ended_at) == (began, began + timedelta(seconds=300))
    assert (symptom.severity, symptom.by, symptom.corrected_by) == ("moderate", NURSE, None)


def test_when_a_symptom_was_last_noted():
    telling = Telling().tell(events.SymptomObserved(symptom="nausea"))
    telling.tell(events.CrisisSymptomsAnswered(symptoms=("nausea",)))
    assert telling.session.chart.felt_seq("nausea") == 2
    assert telling.session.chart.felt_seq("dizziness") == 0


def test_minutes_of_a_streamed_vital():
    telling = Telling()
    for value in (97, 95, None, 99):
        watch(telling.wait(1), spo2(value, "" if value else "sensor_off"))
    watch(telling.wait(60), spo2(98))
    first, second = telling.session.chart.trends["spo2"].minutes
    assert (first.low, first.high, first.last, first.count, first.missing) == (95, 99, 99, 3, 1)
    assert (second.low, second.high, second.count) == (98, 98, 1)
    assert second.began_at - first.began_at == timedelta(minutes=1)


def test_a_minute_with_nothing_in_it_has_no_value():
    telling = watch(Telling(), spo2(None, "sensor_off"))
    minute = telling.session.chart.trends["spo2"].minutes[0]
    assert (minute.low, minute.high, minute.count, minute.missing) == (None, None, 0, 1)


def test_a_vital_without_values_has_no_minutes():
    assert "spo2" not in Telling().session.chart.trends


def test_two_hours_of_seconds_stay_cheap():
    """Two vitals a second for two hours: the fold may not grow with what it has seen."""
    chart, wall = Chart(), Telling().now.wall
    began = time.perf_counter()
    for second in range(7200):
        at = Instant(float(second), wall + timedelta(seconds=second))
        chart = chart.after(Entry(second, at, "watch", spo2(97)))
        chart = chart.after(Entry(second, at, "watch", pulse(70)))
    assert len(chart.trends["spo2"].minutes) == 121 - 1
    assert time.perf_counter() - began < 5  # 0.2 s here; growing with n it would take minutes
