"""What the strip says of each alert to the physician (ALARMS C): words, times and versions."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import events
from tests.bedside.any_event import any_event
from tests.bedside.course import amended
from tests.bedside.telling import DOCTOR, Telling


def alerted(version=1, alert=1, systolic=184, to=DOCTOR, phone="12345", priority="high", step=0):
    return events.PhysicianAlerted(
        alert=alert,
        version=version,
        priority=priority,
        condition="bp_limit",
        to=to,
        phone=phone,
        values={"systolic": systolic},
        step=step,
    )


def delivered(version=1, alert=1, channel="page"):
    return events.AlertDelivered(alert=alert, version=version, channel=channel)


def failed(version=1, alert=1):
    return events.AlertFailed(
        alert=alert, version=version, channel="page", detail="ingen forbindelse"
    )


def answered(version=1, said="coming", alert=1, channel="page"):
    return events.PhysicianAnswered(
        alert=alert, version=version, answer=said, physician=DOCTOR, channel=channel
    )


ARRIVED = events.PhysicianArrived(physician=DOCTOR)

# (sentence, what happened, state, accepted, somebody still to answer)
STORIES = [
    ("sent", [alerted()], "sent", False, True),
    ("delivered", [alerted(), delivered()], "delivered", False, True),
    ("not delivered", [alerted(), failed()], "failed", False, True),
    ("not delivered, then delivered after all", [alerted(), failed(), delivered()], "delivered",
     False, True),
    ("delivered on one channel, failed on another", [alerted(), delivered(channel="sms"), failed()],
     "delivered", False, True),
    ("on the way", [alerted(), delivered(), answered()], "coming", True, False),
    ("cannot come", [alerted(), delivered(), answered(said="cannot_come")], "cannot_come", False,
     False),
    ("cannot come, then comes", [alerted(), answered(said="cannot_come"), answered()], "coming",
     True, False),
    ("coming, then cannot", [alerted(), answered(), answered(said="cannot_come")], "cannot_come",
     False, False),
    ("reached by phone, never delivered", [alerted(), failed(), answered(channel="phone")],
     "coming", True, False),
    ("has come", [alerted(), answered(), ARRIVED], "arrived", True, False),
    ("has come without answering", [alerted(), ARRIVED], "arrived", False, False),
    ("worse: the answer to 184 is none to 205", [alerted(), delivered(), answered(),
     alerted(2, systolic=205)], "sent", False, True),
    ("worse: an old click arrives late", [alerted(), alerted(2, systolic=205), answered(1)], "sent",
     False, True),
    ("worse: an old delivery says nothing of the new one", [alerted(), delivered(),
     alerted(2, systolic=205)], "sent", False, True),
    ("worse: an old failure says nothing of the new one", [alerted(), failed(), alerted(2)], "sent",
     False, True),
    ("worse, and answered anew", [alerted(), answered(), alerted(2), answered(2)], "coming", True,
     False),
    ("the same again is no new question", [alerted(), answered(), alerted()], "coming", True,
     False),
    ("sent on to the next on the list",
     [alerted(), alerted(to="dr-berg", phone="12346", step=1)], "sent",
     False, True),
    ("an answer to a version nobody sent", [alerted(), answered(7)], "sent", False, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "happened", "state", "accepted", "waits"),
    STORIES,
    ids=[row[0] for row in STORIES],
)
def test_an_alert(sentence, happened, state, accepted, waits):
    alerts = Telling().tell(*happened).session.alerts
    assert alerts.latest.state == state
    assert alerts.latest.accepted is accepted
    assert bool(alerts.unanswered) is waits


def test_the_line_of_the_strip_has_its_times():
    telling = Telling().tell(alerted())
    sent_at = telling.now.wall
    telling.wait(1).tell(delivered()).wait(1).tell(delivered(channel="sms"))
    telling.wait(14).tell(answered(), by="physician").wait(120).tell(ARRIVED)
    alert = telling.session.alerts.latest
    assert alert.at == alert.first_at == sent_at
    assert alert.delivered_at == sent_at + timedelta(seconds=1)
    assert (alert.reply.at, alert.reply.physician, alert.reply.by) == (
        sent_at + timedelta(seconds=16),
        DOCTOR,
        "physician",
    )
    assert (alert.arrived_at, alert.arrived) == (sent_at + timedelta(seconds=136), DOCTOR)


def test_a_worse_version_has_its_own_time_values_and_priority():
    telling = Telling().tell(alerted(priority="medium")).wait(60).tell(alerted(2, systolic=205))
    alert = telling.session.alerts.latest
    assert (alert.version, alert.values, alert.priority) == (2, {"systolic": 205}, "high")
    assert alert.at - alert.first_at == timedelta(seconds=60)
    assert [sent.version for sent in alert.sent] == [1, 2]


def test_to_whom_it_went_last():
    telling = Telling().tell(alerted(), alerted(to="dr-berg", phone="12346", step=1))
    alert = telling.session.alerts.latest
    assert (alert.to, alert.phone) == ("dr-berg", "12346")


def test_who_stands_in_the_room_has_come_for_everything_but_not_for_what_comes_later():
    telling = Telling().tell(alerted(), alerted(alert=2)).wait(5).tell(ARRIVED)
    first = telling.now.wall
    telling.wait(5).tell(ARRIVED, alerted(alert=3))
    alerts = telling.session.alerts
    assert [alert.state for alert in alerts.all] == ["arrived", "arrived", "sent"]
    assert alerts.all[0].arrived_at == first
    assert [alert.alert for alert in alerts.unanswered] == [3]


def test_whoever_came_for_the_milder_one_has_not_answered_for_the_worse():
    telling = Telling().tell(alerted(), ARRIVED, alerted(2, systolic=205))
    assert telling.session.alerts.latest.state == "sent"
    assert [alert.alert for alert in telling.session.alerts.unanswered] == [1]


def test_an_arrival_for_one_alert_is_for_that_one():
    arrived = events.PhysicianArrived(alert=2, physician=DOCTOR)
    telling = Telling().tell(alerted(), alerted(alert=2), arrived)
    assert [alert.state for alert in telling.session.alerts.all] == ["sent", "arrived"]
    unknown = events.PhysicianArrived(alert=9, physician=DOCTOR)
    assert telling.tell(unknown).session.alerts.unanswered[0].alert == 1


@pytest.mark.parametrize("event", [delivered(), failed(), answered()])
def test_what_is_said_of_an_alert_nobody_knows_changes_nothing(event):
    assert Telling().tell(event).session.alerts.all == ()


def test_an_alert_tells_of_an_alarm_until_the_alarm_is_reset():
    telling = Telling().tell(amended(alerted(), alarm=7))
    assert telling.session.alerts.about(7).alert == 1
    assert telling.session.alerts.about(8) is None
    assert telling.session.alerts.alarms_open == {7}
    telling.tell(events.AlarmResolved(alarm=7))
    assert telling.session.alerts.alarms_open == frozenset()
    assert telling.session.alerts.about(7) is None


def test_numbers_go_on():
    assert Telling().session.alerts.next_number == 1
    assert Telling().tell(alerted(alert=4)).session.alerts.next_number == 5
    assert Telling().session.alerts.latest is None


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from([alerted(1), alerted(2), alerted(3), delivered(1), answered(1), answered(2),
                         failed(2)]) | any_event(),
        max_size=15,
    )
)  # fmt: skip
def test_no_answer_to_an_old_version_accepts_a_newer_one(happened):
    alerts = Telling().tell(*happened).session.alerts
    for alert in alerts.all:
        if alert.accepted:
            assert alert.reply.version == alert.version
