"""What may be done now, and by whom: one question for every act. Records nothing.

A rule refuses permission, never what happened (DESIGN 2.5). An act that took place outside a rule
is recorded all the same, with the rule and a reason (`DeviationRecorded`); for a dose, a contact
or a pump that ran this is always possible. What protects the patient is never refused at all.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any

from bedside import (
    acts,
    discharge,
    drug_acts,
    emergency,
    events,
    gates,
    people,
    questionnaires,
    spoken,
    taken_over,
    touch,
)
from bedside.answers import PHYSICIAN
from bedside.clock import Instant
from bedside.day_check import may_finish_day_check
from bedside.drug_acts import Around
from bedside.earlier import series_in_the_way
from bedside.events import NOBODY, WATCH, Event
from bedside.identity import Person, is_doctor
from bedside.limit_rules import may_change_limit
from bedside.preparation import may_finish_preparation
from bedside.protocol import Protocol
from bedside.readings import MANUAL, Current
from bedside.refusal import Refusal
from bedside.series import EarlierSession
from bedside.session import OVER, Phase, Session
from bedside.training import training_missing

# Towards safety, or simply true: always, in every phase, by anybody and by nobody (SPEC 10).
NEVER_REFUSED: frozenset[type[Event]] = frozenset(
    {
        events.EmergencyDeclared,
        events.EmergencyCategoryChosen,
        events.EmergencySymptomTicked,
        events.EmergencyActionTicked,
        events.EmergencyCallMade,
        events.TouchConsentWithdrawn,
        events.TreatmentConsentWithdrawn,
        events.MedicalTouch,
        events.InfusionPaused,
        events.InfusionEnded,
        events.NoteWritten,
        events.SymptomObserved,
        events.SymptomEnded,
        events.CrisisSymptomsAnswered,
        events.PhysicianAlerted,
        events.AlertDelivered,
        events.AlertFailed,
        events.RingerTried,
        events.PhysicianAnswered,
        events.PhysicianArrived,
        events.PhysicianCheckedIn,
        events.NibpRequested,
        events.NibpMeasurementFailed,
        events.LinkLost,
        events.LinkRestored,
        events.MonitorSaid,
        events.MonitorIdentified,
        events.ConditionDeclared,
        events.AlarmRaised,
        events.AlarmSignalled,
        events.AlarmEased,
        events.AlarmAcknowledged,
        events.AlarmAudioPaused,
        events.AlarmEnded,
        events.AlarmResolved,
        events.SoundTested,
        events.ClockMoved,
        events.StorageRecovered,
        events.ProgramFaulted,
        events.SessionResumed,
    }
)

BEFORE = frozenset({Phase.ARRIVAL, Phase.PREPARATION, Phase.READY})
AFTER = frozenset({Phase.OBSERVATION, Phase.HOME})
OPEN = frozenset(Phase) - OVER - {Phase.PLANNED}

# From which phases an act may be done; one that is not named here, while the session is open.
COURSE: Mapping[type[Event], frozenset[Phase]] = {
    events.SessionOpened: frozenset({Phase.PLANNED}),
    events.PatientIdentified: BEFORE,
    events.EarlierInfusionTold: BEFORE,
    events.EarlierInfusionCountersigned: BEFORE,
    events.WeightRecorded: BEFORE,
    events.DosePrescribed: BEFORE,
    events.PreparationDoubleChecked: BEFORE,
    events.InfusionStarted: frozenset({Phase.READY}),
    events.InfusionResumed: frozenset({Phase.PAUSED}),
    events.DeliveredDoseCorrected: AFTER,
    events.DischargeItemAnswered: AFTER,
    events.HomeReadinessDecided: AFTER,
    events.SessionClosed: frozenset({Phase.HOME}),
    events.AddendumWritten: OVER,
    events.DoctorConfirmed: OPEN | OVER,  # what was agreed by word of mouth, also afterwards
}
STAGE_COURSE = {
    "day_check": frozenset({Phase.ARRIVAL}),
    "preparation": frozenset({Phase.PREPARATION}),
}

# Acts in the room that may have taken place all the same. Consent, a prescription, a signature or
# a decision that was not allowed is none: there is nothing of it to record.
TAKES_PLACE: frozenset[type[Event]] = frozenset(
    {
        events.TouchGiven,
        events.InfusionStarted,
        events.InfusionResumed,
        events.DrugPrepared,
        events.DrugWithdrawn,
        events.DrugDestroyed,
        events.PostSedationObserved,
        events.VitalsDocumented,
    }
)


def may(
    session: Session,
    event: Event,
    by: str,
    now: Instant,
    protocol: Protocol,
    vitals: Current,
    zone: tzinfo = UTC,
    earlier: Sequence[EarlierSession] | None = None,
    staff: Sequence[Person] = (),
) -> Refusal | None:
    """None: it may be done. `zone` is whose midnight ends a calendar day (ondansetron, series).

    `earlier` are this patient's sessions before; without them no real infusion is started.
    `staff` says who is a doctor, beside those who were noted as one in this session.
    """
    if type(event) in NEVER_REFUSED or _from_a_monitor(event):
        return None
    return (
        _course(session, event)
        or _person(event, by)
        or _correction(event)
        or _rule(session, event, by, Around(now, protocol, vitals, zone, earlier, staff))
    )


def may_record_avvik(
    session: Session, event: Event, avvik: events.DeviationRecorded, by: str
) -> Refusal | None:
    """What took place outside a rule, beside the Avvik that says which rule and why."""
    if session.phase not in OPEN:
        return _course(session, avvik)
    if type(event) not in TAKES_PLACE:
        return Refusal("Avvik", "permission_is_no_avvik", values={"act": type(event).__name__})
    return _person(event, by) or acts.may_deviate(avvik, by)


def _from_a_monitor(event: Event) -> bool:
    return isinstance(event, events.Measured) and event.source != MANUAL


def _course(session: Session, event: Event) -> Refusal | None:
    allowed = COURSE.get(type(event), OPEN)
    if isinstance(event, events.StageFinished):
        allowed = STAGE_COURSE.get(event.stage, frozenset())
    if isinstance(event, events.DrugPrepared) and event.corrects is None:
        allowed = BEFORE  # the amounts may be put right later, the mixture may not
    if session.phase in allowed:
        return None
    code = "session_over" if session.over else "not_in_this_phase"
    return Refusal("phase", code, values={"phase": session.phase, "act": type(event).__name__})


def _person(event: Event, by: str) -> Refusal | None:
    """An act is somebody's; and only the physician's own page writes for the physician."""
    watching = by == WATCH and isinstance(event, events.DeviationRecorded)
    if by in (NOBODY, WATCH, "") and not watching:
        return Refusal("signed-in", "nobody_signed_in", missing=("person",))
    if getattr(event, "channel", "") == "page" and by != PHYSICIAN:
        return Refusal("T-R4", "page_is_the_physicians", "3.3", {"person": by}, ("channel",))
    return None


def _correction(event: Event) -> Refusal | None:
    """A correction keeps the first line and says why (N-09)."""
    reason: Any = getattr(event, "reason", None)
    if getattr(event, "corrects", None) is None or (reason and reason.strip()):
        return None
    return Refusal("N-09", "correction_without_reason", missing=("reason",))


def _rule(session: Session, event: Event, by: str, around: Around) -> Refusal | None:
    now, protocol, vitals = around.now, around.protocol, around.vitals
    doctors = _doctors(session, around)
    match event:
        case events.SessionOpened():
            return acts.may_open(event, protocol)
        case events.PatientIdentified():
            return acts.may_identify(event)
        case events.EarlierInfusionTold():
            return taken_over.may_tell(event, now, around.zone)
        case events.EarlierInfusionCountersigned():
            return taken_over.may_countersign(session.taken_over, event.of, event.person)
        case events.QuestionnaireNoted():
            return questionnaires.may_note(event, protocol.questionnaires)
        case events.PumpGapAnswered():
            return acts.may_answer_gap(session, event)
        case events.PersonPresent():
            return people.may_be_present(event)
        case events.NurseHandedOver():
            return people.may_hand_over(session.people, event)
        case events.BackupPhysicianNamed():
            return people.may_name_backup(event)
        case events.DoctorDecided():
            return people.may_decide(event, by, doctors)
        case events.DoctorConfirmed():
            return spoken.may_confirm(session, event, by, doctors)
        case events.StageFinished(stage="day_check"):
            return may_finish_day_check(session, now, protocol)
        case events.StageFinished():
            return may_finish_preparation(session, protocol)
        case events.TouchConsentGiven():
            return touch.may_give_consent(session.touch, event)
        case events.TouchConsentDeclined():
            return touch.may_decline(session.touch, event)
        case events.TouchGiven():
            return touch.may_log_touch(session.touch, event)
        case events.MeasuringPlanChosen():
            return acts.may_choose_plan(event, protocol)
        case events.InfusionStarted():
            refusal = gates.may_start(session, event, vitals, now, protocol)
            return refusal or _in_series(session, around) or _trained(session, around)
        case events.InfusionResumed():
            return acts.may_resume(session, vitals.red)
        case events.Measured():
            return acts.may_type_in(event, protocol.vitals.entry)
        case events.VitalsDocumented():
            return acts.may_document(session, event, protocol.vitals.entry)
        case events.AlarmLimitChanged():
            return may_change_limit(session, event, by, doctors, protocol)
        case events.DeviationRecorded():
            return acts.may_deviate(event, by)
        case events.DeviationCommented():
            return acts.may_comment(session, event)
        case events.AlertClosed():
            return acts.may_close_alert(session, event)
        case events.EmergencyClosed():
            return emergency.may_close(session.emergency, event, by)
        case events.LongerObservationSet():
            return acts.may_set_longer(event)
        case events.HomeReadinessDecided():
            return gates.may_decide_home(session, event, vitals, now, protocol)
        case events.SessionClosed():
            return discharge.may_close(session, by, vitals, now, protocol)
        case events.SessionAborted():
            return discharge.may_abort(session, event, by)
        case events.AddendumWritten():
            return acts.may_add(event, by)
        case _:
            return drug_acts.may(session, event, by, around)


def _in_series(session: Session, around: Around) -> Refusal | None:
    """Part 13: the evaluation after the sixth, the gaps, the numbers."""
    if around.earlier is None:
        simulated = session.opened is not None and session.opened.simulated
        return None if simulated else Refusal("S-01", "series_unknown", "3", missing=("earlier",))
    rules = around.protocol.series
    found = series_in_the_way(session, around.earlier, around.now, around.zone, rules)
    return next(iter(found), None)


def _trained(session: Session, around: Around) -> Refusal | None:
    """T-R5, asked wherever the staff is known."""
    return training_missing(session, around.staff) if around.staff else None


def _doctors(session: Session, around: Around) -> Mapping[str, str]:
    """Whoever may decide as a doctor: noted as one in this session, or one of the staff."""
    here = people.doctors(session.people, around.protocol.roles.role)
    staff = {person.id: person.name for person in around.staff if is_doctor(person)}
    return {person: person for person in here} | staff
