"""What a press on the page becomes in the record: judged against what is there now. Pure.

An answer names the version it answers: an old click cannot accept a worse alert (ALARMS B.7, F 7).
Pressed twice it is written once.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from bedside import events
from bedside.alert_stage import before, last_sent
from bedside.alerts import Alert
from bedside.events import Event
from bedside.session import Session

CHANNEL: Literal["page"] = "page"
TEST = "test"


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One press of a button, as the page sends it."""

    session: str
    alert: int
    version: int
    answer: Literal["coming", "cannot_come", "arrived"]


class Seen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One alert that the page has painted."""

    session: str
    alert: int
    version: int


class Listed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One alert as it stood in the list."""

    alert: int
    version: int


class TakeOver(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One press that takes over every alert of the list."""

    session: str
    alerts: Annotated[tuple[Listed, ...], Meta(min_length=1, max_length=32)]


def judged(session: Session, pressed: Answer, me: str) -> tuple[tuple[Event, ...], str]:
    """What is to be recorded, and why it is refused. Neither: it stands there already."""
    if session.opened is None or session.over:
        return (), "no_such_session"
    alert = session.alerts.by_number.get(pressed.alert)
    if alert is None or alert.closed:
        return (), "no_such_alert"
    if pressed.version != alert.version:
        return (), "worse"
    if pressed.answer == "arrived":
        if alert.arrived_at is not None:
            return (), ""
        return (events.PhysicianArrived(alert=alert.alert, physician=me),), ""
    if _said(alert, me) == pressed.answer:
        return (), ""
    answered = events.PhysicianAnswered(
        alert=alert.alert,
        version=alert.version,
        answer=pressed.answer,
        physician=me,
        channel=CHANNEL,
    )
    if alert.alarm is not None or pressed.answer != "coming":
        return (answered,), ""
    return (  # a test that came round: the page rings, and this physician hears it
        answered,
        events.PhysicianCheckedIn(physician=me, test_accepted=True),
        events.AlertClosed(alert=alert.alert, reason=TEST),
    ), ""


def taken_over(session: Session, pressed: TakeOver, me: str) -> tuple[tuple[Event, ...], str]:
    """In one press, what somebody else had accepted; never what came after the list was drawn,
    and nothing where one of them has become worse (ALARMS C.3, C.7)."""
    found: list[Event] = []
    for one in pressed.alerts:
        answer = Answer(
            session=pressed.session, alert=one.alert, version=one.version, answer="coming"
        )
        events_, why = judged(session, answer, me)
        if why:
            return (), why
        found.extend(events_)
    return tuple(found), ""


def got_worse(session: Session, pressed: Answer) -> bool:
    """After it was written: a worse version came in the same instant, and was not answered."""
    alert = session.alerts.by_number.get(pressed.alert)
    return alert is not None and alert.version > pressed.version


def check_in(session: Session, me: str, phone: str) -> tuple[Event, ...]:
    """The test alert of a check-in (ALARMS C.7); one under way already is not sent twice."""
    under_way = any(a.alarm is None and a.to == me for a in session.alerts.open)
    if session.opened is None or session.over or under_way:
        return ()
    return (
        events.PhysicianAlerted(
            alert=session.alerts.next_number, priority="low", condition=TEST, to=me, phone=phone
        ),
    )


def delivered(session: Session, seen: Seen, me: str) -> tuple[Event, ...]:
    """A receipt for the newest message, if this is the page of whoever it was sent to."""
    alert = session.alerts.by_number.get(seen.alert)
    if alert is None or alert.closed or session.over or seen.version != alert.version:
        return ()
    sent = last_sent(alert)
    backup = session.people.backup
    mine = sent.to == me or (sent.step == 0 and backup is not None and backup.name == me)
    known = any(
        r.delivered and r.channel == CHANNEL and r.version == alert.version and not before(r, sent)
        for r in alert.receipts
    )
    if not mine or known:
        return ()
    return (events.AlertDelivered(alert=alert.alert, version=alert.version, channel=CHANNEL),)


def _said(alert: Alert, me: str) -> str:
    """My last word on the newest version, unless somebody was asked since."""
    mine = [r for r in alert.replies if r.version == alert.version and r.physician == me]
    if not mine or before(mine[-1], last_sent(alert)):
        return ""
    return "coming" if mine[-1].coming else "cannot_come"
