"""The flash is a function of the instant: the table is the specification."""

import pytest

from ui.flash import MARKS, Priority, flash_on

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW

PHASES = [
    ("red begins bright", HIGH, 0.0, True),
    ("red is bright for a quarter of a second", HIGH, 0.249, True),
    ("then dark for a quarter of a second", HIGH, 0.25, False),
    ("until half a second", HIGH, 0.499, False),
    ("twice a second: bright again", HIGH, 0.5, True),
    ("an hour later still in phase", HIGH, 3600.1, True),
    ("yellow begins bright", MEDIUM, 0.0, True),
    ("yellow is bright for one second", MEDIUM, 0.99, True),
    ("then dark for one second", MEDIUM, 1.0, False),
    ("until two seconds", MEDIUM, 1.99, False),
    ("once in two seconds: bright again", MEDIUM, 2.0, True),
    ("cyan never flashes", LOW, 0.3, True),
    ("cyan never flashes, later either", LOW, 1.5, True),
]


@pytest.mark.parametrize(("story", "priority", "now_s", "on"), PHASES)
def test_the_phase_of_the_flash(story, priority, now_s, on):
    assert flash_on(priority, now_s) is on, story


@pytest.mark.parametrize(("priority", "period_s"), [(HIGH, 0.5), (MEDIUM, 2.0)])
def test_half_of_each_period_is_bright(priority, period_s):
    instants = [period_s * number / 1000 for number in range(1000)]
    assert sum(flash_on(priority, now_s) for now_s in instants) == 500


def test_each_priority_has_its_own_mark():
    assert MARKS == {HIGH: "!!!", MEDIUM: "!!", LOW: "!"}
