"""Equipment, line, program and people: what alarms that is no reading (ALARMS D.4, 12-20)."""

from dataclasses import replace

import msgspec
import pytest

from bedside import events
from bedside.alarms import AlarmState
from bedside.board_view import Freshness, LinkState
from bedside.present import rules
from bedside.protocol_watch import Priority
from bedside.session import Phase
from bedside.vitals import (
    Arrival,
    CuffPressure,
    DeviceStatus,
    NibpFault,
    NibpStarted,
    ProgramFault,
    Reason,
)
from tests.bedside.bed import CUFF, END, LISTENED, OXIMETER, START, Bed
from tests.bedside.telling import protocol

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
OFF = Reason.SENSOR_OFF


def finger_off(bed, for_s):
    bed.spo2 = bed.pulse = OFF
    return bed.run(1).run(for_s)


@pytest.mark.parametrize(
    ("story", "for_s", "alarms"),
    [
        ("the finger is off for 9 s: only the dashes", 9, []),
        ("for 10 s: LOW", 10, [("spo2_no_signal", LOW)]),
        ("for 29 s: LOW still", 29, [("spo2_no_signal", LOW)]),
        ("for 30 s: MEDIUM", 30, [("spo2_no_signal", MEDIUM)]),
    ],
)
def test_no_signal_from_the_finger(story, for_s, alarms):
    bed = finger_off(Bed().run(5), for_s)
    assert bed.alarms == alarms
    assert bed.view.board.spo2.value is None
    assert bed.view.board.spo2.reason is OFF


def test_no_signal_is_over_when_the_signal_stays_for_three_seconds():
    bed = finger_off(Bed().run(5), 31)
    bed.spo2, bed.pulse = 97, 70
    assert bed.run(3).active == ["spo2_no_signal"]
    assert bed.run(1).alarms == []


def test_a_pulse_without_a_value_is_no_signal_either():
    bed = Bed().run(5)
    bed.pulse = OFF
    assert bed.run(11).active == ["spo2_no_signal"]


@pytest.mark.parametrize(
    ("story", "for_s", "freshness", "value", "alarms"),
    [
        ("4 s of silence: current", 4, Freshness.CURRENT, 97, []),
        ("5 s: marked, and the line alarms", 5, Freshness.OLD, 97, [("oximeter_silent", MEDIUM)]),
        ("9 s: marked still", 9, Freshness.OLD, 97, [("oximeter_silent", MEDIUM)]),
        ("10 s: ---", 10, Freshness.GONE, None, [("oximeter_silent", MEDIUM)]),
    ],
)
def test_a_silent_oximeter(story, for_s, freshness, value, alarms):
    bed = Bed().run(5)
    bed.spo2 = bed.pulse = None
    bed.run(for_s)
    spo2 = bed.view.board.spo2
    assert (spo2.freshness, spo2.value, bed.alarms) == (freshness, value, alarms)


SLOW = {"oximeter": replace(OXIMETER, every_s=5.0), "nibp": CUFF}


def slow_bed():
    """A monitor that tells its values every 5 s, at 0, 5, 10 ...; now it is 5.5 s."""
    return Bed(roles=SLOW).run(5.5, 0.5)


@pytest.mark.parametrize(
    ("story", "for_s", "freshness", "value", "alarms"),
    [
        ("the next value is due: current", 4.5, Freshness.CURRENT, 97, []),
        ("it is late: current still", 5, Freshness.CURRENT, 97, []),
        ("overdue: marked", 5.5, Freshness.OLD, 97, []),
        ("the line alarms before ---", 8.5, Freshness.OLD, 97, [("oximeter_silent", MEDIUM)]),
        ("10 s after the value: ---", 9.5, Freshness.GONE, None, [("oximeter_silent", MEDIUM)]),
    ],
)
def test_a_monitor_that_is_slow_by_nature_is_silent_when_it_is_overdue(
    story, for_s, freshness, value, alarms
):
    bed = slow_bed()
    bed.spo2 = bed.pulse = None
    bed.run(for_s, 0.5)
    spo2 = bed.view.board.spo2
    assert (spo2.freshness, spo2.value, bed.alarms) == (freshness, value, alarms)


