"""When an alarm's fill is bright and when it is dark. Knows no widget and no clock.

All alarms of a priority flash in one phase, because the phase is a function of the instant alone.
"""

from dataclasses import dataclass
from enum import StrEnum


class Priority(StrEnum):
    """How urgent, as the screen shows it: the names of IEC 60601-1-8."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


MARKS = {Priority.HIGH: "!!!", Priority.MEDIUM: "!!", Priority.LOW: "!"}


@dataclass(frozen=True, slots=True)
class Flash:
    every_s: float
    bright_s: float  # of it, from its beginning


# The screen follows the application's beat of 100 ms. Two beats of five are bright whenever they
# fall; of half a period it would be two or three, and three late ones more than the 60 % allowed.
FLASHES = {Priority.HIGH: Flash(0.5, 0.2), Priority.MEDIUM: Flash(2.0, 1.0)}


def flash_on(priority: Priority, now_s: float) -> bool:
    """Red: 2 Hz, two fifths of the time; yellow: 0.5 Hz, half of it; cyan does not flash
    (IEC 60601-1-8, table 2: 1.4 to 2.8 Hz and 0.4 to 0.8 Hz, 20 to 60 % of the time).
    """
    flash = FLASHES.get(priority)
    return flash is None or now_s % flash.every_s < flash.bright_s
