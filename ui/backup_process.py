"""The backup after each session, in a process of its own; the session never waits for a drive.

`beat` is called with the application's beats and returns at once. A process that does not come
back is ended and told as a folder that does not answer.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bedside.clock import Instant
from bedside.keys import Keys
from bedside.record import iso
from ui.backups import note, seen
from ui.errand import HUNG, tell
from ui.keeping import BackupSeen, Keeping

MOST_S = 900.0  # a record of years on a slow drive
AGAIN_S = 1800.0  # after one that failed, while no session is open


def command(folder: Path) -> list[str]:
    """How this very program is started to make one."""
    return [sys.executable, "-m", "ui.cli", "record", "backup", "--piped", "--data", str(folder)]


@dataclass
class BackupProcess:
    """One backup at a time. `wanted`: a folder is chosen, so that there is something to do."""

    argv: list[str]
    folder: Path
    keys: Keys
    wanted: Callable[[], bool]
    backup: BackupSeen = field(init=False)
    _process: "subprocess.Popen[bytes] | None" = None
    _began_s: float = 0.0
    _tried_s: float | None = None
    _over: str = ""  # the session after which the last one was begun

    def __post_init__(self) -> None:
        self.backup = seen(self.folder)

    @property
    def keeping(self) -> Keeping:
        return Keeping(self.keys.home, self.backup, self._process is not None)

    def begin(self, now: Instant) -> None:
        """Now, unless one is under way."""
        if self._process is not None:
            return
        self._began_s = self._tried_s = now.mono_s
        try:
            process = subprocess.Popen(
                self.argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            self._failed("cannot_write", str(error), now)
            return
        self._process = process
        tell(process.stdin, self.keys.told())

    def beat(self, now: Instant, session: str, *, over: bool) -> None:
        """`over`: the session that is shown is signed; the others are seldom tried again."""
        if self._process is not None:
            self._look(self._process, now)
        elif self.wanted() and self._due(now, session, over):
            self._over = session if over else self._over
            self.begin(now)

    def _due(self, now: Instant, session: str, over: bool) -> bool:
        if over:
            return session != self._over
        if session or not self.backup.why:
            return False
        return self._tried_s is None or now.mono_s - self._tried_s >= AGAIN_S

    def _look(self, process: "subprocess.Popen[bytes]", now: Instant) -> None:
        ended = process.poll()
        if ended is None and now.mono_s - self._began_s < MOST_S:
            return
        self._process = None
        if ended is None:
            process.kill()
            self._failed(HUNG, "", now)
            return
        told = seen(self.folder)
        if ended != 0 and told == self.backup:  # it could not even say so
            self._failed("cannot_write", f"status {ended}", now)
            return
        self.backup = told

    def _failed(self, why: str, detail: str, now: Instant) -> None:
        before = self.backup
        self.backup = BackupSeen(
            tried_at=iso(now.wall), made_at=before.made_at, file=before.file, why=why, detail=detail
        )
        try:
            note(self.folder, self.backup)
        except OSError:
            return  # it stands on the screen until the next one
