"""What may be done, from which phase, by whom (SPEC 2; DESIGN 2.5, 2.15)."""

from datetime import UTC, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import events
from bedside.events import KINDS
from bedside.gates import START as G1
from bedside.gates import home_gate, start_gate
from bedside.rules import COURSE, NEVER_REFUSED, TAKES_PLACE, may, may_record_avvik
from bedside.series import EarlierSession
from bedside.session import Phase
from tests.bedside.any_event import any_event, of_kind
from tests.bedside.course import (
    BACKUP,
    BY,
    CHECK,
    DOCTOR,
    END,
    HOME,
    MIX,
    NURSE,
    OPEN,
    ORDER,
    SECOND,
    START,
    TOUCH,
    amended,
    answer,
    cuff,
    decided,
    documented,
    home_steps,
    identified,
    now,
    observed,
    ready,
    steps,
    told,
)
from tests.bedside.telling import D, Telling, protocol

PAUSE = events.InfusionPaused(reason="toalett")
RESUME = events.InfusionResumed()
REST = events.DrugDestroyed(drug="ketamine", destroyed_mg=D("27.6"), method="avfallsbeholder")
MIDAZOLAM = events.PrnDoseGiven(
    drug="midazolam", dose_mg=D(1), volume_ml=D(1), route="iv", indication="severe_anxiety"
)
ORDERED = events.PrnPrescribed(
    drug="midazolam", doctor=DOCTOR, dose_min_mg=D(1), dose_max_mg=D(1), route="iv",
    max_per_day_mg=D(2), channel="phone", read_back=True,
)  # fmt: skip
AGREED = events.PrnAgreed(
    drug="midazolam", doctor=DOCTOR, channel="phone", dose_mg=D(1), route="iv", read_back=True
)
DRAWN = events.DrugWithdrawn(drug="midazolam", withdrawn_mg=D(1))
CLOSE = events.SessionClosed()
ADDENDUM = events.AddendumWritten(text="ringt dagen etter, alt vel")


def asked(telling, event, by=NURSE, red=()):
    return may(telling.session, event, by, telling.now, protocol(), now(telling, red))


def code(telling, event, by=NURSE, red=()):
    refusal = asked(telling, event, by, red)
    return refusal.code if refusal else None


def do(telling, event, by=NURSE):
    """As the screens do it: asked, and only then recorded."""
    refusal = asked(telling, event, by)
    assert refusal is None, (event, refusal)
    return telling.tell(event, by=by)


def infusing():
    return ready().tell(START).wait(600)


def unknown_gap():
    """The program came back on a clock that stood before the last line."""
    return infusing().tell(events.SessionResumed(gap_s=0, clock_behind_s=60))


def ran(seconds):
    return events.PumpGapAnswered(ran_throughout=False, ran_s=seconds)


@pytest.mark.parametrize("first", [True, False])
def test_a_whole_session_every_act_permitted_in_its_turn(first):
    telling = Telling()
    for name, happened in steps(first).items():
        for event in happened:
            by = "watch" if isinstance(event, events.Measured) else BY.get(name, NURSE)
            do(telling.wait(2), event, by)
    mixed = telling.session.prescription.prepared.event
    do(telling, amended(START, dose_mg=mixed.dose_mg))
    do(telling.wait(600), PAUSE)
    do(telling.wait(60), RESUME)
    telling.wait(1800)
    for name, happened in home_steps().items():
        for event in happened:
            if isinstance(event, events.InfusionEnded):
                event = amended(event, delivered_mg=mixed.dose_mg)
            by = "watch" if isinstance(event, events.Measured) else NURSE
            do(telling.wait(2), event, by)
        if name == "wait":
            telling.wait(1400)
    do(telling, HOME)
    rest = mixed.withdrawn_mg - mixed.dose_mg
    do(telling, amended(REST, destroyed_mg=rest))
    signed = events.DestructionCountersigned(of=telling.session.last_seq, person=SECOND)
    do(telling, signed, SECOND)
    do(telling, CLOSE)
    assert telling.session.phase is Phase.CLOSED
    do(telling, ADDENDUM)
    assert telling.replayed() == telling.session


