"""A record of an older format becomes one of this format, after a copy of it was put aside.

Format 1 had no signatures, no index of patients, and did not register what was added to a session
that was over. What is signed here is signed as it was found: it says how the record stood when it
was upgraded, nothing about the time before.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from bedside.chain import Registered, Row, registered, statement_of
from bedside.events import PatientIdentified
from bedside.record import from_json
from bedside.signing import Signer
from bedside.store_base import (
    FORMAT,
    HOUSES,
    LINES,
    PATIENTS,
    REGISTER,
    RUNNING,
    SIGNATURES,
    make_tables,
    version_of,
)
from bedside.store_copies import copy_whole


def put_aside(path: Path, version: int) -> Path:
    """Where the copy from before the upgrade lies."""
    return path.with_name(f"{path.stem}.format{version}.db")


def upgrade(engine: Engine, path: Path, key: str, version: int, signer: Signer) -> None:
    """Whole or not at all; without its copy nothing is changed. Raises StoreError, OSError."""
    if version:
        copy_whole(path, key, put_aside(path, version))
    with engine.begin() as db:
        found = version_of(db)
        if found == FORMAT:
            return  # another process was first
        make_tables(db)
        if found:
            _index_patients(db)
            _index_running(db)
            _register_what_was_added(db)
            _sign(db, signer)


def _index_patients(db: Connection) -> None:
    query = select(LINES.c.session, LINES.c.body).where(LINES.c.kind == PatientIdentified.__name__)
    last = {row.session: from_json(row.body) for row in db.execute(query.order_by(LINES.c.row))}
    for session, event in last.items():
        identifier = getattr(event, "identifier", "")
        db.execute(PATIENTS.insert().values(session=session, identifier=identifier))


def _index_running(db: Connection) -> None:
    register = _register(db)
    over = {line.session for line in register if line.what == "over"} | set(HOUSES)
    for line in register:
        if line.what == "opened" and line.session not in over:
            db.execute(RUNNING.insert().values(session=line.session, n=line.n))


def _register(db: Connection) -> list[Registered]:
    columns = (REGISTER.c[name] for name in Registered._fields)
    return [Registered(*row) for row in db.execute(select(*columns).order_by(REGISTER.c.n))]


def _register_what_was_added(db: Connection) -> None:
    register = _register(db)
    for row in list(_last_lines(db, [line for line in register if line.what == "over"])):
        register.append(registered(register[-1], row, "added", row.hash))
        db.execute(REGISTER.insert().values(register[-1]._asdict()))


def _last_lines(db: Connection, over: list[Registered]) -> Iterator[Row]:
    columns = [LINES.c[name] for name in Row._fields]
    for session in dict.fromkeys(line.session for line in over):
        query = select(*columns).where(LINES.c.session == session).order_by(LINES.c.seq.desc())
        last = db.execute(query.limit(1)).first()
        if last is not None and last.hash not in {line.head for line in over}:
            yield Row(*last)


def _sign(db: Connection, signer: Signer) -> None:
    for line in _register(db):
        signature = signer.sign(statement_of(line))
        db.execute(SIGNATURES.insert().values(n=line.n, key=signer.public, signature=signature))
