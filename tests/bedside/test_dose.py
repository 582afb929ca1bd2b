"""How much ketamine may be prescribed: SPEC part 7, §3.2, with every T-K vector as a row."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.dose import (
    Situation,
    consider_lower_dose,
    decision_subject,
    dose_mg,
    given_mg_per_kg,
    grid,
    largest_allowed,
    may_prescribe,
    mg_per_kg,
    refusals,
    suggested,
)
from bedside.events import DosePrescribed
from tests.bedside.drugs import DOSE_RULES, D, amended

WEIGHTS = st.decimals(min_value=1, max_value=400, places=2)
DOSES = st.decimals(min_value="0.01", max_value=5, places=3)
ANY = st.decimals(allow_nan=True, allow_infinity=True) | st.just(D("sNaN"))
ALL_RULES = ("K-02-below", "K-03", "K-03-grid", "K-04", "K-08")


def order(kg, dose, **more):
    """As the screen makes it: the doctor's own, with the computed mg."""
    return DosePrescribed(
        doctor="dr-hansen",
        channel="in_room",
        read_back=True,
        weight_kg=D(kg),
        dose_mg_per_kg=D(dose),
        **{"dose_mg": dose_mg(D(kg), D(dose)), **more},
    )


def today(kg, **more):
    return Situation(**{"weight_kg": D(kg), "recorded_by": "ida", **more})


@pytest.mark.parametrize(
    ("story", "kg", "dose", "last", "mg", "code", "lifted_by"),
    [
        ("T-K §3.2: 70 kg × 0,5 = 35 mg", "70", "0.5", "0.5", "35.0", "", ""),
        ("T-K §3.2: 70 kg × 1,5 = 105 mg", "70", "1.5", "1.5", "105.0", "", ""),
        ("T-K §3.2: 100 kg × 1,5 = 150 mg, just at the cap", "100", "1.5", "1.5", "150.0", "", ""),
        (
            "T-K §3.2: 100,1 kg × 1,5 = 150,15 mg is over the cap",
            *("100.1", "1.5", "1.5", "150.1", "dose_above_cap", "nobody"),
        ),
        (
            "§3.2: 150,06 mg is over the cap though it rounds down to 150,0",
            *("100.04", "1.5", "1.5", "150.0", "dose_above_cap", "nobody"),
        ),
        ("T-K §3.2: 120 kg × 1,25 = 150 mg", "120", "1.25", "1.25", "150.0", "", ""),
        (
            "T-K §3.2: 121 kg × 1,25 = 151,25 mg is over the cap",
            *("121", "1.25", "1.25", "151.2", "dose_above_cap", "nobody"),
        ),
        (
            "T-K §3.2: 80 kg × 1,55 is out of the range 0,5–1,5",
            *("80", "1.55", "1.5", "124.0", "dose_above_range", "nobody"),
        ),
        (
            "T-K §3.7: 80 kg × 0,49 only with the doctor's reason",
            *("80", "0.49", "0.5", "39.2", "dose_below_range", "reason"),
        ),
        ("T-K §3.2: #2 after 0,5 was given: 0,75", "70", "0.75", "0.5", "52.5", "", ""),
        (
            "T-K §3.2: #2 after 0,5 was given: 1,0 is two steps",
            *("70", "1.0", "0.5", "70.0", "step_too_large", "doctor"),
        ),
        (
            "T-K §3.2: #4 after 0,75 was given (1,0 was prescribed but stopped): 1,0",
            *("70", "1.0", "0.75", "70.0", "", ""),
        ),
        (
            "T-K §3.2: #4 after 0,75 was given (1,0 was prescribed but stopped): 1,25",
            *("70", "1.25", "0.75", "87.5", "step_too_large", "doctor"),
        ),
        (
            "§3.2: a lower dose than last time is always a step down",
            "70",
            "0.5",
            "1.5",
            "35",
            "",
            "",
        ),
        (
            "K-03: 0,6 is between the steps",
            *("70", "0.6", "0.5", "42.0", "dose_between_steps", "reason"),
        ),
        ("K-05 cap reached: 0,5 at 300 kg", "300", "0.5", "0.5", "150.0", "", ""),
        ("K-05 over: 0,5 at 301 kg", "301", "0.5", "0.5", "150.5", "dose_above_cap", "nobody"),
        ("K-05 cap reached: 0,75 at 200 kg", "200", "0.75", "0.5", "150.0", "", ""),
        ("K-05 over: 0,75 at 201 kg", "201", "0.75", "0.5", "150.7", "dose_above_cap", "nobody"),
        ("K-05 cap reached: 1,0 at 150 kg", "150", "1.0", "1.0", "150.0", "", ""),
        ("K-05 over: 1,0 at 151 kg", "151", "1.0", "1.0", "151.0", "dose_above_cap", "nobody"),
    ],
)
def test_a_dose_is_judged_by_the_protocols_rules(story, kg, dose, last, mg, code, lifted_by):
    prescribed = order(kg, dose)
    assert prescribed.dose_mg == D(mg), story
    situation = today(kg, number=4, last_given_mg_per_kg=D(last))
    refusal = may_prescribe(prescribed, situation, DOSE_RULES)
    assert (refusal.code if refusal else "") == code, story
    if refusal:
        assert refusal.lifted_by == lifted_by, story
        assert refusal.section, "every rule of the dose stands in the protocol"


