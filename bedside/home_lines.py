"""Gate G2, what lets the patient go home (SPEC part 11): one function a line."""

from bedside.applies import longer_min
from bedside.blood_pressure import not_normalised
from bedside.departure import Told
from bedside.gate_line import Asked, Found, Remedy
from bedside.ladders import Side, beyond, bound, over
from bedside.protocol_lookup import entry_id, prn_drug
from bedside.protocol_watch import Limit, Priority
from bedside.readings import Documented, age_s, whole_minutes
from bedside.sedation import next_observation, running_post_sedation
from bedside.session_limits import in_force
from bedside.vitals import Vital

AFTER = ("end", "after", "discharge")
SEDATION_GONE = "U-04-sedation-gone"
HOME_ALARMS = (Priority.HIGH, Priority.MEDIUM)
SIDES: tuple[Side, ...] = ("low", "high")


def told_it_ended(asked: Asked) -> Found:
    return _told(asked, "U-01", "not_told_it_ended")


def measured_after(asked: Asked) -> Found:
    """Blood pressure, pulse and SpO2 documented once the infusion had ended (§3.1, V-02)."""
    taken = _taken_after(asked)
    if not taken:
        return Found("vitals_after_missing", missing=("V-02",), remedy=Remedy.DOCUMENT)
    return Found(by=taken[0].by, at=taken[0].at.wall)