PHASES = {
    Phase.PLANNED: Telling,
    Phase.ARRIVAL: lambda: Telling().tell(OPEN),
    Phase.READY: ready,
    Phase.INFUSING: infusing,
    Phase.PAUSED: lambda: infusing().tell(PAUSE),
    Phase.OBSERVATION: observed,
    Phase.HOME: lambda: observed().tell(HOME),
    Phase.CLOSED: lambda: observed().tell(HOME, CLOSE),
    Phase.ABORTED: lambda: Telling().tell(
        OPEN, events.SessionAborted(reason="ønsker ikke", decided_by=NURSE)
    ),
}


@cache
def at_phase(phase):
    return PHASES[phase]()


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("kind", sorted(NEVER_REFUSED, key=lambda kind: kind.__name__))
def test_what_protects_the_patient_is_never_refused(phase, kind):
    telling = at_phase(phase)
    assert telling.session.phase is phase

    @settings(max_examples=2, deadline=None)
    @given(of_kind(kind, finite=False), st.sampled_from(["ida", "-", "watch", "physician", ""]))
    def never(event, by):
        assert asked(telling, event, by, red=("bp_limit",)) is None

    never()


def test_a_questionnaire_that_is_not_of_this_infusion_is_refused():
    unknown = events.QuestionnaireNoted(instrument="beck", moment="start", status="sent")
    assert code(ready(), unknown) == "questionnaire_not_in_set"


def test_the_brief_of_safety_stands_in_the_list():
    """NØD, ticks, calls, withdrawal, stop and pause, notes, symptoms, alerts (SPEC 10, F-05)."""
    assert {
        events.EmergencyDeclared, events.EmergencySymptomTicked, events.EmergencyActionTicked,
        events.EmergencyCallMade, events.TouchConsentWithdrawn, events.TreatmentConsentWithdrawn,
        events.InfusionPaused, events.InfusionEnded, events.NoteWritten, events.SymptomObserved,
        events.PhysicianAlerted, events.PhysicianAnswered,
    } <= NEVER_REFUSED  # fmt: skip


def test_what_a_monitor_says_is_never_refused():
    impossible = cuff(400, 10)
    for telling in (Telling(), infusing(), observed().tell(HOME, CLOSE)):
        assert asked(telling, impossible, "watch") is None


# (act, a session in the wrong phase, what is said)
WRONG_PHASE = [
    ("opening an open session", OPEN, ready, "not_in_this_phase"),
    ("another patient during the infusion", identified(), infusing, "not_in_this_phase"),
    ("a new dose during the infusion", ORDER, infusing, "not_in_this_phase"),
    ("a new mixture during the infusion", MIX, infusing, "not_in_this_phase"),
    ("a double check during the infusion", CHECK, infusing, "not_in_this_phase"),
    ("starting before everything is prepared", START, lambda: ready("prepared_done"),
     "not_in_this_phase"),
    ("starting twice", START, infusing, "not_in_this_phase"),
    ("starting a paused pump as new", START, lambda: infusing().tell(PAUSE), "not_in_this_phase"),
    ("a second infusion the same day", START, observed, "not_in_this_phase"),
    ("resuming what runs", RESUME, infusing, "not_in_this_phase"),
    ("resuming what has ended", RESUME, observed, "not_in_this_phase"),
    ("going home during the infusion", HOME, infusing, "not_in_this_phase"),
    ("an item of going home before the end", told("U-01"), infusing, "not_in_this_phase"),
    ("signing during observation", CLOSE, observed, "not_in_this_phase"),
    ("an answer before the session is open", answer("D-01"), Telling, "not_in_this_phase"),
    ("the day check finished twice", events.StageFinished(stage="day_check"), ready,
     "not_in_this_phase"),
    ("the preparation before the day check", events.StageFinished(stage="preparation"),
     lambda: ready("day_check_done", "prepared_done"), "not_in_this_phase"),
    ("a stage nobody knows", events.StageFinished(stage="lunch"), ready, "not_in_this_phase"),
    ("an answer after signing", answer("D-01"), lambda: observed().tell(HOME, CLOSE),
     "session_over"),
    ("an addendum to an open session", ADDENDUM, observed, "not_in_this_phase"),
    ("the pump read again while it runs",
     events.DeliveredDoseCorrected(corrects=1, delivered_mg=D(1), reason="x"), infusing,
     "not_in_this_phase"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "event", "session", "said"), WRONG_PHASE, ids=[row[0] for row in WRONG_PHASE]
)
def test_an_act_has_its_phase(sentence, event, session, said):
    telling = session()
    refusal = asked(telling, event)
    assert refusal.code == said
    assert refusal.values["phase"] == telling.session.phase


