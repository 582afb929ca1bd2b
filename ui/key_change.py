"""A new key for the record while the application is open: between sessions, by an owner.

Nobody else may have the file open while it is made anew, so the back-up physician's process says
goodbye first, and our own connection is closed. A process of its own writes the record under the
new key; until it is done every act is refused as by a locked disk, and what cannot be refused
(NØD) waits in memory. The new key is kept before the file has it: whatever ends this half way, one
of the two opens the record.
"""

import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bedside import access, events
from bedside.clock import Instant
from bedside.keys import Keys
from bedside.record import iso
from bedside.room import Room
from bedside.store import StoreError
from ui.data import opened_with
from ui.errand import HUNG, Errand
from ui.keeping import KeyChanged

MOST_S = 900.0
AGAIN_S = 1.0  # between two tries to open the record


def command(folder: Path) -> list[str]:
    """How this very program is started to do it."""
    asked = ["record", "rekey", "--piped", "--data", str(folder)]
    return [sys.executable, "-m", "ui.cli", *asked]


class Step(StrEnum):
    NOTHING = "nothing"
    LEAVING = "leaving"  # the others are still to let the file go
    WRITING = "writing"
    OPENING = "opening"


@dataclass
class KeyChange:
    """`leave` asks the others to go and says whether they have; `back` lets them come again."""

    errand: Errand
    room: Room
    keys: Keys
    leave: Callable[[Instant], bool]
    back: Callable[[Instant], None]
    told: KeyChanged = field(default_factory=KeyChanged)
    step: Step = Step.NOTHING
    _by: str = ""
    _why: str = ""
    _detail: str = ""
    _before: str = field(default="", repr=False)
    _tried_s: float = float("-inf")

    def begin(self, by: str) -> str:
        """`by` has given a PIN. Empty, or a code why not: then nothing has happened."""
        self._before = self.keys.record
        try:
            self.keys.put(record_next=secrets.token_hex(32))
        except OSError:
            self.keys.known.pop("record-next", None)
            return "key_not_kept"
        self._by, self._why, self._detail, self.step = by, "", "", Step.LEAVING
        return ""

    def beat(self, now: Instant) -> bool:
        """Whether it has just ended."""
        if self.step is Step.LEAVING and self.leave(now):
            self._write(now)
        if self.step is Step.WRITING:
            self._look(now)
        if self.step is Step.OPENING and now.mono_s - self._tried_s >= AGAIN_S:
            return self._open(now)
        return False

    def _write(self, now: Instant) -> None:
        self.room.store.close()
        self.step = Step.WRITING
        try:
            self.errand.begin(self.keys.told(), now)
        except OSError as error:
            self._why, self._detail, self.step = "cannot_write", str(error), Step.OPENING

    def _look(self, now: Instant) -> None:
        ended = self.errand.ended(now)
        if ended is None:
            return
        if ended.status is None:
            self._why = HUNG
        elif ended.status != 0:
            self._why = ended.said.decode("ascii", "replace").strip() or "cannot_write"
        self.step = Step.OPENING

    def _open(self, now: Instant) -> bool:
        """With the key that the file turns out to have. One that cannot be opened is tried again:
        what happens until then waits."""
        self._tried_s, path = now.mono_s, self.room.store.path
        try:
            store = opened_with(path, self.keys)
        except StoreError as error:
            self._why, self._detail = error.code, error.detail
            self.told = KeyChanged(at=iso(now.wall), why=error.code, detail=error.detail)
            return False
        self.room.reopened(store)
        self.step = Step.NOTHING
        changed = self.keys.record != self._before
        self._why = self._noted(now) if changed else self._why or "cannot_write"
        self.told = KeyChanged(
            at=iso(now.wall), changed=changed, why=self._why, detail=self._detail
        )
        self.back(now)
        return True

    def _noted(self, now: Instant) -> str:
        """In the log of who did what; the record has its new key whatever the log says."""
        try:
            access.note(self.room.store, events.RecordAccessed(what="key_changed"), now, self._by)
        except StoreError as error:
            return error.code
        return ""
