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
from pathlib import Path

from bedside.clock import Instant
from bedside.store import StoreError
from ui.physician import certificates, doors
from ui.physician.attention import ring_due
from ui.physician.certificates import Certificate
from ui.physician.folder import read, save_devices, take_code
from ui.physician.link import (
    CLOSED,
    STOPPED,
    DeviceSeen,
    FromPage,
    line,
    of_bedside,
    read_waiting,
)
from ui.physician.listen import Listener
from ui.physician.page import Page
from ui.physician.ringers import Ringers

log = logging.getLogger("bedside.physician")

LOOK_S = 0.1  # how often the record is asked whether it has changed
BEAT_S = 1.0
TAKEN_OVER = "physician.run"  # beside the record: the newest process, the older one ends
PORT_TRIES, PORT_AGAIN_S = 40, 0.25  # while the older process lets the port go
LISTEN_AGAIN_S = 5.0
NOT_FREE = "not_free"  # the address cannot be listened on
GOODBYE_S = 0.5
# how long it stands in for an application that has died: while somebody may lie there, and else
ALONE_WITH_PATIENT_S, ALONE_S = 4 * 3600.0, 900.0

Lines = Callable[[], list[bytes] | None]  # what was heard since; None: the pipe has ended


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and with what."""

    host: str
    port: int
    certificate: Certificate


async def serve(
    page: Page,
    address: Address | None,
    folder: Path,
    heard: Lines,
    tell: Callable[[bytes], None],
    ready: Callable[[str], None] = lambda _url: None,
    ringers: Ringers | None = None,
) -> None:
    """Until the application says goodbye, or another process takes over. Raises OSError when the
    address cannot be had; without one it listens nowhere and only watches the application."""
    mine = secrets.token_hex(8)
    taken = folder / TAKEN_OVER
    listener: Listener | None = None
    taken.write_text(mine, encoding="ascii")
    page.doors_changed = lambda known: save_devices(folder, known)
    of_itself, listening = Itself(), None
    try:
        if address is not None:
            listener = Listener(page, certificates.context(address.certificate))
            of_itself.fingerprint = certificates.fingerprint(address.certificate.chain)
            try:
                of_itself.url = await _listening(listener, address)
            except OSError:
                if not page.bedside.piped:
                    raise
                of_itself.trouble = NOT_FREE  # the application is watched all the same
                listening = asyncio.create_task(_until_free(listener, address, of_itself))
        ready(of_itself.url)
        await _watch(page, of_itself, folder, heard, tell, ringers, taken, mine)
    finally:
        if listening is not None:
            listening.cancel()
        if listener is not None:
            await listener.stop()  # first: whoever takes over waits for the port
        if ringers is not None:
            await ringers.stop()


async def _until_free(listener: Listener, address: Address, of_itself: "Itself") -> None:
    """Somebody else has the port, or the network is not there yet."""
    while not of_itself.url:
        await asyncio.sleep(LISTEN_AGAIN_S)
        with suppress(OSError):
            of_itself.url = await _listening(listener, address)
            of_itself.trouble = ""


async def _listening(listener: Listener, address: Address) -> str:
    """The page's own address. Raises OSError."""
    for _ in range(PORT_TRIES):
        try:
            return await _begun(listener, address)
        except OSError as error:
            log.info("the port is not free yet: %s", error)
            await asyncio.sleep(PORT_AGAIN_S)
    return await _begun(listener, address)


async def _begun(listener: Listener, address: Address) -> str:
    port = await listener.start(address.host, address.port)
    return f"https://{bracketed(address.host)}:{port}/"


async def _watch(
    page: Page,
    of_itself: "Itself",
    folder: Path,
    heard: Lines,
    tell: Callable[[bytes], None],
    ringers: Ringers | None,
    taken: Path,
    mine: str,
) -> None:
    beat_at = -BEAT_S
    while True:
        now = page.now()
        try:
            changed = _listen_to(page, heard(), now, ringers)
            changed |= page.records.refresh()
            state = page.bedside.state(now)
            if state == STOPPED:
                page.records.escalate(sorted(page.bedside.sessions), page.protocol, now)
        except StoreError as error:
            log.warning("the record: %s", error)
            changed, state = False, page.bedside.state(now)
        due = now.mono_s - beat_at >= BEAT_S
        if ringers is not None and (changed or due) and state != CLOSED:
            ring_due(page, ringers, now)
        if changed or due or page.unsaved:
            tell(status(page, of_itself, ringers))
            await page.push()
        if due:
            beat_at = now.mono_s
            take_code(page, folder, now)
            if stood_in_long_enough(page, now):
                return
        # a new application waits for this port: one that has lost its own looks at once
        if (due or state == STOPPED) and read(taken) not in (mine, ""):
            return
        if state == CLOSED:
            await page.push()
            await asyncio.sleep(GOODBYE_S)
            return
        await asyncio.sleep(LOOK_S)


def stood_in_long_enough(page: Page, now: Instant) -> bool:
    """Nobody has started the application again: whoever is on call has long been told, and a
    page that nobody answers for must not be there for ever."""
    since = page.bedside.stopped_at
    if since is None or page.bedside.state(now) != STOPPED:
        return False
    sessions = (page.records.session(name) for name in page.bedside.sessions)
    lies_there = any(session.opened is not None and not session.over for session in sessions)
    return now.mono_s - since.mono_s > (ALONE_WITH_PATIENT_S if lies_there else ALONE_S)


def _listen_to(
    page: Page, lines: list[bytes] | None, now: Instant, ringers: Ringers | None
) -> bool:
    """What the application said; whether a page should be told."""
    if lines is None:
        before = page.bedside.state(now)
        page.bedside.ended(now)
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
        if said.revoke:
            page.doors = doors.revoked(page.doors, said.revoke)
            page.doors_changed(page.doors)
        if said.test_ringers and ringers is not None:
            ringers.look()
            ringers.test()
        page.records.waiting(said.session, read_waiting(said.waiting))
        changed |= bool(said.waiting or said.revoke)
    return changed


@dataclass(slots=True)
class Itself:
    """What this process says of itself for as long as it runs."""

    url: str = ""
    fingerprint: str = ""
    trouble: str = ""


def status(page: Page, of_itself: Itself, ringers: Ringers | None) -> bytes:
    """One line for the application; an answer that the disk refused goes along."""
    session, unsaved = page.unsaved.pop(0) if page.unsaved else ("", ())
    return line(
        FromPage(
            url=of_itself.url,
            fingerprint=of_itself.fingerprint,
            trouble=of_itself.trouble or ("" if ringers is None else ringers.trouble),
            pages=page.pages(),
            devices=tuple(
                DeviceSeen(id=key, kind=one.kind, since=one.since.isoformat(), last=one.last)
                for key, one in page.doors.devices.items()
            ),
            ringers=() if ringers is None else ringers.seen(),
            session=session,
            unsaved=unsaved,
        )
    )


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
