"""What is still to be done on this workstation before a real session, in the order it is done.

The numbers of the unit and their signatures keep a real session from being opened (A18); the other
steps are shown as long as they are missing, and each is asked again by the rule that needs it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bedside.approval import Approval, may_open_real
from bedside.identity import Person, has_owner, is_doctor
from bedside.protocol import Protocol
from bedside.settings import Settings


class Step(StrEnum):
    OWNER = "owner"
    STAFF = "staff"
    SITE = "site"  # the unit's own numbers are files of its own
    APPROVAL = "approval"  # and are signed by two
    MONITORS = "monitors"
    PHYSICIAN = "physician"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class FirstRun:
    """A step, and whether it is done."""

    step: Step
    done: bool


def first_run(
    staff: Sequence[Person],
    protocol: Protocol,
    approvals: tuple[Approval, ...],
    settings: Settings,
    *,
    sound_heard: bool,
) -> tuple[FirstRun, ...]:
    """Every step in its order: owner, staff, numbers, monitors, physician, sound."""
    here = [person for person in staff if person.pin and not person.ended]
    nurses = sum(person.role == "nurse" for person in here)
    done = {
        Step.OWNER: has_owner(staff),
        # two sign the preparation, and a doctor answers for the dose
        Step.STAFF: nurses > 0 and any(map(is_doctor, here)) and len(here) > 2,
        Step.SITE: not protocol.site.example,
        Step.APPROVAL: may_open_real(protocol, approvals) is None,
        Step.MONITORS: bool(settings.monitors),
        Step.PHYSICIAN: bool(settings.physician.address),
        Step.SOUND: sound_heard,
    }
    return tuple(FirstRun(step, done[step]) for step in Step)
