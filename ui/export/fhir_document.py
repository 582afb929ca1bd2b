"""The Composition: the first resource of the document, its sections and what people read (R4).

The sections list every resource of the bundle; what FHIR has no good resource for (emergency
log, deviations, notes) stands as text. The report is the fuller reading, and the record the whole.
"""

from collections.abc import Iterable, Sequence
from html import escape

from bedside import events
from bedside.emergency import story
from bedside.session import Phase
from ui.export.fhir_base import Exported, at, period
from ui.export.fhir_codes import Json, concept
from ui.export.told import noted
from ui.i18n import Words, mark
from ui.limit_words import change_text

XHTML = "http://www.w3.org/1999/xhtml"

# (title, concept of the section or nothing, the kinds of resources in it)
SECTIONS: tuple[tuple[str, str, frozenset[str]], ...] = (
    (mark("Course"), "", frozenset({"Encounter", "Procedure", "AdverseEvent"})),
    (
        mark("Measurements and observations"),
        "section_vitals",
        frozenset({"Observation", "Device"}),
    ),
    (
        mark("Drugs"),
        "section_drugs",
        frozenset(
            {"Medication", "MedicationRequest", "MedicationAdministration", "MedicationStatement"}
        ),
    ),
    (mark("Consent"), "consent", frozenset({"Consent"})),
    (mark("Alerts and agreements"), "", frozenset({"Communication"})),
    (
        mark("Patient and staff"),
        "",
        frozenset({"Patient", "Practitioner", "AllergyIntolerance"}),
    ),
    (mark("Signatures and origin"), "", frozenset({"Provenance", "AuditEvent"})),
)


def composition(x: Exported, resources: Sequence[Json]) -> Json:
    """`resources`: everything else in the bundle, each listed once."""
    summary, words = x.summary, x.told.words
    nurse = x.person(summary.session.people.nurse)
    return x.made(
        "Composition",
        language=words.language.value,
        status=_status(x),
        type=concept("document"),
        subject=x.patient,
        encounter=x.encounter,
        date=at(summary.ended_at) or at(x.made_at),
        author=[nurse or x.program],
        title=words.text("Ketamine infusion – session report"),
        attester=_attested(x),
        text=_text([_head(x)], words),
        event=[{"period": period(summary.began_at, summary.ended_at)}],
        section=[*_listed(x, resources), *_written(x)],
    )


def _status(x: Exported) -> str:
    """Preliminary until it is signed; amended once something was added after that."""
    if not x.summary.session.over:
        return "preliminary"
    added = any(isinstance(e.event, events.AddendumWritten) for e in x.summary.entries)
    return "amended" if added else "final"


def _attested(x: Exported) -> list[Json]:
    """Who signed the session and closed it."""
    kinds = (events.SessionClosed, events.SessionAborted)
    signed = [entry for entry in x.summary.entries if isinstance(entry.event, kinds)]
    if not signed or x.summary.session.phase not in (Phase.CLOSED, Phase.ABORTED):
        return []
    last = signed[-1]
    return [{"mode": "professional", "time": at(last.at.wall), "party": x.person(last.by)}]


def _head(x: Exported) -> str:
    """The few numbers that somebody looks for first."""
    summary, words = x.summary, x.told.words
    _ = words.text
    parts = [
        _("SIMULATION – not patient data") if summary.simulated else "",
        summary.session.patient.name if summary.session.patient else "",
        f"{_('Given')} {words.amount(summary.delivered_mg)} mg",
        _("Last hash of the record: {head}").format(head=summary.head) if summary.head else "",
    ]
    return " · ".join(part for part in parts if part)


def _listed(x: Exported, resources: Sequence[Json]) -> list[Json]:
    found = []
    for title, code, kinds in SECTIONS:
        entries = [
            {"reference": f"urn:uuid:{r['id']}", "type": r["resourceType"]}
            for r in resources
            if r["resourceType"] in kinds
        ]
        if entries:
            name = x.told.words.text(title)
            coded = concept(code, name) if code else None
            found.append({"title": name, "code": coded, "entry": entries})
    return found


def _written(x: Exported) -> list[Json]:
    """What is told in words: the emergency step by step, deviations, notes and addenda."""
    _ = x.told.words.text
    parts = (
        (_("Emergency"), _emergencies(x)),
        (_("Deviations"), _deviations(x)),
        (_("Notes and interruptions"), _notes(x)),
    )
    return [
        {"title": title, "text": _text(lines, x.told.words)}
        for title, found in parts
        if (lines := list(found))
    ]


def _emergencies(x: Exported) -> Iterable[str]:
    told = x.told
    for episode in x.summary.session.emergency.episodes:
        for step in story(episode):
            what = told.item(step.what or step.category) or told.words.text("Emergency")
            if step.kind == "symptom_gone":
                what = told.words.text("{what} (gone)").format(what=what)
            yield f"{at(step.at)} {what} · {told.person(step.by)}"
        if episode.summary.strip():
            yield episode.summary


def _deviations(x: Exported) -> Iterable[str]:
    for one in x.summary.session.deviations.all:
        said = f"{at(one.at)} {x.told.item(one.rule)}: {one.reason} · {x.told.person(one.by)}"
        yield f"{said} – {one.comment}" if one.comment else said


def _notes(x: Exported) -> Iterable[str]:
    for entry in x.summary.entries:
        match entry.event:
            case events.NoteWritten() as note:
                said = noted(note, x.told)
            case events.AlarmLimitChanged() as changed:
                said = change_text(changed, x.told.protocol, x.told.words)
            case events.AddendumWritten(text=text):
                said = x.told.words.text("Addendum: {text}").format(text=text)
            case _:
                continue
        yield f"{at(entry.at.wall)} {said} · {x.told.person(entry.by)}"


def _text(lines: Sequence[str], words: Words) -> Json:
    """A Narrative: one paragraph a line, nothing in it but text."""
    inside = "".join(f"<p>{escape(line)}</p>" for line in lines)
    language = words.language.value
    div = f'<div xmlns="{XHTML}" lang="{language}" xml:lang="{language}">{inside}</div>'
    return {"status": "generated", "div": div}
