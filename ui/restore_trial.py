"""Whether the newest backup would come back: tried in a process of its own, in an empty folder.

It is decrypted with the keys that are here, put in the place of a record, opened and verified, and
then thrown away. Nothing of the record is touched.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bedside.clock import Instant
from bedside.keys import Keys
from bedside.record import iso
from bedside.settings import save_whole
from ui.errand import HUNG, Ended, Errand
from ui.keeping import TrialSeen

STATE = "restore.json"
MOST_S = 900.0


def command(folder: Path) -> list[str]:
    """How this very program is started to try one."""
    asked = ["record", "try-restore", "--piped", "--data", str(folder)]
    return [sys.executable, "-m", "ui.cli", *asked]


def seen(folder: Path) -> TrialSeen:
    """What stands beside the record; nothing known where it cannot be read."""
    try:
        return msgspec.json.decode((folder / STATE).read_bytes(), type=TrialSeen)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return TrialSeen()


def note(folder: Path, told: TrialSeen) -> None:
    """Raises OSError."""
    save_whole(folder / STATE, msgspec.json.encode(told))


@dataclass
class RestoreTrial:
    """One at a time."""

    errand: Errand
    folder: Path
    keys: Keys
    told: TrialSeen = field(init=False)

    def __post_init__(self) -> None:
        self.told = seen(self.folder)

    def begin(self, now: Instant) -> None:
        """Now, unless one is under way."""
        if self.errand.running:
            return
        try:
            self.errand.begin(self.keys.told(), now)
        except OSError as error:
            self._keep(TrialSeen(tried_at=iso(now.wall), why="cannot_write", detail=str(error)))

    def beat(self, now: Instant) -> None:
        ended = self.errand.ended(now)
        if ended is not None:
            self._keep(_told(ended, now))

    def _keep(self, told: TrialSeen) -> None:
        self.told = told
        try:
            note(self.folder, told)
        except OSError:
            return  # it stands on the screen until the program ends


def _told(ended: Ended, now: Instant) -> TrialSeen:
    if ended.status is None:
        return TrialSeen(tried_at=iso(now.wall), why=HUNG)
    try:
        return msgspec.json.decode(ended.said, type=TrialSeen)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return TrialSeen(tried_at=iso(now.wall), why="cannot_write", detail=f"{ended.status}")
