"""Backups of the real record: made by a command in a process of its own, its outcome in a file.

A network drive that is gone may hang whoever touches it: that must never be the session.
"""

from datetime import datetime
from pathlib import Path

import msgspec

from bedside import store_copies
from bedside.keys import Keys
from bedside.record import iso
from bedside.settings import save_whole
from bedside.store import Store, StoreError
from ui.keeping import BackupSeen
from ui.written import WHY

STATE = "backup.json"
STAMP = "[0-9]" * 8 + "-" + "[0-9]" * 6


def seen(folder: Path) -> BackupSeen:
    """What stands beside the record; nothing known where it cannot be read."""
    try:
        return msgspec.json.decode((folder / STATE).read_bytes(), type=BackupSeen)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return BackupSeen()


def note(folder: Path, told: BackupSeen) -> None:
    """Raises OSError."""
    save_whole(folder / STATE, msgspec.json.encode(told))


def back_up(store: Store, keys: Keys, to: Path, kept: int, now: datetime) -> BackupSeen:
    """Make one and check it, drop those over `kept`, and note how it went beside the record.

    The folder is never made: where a drive is gone, its place on this disk is not the drive.
    """
    folder, before = store.path.parent, seen(store.path.parent)
    told = BackupSeen(tried_at=iso(now), made_at=before.made_at, file=before.file)
    try:
        trusted = {store.signer.public}
        stamp = iso(now)[:19].replace("-", "").replace(":", "").replace("T", "-")
        made = store_copies.backup(store.path, keys.record, to, stamp, trusted)
        told = BackupSeen(tried_at=iso(now), made_at=iso(now), file=str(made))
        drop_older(to, store.path.stem, kept)
    except StoreError as error:
        told = msgspec.structs.replace(told, why=error.code, detail=error.detail)
    except OSError as error:
        why = WHY.get(error.errno or 0, "cannot_write")
        told = msgspec.structs.replace(told, why=why, detail=error.strerror or str(error))
    note(folder, told)
    return told


def newest_in(folder: Path, stem: str) -> Path | None:
    """The newest that this program has named. Raises OSError."""
    found = sorted(folder.glob(f"{stem}-{STAMP}.db"))
    return found[-1] if found else None


def drop_older(folder: Path, stem: str, kept: int) -> None:
    """All but the newest `kept`; only files that this program has named. Raises OSError."""
    for old in sorted(folder.glob(f"{stem}-{STAMP}.db"))[: -max(1, kept)]:
        old.unlink()
        old.with_suffix(".heads").unlink(missing_ok=True)
