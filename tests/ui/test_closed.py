"""A session that is over: its record stands still, whatever the monitors go on to say."""

import pytest

from bedside import events
from tests.ui.ward import Ward
from tests.ui.whole import whole

GIVEN_UP = events.SessionAborted(reason="syk", decided_by="dr.hansen")


@pytest.fixture
def ward(tmp_path, qapp):
    made = Ward(tmp_path).sign_in()
    made.room.open_session(made.now)
    return made.run(5)


def lines(ward):
    return len(ward.store.replay(ward.room.session_id))


# (sentence, what happens after the session was given up)
AFTERWARDS = [
    ("values that go on are not the patient's any more", lambda ward: ward.run(10)),
    ("the next one's blood pressure is not recorded", lambda ward: ward.bp(120, 75)),
    ("a probe that is taken off raises nothing", lambda ward: ward.loses().run(30)),
]


@pytest.mark.parametrize(("sentence", "happens"), AFTERWARDS, ids=[row[0] for row in AFTERWARDS])
def test_a_record_that_is_closed_stands_still(ward, sentence, happens):
    ward.tell(GIVEN_UP)
    written = lines(ward)
    happens(ward)
    assert lines(ward) == written
    assert ward.alarms == []


def test_an_emergency_afterwards_has_a_session_of_its_own(ward):
    ward.tell(GIVEN_UP)
    closed, written = ward.room.session_id, lines(ward)
    ward.app.declare_emergency()
    ward.run(2)
    assert ward.room.session_id != closed
    assert ward.session.emergency.open
    assert len(ward.store.replay(closed)) == written


def test_the_report_is_made_once(tmp_path, qapp):
    """It took seconds, and was made again with every value that came after the signature."""
    ward = Ward(tmp_path).sign_in().follow(whole())
    first = ward.app.printed(ward.words)
    ward.run(5)
    assert ward.app.printed(ward.words) is first
