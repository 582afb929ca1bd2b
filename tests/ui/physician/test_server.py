"""The page over real TLS: what a stranger learns, what a physician may do, and what lands where."""

import asyncio
import json
import socket
import ssl
import warnings

import aiohttp
import pytest

from bedside import events
from bedside.session import fold
from bedside.store import StoreError
from tests.ui.physician.served import (
    CODE,
    HOST,
    PIN,
    SESSION,
    closed,
    device,
    raise_alert,
    run,
    serving,
    trusting,
    write,
)
from tests.ui.physician.ward import BERG, HANSEN, OPENED
from ui.physician import listen, requests, server
from ui.physician import page as page_module
from ui.physician.doors import MOST_PER_ADDRESS
from ui.physician.link import Bedside, FromBedside

STATE = ("/state", "/live")


def kinds(store):
    return [type(entry.event).__name__ for entry in store.replay(SESSION)]


def story(tmp_path, tell, **more):
    async def told():
        async with serving(tmp_path, **more) as (page, store, browser):
            await tell(page, store, browser)

    run(told())


# --- what a stranger learns --------------------------------------------------------------------


def test_a_stranger_learns_that_there_is_a_page_and_nothing_else(tmp_path):
    async def tell(page, store, browser):
        assert await browser.get("/me") == (200, {"paired": False, "name": "", "token": ""})
        for path in STATE:
            status, told = await browser.get(path)
            assert status in (401, 403)
            assert set(told) == {"refused", "text"}
        status, told = await browser.answer()
        assert (status, told["refused"]) == (401, "not_paired")
        for path, body in [
            ("/sign-in", {"name": "hansen", "pin": PIN}),
            ("/check-in", {"session": SESSION, "heard": True}),
            ("/sign-out", {}),
        ]:
            assert (await browser.post(path, body))[0] == 401
        for path in ("/", "/page.css", "/page.js", "/watch.js", "/words/nb", "/words/en"):
            async with browser.http.get(browser.url + path) as answer:
                text = await answer.text()
                assert answer.status == 200
                for secret in ("Hansen", "Behandlingsrom", SESSION, "12345", "Ida", "186"):
                    assert secret not in text
        assert "PhysicianAnswered" not in kinds(store)

    story(tmp_path, tell)


@pytest.mark.parametrize("path", ["/", "/me", "/state", "/nothing", "/words/xx"])
def test_every_answer_has_the_strict_headers(tmp_path, path):
    async def tell(page, store, browser):
        async with browser.http.get(browser.url + path) as answer:
            headers = answer.headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Server"] == "bedside"

    story(tmp_path, tell)


def test_the_page_has_nothing_inline():
    import resources

    page = resources.path("physician/page.html").read_text("utf-8")
    assert "<style" not in page
    assert "style=" not in page
    assert "onclick" not in page
    assert page.count("<script") == page.count('<script src="/')
    script = resources.path("physician/page.js").read_text("utf-8")
    for unsafe in ("innerHTML", "eval(", "document.write", "insertAdjacentHTML"):
        assert unsafe not in script


def test_every_word_the_page_asks_for_is_there():
    import re

    import resources
    from ui.physician.wording import PAGE

    page = resources.path("physician/page.html").read_text("utf-8")
    script = resources.path("physician/page.js").read_text("utf-8")
    asked = set(re.findall(r'data-word="(\w+)"', page))
    asked |= set(re.findall(r"words\.(\w+)", script)) | set(re.findall(r'say\("(\w+)"', script))
    assert asked - set(PAGE) == set()
    ids = set(re.findall(r'\$\("([\w-]+)"\)', script))
    assert ids - set(re.findall(r'id="([\w-]+)"', page)) == set()


@pytest.mark.parametrize(
    "path",
    [
        "/../settings.json",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/page.js/../../record.db",
        "/..%2f..%2frecord.db",
        "/page.css%00.db",
        "//etc/passwd",
        "/fonts/OFL.txt",
    ],
)
def test_no_path_leads_to_another_file(tmp_path, path):
    async def tell(page, store, browser):
        reader, writer = await asyncio.open_connection(
            HOST, browser.http_port, ssl=trusting(), server_hostname=HOST
        )
        host = f"{HOST}:{browser.http_port}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        assert answer.split(b" ")[1] in (b"400", b"404")
        assert b"root:" not in answer
        await closed(writer)

    async def with_port(page, store, browser):
        browser.http_port = int(browser.url.rpartition(":")[2])
        await tell(page, store, browser)

    story(tmp_path, with_port)


