"""Measuring plans, alarm conditions and the blood-pressure table as data. Judges no reading."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from bedside.protocol_base import Count, Id, Item, Key, Positive, Sections, Source
from bedside.text import Text
from bedside.vitals import Vital

Seconds = Annotated[float, Meta(ge=0)]


class Plan(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When values are documented (V-06). The doctor picks the plan."""

    id: Id
    text: Text
    source: Source
    explanation: Text
    before: bool
    every_min: Count | None = None  # during the infusion
    at_end: bool
    after_min: tuple[Count, ...] = ()  # minutes after the end
    at_discharge: bool
    overdue_alarm: bool


class Plausible(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The guard on values entered by hand: outside it, ask again. Never clamps, never silences."""

    source: Source
    systolic_low_mmhg: Count
    systolic_high_mmhg: Count
    diastolic_low_mmhg: Count
    diastolic_high_mmhg: Count
    pulse_low_per_min: Count
    pulse_high_per_min: Count
    spo2_low_percent: Count
    spo2_high_percent: Count
    text: Text
    unconfirmed: Text


class SuspectBp(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A monitor's blood pressure outside this is shown with "?" and repeated. It still alarms."""

    source: Source
    systolic_low_mmhg: Count
    systolic_high_mmhg: Count
    diastolic_low_mmhg: Count
    diastolic_high_mmhg: Count
    pulse_pressure_low_mmhg: Count
    pulse_pressure_high_mmhg: Count


class Stale(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a value is greyed, and when it becomes `---`."""

    source: Source
    bp_grey_after_interval_s: Positive
    bp_gone_after_intervals: Count
    bp_gone_without_plan_s: Positive
    stream_grey_s: Positive
    stream_gone_s: Positive
    before_start_max_age_s: Positive


class Vitals(Struct, frozen=True, forbid_unknown_fields=True):
    """vitals.toml"""

    required: tuple[Item, ...]
    plan: Annotated[tuple[Plan, ...], Meta(min_length=1)]
    entry: Plausible
    suspect: SuspectBp
    stale: Stale


class Priority(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFORMATION = "information"  # shown, not an alarm


class Loosen(StrEnum):
    """Who may loosen a limit during a session; anyone may tighten it."""

    NEVER = "never"
    DOCTOR = "doctor"


class Limit(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One alarm condition on a vital: outside is below `low` or above `high`.

    `at_limit` counts the limit itself as outside ("180 or higher"). `physician_after_s` is how
    long it stands before the physician is alerted; None: never by itself.
    """

    id: Id
    vital: Vital
    text: Text
    priority: Priority
    source: Source
    section: Sections = ""
    low_text: Text | None = None  # of the side that is broken, where there are two
    high_text: Text | None = None
    low_percent: Positive | None = None
    high_percent: Positive | None = None
    low_per_min: Positive | None = None
    high_per_min: Positive | None = None
    systolic_low_mmhg: Positive | None = None
    systolic_high_mmhg: Positive | None = None
    diastolic_low_mmhg: Positive | None = None
    diastolic_high_mmhg: Positive | None = None
    rise_mmhg: Positive | None = None  # of the systolic, above the reading before the infusion
    at_limit: bool = False
    delay_s: Seconds
    clear_margin: Annotated[float, Meta(ge=0)] = 0  # in the unit of the limit
    clear_after_s: Seconds = 0
    physician_after_s: Seconds | None = None
    physician_source: Source = Source.LOCAL
    latching: bool = False
    realert: bool = False  # alerts anew even when a milder one was accepted
    repeat_after_s: Seconds | None = None  # the cuff is started again, or asked for
    next_every_min: Count | None = None  # the plan's interval shortens to this
    held_by_cuff: bool = False  # the cuff on the probe's arm excuses it
    at_start_gate_only: bool = False
    loosen: Loosen = Loosen.DOCTOR


class Step(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A technical condition becomes this priority after this long."""

    after_s: Seconds
    priority: Priority


class Technical(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A condition of equipment, link or program. Does not latch; is logged."""

    id: Id
    text: Text
    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    source: Source = Source.LOCAL
    physician_after_s: Seconds | None = None
    physician_if_blind: bool = False  # only when no blood pressure can be had either
    held_by_cuff: bool = False


class Declared(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A condition that a person declares: one press, no delay, always accepted."""

    id: Id
    text: Text
    priority: Priority
    source: Source
    section: Sections = ""
    physician_after_s: Seconds | None = None


class Chatter(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Against artefact and chatter, in time and not in samples (ALARMS D.5)."""

    source: Source
    gap_pauses_delay_s: Positive  # a shorter gap pauses the delay, a longer one is "no signal"
    cuff_hold_max_s: Positive
    cuff_recovery_s: Positive  # the finger after the cuff: still held, within that longest time
    first_reading_within_s: Positive
    bp_rest_s: Positive
    bp_retry_after_s: Positive  # the cuff is started again by itself, once, after a failure
    bp_answer_within_s: Positive  # a measurement that says nothing for this long has failed
    bp_counts_before_s: Positive  # a reading this shortly before its planned moment is the one
    same_episode_within_s: Positive
    resumed_quietly_s: Positive  # a program away for longer than this is an alarm
    audio_pause_s: Positive


class BpColour(StrEnum):
    CRISIS = "crisis"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    GREY = "grey"


class BpOutcome(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a reading together with symptoms means (SPEC 9.4), and what is to be done."""

    id: Id
    colour: BpColour
    text: Text
    actions: tuple[Text, ...]
    section: Sections = ""
    source: Source
    repeat_low_min: Count | None = None
    repeat_high_min: Count | None = None
    physician: bool = False


class BpTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`elevated` is above these, `high` is at or above those."""

    section: Sections
    elevated_systolic_mmhg: Positive
    elevated_diastolic_mmhg: Positive
    high_systolic_mmhg: Positive
    high_diastolic_mmhg: Positive
    local_rule: Text
    outcome: tuple[BpOutcome, ...]


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """limits.toml"""

    limit: tuple[Limit, ...]
    technical: tuple[Technical, ...]
    declared: tuple[Declared, ...]
    chatter: Chatter
    bp: BpTable


class SymptomList(StrEnum):
    CRISIS = "crisis"  # 9.5: symptoms of hypertensive crisis
    NON_ACUTE = "non_acute"  # 9.6
    EVERYDAY = "everyday"  # side effects for the log
    CARD = "card"  # stands on an emergency card


class Symptom(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One symptom with one id, whatever lists it stands in."""

    id: Key
    text: Text
    lists: Annotated[tuple[SymptomList, ...], Meta(min_length=1)]
    section: Sections
    calm_first: bool = False  # calm surroundings and company are tried before a drug (§3.6)
    calls_doctor_alone: bool = False  # enough by itself at any blood pressure
    explanation: Text | None = None


class Symptoms(Struct, frozen=True, forbid_unknown_fields=True):
    """symptoms.toml"""

    symptom: tuple[Symptom, ...]
    crisis: Text
    non_acute: Text
    none_felt: Text
    first: tuple[Item, ...]  # what is tried before drugs (§3.6)
