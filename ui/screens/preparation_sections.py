"""The right column of the preparation: its sections, and what a press in one of them records.

Every act is judged by the rules; the second person signs with a PIN of her own.
"""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.screens.check_form import CheckDraft, CheckForm, check_event
from ui.screens.day_check_page import settle
from ui.screens.decision import DecisionDraft
from ui.screens.dose_form import DoseForm
from ui.screens.dose_state import DoseDraft, prescribe_events
from ui.screens.mix_form import MixDraft, MixForm, mix_event
from ui.screens.preparation_items import ItemsDraft
from ui.screens.preparation_state import (
    CLOSED,
    SECTIONS,
    PreparationDraft,
    PreparationState,
)
from ui.screens.prn_order import PrnDraft, PrnOrderForm, prn_event
from ui.screens.sheet import Sheet
from ui.screens.touch_form import TouchDraft, TouchForm, pressed, touch_event
from ui.screens.weight import WeightDraft, WeightForm, weight_event
from ui.theme import Theme
from ui.widgets.checklist import ChecklistRow
from ui.wording import refusal_text


class Sections(QWidget):
    """Contact, dose, drug, double check, as-needed drugs: one of them open."""

    def __init__(self, theme: Theme, sheet: Sheet[PreparationDraft]) -> None:
        super().__init__()
        self._sheet = sheet
        self._state: PreparationState | None = None
        words, m = sheet.words, theme.metrics
        column = QVBoxLayout(self)
        column.setContentsMargins(0, m.pick(12, 6), 0, m.gap)
        column.setSpacing(0)
        self._touch = TouchForm(theme, self._touch_site, self._touch_none, self._touch_told, self)
        self._weight = WeightForm(
            theme, words, lambda d: self._sheet.change(weight=d), self._save_weight, self
        )
        self._dose = DoseForm(
            theme,
            words,
            lambda d: self._sheet.change(dose=d),
            self._dose_decision,
            self._prescribe,
            self,
        )
        self._mix = MixForm(theme, words, lambda d: self._sheet.change(mix=d), self._save_mix, self)
        self._check = CheckForm(
            theme,
            words,
            lambda mg: self._checking(mg=mg, differs="", refused=""),
            lambda person: self._checking(person=person, refused=""),
            self._sign,
            self,
        )
        self._prn = PrnOrderForm(
            theme, words, lambda d: self._sheet.change(prn=d), self._save_prn, self
        )
        bodies: dict[str, tuple[QWidget, ...]] = {
            "touch": (self._touch,),
            "dose": (self._weight, self._dose),
            "mix": (self._mix,),
            "check": (self._check,),
            "prn": (self._prn,),
        }
        self._bodies = bodies
        self._headers: list[ChecklistRow] = []
        for name in SECTIONS:
            header = ChecklistRow(theme, self._press, self._press, parent=self)
            self._headers.append(header)
            column.addWidget(header)
            for body in bodies[name]:
                column.addWidget(body)
        column.addStretch(1)

    def show_state(self, state: PreparationState) -> None:
        self._state = state
        for header, shown in zip(self._headers, state.headers, strict=True):
            header.show_state(shown)
        self._touch.show_state(state.touch)
        self._weight.show_state(state.weight)
        self._dose.show_state(state.dose)
        self._mix.show_state(state.mix)
        self._check.show_state(state.check)
        self._prn.show_state(state.prn)
        for name, bodies in self._bodies.items():
            for body in bodies:
                body.setVisible(name == state.open)
        settle(*self._bodies.get(state.open, ()), self)

    def top_of(self, section: str) -> int:
        """Where this section begins; none of them: the very top."""
        header = next((h for h in self._headers if h.state and h.state.id == section), None)
        return header.y() if header is not None else 0

    # --- presses

    def _press(self, name: str) -> None:
        shown = self._state
        if shown is not None:
            section = CLOSED if shown.open == name else name
            self._sheet.change(section=section, items=ItemsDraft(), withdraw=False)

    def _touch_site(self, site: str) -> None:
        view = self._sheet.view
        if view is not None and site in ("hand", "arm", "shoulder"):
            self._touch_changed(pressed(view, self._sheet.draft.touch, site))  # type: ignore[arg-type]

    def _touch_none(self) -> None:
        view = self._sheet.view
        if view is not None:
            informed = view.session.touch.answered or self._sheet.draft.touch.informed
            self._touch_changed(TouchDraft(frozenset(), True, informed))

    def _touch_told(self, informed: bool) -> None:
        self._touch_changed(replace(self._sheet.draft.touch, informed=informed))

    def _touch_changed(self, draft: TouchDraft) -> None:
        """Recorded as soon as everything that belongs to the choice is there."""
        event = touch_event(draft)
        if event is None:
            self._sheet.change(touch=draft, section="touch")
        elif self._sheet.acts.do(event) is None:
            self._sheet.change(touch=TouchDraft(), section="touch")

    def _save_weight(self) -> None:
        view, draft = self._sheet.view, self._sheet.draft.weight
        event = weight_event(view, draft) if view is not None else None
        if event is None:
            return
        refusal = self._sheet.acts.do(event)
        self._sheet.change(
            weight=WeightDraft() if refusal is None else replace(draft, asked=refusal)
        )

    def _dose_decision(self, subject: str) -> None:
        shown = self._state
        stops = shown.dose.stops if shown is not None else ()
        text = next((stop.text for stop in stops if stop.subject == subject), "")
        doctor = self._sheet.draft.dose.doctor
        self._sheet.change(decision=DecisionDraft(subject, doctor), decided_text=text)

    def _prescribe(self) -> None:
        view = self._sheet.view
        if view is None:
            return
        for event in prescribe_events(view, self._sheet.draft.dose):
            if self._sheet.acts.do(event) is not None:
                return
        self._done(dose=DoseDraft())

    def _save_mix(self) -> None:
        view, draft = self._sheet.view, self._sheet.draft.mix
        event = mix_event(view, draft) if view is not None else None
        if event is not None and self._sheet.acts.do(event) is None:
            self._done(mix=MixDraft())

    def _checking(self, **what: object) -> None:
        self._sheet.change(check=replace(self._sheet.draft.check, **what))  # type: ignore[arg-type]

    def _sign(self, person: str, pin: str) -> None:
        """The PIN first, so that nobody signs in another's name; then the rules."""
        why = self._sheet.acts.check_pin(person, pin)
        if why:
            self._checking(refused=why)
            return
        event, view = check_event(self._sheet.draft.check), self._sheet.view
        if event is None or view is None:
            return
        refusal = self._sheet.acts.do(event, by=person)
        if refusal is None:
            self._done(check=CheckDraft())
        else:
            said = refusal_text(refusal, view.protocol, self._sheet.words, view.name_of)
            self._sheet.change(check=CheckDraft(person=person, differs=said))

    def _save_prn(self) -> None:
        view, draft = self._sheet.view, self._sheet.draft.prn
        event = prn_event(view, draft) if view is not None else None
        if event is not None and self._sheet.acts.do(event) is None:
            self._sheet.change(prn=PrnDraft(), section="prn")

    def _done(self, **what: object) -> None:
        """Something was recorded: the next section that is not done opens by itself."""
        self._sheet.change(section="", **what)
