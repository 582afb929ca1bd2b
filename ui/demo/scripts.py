"""Every scenario's script from the first press to the signature."""

from collections.abc import Callable

from ui.demo.leaving import home, leave_early, observation
from ui.demo.nurse import Nurse
from ui.demo.play import Script
from ui.demo.turns import TURNS
from ui.demo.visit import arrival, day_check, preparation, start

EARLY_LEAVE = "early_leave"


def script_of(scenario: str) -> Callable[[Nurse], Script]:
    """The whole visit. Raises KeyError where nobody plays the scenario."""
    turn = TURNS[scenario]

    def visit(nurse: Nurse) -> Script:
        yield from arrival(nurse)
        yield from day_check(nurse)
        yield from preparation(nurse)
        yield from start(nurse)
        yield from turn(nurse)
        yield from (leave_early if scenario == EARLY_LEAVE else observation)(nurse)
        yield from home(nurse)

    return visit
