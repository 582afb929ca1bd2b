"""kill -9 of either process between a reading and its answer, as often as it is asked for.

Each round: a reading worse than the last, a physician who answers as soon as the page shows it,
and a kill at a moment that chance chooses. After it both run again, and the record is counted.
"""

import asyncio
import json
import os
import random
import signal
import ssl
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp
from msgspec.structs import replace

from bedside import events
from bedside.settings import PhysicianPage, Settings, save_settings
from bedside.store import Store
from tests.ui.physician.served import CODE, HOST, PIN, Browser, staff
from ui.physician import certificates
from ui.physician.folder import leave_code, secret_of
from ui.pipe import LinesIn

GONE = (aiohttp.ClientError, ConnectionError, TimeoutError)


@dataclass
class Figures:
    rounds: int = 0
    of_page: int = 0
    of_room: int = 0
    lost: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    answered: int = 0


class Pair:
    """The two processes on one folder, and the record seen from outside."""

    def __init__(self, folder, zygote, port):
        self.folder, self.zygote, self.port = folder, zygote, port
        page = PhysicianPage(address=HOST, port=port)
        save_settings(folder / "settings.json", replace(Settings(), physician=page))
        self.store = Store(folder / "simulation.db")
        for person in staff():
            self.store.save_person(person)
        secret_of(folder / "physician")
        self.told, self.room, self.heard = {}, None, None
        self.open()

    def open(self):
        argv = ["tests.ui.physician.both:main", str(self.folder), self.zygote.path]
        self.room = self.zygote.start(argv)
        self.heard, self.told = LinesIn(self.room.stdout), {}

    def say(self, what):
        with suppress(OSError):
            self.room.stdin.write(what.encode() + b"\n")
            self.room.stdin.flush()

    def listen(self):
        for line in self.heard.take() or ():
            with suppress(ValueError):
                self.told = json.loads(line)

    async def until(self, what, within_s=30.0):
        try:
            async with asyncio.timeout(within_s):
                while True:
                    self.listen()
                    found = what()
                    found = await found if asyncio.iscoroutine(found) else found
                    if found:
                        return found
                    await asyncio.sleep(0.01)
        except TimeoutError:
            alive = self.room.poll() is None
            raise TimeoutError(f"room alive: {alive}; it said last: {self.told}") from None

    def alerts(self):
        """What the record says: how often each message was written, and each answer."""
        sent, answers = Counter(), Counter()
        for name in self.store.open_sessions():
            for entry in self.store.replay(name):
                if isinstance(entry.event, events.PhysicianAlerted):
                    e = entry.event
                    sent[e.alert, e.version, e.step] += 1
                elif isinstance(entry.event, events.PhysicianAnswered):
                    e = entry.event
                    answers[e.alert, e.version, e.answer, e.physician] += 1
        return sent, answers

    def kill_page(self):
        self.listen()
        with suppress(ProcessLookupError):
            if self.told.get("page"):
                os.kill(self.told["page"], signal.SIGKILL)

    def kill_room(self):
        self.room.kill()
        self.room.wait()
        self.room.stdin.close()
        self.open()

    def close(self):
        with suppress(OSError):
            self.room.stdin.close()
        with suppress(Exception):
            self.room.wait(10)
        self.room.kill()
        self.store.close()


class Physician(Browser):
    """Comes back after every kill: the device stays paired, the visit is new."""

    async def in_(self, pair):
        async def signed():
            try:
                _status, me = await self.get("/me")
                if not me["paired"]:
                    leave_code(pair.folder / "physician", CODE, _now())
                    await asyncio.sleep(0.3)
                    await self.post("/pair", {"code": CODE})
                    return False
                if not me["name"]:
                    status, _said = await self.post("/sign-in", {"name": "hansen", "pin": PIN})
                    if status == 429:
                        return False
                    me = (await self.get("/me"))[1]
                self.token = me["token"]
                return bool(me["name"])
            except GONE:
                return False

        await pair.until(signed)

    async def open_alert(self):
        try:
            _status, full = await self.get("/state")
            alerts = [a for s in full.get("sessions", ()) for a in s["alerts"] if not a["test"]]
            return alerts[0] if alerts else None
        except GONE:
            return None


