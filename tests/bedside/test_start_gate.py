"""Gate G1 (SPEC part 2): each line missing alone closes the gate and is named, no other."""

from dataclasses import replace

import pytest

from bedside import events
from bedside.day_check import day_check
from bedside.gate_line import Asked
from bedside.gates import START as RULES
from bedside.gates import _lines, may_start, start_gate
from tests.bedside.course import (
    BACKUP,
    CHECK,
    DOCTOR,
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
    identified,
    now,
    ready,
)
from tests.bedside.telling import D, Telling, protocol

SEDATIVE = events.PrnDoseGiven(drug="midazolam", dose_mg=D(1), route="iv", indication="anxiety")
NO_TOUCH = events.TouchConsentDeclined(informed_can_withdraw=True)


def lines(telling, red=()):
    return start_gate(telling.session, now(telling, red), telling.now, protocol())


def open_lines(telling, red=()):
    return {line.id: line.found.code for line in lines(telling, red) if not line.ok}


def start(telling, event=START, red=()):
    return may_start(telling.session, event, now(telling, red), telling.now, protocol())


def test_everything_in_order_the_infusion_may_start():
    telling = ready()
    assert open_lines(telling) == {}
    assert start(telling) is None


def test_a_first_infusion_asks_for_all_fourteen_lines_and_the_others_for_thirteen():
    assert [line.id for line in lines(ready(first=True))] == list(RULES)
    assert [line.id for line in lines(ready())] == [id_ for id_ in RULES if id_ != "G1-04"]
    assert open_lines(ready(first=True)) == {}


def test_a_session_in_which_nothing_was_done_misses_every_line():
    gate = lines(Telling().tell(OPEN))
    assert all(not line.ok for line in gate)
    refusal = start(Telling().tell(OPEN))
    assert refusal.missing == tuple(line.id for line in gate)
    assert refusal.values == {"ok": "0", "of": "14"}


# (sentence, steps left out, steps done otherwise, then this happens, line, what is said)
IM = amended(ORDER, route="im", approved_by=DOCTOR, reason="vanskelige årer",
             longer_observation_min=60)  # fmt: skip
