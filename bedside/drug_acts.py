"""Which rule of weight, dose, preparation, PRN and ledger an act is judged by. Holds no rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bedside import dose, events, ledger_rules, prn_rules, recipe, sedation, weight
from bedside.clock import Instant
from bedside.day_check import CAPACITY, CheckState, day_check
from bedside.drug_rules import dose_rules
from bedside.events import Event
from bedside.identity import Person
from bedside.lines import local_day
from bedside.protocol import Protocol
from bedside.protocol_lookup import prn_drug
from bedside.readings import Current
from bedside.refusal import Refusal
from bedside.series import EarlierSession
from bedside.session import Session
from bedside.situation import dose_situation


@dataclass(frozen=True, slots=True)
class Around:
    """What an act is judged against beside the session itself."""

    now: Instant
    protocol: Protocol
    vitals: Current
    zone: tzinfo
    earlier: Sequence[EarlierSession] | None  # None: nobody looked
    staff: Sequence[Person] = ()


def may(session: Session, event: Event, by: str, around: Around) -> Refusal | None:
    now, protocol = around.now, around.protocol
    prescription, today = session.prescription, local_day(now.wall, around.zone)
    match event:
        case events.WeightRecorded():
            last_kg = session.patient.last_weight_kg if session.patient else None
            return weight.may_record_weight(event, last_kg, today, protocol.dose.weighing)
        case events.DosePrescribed():
            rules = dose_rules(protocol.constants, protocol.dose)
            situation = dose_situation(session, by, protocol.recipe)
            return dose.may_prescribe(event, situation, rules)
        case events.DrugPrepared(drug="ketamine"):
            order = prescription.current
            return recipe.may_prepare(event, order.event if order else None, protocol.recipe, today)
        case events.PreparationDoubleChecked():
            prepared, preparers = prescription.prepared, prescription.preparers
            return recipe.may_sign_double_check(prepared, preparers, event)
        case events.PrnPrescribed() | events.PrnAgreed() | events.PrnDoseGiven():
            return _prn_rule(session, event, by, around)
        case events.PostSedationObserved():
            rules_of = prn_drug(protocol, "midazolam")
            return sedation.may_observe(session.prn, event, rules_of, now)
        case events.DrugWithdrawn():
            return ledger_rules.may_withdraw(event)
        case events.DrugDestroyed():
            return ledger_rules.may_destroy(session.ledgers, event)
        case events.DestructionCountersigned():
            return ledger_rules.may_countersign(session.ledgers, event.of, event.person)
        case events.DeliveredDoseCorrected():
            dose_mg = session.infusion.dose_mg
            return ledger_rules.may_correct_delivered(session.ledgers, event, dose_mg)
        case _:
            return None


def _prn_rule(
    session: Session,
    event: events.PrnPrescribed | events.PrnAgreed | events.PrnDoseGiven,
    by: str,
    around: Around,
) -> Refusal | None:
    rules = next((rules for rules in around.protocol.prn.drug if rules.id == event.drug), None)
    if rules is None:
        return Refusal("prn-prescribed", "no_prn_drug", "3.8", {"drug": event.drug})
    match event:
        case events.PrnPrescribed():
            return prn_rules.may_prescribe_prn(event, by, rules)
        case events.PrnAgreed():
            return prn_rules.may_agree(session.prn, event, by, rules)
        case _:
            before = before_sedative(session, around.protocol)
            giving = prn_rules.Giving(rules, around.now, around.zone, before)
            return prn_rules.may_record(session.prn, event, giving)


def before_sedative(session: Session, protocol: Protocol) -> tuple[str, ...]:
    """C-07: what must be settled before a sedative may be given ahead of the infusion."""
    if session.infusion.started_at is not None:
        return ()
    settled = (CheckState.CLEARED, CheckState.DECIDED)
    missing = [
        item.id
        for item in day_check(session, protocol)
        if item.id in (CAPACITY, "D-02") and item.state not in settled
    ]
    if not session.answers.yes("C-01"):
        missing.append("C-01")
    if not session.touch.answered:
        missing.append("P-03")
    return tuple(missing)
