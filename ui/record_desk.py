"""What is done with the record itself, outside every session: who saw it, its key, its copies."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bedside import access, events
from bedside.clock import Clock
from bedside.identity import OWNERS
from bedside.room import Room
from bedside.store import ACCESS, StoreError
from ui.export import access_table
from ui.export.files import why_not_written
from ui.keeper import Keeper
from ui.keeping import AccessSeen
from ui.view import Place
from ui.written import write_whole


@dataclass
class RoomRecord:
    """Implements `ui.keeping.RecordDesk` for the room's own record."""

    room: Room
    now: Clock
    go: Callable[[Place], None]
    keeper: Callable[[], Keeper | None] = lambda: None
    _session: str = ""  # from which the log was asked for
    _seen: AccessSeen | None = None
    _seen_by: str = ""

    # --- who saw it

    def open_log(self, session: str = "") -> None:
        self._session = session
        self.go(Place.ACCESS_LOG)

    def look(self) -> None:
        """Read the log for whoever is signed in; reading it is written into it first."""
        self._seen, self._seen_by = self._read(self._session), self.room.by

    @property
    def seen(self) -> AccessSeen | None:
        """For who asked for it, as long as that person is signed in."""
        person = self.room.person
        return self._seen if person is not None and person.id == self._seen_by else None

    def save_log(
        self, kind: str, lines: tuple[access.Access, ...], folder: Path
    ) -> tuple[Path, str]:
        seen, now = self.seen, self.now()
        session = seen.session if seen is not None else ""
        file = folder / access_table.file_name(kind, now.wall, session)
        if seen is None or seen.refused:
            return file, "record_unreadable"
        try:
            made = access_table.access_bytes(kind, lines, seen.names)
            self._note(session, seen.patient, form=kind, to=file.name)
            write_whole(file, made)
        except OSError as error:  # a StoreError is one too
            return file, why_not_written(error)
        return file, ""

    def _read(self, session: str) -> AccessSeen:
        room = self.room
        why = None if room.set_up.simulated else access.may_read(room.person, of_one=bool(session))
        if why is None and room.open and not session:
            why = "session_open"  # years of it would be read under a patient who is watched
        if why is not None:
            return AccessSeen(session=session, refused=why)
        try:
            patient = room.store.patient_of(session) if session else ""
            self._note(session, patient)
            # of a patient, not of the session: whoever looked at another one of theirs counts too
            asked = {"patient": patient} if patient else {"session": session}
            lines = tuple(access.log(room.store.replay(ACCESS), **asked))
        except StoreError as error:
            return AccessSeen(session=session, refused=error.code)
        names = {person.id: person.name for person in room.everybody}
        return AccessSeen(lines[::-1], names, session, patient)

    def _note(self, session: str, patient: str, form: str = "", to: str = "") -> None:
        """Never as "exported": that is what lets a session be deleted. Raises StoreError."""
        event = events.RecordAccessed(
            what="log_read", session=session, patient=patient, form=form, to=to
        )
        access.note(self.room.store, event, self.now(), self.room.by)

    # --- its key and its copies

    def change_key(self, person: str, pin: str) -> str:
        keeper, known = self.keeper(), {one.id: one for one in self.room.staff}
        why = self._why_not(keeper)
        if why:
            return why
        if person not in known or known[person].role not in OWNERS:
            return "not_an_owner"
        why = self.room.check_pin(person, pin, self.now())
        return why or (keeper.key.begin(person) if keeper is not None else "")

    def try_restore(self) -> str:
        keeper = self.keeper()
        why = self._why_not(keeper)
        if not why and keeper is not None:
            try:
                event = events.RecordAccessed(what="restore_tried")
                access.note(self.room.store, event, self.now(), self.room.by)
            except StoreError as error:
                return error.code
            keeper.trial.begin(self.now())
        return why

    def _why_not(self, keeper: Keeper | None) -> str:
        """Of neither is there need while a patient is here, or was here and is not signed off."""
        if keeper is None:
            return "demonstration"
        if self.room.open:
            return "session_open"
        try:
            interrupted = bool(self.room.store.open_sessions())
        except StoreError as error:
            return error.code
        if interrupted:
            return "session_interrupted"
        return "busy" if keeper.busy else ""
