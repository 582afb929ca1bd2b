"""Behovsmedikasjon: prescription and agreement at the left, the dose at the right, one press.

What stands in the way is said before the press, and a dose that was given all the same is recorded
as an Avvik with its reason. While an observation after midazolam is due, it stands here first.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import Words
from ui.screens.doctor_fields import DoctorFields, doctor_state, lacking
from ui.screens.prn_elsewhere import ElsewhereRows, told_text
from ui.screens.prn_observe import ObserveRows, due_now
from ui.screens.prn_state import (
    Draft,
    PrnState,
    agreement,
    prescription,
    prn_state,
    said_route,
    the_dose,
    volume_ml,
)
from ui.screens.question import Question
from ui.screens.said import missing
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.card import Card, CardLook, CardState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.choice import ChoiceButton, ChoiceState
from ui.widgets.dose_bar import DoseBar
from ui.widgets.field import FieldState, number_field, text_field
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.scroll import ScrollArea
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked
from ui.wording import refusal_text

WATCH = "watch"  # no drug: the observation after one


class PrnScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._give = PrimaryButton(theme, self._give_it, clock_s)
        self._all_the_same = Button(theme, lambda: self._typed(outside=not self._draft.outside))
        more = (self._all_the_same,)
        super().__init__(theme, words, acts, self._give, more, parent, ruled=False)
        self._theme, self._draft = theme, Draft()
        self._watching = False
        self._state: PrnState | None = None
        self._drugs = Chips(theme, self._choose_drug, self)
        self.title_row.addWidget(self._drugs, 0, Qt.AlignmentFlag.AlignVCenter)
        self._cards = QWidget()
        columns = QHBoxLayout(self._cards)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(theme.metrics.margin)
        self._left, self._right = Card(theme), Card(theme)
        columns.addWidget(self._left, 1)
        columns.addWidget(self._right, 1)
        self._page = ScrollArea(theme, self._cards, self)
        self.body.addWidget(self._page, 1)
        for card in (self._left, self._right):
            card.body.setSpacing(theme.metrics.pick(8, 4))
        self._elsewhere = ElsewhereRows(theme, words, acts, self._left)
        self._build_left(theme, words)
        self._build_right(theme)
        self._observe = ObserveRows(theme, words, acts, self)
        self.body.addWidget(self._observe)
        self.body.addStretch(0)

    def _build_left(self, theme: Theme, words: Words) -> None:
        left = self._left
        self._max = number_field(theme, lambda n: self._typed(max_mg=n), parent=left)
        self._agree = Button(theme, self._agree_it, parent=left)
        self._doctor = DoctorFields(
            theme,
            words,
            lambda d: self._typed(doctor=d),
            left,
            beside=self._max,
            after=self._agree,
        )
        self._prescribe = Button(theme, self._prescribe_it, parent=left)
        self._outside = text_field(theme, lambda t: self._typed(why_outside=t), parent=left)
        self._known = Paragraph(theme, parent=left)
        self._after = Paragraph(theme, parent=left)
        asked = (self._known, self._doctor, self._prescribe, self._elsewhere)
        for part in (*asked, self._outside, self._after):
            left.body.addWidget(part)
        left.body.addStretch(1)

    def _build_right(self, theme: Theme) -> None:
        right = self._right
        self._doses: list[ChoiceButton] = []
        self._dose_row = QHBoxLayout()
        self._dose_row.setSpacing(theme.metrics.gap)
        right.body.addLayout(self._dose_row)
        self._routes = Chips(theme, lambda r: self._typed(route=r), right)
        self._why = Chips(theme, lambda i: self._typed(indication=i), right)
        totals = QVBoxLayout()
        totals.setSpacing(theme.metrics.px(4))
        self._total, self._bar = Paragraph(theme, parent=right), DoseBar(theme, right)
        totals.addWidget(self._total)
        totals.addWidget(self._bar)
        self._first = Paragraph(theme, parent=right)
        right.body.addWidget(self._routes)
        right.body.addWidget(self._why)
        right.body.addLayout(totals)
        right.body.addWidget(self._first)
        right.body.addStretch(1)

    # --- showing

    def show_view(self, view: View) -> None:
        words, _ = self._words, self._words.text
        due = due_now(view) is not None
        if not self.isVisible():  # opened: what is due stands first
            self._watching = due
        self._watching = self._watching and due
        state = self._state = prn_state(view, words, self._draft)
        if self._draft.outside and not state.refusals and not state.missing:
            self._draft = replace(self._draft, outside=False)
        title = _("As needed") if due and not self._theme.metrics.wide else _("Drugs as needed")
        self.show_top(view, HeadState(title))
        all_the_same = _("As agreed after all") if self._draft.outside else _("Given all the same")
        self._all_the_same.show_state(ButtonState(all_the_same))
        self._show_drugs(view, due=due)
        self._page.setVisible(not self._watching)
        self._observe.show_view(view)
        self._observe.setVisible(self._watching)
        self._all_the_same.setVisible(not self._watching and bool(state.refusals))
        if self._watching:
            self.show_foot(None)
            return
        self._show_left(view, state)
        self._show_right(view, state)
        self._show_primary(view, state)

    def _show_drugs(self, view: View, *, due: bool) -> None:
        words, _ = self._words, self._words.text
        chips = [
            Chip(d.id, words.of(d.text), d.id == self._draft.drug and not self._watching)
            for d in view.protocol.prn.drug
        ]
        if due:
            chips.insert(0, Chip(WATCH, _("Observe now"), self._watching))
        self._drugs.show_state(ChipsState(tuple(chips), name=_("drug"), spoken_chosen=_("chosen")))

    def _show_left(self, view: View, state: PrnState) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        needs, outside = state.rules.agreement_before_dose, draft.outside
        ready = state.ready
        title = _("As agreed with a doctor") if needs else _("Prescribed by a doctor")
        if outside:
            title = _("Outside the rules")
        look = CardLook.PLAIN if ready else CardLook.NOW
        done = ready and not outside
        self._left.show_state(CardState(title, number="1", done=done, look=look))
        told = told_text(view, state.rules, words)
        known = [part for part in (state.prescribed, state.agreed, told) if part]
        self._known.setVisible(bool(known))
        self._known.show_state(ParagraphState(". ".join(known), bright=True))
        asks = not ready and not outside
        self._elsewhere.show_view(view, state.rules)
        self._doctor.setVisible(asks)
        doctor = doctor_state(view, words, draft.doctor)
        self._doctor.show_state(replace(doctor, read_back_words=_("The dose is read back")))
        stated = state.rules.max_per_day_mg
        self._max.setVisible(not state.prescribed and stated is None)
        typed = "" if draft.max_mg is None else words.number(draft.max_mg)
        self._max.show_state(FieldState(_("At most a day (doctor)"), typed, unit="mg"))
        lack = lacking(doctor, words)
        most = stated or draft.max_mg
        self._prescribe.setVisible(asks and not state.prescribed)
        self._prescribe.show_state(
            ButtonState(_("Write the prescription"), enabled=not lack and most is not None)
        )
        self._agree.setVisible(asks and bool(state.prescribed))
        self._agree.show_state(ButtonState(_("Write the agreement"), enabled=not lack))
        self._outside.setVisible(outside)
        self._outside.show_state(
            FieldState(_("Given all the same: why (deviation)"), draft.why_outside)
        )
        self._after.setVisible(not asks)
        minutes = " · ".join(str(n) for n in state.rules.observe_at_min)
        said = _("After the dose: {what}").format(what=words.of(state.rules.after))
        if minutes:
            said += " · " + _("{minutes} min (local proposal)").format(minutes=minutes)
        self._after.show_state(ParagraphState(said, icon="info"))

    def _show_right(self, view: View, state: PrnState) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        rules, chosen = state.rules, _("chosen")
        look = CardLook.NOW if state.ready or draft.outside else CardLook.PLAIN
        only = "" if rules.routes_if_prescribed else said_route(rules.route.value, words)
        self._right.show_state(CardState(_("Dose"), aside=only, number="2", look=look))
        self._show_doses(state)
        routes = (rules.route, *rules.routes_if_prescribed)
        route = draft.route or rules.route.value
        self._routes.setVisible(not only)
        self._routes.show_state(
            ChipsState(
                tuple(Chip(r.value, said_route(r.value, words), r.value == route) for r in routes),
                _("Route"),
                spoken_chosen=chosen,
            )
        )
        self._why.show_state(
            ChipsState(
                tuple(
                    Chip(i.key, words.of(i.text), i.key == draft.indication)
                    for i in rules.indications
                ),
                _("Indication"),
                spoken_chosen=chosen,
            )
        )
        self._first.setVisible(bool(state.first))
        self._first.show_state(ParagraphState(state.first, icon="info"))
        self._total.show_state(ParagraphState(marked(state.given)))
        self._bar.setVisible(state.bar is not None)
        if state.bar is not None:
            self._bar.show_state(state.bar)

    def _show_doses(self, state: PrnState) -> None:
        words, _, rules = self._words, self._words.text, state.rules
        while len(self._doses) < len(rules.doses_mg):
            button = ChoiceButton(
                self._theme, self._dose_chooser(len(self._doses)), large=True, parent=self._right
            )
            self._doses.append(button)
            self._dose_row.addWidget(button, 1)
        dose = self._draft.dose_mg or rules.default_dose_mg
        for number, button in enumerate(self._doses):
            button.setVisible(number < len(rules.doses_mg))
            if number < len(rules.doses_mg):
                mg = rules.doses_mg[number]
                text = f"{words.number(mg)} mg"
                button.show_state(ChoiceState(text, mg == dose, second=state.volumes[number]))
                button.setAccessibleName(f"{text}: {_('Dose')}")

    def _show_primary(self, view: View, state: PrnState) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        dose = words.number(draft.dose_mg or state.rules.default_dose_mg)
        reason: Sentence = ""
        enabled = state.may_give
        label = _("Record {mg} mg given").format(mg=dose)
        if state.missing:
            reason = missing(words, state.missing)
        elif state.refusals:
            reason = refusal_text(state.refusals[0], view.protocol, words, view.name_of)
            if draft.outside:
                enabled = bool(draft.why_outside.strip())
                label = _("Record {mg} mg as a deviation").format(mg=dose)
        elif view.refusal is None:
            who = view.person.name if view.person else ""
            reason = marked(_("Signed by **{who}**"), who=who) if who else ""
        if view.refusal is not None:
            reason = refusal_text(view.refusal, view.protocol, words, view.name_of)
        self.show_foot(PrimaryState(label, enabled=enabled), reason)

    # --- presses

    def _typed(self, **changed: object) -> None:
        self._draft = replace(self._draft, **changed)  # type: ignore[arg-type]  # fields of Draft
        self.again()

    def _choose_drug(self, drug: str) -> None:
        self._watching = drug == WATCH
        if not self._watching and drug != self._draft.drug:
            self._draft = Draft(drug=drug, doctor=self._draft.doctor)
        self.again()

    def _dose_chooser(self, number: int) -> Callable[[], None]:
        def choose() -> None:
            doses: tuple[Decimal, ...] = self._state.rules.doses_mg if self._state else ()
            if number < len(doses):
                self._typed(dose_mg=doses[number])

        return choose

    def _prescribe_it(self) -> None:
        if self._state is not None:
            self._acts.do(prescription(self._draft, self._state.rules))

    def _agree_it(self) -> None:
        if self._state is not None:
            self._acts.do(agreement(self._draft, self._state.rules))

    def _give_it(self) -> None:
        state, view, draft = self._state, self._seen, self._draft
        if state is None or view is None or state.missing:
            return
        volume = volume_ml(view, draft.drug, draft.dose_mg or state.rules.default_dose_mg)
        if self._acts.do(the_dose(draft, state.rules, state.refusals, volume)) is None:
            self._draft = Draft(drug=draft.drug)
            self.again()