def test_a_slow_monitor_that_is_well_never_alarms_or_is_marked():
    bed = slow_bed()
    for _ in range(240):
        bed.run(0.5, 0.5)
        assert bed.view.board.spo2.freshness is Freshness.CURRENT
        assert bed.alarms == []


def test_a_slow_monitor_whose_line_is_lost_alarms_as_soon_as_any_other():
    bed = slow_bed().lose()
    assert bed.view.board.spo2.freshness is Freshness.OLD
    assert bed.run(4, 0.5).alarms == []
    assert bed.run(0.5, 0.5).alarms == [("oximeter_silent", MEDIUM)]  # 5 s after its last value


def test_a_pulled_cable_is_one_alarm_and_not_two():
    bed = Bed().run(5).lose().run(20)
    assert bed.alarms == [("oximeter_silent", MEDIUM)]
    assert bed.view.board.link("oximeter").state is LinkState.LOST
    assert bed.noted(events.LinkLost) == [events.LinkLost(monitor="oximeter", reason="unplugged")]


def test_a_value_of_a_lost_line_is_marked_at_once():
    assert Bed().run(5).lose().view.board.spo2.freshness is Freshness.OLD


def test_a_cable_put_back_ends_it_and_the_gap_is_recorded():
    bed = Bed().run(5).lose().run(20).regain().run(2)
    assert bed.alarms == []
    assert bed.noted(events.LinkRestored) == [events.LinkRestored(monitor="oximeter", gap_s=20.0)]


def test_a_monitor_that_speaks_again_is_restored_without_saying_so():
    bed = Bed().run(5).lose().run(20)
    bed.spo2 = 97
    bed.run(2)
    assert len(bed.noted(events.LinkRestored)) == 1
    assert bed.view.board.link("oximeter").state is LinkState.LIVE


@pytest.mark.parametrize(
    ("story", "phase", "for_s", "alarms"),
    [
        ("waiting for the first reading for a minute", Phase.INFUSING, 59, []),
        ("longer is a mark", Phase.INFUSING, 60, [("first_reading_missing", LOW)]),
        ("two minutes sound", Phase.INFUSING, 120, [("first_reading_missing", MEDIUM)]),
        ("not while the patient arrives", Phase.ARRIVAL, 600, [("first_reading_missing", LOW)]),
        ("not before a session is opened", Phase.PLANNED, 600, []),
        ("not when it is closed", Phase.CLOSED, 600, []),
    ],
)
def test_a_monitor_that_never_spoke_counts_as_silent(story, phase, for_s, alarms):
    bed = Bed(phase=phase, spo2=None, pulse=None, step_s=10.0 if for_s % 10 == 0 else 1.0)
    assert bed.view.board.spo2.freshness is Freshness.WAITING
    assert bed.run(for_s).alarms == alarms


def test_a_probe_that_never_found_a_finger_is_waited_for_like_a_silent_one():
    bed = Bed(spo2=OFF, pulse=OFF).run(59)
    assert bed.alarms == []
    assert bed.run(1).alarms == [("first_reading_missing", LOW)]


def test_equipment_sounds_only_while_a_drug_may_be_at_work():
    bed = Bed(phase=Phase.PREPARATION).run(5).lose().run(10)
    assert (bed.alarms, bed.sound) == ([("oximeter_silent", LOW)], None)
    bed.phase(Phase.READY).run(1)
    assert (bed.alarms, bed.sound) == ([("oximeter_silent", MEDIUM)], MEDIUM)
    assert bed.view.display.alarms[0].version == 2
    bed.phase(Phase.HOME).run(1)
    assert (bed.alarms, bed.sound) == ([("oximeter_silent", LOW)], None)


def test_a_patient_alarms_in_every_phase_of_a_session():
    for phase in (Phase.ARRIVAL, Phase.PREPARATION, Phase.READY, Phase.OBSERVATION, Phase.HOME):
        assert Bed(phase=phase).run(5).bp(186, 112).active == ["bp_limit"], phase


def test_a_silent_cuff_is_its_own_alarm():
    bed = Bed(roles={"oximeter": OXIMETER, "nibp": LISTENED}).run(5).lose("nibp").run(4)
    assert bed.active == []
    assert bed.run(1).alarms == [("nibp_silent", MEDIUM)]
    assert bed.regain("nibp").run(1).alarms == []


