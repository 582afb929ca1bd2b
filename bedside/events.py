"""Everything that can happen in a session: past tense, frozen, kept for ever.

An event says what happened; the `Entry` around it says in which order, when and by whom.
Kinds and fields are never renamed or removed: records of years ago must stay readable. A
correction is a new event whose `corrects` names the `seq` it replaces; the first stays.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from bedside.clock import Instant

NOBODY = "-"  # NØD and the call to the physician need nobody signed in (DESIGN 2.15)
WATCH = "watch"  # the application itself, as far as it only looks at clocks and monitors

Answer = Literal["yes", "no", "unsure", "not_asked"]
Channel = Literal["in_room", "phone", "page"]
Site = Literal["hand", "arm", "shoulder"]
Drug = Literal["ketamine", "midazolam", "ondansetron"]
Route = Literal["iv", "im"]
Seen = Literal["opened", "read", "listed", "exported", "printed", "log_read"]


class Event(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=True, omit_defaults=True
):
    """What happened. The JSON `kind` is the class name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record: event number `seq` of its session, when, and by whom."""

    seq: int
    at: Instant
    by: str  # a person's id, NOBODY, WATCH, or "physician"
    event: Event


# --- the session -----------------------------------------------------------------------------


class ProtocolApproved(Event, frozen=True, kw_only=True):
    """Somebody signs the unit's own numbers, as they stand in files of this hash (A18, K-13).

    Stands in a chain of its own, outside every session.
    """

    protocol_version: str
    protocol_hash: str
    role: str  # what the signer was at that moment, such as "clinical_owner"


class SessionOpened(Event, frozen=True, kw_only=True):
    session: str
    simulated: bool
    room: str
    program_version: str
    protocol_version: str
    protocol_hash: str
    monitors: dict[str, str] = {}  # role -> driver id; a port is recorded by its role
    slow_s: dict[str, float] = {}  # role -> seconds between its values, of one that is slow
    scenario: str = ""
    seed: int | None = None


class PatientIdentified(Event, frozen=True, kw_only=True):
    name: str
    birth_date: str  # ISO date
    identifier: str  # national identity number or a local id
    identifiers_checked: tuple[str, str]  # the two that were compared, such as name + birth date
    phase: Literal["start", "maintenance"] = "start"
    number: int = 1  # infusion n of 6 of its phase
    allergies: str = ""
    last_dose_given_mg_per_kg: Decimal | None = None
    last_weight_kg: Decimal | None = None  # of the session before: what today's is held against
    sex: str = ""


class EarlierInfusionTold(Event, frozen=True, kw_only=True):
    """An infusion of this patient that has no session here: from paper, or another clinic."""

    phase: Literal["start", "maintenance"]
    number: int  # infusion n of its phase
    given_on: str  # ISO date
    given_mg_per_kg: Decimal
    weight_kg: Decimal | None = None
    systolic: int | None = None  # the last reading before going home
    diastolic: int | None = None
    side_effects: str = ""
    bladder: bool = False  # blood in the urine or cystitis
    response_decision: Literal["", "maintenance", "end"] = ""
    corrects: int | None = None
    reason: str = ""


class EarlierInfusionCountersigned(Event, frozen=True, kw_only=True):
    of: int  # the EarlierInfusionTold
    person: str


class QuestionnaireNoted(Event, frozen=True, kw_only=True):
    """A questionnaire was sent to the patient, or came back. No item's text is kept (SPEC 14)."""

    instrument: str  # its id in questionnaires.toml, such as "phq-9"
    moment: str  # the set it belongs to, such as "maintenance-before"
    status: Literal["sent", "received"]
    score: int | None = None
    watched_score: int | None = None  # of the item about suicidal thoughts alone (D-08)
    corrects: int | None = None
    reason: str = ""


class SessionResumed(Event, frozen=True, kw_only=True):
    """The program started again while the session was open (DESIGN 2.10)."""

    gap_s: float  # wall time between the last line before and now: nobody was watching
    clock_behind_s: float = 0.0  # the clock stands before that line: how long it was is not known


class PumpGapAnswered(Event, frozen=True, kw_only=True):
    """The nurse says what the pump did while nobody was watching."""

    ran_throughout: bool
    stood_s: float = 0.0  # how long it stood, when it did not run
    ran_s: float | None = None  # of a gap whose length is not known: how long it ran meanwhile


class PersonPresent(Event, frozen=True, kw_only=True):
    """Someone of the staff takes a role in the room, or leaves it."""

    person: str
    role: str
    present: bool = True


class NurseHandedOver(Event, frozen=True, kw_only=True):
    to: str


