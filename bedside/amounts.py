"""Amounts of a drug in exact decimals. Knows no rule and no patient.

Nothing here depends on the surrounding decimal context: a sum of milligrams is exact or, where the
record holds something that is no amount at all, infinite, so that every limit refuses.
"""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Context, Decimal

TENTH = Decimal("0.1")
ENDLESS = Decimal("Infinity")
LARGEST = Decimal(100_000)
DECIMALS = 6  # with LARGEST: every product and sum below fits EXACT without rounding

EXACT = Context(prec=60, rounding=ROUND_DOWN, traps=[])


def is_amount(value: Decimal) -> bool:
    """More than nothing, finite, and of a size and fineness that somebody can have meant."""
    if not value.is_finite():
        return False
    exponent = value.as_tuple().exponent
    return 0 < value <= LARGEST and isinstance(exponent, int) and exponent >= -DECIMALS


def read_amount(text: str) -> Decimal | None:
    """What a person typed, with comma or point: "72,5". None when it is no plain number above 0."""
    plain = text.strip().replace(",", ".", 1)
    whole, _, fraction = plain.partition(".")
    digits = whole + fraction
    if not (digits.isascii() and digits.isdigit() and whole) or plain.endswith("."):
        return None
    value = Decimal(plain)
    return value if is_amount(value) else None


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum, or infinity where something in it is no number, however it got there."""
    added = Decimal(0)
    for amount in amounts:
        added = EXACT.add(added, amount)
    return added if added.is_finite() else ENDLESS


def counted(recorded: Decimal) -> Decimal:
    """What an amount of the record counts as: itself, or endless where it cannot be one.

    A line with less than nothing must not make room for another dose.
    """
    return recorded if is_amount(recorded) or same(recorded, Decimal(0)) else ENDLESS


def difference(left: Decimal, right: Decimal) -> Decimal:
    taken = EXACT.subtract(left, right)
    return taken if taken.is_finite() else ENDLESS


def same(left: Decimal, right: Decimal) -> bool:
    """Equal, and both are numbers."""
    return EXACT.compare(left, right) == 0


def plain(number: Decimal) -> str:
    """For a sentence: no exponent, no zeros behind; 1.50 and 1.5 read the same."""
    return format(number.normalize(EXACT), "f")


def product(left: Decimal, right: Decimal) -> Decimal:
    return EXACT.multiply(left, right)


def quotient(left: Decimal, right: Decimal) -> Decimal:
    """Sixty digits, cut off: never more than the true value of two amounts."""
    return EXACT.divide(left, right)


def rounded_down(value: Decimal, step: Decimal = TENTH) -> Decimal:
    return value.quantize(step, ROUND_DOWN, context=EXACT)
