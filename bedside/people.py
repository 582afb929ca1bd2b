"""Who is here: nurse in charge, staff in the room by role, back-up physician. Signs nothing."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bedside import events
from bedside.events import NOBODY, WATCH, Entry


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
    checked_in_at: datetime | None = None
    test_accepted: bool = False


@dataclass(frozen=True, slots=True)
class People:
    nurse: str = ""  # in charge; whoever opened the session until it is handed over
    stays: tuple[Stay, ...] = ()  # everyone's, ended ones too: the report prints them
    backup: Backup | None = None
    handovers: tuple[tuple[datetime, str, str], ...] = field(default=())

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
                handover = (at, self.nurse, event.to)
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
