"""The day check: what each answer means for the start, and what is still missing (SPEC part 4).

Asked again before every infusion. Unsure and not asked clear nothing, and a measured blood
pressure speaks louder than the answer about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bedside.answers import Answered, Answers, Decision
from bedside.applies import first_infusion
from bedside.blood_pressure import BpBand
from bedside.clock import Instant
from bedside.lines import last
from bedside.pressure import Pressure, pressure
from bedside.protocol import Protocol
from bedside.protocol_base import EntryKind
from bedside.protocol_lists import Answer, Colour, Decider, Document, Question
from bedside.protocol_lookup import (
    colour_of,
    decider_of,
    entries_due,
    entries_missing,
    entry_id,
)
from bedside.refusal import Lifted, Refusal
from bedside.session import Session

CAPACITY = "D-01"
ELEVATED_BP = "D-13"
SUICIDE_RISK = "D-08"
HIGH_BP = "D-14"
FASTED = "D-12"
WEIGHT = "D-32"


class CheckState(StrEnum):
    UNANSWERED = "unanswered"
    INCOMPLETE = "incomplete"  # answered, but something beside the answer is not written down
    CLEARED = "cleared"
    INFORM = "inform"  # recorded; the doctor is told
    MUST_DECIDE = "must_decide"  # the start is blocked until a named doctor has decided
    DECIDED = "decided"  # the doctor allowed it
    REFUSED = "refused"  # the doctor decided against it
    STOPPED = "stopped"  # nobody can lift it: only another answer


BLOCKING = frozenset(
    {
        CheckState.UNANSWERED,
        CheckState.INCOMPLETE,
        CheckState.MUST_DECIDE,
        CheckState.REFUSED,
        CheckState.STOPPED,
    }
)


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of the day check, or one paper that must be on file."""

    id: str
    state: CheckState
    section: str = ""
    colour: Colour | None = None
    answered: Answered | None = None
    decision: Decision | None = None
    missing: tuple[str, ...] = ()  # keys of values not written down
    why: str = ""  # "measured", "sedated", "too_old", "ate_too_late": what overrules the answer

    @property
    def blocks(self) -> bool:
        return self.state in BLOCKING


def day_check(session: Session, protocol: Protocol) -> tuple[CheckItem, ...]:
    """Every question in the protocol's order."""
    measured = pressure(session.chart, session.answers, protocol.limits.bp, protocol.vitals.entry)
    return tuple(
        _asked(question, session, protocol, measured) for question in protocol.day_check.question
    )


def papers(session: Session, now: Instant, protocol: Protocol) -> tuple[CheckItem, ...]:
    """What must be on file, with its date; it blocks before the first infusion only (§6.2)."""
    return tuple(_paper(document, session.answers, now) for document in protocol.on_file.document)


def must_decide(items: Iterable[CheckItem]) -> tuple[CheckItem, ...]:
    """The list "Lege må avgjøre": what blocks until somebody above the nurse has spoken."""
    blocked = (CheckState.MUST_DECIDE, CheckState.REFUSED, CheckState.STOPPED)
    return tuple(item for item in items if item.state in blocked)


def to_inform(items: Iterable[CheckItem]) -> tuple[CheckItem, ...]:
    """The list "Informer lege"."""
    return tuple(item for item in items if item.state is CheckState.INFORM)


def decided(items: Iterable[CheckItem]) -> tuple[CheckItem, ...]:
    return tuple(item for item in items if item.state is CheckState.DECIDED)


def blocking(session: Session, now: Instant, protocol: Protocol) -> tuple[CheckItem, ...]:
    """Everything of the day check that stands between the patient and the infusion."""
    return blocking_of(day_check(session, protocol), session, now, protocol)


def blocking_of(
    items: tuple[CheckItem, ...], session: Session, now: Instant, protocol: Protocol
) -> tuple[CheckItem, ...]:
    """The same, for whoever has asked the questions already."""
    if first_infusion(session):
        items += papers(session, now, protocol)
    return tuple(item for item in items if item.blocks)


def may_finish_day_check(session: Session, now: Instant, protocol: Protocol) -> Refusal | None:
    return refusal_of(blocking(session, now, protocol))


def refusal_of(blocked: tuple[CheckItem, ...]) -> Refusal | None:
    """One refusal that names every line; what nobody can lift is said first."""
    if not blocked:
        return None
    missing = tuple(item.id for item in blocked)
    counts = {
        "answers": str(
            sum(i.state in (CheckState.UNANSWERED, CheckState.INCOMPLETE) for i in blocked)
        ),
        "decisions": str(len(must_decide(blocked))),
    }
    stopped = next((i for i in blocked if i.state is CheckState.STOPPED), None)
    if stopped:
        values = counts | {"item": stopped.id}
        return Refusal(stopped.id, "day_check_stopped", stopped.section, values, missing)
    refused = next((i for i in blocked if i.state is CheckState.REFUSED), None)
    if refused and refused.decision:
        values = counts | {"item": refused.id, "doctor": refused.decision.doctor}
        return Refusal(refused.id, "doctor_said_no", refused.section, values, missing, "doctor")
    lifted: Lifted = "doctor" if must_decide(blocked) else "nobody"
    return Refusal("G1-05", "day_check_incomplete", "1.4, 6.1", counts, missing, lifted)