# (sentence, session, event, by, code)
ACTS = [
    ("2.15 nobody is signed in", ready, answer("D-01"), "-", "nobody_signed_in"),
    ("the program answers no question", ready, answer("D-01"), "watch", "nobody_signed_in"),
    ("the program notes an Avvik", ready, events.DeviationRecorded(rule="V-06", reason=""),
     "watch", None),
    ("the nurse writes as if it were the physician's page", ready,
     decided("D-16", channel="page"), NURSE, "page_is_the_physicians"),
    ("the physician's own page", ready, decided("D-16", channel="page", read_back=False),
     "physician", None),
    ("the nurse agrees midazolam as if on the page", lambda: infusing().tell(ORDERED),
     amended(AGREED, channel="page", read_back=False), NURSE, "page_is_the_physicians"),
    ("N-09 a correction without a reason", ready, answer("D-04", "no", corrects=3), NURSE,
     "correction_without_reason"),
    ("N-09 a correction with one", ready, answer("D-04", "no", corrects=3, reason="feil"), NURSE,
     None),
    ("A18 a real session with the example numbers", Telling, amended(OPEN, simulated=False),
     NURSE, "site_is_example"),
    ("a demonstration with them", Telling, OPEN, NURSE, None),
    ("G1-01 one identifier", ready, identified(identifiers_checked=("name", "")), NURSE,
     "two_identifiers_needed"),
    ("G1-01 two", ready, identified(), NURSE, None),
    ("V-06 a plan nobody has", ready, events.MeasuringPlanChosen(plan="lunch", doctor=DOCTOR),
     NURSE, "plan_unknown"),
    ("V-06 a plan no doctor chose", ready, events.MeasuringPlanChosen(plan="standard", doctor=" "),
     NURSE, "plan_needs_doctor"),
    ("V-06 a plan", ready, events.MeasuringPlanChosen(plan="standard", doctor=DOCTOR), NURSE, None),
    ("somebody comes", ready, events.PersonPresent(person="kari", role="R-01"), NURSE, None),
    ("nobody comes", ready, events.PersonPresent(person="", role="R-01"), NURSE,
     "person_needs_name_and_role"),
    ("T-R1 handed over", ready, events.NurseHandedOver(to=SECOND), NURSE, None),
    ("T-R1 handed over to nobody", ready, events.NurseHandedOver(to=""), NURSE,
     "handover_needs_person"),
    ("R-02 a physician without a number", ready, amended(BACKUP, phone=""), NURSE,
     "backup_needs_name_and_phone"),
    ("T-R4 not read back", ready, decided("D-16", read_back=False), NURSE, "not_read_back"),
    ("T-R4 the nurse is the doctor", ready, decided("D-16", doctor=NURSE), NURSE, "not_a_doctor"),
    ("T-R4 a doctor who is here writes it", lambda: ready().tell(
        events.PersonPresent(person=DOCTOR, role="R-05")), decided("D-16", read_back=False),
     DOCTOR, None),
    ("T-R4 nothing was said", lambda: Telling().tell(OPEN), events.DoctorConfirmed(of=1),
     "physician", "nothing_to_confirm"),
    ("T-R4 the nurse confirms for the doctor", lambda: Telling().tell(OPEN, decided("D-16")),
     events.DoctorConfirmed(of=2), NURSE, "confirmed_by_doctor_only"),
    ("T-R4 the doctor confirms after the signature",
     lambda: Telling().tell(OPEN, decided("D-16")).tell(CLOSE),
     events.DoctorConfirmed(of=2), "physician", None),
    ("the day check with something missing", lambda: Telling().tell(OPEN),
     events.StageFinished(stage="day_check"), NURSE, "day_check_incomplete"),
    ("F-03 contact asked for during the infusion", infusing, TOUCH, NURSE, "touch_locked_by_start"),
    ("F-06 declined without telling", ready, events.TouchConsentDeclined(
        informed_can_withdraw=False), NURSE, "touch_not_informed"),
    ("F-09 a place that was not permitted", infusing, events.TouchGiven(
        site="shoulder", person=NURSE, started_at=Telling().now.wall), NURSE,
     "touch_site_not_permitted"),
    ("V-01 a set before, after the start", infusing, documented("before"), NURSE, "moment_not_now"),
    ("V-01 a moment nobody knows", ready, documented("lunch"), NURSE, "moment_not_now"),
    ("a set during the infusion", infusing, documented("during"), NURSE, None),
    ("9.3 a pulse that cannot be", ready, documented("before", pulse_rate=300), NURSE,
     "unlikely_value"),
    ("9.3 a saturation that cannot be", ready, documented("before", spo2=10), NURSE,
     "unlikely_value"),
    ("9.3 a pressure that cannot be", ready, documented("before", 80, 120), NURSE,
     "unlikely_value"),
    ("9.3 confirmed in words", ready, documented("before", 305, 120, note="målt to ganger"), NURSE,
     None),
    ("a set with nothing but a pressure", ready, documented("before", pulse_rate=None, spo2=None),
     NURSE, None),
    ("9.3 typed in, cannot be", infusing, cuff(305, 120, source="manual"), NURSE, "unlikely_value"),
    ("9.3 typed in and confirmed", infusing, cuff(305, 120, source="manual", quality="confirmed"),
     NURSE, None),
    ("typed in", infusing, cuff(124, 78, source="manual"), NURSE, None),
    ("typed in by nobody", infusing, cuff(124, 78, source="manual"), "-", "nobody_signed_in"),
    ("9.3 a typed pulse that cannot be", infusing, events.Measured(
        vital="pulse_rate", unit="/min", value=300, source="manual"), NURSE, "unlikely_value"),
    ("a typed pulse", infusing, events.Measured(vital="pulse_rate", unit="/min", value=80,
     source="manual"), NURSE, None),
    ("9.3 a typed saturation that cannot be", infusing, events.Measured(
        vital="spo2", unit="%", value=101, source="manual"), NURSE, "unlikely_value"),
    ("a typed saturation", infusing, events.Measured(vital="spo2", unit="%", value=97,
     source="manual"), NURSE, None),
    ("an Avvik without a reason", ready, events.DeviationRecorded(rule="V-01", reason=" "), NURSE,
     "deviation_needs_reason"),
    ("an Avvik from nothing", ready, events.DeviationRecorded(rule="", reason="x"), NURSE,
     "deviation_needs_rule"),
    ("an Avvik", ready, events.DeviationRecorded(rule="V-01", reason="x"), NURSE, None),
    ("a comment on nothing", ready, events.DeviationCommented(of=1, comment="x"), NURSE,
     "no_such_deviation"),
    ("an empty comment", lambda: Telling().tell(OPEN, events.DeviationRecorded(
        rule="V-01", reason="")), events.DeviationCommented(of=2, comment=" "), NURSE,
     "deviation_uncommented"),
    ("a comment", lambda: Telling().tell(OPEN, events.DeviationRecorded(rule="V-01", reason="")),
     events.DeviationCommented(of=2, comment="målt på nytt"), NURSE, None),
    ("no alert to close", ready, events.AlertClosed(alert=1, reason="x"), NURSE, "no_such_alert"),
    ("an alert closed without a reason", lambda: ready().tell(events.PhysicianAlerted(
        alert=1, priority="high", condition="bp_limit", to=DOCTOR, phone="1", alarm=1)),
     events.AlertClosed(alert=1, reason=" "), NURSE, "alert_close_needs_reason"),
    ("an alert closed", lambda: ready().tell(events.PhysicianAlerted(
        alert=1, priority="high", condition="bp_limit", to=DOCTOR, phone="1", alarm=1)),
     events.AlertClosed(alert=1, reason="nådd på telefon"), NURSE, None),
    ("an emergency ended without a summary", lambda: ready().tell(events.EmergencyDeclared()),
     events.EmergencyClosed(summary=""), NURSE, "emergency_end_needs_summary"),
    ("U-06 minutes no doctor set", observed, events.LongerObservationSet(minutes=30, doctor=""),
     NURSE, "longer_needs_doctor"),
    ("U-06 no minutes", observed, events.LongerObservationSet(minutes=0, doctor=DOCTOR), NURSE,
     "longer_needs_minutes"),
    ("U-06 minutes", observed, events.LongerObservationSet(minutes=30, doctor=DOCTOR), NURSE, None),
    ("an empty addendum", lambda: observed().tell(HOME, CLOSE), events.AddendumWritten(text=" "),
     NURSE, "addendum_needs_text_and_person"),
    ("an addendum by nobody", lambda: observed().tell(HOME, CLOSE), ADDENDUM, "-",
     "nobody_signed_in"),
    ("a session not carried out, with the drug drawn up", ready,
     events.SessionAborted(reason="vil ikke", decided_by=NURSE), NURSE, "rest_left"),
    ("signing with the rest in the drawer", lambda: observed().tell(HOME), CLOSE, NURSE,
     "rest_left"),
    ("no gap to answer for", infusing, events.PumpGapAnswered(ran_throughout=True), NURSE,
     "no_pump_gap"),
    ("the pump stood longer than the gap", lambda: infusing().tell(events.SessionResumed(
        gap_s=60)), events.PumpGapAnswered(ran_throughout=False, stood_s=61), NURSE,
     "gap_answer_impossible"),
    ("the pump stood for no time at all", lambda: infusing().tell(events.SessionResumed(
        gap_s=60)), events.PumpGapAnswered(ran_throughout=False), NURSE, "gap_answer_impossible"),
    ("the pump stood for the whole gap", lambda: infusing().tell(events.SessionResumed(gap_s=60)),
     events.PumpGapAnswered(ran_throughout=False, stood_s=60), NURSE, None),
    ("it ran throughout", lambda: infusing().tell(events.SessionResumed(gap_s=60)),
     events.PumpGapAnswered(ran_throughout=True), NURSE, None),
    ("how long it ran, of a gap that is known", lambda: infusing().tell(events.SessionResumed(
        gap_s=60)), ran(60), NURSE, "gap_is_known"),
    ("it ran all the time, and nobody knows how long that was", unknown_gap,
     events.PumpGapAnswered(ran_throughout=True), NURSE, "gap_ran_needed"),
    ("it ran for less than no time", unknown_gap, ran(-1), NURSE, "gap_ran_needed"),
    ("it ran for longer than the whole infusion", unknown_gap, ran(2401), NURSE, "gap_ran_needed"),
    ("it ran for no number", unknown_gap, ran(float("nan")), NURSE, "gap_ran_needed"),
    ("it stood, as the pump shows", unknown_gap, ran(0), NURSE, None),
    ("it ran, as the pump shows", unknown_gap, ran(600), NURSE, None),
    ("an effect is noted", infusing, events.PrnEffectNoted(of=1, effect="roligere"), NURSE, None),
    # drugs: the rules themselves are tried in their own tables
    ("D-32 a comma in the wrong place", lambda: Telling().tell(OPEN),
     events.WeightRecorded(weight_kg=D("7.24"), how="stated"), NURSE, "weight_unlikely"),
    ("K-05 above the cap", lambda: ready("prescribed", "prepared_done"),
     amended(ORDER, dose_mg_per_kg=D("1.6"), dose_mg=D("115.8")), NURSE, "dose_above_range"),
    ("N-02 prepared something else", lambda: ready("prepared_done"), amended(MIX, dose_mg=D(80)),
     NURSE, "prepared_other_dose"),
    ("N-01 prepared without a prescription", lambda: ready("prescribed", "prepared_done"), MIX,
     NURSE, "not_prescribed"),
    ("T-R2 the preparer checks himself", lambda: ready("double_check", "prepared_done"),
     amended(CHECK, checker=NURSE), NURSE, "checker_is_preparer"),
    ("§3.8 prescribed by nobody", infusing, amended(ORDERED, doctor=""), NURSE, "no_prescriber"),
    ("§3.8 ketamine is no drug for in between", infusing,
     events.PrnPrescribed(drug="ketamine", doctor=DOCTOR, dose_min_mg=D(1), dose_max_mg=D(1),
                          route="iv", max_per_day_mg=D(1)), NURSE, "no_prn_drug"),
    ("§3.6 agreed without a prescription", infusing, AGREED, NURSE, "prn_not_prescribed"),
    ("§3.6 midazolam without an agreement", lambda: infusing().tell(ORDERED), MIDAZOLAM, NURSE,
     "not_agreed"),
    ("§3.6 midazolam as agreed", lambda: infusing().tell(ORDERED, AGREED), MIDAZOLAM, NURSE, None),
    ("§3.6 midazolam outside a rule is written down as an Avvik", infusing,
     amended(MIDAZOLAM, outside_rule="prn-prescribed", deviation_reason="krampe"), NURSE, None),
    ("C-07 midazolam before the consents", lambda: ready("touch", "consent").tell(ORDERED, AGREED),
     MIDAZOLAM, NURSE, "consents_before_sedative"),
    ("C-07 midazolam before the day check", lambda: ready("day_check").tell(ORDERED, AGREED),
     MIDAZOLAM, NURSE, "consents_before_sedative"),
    ("A39 midazolam before the infusion, with the consents", lambda: ready().tell(ORDERED, AGREED),
     MIDAZOLAM, NURSE, None),
    ("V-04 an observation of no dose", infusing, events.PostSedationObserved(
        of=1, due_min=5, sedation="awake", respiration_per_min=14), NURSE,
     "observation_not_asked_for"),
    ("N-05 withdrawn: no amount", infusing, amended(DRAWN, withdrawn_mg=D(0)), NURSE,
     "amount_not_a_number"),
    ("N-04 destroyed without a method", observed, amended(REST, method=""), NURSE, "no_method"),
    ("N-04 nothing to countersign", observed, events.DestructionCountersigned(of=1, person=SECOND),
     SECOND, "nothing_to_countersign"),
    ("N-08 the pump read again, more than the dose", observed, events.DeliveredDoseCorrected(
        corrects=1, delivered_mg=D(500), reason="x"), NURSE, "nothing_to_correct"),
    ("another drug drawn up is the ledger's", infusing, amended(MIX, drug="midazolam", corrects=1,
     reason="x"), NURSE, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "session", "event", "by", "said"), ACTS, ids=[row[0] for row in ACTS]
)
def test_an_act(sentence, session, event, by, said):
    assert code(session(), event, by) == said