LINES = [
    ("G1-01 the same identifier twice is one", [],
     {"identity": [identified(identifiers_checked=("name", "name"))]}, [], "G1-01",
     "not_identified"),
    ("G1-01 an empty identifier is none", [],
     {"identity": [identified(identifiers_checked=("name", " "))]}, [], "G1-01",
     "not_identified"),
    ("G1-02 no signed consent", ["consent"], {}, [], "G1-02", "consent_not_signed"),
    ("G1-02 asked, and not signed", [], {"consent": [answer("C-01", "no")]}, [], "G1-02",
     "consent_not_signed"),
    ("G1-02 unsure is not signed", [], {"consent": [answer("C-01", "unsure")]}, [], "G1-02",
     "consent_not_signed"),
    ("G1-02 signed, without date and version", [], {"consent": [answer("C-01")]}, [], "G1-02",
     "consent_details_missing"),
    ("C-05 consent withdrawn before the start", [], {},
     [events.TreatmentConsentWithdrawn(said="jeg vil ikke")], "G1-02", "consent_withdrawn"),
    ("C-06 doubt about capacity", [], {}, [answer("C-06", "yes")], "G1-02",
     "competence_in_doubt"),
    ("C-06 unsure is doubt", [], {}, [answer("C-06", "unsure")], "G1-02", "competence_in_doubt"),
    ("C-06 the doctor says no", [], {}, [answer("C-06", "yes"), decided("C-06", allowed=False)],
     "G1-02", "competence_in_doubt"),
    ("§2.2 not told of off-label use", ["off_label"], {}, [], "G1-03", "off_label_not_told"),
    ("§2.2 register or study not named", [], {"off_label": [answer("C-02")]}, [], "G1-03",
     "consent_details_missing"),
    ("F-07 §3.1 contact not settled today", ["touch"], {}, [], "G1-06", "touch_not_settled"),
    ("F-06 settled without telling of withdrawal", [],
     {"touch": [amended(TOUCH, informed_can_withdraw=False)]}, [], "G1-06", "touch_not_settled"),
    ("§3.1 the pulse is missing", [], {}, [documented("before", pulse_rate=None)], "G1-07",
     "vitals_incomplete"),
    ("§3.1 the saturation is missing", [], {}, [documented("before", spo2=None)], "G1-07",
     "vitals_incomplete"),
    ("a set from a simulator in a real session", [],
     {"opened": [amended(OPEN, simulated=False)]}, [documented("before", source="sim:calm")],
     "G1-07", "vitals_simulated"),
    ("9.3 a pulse that cannot be", [], {}, [documented("before", pulse_rate=300)], "G1-07",
     "vitals_implausible"),
    ("9.3 a saturation that cannot be", [], {}, [documented("before", spo2=40)], "G1-07",
     "vitals_implausible"),
    ("§3.3 not double-checked", ["double_check"], {}, [], "G1-10", "not_double_checked"),
    ("T-R2 the preparer checks himself", [],
     {"double_check": [amended(CHECK, checker=NURSE)]}, [], "G1-10", "not_double_checked"),
    ("§3.3 the second person got another result", [],
     {"double_check": [amended(CHECK, computed_mg=D("7.24"))]}, [], "G1-10",
     "not_double_checked"),
    ("§3.3 the second person does not agree", [],
     {"double_check": [amended(CHECK, agrees=False)]}, [], "G1-10", "not_double_checked"),
    ("§3.3 not prepared", ["prepared", "double_check"], {}, [], "G1-10", "not_prepared"),
    ("§3.11 no back-up physician", ["backup", "page"], {}, [], "G1-11", "no_backup"),
    ("§3.11 the physician is not available", [],
     {"backup": [amended(BACKUP, physically_available=False)]}, [], "G1-11",
     "backup_not_available"),
    ("A13 the physician is no specialist", [], {"backup": [amended(BACKUP, specialist=False)]},
     [], "G1-11", "backup_not_specialist"),
    ("§3.11 nobody can reach the physician", [], {"backup": [amended(BACKUP, phone=" ")]}, [],
     "G1-11", "backup_needs_name_and_phone"),
    ("the physician's page was never tested", ["page"], {}, [], "G1-11", "page_not_tested"),
    ("another physician checked in", [],
     {"page": [events.PhysicianCheckedIn(physician="dr-berg", test_accepted=True)]}, [], "G1-11",
     "page_not_tested"),
    ("a new physician was named after the test", [], {}, [amended(BACKUP, name="dr-berg")],
     "G1-11", "page_not_tested"),
    ("the reason without a page is of another physician", ["page"], {},
     [events.DeviationRecorded(rule="R-02", reason="nettet er nede"),
      amended(BACKUP, name="dr-berg")], "G1-11", "page_not_tested"),
    ("§3.11 nobody qualified in advanced life support", ["als"], {}, [], "G1-12", "no_als"),
    ("§3.11 the qualified person has left", [], {},
     [events.PersonPresent(person=SECOND, role="R-10", present=False)], "G1-12", "no_als"),
    ("§3.11 no blood pressure monitor", [], {}, [answer("EQ-01", "no")], "G1-12",
     "equipment_missing"),
    ("§3.11 no saturation meter", [], {}, [answer("EQ-02", "no")], "G1-12", "equipment_missing"),
    ("§3.11 no bag-valve-mask", [], {}, [answer("EQ-05", "no")], "G1-12", "equipment_missing"),
    ("§3.11 no defibrillator", [], {}, [answer("EQ-06", "no")], "G1-12", "equipment_missing"),
    ("§3.11 nobody looked for the EpiPen", [], {}, [answer("EQ-07", "not_asked")], "G1-12",
     "equipment_missing"),
    ("§3.1 nobody is in the room", ["staff"], {}, [], "G1-14", "nobody_present"),
    ("§3.1 everybody has left the room", [], {},
     [events.PersonPresent(person=NURSE, role="R-01", present=False)], "G1-14", "nobody_present"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "without", "instead", "then", "line", "code"),
    LINES,
    ids=[row[0] for row in LINES],
)
def test_one_line_missing_alone_closes_the_gate(sentence, without, instead, then, line, code):
    telling = ready(*without, **instead).tell(*then)
    assert open_lines(telling) == {line: code}
    refusal = start(telling)
    assert refusal.missing == (line,)
    assert refusal.code == "start_gate_closed"