@pytest.mark.parametrize(
    ("story", "changed", "situation", "code"),
    [
        ("K-04: the first infusion at 0,5", {}, {}, ""),
        (
            "K-04: the first infusion at 0,75 asks for a reason",
            {"dose_mg_per_kg": D("0.75"), "dose_mg": D("52.5")},
            {},
            "first_dose_unusual",
        ),
        (
            "K-04: … and passes with one",
            {
                "dose_mg_per_kg": D("0.75"),
                "dose_mg": D("52.5"),
                "reason": "tidligere behandlet",
                "outside_rules": ("K-04",),
            },
            {},
            "",
        ),
        (
            "K-04: a reason given for something else lifts nothing",
            {
                "dose_mg_per_kg": D("0.75"),
                "dose_mg": D("52.5"),
                "reason": "lengre infusjon",
                "outside_rules": ("K-08",),
            },
            {},
            "first_dose_unusual",
        ),
        (
            "K-04: a rule ticked without a reason is not lifted",
            {"dose_mg_per_kg": D("0.75"), "dose_mg": D("52.5"), "outside_rules": ("K-04",)},
            {},
            "first_dose_unusual",
        ),
        ("K-01, §3.3: nobody has prescribed", {"doctor": "  "}, {}, "no_prescriber"),
        (
            "T-R4: prescribed by word of mouth and not read back",
            {"read_back": False},
            {},
            "not_read_back",
        ),
        (
            "T-R4: the doctor enters it himself: nothing to read back",
            {"read_back": False},
            {"recorded_by": "dr-hansen"},
            "",
        ),
        (
            "T-R4: the doctor enters it on his page",
            {"read_back": False, "channel": "page"},
            {},
            "",
        ),
        ("D-32: no weight today", {}, {"weight_kg": None}, "no_weight"),
        ("K-06: computed from another weight", {}, {"weight_kg": D(71)}, "other_weight"),
        ("K-06: 35 mg was written as 53", {"dose_mg": D(53)}, {}, "dose_wrongly_computed"),
        ("K-06: rounded up instead of down", {"dose_mg": D("35.1")}, {}, "dose_wrongly_computed"),
        ("K-06: no dose", {"dose_mg_per_kg": D(0)}, {}, "dose_not_a_number"),
        (
            "K-06: so little that nothing is left after rounding",
            {"dose_mg_per_kg": D("0.001"), "dose_mg": D(0)},
            {},
            "dose_rounds_to_nothing",
        ),
        ("K-08: over 60 min asks for a reason", {"duration_min": 60}, {}, "duration_unusual"),
        (
            "K-08: … and passes with one",
            {"duration_min": 60, "reason": "svimmel sist", "outside_rules": ("K-08",)},
            {},
            "",
        ),
        ("K-08: over one minute asks for a reason", {"duration_min": 1}, {}, "duration_unusual"),
        ("K-08: no time at all", {"duration_min": 0}, {}, "duration_not_a_time"),
        (
            "K-05: all routes are added: 120 mg was given already",
            {},
            {"already_given_mg": D(120)},
            "dose_above_cap",
        ),
        ("K-05: 115 mg given already leaves 35", {}, {"already_given_mg": D(115)}, ""),
        (
            "K-05: what was given already is no number: nothing more",
            {},
            {"already_given_mg": D("NaN")},
            "dose_above_cap",
        ),
        (
            "K-05: a wrong line below nothing makes no room",
            {"weight_kg": D(301), "dose_mg": D("150.5")},
            {"weight_kg": D(301), "already_given_mg": D(-10)},
            "dose_above_cap",
        ),
        (
            "K-03: infusion 3, and nobody knows the last dose: not above the first dose",
            {"dose_mg_per_kg": D("0.75"), "dose_mg": D("52.5")},
            {"number": 3},
            "last_dose_unknown",
        ),
        ("K-03: infusion 3, last dose unknown, 0,5 again", {}, {"number": 3}, ""),
        (
            "K-03: the last dose is written as something that is no number",
            {"dose_mg_per_kg": D("0.75"), "dose_mg": D("52.5")},
            {"number": 3, "last_given_mg_per_kg": D("NaN")},
            "last_dose_unknown",
        ),
        (
            "K-03: first maintenance infusion: no beginner's dose is asked for",
            {"dose_mg_per_kg": D(1), "dose_mg": D(70)},
            {"phase": "maintenance", "last_given_mg_per_kg": D(1)},
            "",
        ),
    ],
)
def test_a_prescription_is_complete_and_correct(story, changed, situation, code):
    prescribed = amended(order("70", "0.5"), **changed)
    refusal = may_prescribe(prescribed, today("70", **situation), DOSE_RULES)
    assert (refusal.code if refusal else "") == code, story


