"""What a doctor said by word of mouth, and the doctor's own word for it afterwards (SPEC T-R4).

A nurse writes it down at once, named and read back; the doctor it names confirms it later, also
after the session was closed. Nothing waits for it: what was agreed in the room stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bedside import events
from bedside.answers import PHYSICIAN
from bedside.refusal import Refusal
from bedside.session import Session

What = (
    events.DoctorDecided
    | events.DosePrescribed
    | events.PrnPrescribed
    | events.PrnAgreed
    | events.AlarmLimitChanged  # loosened; to tighten one is nobody's word
)  # the acts that a nurse may write down for a doctor


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of the record that carries a doctor's word in somebody else's hand."""

    seq: int
    at: datetime
    by: str  # who wrote it down
    event: What

    @property
    def doctor(self) -> str:
        """Who said it: a person's id, or a name where nobody of the staff has it."""
        return self.event.doctor.strip()


def spoken(session: Session) -> tuple[Spoken, ...]:
    """Everything that was said by word of mouth, confirmed or not, in the order of the record."""
    return tuple(
        said
        for entry in session.log
        if isinstance(entry.event, What)
        for said in [Spoken(entry.seq, entry.at.wall, entry.by, entry.event)]
        if said.doctor and said.by not in (PHYSICIAN, said.doctor)
    )


def to_confirm(session: Session) -> tuple[Spoken, ...]:
    """What its doctor has not confirmed yet."""
    confirmed = session.answers.confirmed
    return tuple(said for said in spoken(session) if said.seq not in confirmed)


def confirmations(session: Session) -> Iterator[tuple[Spoken, str, datetime]]:
    """What was confirmed, by whom and when."""
    by_seq = {said.seq: said for said in spoken(session)}
    for entry in session.log:
        event = entry.event
        if isinstance(event, events.DoctorConfirmed) and event.of in by_seq:
            yield by_seq[event.of], entry.by, entry.at.wall


def is_said_by(doctor: str, person: str, name: str) -> bool:
    """Whether the doctor of a line is this person: by id, or by the name that was written."""
    return doctor == person or doctor.casefold() == name.strip().casefold()


def may_confirm(
    session: Session, event: events.DoctorConfirmed, by: str, doctors: Mapping[str, str]
) -> Refusal | None:
    """Only the doctor who said it; `doctors` are those who may be one here, id and name."""
    said = next((one for one in to_confirm(session) if one.seq == event.of), None)
    if said is None:
        return Refusal("T-R4", "nothing_to_confirm", "3.3", {"of": str(event.of)})
    if by == PHYSICIAN:
        return None
    if by not in doctors or not is_said_by(said.doctor, by, doctors[by]):
        values = {"doctor": said.doctor}
        return Refusal("T-R4", "confirmed_by_doctor_only", "3.3", values, lifted_by="doctor")
    return None