RED = events.AlarmRaised(alarm=1, condition="bp_limit", priority="high", physiological=True)
RESUMES = [
    ("paused for the toilet", [], (), None),
    ("A24 after a red alarm", [RED], (), "resume_after_red"),
    ("A24 the alarm stands still", [], ("bp_limit",), "resume_after_red"),
    ("A24 after a red alarm, and the doctor lets it go on", [RED, decided("A24")], (), None),
    ("A24 the doctor let it go on before the alarm", [decided("A24"), RED], (),
     "resume_after_red"),
    ("A24 the doctor says no", [RED, decided("A24", False)], (), "resume_after_red"),
    ("a technical alarm is no reading", [amended(RED, physiological=False)], (), None),
    ("a yellow alarm is not red", [amended(RED, priority="medium")], (), None),
    ("in an emergency", [events.EmergencyDeclared()], (), "emergency_open"),
    ("after an emergency", [events.EmergencyDeclared(), events.EmergencyClosed(summary="over")],
     (), "resume_after_red"),
    ("C-05 the patient has withdrawn", [events.TreatmentConsentWithdrawn()], (),
     "consent_withdrawn"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "happened", "red", "said"), RESUMES, ids=[row[0] for row in RESUMES]
)
def test_resuming_the_pump(sentence, happened, red, said):
    telling = infusing().tell(*happened).tell(PAUSE)
    assert code(telling, RESUME, red=red) == said


