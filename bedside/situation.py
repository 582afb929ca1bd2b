"""The session as the rules of the dose see it: the one place where the two are put together."""

from decimal import Decimal

from bedside.dose import Situation
from bedside.lines import last
from bedside.protocol_drugs import DrugName, Recipe
from bedside.protocol_lookup import products_of
from bedside.session import Session


def dose_situation(session: Session, recorded_by: str, recipe: Recipe) -> Situation:
    """What a prescription written down by `recorded_by` is judged against."""
    patient = session.patient
    decisions = {
        subject: decision.doctor
        for subject in session.answers.decisions
        if (decision := session.answers.decision(subject)) and decision.allowed
    }
    return Situation(
        weight_kg=session.prescription.weight_kg,
        phase=patient.phase if patient else "start",
        number=patient.number if patient else 1,
        last_given_mg_per_kg=patient.last_dose_given_mg_per_kg if patient else None,
        already_given_mg=session.ledgers.account("ketamine").given_mg,
        strength_mg_per_ml=_strength(session, recipe),
        recorded_by=recorded_by,
        decided=decisions,
    )


def _strength(session: Session, recipe: Recipe) -> Decimal | None:
    """Of what was drawn up; before that, of the strongest ampoule that is kept here (K-10)."""
    prepared = last(session.prescription.preparations)
    if prepared is not None:
        return prepared.event.strength_mg_per_ml
    kept = [s for p in products_of(recipe, DrugName.KETAMINE) for s in p.strengths_mg_per_ml]
    return max(kept, default=None)
