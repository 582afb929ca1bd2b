"""What the alarm band shows and which priority sounds: frozen, most urgent first. No words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from bedside import events
from bedside.alarm_engine import Engine, can_take_back
from bedside.alarms import Alarm
from bedside.clock import Instant
from bedside.events import Event
from bedside.ladders import URGENCY, Values
from bedside.protocol_watch import Priority

EVALUATOR_STOPPED = "evaluator_stopped"

Confirmation = Literal["", "confirming", "confirmed", "not_confirmed"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One segment of the band. `latched`: it is over, nobody has reset it; then `values` and
    `priority` are the worst there was, from `since` to `ended_at`."""

    number: int
    version: int
    condition: str  # id in limits.toml
    key: str  # what it is about, such as "spo2:low" or "link:oximeter"
    priority: Priority
    physiological: bool
    since: Instant  # when this episode began
    version_at: Instant  # when it last got worse
    values: Values
    limit: str
    worst: Values
    latched: bool = False
    resettable: bool = False
    ended_at: Instant | None = None
    suspect: bool = False
    seen_by: str = ""  # empty: nobody has seen this version
    silent_until_s: float | None = None  # audio paused until then, monotonic: count down from it
    confirmation: Confirmation = ""

    @property
    def subject(self) -> str:
        """The monitor's role, or the side of the limit."""
        return self.key.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Display:
    """`sound` is what should be heard now; a change of `rings` means that a new or worse alarm
    has come, whose burst is sounded whole even if it is over already."""

    alarms: tuple[Shown, ...] = ()
    sound: Priority | None = None
    rings: int = 0
    rang: Priority | None = None  # the most urgent of the last ring
    paused: bool = False  # an alarm that would sound is silenced for a while
    pending: tuple[str, ...] = ()  # conditions whose delay is running

    @property
    def highest(self) -> Priority | None:
        return self.alarms[0].priority if self.alarms else None


def display(engine: Engine, now: Instant, rings: int = 0, rang: Priority | None = None) -> Display:
    shown = sorted((_shown(engine, alarm, now) for alarm in engine.alarms.open), key=_urgency)
    loud = [a for a in engine.alarms.active if a.sounds]
    heard = [a.priority for a in loud if not a.silent(now)]
    return Display(
        alarms=tuple(shown),
        sound=max(heard, key=URGENCY.__getitem__, default=None),
        rings=rings,
        rang=rang,
        paused=any(a.silent(now) for a in loud),
        pending=engine.conditions.streams.pending(engine.rules),
    )


def unchecked(last: Display, since: Instant, now: Instant, rings: int) -> Display:
    """What stands when the alarm check itself has failed since `since`: that it has, first and
    loud, and below it what was last found. The engine knows nothing of it and cannot silence it.
    `rings`: with the ring of its own, one more than the check had counted.
    """
    stopped = Shown(
        number=0,
        version=1,
        condition=EVALUATOR_STOPPED,
        key=EVALUATOR_STOPPED,
        priority=Priority.HIGH,
        physiological=False,
        since=since,
        version_at=now,
        values={},
        limit="",
        worst={},
    )
    return Display(
        alarms=(stopped, *(a for a in last.alarms if a.condition != EVALUATOR_STOPPED)),
        sound=Priority.HIGH,
        rings=rings,
        rang=Priority.HIGH,
        pending=last.pending,
    )


def ringing(found: Iterable[Event], versions: Collection[tuple[int, int]]) -> Priority | None:
    """The most urgent of the alarms that are new or worse; `versions` were known before."""
    new = [
        Priority(event.priority)
        for event in found
        if isinstance(event, events.AlarmRaised) and (event.alarm, event.version) not in versions
    ]
    sounding = [p for p in new if URGENCY[p] >= URGENCY[Priority.MEDIUM]]
    return max(sounding, key=URGENCY.__getitem__, default=None)


def _shown(engine: Engine, alarm: Alarm, now: Instant) -> Shown:
    extreme = engine.extremes.get(alarm.key)
    worst = alarm.worst.values if extreme is None else extreme.values
    one = next((p for p in engine.present if p.key == alarm.key), None)
    values = alarm.values if one is None or not one.values else one.values
    return Shown(
        number=alarm.number,
        version=alarm.version,
        condition=alarm.condition if alarm.active else alarm.worst.condition,
        key=alarm.key,
        priority=alarm.priority if alarm.active else alarm.worst.priority,
        physiological=alarm.physiological,
        since=alarm.since,
        version_at=alarm.version_at,
        values=values if alarm.active else worst,
        limit=alarm.limit if alarm.active else alarm.worst.limit,
        worst=worst,
        latched=not alarm.active,
        resettable=not alarm.active or can_take_back(engine.rules, alarm.key),
        ended_at=alarm.ended_at,
        suspect=one.suspect if one is not None else alarm.suspect,
        seen_by=alarm.seen_by if alarm.seen else "",
        silent_until_s=alarm.silent_until_s if alarm.active and alarm.silent(now) else None,
        confirmation=_confirmation(engine, alarm),
    )


def _confirmation(engine: Engine, alarm: Alarm) -> Confirmation:
    """A first reading alarms; the next one confirms or corrects it (DESIGN 2.4)."""
    extreme = engine.extremes.get(alarm.key)
    if extreme is None or not alarm.key.startswith("nibp:"):
        return ""
    if extreme.times > 1:
        return "confirmed"
    return "confirming" if alarm.active else "not_confirmed"


def _urgency(shown: Shown) -> tuple[int, int, int, float]:
    """What is there before what is over, then by priority, then the newest first."""
    return (
        int(shown.latched),
        -URGENCY[shown.priority],
        -int(shown.physiological),
        -shown.version_at.mono_s,
    )
