"""The alarms of a session as a fold of its record: raised, worse, milder, seen, paused, over.

An alarm is a condition's life, apart from who was told of it (bedside/alerts.py). For each key,
such as "spo2:low", there is one alarm at a time; what makes it worse is its next version, and
what was seen or silenced of the version before does not cover it. Judges no reading.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Literal, assert_never

from bedside import events
from bedside.clock import Instant, length_s
from bedside.events import Entry
from bedside.ladders import URGENCY, Values
from bedside.protocol_watch import Priority

Later = (
    events.AlarmEased
    | events.AlarmAcknowledged
    | events.AlarmAudioPaused
    | events.AlarmEnded
    | events.AlarmResolved
)


class AlarmState(StrEnum):
    """PENDING stands in `Streams.pending`; NORMAL is to have no alarm."""

    ACTIVE = "active"
    ENDED = "ended"  # over and latched: on the screen until it is reset
    RESOLVED = "resolved"  # off the screen; remembered, for it may come back


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst of an alarm so far: what stands on the screen when it is over."""

    condition: str
    priority: Priority
    values: Values
    limit: str


@dataclass(frozen=True, slots=True)
class Alarm:
    number: int
    key: str
    version: int
    condition: str  # as it is now; id in limits.toml
    priority: Priority
    rank: int
    physiological: bool
    limit: str
    values: Values  # when this version was raised
    suspect: bool
    since: Instant  # when the episode began
    version_at: Instant
    worst: Worst
    worst_rank: int
    latches: bool
    state: AlarmState = AlarmState.ACTIVE
    ended_at: Instant | None = None
    eased_at: Instant | None = None
    seen_by: str = ""
    seen_version: int = 0
    silent_until_s: float | None = None  # audio paused, monotonic
    reset: bool = False  # resolved by a person: if it comes back, it is a new alarm

    @property
    def active(self) -> bool:
        return self.state is AlarmState.ACTIVE

    @property
    def seen(self) -> bool:
        """By whoever saw this version; a worse one has been seen by nobody."""
        return self.seen_version >= self.version

    def silent(self, now: Instant) -> bool:
        return self.silent_until_s is not None and now.mono_s < self.silent_until_s

    @property
    def sounds(self) -> bool:
        """Whether its priority has a sound: LOW is silent (DESIGN 2.6)."""
        return URGENCY[self.priority] >= URGENCY[Priority.MEDIUM]


@dataclass(frozen=True, slots=True)
class Alarms:
    """`by_key` holds for each key its last alarm. `after` is total."""

    by_key: dict[str, Alarm] = field(default_factory=dict)
    last_number: int = 0
    audio_pause_s: float = 120.0

    @property
    def open(self) -> tuple[Alarm, ...]:
        """What is on the screen: active, or over and latched."""
        return tuple(a for a in self.by_key.values() if a.state is not AlarmState.RESOLVED)

    @property
    def active(self) -> tuple[Alarm, ...]:
        return tuple(a for a in self.by_key.values() if a.active)

    def numbered(self, number: int) -> Alarm | None:
        return next((a for a in self.by_key.values() if a.number == number), None)

    def after(self, entry: Entry) -> "Alarms":
        event, at = entry.event, entry.at
        match event:
            case events.AlarmRaised():
                return self._raised(event, at)
            case events.SessionResumed():
                return self._resumed(at, length_s(event.clock_behind_s))
            case (
                events.AlarmEased()
                | events.AlarmAcknowledged()
                | events.AlarmAudioPaused()
                | events.AlarmEnded()
                | events.AlarmResolved()
            ):
                alarm = self.numbered(event.alarm)
                return self if alarm is None else self._with(self._told(alarm, event, entry))
            case _:
                return self

    def _with(self, alarm: Alarm) -> "Alarms":
        return replace(self, by_key={**self.by_key, alarm.key: alarm})

    def _raised(self, event: events.AlarmRaised, at: Instant) -> "Alarms":
        known = self.numbered(event.alarm)
        key = event.key or event.condition
        if known is None or known.key != key:
            by_key = {**self.by_key, key: _new(event, key, at)}
            return replace(self, by_key=by_key, last_number=max(self.last_number, event.alarm))
        return self._with(_again(known, event, at))

    def _told(self, alarm: Alarm, event: Later, entry: Entry) -> Alarm:
        at = entry.at
        match event:
            case events.AlarmEased():
                return _eased(alarm, event, at)
            case events.AlarmAcknowledged():
                if event.version < alarm.version:
                    return alarm  # of what was there before it got worse
                pause_s = self.audio_pause_s
                return replace(
                    alarm,
                    seen_by=entry.by,
                    seen_version=event.version,
                    silent_until_s=at.mono_s + pause_s,
                )
            case events.AlarmAudioPaused():
                until_s = at.mono_s + min(event.for_s, self.audio_pause_s)
                return replace(alarm, silent_until_s=until_s if event.for_s > 0 else None)
            case events.AlarmEnded():
                worst = alarm.worst
                if event.values:
                    worst = replace(worst, values=event.values)
                return replace(
                    alarm,
                    state=AlarmState.ENDED,
                    ended_at=at,
                    latches=alarm.latches or event.latched,
                    worst=worst,
                )
            case events.AlarmResolved():
                return replace(
                    alarm,
                    state=AlarmState.RESOLVED,
                    ended_at=alarm.ended_at or at,
                    reset=entry.by != events.WATCH,
                )
            case _:
                assert_never(event)

    def _resumed(self, at: Instant, behind_s: float) -> "Alarms":
        """Alarms come back as they were, pauses of their sound do not (ALARMS A.9)."""
        return replace(self, by_key={k: _moved(a, at, behind_s) for k, a in self.by_key.items()})