def test_what_was_red_before_the_start_was_settled_at_the_gate():
    telling = ready().tell(RED, START).wait(60).tell(PAUSE)
    assert code(telling, RESUME) is None


def before(n, days_ago=7, phase="start", decision=""):
    """An infusion of this patient that many days before."""
    at = Telling().now.wall - timedelta(days=days_ago)
    return EarlierSession(
        session=f"s{n}",
        phase=phase,
        number=n,
        attended_at=at,
        started_at=at,
        given_mg_per_kg=D("0.75"),
        weight_kg=D(72),
        response_decision=decision,
    )


SERIES = [
    ("the third, after two", [before(1, 10), before(2, 5)], True, None),
    ("the third, and nobody looked, in a demonstration", None, True, None),
    ("the third, and nobody looked, in a real session", None, False, "series_unknown"),
    ("S-01 the third, and there was none before", [], True, "other_number_than_expected"),
    ("S-08 one yesterday", [before(1, 10), before(2, 1)], True, "too_soon"),
    ("S-08 one today", [before(1, 10), before(2, 0)], True, "infusion_today_already"),
]


@pytest.mark.parametrize(
    ("sentence", "earlier", "simulated", "said"), SERIES, ids=[row[0] for row in SERIES]
)
def test_the_start_has_its_place_in_the_series(sentence, earlier, simulated, said):
    telling = ready(opened=[amended(OPEN, simulated=simulated)])
    refusal = may(
        telling.session, START, NURSE, telling.now, protocol(), now(telling), UTC, earlier
    )
    assert (refusal.code if refusal else None) == said


