"""Who signs, and with which PIN: a person is chosen, then types; used wherever somebody signs.

The PIN is given once and forgotten; why it was not taken is said under the pad.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from bedside.identity import Person
from ui.codes import ROLES, said
from ui.i18n import Words, mark
from ui.theme import Theme
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.paragraph import Paragraph, ParagraphState
from ui.widgets.pin import PinField, PinPad, PinState
from ui.widgets.words import Words as Sentence

PIN_REFUSED = {
    "pin_wrong": mark("The PIN is wrong. Try again."),
    "pin_not_chosen": mark("No PIN is chosen yet: an owner opens Set-up, Staff, and you type it."),
    "person_locked": mark("Five wrong PINs: locked for five minutes. A colleague can sign."),
    "person_ended": mark("This person no longer signs here."),
    "person_unknown": mark("Choose who signs."),
    "same_person": mark("Somebody else must sign this."),
}


@dataclass(frozen=True, slots=True)
class PersonPinState:
    people: tuple[Person, ...]
    chosen: str = ""
    refused: str = ""  # a code of PIN_REFUSED
    hint: Sentence = ""  # "Ikke samme person som utførte (Ida Lund)."
    label: str = "PIN"
    enabled: bool = True


class PersonPin(QWidget):
    """Calls `on_sign(person, pin)`; whoever owns it answers with a state that says what came."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_choose: Callable[[str], None],
        on_sign: Callable[[str, str], None],
        parent: QWidget | None = None,
        *,
        roomy: bool = False,
    ) -> None:
        """`roomy`: it has a whole page, also on a small screen."""
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._roomy = roomy or theme.metrics.wide
        self._on_choose, self._on_sign = on_choose, on_sign
        self._state: PersonPinState | None = None
        self._buttons: list[Button] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.metrics.pick(24, 8))
        left = QWidget(self)
        self._people = QVBoxLayout(left)
        self._people.setContentsMargins(0, 0, 0, 0)
        self._people.setSpacing(theme.metrics.gap)
        self._names = QVBoxLayout()
        self._names.setSpacing(theme.metrics.gap)
        self._people.addLayout(self._names)
        self._pin = PinField(theme, self._give, left)
        self._people.addWidget(self._pin)
        self._said = Paragraph(theme, parent=left)
        self._people.addWidget(self._said)
        self._people.addStretch(1)
        grid.addWidget(left, 0, 0)
        self._pad = PinPad(theme, self._pin, self)
        grid.addWidget(self._pad, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)

    def show_state(self, state: PersonPinState) -> None:
        if state == self._state:
            return
        before, self._state = self._state, state
        _ = self._words.text
        if before is None or before.people != state.people:
            self._rebuild(state.people)
        self._name_buttons(state)
        if before is not None and before.chosen != state.chosen:
            self._pin.clear()
        self._pin.show_state(
            PinState(
                state.label,
                enabled=bool(state.chosen) and state.enabled,
                filled=_("{count} of {least}"),
                erase=_("Erase"),
                confirm=_("Sign"),
            )
        )
        refused = said(self._words, PIN_REFUSED, state.refused) if state.refused else ""
        self._said.show_state(ParagraphState(refused or state.hint, bright=bool(refused)))

    def _name_buttons(self, state: PersonPinState) -> None:
        for button, person in zip(self._buttons, state.people, strict=True):
            kind = Kind.CHOSEN if person.id == state.chosen else Kind.SECONDARY
            role = said(self._words, ROLES, person.role)
            icon = "user" if self._roomy else ""
            spoken = f"{person.name}, {role}"
            button.show_state(ButtonState(person.name, icon=icon, kind=kind, spoken=spoken))

    def _rebuild(self, people: Sequence[Person]) -> None:
        for button in self._buttons:
            self._names.removeWidget(button)
            button.deleteLater()
        self._buttons = [
            Button(
                self._theme,
                self._chooser(person.id),
                left=True,
                small=not self._roomy,
                parent=self,
            )
            for person in people
        ]
        for button in self._buttons:
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(self._theme.metrics.target)
            self._names.addWidget(button)

    def _chooser(self, person: str) -> Callable[[], None]:
        return lambda: self._on_choose(person)

    def _give(self, pin: str) -> None:
        if self._state is not None and self._state.chosen:
            self._on_sign(self._state.chosen, pin)

    def focus_pin(self) -> None:
        self._pin.setFocus(Qt.FocusReason.OtherFocusReason)


def chosen(state: PersonPinState, person: str) -> PersonPinState:
    """The same, with somebody chosen and nothing refused yet."""
    return replace(state, chosen=person, refused="")
