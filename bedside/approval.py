"""Who has approved the unit's own numbers, and whether a real session may be opened with them.

Everything that the hospital's protocol leaves open is the unit's (A18), the recipe among it: two
different persons approve it, one of them the clinical owner (K-13). An approval holds for the files
as they are: one changed number, and it is asked for again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bedside import events
from bedside.events import Entry
from bedside.identity import Person
from bedside.protocol import Protocol
from bedside.recipe import may_use_recipe
from bedside.refusal import Refusal

OWNER = "clinical_owner"


@dataclass(frozen=True, slots=True)
class Approval:
    by: str
    role: str
    at: datetime


def approvals_of(entries: Iterable[Entry], protocol_hash: str) -> tuple[Approval, ...]:
    """Those of the files as they stand now, each person once, the first signature."""
    found: dict[str, Approval] = {}
    for entry in entries:
        event = entry.event
        if isinstance(event, events.ProtocolApproved) and event.protocol_hash == protocol_hash:
            found.setdefault(entry.by, Approval(entry.by, event.role, entry.at.wall))
    return tuple(found.values())


def may_open_real(protocol: Protocol, approvals: tuple[Approval, ...]) -> Refusal | None:
    """A18, then K-13: what is still to be signed before a real session."""
    if protocol.site.example:
        return Refusal("A18", "site_is_example", missing=("site",))
    if not any(approval.role == OWNER for approval in approvals):
        return Refusal("A18", "local_values_not_approved", missing=("approval",))
    return may_use_recipe(tuple(approval.by for approval in approvals), simulated=False)


def may_approve(person: Person, approvals: tuple[Approval, ...]) -> Refusal | None:
    """Anybody of the staff may be the second; nobody signs twice."""
    if person.ended:
        return Refusal("T-R2", "person_ended", values={"person": person.id})
    if any(approval.by == person.id for approval in approvals):
        return Refusal("K-13", "already_approved", values={"person": person.id})
    return None


def approved(protocol: Protocol, person: Person) -> events.ProtocolApproved:
    return events.ProtocolApproved(
        protocol_version=protocol.version, protocol_hash=protocol.hash, role=person.role
    )
