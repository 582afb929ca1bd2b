"""The patient stays longer than usual, or leaves earlier: asked and written down in the stage.

Longer is the doctor's word (U-06); earlier against advice is the patient's, with the doctor who
was told (U-14); before 20 minutes needs a reason, which going home asks for (U-05).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside import events
from ui.i18n import Words
from ui.screens.doctor_fields import OTHER, doctors_of
from ui.theme import Theme
from ui.view import View
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, note_field, number_field, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState

LONGER, AGAINST_ADVICE, SOONER = "longer", "against_advice", "sooner"


@dataclass(frozen=True, slots=True)
class TimeDraft:
    kind: str = ""
    chosen: str = ""  # the doctor: a person's id, a name, or OTHER
    other: str = ""
    minutes: Decimal | None = None
    why: str = ""

    @property
    def doctor(self) -> str:
        return self.other.strip() if self.chosen == OTHER else self.chosen


@dataclass(frozen=True, slots=True)
class TimeState:
    draft: TimeDraft
    kinds: tuple[tuple[str, str], ...]
    doctors: tuple[tuple[str, str], ...]
    told: str  # what the choice means
    why_label: str
    minutes_text: str
    missing: tuple[str, ...]
    primary: str


def time_state(view: View, words: Words, draft: TimeDraft) -> TimeState:
    _, earliest = words.text, view.protocol.discharge.normal.earliest_leave_min
    kinds = [
        (LONGER, _("Observe longer")),
        (AGAINST_ADVICE, _("Leaves early, against advice")),
        (SOONER, _("Ready before {n} min").format(n=earliest)),
    ]
    told, why, primary = _("What is different today?"), "", _("Continue")
    wanted: dict[str, object] = {_("what is different"): draft.kind}
    if draft.kind == LONGER:
        told = _("The doctor sets how many minutes, counted from the end of the infusion.")
        why, primary = _("Why"), _("Set longer observation")
        wanted = {_("doctor"): draft.doctor, _("minutes"): draft.minutes}
    elif draft.kind == AGAINST_ADVICE:
        told = _(
            "The patient leaves before everything is in order. The doctor is told, and it is "
            "written down."
        )
        why, primary = _("What the patient said and was told"), _("Leaves against advice")
        wanted = {
            _("the doctor who was informed"): draft.doctor,
            _("a note"): draft.why.strip(),
        }
    elif draft.kind == SOONER:
        told = _("Everything is in order before the usual time: going home asks for the reason.")
        primary = _("Go on to going home")
    typed = "" if draft.minutes is None else words.number(draft.minutes)
    return TimeState(
        draft=draft,
        kinds=tuple(kinds),
        doctors=doctors_of(view, words),
        told=told,
        why_label=why,
        minutes_text=typed,
        missing=tuple(name for name, there in wanted.items() if not there),
        primary=primary,
    )


def time_event(view: View, state: TimeState) -> events.Event | None:
    """None: nothing to record, the stage only goes on."""
    draft = state.draft
    if draft.kind == LONGER:
        minutes = int(draft.minutes or 0)
        why = draft.why.strip()
        return events.LongerObservationSet(minutes=minutes, doctor=draft.doctor, why=why)
    if draft.kind == AGAINST_ADVICE and view.person is not None:
        return events.HomeReadinessDecided(
            decided_by=view.person.id,
            early_leave=True,
            doctor_informed=draft.doctor,
            note=draft.why.strip(),
        )
    return None


class TimeForm(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[TimeDraft], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._on_change = words, on_change
        self._state: TimeState | None = None
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.pick(16, 10))
        self._head = Head(theme, large=True, parent=self)
        self._kinds = Chips(theme, lambda kind: self._changed(kind=kind), self)
        self._told = Paragraph(theme, parent=self)
        self._doctors = Chips(theme, lambda who: self._changed(chosen=who), self)
        self._other = text_field(theme, lambda text: self._changed(other=text), parent=self)
        self._minutes = number_field(
            theme, lambda n: self._changed(minutes=n), decimals=0, parent=self
        )
        self._why = note_field(theme, self._wrote, lines=2, parent=self)
        parts = (self._head, self._kinds, self._told, self._doctors, self._other)
        for widget in (*parts, self._minutes, self._why):
            page.addWidget(widget)
        page.addStretch(1)

    def show_state(self, state: TimeState) -> None:
        if state == self._state:
            return
        self._state = state
        _, draft, chosen = self._words.text, state.draft, self._words.text("chosen")
        self._head.show_state(HeadState(_("Change the time")))
        kinds = tuple(Chip(id_, name, id_ == draft.kind) for id_, name in state.kinds)
        self._kinds.show_state(ChipsState(kinds, name=_("time"), spoken_chosen=chosen))
        self._told.show_state(ParagraphState(state.told, icon="info"))
        doctors = tuple(Chip(id_, name, id_ == draft.chosen) for id_, name in state.doctors)
        self._doctors.show_state(ChipsState(doctors, _("Doctor"), spoken_chosen=chosen))
        self._other.show_state(FieldState(_("The doctor's name"), draft.other))
        self._minutes.show_state(
            FieldState(_("Minutes of observation"), state.minutes_text, unit="min")
        )
        self._why.show_state(FieldState(state.why_label, draft.why))
        self._doctors.setVisible(draft.kind in (LONGER, AGAINST_ADVICE))
        self._other.setVisible(self._doctors.isVisibleTo(self) and draft.chosen == OTHER)
        self._minutes.setVisible(draft.kind == LONGER)
        self._why.setVisible(bool(state.why_label))

    def _changed(self, **what: object) -> None:
        if self._state is not None:
            self._on_change(replace(self._state.draft, **what))  # type: ignore[arg-type]

    def _wrote(self, text: str) -> None:
        if self._state is not None and text != self._state.draft.why:
            self._changed(why=text)
