"""Norwegian number series: synthetic numbers only, check digits, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.national_id import FIRST, SECOND, Series, _sum, series_of

TENOR = "12829499914"  # of the national test population: nobody's number


def with_check_digits(nine):
    """The number as it would be issued, or None where the register skips it."""
    digits = [int(digit) for digit in nine]
    for weights in (FIRST, SECOND):
        check = -_sum(weights, [*digits, 0]) % 11
        if check == 10:
            return None
        digits.append(check)
    return "".join(map(str, digits))


KNOWN = [
    ("of the test population", TENOR, Series.FNR),
    ("another", "52829400197", Series.D_NUMBER),
    ("of the medication register's example", "12705825562", Series.FNR),
    ("a wrong check digit", "12829499915", None),
    ("too short", "1282949991", None),
    ("a local id", "T-0001", None),
    ("other digits than ours", "١٢٨٢٩٤٩٩٩١٤", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("sentence", "number", "series"), KNOWN, ids=[row[0] for row in KNOWN])
def test_known_numbers(sentence, number, series):
    assert series_of(number) is series


ISSUED = [
    ("a fødselsnummer", "010190123", Series.FNR),
    ("a D-number", "410190123", Series.D_NUMBER),
    ("a common help number", "812345678", Series.COMMON_HELP_NUMBER),
    ("a help number of one hospital", "014190124", None),
    ("no day of any month", "350190123", None),
]


@pytest.mark.parametrize(("sentence", "nine", "series"), ISSUED, ids=[row[0] for row in ISSUED])
def test_the_series_stands_in_day_and_month(sentence, nine, series):
    number = next(n for last in range(10) if (n := with_check_digits(nine[:-1] + str(last))))
    assert series_of(number) is series


@given(st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_found(place, by):
    digit = (int(TENOR[place]) + by) % 10
    assert series_of(TENOR[:place] + str(digit) + TENOR[place + 1 :]) is None