# --- the cuff on the arm of the finger -------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "said", "held", "after"),
    [
        ("low saturation is held", {"spo2": 88}, [], ["spo2_low"]),
        ("a note too", {"spo2": 93}, [], ["spo2_note"]),
        ("very low saturation is not", {"spo2": 84}, ["spo2_very_low"], ["spo2_very_low"]),
        ("pulse is held", {"pulse": 45}, [], ["pulse"]),
        ("extreme pulse is not", {"pulse": 35}, ["pulse_extreme"], ["pulse_extreme"]),
        ("no signal is held", {"spo2": OFF, "pulse": OFF}, [], ["spo2_no_signal"]),
    ],
)
def test_while_the_cuff_inflates_the_finger_is_excused_for_a_minute(story, said, held, after):
    bed = Bed().run(5).says(NibpStarted(1)).beat()
    began_s = bed.now.mono_s
    for name, value in said.items():
        setattr(bed, name, value)
    bed.run(59)
    assert bed.active == held
    assert bed.view.held_until_s == began_s + 60
    assert bed.run(2).active == after
    assert bed.view.held_until_s is None


def test_when_the_cuff_is_empty_the_finger_has_ten_seconds_to_recover():
    bed = Bed().run(5).says(NibpStarted(1)).beat()
    bed.spo2 = 88
    bed.run(30).bp(120, 70)
    assert bed.run(9).active == []
    assert bed.run(1).active == ["spo2_low"]


def test_what_alarmed_before_the_cuff_goes_on_alarming():
    bed = Bed().run(5)
    bed.spo2 = 88
    bed.run(11).says(NibpStarted(1)).run(30)
    assert bed.active == ["spo2_low"]


def test_a_cuff_that_the_monitor_inflates_by_itself_is_seen_by_its_pressure():
    bed = Bed().run(5).says(CuffPressure(80)).beat()
    assert bed.view.board.cuff.inflating
    assert bed.view.held_until_s is not None
    assert [e.why for e in bed.noted(events.NibpRequested)] == ["monitor"]


# --- late and failed readings ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "plan", "after_s", "alarms"),
    [
        ("standard: 12 min less a second after the start, not late", "standard", 719, []),
        ("standard: 12 min", "standard", 720, [("bp_overdue", LOW)]),
        ("standard: 20 min less a second", "standard", 1199, [("bp_overdue", LOW)]),
        ("standard: twice the interval", "standard", 1200, [("bp_long_overdue", MEDIUM)]),
        ("high risk: 7 min less a second", "high_risk", 419, []),
        ("high risk: 7 min", "high_risk", 420, [("bp_overdue", LOW)]),
        ("high risk: 10 min", "high_risk", 600, [("bp_long_overdue", MEDIUM)]),
        ("low risk: never", "low_risk", 3600, []),
        ("no plan: never", None, 3600, []),
    ],
)
def test_a_late_reading_follows_the_plan(story, plan, after_s, alarms):
    bed = Bed(roles={"nibp": LISTENED}, plan=plan).saw(START)
    assert bed.run(after_s - 1, step_s=after_s - 1).run(1).alarms == alarms


def test_a_reading_ends_being_late():
    bed = Bed(roles={"nibp": LISTENED}, plan="standard").saw(START).run(1200, step_s=1200)
    assert bed.active == ["bp_long_overdue"]
    assert bed.bp(120, 70).active == []


def test_after_the_end_the_plan_has_its_own_times():
    bed = Bed(roles={"nibp": LISTENED}, plan="standard").saw(START).run(2400, step_s=1200)
    bed.saw(END).phase(Phase.OBSERVATION).bp(120, 70)
    assert bed.run(1019, step_s=1019).active == []
    assert bed.run(1).active == ["bp_overdue"]


def test_the_first_failure_is_tried_again_the_second_is_MEDIUM():  # noqa: N802
    bed = Bed().run(5).fails()
    assert bed.active == []
    bed.run(60).fails(NibpFault.WEAK_SIGNAL)
    assert bed.alarms == [("bp_failed", MEDIUM)]
    assert bed.bp(120, 70).alarms == []


