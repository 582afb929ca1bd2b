"""The one alarm engine: conditions and acts in, events out. A pure function of both and of time.

It takes the events that the record keeps, in their order; a record judged again at the instants
of its own lines gives the same alarms to the millisecond (ALARMS F.12).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from bedside import events
from bedside.alarms import Alarm, Alarms, AlarmState, priority_word
from bedside.clock import Instant
from bedside.conditions import HAPPENED, Conditions, Duty
from bedside.events import WATCH, Entry, Event
from bedside.ladders import PRESSURES, URGENCY, Values
from bedside.present import Present, Rules, changed
from bedside.protocol_help import Realert
from bedside.protocol_watch import Plan
from bedside.session_limits import LimitChanges


@dataclass(frozen=True, slots=True)
class Extreme:
    """The worst that was seen while an alarm was there, and how many readings said so."""

    values: Values
    times: int


@dataclass(frozen=True, slots=True)
class Engine:
    """Frozen; every method gives what it has become."""

    rules: Rules
    plans: Mapping[str, Plan]
    realert: Realert
    alarms: Alarms = field(default_factory=Alarms)
    conditions: Conditions = field(default_factory=Conditions)
    present: tuple[Present, ...] = ()  # what was there when it last judged
    extremes: dict[str, Extreme] = field(default_factory=dict)
    changes: LimitChanges = field(default_factory=LimitChanges)  # in force in `rules`

    def after(self, entry: Entry) -> "Engine":
        """One line of the record: a measurement, an act, or an alarm of before a restart."""
        event, at = entry.event, entry.at
        alarms = self.alarms.after(entry)
        if isinstance(event, events.SessionResumed):
            keys = [alarm.key for alarm in alarms.active]
            conditions = self.conditions.resumed(self.rules, at, event, keys)
            return replace(self, alarms=alarms, conditions=conditions)
        changes = self.changes.after(entry)
        if changes is not self.changes:
            new = changed(self.rules, changes)
            conditions = self.conditions.relimited(self.rules, new, at)
            return replace(self, alarms=alarms, conditions=conditions, rules=new, changes=changes)
        conditions = self.conditions.after(self.rules, self.plans, event, at)
        if isinstance(event, events.AlarmAcknowledged | events.AlarmResolved):
            alarm = alarms.numbered(event.alarm)
            if alarm is not None and _ends_it(event, alarm):
                conditions = conditions.ended(alarm.key)
        return replace(self, alarms=alarms, conditions=conditions)

    def judged(
        self,
        now: Instant,
        *,
        facts: Collection[str] = (),
        duty: Duty = Duty(),  # noqa: B008  # frozen
        alerted: Collection[int] = (),
    ) -> tuple["Engine", tuple[Event, ...]]:
        """What is to be raised, eased and ended now. The events are already folded in."""
        conditions = self.conditions.judged(self.rules, facts, now)
        present = tuple(conditions.present(self.rules, duty, now))
        extremes = _extremes(self.extremes, self.alarms, present)
        told = replace(self, conditions=conditions, present=present, extremes=extremes)
        found = tuple(_found(told, now, alerted))
        alarms = self.alarms
        for event in found:
            alarms = alarms.after(Entry(0, now, WATCH, event))
        return replace(told, alarms=alarms), found


def as_raised(alarm: Alarm) -> events.AlarmRaised:
    """What a record is told of an alarm that was there before the record began: its worst."""
    worst = alarm.worst
    one = Present(
        alarm.key,
        worst.condition,
        worst.priority,
        rank=alarm.worst_rank,
        physiological=alarm.physiological,
        latching=alarm.latches,
        limit=worst.limit,
        values=alarm.values,
        suspect=alarm.suspect,
    )
    return _raised(one, alarm.number, alarm.version)


def can_take_back(rules: Rules, key: str) -> bool:
    """Whether a person may end it while it stands; an emergency ends with its summary."""
    return key in rules.declared and key != "emergency"


def person_ends(rules: Rules, key: str) -> bool:
    """Whether it stands until a person ends it, so that there is nothing left to reset then."""
    return key in rules.declared or key in HAPPENED


def _ends_it(event: Event, alarm: Alarm) -> bool:
    """What happened once is over when this version was seen; the rest, when it is taken back."""
    if isinstance(event, events.AlarmAcknowledged):
        return alarm.key in HAPPENED and alarm.seen
    return True


def _found(engine: Engine, now: Instant, alerted: Collection[int]) -> Iterator[Event]:
    alarms, unknown, number = engine.alarms, engine.conditions.unknown, engine.alarms.last_number
    there = sorted(engine.present, key=lambda one: (-URGENCY[one.priority], one.key))
    for one in there:
        event = _met(engine, alarms.by_key.get(one.key), one, now, number + 1)
        if isinstance(event, events.AlarmRaised):
            number = max(number, event.alarm)
        if event is not None:
            yield event
    keys = {one.key for one in there}
    for alarm in alarms.active:
        if alarm.key not in keys and alarm.key not in unknown:
            yield from _over(engine, alarm, alerted)


def _met(
    engine: Engine, alarm: Alarm | None, one: Present, now: Instant, number: int
) -> Event | None:
    """What a condition that is there means beside what is known of it."""
    if alarm is None or (alarm.state is AlarmState.RESOLVED and not _same(engine, alarm, now)):
        return _raised(one, number, 1)
    worse = _worse(engine, alarm, one)
    match alarm.state:
        case AlarmState.RESOLVED:  # chatter: the same episode, no second ring
            return _raised(one, alarm.number, alarm.version + worse)
        case AlarmState.ENDED:
            again = worse or not _lately(engine, alarm.ended_at, now)
            return _raised(one, alarm.number, alarm.version + again)
        case AlarmState.ACTIVE:
            if worse:
                return _raised(one, alarm.number, alarm.version + 1)
            step = (URGENCY[one.priority], one.rank)
            stands = (URGENCY[alarm.priority], alarm.rank)
            if step > stands:  # milder for a while, and back
                again = not _lately(engine, alarm.eased_at, now)
                return _raised(one, alarm.number, alarm.version + again)
            if step < stands and one.key not in engine.conditions.unknown:
                return _eased(one, alarm.number)
            return None
        case _:
            assert_never(alarm.state)


def _same(engine: Engine, alarm: Alarm, now: Instant) -> bool:
    return not alarm.reset and _lately(engine, alarm.ended_at, now)


def _lately(engine: Engine, then: Instant | None, now: Instant) -> bool:
    within_s = engine.rules.chatter.same_episode_within_s
    return then is not None and now.mono_s - then.mono_s <= within_s


def _worse(engine: Engine, alarm: Alarm, one: Present) -> bool:
    """Worse than this version has said: it is announced anew, whoever has accepted it (C.3)."""
    urgency, was = URGENCY[one.priority], URGENCY[alarm.worst.priority]
    if urgency != was:
        return urgency > was
    if one.rank > alarm.worst_rank:
        return True
    if not one.key.startswith("nibp:"):
        return False
    over = engine.conditions.pressures.over
    if over(engine.rules, one.key, one.values) - over(engine.rules, one.key, alarm.values):
        return True
    return one.key == "nibp:high" and _risen(engine.realert, alarm.values, one.values)


def _risen(realert: Realert, was: Values, is_: Values) -> bool:
    rise = {"systolic": realert.systolic_rise_mmhg, "diastolic": realert.diastolic_rise_mmhg}
    return any(
        name in was and name in is_ and is_[name] - was[name] >= rise[name] for name in PRESSURES
    )


def _over(engine: Engine, alarm: Alarm, alerted: Collection[int]) -> Iterator[Event]:
    """Over. It stays on the screen where it latches, and where the physician was told of it."""
    latched = alarm.latches or alarm.number in alerted
    latched = latched and not person_ends(engine.rules, alarm.key)
    extreme = engine.extremes.get(alarm.key)
    values = dict(alarm.worst.values if extreme is None else extreme.values)
    yield events.AlarmEnded(alarm=alarm.number, latched=latched, values=values)
    if not latched:
        yield events.AlarmResolved(alarm=alarm.number)


def _raised(one: Present, number: int, version: int) -> events.AlarmRaised:
    return events.AlarmRaised(
        alarm=number,
        version=version,
        condition=one.condition,
        priority=priority_word(one.priority),
        physiological=one.physiological,
        limit=one.limit,
        values=dict(one.values),
        suspect=one.suspect,
        latching=one.latching,
        key=one.key,
        rank=one.rank,
        waited_s=max(0.0, round(one.waited_s, 1)),
    )


def _eased(one: Present, number: int) -> events.AlarmEased:
    return events.AlarmEased(
        alarm=number,
        condition=one.condition,
        priority=priority_word(one.priority),
        limit=one.limit,
        values=dict(one.values),
        suspect=one.suspect,
        rank=one.rank,
    )


def _extremes(
    known: Mapping[str, Extreme], alarms: Alarms, present: Collection[Present]
) -> dict[str, Extreme]:
    """The worst so far of what is there, and of what is over and still on the screen."""
    kept = {a.key: known[a.key] for a in alarms.open if a.key in known}
    for one in present:
        was = kept.get(one.key)
        if was is None or _further(one.key, one.values, was.values):
            kept[one.key] = Extreme(one.values, one.times)
        elif one.times != was.times:
            kept[one.key] = Extreme(was.values, one.times)
    return kept


def _further(key: str, values: Values, than: Values) -> bool:
    """Further out, by the numbers that both have."""
    both = [name for name in values if name in than and name != "mean"]
    is_, was = sum(values[name] for name in both), sum(than[name] for name in both)
    return is_ < was if key.endswith(":low") else is_ > was
