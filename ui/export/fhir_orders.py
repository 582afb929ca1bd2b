"""What doctors prescribed: MedicationRequest of the infusion and of drugs as needed (FHIR R4)."""

from collections.abc import Iterator
from decimal import Decimal

from bedside import events
from bedside.infusion import Pump
from bedside.lines import Line
from ui.export.fhir_base import Exported, at, note
from ui.export.fhir_codes import Json, coding, concept, quantity, ratio
from ui.export.told import DRUGS

KETAMINE = "ketamine"


def orders(x: Exported) -> list[Json]:
    return [*_infusions(x), *_as_needed(x)]


def _order(
    x: Exported, line: Line[events.DosePrescribed] | Line[events.PrnPrescribed], drug: str
) -> Json:
    """What both have in common. By word of mouth: the doctor is the requester all the same."""
    told, event = x.told, line.event
    how = told.doctor(event.doctor, event.channel, read_back=event.read_back)
    return {
        "intent": "order",
        "medicationCodeableConcept": concept(drug, told.of(DRUGS, drug)),
        "subject": x.patient,
        "encounter": x.encounter,
        "authoredOn": at(line.at),
        "requester": x.person(event.doctor),
        "recorder": x.person(line.by),
        "note": [note(x, how, line.at, line.by)],
    }


def _infusions(x: Exported) -> Iterator[Json]:
    """The dose as ordered, in mg/kg, and as calculated from the weight, in mg over its minutes."""
    lines = x.summary.session.prescription.orders
    for line in lines:
        event, body = line.event, _order(x, line, KETAMINE)
        limited = x.told.item(event.limited_by) if event.limited_by.strip() else ""
        body["note"] += [note(x, text, line.at, line.by) for text in (limited, event.reason)]
        yield x.made(
            "MedicationRequest",
            line.seq,
            **body,
            status=_infusion_status(x) if line is lines[-1] else "stopped",
            dosageInstruction=[
                {
                    "route": concept(event.route),
                    "doseAndRate": [
                        _dose("ordered", event.dose_mg_per_kg, "mg/kg"),
                        _dose("calculated", event.dose_mg, "mg")
                        | {"rateRatio": ratio(event.dose_mg, "mg", event.duration_min, "min")},
                    ],
                }
            ],
        )


def _dose(kind: str, amount: Decimal, unit: str) -> Json:
    return {"type": {"coding": [coding(kind)]}, "doseQuantity": quantity(amount, unit)}


def _infusion_status(x: Exported) -> str:
    session = x.summary.session
    if session.infusion.pump is Pump.ENDED:
        return "completed" if session.infusion.completed else "stopped"
    never = session.over and session.infusion.pump is Pump.NOT_STARTED
    return "cancelled" if never else "active"


def _as_needed(x: Exported) -> Iterator[Json]:
    """The range of one dose, what it is for, and the most a day may hold."""
    lines = x.summary.session.prn.prescriptions
    in_force = {line.event.drug: line.seq for line in lines}
    for line in lines:
        event = line.event
        status = "completed" if x.summary.session.over else "active"
        low, high = quantity(event.dose_min_mg, "mg"), quantity(event.dose_max_mg, "mg")
        what_for = x.told.item(event.indication) if event.indication.strip() else ""
        yield x.made(
            "MedicationRequest",
            line.seq,
            **_order(x, line, event.drug),
            status=status if in_force[event.drug] == line.seq else "stopped",
            dosageInstruction=[
                {
                    **_when_needed(what_for),
                    "route": concept(event.route),
                    "doseAndRate": [{"doseRange": {"low": low, "high": high}}],
                    "maxDosePerPeriod": ratio(event.max_per_day_mg, "mg", 1, "d"),
                }
            ],
        )


def _when_needed(what_for: str) -> Json:
    if what_for:
        return {"asNeededCodeableConcept": {"text": what_for}}
    return {"asNeededBoolean": True}