class StageFinished(Event, frozen=True, kw_only=True):
    """The nurse pressed on: `day_check`, `preparation` or `observation` is complete."""

    stage: Literal["day_check", "preparation"]


class SessionAborted(Event, frozen=True, kw_only=True):
    """Ikke gjennomført / avbrutt: no infusion, or it ended the session early (SPEC 2, X)."""

    reason: str
    decided_by: str


class SessionClosed(Event, frozen=True, kw_only=True):
    deviations: int = 0
    comment: str = ""


class AddendumWritten(Event, frozen=True, kw_only=True):
    text: str


class NoteWritten(Event, frozen=True, kw_only=True):
    text: str
    on_paper: bool = False  # it was written on the paper form, and is entered afterwards
    happened_at: datetime | None = None  # the time that stands on the paper; None: when entered
    corrects: int | None = None
    reason: str = ""


class DeviationRecorded(Event, frozen=True, kw_only=True):
    """Avvik: something happened outside a rule. `rule` is SPEC's id."""

    rule: str
    reason: str
    of: int | None = None  # the seq of the event it belongs to


class DeviationCommented(Event, frozen=True, kw_only=True):
    of: int
    comment: str


# --- checks, consent, decisions --------------------------------------------------------------


class ChecklistItemAnswered(Event, frozen=True, kw_only=True):
    """One item of the protocol's lists: D-xx, P-xx, C-xx, EQ-xx, on-file documents, gate items."""

    item: str
    answer: Answer
    value: str = ""  # a time, a date, a number with its unit in the item's definition
    note: str = ""
    corrects: int | None = None
    reason: str = ""


class DoctorDecided(Event, frozen=True, kw_only=True):
    """A named doctor's decision on an item, a reading or a rule; entered, or by word of mouth."""

    subject: str  # an item id such as "D-16", a rule id, or "alarm:7"
    allowed: bool
    doctor: str
    channel: Channel
    read_back: bool = False
    note: str = ""


class DoctorConfirmed(Event, frozen=True, kw_only=True):
    """The doctor confirms afterwards what was agreed by word of mouth (SPEC T-R4)."""

    of: int


class TouchConsentGiven(Event, frozen=True, kw_only=True):
    sites: tuple[Site, ...]
    informed_can_withdraw: bool
    asked_by: str = ""
    witnessed_by: str = ""


class TouchConsentDeclined(Event, frozen=True, kw_only=True):
    """ "Ingen fysisk kontakt" is an answer; not asked is not."""

    informed_can_withdraw: bool


class TouchConsentWithdrawn(Event, frozen=True, kw_only=True):
    sites: tuple[Site, ...]  # all that were permitted, or one


class TouchGiven(Event, frozen=True, kw_only=True):
    site: Site
    person: str
    started_at: datetime
    ended_at: datetime | None = None
    at_patients_request: bool = True


class MedicalTouch(Event, frozen=True, kw_only=True):
    """Necessary for treatment, not comfort: logged apart (SPEC F-10)."""

    what: str


class TreatmentConsentWithdrawn(Event, frozen=True, kw_only=True):
    said: str = ""


# --- prescription, preparation, drugs --------------------------------------------------------


class WeightRecorded(Event, frozen=True, kw_only=True):
    weight_kg: Decimal
    how: Literal["scale", "stated"]
    weighed_on: str = ""  # ISO date; empty: today
    confirmed_unlikely: bool = False
    corrects: int | None = None
    reason: str = ""


class BackupPhysicianNamed(Event, frozen=True, kw_only=True):
    name: str
    phone: str
    physically_available: bool
    specialist: bool = True


class MeasuringPlanChosen(Event, frozen=True, kw_only=True):
    plan: str  # low_risk | standard | high_risk
    doctor: str


class DosePrescribed(Event, frozen=True, kw_only=True):
    doctor: str
    channel: Channel
    read_back: bool = False  # by word of mouth: the dose was read back to the doctor
    weight_kg: Decimal
    dose_mg_per_kg: Decimal
    dose_mg: Decimal  # rounded down to 0.1 mg
    route: Route = "iv"
    duration_min: int = 40
    limited_by: str = ""  # the rule that limited it (SPEC K-xx), in words on screen
    reason: str = ""  # where a SOFT rule asks for one
    outside_rules: tuple[str, ...] = ()  # the rules that the reason was given for
    approved_by: str = ""  # ansvarlig overlege, where named
    longer_observation_min: int | None = None


