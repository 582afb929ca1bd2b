"""The ringers of this workstation: a name, and the address that says how to ring (a URL).

Such an address often holds a password or a token. It is kept encrypted under the record's key
(which lies in the operating system's key store), never in the clear, never in the record, never
in a log. Simulations have a list of their own: a demonstration rings nobody's real telephone.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet, InvalidToken

MOST = 8
LONGEST_NAME = 24


class Ringer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`name` is what people and the record read; `url` is as apprise understands it."""

    name: str
    url: str

    def __repr__(self) -> str:
        return f"Ringer({self.name!r}, …)"  # a traceback must not tell a password


class RingersError(ValueError):
    """The list cannot be opened with this key, or is damaged; it was left as it is."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where the list lies, and what it is locked with. `key` is the installation's."""

    file: Path
    key: str

    def __repr__(self) -> str:
        return f"Box({self.file.name!r}, …)"

    @property
    def _lock(self) -> Fernet:
        digest = hashlib.sha256(b"bedside ringers:" + self.key.encode("ascii")).digest()
        return Fernet(base64.urlsafe_b64encode(digest))

    def load(self) -> tuple[Ringer, ...]:
        """None were chosen: empty. Raises RingersError and OSError."""
        try:
            sealed = self.file.read_bytes()
        except FileNotFoundError:
            return ()
        try:
            return msgspec.json.decode(self._lock.decrypt(sealed), type=tuple[Ringer, ...])
        except (InvalidToken, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise RingersError(type(error).__name__) from None

    def save(self, ringers: tuple[Ringer, ...]) -> None:
        """Whole or not at all. Raises OSError."""
        fresh = self.file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(self._lock.encrypt(msgspec.json.encode(ringers)))
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.file)

    def stamp(self) -> int:
        """Another number when the list was changed."""
        try:
            return self.file.stat().st_mtime_ns
        except OSError:
            return 0


def may_add(known: tuple[Ringer, ...], name: str, url: str) -> str:
    """Empty, or a code why not."""
    if not name.strip() or "://" not in url.strip():
        return "ringer_incomplete"
    if len(name.strip()) > LONGEST_NAME:
        return "ringer_name_long"
    if any(r.name.casefold() == name.strip().casefold() for r in known):
        return "ringer_known"
    return "ringers_full" if len(known) >= MOST else ""
