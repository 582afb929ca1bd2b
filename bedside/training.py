"""The local emergency training of those who are in the room (SPEC T-R5, §3.11 and §5): SOFT.

Where nobody present has it, the pump is started all the same once somebody has said why. The
dates stand with the staff, not in the record; the reason does, as an Avvik.
"""

from collections.abc import Sequence

from bedside.deviations import Deviation
from bedside.identity import Person, is_trained
from bedside.people import CLINICIAN
from bedside.refusal import Refusal
from bedside.session import Session

TRAINING = "T-R5"


def trained_here(session: Session, staff: Sequence[Person]) -> tuple[Person, ...]:
    """Who of those present in the room has had the training."""
    here = {stay.person for stay in session.people.with_role(CLINICIAN)}
    return tuple(p for p in staff if p.id in here and is_trained(p))


def why_untrained(session: Session) -> Deviation | None:
    """The last reason, as long as somebody it was given for is still in the room."""
    here = session.people.with_role(CLINICIAN)
    since = min((stay.since for stay in here), default=None)
    for avvik in reversed(session.deviations.of_rule(TRAINING)):
        if since is not None and avvik.at >= since and avvik.reason.strip():
            return avvik
    return None


def training_missing(session: Session, staff: Sequence[Person]) -> Refusal | None:
    """Nothing is said where nobody is in the room at all: that is missed by itself (T-R1)."""
    if not session.people.with_role(CLINICIAN):
        return None
    if trained_here(session, staff) or why_untrained(session) is not None:
        return None
    return Refusal(TRAINING, "nobody_trained", "3.11, 5", missing=("reason",), lifted_by="reason")
