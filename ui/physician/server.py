"""The page over HTTPS: what a request may learn and do. Decides by doors.py and answers.py alone.

A stranger on the network gets the page's empty frame and the question for a code, and nothing
else. Every request names our own host and comes from our own page; every answer carries the
visit's token, the alert and the version it answers (ALARMS B.7). A client that is slow or says
nothing costs nobody else a moment.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
from aiohttp import WSMsgType, web
from msgspec import Struct

import resources
from bedside.answers import PHYSICIAN
from bedside.clock import Clock, Instant
from bedside.events import WATCH, Event
from bedside.protocol import Protocol
from bedside.record import to_json
from bedside.session import Session
from bedside.store import StoreError
from bedside.text import Language
from ui.i18n import ZONE, Words
from ui.physician import doors
from ui.physician.answers import Answer, Seen, check_in, delivered, got_worse, judged
from ui.physician.doors import Doors, Visit
from ui.physician.link import HERE, Bedside, PageSeen
from ui.physician.records import Records
from ui.physician.state import Shown, session_state
from ui.physician.wording import page_words, refusal_words

log = logging.getLogger("bedside.physician")

MOST_BYTES = 4096  # of a request's body, or of one message of the page
BODY_WITHIN_S = 5.0
SENT_WITHIN_S = 3.0  # a page that takes no more is closed; it asks for everything when it is back
DEVICE, VISIT = "__Host-device", "__Host-visit"
DEVICE_S = 400 * 24 * 3600
TOKEN = "X-Bedside-Token"
STATUS = {
    "not_paired": 401,
    "not_signed_in": 401,
    "not_from_here": 403,
    "too_often": 429,
    "worse": 409,
    "not_recorded": 503,
    "not_understood": 400,
}
FILES = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
    "/watch.js": ("watch.js", "text/javascript"),
    "/plex-400.ttf": ("../fonts/IBMPlexSans_400Regular.ttf", "font/ttf"),
    "/plex-600.ttf": ("../fonts/IBMPlexSans_600SemiBold.ttf", "font/ttf"),
}
HEADERS = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)",
    "Cache-Control": "no-store",
    "Server": "bedside",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Read = TypeVar("Read", bound=Struct)


class Code(Struct, frozen=True, forbid_unknown_fields=True):
    code: str


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    pin: str


class CheckIn(Struct, frozen=True, forbid_unknown_fields=True):
    session: str
    heard: bool


class Beat(Struct, frozen=True, forbid_unknown_fields=True):
    """What the page says each second, and which alerts it has painted since."""

    sound: bool = False
    visible: bool = False
    awake: bool = False
    language: Language = Language.NB
    seen: tuple[Seen, ...] = ()


class BedsideShown(Struct, frozen=True):
    state: str
    title: str = ""
    text: str = ""


class Full(Struct, frozen=True):
    """The whole state, each time: a page that was away has nothing to catch up with."""

    clock: str
    me: str
    bedside: BedsideShown
    sessions: tuple[Shown, ...]


class RefusedError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(eq=False)
class Live:
    """One page that is open, and what it said last."""

    socket: web.WebSocketResponse
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
    lives: set[Live] = field(default_factory=set)
    unsaved: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    words: dict[Language, Words] = field(
        default_factory=lambda: {language: Words(language) for language in Language}
    )

    def application(self) -> web.Application:
        app = web.Application(client_max_size=MOST_BYTES, middlewares=[self._guard])
        app.on_response_prepare.append(_with_headers)
        for url in FILES:
            app.router.add_get(url, _file)
        app.router.add_get("/words/{language}", self._words)
        app.router.add_get("/me", self._me)
        app.router.add_get("/state", self._state)
        app.router.add_get("/live", self._live)
        app.router.add_post("/pair", self._pair)
        app.router.add_post("/sign-in", self._sign_in)
        app.router.add_post("/sign-out", self._sign_out)
        app.router.add_post("/answer", self._answer)
        app.router.add_post("/check-in", self._check_in)
        return app

    # --- the doors -----------------------------------------------------------------------

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Our own host, our own page, and a sentence for whatever is refused."""
        try:
            if not self._ours(request):
                raise RefusedError("not_from_here")
            return await handler(request)
        except RefusedError as refused:
            return self._refused(request, refused.code)
        except (msgspec.MsgspecError, UnicodeDecodeError, TimeoutError):
            return self._refused(request, "not_understood")
        except StoreError as error:
            log.warning("the record: %s", error)
            return self._refused(request, "not_recorded")

    def _ours(self, request: web.Request) -> bool:
        """The host against rebound names; the origin against other sites' forms and sockets."""
        host = request.host.rpartition(":")[0] if ":" in request.host else request.host
        if host.strip("[]") not in self.hosts:
            return False
        reads = request.method in ("GET", "HEAD") and request.path != "/live"
        return reads or request.headers.get("Origin") == f"https://{request.host}"

    def _visit(self, request: web.Request) -> Visit:
        if not doors.is_paired(self.doors, request.cookies.get(DEVICE, "")):
            raise RefusedError("not_paired")
        visit = doors.visit_of(self.doors, request.cookies.get(VISIT, ""), self.now())
        if visit is None:
            raise RefusedError("not_signed_in")
        return visit

    def _visit_with_token(self, request: web.Request) -> Visit:
        visit = self._visit(request)
        if not doors.csrf_fits(visit, request.headers.get(TOKEN, "")):
            raise RefusedError("not_from_here")
        return visit

    def _refused(self, request: web.Request, code: str) -> web.Response:
        words = self.words[_language(request)]
        text = refusal_words(code, words, self.room_phone)
        return _json({"refused": code, "text": text}, STATUS.get(code, 403))

    # --- what anybody may read -----------------------------------------------------------

    async def _words(self, request: web.Request) -> web.Response:
        if request.match_info["language"] not in set(Language):
            raise web.HTTPNotFound
        return _json(page_words(self.words[Language(request.match_info["language"])]))

    async def _me(self, request: web.Request) -> web.Response:
        """How far in this browser is, and, for a visit, its token."""
        paired = doors.is_paired(self.doors, request.cookies.get(DEVICE, ""))
        visit = doors.visit_of(self.doors, request.cookies.get(VISIT, ""), self.now())
        if not paired or visit is None:
            return _json({"paired": paired, "name": "", "token": ""})
        return _json({"paired": True, "name": visit.name, "token": visit.csrf})

    # --- coming in -----------------------------------------------------------------------

    async def _pair(self, request: web.Request) -> web.Response:
        said = await _body(request, Code)
        self.doors, cookie, why = doors.pair(self.doors, said.code, _address(request), self.now())
        if why:
            raise RefusedError(why)
        response = _json({})
        _set(response, DEVICE, cookie, DEVICE_S)
        return response

    async def _sign_in(self, request: web.Request) -> web.Response:
        said = await _body(request, SignIn)
        if not doors.is_paired(self.doors, request.cookies.get(DEVICE, "")):
            raise RefusedError("not_paired")
        self.doors, cookie, why = doors.sign_in(
            self.doors,
            self.records.staff(),
            said.name,
            said.pin,
            _address(request),
            self.now(),
            ZONE,
        )
        if why:
            raise RefusedError(why)
        response = _json({})
        _set(response, VISIT, cookie, None)
        return response

    async def _sign_out(self, request: web.Request) -> web.Response:
        self._visit_with_token(request)
        cookie = request.cookies.get(VISIT, "")
        self.doors = doors.sign_out(self.doors, cookie)
        for live in [live for live in self.lives if live.cookie == cookie]:
            await live.socket.close()
        response = _json({})
        response.del_cookie(VISIT, path="/", secure=True, httponly=True, samesite="Strict")
        return response

    # --- the state -----------------------------------------------------------------------

    async def _state(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        return _json(self.full(visit, _language(request)))

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
        if state in (HERE, "alone"):
            return BedsideShown(state)
        _ = words.text
        if state == "closed":
            return BedsideShown(state, _("Monitoring ended"), _("The program was closed."))
        room = next(iter(self._room(self.bedside.session)), "")
        where = _("Go to {room}.").format(room=room) if room else _("Go to the room.")
        ring = _("Or ring {phone}.").format(phone=self.room_phone) if self.room_phone else ""
        return BedsideShown(state, _("THE BEDSIDE PROGRAM HAS STOPPED"), f"{where} {ring}".strip())

    def _room(self, session: str) -> Iterable[str]:
        opened = self.records.session(session).opened
        return [opened.room] if opened else []

    # --- what the physician does ---------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.Response:
        visit = self._visit_with_token(request)
        said = await _body(request, Answer)
        self.records.refresh()
        now = self.now()
        found, why = judged(self.records.session(said.session), said, visit.name)
        if why:
            raise RefusedError(why)
        session = self._write(said.session, found, now)
        await self.push()
        if got_worse(session, said):
            raise RefusedError("worse")
        return _json({})

    async def _check_in(self, request: web.Request) -> web.Response:
        """The sound was armed and heard: a test alert comes, to be accepted like any other."""
        visit = self._visit_with_token(request)
        said = await _body(request, CheckIn)
        if not said.heard:
            return _json({})
        self.records.refresh()
        now = self.now()
        session = self.records.session(said.session)
        if session.opened is None or session.over:
            raise RefusedError("no_such_session")
        person = next((p for p in self.records.staff() if p.id == visit.person), None)
        found = check_in(session, visit.name, person.phone if person else "")
        if found:
            self.records.write(said.session, found, WATCH, now)
        await self.push()
        return _json({})

    def _write(self, name: str, found: tuple[Event, ...], now: Instant) -> Session:
        """An answer that the disk refuses is given to the application, which keeps it in memory;
        without one the page says that it could not be recorded."""
        if not found:
            return self.records.session(name)
        try:
            return self.records.write(name, found, PHYSICIAN, now)
        except StoreError:
            if self.bedside.state(now) != HERE:
                raise
            self.unsaved.append((name, tuple(to_json(event) for event in found)))
            return self.records.session(name)

    # --- live ----------------------------------------------------------------------------

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """The whole state at once, and again with each change and each second."""
        visit = self._visit(request)
        socket = web.WebSocketResponse(heartbeat=5.0, max_msg_size=MOST_BYTES, compress=False)
        await socket.prepare(request)
        live = Live(
            socket,
            request.cookies.get(VISIT, ""),
            visit,
            Beat(language=_language(request)),
            self.now(),
        )
        self.lives.add(live)
        self._send(live)
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                self._heard(live, message.data)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            self.lives.discard(live)
            await socket.close(code=1003)
        finally:
            self.lives.discard(live)
        return socket

    def _heard(self, live: Live, text: str) -> None:
        live.beat = msgspec.json.decode(text, type=Beat)
        live.beat_at = self.now()
        for seen in live.beat.seen:
            session = self.records.session(seen.session)
            found = delivered(session, seen, live.visit.name)
            if found:
                try:
                    self.records.write(seen.session, found, PHYSICIAN, live.beat_at)
                except StoreError as error:
                    log.warning("a receipt was not recorded: %s", error)

    async def push(self) -> None:
        """To every page its state; nobody waits for a page that does not take it."""
        for live in list(self.lives):
            if doors.visit_of(self.doors, live.cookie, self.now()) is None:
                await live.socket.close()
            else:
                self._send(live)

    def _send(self, live: Live) -> None:
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


# --- what needs no page --------------------------------------------------------------------


async def _with_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "worker-src 'self'; img-src 'self'; "
        f"connect-src 'self' wss://{request.host}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


async def _file(request: web.Request) -> web.Response:
    name, kind = FILES[request.path]
    body = resources.path(f"physician/{name}").read_bytes()
    charset = None if kind.startswith("font/") else "utf-8"
    return web.Response(body=body, content_type=kind, charset=charset)


async def _body(request: web.Request, kind: type[Read]) -> Read:
    """The JSON of a request that was sent in time. Raises msgspec's errors and TimeoutError."""
    if request.content_type != "application/json":
        raise RefusedError("not_understood")
    async with asyncio.timeout(BODY_WITHIN_S):
        return msgspec.json.decode(await request.read(), type=kind)


def _json(told: object, status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(told), status=status, content_type="application/json"
    )


def _language(request: web.Request) -> Language:
    asked = request.query.get("language") or request.headers.get("X-Bedside-Language", "")
    return Language(asked) if asked in set(Language) else Language.NB


def _address(request: web.Request) -> str:
    return request.remote or ""


def _set(response: web.Response, name: str, value: str, max_age: int | None) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="Strict"
    )
