"""What may be written into the ledger, and when it may be closed (§3.3, SPEC part 8).

The A-preparat closes on 0 or on an Avvik with two signatures; nothing else closes it.
"""

from collections.abc import Iterator
from decimal import Decimal

from bedside.amounts import (
    TENTH,
    counted,
    difference,
    is_amount,
    plain,
    product,
    quotient,
    rounded_down,
    same,
    total,
)
from bedside.events import (
    DeliveredDoseCorrected,
    Drug,
    DrugDestroyed,
    DrugWithdrawn,
    InfusionEnded,
    InfusionStarted,
)
from bedside.ledger import Account, Ledgers
from bedside.lines import Line
from bedside.refusal import Lifted, Refusal

ZERO = Decimal(0)
KEPT: dict[Drug, tuple[str, str, Lifted]] = {  # drug -> rule of a difference, §, who lifts it
    "ketamine": ("N-05", "3.3", "nobody"),
    "midazolam": ("N-07", "", "reason"),  # B-preparat: local, and one signature is enough
}


def may_close_ledger(ledgers: Ledgers) -> Refusal | None:
    return next(iter(ledger_refusals(ledgers)), None)


def ledger_refusals(ledgers: Ledgers) -> tuple[Refusal, ...]:
    """Everything that keeps the session from being closed, the A-preparat first."""
    return tuple(_open(ledgers))


def _open(ledgers: Ledgers) -> Iterator[Refusal]:
    if ledgers.infusing:
        yield Refusal("N-08", "delivered_not_known", "3.2, 3.3", missing=("delivered_mg",))
    for drug, (rule, section, lifted_by) in KEPT.items():
        account = ledgers.account(drug)
        if not account.balances and not _explained(ledgers, drug):
            yield _difference(account, rule, section, lifted_by)
        if lifted_by == "nobody" or not _explained(ledgers, drug):
            for line in ledgers.unsigned(drug):
                values = {"drug": drug, "mg": str(line.event.destroyed_mg), "of": str(line.seq)}
                missing = ("countersignature",)
                yield Refusal(
                    "N-04" if lifted_by == "nobody" else rule,
                    "not_countersigned",
                    section,
                    values,
                    missing,
                    lifted_by,
                )


def _explained(ledgers: Ledgers, drug: Drug) -> bool:
    """By an Avvik: of the A-preparat with the signatures of two persons."""
    rule, _, lifted_by = KEPT[drug]
    deviation = ledgers.explained(drug, rule)
    if deviation is None:
        return False
    return lifted_by == "reason" or ledgers.countersigner(deviation.seq) is not None


def _difference(account: Account, rule: str, section: str, lifted_by: Lifted) -> Refusal:
    balance_mg = account.balance_mg
    if not balance_mg.is_finite():
        code, missing = "ledger_not_a_number", ("correction",)
    elif balance_mg > 0:
        code, missing = "rest_left", ("destruction",)
    else:
        code, missing = "more_than_withdrawn", ("withdrawal",)
    values = {
        "drug": account.drug,
        "withdrawn_mg": plain(account.withdrawn_mg),
        "given_mg": plain(account.given_mg),
        "destroyed_mg": plain(account.destroyed_mg),
        "difference_mg": plain(balance_mg),
    }
    return Refusal(rule, code, section, values, missing, lifted_by)


def may_countersign(ledgers: Ledgers, of: int, person: str) -> Refusal | None:
    """The destruction, or the Avvik, with event number `of`: a colleague signs, never the same."""
    destroyed = next((line for line in ledgers.destroyed if line.seq == of), None)
    rules = {rule for rule, _, _ in KEPT.values()}
    avvik = any(line.seq == of and line.event.rule in rules for line in ledgers.deviations)
    if (destroyed is None or not destroyed.counts) and not avvik:
        return Refusal("N-04", "nothing_to_countersign", "3.3", missing=("destruction",))
    if not person.strip():
        return Refusal("N-04", "no_countersigner", "3.3", missing=("countersignature",))
    if person in ledgers.cannot_countersign(of):
        return Refusal(
            "T-R2", "countersigner_took_part", "3.3", {"person": person}, ("second_person",)
        )
    signed_by = ledgers.countersigner(of)
    if signed_by is not None:
        return Refusal("N-04", "already_countersigned", "3.3", {"person": signed_by})
    return None


def may_withdraw(withdrawn: DrugWithdrawn) -> Refusal | None:
    if not is_amount(withdrawn.withdrawn_mg):
        return Refusal("N-05", "amount_not_a_number", "3.3", missing=("amount",))
    return _reason_of(withdrawn.corrects, withdrawn.reason)