TWO_STEPS = order("70", "1.0", reason="god effekt", outside_rules=("K-03",))


@pytest.mark.parametrize(
    ("story", "prescribed", "decided", "code"),
    [
        (
            "a named doctor has allowed 1,0 mg/kg, with a reason",
            TWO_STEPS,
            {"K-03:1": "dr-hansen"},
            "",
        ),
        ("the doctor has decided nothing", TWO_STEPS, {}, "step_too_large"),
        ("the decision names no doctor", TWO_STEPS, {"K-03:1": " "}, "step_too_large"),
        (
            "the doctor allowed 1,0; it does not hold for 1,25",
            order("70", "1.25", reason="god effekt", outside_rules=("K-03",)),
            {"K-03:1": "dr-hansen"},
            "step_too_large",
        ),
        (
            "the doctor allowed it, but gave no reason",
            order("70", "1.0", outside_rules=("K-03",)),
            {"K-03:1": "dr-hansen"},
            "step_too_large",
        ),
        (
            "§3.2: no doctor can allow more than 1,5 mg/kg",
            order("70", "2.0", reason="vil", outside_rules=("K-02", "K-03")),
            {"K-02:2": "dr-hansen", "K-03:2": "dr-hansen"},
            "dose_above_range",
        ),
        (
            "§3.2: no doctor can allow more than 150 mg",
            order("110", "1.5", reason="vil", outside_rules=("K-03", "K-05")),
            {"K-05:1.5": "dr-hansen", "K-03:1.5": "dr-hansen"},
            "dose_above_cap",
        ),
    ],
)
def test_only_a_named_doctor_lifts_the_step_and_nobody_the_range_or_the_cap(
    story, prescribed, decided, code
):
    kg = str(prescribed.weight_kg)
    situation = today(kg, number=2, last_given_mg_per_kg=D("0.5"), decided=decided)
    refusal = may_prescribe(prescribed, situation, DOSE_RULES)
    assert (refusal.code if refusal else "") == code, story


def test_a_decision_is_about_this_rule_at_this_dose():
    situation = today("70", number=2, last_given_mg_per_kg=D("0.5"))
    refusal = may_prescribe(order("70", "1.00"), situation, DOSE_RULES)
    assert decision_subject(refusal) == "K-03:1"


def test_everything_that_stands_in_the_way_is_told_the_unliftable_first():
    prescribed = order("110", "1.55", duration_min=30)
    situation = today("110", number=2, last_given_mg_per_kg=D("0.5"))
    found = refusals(prescribed, situation, DOSE_RULES)
    assert [(refusal.code, refusal.lifted_by) for refusal in found] == [
        ("dose_above_range", "nobody"),
        ("dose_above_cap", "nobody"),
        ("step_too_large", "doctor"),
        ("duration_unusual", "reason"),
    ]


# --- into the muscle -------------------------------------------------------------------------


def im(kg, dose="0.5", **more):
    return order(
        kg,
        dose,
        **{
            "route": "im",
            "approved_by": "dr-overlege",
            "reason": "vanskelige vener",
            "longer_observation_min": 90,
            **more,
        },
    )


