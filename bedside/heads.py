"""The heads outside the database: a file beside it that is only added to, every line signed.

It is copied with each backup. A whole database that was put back to an older state, or cut at its
end, holds together in itself: this file knows better. Lines are written after the commit, so the
file may be short of the last one after a crash, never ahead of the record.
"""

import json
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bedside.chain import REGISTER, Break, Registered, Row, statement_of
from bedside.signing import Signer, holds

EVERY_S = 60.0  # of a session that is open
PIECE = 1 << 15
LONGEST = 1023  # of a line that is written over the one before
FILE, LAST = ".heads", ".last"  # beside the database


class Head(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the file: a line of the register (`n` above 0), or where a session stood."""

    session: str
    at: str
    head: str
    n: int = 0
    what: str = ""
    hash: str = ""  # of the line of the register
    seq: int = 0
    key: str = ""
    signature: str = ""

    @property
    def statement(self) -> str:
        if self.n:
            line = Registered(self.n, self.session, self.at, self.what, self.head, self.hash)
            return statement_of(line)
        stood = ["bedside head", self.session, self.seq, self.at, self.head]
        return json.dumps(stood, ensure_ascii=False)


def of_register(line: Registered, key: str, signature: str) -> Head:
    return Head(**line._asdict(), key=key, signature=signature)


def of_row(row: Row, signer: Signer) -> Head:
    bare = Head(session=row.session, at=row.at, head=row.hash, seq=row.seq)
    signature = signer.sign(bare.statement)
    return msgspec.structs.replace(bare, key=signer.public, signature=signature)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the file says; `unreadable` are the numbers of lines that nobody can read."""

    heads: tuple[Head, ...]
    unreadable: tuple[int, ...] = ()


def read(file: Path) -> Kept | None:
    """None: there is no file. Raises OSError."""
    try:
        lines = file.read_bytes().splitlines()
    except FileNotFoundError:
        return None
    found, unreadable = [], []
    for number, line in enumerate(lines, 1):
        head = _readable(line)
        if head is not None:
            found.append(head)
        elif line.endswith(b"}"):  # else the power went while it was written
            unreadable.append(number)
    return Kept(tuple(found), tuple(unreadable))


def last_told(file: Path) -> int | None:
    """The number of the last line of the register that the file has; None: there is no file.

    Read from its end, so that years of it cost nothing. Raises OSError.
    """
    try:
        with file.open("rb") as kept:
            begin = kept.seek(0, os.SEEK_END)
            while begin > 0:
                begin = max(0, begin - PIECE)
                kept.seek(begin)
                lines = kept.read().splitlines()[1 if begin else 0 :]
                if told := [head.n for head in map(_readable, lines) if head is not None]:
                    if last := max(told):
                        return last
            return 0
    except FileNotFoundError:
        return None


def _readable(line: bytes) -> Head | None:
    try:
        return msgspec.json.decode(line, type=Head)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def add(file: Path, heads: Sequence[Head]) -> None:
    """On the disk when this returns. A line is one write: two processes add. Raises OSError."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.lseek(handle, 0, os.SEEK_END)
        os.lseek(handle, max(0, size - 1), os.SEEK_SET)
        torn = b"\n" if os.read(handle, 1) not in (b"", b"\n") else b""
        os.write(handle, torn + b"".join(msgspec.json.encode(head) + b"\n" for head in heads))
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_last(file: Path, head: Head) -> None:
    """Where the record stands now, one line instead of the one before; not synced: what counts is
    the record. A disk that said it had written and had not is found by it. Raises OSError."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
    try:  # over the one before: a file that is cut to nothing first is synced by some disks
        os.write(handle, msgspec.json.encode(head).ljust(LONGEST) + b"\n")
    finally:
        os.close(handle)


def known_of(file: Path) -> Kept | None:
    """The file of heads of a record, and where the record stood last. Raises OSError."""
    kept, last = read(file), read(file.with_suffix(LAST))
    if kept is None or last is None:
        return kept
    return Kept((*kept.heads, *last.heads), kept.unreadable)


def breaks(
    kept: Kept | None,
    register: Sequence[Registered],
    known: Collection[str],
    trusted: Collection[str],
) -> Iterator[Break]:
    """Where file and record do not agree: the record is short of a head that the file knows, or
    the file of one that the register has. `known` are the hashes of every line there is."""
    if kept is None:
        if register:
            yield Break("heads", 1, "heads_gone")
        return
    for number in kept.unreadable[:1]:
        yield Break("heads", number, "heads_unreadable")
    signed = [h for h in kept.heads if h.key in trusted and holds(h.key, h.statement, h.signature)]
    if len(signed) < len(kept.heads):
        yield Break("heads", 1 + _first_unsigned(kept.heads, signed), "heads_forged")
    yield from _ahead(signed, register, known)
    told = {head.hash for head in signed if head.n}
    missing = next((line for line in register if line.hash not in told), None)
    if missing is not None:
        yield Break("heads", missing.n, "heads_missing")


def _first_unsigned(heads: Iterable[Head], signed: Sequence[Head]) -> int:
    good = set(map(id, signed))
    return next(i for i, head in enumerate(heads) if id(head) not in good)


def _ahead(
    signed: Sequence[Head], register: Sequence[Registered], known: Collection[str]
) -> Iterator[Break]:
    lines = {line.hash for line in register}
    deleted = {line.session for line in register if line.what == "deleted"}
    told = set()
    for head in signed:
        if head.n:
            if head.hash not in lines and REGISTER not in told:
                told.add(REGISTER)
                yield Break(REGISTER, head.n, "outside")
        elif head.head not in known and head.session not in told | deleted:
            told.add(head.session)
            yield Break(head.session, head.seq, "outside")