class DrugPrepared(Event, frozen=True, kw_only=True):
    drug: Drug
    product: str
    strength_mg_per_ml: Decimal
    batch: str
    expiry: str
    withdrawn_mg: Decimal
    dose_mg: Decimal
    drug_volume_ml: Decimal
    total_volume_ml: Decimal
    rate_ml_h: Decimal
    stored: str = ""
    corrects: int | None = None
    reason: str = ""


class PreparationDoubleChecked(Event, frozen=True, kw_only=True):
    """The second person computed the dose without seeing the first result, and signs."""

    checker: str
    computed_mg: Decimal
    agrees: bool


class PrnPrescribed(Event, frozen=True, kw_only=True):
    drug: Drug
    doctor: str
    channel: Channel = "in_room"
    read_back: bool = False  # by word of mouth: read back to the doctor
    dose_min_mg: Decimal
    dose_max_mg: Decimal
    route: Route
    max_per_day_mg: Decimal
    indication: str = ""


class PrnAgreed(Event, frozen=True, kw_only=True):
    """Etter avtale med lege: before the dose (midazolam)."""

    drug: Drug
    doctor: str
    channel: Channel
    dose_mg: Decimal
    route: Route
    read_back: bool


class PrnElsewhereAsked(Event, frozen=True, kw_only=True):
    """ "Fått ondansetron i dag?": what was given outside this room the last 24 h."""

    drug: Drug
    dose_mg: Decimal  # 0: asked, and nothing was given
    given_at: datetime | None = None
    corrects: int | None = None
    reason: str = ""


class PrnDoseGiven(Event, frozen=True, kw_only=True):
    drug: Drug
    dose_mg: Decimal
    volume_ml: Decimal | None = None
    route: Route
    indication: str
    given_at: datetime | None = None  # None: now
    prophylactic: bool = False
    outside_rule: str = ""  # the rule's id when it was given outside one (Avvik)
    deviation_reason: str = ""
    corrects: int | None = None
    reason: str = ""


class PrnEffectNoted(Event, frozen=True, kw_only=True):
    of: int
    effect: str


class PostSedationObserved(Event, frozen=True, kw_only=True):
    """Overvåk sedasjon og respirasjon: one of the timed observations after midazolam."""

    of: int  # seq of the dose
    due_min: int
    sedation: Literal["awake", "drowsy", "rousable", "unrousable"]
    respiration_per_min: int
    spo2_percent: int | None = None


class DrugWithdrawn(Event, frozen=True, kw_only=True):
    """Taken from stock for the ledger (midazolam; ketamine comes with DrugPrepared)."""

    drug: Drug
    withdrawn_mg: Decimal
    batch: str = ""
    corrects: int | None = None
    reason: str = ""


class DrugDestroyed(Event, frozen=True, kw_only=True):
    drug: Drug
    destroyed_mg: Decimal
    method: str
    corrects: int | None = None
    reason: str = ""


class DestructionCountersigned(Event, frozen=True, kw_only=True):
    """A colleague signs a destruction, or the Avvik that explains a difference in the ledger."""

    of: int
    person: str


# --- infusion --------------------------------------------------------------------------------


class InfusionStarted(Event, frozen=True, kw_only=True):
    dose_mg: Decimal
    volume_ml: Decimal
    rate_ml_h: Decimal
    duration_s: int = 2400


class InfusionPaused(Event, frozen=True, kw_only=True):
    reason: str


class InfusionResumed(Event, frozen=True, kw_only=True):
    pass


class InfusionEnded(Event, frozen=True, kw_only=True):
    completed: bool
    reason: str = ""
    delivered_mg: Decimal
    pump_reading_ml: Decimal | None = None


class DeliveredDoseCorrected(Event, frozen=True, kw_only=True):
    """The pump was read again: what `InfusionEnded` said was given stays, struck through."""

    corrects: int
    delivered_mg: Decimal
    reason: str


# --- monitors and vitals ---------------------------------------------------------------------


class Measured(Event, frozen=True, kw_only=True):
    """One value from a monitor or entered by hand. `reason` says why there is none."""

    vital: str  # bedside.vitals.Vital
    unit: str
    value: float | None = None
    systolic: int | None = None
    diastolic: int | None = None
    mean: int | None = None
    reason: str = ""
    source: str = ""  # the monitor's role, or "manual"
    pulse_source: str = ""
    quality: str = "good"
    start_id: int = 0
    measured_ago_s: float = 0.0  # before `at`, when it was received; 0: the monitor does not tell


