"""Which doctor said it, and how: in the room or on the telephone, and read back (SPEC T-R4).

Asked in the same way wherever a doctor decides, prescribes or chooses. Records nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.identity import is_doctor
from ui.i18n import Words
from ui.theme import Theme
from ui.view import View
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, text_field
from ui.widgets.tick import Tick, TickState

OTHER = "?"  # no person has this id
Spoken = Literal["in_room", "phone"]


@dataclass(frozen=True, slots=True)
class DoctorDraft:
    chosen: str = ""  # a person's id, a name, or OTHER
    other: str = ""
    channel: Spoken | Literal[""] = ""
    read_back: bool = False

    @property
    def doctor(self) -> str:
        """Who it is, as the record writes it."""
        return self.other.strip() if self.chosen == OTHER else self.chosen

    @property
    def how(self) -> Spoken:
        return self.channel or "in_room"


@dataclass(frozen=True, slots=True)
class DoctorState:
    draft: DoctorDraft
    doctors: tuple[tuple[str, str], ...]  # id and name
    own: bool = False  # the doctor is the one who is signed in, and enters it
    read_back_words: str = ""


def doctors_of(view: View, words: Words) -> tuple[tuple[str, str], ...]:
    """The doctors of the staff, the back-up physician, and anybody else by name."""
    known = [(p.id, p.name) for p in view.staff if is_doctor(p)]
    backup = view.session.people.backup
    if backup is not None and backup.name not in {text for pair in known for text in pair}:
        known.append((backup.name, backup.name))
    return (*known, (OTHER, words.text("Another doctor")))


def doctor_state(view: View, words: Words, draft: DoctorDraft) -> DoctorState:
    """Whoever enters it as the doctor herself has nobody to read it back to."""
    own = view.person is not None and draft.doctor == view.person.id
    return DoctorState(draft, doctors_of(view, words), own, words.text("Read back to the doctor"))


def lacking(state: DoctorState, words: Words) -> tuple[str, ...]:
    """What is not filled in yet, in one or two words each."""
    _, draft = words.text, state.draft
    names = {
        _("doctor"): bool(draft.doctor),
        _("in the room or by telephone"): bool(draft.channel) or state.own,
        _("read back"): draft.read_back or state.own,
    }
    return tuple(name for name, there in names.items() if not there)


class DoctorFields(QWidget):
    """Calls `on_change` with the new draft; what is shown comes back in the state."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[DoctorDraft], None],
        parent: QWidget | None = None,
        beside: QWidget | None = None,
        *,
        after: QWidget | None = None,
        spread: bool = False,
    ) -> None:
        """`beside` stands at the left of the tick, in the same line, `after` at its right;
        `spread`: how it was said stands there.
        """
        super().__init__(parent)
        self._words, self._on_change = words, on_change
        self._state: DoctorState | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.gap)
        self._who = Chips(theme, lambda who: self._changed(chosen=who), self)
        self._other = text_field(theme, lambda text: self._changed(other=text), parent=self)
        self._how = Chips(theme, lambda how: self._changed(channel=how), self)
        self._read_back = Tick(theme, lambda on: self._changed(read_back=on), parent=self)
        for widget in (self._who, self._other):
            column.addWidget(widget)
        if spread and beside is None:
            beside = self._how
        else:
            column.addWidget(self._how)
        row = QHBoxLayout()
        row.setSpacing(theme.metrics.gap)
        if beside is not None:
            row.addWidget(beside, 1)
        row.addWidget(self._read_back, 1, Qt.AlignmentFlag.AlignBottom)
        if after is not None:
            row.addWidget(after, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)

    def _changed(self, **what: object) -> None:
        if self._state is not None:
            self._on_change(replace(self._state.draft, **what))  # type: ignore[arg-type]

    def show_state(self, state: DoctorState) -> None:
        if state == self._state:
            return
        self._state = state
        _, draft = self._words.text, state.draft
        chosen = _("chosen")
        self._who.show_state(
            ChipsState(
                tuple(Chip(id_, name, id_ == draft.chosen) for id_, name in state.doctors),
                _("Doctor"),
                spoken_chosen=chosen,
            )
        )
        self._other.setVisible(draft.chosen == OTHER)
        self._other.show_state(FieldState(_("The doctor's name"), draft.other))
        ways = (("in_room", _("In the room")), ("phone", _("By telephone")))
        self._how.show_state(
            ChipsState(
                tuple(Chip(way, name, way == draft.channel) for way, name in ways),
                _("How"),
                spoken_chosen=chosen,
            )
        )
        self._how.setVisible(not state.own)
        self._read_back.setVisible(not state.own)
        self._read_back.show_state(
            TickState(state.read_back_words, draft.read_back, spoken_checked=_("done"))
        )