def test_s_02_no_seventh_infusion_without_the_evaluation():
    telling = ready(identity=[identified(1, phase="maintenance",
                                         last_dose_given_mg_per_kg=D("0.75"))])  # fmt: skip
    six = [before(n, 60 - 4 * n) for n in range(1, 7)]
    vitals = now(telling)
    refusal = may(telling.session, START, NURSE, telling.now, protocol(), vitals, UTC, six)
    assert refusal.code == "no_response_evaluation"
    six[-1] = before(6, 30, decision="maintenance")
    assert may(telling.session, START, NURSE, telling.now, protocol(), vitals, UTC, six) is None


def test_the_weight_is_compared_with_the_last_sessions():
    weight = events.WeightRecorded(weight_kg=D(80), how="stated")
    known = Telling().tell(OPEN, identified(last_weight_kg=D(72)))
    assert asked(known, weight).code == "weight_changed"
    assert asked(Telling().tell(OPEN, identified()), weight) is None
    assert asked(Telling().tell(OPEN), weight) is None


AVVIK = events.DeviationRecorded(rule="F-09", reason="pasienten grep hånden")


@pytest.mark.parametrize(
    ("sentence", "session", "event", "avvik", "by", "said"),
    [
        ("a contact outside the permission took place", infusing, events.TouchGiven(
            site="shoulder", person=NURSE, started_at=Telling().now.wall), AVVIK, NURSE, None),
        ("a pump that ran without the gate ran", lambda: Telling().tell(OPEN), START, AVVIK, NURSE,
         None),
        ("without a reason", infusing, START, amended(AVVIK, reason=""), NURSE,
         "deviation_needs_reason"),
        ("by nobody", infusing, START, AVVIK, "-", "nobody_signed_in"),
        ("a consent cannot have taken place against the rule", infusing, TOUCH, AVVIK, NURSE,
         "permission_is_no_avvik"),
        ("nor a prescription", infusing, ORDER, AVVIK, NURSE, "permission_is_no_avvik"),
        ("nor a decision to go home", infusing, HOME, AVVIK, NURSE, "permission_is_no_avvik"),
        ("after the signature it is an addendum", lambda: observed().tell(HOME, CLOSE), START,
         AVVIK, NURSE, "session_over"),
    ],
)  # fmt: skip
def test_what_took_place_is_recorded_beside_its_avvik(sentence, session, event, avvik, by, said):
    refusal = may_record_avvik(session().session, event, avvik, by)
    assert (refusal.code if refusal else None) == said


