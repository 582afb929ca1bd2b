"""Who is at the screen: choose a name, type the PIN. Two seconds, and nothing else changes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from ui.i18n import Words
from ui.screens.person_pin import PersonPin, PersonPinState
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState


@dataclass(frozen=True, slots=True)
class Draft:
    chosen: str = ""
    refused: str = ""


def sign_in_state(view: View, words: Words, draft: Draft) -> PersonPinState:
    """Everybody who may sign here; whoever is signed in already is not chosen again."""
    return PersonPinState(people=view.staff, chosen=draft.chosen, refused=draft.refused)


class SignInScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._back = Button(theme, acts.back)
        self._out = Button(theme, acts.sign_out)
        super().__init__(theme, None, (self._back, self._out), parent)
        self._words, self._acts, self._draft = words, acts, Draft()
        self._view: View | None = None
        margin = theme.metrics.margin
        self.body.setContentsMargins(margin, 0, margin, 0)
        self._head = Head(theme, large=True, parent=self)
        self._who = PersonPin(theme, words, self._choose, self._sign, self, roomy=True)
        self._note = Paragraph(theme, parent=self)
        self.body.addWidget(self._head)
        self.body.addSpacing(theme.metrics.gap)
        self.body.addWidget(self._who)
        self.body.addWidget(self._note)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        _ = self._words.text
        self._view = view
        aside = _("signed in: {name}").format(name=view.person.name) if view.person else ""
        self._head.show_state(HeadState(_("Sign in"), aside))
        self._who.show_state(sign_in_state(view, self._words, self._draft))
        note = _("EMERGENCY and the call to the doctor need nobody signed in.")
        nurse = view.session.people.nurse
        if view.open and nurse:
            charge = _("In charge of the session: {name}. Somebody else is asked to take over.")
            note = f"{charge.format(name=view.name_of(nurse))} {note}"
        self._note.show_state(ParagraphState(note, icon="info"))
        self._back.show_state(ButtonState(_("Back"), icon="back"))
        self._out.show_state(ButtonState(_("Sign out"), enabled=view.person is not None))
        self.show_foot(None)

    def _choose(self, person: str) -> None:
        self._draft = Draft(person)
        self._again()
        self._who.focus_pin()

    def _sign(self, person: str, pin: str) -> None:
        refused = self._acts.sign_in(person, pin)
        self._draft = Draft() if not refused else replace(self._draft, refused=refused)
        self._again()

    def _again(self) -> None:
        if self._view is not None:
            self._who.show_state(sign_in_state(self._view, self._words, self._draft))
