"""When a session may leave the record: exported, confirmed by a person, aged, deleted by one.

The record is the session's, not the hospital's journal: what the journal has need not lie here for
ever (INTEROP §6). Head and a signed certificate stay.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bedside import events
from bedside.clock import Instant
from bedside.events import Entry
from bedside.identity import Person
from bedside.store import ACCESS, Happening, SessionRow, Store

DELETERS = frozenset({"clinical_owner", "system_owner"})


@dataclass(frozen=True, slots=True)
class Confirmed:
    """That an archive has the session as it stands, on somebody's word."""

    at: datetime
    by: str
    where: str
    head: str


def confirmed(entries: Iterable[Entry], session: str) -> Confirmed | None:
    """The last word on this session's export, from the chain of access."""
    found = None
    for entry in entries:
        event = entry.event
        if isinstance(event, events.ExportConfirmed) and event.session == session:
            found = Confirmed(entry.at.wall, entry.by, event.where, event.head)
    return found


def why_not_confirm(row: SessionRow, entries: Iterable[Entry]) -> str:
    """A code, or empty: only what is over was exported whole, and somebody exported it."""
    if row.deleted:
        return "deleted_already"
    if not row.over:
        return "session_not_over"
    exported = (
        isinstance(e.event, events.RecordAccessed)
        and e.event.what == "exported"
        and e.event.session == row.session
        for e in entries
    )
    return "" if any(exported) else "never_exported"


def why_not_delete(
    row: SessionRow, done: Confirmed | None, person: Person, kept_days: int, now: Instant
) -> str:
    """A code, or empty: who may, and whether it is exported as it stands and old enough."""
    if row.deleted:
        return "deleted_already"
    if person.role not in DELETERS or person.ended:
        return "not_theirs_to_delete"
    if kept_days <= 0:
        return "nothing_is_deleted_here"
    if not row.over:
        return "session_not_over"
    if done is None:
        return "export_not_confirmed"
    if done.head != row.head:
        return "added_after_export"
    if now.wall < done.at + timedelta(days=kept_days):
        return "not_yet"
    return ""


def confirm(store: Store, row: SessionRow, where: str, now: Instant, by: str) -> None:
    """Raises StoreError."""
    event = events.ExportConfirmed(session=row.session, head=row.head, where=where)
    store.append(ACCESS, [Happening(now, by, event)])


def delete(store: Store, row: SessionRow, done: Confirmed, now: Instant, by: str, why: str) -> None:
    """Judged before. Raises StoreError."""
    certificate = events.SessionDeleted(
        session=row.session,
        head=row.head,
        lines=row.lines,
        opened_at=row.opened_at,
        exported_to=done.where,
        export_confirmed_at=done.at.isoformat(),
        export_confirmed_by=done.by,
        why=why,
    )
    store.delete(row.session, now, by, certificate)
