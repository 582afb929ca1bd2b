"""The staff in the set-up: who may sign here, who is added, and whose training has a new date.

Keeps nothing: what is typed stands in the set-up's draft.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bedside.identity import Person, is_trained
from ui.codes import ROLES, said
from ui.figures import written_date
from ui.i18n import Words
from ui.screens.setup_state import SetupDraft
from ui.staff_words import imported_text
from ui.theme import Theme
from ui.view import View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Paragraph, ParagraphState, grows


def training_text(person: Person, words: Words) -> str:
    """When the local emergency training was, or that no date is known (T-R5)."""
    if not is_trained(person):
        return words.text("no training noted")
    return words.text("trained {date}").format(date=written_date(person.trained, words))


class StaffPage(QWidget):
    """Calls `on_change(field=text)` at each key and press, `on_person(id)` for one who is known,
    and `on_end()` when that person signs no more.
    """

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[..., None],
        on_person: Callable[[str], None],
        on_end: Callable[[], None],
        on_import: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.gap)
        self._nobody = Paragraph(theme, parent=self)
        self._people = Chips(theme, on_person, self)
        self._name = text_field(theme, lambda t: on_change(name=t), parent=self)
        self._pin = text_field(theme, lambda t: on_change(pin=t), parent=self)
        self._phone = text_field(theme, lambda t: on_change(phone=t), parent=self)
        self._hpr = text_field(theme, lambda t: on_change(hpr=t), parent=self)
        self._trained = text_field(theme, lambda t: on_change(trained=t), parent=self)
        if isinstance(self._pin.inner, QLineEdit):
            self._pin.inner.setEchoMode(QLineEdit.EchoMode.Password)
        grid = QGridLayout()
        grid.setSpacing(theme.metrics.gap)
        for number, part in enumerate((self._name, self._pin)):
            grid.addWidget(part, 0, 3 * number, 1, 3)
        for number, part in enumerate((self._phone, self._hpr, self._trained)):
            grid.addWidget(part, 1, 2 * number, 1, 2)
        for column_of_six in range(6):
            grid.setColumnStretch(column_of_six, 1)
        self._roles = Chips(theme, lambda r: on_change(role=r), self)
        self._end = Button(theme, on_end, parent=self)
        end = QHBoxLayout()
        end.setSpacing(theme.metrics.margin)
        end.addWidget(self._end)
        self._import = Button(theme, on_import, parent=self)
        end.addWidget(self._import, 0, Qt.AlignmentFlag.AlignTop)
        self._imported = Paragraph(theme, parent=self)
        end.addWidget(self._imported, 1)
        column.addWidget(self._nobody)
        column.addWidget(self._people)
        column.addLayout(grid)
        column.addWidget(self._roles)
        column.addLayout(end)
        column.addStretch(1)
        grows(self)

    def show_state(self, view: View, draft: SetupDraft) -> None:
        _ = self._words.text
        self._nobody.setVisible(not view.staff)
        nobody = _("Nobody may sign here yet.")
        self._nobody.show_state(ParagraphState(nobody, icon="users", bright=True))
        chosen, new = _("chosen"), not draft.person
        people = tuple(
            Chip(p.id, p.name, p.id == draft.person, second=self._second(p)) for p in view.staff
        )
        self._people.setVisible(bool(people))
        change = _("May sign here: press a name to change it")
        self._people.show_state(ChipsState(people, change, spoken_chosen=chosen))
        self._name.show_state(FieldState(_("Name"), draft.name, enabled=new))
        self._phone.show_state(FieldState(_("Telephone"), draft.phone))
        self._hpr.show_state(FieldState(_("HPR number (may be left empty)"), draft.hpr))
        pin = _("PIN, four to eight digits") if new else _("New PIN (may be left empty)")
        self._pin.show_state(FieldState(pin, draft.pin))
        training = _("Local emergency training, date")
        self._trained.show_state(FieldState(training, draft.trained, placeholder=_("dd.mm.yyyy")))
        roles = tuple(
            Chip(key, _(name), key == draft.role, new or key == draft.role)
            for key, name in ROLES.items()
        )
        self._roles.show_state(ChipsState(roles, _("Role"), spoken_chosen=chosen))
        # the choice of a file is a dialog: not over a patient who is watched
        self._import.setVisible(new and not view.open)
        self._import.show_state(ButtonState(_("Import a list (CSV) …"), icon="users"))
        self._imported.setVisible(new and not view.open)
        told = imported_text(draft.imported, self._words)
        self._imported.show_state(ParagraphState(told, bright=draft.imported is not None))
        self._end.setVisible(not new)
        self._end.show_state(ButtonState(_("Signs here no more"), icon="cross"))

    def _second(self, person: Person) -> str:
        return f"{said(self._words, ROLES, person.role)} · {training_text(person, self._words)}"
