"""What the state bits, units and special values of an IntelliVue numeric mean for a reading.

Decides for one number whether it may be used, and if not, why. Knows no messages and no time.
"""

from collections.abc import Mapping

from bedside.vitals import Quality, Reason
from devices.intellivue_values import Numeric, Special

INVALID, QUESTIONABLE, UNAVAILABLE, CALIBRATING = 0x8000, 0x4000, 0x2000, 0x1000
TEST, DEMO, VALIDATED, EARLY, ONGOING = 0x0800, 0x0400, 0x0080, 0x0040, 0x0020

PERCENT, PER_MINUTE, BREATHS_PER_MINUTE, MMHG, KPA = 0x0220, 0x0AA0, 0x0AE0, 0x0F20, 0x0F03
MMHG_PER_KPA = 7.500617

_OF_SPECIAL = {
    Special.NAN: Reason.NO_VALUE,
    Special.RESERVED: Reason.NO_VALUE,
    Special.NRES: Reason.OUT_OF_RANGE,
    Special.PLUS_INFINITE: Reason.OUT_OF_RANGE,
    Special.MINUS_INFINITE: Reason.OUT_OF_RANGE,
}


def is_demo(state: int) -> bool:
    """Demonstration or test data: never a patient's, whatever else the state says."""
    return bool(state & (DEMO | TEST))


def reading(
    seen: Numeric, units: Mapping[int, float], lowest: float, highest: float
) -> float | Reason:
    """The value in our unit, or the reason why there is none.

    `units` gives the factor for each unit we understand; any other unit is refused.
    """
    if is_demo(seen.state):
        return Reason.DEMO
    if seen.state & CALIBRATING:
        return Reason.CALIBRATING
    if seen.state & (INVALID | UNAVAILABLE):
        return Reason.NO_VALUE
    if isinstance(seen.value, Special):
        return _OF_SPECIAL[seen.value]
    factor = units.get(seen.unit)
    if factor is None:
        return Reason.NO_VALUE
    value = seen.value * factor
    return value if lowest <= value <= highest else Reason.OUT_OF_RANGE


def quality(state: int) -> Quality:
    """How far the monitor itself trusts a value that it still gives."""
    if state & QUESTIONABLE:
        return Quality.POOR
    return Quality.MARGINAL if state & EARLY else Quality.GOOD
