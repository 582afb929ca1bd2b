"""What stands on the last stage before the start: gate G1's lines, or the form of one. Pure.

Judges nothing: the lines come from bedside/gates.py.
"""

from dataclasses import dataclass, field, replace

from bedside import events
from bedside.gate_line import GateLine
from bedside.gates import start_gate
from bedside.preparation import may_finish_preparation
from ui.i18n import Words
from ui.screens.abort import AbortDraft, AbortState, abort_state
from ui.screens.decision import DecisionDraft, DecisionState, Subject, decision_state
from ui.screens.ready_lines import missing_name, row_of
from ui.screens.reason import ReasonState
from ui.screens.said import missing, why_not
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistState
from ui.widgets.primary import PrimaryState
from ui.widgets.words import Words as Sentence
from ui.wording import name_of_item, why_text

LINES, DECISION, REASON, ABORT = "lines", "decision", "reason", "abort"


@dataclass(frozen=True, slots=True)
class ReadyDraft:
    form: str = LINES
    line: str = ""  # which line the form is about
    decision: DecisionDraft = field(default_factory=DecisionDraft)
    reason: str = ""
    abort: AbortDraft = field(default_factory=AbortDraft)
    confirm: bool = False  # an unlikely set was refused once: the next press confirms it


@dataclass(frozen=True, slots=True)
class ReadyState:
    form: str
    title: str
    in_order: str
    rows: tuple[ChecklistState, ...]
    primary: PrimaryState
    reason: Sentence
    back: ButtonState
    abort: ButtonState
    decision: DecisionState | None = None
    why: ReasonState | None = None
    abort_form: AbortState | None = None


def gate_of(view: View) -> tuple[GateLine, ...]:
    return start_gate(view.session, view.current, view.now, view.protocol)


def ready_state(view: View, words: Words, draft: ReadyDraft) -> ReadyState:
    _, lines = words.text, gate_of(view)
    title = words.of(view.protocol.gate_start.name)
    done = sum(line.ok for line in lines)
    state = ReadyState(
        form=LINES,
        title=title,
        in_order=_("{n} of {all} in order").format(n=done, all=len(lines)),
        rows=tuple(row_of(line, view, words) for line in lines),
        primary=_start_button(view, words, lines),
        reason=why_not(view, words, missing(words, open_names(view, words, lines))),
        back=ButtonState(_("Back"), "back"),
        abort=ButtonState(_("Not carried out"), "cross"),
    )
    line = next((line for line in lines if line.id == draft.line), None)
    if draft.form == DECISION and line is not None and line.found.missing:
        return _deciding(view, words, draft, state, line)
    if draft.form == REASON and line is not None:
        return _explaining(view, words, draft, state, line)
    if draft.form == ABORT:
        form = abort_state(view, words, draft.abort)
        return replace(
            state,
            form=ABORT,
            abort_form=form,
            primary=PrimaryState(_("End the session"), enabled=not form.missing),
            reason=why_not(view, words, missing(words, form.missing)),
        )
    return state


def open_names(view: View, words: Words, lines: tuple[GateLine, ...]) -> tuple[str, ...]:
    """What is missing in a word or two each; what only waits for another line is not named."""
    names = [missing_name(line, view, words) for line in lines if line.state == "missing"]
    if not names:
        names = [missing_name(line, view, words) for line in lines if not line.ok]
    if not names:
        refusal = may_finish_preparation(view.session, view.protocol)
        items = refusal.missing if refusal else ()
        names = [name_of_item(item, view.protocol, words) for item in items]
    return tuple(names)


def _start_button(view: View, words: Words, lines: tuple[GateLine, ...]) -> PrimaryState:
    _ = words.text
    order = view.session.prescription.order
    injected = order is not None and order.route == "im"
    prepared = may_finish_preparation(view.session, view.protocol) is None
    return PrimaryState(
        _("Injection given") if injected else _("Start infusion"),
        enabled=all(line.ok for line in lines) and prepared and start_event(view) is not None,
        hold=True,
        sub=_("hold 1 s"),
    )


def start_event(view: View) -> events.InfusionStarted | None:
    """What two persons checked, and nothing else, is what the pump is set to."""
    prescription = view.session.prescription
    prepared, order = prescription.prepared, prescription.current
    if prepared is None or order is None:
        return None
    return events.InfusionStarted(
        dose_mg=prepared.event.dose_mg,
        volume_ml=prepared.event.total_volume_ml,
        rate_ml_h=prepared.event.rate_ml_h,
        duration_s=order.event.duration_min * 60,
    )


def _deciding(
    view: View, words: Words, draft: ReadyDraft, state: ReadyState, line: GateLine
) -> ReadyState:
    _, found = words.text, line.found
    subject = Subject(
        found.missing[0],
        _("A doctor must decide"),
        name_of_item(found.missing[0], view.protocol, words),
        why_text(found.code, found.values, view.protocol, words, view.name_of),
    )
    form = decision_state(view, words, subject, draft.decision)
    return replace(
        state,
        form=DECISION,
        decision=form,
        primary=PrimaryState(_("Save decision"), enabled=not form.missing),
        reason=why_not(view, words, missing(words, form.missing)),
    )


def _explaining(
    view: View, words: Words, draft: ReadyDraft, state: ReadyState, line: GateLine
) -> ReadyState:
    _, found = words.text, line.found
    form = ReasonState(
        _("Go on without the page"),
        why_text(found.code, found.values, view.protocol, words, view.name_of),
        _("Why, and how the physician is reached"),
        draft.reason,
    )
    lacking = () if draft.reason.strip() else (_("the reason"),)
    return replace(
        state,
        form=REASON,
        why=form,
        primary=PrimaryState(_("Record as a deviation"), enabled=not lacking),
        reason=why_not(view, words, missing(words, lacking)),
    )
