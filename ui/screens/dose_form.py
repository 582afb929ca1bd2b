"""Forordning og dose: who prescribes, how much, what limits it, and the measuring plan."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import Words
from ui.screens.doctor_fields import DoctorDraft, DoctorFields
from ui.screens.dose_state import DoseDraft, DoseState, Stop
from ui.theme import Theme
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.dose_bar import DoseBar
from ui.widgets.field import Field, FieldState, number_field, text_field
from ui.widgets.paragraph import Paragraph, ParagraphState, Size, grows

IV, IM = "iv", "im"


class DoseForm(QWidget):
    """Calls `on_change(draft)`, `on_decide(subject)` for a doctor's decision, `on_save()`."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[DoseDraft], None],
        on_decide: Callable[[str], None],
        on_save: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._on_change, self._on_decide = on_change, on_decide
        self._state: DoseState | None = None
        m = theme.metrics
        mark = "," if words.language.value == "nb" else "."
        page = QVBoxLayout(self)
        page.setContentsMargins(0, m.gap, 0, m.pad)
        page.setSpacing(m.gap)
        self._doctor = DoctorFields(theme, words, self._doctor_changed, self)
        self._lower = Paragraph(theme, parent=self)
        self._steps = Chips(theme, self._step, self)
        self._dose = number_field(
            theme, lambda _n: self._typed(), mark=mark, whole_digits=1, parent=self
        )
        self._minutes = self._whole(lambda text: self._changed(minutes=text))
        sizes = QHBoxLayout()
        sizes.setSpacing(m.gap)
        sizes.addWidget(self._dose, 1)
        sizes.addWidget(self._minutes, 1)
        formula = QHBoxLayout()
        formula.setSpacing(m.px(12))
        bottom = Qt.AlignmentFlag.AlignBottom
        self._formula = Paragraph(theme, Size.M, parent=self)
        self._mg = Paragraph(theme, Size.L, weight=500, parent=self)
        formula.addWidget(self._formula, 0, bottom)
        formula.addWidget(self._mg, 1, bottom)
        self._bar = DoseBar(theme, self)
        self._limit = Paragraph(theme, parent=self)
        self._stops = QVBoxLayout()
        self._stops.setSpacing(m.gap)
        self._stop_parts: list[QWidget] = []
        self._why = text_field(theme, lambda text: self._changed(reason=text), parent=self)
        self._route = Chips(theme, self._route_chosen, self)
        self._approved = Chips(theme, lambda who: self._changed(approved_by=who), self)
        self._longer = self._whole(lambda text: self._changed(longer_min=text))
        self._plan = Chips(theme, lambda plan: self._changed(plan=plan), self)
        self._plan_words = Paragraph(theme, parent=self)
        self._save = Button(theme, on_save, parent=self)
        page.addWidget(self._lower)
        page.addWidget(self._steps)
        page.addLayout(sizes)
        page.addLayout(formula)
        page.addWidget(self._bar)
        page.addWidget(self._limit)
        page.addLayout(self._stops)
        for widget in (self._why, self._doctor, self._route, self._approved, self._longer):
            page.addWidget(widget)
        page.addWidget(self._plan)
        page.addWidget(self._plan_words)
        row = QHBoxLayout()
        row.addWidget(self._save)
        row.addStretch(1)
        page.addLayout(row)
        grows(self)

    def _whole(self, on_text: Callable[[str], None]) -> Field:
        field = number_field(
            self._theme, lambda n: on_text("" if n is None else f"{n:f}"), decimals=0, parent=self
        )
        return field

    def show_state(self, state: DoseState) -> None:
        if state == self._state:
            return
        before, self._state = self._state, state
        _, draft = self._words.text, state.draft
        chosen = _("chosen")
        self._doctor.show_state(state.doctor)
        self._lower.setVisible(bool(state.lower))
        self._lower.show_state(ParagraphState(state.lower, icon="info", bright=True))
        self._steps.show_state(ChipsState(state.steps, state.suggestion, spoken_chosen=chosen))
        self._dose.show_state(FieldState(_("Dose"), draft.mg_per_kg, unit="mg/kg"))
        self._minutes.setVisible(draft.route == IV)
        self._minutes.show_state(
            FieldState(_("Duration"), draft.minutes, f"{state.minutes}", unit="min")
        )
        self._formula.show_state(ParagraphState(state.formula))
        self._mg.show_state(ParagraphState(state.mg, bright=True))
        self._bar.setVisible(state.bar is not None)
        if state.bar is not None:
            self._bar.show_state(state.bar)
        self._limit.setVisible(bool(state.limit))
        self._limit.show_state(ParagraphState(state.limit))
        if before is None or before.stops != state.stops:
            self._show_stops(state.stops)
        self._why.setVisible(state.wants_reason)
        self._why.show_state(FieldState(_("The doctor's reason"), draft.reason))
        self._show_route(state, chosen)
        self._plan.show_state(
            ChipsState(state.plans, _("Measuring plan, chosen by the doctor"), spoken_chosen=chosen)
        )
        self._plan_words.setVisible(bool(state.plan_words))
        self._plan_words.show_state(ParagraphState(state.plan_words))
        ready = not state.missing and not any(stop.subject for stop in state.stops)
        if any(stop.by_reason for stop in state.stops):
            ready = ready and bool(draft.reason.strip())
        self._save.show_state(ButtonState(_("Prescribe"), "pen", Kind.SECONDARY, enabled=ready))

    def _show_route(self, state: DoseState, chosen: str) -> None:
        _, draft = self._words.text, state.draft
        routes = (
            Chip(IV, _("Intravenous"), draft.route == IV),
            Chip(IM, _("Intramuscular"), draft.route == IM),
        )
        self._route.show_state(ChipsState(routes, _("Route"), spoken_chosen=chosen))
        injected = draft.route == IM
        self._approved.setVisible(injected)
        self._longer.setVisible(injected)
        self._approved.show_state(
            ChipsState(
                tuple(Chip(id_, name, id_ == draft.approved_by) for id_, name in state.approvers),
                _("Approved by the responsible consultant"),
                spoken_chosen=chosen,
            )
        )
        self._longer.show_state(FieldState(_("Longer observation"), draft.longer_min, unit="min"))

    def _show_stops(self, stops: tuple[Stop, ...]) -> None:
        for old in self._stop_parts:
            self._stops.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._stop_parts = []
        for stop in stops:
            said = Paragraph(self._theme, weight=500, parent=self)
            said.show_state(ParagraphState(stop.text, icon="info", bright=True))
            self._stop_parts.append(said)
            if stop.subject:
                button = Button(self._theme, self._decider(stop.subject), parent=self)
                label = self._words.text("Write decision")
                button.show_state(ButtonState(label, "stethoscope", spoken=f"{label}: {stop.text}"))
                self._stop_parts.append(button)
        for part in self._stop_parts:
            self._stops.addWidget(part)
            part.show()

    def _decider(self, subject: str) -> Callable[[], None]:
        return lambda: self._on_decide(subject)

    def _changed(self, **what: object) -> None:
        if self._state is not None:
            self._on_change(replace(self._state.draft, **what))  # type: ignore[arg-type]

    def _doctor_changed(self, doctor: DoctorDraft) -> None:
        self._changed(doctor=doctor)

    def _route_chosen(self, route: str) -> None:
        self._changed(route=route)

    def _step(self, step: str) -> None:
        mark = "," if self._words.language.value == "nb" else "."
        self._changed(mg_per_kg=step.replace(".", mark))

    def _typed(self) -> None:
        self._changed(mg_per_kg=self._dose.text)
