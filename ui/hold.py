"""That only one application keeps the files of this workstation."""

import errno
from dataclasses import dataclass

from PySide6.QtCore import QLockFile

from ui.data import Place


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
