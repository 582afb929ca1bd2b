"""What the session was: Encounter, Procedure (the infusion), AdverseEvent (FHIR R4)."""

from urllib.parse import quote

from bedside.events import SessionAborted, SessionClosed
from bedside.infusion import Pump
from bedside.people import CLINICIAN
from bedside.session import Phase
from bedside.text import Text
from ui.export.fhir_base import Exported, at, note, period
from ui.export.fhir_codes import Json, coding, own

BACKUP = "R-02"  # roles.toml
PUMPED = {
    Pump.RUNNING: "in-progress",
    Pump.PAUSED: "on-hold",
}


def course(x: Exported) -> list[Json]:
    return [_encounter(x), procedure(x), *adverse_events(x)]


def _encounter(x: Exported) -> Json:
    """The visit; cancelled where it was given up before anything was infused."""
    summary = x.summary
    status = "finished" if summary.session.over else "in-progress"
    if summary.session.phase is Phase.ABORTED and summary.infusion_at is None:
        status = "cancelled"
    return x.made(
        "Encounter",
        status=status,
        **{"class": coding("ambulatory")},
        subject=x.patient,
        participant=[{"individual": x.person(summary.session.people.nurse)}],
        period=period(summary.began_at, summary.ended_at if summary.session.over else None),
        location=_room(x),
    )


def _room(x: Exported) -> list[Json]:
    """By name alone: which Location it is, the hospital's server knows."""
    room = x.summary.opened.room if x.summary.opened else ""
    return [{"location": {"display": room}}] if room.strip() else []


def procedure(x: Exported) -> Json:
    """The infusion from the pump's start to its end, who took part, and how it ended."""
    summary, told = x.summary, x.told
    infusion, session = summary.session.infusion, summary.session
    return x.made(
        "Procedure",
        status=procedure_status(x),
        code=own("procedure", "ketamine-infusion", told.words.of(told.protocol.about.title)),
        subject=x.patient,
        encounter=x.encounter,
        performedPeriod=period(infusion.started_at, infusion.ended_at),
        performer=[line for who, role in _roles(x) for line in _performer(x, who, role)],
        outcome=_outcome(x),
        complication=[
            own("emergency", episode.category, told.item(episode.category))
            for episode in session.emergency.episodes
            if episode.category.strip()
        ],
        usedReference=[x.program, *(x.device(role) for role in x.roles)],
        instantiatesUri=[_protocol(x)],
        report=[x.ref("Composition")],
        note=[
            note(x, entry.event.comment, entry.at.wall, entry.by)
            for entry in summary.entries
            if isinstance(entry.event, SessionClosed)
        ],
    )


def procedure_status(x: Exported) -> str:
    session = x.summary.session
    infusion = session.infusion
    if infusion.pump is Pump.ENDED:
        return "completed" if infusion.completed else "stopped"
    if session.over:  # closed while the pump was counted as running: nobody said how it ended
        return "not-done" if infusion.pump is Pump.NOT_STARTED else "unknown"
    return PUMPED.get(infusion.pump, "preparation")


def _roles(x: Exported) -> list[tuple[str, str]]:
    """Who was what: the nurse in charge, everybody in the room, the back-up physician."""
    people = x.summary.session.people
    found = [(people.nurse, CLINICIAN), *((stay.person, stay.role) for stay in people.stays)]
    if people.backup:
        found.append((people.backup.name, BACKUP))
    return list(dict.fromkeys(found))


def _performer(x: Exported, who: str, role: str) -> list[Json]:
    actor = x.person(who)
    roles: dict[str, Text] = {known.id: known.text for known in x.told.protocol.roles.role}
    name = x.told.words.of(roles[role]) if role in roles else role
    return [{"function": own("role", role, name), "actor": actor}] if actor else []


def _outcome(x: Exported) -> Json:
    """ "stopped: uro" as the nurse gave the reason; an infusion that ran out has none."""
    infusion = x.summary.session.infusion
    aborted = [e.event for e in x.summary.entries if isinstance(e.event, SessionAborted)]
    return {"text": infusion.end_reason or (aborted[-1].reason if aborted else "")}


def _protocol(x: Exported) -> str | None:
    """Which protocol it followed, to the letter: version and hash of its files."""
    opened = x.summary.opened
    if opened is None:
        return None
    return f"urn:bedside:protocol:{quote(opened.protocol_version)}:{quote(opened.protocol_hash)}"


def adverse_events(x: Exported) -> list[Json]:
    """Each emergency, with the card that was chosen. What caused it is not said: nobody judged."""
    return [
        x.made(
            "AdverseEvent",
            episode.seq,
            actuality="actual",
            event=own("emergency", episode.category, x.told.item(episode.category))
            if episode.category.strip()
            else {"text": x.told.words.text("Emergency")},
            subject=x.patient,
            encounter=x.encounter,
            date=at(episode.began_at),
            recorder=x.person(episode.began_by),
        )
        for episode in x.summary.session.emergency.episodes
    ]
