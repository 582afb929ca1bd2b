"""The infusion's own time: how long the pump has run, what it has given, when it will end.

Pump time is counted from recorded events and an instant, never by a ticking counter, so that it
survives a crash. Within one run of the program it is measured on the monotonic clock; across a
restart (`SessionResumed`) the gap is taken from the wall clock and stays unconfirmed until the
nurse has answered (DESIGN 2.10). A clock that stands before the last line cannot tell the gap: what
was watched is counted, and the nurse reads the rest from the pump. It never ends by itself: 40
minutes reached is a question.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from bedside import events
from bedside.amounts import EXACT, product, quotient, rounded_down
from bedside.clock import Instant, length_s
from bedside.events import Entry

ONSET_S = (300, 600)  # §3.1 "merke effekten etter 5-10 minutter": a mark, no alarm
FAR_S = 7 * 24 * 3600.0  # a recorded duration beyond this is absurd, and shown as this


class Pump(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One uninterrupted run or pause, for the report: wall times, and why it stood."""

    began_at: datetime
    running: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Infusion:
    """What is known of the pump. `after` is total: no recorded event can make it raise."""

    pump: Pump = Pump.NOT_STARTED
    dose_mg: Decimal = Decimal(0)
    volume_ml: Decimal = Decimal(0)
    rate_ml_h: Decimal = Decimal(0)
    duration_s: int = 2400
    started_at: datetime | None = None
    ended_at: datetime | None = None
    counted_s: float = 0.0  # pump time of finished stretches
    running_since_s: float | None = None  # monotonic; None while it stands
    last_mono_s: float = 0.0  # of the last line of the record: where a gap begins
    last_wall: datetime | None = None  # of the same line
    unwatched_s: float = 0.0  # the gap the nurse has not answered for yet
    unwatched_total_s: float = 0.0
    unknown_since: datetime | None = None  # where an unanswered gap of unknown length begins
    unknown_at_s: float = 0.0  # the pump time then
    unknown_gaps: int = 0  # all of them, answered or not
    told_ran_s: float = 0.0  # how long it ran in them, as the nurse read it from the pump
    completed: bool = False
    end_reason: str = ""
    delivered_mg: Decimal | None = None  # as recorded at the end
    ended_mono_s: float = 0.0  # on this run's clock; a restart moves it along
    earlier_mg: Decimal = Decimal(0)  # of an infusion that had ended before this one was started
    stretches: tuple[Stretch, ...] = ()

    @property
    def unconfirmed(self) -> bool:
        """It ran on while nobody watched, known how long or not; the nurse has not answered yet."""
        return self.unwatched_s > 0 or self.unknown_since is not None

    def pump_time_s(self, now: Instant) -> float:
        if self.running_since_s is None:
            return self.counted_s
        return self.counted_s + max(0.0, now.mono_s - self.running_since_s)

    def remaining_s(self, now: Instant) -> float:
        return max(0.0, self.duration_s - self.pump_time_s(now))

    def expected_end(self, now: Instant) -> datetime:
        """When 40 minutes of pump time will be reached if nothing stops it from now on."""
        return now.wall + timedelta(seconds=min(self.remaining_s(now), FAR_S))

    def due(self, now: Instant) -> bool:
        """The planned pump time is reached: ask, never end."""
        return self.pump in (Pump.RUNNING, Pump.PAUSED) and self.remaining_s(now) <= 0

    def given_mg(self, now: Instant) -> Decimal:
        """Delivered so far from pump time, rounded down to 0.1 mg; never above the dose."""
        if self.delivered_mg is not None:
            return EXACT.add(self.earlier_mg, self.delivered_mg)
        run = Decimal(str(self.pump_time_s(now)))
        planned = Decimal(self.duration_s)
        share = quotient(run, planned) if run < planned else Decimal(1)
        return EXACT.add(self.earlier_mg, rounded_down(product(self.dose_mg, share)))

    def since_end_s(self, now: Instant) -> float | None:
        """How long the patient has been observed; None while the infusion has not ended."""
        if self.pump is not Pump.ENDED:
            return None
        return max(0.0, now.mono_s - self.ended_mono_s)

    def minute(self, now: Instant) -> int:
        """The minute of pump time that is running, 1 at the start."""
        return min(int(self.pump_time_s(now) // 60) + 1, max(1, self.duration_s // 60))

    def after(self, entry: Entry) -> "Infusion":
        at = entry.at
        return replace(self._after(entry), last_mono_s=at.mono_s, last_wall=at.wall)

    def _after(self, entry: Entry) -> "Infusion":
        at, event = entry.at, entry.event
        match event:
            case events.InfusionStarted():
                return self._started(at, event)
            case events.InfusionPaused() if self.pump is Pump.RUNNING:
                return replace(
                    self,
                    pump=Pump.PAUSED,
                    counted_s=self.pump_time_s(at),
                    running_since_s=None,
                    stretches=(*self.stretches, Stretch(at.wall, False, event.reason)),
                )
            case events.InfusionResumed() if self.pump is Pump.PAUSED:
                return replace(
                    self,
                    pump=Pump.RUNNING,
                    running_since_s=at.mono_s,
                    stretches=(*self.stretches, Stretch(at.wall, running=True)),
                )
            case events.InfusionEnded() if self.pump is not Pump.ENDED:
                return replace(
                    self,
                    pump=Pump.ENDED,
                    counted_s=self.pump_time_s(at),
                    running_since_s=None,
                    ended_at=at.wall,
                    ended_mono_s=at.mono_s,
                    completed=event.completed,
                    end_reason=event.reason,
                    delivered_mg=event.delivered_mg,
                )
            case events.DeliveredDoseCorrected() if self.pump is Pump.ENDED:
                return replace(self, delivered_mg=event.delivered_mg)
            case events.SessionResumed():
                known = self._across_gap(at, length_s(event.gap_s))
                return self._unknown(known, at) if event.clock_behind_s > 0 else known
            case events.PumpGapAnswered() if event.ran_s is not None:
                return self._told(event.ran_s)
            case events.PumpGapAnswered():
                stood_s = min(length_s(event.stood_s), self.unwatched_s)
                stood_s = 0.0 if event.ran_throughout else stood_s
                return replace(self, counted_s=self.counted_s - stood_s, unwatched_s=0.0)
            case _:
                return self

    def _started(self, at: Instant, event: events.InfusionStarted) -> "Infusion":
        """A second start of a pump that runs or stands goes on counting; after an end it is new."""
        again = self.pump is Pump.ENDED
        return replace(
            self,
            pump=Pump.RUNNING,
            dose_mg=event.dose_mg,
            volume_ml=event.volume_ml,
            rate_ml_h=event.rate_ml_h,
            duration_s=event.duration_s,
            started_at=self.started_at or at.wall,
            ended_at=None,
            counted_s=0.0 if again else self.pump_time_s(at),
            running_since_s=at.mono_s,
            unwatched_s=0.0 if again else self.unwatched_s,
            unknown_since=None if again else self.unknown_since,
            completed=False,
            end_reason="",
            delivered_mg=None,
            earlier_mg=self.given_mg(at) if again else self.earlier_mg,
            stretches=(*self.stretches, Stretch(at.wall, running=True)),
        )

    def _across_gap(self, at: Instant, gap_s: float) -> "Infusion":
        """The monotonic clock began anew: close the old stretch, add the gap, start afresh."""
        if self.pump is Pump.ENDED:
            moved_s = at.mono_s - gap_s - self.last_mono_s
            return replace(self, ended_mono_s=self.ended_mono_s + moved_s)
        if self.running_since_s is None:
            return self
        before_s = max(0.0, self.last_mono_s - self.running_since_s)
        return replace(
            self,
            counted_s=self.counted_s + before_s + gap_s,
            running_since_s=at.mono_s,
            unwatched_s=self.unwatched_s + gap_s,
            unwatched_total_s=self.unwatched_total_s + gap_s,
        )

    def _unknown(self, known: "Infusion", at: Instant) -> "Infusion":
        """Nobody can say how long it was: a pump that ran is asked for, once for all such gaps."""
        if self.running_since_s is None:
            return known
        first = self.unknown_since is None
        return replace(
            known,
            unknown_since=(self.last_wall or at.wall) if first else self.unknown_since,
            unknown_at_s=known.counted_s if first else self.unknown_at_s,
            unknown_gaps=self.unknown_gaps + 1,
        )

    def _told(self, ran_s: float) -> "Infusion":
        if self.unknown_since is None:
            return self
        ran_s = min(length_s(ran_s), FAR_S)
        return replace(
            self,
            counted_s=self.counted_s + ran_s,
            unknown_since=None,
            told_ran_s=self.told_ran_s + ran_s,
        )
