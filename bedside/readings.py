"""What the chart is made of: readings, minutes, documented sets, symptoms. Folds nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bedside.clock import UNKNOWN_S, Instant

Severity = Literal["mild", "moderate", "severe"]

MANUAL = "manual"


def age_s(taken: Instant, now: Instant) -> float:
    return max(0.0, now.mono_s - taken.mono_s)


def whole_minutes(age_s: float) -> str:
    """As a sentence names an age; nothing where nobody knows it."""
    return "–" if age_s >= UNKNOWN_S else str(int(age_s // 60))


def moved(stamp: Instant, by_s: float) -> Instant:
    return Instant(stamp.mono_s + by_s, stamp.wall)


@dataclass(frozen=True, slots=True)
class BpReading:
    """One result of a cuff, by a monitor or entered by hand; mmHg."""

    seq: int
    at: Instant  # when it was measured
    systolic: int | None
    diastolic: int | None
    mean: int | None = None
    source: str = ""
    quality: str = "good"
    start_id: int = 0
    received_at: Instant | None = None  # None: when it was measured


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

    def with_value(self, value: float | None) -> "Minute":
        if value is None:
            return replace(self, missing=self.missing + 1)
        return replace(
            self,
            count=self.count + 1,
            low=value if self.low is None else min(self.low, value),
            high=value if self.high is None else max(self.high, value),
            last=value,
        )


@dataclass(frozen=True, slots=True)
class Trend:
    """The minutes of one vital; only the running one changes with each value."""

    finished: tuple[Minute, ...] = ()
    running: Minute | None = None

    @property
    def minutes(self) -> tuple[Minute, ...]:
        return self.finished if self.running is None else (*self.finished, self.running)

    def after(self, at: datetime, value: float | None) -> "Trend":
        began_at = at.replace(second=0, microsecond=0)
        if self.running is None or self.running.began_at != began_at:
            return Trend(self.minutes, Minute(began_at).with_value(value))
        return replace(self, running=self.running.with_value(value))


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
class CrisisAnswer:
    """The question beside a high reading was answered; no symptom is an answer too."""

    seq: int
    at: datetime
    by: str
    symptoms: tuple[str, ...]
    alarm: int | None = None


@dataclass(frozen=True, slots=True)
class Current:
    """What the monitors say now, as the gates need it. `red` are the open HIGH conditions."""

    systolic: int | None
    diastolic: int | None
    bp_at: datetime | None
    bp_age_s: float | None
    pulse_per_min: float | None
    pulse_age_s: float | None
    spo2_percent: float | None
    spo2_age_s: float | None
    bp_suspect: bool
    red: tuple[str, ...]  # no default: nobody may forget to say which alarms stand
