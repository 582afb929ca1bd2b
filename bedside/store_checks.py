"""Whether the record stands as it was written: lines, register, signatures, heads outside."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, select

from bedside import heads
from bedside.chain import Break, Registered, Row, first_break, register_break, statement_of
from bedside.heads import Kept
from bedside.signing import holds
from bedside.store_base import LINES, REGISTER, SIGNATURES

_LINES_OF = select(*(LINES.c[name] for name in Row._fields)).order_by(LINES.c.seq)


def breaks(
    db: Connection, kept: Kept | None, trusted: Collection[str], session: str | None
) -> list[Break]:
    """What does not hold, of one session or of everything; sorted by what it is about."""
    columns = (REGISTER.c[name] for name in Registered._fields)
    register = [Registered(*row) for row in db.execute(select(*columns).order_by(REGISTER.c.n))]
    names = {row.session for row in db.execute(select(LINES.c.session).distinct())}
    found: list[Break] = []
    known: set[str] = set()
    for name in sorted({line.session for line in register} | names):
        if session in (None, name):
            broken, hashes = _session(db, name, [r for r in register if r.session == name])
            known |= hashes
            found += broken
    unsigned = list(_unsigned(db, register, trusted))
    if session is not None:
        mine = {line.n for line in register if line.session == session}
        found += [_of(session, line) for line in unsigned if line.seq in mine and not found]
        return found
    found += [broken for broken in (register_break(register),) if broken]
    found += unsigned[:1]
    named = {broken.session for broken in found}
    found += [b for b in heads.breaks(kept, register, known, trusted) if b.session not in named]
    return found


def _of(session: str, line: Break) -> Break:
    return Break(session, line.seq, line.code)


def _session(db: Connection, name: str, mine: Sequence[Registered]) -> tuple[list[Break], set[str]]:
    """The first break of one session, and every hash that it has."""
    rows = [Row(*row) for row in db.execute(_LINES_OF.where(LINES.c.session == name))]
    hashes = {row.hash for row in rows}
    certified = next((line.head for line in mine if line.what == "deleted"), None)
    if certified is not None:
        return list(_deleted(db, name, rows, certified)), hashes
    ends = [line.head for line in mine if line.what in ("over", "added")]
    broken = first_break(name, rows, ends[-1] if ends else None)
    if broken is None:
        opened = next((line.head for line in mine if line.what == "opened"), None)
        if not rows:
            broken = Break(name, 1, "missing")
        elif opened != rows[0].hash:  # or the register knows nothing of it
            broken = Break(name, 1, "changed" if opened else "added")
    return ([broken] if broken else []), hashes


def _deleted(db: Connection, name: str, rows: Sequence[Row], certified: str) -> Iterator[Break]:
    """Its certificate stands, and nothing else."""
    if rows:
        yield Break(name, 1, "added")
    elif db.execute(select(LINES.c.row).where(LINES.c.hash == certified)).first() is None:
        yield Break(name, 1, "missing")


def _unsigned(
    db: Connection, register: Sequence[Registered], trusted: Collection[str]
) -> Iterator[Break]:
    """Lines of the register under which no signature of this installation stands."""
    signed = {row.n: row for row in db.execute(select(SIGNATURES))}
    for line in register:
        mark = signed.pop(line.n, None)
        if mark is None:
            yield Break("register", line.n, "unsigned")
        elif mark.key not in trusted or not holds(mark.key, statement_of(line), mark.signature):
            yield Break("register", line.n, "forged")
    for n in signed:
        yield Break("register", n, "forged")
