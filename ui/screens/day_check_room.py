"""The page of the room in the day check: people, their training, equipment. Records nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.people import ALS, CLINICIAN
from ui.i18n import Words
from ui.screens.day_check_people import BackupForm, RoomDraft, RoomState
from ui.screens.entry_fields import CorrectionBar
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chips, ChipsState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, grows
from ui.widgets.tick import Tick, TickState


@dataclass(frozen=True, slots=True)
class RoomPresses:
    """What the page tells its screen."""

    draft: Callable[[RoomDraft], None]
    doctor: Callable[[str], None]  # of the staff, by name, to be the back-up
    save_backup: Callable[[], None]
    person: Callable[[str, str], None]  # role, person
    equipment: Callable[[str], None]
    untick: Callable[[str], None]  # the reason
    untrained: Callable[[], None]  # why nobody who is present is trained was written


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
        self._training = RowList(theme, _nothing, _nothing, parent=self)
        self._why = text_field(theme, lambda t: self._changed(why=t), parent=self)
        self._save_why = Button(theme, presses.untrained, parent=self)
        self._asked = QWidget(self)
        asked = QHBoxLayout(self._asked)
        asked.setContentsMargins(m.px(8), m.gap, m.px(8), 0)
        asked.setSpacing(m.gap)
        asked.addWidget(self._why, 1)
        asked.addWidget(self._save_why)
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
        page.addWidget(self._training)
        page.addWidget(self._asked)
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
        self._show_training(state)
        self._als.show_state(state.als)
        self._equipment_head.show_state(HeadState(_("Room and equipment")))
        self._equipment.show_rows(state.equipment)
        self.correction.setVisible(state.correction is not None)
        if state.correction is not None:
            self.correction.show_state(state.correction)

    def _show_training(self, state: RoomState) -> None:
        _ = self._words.text
        self._training.setVisible(state.training is not None)
        self._training.show_rows((state.training,) if state.training else ())
        self._asked.setVisible(state.asks_why)
        why = _("Why without a trained person")
        self._why.show_state(FieldState("", state.why, _("why all the same"), name=why))
        press = ButtonState(_("Record as a deviation"), "pen", enabled=bool(state.why.strip()))
        self._save_why.show_state(press)

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


def _nothing(_row: str) -> None:
    """The line about the training is only read."""
