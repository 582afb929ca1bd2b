"""The page's process: listens, follows the record, and tells and hears the application.

It never ends because something went wrong once: what fails is written to the log and tried again.
Where the application has died it says so on every page and asks the next contact in its place,
until another application has taken over.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bedside.clock import Instant
from bedside.store import StoreError
from ui.physician import certificates, doors
from ui.physician.certificates import Certificate
from ui.physician.link import CLOSED, STOPPED, FromPage, line, of_bedside, read_waiting
from ui.physician.listen import Listener
from ui.physician.server import Page

log = logging.getLogger("bedside.physician")

LOOK_S = 0.1  # how often the record is asked whether it has changed
BEAT_S = 1.0
TAKEN_OVER = "physician.run"  # beside the record: the newest process, the older one ends
PORT_TRIES, PORT_AGAIN_S = 40, 0.25  # while the older process lets the port go
PAIRING = "pairing"  # what `bedside physician --pair` leaves for the process that serves
GOODBYE_S = 0.5

Lines = Callable[[], list[bytes] | None]  # what was heard since; None: the pipe has ended


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and with what."""

    host: str
    port: int
    certificate: Certificate


def secret_of(folder: Path) -> bytes:
    """The key that paired devices are known by; made once. Raises OSError."""
    file = folder / "devices.key"
    folder.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        certificates.write_whole(file, secrets.token_bytes(32), 0o600)
    return file.read_bytes()


def leave_code(folder: Path, code: str, now: Instant) -> None:
    """For the process that serves this folder, whoever started it. Raises OSError."""
    until = now.wall + timedelta(seconds=doors.CODE_S)
    body = f"{doors.code_digest(code)} {until.isoformat()}"
    certificates.write_whole(folder / PAIRING, body.encode("ascii"), 0o600)


def take_code(page: Page, folder: Path, now: Instant) -> None:
    """What was left there, once."""
    left = _read(folder / PAIRING)
    if not left:
        return
    (folder / PAIRING).unlink(missing_ok=True)
    digest, _space, until = left.partition(" ")
    with suppress(ValueError):
        left_s = (datetime.fromisoformat(until) - now.wall).total_seconds()
        if 0 < left_s <= doors.CODE_S:
            page.doors = doors.admitting_digest(page.doors, digest, now.mono_s + left_s, now)


async def serve(
    page: Page,
    address: Address | None,
    folder: Path,
    heard: Lines,
    tell: Callable[[bytes], None],
    ready: Callable[[str], None] = lambda _url: None,
) -> None:
    """Until the application says goodbye, or another process takes over. Raises OSError when the
    address cannot be had; without one it listens nowhere and only watches the application."""
    mine = secrets.token_hex(8)
    taken = folder / TAKEN_OVER
    taken.write_text(mine, encoding="ascii")
    listener, url = None, ""
    if address is not None:
        listener = Listener(page, certificates.context(address.certificate))
        port = await _listening(listener, address)
        url = f"https://{bracketed(address.host)}:{port}/"
    ready(url)
    try:
        await _watch(page, url, folder, heard, tell, lambda: _read(taken) in (mine, ""))
    finally:
        if listener is not None:
            await listener.stop()


async def _listening(listener: Listener, address: Address) -> int:
    for _ in range(PORT_TRIES):
        try:
            return await listener.start(address.host, address.port)
        except OSError as error:
            log.info("the port is not free yet: %s", error)
            await asyncio.sleep(PORT_AGAIN_S)
    return await listener.start(address.host, address.port)


async def _watch(
    page: Page,
    url: str,
    folder: Path,
    heard: Lines,
    tell: Callable[[bytes], None],
    still_mine: Callable[[], bool],
) -> None:
    beat_at = -BEAT_S
    while True:
        now = page.now()
        try:
            changed = _listen_to(page, heard(), now)
            changed |= page.records.refresh()
            state = page.bedside.state(now)
            if state == STOPPED:
                page.records.escalate(sorted(page.bedside.sessions), page.protocol, now)
        except StoreError as error:
            log.warning("the record: %s", error)
            changed, state = False, page.bedside.state(now)
        due = now.mono_s - beat_at >= BEAT_S
        if changed or due or page.unsaved:
            tell(_status(page, url))
            await page.push()
        if due:
            beat_at = now.mono_s
            take_code(page, folder, now)
            if not still_mine():
                return
        if state == CLOSED:
            await page.push()
            await asyncio.sleep(GOODBYE_S)
            return
        await asyncio.sleep(LOOK_S)


def _listen_to(page: Page, lines: list[bytes] | None, now: Instant) -> bool:
    """What the application said; whether a page should be told."""
    if lines is None:
        before = page.bedside.state(now)
        page.bedside.ended()
        return before != page.bedside.state(now)
    changed = False
    for text in lines:
        said = of_bedside(text)
        if said is None:
            log.warning("not understood: %r", text[:80])
            continue
        page.bedside.heard(said, now)
        if said.code:
            page.doors = doors.admitting(page.doors, said.code, now)
        page.records.waiting(said.session, read_waiting(said.waiting))
        changed |= bool(said.waiting)
    return changed


def _status(page: Page, url: str) -> bytes:
    if not page.unsaved:
        return line(FromPage(url=url, pages=page.pages()))
    session, unsaved = page.unsaved.pop(0)
    return line(FromPage(url=url, pages=page.pages(), session=session, unsaved=unsaved))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        return ""


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
