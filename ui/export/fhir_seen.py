"""What was seen of the patient: symptoms, and the watch after midazolam (FHIR R4 Observation)."""

from collections.abc import Iterator

from ui.export.fhir_base import Exported, at, note, period
from ui.export.fhir_codes import Json, concept, own, quantity
from ui.export.fhir_measured import vital_sign
from ui.export.told import SEDATION, SEVERITY


def seen(x: Exported) -> list[Json]:
    return [*symptoms(x), *sedation(x)]


def symptoms(x: Exported) -> Iterator[Json]:
    """From when to when, and how bad; one that was corrected stays, as entered in error."""
    for symptom in x.summary.session.chart.symptoms:
        ended = symptom.ended_at
        began: Json = {"effectiveDateTime": at(symptom.began_at)}
        lasted: Json = {"effectivePeriod": period(symptom.began_at, ended)}
        yield x.made(
            "Observation",
            symptom.seq,
            "symptom",
            status="entered-in-error" if symptom.corrected_by else "final",
            category=[concept("exam")],
            code=own("symptom", symptom.symptom, x.told.item(symptom.symptom).strip() or "–"),
            subject=x.patient,
            encounter=x.encounter,
            issued=at(symptom.began_at),
            performer=[x.person(symptom.by)],
            valueCodeableConcept=own(
                "severity", symptom.severity, x.told.of(SEVERITY, symptom.severity)
            ),
            note=[note(x, symptom.note, symptom.began_at, symptom.by)],
            **(lasted if ended else began),
        )


def sedation(x: Exported) -> Iterator[Json]:
    """Each timed look: sedation in the record's words, breaths counted, SpO2 where it was read."""
    for line in x.summary.session.prn.observed:
        event = line.event
        yield x.made(
            "Observation",
            line.seq,
            "sedation",
            status="final",
            category=[concept("exam")],
            code=own("observation", "sedation"),
            subject=x.patient,
            encounter=x.encounter,
            effectiveDateTime=at(line.at),
            issued=at(line.at),
            performer=[x.person(line.by)],
            valueCodeableConcept=own(
                "sedation", event.sedation, x.told.of(SEDATION, event.sedation)
            ),
            partOf=_dose(x, event.of),
        )
        numbers = [("respiratory_rate", event.respiration_per_min, "/min")]
        if event.spo2_percent is not None:
            numbers.append(("spo2", event.spo2_percent, "%"))
        for code, value, unit in numbers:
            yield vital_sign(
                x,
                (line.seq, code),
                code,
                effectiveDateTime=at(line.at),
                issued=at(line.at),
                by=line.by,
                valueQuantity=quantity(value, unit),
                partOf=_dose(x, event.of),
            )


def _dose(x: Exported, seq: int) -> list[Json]:
    given = {line.seq for line in x.summary.session.prn.given}
    return [x.ref("MedicationAdministration", seq)] if seq in given else []
