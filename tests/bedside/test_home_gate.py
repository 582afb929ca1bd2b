"""Gate G2 (SPEC part 11, §3.1, §3.11): each line missing alone keeps the patient here."""

from datetime import timedelta

import pytest

from bedside import events
from bedside.clock import Instant
from bedside.events import Entry
from bedside.gates import HOME as RULES
from bedside.gates import OBSERVED, home_gate, may_decide_home
from tests.bedside.course import (
    CRITERIA,
    DOCTOR,
    END,
    HOME,
    NURSE,
    START,
    amended,
    answer,
    cuff,
    decided,
    documented,
    now,
    observed,
    ready,
    told,
)
from tests.bedside.telling import D, protocol

MIDAZOLAM = events.PrnDoseGiven(
    drug="midazolam", dose_mg=D(1), volume_ml=D(1), route="iv", indication="anxiety"
)


def lines(telling, red=()):
    return home_gate(telling.session, now(telling, red), telling.now, protocol())


def open_lines(telling, red=()):
    found = {line.id: line.found.code for line in lines(telling, red) if not line.ok}
    return {id_: code for id_, code in found.items() if id_ != "G2-10"}


def decide(telling, event=HOME, red=()):
    return may_decide_home(telling.session, event, now(telling, red), telling.now, protocol())


def watched(telling, until_min=30, sedation="awake", effect=True):
    """Midazolam, and the observations after it: 0, 5, 10, 15 and 30 minutes."""
    telling.tell(MIDAZOLAM)
    dose, given_s = telling.session.last_seq, telling.now.mono_s
    for due_min in (0, 5, 10, 15, 30):
        if due_min > until_min:
            break
        telling.wait(given_s + due_min * 60 - telling.now.mono_s)
        telling.tell(
            events.PostSedationObserved(
                of=dose, due_min=due_min, sedation=sedation, respiration_per_min=14
            )
        )
    if effect:
        telling.tell(events.PrnEffectNoted(of=dose, effect="roligere"))
    return telling


def again(telling, systolic=128, diastolic=80):
    telling.tell(cuff(systolic, diastolic), by="watch")
    return telling.tell(documented("discharge", systolic, diastolic))


def test_everything_in_order_the_patient_may_go_home():
    telling = observed()
    assert open_lines(telling) == {}
    assert decide(telling) is None
    telling.tell(HOME)
    assert all(line.ok for line in lines(telling))


def test_the_lines_of_a_plain_session_and_of_one_with_everything():
    assert [line.id for line in lines(observed())] == [
        "G2-01", "G2-02", "G2-03", "G2-04", "G2-06", "G2-07", "G2-09", "G2-10", "G2-11", "G2-13",
    ]  # fmt: skip
    telling = observed().tell(answer("D-11", "yes"), MIDAZOLAM)
    telling.tell(events.LongerObservationSet(minutes=30, doctor=DOCTOR))
    assert [line.id for line in lines(telling)] == list(RULES)


def changed(limit, bound, value, doctor=""):
    return events.AlarmLimitChanged(limit=limit, bound=bound, value=value, was=0, doctor=doctor)


