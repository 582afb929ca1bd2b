"""A note for the record, in the nurse's own words. Two presses and some typing."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from bedside import events
from ui.i18n import Words
from ui.screens.question import Question
from ui.screens.said import missing
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.field import FieldState, note_field
from ui.widgets.paragraph import HeadState
from ui.widgets.primary import PrimaryButton, PrimaryState


class NoteScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._save = PrimaryButton(theme, self._write, clock_s)
        super().__init__(theme, words, acts, self._save, (), parent)
        self._text = ""
        self._field = note_field(theme, self._typed, lines=6, parent=self)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addWidget(self._field)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        words, _ = self._words, self._words.text
        self.show_top(view, HeadState(_("Note"), words.time(view.now.wall)))
        self._field.show_state(FieldState(_("What happened"), self._text))
        there = bool(self._text.strip())
        reason = "" if there else missing(words, [_("a text")])
        self.show_foot(PrimaryState(_("Write the note"), enabled=there), reason)

    def _typed(self, text: str) -> None:
        self._text = text
        self.again()

    def _write(self) -> None:
        text, self._text = self._text.strip(), ""
        if text:
            self._acts.note(events.NoteWritten(text=text))
            self._acts.back()