@pytest.mark.parametrize(
    ("story", "prescribed", "strength", "decided", "code"),
    [
        ("T-K §3.2: 60 kg × 0,5 at 10 mg/ml = 3,0 ml", im("60"), "10", {}, ""),
        (
            "T-K §3.2: 61 kg × 0,5 at 10 mg/ml = 3,05 ml",
            im("61"),
            "10",
            {},
            "im_volume_too_large",
        ),
        ("§3.2: 61 kg × 0,5 at 50 mg/ml = 0,61 ml", im("61"), "50", {}, ""),
        ("§3.2: at 50 mg/ml 3 ml is 150 mg, the cap", im("300"), "50", {}, ""),
        (
            "A16: ansvarlig overlege has decided on 3,05 ml",
            im("61"),
            "10",
            {"K-10:30.5/10": "dr-overlege"},
            "",
        ),
        (
            "A16: another doctor decided on 3,05 ml",
            im("61"),
            "10",
            {"K-10:30.5/10": "dr-hansen"},
            "im_volume_too_large",
        ),
        ("K-09: not approved", im("60", approved_by=" "), "10", {}, "im_not_approved"),
        (
            "K-09: no reason, such as difficult veins",
            im("60", reason=""),
            "10",
            {},
            "im_without_reason",
        ),
        (
            "K-11: no minutes of longer observation",
            im("60", longer_observation_min=None),
            "10",
            {},
            "im_without_observation",
        ),
        (
            "K-11: zero minutes of longer observation",
            im("60", longer_observation_min=0),
            "10",
            {},
            "im_without_observation",
        ),
        ("K-11: the doctor sets the minutes", im("60", longer_observation_min=1), "10", {}, ""),
        ("K-10: the strength is not known yet", im("60"), None, {}, "im_strength_unknown"),
        ("K-10: the strength is no number", im("60"), "0", {}, "im_strength_unknown"),
        (
            "§3.2: the same dose rules hold in the muscle",
            im("60", "2.0"),
            "50",
            {},
            "dose_above_range",
        ),
        ("§3.2: an injection has no infusion time", im("60", duration_min=1), "10", {}, ""),
    ],
)
def test_an_injection_is_an_approved_exception_of_at_most_3_ml(
    story, prescribed, strength, decided, code
):
    situation = today(
        str(prescribed.weight_kg),
        strength_mg_per_ml=strength and D(strength),
        decided=decided,
    )
    refusal = may_prescribe(prescribed, situation, DOSE_RULES)
    assert (refusal.code if refusal else "") == code, story


@pytest.mark.parametrize(
    ("story", "kg", "strength", "ml"),
    [
        ("61 kg × 0,5 at 10 mg/ml", "61", "10", "3.05"),
        ("never rounded up: 61,5 kg × 0,5 at 9 mg/ml = 3,4166… ml", "61.5", "9", "3.41"),
    ],
)
def test_an_injection_that_is_too_large_says_how_large_it_would_be(story, kg, strength, ml):
    refusal = may_prescribe(im(kg), today(kg, strength_mg_per_ml=D(strength)), DOSE_RULES)
    said = {key: refusal.values[key] for key in ("ml", "max_ml", "strength_mg_per_ml")}
    assert said == {"ml": ml, "max_ml": "3", "strength_mg_per_ml": strength}, story


# --- what is shown beside the dose -----------------------------------------------------------


LIMITING = {
    "limited_by_cap": "K-05",
    "limited_by_range": "K-02",
    "limited_by_step": "K-03",
    "limited_by_unknown_last_dose": "K-03",
}


