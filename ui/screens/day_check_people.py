"""Rommet: who is here, the back-up physician, and the equipment, line by line (SPEC 1 and 3).

Pure states, and the page that shows them. What of it blocks the start is for the gate to say.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.applies import applies
from bedside.identity import is_doctor
from bedside.people import ALS, CLINICIAN
from bedside.protocol_base import Level
from ui.i18n import Words
from ui.screens.entries import CorrectionState
from ui.screens.entry_fields import CorrectionBar
from ui.screens.row_list import RowList
from ui.screens.said import who_when
from ui.theme import Theme
from ui.view import View
from ui.widgets.button import Button, ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, grows
from ui.widgets.tick import Tick, TickState

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
    )


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


def backup_event(draft: BackupDraft) -> events.BackupPhysicianNamed:
    return events.BackupPhysicianNamed(
        name=draft.name.strip(),
        phone=draft.phone.strip(),
        physically_available=draft.available,
        specialist=draft.specialist,
    )


@dataclass(frozen=True, slots=True)
class RoomPresses:
    """What the page tells its screen."""

    draft: Callable[[RoomDraft], None]
    doctor: Callable[[str], None]  # of the staff, by name, to be the back-up
    save_backup: Callable[[], None]
    person: Callable[[str, str], None]  # role, person
    equipment: Callable[[str], None]
    untick: Callable[[str], None]  # the reason


class RoomPage(QWidget):
    def __init__(
        self, theme: Theme, words: Words, presses: RoomPresses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._presses = words, presses
        self._draft = RoomDraft()
        self._state: RoomState | None = None
        m = theme.metrics
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        self._people = Head(theme, parent=self)
        self._backup = RowList(theme, lambda _r: self._open(), lambda _r: self._open(), parent=self)
        self._form = QWidget(self)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(m.px(8), m.gap, m.px(8), m.gap)
        form.setSpacing(m.gap)
        self._doctors = Chips(theme, presses.doctor, self._form)
        fields = QHBoxLayout()
        fields.setSpacing(m.gap)
        self._name = text_field(theme, lambda t: self._typed(name=t), parent=self._form)
        self._phone = text_field(theme, lambda t: self._typed(phone=t), parent=self._form)
        fields.addWidget(self._name, 2)
        fields.addWidget(self._phone, 1)
        self._available = Tick(theme, lambda on: self._typed(available=on), parent=self._form)
        self._specialist = Tick(theme, lambda on: self._typed(specialist=on), parent=self._form)
        self._save = Button(theme, presses.save_backup, parent=self._form)
        row = QHBoxLayout()
        row.addWidget(self._save)
        row.addStretch(1)
        form.addWidget(self._doctors)
        form.addLayout(fields)
        form.addWidget(self._available)
        form.addWidget(self._specialist)
        form.addLayout(row)
        self._present = Chips(theme, lambda who: presses.person(CLINICIAN, who), self)
        self._als = Chips(theme, lambda who: presses.person(ALS, who), self)
        self._equipment_head = Head(theme, parent=self)
        self._equipment = RowList(theme, presses.equipment, presses.equipment, parent=self)
        self.correction = CorrectionBar(
            theme,
            words,
            presses.untick,
            lambda text: self._changed(reason=text),
            lambda: self._changed(untick="", reason=""),
            self,
        )
        for widget in (self._people, self._backup, self._form):
            page.addWidget(widget)
        page.addSpacing(m.gap)
        page.addWidget(self._present)
        page.addSpacing(m.gap)
        page.addWidget(self._als)
        page.addSpacing(m.gap)
        for widget in (self._equipment_head, self.correction, self._equipment):
            page.addWidget(widget)
        grows(self)

    def show_state(self, state: RoomState, draft: RoomDraft) -> None:
        self._draft = draft
        if state == self._state:
            return
        self._state = state
        _ = self._words.text
        self._people.show_state(HeadState(_("People")))
        self._backup.show_rows((state.backup,))
        self._form.setVisible(state.form is not None)
        if state.form is not None:
            self._show_form(state.form)
        self._present.show_state(state.present)
        self._als.show_state(state.als)
        self._equipment_head.show_state(HeadState(_("Room and equipment")))
        self._equipment.show_rows(state.equipment)
        self.correction.setVisible(state.correction is not None)
        if state.correction is not None:
            self.correction.show_state(state.correction)

    def _show_form(self, form: BackupForm) -> None:
        _, draft = self._words.text, form.draft
        self._doctors.show_state(ChipsState(form.doctors, name=_("Back-up physician")))
        self._name.show_state(FieldState(_("Name of the back-up"), draft.name))
        self._phone.show_state(FieldState(_("Telephone"), draft.phone))
        available = _("Physically available when needed, through the whole treatment")
        self._available.show_state(
            TickState(available, draft.available, spoken_checked=_("chosen"))
        )
        specialist = _("Consultant, or specialist in psychiatry or another relevant specialty")
        self._specialist.show_state(
            TickState(specialist, draft.specialist, spoken_checked=_("chosen"))
        )
        self._save.show_state(form.save)

    def _changed(self, **what: object) -> None:
        self._presses.draft(replace(self._draft, **what))  # type: ignore[arg-type]

    def _typed(self, **what: object) -> None:
        self._changed(backup=replace(self._draft.backup, **what))  # type: ignore[arg-type]

    def _open(self) -> None:
        self._typed(open=not self._draft.backup.open)
