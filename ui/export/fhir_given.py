"""What was given: Medication (with its batch) and MedicationAdministration (FHIR R4; ATC, routes).

The infusion's dose is what the pump delivered, its rate what the pump ran at; a dose that was
corrected stays, as entered in error. Where every milligram went stands in the report.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bedside import events
from bedside.amounts import difference
from bedside.events import Entry
from bedside.infusion import Pump
from bedside.lines import Line
from bedside.prn import taken_back
from ui.export.fhir_base import Exported, at, note, period
from ui.export.fhir_codes import Json, concept, exactly, own, quantity, ratio
from ui.export.told import DRUGS

KETAMINE = "ketamine"


@dataclass(frozen=True, slots=True)
class Run:
    """One infusion: its start, what happened to the pump, its end and what was delivered."""

    seq: int
    start: Entry | None = None
    started: events.InfusionStarted | None = None  # the latest: a pump set anew has a new rate
    end: Entry | None = None
    ended: events.InfusionEnded | None = None
    delivered_mg: Decimal | None = None
    told: tuple[Entry, ...] = ()  # pauses, corrections


def given(x: Exported) -> list[Json]:
    return [*_prepared(x), *_infusions(x), *_as_needed(x), *_elsewhere(x)]


# --- what was prepared -----------------------------------------------------------------------


def _prepared(x: Exported) -> Iterator[Json]:
    """Product, strength and batch of the ketamine: what a recall asks for."""
    for line in x.summary.session.prescription.preparations:
        drug = line.event
        yield x.made(
            "Medication",
            line.seq,
            status="active" if line.counts else "entered-in-error",
            code=concept(drug.drug, drug.product),
            ingredient=[
                {
                    "itemCodeableConcept": concept(drug.drug, x.told.of(DRUGS, drug.drug)),
                    "strength": ratio(drug.strength_mg_per_ml, "mg", 1, "ml"),
                }
            ],
            batch={"lotNumber": drug.batch, "expirationDate": _expiry(drug.expiry)},
        )


def _expiry(written: str) -> str | None:
    """A dateTime of R4: year and month, or a day, where it was written so."""
    parts = written.strip().split("-")
    long = [len(part) for part in parts]
    plain = all(part.isascii() and part.isdigit() for part in parts)
    if not plain or long not in ([4, 2], [4, 2, 2]) or not 1 <= int(parts[1]) <= 12:
        return None
    return written.strip() if len(parts) == 2 or 1 <= int(parts[2]) <= 28 else "-".join(parts[:2])


# --- the infusion ----------------------------------------------------------------------------


def runs(x: Exported) -> list[Run]:
    """As the fold reads the pump: a start after an end is a new infusion, any other goes on."""
    found: list[Run] = []
    for entry in x.summary.entries:
        event, last = entry.event, found[-1] if found else None
        running = last is not None and last.end is None
        match event:
            case events.InfusionStarted() if last is None or not running:
                found.append(Run(entry.seq, entry, event))
            case events.InfusionStarted() if last is not None:
                found[-1] = replace(last, started=event, told=(*last.told, entry))
            case events.InfusionEnded() if last is None:
                found.append(_at_end(Run(entry.seq), entry, event))
            case events.InfusionEnded() if running and last is not None:
                found[-1] = _at_end(last, entry, event)
            case events.InfusionPaused() | events.InfusionResumed() if running and last:
                found[-1] = replace(last, told=(*last.told, entry))
            case events.DeliveredDoseCorrected() if last is not None and not running:
                corrected = replace(last, delivered_mg=event.delivered_mg)
                found[-1] = replace(corrected, told=(*last.told, entry))
            case _:
                pass
    return found


def _at_end(run: Run, entry: Entry, event: events.InfusionEnded) -> Run:
    return replace(run, end=entry, ended=event, delivered_mg=event.delivered_mg)


def _infusions(x: Exported) -> Iterator[Json]:
    for run in runs(x):
        begun, ended = (entry.at.wall if entry else None for entry in (run.start, run.end))
        ran = {"effectivePeriod": period(begun, ended)}
        started = run.started
        yield x.made(
            "MedicationAdministration",
            run.seq,
            status=_status(x, run),
            statusReason=[{"text": run.ended.reason}] if run.ended else [],
            medicationCodeableConcept=concept(KETAMINE, x.told.of(DRUGS, KETAMINE)),
            subject=x.patient,
            context=x.encounter,
            supportingInformation=[
                x.ref("Medication", line.seq)
                for line in x.summary.session.prescription.preparations
                if line.counts
            ],
            performer=_performers(x, run),
            request=_ordered(x, run),
            note=_notes(x, run),
            dosage={
                "route": concept("iv"),
                "dose": quantity(_delivered(x, run), "mg"),
                "rateRatio": ratio(started.rate_ml_h, "ml", 1, "h") if started else None,
            },
            **(ran if begun else {"effectiveDateTime": at(ended)}),
        )


def _delivered(x: Exported, run: Run) -> Decimal:
    """Of one that still runs: what the pump time says so far, as the report does."""
    if run.delivered_mg is not None:
        return run.delivered_mg
    return difference(x.summary.delivered_mg, x.summary.session.infusion.earlier_mg)


def _status(x: Exported, run: Run) -> str:
    if run.ended is not None:
        return "completed" if run.ended.completed else "stopped"
    if x.summary.session.over:  # closed, and nobody said how the pump ended
        return "unknown"
    return "on-hold" if x.summary.session.infusion.pump is Pump.PAUSED else "in-progress"


def _performers(x: Exported, run: Run) -> list[Json]:
    """Who started it, and who checked the preparation a second time."""
    checked = x.summary.session.prescription.checked
    first = run.start or run.end
    found = [_performer(x, "performer", first.by if first else "")]
    if checked is not None:
        found.append(_performer(x, "verifier", checked.event.checker))
    return [performer for performer in found if performer["actor"]]


def _performer(x: Exported, function: str, who: str) -> Json:
    return {"function": concept(function), "actor": x.person(who)}


def _ordered(x: Exported, run: Run) -> Json | None:
    """The prescription in force when it was started."""
    before = [o for o in x.summary.session.prescription.orders if o.seq <= run.seq]
    return x.ref("MedicationRequest", before[-1].seq) if before else None


def _notes(x: Exported, run: Run) -> list[Json | None]:
    """Pauses, corrections and what nobody watched, each when it was written."""
    found = [note(x, _said(x, entry), entry.at.wall, entry.by) for entry in run.told]
    unwatched_s = x.summary.session.infusion.unwatched_total_s
    if unwatched_s > 0:
        minutes = x.told.words.number(round(unwatched_s / 60, 1), 1)
        said = x.told.words.text("{n} min while the program stood").format(n=minutes)
        found.append(note(x, said))
    return found


def _said(x: Exported, entry: Entry) -> str:
    _ = x.told.words.text
    match entry.event:
        case events.InfusionPaused(reason=reason):
            return f"{_('Pump paused')}: {reason}"
        case events.DeliveredDoseCorrected(delivered_mg=mg, reason=reason):
            said = _("Delivered dose corrected to {mg} mg: {why}")
            return said.format(mg=x.told.words.amount(mg), why=reason)
        case _:
            return _("Pump running")


# --- drugs as needed -------------------------------------------------------------------------


def _as_needed(x: Exported) -> Iterator[Json]:
    log = x.summary.session.prn
    for line in log.given:
        event = line.event
        ordered = log.prescription(event.drug, line.at)
        for_what = x.told.item(event.indication) if event.indication.strip() else ""
        yield x.made(
            "MedicationAdministration",
            line.seq,
            status=_dose_status(line),
            medicationCodeableConcept=concept(event.drug, x.told.of(DRUGS, event.drug)),
            subject=x.patient,
            context=x.encounter,
            effectiveDateTime=at(log.given_at(line)),
            performer=[p for p in [_performer(x, "performer", line.by)] if p["actor"]],
            reasonCode=[own("indication", event.indication, for_what)] if for_what else [],
            request=x.ref("MedicationRequest", ordered.seq) if ordered else None,
            note=_of_dose(x, line),
            dosage={"route": concept(event.route), "dose": quantity(event.dose_mg, "mg")},
        )


def _dose_status(line: Line[events.PrnDoseGiven]) -> str:
    if not line.counts:
        return "entered-in-error"
    return "not-done" if taken_back(line) else "completed"


def _of_dose(x: Exported, line: Line[events.PrnDoseGiven]) -> list[Json | None]:
    """Why outside a rule, why corrected, and what came of it."""
    event, log = line.event, x.summary.session.prn
    outside = ""
    if event.outside_rule.strip():
        outside = x.told.words.text("deviation: {why}").format(why=event.deviation_reason)
    effects = [e for e in log.effects if log.first_of(e.event.of) == line.first and line.counts]
    return [
        note(x, outside, line.at, line.by),
        note(x, event.reason, line.at, line.by),
        *(note(x, e.event.effect, e.at, e.by) for e in effects),
    ]


def _elsewhere(x: Exported) -> Iterator[Json]:
    """Told of as given elsewhere: it counts in the maximum of the day, and nobody here gave it."""
    for line in x.summary.session.prn.elsewhere:
        event = line.event
        if exactly(event.dose_mg) == 0:
            continue
        yield x.made(
            "MedicationStatement",
            line.seq,
            status="completed" if line.counts else "entered-in-error",
            medicationCodeableConcept=concept(event.drug, x.told.of(DRUGS, event.drug)),
            subject=x.patient,
            context=x.encounter,
            effectiveDateTime=at(event.given_at),
            dateAsserted=at(line.at),
            informationSource=x.patient,
            dosage=[{"doseAndRate": [{"doseQuantity": quantity(event.dose_mg, "mg")}]}],
        )
