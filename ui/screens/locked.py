"""Nobody was here for a while: what stands about the patient is covered until somebody signs in.

Vitals, alarms, EMERGENCY and the call to the physician stay as they are, outside this stage.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.i18n import Words
from ui.screens.person_pin import PersonPin
from ui.screens.sign_in import Draft, sign_in_state
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState


class LockedScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, None, (), parent)
        self._words, self._acts, self._draft = words, acts, Draft()
        self._view: View | None = None
        margin = theme.metrics.margin
        self.body.setContentsMargins(margin, 0, margin, 0)
        self._head = Head(theme, large=True, parent=self)
        self._note = Paragraph(theme, parent=self)
        self._who = PersonPin(theme, words, self._choose, self._sign, self, roomy=True)
        self.body.addWidget(self._head)
        self.body.addWidget(self._note)
        self.body.addSpacing(theme.metrics.gap)
        self.body.addWidget(self._who)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        _ = self._words.text
        self._view = view
        self._head.show_state(HeadState(_("Covered"), _("nobody was here for a while")))
        note = _(
            "Monitoring goes on, alarms sound, EMERGENCY and the call to the doctor work. Anybody "
            "of the staff uncovers it with their PIN."
        )
        self._note.show_state(ParagraphState(note, icon="info"))
        self._who.show_state(sign_in_state(view, self._words, self._draft))
        self.show_foot(None)

    def _choose(self, person: str) -> None:
        self._draft = Draft(person)
        self._again()
        self._who.focus_pin()

    def _sign(self, person: str, pin: str) -> None:
        refused = self._acts.sign_in(person, pin)
        self._draft = Draft(person, refused) if refused else Draft()
        self._again()

    def _again(self) -> None:
        if self._view is not None:
            self._who.show_state(sign_in_state(self._view, self._words, self._draft))
