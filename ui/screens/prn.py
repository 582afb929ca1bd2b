"""Behovsmedikasjon: prescription and agreement at the left, the dose at the right, one press.

What stands in the way is said before the press, and a dose that was given all the same is recorded
as an Avvik with its reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QWidget

from bedside import events
from bedside.clock import Instant
from bedside.prn import PROPHYLAXIS, PrnLog
from bedside.prn_rules import Giving, dose_refusals
from bedside.protocol_drugs import PrnDrug
from bedside.refusal import Refusal
from ui.i18n import ZONE, Words
from ui.screens.doctor_fields import DoctorDraft, DoctorFields, doctor_state, lacking
from ui.screens.prn_observe import ObserveRows
from ui.screens.question import Question
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.card import Card, CardLook, CardState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, number_field, text_field
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked
from ui.wording import refusal_text


@dataclass(frozen=True, slots=True)
class Draft:
    drug: str = "midazolam"
    doctor: DoctorDraft = DoctorDraft()  # noqa: RUF009  # frozen
    max_mg: Decimal | None = None
    dose_mg: Decimal | None = None
    route: str = ""
    indication: str = ""
    why_outside: str = ""


@dataclass(frozen=True, slots=True)
class PrnState:
    """What the two cards say, and whether the primary button may be pressed."""

    rules: PrnDrug
    prescribed: str  # the prescription in force, or ""
    agreed: str  # the agreement that holds, or ""
    given: str  # "Gitt i dag 0 mg + 1 mg av maks 2 mg"
    refusals: tuple[Refusal, ...]
    missing: tuple[str, ...]

    @property
    def may_give(self) -> bool:
        return not self.refusals and not self.missing


def rules_of(view: View, drug: str) -> PrnDrug:
    return next(d for d in view.protocol.prn.drug if d.id == drug)


def the_dose(draft: Draft, rules: PrnDrug, refusals: tuple[Refusal, ...]) -> events.PrnDoseGiven:
    """What is recorded; outside a rule it names the first rule and the reason typed."""
    outside = refusals[0].rule if refusals else ""
    return events.PrnDoseGiven(
        drug=draft.drug,  # type: ignore[arg-type]  # one of the protocol's
        dose_mg=draft.dose_mg or rules.default_dose_mg,
        route=draft.route or rules.route.value,  # type: ignore[arg-type]
        indication=draft.indication,
        prophylactic=draft.indication == PROPHYLAXIS,
        outside_rule=outside,
        deviation_reason=draft.why_outside.strip() if outside else "",
    )


def prn_state(view: View, words: Words, draft: Draft) -> PrnState:
    _, log, rules = words.text, view.session.prn, rules_of(view, draft.drug)
    giving = Giving(rules, view.now, ZONE)
    refusals: tuple[Refusal, ...] = ()
    missing = () if draft.indication else (_("indication"),)
    if draft.indication:
        refusals = dose_refusals(log, the_dose(draft, rules, ()), giving)
    return PrnState(
        rules=rules,
        prescribed=_prescribed(log, draft.drug, view, words),
        agreed=_agreed(log, rules, view.now, view, words),
        given=_given(log, draft, rules, view.now, words),
        refusals=refusals,
        missing=missing,
    )


def _prescribed(log: PrnLog, drug: str, view: View, words: Words) -> str:
    _, line = words.text, log.prescription(drug)  # type: ignore[arg-type]
    if line is None:
        return ""
    order = line.event
    low, high = words.number(order.dose_min_mg), words.number(order.dose_max_mg)
    dose = low if low == high else f"{low}–{high}"
    return _(
        "Prescribed by {doctor} {time}: {dose} mg {route} as needed, at most {most} mg a day"
    ).format(
        doctor=view.name_of(order.doctor),
        time=words.time(line.at),
        dose=dose,
        route=order.route,
        most=words.number(order.max_per_day_mg),
    )


def _agreed(log: PrnLog, rules: PrnDrug, now: Instant, view: View, words: Words) -> str:
    line = log.agreement(rules.id.value)
    if not rules.agreement_before_dose or line is None:
        return ""
    age_min = (now.wall - line.at).total_seconds() / 60
    if rules.agreement_valid_min is not None and age_min > rules.agreement_valid_min:
        return ""
    if any(dose.at >= line.at for dose in log.doses(rules.id.value)):
        return ""  # that dose has been given
    return words.text("Agreed with {doctor} {time}: {dose} mg, read back").format(
        doctor=view.name_of(line.event.doctor),
        time=words.time_s(line.at),
        dose=words.number(line.event.dose_mg),
    )


def _given(log: PrnLog, draft: Draft, rules: PrnDrug, now: Instant, words: Words) -> str:
    _, drug = words.text, rules.id.value
    totals = log.totals(drug, now.wall, ZONE, rules.rolling_h)  # type: ignore[arg-type]
    line = log.prescription(drug)  # type: ignore[arg-type]  # the protocol's own id
    most = rules.max_per_day_mg or (line.event.max_per_day_mg if line else None)
    plus = words.number(draft.dose_mg or rules.default_dose_mg)
    return _("Given today: {mg} mg + {plus} mg of at most {most} mg").format(
        mg=words.number(totals.stricter_mg),
        plus=plus,
        most="–" if most is None else words.number(most),
    )


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
        super().__init__(theme, words, acts, self._give, (), parent)
        self._draft = Draft()
        self._state: PrnState | None = None
        self._drugs = Chips(theme, self._choose_drug, self)
        self.body.addWidget(self._drugs)
        columns = QHBoxLayout()
        columns.setSpacing(theme.metrics.margin)
        self._left, self._right = Card(theme, self), Card(theme, self)
        columns.addWidget(self._left, 1)
        columns.addWidget(self._right, 1)
        self.body.addLayout(columns, 1)
        self._doctor = DoctorFields(theme, words, lambda d: self._typed(doctor=d), self._left)
        self._max = number_field(theme, lambda n: self._typed(max_mg=n), parent=self._left)
        self._prescribe = Button(theme, self._prescribe_it, parent=self._left)
        self._agree = Button(theme, self._agree_it, parent=self._left)
        self._known = Paragraph(theme, parent=self._left)
        for widget in (self._known, self._doctor, self._max, self._prescribe, self._agree):
            self._left.body.addWidget(widget)
        self._left.body.addStretch(1)
        self._doses = Chips(theme, self._choose_dose, self._right)
        self._routes = Chips(theme, lambda r: self._typed(route=r), self._right)
        self._why = Chips(theme, lambda i: self._typed(indication=i), self._right)
        self._total = Paragraph(theme, parent=self._right)
        self._after = Paragraph(theme, parent=self._right)
        self._outside = text_field(theme, lambda t: self._typed(why_outside=t), parent=self._right)
        for part in (self._doses, self._routes, self._why, self._total, self._after, self._outside):
            self._right.body.addWidget(part)
        self._right.body.addStretch(1)
        self._observe = ObserveRows(theme, words, acts, self)
        self.body.addWidget(self._observe)

    def show_view(self, view: View) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        state = self._state = prn_state(view, words, draft)
        self.show_top(view, HeadState(_("Drugs as needed")))
        drugs = view.protocol.prn.drug
        self._drugs.show_state(
            ChipsState(
                tuple(Chip(d.id, words.of(d.text), d.id == draft.drug) for d in drugs),
                name=_("drug"),
                spoken_chosen=_("chosen"),
            )
        )
        self._show_left(view, state)
        self._show_right(state)
        self._observe.show_view(view)
        self._show_primary(view, state)

    def _show_left(self, view: View, state: PrnState) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        needs = state.rules.agreement_before_dose
        ready = bool(state.prescribed) and (bool(state.agreed) or not needs)
        title = _("As agreed with a doctor") if needs else _("Prescribed by a doctor")
        look = CardLook.PLAIN if ready else CardLook.NOW
        self._left.show_state(CardState(title, number="1", done=ready, look=look))
        known = "\n".join(part for part in (state.prescribed, state.agreed) if part)
        self._known.setVisible(bool(known))
        self._known.show_state(ParagraphState(known.replace("\n", " · "), bright=True))
        self._doctor.setVisible(not ready)
        doctor = doctor_state(view, words, draft.doctor)
        self._doctor.show_state(replace(doctor, read_back_words=_("The dose is read back")))
        stated = state.rules.max_per_day_mg
        self._max.setVisible(not state.prescribed and stated is None)
        self._max.show_state(FieldState(_("At most a day (doctor)"), unit="mg"))
        lack = lacking(doctor, words)
        most = stated or draft.max_mg
        self._prescribe.setVisible(not state.prescribed)
        self._prescribe.show_state(
            ButtonState(_("Write the prescription"), enabled=not lack and most is not None)
        )
        self._agree.setVisible(bool(state.prescribed) and needs and not state.agreed)
        self._agree.show_state(
            ButtonState(_("Write the agreement"), icon="check", enabled=not lack)
        )

    def _show_right(self, state: PrnState) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        rules, chosen = state.rules, _("chosen")
        dose = draft.dose_mg or rules.default_dose_mg
        self._right.show_state(CardState(_("Dose"), number="2", look=CardLook.PLAIN))
        self._doses.show_state(
            ChipsState(
                tuple(Chip(str(mg), f"{words.number(mg)} mg", mg == dose) for mg in rules.doses_mg),
                _("Dose"),
                spoken_chosen=chosen,
            )
        )
        routes = (rules.route, *rules.routes_if_prescribed)
        route = draft.route or rules.route.value
        names = {"iv": _("i.v."), "im": _("i.m.")}
        self._routes.show_state(
            ChipsState(
                tuple(Chip(r.value, names[r.value], r.value == route) for r in routes),
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
        self._total.show_state(ParagraphState(state.given))
        after = words.of(rules.after)
        minutes = " · ".join(str(n) for n in rules.observe_at_min)
        said = _("After the dose: {what}").format(what=after)
        if minutes:
            said += " · " + _("{minutes} min (local proposal)").format(minutes=minutes)
        self._after.show_state(ParagraphState(said))
        self._outside.setVisible(bool(state.refusals))
        self._outside.show_state(
            FieldState(_("Given all the same: why (deviation)"), draft.why_outside)
        )

    def _show_primary(self, view: View, state: PrnState) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        dose = words.number(draft.dose_mg or state.rules.default_dose_mg)
        reason: Sentence = ""
        enabled = state.may_give
        label = _("Record {mg} mg given").format(mg=dose)
        if state.missing:
            reason = marked(_("Missing: **{what}**"), what=", ".join(state.missing))
        elif state.refusals:
            reason = refusal_text(state.refusals[0], view.protocol, words, view.name_of)
            enabled = bool(draft.why_outside.strip())
            if enabled:
                label = _("Record {mg} mg as a deviation").format(mg=dose)
        elif view.refusal is not None:
            reason = refusal_text(view.refusal, view.protocol, words, view.name_of)
        self.show_foot(PrimaryState(label, enabled=enabled), reason)

    # --- presses

    def _typed(self, **changed: object) -> None:
        self._draft = replace(self._draft, **changed)  # type: ignore[arg-type]  # fields of Draft
        self.again()

    def _choose_drug(self, drug: str) -> None:
        self._draft = Draft(drug=drug, doctor=self._draft.doctor)
        self.again()

    def _choose_dose(self, mg: str) -> None:
        self._typed(dose_mg=Decimal(mg))

    def _prescribe_it(self) -> None:
        draft, state = self._draft, self._state
        if state is None:
            return
        dose = draft.dose_mg or state.rules.default_dose_mg
        self._acts.do(
            events.PrnPrescribed(
                drug=draft.drug,  # type: ignore[arg-type]
                doctor=draft.doctor.doctor,
                dose_min_mg=min(dose, state.rules.default_dose_mg),
                dose_max_mg=dose,
                route=draft.route or state.rules.route.value,  # type: ignore[arg-type]
                max_per_day_mg=state.rules.max_per_day_mg or draft.max_mg or Decimal(0),
                indication=draft.indication,
                channel=draft.doctor.how,
                read_back=draft.doctor.read_back,
            )
        )

    def _agree_it(self) -> None:
        draft, state = self._draft, self._state
        if state is None:
            return
        self._acts.do(
            events.PrnAgreed(
                drug=draft.drug,  # type: ignore[arg-type]
                doctor=draft.doctor.doctor,
                channel=draft.doctor.how,
                dose_mg=draft.dose_mg or state.rules.default_dose_mg,
                route=draft.route or state.rules.route.value,  # type: ignore[arg-type]
                read_back=draft.doctor.read_back,
            )
        )

    def _give_it(self) -> None:
        state = self._state
        if state is None or state.missing:
            return
        given = the_dose(self._draft, state.rules, state.refusals)
        if self._acts.do(given) is None:
            self._draft = Draft(drug=self._draft.drug)
            self.again()
