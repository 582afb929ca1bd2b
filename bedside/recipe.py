"""How the dose is mixed, and the second person's own calculation (SPEC K-13, N-01, N-02).

Volumes and the pump's rate follow from dose, strength and the unit's recipe; a preparation that
does not follow from them is refused, and the person who checks it never sees its numbers first.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bedside.amounts import (
    TENTH,
    difference,
    is_amount,
    plain,
    product,
    quotient,
    rounded_down,
    same,
)
from bedside.events import DosePrescribed, DrugPrepared, PreparationDoubleChecked
from bedside.lines import Line
from bedside.protocol_drugs import Product, Recipe
from bedside.refusal import Refusal

ML_STEP = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Mix:
    """What is drawn up, and what the pump is set to; an injection has no diluent and no rate."""

    drug_volume_ml: Decimal
    diluent_volume_ml: Decimal
    total_volume_ml: Decimal
    rate_ml_h: Decimal


def volume_ml(mg: Decimal, strength_mg_per_ml: Decimal) -> Decimal:
    """ "1 mg = 1 ml / 0,2 ml": rounded down to 0.001 ml, so never more than the dose."""
    return rounded_down(quotient(mg, strength_mg_per_ml), ML_STEP)


def mix(order: DosePrescribed, strength_mg_per_ml: Decimal, recipe: Recipe) -> Mix:
    drug_ml = volume_ml(order.dose_mg, strength_mg_per_ml)
    if order.route == "im":
        return Mix(drug_ml, Decimal(0), drug_ml, Decimal(0))
    whole_ml = max(recipe.infusion_volume_ml, drug_ml)
    return Mix(
        drug_volume_ml=drug_ml,
        diluent_volume_ml=difference(whole_ml, drug_ml),
        total_volume_ml=whole_ml,
        rate_ml_h=rate_ml_h(whole_ml, order.duration_min),
    )


def rate_ml_h(volume: Decimal, duration_min: int) -> Decimal:
    """The whole volume in the prescribed time, rounded down: never faster than prescribed."""
    return rounded_down(quotient(product(volume, Decimal(60)), Decimal(duration_min)), TENTH)


def may_use_recipe(approved_by: tuple[str, ...], simulated: bool) -> Refusal | None:
    """Two different persons have approved the recipe (K-13); a demonstration uses the proposal."""
    signed = {person.strip() for person in approved_by if person.strip()}
    if simulated or len(signed) >= 2:
        return None
    return Refusal(
        "K-13", "recipe_not_approved", values={"signed": str(len(signed))}, missing=("approval",)
    )


def may_prepare(
    prepared: DrugPrepared, order: DosePrescribed | None, recipe: Recipe, today: date
) -> Refusal | None:
    """The first thing that is wrong with the preparation of ketamine as it was entered."""
    return next(iter(preparation_refusals(prepared, order, recipe, today)), None)


def preparation_refusals(
    prepared: DrugPrepared, order: DosePrescribed | None, recipe: Recipe, today: date
) -> tuple[Refusal, ...]:
    """Everything that is wrong with it."""
    if order is None:
        return (Refusal("K-01", "not_prescribed", "3.3", missing=("prescription",)),)
    return tuple(_faults(prepared, order, recipe, today))


def _faults(
    prepared: DrugPrepared, order: DosePrescribed, recipe: Recipe, today: date
) -> Iterator[Refusal]:
    yield from _ampoule_faults(prepared, recipe.product, today)
    amounts = (prepared.withdrawn_mg, prepared.dose_mg, prepared.strength_mg_per_ml)
    if not all(is_amount(amount) for amount in (*amounts, order.dose_mg)):
        yield Refusal("N-01", "amount_not_a_number", "3.3", missing=("amount",))
        return
    if not same(prepared.dose_mg, order.dose_mg):
        values = {"mg": plain(prepared.dose_mg), "prescribed_mg": plain(order.dose_mg)}
        yield Refusal("N-02", "prepared_other_dose", "3.3", values)
    if prepared.withdrawn_mg < prepared.dose_mg:
        values = {"withdrawn_mg": plain(prepared.withdrawn_mg), "mg": plain(prepared.dose_mg)}
        yield Refusal("N-05", "withdrawn_less_than_dose", "3.3", values)
    if order.route == "iv" and order.duration_min <= 0:
        yield Refusal("K-08", "duration_not_a_time", "3.2", missing=("duration",))
        return
    right = mix(order, prepared.strength_mg_per_ml, recipe)
    for name, entered, wanted in (
        ("drug_volume", prepared.drug_volume_ml, right.drug_volume_ml),
        ("total_volume", prepared.total_volume_ml, right.total_volume_ml),
        ("rate", prepared.rate_ml_h, right.rate_ml_h),
    ):
        if not same(entered, wanted):
            values = {"what": name, "entered": str(entered), "right": plain(wanted)}
            yield Refusal("N-02", "not_after_recipe", "3.3", values, (name,))
    if prepared.corrects is not None and not prepared.reason.strip():
        yield Refusal("N-09", "correction_without_reason", missing=("reason",))


def _ampoule_faults(
    prepared: DrugPrepared, products: tuple[Product, ...], today: date
) -> Iterator[Refusal]:
    known = [
        product for product in products if (product.drug, product.name) == _of_product(prepared)
    ]
    if not known:
        yield Refusal("N-01", "product_unknown", "3.3", {"product": prepared.product})
    elif not any(
        same(prepared.strength_mg_per_ml, strength)
        for product in known
        for strength in product.strengths_mg_per_ml
    ):
        values = {"product": prepared.product, "strength": str(prepared.strength_mg_per_ml)}
        yield Refusal("N-01", "strength_unknown", "3.3", values, ("strength",))
    if not prepared.batch.strip():
        yield Refusal("N-01", "batch_missing", missing=("batch",))
    lasts_until = last_day(prepared.expiry)
    if lasts_until is None:
        yield Refusal("N-01", "expiry_unreadable", missing=("expiry",))
    elif lasts_until < today:
        yield Refusal("N-01", "expired", values={"expiry": prepared.expiry})


def _of_product(prepared: DrugPrepared) -> tuple[str, str]:
    return (prepared.drug, prepared.product)


def last_day(expiry: str) -> date | None:
    """The last day an ampoule may be used: "2027-03-31", or a month, "2027-03", to its end."""
    text = expiry.strip()
    try:
        if len(text) != len("2027-03"):
            return date.fromisoformat(text)
        first = date.fromisoformat(f"{text}-01")
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def may_sign_double_check(
    prepared: Line[DrugPrepared] | None,
    preparers: Collection[str],
    check: PreparationDoubleChecked,
) -> Refusal | None:
    """Another person than the preparer, whose own result is the same (T-R2, N-02).

    The refusal does not say by how much they differ: the second calculation stays blind.
    """
    if prepared is None:
        return Refusal("N-02", "nothing_to_check", "3.3", missing=("preparation",))
    if not check.checker.strip():
        return Refusal("N-02", "no_checker", "3.3", missing=("double_check",))
    if check.checker in preparers:
        return Refusal("T-R2", "checker_is_preparer", "3.3", missing=("second_person",))
    agrees = same(check.computed_mg, prepared.event.dose_mg)
    if not is_amount(check.computed_mg) or not agrees or not check.agrees:
        return Refusal("N-02", "calculations_differ", "3.3", missing=("same_result",))
    return None
