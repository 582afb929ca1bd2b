"""The record as the page's process follows it, and what it does where the application is dead."""

from datetime import timedelta

import pytest

from bedside import events
from bedside.clock import Instant, system_clock
from tests.bedside.telling import protocol
from tests.ui.physician.served import SESSION, raise_alert, record, write
from ui.physician.link import (
    ALONE,
    CLOSED,
    HERE,
    STOPPED,
    Bedside,
    FromBedside,
    Waiting,
    line,
    of_bedside,
    of_page,
    read_unsaved,
    read_waiting,
    waiting_of,
)
from ui.physician.records import Records


@pytest.fixture
def store(tmp_path):
    made = record(tmp_path)
    yield made
    made.close()


def later(seconds):
    now = system_clock()
    return Instant(now.mono_s + seconds, now.wall + timedelta(seconds=seconds))


def alerts(store):
    told = [entry.event for entry in store.replay(SESSION)]
    return [e.step for e in told if isinstance(e, events.PhysicianAlerted)]


def test_where_the_application_is_dead_the_next_one_is_asked_once(store):
    records = Records(store)
    raise_alert(store)
    records.refresh()
    records.escalate([SESSION], protocol(), later(5))
    assert alerts(store) == [0]
    for _ in range(2):
        records.escalate([SESSION, "nobody's"], protocol(), later(61))
    assert alerts(store) == [0, 1]


def test_yesterdays_open_session_is_nobodys_patient_now(store):
    records = Records(store)
    records.refresh()
    assert [name for name, _ in records.listed(later(0))] == [SESSION]
    assert records.listed(later(19 * 3600)) == ()


def test_what_waits_in_memory_is_believed_until_it_is_written(store):
    records = Records(store)
    records.refresh()
    called = events.ConditionDeclared(condition="physician_called")
    records.waiting(SESSION, [(system_clock(), called)])
    assert records.session(SESSION).log[-1].event == called
    records.waiting(SESSION, [])
    assert records.session(SESSION).log[-1].event != called


def test_a_session_that_cannot_be_read_hides_no_other(store):
    opened = records_opened(store)
    write(store, opened, session="s-2")
    with store._engine.begin() as db:
        db.exec_driver_sql("DROP TRIGGER line_update")
        db.exec_driver_sql("UPDATE line SET body = '{}' WHERE session = 's-2'")
    records = Records(store)
    assert records.refresh()
    assert [name for name, _ in records.listed(later(0))] == [SESSION]
    assert records.name_of("hansen") == "Dr. N. Hansen"
    assert records.name_of("nobody") == "nobody"


def records_opened(store):
    return store.replay(SESSION)[0].event


def test_the_application_is_here_silent_stopped_or_gone_for_good():
    began = system_clock()
    bedside = Bedside(5.0)
    assert bedside.state(began) == HERE
    bedside.heard(FromBedside(session="s"), began)
    assert (bedside.state(later(4)), bedside.state(later(6))) == (HERE, STOPPED)
    bedside.ended(began)
    assert bedside.state(began) == STOPPED
    other = Bedside(5.0)
    other.heard(FromBedside(goodbye=True), began)
    other.ended(began)
    assert other.state(later(60)) == CLOSED
    assert Bedside(5.0, piped=False).state(began) == ALONE


def test_lines_come_back_as_they_were_said_and_nonsense_is_none():
    called = events.ConditionDeclared(condition="physician_called")
    now = Instant(12.5, records_now())
    said = FromBedside(session="s", seq=7, waiting=waiting_of([(now, called)]))
    assert read_waiting(of_bedside(line(said)).waiting) == ((now, called),)
    assert of_bedside(b"\xff{") is None
    assert of_page(b"[]") is None
    assert read_waiting([Waiting("not a time", 0.0, "{}")]) == ()
    assert read_unsaved(["{}"]) == ()


def records_now():
    return system_clock().wall.replace(microsecond=0)
