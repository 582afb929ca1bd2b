"""Rommet: who is here, the back-up physician, and the equipment, line by line (SPEC 1 and 3).

Pure. What of it blocks the start is for the gate to say.
"""

from dataclasses import dataclass, field, replace

from bedside import events
from bedside.applies import applies
from bedside.identity import is_doctor
from bedside.people import ALS, CLINICIAN
from bedside.protocol_base import Level
from bedside.training import TRAINING, trained_here, why_untrained
from ui.figures import written_date
from ui.i18n import Words
from ui.screens.entries import CorrectionState
from ui.screens.said import who_when
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.chips import Chip, ChipsState
from ui.wording import name_of_item

CLINICAL = ("nurse", "doctor", "consultant")


@dataclass(frozen=True, slots=True)
class BackupDraft:
    open: bool = False
    name: str = ""
    phone: str = ""
    available: bool = False
    specialist: bool = False


@dataclass(frozen=True, slots=True)
class RoomDraft:
    backup: BackupDraft = field(default_factory=BackupDraft)
    untick: str = ""  # equipment that was confirmed and is not there after all
    reason: str = ""
    why: str = ""  # nobody present is trained: why it is done all the same


@dataclass(frozen=True, slots=True)
class BackupForm:
    draft: BackupDraft
    doctors: tuple[Chip, ...]
    save: ButtonState


@dataclass(frozen=True, slots=True)
class RoomState:
    backup: ChecklistState
    form: BackupForm | None
    present: ChipsState
    als: ChipsState
    equipment: tuple[ChecklistState, ...]
    correction: CorrectionState | None
    done: int
    of: int
    training: ChecklistState | None = None  # None: nobody is in the room
    why: str = ""
    asks_why: bool = False


def room_state(view: View, words: Words, draft: RoomDraft) -> RoomState:
    _ = words.text
    backup = view.session.people.backup
    roles = {role.id: words.of(role.text) for role in view.protocol.roles.role}
    wanted = [
        backup is not None and backup.confirmed,
        bool(view.session.people.with_role(CLINICIAN)),
        bool(view.session.people.with_role(ALS)) or view.session.answers.yes(ALS),
    ]
    items = [i for i in view.protocol.equipment.item if applies(i.when, view.session)]
    hard = [i for i in items if i.level is Level.HARD]
    wanted += [view.session.answers.yes(item.id) for item in hard]
    training = training_row(view, words)
    wanted.append(training is not None and training.row is Row.DONE)
    form = None
    if draft.backup.open or backup is None:
        form = _backup_form(view, words, draft.backup)
    correction = None
    if draft.untick:
        correction = CorrectionState(
            _("Not there after all. Why?"), (_("Wrong key"), _("New information")), draft.reason
        )
    return RoomState(
        _backup_row(view, words),
        form,
        _here(view, words, CLINICIAN, _("Present in the room")),
        _here(view, words, ALS, roles.get(ALS, ALS)),
        tuple(_equipment(view, words, item.id) for item in items),
        correction,
        sum(wanted),
        len(wanted),
        training,
        draft.why,
        training is not None and training.row is Row.MISSING,
    )


def training_row(view: View, words: Words) -> ChecklistState | None:
    """Who of those present has had the training, or that nobody has, and why all the same."""
    _, session = words.text, view.session
    if not session.people.with_role(CLINICIAN):
        return None
    rule = name_of_item(TRAINING, view.protocol, words)
    trained, avvik = trained_here(session, view.staff), why_untrained(session)
    if trained:
        names = (f"{p.name} {written_date(p.trained, words)}" for p in trained)
        return ChecklistState(TRAINING, rule, Row.DONE, ", ".join(names), spoken_state=_("done"))
    nobody = _("Nobody who is present is noted as trained")
    if avvik is not None:
        said = f"{nobody} · {avvik.reason}"
        aside = (who_when(view, words, avvik.by, avvik.at),)
        return ChecklistState(TRAINING, rule, Row.DONE, said, aside, spoken_state=_("done"))
    return ChecklistState(TRAINING, nobody, Row.MISSING, rule, spoken_state=_("missing"))


