"""Amounts: typed with comma or point, added and multiplied exactly, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.amounts import (
    ENDLESS,
    counted,
    difference,
    is_amount,
    plain,
    product,
    quotient,
    read_amount,
    rounded_down,
    same,
    total,
)

D = Decimal
ANY = st.decimals(allow_nan=True, allow_infinity=True) | st.just(D("sNaN"))
AMOUNTS = st.decimals(min_value="0.000001", max_value=100_000, places=6)


@pytest.mark.parametrize(
    ("story", "typed", "value"),
    [
        ("with a comma, as Norwegians write", "72,5", D("72.5")),
        ("with a point", "72.5", D("72.5")),
        ("a whole number with spaces around it", " 70 ", D(70)),
        ("two commas are no number", "7,2,5", None),
        ("a comma and a point are no number: thousands are not guessed", "1,234.5", None),
        ("nothing typed", "", None),
        ("a lone comma", ",", None),
        ("nothing before the comma", ",5", None),
        ("nothing after the comma", "72,", None),
        ("pounds are not kilograms", "160 lb", None),
        ("a minus sign", "-1", None),
        ("an exponent", "1e2", None),
        ("zero is no amount", "0", None),
        ("digits of another script", "٧٢", None),
        ("superscript two is no digit", "7²", None),
        ("more than anybody weighs or gives", "1000000", None),
        ("finer than anybody measures", "1,0000001", None),
    ],
)
def test_what_a_person_typed_is_a_plain_number_or_nothing(story, typed, value):
    assert read_amount(typed) == value, story


@pytest.mark.parametrize(
    ("story", "value", "is_one"),
    [
        ("a dose", "72.4", True),
        ("nothing", "0", False),
        ("less than nothing", "-1", False),
        ("not a number", "NaN", False),
        ("not a number that raises when compared", "sNaN", False),
        ("endless", "Infinity", False),
        ("absurdly much", "1E+9", False),
        ("absurdly fine", "1E-9", False),
    ],
)
def test_an_amount_is_finite_more_than_nothing_and_of_human_size(story, value, is_one):
    assert is_amount(D(value)) is is_one, story


@given(st.lists(ANY))
def test_a_sum_is_always_a_number_or_endless(amounts):
    added = total(amounts)
    assert added.is_finite() or added == ENDLESS


@given(st.lists(AMOUNTS, max_size=20))
def test_a_sum_of_amounts_is_exact(amounts):
    assert total(amounts) * 10**6 == sum(int(amount * 10**6) for amount in amounts)


@given(ANY, ANY)
def test_a_difference_is_always_a_number_or_endless(left, right):
    taken = difference(left, right)
    assert taken.is_finite() or taken == ENDLESS


@pytest.mark.parametrize(
    ("story", "recorded", "counts_as"),
    [
        ("a dose", "4", D(4)),
        ("nothing", "0", D(0)),
        ("less than nothing makes no room for another dose", "-4", ENDLESS),
        ("not a number", "NaN", ENDLESS),
    ],
)
def test_what_cannot_be_an_amount_counts_as_endless(story, recorded, counts_as):
    assert counted(D(recorded)) == counts_as, story


def test_a_difference_is_exact():
    assert difference(D("100.0"), D("72.4")) == D("27.6")


@given(AMOUNTS, AMOUNTS)
def test_a_product_is_exact(left, right):
    assert product(left, right) * 10**12 == int(left * 10**6) * int(right * 10**6)


@given(AMOUNTS, AMOUNTS)
def test_a_quotient_is_never_more_than_the_true_value(left, right):
    assert product(quotient(left, right), right) <= left


@given(ANY, ANY)
def test_comparing_never_raises(left, right):
    assert same(left, right) in (True, False)


def test_what_is_no_number_is_the_same_as_nothing_else():
    assert same(D("1.50"), D("1.5"))
    assert not same(D("NaN"), D("NaN"))


def test_rounding_goes_down_only():
    assert rounded_down(D("36.29")) == D("36.2")
    assert rounded_down(D("36.2")) == D("36.2")


def test_a_plain_number_has_no_exponent_and_no_zeros_behind():
    assert [plain(D(text)) for text in ("1.50", "150", "1E+2", "0.30")] == [
        "1.5",
        "150",
        "100",
        "0.3",
    ]
