"""The record on disk: lines are added, never changed.

Two processes append (the application and the physician's), so a line's number and its previous
hash are read inside the same immediate transaction that writes it. Errors leave as `StoreError`,
an `OSError` with a code. Tables and connection are in `store_base`, the lines themselves in
`store_lines`, checking in `store_checks`,
whole files (backup, restore, another key) in `store_copies`.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from sqlalchemy import select

from bedside import heads, store_checks
from bedside.chain import Break, Registered, Row
from bedside.clock import Instant
from bedside.events import Entry, Event, SessionAborted, SessionClosed
from bedside.identity import Person
from bedside.record import from_iso
from bedside.signing import PUBLISHED, Signer
from bedside.store_base import (
    ACCESS,
    FORMAT,
    HOUSE,
    HOUSES,
    LINES,
    PATIENTS,
    PUBLISHED_KEY,
    REGISTER,
    STAFF,
    StoreError,
    checked_key,
    engine_of,
    said_plainly,
    version_of,
)
from bedside.store_lines import (
    ADD,
    LAST,
    LAST_LINE,
    OPEN,
    OPENED,
    OVER,
    REGISTER_AFTER,
    REGISTER_SIGNED,
    TOLD,
    Happening,
    SessionRow,
    each,
    enter,
    entry_of,
    head_of,
    index_patients,
    rows_after,
    sealed_row,
    session_row,
    signed_head,
)
from bedside.store_upgrade import upgrade

__all__ = ["ACCESS", "FORMAT", "HOUSE", "PUBLISHED_KEY", "Happening", "SessionRow", "Store",
           "StoreError"]  # fmt: skip

OVER_KINDS = (SessionClosed.__name__, SessionAborted.__name__)


class Store:
    """One database file. `key` is 64 hex digits; use it from one thread.

    `signer` signs the heads, in the database and in the file of heads beside it. Not `kept`: for a
    record that is thrown away when its session has been played; nothing waits for the disk.
    """

    def __init__(
        self,
        path: Path,
        key: str = PUBLISHED_KEY,
        signer: Signer = PUBLISHED,
        *,
        patience_ms: int = 250,
        kept: bool = True,
    ) -> None:
        self.path, self.signer = path, signer
        self.heads = path.with_suffix(heads.FILE)
        self._closed = False
        self._engine = engine_of(
            path, checked_key(key), patience_ms, kept=kept, closed=lambda: self._closed
        )
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._told: dict[str, float] = {}  # when a session's head last went to the file
        try:
            with said_plainly():
                self._told_n = 0 if self._prepare(key) else self._last_told()
                self._outside()
        except BaseException:
            self._engine.dispose()
            raise

    def _prepare(self, key: str) -> bool:
        """Whether it was upgraded: only then is there a register without a file of heads."""
        with self._reading.connect() as db:
            version = version_of(db)
        if version > FORMAT:
            raise StoreError("newer", f"format {version}, this program reads up to {FORMAT}")
        if version < FORMAT:
            upgrade(self._engine, self.path, key, version, self.signer)
        return version < FORMAT

    def _last_told(self) -> int:
        """The last line of the register that the file of heads has; what is after it follows
        with the next line. A file that is gone is not made anew: `verify` misses it."""
        with suppress(OSError):  # a file that cannot be read stops nobody from being treated
            told = heads.last_told(self.heads)
            if told is not None:
                return told
        with self._reading.connect() as db:
            last = db.execute(LAST.limit(1)).first()
            return int(last.n) if last else 0

    def close(self) -> None:
        """For good: whatever is asked of it afterwards is refused as "locked"."""
        self._closed = True
        self._engine.dispose()

    # --- writing

    def append(
        self, session: str, happenings: Sequence[Happening], after_seq: int = 0
    ) -> list[Entry]:
        """Write all of them or none; durable when this returns.

        Returns every line after `after_seq` in order, also what the other process wrote in the
        meantime, so that each side folds the same record.
        """
        with said_plainly(), self._engine.begin() as db:
            seq, previous = head_of(db, session)
            over = db.execute(OVER, {"session": session}).first() is not None
            rows = list(rows_after(db, session, after_seq)) if seq > after_seq else []
            new: list[Row] = []
            for happening in happenings:
                seq += 1
                row = sealed_row(previous, session, seq, happening)
                new.append(row)
                previous = row.hash
                if seq == 1:
                    enter(db, self.signer, row, "opened")
                if type(happening.event).__name__ in OVER_KINDS:
                    enter(db, self.signer, row, "over")
                    over = True
            if new:
                kinds = [type(happening.event).__name__ for happening in happenings]
                lines = [row._asdict() | {"kind": k} for row, k in zip(new, kinds, strict=True)]
                db.execute(ADD, lines)
                index_patients(db, session, happenings)
                if over and kinds[-1] not in OVER_KINDS:
                    enter(db, self.signer, new[-1], "added")
        if new:
            self._tell(new[-1])
        return [entry_of(row) for row in (*rows, *new)]

    def _tell(self, row: Row) -> None:
        """Where the session stands now, and once a minute for good, outside the database."""
        known, stands = self._told.get(row.session), heads.of_row(row, self.signer)
        wall_s = from_iso(row.at).timestamp()
        due = known is None or abs(wall_s - known) >= heads.EVERY_S or row.session in HOUSES
        if self._outside(stands if due else None) and due:
            self._told[row.session] = wall_s
        with suppress(OSError):
            heads.keep_last(self.heads.with_suffix(heads.LAST), stands)

    def _outside(self, stands: heads.Head | None = None) -> bool:
        """What the file of heads does not have yet. A file that refuses is tried again with the
        next line: what is recorded is recorded."""
        try:
            with said_plainly(), self._reading.connect() as db:
                told = [
                    signed_head(line) for line in db.execute(REGISTER_AFTER, {"n": self._told_n})
                ]
            if told or stands is not None:
                heads.add(self.heads, [*told, *([stands] if stands is not None else [])])
        except OSError:
            return False
        self._told_n = max([self._told_n, *(head.n for head in told)])
        return True

    def save_person(self, person: Person) -> None:
        """Add or change one of the staff. Nobody is deleted, only ended."""
        body = msgspec.json.encode(person).decode()
        with said_plainly(), self._engine.begin() as db:
            db.execute(STAFF.insert().prefix_with("OR REPLACE").values(id=person.id, body=body))

    def delete(self, session: str, at: Instant, by: str, certificate: Event) -> None:
        """The session's lines go; `certificate` is written to the chain of access, and the
        register has its hash, signed. Whether it may be done, others have judged. Raises
        StoreError; then nothing has happened."""
        with said_plainly(), self._engine.begin() as db:
            seq, previous = head_of(db, ACCESS)
            row = sealed_row(previous, ACCESS, seq + 1, Happening(at, by, certificate))
            if seq == 0:
                enter(db, self.signer, row, "opened")
            enter(db, self.signer, row._replace(session=session), "deleted")
            db.execute(ADD, [row._asdict() | {"kind": type(certificate).__name__}])
            db.execute(LINES.delete().where(LINES.c.session == session))
            db.execute(PATIENTS.delete().where(PATIENTS.c.session == session))
        self._tell(row)

    def save_people(self, people: Sequence[Person]) -> None:
        """Add or change several of the staff: all of them, or none."""
        rows = [{"id": one.id, "body": msgspec.json.encode(one).decode()} for one in people]
        if rows:
            with said_plainly(), self._engine.begin() as db:
                db.execute(STAFF.insert().prefix_with("OR REPLACE"), rows)

    # --- reading

    def staff(self) -> list[Person]:
        """Everybody, by name; also those who have ended."""
        with said_plainly(), self._reading.connect() as db:
            bodies = [row.body for row in db.execute(select(STAFF.c.body))]
            people = [msgspec.json.decode(body, type=Person) for body in bodies]
        return sorted(people, key=lambda person: person.name)

    def replay(self, session: str, after_seq: int = 0) -> list[Entry]:
        """Every line of the session after `after_seq`, in order."""
        with said_plainly(), self._reading.connect() as db:
            return [entry_of(row) for row in rows_after(db, session, after_seq)]

    def replay_told(self, session: str) -> list[Entry]:
        """Every line but the streamed values: what a person did, and what became of it."""
        with said_plainly(), self._reading.connect() as db:
            return [entry_of(row) for row in each(db, TOLD, session=session)]

    def last_line(self, session: str) -> Entry:
        """The last line, whatever it is. Raises StoreError where there is none."""
        with said_plainly(), self._reading.connect() as db:
            for row in each(db, LAST_LINE, session=session):
                return entry_of(row)
        raise StoreError("unreadable", f"no session {session}")

    def sessions_of(self, identifier: str) -> list[str]:
        """The sessions of one patient, the oldest first; the last word on who it was counts."""
        query = (
            select(PATIENTS.c.session)
            .join(REGISTER, REGISTER.c.session == PATIENTS.c.session)
            .where(PATIENTS.c.identifier == identifier, REGISTER.c.what == "opened")
            .order_by(REGISTER.c.n)
        )
        with said_plainly(), self._reading.connect() as db:
            return [row.session for row in db.execute(query)]

    def patient_of(self, session: str) -> str:
        """The patient's identifier as it stands in the record; empty where nobody was named."""
        query = select(PATIENTS.c.identifier).where(PATIENTS.c.session == session)
        with said_plainly(), self._reading.connect() as db:
            return str(db.scalar(query) or "")

    def changes(self) -> int:
        """Another number as soon as another connection has written; cheap enough for each beat."""
        with said_plainly(), self._reading.connect() as db:
            return int(db.exec_driver_sql("PRAGMA data_version").scalar() or 0)

    def open_sessions(self) -> list[str]:
        """The sessions that are not over, the newest first: from the register alone, so that
        years of records cost nothing."""
        with said_plainly(), self._reading.connect() as db:
            return [row.session for row in db.execute(OPEN)]

    def sessions(self, *, over: bool = True, most: int = -1) -> list[SessionRow]:
        """The newest sessions first, at most so many; without `over` those that are open."""
        with said_plainly(), self._reading.connect() as db:
            opened = db.execute((OPENED if over else OPEN).limit(most)).all()
            return [session_row(db, Registered(*line)) for line in opened]

    def head(self, session: str) -> str:
        """The last hash of the session: what is printed on the report."""
        with said_plainly(), self._reading.connect() as db:
            return head_of(db, session)[1]

    def signed(self, session: str) -> heads.Head | None:
        """The last line of the register of this session, with its signature."""
        query = REGISTER_SIGNED.where(REGISTER.c.session == session)
        with said_plainly(), self._reading.connect() as db:
            line = db.execute(query.order_by(None).order_by(REGISTER.c.n.desc()).limit(1)).first()
            return signed_head(line) if line else None

    def verify(
        self,
        session: str | None = None,
        trusted: Sequence[str] = (),
        outside: Path | None = None,
    ) -> list[Break]:
        """The first break of each session's chain, of the register over all of them, of the
        signatures and of the heads outside.

        `trusted` are public keys of this installation before, `outside` another copy of the file
        of heads.
        """
        keys = {self.signer.public, *trusted}
        with said_plainly(), self._reading.connect() as db:
            kept = heads.known_of(outside or self.heads)
            return store_checks.breaks(db, kept, keys, session)
