"""Gate G1, what was measured: the set before the infusion, and 180/110 (lines 7 and 8)."""

from bedside.blood_pressure import (
    CALL_DOCTOR,
    CRISIS,
    BpBand,
    implausible,
    implausible_pulse,
    implausible_spo2,
    judge,
)
from bedside.gate_line import Asked, Found, Remedy, doctor_decides
from bedside.pressure import HIGH_SUBJECTS, pressure
from bedside.protocol_watch import Plausible
from bedside.readings import Documented, age_s, whole_minutes
from bedside.vitals import Vital


def documented(asked: Asked) -> Found:
    """Whole, plausible, of this patient and not of a simulator, no older than 15 minutes."""
    sets = [taken for taken in asked.session.chart.documented if taken.moment == "before"]
    if not sets:
        return Found("vitals_not_documented", missing=("V-01",), remedy=Remedy.DOCUMENT)
    taken = sets[-1]
    lacking = _lacking(taken)
    if lacking:
        return Found("vitals_incomplete", missing=lacking, remedy=Remedy.DOCUMENT)
    if _implausible(taken, asked.protocol.vitals.entry):
        return Found("vitals_implausible", missing=("V-01",), remedy=Remedy.MEASURE)
    opened = asked.session.opened
    if taken.source.startswith("sim") and not (opened and opened.simulated):
        return Found("vitals_simulated", missing=("V-01",), remedy=Remedy.MEASURE)
    old_s = age_s(taken.bp_at, asked.now)
    oldest_s = asked.protocol.vitals.stale.before_start_max_age_s
    if old_s > oldest_s:
        values = {"minutes": whole_minutes(old_s), "max_minutes": str(int(oldest_s // 60))}
        return Found(
            "vitals_too_old",
            at=taken.bp_at.wall,
            values=values,
            missing=("V-01",),
            remedy=Remedy.MEASURE,
        )
    of_pressure = {line.id for line in asked.protocol.limits.limit if line.vital is Vital.NIBP}
    alarms = sorted(set(asked.vitals.red) - of_pressure)  # those are the next line's
    decision = asked.session.answers.decision("G1-07", taken.seq)
    if alarms and (decision is None or not decision.allowed):
        return doctor_decides("red_alarm_open", "G1-07", values={"alarms": ", ".join(alarms)})
    return Found(by=taken.by, at=taken.at.wall)


def under_limit(asked: Asked) -> Found:
    """Under 180/110, or a doctor has decided on this very reading (§3.6, A1, A21)."""
    limits, entry = asked.protocol.limits.bp, asked.protocol.vitals.entry
    measured = pressure(asked.session.chart, asked.session.answers, limits, entry)
    reading = measured.reading
    oldest_s = asked.protocol.vitals.stale.before_start_max_age_s
    newer = reading and asked.vitals.bp_at and asked.vitals.bp_at > reading.at.wall
    if reading is None or newer or age_s(reading.at, asked.now) > oldest_s:
        return Found("waits_for_bp", missing=("V-01",), remedy=Remedy.MEASURE, waiting=True)
    values = {"bp": f"{reading.systolic or '–'}/{reading.diastolic or '–'}"}
    if _felt_and_undecided(asked):
        return doctor_decides("symptom_calls_doctor", "D-14", values=values)
    decision = measured.decision
    if measured.band >= BpBand.ELEVATED and decision is not None:
        if not decision.allowed:
            values["doctor"] = decision.doctor
            return doctor_decides("bp_doctor_said_no", "D-14", values=values)
        return Found(by=decision.doctor, at=decision.at, values=values)
    if measured.band is BpBand.HIGH:
        return doctor_decides("bp_high_undecided", "D-14", values=values)
    if measured.doubt:
        return Found("bp_doubtful", values=values, missing=("V-01",), remedy=Remedy.MEASURE)
    if measured.needs_repeat:
        return Found("bp_repeat", values=values, missing=("D-13",), remedy=Remedy.MEASURE)
    if measured.needs_doctor:
        return doctor_decides("bp_raised_undecided", "D-13", values=values)
    return Found(at=reading.at.wall, values=values)


def _lacking(taken: Documented) -> tuple[str, ...]:
    parts = {
        "blood_pressure": None if None in (taken.systolic, taken.diastolic) else taken.systolic,
        "pulse_rate": taken.pulse_rate,
        "spo2": taken.spo2,
    }
    return tuple(name for name, value in parts.items() if value is None)


def _implausible(taken: Documented, guard: Plausible) -> bool:
    if taken.pulse_rate is not None and implausible_pulse(taken.pulse_rate, guard):
        return True
    if taken.spo2 is not None and implausible_spo2(taken.spo2, guard):
        return True
    return bool(implausible(taken.systolic, taken.diastolic, guard))


def _felt_and_undecided(asked: Asked) -> bool:
    """A symptom that calls the doctor, and no decision since it was felt (SPEC 9.4)."""
    chart, protocol = asked.session.chart, asked.protocol
    reading = chart.blood_pressure
    judgement = judge(
        reading.systolic if reading else None,
        reading.diastolic if reading else None,
        chart.symptoms_now,
        table=protocol.limits.bp,
        guard=protocol.vitals.entry,
        symptoms=protocol.symptoms,
        quality=reading.quality if reading else "",
    )
    if judgement.outcome not in (CRISIS, CALL_DOCTOR):
        return False
    felt_seq = max(chart.felt_seq(symptom) for symptom in judgement.felt)
    decisions = (asked.session.answers.decision(s, felt_seq) for s in HIGH_SUBJECTS)
    return not any(decision and decision.allowed for decision in decisions)
