"""Weight: is it what was meant? (SPEC D-32, A19)"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.events import WeightRecorded
from bedside.weight import may_record_weight, unlikely
from tests.bedside.drugs import WEIGHING, D, amended

TODAY = date(2026, 11, 24)


def weighed(kg, **more):
    return WeightRecorded(weight_kg=D(kg), how="scale", **more)


@pytest.mark.parametrize(
    ("story", "kg", "last_kg", "code"),
    [
        ("an ordinary weight, nothing known from before", "72.5", None, ""),
        ("T-K: 7,25 for 72,5 and nothing known from before", "7.25", None, "weight_unlikely"),
        ("T-K: 7,25 where last time it was 72,5", "7.25", "72.5", "weight_decimal_slipped"),
        ("T-K: 725 where last time it was 72,5", "725", "72.5", "weight_decimal_slipped"),
        ("the comma slipped, and he lost a kilogram too", "7.15", "72.5", "weight_decimal_slipped"),
        ("A19: 5 % more than last time is not yet asked about", "73.5", "70", ""),
        ("A19: a little over 5 % more", "73.6", "70", "weight_changed"),
        ("A19: 5 % less", "66.5", "70", ""),
        ("A19: a little over 5 % less", "66.4", "70", "weight_changed"),
        ("heavier than the local limit", "200.1", None, "weight_unlikely"),
        ("just at the local limit", "200", None, ""),
        ("as heavy as the local limit", "200", None, ""),
        ("as light as the local limit", "35", None, ""),
        ("lighter than the local limit, as last time", "34.5", "34.5", "weight_unlikely"),
        ("what was written last time is no number", "72.5", "NaN", ""),
    ],
)
def test_an_unlikely_weight_is_asked_about(story, kg, last_kg, code):
    refusal = unlikely(D(kg), last_kg and D(last_kg), WEIGHING)
    assert (refusal.code if refusal else "") == code, story
    if refusal:
        assert refusal.lifted_by == "reason", "a question, not a no"
        assert may_record_weight(weighed(kg), last_kg and D(last_kg), TODAY, WEIGHING) == refusal


@pytest.mark.parametrize(
    ("story", "weight", "code"),
    [
        ("weighed today", weighed("70"), ""),
        ("an unlikely weight that was confirmed", weighed("205", confirmed_unlikely=True), ""),
        ("weighed a week ago", weighed("70", weighed_on="2026-11-17"), ""),
        ("weighed eight days ago", weighed("70", weighed_on="2026-11-16"), "weight_too_old"),
        ("weighed tomorrow", weighed("70", weighed_on="2026-11-25"), "weighing_date_unreadable"),
        ("a date nobody can read", weighed("70", weighed_on="i går"), "weighing_date_unreadable"),
        ("no weight", weighed("0"), "weight_not_a_number"),
        ("no number", weighed("NaN", confirmed_unlikely=True), "weight_not_a_number"),
        ("a correction without a reason", weighed("70", corrects=3), "correction_without_reason"),
        ("a correction with a reason", weighed("70", corrects=3, reason="feil linje"), ""),
    ],
)
def test_a_weight_is_recent_and_a_number(story, weight, code):
    refusal = may_record_weight(weight, None, TODAY, WEIGHING)
    assert (refusal.code if refusal else "") == code, story
    assert refusal is None or refusal.rule in ("D-32", "N-09"), story


@given(
    kg=st.decimals(allow_nan=True) | st.just(D("sNaN")),
    last_kg=st.none() | st.decimals(allow_nan=True),
)
def test_no_weight_makes_the_question_raise(kg, last_kg):
    may_record_weight(amended(weighed("1"), weight_kg=kg), last_kg, TODAY, WEIGHING)


def test_a_weight_without_a_day_is_of_today():
    strict = amended(WEIGHING, max_age_days=0)
    assert may_record_weight(weighed("70"), None, TODAY, strict) is None