# (sentence, left out, done otherwise, then this happens, line, what is said)
LINES = [
    ("U-01 nobody told the patient that it has ended", ["told"], {}, [], "G2-01",
     "not_told_it_ended"),
    ("U-01 the answer was no", [], {"told": [told("U-01", "no")]}, [], "G2-01",
     "not_told_it_ended"),
    ("U-04 oriented was not ticked", [], {}, [told("U-04-oriented", "no")], "G2-04",
     "mind_not_normal"),
    ("U-04 dissociation goes on", [], {}, [told("U-04-no-dissociation", "no")], "G2-04",
     "mind_not_normal"),
    ("U-04 cannot walk steadily", [], {"mind": [told(item) for item in CRITERIA[:3]]}, [],
     "G2-04", "mind_not_normal"),
    ("U-07 not told the driving ban", ["driving"], {}, [], "G2-06", "driving_ban_not_told"),
    ("U-08 no call offered", ["phone"], {}, [], "G2-07", "phone_call_not_offered"),
    ("U-08 a yes is neither accepted nor declined", [], {"phone": [told("U-08", "yes")]}, [],
     "G2-07", "phone_call_not_offered"),
    ("U-08 accepted, and no number", [], {"phone": [told("U-08", "accepted")]}, [], "G2-07",
     "phone_number_missing"),
    ("U-10 breastfeeding, not told of 48 hours", [], {}, [answer("D-11", "yes")], "G2-08",
     "breastfeeding_not_told"),
    ("U-10 unsure whether she breastfeeds: told", [], {}, [answer("D-11", "unsure")], "G2-08",
     "breastfeeding_not_told"),
    ("U-12 the cannula is still in", ["cannula_out"], {}, [], "G2-09", "cannula_in"),
    ("U-12 somebody goes along, the cannula is in", [], {}, [told("U-12.pvc_removed", "no")],
     "G2-09", "cannula_in"),
    ("an emergency is open", [], {}, [events.EmergencyDeclared()], "G2-11", "red_open"),
    ("a call to the physician that nobody answered", [], {},
     [events.PhysicianAlerted(alert=1, priority="high", condition="bp_limit", to=DOCTOR,
                              phone="12345", alarm=7)], "G2-11", "red_open"),
    ("V-03 §3.6 a reading after the set is high again", [], {}, [cuff(155, 90)], "G2-03",
     "not_normal_yet"),
    ("V-05 §3.11 the pulse is outside the unit's limit", [], {},
     [documented("discharge", 128, 80, pulse_rate=130)], "G2-03", "not_normal_yet"),
    ("V-05 §3.11 the saturation is outside the unit's limit", [], {},
     [documented("discharge", 128, 80, spo2=88)], "G2-03", "not_normal_yet"),
    ("V-05 §3.11 the saturation is outside the limit that this session was tightened to",
     [], {}, [changed("spo2_low", "low_percent", 95), documented("discharge", 128, 80, spo2=93)],
     "G2-03", "not_normal_yet"),
    ("V-05 §3.11 the pulse is outside the unit's limit, whatever a doctor let it be in the session",
     [], {}, [changed("pulse", "low_per_min", 42, DOCTOR),
              documented("discharge", 128, 80, pulse_rate=45)], "G2-03", "not_normal_yet"),
    ("V-05 §3.11 the pressure is too low to go home", [], {},
     [cuff(85, 50), documented("discharge", 85, 50)], "G2-03", "not_normal_yet"),
    ("A18 151 is not normal", [], {}, [cuff(151, 80), documented("discharge", 151, 80)], "G2-03",
     "not_normal_yet"),
    ("A18 more than 20 above this morning's 124", [], {},
     [cuff(145, 80), documented("discharge", 145, 80)], "G2-03", "not_normal_yet"),
    ("A18 the doctor does not accept it", [], {},
     [cuff(151, 80), documented("discharge", 151, 80), decided("U-03", False)], "G2-03",
     "home_doctor_said_no"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "without", "instead", "then", "line", "code"),
    LINES,
    ids=[row[0] for row in LINES],
)
def test_one_line_missing_alone_keeps_the_gate_closed(sentence, without, instead, then, line, code):
    telling = observed(*without, **instead).tell(*then)
    assert open_lines(telling) == {line: code}
    refusal = decide(telling)
    assert (refusal.code, refusal.missing) == ("home_gate_closed", (line,))


