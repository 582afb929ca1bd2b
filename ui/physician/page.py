"""The page as its process knows it: the record, the doors, and every browser that is open.

Says the whole state to each open browser, and waits for none. What a request may do: server.py.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec
from aiohttp import web

from bedside.answers import PHYSICIAN
from bedside.clock import Clock, Instant
from bedside.events import Event
from bedside.protocol import Protocol
from bedside.record import to_json
from bedside.session import Session
from bedside.store import StoreError
from bedside.text import Language
from ui.i18n import Words
from ui.physician import doors
from ui.physician.doors import Doors, Visit
from ui.physician.link import ALONE, CLOSED, HERE, Bedside, PageSeen
from ui.physician.records import Records
from ui.physician.requests import Beat, BedsideShown, Full
from ui.physician.state import session_state

log = logging.getLogger("bedside.physician")

SENT_WITHIN_S = 3.0  # a page that takes no more is closed; it asks for everything when it is back


@dataclass(eq=False)
class Live:
    """One page that is open, and what it said last."""

    socket: web.WebSocketResponse
    device: str  # its cookies
    cookie: str
    visit: Visit
    beat: Beat
    beat_at: Instant
    sending: asyncio.Task[None] | None = None


@dataclass
class Page:
    """What the handlers share. `hosts` are the names that the certificate is made for."""

    records: Records
    protocol: Protocol
    doors: Doors
    now: Clock
    hosts: frozenset[str]
    bedside: Bedside
    room_phone: str = ""
    doors_changed: Callable[[Doors], None] = lambda _doors: None  # keep who is paired
    lives: set[Live] = field(default_factory=set)
    unsaved: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    words: dict[Language, Words] = field(
        default_factory=lambda: {language: Words(language) for language in Language}
    )

    def full(self, visit: Visit, language: Language) -> Full:
        now, words = self.now(), self.words[language]
        return Full(
            clock=words.time_s(now.wall),
            me=visit.name,
            bedside=self._bedside(now, words),
            sessions=tuple(
                session_state(
                    name, session, now, self.protocol, words, visit.name, self.records.name_of
                )
                for name, session in self.records.listed(now)
            ),
        )

    def _bedside(self, now: Instant, words: Words) -> BedsideShown:
        state = self.bedside.state(now)
        if state in (HERE, ALONE):
            return BedsideShown(state)
        _ = words.text
        if state == CLOSED:
            return BedsideShown(state, _("Monitoring ended"), _("The program was closed."))
        room = next(iter(self._room(self.bedside.session)), "")
        where = _("Go to {room}.").format(room=room) if room else _("Go to the room.")
        ring = _("Or ring {phone}.").format(phone=self.room_phone) if self.room_phone else ""
        return BedsideShown(state, _("THE BEDSIDE PROGRAM HAS STOPPED"), f"{where} {ring}".strip())

    def _room(self, session: str) -> Iterable[str]:
        opened = self.records.session(session).opened
        return [opened.room] if opened else []

    def write(
        self, name: str, found: tuple[Event, ...], now: Instant, by: str = PHYSICIAN
    ) -> Session:
        """An answer that the disk refuses is given to the application, which keeps it in memory;
        without one the page says that it could not be recorded."""
        if not found:
            return self.records.session(name)
        try:
            return self.records.write(name, found, by, now)
        except StoreError:
            if self.bedside.state(now) != HERE:
                raise
            self.unsaved.append((name, tuple(to_json(event) for event in found)))
            return self.records.session(name)

    # --- every open browser

    async def push(self) -> None:
        """To every page its state; nobody waits for a page that does not take it."""
        for live in list(self.lives):
            paired = doors.is_paired(self.doors, live.device)
            if not paired or doors.visit_of(self.doors, live.cookie, self.now()) is None:
                await live.socket.close()
            else:
                self.send(live)

    def send(self, live: Live) -> None:
        if live.sending is None or live.sending.done():
            live.sending = asyncio.create_task(self._sent(live))

    async def _sent(self, live: Live) -> None:
        text = msgspec.json.encode(self.full(live.visit, live.beat.language)).decode()
        try:
            await asyncio.wait_for(live.socket.send_str(text), SENT_WITHIN_S)
        except (TimeoutError, ConnectionError):
            self.lives.discard(live)
            await live.socket.close()

    def pages(self) -> tuple[PageSeen, ...]:
        """For the strip at the bedside: which pages are open, and whether they can be heard."""
        now = self.now()
        return tuple(
            PageSeen(
                live.visit.name,
                round(now.mono_s - live.beat_at.mono_s, 1),
                live.beat.sound,
                live.beat.visible,
                live.beat.awake,
            )
            for live in self.lives
        )