def test_plain_http_and_old_tls_are_not_spoken(tmp_path):
    async def tell(page, store, browser):
        port = int(browser.url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        try:
            assert b"HTTP" not in await reader.read()
        except ConnectionError:
            pass
        await closed(writer)
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old.minimum_version = ssl.TLSVersion.TLSv1
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await asyncio.open_connection(HOST, port, ssl=old)

    story(tmp_path, tell)


def test_a_certificate_of_nobody_we_trust_is_noticed(tmp_path):
    async def tell(page, store, browser):
        async with aiohttp.ClientSession() as stranger:
            with pytest.raises(aiohttp.ClientConnectorCertificateError):
                await stranger.get(browser.url)

    story(tmp_path, tell)


# --- coming in ---------------------------------------------------------------------------------


def test_the_cookies_are_for_this_page_alone(tmp_path):
    async def tell(page, store, browser):
        page.doors = server.doors.admitting(page.doors, CODE, page.now())
        url = browser.url
        for path, body in [("/pair", {"code": CODE}), ("/sign-in", {"name": "hansen", "pin": PIN})]:
            async with browser.http.post(url + path, json=body, headers={"Origin": url}) as answer:
                cookie = answer.headers["Set-Cookie"]
            assert cookie.startswith("__Host-")
            for word in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/"):
                assert word in cookie
            assert "Domain" not in cookie

    story(tmp_path, tell)


def test_a_wrong_pin_and_a_nurse_do_not_come_in(tmp_path):
    async def tell(page, store, browser):
        await browser.paired(page)
        for name, pin, why in [
            ("hansen", "1379", "pin_wrong"),
            ("nobody", PIN, "pin_wrong"),
            ("ida", PIN, "not_a_doctor"),
        ]:
            status, told = await browser.post("/sign-in", {"name": name, "pin": pin})
            assert (status, told["refused"]) == (403, why)
        assert (await browser.get("/state"))[0] == 401

    story(tmp_path, tell)


def test_brute_force_is_locked_out_and_slowed(tmp_path):
    async def tell(page, store, browser):
        await browser.paired(page)
        told = []
        for n in range(MOST_PER_ADDRESS + 2):
            told.append(await browser.post("/sign-in", {"name": "hansen", "pin": f"{n:04d}"}))
        assert told[4][1]["refused"] == "person_locked"
        assert (told[-1][0], told[-1][1]["refused"]) == (429, "too_often")
        right = await browser.post("/sign-in", {"name": "hansen", "pin": PIN})
        assert right[1]["refused"] == "too_often"

    story(tmp_path, tell)


def test_a_pairing_code_is_not_guessed_and_not_used_twice(tmp_path):
    async def tell(page, store, browser):
        await browser.paired(page)
        port = int(browser.url.rpartition(":")[2])
        async with device(port) as other:
            assert (await other.post("/pair", {"code": CODE}))[1]["refused"] == "code_wrong"
            for n in range(MOST_PER_ADDRESS):
                status, told = await other.post("/pair", {"code": f"GUESS{n}"})
            assert (status, told["refused"]) == (429, "too_often")

    story(tmp_path, tell)


def test_signed_out_the_cookie_is_worth_nothing_and_the_page_is_closed(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        live = await browser.live()
        assert (await live.receive()).type is aiohttp.WSMsgType.TEXT
        assert await browser.post("/sign-out", {}) == (200, {})
        while (message := await live.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
        assert (await browser.answer())[0] == 401
        assert page.lives == set()

    story(tmp_path, tell)


# --- an answer ---------------------------------------------------------------------------------


def test_an_answer_lands_in_the_record(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        raise_alert(store)
        assert await browser.answer() == (200, {})
        (told,) = [
            e for e in store.replay(SESSION) if isinstance(e.event, events.PhysicianAnswered)
        ]
        assert (told.by, told.event.physician, told.event.version) == ("physician", HANSEN, 1)
        assert (await browser.shown())["alerts"][0]["mine"]
        assert await browser.answer() == (200, {})
        assert kinds(store).count("PhysicianAnswered") == 1
        assert await browser.answer("arrived") == (200, {})
        assert kinds(store)[-1] == "PhysicianArrived"
        assert store.verify() == []

    story(tmp_path, tell)


def test_an_old_click_on_a_worse_alert_is_refused_with_words(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        raise_alert(store)
        raise_alert(store, 2, 205, 121)
        status, told = await browser.answer(version=1)
        assert (status, told["refused"]) == (409, "worse")
        assert told["text"] == "Pasienten er verre. Se igjen."
        english = await browser.answer(version=1, headers={"X-Bedside-Language": "en"})
        assert english[1]["text"] == "The patient is worse. Look again."
        assert "PhysicianAnswered" not in kinds(store)
        assert await browser.answer(version=2) == (200, {})

    story(tmp_path, tell)


def test_what_got_worse_in_the_same_instant_is_told_too(tmp_path, monkeypatch):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        raise_alert(store)
        page.records.refresh()
        monkeypatch.setattr(page.records, "refresh", lambda: raise_alert(store, 2, 205, 121))
        status, told = await browser.answer(version=1)
        assert (status, told["refused"]) == (409, "worse")
        assert (await browser.shown())["alerts"][0]["asks"]

    story(tmp_path, tell)


@pytest.mark.parametrize("token", ["", "wrong", "ø"])
def test_without_the_visits_token_nothing_is_done(tmp_path, token):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        raise_alert(store)
        browser.token = token
        status, told = await browser.answer()
        assert (status, told["refused"]) == (403, "not_from_here")
        assert "PhysicianAnswered" not in kinds(store)

    story(tmp_path, tell)


def test_another_visits_token_does_not_fit(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        raise_alert(store)
        async with device(int(browser.url.rpartition(":")[2])) as other:
            await other.signed_in(page, "berg")
            browser.token = other.token
            assert (await browser.answer())[0] == 403
            assert await other.answer() == (200, {})
            assert (await other.shown())["alerts"][0]["stage_text"].endswith(BERG)

    story(tmp_path, tell)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1", "null"])
def test_another_sites_form_or_socket_is_refused(tmp_path, origin):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        raise_alert(store)
        assert (await browser.answer(origin=origin))[0] == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await browser.live(origin=origin)

    story(tmp_path, tell)


def test_a_host_that_the_certificate_does_not_name_is_refused(tmp_path):
    async def tell(page, store, browser):
        async with browser.http.get(browser.url, headers={"Host": "rebound.example"}) as answer:
            assert answer.status == 403

    story(tmp_path, tell)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"session": SESSION, "alert": "1", "version": 1, "answer": "coming"}, 400),
        ({"session": SESSION, "alert": 1, "version": 1, "answer": "maybe"}, 400),
        ({"session": SESSION, "alert": 1, "version": 1, "answer": "coming", "x": 1}, 400),
        ({"session": "nobody's", "alert": 1, "version": 1, "answer": "coming"}, 403),
        ({"session": SESSION, "alert": 99, "version": 1, "answer": "coming"}, 403),
    ],
)
def test_what_is_no_answer_changes_nothing(tmp_path, body, status):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        raise_alert(store)
        before = kinds(store)
        assert (await browser.post("/answer", body))[0] == status
        assert kinds(store) == before

    story(tmp_path, tell)


def test_an_oversized_body_is_refused(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        async with browser.http.post(
            browser.url + "/answer",
            data=b"[" + b"1," * 100_000,
            headers={"Origin": browser.url, "Content-Type": "application/json",
                     "X-Bedside-Token": browser.token},
        ) as answer:  # fmt: skip
            assert answer.status == 413
        live = await browser.live()
        await live.receive()
        await live.send_str("{}" + " " * 5000)
        assert (await asyncio.wait_for(live.receive(), 3)).type is not aiohttp.WSMsgType.TEXT
        assert live.closed

    story(tmp_path, tell)


def test_a_body_of_another_kind_is_not_read(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        async with browser.http.post(
            browser.url + "/answer",
            data="session=1",
            headers={"Origin": browser.url, "X-Bedside-Token": browser.token},
        ) as answer:
            assert answer.status == 400

    story(tmp_path, tell)


def test_a_body_that_never_ends_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(requests, "BODY_WITHIN_S", 0.2)

    async def slow():
        yield b'{"code":'
        await asyncio.sleep(5)

    async def tell(page, store, browser):
        began = asyncio.get_running_loop().time()
        async with browser.http.post(
            browser.url + "/pair",
            data=slow(),
            headers={"Origin": browser.url, "Content-Type": "application/json"},
        ) as answer:
            assert answer.status == 400
        assert asyncio.get_running_loop().time() - began < 3

    story(tmp_path, tell)


def test_a_hundred_idle_connections_cost_nobody_a_moment(tmp_path, monkeypatch):
    monkeypatch.setattr(listen, "SAID_WITHIN_S", 1.0)

    async def tell(page, store, browser):
        await browser.signed_in(page)
        raise_alert(store)
        port = int(browser.url.rpartition(":")[2])
        idle = [
            await asyncio.open_connection(HOST, port, ssl=trusting(), server_hostname=HOST)
            for _ in range(20)
        ]
        bare = [socket.create_connection((HOST, port)) for _ in range(80)]
        began = asyncio.get_running_loop().time()
        assert await browser.answer() == (200, {})
        assert asyncio.get_running_loop().time() - began < 1
        for reader, writer in idle:
            try:
                assert await asyncio.wait_for(reader.read(), 5) == b""
            except ConnectionError:
                pass
            await closed(writer)
        for each in bare:
            each.close()

    story(tmp_path, tell)


def test_when_the_disk_refuses_the_physician_is_told_to_telephone(tmp_path, monkeypatch):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        raise_alert(store)
        page.records.refresh()

        def full(*_):
            raise StoreError("disk_full", "no room")

        monkeypatch.setattr(page.records._store, "append", full)
        status, told = await browser.answer()
        assert (status, told["refused"]) == (503, "not_recorded")
        assert told["text"].endswith("12999.")
        page.bedside = Bedside(5.0)
        page.bedside.heard(FromBedside(session=SESSION), page.now())
        assert await browser.answer() == (200, {})
        ((name, (event,)),) = page.unsaved
        assert name == SESSION
        assert "PhysicianAnswered" in event

    story(tmp_path, tell, room_phone="12999")


# --- live --------------------------------------------------------------------------------------


def test_the_whole_state_comes_first_and_again_with_each_change(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        live = await browser.live()
        first = await live.receive_json()
        assert first["me"] == HANSEN
        assert first["sessions"][0]["bp"]["text"] == "124/78"
        raise_alert(store)
        page.records.refresh()
        await page.push()
        second = await live.receive_json()
        assert second["sessions"][0]["alerts"][0]["title"] == "BT 186/112"
        await live.close()
        again = await browser.live()
        assert (await again.receive_json())["sessions"][0]["alerts"][0]["version"] == 1

    story(tmp_path, tell)


def test_what_the_page_painted_is_a_receipt(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        raise_alert(store)
        page.records.refresh()
        live = await browser.live()
        seen = {"session": SESSION, "alert": 1, "version": 1}
        beat = {"sound": True, "visible": True, "awake": False, "language": "en", "seen": [seen]}
        await live.receive_json()
        for _ in range(2):
            await live.send_str(json.dumps(beat))
        while "AlertDelivered" not in kinds(store):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert kinds(store).count("AlertDelivered") == 1
        (one,) = page.pages()
        assert (one.name, one.sound, one.visible, one.awake) == (HANSEN, True, True, False)
        await page.push()
        told = await live.receive_json()
        assert told["sessions"][0]["alerts"][0]["stage"] == "delivered"
        assert told["sessions"][0]["alerts"][0]["text"] == "180/110 or higher"

    story(tmp_path, tell)


def test_a_page_that_talks_nonsense_is_closed(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        live = await browser.live()
        await live.receive_json()
        await live.send_str('{"beat": 1}')
        while (await live.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        assert live.close_code == 1003
        assert page.pages() == ()

    story(tmp_path, tell)


def test_a_page_that_takes_nothing_delays_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(page_module, "SENT_WITHIN_S", 0.3)

    async def tell(page, store, browser):
        await browser.signed_in(page)
        live = await browser.live()
        await live.receive_json()
        (deaf,) = page.lives

        async def never(_text):
            await asyncio.sleep(60)

        monkeypatch.setattr(deaf.socket, "send_str", never)
        async with device(int(browser.url.rpartition(":")[2])) as other:
            await other.signed_in(page, "berg")
            heard = await other.live()
            await heard.receive_json()
            await page.push()
            await asyncio.wait_for(heard.receive_json(), 1)
            async with asyncio.timeout(2):
                while deaf in page.lives:
                    await asyncio.sleep(0.02)

    story(tmp_path, tell)


def test_check_in_is_a_test_alert_that_comes_round(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        assert await browser.post("/check-in", {"session": SESSION, "heard": False}) == (200, {})
        assert (await browser.shown())["alerts"] == []
        for _ in range(2):
            said = await browser.post("/check-in", {"session": SESSION, "heard": True})
            assert said == (200, {})
        (alert,) = (await browser.shown())["alerts"]
        assert (alert["test"], alert["title"], alert["asks"]) == (True, "PRØVEVARSEL", True)
        assert await browser.answer(alert=alert["alert"]) == (200, {})
        shown = await browser.shown()
        assert (shown["checked_in"], shown["alerts"]) == (True, [])
        assert fold(store.replay(SESSION)).people.backup.test_accepted
        status, told = await browser.post("/check-in", {"session": "no", "heard": True})
        assert (status, told["refused"]) == (403, "no_such_session")

    story(tmp_path, tell)


def test_several_sessions_stand_in_one_list(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        second = type(OPENED)(**{**{f: getattr(OPENED, f) for f in OPENED.__struct_fields__},
                                 "session": "s-2", "room": "Behandlingsrom 3"})  # fmt: skip
        write(store, second, session="s-2")
        page.records.refresh()
        _status, full = await browser.get("/state")
        assert [s["room"] for s in full["sessions"]] == ["Behandlingsrom 3", "Behandlingsrom 2"]
        write(store, events.SessionAborted(reason="x", decided_by="ida"), session="s-2")
        page.records.refresh()
        _status, full = await browser.get("/state")
        assert [s["room"] for s in full["sessions"]] == ["Behandlingsrom 2"]

    story(tmp_path, tell)


def test_the_page_says_that_the_program_has_stopped(tmp_path):
    async def tell(page, store, browser):
        await browser.signed_in(page)
        page.bedside = Bedside(5.0)
        page.bedside.heard(FromBedside(session=SESSION), page.now())
        assert (await browser.get("/state"))[1]["bedside"]["state"] == "here"
        page.bedside.ended(page.now())
        told = (await browser.get("/state"))[1]["bedside"]
        assert told == {
            "state": "stopped",
            "title": "BEDSIDE-PROGRAMMET HAR STOPPET",
            "text": "Gå til Behandlingsrom 2. Eller ring 12999.",
        }
        page.bedside = Bedside(5.0)
        page.bedside.heard(FromBedside(goodbye=True), page.now())
        page.bedside.ended(page.now())
        assert (await browser.get("/state"))[1]["bedside"]["state"] == "closed"

    story(tmp_path, tell, room_phone="12999")


def test_another_physician_takes_over_in_one_press(tmp_path):
    async def story():
        async with serving(tmp_path) as (page, store, doctor):
            await doctor.signed_in(page)
            raise_alert(store)
            assert await doctor.answer() == (200, {})
            assert (await doctor.shown())["take_over"] == ""
            port = int(doctor.url.rpartition(":")[2])
            async with device(port) as other:
                await other.signed_in(page, "berg")
                assert (await other.shown())["take_over"] == f"Ta over 1 varsel fra {HANSEN}"
                listed = {"session": SESSION, "alerts": [{"alert": 1, "version": 1}]}
                assert (await other.post("/take-over", {**listed, "alerts": []}))[0] == 400
                assert await other.post("/take-over", listed) == (200, {})
                (alert,) = (await other.shown())["alerts"]
                assert (alert["mine"], alert["may_arrive"]) == (True, True)
            (alert,) = (await doctor.shown())["alerts"]
            assert (alert["mine"], alert["others"]) == (False, True)

    run(story())


def test_a_revoked_device_is_out_at_once_also_from_a_page_that_is_open(tmp_path):
    async def story():
        async with serving(tmp_path) as (page, _store, doctor):
            await doctor.signed_in(page)
            live = await doctor.live()
            await live.receive()
            (device,) = page.doors.devices
            page.doors = server.doors.revoked(page.doors, device)
            await page.push()
            async with asyncio.timeout(5):
                while (await live.receive()).type is aiohttp.WSMsgType.TEXT:
                    pass
            assert (await doctor.get("/state"))[1]["refused"] == "not_paired"
            assert (await doctor.answer())[0] == 401

    run(story())
