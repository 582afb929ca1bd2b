"""Rules of single acts that have no module of their own. Each is a pure question to the session."""

from bedside import events
from bedside.blood_pressure import CONFIRMED, implausible, implausible_pulse, implausible_spo2
from bedside.events import NOBODY, WATCH
from bedside.protocol import Protocol
from bedside.protocol_lookup import plan
from bedside.protocol_watch import Plausible
from bedside.readings import MANUAL
from bedside.refusal import Refusal
from bedside.session import Phase, Session
from bedside.vitals import Vital

RESTART = "A24"  # subject of the doctor's decision that lets a pump go on after something red

MOMENTS = {
    "before": (Phase.ARRIVAL, Phase.PREPARATION, Phase.READY),
    "during": (Phase.INFUSING, Phase.PAUSED),
    "end": (Phase.OBSERVATION, Phase.HOME),
    "after": (Phase.OBSERVATION, Phase.HOME),
    "discharge": (Phase.OBSERVATION, Phase.HOME),
}


def may_open(event: events.SessionOpened, protocol: Protocol) -> Refusal | None:
    """With the example numbers of a unit that does not exist, only demonstrations open."""
    if event.simulated or not protocol.site.example:
        return None
    return Refusal("A18", "site_is_example", missing=("site",))


def may_identify(event: events.PatientIdentified) -> Refusal | None:
    if len({text.strip() for text in event.identifiers_checked} - {""}) == 2:
        return None
    return Refusal("G1-01", "two_identifiers_needed", missing=("identifiers",))


def may_choose_plan(event: events.MeasuringPlanChosen, protocol: Protocol) -> Refusal | None:
    """V-06: the doctor picks one of the unit's plans."""
    if plan(protocol, event.plan) is None:
        return Refusal("V-06", "plan_unknown", "3.6, 3.11", {"plan": event.plan}, ("plan",))
    if not event.doctor.strip():
        return Refusal("V-06", "plan_needs_doctor", "3.6, 3.11", missing=("doctor",))
    return None


def may_resume(session: Session, red: tuple[str, ...]) -> Refusal | None:
    """After something red only a doctor lets the pump go on (A24)."""
    if session.answers.consent_withdrawn is not None:
        return Refusal("C-05", "consent_withdrawn", "4")
    if session.emergency.open:
        return Refusal("E", "emergency_open", "3.11", missing=("emergency",))
    starts = [e.seq for e in session.log if isinstance(e.event, events.InfusionStarted)]
    began = max(starts, default=0)  # what was red before it was settled at the gate
    happened = [e.seq for e in session.log if e.seq > began and _red(e.event)]
    if not happened and not red:
        return None
    decision = session.answers.decision(RESTART, max(happened, default=0))
    if decision is not None and decision.allowed:
        return None
    return Refusal("A24", "resume_after_red", "3.6", missing=(RESTART,), lifted_by="doctor")


def _red(event: events.Event) -> bool:
    match event:
        case events.EmergencyDeclared():
            return True
        case events.AlarmRaised():
            return event.priority == "high" and event.physiological
        case _:
            return False


def may_answer_gap(session: Session, event: events.PumpGapAnswered) -> Refusal | None:
    infusion, ran_s, gap_s = session.infusion, event.ran_s, session.infusion.unwatched_s
    if not infusion.unconfirmed:
        return Refusal("pump-gap", "no_pump_gap")
    if infusion.unknown_since is not None:
        if ran_s is not None and 0 <= ran_s <= infusion.duration_s:
            return None
        values = {"minutes": str(infusion.duration_s // 60)}
        return Refusal("pump-gap", "gap_ran_needed", values=values, missing=("ran",))
    if ran_s is not None:
        return Refusal("pump-gap", "gap_is_known", missing=("stood",))
    if not event.ran_throughout and not 0 < event.stood_s <= gap_s:
        values = {"seconds": str(int(gap_s))}
        return Refusal("pump-gap", "gap_answer_impossible", values=values, missing=("stood",))
    return None


def may_document(
    session: Session, event: events.VitalsDocumented, guard: Plausible
) -> Refusal | None:
    """A set has its moment, and an unlikely value is confirmed in words, never changed (9.3)."""
    if session.phase not in MOMENTS.get(event.moment, ()):
        return Refusal("V-01", "moment_not_now", "3.1", {"moment": event.moment})
    wrong = list(implausible(event.systolic, event.diastolic, guard))
    if event.pulse_rate is not None and implausible_pulse(event.pulse_rate, guard):
        wrong.append("pulse_rate")
    if event.spo2 is not None and implausible_spo2(event.spo2, guard):
        wrong.append("spo2")
    return _unlikely(wrong) if wrong and not event.note.strip() else None


def may_type_in(event: events.Measured, guard: Plausible) -> Refusal | None:
    """What a monitor says is never refused; what is typed in is asked about once (9.3)."""
    if event.source != MANUAL or event.quality == CONFIRMED:
        return None
    wrong = list(implausible(event.systolic, event.diastolic, guard))
    value = event.value
    if value is not None and event.vital == Vital.PULSE_RATE and implausible_pulse(value, guard):
        wrong.append("pulse_rate")
    if value is not None and event.vital == Vital.SPO2 and implausible_spo2(value, guard):
        wrong.append("spo2")
    return _unlikely(wrong) if wrong else None


def _unlikely(wrong: list[str]) -> Refusal:
    return Refusal("9.3", "unlikely_value", missing=tuple(wrong), lifted_by="reason")


def may_deviate(event: events.DeviationRecorded, by: str) -> Refusal | None:
    """An Avvik says why; what the program itself notices is explained before signing."""
    if not event.rule.strip():
        return Refusal("Avvik", "deviation_needs_rule", missing=("rule",))
    if by != WATCH and not event.reason.strip():
        return Refusal(event.rule, "deviation_needs_reason", missing=("reason",))
    return None


def may_comment(session: Session, event: events.DeviationCommented) -> Refusal | None:
    if not any(event.of in (avvik.seq, avvik.of) for avvik in session.deviations.all):
        return Refusal("Avvik", "no_such_deviation", values={"of": str(event.of)})
    if not event.comment.strip():
        return Refusal("Avvik", "deviation_uncommented", missing=("comment",))
    return None


def may_close_alert(session: Session, event: events.AlertClosed) -> Refusal | None:
    """The nurse closes a call to the physician, and says why (ALARMS C.1)."""
    if not any(alert.alert == event.alert for alert in session.alerts.open):
        return Refusal("alert", "no_such_alert", values={"alert": str(event.alert)})
    if not event.reason.strip():
        return Refusal("alert", "alert_close_needs_reason", missing=("reason",))
    return None


def may_set_longer(event: events.LongerObservationSet) -> Refusal | None:
    """U-06: a number of minutes, set by a doctor."""
    if not event.doctor.strip():
        return Refusal("U-06", "longer_needs_doctor", "3.2, 3.6, 3.11", missing=("doctor",))
    if event.minutes <= 0:
        return Refusal("U-06", "longer_needs_minutes", "3.2, 3.6, 3.11", missing=("minutes",))
    return None


def may_add(event: events.AddendumWritten, by: str) -> Refusal | None:
    if event.text.strip() and by not in (NOBODY, WATCH):
        return None
    return Refusal("addendum", "addendum_needs_text_and_person", missing=("text", "person"))
