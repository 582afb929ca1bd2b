"""Whether a weight can be what was meant (SPEC D-32, A19). Knows no dose.

Everything that is given is computed from it, and a comma in the wrong place is a tenfold dose.
"""

from datetime import date
from decimal import Decimal

from bedside.amounts import difference, is_amount, plain, product
from bedside.events import WeightRecorded
from bedside.protocol_drugs import Weighing
from bedside.refusal import Refusal

RULE = "D-32"
SECTION = "3.2"
SLIPPED = (Decimal("0.1"), Decimal(10))  # the comma moved one place to the left, or to the right


def may_record_weight(
    weight: WeightRecorded, last_kg: Decimal | None, today: date, rules: Weighing
) -> Refusal | None:
    """`last_kg`: from the session before, if there was one. What is unlikely may be confirmed."""
    if not is_amount(weight.weight_kg):
        return Refusal(RULE, "weight_not_a_number", missing=("weight",))
    age_days = _age_days(weight.weighed_on, today)
    if age_days is None or age_days < 0:
        return Refusal(RULE, "weighing_date_unreadable", missing=("weighed_on",))
    if age_days > rules.max_age_days:
        values = {"days": str(age_days), "max_days": str(rules.max_age_days)}
        return Refusal(RULE, "weight_too_old", values=values, missing=("weight",))
    if weight.corrects is not None and not weight.reason.strip():
        return Refusal("N-09", "correction_without_reason", missing=("reason",))
    return None if weight.confirmed_unlikely else unlikely(weight.weight_kg, last_kg, rules)


def unlikely(weight_kg: Decimal, last_kg: Decimal | None, rules: Weighing) -> Refusal | None:
    """A question, never a "no" and never another number: read it again, or confirm it."""
    values = {"weight_kg": plain(weight_kg)}
    if last_kg is not None and is_amount(last_kg):
        values["last_kg"] = plain(last_kg)
        percent = Decimal(rules.confirm_change_percent)
        if any(_close(weight_kg, product(last_kg, slip), percent) for slip in SLIPPED):
            return _confirm("weight_decimal_slipped", values)
        if not _close(weight_kg, last_kg, percent):
            return _confirm("weight_changed", values)
    if not rules.unlikely_below_kg <= weight_kg <= rules.unlikely_above_kg:
        return _confirm("weight_unlikely", values)
    return None


def _confirm(code: str, values: dict[str, str]) -> Refusal:
    return Refusal(RULE, code, values=values, missing=("confirmation",), lifted_by="reason")


def _close(weight_kg: Decimal, other_kg: Decimal, percent: Decimal) -> bool:
    apart_kg = abs(difference(weight_kg, other_kg))
    return product(apart_kg, Decimal(100)) <= product(other_kg, percent)


def _age_days(weighed_on: str, today: date) -> int | None:
    if not weighed_on:
        return 0
    try:
        return (today - date.fromisoformat(weighed_on)).days
    except ValueError:
        return None
