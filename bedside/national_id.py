"""Which of Norway's number series an identifier of eleven digits belongs to, by its check digits.

Age and sex are never read from it: from 1 January 2032 they are not there (Skatteetaten), and
from then on the first check digit's remainder may be 0 to 3.
"""

from enum import StrEnum

FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
LEFT_OVER = frozenset({0, 1, 2, 3})
MONTHS = frozenset(range(1, 13))
SYNTHETIC = (80, 65)  # added to the month of numbers of the test populations, which nobody has


class Series(StrEnum):
    """The value is HL7 Norway's OID of the series (no-basis naming systems)."""

    FNR = "2.16.578.1.12.4.1.4.1"
    D_NUMBER = "2.16.578.1.12.4.1.4.2"
    COMMON_HELP_NUMBER = "2.16.578.1.12.4.1.4.3"


def series_of(identifier: str) -> Series | None:
    """None where it is no national number: then it is a local id, whoever gave it.

    A month with 40 added may be one hospital's own help number: that is local too.
    """
    if len(identifier) != 11 or not (identifier.isascii() and identifier.isdigit()):
        return None
    digits = [int(digit) for digit in identifier]
    if _sum(FIRST, digits) not in LEFT_OVER or _sum(SECOND, digits) != 0:
        return None
    if digits[0] >= 8:
        return Series.COMMON_HELP_NUMBER
    day, month = int(identifier[:2]), int(identifier[2:4])
    if not {month, *(month - added for added in SYNTHETIC)} & MONTHS:
        return None
    if 1 <= day <= 31:
        return Series.FNR
    return Series.D_NUMBER if 41 <= day <= 71 else None


def _sum(weights: tuple[int, ...], digits: list[int]) -> int:
    return sum(w * d for w, d in zip(weights, digits, strict=False)) % 11
