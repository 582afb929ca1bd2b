"""The ringers against a real mail server, a real web hook, and services that are dead."""

import asyncio
import json
from contextlib import asynccontextmanager
from email import message_from_bytes, policy

import pytest
from aiohttp import web
from aiosmtpd.controller import Controller

from bedside.clock import ManualClock, system_clock
from bedside.ringers import Box, Ringer
from bedside.ringing import Ring
from bedside.session import fold
from bedside.text import Language
from tests.ui.physician.served import HOST, SESSION, free_port, raise_alert, run, serving
from tests.ui.physician.ward import EN, NB, alerted
from ui.physician import ringers as module
from ui.physician.attention import ring_due, ringers_for
from ui.physician.ringers import Ringers
from ui.physician.wording import ring_words

KEY = "ab" * 32
NEEDED = "SIMULERING – Behandlingsrom 2: lege trengs, åpne siden"


class Hook:
    """A web hook that keeps what it is sent."""

    def __init__(self):
        self.told = []

    async def take(self, request):
        self.told.append(await request.json())
        return web.Response()

    @asynccontextmanager
    async def open(self):
        app = web.Application()
        app.router.add_post("/hook", self.take)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        port = runner.addresses[0][1]
        try:
            yield f"json://{HOST}:{port}/hook"
        finally:
            await runner.cleanup()


@asynccontextmanager
async def deaf():
    """It takes the connection, and never says a word."""
    held = []
    server = await asyncio.start_server(lambda *pair: held.append(pair), HOST, 0)
    try:
        yield f"json://{HOST}:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()
        for _reader, writer in held:
            writer.close()


class Inbox:
    """An SMTP server that keeps its mail."""

    def __init__(self):
        self.mail = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # its own name
        self.mail.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def inbox():
    inbox = Inbox()
    server = Controller(inbox, hostname=HOST, port=0)
    server.port = free_port()  # it knocks at the port that it was given, and 0 is none
    server.start()
    inbox.url = f"mailto://{HOST}:{server.port}?mode=insecure&from=rom2@dps.test&to=vakt@dps.test"
    yield inbox
    server.stop()


def box_with(folder, **urls):
    box = Box(folder / "ringers.sealed", KEY)
    box.save(tuple(Ringer(name=name, url=url) for name, url in urls.items()))
    return box


def rung(store):
    return fold(store.replay(SESSION)).alerts.by_number[1].rung


async def until(what, within_s=25.0):
    async with asyncio.timeout(within_s):
        while not (found := what()):
            await asyncio.sleep(0.02)
    return found


@asynccontextmanager
async def ringing(page, box):
    made = ringers_for(page, box, "Behandlingsrom 2", Language.NB, simulated=True)
    made.look()
    try:
        await asyncio.gather(*(known.worker.begin() for known in made.known.values()))
        yield made
    finally:
        await made.stop()


def test_mail_and_web_hook_ring_at_once_and_a_dead_one_is_told_and_delays_nobody(tmp_path, inbox):
    async def story():
        hook = Hook()
        async with (
            serving(tmp_path) as (page, store, doctor),
            hook.open() as hooked,
            deaf() as dead,
            ringing(page, box_with(tmp_path, hook=hooked, mail=inbox.url, dead=dead)) as ringers,
        ):
            await doctor.signed_in(page)
            raise_alert(store)
            began = system_clock().mono_s
            page.records.refresh()
            ring_due(page, ringers, page.now())
            await until(lambda: len(rung(store)) == 2)
            both_s = system_clock().mono_s - began
            assert {r.ringer: r.sent for r in rung(store)} == {"hook": True, "mail": True}
            assert both_s < 3
            asked = system_clock().mono_s
            assert (await doctor.shown())["alerts"][0]["title"] == "BT 186/112"
            assert system_clock().mono_s - asked < 1  # while the dead one is being waited for
            await until(lambda: len(rung(store)) == 3)
            last = rung(store)[-1]
            assert (last.ringer, last.sent, last.why) == ("dead", False, "silent")
            assert system_clock().mono_s - began < 5
            page.records.refresh()
            ring_due(page, ringers, page.now())  # what has rung does not ring again
            for ringer in ("hook", "mail"):
                assert ringers.known[ringer].busy is None
        (told,), (mail,) = hook.told, inbox.mail
        assert (told["title"], mail["subject"]) == (NEEDED, NEEDED)
        assert "samme varsel" in told["message"]
        for secret in ("Nora", "Hansen", "186", "112", "12345", "01017"):
            assert secret not in json.dumps(told)
            assert secret not in mail.as_string()

    run(story())


