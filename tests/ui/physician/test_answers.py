"""What a press becomes in the record; an old click on a worse alert becomes nothing."""

from dataclasses import replace

import pytest

from bedside import events
from bedside.alert_stage import acceptance
from bedside.events import WATCH
from bedside.session import Session
from tests.ui.physician.ward import BERG, HANSEN, alerted, answered, high, infusing, raised
from ui.physician.answers import (
    Answer,
    Listed,
    Seen,
    TakeOver,
    check_in,
    delivered,
    got_worse,
    judged,
    taken_over,
)


def press(answer="coming", version=1, alert=1):
    return Answer(session="s", alert=alert, version=version, answer=answer)


def worse(telling):
    return telling.tell(raised(2, 205, 121), alerted(2, 205, 121), by=WATCH)


def test_an_answer_is_written_with_who_and_which_version():
    found, why = judged(high().session, press(), HANSEN)
    assert (found, why) == ((answered(),), "")
    found, why = judged(worse(high()).session, press("cannot_come", 2), BERG)
    assert found == (answered("cannot_come", 2, BERG),)


@pytest.mark.parametrize("answer", ["coming", "cannot_come", "arrived"])
def test_an_old_click_on_a_worse_alert_is_refused(answer):
    assert judged(worse(high()).session, press(answer, 1), HANSEN) == ((), "worse")
    assert judged(high().session, press(answer, 2), HANSEN) == ((), "worse")


def test_what_got_worse_while_it_was_written_is_seen_afterwards():
    assert not got_worse(high().session, press())
    assert got_worse(worse(high()).session, press())
    assert not got_worse(high().session, press(alert=9))


def test_pressed_twice_it_is_written_once():
    assert judged(high().tell(answered()).session, press(), HANSEN) == ((), "")
    assert judged(high().tell(answered()).session, press(), BERG)[0] == (answered(by=BERG),)
    no = high().tell(answered("cannot_come"))
    assert judged(no.session, press("cannot_come"), HANSEN) == ((), "")


def test_a_word_may_be_taken_back_and_given_again():
    no = high().tell(answered(), answered("cannot_come"))
    assert judged(no.session, press(), HANSEN)[0] == (answered(),)
    asked_again = high().tell(answered()).tell(alerted(step=1, to=BERG))
    assert judged(asked_again.session, press(), HANSEN)[0] == (answered(),)


def test_arrived_is_written_once():
    found, why = judged(high().session, press("arrived"), HANSEN)
    arrived = events.PhysicianArrived(alert=1, physician=HANSEN)
    assert (found, why) == ((arrived,), "")
    assert judged(high().tell(arrived).session, press("arrived"), HANSEN) == ((), "")


def test_what_is_not_open_is_not_answered():
    assert judged(high().session, press(alert=7), HANSEN) == ((), "no_such_alert")
    closed = high().tell(events.AlertClosed(alert=1, reason="over"))
    assert judged(closed.session, press(), HANSEN) == ((), "no_such_alert")
    over = high().tell(events.SessionAborted(reason="x", decided_by="ida"))
    assert judged(over.session, press(), HANSEN) == ((), "no_such_session")
    assert judged(Session(), press(), HANSEN) == ((), "no_such_session")


def test_the_test_alert_checks_in_whoever_accepts_it():
    telling = infusing()
    (sent,) = check_in(telling.session, HANSEN, "12345")
    assert (sent.condition, sent.alarm, sent.alert) == ("test", None, 1)
    telling.tell(sent, by=WATCH)
    assert check_in(telling.session, HANSEN, "12345") == ()
    assert len(check_in(telling.session, BERG, "12346")) == 1
    found, why = judged(telling.session, press(), HANSEN)
    assert why == ""
    telling.tell(*found, by="physician")
    assert telling.session.people.backup.test_accepted
    assert telling.session.alerts.open == ()
    assert check_in(Session(), HANSEN, "") == ()
    over = infusing().tell(events.SessionAborted(reason="x", decided_by="ida"))
    assert check_in(over.session, HANSEN, "") == ()


def test_a_test_that_is_rejected_checks_in_nobody():
    telling = infusing()
    telling.tell(*check_in(telling.session, HANSEN, "12345"))
    found, _why = judged(telling.session, press("cannot_come"), HANSEN)
    assert found == (answered("cannot_come"),)


def test_the_page_of_whoever_was_asked_confirms_delivery_once():
    seen = Seen(session="s", alert=1, version=1)
    telling = high()
    (receipt,) = delivered(telling.session, seen, HANSEN)
    assert receipt == events.AlertDelivered(alert=1, version=1, channel="page")
    assert delivered(telling.session, seen, BERG) == ()
    telling.tell(receipt)
    assert delivered(telling.session, seen, HANSEN) == ()
    telling.tell(alerted(step=1, to=BERG))
    assert delivered(telling.session, seen, HANSEN) == ()
    assert len(delivered(telling.session, seen, BERG)) == 1


def test_no_receipt_for_what_the_page_has_not_shown():
    old = Seen(session="s", alert=1, version=1)
    assert delivered(worse(high()).session, old, HANSEN) == ()
    assert delivered(high().session, Seen(session="s", alert=8, version=1), HANSEN) == ()
    closed = high().tell(events.AlertClosed(alert=1, reason="over"))
    assert delivered(closed.session, old, HANSEN) == ()


def test_a_call_without_a_name_reaches_the_named_physician():
    telling = infusing().tell(raised(), alerted(to="Bakvakt"), by=WATCH)
    seen = Seen(session="s", alert=1, version=1)
    assert len(delivered(telling.session, seen, HANSEN)) == 1
    nobody = infusing()
    nobody.session = amended_session(nobody.session)
    nobody.tell(raised(), alerted(to="Bakvakt"), by=WATCH)
    assert delivered(nobody.session, seen, HANSEN) == ()


def amended_session(session):
    return replace(session, people=replace(session.people, backup=None))


def take(session, by=BERG):
    alerts = tuple(Listed(alert=a.alert, version=a.version) for a in session.alerts.open)
    return taken_over(session, TakeOver(session="s", alerts=alerts), by)


def test_a_new_physician_takes_over_what_another_accepted_in_one_press():
    telling = high().tell(answered())
    second = telling.tell(alerted(alert=2, alarm=2), by="watch")
    second.tell(events.PhysicianAnswered(alert=2, answer="coming", physician=HANSEN))
    found, why = take(second.session)
    assert why == ""
    assert [(e.alert, e.answer, e.physician) for e in found] == [
        (1, "coming", BERG), (2, "coming", BERG),
    ]  # fmt: skip
    taken = second.tell(*found).session
    assert {acceptance(alert).physician for alert in taken.alerts.open} == {BERG}
    assert take(taken) == ((), "")


def test_what_became_worse_since_the_list_was_drawn_is_not_taken_over():
    before = high().tell(answered()).session
    after = high().tell(answered(), raised(2, 205, 118), alerted(2, 205, 118)).session
    listed = tuple(Listed(alert=a.alert, version=a.version) for a in before.alerts.open)
    pressed = TakeOver(session="s", alerts=listed)
    assert taken_over(after, pressed, BERG) == ((), "worse")
