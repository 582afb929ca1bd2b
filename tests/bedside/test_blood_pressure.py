"""The blood-pressure table (SPEC 9.4, §3.6): every line can be checked against the protocol."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.blood_pressure import (
    BpBand,
    band_of,
    implausible,
    implausible_pulse,
    implausible_spo2,
    judge,
    not_normalised,
)
from tests.bedside.telling import protocol

CRISIS, CALL, H, M, G, GREY = (
    "bp_crisis",
    "bp_call_doctor",
    "bp_high",
    "bp_elevated",
    "bp_normal",
    "bp_none",
)


def judged(systolic, diastolic, *felt, **how):
    data = protocol()
    return judge(
        systolic,
        diastolic,
        felt,
        table=data.limits.bp,
        guard=data.vitals.entry,
        symptoms=data.symptoms,
        **how,
    )


# T-BP, every vector: (sentence, systolic, diastolic, symptoms, outcome)
T_BP = [
    ("120/80 is normal", 120, 80, (), G),
    ("150/95 is normal: the limit is above it (§6.1)", 150, 95, (), G),
    ("151/80 is raised", 151, 80, (), M),
    ("140/96 is raised by its lower number", 140, 96, (), M),
    ("179/109 is raised, not yet high", 179, 109, (), M),
    ("179/110 is high by its lower number (§3.6, A1)", 179, 110, (), H),
    ("180/109 is high by its upper number", 180, 109, (), H),
    ("180/110 itself is high", 180, 110, (), H),
    ("181/111 is high", 181, 111, (), H),
    ("200/70 is high", 200, 70, (), H),
    ("130/115 is high", 130, 115, (), H),
    ("181/111 with chest pain is a crisis", 181, 111, ("chest_pain",), CRISIS),
    ("180/110 with fainting is a crisis", 180, 110, ("fainting",), CRISIS),
    ("179/109 with chest pain: call the doctor", 179, 109, ("chest_pain",), CALL),
    ("165/100 with headache is raised", 165, 100, ("headache_or_pressure",), M),
    ("185/100 with headache is high", 185, 100, ("headache_or_pressure",), H),
    ("185/112 with restlessness is a crisis (A26)", 185, 112, ("restlessness",), CRISIS),
    ("128/79 with restlessness is normal, and logged", 128, 79, ("restlessness",), G),
    ("160/90 with visual disturbance is raised, and logged", 160, 90, ("visual_disturbance",), M),
    ("128/79 with chest pain: call the doctor", 128, 79, ("chest_pain",), CALL),
    ("185 and no lower number is high", 185, None, (), H),
    ("no reading is grey", None, None, (), GREY),
    ("110/180 cannot be: grey", 110, 180, (), GREY),
    # and what follows from the table
    ("a lower number of 110 alone is high", None, 110, (), H),
    ("160 and no lower number is raised", 160, None, (), M),
    ("120 and no lower number cannot reassure", 120, None, (), GREY),
    ("80 and no upper number cannot reassure", None, 80, (), GREY),
    ("185 alone with fainting is a crisis", 185, None, ("fainting",), CRISIS),
    ("no reading with breathlessness: call the doctor", None, None, ("short_of_breath",), CALL),
    ("an impossible reading with stroke signs: call the doctor", 110, 180, ("stroke_signs",), CALL),
    ("normal with fainting: call the doctor", 120, 80, ("fainting",), CALL),
    ("normal with belly pain: call the doctor", 120, 80, ("severe_abdominal_pain",), CALL),
    ("normal and hardly awake: call the doctor", 120, 80, ("reduced_consciousness",), CALL),
    ("high with restlessness and headache is a crisis", 185, 100,
     ("restlessness", "headache_or_pressure"), CRISIS),
    ("dissociation alone calls nobody", 120, 80, ("dissociation",), G),
    ("a symptom nobody knows changes nothing", 185, 100, ("?",), H),
    ("49 upper cannot be", 49, 30, (), GREY),
    ("301 upper cannot be, however high", 301, 150, (), GREY),
    ("201 lower cannot be", 250, 201, (), GREY),
    ("equal numbers cannot be", 90, 90, (), GREY),
    ("50/20 can be, and is not raised", 50, 20, (), G),
    ("300/200 can be, and is high", 300, 200, (), H),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "systolic", "diastolic", "felt", "outcome"), T_BP, ids=[row[0] for row in T_BP]
)
def test_blood_pressure_and_symptoms(sentence, systolic, diastolic, felt, outcome):
    assert judged(systolic, diastolic, *felt).outcome == outcome


DOUBTED = [
    ("185/112 aged 30 minutes is shown stale, never green", 185, 112, {"stale": True}, GREY,
     "stale"),
    ("120/80 aged 30 minutes is grey", 120, 80, {"stale": True}, GREY, "stale"),
    ("a monitor that doubts a high reading does not make it milder", 200, 70,
     {"quality": "suspect"}, H, "suspect"),
    ("a normal reading the monitor doubts is grey", 120, 80, {"quality": "suspect"}, GREY,
     "suspect"),
    ("a raised reading the monitor doubts is grey", 160, 80, {"quality": "suspect"}, GREY,
     "suspect"),
    ("an impossible reading that somebody confirmed is judged", 302, 90,
     {"quality": "confirmed"}, H, ""),
    ("impossible and old: first of all impossible", 110, 180, {"stale": True}, GREY, "implausible"),
    ("half a reading that is high", 185, None, {}, H, "incomplete"),
    ("nothing at all", None, None, {}, GREY, "missing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "systolic", "diastolic", "how", "outcome", "doubt"),
    DOUBTED,
    ids=[row[0] for row in DOUBTED],
)
def test_a_reading_in_doubt(sentence, systolic, diastolic, how, outcome, doubt):
    judgement = judged(systolic, diastolic, **how)
    assert (judgement.outcome, judgement.doubt) == (outcome, doubt)


def test_a_doubted_high_reading_with_chest_pain_is_a_crisis():
    assert judged(200, 70, "chest_pain", quality="suspect").outcome == CRISIS


def test_an_old_high_reading_with_chest_pain_calls_the_doctor():
    assert judged(185, 112, "chest_pain", stale=True).outcome == CALL


def test_restlessness_under_the_limit_is_a_side_effect_and_nothing_that_was_felt_as_crisis():
    judgement = judged(128, 79, "restlessness", "headache_or_pressure")
    assert judgement.side_effects == {"restlessness"}
    assert judgement.felt == frozenset()


def test_what_made_it_a_crisis_is_named():
    assert judged(185, 112, "restlessness", "chest_pain").felt == {"restlessness", "chest_pain"}
    assert judged(128, 79, "restlessness", "chest_pain").felt == {"chest_pain"}
    assert judged(128, 79, "restlessness", "chest_pain").side_effects == {"restlessness"}


@pytest.mark.parametrize("outcome", [CRISIS, CALL, H, M, G, GREY])
def test_every_outcome_has_its_row_in_the_table(outcome):
    assert outcome in {row.id for row in protocol().limits.bp.outcome}


NUMBERS = st.none() | st.integers(-10, 400)


@given(NUMBERS, NUMBERS, st.booleans(), st.sampled_from(["good", "suspect", "confirmed"]))
def test_only_a_whole_fresh_plausible_reading_within_the_limits_is_green(
    systolic, diastolic, stale, quality
):
    judgement = judged(systolic, diastolic, stale=stale, quality=quality)
    if judgement.outcome == G:
        assert systolic <= 150
        assert diastolic <= 95
        assert not stale
        assert quality != "suspect"
        assert not judgement.doubt


@given(NUMBERS, NUMBERS, st.sets(st.sampled_from([s.id for s in protocol().symptoms.symptom])))
def test_no_symptom_makes_a_reading_look_milder(systolic, diastolic, felt):
    severity = [GREY, G, M, H, CALL, CRISIS]
    without = judged(systolic, diastolic).outcome
    assert severity.index(judged(systolic, diastolic, *felt).outcome) >= severity.index(without)


@pytest.mark.parametrize(
    ("systolic", "diastolic", "band"),
    [(None, None, BpBand.NONE), (120, 80, BpBand.NORMAL), (150, 96, BpBand.ELEVATED),
     (179, 110, BpBand.HIGH)],
)  # fmt: skip
def test_band(systolic, diastolic, band):
    assert band_of(systolic, diastolic, protocol().limits.bp) is band


PLAUSIBLE = [
    ("50/20 to 300/200 can be", 50, 20, ()),
    ("300/200 can be", 300, 200, ()),
    ("49 upper", 49, 20, ("systolic",)),
    ("301 upper", 301, 20, ("systolic",)),
    ("19 lower", 120, 19, ("diastolic",)),
    ("201 lower", 220, 201, ("diastolic",)),
    ("lower above upper", 110, 180, ("systolic_not_above_diastolic",)),
    ("lower as high as upper", 110, 110, ("systolic_not_above_diastolic",)),
    ("both out", 400, 10, ("systolic", "diastolic")),
    ("one number only", 120, None, ()),
    ("no number", None, None, ()),
]


@pytest.mark.parametrize(
    ("sentence", "systolic", "diastolic", "wrong"), PLAUSIBLE, ids=[row[0] for row in PLAUSIBLE]
)
def test_plausibility_of_a_pressure(sentence, systolic, diastolic, wrong):
    assert implausible(systolic, diastolic, protocol().vitals.entry) == wrong


@pytest.mark.parametrize(
    ("pulse", "unlikely"), [(19, True), (20, False), (250, False), (251, True)]
)
def test_plausibility_of_a_pulse(pulse, unlikely):
    assert implausible_pulse(pulse, protocol().vitals.entry) is unlikely


@pytest.mark.parametrize(("spo2", "unlikely"), [(49, True), (50, False), (100, False), (101, True)])
def test_plausibility_of_a_saturation(spo2, unlikely):
    assert implausible_spo2(spo2, protocol().vitals.entry) is unlikely


NORMALISED = [
    ("150/95 with 135/80 before is normal (A18)", 150, 95, (135, 80), ()),
    ("151 is too high", 151, 80, (145, 80), ("systolic_above",)),
    ("96 is too high", 130, 96, (130, 80), ("diastolic_above",)),
    ("20 above today's own value is normal", 140, 90, (120, 70), ()),
    ("21 above today's own value is not", 141, 80, (120, 70), ("systolic_above_baseline",)),
    ("lower number 21 above", 130, 91, (120, 70), ("diastolic_above_baseline",)),
    ("far above everything", 190, 120, (120, 70),
     ("systolic_above", "diastolic_above", "systolic_above_baseline", "diastolic_above_baseline")),
    ("no value of today to compare with", 140, 90, (None, None), ()),
    ("no reading", None, None, (120, 70), ("no_reading",)),
    ("half a reading", 120, None, (120, 70), ("no_reading",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "systolic", "diastolic", "baseline", "found"),
    NORMALISED,
    ids=[row[0] for row in NORMALISED],
)
def test_normalised(sentence, systolic, diastolic, baseline, found):
    assert not_normalised(systolic, diastolic, baseline, protocol().discharge.normal) == found
