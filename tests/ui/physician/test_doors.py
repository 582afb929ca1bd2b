"""Three doors before the page: a paired device, a doctor's PIN, and a token with each answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bedside.clock import ManualClock
from bedside.identity import Person, with_pin
from ui.i18n import ZONE
from ui.physician import doors as d

PIN = "2580"
HANSEN = with_pin(Person(id="hansen", name="Dr. N. Hansen", role="doctor"), PIN)
IDA = with_pin(Person(id="ida", name="Ida Lund", role="nurse"), PIN)
GONE = with_pin(Person(id="old", name="Dr. Old", role="doctor", ended="2026-01-01"), PIN)
STAFF = [HANSEN, IDA, GONE, Person(id="x1", name="Same", role="doctor")]
HERE = "10.0.0.7"


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def doors():
    return d.Doors(b"s" * 32)


def enter(doors, clock, who="hansen", pin=PIN, address=HERE):
    return d.sign_in(doors, STAFF, who, pin, address, clock(), ZONE)


def test_a_code_pairs_one_device_once(doors, clock):
    code = d.new_code()
    doors = d.admitting(doors, code, clock())
    assert code not in repr(doors)
    doors, cookie, why = d.pair(doors, f" {code[:5].lower()}-{code[5:]}", HERE, clock())
    assert (why, d.is_paired(doors, cookie)) == ("", True)
    assert d.pair(doors, code, HERE, clock())[1:] == ("", "code_wrong")


def test_a_code_holds_for_five_minutes(doors, clock):
    doors = d.admitting(doors, "ABCDEFGHJK", clock())
    clock.advance(300)
    assert d.pair(doors, "ABCDEFGHJK", HERE, clock())[2] == "code_wrong"
    assert d.admitting(doors, "NEWNEWNEWN", clock()).codes.keys() == {d.digest("NEWNEWNEWN")}


@pytest.mark.parametrize("cookie", ["", ".", "abc", "abc.def", ".e3b0", "æ.ø"])
def test_no_made_up_cookie_is_a_paired_device(doors, cookie):
    assert not d.is_paired(doors, cookie)


def paired(doors, clock, kind="iPhone"):
    doors = d.admitting(doors, "ABCDEFGHJK", clock())
    doors, cookie, _why = d.pair(doors, "ABCDEFGHJK", HERE, clock(), kind)
    return doors, cookie


def test_another_secret_forgets_every_device(doors, clock):
    known, cookie = paired(doors, clock)
    assert not d.is_paired(d.Doors(b"t" * 32, known.devices), cookie)


def test_a_revoked_device_is_out_and_the_others_stay(doors, clock):
    doors, lost = paired(doors, clock)
    doors, kept = paired(doors, clock, "Windows")
    doors = d.revoked(doors, d.device_of(lost))
    assert (d.is_paired(doors, lost), d.is_paired(doors, kept)) == (False, True)
    assert d.revoked(doors, "*").devices == {}


def test_the_list_says_what_a_device_is_and_who_signed_in_there(doors, clock):
    doors, cookie = paired(doors, clock)
    doors = d.signed_in_on(doors, cookie, "Dr. N. Hansen")
    (known,) = doors.devices.values()
    assert (known.kind, known.last, known.since) == ("iPhone", "Dr. N. Hansen", clock().wall)
    assert d.signed_in_on(doors, "nobody.knows", "X") is doors


@pytest.mark.parametrize(("agent", "kind"), [
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)", "iPhone"),
    ("Mozilla/5.0 (Linux; Android 16; Pixel 9)", "Android"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Windows"),
    ("curl/8", ""),
])  # fmt: skip
def test_what_a_browser_runs_on(agent, kind):
    assert d.kind_of(agent) == kind


def test_the_oldest_device_goes_when_there_are_too_many(doors, clock):
    for _ in range(d.MOST_DEVICES + 1):
        clock.advance(d.WINDOW_S)
        doors, cookie = paired(doors, clock)
    assert len(doors.devices) == d.MOST_DEVICES
    assert d.is_paired(doors, cookie)


@pytest.mark.parametrize("who", ["hansen", "dr. n. hansen", "  Dr. N.  HANSEN "])
def test_a_doctor_signs_in_by_id_or_name(doors, clock, who):
    doors, cookie, why = enter(doors, clock, who)
    assert why == ""
    assert d.visit_of(doors, cookie, clock()).name == "Dr. N. Hansen"
    assert cookie not in repr(doors)


@pytest.mark.parametrize(
    ("who", "pin", "why"),
    [
        ("hansen", "1379", "pin_wrong"),
        ("nobody", PIN, "pin_wrong"),
        ("", PIN, "pin_wrong"),
        ("ida", PIN, "not_a_doctor"),
        ("ida", "1379", "pin_wrong"),
        ("old", PIN, "person_ended"),
    ],
)
def test_nobody_else_signs_in(doors, clock, who, pin, why):
    assert enter(doors, clock, who, pin)[1:] == ("", why)


def test_two_of_one_name_are_nobody(doors, clock):
    twins = [HANSEN, with_pin(Person(id="h2", name="Dr. N. Hansen", role="doctor"), PIN)]
    assert d.sign_in(doors, twins, "Dr. N. Hansen", PIN, HERE, clock(), ZONE)[2] == "pin_wrong"
    assert d.sign_in(doors, twins, "h2", PIN, HERE, clock(), ZONE)[2] == ""


def test_five_wrong_pins_lock_the_person_for_five_minutes(doors, clock):
    for _ in range(5):
        doors, _cookie, why = enter(doors, clock, pin="1379")
    assert why == "person_locked"
    assert enter(doors, clock)[2] == "person_locked"
    clock.advance(301)
    assert enter(doors, clock)[2] == ""


def test_an_address_that_tries_too_often_is_not_even_looked_at(doors, clock, monkeypatch):
    for n in range(d.MOST_PER_ADDRESS):
        doors, _cookie, why = enter(doors, clock, f"nobody{n}")
    assert why == "pin_wrong"
    monkeypatch.setattr(d, "try_pin", lambda *_: pytest.fail("hashed for a stranger"))
    assert enter(doors, clock)[2] == "too_often"
    assert d.pair(doors, "X", HERE, clock())[2] == "too_often"
    monkeypatch.undo()
    assert enter(doors, clock, address="10.0.0.8")[2] == ""
    clock.advance(d.WINDOW_S + 1)
    assert enter(doors, clock)[2] == ""


def test_many_addresses_are_slowed_together(doors, clock):
    for n in range(d.MOST_IN_ALL):
        doors, _cookie, _why = d.pair(doors, "X", f"10.1.{n}.1", clock())
    assert d.pair(doors, "X", "10.2.0.1", clock())[2] == "too_often"
    clock.advance(d.WINDOW_S + 1)
    doors, _cookie, why = d.pair(doors, "X", "10.2.0.1", clock())
    assert (why, len(doors.tries)) == ("code_wrong", 1)


def test_a_visit_ends_with_the_day(doors, clock):
    doors, cookie, _why = enter(doors, clock)
    clock.advance(14 * 3600)
    assert d.visit_of(doors, cookie, clock()) is not None
    clock.advance(3600)  # past midnight in Norway
    assert d.visit_of(doors, cookie, clock()) is None


def test_signing_out_ends_that_visit_alone(doors, clock):
    doors, first, _why = enter(doors, clock)
    doors, second, _why = enter(doors, clock)
    doors = d.sign_out(doors, first)
    assert d.visit_of(doors, first, clock()) is None
    assert d.visit_of(doors, second, clock()) is not None
    assert d.visit_of(doors, "", clock()) is None


def test_the_oldest_of_too_many_visits_goes(doors, clock):
    doors, first, _why = enter(doors, clock)
    visit = d.visit_of(doors, first, clock())
    many = {str(n): replace(visit, since=clock.advance(1)) for n in range(d.MOST_VISITS)}
    doors, newest, _why = enter(replace(doors, visits={**doors.visits, **many}), clock)
    assert len(doors.visits) == d.MOST_VISITS
    assert d.visit_of(doors, first, clock()) is None
    assert d.visit_of(doors, newest, clock()) is not None


def test_only_the_visits_own_token_fits(doors, clock):
    doors, cookie, _why = enter(doors, clock)
    visit = d.visit_of(doors, cookie, clock())
    assert d.csrf_fits(visit, visit.csrf)
    assert not d.csrf_fits(visit, "")
    assert not d.csrf_fits(visit, "ø")


def test_midnight_is_norways(clock):
    left = d.midnight(clock().wall, ZONE) - clock().wall
    assert left == timedelta(hours=14, minutes=40)
