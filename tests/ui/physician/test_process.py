"""Two real processes on one record: the application's room here, the page's process beside it."""

import asyncio
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from bedside.alert_stage import Stage
from bedside.clock import system_clock
from bedside.ringers import Ringer
from bedside.ringing import last_tries
from bedside.settings import PhysicianPage, Settings, save_settings
from bedside.store import Store
from tests.ui.physician.both import infusing, room_of
from tests.ui.physician.served import CODE, HOST, PIN, Browser, free_port, staff
from tests.ui.physician.test_ringers import Hook
from tests.ui.physician.ward import HANSEN
from tests.ui.physician.zygote import Zygote
from ui import cli
from ui.data import place, published, ringers_of
from ui.physician import certificates
from ui.physician.link import FromBedside, line
from ui.physician_process import AGAIN_S, GONE, NO_LINK, PhysicianProcess, command

ROOT = Path(__file__).parents[3]
run = CliRunner().invoke
PAGE = "tests.ui.physician.zygote:page"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9")


class Bedside:
    """A room in which an infusion runs, and the page's process it has started."""

    def __init__(self, folder, zygote=None):
        self.folder, self.port = folder, free_port()
        save_settings(
            folder / "settings.json",
            replace(Settings(), physician=PhysicianPage(address=HOST, port=self.port)),
        )
        self.store = Store(folder / "simulation.db")
        for person in staff():
            self.store.save_person(person)
        self.room = room_of(self.store)
        infusing(self.room, system_clock())
        self.page = PhysicianProcess(command(folder, simulated=True), self.room, 5.0)
        if zygote is not None:
            self.page.argv, self.page.start = [PAGE, str(folder)], zygote.start
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


@pytest.fixture(scope="module")
def zygote():
    made = Zygote()
    yield made
    made.close()


@pytest.fixture
def bedside(tmp_path, zygote):
    made = Bedside(tmp_path, zygote)
    yield made
    made.close()


@pytest.fixture
def started(tmp_path):
    """As the application starts it: by the command line, with everything to be loaded."""
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


def test_an_alert_of_one_process_is_answered_through_the_other(started):
    bedside = started

    async def tell(doctor):
        await doctor.in_(bedside)
        bedside.call()

        async def shown():
            sessions = (await doctor.get("/state"))[1]["sessions"]
            return sessions and sessions[0]["alerts"]

        await bedside.until(shown, 15)
        assert await doctor.answer() == (200, {})
        await bedside.until(lambda: bedside.case.stage is Stage.COMING, 10)
        assert bedside.case.by == HANSEN
        assert await doctor.answer("arrived") == (200, {})
        await bedside.until(lambda: bedside.case.stage is Stage.ARRIVED, 10)
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
        await bedside.until(lambda: GONE in bedside.facts, 10)
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
        await bedside.until(lambda: bedside.case.stage is Stage.COMING, 10)

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
        bedside.page._process.kill()  # it would stand in for hours

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


def test_a_process_that_cannot_start_is_a_condition_and_is_tried_again(started):
    bedside = started
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


def test_the_set_up_sees_revokes_and_moves_the_page(bedside):
    """Over the pipe: who is paired, one of them removed, and the page opened on another port."""

    async def tell(doctor):
        await doctor.in_(bedside)
        (device,) = await found(bedside, lambda: bedside.page.status.devices)
        assert device.last == HANSEN
        assert len(bedside.page.status.fingerprint.split(":")) == 32
        bedside.page.revoke(device.id)
        await bedside.until(lambda: not bedside.page.status.devices, 5)
        assert (await doctor.get("/me"))[1]["paired"] is False
        moved = free_port()
        save_settings(
            bedside.folder / "settings.json",
            replace(Settings(), physician=PhysicianPage(address=HOST, port=moved)),
        )
        bedside.page.restart(system_clock())
        await bedside.until(lambda: str(moved) in bedside.page.status.url, 10)
        assert GONE not in bedside.facts

    story(bedside, tell)