class VitalsDocumented(Event, frozen=True, kw_only=True):
    """A scheduled set that counts as documented: before, during, end, after (SPEC 9.1)."""

    moment: str  # before | during | end | after | discharge
    systolic: int | None = None
    diastolic: int | None = None
    pulse_rate: int | None = None
    spo2: int | None = None
    source: str = "monitor"
    note: str = ""


class NibpRequested(Event, frozen=True, kw_only=True):
    start_id: int
    why: Literal["plan", "nurse", "repeat", "retry", "monitor"]  # monitor: it began by itself


class NibpMeasurementFailed(Event, frozen=True, kw_only=True):
    start_id: int
    fault: str


class LinkLost(Event, frozen=True, kw_only=True):
    monitor: str
    reason: str


class MonitorSaid(Event, frozen=True, kw_only=True):
    """What a monitor said of itself, such as "alarms_silenced": a code of vitals.Status."""

    monitor: str
    status: str


class MonitorIdentified(Event, frozen=True, kw_only=True):
    """Which device is behind a role, by its own word; readings of the role are from it until the
    next such line. Empty: it does not say."""

    monitor: str
    model: str = ""
    serial: str = ""
    firmware: str = ""


class LinkRestored(Event, frozen=True, kw_only=True):
    monitor: str
    gap_s: float


# --- alarms ----------------------------------------------------------------------------------


class AlarmRaised(Event, frozen=True, kw_only=True):
    """A condition became active, or worse: then `version` is above 1."""

    alarm: int  # number within the session
    version: int = 1
    condition: str  # id in limits.toml
    priority: Literal["high", "medium", "low"]
    physiological: bool
    limit: str = ""
    values: dict[str, float] = {}
    suspect: bool = False
    latching: bool = False
    key: str = ""  # what it is about, such as "spo2:low": one alarm at a time for each
    rank: int = 0  # its place among the conditions of this key, the worst highest
    waited_s: float = 0.0  # the condition delay: since when the readings have said so


class AlarmSignalled(Event, frozen=True, kw_only=True):
    """The signal delay of one version: from the decision until it was painted, and until its
    burst was handed to the sound. None: it was not, or another burst was being heard."""

    alarm: int
    version: int = 1
    shown_s: float | None = None
    sounded_s: float | None = None


class ConditionDeclared(Event, frozen=True, kw_only=True):
    """A person says that it is so: "physician_called", "no_breathing" (limits.toml, declared).
    By the watch itself: it happened, and stands until it is seen: "cuff_unknown"."""

    condition: str


class AlarmEased(Event, frozen=True, kw_only=True):
    """The condition is milder than it was, and not over: the alarm goes on as this one."""

    alarm: int
    condition: str
    priority: Literal["high", "medium", "low"]
    limit: str = ""
    values: dict[str, float] = {}
    suspect: bool = False
    rank: int = 0


class AlarmAcknowledged(Event, frozen=True, kw_only=True):
    """ "Sett": who has seen which version. It pauses that condition's sound, nothing else."""

    alarm: int
    version: int


class AlarmAudioPaused(Event, frozen=True, kw_only=True):
    alarm: int
    for_s: float


class AlarmEnded(Event, frozen=True, kw_only=True):
    """The condition is no longer there; a latched alarm stays on screen until it is reset."""

    alarm: int
    latched: bool = False
    values: dict[str, float] = {}  # the worst of it


class AlarmResolved(Event, frozen=True, kw_only=True):
    """It is off the screen: ended, and reset where it was latched."""

    alarm: int


class AlarmLimitChanged(Event, frozen=True, kw_only=True):
    """An alarm limit of this session was tightened; loosened, then a doctor said so (ALARMS D.5).

    The site's own limits are what the next session begins with.
    """

    limit: str  # id in limits.toml
    bound: str  # which of its numbers, as limits.toml names it: "low_percent"
    value: int  # in the unit of that name
    was: float
    doctor: str = ""
    channel: Channel = "in_room"
    read_back: bool = False
    reason: str = ""


class SoundTested(Event, frozen=True, kw_only=True):
    heard: bool


class ClockMoved(Event, frozen=True, kw_only=True):
    drift_s: float


class StorageRecovered(Event, frozen=True, kw_only=True):
    """The disk refused for a while; these many events waited in memory and are now written."""

    kept: int
    for_s: float


class ProgramFaulted(Event, frozen=True, kw_only=True):
    where: str
    detail: str


# --- symptoms and emergencies ----------------------------------------------------------------


class SymptomObserved(Event, frozen=True, kw_only=True):
    symptom: str  # id in symptoms.toml
    severity: Literal["mild", "moderate", "severe"] = "mild"
    note: str = ""
    corrects: int | None = None
    reason: str = ""