def sedated_seq(session: Session) -> int:
    """The event number of the last sedative before the infusion; 0: none (SPEC C-07, A39)."""
    if session.infusion.started_at is not None:
        return 0
    return max((dose.seq for dose in session.prn.doses("midazolam")), default=0)


def _asked(asked: Question, session: Session, protocol: Protocol, measured: Pressure) -> CheckItem:
    if asked.id == WEIGHT:
        return _weighed(asked, session)
    answers, check = session.answers, protocol.day_check
    given = answers.latest(asked.id)
    if given is None:
        return CheckItem(asked.id, CheckState.UNANSWERED, asked.section)
    sedated = sedated_seq(session) if asked.id == CAPACITY else 0
    if given.seq < sedated:
        return CheckItem(
            asked.id, CheckState.UNANSWERED, asked.section, answered=given, why="sedated"
        )
    answer, written = Answer(given.answer), _written(asked, answers)
    colour = colour_of(check, asked, answer, written) or asked.colour
    why, decision = "", answers.decision(asked.id, given.seq)
    if sedated:
        why, colour = "sedated", Colour.RED
    elif asked.id == HIGH_BP and measured.band is BpBand.HIGH:
        why, colour, decision = "measured", Colour.RED, measured.decision
    elif asked.id == ELEVATED_BP and measured.band >= BpBand.ELEVATED:
        why, decision = "measured", measured.decision
        colour = Colour.RED if measured.needs_doctor else Colour.YELLOW
    elif asked.id == FASTED and colour is Colour.GREEN and _ate_too_late(answers, given, protocol):
        why, colour = "ate_too_late", asked.colour
    due = entries_due(check, asked, answer)
    missing = tuple(entry.key for entry in entries_missing(due, written))
    state = _state(asked, colour, decision, bool(missing))
    return CheckItem(asked.id, state, asked.section, colour, given, decision, missing, why)


def _weighed(asked: Question, session: Session) -> CheckItem:
    """D-32 is answered by weighing: the dose counts with that line and no other."""
    line = last(session.prescription.weighings)
    if line is None:
        return CheckItem(asked.id, CheckState.UNANSWERED, asked.section, asked.colour)
    given = Answered(line.seq, line.at, line.by, "yes", str(line.event.weight_kg))
    return CheckItem(asked.id, CheckState.CLEARED, asked.section, Colour.GREEN, given)


def _state(
    asked: Question, colour: Colour, decision: Decision | None, incomplete: bool
) -> CheckState:
    decider = decider_of(asked, colour)
    if incomplete:
        return CheckState.INCOMPLETE
    if decider is None:
        return CheckState.CLEARED
    if decider is Decider.NOBODY:
        return CheckState.STOPPED
    if decision is not None:
        return CheckState.DECIDED if decision.allowed else CheckState.REFUSED
    return CheckState.INFORM if decider is Decider.NURSE else CheckState.MUST_DECIDE


def _written(asked: Question, answers: Answers) -> dict[str, object]:
    """What was written down beside the answer: a value, or yes and no where that is asked."""
    written: dict[str, object] = {}
    for entry in asked.entries:
        line = answers.latest(entry_id(asked.id, entry.key))
        if line is not None:
            yes_no = entry.kind is EntryKind.YES_NO
            written[entry.key] = Answer(line.answer) if yes_no else line.value
    return written


def _ate_too_late(answers: Answers, given: Answered | None, protocol: Protocol) -> bool:
    """The time of the last food speaks against "fasted". Drink is shown and not judged (A31)."""
    food = answers.latest(entry_id(FASTED, "last_food_at"))
    eaten_at = moment(food.value) if food else None
    if eaten_at is None or given is None:
        return False
    fasting = timedelta(hours=float(protocol.constants.fasting_h.value))
    return given.at - eaten_at < fasting


def moment(text: str) -> datetime | None:
    """A moment as the record writes it, with its zone; anything else is no moment."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo is not None else None


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _paper(document: Document, answers: Answers, now: Instant) -> CheckItem:
    given = answers.latest(document.id)
    if given is None:
        return CheckItem(document.id, CheckState.UNANSWERED, document.section)
    decision = answers.decision(document.id, given.seq)
    waived = decision is not None and decision.allowed and bool(decision.note.strip())
    dated = day(given.value)
    if document.max_age_days is not None and given.answer == "yes" and dated is None:
        return CheckItem(
            document.id, CheckState.INCOMPLETE, document.section, None, given, missing=("date",)
        )
    old = document.max_age_days is not None and (
        dated is None or (now.wall.date() - dated).days > document.max_age_days
    )
    if given.answer == "yes" and not old:
        return CheckItem(document.id, CheckState.CLEARED, document.section, Colour.GREEN, given)
    state = CheckState.DECIDED if waived else CheckState.MUST_DECIDE
    why = "too_old" if given.answer == "yes" else ""
    return CheckItem(document.id, state, document.section, Colour.RED, given, decision, why=why)
