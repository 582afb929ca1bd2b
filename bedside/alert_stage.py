"""Where one alert to the physician stands: delivered or not, answered or not, there or not. Pure.

Durations are taken from the monotonic clock where it has run on, else from the wall clock; what
cannot be known counts as long ago, so that nobody waits for a clock that was moved.
"""

import math
from datetime import datetime
from enum import StrEnum

from bedside.alarms import Alarms
from bedside.alerts import Alert, Receipt, Reply, Sent
from bedside.clock import Instant
from bedside.protocol_help import Escalation, Ladder


class Stage(StrEnum):
    SENT = "sent"  # no receipt yet
    UNDELIVERED = "undelivered"  # amber: no receipt for too long
    FAILED = "failed"
    DELIVERED = "delivered"  # no answer yet
    UNANSWERED = "unanswered"
    REJECTED = "rejected"
    COMING = "coming"
    ASK_ARRIVED = "ask_arrived"  # accepted a while ago: ask both whether they are there
    NOT_ARRIVED = "not_arrived"  # accepted too long ago: counts as not accepted
    ARRIVED = "arrived"


ASKING = frozenset({Stage.SENT, Stage.UNDELIVERED, Stage.DELIVERED})
UNSEEN = frozenset({Stage.SENT, Stage.UNDELIVERED, Stage.FAILED})
TAKEN = frozenset({Stage.COMING, Stage.ASK_ARRIVED, Stage.ARRIVED})


def stage_of(alert: Alert, alarms: Alarms, policy: Escalation, now: Instant) -> Stage:
    if alert.arrived_at is not None:
        return Stage.ARRIVED
    sent, own = last_sent(alert), ladder_of(alert, policy)
    accepted = acceptance(alert)
    if accepted is not None and not lapsed(accepted, sent, own):
        accepted_s = ago_s(accepted.at, accepted.mono_s, now)
        there = still_there(alert, alarms)
        if there and own.not_arrived_s is not None and accepted_s >= own.not_arrived_s:
            return Stage.NOT_ARRIVED
        return Stage.ASK_ARRIVED if there and accepted_s >= own.ask_arrived_s else Stage.COMING
    if any(refuses(reply, alert, sent) for reply in alert.replies):
        return Stage.REJECTED
    asked_s = ago_s(sent.at, sent.mono_s, now)
    if not delivered(alert, sent):
        if asked_s >= own.failed_s:
            return Stage.FAILED
        return Stage.UNDELIVERED if asked_s >= own.undelivered_amber_s else Stage.SENT
    return Stage.UNANSWERED if asked_s >= no_answer_s(own) else Stage.DELIVERED


def ladder_of(alert: Alert, policy: Escalation) -> Ladder:
    return policy.high if alert.priority == "high" else policy.medium


def no_answer_s(ladder: Ladder) -> float:
    return ladder.no_answer_s or ladder.becomes_high_s or ladder.next_contact_s


def emergency_s(ladder: Ladder, policy: Escalation) -> float:
    if ladder.emergency_number_s is not None:
        return ladder.emergency_number_s
    return (ladder.becomes_high_s or 0.0) + (policy.high.emergency_number_s or 0.0)


def last_sent(alert: Alert) -> Sent:
    """The newest message of the newest version."""
    of_version = [sent for sent in alert.sent if sent.version == alert.version]
    return max(of_version or alert.sent, key=lambda sent: sent.step)


def acceptance(alert: Alert) -> Reply | None:
    """Whose last word on the newest version is that they come; of several, the last to say so."""
    last = {r.physician: r for r in alert.replies if r.version == alert.version}
    coming = [reply for reply in alert.replies if reply.coming and reply in last.values()]
    return coming[-1] if coming else None


def lapsed(accepted: Reply, sent: Sent, ladder: Ladder) -> bool:
    """Nobody came of it in time, and the next contact was asked. A message that only crossed an
    acceptance does not undo it."""
    if ladder.not_arrived_s is None or not before(accepted, sent):
        return False
    if accepted.mono_s is not None and sent.mono_s is not None:
        return sent.mono_s - accepted.mono_s >= ladder.not_arrived_s
    return _between_s(accepted.at, sent.at) >= ladder.not_arrived_s


def refuses(reply: Reply, alert: Alert, sent: Sent) -> bool:
    """A "cannot come" to the newest message, by whoever was asked with it."""
    if reply.coming or reply.version != alert.version or before(reply, sent):
        return False
    earlier = {s.to for s in alert.sent if s.version == alert.version} - {sent.to}
    return reply.physician not in earlier


def who(alert: Alert) -> str:
    accepted = acceptance(alert)
    return alert.arrived or ("" if accepted is None else accepted.physician)


def reached(alert: Alert) -> bool:
    """Whether any message of the newest version arrived, with whomever, or was answered."""
    return alert.delivered_at is not None or any(r.version == alert.version for r in alert.replies)


def delivered(alert: Alert, sent: Sent) -> bool:
    return any(
        r.delivered and r.version == alert.version and not before(r, sent) for r in alert.receipts
    )


def still_there(alert: Alert, alarms: Alarms) -> bool:
    """Whether what it tells of is there still; unknown is not "no"."""
    alarm = None if alert.alarm is None else alarms.numbered(alert.alarm)
    return alarm is None or alarm.active


def before(one: Receipt | Reply, sent: Sent) -> bool:
    return one.seq < sent.seq


def ago_s(at: datetime, mono_s: float | None, now: Instant) -> float:
    """How long ago; before a restart only the wall clock knows."""
    if mono_s is not None and now.mono_s >= mono_s:
        return now.mono_s - mono_s
    return _between_s(at, now.wall)


def _between_s(then: datetime, later: datetime) -> float:
    """Set back in between, it is taken as long ago: a moved clock makes nobody wait."""
    between_s = (later - then).total_seconds()
    return between_s if between_s >= 0 else math.inf
