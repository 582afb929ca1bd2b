"""Whole files of the record: a copy that is checked, and the same record under another key."""

import os
from contextlib import closing
from pathlib import Path

from bedside.store_base import connected, said_plainly


def copy_whole(path: Path, key: str, to: Path) -> None:
    """A copy as it stands now, encrypted with the same key, while others go on writing.

    On the disk when this returns; an older file of the name stays until then. Raises StoreError
    and OSError.
    """
    fresh = to.with_name(to.name + ".new")
    fresh.unlink(missing_ok=True)
    try:
        with said_plainly(), closing(connected(path, key)) as db:
            with closing(connected(fresh, key)) as copy:
                db.backup(copy)
                copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                copy.execute("PRAGMA journal_mode = DELETE")
        synced(fresh)
        os.replace(fresh, to)
        synced(to.parent)
    finally:
        for left in (fresh, *(fresh.with_name(fresh.name + end) for end in ("-wal", "-shm"))):
            left.unlink(missing_ok=True)


def synced(what: Path) -> None:
    """A file or a folder, on the disk when this returns; where folders cannot be synced (Windows)
    nothing is done for them."""
    if os.name != "posix" and what.is_dir():
        return
    handle = os.open(what, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
