"""Where this workstation keeps its files. Knows no window: the physician's process has none.

DATA/record.db (real), DATA/simulation.db, DATA/settings.json, DATA/protocol/*.toml (the clinic's
own numbers), DATA/raw/SESSION/ROLE.raw. The database's key comes from the operating system's key
store; simulations have a published one.
"""

from dataclasses import dataclass
from pathlib import Path

import platformdirs

import resources
from bedside import protocol
from bedside.keys import KeyHome, key_of
from bedside.protocol import Protocol
from bedside.ringers import Box
from bedside.store import PUBLISHED_KEY, Store


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


def default_folder() -> Path:
    return Path(platformdirs.user_data_dir("bedside", appauthor=False))


def place(folder: Path | None) -> Place:
    """The folder, made where it is missing. Raises OSError."""
    chosen = folder or default_folder()
    chosen.mkdir(parents=True, exist_ok=True)
    return Place(chosen)


def load_protocol(local: Path | None = None) -> Protocol:
    """The shipped protocol with the clinic's own files, where `local` is a folder that is there.

    Raises ProtocolError with one clear sentence.
    """
    own = local if local is not None and local.is_dir() else None
    return protocol.load(resources.path("protocol"), own)


def open_store(at: Place, *, simulated: bool) -> tuple[Store, KeyHome]:
    """The record, and where its key lives. Raises StoreError, KeyGoneError and OSError."""
    path = at.database(simulated=simulated)
    if simulated:
        return Store(path, PUBLISHED_KEY), KeyHome.PUBLISHED
    key, home = key_of(at.folder, recorded=path.exists())
    return Store(path, key), home


def ringers_of(at: Place, *, simulated: bool) -> Box:
    """The list of ringers, also a simulation's under this folder's real key: an address may hold a
    password. Raises KeyGoneError and OSError."""
    name = "ringers-simulation.sealed" if simulated else "ringers.sealed"
    key, _home = key_of(at.folder, recorded=at.database(simulated=False).exists())
    return Box(at.folder / name, key)
