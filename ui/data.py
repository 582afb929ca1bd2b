"""Where this workstation keeps its files. Knows no window: the physician's process has none.

DATA/record.db (real), DATA/simulation.db, a file of heads beside each, DATA/settings.json,
DATA/backup.json (how the last backup went), DATA/protocol/*.toml (the clinic's own numbers),
DATA/raw/SESSION/ROLE.raw. The keys come from the operating system's key store; simulations have
published ones.
"""

import logging
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import platformdirs

import resources
from bedside import protocol
from bedside.keys import NEXT, RECORD, SIGNING, Ask, KeyHome, Keys, keys_of
from bedside.protocol import Protocol
from bedside.ringers import Box
from bedside.signing import PUBLISHED, Signer
from bedside.store import PUBLISHED_KEY, Store, StoreError

log = logging.getLogger(__name__)


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


def forget_raw(at: Place, days: int, now: datetime) -> int:
    """Remove the raw bytes of sessions that nobody wrote to for so many days; 0 days: none.

    They are not encrypted. The record, which has what was measured, is not touched. Gives how many
    sessions' bytes went; a folder that cannot be removed is logged and stays.
    """
    if days <= 0 or not at.raw("").is_dir():
        return 0
    oldest_s, gone = (now - timedelta(days=days)).timestamp(), 0
    for folder in at.raw("").iterdir():
        try:
            written_s = max(one.stat().st_mtime for one in (folder, *folder.iterdir()))
            if written_s < oldest_s:
                shutil.rmtree(folder)
                gone += 1
        except OSError as error:
            log.warning("raw bytes of %s stay: %s", folder.name, error)
    return gone


def default_folder() -> Path:
    return Path(platformdirs.user_data_dir("bedside", appauthor=False))


def place(folder: Path | None) -> Place:
    """The folder, made where it is missing. Raises OSError."""
    chosen = folder or default_folder()
    chosen.mkdir(parents=True, exist_ok=True)
    return Place(chosen)


def open_store(at: Place, *, simulated: bool, ask: Ask | None = None) -> tuple[Store, Keys]:
    """The record, and its keys. Raises StoreError, KeyGoneError and OSError; where the keys lie
    under a passphrase also PassphraseNeededError and WrongPassphraseError."""
    path = at.database(simulated=simulated)
    if simulated:
        return Store(path), published(at.folder)
    keys = keys_of(at.folder, recorded=path.exists(), ask=ask)
    return opened_with(path, keys), keys


def published(folder: Path) -> Keys:
    """Of the simulations: everybody has them."""
    return Keys(folder, KeyHome.PUBLISHED, {RECORD: PUBLISHED_KEY, SIGNING: PUBLISHED.seed})


def opened_with(path: Path, keys: Keys) -> Store:
    """The record, also after a change of its key that was cut short: then either key may be right.

    Raises StoreError.
    """
    signer = Signer(keys.signing)
    fresh = keys.known.get(NEXT)
    if fresh is None:
        return Store(path, keys.record, signer)
    try:
        store = Store(path, keys.record, signer)
    except StoreError as error:
        if error.code != "wrong_key":
            raise
        store = Store(path, fresh, signer)
        with suppress(OSError):  # then both are still kept, and the next start ends it
            keys.taken(fresh)
        return store
    with suppress(OSError):
        keys.put(record_next=None)
    return store


def load_protocol(local: Path | None = None) -> Protocol:
    """The shipped protocol with the clinic's own files, where `local` is a folder that is there.

    Raises ProtocolError with one clear sentence.
    """
    own = local if local is not None and local.is_dir() else None
    return protocol.load(resources.path("protocol"), own)


def ringers_of(at: Place, keys: Keys) -> Box:
    """The list of ringers, under the key that stays when the record's is changed. A simulation's
    too is under this folder's real key, for an address may hold a password.

    Raises KeyGoneError, PassphraseNeededError and OSError.
    """
    if keys.home is not KeyHome.PUBLISHED:
        return Box(at.folder / "ringers.sealed", keys.signing)
    real = keys_of(at.folder, recorded=at.database(simulated=False).exists())
    return Box(at.folder / "ringers-simulation.sealed", real.signing)
