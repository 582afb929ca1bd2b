"""Vital signs as Observations (FHIR R4 vital signs profiles; LOINC, UCUM), each when measured.

Every blood pressure stands by itself. The streamed values are thinned: each documented set, and
for every minute its mean with its lowest and highest, so that no fall hides in a mean.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from bedside import events
from bedside.amounts import EXACT, total
from bedside.lines import aware
from bedside.readings import MANUAL, BpReading, Documented
from bedside.vitals import UNIT, Quality, Vital
from ui.codes import FAULTS, REASONS, said
from ui.export.fhir_base import Exported, at, note, period
from ui.export.fhir_codes import Json, concept, exactly, own, quantity
from ui.export.told import MOMENTS

PROFILE = "http://hl7.org/fhir/StructureDefinition/"
PROFILES = {
    "bp": "bp",
    "pulse_rate": "heartrate",
    "spo2": "oxygensat",
    "respiratory_rate": "resprate",
    "weight": "bodyweight",
    "vitals": "vitalspanel",
}
TENTH = Decimal("0.1")
STREAMED = (Vital.SPO2, Vital.PULSE_RATE, Vital.RESPIRATORY_RATE)


def vitals(x: Exported) -> list[Json]:
    return [*weighings(x), *pressures(x), *failed(x), *documented(x), *by_hand(x), *minutes(x)]


def vital_sign(x: Exported, parts: tuple[object, ...], code: str, **body: Any) -> Json:
    """One Observation of the vital signs category; `by` is who wrote it down."""
    by = body.pop("by", "")
    given = {"status": "final", "code": concept(code)} | body
    return x.made(
        "Observation",
        *parts,
        profile=PROFILE + PROFILES[code],
        category=[concept("vital_signs")],
        subject=x.patient,
        encounter=x.encounter,
        performer=[x.person(by)],
        **given,
    )


def weighings(x: Exported) -> Iterator[Json]:
    """Body weight; one that was corrected stays, as entered in error."""
    for line in x.summary.session.prescription.weighings:
        yield vital_sign(
            x,
            (line.seq, "weight"),
            "weight",
            status=_status(counts=line.counts, corrected=line.first != line.seq),
            effectiveDateTime=_weighed_on(line.event.weighed_on) or at(line.at),
            issued=at(line.at),
            by=line.by,
            **_value(line.event.weight_kg, "kg"),
            method=own("weighed", line.event.how, ""),
            note=[note(x, line.event.reason, line.at, line.by)],
        )


def _weighed_on(written: str) -> str | None:
    try:
        return datetime.fromisoformat(written).date().isoformat()
    except ValueError:
        return None


def _status(*, counts: bool, corrected: bool) -> str:
    if not counts:
        return "entered-in-error"
    return "corrected" if corrected else "final"


# --- blood pressure --------------------------------------------------------------------------


def pressures(x: Exported) -> Iterator[Json]:
    """Every result of a cuff, and every pressure that was typed in."""
    for reading in x.summary.session.chart.blood_pressures:
        yield _pressure(x, reading, x.by(reading.seq))


def _pressure(x: Exported, reading: BpReading, by: str) -> Json:
    suspect = reading.quality == Quality.SUSPECT
    return vital_sign(
        x,
        (reading.seq, "bp"),
        "bp",
        effectiveDateTime=at(reading.at.wall),
        issued=at((reading.received_at or reading.at).wall),
        by=by,
        device=x.device(reading.source),
        interpretation=[own("quality", "suspect")] if suspect else [],
        method=own("source", MANUAL) if reading.source == MANUAL else None,
        component=_components(reading.systolic, reading.diastolic, reading.mean),
    )


def _components(
    systolic: int | None, diastolic: int | None, mean: int | None = None, why: str = "unknown"
) -> list[Json]:
    """Both numbers always, a missing one as missing (profile bp); the mean where there is one."""
    found = [
        {"code": concept(code), **_value(value, "mmHg", why)}
        for code, value in (("systolic", systolic), ("diastolic", diastolic))
    ]
    if mean is not None:
        found.append({"code": concept("mean"), **_value(mean, "mmHg")})
    return found


def _value(value: Decimal | float | None, unit: str, why: str = "unknown") -> Json:
    """The number, or that there is none: an Observation says one of the two (vs-2)."""
    number = quantity(value, unit)
    return {"valueQuantity": number} if number else {"dataAbsentReason": concept(why)}


def failed(x: Exported) -> Iterator[Json]:
    """A cuff that gave no result: that it was tried is part of the record."""
    for entry in x.summary.entries:
        match entry.event:
            case events.NibpMeasurementFailed(fault=fault):
                table, source = FAULTS, ""
            case events.Measured(vital=Vital.NIBP, systolic=None, diastolic=None) as missing:
                table, fault, source = REASONS, missing.reason, missing.source
            case _:
                continue
        yield vital_sign(
            x,
            (entry.seq, "bp"),
            "bp",
            effectiveDateTime=at(entry.at.wall),
            issued=at(entry.at.wall),
            device=x.device(source),
            component=_components(None, None, why="error"),
            note=[note(x, said(x.told.words, table, fault), entry.at.wall)],
        )


# --- documented sets -------------------------------------------------------------------------


def documented(x: Exported) -> Iterator[Json]:
    """A set is a panel of its members; a pressure taken from a cuff is that reading itself."""
    for one in x.summary.session.chart.documented:
        members: list[Json] = []
        reading = _read(x, one)
        if reading is not None:
            members.append(x.ref("Observation", reading.seq, "bp"))
        elif (one.systolic, one.diastolic) != (None, None):
            yield _pressure_of(x, one)
            members.append(x.ref("Observation", one.seq, "bp"))
        for code, value in (("pulse_rate", one.pulse_rate), ("spo2", one.spo2)):
            if value is not None:
                yield _single(x, one, code, value)
                members.append(x.ref("Observation", one.seq, code))
        yield _panel(x, one, members)


def _read(x: Exported, one: Documented) -> BpReading | None:
    """The reading it was copied from: the latest before it with the same numbers."""
    numbers = (one.systolic, one.diastolic)
    before = (r for r in x.summary.session.chart.blood_pressures if r.seq <= one.seq)
    found = [r for r in before if (r.systolic, r.diastolic) == numbers]
    return found[-1] if found else None


def _pressure_of(x: Exported, one: Documented) -> Json:
    reading = BpReading(one.seq, one.bp_at, one.systolic, one.diastolic, source=one.source)
    return _pressure(x, reading, one.by)


def _single(x: Exported, one: Documented, code: str, value: int) -> Json:
    return vital_sign(
        x,
        (one.seq, code),
        code,
        effectiveDateTime=at(one.at.wall),
        issued=at(one.at.wall),
        by=one.by,
        method=own("source", one.source),
        **_value(value, UNIT[Vital(code)]),
    )


def _panel(x: Exported, one: Documented, members: list[Json]) -> Json:
    moment = own("moment", one.moment, x.told.of(MOMENTS, one.moment))
    return vital_sign(
        x,
        (one.seq, "vitals"),
        "vitals",
        effectiveDateTime=at(one.at.wall),
        issued=at(one.at.wall),
        by=one.by,
        hasMember=members,
        component=[{"code": own("component", "moment"), "valueCodeableConcept": moment}],
        note=[note(x, one.note, one.at.wall, one.by)],
    )


# --- streamed values -------------------------------------------------------------------------


def by_hand(x: Exported) -> Iterator[Json]:
    """A single value that a person entered is no stream."""
    for entry in x.summary.entries:
        event = entry.event
        if not isinstance(event, events.Measured) or event.source != MANUAL:
            continue
        if event.vital in STREAMED and exactly(event.value) is not None:
            yield vital_sign(
                x,
                (entry.seq, event.vital),
                event.vital,
                effectiveDateTime=at(entry.at.wall),
                issued=at(entry.at.wall),
                by=entry.by,
                method=own("source", MANUAL),
                **_value(event.value, UNIT[Vital(event.vital)]),
            )


Streamed = tuple[int, datetime, events.Measured]


def minutes(x: Exported) -> Iterator[Json]:
    """The streamed values by monitor and minute of the clock."""
    found: dict[tuple[str, str, str, datetime], list[Streamed]] = {}
    for entry in x.summary.entries:
        event = entry.event
        if not isinstance(event, events.Measured) or event.source == MANUAL:
            continue
        if event.vital in STREAMED and exactly(event.value) is not None:
            when = aware(entry.at.wall)
            minute = when.replace(second=0, microsecond=0)
            key = (event.vital, event.source, event.pulse_source, minute)
            found.setdefault(key, []).append((entry.seq, when, event))
    for (vital, source, _pulse, _minute), values in found.items():
        yield _minute_of(x, Vital(vital), source, values)


def mean_of(values: list[float]) -> Decimal:
    """The mean of exact decimals, to one decimal; no number where it is beyond any."""
    added = total(Decimal(repr(value)) for value in values)
    return EXACT.divide(added, Decimal(len(values))).quantize(TENTH, ROUND_HALF_EVEN, EXACT)


def _minute_of(x: Exported, vital: Vital, source: str, values: list[Streamed]) -> Json:
    numbers = [event.value for _seq, _when, event in values if event.value is not None]
    suspect = any(event.quality == Quality.SUSPECT for _seq, _when, event in values)
    unit, seq = UNIT[vital], values[0][0]
    return vital_sign(
        x,
        (seq, vital.value, "minute"),
        vital.value,
        effectivePeriod=period(values[0][1], values[-1][1]),
        issued=at(values[-1][1]),
        device=x.device(source),
        method=own("method", "minute-mean"),
        interpretation=[own("quality", "suspect")] if suspect else [],
        **_value(mean_of(numbers), unit),
        component=[
            {"code": own("component", name), "valueQuantity": quantity(number, unit)}
            for name, number in (("lowest", min(numbers)), ("highest", max(numbers)))
        ],
    )
