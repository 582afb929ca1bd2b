"""Who must be told, when the next one is asked, and what the nurse is told meanwhile. Pure.

Both processes judge the same record by this; what is due is an event that either may append, and
its `step` keeps it from being appended twice. Sends nothing. At every moment somebody is being
asked, or somebody has accepted, or the case says `telephone`: the bedside shows it in red.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bedside import events
from bedside.alarms import Alarm, Alarms
from bedside.alert_stage import (
    ASKING,
    TAKEN,
    UNSEEN,
    Stage,
    acceptance,
    ago_s,
    emergency_s,
    ladder_of,
    last_sent,
    no_answer_s,
    reached,
    stage_of,
    still_there,
    who,
)
from bedside.alerts import Alert, Alerts, Sent
from bedside.clock import Instant
from bedside.protocol_help import Escalation, Ladder, Site, Whom
from bedside.protocol_watch import Limits, Priority
from bedside.text import Language


@dataclass(frozen=True, slots=True)
class Contact:
    """One to be asked, and the number that is shown when the page does not reach them."""

    name: str
    phone: str


def contact_list(
    site: Site, policy: Escalation, backup: Contact | None, language: Language
) -> tuple[Contact, ...]:
    """Who is asked in turn: today's back-up physician by name, then the site's telephones."""
    known = {contact.id: contact for contact in site.contact}
    listed = [known[id_] for id_ in policy.contacts]
    found = [Contact(contact.text.of(language), contact.number) for contact in listed]
    if backup is None:
        return tuple(found)
    others = [c for c, told in zip(found, listed, strict=True) if told.whom != Whom.PHYSICIAN]
    return (backup, *others)


@dataclass(frozen=True, slots=True)
class Case:
    """Where one alert stands now. `telephone`: nobody has accepted, the nurse must ring."""

    alert: int
    version: int
    alarm: int | None
    condition: str
    priority: Priority  # a MEDIUM that nobody answered is treated as HIGH
    stage: Stage
    to: str
    phone: str
    since_s: float  # the newest version
    asked_s: float  # the newest message
    telephone: bool = False
    unreached: bool = False  # no message of this version has reached anybody, for too long
    emergency: bool = False  # show the organisation's emergency number, large
    by: str = ""  # who is coming, or has come
    next_in_s: float | None = None  # until the next contact is asked
    next_to: Contact | None = None
    attempts: int = 1  # how often this message should have been sent by now
    ring_again: bool = False  # delivered, and no answer: the page rings again, louder
    all_channels: bool = True  # the page and every ringer, or the page alone


def situation(
    alerts: Alerts,
    alarms: Alarms,
    policy: Escalation,
    contacts: Sequence[Contact],
    now: Instant,
) -> tuple[Case, ...]:
    """Every open alert as it stands now, the most urgent first."""
    cases = [_case(a, alarms, policy, contacts, now) for a in alerts.open]
    return tuple(sorted(cases, key=lambda c: (not c.telephone, c.priority is not Priority.HIGH)))


def due(
    alerts: Alerts,
    alarms: Alarms,
    limits: Limits,
    policy: Escalation,
    contacts: Sequence[Contact],
    now: Instant,
    *,
    blind: bool = False,
) -> tuple[events.PhysicianAlerted, ...]:
    """Who is to be alerted now: of new alarms, of worse ones, and the next on the list."""
    if not contacts:
        return ()
    found: list[events.PhysicianAlerted] = []
    number = alerts.next_number
    for alarm in alarms.open:
        known = _last_about(alerts, alarm)
        if not _told_when_due(alarm, limits, now, blind=blind) or _knows(known, alarm):
            continue
        if known is None:
            found.append(_first(number, alarm, contacts[0]))
            number += 1
        else:
            found.append(_first(known.alert, alarm, contacts[0]))
    renewed = {event.alert for event in found}
    for alert in alerts.open:
        if alert.alert in renewed or alert.alarm is None:
            continue
        if _next_s(alert, alarms, policy, contacts, now) <= 0:
            found.append(_to_next(alert, contacts))
    return tuple(found)


def facts(cases: Iterable[Case]) -> frozenset[str]:
    """The technical conditions of the bedside that the cases amount to (limits.toml)."""
    found = set()
    for case in cases:
        if case.alarm is None:  # a test
            continue
        if case.unreached or case.stage is Stage.FAILED:
            found.add("alert_not_delivered")
        elif case.telephone:
            found.add("alert_not_answered")
    return frozenset(found)


def bundles(alerts: Alerts, policy: Escalation) -> tuple[tuple[int, ...], ...]:
    """Alerts that came together go in one ring; each is listed, and accepted, by itself."""
    groups: list[list[Alert]] = []
    for alert in sorted(alerts.open, key=lambda a: a.at):
        together = groups and (alert.at - groups[-1][0].at).total_seconds() <= policy.bundle_s
        if together:
            groups[-1].append(alert)
        else:
            groups.append([alert])
    return tuple(tuple(alert.alert for alert in group) for group in groups)


def attempts_due(undelivered_s: float, ladder: Ladder, policy: Escalation) -> int:
    """How often one message should have been sent, this long after the first time."""
    count, at_s, waits = 1, ladder.undelivered_amber_s, policy.retry_after_s
    if not math.isfinite(undelivered_s):
        return count
    while at_s <= undelivered_s:
        at_s += waits[min(count, len(waits)) - 1]
        count += 1
    return count


# --- first alerts ----------------------------------------------------------------------------


def _told_when_due(alarm: Alarm, limits: Limits, now: Instant, *, blind: bool) -> bool:
    """Whether this alarm is one for the physician, and has stood long enough."""
    for limit in limits.limit:
        if limit.id != alarm.worst.condition or limit.physician_after_s is None:
            continue
        if limit.physician_after_s == 0:
            return True
        same = alarm.condition == limit.id  # not milder by now
        return same and _stood(alarm, alarm.version_at, limit.physician_after_s, now)
    for declared in limits.declared:
        if declared.id == alarm.condition and declared.physician_after_s is not None:
            return _stood(alarm, alarm.since, declared.physician_after_s, now)
    for technical in limits.technical:
        if technical.id == alarm.condition and technical.physician_after_s is not None:
            stood = _stood(alarm, alarm.since, technical.physician_after_s, now)
            return stood and (blind or not technical.physician_if_blind)
    return False


def _stood(alarm: Alarm, since: Instant, for_s: float, now: Instant) -> bool:
    """At once even if it is over already; later only if it is still there."""
    return for_s == 0 or (alarm.active and now.mono_s - since.mono_s >= for_s)


def _last_about(alerts: Alerts, alarm: Alarm) -> Alert | None:
    told = [alert for alert in alerts.all if alert.alarm == alarm.number]
    return max(told, key=lambda alert: alert.alert, default=None)


def _knows(alert: Alert | None, alarm: Alarm) -> bool:
    return alert is not None and alert.version >= alarm.version


def _first(number: int, alarm: Alarm, contact: Contact) -> events.PhysicianAlerted:
    return events.PhysicianAlerted(
        alert=number,
        version=alarm.version,
        priority="high" if alarm.worst.priority is Priority.HIGH else "medium",
        condition=alarm.worst.condition,
        to=contact.name,
        phone=contact.phone,
        values=dict(alarm.values),
        alarm=alarm.number,
    )


# --- the next contact ------------------------------------------------------------------------


def _to_next(alert: Alert, contacts: Sequence[Contact]) -> events.PhysicianAlerted:
    step = last_sent(alert).step + 1
    contact = contacts[step % len(contacts)]
    return events.PhysicianAlerted(
        alert=alert.alert,
        version=alert.version,
        priority=alert.priority,
        condition=alert.condition,
        to=contact.name,
        phone=contact.phone,
        values=alert.values,
        alarm=alert.alarm,
        step=step,
    )


def _next_s(
    alert: Alert, alarms: Alarms, policy: Escalation, contacts: Sequence[Contact], now: Instant
) -> float:
    """Seconds until the next contact is asked; not above 0: now; inf: nobody need be."""
    sent, ladder = last_sent(alert), ladder_of(alert, policy)
    asked_s = ago_s(sent.at, sent.mono_s, now)
    match stage_of(alert, alarms, policy, now):
        case Stage.ARRIVED:
            return math.inf
        case Stage.COMING | Stage.ASK_ARRIVED:
            accepted = acceptance(alert)
            if accepted is None or ladder.not_arrived_s is None or not still_there(alert, alarms):
                return math.inf
            return ladder.not_arrived_s - ago_s(accepted.at, accepted.mono_s, now)
        case Stage.NOT_ARRIVED | Stage.REJECTED:
            return 0.0
        case Stage.SENT | Stage.UNDELIVERED | Stage.FAILED if sent.step + 1 < len(contacts):
            # nobody is being asked by what did not arrive; once round, it is asked more slowly
            return min(ladder.failed_s, ladder.next_contact_s) - asked_s
        case _ if sent.step > 0:
            return policy.high.next_contact_s - asked_s
        case _:
            return ladder.next_contact_s - asked_s


# --- where an alert stands -------------------------------------------------------------------


def _case(
    alert: Alert, alarms: Alarms, policy: Escalation, contacts: Sequence[Contact], now: Instant
) -> Case:
    sent, stage = last_sent(alert), stage_of(alert, alarms, policy, now)
    own = ladder_of(alert, policy)
    since_s = ago_s(alert.at, alert.mono_s, now)
    asked_s = ago_s(sent.at, sent.mono_s, now)
    high = alert.priority == "high" or since_s >= no_answer_s(own)
    ladder = policy.high if high else own
    untaken = stage not in TAKEN
    unreached = untaken and since_s >= own.failed_s and not reached(alert)
    next_in_s = _next_s(alert, alarms, policy, contacts, now) if contacts else math.inf
    ring_s = ladder.ring_again_s
    return Case(
        alert=alert.alert,
        version=alert.version,
        alarm=alert.alarm,
        condition=alert.condition,
        priority=Priority.HIGH if high and untaken else Priority(alert.priority),
        stage=stage,
        to=sent.to,
        phone=sent.phone,
        since_s=since_s,
        asked_s=asked_s,
        telephone=untaken and (unreached or stage not in ASKING or since_s >= no_answer_s(own)),
        unreached=unreached,
        emergency=untaken and since_s >= emergency_s(own, policy),
        by=who(alert),
        next_in_s=next_in_s if math.isfinite(next_in_s) else None,
        next_to=_next_to(sent, contacts) if math.isfinite(next_in_s) else None,
        attempts=attempts_due(asked_s, ladder, policy) if stage in UNSEEN else 1,
        ring_again=stage is Stage.DELIVERED and ring_s is not None and asked_s >= ring_s,
        all_channels=ladder.ring_all_at_once,
    )


def _next_to(sent: Sent, contacts: Sequence[Contact]) -> Contact:
    return contacts[(sent.step + 1) % len(contacts)]
