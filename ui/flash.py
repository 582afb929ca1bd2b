"""When an alarm's fill is bright and when it is dark. Knows no widget and no clock.

All alarms of a priority flash in one phase, because the phase is a function of the instant alone.
"""

from enum import StrEnum
from typing import assert_never


class Priority(StrEnum):
    """How urgent, as the screen shows it: the names of IEC 60601-1-8."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


MARKS = {Priority.HIGH: "!!!", Priority.MEDIUM: "!!", Priority.LOW: "!"}


def flash_on(priority: Priority, now_s: float) -> bool:
    """Red: 2 Hz, yellow: 0.5 Hz, both half the time; cyan does not flash."""
    match priority:
        case Priority.HIGH:
            return now_s % 0.5 < 0.25
        case Priority.MEDIUM:
            return now_s % 2.0 < 1.0
        case Priority.LOW:
            return True
    assert_never(priority)
