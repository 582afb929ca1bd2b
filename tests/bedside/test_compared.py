"""Sessions of one patient in a few lines each, to be held against each other."""

from decimal import Decimal

import pytest
from hypothesis import given

from bedside.compared import Compared, Pressure, compared
from bedside.events import SymptomObserved
from bedside.session import Session, fold
from tests.bedside.any_event import any_event
from tests.bedside.strategies import records
from tests.ui import whole


@pytest.fixture(scope="module")
def line():
    return compared("s1", whole.whole().session)


def test_what_was_ordered_and_what_was_given(line):
    assert (line.phase, line.number) == ("start", 3)
    assert (line.ordered_mg_per_kg, line.given_mg) == (Decimal(1), Decimal("72.4"))
    assert line.given_mg_per_kg == Decimal(1)


def test_the_blood_pressures_on_the_clock_of_the_pump(line):
    assert line.pressures[0].minute < 0 < line.pressures[-1].minute
    assert (line.highest.systolic, line.highest.diastolic) == (139, 87)
    minutes = [one.minute for one in line.pressures]
    assert minutes == sorted(minutes)


def test_what_was_needed_and_what_was_felt(line):
    assert line.as_needed == (("midazolam", Decimal(1)),)
    assert dict(line.symptoms)["dizziness"] == "mild"
    assert line.deviations == 1


def test_a_session_in_which_nothing_happened_is_an_empty_line():
    assert compared("s0", Session()) == Compared(
        "s0", None, "start", 0, None, Decimal(0), None, (), (), (), 0
    )


@given(records(any_event()))
def test_any_record_can_be_compared(entries):
    made = compared("s", fold(entries))
    assert made.highest is None or made.highest in made.pressures
    assert all(isinstance(one, Pressure) for one in made.pressures)


def test_a_symptom_that_was_put_right_is_not_compared():
    telling = whole.prepared().tell(SymptomObserved(symptom="nausea", severity="severe"))
    wrong = telling.session.last_seq
    telling.tell(
        SymptomObserved(symptom="headache", severity="mild", corrects=wrong, reason="feil linje")
    )
    assert "nausea" not in dict(compared("s", telling.session).symptoms)
