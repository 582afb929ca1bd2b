"""The open sessions as the record tells them, followed while the application writes. No network."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bedside import escalation
from bedside.clock import Instant
from bedside.events import WATCH, Entry, Event
from bedside.identity import Person
from bedside.protocol import Protocol
from bedside.session import Session, fold
from bedside.store import Happening, Store, StoreError
from ui.physician.state import contacts_of

NEWEST = 8  # open sessions that are followed; older ones were left open by mistake
LISTED = timedelta(hours=18)  # since the last line: yesterday's session is nobody's patient now


class Records:
    """Use it from one thread, as the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._changes = -1
        self._recorded: dict[str, Session] = {}
        self._waiting: dict[
            str, tuple[tuple[Instant, Event], ...]
        ] = {}  # believed there, not on the disk yet

    def refresh(self) -> bool:
        """Read what is new; whether there was anything. Raises StoreError."""
        changes = self._store.changes()
        if changes == self._changes:
            return False
        followed = self._store.open_sessions()[:NEWEST]
        self._recorded = {name: self._read(name) for name in followed}
        self._changes = changes
        return True

    def waiting(self, name: str, happened: Sequence[tuple[Instant, Event]]) -> None:
        """What the application could not write: an alert goes out from memory (ALARMS C.4)."""
        self._waiting = {name: tuple(happened)} if happened else {}

    def session(self, name: str) -> Session:
        """What is believed of it now; an empty one where nobody knows it."""
        known = self._recorded.get(name, Session())
        unsaved = self._waiting.get(name, ())
        first = known.last_seq + 1
        entries = (Entry(first + n, at, WATCH, what) for n, (at, what) in enumerate(unsaved))
        return fold(entries, known)

    def listed(self, now: Instant) -> tuple[tuple[str, Session], ...]:
        """The sessions of today that are not over, the newest first."""
        names = dict.fromkeys((*self._waiting, *self._recorded))
        found = ((name, self.session(name)) for name in names)
        return tuple((name, session) for name, session in found if _listed(session, now))

    def write(self, name: str, happened: Iterable[Event], by: str, now: Instant) -> Session:
        """Append, and what is there after it, also what the application wrote in the same
        instant. Raises StoreError; then nothing was written."""
        known = self._recorded.get(name, Session())
        happenings = [Happening(now, by, event) for event in happened]
        entries = self._store.append(name, happenings, known.last_seq)
        self._recorded[name] = fold(entries, known)
        return self._recorded[name]

    def staff(self) -> tuple[Person, ...]:
        """Raises StoreError."""
        return tuple(self._store.staff())

    def name_of(self, person: str) -> str:
        try:
            return next((p.name for p in self._store.staff() if p.id == person), person)
        except StoreError:
            return person

    def escalate(self, names: Iterable[str], protocol: Protocol, now: Instant) -> None:
        """In place of an application that has stopped: the next one is asked by the same rules.

        Raises StoreError.
        """
        for name in names:
            session = self.session(name)
            if session.opened is None or session.over:
                continue
            due = escalation.due(
                session.alerts,
                session.alarms,
                protocol.limits,
                protocol.escalation,
                contacts_of(session, protocol),
                now,
            )
            if due:
                self.write(name, due, WATCH, now)

    def _read(self, name: str) -> Session:
        """A session whose lines cannot be understood is left out; the others are followed."""
        known = self._recorded.get(name, Session())
        try:
            return fold(self._store.replay(name, known.last_seq), known)
        except StoreError as error:
            if error.code != "unreadable":
                raise
            return known


def _listed(session: Session, now: Instant) -> bool:
    if session.opened is None or session.over:
        return False
    return session.last_wall is None or now.wall - session.last_wall < LISTED
