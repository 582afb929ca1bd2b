"""What the nurse's minutes become: never longer than nobody watched, by no fraction of a second."""

from decimal import Decimal

import pytest

from bedside.events import PumpGapAnswered
from ui.screens.pump_gap import Draft, answer

GAP_S = 575.963  # rounded to a tenth it would be longer than it was, and be refused


@pytest.mark.parametrize(
    ("story", "stood_min", "ran_throughout", "stood_s"),
    [
        ("it ran all the time", None, True, 0.0),
        ("no minute at all is the same", Decimal(0), True, 0.0),
        ("it stood for a part", Decimal("1.5"), False, 90.0),
        ("it stood all the time", Decimal(10), False, GAP_S),
    ],
)
def test_the_minutes_typed_become_an_answer(story, stood_min, ran_throughout, stood_s):
    said = answer(Draft(stood_min), GAP_S)
    assert said == PumpGapAnswered(ran_throughout=ran_throughout, stood_s=stood_s), story