def test_a_failure_is_recorded_with_its_reason_and_takes_no_value_away():
    bed = Bed().run(5).bp(128, 79).run(60).fails()
    assert [e.fault for e in bed.noted(events.NibpMeasurementFailed)] == ["artefact"]
    assert bed.view.board.bp.latest.systolic == 128
    assert bed.view.board.bp.fault is NibpFault.ARTEFACT


# --- the program, the workstation, the physician's side ----------------------------------------


@pytest.mark.parametrize(
    ("story", "fact", "after_s", "alarms"),
    [
        ("the disk refuses: HIGH at once", "storage_failed", 0, [("storage_failed", HIGH)]),
        ("no alarm sound", "sound_failed", 0, [("sound_failed", MEDIUM)]),
        (
            "the alerting program is gone",
            "physician_process_gone",
            0,
            [("physician_process_gone", HIGH)],
        ),
        ("the page is silent for 14 s", "physician_link", 14, []),
        ("for 15 s", "physician_link", 15, [("physician_link", MEDIUM)]),
        ("the alarm check stands for 2 s", "evaluator_stopped", 2, []),
        ("for 3 s", "evaluator_stopped", 3, [("evaluator_stopped", HIGH)]),
        ("the workstation is on battery: silent", "on_battery", 0, [("on_battery", LOW)]),
        ("nearly empty", "battery_low", 0, [("battery_low", MEDIUM)]),
        ("an alert did not arrive", "alert_not_delivered", 0, [("alert_not_delivered", MEDIUM)]),
        ("an alert was not answered", "alert_not_answered", 0, [("alert_not_answered", MEDIUM)]),
        ("a fact nobody knows is not kept quiet", "gremlins", 0, [("program_fault", MEDIUM)]),
    ],
)
def test_a_technical_fact_stands_as_long_as_it_is_so(story, fact, after_s, alarms):
    bed = Bed(phase=Phase.READY, roles={})
    bed.facts = frozenset({fact})
    assert bed.beat().run(after_s).alarms == alarms
    bed.facts = frozenset()
    assert bed.run(1).alarms == []


def test_before_a_session_what_hinders_the_watch_is_shown_and_heard_once_it_begins():
    bed = Bed(phase=Phase.PLANNED, roles={})
    bed.facts = {"sound_failed"}
    assert bed.beat().alarms == [("sound_failed", LOW)]
    assert bed.sound is None
    bed.phase(Phase.ARRIVAL).beat()
    assert bed.alarms == [("sound_failed", MEDIUM)]
    assert bed.sound is MEDIUM
    bed.facts = {"storage_failed"}
    assert bed.phase(Phase.CLOSED).beat().sound is HIGH, "what would be lost is heard at any time"


def test_two_facts_of_one_kind_are_two_alarms():
    bed = Bed().run(5)
    for role in ("oximeter", "nibp"):
        bed.says(DeviceStatus("low_battery"), role)
    assert bed.run(1).alarms == [("monitor_battery_low", LOW)] * 2
    assert {s.subject for s in bed.view.display.alarms} == {"oximeter", "nibp"}
    assert bed.lose("oximeter").shown("monitor_battery_low").subject == "nibp"


def fault(bed):
    bed.watch.take(Arrival("program", bed.now, ProgramFault("screen", "boom")))


def moved(bed):
    bed.clock.set_wall(bed.now.wall.replace(year=2031))


def unsure(bed):
    bed.says(DeviceStatus("check_cuff"))


def stalled(bed):
    bed.watch.happened("display_stalled", bed.now)


@pytest.mark.parametrize(
    ("story", "happens", "condition", "recorded"),
    [
        ("a fault in the program", fault, "program_fault", events.ProgramFaulted),
        ("the clock was moved", moved, "clock_moved", events.ClockMoved),
        ("nobody knows whether the cuff is empty", unsure, "cuff_unknown", None),
        ("the screen stood still", stalled, "display_stalled", None),
    ],
)
def test_what_happened_once_stands_until_somebody_has_seen_it(story, happens, condition, recorded):
    bed = Bed().run(5)
    happens(bed)
    bed.beat()
    assert bed.alarms == [(condition, MEDIUM)]
    assert recorded is None or len(bed.noted(recorded)) == 1
    bed.run(600, step_s=60).spo2 = 97
    assert condition in bed.active
    bed.see(condition)
    bed.run(5)
    assert condition not in bed.active


