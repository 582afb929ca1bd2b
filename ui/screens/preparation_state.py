"""What the preparation shows: the list at the left, the sections at the right, the foot. Pure.

While the second person computes the dose, no milligrams of it stand anywhere on this screen.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from bedside.amounts import plain
from bedside.preparation import TOUCH, may_finish_preparation
from bedside.protocol_lookup import by_id
from bedside.session import Phase
from ui.i18n import Words
from ui.screens.abort import AbortDraft, AbortState, abort_state
from ui.screens.check_form import CheckDraft, CheckFormState, check_form_state
from ui.screens.decision import DecisionDraft, DecisionState, Subject, decision_state
from ui.screens.dose_state import DoseDraft, DoseState, dose_state
from ui.screens.mix_form import MixDraft, MixState, mix_state
from ui.screens.preparation_items import DOUBT, ItemGroup, ItemsDraft, item_groups
from ui.screens.prn_order import PrnDraft, PrnState, prn_state, written
from ui.screens.ready_lines import touch_words
from ui.screens.said import missing, who_when, why_not
from ui.screens.touch_form import INFORMED, TouchDraft, TouchFormState, touch_form_state
from ui.screens.weight import WeightDraft, WeightState, weight_state
from ui.view import View
from ui.widgets.button import ButtonState, Kind
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.primary import PrimaryState
from ui.widgets.words import Words as Sentence
from ui.wording import name_of_item

SECTIONS = ("touch", "dose", "mix", "check", "prn")
CLOSED = "-"  # every section was closed by hand


@dataclass(frozen=True, slots=True)
class PreparationDraft:
    section: str = ""  # empty: the first that is not done
    items: ItemsDraft = field(default_factory=ItemsDraft)
    touch: TouchDraft = field(default_factory=TouchDraft)
    weight: WeightDraft = field(default_factory=WeightDraft)
    dose: DoseDraft = field(default_factory=DoseDraft)
    mix: MixDraft = field(default_factory=MixDraft)
    check: CheckDraft = field(default_factory=CheckDraft)
    prn: PrnDraft = field(default_factory=PrnDraft)
    decision: DecisionDraft = field(default_factory=DecisionDraft)
    decided_text: str = ""  # what the decision is about, where the protocol has no words for it
    abort: AbortDraft | None = None
    withdraw: bool = False  # "Trekker samtykke" was pressed once


@dataclass(frozen=True, slots=True)
class PreparationState:
    title: str
    groups: tuple[ItemGroup, ...]
    doubt: ButtonState
    withdraw: ButtonState
    open: str
    headers: tuple[ChecklistState, ...]  # in the order of SECTIONS
    touch: TouchFormState
    weight: WeightState
    dose: DoseState
    mix: MixState
    check: CheckFormState
    prn: PrnState
    primary: PrimaryState
    reason: Sentence
    decision: DecisionState | None = None
    abort: AbortState | None = None


def open_section(view: View, draft: PreparationDraft) -> str:
    """The one that was pressed, or the first that is not done."""
    if draft.section:
        return draft.section
    undone = [name for name in SECTIONS[:-1] if not section_done(view, name)]
    return undone[0] if undone else CLOSED


def section_done(view: View, section: str) -> bool:
    prescription = view.session.prescription
    match section:
        case "touch":
            return view.session.touch.answered
        case "dose":
            return prescription.current is not None
        case "mix":
            return prescription.prepared is not None
        case "check":
            return prescription.checked is not None
        case _:
            return bool(view.session.prn.prescriptions)


def preparation_state(view: View, words: Words, draft: PreparationDraft) -> PreparationState:
    _, section = words.text, open_section(view, draft)
    primary, reason = _foot(view, words, draft)
    treatment = by_id(view.protocol)
    withdrawn = view.session.answers.consent_withdrawn is not None
    state = PreparationState(
        title=words.of(next(p.text for p in view.protocol.phases.phase if p.key == "preparation")),
        groups=item_groups(view, words, draft.items, section),
        doubt=_doubt(view, words),
        withdraw=ButtonState(
            _("Press again: consent is withdrawn")
            if draft.withdraw and not withdrawn
            else name_of_item("C-05", view.protocol, words),
            kind=Kind.INVERSE if draft.withdraw or withdrawn else Kind.SECONDARY,
            enabled=not withdrawn and "C-05" in treatment,
        ),
        open=section,
        headers=tuple(_header(view, words, name, section) for name in SECTIONS),
        touch=touch_form_state(view, words, draft.touch),
        weight=weight_state(view, words, draft.weight),
        dose=dose_state(view, words, draft.dose),
        mix=mix_state(view, words, draft.mix),
        check=check_form_state(view, words, draft.check),
        prn=prn_state(view, words, draft.prn),
        primary=primary,
        reason=why_not(view, words, reason),
    )
    if draft.decision.subject:
        return _deciding(view, words, draft, state)
    if draft.abort is not None:
        form = abort_state(view, words, draft.abort)
        return replace(
            state,
            abort=form,
            primary=PrimaryState(_("End the session"), enabled=not form.missing),
            reason=why_not(view, words, missing(words, form.missing)),
        )
    return state


def _deciding(
    view: View, words: Words, draft: PreparationDraft, state: PreparationState
) -> PreparationState:
    subject_id = draft.decision.subject
    question = draft.decided_text or name_of_item(subject_id, view.protocol, words)
    subject = Subject(subject_id, words.text("A doctor must decide"), question)
    form = decision_state(view, words, subject, draft.decision)
    return replace(
        state,
        decision=form,
        primary=PrimaryState(words.text("Save decision"), enabled=not form.missing),
        reason=why_not(view, words, missing(words, form.missing)),
    )


def _doubt(view: View, words: Words) -> ButtonState:
    """C-06: a doubt blocks until a doctor has decided on it."""
    _, answers = words.text, view.session.answers
    name = name_of_item(DOUBT, view.protocol, words)
    given = answers.latest(DOUBT)
    if given is None or given.answer == "no":
        return ButtonState(name)
    decision = answers.decision(DOUBT, given.seq)
    if decision is not None and decision.allowed:
        sub = _("decided {time} by {doctor}").format(
            time=words.time(decision.at), doctor=view.name_of(decision.doctor)
        )
        return ButtonState(name, "check", enabled=False, sub=sub)
    return ButtonState(_("Write decision"), "stethoscope", Kind.INVERSE, sub=name)


def _foot(view: View, words: Words, draft: PreparationDraft) -> tuple[PrimaryState, Sentence]:
    """Once the stage was left, its primary button only leads back."""
    _, phase = words.text, view.session.phase
    if phase is Phase.ARRIVAL:
        return PrimaryState(_("Continue"), enabled=False), missing(words, (_("the day check"),))
    if phase is not Phase.PREPARATION:
        return PrimaryState(_("Continue")), ""
    refusal = may_finish_preparation(view.session, view.protocol)
    if refusal is None:
        return PrimaryState(_("Continue")), ""
    names = tuple(_missing_name(view, words, draft, item) for item in refusal.missing)
    return PrimaryState(_("Continue"), enabled=False), missing(words, names)


def _missing_name(view: View, words: Words, draft: PreparationDraft, item: str) -> str:
    """In a word or two; of the drug, the first of its steps that is not done."""
    _, known = words.text, by_id(view.protocol)
    if item == "N-02":
        steps = {
            "weight": _("weight"),
            "prescription": _("prescription"),
            "measuring_plan": _("measuring plan"),
            "preparation": _("prepared drug"),
            "double_check": _("double check"),
        }
        lacking = [name for name in view.session.prescription.missing if name != "measuring_plan"]
        return steps[lacking[0]] if lacking else steps["double_check"]
    if item == "T-R3":
        return _("independent person for research")
    if item == TOUCH and draft.touch.chosen and not draft.touch.informed:
        item = INFORMED
    text = getattr(known.get(item), "missing", None)
    return words.of(text) if text is not None else name_of_item(item, view.protocol, words)


def _header(view: View, words: Words, name: str, section: str) -> ChecklistState:
    _ = words.text
    titles = {
        "touch": _("Physical contact"),
        "dose": _("Prescription and dose"),
        "mix": _("Preparation of the drug"),
        "check": _("Double check"),
        "prn": _("As-needed drugs"),
    }
    done, opened = section_done(view, name), section == name
    row = Row.NOW if opened else Row.DONE if done else Row.TODO
    if name == "prn" and not done and not opened:
        row = Row.COMING
    aside = _aside(view, words, name)
    if name == "touch" and not done:
        aside = (_("locked at start"),)
    if name == "prn" and not done:
        aside = (_("if prescribed"),)
    blind = section == "check" and not section_done(view, "check")
    return ChecklistState(
        name,
        titles[name],
        row,
        "" if opened else _told(view, words, name, blind=blind),
        aside=aside,
        pressable=True,
        spoken_state=_("done") if done else "",
    )


def _told(view: View, words: Words, name: str, *, blind: bool) -> Sentence:
    """In one line what was recorded; `blind`: without the milligrams."""
    _, prescription = words.text, view.session.prescription
    order, prepared = prescription.current, prescription.prepared
    match name:
        case "touch":
            return touch_words(view, words) if view.session.touch.answered else ""
        case "dose" if order is not None:
            return _dose_told(view, words, blind=blind)
        case "dose" if prescription.order is not None:
            return _("The weight was changed: prescribe again.")
        case "mix" if prepared is not None:
            return _("{product} {strength} mg/ml · batch {batch} · {rate} ml/h").format(
                product=prepared.event.product,
                strength=words.number(prepared.event.strength_mg_per_ml),
                batch=prepared.event.batch,
                rate=words.number(Decimal(plain(prepared.event.rate_ml_h))),
            )
        case "check" if prescription.checked is not None:
            return _("The same result, computed blind")
        case "prn":
            return "\n".join(written(view, words))
        case _:
            return ""


def _dose_told(view: View, words: Words, *, blind: bool) -> str:
    _, line = words.text, view.session.prescription.current
    if line is None:
        return ""
    order = line.event
    kg, dose = words.number(order.weight_kg), words.number(order.dose_mg_per_kg, 2)
    plan = next(
        (
            words.of(p.text)
            for p in view.protocol.vitals.plan
            if p.id == view.session.prescription.plan
        ),
        "",
    )
    told = _("{kg} kg × {dose} mg/kg").format(kg=kg, dose=dose)
    if not blind:
        told += f" = {words.number(order.dose_mg)} mg"
    return " · ".join(part for part in (told, plan) if part)


def _aside(view: View, words: Words, name: str) -> tuple[str, ...]:
    prescription = view.session.prescription
    line = prescription.current
    match name:
        case "touch" if view.session.touch.answered:
            touch = view.session.touch
            by, at = touch.chosen_by, touch.chosen_at
        case "dose" if line is not None:
            by, at = line.event.doctor, line.at
        case "mix" if prescription.prepared is not None:
            by, at = prescription.prepared.by, prescription.prepared.at
        case "check" if prescription.checked is not None:
            by, at = prescription.checked.event.checker, prescription.checked.at
        case _:
            return ()
    return tuple(
        part for part in (words.time(at) if at else "", who_when(view, words, by, None)) if part
    )
