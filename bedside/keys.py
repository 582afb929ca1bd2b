"""The keys of the record: 32 random bytes each, in the operating system's key store.

`record` opens the database, `signing` signs its heads. Where there is no key store, they lie in
files of their own that only this user may read, or in one file under a passphrase; the room's page
says which. Where there is a record already, no new key is ever made for it: it would hide the right
one as soon as that can be had again.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import keyring
import msgspec
from keyring.backends import fail
from keyring.errors import KeyringError

from bedside.passphrase import lock, unlock

SERVICE = "bedside"
KEY_FILE = "record.key"
LOCKED_FILE = "keys.locked"
RECORD, SIGNING = "record", "signing"
NEXT, BEFORE = "record-next", "record-before"  # while the key is changed, and of old backups
NAMES = (RECORD, SIGNING, NEXT, BEFORE)

Ask = Callable[[], str]  # the passphrase, from whoever sits there


class KeyHome(StrEnum):
    """Where the keys live; the room's page shows it."""

    KEY_STORE = "key_store"
    FILE = "file"
    PASSPHRASE = "passphrase"
    PUBLISHED = "published"  # simulations: hides nothing, on purpose


class KeyGoneError(Exception):
    """There is a record, and its key cannot be had; `file` is where it would lie as a file."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(why)
        self.file = file


class PassphraseNeededError(Exception):
    """The keys lie under a passphrase, and nobody is there to be asked for it."""


@dataclass
class Keys:
    """What was found, and where what is changed goes. Never shown, never logged."""

    folder: Path
    home: KeyHome
    known: dict[str, str] = field(repr=False)
    _passphrase: str = field(default="", repr=False)

    @property
    def record(self) -> str:
        return self.known[RECORD]

    @property
    def signing(self) -> str:
        return self.known[SIGNING]

    @property
    def before(self) -> tuple[str, ...]:
        """Keys that older backups may have, the newest first."""
        return tuple(self.known.get(BEFORE, "").split())

    @property
    def remembered(self) -> str:
        """This key of the record and those before, as they are kept for older backups."""
        return " ".join((self.record, *self.before))

    def taken(self, fresh: str) -> None:
        """The record has this key now. Raises OSError; then both are still kept."""
        self.put(record=fresh, record_next=None, record_before=self.remembered)

    def told(self) -> bytes:
        """One line for a process of our own, through a pipe that nobody else reads."""
        return msgspec.json.encode({"home": self.home.value, "keys": self.known}) + b"\n"

    def put(self, **changed: str | None) -> None:
        """Kept for the next start; None drops one. Names as in NAMES, with _ for -.

        Raises OSError, also where the key store refuses.
        """
        fresh = {name.replace("_", "-"): value for name, value in changed.items()}
        self.known |= {name: value for name, value in fresh.items() if value is not None}
        self.known = {k: v for k, v in self.known.items() if fresh.get(k, v) is not None}
        if self.home is KeyHome.PASSPHRASE:
            _write(self.folder / LOCKED_FILE, lock(self.known, self._passphrase))
            return
        try:
            for name, value in fresh.items():
                self._put(name, value)
        except KeyringError as error:
            raise OSError(errno.EACCES, f"the key store refuses: {error}") from error

    def make(self, name: str) -> None:
        """A new one, or the one that another process has made in the same moment.

        Raises OSError.
        """
        fresh = secrets.token_hex(32)
        if self.home is KeyHome.FILE:
            self.known[name] = _made(self.folder / f"{name}.key", fresh)
        else:
            self.put(**{name: fresh})

    def _put(self, name: str, value: str | None) -> None:
        file = self.folder / f"{name}.key"
        if self.home is KeyHome.FILE:
            if value is None:
                file.unlink(missing_ok=True)
            else:
                _write(file, value.encode("ascii"))
        elif value is not None:
            keyring.set_password(SERVICE, _entry(self.folder, name), value)
        elif keyring.get_password(SERVICE, _entry(self.folder, name)) is not None:
            keyring.delete_password(SERVICE, _entry(self.folder, name))

    def under(self, passphrase: str) -> None:
        """From now on they lie under this passphrase, and nowhere else. Raises OSError."""
        old = Keys(self.folder, self.home, dict(self.known))
        _write(self.folder / LOCKED_FILE, lock(self.known, passphrase))
        self.home, self._passphrase = KeyHome.PASSPHRASE, passphrase
        if old.home is not KeyHome.PASSPHRASE:
            for name in tuple(old.known):
                old._put(name, None)


class _Told(msgspec.Struct, frozen=True):
    home: KeyHome
    keys: dict[str, str]


def told_keys(folder: Path, line: bytes) -> Keys:
    """What `Keys.told` said in the other process. Raises PassphraseNeededError: it said nothing."""
    try:
        told = msgspec.json.decode(line, type=_Told)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise PassphraseNeededError from error
    return Keys(folder, told.home, told.keys)


def keys_of(folder: Path, *, recorded: bool = False, ask: Ask | None = None) -> Keys:
    """The keys of this data folder, made at the first start, the record's never where something
    is `recorded` with another.

    Raises OSError, KeyGoneError, PassphraseNeededError and WrongPassphraseError.
    """
    locked = folder / LOCKED_FILE
    if locked.exists():
        if ask is None:
            raise PassphraseNeededError
        passphrase = ask()
        return Keys(folder, KeyHome.PASSPHRASE, unlock(locked.read_bytes(), passphrase), passphrase)
    key, home = key_of(folder, recorded=recorded)
    found = Keys(folder, home, {RECORD: key})
    for name in NAMES[1:]:
        known = _known(folder, home, name)
        if known:
            found.known[name] = known
    if SIGNING not in found.known:  # without one nothing is signed: a new one is missed by `verify`
        found.make(SIGNING)
    return found


def _known(folder: Path, home: KeyHome, name: str) -> str | None:
    if home is KeyHome.KEY_STORE:
        return keyring.get_password(SERVICE, _entry(folder, name))
    file = folder / f"{name}.key"
    return file.read_text(encoding="ascii").strip() if file.exists() else None


def _entry(folder: Path, name: str) -> str:
    return f"{name}:" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def key_of(folder: Path, *, recorded: bool = False) -> tuple[str, KeyHome]:
    """The key of this data folder's record. Raises OSError, or KeyGoneError."""
    file = folder / KEY_FILE
    if file.exists():
        return file.read_text(encoding="ascii").strip(), KeyHome.FILE
    why, name = "no key store, and no file", _entry(folder, RECORD)
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
    return _made(file, secrets.token_hex(32)), KeyHome.FILE


def _made(file: Path, fresh: str) -> str:
    """Whole and once: of two processes that make it in the same moment, both get the first's."""
    own = file.with_name(f"{file.name}.{os.getpid()}")
    own.unlink(missing_ok=True)
    _filled(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), fresh.encode("ascii"))
    try:
        os.link(own, file)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    finally:
        own.unlink()
    return fresh


def _filled(handle: int, content: bytes) -> None:
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, for this user alone."""
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    _filled(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)
    os.replace(fresh, file)
