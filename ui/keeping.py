"""How the record is kept, for the screens: where its keys live, how its last backup and the last
trial of a restore went, whether its key is being changed, and who has seen it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol as Interface

import msgspec

from bedside.access import Access
from bedside.keys import KeyHome


class BackupSeen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the last one went; `made_at` is of the last that succeeded."""

    tried_at: str = ""
    made_at: str = ""
    file: str = ""
    why: str = ""  # a code, empty when it succeeded
    detail: str = ""


class TrialSeen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the last trial of a restore went; nothing of the record was touched by it."""

    tried_at: str = ""
    file: str = ""  # the backup that was tried
    sessions: int = 0  # that came back whole
    why: str = ""  # a code, empty when all of it came back
    detail: str = ""


class KeyChanged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the last change of the record's key went, since the program was started."""

    at: str = ""
    changed: bool = False  # whatever else failed: it has a new one
    why: str = ""  # a code
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    home: KeyHome
    backup: BackupSeen = field(default_factory=BackupSeen)
    running: bool = False
    trial: TrialSeen = field(default_factory=TrialSeen)
    trying: bool = False
    key: KeyChanged = field(default_factory=KeyChanged)
    changing: bool = False


@dataclass(frozen=True, slots=True)
class AccessSeen:
    """The log of who saw the record, as it was just read: all of it, or one patient's part."""

    lines: tuple[Access, ...] = ()  # the newest first
    names: Mapping[str, str] = field(default_factory=dict)  # of the staff, those who left too
    session: str = ""  # it was asked from; then `patient` is whose part it is
    patient: str = ""
    refused: str = ""  # a code of bedside.access.may_read, of the store, or "session_open"


class RecordDesk(Interface):
    """What is done with the record itself, outside every session."""

    def open_log(self, session: str = "") -> None:
        """Who saw the record: of this session's patient, or all of it; it comes with the view."""

    def save_log(self, kind: str, lines: tuple[Access, ...], folder: Path) -> tuple[Path, str]:
        """As "csv" or "fhir" into `folder`: the file, and empty or a code why it is not."""

    def change_key(self, person: str, pin: str) -> str:
        """Give the record a new key, on an owner's PIN. Empty: it has begun; or a code why not."""

    def try_restore(self) -> str:
        """See whether the newest backup comes back. Empty: it has begun; or a code why not."""
