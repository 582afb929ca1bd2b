"""The watch over sedation and breathing after midazolam (§3.6, SPEC V-04). Knows no alarm.

Each dose starts the watch anew: a later dose takes over what is left of an earlier one's. What was
missed stays missed: it is observed late, or explained as an Avvik, and never filled in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bedside.clock import Instant
from bedside.events import NOBODY, WATCH, DeviationRecorded, PostSedationObserved
from bedside.lines import Line, later
from bedside.prn import Dose, PrnLog
from bedside.protocol_drugs import PrnDrug
from bedside.refusal import Refusal

RULE = "V-04"
SECTION = "3.6"


class State(StrEnum):
    COMING = "coming"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"
    LATE = "late"  # done, but late
    EXPLAINED = "explained"  # not done: an Avvik says why


OPEN = frozenset({State.COMING, State.DUE, State.OVERDUE})


@dataclass(frozen=True, slots=True)
class Due:
    """One observation of the schedule."""

    dose: int  # seq of the dose's first line
    due_min: int
    at: datetime
    state: State
    observed: Line[PostSedationObserved] | None = None


def schedule(log: PrnLog, rules: PrnDrug, now: Instant) -> tuple[Due, ...]:
    """Every observation that a dose given so far asks for, in the order of time."""
    return tuple(sorted(_schedule(log, rules, now.wall), key=lambda due: (due.at, due.due_min)))


def running_post_sedation(log: PrnLog, rules: PrnDrug, now: Instant) -> bool:
    """The patient is watched and does not go home."""
    return any(due.state in OPEN for due in schedule(log, rules, now))


def next_observation(log: PrnLog, rules: PrnDrug, now: Instant) -> Due | None:
    """The one to do next: the first that is open, overdue ones before those to come."""
    return next((due for due in schedule(log, rules, now) if due.state in OPEN), None)


def may_observe(
    log: PrnLog, observed: PostSedationObserved, rules: PrnDrug, now: Instant
) -> Refusal | None:
    """An observation is made when it is due, of a dose that was given; late is better than not."""
    first = log.first_of(observed.of)
    asked = [due for due in schedule(log, rules, now) if due.dose == first]
    due = next((due for due in asked if due.due_min == observed.due_min), None)
    if due is None:
        return Refusal(RULE, "observation_not_asked_for", SECTION, missing=("midazolam_dose",))
    values = {"minutes": str(due.due_min)}
    if due.state is State.COMING and not _in_time(due.at, now.wall, rules):
        return Refusal(RULE, "observation_too_early", SECTION, values)
    if due.observed is not None:
        return Refusal(RULE, "observation_done", SECTION, values)
    if observed.respiration_per_min < 0:
        return Refusal(RULE, "respiration_not_a_number", SECTION, missing=("respiration",))
    return None


def _schedule(log: PrnLog, rules: PrnDrug, now: datetime) -> Iterator[Due]:
    doses = log.doses(rules.id.value)
    for index, dose in enumerate(doses):
        taken_over_at = doses[index + 1].at if index + 1 < len(doses) else None
        for due_min in rules.observe_at_min:
            at = later(dose.at, due_min)
            if taken_over_at is None or at < taken_over_at:
                yield _due(log, rules, dose, due_min, at, now)


def _due(log: PrnLog, rules: PrnDrug, dose: Dose, due_min: int, at: datetime, now: datetime) -> Due:
    overdue_at = later(at, rules.observe_grace_min or 0)
    for line in log.observed:
        if _is_of(log, line, dose, due_min) and _in_time(at, line.at, rules):
            state = State.DONE if line.at <= overdue_at else State.LATE
            return Due(dose.first, due_min, at, state, line)
    if any(_explains(log, line, dose, overdue_at) for line in log.deviations):
        return Due(dose.first, due_min, at, State.EXPLAINED)
    if now < at:
        return Due(dose.first, due_min, at, State.COMING)
    return Due(dose.first, due_min, at, State.DUE if now <= overdue_at else State.OVERDUE)


def _is_of(log: PrnLog, line: Line[PostSedationObserved], dose: Dose, due_min: int) -> bool:
    return line.event.due_min == due_min and log.first_of(line.event.of) == dose.first


def _in_time(due_at: datetime, at: datetime, rules: PrnDrug) -> bool:
    """Not so early that it is the observation before."""
    return due_at - at <= timedelta(minutes=rules.observe_grace_min or 0)


def _explains(log: PrnLog, line: Line[DeviationRecorded], dose: Dose, overdue_at: datetime) -> bool:
    """An Avvik speaks of what was missed until then, not of what is still to come."""
    event = line.event
    return (
        event.rule == RULE
        and event.of is not None
        and log.first_of(event.of) == dose.first
        and bool(event.reason.strip())
        and line.by not in (NOBODY, WATCH)
        and line.at > overdue_at
    )
