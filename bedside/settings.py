"""What this workstation is set up with: room, language, which monitor on which port, volume.

A small JSON file beside the record, written whole and renamed into place, so that a
full disk or a pulled plug leaves the old one. A file that cannot be read is kept aside, never
overwritten, and the program starts with defaults and says so.
"""

import os
from pathlib import Path
from typing import Literal

import msgspec

from bedside.bursts import VOLUME_FLOOR_PERCENT

ROLES = ("oximeter", "nibp")


class MonitorChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """*This adapter + this monitor*, remembered."""

    role: Literal["oximeter", "nibp", "monitor"]
    driver: str
    port: str
    name: str = ""
    usb: str = ""  # "usb:vendor:product:serial", so that the adapter is found after it moved


class PhysicianPage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the back-up physician's page is served; without an address it listens nowhere."""

    address: str = ""  # of one network interface, chosen when the first device was paired
    port: int = 8443
    phone: str = ""  # of the room: shown on the page when nothing else works
    certificate: str = ""  # the hospital's own, PEM; empty: one that was made here
    key: str = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    language: Literal["nb", "en"] = "nb"
    room: str = "Behandlingsrom"
    monitors: tuple[MonitorChoice, ...] = ()
    volume_percent: int = 70
    sound_folder: str = ""  # the hospital's own alarm sounds; "": `sounds` beside this file
    medium_sound: Literal["burst", "reminder"] = "burst"  # MEDIUM: at once, or after a minute
    night: bool = False
    backup_folder: str = ""  # where a copy of the record goes after each session; "": nowhere
    backups_kept: int = 30  # the newest; older ones are dropped from that folder
    kept_days: int = 0  # after a confirmed export, until a person may delete; 0: nobody may
    lock_after_min: int = 10  # without anybody's hand the patient's text is hidden; 0: never
    keep_raw_bytes: bool = True  # of the ports, beside the record; not encrypted, no names in them
    keep_raw_days: int = 30  # then they are removed at the next start; 0: never
    physician: PhysicianPage = PhysicianPage()


class SettingsError(ValueError):
    """The file is no settings file; `kept_as` is where it was put aside."""

    def __init__(self, detail: str, kept_as: Path) -> None:
        super().__init__(detail)
        self.kept_as = kept_as


def load_settings(path: Path) -> Settings:
    """The settings, or defaults where there is no file yet. Raises SettingsError."""
    try:
        settings = msgspec.json.decode(path.read_bytes(), type=Settings)
        volume_percent = min(100, max(VOLUME_FLOOR_PERCENT, settings.volume_percent))
        return msgspec.structs.replace(settings, volume_percent=volume_percent)
    except FileNotFoundError:
        return Settings()
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        aside = path.with_suffix(".unreadable")
        os.replace(path, aside)
        raise SettingsError(str(error), aside) from error


def save_settings(path: Path, settings: Settings) -> None:
    """Written whole beside the old one, then renamed. Raises OSError; the old one stays."""
    save_whole(path, msgspec.json.format(msgspec.json.encode(settings), indent=2))


def save_whole(path: Path, content: bytes) -> None:
    """The file is there whole or not at all, on the disk when this returns. Raises OSError."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
