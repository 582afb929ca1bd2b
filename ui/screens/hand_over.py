"""Somebody else has signed in during a session: does she take it over, or only sign something?

The PIN she has just given is her signature (T-R1). Declining changes nothing, and whoever signs in
again is asked again. An alarm's question takes this one's place.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from bedside.people import taken_over_by
from ui.i18n import Words
from ui.screens.question import Question
from ui.screens.said import why_not
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import ButtonState
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState, Size
from ui.widgets.primary import PrimaryButton, PrimaryState


@dataclass(frozen=True, slots=True)
class HandOverState:
    title: str
    told: str
    note: str
    possible: bool


def hand_over_state(view: View, words: Words) -> HandOverState:
    _, nurse = words.text, view.session.people.nurse
    name = view.person.name if view.person else ""
    told = _("Nobody is in charge of this session yet.")
    if nurse:
        told = _("{name} is in charge of this session.").format(name=view.name_of(nurse))
    note = _("Who takes over signs with the PIN just given, and is noted as present in the room.")
    return HandOverState(
        title=_("Does {name} take over?").format(name=name) if name else _("Hand-over"),
        told=told,
        note=note,
        possible=bool(name) and view.open,
    )


class HandOverScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        take = PrimaryButton(theme, self._take_over, clock_s)
        super().__init__(theme, words, acts, take, (), parent)
        self._told = Paragraph(theme, Size.M, parent=self)
        self._note = Paragraph(theme, parent=self)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addWidget(self._told)
        self.body.addWidget(self._note)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        _, state = self._words.text, hand_over_state(view, self._words)
        self.show_top(view, HeadState(state.title))
        self._told.show_state(ParagraphState(state.told, bright=True))
        self._note.show_state(ParagraphState(state.note, icon="info"))
        self._back.show_state(ButtonState(_("Only signing this"), icon="back"))
        press = PrimaryState(_("Take over the session"), "users", enabled=state.possible)
        self.show_foot(press, why_not(view, self._words))

    def _take_over(self) -> None:
        view = self._seen
        if view is None or view.person is None:
            return
        person = view.person.id
        handed = taken_over_by(view.session.people, person)
        if all(self._acts.do(event, person) is None for event in handed):
            self._acts.back()
