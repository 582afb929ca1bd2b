"""The end of a visit: what the patient was told and offered, and who let the patient go home."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bedside import events
from bedside.events import Entry

HomeAnswer = Literal["yes", "no", "accepted", "declined"]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer to one item of the list for going home."""

    seq: int
    at: datetime
    by: str
    answer: HomeAnswer
    value: str = ""
    note: str = ""
    corrects: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LongerObservation:
    """Minutes set by a doctor, after an injection, after midazolam, or for a complex patient."""

    seq: int
    at: datetime
    minutes: int
    doctor: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Klar for hjemreise – besluttet av."""

    seq: int
    at: datetime
    by: str
    decided_by: str
    early_leave: bool
    doctor_informed: str
    note: str


@dataclass(frozen=True, slots=True)
class Departure:
    """Every answer is kept: the latest counts. `after` is total."""

    items: dict[str, tuple[Told, ...]] = field(default_factory=dict)
    longer: tuple[LongerObservation, ...] = ()
    readiness: Readiness | None = None

    def latest(self, item: str) -> Told | None:
        told = self.items.get(item, ())
        return told[-1] if told else None

    def history(self, item: str) -> tuple[Told, ...]:
        """Every answer to the item, oldest first: all but the last are struck through."""
        return self.items.get(item, ())

    def yes(self, item: str) -> bool:
        latest = self.latest(item)
        return latest is not None and latest.answer == "yes"

    def after(self, entry: Entry) -> "Departure":
        event = entry.event
        match event:
            case events.DischargeItemAnswered():
                told = Told(
                    entry.seq,
                    entry.at.wall,
                    entry.by,
                    event.answer,
                    event.value,
                    event.note,
                    event.corrects,
                    event.reason,
                )
                return replace(
                    self, items={**self.items, event.item: (*self.history(event.item), told)}
                )
            case events.LongerObservationSet():
                longer = LongerObservation(
                    entry.seq, entry.at.wall, event.minutes, event.doctor, event.why
                )
                return replace(self, longer=(*self.longer, longer))
            case events.HomeReadinessDecided():
                ready = Readiness(
                    entry.seq,
                    entry.at.wall,
                    entry.by,
                    event.decided_by,
                    event.early_leave,
                    event.doctor_informed,
                    event.note,
                )
                return replace(self, readiness=ready)
            case _:
                return self
