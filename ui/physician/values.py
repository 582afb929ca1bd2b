"""The values that the page shows of one session: pressure, streams, pump and trend. Pure.

Every value carries its age, and what is too old is not shown (ALARMS B.7, DESIGN 2.4).
"""

import math
from datetime import datetime

from msgspec import Struct

from bedside.board_view import overdue_s
from bedside.clock import Instant
from bedside.infusion import ONSET_S, Pump
from bedside.protocol import Protocol
from bedside.readings import BpReading, Value
from bedside.session import Phase, Session
from bedside.session_limits import high_pressures, named
from bedside.vitals import Quality, Vital
from ui.codes import REASONS
from ui.i18n import Words, mark, minutes_and_seconds

GONE = "---"
PUMPS = {
    Pump.NOT_STARTED: mark("not started"),
    Pump.RUNNING: mark("running"),
    Pump.PAUSED: mark("paused"),
    Pump.ENDED: mark("ended"),
}


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


def age_s(at: Instant, now: Instant) -> float:
    """The longer of what the two clocks say: a value never looks younger than it is, whichever
    of them was moved or began anew."""
    mono_s, wall_s = now.mono_s - at.mono_s, (now.wall - at.wall).total_seconds()
    longer_s = max(mono_s, wall_s)
    return longer_s if longer_s >= 0 else math.inf


def digits(systolic: float | None, diastolic: float | None) -> str:
    return "/".join("–" if n is None else f"{n:.0f}" for n in (systolic, diastolic))


def pressure(session: Session, now: Instant, protocol: Protocol) -> Reading:
    latest = session.chart.blood_pressure
    if latest is None:
        return Reading(text=GONE, state="waiting")
    age, (old_s, gone_s) = age_s(latest.at, now), _bp_ages(session, protocol)
    state = "gone" if age > gone_s else "old" if age > old_s else "current"
    return Reading(
        text=GONE if state == "gone" else digits(latest.systolic, latest.diastolic),
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


def streamed(
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
    grey_s = stale.stream_grey_s
    slow_s = {} if session.opened is None else session.opened.slow_s
    if value.source in slow_s:  # not old before its next value is overdue, as at the bedside
        grey_s = max(grey_s, overdue_s(slow_s[value.source]))
    return Reading(
        text=f"{value.value:.0f}",
        state="old" if age > grey_s else "current",
        age_s=_finite(age),
        suspect=value.quality == Quality.SUSPECT,
        old_s=grey_s,
        gone_s=stale.stream_gone_s,
    )


def _why(reason: str, words: Words) -> str:
    return words.text(REASONS[reason]) if reason in REASONS else reason


def _finite(age: float) -> float | None:
    return round(age, 1) if math.isfinite(age) else None


def pump(session: Session, now: Instant, words: Words) -> Pumping:
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


def curve(session: Session, now: Instant, protocol: Protocol) -> Curve:
    zero = session.infusion.started_at or now.wall
    limits = protocol.limits
    high = high_pressures(limits, session.limits)
    spo2 = named(limits, session.limits, "spo2_low")

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
        spo2_limit=None if spo2 is None else spo2.low_percent,
        bp_limits=high,
    )


def _over(reading: BpReading, high: tuple[float, float]) -> bool:
    return (reading.systolic or 0) >= high[0] or (reading.diastolic or 0) >= high[1]
