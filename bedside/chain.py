"""The hash chain of a session: each line of the record seals all lines before it.

What it proves: that no line was changed, removed, swapped or put in between after it was
written, as long as the head (the last hash) is known from somewhere else: it is printed on the
report, kept in the register, signed with the installation's key, and written to a file outside the
database. Against somebody who may rewrite the whole database *and* those copies, and sign with the
installation's key, a chain proves nothing.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Row(NamedTuple):
    """One line as it lies in the database: text and numbers, nothing interpreted."""

    session: str
    seq: int
    at: str
    mono_s: float
    by: str
    body: str
    hash: str


class Registered(NamedTuple):
    """One line of the register over the sessions: the head that a session had at some moment."""

    n: int
    session: str
    at: str
    what: str  # "opened" | "over" | "added" (after it was over) | "deleted" (its certificate)
    head: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold."""

    session: str
    seq: int
    code: str  # "changed" | "missing" | "reordered" | "tail_missing" | "added" | "unsigned" | …


REGISTER = "register"


def genesis(session: str) -> str:
    """What the first line of a session is chained to."""
    return hashlib.sha256(f"bedside session {session}".encode()).hexdigest()


def seal(previous: str, session: str, seq: int, at: str, mono_s: float, by: str, body: str) -> str:
    """The hash of one line on top of the hash before it."""
    line = json.dumps([previous, session, seq, at, mono_s, by, body], ensure_ascii=False)
    return hashlib.sha256(line.encode()).hexdigest()


def registered(previous: Registered | None, row: Row, what: str, head: str) -> Registered:
    """The next line of the register, for the session and the instant of `row`."""
    n, before = (previous.n + 1, previous.hash) if previous else (1, genesis(REGISTER))
    sealed = seal(before, row.session, n, row.at, 0.0, what, head)
    return Registered(n, row.session, row.at, what, head, sealed)


def first_break(session: str, rows: Iterable[Row], head: str | None = None) -> Break | None:
    """The first changed, missing or reordered line; `head` is the last hash known elsewhere."""
    previous, expected = genesis(session), 1
    for row in rows:
        if row.seq != expected:
            return Break(session, expected, "missing" if row.seq > expected else "reordered")
        if seal(previous, row.session, row.seq, row.at, row.mono_s, row.by, row.body) != row.hash:
            return Break(session, row.seq, "changed")
        previous, expected = row.hash, expected + 1
    if head is not None and previous != head:
        return Break(session, expected, "tail_missing")
    return None


def register_break(register: Iterable[Registered]) -> Break | None:
    """The first line of the register that does not stand as it was written."""
    lines = (Row(r.session, r.n, r.at, 0.0, r.what, r.head, r.hash) for r in register)
    return first_break(REGISTER, lines)


def statement_of(line: Registered) -> str:
    """What is signed under a line of the register: with its hash, every line before it too."""
    return json.dumps(["bedside register", *line], ensure_ascii=False)
