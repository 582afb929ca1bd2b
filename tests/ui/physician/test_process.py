"""Two real processes on one record: the application's room here, the page's process beside it."""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
from datetime import UTC
from pathlib import Path

import pytest
from msgspec.structs import replace

from bedside.alert_stage import Stage
from bedside.clock import system_clock
from bedside.room import Room, RoomSetUp
from bedside.session import fold
from bedside.settings import PhysicianPage, Settings, save_settings
from bedside.store import Store
from tests.bedside.bed import ROLES
from tests.bedside.course import BACKUP, START, amended, cuff, identified
from tests.bedside.telling import protocol
from tests.ui.physician.served import CODE, HOST, PIN, Browser, staff
from tests.ui.physician.ward import HANSEN
from ui.physician import certificates
from ui.physician.link import FromBedside, line
from ui.physician_process import AGAIN_S, GONE, NO_LINK, PhysicianProcess, command

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9")


def free_port():
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return asked.getsockname()[1]


class Bedside:
    """A room in which an infusion runs, and the page's process it has started."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        save_settings(
            folder / "settings.json",
            replace(Settings(), physician=PhysicianPage(address=HOST, port=self.port)),
        )
        self.store = Store(folder / "simulation.db")
        for person in staff():
            self.store.save_person(person)
        self.room = Room(
            protocol=protocol(),
            store=self.store,
            set_up=RoomSetUp("Behandlingsrom 2", True, {}, ROLES),
            new_session_id=lambda _now: "20261124-0920-a1b2c3",
            order=lambda *_: None,
            began=system_clock(),
            zone=UTC,
        )
        assert self.room.open_session(system_clock()) is None
        for event in (identified(), amended(BACKUP, name=HANSEN), cuff(124, 78), START):
            self.room.note(event, system_clock(), "ida")
        self.page = PhysicianProcess(command(folder, simulated=True), self.room, 5.0)
        self.facts = frozenset()

    @property
    def pid(self):
        return self.page._process.pid

    @property
    def case(self):
        return self.room.cases[0]

    def beat(self):
        now = system_clock()
        self.facts = self.page.beat(now)
        self.room.tick(now, self.facts)
        self.room.flush(now)

    async def until(self, what, within_s=20.0):
        async with asyncio.timeout(within_s):
            while True:
                self.beat()
                found = what()
                found = await found if asyncio.iscoroutine(found) else found
                if found:
                    return
                await asyncio.sleep(0.03)

    async def listening(self):
        await self.until(lambda: self.page.status.url)

    def call(self):
        """The nurse presses the button: an alert goes out with the next beat."""
        self.room.watch.declare("physician_called", "-", system_clock())
        self.beat()

    def told(self):
        entries = self.store.replay(self.room.session_id)
        return [type(entry.event).__name__ for entry in entries]

    def close(self):
        self.page.close()
        self.store.close()


class Doctor(Browser):
    """A browser that keeps its cookies while the process behind it is killed."""

    async def in_(self, bedside):
        await bedside.listening()
        if not (await self.get("/me"))[1]["paired"]:
            bedside.page.admit(CODE)
            await bedside.until(self._paired)
        await self.post("/sign-in", {"name": "hansen", "pin": PIN})
        self.token = (await self.get("/me"))[1]["token"]
        return self

    async def _paired(self):
        return (await self.post("/pair", {"code": CODE}))[0] == 200


@pytest.fixture
def bedside(tmp_path):
    made = Bedside(tmp_path)
    yield made
    made.close()


async def every_line_closed():
    """The loop watches nothing but its own wake-up: a goodbye over TLS waits for the other end."""
    watched = asyncio.get_running_loop()._selector.get_map()
    while len(watched) > 1:
        await asyncio.sleep(0)


def story(bedside, tell):
    async def told():
        import ssl

        import aiohttp

        await bedside.listening()
        authority = bedside.folder / "physician" / certificates.AUTHORITY
        connector = aiohttp.TCPConnector(
            ssl=ssl.create_default_context(cafile=authority), force_close=True
        )
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as http:
            await tell(Doctor(bedside.port, http))
        await every_line_closed()

    asyncio.run(asyncio.wait_for(told(), 60))


def test_an_alert_of_one_process_is_answered_through_the_other(bedside):
    async def tell(doctor):
        await doctor.in_(bedside)
        bedside.call()

        async def shown():
            sessions = (await doctor.get("/state"))[1]["sessions"]
            return sessions and sessions[0]["alerts"]

        await bedside.until(shown, 5)
        assert await doctor.answer() == (200, {})
        await bedside.until(lambda: bedside.case.stage is Stage.COMING, 2)
        assert bedside.case.by == HANSEN
        assert await doctor.answer("arrived") == (200, {})
        await bedside.until(lambda: bedside.case.stage is Stage.ARRIVED, 2)
        assert bedside.told().count("PhysicianAnswered") == 1
        assert bedside.store.verify() == []

    story(bedside, tell)


def test_a_killed_page_is_known_at_once_loses_nothing_and_comes_back(bedside):
    async def tell(doctor):
        await doctor.in_(bedside)
        bedside.call()
        await bedside.until(lambda: bedside.case.stage is Stage.SENT)
        killed = bedside.pid
        os.kill(killed, signal.SIGKILL)
        await bedside.until(lambda: GONE in bedside.facts, 2)
        shown = [alarm.condition for alarm in bedside.room.watch.view.display.alarms]
        assert "physician_process_gone" in shown
        await bedside.until(lambda: GONE not in bedside.facts and bedside.page.status.url)
        assert bedside.pid != killed
        status, me = await doctor.get("/me")
        assert (status, me["paired"], me["name"]) == (200, True, "")
        await doctor.in_(bedside)
        (alert,) = (await doctor.shown())["alerts"]
        assert (alert["asks"], alert["version"]) == (True, 1)
        assert await doctor.answer() == (200, {})
        await bedside.until(lambda: bedside.case.stage is Stage.COMING, 2)

    story(bedside, tell)


def test_an_answer_that_was_told_stands_whenever_the_process_is_killed(bedside):
    """Five times at random moments around an answer; `make soak` has patience for more."""

    async def tell(doctor):
        chance = random.Random(11)
        await doctor.in_(bedside)
        bedside.call()
        told = 0
        for _ in range(5):
            answer = asyncio.create_task(answered(doctor, told))
            await asyncio.sleep(chance.uniform(0, 0.08))
            os.kill(bedside.pid, signal.SIGKILL)
            if await answer:
                told += 1
            recorded = bedside.told().count("PhysicianAnswered")
            assert recorded >= told
            await bedside.until(lambda: GONE in bedside.facts, 3)
            bedside.page._start_at_s = 0.0
            await bedside.until(lambda: GONE not in bedside.facts and bedside.page.status.url)
            await doctor.in_(bedside)
            answers = fold(bedside.store.replay(bedside.room.session_id)).alerts.by_number[1]
            assert len(answers.replies) == recorded
            told = recorded
        assert bedside.store.verify() == []

    async def answered(doctor, told):
        import aiohttp

        try:
            word = "coming" if told % 2 == 0 else "cannot_come"
            return (await doctor.answer(word))[0] == 200
        except (aiohttp.ClientError, ConnectionError):
            return False

    story(bedside, tell)


def test_the_bedside_that_dies_is_told_on_the_page(bedside):
    async def tell(doctor):
        await doctor.in_(bedside)
        bedside.page._said.close()  # no goodbye
        async with asyncio.timeout(5):
            while (await doctor.get("/state"))[1]["bedside"]["state"] != "stopped":
                await asyncio.sleep(0.05)
        told = (await doctor.get("/state"))[1]["bedside"]
        assert told["title"] == "BEDSIDE-PROGRAMMET HAR STOPPET"
        assert told["text"] == "Gå til Behandlingsrom 2."

    story(bedside, tell)


def test_another_application_takes_over_from_a_page_left_alone(bedside):
    async def tell(doctor):
        left = bedside.page._process
        bedside.page._said.close()
        bedside.page._process = None
        bedside.page._start_at_s = 0.0
        bedside.page.status = type(bedside.page.status)()
        await bedside.listening()
        await asyncio.to_thread(left.wait, 10)
        assert (await doctor.get("/me"))[0] == 200

    story(bedside, tell)


def test_goodbye_ends_the_process_and_is_no_death(bedside):
    async def tell(doctor):
        await doctor.in_(bedside)
        process = bedside.page._process
        await asyncio.to_thread(bedside.page.close)
        assert process.returncode == 0

    story(bedside, tell)


def test_a_checked_in_page_that_falls_silent_is_a_condition(bedside):
    async def tell(doctor):
        await doctor.in_(bedside)
        assert await doctor.post(
            "/check-in", {"session": bedside.room.session_id, "heard": True}
        ) == (200, {})
        live = await doctor.live()
        assert await doctor.answer() == (200, {})
        heard = json.dumps({"sound": True, "visible": True})

        async def linked():
            await live.send_str(heard)
            return bedside.page.status.pages and NO_LINK not in bedside.facts

        await bedside.until(linked, 6)
        assert bedside.page.status.pages[0].sound
        await live.close()
        await bedside.until(lambda: NO_LINK in bedside.facts, 5)

    story(bedside, tell)


def test_a_process_that_cannot_start_is_a_condition_and_is_tried_again(bedside):
    now = system_clock()
    bedside.page.argv = [str(bedside.folder / "nothing")]
    assert bedside.page.beat(now) == {GONE}
    assert bedside.page._start_at_s == now.mono_s + AGAIN_S[0]


def test_what_the_disk_refused_reaches_the_page_from_memory(bedside):
    async def tell(doctor):
        await doctor.in_(bedside)
        other = Store(bedside.folder / "simulation.db")
        with other._engine.begin() as db:  # somebody holds the record, and no line is written
            db.exec_driver_sql("SELECT 1")
            bedside.call()
            bedside.room.flush(system_clock())
            assert bedside.room.trouble is not None

            async def shown():
                sessions = (await doctor.get("/state"))[1]["sessions"]
                return sessions and sessions[0]["alerts"]

            await bedside.until(shown, 6)
            assert "PhysicianAlerted" not in bedside.told()
        other.close()

    story(bedside, tell)


# --- from the command line -------------------------------------------------------------------


def bedside_says(*arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "physician", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
        **more,
    )


def test_the_first_pairing_makes_the_certificate_and_remembers_the_address(tmp_path):
    said = bedside_says("--data", str(tmp_path), "--pair", "--address", HOST, "--port", "9443")
    assert said.returncode == 0
    pair, fingerprint = said.stdout.splitlines()
    assert pair.startswith(f"pair: https://{HOST}:9443/#")
    made = certificates.own(tmp_path / "physician")
    assert fingerprint == f"fingerprint: {certificates.fingerprint(made.chain)}"
    known = json.loads((tmp_path / "settings.json").read_text("utf-8"))["physician"]
    assert (known["address"], known["port"]) == (HOST, 9443)
    code = pair.rpartition("#")[2]
    assert code not in (tmp_path / "physician" / "pairing").read_text("ascii")
    again = bedside_says("--data", str(tmp_path), "--pair")
    assert again.stdout.splitlines()[1] == fingerprint


def test_a_code_from_the_command_line_lets_one_device_into_the_process_that_serves(bedside):
    async def tell(doctor):
        said = await asyncio.to_thread(bedside_says, "--data", str(bedside.folder), "--pair")
        code = said.stdout.splitlines()[0].rpartition("#")[2]

        async def paired():
            return (await doctor.post("/pair", {"code": code}))[0] == 200

        await bedside.until(paired, 5)
        assert not (bedside.folder / "physician" / "pairing").exists()

    story(bedside, tell)


def test_unpaired_it_listens_nowhere(tmp_path):
    said = bedside_says("--data", str(tmp_path))
    assert (said.returncode, said.stdout) == (1, "")
    assert "--pair" in said.stderr


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "somewhere"])
def test_it_takes_one_interface_and_never_all(tmp_path, address):
    said = bedside_says("--data", str(tmp_path), "--pair", "--address", address)
    assert said.returncode == 2
    assert not (tmp_path / "physician").exists()


def test_unpaired_and_piped_it_watches_the_application_all_the_same(tmp_path):
    goodbye = line(FromBedside(goodbye=True)).decode()
    said = bedside_says("--data", str(tmp_path), "--simulation", "--piped", input=goodbye)
    assert said.returncode == 0
    assert json.loads(said.stdout.splitlines()[0]) == {}


def test_a_certificate_that_cannot_be_used_is_said(tmp_path):
    page = PhysicianPage(address=HOST, certificate=str(tmp_path / "no.pem"), key="no.key")
    save_settings(tmp_path / "settings.json", Settings(physician=page))
    said = bedside_says("--data", str(tmp_path), "--simulation")
    assert said.returncode == 1
    assert "no.pem" in said.stderr
