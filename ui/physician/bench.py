"""Measures how long it takes from a reading at the bedside to the alert on the physician's page.

Two real processes on loopback: a room that judges and records as the application does, and the
page's process, which says it over TLS to a client that reads the page's own stream. What a browser
needs to paint it is not in the figure. The floor is one request and answer over the same line.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import aiohttp
import msgspec
from msgspec.structs import replace

from bedside.board_view import Role
from bedside.clock import Clock
from bedside.identity import Person, with_pin
from bedside.protocol import Protocol
from bedside.room import Room, RoomSetUp
from bedside.settings import PhysicianPage, Settings, save_settings
from bedside.store import PUBLISHED_KEY, Store
from bedside.vitals import Arrival, BloodPressure, Vital
from ui.physician import certificates, doors
from ui.physician_process import PhysicianProcess, command

HOST, WHO, PIN = "127.0.0.1", "bench", "2580"
HIGH, CALM = BloodPressure(186, 112, 137), BloodPressure(120, 80, 93)
BEAT_S = 0.01
LONGEST_S = 60.0


async def alert_seconds(
    folder: Path, protocol: Protocol, times: int, now: Clock
) -> tuple[list[float], list[float]]:
    """Seconds from the reading to the alert in the stream, and of the floor; `times` of each.

    Raises OSError, and TimeoutError where the page's process does not come.
    """
    store = _prepared(folder)
    room = _room(store, protocol, now)
    process = PhysicianProcess(command(folder, simulated=True), room, 5.0)
    bench = Bench(room, process, now)
    try:
        await bench.until(lambda: process.status.url)
        authority = folder / "physician" / certificates.AUTHORITY
        trust = ssl.create_default_context(cafile=authority)
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(
            process.status.url.rstrip("/"),
            connector=aiohttp.TCPConnector(ssl=trust),
            cookie_jar=jar,
            headers={"Origin": process.status.url.rstrip("/")},
        ) as http:
            await bench.let_in(http)
            async with http.ws_connect("/live", max_msg_size=0) as live:
                took = [await bench.alerted(live) for _ in range(times)]
            floor = [await bench.asked(http) for _ in range(times)]
        return took, floor
    finally:
        process.close()
        store.close()


class Bench:
    """A room that beats while the page is waited for."""

    def __init__(self, room: Room, process: PhysicianProcess, now: Clock) -> None:
        self.room, self.process, self.now = room, process, now

    def beat(self) -> None:
        at = self.now()
        self.room.tick(at, self.process.beat(at))
        self.room.flush(at)
        self.process.beat(self.now())  # the page is told which line was written last

    async def until(self, what: Callable[[], object]) -> None:
        async with asyncio.timeout(LONGEST_S):
            while not what():
                self.beat()
                await asyncio.sleep(BEAT_S)

    async def let_in(self, http: aiohttp.ClientSession) -> None:
        code = doors.new_code()
        self.process.admit(code)
        self.beat()
        await asyncio.sleep(0.5)  # it listens for lines ten times a second
        for path, said in (("/pair", {"code": code}), ("/sign-in", {"name": WHO, "pin": PIN})):
            async with http.post(path, json=said) as answer:
                answer.raise_for_status()

    async def alerted(self, live: aiohttp.ClientWebSocketResponse) -> float:
        begun_s = self.now().mono_s
        self.room.take(Arrival("nibp", self.now(), HIGH))
        self.beat()
        await self._told(live, lambda alerts: alerts > 0)
        took_s = self.now().mono_s - begun_s
        self.room.take(Arrival("nibp", self.now(), CALM))
        self.beat()
        for shown in self.room.watch.view.display.alarms:
            self.room.watch.reset(shown.number, WHO, self.now())
        self.beat()
        await self._told(live, lambda alerts: alerts == 0)
        return took_s

    async def _told(
        self, live: aiohttp.ClientWebSocketResponse, enough: Callable[[int], bool]
    ) -> None:
        """The bedside beats on while the stream is read."""
        reading = asyncio.ensure_future(_read(live, enough))
        async with asyncio.timeout(LONGEST_S):
            while not reading.done():
                await asyncio.wait([reading], timeout=0.1)
                if not reading.done():
                    self.beat()
        reading.result()

    async def asked(self, http: aiohttp.ClientSession) -> float:
        begun_s = self.now().mono_s
        async with http.get("/me") as answer:
            await answer.read()
        return self.now().mono_s - begun_s


async def _read(live: aiohttp.ClientWebSocketResponse, enough: Callable[[int], bool]) -> None:
    async for message in live:
        full = msgspec.json.decode(message.data)
        if enough(sum(len(session["alerts"]) for session in full["sessions"])):
            return
    raise ConnectionError("the page's stream ended")


def _prepared(folder: Path) -> Store:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        port = asked.getsockname()[1]
    page = PhysicianPage(address=HOST, port=port)
    save_settings(folder / "settings.json", replace(Settings(), physician=page))
    store = Store(folder / "simulation.db", PUBLISHED_KEY)
    store.save_person(with_pin(Person(id=WHO, name=WHO, role="doctor"), PIN))
    return store


def _room(store: Store, protocol: Protocol, now: Clock) -> Room:
    room = Room(
        protocol=protocol,
        store=store,
        set_up=RoomSetUp(
            "bench", True, {}, {"nibp": Role(frozenset({Vital.NIBP}), starts_nibp=True)}
        ),
        new_session_id=lambda _now: "bench",
        order=lambda *_what: None,
        began=now(),
        zone=UTC,
    )
    room.open_session(now())
    return room
