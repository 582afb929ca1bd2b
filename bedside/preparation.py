"""Preparation, in the order of §3.1: what is done, and what is missing before "Klar" (SPEC 5)."""

from dataclasses import dataclass
from datetime import datetime

from bedside.applies import applies
from bedside.people import CLINICIAN
from bedside.protocol import Protocol
from bedside.protocol_base import Item, Level
from bedside.protocol_lookup import entry_id
from bedside.refusal import Refusal
from bedside.session import Session

TOUCH = "P-03"
VITALS = "P-05"
CANNULA = "P-06"
FLUSHED = "P-07"
RESEARCH = "PF-07"


@dataclass(frozen=True, slots=True)
class PreparationItem:
    """One line of the list; `by` and `at` of what did it, empty while it is not done."""

    id: str
    level: Level
    section: str
    done: bool
    by: str = ""
    at: datetime | None = None

    @property
    def missing(self) -> bool:
        return not self.done and self.level not in (Level.SHOW, Level.INFO)


def preparation(session: Session, protocol: Protocol) -> tuple[PreparationItem, ...]:
    """Every line that applies today, in the protocol's order; the first talk's lines last."""
    lists = protocol.preparation.item + protocol.preparation.first
    return tuple(_line(item, session) for item in lists if applies(item.when, session))


def may_finish_preparation(session: Session, protocol: Protocol) -> Refusal | None:
    """Talk, touch consent, vitals, cannula; the drug prepared and checked by a second person."""
    lines = [line for line in preparation(session, protocol) if line.missing]
    if session.prescription.checked is None:
        lines.append(PreparationItem("N-02", Level.HARD, "3.3", done=False))
    if independent_is_treating(session) and not session.deviations.of_rule("T-R3"):
        lines.append(PreparationItem("T-R3", Level.SOFT, "3.1", done=False))
    if not lines:
        return None
    soft = all(line.level is Level.SOFT for line in lines)
    return Refusal(
        rule=lines[0].id,
        code="preparation_incomplete",
        section=lines[0].section,
        values={"count": str(len(lines))},
        missing=tuple(line.id for line in lines),
        lifted_by="reason" if soft else "nobody",
    )


def independent_is_treating(session: Session) -> bool:
    """T-R3: who informs about research takes no part in this treatment (§3.1)."""
    named = session.answers.latest(entry_id(RESEARCH, "independent_person"))
    treating = {stay.person for stay in session.people.stays if stay.role == CLINICIAN}
    treating.add(session.people.nurse)
    return named is not None and named.value.strip() in treating - {""}


def flushed(session: Session) -> bool:
    """The cannula in use was flushed: a new one is flushed again (P-07)."""
    placed, flush = session.answers.latest(CANNULA), session.answers.latest(FLUSHED)
    if placed is None or flush is None:
        return False
    new = placed.corrects is None and placed.seq > flush.seq
    return placed.answer == flush.answer == "yes" and not new


def _line(item: Item, session: Session) -> PreparationItem:
    """What a part of the record knows by itself is not asked a second time."""
    if item.id == TOUCH:
        touch = session.touch
        return _done(item, touch.answered, touch.chosen_by, touch.chosen_at)
    if item.id == VITALS:
        taken = session.chart.baseline
        return _done(
            item, taken is not None, taken.by if taken else "", taken.at.wall if taken else None
        )
    given = session.answers.latest(item.id)
    if given is None:
        return _done(item, False)
    if item.id == FLUSHED:
        done = flushed(session)
    elif given.answer == "yes":
        done = all(
            (line := session.answers.latest(entry_id(item.id, entry.key))) and line.value.strip()
            for entry in item.entries
            if entry.required
        )
    else:  # a SOFT line is done without when a reason was written down
        done = item.level is Level.SOFT and bool(given.note.strip())
    return _done(item, done, given.by, given.at)


def _done(item: Item, done: bool, by: str = "", at: datetime | None = None) -> PreparationItem:
    if not done:
        by, at = "", None
    return PreparationItem(item.id, item.level, item.section, done, by, at)
