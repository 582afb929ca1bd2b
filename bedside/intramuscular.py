"""Ketamine into the muscle: the exception of §3.2 (SPEC K-09 to K-11). Knows no other rule.

The whole dose is given at once and cannot be stopped, so ansvarlig overlege approves it before it
is given, and a doctor sets how long the patient is watched.
"""

from collections.abc import Iterator
from decimal import Decimal

from bedside.amounts import is_amount, plain, product, quotient, rounded_down
from bedside.drug_rules import DoseRules
from bedside.events import DosePrescribed
from bedside.refusal import Refusal

HUNDREDTH = Decimal("0.01")


def im_refusals(
    order: DosePrescribed, strength_mg_per_ml: Decimal | None, rules: DoseRules
) -> Iterator[Refusal]:
    """What stands in the way; the volume is judged before it is rounded."""
    if not order.approved_by.strip():
        yield Refusal("K-09", "im_not_approved", "3.2", missing=("approved_by",))
    if not order.reason.strip():
        yield Refusal("K-09", "im_without_reason", "3.2", missing=("reason",))
    if order.longer_observation_min is None or order.longer_observation_min <= 0:
        yield Refusal("K-11", "im_without_observation", "3.2", missing=("longer_observation",))
    if strength_mg_per_ml is None or not is_amount(strength_mg_per_ml):
        yield Refusal("K-10", "im_strength_unknown", "3.2", missing=("strength",))
        return
    exact_mg = product(order.weight_kg, order.dose_mg_per_kg)
    if exact_mg > product(rules.im_max_ml, strength_mg_per_ml):
        values = {
            "judged": f"{plain(exact_mg)}/{plain(strength_mg_per_ml)}",
            "ml": plain(rounded_down(quotient(exact_mg, strength_mg_per_ml), HUNDREDTH)),
            "max_ml": plain(rules.im_max_ml),
            "strength_mg_per_ml": plain(strength_mg_per_ml),
        }
        missing = ("consultant_decision",)
        yield Refusal("K-10", "im_volume_too_large", "3.2", values, missing, "consultant")