def test_a_clock_set_back_delays_no_alarm():
    bed = Bed().run(5)
    bed.spo2 = 89
    bed.run(5)
    bed.clock.set_wall(bed.now.wall.replace(year=2020))
    bed.run(6)
    assert "spo2_low" in bed.active


def test_a_small_correction_of_the_clock_is_no_alarm():
    bed = Bed().run(5)
    bed.clock.set_wall(bed.now.wall.replace(microsecond=900_000))
    assert bed.run(5).alarms == []


# --- what people declare -----------------------------------------------------------------------


def test_an_emergency_is_HIGH_from_the_press_to_its_summary():  # noqa: N802
    bed = Bed(phase=Phase.PLANNED, roles={}).saw(events.EmergencyDeclared(), by="-").beat()
    assert (bed.alarms, bed.sound) == ([("emergency", HIGH)], HIGH)
    bed.saw(events.EmergencyClosed(summary="ok")).beat()
    assert bed.alarms == []


def test_a_call_to_the_physician_needs_no_session_and_no_monitor():
    bed = Bed(phase=Phase.PLANNED, roles={})
    bed.watch.declare("physician_called", "-", bed.now)
    assert bed.beat().alarms == [("physician_called", HIGH)]
    said = [e for e in bed.record if isinstance(e.event, events.ConditionDeclared)]
    assert [e.by for e in said] == ["-"]


def test_a_second_press_is_a_new_version():
    bed = Bed(roles={})
    for _ in range(2):
        bed.watch.declare("physician_called", "ida", bed.now)
        bed.beat()
    assert bed.shown("physician_called").version == 2


@pytest.mark.parametrize(
    ("story", "ends"),
    [
        ("the physician is here", lambda bed: bed.saw(events.PhysicianArrived())),
        ("the nurse takes it back", lambda bed: bed.watch.reset(1, "ida", bed.now)),
    ],
)
def test_a_call_ends_by_a_person(story, ends):
    bed = Bed(roles={})
    bed.watch.declare("physician_called", "ida", bed.now)
    ends(bed.beat())
    assert bed.beat().alarms == []


@pytest.mark.parametrize(
    ("story", "reading", "symptoms", "called"),
    [
        ("chest pain calls at any pressure", (128, 79), ("chest_pain",), True),
        ("restlessness below the limit does not", (128, 79), ("restlessness",), False),
        ("restlessness at 185/112 does", (185, 112), ("restlessness",), True),
        ("none of them does not", (185, 112), (), False),
    ],
)
def test_symptoms_call_the_doctor_as_the_protocol_says(story, reading, symptoms, called):
    bed = Bed().run(5).bp(*reading)
    bed.saw(events.CrisisSymptomsAnswered(symptoms=symptoms)).beat()
    assert ("crisis_symptom" in bed.active) == called


def test_a_symptom_that_is_enough_alone_calls_from_the_log_too():
    bed = Bed().saw(events.SymptomObserved(symptom="chest_pain")).beat()
    assert bed.alarms == [("crisis_symptom", HIGH)]
    quiet = Bed().saw(events.SymptomObserved(symptom="headache")).beat()
    assert quiet.alarms == []


@pytest.mark.parametrize(
    ("story", "breaths", "alarms"),
    [
        ("nine breaths a minute are enough", 9, []),
        ("eight are not", 8, [("respiration_low", HIGH)]),
    ],
)
def test_counted_breaths_alarm(story, breaths, alarms):
    bed = Bed().run(5)
    observed = events.PostSedationObserved(
        of=1, due_min=5, sedation="drowsy", respiration_per_min=breaths
    )
    assert bed.saw(observed).beat().alarms == alarms
    bed.saw(
        events.PostSedationObserved(of=1, due_min=10, sedation="awake", respiration_per_min=14)
    ).beat()
    assert bed.active == []


