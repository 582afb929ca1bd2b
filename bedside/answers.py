"""What was answered to each line of the checklists, and what doctors decided. Judges nothing.

Every answer is kept: the latest counts, the first stays readable (SPEC 9.2, N-09).
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bedside import events
from bedside.events import Answer, Channel, Entry

PHYSICIAN = "physician"  # who writes what a doctor enters on the physician's page


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to one item, by whom and when."""

    seq: int
    at: datetime
    by: str
    answer: Answer
    value: str = ""
    note: str = ""
    corrects: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A doctor's decision, typed in by the doctor or written down as agreed by word of mouth."""

    seq: int
    at: datetime
    by: str
    subject: str
    allowed: bool
    doctor: str
    channel: Channel
    read_back: bool
    note: str = ""

    @property
    def counts(self) -> bool:
        """A named doctor, and what was said by word of mouth was read back (SPEC T-R4)."""
        doctor = self.doctor.strip()
        return bool(doctor) and (self.read_back or self.by in (PHYSICIAN, doctor))


@dataclass(frozen=True, slots=True)
class Finished:
    """A stage that the nurse has pressed on from, or another thing done once: when, by whom."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Answers:
    """`after` is total: an item that no list knows is kept like any other."""

    items: dict[str, tuple[Answered, ...]] = field(default_factory=dict)
    decisions: dict[str, tuple[Decision, ...]] = field(default_factory=dict)
    confirmed: frozenset[int] = frozenset()  # seq of what the doctor confirmed afterwards
    finished: dict[str, Finished] = field(default_factory=dict)
    identified: Finished | None = None  # when two identifiers were compared, and by whom
    consent_withdrawn: Finished | None = None  # from treatment altogether (C-05)

    def latest(self, item: str) -> Answered | None:
        given = self.items.get(item, ())
        return given[-1] if given else None

    def first(self, item: str) -> Answered | None:
        given = self.items.get(item, ())
        return given[0] if given else None

    def history(self, item: str) -> tuple[Answered, ...]:
        """Every answer to the item, oldest first: all but the last are struck through."""
        return self.items.get(item, ())

    def yes(self, item: str) -> bool:
        latest = self.latest(item)
        return latest is not None and latest.answer == "yes"

    def decision(self, subject: str, since_seq: int = 0) -> Decision | None:
        """The latest decision that counts on `subject`, made after event `since_seq`."""
        for decision in reversed(self.decisions.get(subject, ())):
            if decision.counts and decision.seq > since_seq:
                return decision
        return None

    @property
    def to_confirm(self) -> tuple[Decision, ...]:
        """Agreed by word of mouth, not yet confirmed by the doctor."""
        return tuple(
            decision
            for made in self.decisions.values()
            for decision in made
            if decision.by not in (PHYSICIAN, decision.doctor.strip())
            and decision.seq not in self.confirmed
        )

    def after(self, entry: Entry) -> "Answers":
        event = entry.event
        match event:
            case events.ChecklistItemAnswered():
                answered = Answered(
                    entry.seq,
                    entry.at.wall,
                    entry.by,
                    event.answer,
                    event.value,
                    event.note,
                    event.corrects,
                    event.reason,
                )
                return replace(
                    self, items={**self.items, event.item: (*self.history(event.item), answered)}
                )
            case events.DoctorDecided():
                decision = Decision(
                    entry.seq,
                    entry.at.wall,
                    entry.by,
                    event.subject,
                    event.allowed,
                    event.doctor,
                    event.channel,
                    event.read_back,
                    event.note,
                )
                made = (*self.decisions.get(event.subject, ()), decision)
                return replace(self, decisions={**self.decisions, event.subject: made})
            case events.DoctorConfirmed():
                return replace(self, confirmed=self.confirmed | {event.of})
            case events.StageFinished():
                done = Finished(entry.at.wall, entry.by)
                return replace(self, finished={**self.finished, event.stage: done})
            case events.PatientIdentified():
                checked = {text.strip() for text in event.identifiers_checked} - {""}
                done = Finished(entry.at.wall, entry.by)
                return replace(self, identified=done if len(checked) == 2 else None)
            case events.TreatmentConsentWithdrawn():
                done = Finished(entry.at.wall, entry.by)
                return replace(self, consent_withdrawn=self.consent_withdrawn or done)
            case _:
                return self