def test_every_kind_is_either_free_or_has_a_phase_in_which_it_may_be_done():
    named = NEVER_REFUSED | set(COURSE) | TAKES_PLACE
    assert named <= set(KINDS.values())
    assert all(phases for phases in COURSE.values())


# --- properties -------------------------------------------------------------------------------


STEPS = [(event, BY.get(name, NURSE)) for name, events_ in steps().items() for event in events_]
STEPS += [(event, NURSE) for events_ in home_steps().values() for event in events_]
STEPS += [
    (START, NURSE), (HOME, NURSE), (REST, NURSE), (PAUSE, NURSE), (RESUME, NURSE),
    (MIDAZOLAM, NURSE), (ORDERED, NURSE), (AGREED, NURSE), (TOUCH, NURSE),
    (amended(MIDAZOLAM, outside_rule="prn-agreed", deviation_reason="krampe"), NURSE),
    (cuff(185, 112), "watch"), (documented("before", 185, 112), NURSE), (decided("D-14"), NURSE),
    (answer("D-02", "no"), NURSE), (answer("D-04", "yes"), NURSE), (decided("D-04"), NURSE),
    (answer("C-01", "no"), NURSE), (events.PersonPresent(person=NURSE, role="R-01",
                                                        present=False), NURSE),
    (events.TouchConsentWithdrawn(sites=()), NURSE), (CLOSE, NURSE),
    (events.EmergencyDeclared(), "-"), (events.EmergencyClosed(summary="over"), NURSE),
    (amended(HOME, early_leave=True, doctor_informed=DOCTOR, note="vil hjem"), NURSE),
]  # fmt: skip
ACT = st.one_of(st.sampled_from(STEPS), st.tuples(any_event(), st.sampled_from([NURSE, DOCTOR])))


