"""Where this workstation keeps its files, and that only one application keeps them.

DATA/record.db (real), DATA/simulation.db, DATA/settings.json, DATA/protocol/*.toml (the clinic's
own numbers), DATA/raw/SESSION/ROLE.raw. The database's key comes from the operating system's key
store; simulations have a published one.
"""

import errno
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from PySide6.QtCore import QLockFile

from bedside.keys import KeyHome, key_of
from bedside.store import PUBLISHED_KEY, Store


@dataclass(frozen=True, slots=True)
class Place:
    """The data folder. Real and simulated sessions never share a database (DESIGN 2.9)."""

    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "settings.json"

    @property
    def protocol(self) -> Path:
        """The clinic's own files beside the shipped protocol; need not be there."""
        return self.folder / "protocol"

    def database(self, *, simulated: bool) -> Path:
        return self.folder / ("simulation.db" if simulated else "record.db")

    def raw(self, session: str) -> Path:
        return self.folder / "raw" / session


def default_folder() -> Path:
    return Path(platformdirs.user_data_dir("bedside", appauthor=False))


def place(folder: Path | None) -> Place:
    """The folder, made where it is missing. Raises OSError."""
    chosen = folder or default_folder()
    chosen.mkdir(parents=True, exist_ok=True)
    return Place(chosen)


def open_store(at: Place, *, simulated: bool) -> tuple[Store, KeyHome]:
    """The record, and where its key lives. Raises StoreError, KeyGoneError and OSError."""
    path = at.database(simulated=simulated)
    if simulated:
        return Store(path, PUBLISHED_KEY), KeyHome.PUBLISHED
    key, home = key_of(at.folder, recorded=path.exists())
    return Store(path, key), home


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the database open."""

    pid: int
    host: str


def hold(at: Place, *, simulated: bool) -> QLockFile | Holder:
    """The lock of this database, or who holds it. Keep the lock until the end. Raises OSError.

    The operating system's process table tells whether a holder is still alive, so a killed
    application leaves nothing that must be cleaned up by hand.
    """
    lock = QLockFile(str(at.database(simulated=simulated).with_suffix(".lock")))
    lock.setStaleLockTime(0)  # a session lasts hours: age alone never makes a lock stale
    if lock.tryLock(0):
        return lock
    if lock.removeStaleLockFile() and lock.tryLock(0):
        return lock
    if lock.error() is not QLockFile.LockError.LockFailedError:
        raise OSError(errno.EACCES, "no lock could be made", str(at.folder))
    pid, host, _name = lock.getLockInfo()
    return Holder(int(pid), str(host))
