"""An emergency lies over the session: what was seen, done and called, each with its time.

Nothing here is ever refused (SPEC 10), but its end: that is signed, with a summary. What led to
it is told as data, so that the nurse's words need not repeat the times.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bedside import events
from bedside.events import NOBODY, WATCH, Entry
from bedside.refusal import Refusal

Kind = Literal["began", "symptom", "symptom_gone", "action", "call", "ended"]


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing ticked: a symptom, an action of a card, or a call."""

    what: str
    at: datetime
    by: str
    category: str = ""
    present: bool = True


@dataclass(frozen=True, slots=True)
class Episode:
    """One emergency, from the press on NØD to its summary."""

    seq: int
    began_at: datetime
    began_by: str
    category: str = ""
    symptoms: tuple[Tick, ...] = ()
    actions: tuple[Tick, ...] = ()
    calls: tuple[Tick, ...] = ()
    ended_at: datetime | None = None
    ended_by: str = ""
    summary: str = ""

    @property
    def symptoms_present(self) -> frozenset[str]:
        """The last tick of each symptom decides."""
        latest = {tick.what: tick.present for tick in self.symptoms}
        return frozenset(what for what, present in latest.items() if present)


@dataclass(frozen=True, slots=True)
class Emergency:
    """`after` is total: a tick with no emergency declared opens one, for it was an emergency."""

    now: Episode | None = None
    past: tuple[Episode, ...] = ()

    @property
    def open(self) -> bool:
        return self.now is not None

    @property
    def episodes(self) -> tuple[Episode, ...]:
        return self.past if self.now is None else (*self.past, self.now)

    def after(self, entry: Entry) -> "Emergency":
        at, by, event = entry.at.wall, entry.by, entry.event
        match event:
            case events.EmergencyDeclared():
                now = self._at(entry)
                return replace(self, now=replace(now, category=event.category or now.category))
            case events.EmergencyCategoryChosen():
                return replace(self, now=replace(self._at(entry), category=event.category))
            case events.EmergencySymptomTicked():
                now = self._at(entry)
                tick = Tick(event.symptom, at, by, now.category, event.present)
                return replace(self, now=replace(now, symptoms=(*now.symptoms, tick)))
            case events.EmergencyActionTicked():
                now = self._at(entry)
                tick = Tick(event.action, at, by, event.category)
                return replace(self, now=replace(now, actions=(*now.actions, tick)))
            case events.EmergencyCallMade():
                now = self._at(entry)
                return replace(self, now=replace(now, calls=(*now.calls, Tick(event.whom, at, by))))
            case events.EmergencyClosed() if self.now is not None:
                ended = replace(self.now, ended_at=at, ended_by=by, summary=event.summary)
                return replace(self, now=None, past=(*self.past, ended))
            case _:
                return self

    def _at(self, entry: Entry) -> Episode:
        return self.now or Episode(entry.seq, entry.at.wall, entry.by)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the story: `what` is an id of the protocol's data, or who was called."""

    at: datetime
    by: str
    kind: Kind
    what: str = ""
    category: str = ""


def story(episode: Episode) -> tuple[Step, ...]:
    """What happened in this emergency, in order of time, for its summary and for the report."""
    steps = [Step(episode.began_at, episode.began_by, "began", category=episode.category)]
    for tick in episode.symptoms:
        kind: Kind = "symptom" if tick.present else "symptom_gone"
        steps.append(Step(tick.at, tick.by, kind, tick.what, tick.category))
    steps += [Step(t.at, t.by, "action", t.what, t.category) for t in episode.actions]
    steps += [Step(t.at, t.by, "call", t.what) for t in episode.calls]
    if episode.ended_at is not None:
        steps.append(Step(episode.ended_at, episode.ended_by, "ended", episode.summary))
    return tuple(sorted(steps, key=lambda step: step.at))


def may_close(emergency: Emergency, event: events.EmergencyClosed, by: str) -> Refusal | None:
    """By a doctor or nurse who is signed in, with a summary (SPEC 2, E)."""
    if not emergency.open:
        return Refusal("E", "no_emergency_open", "3.11")
    if by in (NOBODY, WATCH):
        return Refusal("E", "emergency_end_needs_person", "3.11", missing=("person",))
    if not event.summary.strip():
        return Refusal("E", "emergency_end_needs_summary", "3.11", missing=("summary",))
    return None
