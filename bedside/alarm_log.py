"""The alarm log: each alarm once, with its limit, its readings, what people did, and its delays.

A fold of the record's lines, for the screen, the report and the exports alike (ALARMS A.8). What
an event of another kind means, or an act on an alarm that nobody raised, is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from bedside import events
from bedside.events import Entry

Told = Literal["raised", "worse", "again", "eased", "worst"]
Done = Literal["seen", "paused", "pause_ended", "reset"]
URGENT_FIRST = {"low": 0, "medium": 1, "high": 2}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the alarm said at this instant: the values that caused it, and the limit they broke."""

    at: datetime
    told: Told
    condition: str
    priority: str
    values: Mapping[str, float]
    limit: str
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class AlarmAct:
    at: datetime
    by: str
    done: Done


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm from beginning to end; `condition`, `priority`, `values` and `limit` at its worst.

    `waited_s` is the condition delay, `shown_s` and `sounded_s` the signal delay, of its first
    version. None: the record does not hold it.
    """

    alarm: int
    condition: str
    priority: str
    raised_at: datetime
    values: Mapping[str, float]
    ended_at: datetime | None = None
    seen_by: str = ""
    seen_at: datetime | None = None
    limit: str = ""
    versions: int = 1
    physiological: bool = True
    readings: tuple[Reading, ...] = ()
    acts: tuple[AlarmAct, ...] = ()
    on_screen: bool = True  # active, or over and latched
    waited_s: float = 0.0
    shown_s: float | None = None
    sounded_s: float | None = None


def alarm_log(entries: Iterable[Entry]) -> tuple[AlarmLine, ...]:
    """In the order in which they were first raised."""
    lines: dict[int, AlarmLine] = {}
    for entry in entries:
        event = entry.event
        match event:
            case events.AlarmRaised():
                known = lines.get(event.alarm)
                lines[event.alarm] = _raised(known, event, entry.at.wall)
            case (
                events.AlarmEased()
                | events.AlarmSignalled()
                | events.AlarmAcknowledged()
                | events.AlarmAudioPaused()
                | events.AlarmEnded()
                | events.AlarmResolved()
            ):
                known = lines.get(event.alarm)
                if known is not None:
                    lines[event.alarm] = _after(known, event, entry)
            case _:
                pass
    return tuple(lines.values())


def _raised(known: AlarmLine | None, event: events.AlarmRaised, at: datetime) -> AlarmLine:
    told: Told = "raised"
    if known is not None:
        told = "worse" if event.version > known.versions else "again"
    reading = Reading(
        at, told, event.condition, event.priority, event.values, event.limit, event.suspect
    )
    if known is None:
        return AlarmLine(
            alarm=event.alarm,
            condition=event.condition,
            priority=event.priority,
            raised_at=at,
            values=event.values,
            limit=event.limit,
            versions=event.version,
            physiological=event.physiological,
            readings=(reading,),
            waited_s=event.waited_s,
        )
    line = replace(
        known,
        versions=max(known.versions, event.version),
        readings=(*known.readings, reading),
        ended_at=None,
        on_screen=True,
    )
    if URGENT_FIRST[event.priority] <= URGENT_FIRST[known.priority]:
        return line
    return replace(
        line,
        condition=event.condition,
        priority=event.priority,
        values=event.values,
        limit=event.limit,
    )


Later = (
    events.AlarmEased
    | events.AlarmSignalled
    | events.AlarmAcknowledged
    | events.AlarmAudioPaused
    | events.AlarmEnded
    | events.AlarmResolved
)


def _after(line: AlarmLine, event: Later, entry: Entry) -> AlarmLine:
    at, by = entry.at.wall, entry.by
    match event:
        case events.AlarmEased():
            reading = Reading(
                at, "eased", event.condition, event.priority, event.values, event.limit,
                event.suspect,
            )  # fmt: skip
            return replace(line, readings=(*line.readings, reading))
        case events.AlarmSignalled():
            if line.shown_s is not None or line.sounded_s is not None:
                return line  # of a later version
            return replace(line, shown_s=event.shown_s, sounded_s=event.sounded_s)
        case events.AlarmAcknowledged():
            seen = _with(line, AlarmAct(at, by, "seen"))
            return seen if line.seen_by else replace(seen, seen_by=by, seen_at=at)
        case events.AlarmAudioPaused():
            return _with(line, AlarmAct(at, by, "paused" if event.for_s > 0 else "pause_ended"))
        case events.AlarmEnded():
            return replace(line, ended_at=line.ended_at or at, readings=_worst(line, event, at))
        case events.AlarmResolved():
            over = replace(line, ended_at=line.ended_at or at, on_screen=False)
            return over if by == events.WATCH else _with(over, AlarmAct(at, by, "reset"))
        case _:
            assert_never(event)


def _with(line: AlarmLine, act: AlarmAct) -> AlarmLine:
    return replace(line, acts=(*line.acts, act))


def _worst(line: AlarmLine, event: events.AlarmEnded, at: datetime) -> tuple[Reading, ...]:
    """Where it went further than any reading that was told."""
    if not event.values or any(event.values == reading.values for reading in line.readings):
        return line.readings
    worst = Reading(at, "worst", line.condition, line.priority, event.values, line.limit)
    return (*line.readings, worst)
