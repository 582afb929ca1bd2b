"""The page over HTTPS: what a request may learn and do. Decides by doors.py and answers.py alone.

A stranger on the network gets the page's empty frame and the question for a code, and nothing
else. Every request names our own host and comes from our own page; every answer carries the
visit's token, the alert and the version it answers (ALARMS B.7). A client that is slow or says
nothing costs nobody else a moment.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from aiohttp import WSMsgType, web

from bedside.answers import PHYSICIAN
from bedside.events import WATCH
from bedside.store import StoreError
from bedside.text import Language
from ui.i18n import ZONE
from ui.physician import doors
from ui.physician.answers import (
    Answer,
    TakeOver,
    check_in,
    delivered,
    got_worse,
    judged,
    taken_over,
)
from ui.physician.doors import Visit
from ui.physician.files import FILES, file, with_headers
from ui.physician.page import Live, Page
from ui.physician.requests import (
    DEVICE,
    DEVICE_S,
    MOST_BYTES,
    STATUS,
    TOKEN,
    VISIT,
    Beat,
    CheckIn,
    Code,
    RefusedError,
    SignIn,
    address,
    body,
    language,
    put_cookie,
    told,
)
from ui.physician.wording import page_words, refusal_words

log = logging.getLogger("bedside.physician")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(page: Page) -> web.Application:
    """Every address that is answered; there are no others."""
    site = Site(page)
    app = web.Application(client_max_size=MOST_BYTES, middlewares=[site.guard])
    app.on_response_prepare.append(with_headers)
    for url in FILES:
        app.router.add_get(url, file)
    app.router.add_get("/words/{language}", site.words)
    app.router.add_get("/me", site.me)
    app.router.add_get("/state", site.state)
    app.router.add_get("/live", site.live)
    app.router.add_post("/pair", site.pair)
    app.router.add_post("/sign-in", site.sign_in)
    app.router.add_post("/sign-out", site.sign_out)
    app.router.add_post("/answer", site.answer)
    app.router.add_post("/take-over", site.take_over)
    app.router.add_post("/check-in", site.check_in)
    return app


@dataclass(frozen=True, slots=True)
class Site:
    """What each request may learn and do."""

    page: Page

    # --- the doors -----------------------------------------------------------------------

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
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
        if host.strip("[]") not in self.page.hosts:
            return False
        reads = request.method in ("GET", "HEAD") and request.path != "/live"
        return reads or request.headers.get("Origin") == f"https://{request.host}"

    def _visit(self, request: web.Request) -> Visit:
        if not doors.is_paired(self.page.doors, request.cookies.get(DEVICE, "")):
            raise RefusedError("not_paired")
        visit = doors.visit_of(self.page.doors, request.cookies.get(VISIT, ""), self.page.now())
        if visit is None:
            raise RefusedError("not_signed_in")
        return visit

    def _visit_with_token(self, request: web.Request) -> Visit:
        visit = self._visit(request)
        if not doors.csrf_fits(visit, request.headers.get(TOKEN, "")):
            raise RefusedError("not_from_here")
        return visit

    def _refused(self, request: web.Request, code: str) -> web.Response:
        words = self.page.words[language(request)]
        text = refusal_words(code, words, self.page.room_phone)
        return told({"refused": code, "text": text}, STATUS.get(code, 403))

    # --- what anybody may read -----------------------------------------------------------

    async def words(self, request: web.Request) -> web.Response:
        if request.match_info["language"] not in set(Language):
            raise web.HTTPNotFound
        return told(page_words(self.page.words[Language(request.match_info["language"])]))

    async def me(self, request: web.Request) -> web.Response:
        """How far in this browser is, and, for a visit, its token."""
        paired = doors.is_paired(self.page.doors, request.cookies.get(DEVICE, ""))
        visit = doors.visit_of(self.page.doors, request.cookies.get(VISIT, ""), self.page.now())
        if not paired or visit is None:
            return told({"paired": paired, "name": "", "token": ""})
        return told({"paired": True, "name": visit.name, "token": visit.csrf})

    # --- coming in -----------------------------------------------------------------------

    async def pair(self, request: web.Request) -> web.Response:
        said = await body(request, Code)
        self.page.doors, cookie, why = doors.pair(
            self.page.doors, said.code, address(request), self.page.now()
        )
        if why:
            raise RefusedError(why)
        response = told({})
        put_cookie(response, DEVICE, cookie, DEVICE_S)
        return response

    async def sign_in(self, request: web.Request) -> web.Response:
        said = await body(request, SignIn)
        page, device = self.page, request.cookies.get(DEVICE, "")
        if not doors.is_paired(page.doors, device):
            raise RefusedError("not_paired")
        who = (page.records.staff(), said.name, said.pin)
        page.doors, cookie, why = doors.sign_in(
            page.doors, *who, address(request), page.now(), ZONE
        )
        if why:
            raise RefusedError(why)
        visit = doors.visit_of(page.doors, cookie, page.now())
        page.doors = doors.signed_in_on(page.doors, device, visit.name if visit else "")
        page.doors_changed(page.doors)
        response = told({})
        put_cookie(response, VISIT, cookie, None)
        return response

    async def sign_out(self, request: web.Request) -> web.Response:
        self._visit_with_token(request)
        cookie = request.cookies.get(VISIT, "")
        self.page.doors = doors.sign_out(self.page.doors, cookie)
        for live in [live for live in self.page.lives if live.cookie == cookie]:
            await live.socket.close()
        response = told({})
        response.del_cookie(VISIT, path="/", secure=True, httponly=True, samesite="Strict")
        return response

    # --- the state -----------------------------------------------------------------------

    async def state(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        return told(self.page.full(visit, language(request)))

    # --- what the physician does ---------------------------------------------------------

    async def answer(self, request: web.Request) -> web.Response:
        visit = self._visit_with_token(request)
        said = await body(request, Answer)
        self.page.records.refresh()
        now = self.page.now()
        found, why = judged(self.page.records.session(said.session), said, visit.name)
        if why:
            raise RefusedError(why)
        session = self.page.write(said.session, found, now)
        await self.page.push()
        if got_worse(session, said):
            raise RefusedError("worse")
        return told({})

    async def take_over(self, request: web.Request) -> web.Response:
        """Another physician has the duty now: the open alerts go along, in one press."""
        visit = self._visit_with_token(request)
        said = await body(request, TakeOver)
        self.page.records.refresh()
        found, why = taken_over(self.page.records.session(said.session), said, visit.name)
        if why:
            raise RefusedError(why)
        self.page.write(said.session, found, self.page.now())
        await self.page.push()
        return told({})

    async def check_in(self, request: web.Request) -> web.Response:
        """The sound was armed and heard: a test alert comes, to be accepted like any other."""
        visit = self._visit_with_token(request)
        said = await body(request, CheckIn)
        if not said.heard:
            return told({})
        self.page.records.refresh()
        now = self.page.now()
        session = self.page.records.session(said.session)
        if session.opened is None or session.over:
            raise RefusedError("no_such_session")
        person = next((p for p in self.page.records.staff() if p.id == visit.person), None)
        found = check_in(session, visit.name, person.phone if person else "")
        if found:
            self.page.records.write(said.session, found, WATCH, now)
        await self.page.push()
        return told({})

    # --- live ----------------------------------------------------------------------------

    async def live(self, request: web.Request) -> web.StreamResponse:
        """The whole state at once, and again with each change and each second."""
        visit = self._visit(request)
        socket = web.WebSocketResponse(heartbeat=5.0, max_msg_size=MOST_BYTES, compress=False)
        await socket.prepare(request)
        live = Live(
            socket,
            request.cookies.get(DEVICE, ""),
            request.cookies.get(VISIT, ""),
            visit,
            Beat(language=language(request)),
            self.page.now(),
        )
        self.page.lives.add(live)
        self.page.send(live)
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                self._heard(live, message.data)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            self.page.lives.discard(live)
            await socket.close(code=1003)
        finally:
            self.page.lives.discard(live)
        return socket

    def _heard(self, live: Live, text: str) -> None:
        live.beat = msgspec.json.decode(text, type=Beat)
        live.beat_at = self.page.now()
        for seen in live.beat.seen:
            session = self.page.records.session(seen.session)
            found = delivered(session, seen, live.visit.name)
            if found:
                try:
                    self.page.records.write(seen.session, found, PHYSICIAN, live.beat_at)
                except StoreError as error:
                    log.warning("a receipt was not recorded: %s", error)
