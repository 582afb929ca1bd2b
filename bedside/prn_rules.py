"""Whether a dose may be given when it is needed (§3.6, §3.8, SPEC part 12).

A refusal is about permission. A dose that was given all the same is recorded with the rule it was
outside of and a reason (Avvik), and counts from then on; only what is no dose is never recorded.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from bedside.amounts import counted, is_amount, plain, same
from bedside.clock import Instant
from bedside.events import PrnAgreed, PrnDoseGiven, PrnPrescribed
from bedside.lines import Line, aware
from bedside.prn import PROPHYLAXIS, Dose, PrnLog, highest_totals
from bedside.protocol_drugs import PrnDrug
from bedside.refusal import Lifted, Refusal, hardest_first

NEVER_RECORDED = frozenset(
    {"dose_not_a_number", "given_in_the_future", "correction_without_reason", "no_indication"}
)


@dataclass(frozen=True, slots=True)
class Giving:
    """What a dose is judged against, beside what was given before."""

    rules: PrnDrug
    now: Instant
    zone: tzinfo  # whose midnight a calendar day ends at
    before_sedative: Collection[str] = ()  # C-07: ids of what must be answered first, and is not


def may_give(log: PrnLog, dose: PrnDoseGiven, giving: Giving) -> Refusal | None:
    return next(iter(dose_refusals(log, dose, giving)), None)


def may_record(log: PrnLog, dose: PrnDoseGiven, giving: Giving) -> Refusal | None:
    """What was given is recorded: inside the rules, or as an Avvik from one of them."""
    found = dose_refusals(log, dose, giving)
    for refusal in found:
        if refusal.code in NEVER_RECORDED:
            return refusal
    outside = {refusal.rule for refusal in found}
    if not outside or (dose.outside_rule in outside and dose.deviation_reason.strip()):
        return None
    return replace(found[0], missing=("deviation_reason",), lifted_by="reason")


def dose_refusals(log: PrnLog, dose: PrnDoseGiven, giving: Giving) -> tuple[Refusal, ...]:
    """Everything that stands in the way, what nobody can lift first."""
    return hardest_first(_findings(log, dose, giving))


def _findings(log: PrnLog, dose: PrnDoseGiven, giving: Giving) -> Iterator[Refusal]:
    taken_back = dose.corrects is not None and same(dose.dose_mg, Decimal(0))
    if dose.corrects is not None and not dose.reason.strip():
        yield Refusal("N-09", "correction_without_reason", missing=("reason",))
    if not is_amount(dose.dose_mg) and not taken_back:
        yield Refusal("prn-dose", "dose_not_a_number", giving.rules.section, missing=("dose",))
    elif not taken_back:
        new = _as_dose(log, dose, giving.now.wall)
        yield from _time_and_cause(dose, new, giving)
        # Given just now: all that is recorded was before it. Else what was before that time.
        just_now = dose.given_at is None and dose.corrects is None
        until = None if just_now else new.at
        order = log.prescription(dose.drug, until)
        yield from _prescribed(order, dose, giving.rules)
        yield from _most(log, order, dose, new, giving)
        if giving.rules.agreement_before_dose:
            yield from _agreed(log, log.agreement(dose.drug, until), dose, new, giving)


def _as_dose(log: PrnLog, dose: PrnDoseGiven, now: datetime) -> Dose:
    """The dose as it would count; a correction keeps the time of what it corrects."""
    corrected = next((line for line in log.given if line.seq == dose.corrects), None)
    given_at = aware(dose.given_at) if dose.given_at is not None else now
    if corrected is not None and dose.given_at is None:
        given_at = log.given_at(corrected)
    first = corrected.first if corrected is not None else 0
    prophylactic = dose.prophylactic or dose.indication == PROPHYLAXIS
    return Dose(0, first, given_at, "", dose.drug, dose.dose_mg, dose.route, prophylactic)


def _time_and_cause(dose: PrnDoseGiven, new: Dose, giving: Giving) -> Iterator[Refusal]:
    rules = giving.rules
    if dose.given_at is not None and new.at > giving.now.wall:
        yield Refusal("prn-dose", "given_in_the_future", rules.section, missing=("given_at",))
    if not dose.indication.strip():
        yield Refusal("prn-indication", "no_indication", rules.section, missing=("indication",))
    if rules.observe_at_min and giving.before_sedative:
        missing = tuple(giving.before_sedative)
        yield Refusal("C-07", "consents_before_sedative", "4", missing=missing)


def _prescribed(
    line: Line[PrnPrescribed] | None, dose: PrnDoseGiven, rules: PrnDrug
) -> Iterator[Refusal]:
    section = rules.section
    if line is None or not line.event.doctor.strip():
        missing = ("prescription",)
        yield Refusal("prn-prescribed", "prn_not_prescribed", "3.8", _mg(dose), missing, "doctor")
        return
    order = line.event
    allowed = {choice.key for choice in rules.indications} | {order.indication}
    if dose.indication.strip() and dose.indication not in allowed:
        values = {"indication": dose.indication}
        missing = ("prescription",)
        yield Refusal("prn-indication", "indication_unknown", section, values, missing, "doctor")
    if dose.dose_mg > max(rules.doses_mg):
        values = {**_mg(dose), "max_mg": plain(max(rules.doses_mg))}
        yield Refusal("prn-dose", "dose_above_protocol", section, values)
    if not counted(order.dose_min_mg) <= dose.dose_mg <= _most_of(order.dose_max_mg):
        values = {**_mg(dose), "min_mg": str(order.dose_min_mg), "max_mg": str(order.dose_max_mg)}
        missing = ("prescription",)
        yield Refusal("prn-dose", "dose_not_prescribed", section, values, missing, "doctor")
    if dose.route != order.route or dose.route not in _routes(rules):
        values = {"route": dose.route, "prescribed_route": order.route}
        missing = ("prescription",)
        yield Refusal("prn-route", "route_not_prescribed", section, values, missing, "doctor")


def _most(
    log: PrnLog,
    line: Line[PrnPrescribed] | None,
    dose: PrnDoseGiven,
    new: Dose,
    giving: Giving,
) -> Iterator[Refusal]:
    rules = giving.rules
    stated = line.event.max_per_day_mg if line is not None else None
    before = (*log.doses(dose.drug, without=new.first), *log.told_of(dose.drug))
    sums = highest_totals(before, new, giving.zone, rules.rolling_h)
    values = {**_mg(dose), "day_mg": plain(sums.day_mg), "rolling_mg": plain(sums.rolling_mg)}
    if rules.max_per_day_mg is not None and sums.stricter_mg > rules.max_per_day_mg:
        most = {"max_mg": plain(rules.max_per_day_mg)}
        yield Refusal("prn-day-max", "above_day_max", "3.6", values | most)
    if stated is None or not is_amount(stated):
        if line is not None and rules.max_per_day_mg is None:
            missing = ("max_per_day",)
            yield Refusal("prn-max", "no_day_max", "", _mg(dose), missing, "doctor")
    elif sums.stricter_mg > stated:
        most = {"max_mg": plain(stated)}
        missing = ("prescription",)
        yield Refusal("prn-max", "above_prescribed_max", "", values | most, missing, "doctor")
    if new.prophylactic:
        yield from _prophylactic(before, new, giving)
    if rules.asked_elsewhere is not None and not log.asked_elsewhere(dose.drug):
        missing = ("elsewhere",)
        yield Refusal("prn-elsewhere", "elsewhere_not_asked", "", _mg(dose), missing, "reason")


def _prophylactic(before: tuple[Dose, ...], new: Dose, giving: Giving) -> Iterator[Refusal]:
    rules = giving.rules
    most_mg = rules.max_prophylactic_per_day_mg
    if most_mg is None:
        yield Refusal("prn-prophylactic", "not_prophylactic", rules.section)
        return
    earlier = [dose for dose in before if dose.prophylactic]
    sums = highest_totals(earlier, new, giving.zone, rules.rolling_h)
    if sums.stricter_mg > most_mg:
        values = {"mg": plain(new.mg), "sum_mg": plain(sums.stricter_mg), "max_mg": plain(most_mg)}
        yield Refusal("prn-prophylactic", "above_prophylactic_max", "3.6", values)


def _agreed(
    log: PrnLog,
    line: Line[PrnAgreed] | None,
    dose: PrnDoseGiven,
    new: Dose,
    giving: Giving,
) -> Iterator[Refusal]:
    """Etter avtale med lege: one agreement, for this dose, before it, read back."""
    if line is None:
        yield _not_agreed("not_agreed", dose)
        return
    agreed = line.event
    heard = _read_back(agreed.doctor, line.by, agreed.channel, agreed.read_back)
    if not agreed.doctor.strip() or not heard:
        yield _not_agreed("agreement_not_read_back", dose)
    if any(other.first > line.seq for other in log.doses(dose.drug, without=new.first)):
        yield _not_agreed("agreement_used", dose)
    valid_min = giving.rules.agreement_valid_min
    if valid_min is not None and new.at - line.at > timedelta(minutes=valid_min):
        yield _not_agreed("agreement_too_old", dose)
    if not dose.dose_mg <= _most_of(agreed.dose_mg):
        yield _not_agreed("agreed_other_dose", dose, agreed_mg=str(agreed.dose_mg))
    if agreed.route != dose.route:
        yield _not_agreed("agreed_other_route", dose, agreed_route=agreed.route)


def _not_agreed(code: str, dose: PrnDoseGiven, **values: str) -> Refusal:
    told = {**_mg(dose), **values}
    return Refusal("prn-agreed", code, "3.6", told, ("agreement",), "doctor")


def _mg(dose: PrnDoseGiven) -> dict[str, str]:
    return {"drug": dose.drug, "mg": plain(dose.dose_mg)}


def _most_of(stated: Decimal) -> Decimal:
    """A maximum that is no amount permits nothing."""
    return stated if is_amount(stated) else Decimal(0)


def _routes(rules: PrnDrug) -> tuple[str, ...]:
    return (rules.route, *rules.routes_if_prescribed)


def may_prescribe_prn(order: PrnPrescribed, recorded_by: str, rules: PrnDrug) -> Refusal | None:
    """Prescribed by a doctor, for a dose of the protocol, with a maximum for the day."""
    section = rules.section
    if not order.doctor.strip():
        return Refusal("prn-prescribed", "no_prescriber", "3.8", missing=("doctor",))
    if not _read_back(order.doctor, recorded_by, order.channel, order.read_back):
        return Refusal("T-R4", "not_read_back", "3.8", missing=("read_back",))
    least, most = order.dose_min_mg, order.dose_max_mg
    if not (is_amount(least) and is_amount(most) and least <= most):
        return Refusal("prn-dose", "dose_not_a_number", section, missing=("dose",))
    if most > max(rules.doses_mg):
        values = {"drug": order.drug, "mg": plain(most), "max_mg": plain(max(rules.doses_mg))}
        return Refusal("prn-dose", "dose_above_protocol", section, values)
    if order.route not in _routes(rules):
        return Refusal("prn-route", "route_not_in_protocol", section, {"route": order.route})
    day_max = order.max_per_day_mg
    if not is_amount(day_max) or day_max < most:
        return Refusal("prn-max", "no_day_max", "", {"drug": order.drug}, ("max_per_day",))
    if rules.max_per_day_mg is not None and day_max > rules.max_per_day_mg:
        values = {"drug": order.drug, "mg": plain(day_max), "max_mg": plain(rules.max_per_day_mg)}
        return Refusal("prn-day-max", "day_max_above_protocol", "3.6", values)
    return None


def may_agree(log: PrnLog, agreed: PrnAgreed, recorded_by: str, rules: PrnDrug) -> Refusal | None:
    """An agreement is with a named doctor, read back, and inside the prescription."""
    if not agreed.doctor.strip():
        return Refusal("prn-agreed", "no_doctor", "3.6", missing=("doctor",))
    if not _read_back(agreed.doctor, recorded_by, agreed.channel, agreed.read_back):
        return Refusal("prn-agreed", "not_read_back", "3.6", missing=("read_back",))
    line = log.prescription(agreed.drug)
    if line is None:
        return _outside("prn-prescribed", "prn_not_prescribed", agreed)
    if not is_amount(agreed.dose_mg):
        return Refusal("prn-dose", "dose_not_a_number", rules.section, missing=("dose",))
    if not counted(line.event.dose_min_mg) <= agreed.dose_mg <= _most_of(line.event.dose_max_mg):
        return _outside(
            "prn-dose",
            "dose_not_prescribed",
            agreed,
            min_mg=str(line.event.dose_min_mg),
            max_mg=str(line.event.dose_max_mg),
        )
    if agreed.route != line.event.route:
        return _outside(
            "prn-route",
            "route_not_prescribed",
            agreed,
            route=agreed.route,
            prescribed_route=line.event.route,
        )
    return None


def _outside(rule: str, code: str, agreed: PrnAgreed, **values: str) -> Refusal:
    told = {"drug": agreed.drug, "mg": str(agreed.dose_mg), **values}
    lifted_by: Lifted = "doctor"
    return Refusal(rule, code, "3.6, 3.8", told, ("prescription",), lifted_by)


def _read_back(doctor: str, recorded_by: str, channel: str, read_back: bool) -> bool:
    """What the doctor did not write himself was read back to him (T-R4)."""
    return read_back or channel == "page" or doctor == recorded_by