def test_a_dead_one_is_tried_again_and_told_once(tmp_path):
    async def story():
        async with serving(tmp_path) as (page, store, _doctor):
            box = box_with(tmp_path, closed="json://127.0.0.1:9/nobody")
            async with ringing(page, box) as ringers:
                raise_alert(store)
                page.records.refresh()
                (known,) = ringers.known.values()
                for tries in (1, 2, 3):
                    await until(lambda: known.busy is None)
                    ringers._tried = {r: (n, 0.0) for r, (n, _at) in ringers._tried.items()}
                    ring_due(page, ringers, page.now())
                    assert known.busy is not None, tries
                    await known.busy
                assert [(r.sent, r.why) for r in rung(store)] == [(False, "refused")]
                assert ringers.seen()[0].state == "refused"
                store_kinds = [type(e.event).__name__ for e in store.replay(SESSION)]
                assert "AlertDelivered" not in store_kinds

    run(story())


def test_what_cannot_be_rung_is_known_before_it_is_needed(tmp_path):
    async def story():
        async with serving(tmp_path) as (page, _store, _doctor):
            async with ringing(page, box_with(tmp_path, odd="nosuch://x")) as ringers:
                assert [(r.name, r.state) for r in ringers.seen()] == [("odd", "unusable")]

    run(story())


def test_the_test_of_a_check_in_rings_them_too(tmp_path):
    async def story():
        hook = Hook()
        async with (
            serving(tmp_path) as (page, store, doctor),
            hook.open() as hooked,
            ringing(page, box_with(tmp_path, hook=hooked)) as ringers,
        ):
            await doctor.signed_in(page)
            await doctor.post("/check-in", {"session": SESSION, "heard": True})
            page.records.refresh()
            ring_due(page, ringers, page.now())
            await until(lambda: rung(store))
        (told,) = hook.told
        assert told["title"].endswith("prøve av varslingen. Ingen trenger å komme.")

    run(story())


def test_the_set_up_rings_each_once_and_writes_nothing(tmp_path):
    async def story():
        hook = Hook()
        async with (
            serving(tmp_path) as (page, store, _doctor),
            hook.open() as hooked,
            ringing(page, box_with(tmp_path, hook=hooked)) as ringers,
        ):
            lines = len(list(store.replay(SESSION)))
            ringers.test()
            await until(lambda: ringers.seen()[0].state == "sent")
            assert len(list(store.replay(SESSION))) == lines
        assert len(hook.told) == 1

    run(story())


def test_a_list_that_is_changed_is_taken_up_and_one_that_is_damaged_is_said(tmp_path):
    async def story():
        async with serving(tmp_path) as (page, _store, _doctor):
            box = box_with(tmp_path, odd="nosuch://x")
            async with ringing(page, box) as ringers:
                box.save(())
                ringers.look()
                assert ringers.known == {}
                box.file.write_bytes(b"no list")
                ringers.look()
                assert ringers.trouble == "ringers_unreadable"

    run(story())


# --- without a service: a worker whose words are chosen --------------------------------------


def test_a_ring_that_fails_waits_longer_each_time_and_never_gives_up():
    clock, told = ManualClock(), []
    ringers = Ringers(
        None, clock, lambda _ring: ("", ""), lambda *what: told.append(what), (1.0, 2.0, 5.0)
    )

    class Dead:
        async def ring(self, _title, _body):
            return "refused"

        async def stop(self):
            """Nothing runs."""

    async def story():
        ringers.known["x"] = module.Known(Ringer(name="x", url=""), Dead())
        ring, waits, last = Ring("S", 1, 1, 0, 0, "x"), [], clock().mono_s
        for _ in range(5):
            while True:
                ringers.ring([ring])
                if ringers.known["x"].busy is not None:
                    break
                clock.advance(0.5)
            waits.append(clock().mono_s - last)
            last = clock().mono_s
            await ringers.known["x"].busy
        assert waits == [0.0, 1.0, 2.0, 5.0, 5.0]
        assert len(told) == 1

    run(story())


@pytest.mark.parametrize("test", [False, True])
def test_the_words_hold_no_name_no_number_and_no_value(test):
    ring = Ring("20261124-0920-a1b2c3", 1, 2, 0, 0, "sms", test)
    for words in (NB, EN):
        title, body = ring_words(ring, "Ketaminrom 2", words, simulated=False)
        assert title.startswith("Ketaminrom 2: ")
        assert not any(letter.isdigit() for letter in title.removeprefix("Ketaminrom 2") + body)
    assert ring_words(Ring("S", 1, 1, 0, 0, ""), "Ketaminrom 2", NB, simulated=False)[0] == (
        "Ketaminrom 2: lege trengs, åpne siden"
    )


def test_an_alert_that_only_memory_knows_rings_too(tmp_path):
    """The disk refuses: the application hands the alert over the pipe (ALARMS C.4)."""

    async def story():
        hook = Hook()
        async with (
            serving(tmp_path) as (page, store, _doctor),
            hook.open() as hooked,
            ringing(page, box_with(tmp_path, hook=hooked)) as ringers,
        ):
            page.records.waiting(SESSION, ((page.now(), alerted()),))
            ring_due(page, ringers, page.now())
            await until(lambda: hook.told)
            assert "PhysicianAlerted" not in [type(e.event).__name__ for e in store.replay(SESSION)]

    run(story())
