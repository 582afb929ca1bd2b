"""The back-up physician's page in the set-up: on which network, who is paired, and the QR code.

A phone is paired by its camera: the code holds for five minutes and lets one device in. Until an
address is chosen here the page listens nowhere.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import Words
from ui.screens.pairing_state import REFUSALS, PairingState, pairing_state, squares
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, Size
from ui.widgets.primary import PrimaryState
from ui.widgets.qr import QrCode, QrState
from ui.widgets.scroll import ScrollArea
from ui.widgets.select import Option, SelectField, SelectState


class PairingPage(QWidget):
    def __init__(
        self, theme: Theme, words: Words, acts: Acts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._acts = words, acts
        self._view: View | None = None
        self._address = self._port = self.said = ""
        self._begun = False
        self._devices_before: frozenset[str] = frozenset()
        self._networks = SelectField(theme, self._choose, self)
        self._port_field = text_field(theme, self._type_port, parent=self)
        self._where = Paragraph(theme, parent=self)
        self._print = Paragraph(theme, parent=self)
        self._head = Head(theme, parent=self)
        inner = QWidget()
        self._devices = RowList(theme, _nothing, self._revoke, dense=True, parent=inner)
        self._nobody = Paragraph(theme, parent=inner)
        listed = QVBoxLayout(inner)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.addWidget(self._devices)
        listed.addWidget(self._nobody)
        listed.addStretch(1)
        self._qr = QrCode(theme, self)
        self._code = Paragraph(theme, Size.L, weight=600, parent=self)
        self._left = Paragraph(theme, parent=self)
        left = QVBoxLayout()
        left.setSpacing(theme.metrics.gap)
        row = QHBoxLayout()
        row.setSpacing(theme.metrics.margin)
        row.addWidget(self._networks, 3)
        row.addWidget(self._port_field, 1)
        left.addLayout(row)
        left.addWidget(self._where)
        left.addWidget(self._print)
        left.addWidget(self._head)
        left.addWidget(ScrollArea(theme, inner, self), 1)
        self._aside = QWidget(self)
        self._aside.setFixedWidth(self._qr.sizeHint().width())
        right = QVBoxLayout(self._aside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.metrics.gap)
        right.addWidget(self._qr, 0, Qt.AlignmentFlag.AlignTop)
        right.addWidget(self._code)
        right.addWidget(self._left)
        right.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.metrics.margin)
        whole.addLayout(left, 1)
        whole.addWidget(self._aside)

    # --- showing

    def show_view(self, view: View) -> None:
        self._view = view
        _, desk, page = self._words.text, self._acts.page_desk, view.page
        if desk is None or page is None:
            said = _("A demonstration at another speed than its own has no page.")
            self._where.show_state(ParagraphState(said, icon="info"))
            for widget in (self._networks, self._port_field, self._aside, self._head):
                widget.hide()
            return
        self._begin(view)
        known = frozenset(device.id for device in page.devices)
        if known - self._devices_before:  # whoever was let in has come
            desk.paired()
        self._devices_before = known
        state = pairing_state(page, desk.code, self._words)
        networks = tuple(Option(address, address, name) for address, name in desk.addresses())
        self._networks.show_state(SelectState(networks, self._address, _("Network"), _("choose")))
        self._port_field.show_state(FieldState(_("Port"), self._port))
        self._where.show_state(ParagraphState(state.where, icon="globe", bright=bool(page.url)))
        shown = _("Fingerprint {print}").format(print=state.fingerprint)
        self._print.setVisible(bool(state.fingerprint))
        self._print.show_state(ParagraphState(shown, icon="lock"))
        number = str(len(state.devices)) if state.devices else ""
        self._head.show_state(HeadState(_("Paired devices"), number))
        self._devices.show_rows(state.devices)
        self._nobody.setVisible(not state.devices)
        nobody = _("None yet. Pair a telephone or a tablet that stays with the back-up physician.")
        self._nobody.show_state(ParagraphState(nobody))
        self._show_code(state)

    def _begin(self, view: View) -> None:
        if not self._begun:
            self._begun = True
            chosen = view.settings.physician
            self._address, self._port = chosen.address, str(chosen.port)
            page = view.page
            self._devices_before = frozenset(d.id for d in page.devices) if page else frozenset()

    def _show_code(self, state: PairingState) -> None:
        _ = self._words.text
        self._aside.setVisible(bool(state.opens))
        spoken = _("QR code that opens {url}").format(url=state.opens)
        self._qr.show_state(QrState(squares(state.opens), spoken if state.opens else ""))
        self._code.show_state(ParagraphState(state.code, bright=True))
        told = _(
            "{left}. One device: point its camera here, or open the address and type the code. "
            "Its browser asks once about the certificate: compare the fingerprint."
        )
        self._left.show_state(ParagraphState(told.format(left=state.code_left)))

    # --- the foot

    def primary(self, view: View) -> PrimaryState | None:
        """What the big button does: serve it where it was chosen, then let a device in."""
        if self._acts.page_desk is None or view.page is None:
            return None
        _ = self._words.text
        if self._changed(view):
            return PrimaryState(_("Open the page here"), enabled=bool(self._address))
        return PrimaryState(_("Pair a device"), icon="plus", enabled=bool(view.page.url))

    def reason(self) -> str:
        return self._words.text(REFUSALS[self.said]) if self.said in REFUSALS else self.said

    def apply(self) -> None:
        view, desk = self._view, self._acts.page_desk
        if view is None or desk is None:
            return
        self.said = ""
        if not self._changed(view):
            desk.let_in()
        elif not (self._port.isdigit() and 1024 <= int(self._port) <= 65535):
            self.said = "port"
        else:
            self.said = desk.serve_at(self._address, int(self._port))

    def _changed(self, view: View) -> bool:
        chosen = view.settings.physician
        same = (self._address, self._port) == (chosen.address, str(chosen.port))
        return not chosen.address or not same

    # --- presses

    def _choose(self, address: str) -> None:
        self._address = address
        self._again()

    def _type_port(self, text: str) -> None:
        self._port = text.strip()
        self._again()

    def _revoke(self, device: str) -> None:
        desk = self._acts.page_desk
        if desk is not None:
            desk.revoke(device)

    def _again(self) -> None:
        self.said = ""
        if self._view is not None:
            self.show_view(self._view)


def _nothing(_row: str) -> None:
    """A press on the row itself does nothing: removing has a button of its own."""