@pytest.mark.parametrize(
    ("story", "situation", "mg", "per_kg", "code", "step"),
    [
        (
            "the step limits: 0,75 was given, so 1,0",
            today("72.4", number=3, last_given_mg_per_kg=D("0.75")),
            *("72.4", "1", "limited_by_step", "1"),
        ),
        (
            "the range limits: 70 kg",
            today("70", number=6, last_given_mg_per_kg=D("1.5")),
            *("105", "1.5", "limited_by_range", "1.5"),
        ),
        (
            "K-07: the cap limits: 121 kg, and the step below is 1,0",
            today("121", number=6, last_given_mg_per_kg=D("1.5")),
            *("150", "1.239", "limited_by_cap", "1"),
        ),
        (
            "K-05: 100 mg were given already",
            today("100", number=6, last_given_mg_per_kg=D("1.5"), already_given_mg=D(100)),
            *("50", "0.5", "limited_by_cap", "0.5"),
        ),
        (
            "K-05: nothing is left",
            today("100", number=6, last_given_mg_per_kg=D("1.5"), already_given_mg=D(151)),
            *("0", "0", "limited_by_cap", None),
        ),
        (
            "the last dose is unknown: the first dose",
            today("70", number=3),
            *("35", "0.5", "limited_by_unknown_last_dose", "0.5"),
        ),
        (
            "the very first: the range, for what it is worth",
            today("70"),
            *("105", "1.5", "limited_by_range", "1.5"),
        ),
        (
            "after a stop at 0,2 the step ends below the smallest dose",
            today("70", number=2, last_given_mg_per_kg=D("0.2")),
            *("31.5", "0.45", "limited_by_step", None),
        ),
    ],
)
def test_the_largest_dose_says_which_rule_limits_it(story, situation, mg, per_kg, code, step):
    largest = largest_allowed(situation, DOSE_RULES)
    assert (largest.mg, largest.mg_per_kg, largest.code) == (D(mg), D(per_kg), code), story
    assert largest.step_mg_per_kg == (step and D(step)), story
    assert largest.rule == LIMITING[code], story


def test_the_largest_dose_is_rounded_down_as_the_protocol_rounds():
    whole_mg = replace(DOSE_RULES, round_down_to_mg=D(1))
    situation = today("72.4", number=2, last_given_mg_per_kg=D("0.5"))
    assert largest_allowed(situation, DOSE_RULES).mg == D("54.3")
    assert largest_allowed(situation, whole_mg).mg == D(54)


def test_at_100_kg_the_cap_is_named_before_the_range():
    largest = largest_allowed(today("100", number=9, last_given_mg_per_kg=D("1.5")), DOSE_RULES)
    assert (largest.mg, largest.rule) == (150, "K-05")


def test_without_a_weight_no_largest_dose_is_shown():
    assert largest_allowed(Situation(weight_kg=None), DOSE_RULES) is None
    assert largest_allowed(today("0"), DOSE_RULES) is None


@pytest.mark.parametrize(
    ("story", "situation", "stay", "rise"),
    [
        ("K-04: the first infusion", today("70"), "0.5", None),
        (
            "K-04: #2 may be raised to 0,75",
            today("70", number=2, last_given_mg_per_kg=D("0.5")),
            "0.5",
            "0.75",
        ),
        (
            "K-04: #3 may be raised to 1,0",
            today("70", number=3, last_given_mg_per_kg=D("0.75")),
            "0.75",
            "1",
        ),
        (
            "K-04: #3 after 0,5: one step, not two",
            today("70", number=3, last_given_mg_per_kg=D("0.5")),
            "0.5",
            "0.75",
        ),
        (
            "K-04: #5 after 1,0: the usual course goes no further",
            today("70", number=5, last_given_mg_per_kg=D(1)),
            "1",
            None,
        ),
        (
            "K-04: nothing is raised because it is maintenance",
            today("70", phase="maintenance", number=1, last_given_mg_per_kg=D("1.25")),
            "1.25",
            None,
        ),
        (
            "K-04: a new course begins with 0,5, whatever followed in the last one",
            today("70", number=1, last_given_mg_per_kg=D("0.25")),
            "0.25",
            "0.5",
        ),
        (
            "K-04: #1 at 0,5 is where the course begins",
            today("70", number=1, last_given_mg_per_kg=D("0.5")),
            "0.5",
            None,
        ),
        (
            "K-04: #2 is at 0,75 already: no more in this infusion",
            today("70", number=2, last_given_mg_per_kg=D("0.75")),
            "0.75",
            None,
        ),
        (
            "K-04: maintenance goes on to the end of the usual course",
            today("70", phase="maintenance", number=1, last_given_mg_per_kg=D("0.75")),
            "0.75",
            "1",
        ),
        ("K-04: the last dose is unknown", today("70", number=4), "0.5", None),
    ],
)
def test_the_usual_course_is_a_suggestion(story, situation, stay, rise):
    shown = suggested(situation, DOSE_RULES)
    assert shown.mg_per_kg == D(stay), story
    assert shown.may_rise_to_mg_per_kg == (rise and D(rise)), story


