"""Mixing, and the second person's own calculation: SPEC K-13, N-01, N-02, T-R2."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.events import DosePrescribed, DrugPrepared, PreparationDoubleChecked
from bedside.lines import Line
from bedside.recipe import (
    Mix,
    last_day,
    may_prepare,
    may_sign_double_check,
    may_use_recipe,
    mix,
    preparation_refusals,
    rate_ml_h,
    volume_ml,
)
from tests.bedside.drugs import RECIPE, START, D, amended

TODAY = date(2026, 11, 24)
ORDER = DosePrescribed(
    doctor="dr-hansen",
    channel="page",
    weight_kg=D("72.4"),
    dose_mg_per_kg=D(1),
    dose_mg=D("72.4"),
)
PREPARED = DrugPrepared(
    drug="ketamine",
    product="Ketalar",
    strength_mg_per_ml=D(10),
    batch="LX204",
    expiry="2027-03",
    withdrawn_mg=D(100),
    dose_mg=D("72.4"),
    drug_volume_ml=D("7.24"),
    total_volume_ml=D(50),
    rate_ml_h=D(75),
)
INJECTION = amended(ORDER, route="im", dose_mg=D(30), dose_mg_per_kg=D("0.5"), weight_kg=D(60))
ANY = st.decimals(allow_nan=True, allow_infinity=True) | st.just(D("sNaN"))


@pytest.mark.parametrize(
    ("story", "mg", "strength", "ml"),
    [
        ("SPEC 12: 1 mg midazolam at 1 mg/ml is 1 ml", "1", "1", "1"),
        ("SPEC 12: 1 mg midazolam at 5 mg/ml is 0,2 ml", "1", "5", "0.2"),
        ("4 mg ondansetron at 2 mg/ml is 2 ml", "4", "2", "2"),
        ("72,4 mg ketamine at 10 mg/ml", "72.4", "10", "7.24"),
        ("72,4 mg ketamine at 50 mg/ml", "72.4", "50", "1.448"),
        ("what does not go up is rounded down", "10", "3", "3.333"),
    ],
)
def test_mg_are_shown_as_ml_with_the_strength(story, mg, strength, ml):
    assert volume_ml(D(mg), D(strength)) == D(ml), story


@pytest.mark.parametrize(
    ("story", "order", "strength", "wanted"),
    [
        (
            "72,4 mg of 10 mg/ml filled up to 50 ml, over 40 min",
            ORDER,
            "10",
            Mix(D("7.24"), D("42.76"), D(50), D(75)),
        ),
        (
            "the same from 50 mg/ml",
            ORDER,
            "50",
            Mix(D("1.448"), D("48.552"), D(50), D(75)),
        ),
        (
            "over 60 min the pump runs slower",
            amended(ORDER, duration_min=60),
            "10",
            Mix(D("7.24"), D("42.76"), D(50), D(50)),
        ),
        (
            "over 45 min: never faster than prescribed",
            amended(ORDER, duration_min=45),
            "10",
            Mix(D("7.24"), D("42.76"), D(50), D("66.6")),
        ),
        (
            "a weak ampoule may fill more than the recipe's volume: nothing to add",
            ORDER,
            "1",
            Mix(D("72.4"), D(0), D("72.4"), D("108.6")),
        ),
        ("an injection is not mixed", INJECTION, "10", Mix(D(3), D(0), D(3), D(0))),
    ],
)
def test_the_mixture_follows_from_dose_strength_and_recipe(story, order, strength, wanted):
    assert mix(order, D(strength), RECIPE) == wanted, story


@given(
    mg=st.decimals(min_value="0.1", max_value=150, places=1),
    strength=st.sampled_from([D(10), D(25), D(50)]),
    minutes=st.integers(1, 120),
)
def test_no_mixture_holds_more_than_the_dose_or_runs_faster_than_prescribed(mg, strength, minutes):
    made = mix(amended(ORDER, dose_mg=mg, duration_min=minutes), strength, RECIPE)
    assert made.drug_volume_ml * strength <= mg
    assert made.drug_volume_ml + made.diluent_volume_ml == made.total_volume_ml
    assert made.rate_ml_h * minutes / 60 <= made.total_volume_ml
    assert rate_ml_h(made.total_volume_ml, minutes) == made.rate_ml_h


@pytest.mark.parametrize(
    ("story", "approved_by", "simulated", "code"),
    [
        ("K-13: two persons have approved it", ("Kari", "Per"), False, ""),
        ("K-13: one person has", ("Kari",), False, "recipe_not_approved"),
        ("K-13: the same person twice is one", ("Kari", "Kari "), False, "recipe_not_approved"),
        ("K-13: nobody, in a demonstration", (), True, ""),
    ],
)
def test_two_persons_approve_the_recipe(story, approved_by, simulated, code):
    refusal = may_use_recipe(approved_by, simulated)
    assert (refusal.code if refusal else "") == code, story


@pytest.mark.parametrize(
    ("story", "changed", "order", "code"),
    [
        ("§3.3: Ketalar, batch, expiry, the prescribed dose, the recipe", {}, ORDER, ""),
        ("§3.3: nothing is prescribed", {}, None, "not_prescribed"),
        (
            "N-01: another product",
            {"product": "Spravato"},
            ORDER,
            "product_unknown",
        ),
        ("N-01: midazolam is not mixed here", {"drug": "midazolam"}, ORDER, "product_unknown"),
        (
            "N-01: a strength that is not kept here",
            {"strength_mg_per_ml": D(100)},
            ORDER,
            "strength_unknown",
        ),
        ("N-01: no batch", {"batch": " "}, ORDER, "batch_missing"),
        ("N-01: expired yesterday", {"expiry": "2026-11-23"}, ORDER, "expired"),
        ("N-01: expires today", {"expiry": "2026-11-24"}, ORDER, ""),
        ("N-01: expires this month, to its end", {"expiry": "2026-11"}, ORDER, ""),
        ("N-01: expired last month", {"expiry": "2026-10"}, ORDER, "expired"),
        ("N-01: an expiry nobody can read", {"expiry": "mars 27"}, ORDER, "expiry_unreadable"),
        ("N-01: a month that does not exist", {"expiry": "2026-13"}, ORDER, "expiry_unreadable"),
        (
            "N-02: another dose than prescribed",
            {"dose_mg": D(72)},
            ORDER,
            "prepared_other_dose",
        ),
        (
            "N-05: less taken out than the dose",
            {"withdrawn_mg": D(50)},
            ORDER,
            "withdrawn_less_than_dose",
        ),
        ("N-05: taken out exactly the dose", {"withdrawn_mg": D("72.4")}, ORDER, ""),
        ("N-05: nothing taken out", {"withdrawn_mg": D(0)}, ORDER, "amount_not_a_number"),
        ("N-02: 72,4 ml drawn up", {"drug_volume_ml": D("72.4")}, ORDER, "not_after_recipe"),
        ("N-02: filled to 100 ml", {"total_volume_ml": D(100)}, ORDER, "not_after_recipe"),
        ("N-02: the pump at 750 ml/h", {"rate_ml_h": D(750)}, ORDER, "not_after_recipe"),
        (
            "K-08: a prescription over no time",
            {},
            amended(ORDER, duration_min=0),
            "duration_not_a_time",
        ),
        (
            "K-08: over one minute is a time, and no pump runs so after the recipe",
            {},
            amended(ORDER, duration_min=1),
            "not_after_recipe",
        ),
        ("N-09: corrected without a reason", {"corrects": 4}, ORDER, "correction_without_reason"),
        ("N-09: corrected with a reason", {"corrects": 4, "reason": "feil batch"}, ORDER, ""),
        (
            "§3.2: an injection of 3 ml",
            {
                "dose_mg": D(30),
                "drug_volume_ml": D(3),
                "total_volume_ml": D(3),
                "rate_ml_h": D(0),
            },
            INJECTION,
            "",
        ),
    ],
)
def test_a_preparation_is_what_was_prescribed_after_the_recipe(story, changed, order, code):
    refusal = may_prepare(amended(PREPARED, **changed), order, RECIPE, TODAY)
    assert (refusal.code if refusal else "") == code, story


def test_everything_that_is_wrong_with_a_preparation_is_told():
    wrong = amended(PREPARED, batch="", dose_mg=D(72), withdrawn_mg=D(70), rate_ml_h=D(80))
    told = [refusal.code for refusal in preparation_refusals(wrong, ORDER, RECIPE, TODAY)]
    assert told == [
        "batch_missing",
        "prepared_other_dose",
        "withdrawn_less_than_dose",
        "not_after_recipe",
    ]


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ("2027-03", date(2027, 3, 31)),
        ("2027-04", date(2027, 4, 30)),
        ("2026-12", date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 29)),
        (" 2027-03-05 ", date(2027, 3, 5)),
    ],
)
def test_a_month_on_an_ampoule_means_its_last_day(month, day):
    assert last_day(month) == day


def test_the_last_day_of_the_calendar_is_read_without_an_accident():
    assert last_day("9999-12-31") == date(9999, 12, 31)
    assert last_day("9999-12") is None


LINE = Line(4, START, "ida", PREPARED, 4)


@pytest.mark.parametrize(
    ("story", "prepared", "checker", "computed", "agrees", "code"),
    [
        ("N-02: another person, the same result", LINE, "per", "72.4", True, ""),
        ("N-02: the same result, written 72,40", LINE, "per", "72.40", True, ""),
        ("T-R2: the preparer checks herself", LINE, "ida", "72.4", True, "checker_is_preparer"),
        ("N-02: 7,24 instead of 72,4", LINE, "per", "7.24", True, "calculations_differ"),
        ("N-02: a tenth too much", LINE, "per", "72.5", True, "calculations_differ"),
        ("N-02: the checker does not agree", LINE, "per", "72.4", False, "calculations_differ"),
        ("N-02: no result", LINE, "per", "NaN", True, "calculations_differ"),
        ("N-02: nobody signs", LINE, " ", "72.4", True, "no_checker"),
        ("N-02: nothing is prepared", None, "per", "72.4", True, "nothing_to_check"),
    ],
)
def test_the_second_person_computes_alone_and_must_agree(
    story, prepared, checker, computed, agrees, code
):
    check = PreparationDoubleChecked(checker=checker, computed_mg=D(computed), agrees=agrees)
    refusal = may_sign_double_check(prepared, {"ida"}, check)
    assert (refusal.code if refusal else "") == code, story
    if refusal:
        assert "72.4" not in str(refusal.values), "the first result is not given away"


@given(ANY, ANY, ANY, st.text(max_size=8))
def test_whatever_was_typed_is_judged_without_an_accident(one, two, three, word):
    typed = amended(
        PREPARED,
        withdrawn_mg=one,
        dose_mg=two,
        strength_mg_per_ml=three,
        drug_volume_ml=one,
        total_volume_ml=two,
        rate_ml_h=three,
        expiry=word,
    )
    assert preparation_refusals(typed, amended(ORDER, dose_mg=two), RECIPE, TODAY)
    check = PreparationDoubleChecked(checker="per", computed_mg=three, agrees=True)
    may_sign_double_check(Line(4, START, "ida", typed, 4), {"ida"}, check)
