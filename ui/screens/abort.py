"""Ikke gjennomført: a session that ends before any infusion, with why and who decided."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside import events
from ui.i18n import Words
from ui.screens.doctor_fields import OTHER, doctors_of
from ui.theme import Theme
from ui.view import View
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, note_field, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, Size


@dataclass(frozen=True, slots=True)
class AbortDraft:
    reason: str = ""
    chosen: str = ""
    other: str = ""

    @property
    def decided_by(self) -> str:
        return self.other.strip() if self.chosen == OTHER else self.chosen


@dataclass(frozen=True, slots=True)
class AbortState:
    draft: AbortDraft
    deciders: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


def abort_state(view: View, words: Words, draft: AbortDraft) -> AbortState:
    """The patient decides as well; else a doctor or whoever is signed in."""
    _ = words.text
    own = ((view.person.id, view.person.name),) if view.person else ()
    doctors = tuple(pair for pair in doctors_of(view, words) if pair not in own)
    deciders = (("patient", _("The patient")), *own, *doctors)
    wanted = {_("why"): draft.reason.strip(), _("who decided"): draft.decided_by}
    return AbortState(draft, deciders, tuple(name for name, text in wanted.items() if not text))


def abort_event(state: AbortState) -> events.SessionAborted:
    draft = state.draft
    return events.SessionAborted(reason=draft.reason.strip(), decided_by=draft.decided_by)


class AbortForm(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[AbortDraft], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._on_change = words, on_change
        self._state: AbortState | None = None
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.pad)
        self._head = Head(theme, large=True, parent=self)
        self._told = Paragraph(theme, Size.M, parent=self)
        self._who = Chips(theme, lambda who: self._changed(chosen=who), self)
        self._other = text_field(theme, lambda text: self._changed(other=text), parent=self)
        self._why = note_field(theme, self._wrote, lines=3, parent=self)
        for widget in (self._head, self._told, self._who, self._other, self._why):
            page.addWidget(widget)
        page.addStretch(1)

    def show_state(self, state: AbortState) -> None:
        if state == self._state:
            return
        self._state = state
        _, draft = self._words.text, state.draft
        self._head.show_state(HeadState(_("Not carried out")))
        told = _(
            "The session ends without an infusion. The record is kept, with why and who decided."
        )
        self._told.show_state(ParagraphState(told))
        self._who.show_state(
            ChipsState(
                tuple(Chip(id_, name, id_ == draft.chosen) for id_, name in state.deciders),
                _("Decided by"),
                spoken_chosen=_("chosen"),
            )
        )
        self._other.setVisible(draft.chosen == OTHER)
        self._other.show_state(FieldState(_("The doctor's name"), draft.other))
        self._why.show_state(FieldState(_("Why"), draft.reason))

    def _changed(self, **what: object) -> None:
        if self._state is not None:
            self._on_change(replace(self._state.draft, **what))  # type: ignore[arg-type]

    def _wrote(self, text: str) -> None:
        if self._state is not None and text != self._state.draft.reason:
            self._changed(reason=text)