def test_a_documented_set_typed_by_hand_is_judged_and_a_copied_one_is_not():
    told = {"moment": "during", "systolic": 186, "diastolic": 112, "pulse_rate": 145, "spo2": 83}
    bed = Bed().run(5).saw(events.VitalsDocumented(**told, source="monitor")).beat()
    assert bed.alarms == []
    bed = Bed(roles={}).saw(events.VitalsDocumented(**told, source="manual")).beat()
    assert {c for c, _ in bed.alarms} == {"bp_limit", "pulse_extreme", "spo2_very_low"}
    bed = Bed(roles={}).saw(events.VitalsDocumented(moment="during", source="manual")).beat()
    assert bed.alarms == []


def test_a_value_typed_by_hand_does_not_end_what_a_monitor_says():
    bed = Bed().run(5)
    bed.spo2 = 88
    bed.run(11)
    typed = events.Measured(vital="spo2", unit="%", value=97.0, source="manual")
    assert bed.saw(typed).run(1).active == ["spo2_low"]


def test_a_value_typed_by_hand_ends_what_was_typed_where_no_monitor_is():
    bed = Bed(roles={})
    for value, active in ((84.0, ["spo2_very_low"]), (86.0, ["spo2_very_low"]), (97.0, [])):
        bed.saw(events.Measured(vital="spo2", unit="%", value=value, source="manual")).beat()
        assert bed.active == active
    bed.saw(events.Measured(vital="spo2", unit="%", source="manual", reason="no_value")).beat()
    assert bed.active == []


def test_the_pump_reaching_its_time_is_an_information():
    bed = Bed(roles={}).saw(START)
    bed.phase(Phase.INFUSING).run(2399, step_s=2399)
    assert bed.view.information == ()
    bed.watch.told(bed.session)
    assert bed.run(1).view.information == ("pump_time_reached",)
    assert bed.alarms == []


def test_resolved_is_remembered_and_off_the_screen():
    bed = Bed().run(5)
    bed.pulse = 45
    bed.run(11)
    bed.pulse = 70
    bed.run(6)
    assert bed.watch.engine.alarms.by_key["pulse_rate:low"].state is AlarmState.RESOLVED
    assert bed.watch.engine.alarms.open == ()


@pytest.mark.parametrize(
    ("story", "happens", "blind"),
    [
        ("all is well", lambda bed: bed.bp(120, 70), False),
        ("the finger is off, the cuff works", lambda bed: finger_off(bed.bp(120, 70), 60), False),
        (
            "the finger is off, the cuff is lost",
            lambda bed: finger_off(bed.bp(120, 70).lose("nibp"), 60),
            True,
        ),
        (
            "the finger is off, the cuff fails and fails",
            lambda bed: finger_off(bed.bp(120, 70).fails().fails(), 60),
            True,
        ),
        ("the finger is off and nothing was measured yet", lambda bed: finger_off(bed, 60), True),
        (
            "the oximeter is silent, the reading is old",
            lambda bed: bed.bp(120, 70).lose().run(1200, step_s=600),
            True,
        ),
        (
            "the reading is old, the finger is well",
            lambda bed: bed.bp(120, 70).run(1200, step_s=600).run(3),
            False,
        ),
    ],
)
def test_blind_is_neither_saturation_nor_blood_pressure(story, happens, blind):
    bed = Bed(roles={"oximeter": OXIMETER, "nibp": LISTENED}).run(5)
    happens(bed)
    assert bed.view.blind is blind


def test_what_a_device_says_that_alarms_nobody_is_only_shown():
    bed = Bed().run(5).says(DeviceStatus("association_refused"), "oximeter").beat()
    assert bed.alarms == []


def test_a_record_that_loses_a_line_twice_counts_from_the_first_time():
    bed = Bed(roles={"nibp": LISTENED}).run(5)
    bed.saw(events.LinkLost(monitor="nibp", reason="unplugged")).run(4)
    bed.saw(events.LinkLost(monitor="nibp", reason="unplugged")).run(1)
    assert bed.active == ["nibp_silent"]


def test_a_protocol_that_forgot_a_condition_is_refused_before_anything_starts():
    limits = protocol().limits
    fewer = [technical for technical in limits.technical if technical.id != "bp_failed"]
    with pytest.raises(LookupError, match="bp_failed"):
        rules(msgspec.structs.replace(limits, technical=tuple(fewer)), protocol().symptoms, {})
