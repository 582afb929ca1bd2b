"""Who opened, read and took out what: one chain of its own beside the sessions.

Nothing in it is shown on the screens of a session. The privacy officer reads all of it beside an
owner, a patient what concerns the patient (innsynslogg). Reading it is written into it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from bedside import events
from bedside.clock import Instant
from bedside.events import Entry, Event
from bedside.identity import DOCTORS, OWNERS, Person
from bedside.store import ACCESS, Happening, Store

TREATMENT = "treatment"  # the reason that needs no words: the session that is being held


@dataclass(frozen=True, slots=True)
class Access:
    """One line of the log, for whoever may read it."""

    seq: int  # of the chain: the same line has the same number whatever is asked for
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


def may_read(by: Person | None, *, of_one: bool) -> str | None:
    """Why `by` may not read the log: a code, or None. `of_one`: of one patient alone.

    The whole log names every patient and every colleague: it is for the two who answer for this
    workstation, with the privacy officer beside them. A doctor, who answers for a patient's
    journal, may see and hand out that patient's part (INTEROP §6: by need; innsynslogg).
    """
    if by is None:
        return "sign_in_first"
    if by.role in OWNERS or (of_one and by.role in DOCTORS):
        return None
    return "owner_or_doctor_reads" if of_one else "owner_reads"


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
    seq, at, by = entry.seq, entry.at.wall, entry.by
    match event:
        case events.RecordAccessed():
            detail = " ".join(part for part in (event.form, event.to) if part)
            return Access(seq, at, by, event.what, event.session, event.patient, event.why, detail)
        case events.ExportConfirmed(session=session):
            patient = whose.get(session, "")
            return Access(seq, at, by, "export_confirmed", session, patient, "", event.where)
        case events.SessionDeleted(session=session):
            patient = whose.get(session, "")
            return Access(seq, at, by, "deleted", session, patient, event.why, event.exported_to)
        case _:
            return None
