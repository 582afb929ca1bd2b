"""Infusions given before this record began: told by one person, countersigned by another.

A patient in the middle of a series is taken over with what the paper record says. A line counts
for the series once a second person has compared it; until then it stands there and counts for
nothing. Knows no store; what sessions here left behind stands in bedside/earlier.py.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, tzinfo

from bedside import events
from bedside.amounts import is_amount
from bedside.clock import Instant
from bedside.events import Entry
from bedside.lines import Line, counting, local_day, with_line
from bedside.refusal import Refusal
from bedside.series import EarlierSession

MOST_MG_PER_KG = 3  # an entry guard, not a clinical limit: the protocol's highest is 1.5
NOON = time(12)  # of a day without a time: it is the same day in every zone of Europe


@dataclass(frozen=True, slots=True)
class TakenOver:
    lines: tuple[Line[events.EarlierInfusionTold], ...] = ()
    signed: dict[int, str] = field(default_factory=dict)  # seq of the line -> who compared it

    @property
    def told(self) -> tuple[Line[events.EarlierInfusionTold], ...]:
        return counting(self.lines)

    @property
    def unsigned(self) -> tuple[Line[events.EarlierInfusionTold], ...]:
        return tuple(line for line in self.told if line.seq not in self.signed)

    def after(self, entry: Entry) -> "TakenOver":
        event = entry.event
        match event:
            case events.EarlierInfusionTold():
                return replace(self, lines=with_line(self.lines, entry, event, event.corrects))
            case events.EarlierInfusionCountersigned():
                return replace(self, signed={**self.signed, event.of: event.person})
            case _:
                return self

    def earlier(self) -> tuple[EarlierSession, ...]:
        """What was told and countersigned, as the series counts it."""
        return tuple(_earlier(line) for line in self.told if line.seq in self.signed)


def _earlier(line: Line[events.EarlierInfusionTold]) -> EarlierSession:
    told = line.event
    day = given_on(told)
    at = datetime.min.replace(tzinfo=UTC) if day is None else datetime.combine(day, NOON, UTC)
    return EarlierSession(
        session="",
        phase=told.phase,
        number=told.number,
        attended_at=at,
        started_at=at,
        given_mg_per_kg=told.given_mg_per_kg,
        weight_kg=told.weight_kg,
        response_decision=told.response_decision,
        bladder=told.bladder,
    )


def given_on(told: events.EarlierInfusionTold) -> date | None:
    """None where a damaged or foreign record holds no date."""
    try:
        return date.fromisoformat(told.given_on)
    except ValueError:
        return None


def may_tell(told: events.EarlierInfusionTold, now: Instant, zone: tzinfo) -> Refusal | None:
    """A date before today, a number, and a dose that can have been one."""
    day = given_on(told)
    if day is None or day >= local_day(now.wall, zone):
        return Refusal("S-01", "earlier_not_before_today", "3", missing=("given_on",))
    if told.number < 1:
        return Refusal("S-01", "earlier_without_number", "3", missing=("number",))
    if not is_amount(told.given_mg_per_kg) or not 0 < told.given_mg_per_kg <= MOST_MG_PER_KG:
        values = {"most": str(MOST_MG_PER_KG)}
        return Refusal("K-03", "earlier_dose_unlikely", "3.2", values, ("given_mg_per_kg",))
    return None


def may_countersign(taken: TakenOver, of: int, person: str) -> Refusal | None:
    """A second person compares it with the paper, never the one who wrote it."""
    line = next((line for line in taken.told if line.seq == of), None)
    if line is None:
        return Refusal("S-01", "nothing_to_countersign", "3", missing=("earlier",))
    if not person.strip():
        return Refusal("S-01", "no_countersigner", "3", missing=("countersignature",))
    if person == line.by:
        values = {"person": person}
        return Refusal("T-R2", "countersigner_took_part", "3", values, ("second_person",))
    if of in taken.signed:
        values = {"person": taken.signed[of]}
        return Refusal("S-01", "already_countersigned", "3", values)
    return None