OPENED = [
    ("U-08 declined", [], {"phone": [told("U-08", "declined")]}, []),
    ("U-08 the number written beside it", [],
     {"phone": [told("U-08", "accepted"), told("U-08.follow_up_phone", "yes", "00 00 00 00")]}, []),
    ("U-10 told of 48 hours", [], {}, [answer("D-11", "yes"), told("U-10")]),
    ("U-12 removed, said in its own line", ["cannula_out"], {},
     [told("U-12", "no"), told("U-12.pvc_removed")]),
    ("A18 151/80 and a doctor accepts it", [], {},
     [cuff(151, 80), documented("discharge", 151, 80), decided("U-03")]),
    ("20 above this morning's is normal", [], {},
     [cuff(144, 80), documented("discharge", 144, 80)]),
    ("the physician answered the call", [], {},
     [events.PhysicianAlerted(alert=1, priority="high", condition="bp_limit", to=DOCTOR,
                              phone="12345", alarm=7),
      events.PhysicianAnswered(alert=1, answer="coming", physician=DOCTOR, channel="phone")]),
    ("a call of middle urgency", [], {},
     [events.PhysicianAlerted(alert=1, priority="medium", condition="spo2_low", to=DOCTOR,
                              phone="12345", alarm=7)]),
    ("a test of the page that nobody answered", [], {},
     [events.PhysicianAlerted(alert=1, priority="high", condition="test", to=DOCTOR,
                              phone="12345")]),
    ("a call that the nurse closed with a reason", [], {},
     [events.PhysicianAlerted(alert=1, priority="high", condition="bp_limit", to=DOCTOR,
                              phone="12345", alarm=7),
      events.AlertClosed(alert=1, reason="nådd på telefon")]),
    ("the emergency is over", [], {},
     [events.EmergencyDeclared(), events.EmergencyClosed(summary="kvalme, gikk over")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "without", "instead", "then"), OPENED, ids=[row[0] for row in OPENED]
)
def test_what_does_not_keep_the_patient(sentence, without, instead, then):
    telling = observed(*without, **instead).tell(*then)
    assert open_lines(telling) == {}
    assert decide(telling) is None


def test_v_02_nothing_documented_after_the_infusion():
    telling = observed("end_vitals", "vitals_home")
    assert open_lines(telling) == {
        "G2-02": "vitals_after_missing",
        "G2-03": "waits_for_vitals",
    }


@pytest.mark.parametrize("part", ["systolic", "diastolic", "pulse_rate", "spo2"])
def test_v_02_a_set_that_lacks_something_is_none(part):
    half = documented("end", 138, 88, **{part: None} if part in ("pulse_rate", "spo2") else {})
    half = amended(half, **{part: None})
    telling = observed("vitals_home", end_vitals=[cuff(138, 88), half])
    assert open_lines(telling)["G2-02"] == "vitals_after_missing"


def test_v_02_a_pressure_taken_before_the_end_is_none():
    telling = ready().tell(START).wait(2399).tell(cuff(138, 88), by="watch")
    telling = observed("vitals_home", telling=telling, end_vitals=[documented("end", 138, 88)])
    assert open_lines(telling)["G2-02"] == "vitals_after_missing"


def test_a_set_documented_before_the_infusion_does_not_count_after_it():
    telling = observed("end_vitals", vitals_home=[cuff(128, 80), documented("before", 128, 80)])
    assert open_lines(telling)["G2-02"] == "vitals_after_missing"


def test_the_last_set_may_be_15_minutes_old():
    telling = observed()
    taken = telling.session.chart.blood_pressure.at.mono_s
    telling.wait(900 - (telling.now.mono_s - taken))
    assert open_lines(telling) == {}
    assert open_lines(telling.wait(1)) == {"G2-03": "home_vitals_too_old"}
    assert open_lines(again(telling)) == {}


def test_not_normal_after_60_minutes_is_a_question_to_the_doctor():
    telling = observed()
    again(telling, 165, 96)
    line = next(line for line in lines(telling) if line.id == "G2-03")
    assert (line.found.code, line.found.remedy) == ("not_normal_yet", "measure")
    telling.wait(3600 - telling.session.infusion.since_end_s(telling.now))
    again(telling, 165, 96)
    line = next(line for line in lines(telling) if line.id == "G2-03")
    assert (line.found.code, line.found.remedy) == ("not_normal_ask_doctor", "doctor_decides")
    assert line.found.missing == (
        "systolic_above",
        "diastolic_above",
        "systolic_above_baseline",
    )


def test_a_doctors_word_holds_for_the_set_it_was_said_of():
    telling = observed()
    again(telling, 165, 96).tell(decided("U-03"))
    assert open_lines(telling) == {}
    again(telling, 168, 97)
    assert open_lines(telling) == {"G2-03": "not_normal_yet"}


def test_there_may_be_no_values_from_before_to_compare_with():
    telling = ready("cuff", "vitals").tell(START).wait(2400)
    telling = observed(telling=telling)
    assert open_lines(telling) == {}


def test_midazolam_is_watched_for_half_an_hour_before_anybody_goes_home():
    telling = ready().tell(START).wait(1500)
    telling = observed(telling=watched(telling, until_min=10))
    assert open_lines(telling) == {"G2-12": "sedation_watch_running"}
    assert decide(telling).missing == ("G2-12",)
    assert open_lines(observed(telling=watched(ready().tell(START).wait(1500)))) == {}


def test_the_next_look_after_midazolam_is_waited_for_until_it_is_due():
    telling = observed()
    watched(telling, until_min=0)
    line = {line.id: line for line in lines(telling)}["G2-12"]
    assert line.state == "waiting"
    assert line.found.at == telling.now.wall + timedelta(minutes=5)
    line = {line.id: line for line in lines(telling.wait(300))}["G2-12"]
    assert line.state == "missing", "due is due, in the very second"


def test_every_dose_has_its_effect_noted():
    telling = observed(telling=watched(ready().tell(START).wait(1500), effect=False))
    assert open_lines(telling) == {"G2-13": "prn_without_effect"}


def test_criteria_seen_before_midazolam_are_seen_again():
    telling = watched(observed())
    again(telling)
    assert open_lines(telling) == {"G2-04": "mind_not_normal"}
    telling.tell(*(told(item) for item in CRITERIA))
    assert open_lines(telling) == {}


def test_sedation_is_not_gone_when_the_last_look_says_drowsy():
    telling = ready().tell(START).wait(1500)
    watched(telling, until_min=15)
    telling = observed(telling=telling)
    dose = telling.session.prn.given[0].seq
    telling.tell(
        events.PostSedationObserved(of=dose, due_min=30, sedation="drowsy", respiration_per_min=12)
    )
    line = {line.id: line for line in lines(telling)}["G2-04"]
    assert line.found.missing == ("U-04-sedation-gone",)


def test_u_06_the_doctors_minutes_count_from_the_end():
    telling = observed().tell(events.LongerObservationSet(minutes=30, doctor=DOCTOR))
    line = {line.id: line for line in lines(telling)}["G2-05"]
    assert line.state == "waiting"
    left_s = 1800 - telling.session.infusion.since_end_s(telling.now)
    assert line.found.values == {"minutes": "30", "left_minutes": str(int(left_s // 60) + 1)}
    assert open_lines(again(telling.wait(left_s))) == {}


def test_u_06_of_hours_every_minute_is_told():
    telling = observed().tell(events.LongerObservationSet(minutes=240, doctor=DOCTOR))
    left_s = 240 * 60 - telling.session.infusion.since_end_s(telling.now)
    telling.wait(left_s - 180 * 60)
    line = {line.id: line for line in lines(telling)}["G2-05"]
    assert line.found.values == {"minutes": "240", "left_minutes": "180"}


def test_u_06_and_from_the_last_sedative():
    telling = ready().tell(START).wait(2400)
    watched(observed(telling=telling))
    telling.tell(events.LongerObservationSet(minutes=60, doctor=DOCTOR), *map(told, CRITERIA))
    again(telling)
    assert open_lines(telling) == {"G2-05": "observe_longer"}
    again(telling.wait(1800))
    assert open_lines(telling) == {}


def test_u_06_from_a_sedative_that_came_after_the_end():
    telling = observed(telling=ready().tell(START).wait(2400)).wait(1200)
    watched(telling)
    telling.tell(events.LongerObservationSet(minutes=60, doctor=DOCTOR), *map(told, CRITERIA))
    since_end_s = telling.session.infusion.since_end_s(telling.now)
    again(telling.wait(3600 - since_end_s))  # an hour since the end, not yet since the dose
    assert open_lines(telling) == {"G2-05": "observe_longer"}
    since_dose_s = (telling.now.wall - telling.session.prn.doses("midazolam")[0].at).total_seconds()
    again(telling.wait(3599.5 - since_dose_s))
    assert open_lines(telling) == {"G2-05": "observe_longer"}
    again(telling.wait(0.5))
    assert open_lines(telling) == {}
    line = {line.id: line for line in lines(telling)}["G2-05"]
    assert line.found.values == {"minutes": "60"}


def test_u_06_a_sedative_during_the_infusion_shortens_nothing():
    telling = observed(telling=watched(ready().tell(START)).wait(600))
    telling.tell(events.LongerObservationSet(minutes=30, doctor=DOCTOR))
    assert telling.session.infusion.since_end_s(telling.now) < 1800
    assert open_lines(telling) == {"G2-05": "observe_longer"}


def test_a_set_whose_reading_is_not_in_the_record_is_judged_by_itself():
    telling = ready("cuff", "vitals").tell(START).wait(2400)
    telling = observed("end_vitals", telling=telling, vitals_home=[documented("after", 128, 80)])
    assert telling.session.chart.blood_pressures == ()
    assert open_lines(telling) == {}


def test_an_injection_is_observed_as_long_as_the_doctor_prescribed():
    telling = observed()
    order = telling.session.prescription.order
    telling.tell(amended(order, route="im", longer_observation_min=90))
    found = open_lines(telling)
    assert found == {"G2-05": "observe_longer"}
    assert "G2-09" not in {line.id for line in lines(telling)}


@pytest.mark.parametrize("minutes", [0, -5])
def test_no_minutes_are_none(minutes):
    telling = observed().tell(events.LongerObservationSet(minutes=minutes, doctor=DOCTOR))
    assert "G2-05" not in {line.id for line in lines(telling)}


def test_a_red_alarm_keeps_the_patient():
    assert open_lines(observed(), red=("spo2_very_low",)) == {"G2-11": "red_open"}
    assert decide(observed(), red=("spo2_very_low",)).missing == ("G2-11",)


def test_u_05_before_20_minutes_only_with_a_reason():
    telling = ready().tell(START).wait(2400)
    telling = observed("wait", telling=telling)
    refusal = decide(telling)
    assert (refusal.code, refusal.lifted_by) == ("home_too_early", "reason")
    assert refusal.values["earliest_minutes"] == "20"
    assert decide(telling, amended(HOME, note="følge venter, helt våken")) is None
    telling.wait(1140 - telling.session.infusion.since_end_s(telling.now))
    refusal = decide(again(telling))
    assert refusal.values == {"minutes": "19", "earliest_minutes": "20"}
    assert decide(telling.wait(59)) is not None
    assert decide(telling.wait(1)) is None


def test_u_14_somebody_decides():
    assert decide(observed(), amended(HOME, decided_by=" ")).code == "home_needs_person"


@pytest.mark.parametrize(
    ("sentence", "said", "missing"),
    [
        ("against advice, and no doctor knows", {}, ("doctor_informed", "note")),
        ("a doctor knows, nothing is written", {"doctor_informed": DOCTOR}, ("note",)),
        ("written, and no doctor knows", {"note": "vil hjem"}, ("doctor_informed",)),
        (
            "a doctor knows, and it is written",
            {"doctor_informed": DOCTOR, "note": "vil hjem"},
            None,
        ),
    ],
)
def test_u_14_leaving_early_against_advice_is_written_down(sentence, said, missing):
    telling = ready().tell(START).wait(2400).tell(END)
    refusal = decide(telling, amended(HOME, early_leave=True, **said))
    assert (refusal.missing if refusal else None) == missing


def test_nobody_goes_home_from_an_infusion_that_has_not_ended():
    telling = observed("ended", telling=ready().tell(START).wait(2400))
    assert decide(telling).code == "infusion_not_ended"


def test_after_a_restart_the_gate_stands_as_it_stood():
    telling = observed()
    wall = telling.now.wall + timedelta(seconds=30)
    at = Instant(1.0, wall)
    entry = Entry(telling.session.last_seq + 1, at, "-", events.SessionResumed(gap_s=30))
    session = telling.session.after(entry)
    gate = home_gate(session, session.chart.current(at, ()), at, protocol())
    assert [line.id for line in gate if not line.ok] == ["G2-10"]


def test_every_line_of_the_protocol_has_its_rule_and_every_rule_its_line():
    assert [line.id for line in protocol().gate_home.line] == list(RULES)
    assert set(OBSERVED) <= set(RULES)


def test_who_decided_stands_on_the_line():
    telling = observed().tell(HOME)
    assert {line.id: line.found.by for line in lines(telling)}["G2-10"] == NURSE