# Where one thing closes more than one line, all of them are named.
SEVERAL = [
    ("§3.1 nothing documented: and nothing to compare with 180/110", ["cuff", "vitals"], {}, [],
     {"G1-07": "vitals_not_documented", "G1-08": "waits_for_bp"}),
    ("G1-01 nobody compared two identifiers: and everything of a first infusion is asked",
     ["identity"], {}, [],
     {"G1-01": "not_identified", "G1-04": "specialist_not_met",
      "G1-05": "day_check_incomplete", "G1-09": "first_dose_unusual"}),
    ("§3.3 the weight was put right: nothing of the dose holds", [], {},
     [events.WeightRecorded(weight_kg=D(60), how="scale", corrects=1, reason="feil")],
     {"G1-09": "weight_changed_since", "G1-10": "not_prepared"}),
    ("§3.1 half a pressure, typed in", ["cuff"],
     {"vitals": [documented("before", diastolic=None, source="manual")]}, [],
     {"G1-07": "vitals_incomplete", "G1-08": "bp_doubtful"}),
    ("180/110 itself is high, and a decision on 150/95 is another one (§3.6)", [],
     {"cuff": [cuff(180, 110)], "vitals": [documented("before", 180, 110)]}, [decided("D-13")],
     {"G1-05": "day_check_incomplete", "G1-08": "bp_high_undecided"}),
    ("9.3 a pressure that cannot be, typed in", ["cuff"],
     {"vitals": [documented("before", 80, 120, source="manual")]}, [],
     {"G1-05": "day_check_incomplete", "G1-07": "vitals_implausible",
      "G1-08": "bp_high_undecided"}),
    ("9.3 another one that cannot be", ["cuff"],
     {"vitals": [documented("before", 70, 75, source="manual")]}, [],
     {"G1-07": "vitals_implausible", "G1-08": "bp_doubtful"}),
    ("§3.3 not prescribed: and what was drawn up is of nothing", ["prescribed"], {}, [],
     {"G1-09": "not_prescribed", "G1-10": "not_prepared"}),
    ("§3.1 no cannula and none flushed", ["cannula", "flushed"], {}, [],
     {"G1-13": "no_cannula"}),
    ("A39 midazolam before the infusion reopens the question of capacity", [], {}, [SEDATIVE],
     {"G1-02": "day_check_first", "G1-05": "day_check_incomplete"}),
    ("D-02 does not want the treatment: nobody lifts it", [], {}, [answer("D-02", "no")],
     {"G1-02": "does_not_want", "G1-05": "day_check_stopped"}),
    ("D-10 pregnant: nobody lifts it", [], {}, [answer("D-10", "yes")],
     {"G1-05": "day_check_stopped"}),
    ("D-04 under compulsory care: a doctor decides", [], {}, [answer("D-04", "yes")],
     {"G1-05": "day_check_incomplete"}),
    ("D-04 the doctor says no", [], {}, [answer("D-04", "yes"), decided("D-04", False)],
     {"G1-05": "doctor_said_no"}),
    ("no weight: no dose counts", ["weight"], {}, [],
     {"G1-05": "day_check_incomplete", "G1-09": "weight_changed_since", "G1-10": "not_prepared"}),
    ("151/80 was measured once: rest and repeat", [],
     {"cuff": [cuff(151, 80)], "vitals": [documented("before", 151, 80)]}, [],
     {"G1-08": "bp_repeat"}),
    ("160/98 stays after rest: a doctor decides", [],
     {"cuff": [cuff(160, 98), cuff(158, 97)], "vitals": [documented("before", 158, 97)]}, [],
     {"G1-05": "day_check_incomplete", "G1-08": "bp_raised_undecided"}),
    ("185/112 and nobody has decided", [],
     {"cuff": [cuff(185, 112)], "vitals": [documented("before", 185, 112)]}, [],
     {"G1-05": "day_check_incomplete", "G1-08": "bp_high_undecided"}),
    ("185/112 and the doctor says no", [],
     {"cuff": [cuff(185, 112)], "vitals": [documented("before", 185, 112)]},
     [decided("D-14", False)], {"G1-05": "doctor_said_no", "G1-08": "bp_doctor_said_no"}),
    ("the doctor decided on 182; now it is 190", [],
     {"cuff": [cuff(182, 100)], "vitals": [documented("before", 182, 100)]},
     [decided("D-14"), cuff(190, 100)],
     {"G1-05": "day_check_incomplete", "G1-08": "bp_high_undecided"}),
    ("a decision made before anything was measured is about something else", [],
     {"cuff": [decided("D-14"), cuff(185, 112)], "vitals": [documented("before", 185, 112)]}, [],
     {"G1-05": "day_check_incomplete", "G1-08": "bp_high_undecided"}),
    ("the monitor doubts its own reading", [],
     {"cuff": [cuff(124, 78, quality="suspect")]}, [], {"G1-08": "bp_doubtful"}),
    ("the monitor doubts a high reading: still a doctor's", [],
     {"cuff": [cuff(200, 70, quality="suspect")], "vitals": [documented("before", 200, 70)]}, [],
     {"G1-05": "day_check_incomplete", "G1-08": "bp_high_undecided"}),
    ("chest pain at a normal pressure", [], {}, [events.SymptomObserved(symptom="chest_pain")],
     {"G1-08": "symptom_calls_doctor"}),
    ("fainting, said in answer to the crisis question", [], {},
     [events.CrisisSymptomsAnswered(symptoms=("fainting",))], {"G1-08": "symptom_calls_doctor"}),
    ("chest pain after the doctor had decided on an earlier one", [], {},
     [events.SymptomObserved(symptom="chest_pain"), decided("G1-08"),
      events.SymptomObserved(symptom="chest_pain")], {"G1-08": "symptom_calls_doctor"}),
    ("chest pain, and the doctor says no", [], {},
     [events.SymptomObserved(symptom="chest_pain"), decided("G1-08", False)],
     {"G1-08": "symptom_calls_doctor"}),
    ("K-09 i.m. is not approved", [], {"prescribed": [amended(IM, approved_by="")]}, [],
     {"G1-09": "im_not_approved", "G1-13": "im_not_approved"}),
    ("a dose that the rules refuse", [],
     {"prescribed": [amended(ORDER, dose_mg_per_kg=D("1.6"), dose_mg=D("115.8"))]}, [],
     {"G1-09": "dose_above_range", "G1-10": "not_prepared"}),
    ("F-04 contact never settled, and a sedative was given", ["touch"], {}, [SEDATIVE],
     {"G1-02": "day_check_first", "G1-05": "day_check_incomplete",
      "G1-06": "touch_never_settled"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "without", "instead", "then", "found"), SEVERAL, ids=[row[0] for row in SEVERAL]
)
def test_what_closes_more_than_one_line(sentence, without, instead, then, found):
    telling = ready(*without, **instead).tell(*then)
    assert open_lines(telling) == found
    assert start(telling).missing == tuple(found)


# What opens a line again: (sentence, steps left out, done otherwise, then this happens)
OPENED = [
    ("C-06 no doubt", [], {}, [answer("C-06", "no")]),
    ("C-06 the doctor has assessed capacity", [], {}, [answer("C-06", "yes"), decided("C-06")]),
    ("F-01 no contact is a choice", [], {"touch": [NO_TOUCH]}, []),
    ("C-03 C-04 consents to research stop no treatment", [], {},
     [answer("C-03", "no"), answer("C-04", "no")]),
    ("answered again", [], {}, [answer("D-04", "yes"), answer("D-04", "no")]),
    ("D-04 the doctor has decided", [], {}, [answer("D-04", "yes"), decided("D-04")]),
    ("150/95 is not raised", [],
     {"cuff": [cuff(150, 95)], "vitals": [documented("before", 150, 95)]}, []),
    ("151/80 once, and the doctor has decided", [],
     {"cuff": [cuff(151, 80)], "vitals": [documented("before", 151, 80)]}, [decided("D-13")]),
    ("160/98 stays, the doctor has decided", [],
     {"cuff": [cuff(160, 98), cuff(158, 97)], "vitals": [documented("before", 158, 97)]},
     [decided("D-13")]),
    ("the doctor decided on 160; 165 later is no new question", [],
     {"cuff": [cuff(160, 98), decided("D-13"), cuff(165, 99)],
      "vitals": [documented("before", 165, 99)]}, []),
    ("185/112 and the doctor lets it pass", [],
     {"cuff": [cuff(185, 112)], "vitals": [documented("before", 185, 112)]}, [decided("D-14")]),
    ("the doctor decided on 185; 182 later is no worse", [],
     {"cuff": [cuff(185, 112), decided("D-14"), cuff(182, 111)],
      "vitals": [documented("before", 182, 111)]}, []),
    ("the doctor decided on 185/112; exactly that again is no worse", [],
     {"cuff": [cuff(185, 112), decided("D-14"), cuff(185, 112)],
      "vitals": [documented("before", 185, 112)]}, []),
    ("raised by anxiety, normal after rest (A25)", [],
     {"cuff": [cuff(165, 98), cuff(138, 84)], "vitals": [documented("before", 138, 84)]}, []),
    ("the doctor said no at 185; it fell to 130", [],
     {"cuff": [cuff(185, 112), decided("D-14", False), cuff(130, 80)],
      "vitals": [documented("before", 130, 80)]}, []),
    ("chest pain, and the doctor has decided since", [], {},
     [events.SymptomObserved(symptom="chest_pain"), decided("G1-08")]),
    ("chest pain that has ended", [], {},
     [events.CrisisSymptomsAnswered(symptoms=("chest_pain",)),
      events.CrisisSymptomsAnswered(symptoms=())]),
    ("restlessness alone calls nobody (A26)", [], {},
     [events.SymptomObserved(symptom="restlessness")]),
    ("typed in by hand", ["cuff"], {"vitals": [documented("before", source="manual")]}, []),
    ("qualified in life support, said instead of present", ["als"], {}, [answer("R-10")]),
    ("the page is down, and it is said why", ["page"], {},
     [events.DeviationRecorded(rule="R-02", reason="nettet er nede, telefon testet")]),
    ("a simulator's set in a demonstration", [], {"vitals": [documented("before", source="sim")]},
     []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "without", "instead", "then"), OPENED, ids=[row[0] for row in OPENED]
)
def test_what_does_not_close_the_gate(sentence, without, instead, then):
    telling = ready(*without, **instead).tell(*then)
    assert open_lines(telling) == {}
    assert start(telling) is None


def test_a_decision_on_the_physicians_own_page_needs_no_reading_back():
    telling = ready().tell(answer("D-04", "yes"))
    spoken = decided("D-04", read_back=False)
    assert open_lines(telling.tell(spoken)) == {"G1-05": "day_check_incomplete"}
    assert open_lines(telling.tell(spoken, by="physician")) == {}


def test_after_a_sedative_capacity_is_asked_anew_and_a_doctor_decides():
    telling = ready().tell(SEDATIVE).wait(60).tell(answer("D-01"))
    assert open_lines(telling) == {"G1-02": "day_check_first", "G1-05": "day_check_incomplete"}
    telling.wait(5).tell(decided("D-01"))
    assert open_lines(telling) == {}


def test_a_decision_before_the_sedative_is_not_about_it():
    telling = ready().tell(decided("D-01")).wait(5).tell(SEDATIVE).wait(60).tell(answer("D-01"))
    assert "G1-05" in open_lines(telling)


def test_a_pressure_is_too_old_after_15_minutes_and_not_before():
    telling = ready()
    taken = telling.session.chart.baseline.bp_at.mono_s
    telling.wait(900 - (telling.now.mono_s - taken))
    assert open_lines(telling) == {}
    telling.wait(1)
    assert open_lines(telling) == {"G1-07": "vitals_too_old", "G1-08": "waits_for_bp"}
    gate = {line.id: line for line in lines(telling)}
    assert gate["G1-08"].state == "waiting"
    assert gate["G1-07"].found.values == {"minutes": "15", "max_minutes": "15"}
    telling.tell(cuff(126, 80), by="watch").tell(documented("before", 126, 80))
    assert open_lines(telling) == {}


def test_how_old_a_reading_is_that_nobody_knows_is_not_said():
    telling = ready().tell(events.SessionResumed(gap_s=0, clock_behind_s=3600))
    gate = {line.id: line for line in lines(telling)}
    assert gate["G1-07"].found.values == {"minutes": "–", "max_minutes": "15"}


def test_documenting_an_old_reading_does_not_make_it_young():
    telling = ready().wait(1000).tell(documented("before"))
    assert open_lines(telling)["G1-07"] == "vitals_too_old"


def test_a_reading_that_is_not_in_the_record_yet_is_waited_for():
    telling = ready()
    vitals = now(telling)
    ahead = amended_current(vitals, bp_at=telling.wait(5).now.wall)
    gate = start_gate(telling.session, ahead, telling.now, protocol())
    assert {line.id: line.state for line in gate if not line.ok} == {"G1-08": "waiting"}


def amended_current(vitals, **changes):
    return replace(vitals, **changes)


@pytest.mark.parametrize(
    ("sentence", "red", "then", "found"),
    [
        ("a red saturation alarm stands", ("spo2_very_low",), [], {"G1-07": "red_alarm_open"}),
        ("a red saturation alarm, and the doctor has decided", ("spo2_very_low",),
         [decided("G1-07")], {}),
        ("a red saturation alarm, and the doctor says no", ("spo2_very_low",),
         [decided("G1-07", False)], {"G1-07": "red_alarm_open"}),
        ("a red pressure alarm is the next line's", ("bp_limit",), [], {}),
    ],
)  # fmt: skip
def test_an_open_red_alarm(sentence, red, then, found):
    assert open_lines(ready().tell(*then), red) == found


def test_a_new_cannula_is_flushed_again():
    telling = ready().tell(answer("P-06"))
    assert open_lines(telling) == {"G1-13": "not_flushed"}
    assert open_lines(telling.tell(answer("P-07"))) == {}


def test_a_corrected_word_about_the_cannula_asks_for_no_new_flush():
    telling = ready()
    placed = telling.session.answers.latest("P-06").seq
    telling.tell(answer("P-06", corrects=placed, reason="feil arm"))
    assert open_lines(telling) == {}


@pytest.mark.parametrize(
    ("sentence", "changed", "missing"),
    [
        ("another dose than was checked", {"dose_mg": D(80)}, ("dose_mg",)),
        ("another volume", {"volume_ml": D(60)}, ("volume_ml",)),
        ("A24 faster than prescribed", {"rate_ml_h": D(100)}, ("rate_ml_h",)),
        ("30 minutes instead of 40", {"duration_s": 1800}, ("duration_s",)),
        ("all of it", {"dose_mg": D(80), "volume_ml": D(60), "rate_ml_h": D(90), "duration_s": 1},
         ("dose_mg", "volume_ml", "rate_ml_h", "duration_s")),
    ],
)  # fmt: skip
def test_the_pump_is_set_as_two_persons_checked(sentence, changed, missing):
    refusal = start(ready(), amended(START, **changed))
    assert (refusal.code, refusal.missing) == ("start_not_as_prepared", missing)


def test_the_talk_before_every_infusion_is_not_left_out():
    refusal = start(ready("talks"))
    assert refusal.code == "preparation_incomplete"
    assert refusal.missing == ("P-01", "P-02")


def test_no_infusion_is_started_in_an_emergency():
    assert start(ready().tell(events.EmergencyDeclared())).code == "emergency_open"


def im_session(**order):
    mix = amended(
        MIX, strength_mg_per_ml=D(50), drug_volume_ml=D("1.44"), total_volume_ml=D("1.44"),
        rate_ml_h=D(0),
    )  # fmt: skip
    return ready(
        "cannula", "flushed", prescribed=[amended(IM, **order)], prepared=[mix]
    )  # fmt: skip


def test_k_09_intramuscular_needs_no_cannula_and_no_pump():
    telling = im_session().tell(answer("EQ-03", "no"), answer("EQ-04", "no"))
    assert open_lines(telling) == {}
    given = amended(START, volume_ml=D("1.44"), rate_ml_h=D(0), duration_s=0)
    assert start(telling, given) is None


def test_a_line_the_data_has_and_no_rule_knows_is_never_in_order():
    gate = protocol().gate_start
    unknown = amended(gate.line[0], id="G1-99")
    longer = amended(gate, line=(*gate.line, unknown))
    telling = ready()
    items = day_check(telling.session, protocol())
    asked = Asked(telling.session, now(telling), telling.now, protocol(), items)
    last = _lines(longer, RULES, asked)[-1]
    assert (last.id, last.state, last.found.code) == ("G1-99", "missing", "line_unknown")


def test_every_line_of_the_protocol_has_its_rule_and_every_rule_its_line():
    assert [line.id for line in protocol().gate_start.line] == list(RULES)


def test_each_line_says_who_and_when():
    telling = ready()
    gate = {line.id: line.found for line in lines(telling)}
    assert gate["G1-10"].by == SECOND
    assert gate["G1-11"].by == DOCTOR
    assert gate["G1-06"].values == {"sites": "hand, arm"}
    assert all(found.at is not None for found in gate.values())


def test_the_day_check_is_as_new_as_its_last_answer():
    telling = ready().wait(60).tell(answer("D-05", "no"), by=SECOND)
    found = next(line.found for line in lines(telling) if line.id == "G1-05")
    assert (found.by, found.at) == (SECOND, telling.now.wall)


def test_a_decision_is_named_on_its_line():
    telling = ready().tell(answer("D-04", "yes"), decided("D-04"))
    gate = {line.id: line.found for line in lines(telling)}
    assert gate["G1-05"].by == DOCTOR
    assert gate["G1-05"].values == {"decided": "1"}


def test_what_only_a_doctor_lifts_is_said_to_be_the_doctors():
    telling = ready(cuff=[cuff(185, 112)], vitals=[documented("before", 185, 112)])
    refusal = start(telling)
    assert refusal.lifted_by == "doctor"
    assert start(ready("cannula", "page")).lifted_by == "nobody"
