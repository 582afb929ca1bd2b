"""The network between page and program stalls, drops and comes back; two physicians; the clock."""

import asyncio
import contextlib
import json
from datetime import timedelta

import aiohttp
import pytest

from bedside.alert_stage import Stage
from bedside.clock import Instant, system_clock
from bedside.store import Store
from tests.ui.physician.proxy import Proxy
from tests.ui.physician.served import (
    PIN,
    SESSION,
    device,
    raise_alert,
    run,
    serving,
    write,
)
from tests.ui.physician.test_process import Bedside, Doctor, story
from tests.ui.physician.ward import BERG, HANSEN, alerted, raised
from tests.ui.physician.zygote import Zygote
from ui.physician_process import NO_LINK

HEARD = json.dumps({"sound": True, "visible": True, "awake": True})


def port_of(browser):
    return int(browser.url.rpartition(":")[2])


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


# --- the network -----------------------------------------------------------------------------


def test_a_cut_network_is_known_at_the_bedside_and_everything_is_there_afterwards(bedside):
    """Checked in through a proxy: it stalls, and the bedside says so; it drops, and what happened
    meanwhile stands first when the page is back."""

    async def tell(direct):
        await direct.in_(bedside)
        async with Proxy(bedside.port) as proxy:
            doctor = Doctor(proxy.port, direct.http)
            doctor.token = direct.token
            said = {"session": bedside.room.session_id, "heard": True}
            assert await doctor.post("/check-in", said) == (200, {})
            live = await doctor.live()
            assert await doctor.answer() == (200, {})

            async def linked():
                await live.send_str(HEARD)
                return bedside.page.status.pages and NO_LINK not in bedside.facts

            await bedside.until(linked, 20)
            proxy.stall()
            await live.send_str(HEARD)
            await bedside.until(lambda: NO_LINK in bedside.facts, 20)
            bedside.call()
            await bedside.until(lambda: bedside.case.stage is Stage.SENT)
            proxy.cut()
            async with asyncio.timeout(5):
                while (await live.receive()).type is aiohttp.WSMsgType.TEXT:
                    pass  # what was on its way still comes
            with pytest.raises((aiohttp.ClientError, OSError)):
                await doctor.get("/state")

            async def known():  # by another way to the same program
                sessions = (await direct.get("/state"))[1]["sessions"]
                return sessions and sessions[0]["alerts"]

            await bedside.until(known, 15)
            proxy.flow()
            live = await doctor.live()
            first = json.loads((await live.receive()).data)
            (alert,) = first["sessions"][0]["alerts"]
            assert alert["asks"]

            async def back():
                with contextlib.suppress(ConnectionError):
                    await live.send_str(HEARD)
                return NO_LINK not in bedside.facts

            await bedside.until(back, 15)
            await live.close()

    story(bedside, tell)


# --- two physicians, and an acceptance that races ----------------------------------------------


def test_of_two_physicians_who_accept_at_once_both_stand_and_the_last_is_shown(tmp_path):
    async def told():
        async with serving(tmp_path) as (page, store, doctor):
            await doctor.signed_in(page)
            async with device(port_of(doctor)) as other:
                await other.signed_in(page, "berg")
                raise_alert(store)
                answers = await asyncio.gather(doctor.answer(), other.answer())
                assert answers == [(200, {}), (200, {})]
                page.records.refresh()
                replies = page.records.session(SESSION).alerts.by_number[1].replies
                assert {reply.physician for reply in replies} == {HANSEN, BERG}
                assert len(replies) == 2
                (alert,) = (await other.shown())["alerts"]
                assert alert["stage"] == "coming"

    run(told())


@pytest.mark.parametrize("later_s", [0.0, 0.002, 0.01, 0.03])
def test_an_acceptance_that_races_with_worsening_never_accepts_the_worse(tmp_path, later_s):
    async def told():
        async with serving(tmp_path) as (page, store, doctor):
            await doctor.signed_in(page)
            raise_alert(store)
            accepting = asyncio.create_task(doctor.answer())
            await asyncio.sleep(later_s)
            write(store, raised(2, 206, 122), alerted(2, 206, 122))
            status, said = await accepting
            page.records.refresh()
            alert = page.records.session(SESSION).alerts.by_number[1]
            assert not alert.accepted
            assert status in (200, 409)
            if status == 409:
                assert said["text"] == "Pasienten er verre. Se igjen."
            (shown,) = (await doctor.shown())["alerts"]
            assert (shown["version"], shown["asks"]) == (2, True)

    run(told())


# --- silence, refusal, clocks, a locked record -------------------------------------------------


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_clock_that_jumps_neither_hides_an_alert_nor_signs_anybody_in(tmp_path, hours):
    moved = timedelta(0)

    def now():
        real = system_clock()
        return Instant(real.mono_s, real.wall + moved)

    async def told():
        nonlocal moved
        async with serving(tmp_path, now) as (page, store, doctor):
            await doctor.signed_in(page)
            raise_alert(store)
            page.records.refresh()
            moved = timedelta(hours=hours)
            status, full = await doctor.get("/state")
            if status == 401:  # the day has closed meanwhile: signing in again is all
                assert await doctor.post("/sign-in", {"name": "hansen", "pin": PIN}) == (200, {})
                doctor.token = (await doctor.get("/me"))[1]["token"]
                status, full = await doctor.get("/state")
            (alert,) = full["sessions"][0]["alerts"]
            assert alert["asks"]
            assert await doctor.answer() == (200, {})

    run(told())


def test_while_the_record_is_locked_an_answer_is_refused_in_words_and_given_again_it_stands(
    tmp_path,
):
    async def told():
        async with serving(tmp_path) as (page, store, doctor):
            await doctor.signed_in(page)
            raise_alert(store)
            other = Store(tmp_path / "record.db")
            with other._engine.begin() as db:  # somebody holds the record
                db.exec_driver_sql("SELECT 1")
                status, said = await doctor.answer()
            other.close()
            assert (status, said["refused"]) == (503, "not_recorded")
            assert "IKKE" in said["text"]
            assert await doctor.answer() == (200, {})
            assert page.records.session(SESSION).alerts.by_number[1].accepted

    run(told())
