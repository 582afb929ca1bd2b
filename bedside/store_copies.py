"""Whole files of the record: a copy that is checked, its way back, the same under another key.

Nothing here is half done: each file is made beside its place, checked, synced and then renamed.
"""

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bedside import heads
from bedside.chain import Break
from bedside.store_base import (
    FORMAT,
    HOUSES,
    REGISTER,
    StoreError,
    connected,
    engine_of,
    said_plainly,
    version_of,
)
from bedside.store_checks import breaks

ENDS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Checked:
    """What is in a copy, and what in it does not hold."""

    sessions: int
    breaks: tuple[Break, ...]


def copy_whole(path: Path, key: str, to: Path) -> None:
    """A copy as it stands now, encrypted with the same key, while others go on writing.

    On the disk when this returns; an older file of the name stays until then. Raises StoreError
    and OSError.
    """
    with _beside(to) as fresh:
        with said_plainly(), closing(connected(path, key)) as db:
            with closing(connected(fresh, key)) as copy:
                db.backup(copy)
                _settle(copy)
        _put(fresh, to)


def backup(path: Path, key: str, folder: Path, stamp: str, trusted: Collection[str]) -> Path:
    """A checked copy of the record and of its file of heads in `folder`, named after `stamp`.

    Raises StoreError, "backup_broken" where the copy does not hold together, and OSError.
    """
    to = folder / f"{path.stem}-{stamp}.db"
    outside = path.with_suffix(heads.FILE)
    if outside.exists():  # before the database: the heads are never ahead of it
        _copy_file(outside, to.with_suffix(heads.FILE))
    copy_whole(path, key, to)
    found = check(to, key, trusted)
    if found.breaks:
        first = found.breaks[0]
        raise StoreError("backup_broken", f"{first.session} {first.seq} {first.code}")
    return to


def check(file: Path, key: str, trusted: Collection[str]) -> Checked:
    """Opens a copy without changing it: every page is whole, and every chain holds.

    Raises StoreError: "wrong_key", "newer", "damaged".
    """
    if not file.is_file():
        raise StoreError("cannot_open", str(file))
    engine = engine_of(file, key, 0, only_look=True)
    try:
        with said_plainly(), engine.execution_options(isolation_level="AUTOCOMMIT").connect() as db:
            version = version_of(db)
            if version > FORMAT:
                raise StoreError("newer", f"format {version}")
            if version < FORMAT:
                raise StoreError("older", f"format {version}")
            if (found := db.exec_driver_sql("PRAGMA cipher_integrity_check").first()) is not None:
                raise StoreError("damaged", str(found[0]))
            a_session = REGISTER.c.session.not_in(HOUSES)
            opened = select(func.count()).where(REGISTER.c.what == "opened", a_session)
            kept = heads.read(file.with_suffix(heads.FILE))
            return Checked(int(db.scalar(opened) or 0), tuple(breaks(db, kept, trusted, None)))
    finally:
        engine.dispose()


def restore(file: Path, keys: Sequence[str], to: Path, aside: str) -> Path | None:
    """Put a backup in the record's place; `keys` are tried in turn, the record's own first.

    What was there is put aside under `aside` in its name and never deleted; returns where. Nobody
    may have it open. Raises StoreError and OSError; then nothing was changed.
    """
    old = to.with_name(f"{to.stem}.{aside}.db")
    with _beside(to) as fresh:
        shutil.copyfile(file, fresh)
        _rekeyed(fresh, _fitting(file, keys), keys[0])
        for end in ("", *ENDS, heads.FILE, heads.LAST):
            _move(_with_end(to, end), _with_end(old, end))
        _put(fresh, to)
    outside = file.with_suffix(heads.FILE)
    if outside.exists():
        _copy_file(outside, to.with_suffix(heads.FILE))
    return old if old.exists() else None


def tried(file: Path, keys: Sequence[str], trusted: Collection[str], folder: Path) -> Checked:
    """Whether a backup comes back: restored into `folder`, which is empty, opened and verified.

    Raises as `restore` and `check`; the record is not touched.
    """
    to = folder / "record.db"
    restore(file, keys, to, "before")
    return check(to, keys[0], trusted)


def _with_end(file: Path, end: str) -> Path:
    beside = end in (heads.FILE, heads.LAST)
    return file.with_suffix(end) if beside else file.with_name(file.name + end)


def _move(what: Path, to: Path) -> None:
    if what.exists():
        os.replace(what, to)


def _fitting(file: Path, keys: Sequence[str]) -> str:
    for key in keys:
        try:
            with said_plainly(), closing(connected(file, key, only_look=True)) as db:
                db.execute("SELECT count(*) FROM sqlite_master")
        except StoreError as error:
            if error.code != "wrong_key":
                raise
        else:
            return key
    raise StoreError("wrong_key", str(file))


def rekey(path: Path, key: str, fresh_key: str) -> None:
    """The same record under another key. Nobody else may have it open.

    The old file is replaced when the new one is whole, checked and on the disk. Raises StoreError
    ("locked" while another program has it) and OSError; then the old key still holds.
    """
    with said_plainly(), closing(connected(path, key)) as db:
        _settle(db)  # fails while another connection is there; what lies in the WAL moves over
    with _beside(path) as fresh:
        shutil.copyfile(path, fresh)
        _rekeyed(fresh, key, fresh_key)
        _put(fresh, path)


def _rekeyed(file: Path, key: str, fresh_key: str) -> None:
    if key != fresh_key:
        with said_plainly(), closing(connected(file, key)) as db:
            _settle(db)
            db.execute(f"PRAGMA rekey = \"x'{fresh_key}'\"")
    with said_plainly(), closing(connected(file, fresh_key, only_look=True)) as db:
        if (found := db.execute("PRAGMA cipher_integrity_check").fetchone()) is not None:
            raise StoreError("damaged", str(found[0]))


def _settle(db: Any) -> None:
    """Everything in the one file, and no WAL beside it."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if db.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
        raise StoreError("locked", "another program has it open")


@contextmanager
def _beside(to: Path) -> Iterator[Path]:
    """A name for the new file; nothing is left of it unless it was put in its place."""
    fresh = to.with_name(to.name + ".new")
    left = [fresh, *(fresh.with_name(fresh.name + end) for end in ENDS)]
    try:
        for file in left:
            file.unlink(missing_ok=True)
        yield fresh
    finally:
        for file in left:
            file.unlink(missing_ok=True)


def _put(fresh: Path, to: Path) -> None:
    synced(fresh)
    os.replace(fresh, to)
    synced(to.parent)


def _copy_file(file: Path, to: Path) -> None:
    with _beside(to) as fresh:
        shutil.copyfile(file, fresh)
        _put(fresh, to)


def synced(what: Path) -> None:
    """A file or a folder, on the disk when this returns; folders cannot be synced on Windows."""
    if os.name != "posix" and what.is_dir():
        return
    handle = os.open(what, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