@pytest.mark.parametrize(
    ("story", "delivered", "per_kg"),
    [
        ("the whole dose counts as prescribed, also when it was rounded down", "54.9", "0.75"),
        ("the pump shows a little more than the dose", "55.0", "0.75"),
        ("stopped half-way: what was delivered", "27.4", "0.373"),
        ("nothing was delivered", "0", "0"),
        ("what was delivered is no number", "NaN", "0"),
    ],
)
def test_the_next_step_counts_from_what_was_given(story, delivered, per_kg):
    prescribed = order("73.33", "0.75")
    assert prescribed.dose_mg == D("54.9")
    assert given_mg_per_kg(prescribed, D(delivered)) == D(per_kg), story


def test_the_steps_lead_from_the_smallest_to_the_largest_dose():
    assert grid(DOSE_RULES) == (D("0.5"), D("0.75"), D("1.0"), D("1.25"), D("1.5"))


def test_the_rounded_dose_is_shown_as_mg_per_kg_too():
    assert mg_per_kg(D("54.9"), D("73.33")) == D("0.748")


@pytest.mark.parametrize(
    ("story", "not_clear", "shown"),
    [
        ("K-12: sedatives today", {"D-23", "D-05"}, ("D-23",)),
        ("K-12: CYP3A4", {"D-24"}, ("D-24",)),
        ("nothing of the kind", {"D-01"}, ()),
    ],
)
def test_sedatives_and_cyp3a4_ask_for_a_thought_of_a_lower_dose(story, not_clear, shown):
    assert consider_lower_dose(not_clear) == shown, story


# --- what is never permitted -----------------------------------------------------------------


@given(
    kg=WEIGHTS,
    dose=DOSES,
    last=st.none() | DOSES,
    already=st.decimals(min_value=0, max_value=200, places=1),
    route=st.sampled_from(["iv", "im"]),
    number=st.integers(1, 6),
)
def test_never_more_than_150_mg_or_1_5_mg_per_kg_whoever_allows_it(
    kg, dose, last, already, route, number
):
    subjects = [f"{rule}:{judged}" for rule in ("K-02", "K-03", "K-05") for judged in (dose,)]
    situation = today(
        str(kg),
        number=number,
        last_given_mg_per_kg=last,
        already_given_mg=already,
        strength_mg_per_ml=D(50),
        decided={subject: "dr-overlege" for subject in subjects},
    )
    prescribed = order(
        str(kg),
        str(dose),
        route=route,
        reason="alt er prøvd",
        outside_rules=("K-02", "K-05", *ALL_RULES),
        approved_by="dr-overlege",
        longer_observation_min=60,
    )
    if may_prescribe(prescribed, situation, DOSE_RULES) is None:
        assert kg * dose + already <= 150
        assert dose <= D("1.5")
        assert prescribed.dose_mg <= kg * dose


@given(kg=WEIGHTS, last=st.none() | DOSES, number=st.integers(1, 6))
def test_the_largest_dose_on_the_grid_may_be_prescribed_and_the_next_may_not(kg, last, number):
    situation = today(str(kg), number=number, last_given_mg_per_kg=last)
    largest = largest_allowed(situation, DOSE_RULES)
    for step in grid(DOSE_RULES):
        found = [
            refusal
            for refusal in refusals(order(str(kg), str(step)), situation, DOSE_RULES)
            if refusal.lifted_by != "reason"
        ]
        fits = largest.step_mg_per_kg is not None and step <= largest.step_mg_per_kg
        assert (not found) == fits


@given(kg=WEIGHTS, dose=DOSES)
def test_rounding_goes_down_by_less_than_a_tenth(kg, dose):
    assert 0 <= kg * dose - dose_mg(kg, dose) < D("0.1")


@given(ANY, ANY, ANY, st.none() | ANY, ANY, st.sampled_from(["iv", "im"]))
def test_whatever_was_typed_is_judged_without_an_accident(kg, dose, mg, last, already, route):
    prescribed = amended(
        order("70", "0.5"), weight_kg=kg, dose_mg_per_kg=dose, dose_mg=mg, route=route
    )
    situation = Situation(
        weight_kg=kg, last_given_mg_per_kg=last, already_given_mg=already, strength_mg_per_ml=kg
    )
    assert isinstance(refusals(prescribed, situation, DOSE_RULES), tuple)
    largest_allowed(situation, DOSE_RULES)
    suggested(situation, DOSE_RULES)
    given_mg_per_kg(prescribed, mg)
