"""Behovsmedisin: what a doctor prescribes for when it is needed; the dose is given elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.amounts import read_amount
from bedside.events import Drug, Route
from bedside.protocol_drugs import PrnDrug
from bedside.protocol_lookup import prn_drug
from ui.i18n import Words, mark
from ui.screens.doctor_fields import (
    DoctorDraft,
    DoctorFields,
    DoctorState,
    doctor_state,
    lacking,
)
from ui.theme import Theme
from ui.view import View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, number_field
from ui.widgets.paragraph import Paragraph, ParagraphState, grows

ROUTES = {"iv": mark("Intravenous"), "im": mark("Intramuscular")}


@dataclass(frozen=True, slots=True)
class PrnDraft:
    drug: Drug | Literal[""] = ""
    most: str = ""  # mg; the least is the protocol's default
    route: Route = "iv"
    max_per_day: str = ""
    doctor: DoctorDraft = field(default_factory=DoctorDraft)


@dataclass(frozen=True, slots=True)
class PrnState:
    draft: PrnDraft
    written: tuple[str, ...]  # what is prescribed already
    drugs: tuple[Chip, ...]
    doses: tuple[Chip, ...]
    routes: tuple[Chip, ...]
    doctor: DoctorState
    missing: tuple[str, ...]
    day_max: str  # the protocol's own, where it has one


def prn_state(view: View, words: Words, draft: PrnDraft) -> PrnState:
    _ = words.text
    doctor = doctor_state(view, words, draft.doctor)
    rules = prn_drug(view.protocol, draft.drug) if draft.drug else None
    wanted = {
        _("drug"): bool(draft.drug),
        _("dose"): bool(draft.most),
        _("maximum per day"): read_amount(draft.max_per_day) is not None,
    }
    missing = tuple(name for name, there in wanted.items() if not there)
    return PrnState(
        draft,
        written(view, words),
        tuple(Chip(d.id, words.of(d.text), d.id == draft.drug) for d in view.protocol.prn.drug),
        _doses(words, rules, draft),
        _routes(words, rules, draft),
        doctor,
        (*missing, *lacking(doctor, words)),
        f"{words.number(rules.max_per_day_mg)}" if rules and rules.max_per_day_mg else "",
    )


def written(view: View, words: Words) -> tuple[str, ...]:
    """The prescriptions in force, in a line each."""
    _, found = words.text, []
    for drug in view.protocol.prn.drug:
        line = view.session.prn.prescription(drug.id.value)
        if line is not None:
            event = line.event
            mg = words.number(event.dose_max_mg)
            if event.dose_min_mg != event.dose_max_mg:
                mg = f"{words.number(event.dose_min_mg)}–{mg}"
            found.append(
                _("{drug} {mg} mg, at most {most} mg per day · {doctor} {time}").format(
                    drug=words.of(drug.text),
                    mg=mg,
                    most=words.number(event.max_per_day_mg),
                    doctor=view.name_of(event.doctor),
                    time=words.time(line.at),
                )
            )
    return tuple(found)


def _doses(words: Words, rules: PrnDrug | None, draft: PrnDraft) -> tuple[Chip, ...]:
    if rules is None:
        return ()
    chips = []
    for mg in rules.doses_mg:
        least = rules.default_dose_mg
        text = (
            f"{words.number(mg)} mg"
            if mg == least
            else f"{words.number(least)}–{words.number(mg)} mg"
        )
        chips.append(Chip(str(mg), text, str(mg) == draft.most))
    return tuple(chips)


def _routes(words: Words, rules: PrnDrug | None, draft: PrnDraft) -> tuple[Chip, ...]:
    if rules is None or not rules.routes_if_prescribed:
        return ()
    routes = (rules.route, *rules.routes_if_prescribed)
    return tuple(
        Chip(route.value, words.text(ROUTES[route.value]), route.value == draft.route)
        for route in routes
    )


def prn_event(view: View, draft: PrnDraft) -> events.PrnPrescribed | None:
    most, day = read_amount(draft.most), read_amount(draft.max_per_day)
    if not draft.drug or most is None or day is None:
        return None
    rules = prn_drug(view.protocol, draft.drug)
    own = view.person is not None and draft.doctor.doctor == view.person.id
    return events.PrnPrescribed(
        drug=draft.drug,
        doctor=draft.doctor.doctor,
        channel=draft.doctor.how,
        read_back=draft.doctor.read_back and not own,
        dose_min_mg=min(rules.default_dose_mg, most),
        dose_max_mg=most,
        route=draft.route,
        max_per_day_mg=day,
    )


class PrnOrderForm(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[PrnDraft], None],
        on_save: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._on_change = words, on_change
        self._state: PrnState | None = None
        m = theme.metrics
        mark_ = "," if words.language.value == "nb" else "."
        page = QVBoxLayout(self)
        page.setContentsMargins(0, m.gap, 0, m.pad)
        page.setSpacing(m.gap)
        self._written = Paragraph(theme, parent=self)
        self._drug = Chips(theme, self._drug_chosen, self)
        self._dose = Chips(theme, lambda mg: self._changed(most=mg), self)
        self._route = Chips(theme, lambda route: self._changed(route=route), self)
        self._day = number_field(theme, lambda _n: self._typed(), mark=mark_, parent=self)
        self._doctor = DoctorFields(theme, words, self._doctor_changed, self)
        self._save = Button(theme, on_save, parent=self)
        parts = (self._written, self._drug, self._dose, self._route, self._day, self._doctor)
        for widget in parts:
            page.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self._save)
        row.addStretch(1)
        page.addLayout(row)
        grows(self)

    def show_state(self, state: PrnState) -> None:
        if state == self._state:
            return
        self._state = state
        _, draft = self._words.text, state.draft
        chosen = _("chosen")
        self._written.setVisible(bool(state.written))
        self._written.show_state(ParagraphState("\n".join(state.written), bright=True))
        self._drug.show_state(ChipsState(state.drugs, _("Drug"), spoken_chosen=chosen))
        self._dose.setVisible(bool(state.doses))
        self._dose.show_state(ChipsState(state.doses, _("Dose"), spoken_chosen=chosen))
        self._route.setVisible(bool(state.routes))
        self._route.show_state(ChipsState(state.routes, _("Route"), spoken_chosen=chosen))
        self._day.setVisible(bool(draft.drug))
        self._day.show_state(
            FieldState(_("At most per day"), draft.max_per_day, state.day_max, unit="mg")
        )
        self._doctor.setVisible(bool(draft.drug))
        self._doctor.show_state(state.doctor)
        self._save.setVisible(bool(draft.drug))
        self._save.show_state(
            ButtonState(_("Prescribe as needed"), "pen", enabled=not state.missing)
        )

    def _changed(self, **what: object) -> None:
        if self._state is not None:
            self._on_change(replace(self._state.draft, **what))  # type: ignore[arg-type]

    def _drug_chosen(self, drug: str) -> None:
        """Another drug begins anew; the doctor stays."""
        if self._state is not None:
            doctor = self._state.draft.doctor
            self._on_change(PrnDraft(drug=drug, doctor=doctor))  # type: ignore[arg-type]

    def _doctor_changed(self, doctor: DoctorDraft) -> None:
        self._changed(doctor=doctor)

    def _typed(self) -> None:
        self._changed(max_per_day=self._day.text)
