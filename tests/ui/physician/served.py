"""The page behind real TLS on loopback, and browsers that trust its authority."""

import asyncio
import contextlib
import socket
import ssl
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import aiohttp

from bedside.clock import system_clock
from bedside.identity import Person
from bedside.store import Happening, Store
from tests.bedside.course import BACKUP, START, amended, cuff, identified
from tests.bedside.pins import with_cheap_pin
from tests.bedside.telling import protocol
from tests.ui.physician.ward import BERG, HANSEN, OPENED, alerted, raised, streamed
from ui.physician import certificates, doors
from ui.physician.link import Bedside
from ui.physician.listen import Listener
from ui.physician.page import Page
from ui.physician.records import Records

PIN = "2580"
SESSION = OPENED.session
HOST = "127.0.0.1"
CODE = "ABCDEFGHJK"


@cache
def staff():
    return (
        with_cheap_pin(Person(id="hansen", name=HANSEN, role="doctor", phone="12345"), PIN),
        with_cheap_pin(Person(id="berg", name=BERG, role="doctor", phone="12346"), PIN),
        with_cheap_pin(Person(id="ida", name="Ida Lund", role="nurse"), PIN),
    )


@cache
def certificate():
    return certificates.make(Path(mkdtemp(prefix="bedside-")), (HOST,), datetime.now(UTC))


@cache
def trusting():
    return ssl.create_default_context(cafile=certificate().chain.with_name("authority.pem"))


def record(folder):
    """A running infusion, as the application has written it up to now."""
    store = Store(folder / "record.db")
    for person in staff():
        store.save_person(person)
    write(store, OPENED, identified(), amended(BACKUP, name=HANSEN), cuff(124, 78), START)
    write(store, streamed("spo2", 97.0), streamed("pulse_rate", 91.0))
    return store


def write(store, *happened, session=SESSION, by="watch"):
    now = system_clock()
    return store.append(session, [Happening(now, by, event) for event in happened])


def raise_alert(store, version=1, systolic=186, diastolic=112):
    write(
        store,
        cuff(systolic, diastolic),
        raised(version, systolic, diastolic),
        alerted(version, systolic, diastolic),
    )


def free_port():
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return asked.getsockname()[1]


class Browser:
    """One device: its cookies, its token, and what it was told."""

    def __init__(self, port, http):
        self.url, self.http, self.token = f"https://{HOST}:{port}", http, ""

    async def post(self, path, body=None, origin=None, **more):
        headers = {"Origin": origin or self.url, "X-Bedside-Token": self.token}
        more["headers"] = {**headers, **more.get("headers", {})}
        async with self.http.post(self.url + path, json=body, **more) as answer:
            return answer.status, await answer.json()

    async def get(self, path, **more):
        async with self.http.get(self.url + path, **more) as answer:
            return answer.status, await answer.json()

    async def paired(self, page, code=CODE):
        page.doors = doors.admitting(page.doors, code, page.now())
        assert (await self.post("/pair", {"code": code}))[0] == 200
        return self

    async def signed_in(self, page, who="hansen"):
        await self.paired(page)
        assert await self.post("/sign-in", {"name": who, "pin": PIN}) == (200, {})
        self.token = (await self.get("/me"))[1]["token"]
        return self

    async def live(self, origin=None):
        return await self.http.ws_connect(
            self.url + "/live", headers={"Origin": origin or self.url}, max_msg_size=0
        )

    async def answer(self, answer="coming", version=1, alert=1, session=SESSION, **more):
        body = {"session": session, "alert": alert, "version": version, "answer": answer}
        return await self.post("/answer", body, **more)

    async def shown(self):
        _status, full = await self.get("/state")
        return full["sessions"][0]


@asynccontextmanager
async def serving(folder, now=system_clock, **more):
    """The page, its record as the application has it, and a browser nobody knows yet."""
    theirs = record(folder)
    store = Store(folder / "record.db")
    page = Page(
        Records(store),
        protocol(),
        doors.Doors(b"s" * 32),
        now,
        frozenset({HOST}),
        Bedside(5.0, piped=False),
        **more,
    )
    page.records.refresh()
    listener = Listener(page, certificates.context(certificate()))
    port = await listener.start(HOST, 0)
    try:
        async with device(port) as browser:
            yield page, theirs, browser
    finally:
        await listener.stop()
        store.close()
        theirs.close()


@asynccontextmanager
async def device(port):
    jar = aiohttp.CookieJar(unsafe=True)  # addresses are no names: the jar wants to be told
    connector = aiohttp.TCPConnector(ssl=trusting())
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as http:
        yield Browser(port, http)
        await connector.close(abort_ssl=True)  # at once: a goodbye takes the loop several turns
    await goodbyes()


async def goodbyes():
    """A line is closed in several turns of the loop; without them its socket is left open."""
    for _turn in range(20):
        await asyncio.sleep(0)


async def hung_up():
    """Lines to a process that was killed or is slow to say goodbye: nobody waits for it."""
    await goodbyes()
    for transport in list(asyncio.get_running_loop()._transports.values()):
        transport.abort()
    await goodbyes()


async def closed(writer):
    """Wait until it is, also where the other end has gone."""
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def run(story):
    """The test's own loop, and never for long."""
    return asyncio.run(asyncio.wait_for(story, 30))