class SymptomEnded(Event, frozen=True, kw_only=True):
    of: int


class CrisisSymptomsAnswered(Event, frozen=True, kw_only=True):
    """The question beside a repeat reading: which of the list 9.5 (none is an answer)."""

    symptoms: tuple[str, ...]
    alarm: int | None = None


class EmergencyDeclared(Event, frozen=True, kw_only=True):
    category: str = ""  # E-01 … E-08, or not yet chosen


class EmergencyCategoryChosen(Event, frozen=True, kw_only=True):
    category: str


class EmergencySymptomTicked(Event, frozen=True, kw_only=True):
    symptom: str
    present: bool = True


class EmergencyActionTicked(Event, frozen=True, kw_only=True):
    category: str
    action: str


class EmergencyCallMade(Event, frozen=True, kw_only=True):
    whom: Literal["physician", "arrest_team", "113"]


class EmergencyClosed(Event, frozen=True, kw_only=True):
    summary: str


# --- the back-up physician -------------------------------------------------------------------


class PhysicianAlerted(Event, frozen=True, kw_only=True):
    alert: int
    version: int = 1
    priority: Literal["high", "medium", "low"]
    condition: str
    to: str
    phone: str
    values: dict[str, float] = {}
    alarm: int | None = None  # the alarm it tells of; None: a test
    step: int = 0  # the turn of this contact for this version, from 0


class AlertClosed(Event, frozen=True, kw_only=True):
    """The nurse closes an alert with a reason; a physician cannot (ALARMS C.1)."""

    alert: int
    reason: str


class AlertDelivered(Event, frozen=True, kw_only=True):
    alert: int
    version: int = 1
    channel: str = "page"


class AlertFailed(Event, frozen=True, kw_only=True):
    alert: int
    version: int = 1
    channel: str = "page"
    detail: str = ""


class RingerTried(Event, frozen=True, kw_only=True):
    """A ringer (SMS, e-mail, pager …) was asked to ring, once more or for the first time. That it
    took the message is no receipt: nobody knows whether anybody heard it."""

    alert: int
    version: int = 1
    step: int = 0
    again: int = 0  # 0: at once; 1: nobody had answered
    ringer: str  # the name it was given in the set-up; never its address
    sent: bool
    why: str = ""  # "refused", "silent" or "unusable"


class PhysicianAnswered(Event, frozen=True, kw_only=True):
    alert: int
    version: int = 1
    answer: Literal["coming", "cannot_come"]
    physician: str
    channel: Channel = "page"


class PhysicianArrived(Event, frozen=True, kw_only=True):
    alert: int | None = None
    physician: str = ""


class PhysicianCheckedIn(Event, frozen=True, kw_only=True):
    physician: str
    test_accepted: bool = False


# --- end and home ----------------------------------------------------------------------------


class DischargeItemAnswered(Event, frozen=True, kw_only=True):
    """U-01 … U-14 and their parts; `answer` yes, no, accepted or declined."""

    item: str
    answer: Literal["yes", "no", "accepted", "declined"]
    value: str = ""
    note: str = ""
    corrects: int | None = None
    reason: str = ""


class LongerObservationSet(Event, frozen=True, kw_only=True):
    minutes: int
    doctor: str
    why: str = ""


class HomeReadinessDecided(Event, frozen=True, kw_only=True):
    """Klar for hjemreise – besluttet av (U-14). Early leave is said so."""

    decided_by: str
    early_leave: bool = False
    doctor_informed: str = ""
    note: str = ""


# --- who saw the record, and what became of it: in the chain of access, outside every session ----


class RecordAccessed(Event, frozen=True, kw_only=True):
    """Somebody opened, read or took out what stands in the record. `patient` is the identifier:
    the patient may ask who it was also after the session was deleted."""

    what: Seen
    session: str = ""
    patient: str = ""
    why: str = ""
    form: str = ""  # of an export: "pdf", "fhir" …
    to: str = ""  # of an export: the file's name


class ExportConfirmed(Event, frozen=True, kw_only=True):
    """A person has seen that the hospital's archive has the session: from now on it may age."""

    session: str
    head: str  # of what was exported
    where: str


class SessionDeleted(Event, frozen=True, kw_only=True):
    """The certificate of a session whose lines are gone (retention)."""

    session: str
    head: str
    lines: int
    opened_at: str
    exported_to: str
    export_confirmed_at: str
    export_confirmed_by: str
    why: str = ""


def _kinds(base: type[Event]) -> tuple[type[Event], ...]:
    return tuple(base.__subclasses__())


KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in _kinds(Event)}
