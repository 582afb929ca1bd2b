"""Which alarm conditions are there right now: one place where all of them are judged.

Takes the events that the record keeps, the technical facts of this instant, and time. What is
alarming at a restart stays so until it is known to be over: unknown is never "no".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from bedside import events
from bedside.clock import Instant
from bedside.events import Event
from bedside.nibp import Schedule
from bedside.present import Present, Rules, grown
from bedside.pressures import Pressures, reading_of
from bedside.protocol_watch import Plan, Priority
from bedside.streams import MANUAL, Streams
from bedside.vitals import UNIT, Vital

VITALS = frozenset(Vital)
# Things that happened once: they stand until somebody has seen them.
HAPPENED = frozenset(
    {"clock_moved", "program_fault", "display_stalled", "unwatched", "cuff_unknown"}
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Declared by a person, or happened once: it stands until a person ends it."""

    condition: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Duty:
    """What the session asks of the watch: `watched` at all, and whether equipment may sound."""

    watched: bool = True  # False: no session is open, or it is closed
    attended: bool = True  # a drug may be at work: a missing signal is more than a mark
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Frozen; every method gives what it has become."""

    streams: Streams = field(default_factory=Streams)
    pressures: Pressures = field(default_factory=Pressures)
    schedule: Schedule = field(default_factory=Schedule)
    standing: dict[str, Standing] = field(default_factory=dict)
    facts_s: dict[str, float] = field(default_factory=dict)  # key: since when
    unknown: frozenset[str] = frozenset()  # keys that were alarming before a restart

    def after(
        self, rules: Rules, plans: Mapping[str, Plan], event: Event, at: Instant
    ) -> "Conditions":
        """What one event makes of it. Total: an event that says nothing here changes nothing."""
        match event:
            case events.Measured() if event.vital in VITALS:
                return self._measured(rules, event, at)
            case events.VitalsDocumented() if event.source == MANUAL:
                return self._documented(rules, event, at)
            case events.PostSedationObserved():
                breaths = counted(Vital.RESPIRATORY_RATE, event.respiration_per_min)
                return self._measured(rules, breaths, at)
            case events.NibpRequested():
                return replace(
                    self,
                    schedule=self.schedule.started(at, event.start_id, event.why),
                    streams=self.streams.cuff(at, inflating=True),
                )
            case events.NibpMeasurementFailed():
                return replace(
                    self,
                    schedule=self.schedule.failed(rules, at),
                    pressures=self.pressures.failed(),
                    streams=self.streams.cuff(at, inflating=False),
                )
            case events.LinkLost():
                return replace(self, streams=self.streams.lost(event.monitor, at))
            case events.LinkRestored():
                return replace(
                    self,
                    streams=self.streams.restored(event.monitor, at),
                    unknown=self.unknown - {f"link:{event.monitor}"},
                )
            case events.MeasuringPlanChosen() if event.plan in plans:
                return replace(self, schedule=self.schedule.planned_by(plans[event.plan]))
            case events.InfusionStarted():
                return replace(
                    self,
                    schedule=self.schedule.infusion_began(at),
                    pressures=self.pressures.infusion_started(),
                )
            case events.InfusionEnded():
                return replace(self, schedule=self.schedule.infusion_ended(at))
            case events.ConditionDeclared() if _stands_by_itself(rules, event.condition):
                return self.stands(event.condition)
            case events.EmergencyDeclared():
                return self.stands("emergency")
            case events.EmergencyClosed():
                return self.ended("emergency")
            case events.PhysicianArrived():
                return self.ended("physician_called")
            case events.SymptomObserved() if event.symptom in rules.call_alone:
                return self.stands("crisis_symptom")
            case events.CrisisSymptomsAnswered():
                return self._answered(rules, frozenset(event.symptoms))
            case events.ClockMoved():
                return self.stands("clock_moved")
            case events.ProgramFaulted():
                return self.stands("program_fault")
            case _:
                return self

    def relimited(self, old: Rules, new: Rules, at: Instant) -> "Conditions":
        """From now on judged by `new`; what was due by `old` until now has happened."""
        known = self.judged(old, self.facts_s, at)
        latest = known.pressures.latest
        return replace(
            known,
            streams=known.streams.relimited(new, at),
            pressures=known.pressures.relimited(new, at),
            schedule=known.schedule.relimited(old, new, latest, at),
        )

    def attached(self, rules: Rules, at: Instant) -> "Conditions":
        """The monitors are expected to speak from now on."""
        return replace(self, streams=self.streams.attached(rules, at))

    def resumed(
        self, rules: Rules, at: Instant, event: events.SessionResumed, alarming: Collection[str]
    ) -> "Conditions":
        """The program was away, maybe nobody knows how long; these keys were alarming then."""
        unknown = frozenset(key for key in alarming if _told_once(rules, key))
        back = replace(self.attached(rules, at), schedule=self.schedule.stopped(), unknown=unknown)
        if event.clock_behind_s > 0:
            return back.stands("clock_moved").stands("unwatched")
        away_long = event.gap_s > rules.chatter.resumed_quietly_s
        return back.stands("unwatched") if away_long else back

    def stands(self, condition: str) -> "Conditions":
        """Somebody declares it, or it has happened; again while it stands: it is said again."""
        known = self.standing.get(condition)
        times = 1 if known is None else known.times + 1
        return replace(self, standing={**self.standing, condition: Standing(condition, times)})

    def ended(self, key: str) -> "Conditions":
        if key not in self.standing and key not in self.unknown:
            return self
        left = {k: standing for k, standing in self.standing.items() if k != key}
        return replace(self, standing=left, unknown=self.unknown - {key})

    def judged(self, rules: Rules, facts: Collection[str], now: Instant) -> "Conditions":
        """What time and the facts of this instant make of it."""
        streams = self.streams.judged(rules, now.mono_s)
        known = self.facts_s
        if known.keys() != set(facts):
            known = {fact: self.facts_s.get(fact, now.mono_s) for fact in sorted(facts)}
        if streams is self.streams and known is self.facts_s:
            return self
        return replace(self, streams=streams, facts_s=known)

    def present(self, rules: Rules, duty: Duty, now: Instant) -> list[Present]:
        """All conditions that are there, in no order: judge first."""
        found, facts = self._standing(rules), self._facts(rules, now)
        if not duty.watched:
            return found + [_quiet(one) for one in facts]
        found += facts
        found += self.streams.of_patient(rules, now.mono_s)
        found += self.pressures.present(rules, now.mono_s)
        equipment = self.streams.of_equipment(rules, now.mono_s) + self._overdue(rules, now)
        found += equipment if duty.attended else [_silent(one) for one in equipment]
        return found

    def blind(self, rules: Rules, now: Instant, bp_counts_s: float) -> bool:
        """No finger gives a value, and no blood pressure can be had either (ALARMS C.2)."""
        troubled = {one.key for one in self.streams.of_equipment(rules, now.mono_s)}
        fingers = [role for role in rules.roles if rules.finger(role)]
        if not all({f"signal:{role}", f"link:{role}"} & troubled for role in fingers):
            return False
        cuffs = [role for role, what in rules.roles.items() if Vital.NIBP in what.vitals]
        if self.pressures.failures >= 2 or any(self.streams.is_lost(role) for role in cuffs):
            return True
        latest = self.pressures.latest
        return latest is None or now.mono_s - latest.at.mono_s >= bp_counts_s

    def _answered(self, rules: Rules, felt: frozenset[str]) -> "Conditions":
        """A symptom that calls the doctor alone, or any of the crisis list at 180/110 (§3.6)."""
        high = self.pressures.levels.get("nibp:high") is not None
        if felt & rules.call_alone or (high and felt & rules.crisis):
            return self.stands("crisis_symptom")
        return self

    def _measured(self, rules: Rules, event: events.Measured, at: Instant) -> "Conditions":
        if event.vital == Vital.NIBP:
            return self._pressed(rules, event, at, by_cuff=event.source != MANUAL)
        known = self.judged(rules, self.facts_s, at)  # what was due has happened
        return replace(
            known,
            streams=known.streams.measured(rules, event, at),
            unknown=self.unknown - {f"link:{event.source}"},
        )

    def _pressed(
        self,
        rules: Rules,
        event: events.Measured | events.VitalsDocumented,
        at: Instant,
        *,
        by_cuff: bool,
    ) -> "Conditions":
        reading = reading_of(event, at)
        if not reading.values:
            return self
        pressures = self.pressures.measured(rules, event, at)
        schedule = self.schedule.result(
            rules, self.pressures.latest, reading, pressures.every_s(rules), by_cuff=by_cuff
        )
        streams = self.streams.cuff(at, inflating=False) if by_cuff else self.streams
        return replace(self, pressures=pressures, schedule=schedule, streams=streams)

    def _documented(
        self, rules: Rules, event: events.VitalsDocumented, at: Instant
    ) -> "Conditions":
        told = self._pressed(rules, event, at, by_cuff=False)
        known = told.judged(rules, told.facts_s, at)
        streams = known.streams
        for vital, value in ((Vital.SPO2, event.spo2), (Vital.PULSE_RATE, event.pulse_rate)):
            if value is not None:
                streams = streams.measured(rules, counted(vital, value), at)
        return replace(known, streams=streams)

    def _standing(self, rules: Rules) -> list[Present]:
        found = []
        for key, standing in self.standing.items():
            declared = rules.declared.get(standing.condition)
            if declared is not None:
                priority, physiological = declared.priority, key != "physician_called"
            else:
                technical = rules.technical[standing.condition]
                priority, physiological = technical.steps[0].priority, False
            found.append(
                Present(
                    key,
                    standing.condition,
                    priority,
                    # pressed again: worse, and it sounds again
                    rank=standing.times if declared is not None else 0,
                    physiological=physiological,
                    times=standing.times,
                )
            )
        return found

    def _facts(self, rules: Rules, now: Instant) -> list[Present]:
        found = []
        for key, since_s in self.facts_s.items():
            # a fact that limits.toml does not know is not kept quiet
            technical = rules.technical.get(key.partition(":")[0], rules.technical["program_fault"])
            one = grown(technical, key, now.mono_s - since_s)
            if one is not None:
                found.append(one)
        return found

    def _overdue(self, rules: Rules, now: Instant) -> list[Present]:
        late = self.schedule.overdue(rules, now.mono_s)
        if late is None:
            return []
        age_s = now.mono_s - late.at_s
        long_overdue = rules.technical["bp_long_overdue"]
        if age_s >= late.interval_s:
            return [Present("bp_overdue", long_overdue.id, long_overdue.steps[0].priority, 1)]
        one = grown(rules.technical["bp_overdue"], "bp_overdue", age_s)
        return [] if one is None else [one]


def _told_once(rules: Rules, key: str) -> bool:
    """Whether a restart forgets it: nobody says it again, or only a monitor that speaks does."""
    return key.startswith("link:") or _stands_by_itself(rules, key)


def _stands_by_itself(rules: Rules, condition: str) -> bool:
    """Said once, and so until a person ends it."""
    return condition in HAPPENED or condition in rules.declared


def counted(vital: Vital, value: float) -> events.Measured:
    """What a person has read or counted, as a measurement."""
    return events.Measured(vital=vital, unit=UNIT[vital], value=value, source=MANUAL)


def _quiet(one: Present) -> Present:
    """Before a session and after it nobody is watched: what only hinders the watch is shown."""
    return _silent(one) if one.priority is Priority.MEDIUM else one


def _silent(one: Present) -> Present:
    """Before a drug is given and after the patient is well, equipment is a mark, not a sound."""
    return replace(one, priority=Priority.LOW)
