"""The window was to be closed while a session is open: what that means, and the way back."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.i18n import Words
from ui.screens.question import Question
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState, Size
from ui.widgets.primary import PrimaryButton, PrimaryState


class QuitScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._stay = PrimaryButton(theme, acts.back, clock_s)
        self._leave = Button(theme, self._close)
        super().__init__(theme, words, acts, self._stay, (self._leave,), parent)
        self._what = Paragraph(theme, Size.M, parent=self)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addWidget(self._what)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        _ = self._words.text
        self.show_top(view, HeadState(_("Close the program?")))
        said = _(
            "The session stays open in the record and is offered at the next start. The pump goes "
            "on, and nobody watches the monitors meanwhile."
        )
        self._what.show_state(ParagraphState(said, bright=True))
        self._back.setVisible(False)
        self._leave.show_state(ButtonState(_("Close all the same")))
        self.show_foot(PrimaryState(_("Stay")))

    def _close(self) -> None:
        self.window().close()
