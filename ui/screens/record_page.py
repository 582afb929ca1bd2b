"""The record in the set-up: where its backups go and how they fare, a new key, who has seen it,
and when to cover what stands about the patient.
"""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.keys import KeyHome
from ui.i18n import Words
from ui.screens.person_pin import PIN_REFUSED, PersonPin, PersonPinState
from ui.screens.record_state import (
    HOMES,
    backup_text,
    key_text,
    owners_of,
    refused_text,
    trial_text,
)
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, grows

MINUTES = (5, 10, 20, 0)


class RecordPage(QWidget):
    """One of two forms: how the record is kept, or the PIN of an owner for its new key."""

    def __init__(
        self, theme: Theme, words: Words, acts: Acts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._acts = words, acts
        self._view: View | None = None
        self._typed: str | None = None
        self._refused = ""
        self._signing, self._signer, self._pin_refused = False, "", ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._kept, self._sign = QWidget(self), QWidget(self)
        column.addWidget(self._kept)
        column.addWidget(self._sign)
        column.addStretch(1)
        grows(self)
        self._build_kept(theme)
        self._build_sign(theme)

    def _build_kept(self, theme: Theme) -> None:
        inside = self._kept
        self._home = Paragraph(theme, parent=inside)
        self._head = Head(theme, parent=inside)
        self._folder = text_field(theme, self._type, self._choose, parent=inside)
        self._told = Paragraph(theme, parent=inside)
        self._now = Button(theme, self._back_up, parent=inside)
        self._try = Button(theme, self._try_restore, parent=inside)
        self._tried = Paragraph(theme, parent=inside)
        self._key_head = Head(theme, parent=inside)
        self._key = Button(theme, self._ask_for_pin, parent=inside)
        self._log = Button(theme, lambda: self._acts.record_desk.open_log(), parent=inside)
        self._key_told = Paragraph(theme, parent=inside)
        self._cover = Chips(theme, self._cover_after, inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.gap)
        for widget in (self._home, self._head, self._folder, self._told):
            column.addWidget(widget)
        column.addLayout(_row(theme, self._now, self._try))
        column.addWidget(self._tried)
        column.addWidget(self._key_head)
        column.addLayout(_row(theme, self._key, self._log))
        column.addWidget(self._key_told)
        column.addWidget(self._cover)

    def _build_sign(self, theme: Theme) -> None:
        self._sign_head = Head(theme, parent=self._sign)
        self._sign_told = Paragraph(theme, parent=self._sign)
        self._pin = PersonPin(theme, self._words, self._choose_signer, self._give, self._sign)
        self._cancel = Button(theme, self._sign_nothing, parent=self._sign)
        column = QVBoxLayout(self._sign)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.gap)
        for widget in (self._sign_head, self._sign_told, self._pin):
            column.addWidget(widget)
        column.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignLeft)

    def show_view(self, view: View) -> None:
        self._view = view
        self._kept.setVisible(not self._signing)
        self._sign.setVisible(self._signing)
        if self._signing:
            self._show_sign(view)
        else:
            self._show_kept(view)

    def _show_kept(self, view: View) -> None:
        _, settings, keeping, words = self._words.text, view.settings, view.keeping, self._words
        home = keeping.home if keeping is not None else KeyHome.PUBLISHED
        self._home.show_state(ParagraphState(_(HOMES[home]), icon="lock", bright=True))
        self._head.show_state(HeadState(_("Backup"), _("after each session")))
        typed = settings.backup_folder if self._typed is None else self._typed
        real = home is not KeyHome.PUBLISHED
        label = _("Folder, best on another computer")
        self._folder.show_state(FieldState(label, typed, enabled=real))
        told = self._refused or backup_text(keeping, settings, words)
        self._told.show_state(ParagraphState(told, icon="info", bright=bool(self._refused)))
        busy = keeping is not None and (keeping.running or keeping.trying or keeping.changing)
        free = real and not busy and not view.open
        there = free and bool(settings.backup_folder)
        self._now.show_state(ButtonState(_("Back up now"), icon="doc", enabled=there))
        self._try.show_state(ButtonState(_("Try a restore"), icon="history", enabled=there))
        tried = trial_text(keeping, words)
        self._tried.setVisible(bool(tried))
        self._tried.show_state(ParagraphState(tried, icon="info"))
        self._key_head.show_state(HeadState(_("Key and log")))
        self._key.show_state(ButtonState(_("New key …"), icon="lock", enabled=free))
        log = ButtonState(_("Who has seen it"), icon="users", enabled=not view.open)
        self._log.show_state(log)
        changed = key_text(keeping, words)
        self._key_told.setVisible(bool(changed))
        self._key_told.show_state(ParagraphState(changed, icon="info", bright=True))
        chips = tuple(
            Chip(
                str(minutes),
                _("{n} min").format(n=minutes) if minutes else _("never"),
                minutes == settings.lock_after_min,
            )
            for minutes in MINUTES
        )
        label = _("Cover what stands about the patient when nobody was here for")
        self._cover.show_state(ChipsState(chips, label, spoken_chosen=_("chosen")))

    def _show_sign(self, view: View) -> None:
        _ = self._words.text
        self._sign_head.show_state(HeadState(_("A new key for the record")))
        told = _(
            "The whole record is written anew under another key, on this computer. It takes a few "
            "seconds to some minutes; no session can begin until it is done. The clinical owner or "
            "the system owner signs."
        )
        refused = refused_text(self._pin_refused, self._words)
        known = self._pin_refused in PIN_REFUSED
        said = refused if refused and not known else told
        bright = said != told
        self._sign_told.show_state(ParagraphState(said, icon="info", bright=bright))
        code = self._pin_refused if known else ""
        self._pin.show_state(PersonPinState(owners_of(view), self._signer, code))
        self._cancel.show_state(ButtonState(_("Leave it as it is"), icon="back"))

    # --- presses

    def _type(self, folder: str) -> None:
        self._typed = folder

    def _choose(self, folder: str) -> None:
        self._save(backup_folder=folder.strip())
        self._typed = None

    def _cover_after(self, minutes: str) -> None:
        self._save(lock_after_min=int(minutes))

    def _save(self, **changed: object) -> None:
        if self._view is None:
            return
        fresh = replace(self._view.settings, **changed)
        if fresh != self._view.settings:
            self._refused = self._acts.save_settings(fresh)
            self.show_view(self._view)

    def _back_up(self) -> None:
        if self._typed is not None:
            self._choose(self._typed)
        self._acts.back_up()

    def _try_restore(self) -> None:
        if self._typed is not None:
            self._choose(self._typed)
        self._refused = refused_text(self._acts.record_desk.try_restore(), self._words)
        self._again()

    def _ask_for_pin(self) -> None:
        self._signing, self._signer, self._pin_refused = True, "", ""
        self._again()

    def _choose_signer(self, person: str) -> None:
        self._signer, self._pin_refused = person, ""
        self._again()

    def _give(self, person: str, pin: str) -> None:
        self._pin_refused = self._acts.record_desk.change_key(person, pin)
        self._signing = bool(self._pin_refused)
        self._again()

    def _sign_nothing(self) -> None:
        self._signing = False
        self._again()

    def _again(self) -> None:
        if self._view is not None:
            self.show_view(self._view)


def _row(theme: Theme, *buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.metrics.gap)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
