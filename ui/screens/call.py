"""The call to the doctor: the number at once, large; a press held for a second alerts.

Works with nobody signed in, no session, no monitor and no network: then it shows whom to ring.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside import events
from ui.i18n import Words
from ui.phones import contact_number, physician_phone
from ui.screens.question import Question
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.facts import Fact, Facts, FactsState
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState, Size
from ui.widgets.primary import PrimaryButton, PrimaryState


def who_to_ring(view: View, words: Words) -> tuple[Fact, ...]:
    """Back-up physician, arrest team, 113: names and numbers, in the order of who is nearest."""
    _ = words.text
    backup = view.session.people.backup
    name = backup.name if backup else _("Back-up physician")
    return (
        Fact(name, physician_phone(view) or "–"),
        Fact(_("Resuscitation team"), contact_number(view, "arrest_team") or "–"),
        Fact(_("Emergency"), contact_number(view, "113") or "113"),
    )


class CallScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._call = PrimaryButton(theme, self._alert, clock_s)
        self._reached = Button(theme, self._by_phone)
        self._here = Button(theme, self._arrived)
        super().__init__(theme, words, acts, self._call, (self._reached, self._here), parent)
        self._numbers = Facts(theme, parent=self)
        self._say = Paragraph(theme, Size.M, parent=self)
        self._note = Paragraph(theme, parent=self)
        column = QVBoxLayout()
        column.setSpacing(theme.metrics.pad)
        column.addWidget(self._numbers)
        column.addWidget(self._say)
        column.addWidget(self._note)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addLayout(column)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        words, _ = self._words, self._words.text
        self.show_top(view, HeadState(_("Call the doctor"), view.room))
        self._numbers.show_state(FactsState(who_to_ring(view, words)))
        case = view.cases[0] if view.cases else None
        if case is None:
            said = _("Ring the number, or hold the button: the alert is recorded.")
        elif case.telephone:
            said = _("Nobody has answered the alert: ring {number}.").format(number=case.phone)
        else:
            said = _("{name} is alerted. Ring {number} if nobody comes.").format(
                name=case.to, number=case.phone
            )
        self._say.show_state(ParagraphState(said, bright=True))
        note = _("The program does not ring by itself. Who was reached is written down here.")
        self._note.show_state(ParagraphState(note, icon="info"))
        open_case = case is not None
        self._reached.show_state(
            ButtonState(_("Reached by telephone"), icon="phone", enabled=open_case)
        )
        self._here.show_state(ButtonState(_("The doctor is here"), icon="check", enabled=open_case))
        self.show_foot(
            PrimaryState(_("Alert the doctor"), hold=True, sub=_("hold for 1 s")),
            now_s=view.now.mono_s,
        )

    def _alert(self) -> None:
        self._acts.declare("physician_called")

    def _by_phone(self) -> None:
        view = self._seen
        if view is None or not view.cases:
            return
        for case in view.cases:
            self._acts.note(
                events.PhysicianAnswered(
                    alert=case.alert,
                    version=case.version,
                    answer="coming",
                    physician=case.to,
                    channel="phone",
                )
            )

    def _arrived(self) -> None:
        view = self._seen
        if view is not None and view.cases:
            name = view.cases[0].by or view.cases[0].to
            self._acts.note(events.PhysicianArrived(physician=name))
