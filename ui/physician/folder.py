"""What the page's process keeps beside the record: who is paired, and a code that waits. Files."""

import logging
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from bedside.clock import Instant
from ui.physician import doors
from ui.physician.certificates import write_whole
from ui.physician.doors import Device, Doors
from ui.physician.page import Page

log = logging.getLogger("bedside.physician")

DEVICES = "devices.json"
PAIRING = "pairing"  # what `bedside physician --pair` leaves for the process that serves


def secret_of(folder: Path) -> bytes:
    """The key that paired devices are known by; made once. Raises OSError."""
    file = folder / "devices.key"
    folder.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        write_whole(file, secrets.token_bytes(32), 0o600)
    return file.read_bytes()


def load_devices(folder: Path) -> dict[str, Device]:
    """Who was paired; a list that cannot be read has nobody on it, and they pair again."""
    try:
        return msgspec.json.decode((folder / DEVICES).read_bytes(), type=dict[str, Device])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def save_devices(folder: Path, known: Doors) -> None:
    """A full disk costs the list, not the answer that is under way."""
    try:
        body = msgspec.json.encode(known.devices)
        write_whole(folder / DEVICES, body, 0o600)
    except OSError as error:
        log.warning("who is paired was not kept: %s", error)


def leave_code(folder: Path, code: str, now: Instant) -> None:
    """For the process that serves this folder, whoever started it. Raises OSError."""
    until = now.wall + timedelta(seconds=doors.CODE_S)
    body = f"{doors.code_digest(code)} {until.isoformat()}"
    write_whole(folder / PAIRING, body.encode("ascii"), 0o600)


def take_code(page: Page, folder: Path, now: Instant) -> None:
    """What was left there, once."""
    left = read(folder / PAIRING)
    if not left:
        return
    (folder / PAIRING).unlink(missing_ok=True)
    digest, _space, until = left.partition(" ")
    with suppress(ValueError):
        left_s = (datetime.fromisoformat(until) - now.wall).total_seconds()
        if 0 < left_s <= doors.CODE_S:
            page.doors = doors.admitting_digest(page.doors, digest, now.mono_s + left_s, now)


def read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        return ""