def may_destroy(ledgers: Ledgers, destroyed: DrugDestroyed) -> Refusal | None:
    """Not more than is left, and how; the last drop of it is the nurse's word."""
    if not is_amount(destroyed.destroyed_mg):
        return Refusal("N-05", "amount_not_a_number", "3.3", missing=("amount",))
    if not destroyed.method.strip():
        return Refusal("N-04", "no_method", "3.3", missing=("method",))
    left_mg = left_to_destroy_mg(ledgers, destroyed)
    if destroyed.destroyed_mg > left_mg:
        values = {"mg": plain(destroyed.destroyed_mg), "left_mg": plain(left_mg)}
        return Refusal("N-05", "more_than_is_left", "3.3", values, ("reason",), "reason")
    return _reason_of(destroyed.corrects, destroyed.reason)


def left_to_destroy_mg(ledgers: Ledgers, destroyed: DrugDestroyed | None = None) -> Decimal:
    """Of ketamine, or of the drug of `destroyed`; while the pump runs, of the opened ampoule."""
    drug: Drug = destroyed.drug if destroyed is not None else "ketamine"
    account = ledgers.account(drug)
    left_mg = account.balance_mg
    if ledgers.infusing and drug == "ketamine":
        left_mg = difference(account.ampoule_rest_mg, account.destroyed_mg)
    if destroyed is not None and destroyed.corrects is not None:
        again = (counted(line.event.destroyed_mg) for line in _corrected(ledgers, destroyed))
        left_mg = total((left_mg, *again))
    return max(ZERO, left_mg)


def _corrected(ledgers: Ledgers, destroyed: DrugDestroyed) -> Iterator[Line[DrugDestroyed]]:
    first = next((line.first for line in ledgers.destroyed if line.seq == destroyed.corrects), None)
    for line in ledgers.destroyed:
        if line.counts and line.first == first and line.event.drug == destroyed.drug:
            yield line


def delivered_mg(reading_ml: Decimal, started: InfusionStarted) -> Decimal:
    """What the pump's reading comes to, rounded down to 0.1 mg; never more than the dose."""
    if not (is_amount(started.volume_ml) and is_amount(started.dose_mg)):
        return ZERO
    run_ml = min(counted(reading_ml), started.volume_ml)
    return rounded_down(quotient(product(started.dose_mg, run_ml), started.volume_ml), TENTH)


def may_record_delivered(ended: InfusionEnded, started: InfusionStarted) -> Refusal | None:
    """N-08. Never keeps the pump from being stopped: what was read can follow as a correction."""
    given_mg = ended.delivered_mg
    if not (is_amount(given_mg) or same(given_mg, ZERO)):
        return Refusal("N-08", "amount_not_a_number", "3.2, 3.3", missing=("delivered_mg",))
    values = {"mg": plain(given_mg), "dose_mg": str(started.dose_mg)}
    if given_mg > counted(started.dose_mg):
        return _delivered("delivered_more_than_dose", values)
    if ended.completed and not same(given_mg, started.dose_mg):
        return _delivered("completed_with_rest", values)
    if not ended.completed:
        if ended.pump_reading_ml is None:
            return _delivered("pump_not_read", values, "pump_reading")
        read_mg = delivered_mg(ended.pump_reading_ml, started)
        if not same(given_mg, read_mg):
            return _delivered("not_as_the_pump", {**values, "read_mg": plain(read_mg)})
    return None


def _delivered(code: str, values: dict[str, str], missing: str = "reason") -> Refusal:
    return Refusal("N-08", code, "3.2, 3.3", values, (missing,), "reason")


def may_correct_delivered(
    ledgers: Ledgers, corrected: DeliveredDoseCorrected, dose_mg: Decimal
) -> Refusal | None:
    if not any(line.seq == corrected.corrects for line in ledgers.infused):
        return Refusal("N-09", "nothing_to_correct", missing=("delivered_mg",))
    given_mg = corrected.delivered_mg
    if not (is_amount(given_mg) or same(given_mg, ZERO)):
        return Refusal("N-08", "amount_not_a_number", "3.2, 3.3", missing=("delivered_mg",))
    if given_mg > counted(dose_mg) and not _explains(ledgers, corrected.corrects):
        values = {"mg": plain(given_mg), "dose_mg": str(dose_mg)}
        return _delivered("delivered_more_than_dose", values)
    return _reason_of(corrected.corrects, corrected.reason)


def _explains(ledgers: Ledgers, of: int) -> bool:
    """An Avvik of a person on what was delivered: more than the dose was in the syringe."""
    return any(
        line.event.rule == "N-08" and line.event.of == of and line.event.reason.strip()
        for line in ledgers.deviations
    )


def _reason_of(corrects: int | None, reason: str) -> Refusal | None:
    if corrects is not None and not reason.strip():
        return Refusal("N-09", "correction_without_reason", missing=("reason",))
    return None
