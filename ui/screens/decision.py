"""A doctor's decision written down in the stage: on what, by whom, how, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside import events
from ui.i18n import Words
from ui.screens.doctor_fields import (
    DoctorDraft,
    DoctorFields,
    DoctorState,
    doctor_state,
    lacking,
)
from ui.theme import Theme
from ui.view import View
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, note_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, Size
from ui.widgets.words import Words as Sentence

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is decided on, in the words of the screen that asks."""

    id: str
    title: str  # "Lege må avgjøre", or that the doctor is told
    question: str
    answered: Sentence = ""  # "Usikker 09:29 · Ida Lund"
    consequence: str = ""
    inform: bool = False  # nothing to allow: the doctor is only told
    needs_note: bool = False  # it counts only with a reason
    yes: str = ""  # what the two answers say, where they are not about starting
    no: str = ""


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    subject: str = ""  # empty: no decision is being written
    doctor: DoctorDraft = field(default_factory=DoctorDraft)
    allowed: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecisionState:
    subject: Subject
    draft: DecisionDraft
    doctor: DoctorState
    missing: tuple[str, ...]


def decision_state(
    view: View, words: Words, subject: Subject, draft: DecisionDraft
) -> DecisionState:
    doctor = doctor_state(view, words, draft.doctor)
    missing = lacking(doctor, words)
    if draft.allowed is None and not subject.inform:
        missing = (*missing, words.text("the decision"))
    if subject.needs_note and draft.allowed is not False and not draft.note.strip():
        missing = (*missing, words.text("the reason"))
    return DecisionState(subject, draft, doctor, missing)


def decision_event(state: DecisionState) -> events.DoctorDecided:
    draft = state.draft
    return events.DoctorDecided(
        subject=state.subject.id,
        allowed=state.subject.inform or bool(draft.allowed),
        doctor=draft.doctor.doctor,
        channel=draft.doctor.how,
        read_back=draft.doctor.read_back and not state.doctor.own,
        note=draft.note.strip(),
    )


class DecisionForm(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[DecisionDraft], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._on_change = words, on_change
        self._state: DecisionState | None = None
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.pick(14, 8))
        self._head = Head(theme, large=True, parent=self)
        self._question = Paragraph(theme, Size.M, weight=500, parent=self)
        self._answered = Paragraph(theme, parent=self)
        self._doctor = DoctorFields(theme, words, self._doctor_changed, self, spread=True)
        self._allowed = Chips(theme, self._chosen, self)
        self._note = note_field(
            theme, self._noted, lines=2 if theme.metrics.wide else 1, parent=self
        )
        parts = (self._head, self._question, self._answered, self._doctor)
        for widget in (*parts, self._allowed, self._note):
            page.addWidget(widget)
        page.addStretch(1)

    def show_state(self, state: DecisionState) -> None:
        if state == self._state:
            return
        self._state = state
        _, subject, draft = self._words.text, state.subject, state.draft
        self._head.show_state(HeadState(subject.title))
        self._question.show_state(ParagraphState(subject.question, bright=True))
        self._answered.show_state(ParagraphState(subject.answered or subject.consequence))
        self._doctor.show_state(state.doctor)
        self._allowed.setVisible(not subject.inform)
        choices = (
            Chip(YES, subject.yes or _("May go on"), draft.allowed is True),
            Chip(NO, subject.no or _("May not go on"), draft.allowed is False),
        )
        self._allowed.show_state(ChipsState(choices, _("The decision"), spoken_chosen=_("chosen")))
        self._note.show_state(FieldState(_("What the doctor said"), draft.note))

    def _changed(self, **what: object) -> None:
        if self._state is not None:
            self._on_change(replace(self._state.draft, **what))  # type: ignore[arg-type]

    def _doctor_changed(self, doctor: DoctorDraft) -> None:
        self._changed(doctor=doctor)

    def _chosen(self, answer: str) -> None:
        self._changed(allowed=answer == YES)

    def _noted(self, text: str) -> None:
        if self._state is not None and text != self._state.draft.note:
            self._changed(note=text)
