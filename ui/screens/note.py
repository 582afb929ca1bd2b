"""A note for the record, in the nurse's own words. Two presses and some typing."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from bedside import events
from ui.i18n import Words
from ui.screens.entries import time_value
from ui.screens.question import Question
from ui.screens.said import missing
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.field import FieldState, note_field, time_field
from ui.widgets.paragraph import HeadState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.tick import Tick, TickShape, TickState


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
        self._text, self._paper = "", False
        self._time: tuple[int, int] | None = None
        self._field = note_field(theme, self._typed, lines=6, parent=self)
        self._from_paper = Tick(theme, self._ticked, TickShape.ROW, parent=self)
        self._at = time_field(theme, self._timed, parent=self)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addWidget(self._field)
        self.body.addSpacing(theme.metrics.gap)
        self.body.addWidget(self._from_paper)
        self.body.addWidget(self._at)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        words, _ = self._words, self._words.text
        self.show_top(view, HeadState(_("Note"), words.time(view.now.wall)))
        self._field.show_state(FieldState(_("What happened"), self._text))
        aside = _("Written on the paper form, and entered now")
        self._from_paper.show_state(
            TickState(_("From paper"), self._paper, aside, spoken_checked=_("chosen"))
        )
        self._at.setVisible(self._paper)
        shown = "{:02d}:{:02d}".format(*self._time) if self._time else ""
        self._at.show_state(FieldState(_("Time on the paper"), shown, placeholder="--:--"))
        wanted = {
            _("a text"): bool(self._text.strip()),
            _("the time on the paper"): not self._paper or self._time is not None,
        }
        lacking = tuple(what for what, there in wanted.items() if not there)
        self.show_foot(
            PrimaryState(_("Write the note"), enabled=not lacking), missing(words, lacking)
        )

    def _typed(self, text: str) -> None:
        self._text = text
        self.again()

    def _write(self) -> None:
        text, view = self._text.strip(), self._seen
        if not text or view is None:
            return
        note = events.NoteWritten(text=text)
        if self._paper:
            value = self._time and time_value("{:02d}:{:02d}".format(*self._time), view.now)
            if not value:
                return
            happened_at = datetime.fromisoformat(value)
            note = events.NoteWritten(text=text, on_paper=True, happened_at=happened_at)
        self._text, self._time, self._paper = "", None, False
        self._acts.note(note)
        self._acts.back()

    def _ticked(self, on: bool) -> None:
        self._paper = on
        self.again()

    def _timed(self, time: tuple[int, int] | None) -> None:
        self._time = time
        self.again()
