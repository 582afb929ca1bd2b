"""What was measured and seen: documented sets, blood pressures, streamed values, symptoms.

Streamed values come every second for hours, so the fold keeps the last of each and one bucket
a minute; every single value stands in the record, and the report reads it there.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bedside import events
from bedside.clock import Instant
from bedside.events import Entry
from bedside.vitals import Quality, Vital

Severity = Literal["mild", "moderate", "severe"]

MANUAL = "manual"


def age_s(taken: Instant, now: Instant) -> float:
    return max(0.0, now.mono_s - taken.mono_s)


def moved(stamp: Instant, by_s: float) -> Instant:
    return Instant(stamp.mono_s + by_s, stamp.wall)


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


@dataclass(frozen=True, slots=True)
class Chart:
    """`after` is total. Stamps are on this run's monotonic clock; a restart moves them along."""

    blood_pressures: tuple[BpReading, ...] = ()
    last: dict[str, Value] = field(default_factory=dict)  # by vital; NIBP only where it gave none
    trends: dict[str, Trend] = field(default_factory=dict)
    documented: tuple[Documented, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    crisis: tuple[CrisisAnswer, ...] = ()  # every answer to the question of list 9.5
    last_mono_s: float = 0.0  # of the last line: where a gap begins

    @property
    def blood_pressure(self) -> BpReading | None:
        """The latest result, however old."""
        return self.blood_pressures[-1] if self.blood_pressures else None

    @property
    def baseline(self) -> Documented | None:
        """Today's own values: the last complete set before the infusion."""
        return self.latest_documented(("before",))

    @property
    def symptoms_now(self) -> frozenset[str]:
        """Observed and not ended, and what the last answer to the crisis question named."""
        observed = {s.symptom for s in self.symptoms if s.ended_at is None and not s.corrected_by}
        return frozenset(observed | set(self.crisis[-1].symptoms if self.crisis else ()))

    def latest_documented(self, moments: Collection[str]) -> Documented | None:
        """The last complete set of one of these moments."""
        fitting = (d for d in reversed(self.documented) if d.moment in moments and d.complete)
        return next(fitting, None)

    def current(self, now: Instant, red: tuple[str, ...]) -> Current:
        """The last values with their ages, from the record alone (also after a restart)."""
        reading = self.blood_pressure
        pulse = self.last.get(Vital.PULSE_RATE)
        spo2 = self.last.get(Vital.SPO2)
        return Current(
            systolic=reading.systolic if reading else None,
            diastolic=reading.diastolic if reading else None,
            bp_at=reading.at.wall if reading else None,
            bp_age_s=age_s(reading.at, now) if reading else None,
            pulse_per_min=pulse.value if pulse else None,
            pulse_age_s=age_s(pulse.at, now) if pulse else None,
            spo2_percent=spo2.value if spo2 else None,
            spo2_age_s=age_s(spo2.at, now) if spo2 else None,
            bp_suspect=reading is not None and reading.quality == Quality.SUSPECT,
            red=red,
        )

    def after(self, entry: Entry) -> "Chart":
        return replace(self._after(entry), last_mono_s=entry.at.mono_s)

    def _after(self, entry: Entry) -> "Chart":
        at, event = entry.at, entry.event
        match event:
            case events.Measured(vital=Vital.NIBP):
                return self._with_blood_pressure(entry, event)
            case events.Measured():
                value = Value(at, event.value, event.reason, event.source, event.quality)
                trend = self.trends.get(event.vital, Trend()).after(at.wall, event.value)
                return replace(
                    self,
                    last={**self.last, event.vital: value},
                    trends={**self.trends, event.vital: trend},
                )
            case events.VitalsDocumented():
                return replace(self, documented=(*self.documented, self._set(entry, event)))
            case events.SymptomObserved():
                kept = tuple(
                    replace(s, corrected_by=entry.seq) if s.seq == event.corrects else s
                    for s in self.symptoms
                )
                seen = Symptom(
                    entry.seq, event.symptom, event.severity, at.wall, entry.by, event.note
                )
                return replace(self, symptoms=(*kept, seen))
            case events.SymptomEnded():
                ended = tuple(
                    replace(s, ended_at=s.ended_at or at.wall) if s.seq == event.of else s
                    for s in self.symptoms
                )
                return replace(self, symptoms=ended)
            case events.CrisisSymptomsAnswered():
                answer = CrisisAnswer(entry.seq, at.wall, entry.by, event.symptoms, event.alarm)
                return replace(self, crisis=(*self.crisis, answer))
            case events.SessionResumed():
                return self._across_gap(at, event.gap_s)
            case _:
                return self

    def _with_blood_pressure(self, entry: Entry, event: events.Measured) -> "Chart":
        at = entry.at
        if event.systolic is None and event.diastolic is None:
            value = Value(at, None, event.reason, event.source, event.quality)
            return replace(self, last={**self.last, event.vital: value})
        reading = BpReading(
            entry.seq,
            at,
            event.systolic,
            event.diastolic,
            event.mean,
            event.source,
            event.quality,
            event.start_id,
        )
        return replace(self, blood_pressures=(*self.blood_pressures, reading))

    def _set(self, entry: Entry, event: events.VitalsDocumented) -> Documented:
        """A set copied from a monitor is as old as the reading it was copied from."""
        taken = (
            reading.at
            for reading in reversed(self.blood_pressures)
            if (reading.systolic, reading.diastolic) == (event.systolic, event.diastolic)
        )
        return Documented(
            seq=entry.seq,
            at=entry.at,
            by=entry.by,
            moment=event.moment,
            systolic=event.systolic,
            diastolic=event.diastolic,
            pulse_rate=event.pulse_rate,
            spo2=event.spo2,
            bp_at=entry.at if event.source == MANUAL else next(taken, entry.at),
            source=event.source,
            note=event.note,
        )

    def _across_gap(self, at: Instant, gap_s: float) -> "Chart":
        """The monotonic clock began anew: every stamp moves with it, so that ages stay true."""
        moved_s = at.mono_s - max(0.0, gap_s) - self.last_mono_s
        return replace(
            self,
            blood_pressures=tuple(
                replace(r, at=moved(r.at, moved_s)) for r in self.blood_pressures
            ),
            last={vital: replace(v, at=moved(v.at, moved_s)) for vital, v in self.last.items()},
            documented=tuple(
                replace(d, at=moved(d.at, moved_s), bp_at=moved(d.bp_at, moved_s))
                for d in self.documented
            ),
        )
