"""What was measured and seen: documented sets, blood pressures, streamed values, symptoms.

Streamed values come every second for hours, so the fold keeps the last of each and one bucket
a minute; every single value stands in the record, and the report reads it there.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from bedside import events
from bedside.clock import UNKNOWN_S, Instant, before, length_s
from bedside.events import Entry
from bedside.readings import (
    MANUAL,
    BpReading,
    CrisisAnswer,
    Current,
    Documented,
    Symptom,
    Trend,
    Value,
    age_s,
    moved,
)
from bedside.vitals import Quality, Vital


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

    def felt_seq(self, symptom: str) -> int:
        """The event number of the last time it was noted; 0: never."""
        noted = [s.seq for s in self.symptoms if s.symptom == symptom]
        asked = [answer.seq for answer in self.crisis if symptom in answer.symptoms]
        return max((*noted, *asked), default=0)

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
                known = self._with_manual(entry, event)
                return replace(known, documented=(*self.documented, self._set(entry, event)))
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
                unknown_s = UNKNOWN_S if event.clock_behind_s > 0 else 0.0
                return self._across_gap(at, length_s(event.gap_s) + unknown_s)
            case _:
                return self

    def _with_blood_pressure(self, entry: Entry, event: events.Measured) -> "Chart":
        at = entry.at
        if event.systolic is None and event.diastolic is None:
            value = Value(at, None, event.reason, event.source, event.quality)
            return replace(self, last={**self.last, event.vital: value})
        reading = BpReading(
            entry.seq,
            before(at, event.measured_ago_s),
            event.systolic,
            event.diastolic,
            event.mean,
            event.source,
            event.quality,
            event.start_id,
            at,
        )
        return replace(self, blood_pressures=(*self.blood_pressures, reading))

    def _with_manual(self, entry: Entry, event: events.VitalsDocumented) -> "Chart":
        """A pressure typed in with a set is a reading like any other, unless it is there."""
        numbers = (event.systolic, event.diastolic)
        known = self.blood_pressure
        if event.source != MANUAL or numbers == (None, None):
            return self
        if known and (known.source, known.systolic, known.diastolic) == (MANUAL, *numbers):
            return self
        reading = BpReading(entry.seq, entry.at, *numbers, source=MANUAL)
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
        moved_s = at.mono_s - gap_s - self.last_mono_s
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
