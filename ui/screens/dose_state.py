"""The prescription as it is being written: live mg, the rule that limits, what stands in the way.

Pure. Every rule comes from bedside/dose.py; nothing is clamped and nothing is filled in.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import msgspec

from bedside import dose, events
from bedside.amounts import is_amount, read_amount
from bedside.drug_rules import DoseRules, dose_rules
from bedside.refusal import Refusal
from bedside.situation import dose_situation
from ui.i18n import Words, mark
from ui.screens.doctor_fields import DoctorDraft, DoctorState, doctor_state, lacking
from ui.view import View
from ui.widgets.chips import Chip
from ui.widgets.dose_bar import DoseBarState, DoseMark
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked
from ui.wording import refusal_text

LIMITS = {
    "limited_by_cap": mark("__Limited by the cap:__ at most {cap} mg in one treatment."),
    "limited_by_range": mark("__Limited by the range:__ at most {most} mg/kg."),
    "limited_by_step": mark(
        "__Limited by the step:__ at most {step} mg/kg above the last dose given, {last}."
    ),
    "limited_by_unknown_last_dose": mark(
        "__Limited:__ the last dose given is not known, so at most {start} mg/kg."
    ),
}
ABOVE = {
    "limited_by_cap": mark("cap: {mg} mg"),
    "limited_by_range": mark("at most {dose} mg/kg"),
    "limited_by_step": mark("step: at most {dose} mg/kg"),
    "limited_by_unknown_last_dose": mark("at most {dose} mg/kg"),
}


@dataclass(frozen=True, slots=True)
class DoseDraft:
    doctor: DoctorDraft = field(default_factory=DoctorDraft)
    mg_per_kg: str = ""
    minutes: str = ""  # empty: the protocol's 40
    route: Literal["iv", "im"] = "iv"
    reason: str = ""
    approved_by: str = ""
    longer_min: str = ""
    plan: str = ""
    editing: bool = False  # there is one already, and another is being written


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that stands in the way, and who lifts it."""

    text: str
    subject: str = ""  # a doctor's decision on this lets it pass
    by_reason: bool = False


@dataclass(frozen=True, slots=True)
class DoseState:
    draft: DoseDraft
    doctor: DoctorState
    steps: tuple[Chip, ...]
    suggestion: str
    formula: Sentence
    mg: str
    bar: DoseBarState | None
    limit: Sentence
    stops: tuple[Stop, ...]
    wants_reason: bool
    approvers: tuple[tuple[str, str], ...]  # for an injection: who may approve it
    plans: tuple[Chip, ...]
    plan_words: str
    lower: str  # K-12: why the doctor should think of a lower dose
    missing: tuple[str, ...]
    minutes: int


def rules_of(view: View) -> DoseRules:
    return dose_rules(view.protocol.constants, view.protocol.dose)


def situation_of(view: View) -> dose.Situation:
    by = view.person.id if view.person else ""
    return dose_situation(view.session, by, view.protocol.recipe)


def order_of(view: View, draft: DoseDraft) -> events.DosePrescribed | None:
    """What would be recorded; None while there is no weight or no dose."""
    weight, typed = view.session.prescription.weight_kg, read_amount(draft.mg_per_kg)
    if weight is None or typed is None or not is_amount(weight):
        return None
    rules, state = rules_of(view), doctor_own(view, draft)
    order = _order(view, draft, weight, typed, state)
    found = dose.refusals(order, situation_of(view), rules)
    outside = tuple(dict.fromkeys(r.rule for r in found if r.lifted_by in ("reason", "doctor")))
    limit = dose.largest_allowed(situation_of(view), rules)
    limited = limit.rule if limit is not None and order.dose_mg >= limit.mg else ""
    return msgspec.structs.replace(order, outside_rules=outside, limited_by=limited)


def doctor_own(view: View, draft: DoseDraft) -> bool:
    return view.person is not None and draft.doctor.doctor == view.person.id


