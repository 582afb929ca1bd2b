"""Who opened, read and took out what: one chain of its own beside the sessions.

Nothing in it is shown on the screens of a session. The privacy officer reads all of it, a patient
what concerns the patient (innsynslogg). Reading it is written into it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from bedside import events
from bedside.clock import Instant
from bedside.events import Entry, Event
from bedside.store import ACCESS, Happening, Store

TREATMENT = "treatment"  # the reason that needs no words: the session that is being held


@dataclass(frozen=True, slots=True)
class Access:
    """One line of the log, for whoever may read it."""

    at: datetime
    by: str
    what: str  # as RecordAccessed.what, "export_confirmed" or "deleted"
    session: str
    patient: str
    why: str
    detail: str  # the form of an export and its file, or where it went


def note(store: Store, event: events.RecordAccessed, now: Instant, by: str) -> None:
    """Before anything is shown or given out. Raises StoreError: what cannot be logged is not
    given out. The patient is looked up where a session is named."""
    if event.session and not event.patient:
        event = replace(event, patient=store.patient_of(event.session))
    store.append(ACCESS, [Happening(now, by, event)], after_seq=_NEVER)


_NEVER = 1 << 62  # nobody needs the lines before


def log(entries: Iterable[Entry], *, patient: str = "", session: str = "") -> Iterator[Access]:
    """The lines that concern a patient, a session or everything, in order."""
    whose: dict[str, str] = {}
    for entry in entries:
        line = _line(entry, whose)
        if line is None:
            continue
        if line.session and line.patient:
            whose[line.session] = line.patient
        if patient in ("", line.patient) and session in ("", line.session):
            yield line


def _line(entry: Entry, whose: dict[str, str]) -> Access | None:
    event: Event = entry.event
    at, by = entry.at.wall, entry.by
    match event:
        case events.RecordAccessed():
            detail = " ".join(part for part in (event.form, event.to) if part)
            return Access(at, by, event.what, event.session, event.patient, event.why, detail)
        case events.ExportConfirmed(session=session):
            patient = whose.get(session, "")
            return Access(at, by, "export_confirmed", session, patient, "", event.where)
        case events.SessionDeleted(session=session):
            patient = whose.get(session, "")
            return Access(at, by, "deleted", session, patient, event.why, event.exported_to)
        case _:
            return None