def test_a_call_rings_the_ringers_of_the_set_up_and_the_bedside_is_told(bedside):
    """Through both processes, with the list that lies locked beside the record."""
    box = ringers_of(place(bedside.folder), published(bedside.folder))

    async def tell(_doctor):
        hook = Hook()
        async with hook.open() as url:
            box.save((Ringer(name="SMS", url=url),))
            await found(bedside, lambda: bedside.page.status.ringers)
            bedside.page.test_ringers()
            await bedside.until(lambda: hook.told)
            bedside.call()
            await bedside.until(lambda: len(hook.told) == 2)
            (alert,) = bedside.room.session.alerts.open
            await bedside.until(lambda: last_tries(bedside.room.session.alerts.by_number[1]))
            assert last_tries(bedside.room.session.alerts.by_number[1]) == {"SMS": True}
            (ringer,) = bedside.page.status.ringers
            assert (ringer.name, ringer.state) == ("SMS", "sent")
            assert alert.delivered_at is None
        test, needed = (told["title"] for told in hook.told)
        assert test.endswith("prøve av varslingen. Ingen trenger å komme.")
        assert needed == "SIMULERING – Behandlingsrom 2: lege trengs, åpne siden"

    story(bedside, tell)
    sealed = box.file.read_bytes()
    assert b"json" not in sealed


async def found(bedside, what):
    await bedside.until(what)
    return what()


# --- from the command line -------------------------------------------------------------------


def bedside_says(*arguments):
    """In this process: what it does is the same, and nothing is loaded again."""
    return run(cli.app, ["physician", *arguments])


def test_the_first_pairing_makes_the_certificate_and_remembers_the_address(tmp_path):
    said = bedside_says("--data", str(tmp_path), "--pair", "--address", HOST, "--port", "9443")
    assert said.exit_code == 0
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
        said = bedside_says("--data", str(bedside.folder), "--pair")
        code = said.stdout.splitlines()[0].rpartition("#")[2]
        left = bedside.folder / "physician" / "pairing"
        await bedside.until(lambda: not left.exists(), 5)  # the process has taken it
        assert (await doctor.post("/pair", {"code": code}))[0] == 200

    story(bedside, tell)


def test_unpaired_it_listens_nowhere(tmp_path):
    said = bedside_says("--data", str(tmp_path))
    assert (said.exit_code, said.stdout) == (1, "")
    assert "--pair" in said.stderr


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "somewhere"])
def test_it_takes_one_interface_and_never_all(tmp_path, address):
    said = bedside_says("--data", str(tmp_path), "--pair", "--address", address)
    assert said.exit_code == 2
    assert not (tmp_path / "physician").exists()


def test_unpaired_and_piped_it_watches_the_application_all_the_same(tmp_path):
    """By the very words that the application starts it with."""
    said = subprocess.run(
        command(tmp_path, simulated=True),
        input=line(FromBedside(goodbye=True)),
        cwd=ROOT,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert said.returncode == 0
    assert json.loads(said.stdout.splitlines()[0]) == {}


def test_a_certificate_that_cannot_be_used_is_said(tmp_path):
    page = PhysicianPage(address=HOST, certificate=str(tmp_path / "no.pem"), key="no.key")
    save_settings(tmp_path / "settings.json", Settings(physician=page))
    said = bedside_says("--data", str(tmp_path), "--simulation")
    assert said.exit_code == 1
    assert "no.pem" in said.stderr


def test_it_asks_whom_the_clinic_named_and_not_the_example(tmp_path, monkeypatch):
    """Both processes judge by the same contacts: the clinic's own files count here too."""
    import ui.physician.run

    run(cli.app, ["site", "--data", str(tmp_path), "--write"])
    site = tmp_path / "protocol" / "site.toml"
    site.write_text(site.read_text("utf-8").replace('"12345"', '"54321"'), encoding="utf-8")
    asked = []

    async def serve(page, *_more):
        asked.extend(contact.number for contact in page.protocol.site.contact)

    monkeypatch.setattr(ui.physician.run, "serve", serve)
    bedside_says("--data", str(tmp_path), "--address", HOST)
    assert "54321" in asked
    assert "12345" not in asked
    asked.clear()
    bedside_says("--data", str(tmp_path), "--address", HOST, "--simulation")
    assert "12345" in asked
