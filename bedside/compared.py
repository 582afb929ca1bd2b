"""One earlier session in a few lines, to be held against others of the same patient. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bedside.dose import given_mg_per_kg
from bedside.session import Session


@dataclass(frozen=True, slots=True)
class Pressure:
    """One result of a cuff, mmHg, and its minute since the pump was started; before: below 0."""

    minute: float
    systolic: int | None
    diastolic: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Names are ids, amounts as they were recorded; None where nothing was."""

    session: str
    at: datetime | None  # when the pump was started, else when the session was left
    phase: str  # of the series
    number: int
    ordered_mg_per_kg: Decimal | None
    given_mg: Decimal
    given_mg_per_kg: Decimal | None
    pressures: tuple[Pressure, ...]
    as_needed: tuple[tuple[str, Decimal], ...]  # drug, mg in all
    symptoms: tuple[tuple[str, str], ...]  # id, worst severity
    deviations: int

    @property
    def highest(self) -> Pressure | None:
        measured = [one for one in self.pressures if one.systolic is not None]
        return max(measured, key=lambda one: one.systolic or 0, default=None)


SEVERITIES = ("mild", "moderate", "severe")


def compared(session_id: str, session: Session) -> Compared:
    """Total: an empty or a damaged session is a line with nothing in it."""
    patient, order = session.patient, session.prescription.order
    began_at = session.infusion.started_at
    zero = began_at or session.last_wall
    given = session.ledgers.account("ketamine").given_mg
    drugs = dict.fromkeys(str(line.event.drug) for line in session.prn.given)
    worst: dict[str, str] = {}
    for one in session.chart.symptoms:
        if one.corrected_by is None:
            known = worst.get(one.symptom, one.severity)
            worst[one.symptom] = max(known, one.severity, key=_severity)
    return Compared(
        session=session_id,
        at=zero,
        phase=patient.phase if patient else "start",
        number=patient.number if patient else 0,
        ordered_mg_per_kg=order.dose_mg_per_kg if order else None,
        given_mg=given,
        given_mg_per_kg=given_mg_per_kg(order, given) if order else None,
        pressures=tuple(
            Pressure((one.at.wall - zero).total_seconds() / 60, one.systolic, one.diastolic)
            for one in session.chart.blood_pressures
            if zero is not None
        ),
        as_needed=tuple(
            (drug, sum((dose.mg for dose in session.prn.doses(drug)), Decimal(0)))  # type: ignore[arg-type]
            for drug in drugs
        ),
        symptoms=tuple(worst.items()),
        deviations=len(session.deviations.all),
    )


def _severity(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1
