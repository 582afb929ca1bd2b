"""The ringers in the set-up: SMS, e-mail, pagers and chats that draw attention, and no more.

Each is listed with what it did last and as *unconfirmed*: nobody's help is believed because of
one (ALARMS A.10). Its address is typed here and never shown again.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.i18n import Words
from ui.screens.pairing_state import REFUSALS, TROUBLES, ringer_rows
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Paragraph, ParagraphState
from ui.widgets.primary import PrimaryState
from ui.widgets.scroll import ScrollArea


class RingersPage(QWidget):
    def __init__(
        self, theme: Theme, words: Words, acts: Acts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._acts = words, acts
        self._view: View | None = None
        self._typed_name = self._typed_url = self.said = ""
        self._told = Paragraph(theme, parent=self)
        self._name = text_field(theme, self._type_name, parent=self)
        self._url = text_field(theme, self._type_url, parent=self)
        if isinstance(self._url.inner, QLineEdit):
            self._url.inner.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        inner = QWidget()
        self._rows = RowList(theme, lambda _row: None, self._remove, parent=inner)
        self._nobody = Paragraph(theme, parent=inner)
        listed = QVBoxLayout(inner)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.addWidget(self._rows)
        listed.addWidget(self._nobody)
        listed.addStretch(1)
        self._test = Button(theme, self._ring, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.gap)
        column.addWidget(self._told)
        row = QHBoxLayout()
        row.setSpacing(theme.metrics.margin)
        row.addWidget(self._name, 1)
        row.addWidget(self._url, 2)
        row.addWidget(self._test, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        column.addWidget(ScrollArea(theme, inner, self), 1)

    def show_view(self, view: View) -> None:
        self._view = view
        _, page = self._words.text, view.page
        told = _(
            "Ringers draw attention and confirm nothing: the alert itself is on the page. They say "
            "the room and that a doctor is needed; no name, no number, no value."
        )
        self._told.show_state(ParagraphState(told, icon="info"))
        self._name.show_state(FieldState(_("Name, such as SMS"), self._typed_name))
        self._url.show_state(
            FieldState(_("Address"), self._typed_url, placeholder="mailto://…  ntfy://…  json://…")
        )
        rows = ringer_rows(page, self._words) if page is not None else ()
        self._rows.show_rows(rows)
        trouble = page.trouble if page is not None else ""
        self._nobody.setVisible(not rows)
        nobody = TROUBLES["ringers_unreadable"] if trouble == "ringers_unreadable" else ""
        said = _(nobody) if nobody else _("None: alerts go to the page alone.")
        self._nobody.show_state(ParagraphState(said))
        self._test.setVisible(bool(rows))
        self._test.show_state(ButtonState(_("Ring them all once"), icon="bell"))

    def primary(self, view: View) -> PrimaryState | None:
        if self._acts.page_desk is None:
            return None
        ready = bool(self._typed_name.strip() and self._typed_url.strip())
        return PrimaryState(self._words.text("Add ringer"), icon="plus", enabled=ready)

    def reason(self) -> str:
        return self._words.text(REFUSALS[self.said]) if self.said in REFUSALS else self.said

    def apply(self) -> None:
        desk = self._acts.page_desk
        if desk is None:
            return
        self.said = desk.add_ringer(self._typed_name, self._typed_url)
        if not self.said:
            self._typed_name = self._typed_url = ""

    def _ring(self) -> None:
        desk = self._acts.page_desk
        if desk is not None:
            desk.ring_test()

    def _remove(self, name: str) -> None:
        desk = self._acts.page_desk
        if desk is not None:
            self.said = desk.remove_ringer(name)

    def _type_name(self, text: str) -> None:
        self._typed_name, self.said = text, ""

    def _type_url(self, text: str) -> None:
        self._typed_url, self.said = text, ""