def try_(telling, event, by):
    """Ask, check what must never be permitted, and record what was."""
    session, vitals = telling.session, now(telling)
    refusal = may(session, event, by, telling.now, protocol(), vitals)
    if refusal is not None:
        assert refusal.rule
        assert refusal.code
        return
    gate = start_gate(session, vitals, telling.now, protocol())
    match event:
        case events.InfusionStarted():
            assert all(line.ok for line in gate)
            assert {line.id for line in gate} >= set(G1) - {"G1-04"}
            assert session.touch.answered
            assert event.dose_mg <= Decimal(150)
        case events.TouchConsentGiven():
            assert session.infusion.started_at is None
            assert not session.prn.doses("midazolam")
        case events.HomeReadinessDecided() if not event.early_leave:
            lines = home_gate(session, vitals, telling.now, protocol())
            assert {line.id for line in lines if not line.ok} <= {"G2-10"}
        case _:
            pass
    telling.tell(event, by=by)


@settings(max_examples=30, deadline=None)
@given(st.lists(ACT, max_size=12), st.sampled_from([0, 60, 1200, 2400]))
def test_nothing_forbidden_is_permitted_before_the_start(acts, wait_s):
    telling = ready("double_check")
    for event, by in acts:
        try_(telling.wait(wait_s / 10), event, by)
    assert telling.replayed() == telling.session


@settings(max_examples=30, deadline=None)
@given(st.lists(ACT, max_size=12), st.sampled_from([0, 60, 1200, 2400]))
def test_nothing_forbidden_is_permitted_after_it(acts, wait_s):
    telling = observed().tell(ORDERED, AGREED, MIDAZOLAM)
    for event, by in acts:
        try_(telling.wait(wait_s / 10), event, by)
    assert telling.replayed() == telling.session


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from([1, 60])), max_size=60))
def test_nothing_forbidden_is_permitted_from_the_beginning(acts):
    telling = Telling()
    for (event, by), wait_s in acts:
        try_(telling.wait(wait_s), event, by)


@settings(max_examples=30, deadline=None)
@given(st.lists(any_event(finite=False), max_size=6), any_event(finite=False))
def test_a_question_about_any_act_has_an_answer_whatever_was_recorded(happened, event):
    for begin in (Telling, ready, infusing, observed):
        telling = begin().tell(*happened)
        refusal = asked(telling, event, NURSE)
        assert refusal is None or refusal.code


def test_with_a_watch_running_nobody_passes_the_gate_home():
    telling = observed().tell(ORDERED, AGREED, MIDAZOLAM)
    refusal = asked(telling, HOME)
    assert "G2-12" in refusal.missing
    assert code(telling, amended(HOME, early_leave=True)) == "early_leave_unexplained"


def test_after_the_end_contact_is_still_locked_until_the_session_is_over():
    for telling in (infusing(), infusing().tell(END), observed(), observed().tell(HOME)):
        assert code(telling, TOUCH) == "touch_locked_by_start"
    assert code(observed().tell(HOME, CLOSE), TOUCH) == "session_over"
