"""What the page shows of one session: a pure function of its record and an instant.

Every value carries its age, and what is too old is not shown (ALARMS B.7, DESIGN 2.4). No name of
a patient leaves here: the page shows room and session (ALARMS B.7, privacy). Sends nothing.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from bedside import escalation
from bedside.alert_stage import ASKING, TAKEN, Stage, acceptance, ago_s, no_answer_s
from bedside.alerts import Alert
from bedside.clock import Instant
from bedside.escalation import Case, Contact
from bedside.infusion import ONSET_S, Pump
from bedside.protocol import Protocol
from bedside.protocol_watch import Priority
from bedside.readings import BpReading, Value
from bedside.session import Phase, Session
from bedside.text import Language
from bedside.vitals import Quality, Vital
from ui.codes import REASONS
from ui.i18n import Words, mark, minutes_and_seconds
from ui.physician.happened import happened
from ui.physician.wording import STAGES, condition_words

GONE = "---"
MARKS = {Priority.HIGH: "!!!", Priority.MEDIUM: "!!", Priority.LOW: "!", Priority.INFORMATION: ""}
SYMPTOMS_ASKED = frozenset({"bp_limit", "bp_very_high"})  # conditions that ask for symptoms
PUMPS = {
    Pump.NOT_STARTED: mark("not started"),
    Pump.RUNNING: mark("running"),
    Pump.PAUSED: mark("paused"),
    Pump.ENDED: mark("ended"),
}
TEST = "test"  # the condition of an alert that tells of no alarm

NameOf = Callable[[str], str]


class Reading(Struct, frozen=True, kw_only=True):
    """One value. `state`: waiting, current, old (grey) or gone; `why` in words where there is
    none."""

    text: str
    state: str
    age_s: float | None = None  # when this was made; the page counts on
    why: str = ""
    suspect: bool = False
    old_s: float | None = None  # older than this it is grey, and
    gone_s: float | None = None  # older than this it is not shown: also when no news comes


class Pumping(Struct, frozen=True, kw_only=True):
    state: str
    text: str  # "minute 21 of 40, running"
    left: str
    pump_time: str
    share: float
    given: str  # "38,5 of 72,4 mg"
    unconfirmed: str = ""  # the program was away, and nobody has said how the pump ran


class Curve(Struct, frozen=True, kw_only=True):
    """Points in minutes from the start of the infusion, or from now where it has not begun."""

    spo2: tuple[tuple[float, float | None], ...]
    pulse: tuple[tuple[float, float | None], ...]
    bp: tuple[tuple[float, int, int | None, bool], ...]  # the last: at or over the limit
    now_min: float
    from_min: float
    to_min: float
    onset_min: tuple[float, float]
    spo2_limit: float | None
    bp_limits: tuple[float, float]


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
    may_arrive: bool
    test: bool
    since_s: float
    answer_left_s: float | None = None
    symptoms: str = ""
    now: str = ""  # what became of it: it is over, or how it is by now


class Shown(Struct, frozen=True, kw_only=True):
    """One session as the page shows it."""

    id: str
    room: str
    code: str
    simulated: bool
    phase: str
    nurse: str
    bp: Reading
    spo2: Reading
    pulse: Reading
    pump: Pumping
    trend: Curve
    alerts: tuple[AlertLine, ...]
    events: tuple[tuple[str, str], ...]
    checked_in: bool
    last_s: float  # how long ago the newest line was written
    telephone: str = ""  # nobody has taken it: whom the nurse rings


def contacts_of(session: Session, protocol: Protocol) -> tuple[Contact, ...]:
    """As bedside.room.Room.contacts: both processes ask the same people in the same order."""
    backup = session.people.backup
    named = Contact(backup.name, backup.phone) if backup and backup.phone else None
    return escalation.contact_list(protocol.site, protocol.escalation, named, Language.NB)


def session_state(
    name: str,
    session: Session,
    now: Instant,
    protocol: Protocol,
    words: Words,
    me: str,
    name_of: NameOf = str,
) -> Shown:
    """Everything the page shows of this session to `me`, whose alerts are marked."""
    opened = session.opened
    cases = {
        case.alert: case
        for case in escalation.situation(
            session.alerts,
            session.alarms,
            protocol.escalation,
            contacts_of(session, protocol),
            now,
        )
    }
    backup = session.people.backup
    return Shown(
        id=name,
        room=opened.room if opened else "",
        code=name[-6:].upper(),
        simulated=opened.simulated if opened else False,
        phase=_phase(session, protocol, words),
        nurse=name_of(session.people.nurse) if session.people.nurse else "",
        bp=_pressure(session, now, protocol),
        spo2=_streamed(session, Vital.SPO2, now, protocol, words),
        pulse=_streamed(session, Vital.PULSE_RATE, now, protocol, words),
        pump=_pump(session, now, words),
        trend=_curve(session, now, protocol),
        alerts=_alerts(session, cases, now, protocol, words, me),
        events=happened(session, protocol, words, name_of),
        checked_in=backup is not None and backup.test_accepted and backup.name == me,
        last_s=0.0 if session.last_wall is None else _since_s(session.last_wall, now),
        telephone=next((c.phone for c in cases.values() if c.telephone), ""),
    )


def age_s(at: Instant, now: Instant) -> float:
    """The longer of what the two clocks say: a value never looks younger than it is, whichever
    of them was moved or began anew."""
    mono_s, wall_s = now.mono_s - at.mono_s, (now.wall - at.wall).total_seconds()
    longer_s = max(mono_s, wall_s)
    return longer_s if longer_s >= 0 else math.inf


def _since_s(at: datetime, now: Instant) -> float:
    return max(0.0, (now.wall - at).total_seconds())


def _phase(session: Session, protocol: Protocol, words: Words) -> str:
    found = (p.text for p in protocol.phases.phase if p.key == session.phase)
    return next((words.of(text) for text in found), session.phase)


# --- the values ------------------------------------------------------------------------------


def _digits(systolic: float | None, diastolic: float | None) -> str:
    return "/".join("–" if n is None else f"{n:.0f}" for n in (systolic, diastolic))


def _pressure(session: Session, now: Instant, protocol: Protocol) -> Reading:
    latest = session.chart.blood_pressure
    if latest is None:
        return Reading(text=GONE, state="waiting")
    age, (old_s, gone_s) = age_s(latest.at, now), _bp_ages(session, protocol)
    state = "gone" if age > gone_s else "old" if age > old_s else "current"
    return Reading(
        text=GONE if state == "gone" else _digits(latest.systolic, latest.diastolic),
        state=state,
        age_s=_finite(age),
        suspect=latest.quality == Quality.SUSPECT,
        old_s=_finite(old_s),
        gone_s=_finite(gone_s),
    )


def _bp_ages(session: Session, protocol: Protocol) -> tuple[float, float]:
    """When a blood pressure is greyed and when it is gone (DESIGN 2.4)."""
    stale = protocol.vitals.stale
    plan = next((p for p in protocol.vitals.plan if p.id == session.prescription.plan), None)
    if plan is not None and not plan.overdue_alarm:
        return math.inf, math.inf
    running = session.phase in (Phase.INFUSING, Phase.PAUSED)
    if plan is None or plan.every_min is None or not running:
        return math.inf, stale.bp_gone_without_plan_s
    interval_s = plan.every_min * 60.0
    return interval_s + stale.bp_grey_after_interval_s, interval_s * stale.bp_gone_after_intervals


def _streamed(
    session: Session, vital: Vital, now: Instant, protocol: Protocol, words: Words
) -> Reading:
    value: Value | None = session.chart.last.get(vital)
    if value is None:
        return Reading(text=GONE, state="waiting")
    age, stale = age_s(value.at, now), protocol.vitals.stale
    if value.value is None:
        return Reading(text=GONE, state="gone", age_s=_finite(age), why=_why(value.reason, words))
    if age > stale.stream_gone_s:
        return Reading(text=GONE, state="gone", age_s=_finite(age))
    return Reading(
        text=f"{value.value:.0f}",
        state="old" if age > stale.stream_grey_s else "current",
        age_s=_finite(age),
        suspect=value.quality == Quality.SUSPECT,
        old_s=stale.stream_grey_s,
        gone_s=stale.stream_gone_s,
    )


def _why(reason: str, words: Words) -> str:
    return words.text(REASONS[reason]) if reason in REASONS else reason


def _finite(age: float) -> float | None:
    return round(age, 1) if math.isfinite(age) else None


# --- the pump --------------------------------------------------------------------------------


def _pump(session: Session, now: Instant, words: Words) -> Pumping:
    pump, _ = session.infusion, words.text
    state = _(PUMPS[pump.pump])
    minutes = max(1, pump.duration_s // 60)
    text = _("minute {n} of {of}, {state}").format(n=pump.minute(now), of=minutes, state=state)
    if pump.pump in (Pump.NOT_STARTED, Pump.ENDED):
        text = state
    given = _("{given} of {dose} mg").format(
        given=words.amount(pump.given_mg(now)), dose=words.amount(pump.dose_mg)
    )
    doubt = ""
    if pump.unconfirmed:
        doubt = _("not confirmed: nobody watched for {time}").format(
            time=minutes_and_seconds(pump.unwatched_s)
        )
    return Pumping(
        state=pump.pump,
        text=text,
        left=minutes_and_seconds(pump.remaining_s(now)),
        pump_time=minutes_and_seconds(pump.pump_time_s(now)),
        share=round(min(1.0, pump.pump_time_s(now) / max(1, pump.duration_s)), 3),
        given="–" if pump.pump is Pump.NOT_STARTED else given,
        unconfirmed=doubt,
    )


# --- the trend -------------------------------------------------------------------------------


def _curve(session: Session, now: Instant, protocol: Protocol) -> Curve:
    zero = session.infusion.started_at or now.wall
    limits = protocol.limits
    high = (limits.bp.high_systolic_mmhg, limits.bp.high_diastolic_mmhg)

    def minute(at: datetime) -> float:
        return round((at - zero).total_seconds() / 60, 2)

    def points(vital: Vital) -> tuple[tuple[float, float | None], ...]:
        trend = session.chart.trends.get(vital)
        minutes = trend.minutes if trend else ()
        worst = [m.low if vital is Vital.SPO2 else m.last for m in minutes]
        return tuple((minute(m.began_at), value) for m, value in zip(minutes, worst, strict=True))

    readings = [r for r in session.chart.blood_pressures if r.systolic is not None]
    now_min = minute(now.wall)
    return Curve(
        spo2=points(Vital.SPO2),
        pulse=points(Vital.PULSE_RATE),
        bp=tuple(
            (minute(r.at.wall), r.systolic or 0, r.diastolic, _over(r, high)) for r in readings
        ),
        now_min=now_min,
        from_min=-8.0,
        to_min=max(40.0, now_min),
        onset_min=(ONSET_S[0] / 60, ONSET_S[1] / 60),
        spo2_limit=next((x.low_percent for x in limits.limit if x.id == "spo2_low"), None),
        bp_limits=high,
    )


def _over(reading: BpReading, high: tuple[float, float]) -> bool:
    return (reading.systolic or 0) >= high[0] or (reading.diastolic or 0) >= high[1]


# --- the alerts ------------------------------------------------------------------------------


def _alerts(
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
    asks = case.stage not in TAKEN
    return AlertLine(
        alert=alert.alert,
        version=alert.version,
        priority=case.priority,
        mark=MARKS[case.priority],
        title=words.text("TEST ALERT") if test else _title(alert, protocol, words),
        text="" if test else _reason(alert, protocol, words),
        at=words.time_s(alert.at),
        stage=case.stage,
        stage_text=words.text(STAGES[case.stage]).format(
            who=case.by or (refuser if refused else "") or case.to, time=words.time_s(at)
        ),
        rings=asks,
        loud=case.ring_again or (asks and case.stage not in ASKING),
        asks=asks,
        mine=mine,
        may_arrive=mine and not arrived and not test,
        test=test,
        since_s=round(min(case.since_s, 1e9), 1),
        answer_left_s=round(max(0.0, left_s), 1) if asks and math.isfinite(left_s) else None,
        symptoms=_symptoms(session, alert, protocol, words),
        now="" if test else _became(session, alert, words),
    )


def _title(alert: Alert, protocol: Protocol, words: Words) -> str:
    """What is wrong, in the few words that are read from the door."""
    values, _ = alert.values, words.text
    if "systolic" in values or "diastolic" in values:
        digits = _digits(values.get("systolic"), values.get("diastolic"))
        return _("BP {digits}").format(digits=digits)
    if "spo2" in values:
        return f"SpO₂ {values['spo2']:.0f} %"
    if "pulse_rate" in values:
        return _("Pulse {n}").format(n=f"{values['pulse_rate']:.0f}")
    return condition_words(protocol, alert.condition, words)


def _reason(alert: Alert, protocol: Protocol, words: Words) -> str:
    """ "180/110 eller høyere": without the vital's name, where the title has said it."""
    text = condition_words(protocol, alert.condition, words)
    if text == _title(alert, protocol, words):
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
        digits = _digits(latest.systolic, latest.diastolic)
        return words.text("now {digits}, over · waits to be reset at the bedside").format(
            digits=digits
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
