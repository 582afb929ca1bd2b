"""The key of the record: 32 random bytes in the operating system's key store.

Where there is no key store, the key lies in a file of its own that only this user may read, and
the room's page says so: then whoever has both files can read the record. Where there is a record
already, no new key is ever made: it would hide the right one as soon as that can be had again.
"""

import hashlib
import os
import secrets
from enum import StrEnum
from pathlib import Path

import keyring
from keyring.backends import fail
from keyring.errors import KeyringError

SERVICE = "bedside"
KEY_FILE = "record.key"


class KeyHome(StrEnum):
    """Where the key lives; the room's page shows it."""

    KEY_STORE = "key_store"
    FILE = "file"
    PUBLISHED = "published"  # simulations: hides nothing, on purpose


class KeyGoneError(Exception):
    """There is a record, and its key cannot be had; `file` is where it would lie as a file."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(why)
        self.file = file


def key_of(folder: Path, *, recorded: bool = False) -> tuple[str, KeyHome]:
    """The key of this data folder's record, made at the first start, never where something is
    `recorded` with another. Raises OSError, or KeyGoneError."""
    file = folder / KEY_FILE
    if file.exists():
        return file.read_text(encoding="ascii").strip(), KeyHome.FILE
    why = "no key store, and no file"
    name = "record:" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    if not isinstance(keyring.get_keyring(), fail.Keyring):
        try:
            known = keyring.get_password(SERVICE, name)
            if known:
                return known, KeyHome.KEY_STORE
            why = "the key store does not know it"
            if not recorded:
                fresh = secrets.token_hex(32)
                keyring.set_password(SERVICE, name, fresh)
                if keyring.get_password(SERVICE, name) == fresh:
                    return fresh, KeyHome.KEY_STORE
        except KeyringError as error:
            why = str(error)  # locked or broken: the file below is said on screen
    if recorded:
        raise KeyGoneError(file, why)
    fresh = secrets.token_hex(32)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(fresh)
        out.flush()
        os.fsync(out.fileno())
    return fresh, KeyHome.FILE
