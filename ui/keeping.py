"""How the record is kept, for the screens: where its keys live, and how its last backup went."""

from dataclasses import dataclass, field

import msgspec

from bedside.keys import KeyHome


class BackupSeen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the last one went; `made_at` is of the last that succeeded."""

    tried_at: str = ""
    made_at: str = ""
    file: str = ""
    why: str = ""  # a code, empty when it succeeded
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    home: KeyHome
    backup: BackupSeen = field(default_factory=BackupSeen)
    running: bool = False
