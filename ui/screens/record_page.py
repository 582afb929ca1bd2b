"""The record in the set-up: where its backups go and how the last one went, and when to cover."""

from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.keys import KeyHome
from bedside.record import from_iso
from bedside.settings import Settings
from ui.i18n import Words, mark
from ui.keeping import Keeping
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState

MINUTES = (5, 10, 20, 0)
BACKUP_WHYS = {
    "no_folder": mark("the folder is not there (is the network drive connected?)"),
    "no_permission": mark("this user may not write there"),
    "read_only": mark("it is read-only"),
    "disk_full": mark("the disk is full"),
    "no_answer": mark("the folder does not answer"),
    "backup_broken": mark("what was copied does not hold together"),
    "damaged": mark("what was written there cannot be read back whole"),
}
OTHER_WHY = mark("it could not be written")
HOMES = {
    KeyHome.KEY_STORE: mark("Encrypted; the key lies in this computer's key store."),
    KeyHome.FILE: mark(
        "Encrypted; this computer has no key store, so the key lies in a file beside the record: "
        "whoever copies both can read it. `bedside record rekey --passphrase` puts it under one."
    ),
    KeyHome.PASSPHRASE: mark("Encrypted; the key lies under a passphrase."),
    KeyHome.PUBLISHED: mark("A demonstration has its own database, with a published key."),
}


def when(at: str, words: Words) -> str:
    wall = from_iso(at)
    return f"{words.short_day(wall)} {words.time(wall)}"


def backup_text(keeping: Keeping | None, settings: Settings, words: Words) -> str:
    """How the last backup went, in one sentence."""
    _ = words.text
    if keeping is None or keeping.home is KeyHome.PUBLISHED:
        return _("A demonstration is not backed up.")
    seen = keeping.backup
    if not settings.backup_folder:
        return _("No folder is chosen: the record lies on this computer alone.")
    if keeping.running:
        return _("A backup is being made and checked …")
    if seen.why:
        why = _(BACKUP_WHYS.get(seen.why, OTHER_WHY))
        failed = _("The backup of {when} failed: {why}.").format(
            when=when(seen.tried_at, words), why=why
        )
        if not seen.made_at:
            return failed
        return f"{failed} " + _("The last good one: {when}.").format(when=when(seen.made_at, words))
    if seen.made_at:
        return _("Backed up and checked {when}: {file}").format(
            when=when(seen.made_at, words), file=seen.file
        )
    return _("No backup has been made yet; one follows each session.")


class RecordPage(QWidget):
    def __init__(
        self, theme: Theme, words: Words, acts: Acts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._acts = words, acts
        self._view: View | None = None
        self._typed: str | None = None
        self._refused = ""
        self._home = Paragraph(theme, parent=self)
        self._head = Head(theme, parent=self)
        self._folder = text_field(theme, self._type, self._choose, parent=self)
        self._now = Button(theme, self._back_up, parent=self)
        self._told = Paragraph(theme, parent=self)
        self._cover = Chips(theme, self._cover_after, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.gap)
        row = QHBoxLayout()
        row.addWidget(self._now)
        row.addStretch(1)
        for widget in (self._home, self._head, self._folder, self._told):
            column.addWidget(widget)
        column.addLayout(row)
        column.addSpacing(theme.metrics.gap)
        column.addWidget(self._cover)

    def show_view(self, view: View) -> None:
        self._view = view
        _, settings, keeping = self._words.text, view.settings, view.keeping
        home = keeping.home if keeping is not None else KeyHome.PUBLISHED
        self._home.show_state(ParagraphState(_(HOMES[home]), icon="lock", bright=True))
        self._head.show_state(HeadState(_("Backup"), _("after each session")))
        typed = settings.backup_folder if self._typed is None else self._typed
        real = home is not KeyHome.PUBLISHED
        label = _("Folder, best on another computer")
        self._folder.show_state(FieldState(label, typed, enabled=real))
        told = self._refused or backup_text(keeping, settings, self._words)
        self._told.show_state(ParagraphState(told, icon="info", bright=bool(self._refused)))
        running = keeping is not None and keeping.running
        free = real and bool(settings.backup_folder) and not running and not view.open
        self._now.show_state(ButtonState(_("Back up now"), icon="doc", enabled=free))
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
