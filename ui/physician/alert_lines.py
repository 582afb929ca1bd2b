"""The open alerts as the page lists them, and what may be answered to each. Pure."""

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bedside.alert_stage import ASKING, TAKEN, Stage, acceptance, ago_s, no_answer_s
from bedside.alerts import Alert
from bedside.clock import Instant
from bedside.escalation import Case
from bedside.protocol import Protocol
from bedside.protocol_watch import Priority
from bedside.session import Session
from bedside.summary import limit_of
from ui.i18n import Words
from ui.physician.values import digits
from ui.physician.wording import STAGES, condition_words

MARKS = {Priority.HIGH: "!!!", Priority.MEDIUM: "!!", Priority.LOW: "!", Priority.INFORMATION: ""}
SYMPTOMS_ASKED = frozenset({"bp_limit", "bp_very_high"})  # conditions that ask for symptoms


class AlertLine(Struct, frozen=True, kw_only=True):
    """One open alert, and what may be answered: to this version and no other."""

    alert: int
    version: int
    priority: str
    mark: str
    title: str
    text: str
    at: str
    stage: str
    stage_text: str
    rings: bool  # nobody has taken it: the page sounds
    loud: bool
    asks: bool  # KOMMER / KAN IKKE KOMME
    mine: bool  # accepted by whoever looks at it
    others: bool  # accepted by somebody else, who has not arrived
    may_arrive: bool
    test: bool
    since_s: float
    answer_left_s: float | None = None
    symptoms: str = ""
    now: str = ""  # what became of it: it is over, or how it is by now


def taken_by_others(cases: Mapping[int, Case], me: str) -> tuple[str, ...]:
    """Who is coming to each open alert, where it is not me and nobody has arrived."""
    coming = (
        case.by
        for case in cases.values()
        if case.stage in (Stage.COMING, Stage.ASK_ARRIVED) and case.alarm is not None
    )
    return tuple(name for name in coming if name and name != me)


def alert_lines(
    session: Session,
    cases: Mapping[int, Case],
    now: Instant,
    protocol: Protocol,
    words: Words,
    me: str,
) -> tuple[AlertLine, ...]:
    """What nobody has taken first, then by priority, then the newest."""
    found = [
        _alert(session, alert, cases[alert.alert], now, protocol, words, me)
        for alert in session.alerts.open
    ]
    order = {Priority.HIGH: 0, Priority.MEDIUM: 1}
    return tuple(
        sorted(
            found,
            key=lambda a: (not a.rings, order.get(Priority(a.priority), 2), a.since_s, -a.alert),
        )
    )


def _alert(
    session: Session,
    alert: Alert,
    case: Case,
    now: Instant,
    protocol: Protocol,
    words: Words,
    me: str,
) -> AlertLine:
    accepted = acceptance(alert)
    mine = accepted is not None and accepted.physician == me and case.stage in TAKEN
    arrived = case.stage is Stage.ARRIVED
    test = alert.alarm is None
    refused = any(r.version == alert.version and not r.coming for r in alert.replies)
    refuser = next((r.physician for r in reversed(alert.replies) if not r.coming), "")
    at = accepted.at if accepted else alert.at
    ladder = protocol.escalation.high if alert.priority == "high" else protocol.escalation.medium
    left_s = no_answer_s(ladder) - ago_s(alert.at, alert.mono_s, now)
    asks, limit = case.stage not in TAKEN, limit_of(session, alert)
    return AlertLine(
        alert=alert.alert,
        version=alert.version,
        priority=case.priority,
        mark=MARKS[case.priority],
        title=words.text("TEST ALERT") if test else _title(alert, protocol, words, limit),
        text="" if test else _reason(alert, protocol, words, limit),
        at=words.time_s(alert.at),
        stage=case.stage,
        stage_text=words.text(STAGES[case.stage]).format(
            who=case.by or (refuser if refused else "") or case.to, time=words.time_s(at)
        ),
        rings=asks,
        loud=case.ring_again or (asks and case.stage not in ASKING),
        asks=asks,
        mine=mine,
        others=not mine and not test and case.stage in (Stage.COMING, Stage.ASK_ARRIVED),
        may_arrive=mine and not arrived and not test,
        test=test,
        since_s=round(min(case.since_s, 1e9), 1),
        answer_left_s=round(max(0.0, left_s), 1) if asks and math.isfinite(left_s) else None,
        symptoms=_symptoms(session, alert, protocol, words),
        now="" if test else _became(session, alert, words),
    )


def _title(alert: Alert, protocol: Protocol, words: Words, limit: str) -> str:
    """What is wrong, in the few words that are read from the door."""
    values, _ = alert.values, words.text
    if "systolic" in values or "diastolic" in values:
        text = digits(values.get("systolic"), values.get("diastolic"))
        return _("BP {digits}").format(digits=text)
    if "spo2" in values:
        return f"SpO₂ {values['spo2']:.0f} %"
    if "pulse_rate" in values:
        return _("Pulse {n}").format(n=f"{values['pulse_rate']:.0f}")
    return condition_words(protocol, alert.condition, words, limit)


def _reason(alert: Alert, protocol: Protocol, words: Words, limit: str) -> str:
    """ "180/110 eller høyere": without the vital's name, where the title has said it."""
    text = condition_words(protocol, alert.condition, words, limit)
    if text == _title(alert, protocol, words, limit):
        return ""
    for name in (words.text("BP"), words.text("Pulse"), "SpO₂"):
        text = text.removeprefix(name).strip()
    return text


def _became(session: Session, alert: Alert, words: Words) -> str:
    """Improvement closes nothing: it is told (ALARMS C.3)."""
    alarm = None if alert.alarm is None else session.alarms.numbered(alert.alarm)
    latest = session.chart.blood_pressure
    if alarm is None or alarm.active:
        return ""
    if latest is not None and "systolic" in alert.values:
        text = digits(latest.systolic, latest.diastolic)
        return words.text("now {digits}, over · waits to be reset at the bedside").format(
            digits=text
        )
    return words.text("over · waits to be reset at the bedside")


def _symptoms(session: Session, alert: Alert, protocol: Protocol, words: Words) -> str:
    """What the nurse answered beside a high blood pressure (SPEC 9.5)."""
    if alert.condition not in SYMPTOMS_ASKED:
        return ""
    answer = next((a for a in reversed(session.chart.crisis) if a.at >= alert.first_at), None)
    if answer is None:
        return words.text("Symptoms: not answered yet")
    known: dict[str, str] = {s.id: words.of(s.text) for s in protocol.symptoms.symptom}
    named: Sequence[str] = [known.get(symptom, symptom) for symptom in answer.symptoms]
    if not named:
        return words.text("Symptoms: none")
    return words.text("Symptoms: {names}").format(names=", ".join(named))