def _order(
    view: View, draft: DoseDraft, weight: Decimal, mg_per_kg: Decimal, own: bool
) -> events.DosePrescribed:
    rules = rules_of(view)
    longer = draft.longer_min.strip()
    return events.DosePrescribed(
        doctor=draft.doctor.doctor,
        channel=draft.doctor.how,
        read_back=draft.doctor.read_back and not own,
        weight_kg=weight,
        dose_mg_per_kg=mg_per_kg,
        dose_mg=dose.dose_mg(weight, mg_per_kg, rules.round_down_to_mg),
        route=draft.route,
        duration_min=minutes_of(view, draft),
        reason=draft.reason.strip(),
        approved_by=draft.approved_by,
        longer_observation_min=int(longer) if longer.isdecimal() else None,
    )


def minutes_of(view: View, draft: DoseDraft) -> int:
    typed = draft.minutes.strip()
    return int(typed) if typed.isdecimal() else rules_of(view).duration_min


def dose_state(view: View, words: Words, draft: DoseDraft) -> DoseState:
    _, rules, situation = words.text, rules_of(view), situation_of(view)
    doctor = doctor_state(view, words, draft.doctor)
    order = order_of(view, draft)
    stops = _stops(view, words, order)
    weight = view.session.prescription.weight_kg
    names = list(lacking(doctor, words))
    if weight is None:
        names.append(_("weight"))
    if order is None and weight is not None:
        names.append(_("dose"))
    wants = draft.route == "im" or any(stop.by_reason for stop in stops)
    return DoseState(
        draft=draft,
        doctor=doctor,
        steps=_steps(words, draft, rules),
        suggestion=_suggestion(words, situation, rules),
        formula=_formula(words, weight, order),
        mg=f"{words.number(order.dose_mg)} mg" if order else "",
        bar=_bar(words, situation, rules, order),
        limit=_limit(words, situation, rules),
        stops=stops,
        wants_reason=wants,
        approvers=tuple((p.id, p.name) for p in view.staff if p.role == "consultant")
        if draft.route == "im"
        else (),
        plans=tuple(
            Chip(plan.id, words.of(plan.text), plan.id == draft.plan)
            for plan in view.protocol.vitals.plan
        ),
        plan_words=_plan(view, words, draft.plan),
        lower=_lower(view, words),
        missing=tuple(names),
        minutes=minutes_of(view, draft),
    )


def _steps(words: Words, draft: DoseDraft, rules: DoseRules) -> tuple[Chip, ...]:
    typed = read_amount(draft.mg_per_kg)
    return tuple(
        Chip(str(step), words.number(step, 2), typed is not None and typed == step)
        for step in dose.grid(rules)
    )


def _suggestion(words: Words, situation: dose.Situation, rules: DoseRules) -> str:
    """K-04: shown, never filled in."""
    _, usual = words.text, dose.suggested(situation, rules)
    if usual.may_rise_to_mg_per_kg is not None:
        return _("Dose, mg/kg · usual: {dose}, may be raised to {more}").format(
            dose=words.number(usual.mg_per_kg, 2),
            more=words.number(usual.may_rise_to_mg_per_kg, 2),
        )
    return _("Dose, mg/kg · usual: {dose}").format(dose=words.number(usual.mg_per_kg, 2))


def _formula(words: Words, weight: Decimal | None, order: events.DosePrescribed | None) -> Sentence:
    _ = words.text
    if weight is None:
        return _("The weight is not there yet")
    if order is None:
        return _("{kg} kg × – mg/kg").format(kg=words.number(weight))
    return _("{kg} kg × {dose} mg/kg =").format(
        kg=words.number(weight), dose=words.number(order.dose_mg_per_kg, 2)
    )


