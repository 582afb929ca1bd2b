"""Who is here: nurse in charge, staff in the room by role, back-up physician. Signs nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bedside import events
from bedside.answers import PHYSICIAN
from bedside.events import NOBODY, WATCH, Entry
from bedside.identity import TREATING, Person
from bedside.protocol_help import Role
from bedside.refusal import Refusal

CLINICIAN = "R-01"  # roles as in roles.toml
ALS = "R-10"


@dataclass(frozen=True, slots=True)
class Stay:
    """One person in one role, from when to when."""

    person: str
    role: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Backup:
    """The back-up physician of this session, as named by the nurse."""

    name: str
    phone: str
    physically_available: bool
    specialist: bool
    named_at: datetime
    named_by: str
    seq: int
    checked_in_at: datetime | None = None
    test_accepted: bool = False

    @property
    def confirmed(self) -> bool:
        """Named, a specialist, reachable, and physically available when needed (§3.11, A13)."""
        named = bool(self.name.strip() and self.phone.strip())
        return named and self.physically_available and self.specialist


@dataclass(frozen=True, slots=True)
class Handover:
    at: datetime
    of: str
    to: str
    by: str


@dataclass(frozen=True, slots=True)
class People:
    nurse: str = ""  # in charge; whoever opened the session until it is handed over
    stays: tuple[Stay, ...] = ()  # everyone's, ended ones too: the report prints them
    backup: Backup | None = None
    handovers: tuple[Handover, ...] = ()

    @property
    def present(self) -> tuple[Stay, ...]:
        return tuple(stay for stay in self.stays if stay.until is None)

    def with_role(self, role: str) -> tuple[Stay, ...]:
        return tuple(stay for stay in self.present if stay.role == role)

    def after(self, entry: Entry) -> "People":
        at, event = entry.at.wall, entry.event
        match event:
            case events.SessionOpened() if entry.by not in (NOBODY, WATCH):
                return replace(self, nurse=self.nurse or entry.by)
            case events.PersonPresent():
                return replace(self, stays=self._stays_after(at, event))
            case events.NurseHandedOver():
                handover = Handover(at, self.nurse, event.to, entry.by)
                return replace(self, nurse=event.to, handovers=(*self.handovers, handover))
            case events.BackupPhysicianNamed():
                return replace(
                    self,
                    backup=Backup(
                        event.name,
                        event.phone,
                        event.physically_available,
                        event.specialist,
                        at,
                        entry.by,
                        entry.seq,
                    ),
                )
            case events.PhysicianCheckedIn() if self.backup is not None:
                if event.physician != self.backup.name:
                    return self
                accepted = self.backup.test_accepted or event.test_accepted
                checked = replace(self.backup, checked_in_at=at, test_accepted=accepted)
                return replace(self, backup=checked)
            case _:
                return self

    def _stays_after(self, at: datetime, event: events.PersonPresent) -> tuple[Stay, ...]:
        here = [
            stay for stay in self.present if (stay.person, stay.role) == (event.person, event.role)
        ]
        if event.present:
            return self.stays if here else (*self.stays, Stay(event.person, event.role, at))
        return tuple(replace(stay, until=at) if stay in here else stay for stay in self.stays)


def may_be_present(event: events.PersonPresent) -> Refusal | None:
    if event.person.strip() and event.role.strip():
        return None
    return Refusal("R-01", "person_needs_name_and_role", "3.1", missing=("person", "role"))


def may_hand_over(people: People, event: events.NurseHandedOver) -> Refusal | None:
    """A signed event, to somebody else (T-R1)."""
    if not event.to.strip():
        return Refusal("T-R1", "handover_needs_person", "3.1", missing=("person",))
    if event.to == people.nurse:
        return Refusal("T-R1", "handover_to_oneself", "3.1", {"person": event.to})
    return None


def takes_over(people: People, person: Person) -> bool:
    """Whether somebody who has just signed in is asked: they may run a session, and do not yet."""
    return person.role in TREATING and person.id != people.nurse


def taken_over_by(people: People, person: str) -> tuple[events.Event, ...]:
    """The signed hand-over; whoever runs the session is in the room (T-R1)."""
    handed = events.NurseHandedOver(to=person)
    if any(stay.person == person for stay in people.with_role(CLINICIAN)):
        return (handed,)
    return (handed, events.PersonPresent(person=person, role=CLINICIAN))


def may_name_backup(event: events.BackupPhysicianNamed) -> Refusal | None:
    """Not available is a fact worth writing down; a doctor nobody can reach is none."""
    wanted = {"name": event.name, "phone": event.phone}
    missing = tuple(what for what, text in wanted.items() if not text.strip())
    return (
        Refusal("R-02", "backup_needs_name_and_phone", "3.11", missing=missing) if missing else None
    )


def doctors(people: People, roles: Iterable[Role]) -> frozenset[str]:
    """Everyone who was here in a role that only a doctor can have."""
    of_doctors = {role.id for role in roles if role.doctor}
    return frozenset(stay.person for stay in people.stays if stay.role in of_doctors)


def may_decide(
    event: events.DoctorDecided | events.AlarmLimitChanged, by: str, known: Collection[str]
) -> Refusal | None:
    """T-R4: the doctor enters it, or it is agreed by word of mouth, named and read back.

    `known` are the doctors of this session.
    """
    doctor = event.doctor.strip()
    if not doctor:
        return Refusal("T-R4", "decision_needs_doctor", "3.3", missing=("doctor",))
    if doctor == by and by not in known:
        return Refusal("T-R4", "not_a_doctor", "3.3", {"person": by}, lifted_by="doctor")
    if by not in (PHYSICIAN, doctor) and not event.read_back:
        return Refusal("T-R4", "not_read_back", "3.3", {"doctor": doctor}, ("read_back",))
    return None
