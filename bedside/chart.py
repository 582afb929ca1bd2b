"""What was measured and seen: documented sets, blood pressures, streamed values, symptoms.

Streamed values come every second for hours, so the fold keeps the last of each and one bucket
a minute; every single value stands in the record, and the report reads it there.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bedside import events
from bedside.clock import Instant
from bedside.events import Entry

Severity = Literal["mild", "moderate", "severe"]


@dataclass(frozen=True, slots=True)
class BpReading:
    """One result of a cuff, by a monitor or entered by hand; mmHg."""

    seq: int
    at: Instant
    systolic: int | None
    diastolic: int | None
    mean: int | None = None
    source: str = ""
    quality: str = "good"
    reason: str = ""
    start_id: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    """The last word on a streamed vital: a value, or the reason why there is none."""

    at: Instant
    value: float | None
    reason: str = ""
    source: str = ""
    quality: str = "good"


@dataclass(frozen=True, slots=True)
class Minute:
    """What one vital did in one minute: enough for a trend line and for how much was seen."""

    began_at: datetime
    count: int = 0
    missing: int = 0
    low: float | None = None
    high: float | None = None
    last: float | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """The minutes of one vital; only the running one changes with each value."""

    finished: tuple[Minute, ...] = ()
    running: Minute | None = None

    @property
    def minutes(self) -> tuple[Minute, ...]:
        return self.finished if self.running is None else (*self.finished, self.running)


@dataclass(frozen=True, slots=True)
class Documented:
    """A set that counts as documented (SPEC 9.1), with the time its blood pressure was taken."""

    seq: int
    at: Instant
    by: str
    moment: str
    systolic: int | None
    diastolic: int | None
    pulse_rate: int | None
    spo2: int | None
    bp_at: Instant
    source: str = "monitor"
    note: str = ""

    @property
    def complete(self) -> bool:
        """§3.1 asks for all three: blood pressure (both numbers), pulse, SpO2."""
        return None not in (self.systolic, self.diastolic, self.pulse_rate, self.spo2)


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something the patient had, from when to when."""

    seq: int
    symptom: str
    severity: Severity
    began_at: datetime
    by: str
    note: str = ""
    ended_at: datetime | None = None
    corrected_by: int | None = None  # seq of the entry that replaced it


@dataclass(frozen=True, slots=True)
class Chart:
    """`after` is total."""

    blood_pressures: tuple[BpReading, ...] = ()
    last: dict[str, Value] = field(default_factory=dict)
    trends: dict[str, Trend] = field(default_factory=dict)
    documented: tuple[Documented, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    crisis_answer: tuple[str, ...] | None = None  # the last answer to the crisis question
    crisis_answered_at: datetime | None = None
    last_mono_s: float = 0.0  # of the last line: where a gap begins

    def after(self, entry: Entry) -> "Chart":
        event = entry.event
        if isinstance(event, events.Measured):
            return replace(self, last_mono_s=entry.at.mono_s)
        return self
