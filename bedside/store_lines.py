"""Lines of the record to and from SQL: the prepared statements, and what becomes of their rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from bedside import heads
from bedside.chain import Registered, Row, genesis, registered, seal, statement_of
from bedside.clock import Instant
from bedside.events import Entry, Event, Measured, PatientIdentified
from bedside.record import from_json, instant, iso, to_json
from bedside.signing import Signer
from bedside.store_base import HOUSES, LINES, PATIENTS, REGISTER, RUNNING, SIGNATURES

# Built once: putting a statement together costs several times what SQLite needs to run it.
ADD = LINES.insert()
HEAD = (
    select(LINES.c.seq, LINES.c.hash, LINES.c.at)
    .where(LINES.c.session == bindparam("session"))
    .order_by(LINES.c.seq.desc())
    .limit(1)
)
OF_SESSION = (
    select(*(LINES.c[name] for name in Row._fields))
    .where(LINES.c.session == bindparam("session"))
    .order_by(LINES.c.seq)
)
ROWS = OF_SESSION.where(LINES.c.seq > bindparam("after_seq"))
TOLD = OF_SESSION.where(LINES.c.kind != Measured.__name__)
LAST_LINE = OF_SESSION.order_by(None).order_by(LINES.c.seq.desc()).limit(1)
LAST = select(*(REGISTER.c[name] for name in Registered._fields)).order_by(REGISTER.c.n.desc())
OVER = (
    select(REGISTER.c.n)
    .where(REGISTER.c.session == bindparam("session"), REGISTER.c.what == "over")
    .limit(1)
)
OPENED = LAST.where(REGISTER.c.what == "opened", REGISTER.c.session.not_in(HOUSES))


OPEN = LAST.join_from(REGISTER, RUNNING, REGISTER.c.n == RUNNING.c.n)
REGISTER_SIGNED = (
    select(
        *(REGISTER.c[name] for name in Registered._fields), SIGNATURES.c.key, SIGNATURES.c.signature
    )
    .join(SIGNATURES, SIGNATURES.c.n == REGISTER.c.n)
    .order_by(REGISTER.c.n)
)
REGISTER_AFTER = REGISTER_SIGNED.where(REGISTER.c.n > bindparam("n"))


@dataclass(frozen=True, slots=True)
class Happening:
    """An event on its way into the record: it gets its number when it is written."""

    at: Instant
    by: str
    event: Event


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session as a list shows it; of a deleted one its head is all there is."""

    session: str
    opened_at: str
    last_at: str
    lines: int
    over: bool
    head: str
    deleted: bool = False


def head_of(db: Connection, session: str) -> tuple[int, str]:
    row = db.execute(HEAD, {"session": session}).first()
    return (row.seq, row.hash) if row else (0, genesis(session))


def enter(db: Connection, signer: Signer, row: Row, what: str) -> None:
    found = db.execute(LAST.limit(1)).first()
    line = registered(Registered(*found) if found else None, row, what, row.hash)
    db.execute(REGISTER.insert().values(line._asdict()))
    signature = signer.sign(statement_of(line))
    signed = {"n": line.n, "key": signer.public, "signature": signature}
    db.execute(SIGNATURES.insert().values(signed))
    if what == "opened" and row.session not in HOUSES:
        db.execute(RUNNING.insert().values(session=row.session, n=line.n))
    elif what == "over":
        db.execute(RUNNING.delete().where(RUNNING.c.session == row.session))


def index_patients(db: Connection, session: str, happenings: Sequence[Happening]) -> None:
    for happening in happenings:
        if isinstance(happening.event, PatientIdentified):
            whose = {"session": session, "identifier": happening.event.identifier}
            db.execute(PATIENTS.insert().prefix_with("OR REPLACE").values(whose))


def session_row(db: Connection, opened: Registered) -> SessionRow:
    last = db.execute(HEAD, {"session": opened.session}).first()
    mine = LAST.where(REGISTER.c.session == opened.session)
    known = {line.what: line for line in map(registered_line, reversed(db.execute(mine).all()))}
    latest = known.get("added") or known.get("over") or opened
    return SessionRow(
        session=opened.session,
        opened_at=opened.at,
        last_at=last.at if last else known.get("deleted", latest).at,
        lines=last.seq if last else 0,
        over="over" in known,
        head=last.hash if last else latest.head,
        deleted="deleted" in known,
    )


def registered_line(line: Sequence[Any]) -> Registered:
    return Registered(*line)


def signed_head(line: Sequence[Any]) -> heads.Head:
    *of_register, key, signature = line
    return heads.of_register(Registered(*of_register), key, signature)


def each(db: Connection, query: Select[Any], **given: object) -> Iterator[Row]:
    for row in db.execute(query, given):
        yield Row(*row)


def rows_after(db: Connection, session: str, after_seq: int) -> Iterator[Row]:
    return each(db, ROWS, session=session, after_seq=after_seq)


def sealed_row(previous: str, session: str, seq: int, what: Happening) -> Row:
    at, mono_s, body = iso(what.at.wall), round(what.at.mono_s, 3), to_json(what.event)
    sealed = seal(previous, session, seq, at, mono_s, what.by, body)
    return Row(session, seq, at, mono_s, what.by, body, sealed)


def entry_of(row: Row) -> Entry:
    return Entry(row.seq, instant(row.at, row.mono_s), row.by, from_json(row.body))