def vitals_normal(asked: Asked) -> Found:
    """The last set is normal and not old, or a doctor has accepted it as it is (A18, V-05)."""
    taken = _taken_after(asked)
    if not taken:
        return Found("waits_for_vitals", missing=("V-02",), remedy=Remedy.DOCUMENT, waiting=True)
    last = taken[-1]
    decision = asked.session.answers.decision("U-03", last.seq)
    if decision is not None:
        if decision.allowed:
            return Found(by=decision.doctor, at=decision.at)
        values = {"doctor": decision.doctor}
        return Found("home_doctor_said_no", values=values, missing=("U-03",), remedy=Remedy.MEASURE)
    wrong = (*_pressure_wrong(asked, last), *_outside(asked, last))
    minutes = int((asked.session.infusion.since_end_s(asked.now) or 0.0) // 60)
    if wrong:
        late = minutes >= asked.protocol.discharge.normal.doctor_after_min
        return Found(
            "not_normal_ask_doctor" if late else "not_normal_yet",
            at=last.bp_at.wall,
            values={"bp": f"{last.systolic}/{last.diastolic}", "minutes": str(minutes)},
            missing=wrong,
            remedy=Remedy.DOCTOR_DECIDES if late else Remedy.MEASURE,
            lifted_by="doctor",
        )
    old_s = age_s(last.bp_at, asked.now)
    oldest_s = asked.protocol.vitals.stale.bp_gone_without_plan_s
    if old_s > oldest_s:
        values = {"minutes": whole_minutes(old_s), "max_minutes": str(int(oldest_s // 60))}
        return Found("home_vitals_too_old", values=values, missing=("V-05",), remedy=Remedy.MEASURE)
    return Found(by=last.by, at=last.at.wall)


def mind_normal(asked: Asked) -> Found:
    """Every criterion, seen after the last sedative; "sedation gone" by the last look too."""
    departure, prn = asked.session.departure, asked.session.prn
    sedated = max((dose.seq for dose in prn.doses("midazolam")), default=0)
    asleep = max((o.seq for o in prn.observed if o.event.sedation != "awake"), default=0)
    seen: list[Told] = []
    missing = []
    for criterion in asked.protocol.discharge.criterion:
        told = departure.latest(criterion.id)
        since = max(sedated, asleep) if criterion.id == SEDATION_GONE else sedated
        if told is None or told.answer != "yes" or told.seq < since:
            missing.append(criterion.id)
        else:
            seen.append(told)
    if missing:
        return Found("mind_not_normal", missing=tuple(missing), remedy=Remedy.CRITERIA)
    last = max(seen, key=lambda told: told.seq)
    return Found(by=last.by, at=last.at)


def longer_observation(asked: Asked) -> Found:
    """The doctor's minutes, counted from the end of the infusion and from the last sedative."""
    minutes, left_s = longer_min(asked.session), longer_left_s(asked)
    if left_s > 0:
        values = {"minutes": str(minutes), "left_minutes": str(int(-(-left_s // 60)))}
        return Found(
            "observe_longer", values=values, missing=("U-06",), remedy=Remedy.WAIT, waiting=True
        )
    return Found(values={"minutes": str(minutes)})


def longer_left_s(asked: Asked) -> float:
    session = asked.session
    since_s = session.infusion.since_end_s(asked.now) or 0.0
    doses = [dose.at for dose in session.prn.doses("midazolam")]
    if doses:
        since_s = min(since_s, (asked.now.wall - max(doses)).total_seconds())
    return max(0.0, longer_min(session) * 60 - since_s)


def no_driving(asked: Asked) -> Found:
    return _told(asked, "U-07", "driving_ban_not_told")


def phone_call(asked: Asked) -> Found:
    """Offered: accepted with a number, or declined (§3.1)."""
    told = asked.session.departure.latest("U-08")
    if told is None or told.answer not in ("accepted", "declined"):
        return Found("phone_call_not_offered", missing=("U-08",), remedy=Remedy.ANSWER)
    number = entry_id("U-08", "follow_up_phone")
    written = asked.session.departure.latest(number)
    if told.answer == "accepted" and not (
        told.value.strip() or (written and written.value.strip())
    ):
        return Found("phone_number_missing", missing=(number,), remedy=Remedy.ANSWER)
    return Found(by=told.by, at=told.at, values={"answer": told.answer})


def no_breastfeeding(asked: Asked) -> Found:
    return _told(asked, "U-10", "breastfeeding_not_told")


def cannula_out(asked: Asked) -> Found:
    return _told(asked, entry_id("U-12", "pvc_removed"), "cannula_in", instead="U-12")


def decided(asked: Asked) -> Found:
    ready = asked.session.departure.readiness
    if ready is None:
        return Found("home_not_decided", missing=("U-14",), remedy=Remedy.DECIDE_HOME)
    return Found(by=ready.decided_by, at=ready.at)


def no_open_alarm(asked: Asked) -> Found:
    """No red alarm, no emergency, and no call to the physician that nobody has answered."""
    calls = [a for a in asked.session.alerts.unanswered if a.alarm is not None]  # no test
    unanswered = [alert for alert in calls if alert.priority == "high"]
    missing = [*asked.vitals.red, *(f"alert:{alert.alert}" for alert in unanswered)]
    if asked.session.emergency.open:
        missing.append("emergency")
    if missing:
        values = {"count": str(len(missing))}
        return Found("red_open", values=values, missing=tuple(missing), remedy=Remedy.ALARMS)
    return Found()


def sedation_watched(asked: Asked) -> Found:
    rules = prn_drug(asked.protocol, "midazolam")
    if running_post_sedation(asked.session.prn, rules, asked.now):
        due = next_observation(asked.session.prn, rules, asked.now)
        return Found(
            "sedation_watch_running",
            at=due.at if due else None,
            missing=("V-04",),
            remedy=Remedy.OBSERVE_SEDATION,
            waiting=due is not None and due.at > asked.now.wall,
        )
    return Found()


def prn_complete(asked: Asked) -> Found:
    open_ = asked.session.prn.without_effect()
    if open_:
        missing = tuple(f"{line.event.drug}:{line.seq}" for line in open_)
        return Found("prn_without_effect", missing=missing, remedy=Remedy.COMPLETE_PRN)
    return Found()


def _told(asked: Asked, item: str, code: str, instead: str = "") -> Found:
    told = asked.session.departure.latest(item) or asked.session.departure.latest(instead)
    if told is None or told.answer != "yes":
        return Found(code, missing=(instead or item,), remedy=Remedy.ANSWER)
    return Found(by=told.by, at=told.at)


def _taken_after(asked: Asked) -> list[Documented]:
    """Whole sets with a pressure taken once the infusion had ended."""
    ended_s = asked.session.infusion.ended_mono_s
    return [
        taken
        for taken in asked.session.chart.documented
        if taken.moment in AFTER and taken.complete and taken.bp_at.mono_s >= ended_s
    ]


def _pressure_wrong(asked: Asked, last: Documented) -> tuple[str, ...]:
    """Of the set, and of a reading that came after it."""
    baseline = asked.session.chart.baseline
    before = (baseline.systolic, baseline.diastolic) if baseline else (None, None)
    normal = asked.protocol.discharge.normal
    wrong = list(not_normalised(last.systolic, last.diastolic, before, normal))
    newest = asked.session.chart.blood_pressure
    if newest is not None and newest.at.mono_s > last.bp_at.mono_s:
        wrong += not_normalised(newest.systolic, newest.diastolic, before, normal)
    return tuple(dict.fromkeys(wrong))


def _outside(asked: Asked, last: Documented) -> tuple[str, ...]:
    """Ids of the unit's own limits that the set breaks: the protocol has no numbers (9.7).

    A limit that this session tightened asks more; one that it loosened asks no less than before.
    """
    changes = asked.session.limits
    return tuple(
        limit.id
        for limit in asked.protocol.limits.limit
        if limit.priority in HOME_ALARMS
        and (_breaks(limit, last) or _breaks(in_force(limit, changes), last))
    )


def _breaks(limit: Limit, last: Documented) -> bool:
    """The upper side of a blood pressure is what "normalised" is about."""
    if limit.vital is Vital.NIBP:
        return bool(over(limit, "low", {"systolic": float(last.systolic or 0)}))
    streams = {Vital.SPO2: last.spo2, Vital.PULSE_RATE: last.pulse_rate}
    return _broken(limit, streams.get(limit.vital))


def _broken(limit: Limit, value: int | None) -> bool:
    if value is None:
        return False
    return any(beyond(value, bound(limit, side), side, at_limit=limit.at_limit) for side in SIDES)
