"""The record on disk: lines are added, never changed. The only module that knows SQL.

SQLite in WAL mode with `synchronous=FULL`, encrypted by SQLCipher. Two processes append (the
application and the physician's), so a line's number and its previous hash are read inside the
same immediate transaction that writes it. Errors leave as `StoreError`, an `OSError` with a code.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import (
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import SingletonThreadPool

from bedside.chain import Break, Row, first_break, genesis, seal
from bedside.clock import Instant
from bedside.events import (
    Entry,
    Event,
    Measured,
    PatientIdentified,
    SessionAborted,
    SessionClosed,
)
from bedside.identity import Person
from bedside.record import UnreadableEventError, from_json, instant, iso, to_json

HOUSE = "approvals"  # the chain of what is signed outside every session; no session's name
FORMAT = 1  # PRAGMA user_version; a newer number is refused, an older one is upgraded
PUBLISHED_KEY = "62656473696465" + "00" * 25  # of simulations and tests: hides nothing, on purpose
OVER_KINDS = (SessionClosed.__name__, SessionAborted.__name__)

_TABLES = MetaData()
_LINES = Table(
    "line",
    _TABLES,
    Column("row", Integer, primary_key=True),
    Column("session", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("mono_s", Float, nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("session", "seq"),
)
_REGISTER = Table(  # one chain over the sessions' heads: a whole session cannot vanish unseen
    "register",
    _TABLES,
    Column("n", Integer, primary_key=True),
    Column("session", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("what", Text, nullable=False),  # opened | over
    Column("head", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
_STAFF = Table(  # beside the chain: PIN hashes are never in it
    "staff",
    _TABLES,
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
)
# Built once: putting a statement together costs several times what SQLite needs to run it.
_ADD = _LINES.insert()
_HEAD = (
    select(_LINES.c.seq, _LINES.c.hash)
    .where(_LINES.c.session == bindparam("session"))
    .order_by(_LINES.c.seq.desc())
    .limit(1)
)
_ROWS = (
    select(*(_LINES.c[name] for name in Row._fields))
    .where(_LINES.c.session == bindparam("session"), _LINES.c.seq > bindparam("after_seq"))
    .order_by(_LINES.c.seq)
)
_TOLD = (
    select(*(_LINES.c[name] for name in Row._fields))
    .where(_LINES.c.session == bindparam("session"), _LINES.c.kind != Measured.__name__)
    .order_by(_LINES.c.seq)
)
_IDENTIFIED = (
    select(_LINES.c.session, _LINES.c.body)
    .where(_LINES.c.kind == PatientIdentified.__name__)
    .order_by(_LINES.c.row)
)
_NEVER_CHANGED = [
    f"""CREATE TRIGGER IF NOT EXISTS {table}_{act.lower()} BEFORE {act} ON {table}
    BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END"""
    for table in ("line", "register")
    for act in ("UPDATE", "DELETE")
]
_REGISTER_NAME = "register"


class StoreError(OSError):
    """The disk did not take it, or cannot be read; `code` chooses the sentence on screen."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Happening:
    """An event on its way into the record: it gets its number when it is written."""

    at: Instant
    by: str
    event: Event


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session as a list shows it."""

    session: str
    opened_at: str
    last_at: str
    lines: int
    over: bool
    head: str


def _code(error: Exception) -> str:
    text = str(error).lower()
    for sign, code in (
        ("full", "disk_full"),
        ("locked", "locked"),
        ("busy", "locked"),
        ("readonly", "read_only"),
        ("read-only", "read_only"),
        ("not a database", "wrong_key"),
        ("malformed", "damaged"),
        ("unable to open", "cannot_open"),
        ("disk i/o", "disk_error"),
    ):
        if sign in text:
            return code
    return "disk_error"


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_code(error.orig or error), str(error.orig or error)) from error
    except sqlcipher.Error as error:
        raise StoreError(_code(error), str(error)) from error
    except (UnreadableEventError, msgspec.MsgspecError) as error:
        raise StoreError("unreadable", str(error)) from error


class Store:
    """One database file. `key` is 64 hex digits; use it from one thread."""

    def __init__(self, path: Path, key: str = PUBLISHED_KEY, *, patience_ms: int = 250) -> None:
        self.path = path
        if len(key) != 64 or not all(c in "0123456789abcdef" for c in key):
            raise StoreError("wrong_key", "a key is 64 hexadecimal digits")

        def connect() -> Any:
            db = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=True)
            db.execute(f"PRAGMA key = \"x'{key}'\"")
            db.execute(f"PRAGMA busy_timeout = {patience_ms:d}")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            return db

        self._engine = create_engine(
            "sqlite://", module=sqlcipher, creator=connect, poolclass=SingletonThreadPool
        )
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")

        @event.listens_for(self._engine, "begin")
        def begin(db: Connection) -> None:
            if db.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
                db.exec_driver_sql("BEGIN IMMEDIATE")

        with _said_plainly():
            self._prepare()

    def _prepare(self) -> None:
        with self._reading.connect() as db:
            version = int(db.exec_driver_sql("PRAGMA user_version").scalar() or 0)
        if version > FORMAT:
            raise StoreError("newer", f"format {version}, this program reads up to {FORMAT}")
        if version == FORMAT:
            return
        with self._engine.begin() as db:
            _TABLES.create_all(db)
            for statement in _NEVER_CHANGED:
                db.exec_driver_sql(statement)
            db.exec_driver_sql(f"PRAGMA user_version = {FORMAT:d}")

    def close(self) -> None:
        self._engine.dispose()

    # --- writing

    def append(
        self, session: str, happenings: Sequence[Happening], after_seq: int = 0
    ) -> list[Entry]:
        """Write all of them or none; durable when this returns.

        Returns every line after `after_seq` in order, also what the other process wrote in the
        meantime, so that each side folds the same record.
        """
        with _said_plainly(), self._engine.begin() as db:
            seq, previous = self._head(db, session)
            rows = list(_rows(db, session, after_seq)) if seq > after_seq else []
            new = []
            for happening in happenings:
                seq += 1
                row = _sealed(previous, session, seq, happening)
                kind = type(happening.event).__name__
                new.append(row._asdict() | {"kind": kind})
                rows.append(row)
                previous = row.hash
                if seq == 1:
                    self._enter(db, row, "opened")
                elif kind in OVER_KINDS:
                    self._enter(db, row, "over")
            if new:
                db.execute(_ADD, new)
            return [_entry(row) for row in rows]

    @staticmethod
    def _head(db: Connection, session: str) -> tuple[int, str]:
        row = db.execute(_HEAD, {"session": session}).first()
        return (row.seq, row.hash) if row else (0, genesis(session))

    @staticmethod
    def _enter(db: Connection, row: Row, what: str) -> None:
        last = db.execute(
            select(_REGISTER.c.n, _REGISTER.c.hash).order_by(_REGISTER.c.n.desc()).limit(1)
        ).first()
        n, previous = (last.n + 1, last.hash) if last else (1, genesis(_REGISTER_NAME))
        sealed = seal(previous, row.session, n, row.at, 0.0, what, row.hash)
        db.execute(
            _REGISTER.insert().values(
                n=n, session=row.session, at=row.at, what=what, head=row.hash, hash=sealed
            )
        )

    def save_person(self, person: Person) -> None:
        """Add or change one of the staff. Nobody is deleted, only ended."""
        body = msgspec.json.encode(person).decode()
        with _said_plainly(), self._engine.begin() as db:
            db.execute(_STAFF.insert().prefix_with("OR REPLACE").values(id=person.id, body=body))

    def save_people(self, people: Sequence[Person]) -> None:
        """Add or change several of the staff: all of them, or none."""
        rows = [{"id": one.id, "body": msgspec.json.encode(one).decode()} for one in people]
        if rows:
            with _said_plainly(), self._engine.begin() as db:
                db.execute(_STAFF.insert().prefix_with("OR REPLACE"), rows)

    # --- reading

    def staff(self) -> list[Person]:
        """Everybody, by name; also those who have ended."""
        with _said_plainly(), self._reading.connect() as db:
            bodies = [row.body for row in db.execute(select(_STAFF.c.body))]
            people = [msgspec.json.decode(body, type=Person) for body in bodies]
        return sorted(people, key=lambda person: person.name)

    def replay(self, session: str, after_seq: int = 0) -> list[Entry]:
        """Every line of the session after `after_seq`, in order."""
        with _said_plainly(), self._reading.connect() as db:
            return [_entry(row) for row in _rows(db, session, after_seq)]

    def replay_told(self, session: str) -> list[Entry]:
        """Every line but the streamed values: what a person did, and what became of it."""
        with _said_plainly(), self._reading.connect() as db:
            return [_entry(Row(*row)) for row in db.execute(_TOLD, {"session": session})]

    def sessions_of(self, identifier: str) -> list[str]:
        """The sessions of one patient, the oldest first; the last word on who it was counts."""
        last: dict[str, str] = {}
        with _said_plainly(), self._reading.connect() as db:
            for row in db.execute(_IDENTIFIED):
                found = from_json(row.body)
                last[row.session] = getattr(found, "identifier", "")
        return [session for session, whose in last.items() if whose == identifier]

    def changes(self) -> int:
        """Another number as soon as another connection has written; cheap enough for each beat."""
        with _said_plainly(), self._reading.connect() as db:
            return int(db.exec_driver_sql("PRAGMA data_version").scalar() or 0)

    def open_sessions(self) -> list[str]:
        """The sessions that are not over, the newest first: from the register alone, so that
        years of records cost nothing."""
        ended = select(_REGISTER.c.session).where(_REGISTER.c.what == "over")
        query = (
            select(_REGISTER.c.session)
            .where(_REGISTER.c.what == "opened", _REGISTER.c.session.not_in(ended))
            .order_by(_REGISTER.c.n.desc())
        )
        with _said_plainly(), self._reading.connect() as db:
            return [row.session for row in db.execute(query)]

    def sessions(self) -> list[SessionRow]:
        """All sessions, the newest first."""
        over = func.max(_LINES.c.kind.in_(OVER_KINDS))
        query = (
            select(
                _LINES.c.session,
                func.min(_LINES.c.at).label("opened_at"),
                func.max(_LINES.c.at).label("last_at"),
                func.max(_LINES.c.seq).label("lines"),
                over.label("over"),
            )
            .where(_LINES.c.session != HOUSE)
            .group_by(_LINES.c.session)
            .order_by(func.min(_LINES.c.row).desc())
        )
        with _said_plainly(), self._reading.connect() as db:
            return [
                SessionRow(
                    session=row.session,
                    opened_at=row.opened_at,
                    last_at=row.last_at,
                    lines=row.lines,
                    over=bool(row.over),
                    head=self._head(db, row.session)[1],
                )
                for row in db.execute(query)
            ]

    def head(self, session: str) -> str:
        """The last hash of the session: what is printed on the report."""
        with _said_plainly(), self._reading.connect() as db:
            return self._head(db, session)[1]

    def verify(self, session: str | None = None) -> list[Break]:
        """The first break of each session's chain, and of the register over all of them."""
        with _said_plainly(), self._reading.connect() as db:
            register = list(db.execute(select(_REGISTER).order_by(_REGISTER.c.n)))
            found = []
            for name in sorted({row.session for row in register} | set(_names(db))):
                if session in (None, name):
                    heads = [r.head for r in register if r.session == name and r.what == "over"]
                    head = None
                    rows = list(_rows(db, name, 0))
                    if heads and heads[-1] not in {row.hash for row in rows}:
                        head = heads[-1]
                    broken = first_break(name, rows, head)
                    if broken is None and not rows:
                        broken = Break(name, 1, "missing")
                    if broken:
                        found.append(broken)
            lines = (Row(r.session, r.n, r.at, 0.0, r.what, r.head, r.hash) for r in register)
            broken = first_break(_REGISTER_NAME, lines)
            return [*found, broken] if broken and session is None else found


def _names(db: Connection) -> list[str]:
    return [row.session for row in db.execute(select(_LINES.c.session).distinct())]


def _rows(db: Connection, session: str, after_seq: int) -> Iterator[Row]:
    for row in db.execute(_ROWS, {"session": session, "after_seq": after_seq}):
        yield Row(*row)


def _sealed(previous: str, session: str, seq: int, what: Happening) -> Row:
    at, mono_s, body = iso(what.at.wall), round(what.at.mono_s, 3), to_json(what.event)
    return Row(
        session,
        seq,
        at,
        mono_s,
        what.by,
        body,
        seal(previous, session, seq, at, mono_s, what.by, body),
    )


def _entry(row: Row) -> Entry:
    return Entry(row.seq, instant(row.at, row.mono_s), row.by, from_json(row.body))