def _now():
    from bedside.clock import system_clock

    return system_clock()


async def killed(pair, rounds, seed=11, rooms=3):
    """Every `rooms`-th round it is the application; the figures."""
    chance, figures = random.Random(seed), Figures()
    await pair.until(lambda: pair.told.get("url"))
    authority = pair.folder / "physician" / certificates.AUTHORITY
    connector = aiohttp.TCPConnector(
        ssl=ssl.create_default_context(cafile=authority), force_close=True
    )
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as http:
        doctor = Physician(pair.port, http)
        await doctor.in_(pair)
        for number in range(rounds):
            await _round(pair, doctor, figures, number, chance, rooms)
            if number % 100 == 99:
                sys.stderr.write(f"{figures}\n")
    return figures


async def _round(pair, doctor, figures, number, chance, rooms):
    worse = number % 2 == 1  # while the physician is about to accept it, it gets worse
    pair.say("over 120 80")
    await pair.until(lambda: pair.told.get("cases") == [])
    before = max(pair.alerts()[0], default=(0, 0, 0))[0]
    readings = ["bp 186 112", "bp 206 122"] if worse else ["bp 186 112"]
    pair.say(readings[0])
    answering = asyncio.create_task(_answers(doctor))
    for reading in readings[1:]:
        await asyncio.sleep(chance.uniform(0, 0.12))
        pair.say(reading)
    await asyncio.sleep(chance.uniform(0, 0.25))
    figures.rounds += 1
    if number % rooms == rooms - 1:
        figures.of_room += 1
        pair.kill_room()
    else:
        figures.of_page += 1
        pair.kill_page()
    done, _late = await asyncio.wait([answering], timeout=1.0)
    answered = answering.result() if done else None
    answering.cancel()
    pair.say(readings[-1])  # the cuff measures again; what was not written is known again
    await pair.until(lambda: pair.told.get("url") and pair.told.get("cases"))
    await doctor.in_(pair)
    title = "BT {} {}".format(*readings[-1].split()[1:]).replace(" ", "/").replace("BT/", "BT ")
    try:
        alert = await pair.until(lambda: _shows(doctor, title), 15)
    except TimeoutError:
        figures.lost.append((number, title))
        return
    key = alert["alert"], alert["version"]
    sent, answers = pair.alerts()
    if not sent[(*key, 0)] or key[0] != before + 1:
        figures.lost.append((number, key, "alert"))
    if answered and not answers[(*answered, "coming", "Dr. N. Hansen")]:
        figures.lost.append((number, answered, "answer"))
    figures.answered += bool(answered)
    for _ in range(5):  # an answer whose fate nobody knows is given again
        if alert["asks"]:
            body = (await doctor.answer("coming", alert["version"], alert["alert"]))[0]
            if body in (409, 503):
                alert = await pair.until(doctor.open_alert)
                continue
        break
    await pair.until(lambda: all(case[2] in ("coming", "arrived") for case in pair.told["cases"]))
    sent, answers = pair.alerts()
    figures.doubled += [k for k, n in sent.items() if n > 1]
    figures.doubled += [k for k, n in answers.items() if n > 1]


async def _shows(doctor, title):
    alert = await doctor.open_alert()
    return alert if alert and alert["title"] == title else None


async def _reachable(doctor):
    try:
        await doctor.get("/me")
    except GONE:
        return False
    return True


async def _answers(doctor):
    """As a physician who is quick: the moment it is shown. What it was told is kept."""
    while True:
        alert = await doctor.open_alert()
        if alert is None and not await _reachable(doctor):
            return None
        if alert and alert["asks"]:
            try:
                status, _said = await doctor.answer("coming", alert["version"], alert["alert"])
            except GONE:
                return None
            if status == 200:
                return alert["alert"], alert["version"]
        await asyncio.sleep(0.01)