def _bar(
    words: Words,
    situation: dose.Situation,
    rules: DoseRules,
    order: events.DosePrescribed | None,
) -> DoseBarState | None:
    _, weight = words.text, situation.weight_kg
    most = dose.largest_allowed(situation, rules)
    if weight is None or most is None:
        return None
    end = max(float(rules.cap_mg), float(order.dose_mg) if order else 0.0)
    marks = [DoseMark(float(rules.cap_mg), f"{words.number(rules.cap_mg)} mg")]
    top = float(weight * rules.max_mg_per_kg)
    if top < float(rules.cap_mg):
        marks.append(DoseMark(top, f"{words.number(rules.max_mg_per_kg)} mg/kg"))
    last = situation.last_mg_per_kg
    if last is not None:
        said = _("last {dose}").format(dose=words.number(last))
        marks.append(DoseMark(float(weight * last), said))
    above = _(ABOVE[most.code]).format(
        mg=words.number(most.mg), dose=words.number(most.mg_per_kg, 2)
    )
    marks.append(DoseMark(float(most.mg), above, above=True, bright=True))
    spoken = ", ".join(mark_.label for mark_ in marks)
    return DoseBarState(
        float(order.dose_mg) if order else 0.0, end, marks=tuple(marks), spoken=spoken
    )


def _limit(words: Words, situation: dose.Situation, rules: DoseRules) -> Sentence:
    """K-07: which rule limits is always said."""
    _, most = words.text, dose.largest_allowed(situation, rules)
    if most is None:
        return ""
    last = situation.last_mg_per_kg
    return marked(
        _(LIMITS[most.code]),
        cap=words.number(rules.cap_mg),
        most=words.number(rules.max_mg_per_kg, 2),
        step=words.number(rules.step_mg_per_kg),
        last=words.number(last, 2) if last is not None else "–",
        start=words.number(rules.usual_course_mg_per_kg[0], 2),
    )


def _stops(view: View, words: Words, order: events.DosePrescribed | None) -> tuple[Stop, ...]:
    """What is wrong with the dose itself; who said it, and how, is named in the foot."""
    if order is None:
        return ()
    found = dose.refusals(order, situation_of(view), rules_of(view))
    own = ("no_prescriber", "not_read_back", "no_weight")
    return tuple(_stop(refusal, view, words) for refusal in found if refusal.code not in own)


def _stop(refusal: Refusal, view: View, words: Words) -> Stop:
    text = refusal_text(refusal, view.protocol, words, view.name_of)
    by_doctor = refusal.lifted_by in ("doctor", "consultant")
    decided = _decided(refusal, view)
    return Stop(
        text,
        dose.decision_subject(refusal) if by_doctor and not decided else "",
        refusal.lifted_by in ("reason", "doctor"),
    )


def _decided(refusal: Refusal, view: View) -> bool:
    made = view.session.answers.decision(dose.decision_subject(refusal))
    return made is not None and made.allowed


def _plan(view: View, words: Words, chosen: str) -> str:
    plan = next((p for p in view.protocol.vitals.plan if p.id == chosen), None)
    return words.of(plan.explanation) if plan is not None and plan.explanation else ""


def _lower(view: View, words: Words) -> str:
    """K-12: said when the day check has a reason for a lower dose."""
    answers = view.session.answers
    asked = [q for q in ("D-23", "D-24") if (a := answers.latest(q)) and a.answer != "no"]
    if not dose.consider_lower_dose(asked):
        return ""
    rule = next(r for r in view.protocol.dose.rule if r.id == "K-12")
    return f"{words.of(rule.text)}: {words.of(rule.explanation)}"


def prescribe_events(view: View, draft: DoseDraft) -> tuple[events.Event, ...]:
    """The prescription, and the measuring plan the same doctor chose."""
    order = order_of(view, draft)
    if order is None:
        return ()
    if not draft.plan:
        return (order,)
    plan = events.MeasuringPlanChosen(plan=draft.plan, doctor=draft.doctor.doctor)
    return (order, plan)
