"""What a session leaves for the next one: dose given, weight, evaluation, bladder."""

import pytest

from bedside import events
from bedside.drug_acts import Around, may
from bedside.earlier import left_behind, other_last_dose, series_in_the_way, today
from tests.bedside.course import amended, answer, decided
from tests.bedside.drugs import OSLO
from tests.bedside.telling import DOCTOR, D, Telling, protocol

RULES = protocol().series
OPENED = events.SessionOpened(
    session="s-6",
    simulated=True,
    room="1",
    program_version="0",
    protocol_version="0",
    protocol_hash="0",
)
PATIENT = events.PatientIdentified(
    name="Testpasient Syntetisk",
    birth_date="1984-03-12",
    identifier="p-1",
    identifiers_checked=("name", "birth_date"),
    phase="start",
    number=6,
    last_weight_kg=D("72.5"),
)
WEIGHED = events.WeightRecorded(weight_kg=D(70), how="scale")
ORDERED = events.DosePrescribed(
    doctor=DOCTOR,
    channel="page",
    weight_kg=D(70),
    dose_mg_per_kg=D(1),
    dose_mg=D(70),
)
STARTED = events.InfusionStarted(dose_mg=D(70), volume_ml=D(50), rate_ml_h=D(75))
ENDED = events.InfusionEnded(completed=True, delivered_mg=D(70))
WHOLE = (OPENED, PATIENT, WEIGHED, ORDERED, STARTED, ENDED)


def left(*happened):
    return left_behind(Telling().tell(*happened).session)


def test_a_session_leaves_its_dose_weight_and_place():
    found = left(*WHOLE)
    assert (found.session, found.phase, found.number) == ("s-6", "start", 6)
    assert (found.given_mg_per_kg, found.weight_kg) == (1, 70)
    assert found.started_at is not None
    assert (found.response_decision, found.bladder) == ("", False)


@pytest.mark.parametrize(
    ("story", "happened", "given_mg_per_kg"),
    [
        ("the whole dose", WHOLE, "1"),
        (
            "K-03: stopped half-way: what was given, not what was prescribed",
            (*WHOLE[:5], amended(ENDED, completed=False, delivered_mg=D(35))),
            "0.5",
        ),
        ("prescribed, and not started", WHOLE[:4], "0"),
        ("nothing was prescribed", WHOLE[:2], "0"),
    ],
)
def test_what_counts_next_time_is_what_was_given(story, happened, given_mg_per_kg):
    assert left(*happened).given_mg_per_kg == D(given_mg_per_kg), story


@pytest.mark.parametrize(
    ("story", "happened"),
    [
        ("nothing happened", ()),
        ("nobody was identified", (OPENED,)),
        ("a record without its beginning", (PATIENT,)),
    ],
)
def test_a_session_of_nobody_leaves_nothing(story, happened):
    assert left(*happened) is None, story


@pytest.mark.parametrize(
    ("story", "happened", "bladder"),
    [
        ("D-27: no", (answer("D-27", "no"),), False),
        ("D-27: yes", (answer("D-27", "yes"),), True),
        ("seen during the session", (events.SymptomObserved(symptom="haematuria"),), True),
        (
            "E-05: ticked in an emergency",
            (events.EmergencyDeclared(), events.EmergencySymptomTicked(symptom="haematuria")),
            True,
        ),
        ("another symptom", (events.SymptomObserved(symptom="nausea"),), False),
    ],
)
def test_blood_in_the_urine_is_carried_to_the_next_session(story, happened, bladder):
    assert left(*WHOLE, *happened).bladder is bladder, story


@pytest.mark.parametrize(
    ("story", "happened", "decision"),
    [
        ("S-02: not evaluated", (), ""),
        ("S-02: maintenance is offered", (decided("S-02"),), "maintenance"),
        ("S-02: the course ends", (decided("S-02", allowed=False),), "end"),
        (
            "S-02: the last decision counts",
            (decided("S-02", allowed=False), decided("S-02")),
            "maintenance",
        ),
    ],
)
def test_the_response_evaluation_is_a_doctors_decision(story, happened, decision):
    assert left(*WHOLE, *happened).response_decision == decision, story


def test_the_seventh_waits_for_the_evaluation_and_then_for_nothing():
    sixth = left(*WHOLE)
    next_time = Telling().wait(28 * 24 * 3600)
    known = {"last_dose_given_mg_per_kg": D(1)}
    next_time.tell(OPENED, amended(PATIENT, phase="maintenance", number=1, **known))
    arguments = ([sixth], next_time.now, OSLO, RULES)
    told = [r.code for r in series_in_the_way(next_time.session, *arguments)]
    assert told == ["no_response_evaluation"]
    next_time.tell(decided("S-02"))
    assert series_in_the_way(next_time.session, *arguments) == ()


def test_a_deviation_with_its_reason_lifts_the_interval():
    fifth = left(*WHOLE[:1], amended(PATIENT, number=5), *WHOLE[2:])
    today = amended(PATIENT, last_dose_given_mg_per_kg=D(1))
    next_day = Telling().wait(24 * 3600).tell(OPENED, today)
    arguments = ([fifth], next_day.now, OSLO, RULES)
    assert [r.code for r in series_in_the_way(next_day.session, *arguments)] == ["too_soon"]
    next_day.tell(events.DeviationRecorded(rule="S-08", reason="flytter bort"))
    assert series_in_the_way(next_day.session, *arguments) == ()


# (sentence, what was typed at the identification, what stands in the way)
LAST = [
    ("K-03 what was typed is what was given", D(1), None),
    ("K-03 1.0 mg/kg equals 1 mg/kg", D("1.0"), None),
    ("K-03 another dose was typed", D("0.75"), {"typed": "0.75", "recorded": "1"}),
    ("K-03 none was typed", None, {"typed": "–", "recorded": "1"}),
]


@pytest.mark.parametrize(("sentence", "typed", "values"), LAST, ids=[row[0] for row in LAST])
def test_the_dose_that_was_given_counts(sentence, typed, values):
    patient = amended(PATIENT, number=7, last_dose_given_mg_per_kg=typed)
    session = Telling().tell(OPENED, patient).session
    refusal = other_last_dose(session, [left(*WHOLE)])
    assert (refusal.values if refusal else None) == values


def test_where_no_dose_is_known_what_was_typed_stands():
    assert other_last_dose(Telling().tell(OPENED, PATIENT).session, []) is None
    assert other_last_dose(Telling().session, [left(*WHOLE)]) is None


def test_before_anybody_is_identified_it_is_the_first_of_the_start():
    empty = Telling()
    found = today(empty.session, empty.now, OSLO)
    assert (found.phase, found.number, found.decided) == ("start", 1, {})


def test_today_knows_which_doctor_allowed_what():
    told = Telling().tell(OPENED, PATIENT, decided("S-09"), decided("S-04", allowed=False))
    assert today(told.session, told.now, OSLO).decided == {"S-09": DOCTOR}


def test_todays_weight_is_held_against_the_last_one():
    told = Telling().tell(OPENED, PATIENT)
    around = Around(told.now, protocol(), {}, OSLO, None)
    slipped = amended(WEIGHED, weight_kg=D("7.25"))
    assert may(told.session, slipped, "ida", around).code == "weight_decimal_slipped"
    assert may(Telling().tell(OPENED).session, WEIGHED, "ida", around) is None
