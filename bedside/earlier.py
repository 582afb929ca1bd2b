"""What a session leaves for the next one, and today's as the series sees it. Knows no store."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from decimal import Decimal
from typing import Literal

from bedside.amounts import plain
from bedside.clock import Instant
from bedside.dose import given_mg_per_kg
from bedside.protocol_course import Series
from bedside.refusal import Refusal
from bedside.series import EarlierSession, Today, last_given_mg_per_kg, series_refusals
from bedside.session import Phase, Session

EVALUATION = "S-02"  # a doctor's decision on it: allowed is maintenance, not allowed is the end
BLADDER_QUESTION = "D-27"
BLADDER_SYMPTOM = "haematuria"


def left_behind(session: Session) -> EarlierSession | None:
    """None where nobody was identified: then nothing is known of whose session it was."""
    patient, arrived_at = session.patient, session.reached_at.get(Phase.ARRIVAL)
    if session.opened is None or patient is None or arrived_at is None:
        return None
    return EarlierSession(
        session=session.opened.session,
        phase=patient.phase,
        number=patient.number,
        attended_at=arrived_at,
        started_at=session.infusion.started_at,
        given_mg_per_kg=_given_mg_per_kg(session),
        weight_kg=session.prescription.weight_kg,
        response_decision=_evaluated(session),
        bladder=_bladder(session),
    )


def earlier_of(before: Iterable[Session], session: Session) -> tuple[EarlierSession, ...]:
    """Every infusion before today's: those with a session here, and those that were taken over.

    Where both tell of the same infusion, the session that was held here counts.
    """
    sessions = tuple(before)
    held = tuple(found for one in sessions if (found := left_behind(one)) is not None)
    known = {(one.phase, one.number) for one in held if one.started_at is not None}
    told = {
        (one.phase, one.number): one
        for taken in (*sessions, session)
        for one in taken.taken_over.earlier()
    }
    return (*held, *(one for place, one in told.items() if place not in known))


def today(session: Session, now: Instant, zone: tzinfo) -> Today:
    patient = session.patient
    decisions = {
        subject: decision.doctor
        for subject in session.answers.decisions
        if (decision := session.answers.decision(subject)) and decision.allowed
    }
    return Today(
        phase=patient.phase if patient else "start",
        number=patient.number if patient else 1,
        now=now,
        zone=zone,
        response_decision=_evaluated(session),
        decided=decisions,
        reasons=frozenset(
            deviation.rule for deviation in session.deviations.all if deviation.commented
        ),
    )


def series_in_the_way(
    session: Session,
    earlier: Sequence[EarlierSession],
    now: Instant,
    zone: tzinfo,
    rules: Series,
) -> tuple[Refusal, ...]:
    """Why the series keeps this infusion from being started now."""
    other = other_last_dose(session, earlier)
    found = series_refusals(earlier, today(session, now, zone), rules)
    return found if other is None else (other, *found)


def other_last_dose(session: Session, earlier: Sequence[EarlierSession]) -> Refusal | None:
    """K-03: the steps count from the dose that was given; what was typed must be what is known."""
    known, patient = last_given_mg_per_kg(earlier), session.patient
    typed = patient.last_dose_given_mg_per_kg if patient else None
    if known is None or patient is None or typed == known:
        return None
    values = {"typed": "–" if typed is None else plain(typed), "recorded": plain(known)}
    return Refusal("K-03", "last_dose_differs", "3.2", values, ("last_dose",))


def _given_mg_per_kg(session: Session) -> Decimal:
    order = session.prescription.order
    if order is None:
        return Decimal(0)
    return given_mg_per_kg(order, session.ledgers.account("ketamine").given_mg)


def _evaluated(session: Session) -> Literal["", "maintenance", "end"]:
    decision = session.answers.decision(EVALUATION)
    if decision is None:
        return ""
    return "maintenance" if decision.allowed else "end"


def _bladder(session: Session) -> bool:
    """Answered so on arrival, or seen during the session."""
    return (
        session.answers.yes(BLADDER_QUESTION)
        or any(s.symptom == BLADDER_SYMPTOM and not s.corrected_by for s in session.chart.symptoms)
        or any(BLADDER_SYMPTOM in e.symptoms_present for e in session.emergency.episodes)
    )