def priority_word(priority: Priority) -> Literal["high", "medium", "low"]:
    match priority:
        case Priority.HIGH:
            return "high"
        case Priority.MEDIUM:
            return "medium"
        case _:
            return "low"


def _new(event: events.AlarmRaised, key: str, at: Instant) -> Alarm:
    priority = Priority(event.priority)
    return Alarm(
        number=event.alarm,
        key=key,
        version=event.version,
        condition=event.condition,
        priority=priority,
        rank=event.rank,
        physiological=event.physiological,
        limit=event.limit,
        values=event.values,
        suspect=event.suspect,
        since=at,
        version_at=at,
        worst=Worst(event.condition, priority, event.values, event.limit),
        worst_rank=event.rank,
        latches=event.latching,
    )


def _again(alarm: Alarm, event: events.AlarmRaised, at: Instant) -> Alarm:
    """Worse: a new version. The same version again: it came back within its episode."""
    priority, worse = Priority(event.priority), event.version > alarm.version
    worst = alarm.worst
    if worse or URGENCY[priority] > URGENCY[worst.priority]:
        worst = Worst(event.condition, priority, event.values, event.limit)
    return replace(
        alarm,
        version=max(alarm.version, event.version),
        condition=event.condition,
        priority=priority,
        rank=event.rank,
        limit=event.limit,
        values=event.values if worse else alarm.values,
        suspect=event.suspect,
        version_at=at if worse else alarm.version_at,
        worst=worst,
        worst_rank=max(alarm.worst_rank, event.rank),
        latches=alarm.latches or event.latching,
        state=AlarmState.ACTIVE,
        ended_at=None,
        eased_at=None,
        silent_until_s=None if worse else alarm.silent_until_s,
    )


def _eased(alarm: Alarm, event: events.AlarmEased, at: Instant) -> Alarm:
    return replace(
        alarm,
        condition=event.condition,
        priority=Priority(event.priority),
        rank=event.rank,
        limit=event.limit,
        suspect=event.suspect,
        eased_at=at,
    )


def _moved(alarm: Alarm, at: Instant, behind_s: float) -> Alarm:
    return replace(
        alarm,
        since=_on_this_clock(alarm.since, at, behind_s),
        version_at=_on_this_clock(alarm.version_at, at, behind_s),
        ended_at=None if alarm.ended_at is None else _on_this_clock(alarm.ended_at, at, behind_s),
        eased_at=None if alarm.eased_at is None else _on_this_clock(alarm.eased_at, at, behind_s),
        silent_until_s=None,
    )


def _on_this_clock(then: Instant, at: Instant, behind_s: float) -> Instant:
    """The monotonic clock began anew: how long ago it was at least, the wall clock says."""
    ago: timedelta = at.wall - then.wall
    return Instant(at.mono_s - max(0.0, ago.total_seconds() + behind_s), then.wall)