def _backup_row(view: View, words: Words) -> ChecklistState:
    _, named = words.text, view.session.people.backup
    title = _("Back-up physician, physically available when needed")
    if named is None:
        return ChecklistState("backup", title, Row.TODO, spoken_state=_("missing"))
    told = f"{named.name} · {named.phone}"
    if named.confirmed:
        who = who_when(view, words, named.named_by, named.named_at)
        return ChecklistState(
            "backup", told, Row.DONE, title, (who,), pressable=True, spoken_state=_("done")
        )
    why = (
        _("{name} is not physically available.").format(name=named.name)
        if not named.physically_available
        else _("{name} is not confirmed as consultant or specialist.").format(name=named.name)
    )
    change = ButtonState(_("Change"), "pen")
    return ChecklistState(
        "backup", told, Row.MISSING, why, button=change, pressable=True, spoken_state=_("missing")
    )


def _backup_form(view: View, words: Words, draft: BackupDraft) -> BackupForm:
    _ = words.text
    doctors = tuple(Chip(p.name, p.name, p.name == draft.name) for p in view.staff if is_doctor(p))
    ready = bool(draft.name.strip() and draft.phone.strip())
    return BackupForm(draft, doctors, ButtonState(_("Save back-up"), "check", enabled=ready))


def _here(view: View, words: Words, role: str, label: str) -> ChipsState:
    here = {stay.person for stay in view.session.people.with_role(role)}
    people = [p for p in view.staff if p.role in CLINICAL or p.id in here]
    chips = tuple(Chip(p.id, p.name, p.id in here) for p in people)
    return ChipsState(chips, label, spoken_chosen=words.text("present"))


def _equipment(view: View, words: Words, item: str) -> ChecklistState:
    _, answers = words.text, view.session.answers
    known = next(i for i in view.protocol.equipment.item if i.id == item)
    given = answers.latest(item)
    second = words.of(known.explanation) if known.explanation else ""
    if given is None or given.answer != "yes":
        if given is not None:
            second = _("not there {time} · {why}").format(
                time=words.time(given.at), why=given.reason or given.note
            )
        state = _("missing") if known.level is Level.HARD else ""
        return ChecklistState(
            item, words.of(known.text), Row.TODO, second, pressable=True, spoken_state=state
        )
    who = who_when(view, words, given.by, given.at)
    return ChecklistState(
        item, words.of(known.text), Row.DONE, "", (who,), pressable=True, spoken_state=_("done")
    )


def presence_event(view: View, role: str, person: str) -> events.PersonPresent:
    """A press on somebody who is here is a leave."""
    here = any(stay.person == person for stay in view.session.people.with_role(role))
    return events.PersonPresent(person=person, role=role, present=not here)


def backup_of(view: View, name: str, draft: BackupDraft) -> BackupDraft | None:
    """A doctor of the staff brings the number and the specialty along."""
    person = next((p for p in view.staff if p.name == name), None)
    if person is None:
        return None
    specialist = person.specialist or person.role == "consultant"
    return replace(draft, open=True, name=name, phone=person.phone, specialist=specialist)


def known_backup(view: View, draft: BackupDraft) -> bool:
    """A doctor of the staff, with nothing left to be asked: a number, and the specialty."""
    known = backup_of(view, draft.name, draft)
    return known == draft and bool(draft.phone.strip()) and draft.specialist


def untrained_event(draft: RoomDraft) -> events.DeviationRecorded:
    return events.DeviationRecorded(rule=TRAINING, reason=draft.why.strip())


def backup_event(draft: BackupDraft) -> events.BackupPhysicianNamed:
    return events.BackupPhysicianNamed(
        name=draft.name.strip(),
        phone=draft.phone.strip(),
        physically_available=draft.available,
        specialist=draft.specialist,
    )
