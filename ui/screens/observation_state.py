"""What the observation stage shows, from the view and what is being typed. Pure."""

import math
from dataclasses import dataclass, field, replace

from bedside import events
from bedside.applies import longer_min
from bedside.discharge import stay
from bedside.gate_line import GateLine
from bedside.session import Phase
from ui.i18n import Words
from ui.screens.change_time import TimeDraft, TimeState, time_state
from ui.screens.decision import DecisionDraft, DecisionState, Subject, decision_state
from ui.screens.observation_lines import (
    MIND,
    NORMAL,
    U_01,
    line_row,
    missing_names,
    observed_lines,
    sedation_head,
    sedation_rows,
)
from ui.screens.observation_sets import (
    fresh_set,
    minutes_since_end,
    planned_after,
    set_rows,
    set_text,
)
from ui.screens.prn_observe import due_now
from ui.screens.reason import ReasonState
from ui.screens.said import missing, who_when, why_not
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistState
from ui.widgets.minutes import MinutesState
from ui.widgets.paragraph import HeadState
from ui.widgets.primary import PrimaryState
from ui.widgets.tick import TickState
from ui.widgets.timeline import Due, Milestone, TimelineState
from ui.widgets.words import Words as Sentence
from ui.wording import why_text

LINES, DECISION, CORRECT, EFFECT, OBSERVE, TIME = (
    "lines",
    "decision",
    "correct",
    "effect",
    "observe",
    "time",
)


@dataclass(frozen=True, slots=True)
class ObservationDraft:
    form: str = LINES
    of: int = 0  # the dose whose effect is written
    text: str = ""  # a reason, or an effect
    decision: DecisionDraft = field(default_factory=DecisionDraft)
    time: TimeDraft = field(default_factory=TimeDraft)
    confirm: bool = False  # an unlikely set was refused once: the next press confirms it


@dataclass(frozen=True, slots=True)
class ObservationState:
    form: str
    minutes: MinutesState
    timeline: TimelineState
    sets: tuple[ChecklistState, ...]
    document: ButtonState
    sedation: HeadState | None
    observed: tuple[ChecklistState, ...]
    head: HeadState
    before: tuple[ChecklistState, ...]  # the lines up to the mental ones
    ticks: tuple[tuple[str, TickState], ...]
    after: tuple[ChecklistState, ...]
    primary: PrimaryState | None
    reason: Sentence
    decision: DecisionState | None = None
    writing: ReasonState | None = None
    time: TimeState | None = None


def observation_state(view: View, words: Words, draft: ObservationDraft) -> ObservationState:
    _, lines = words.text, observed_lines(view)
    done = sum(line.ok for line in lines)
    split = next((n + 1 for n, line in enumerate(lines) if line.id == MIND), len(lines))
    rows = tuple(line_row(line, view, words) for line in lines)
    observed = sedation_rows(view, words)
    names = open_names(lines, view, words)
    state = ObservationState(
        form=LINES,
        minutes=MinutesState(
            str(int(minutes_since_end(view))), (_("min since the"), _("infusion ended"))
        ),
        timeline=timeline_state(view, words),
        sets=set_rows(view, words),
        document=document_button(view, words, draft),
        sedation=HeadState(_("After midazolam"), sedation_head(view, words)) if observed else None,
        observed=observed,
        head=HeadState(
            words.of(view.protocol.gate_home.name),
            _("{n} of {all} in order").format(n=done, all=len(lines)),
        ),
        before=rows[:split],
        ticks=ticks(view, words, lines),
        after=rows[split:],
        primary=PrimaryState(
            words.of(view.protocol.gate_home.name),
            enabled=not names or view.session.phase is Phase.HOME,
        ),
        reason=why_not(view, words, missing(words, names)),
    )
    return _with_form(view, words, draft, state, lines)


def open_names(lines: tuple[GateLine, ...], view: View, words: Words) -> tuple[str, ...]:
    names = missing_names(lines, view, words)
    if stay(view.session, view.now, view.protocol) == "too_early":
        item = next(i for i in view.protocol.discharge.item if i.id == "U-05")
        if item.missing is not None:
            names = (*names, words.of(item.missing))
    return names


def ticks(
    view: View, words: Words, lines: tuple[GateLine, ...]
) -> tuple[tuple[str, TickState], ...]:
    """The criteria of "mentale parametre normalisert"; one that has to be seen again is empty."""
    line = next((ln for ln in lines if ln.id == MIND), None)
    again = set(line.found.missing) if line else set()
    found = []
    for criterion in view.protocol.discharge.criterion:
        checked = criterion.id not in again and view.session.departure.yes(criterion.id)
        text = words.of(criterion.text)
        found.append((criterion.id, TickState(text, checked, spoken_checked=words.text("chosen"))))
    return tuple(found)


def timeline_state(view: View, words: Words) -> TimelineState:
    _, infusion, normal = words.text, view.session.infusion, view.protocol.discharge.normal
    now_min, planned = minutes_since_end(view), planned_after(view)
    longer, doctor = longer_min(view.session), normal.doctor_after_min
    end_min = max(doctor, longer, 30 * math.ceil(now_min / 30))
    earliest = normal.earliest_leave_min
    ended = words.time(infusion.ended_at) if infusion.ended_at else "–"
    marks = [
        Milestone(0, _("ended {time}").format(time=ended)),
        Milestone(earliest, _("{n} earliest").format(n=earliest)),
    ]
    marks += [Milestone(p.at_min, str(p.at_min)) for p in planned if earliest < p.at_min < doctor]
    if longer > 0 and longer not in (earliest, doctor):
        marks.append(Milestone(longer, _("{n} min: set by doctor").format(n=longer)))
    marks.append(Milestone(doctor, _("{n} min: doctor").format(n=doctor)))
    return TimelineState(
        now_min=now_min,
        end_min=end_min,
        dues=tuple(Due(p.at_min, p.taken is not None) for p in planned),
        milestones=tuple(sorted(marks, key=lambda mark: mark.at_min)),
        spoken=_("{n} minutes since the infusion ended").format(n=int(now_min)),
    )


def document_button(view: View, words: Words, draft: ObservationDraft) -> ButtonState:
    """ "Dokumenter 132/84 · 76 · 98 %", or a place to type in where nothing new was measured."""
    _ = words.text
    found = fresh_set(view)
    if found is None:
        return ButtonState(_("Type in"), "pen", spoken=_("Type in"))
    what = set_text(found.systolic, found.diastolic, found.pulse_rate, found.spo2)
    label = _("Confirm {what}") if draft.confirm else _("Document {what}")
    return ButtonState(label.format(what=what), "check", spoken=_("Document"))


def document_event(
    view: View, words: Words, draft: ObservationDraft
) -> events.VitalsDocumented | None:
    """An unlikely set is asked about once; pressing again confirms it in words."""
    return fresh_set(view, words.text("Unlikely, confirmed") if draft.confirm else "")


def _with_form(
    view: View,
    words: Words,
    draft: ObservationDraft,
    state: ObservationState,
    lines: tuple[GateLine, ...],
) -> ObservationState:
    if draft.form == DECISION:
        return _deciding(view, words, draft, state, lines)
    if draft.form == TIME:
        form = time_state(view, words, draft.time)
        return replace(
            state,
            form=TIME,
            time=form,
            primary=PrimaryState(form.primary, enabled=not form.missing),
            reason=why_not(view, words, missing(words, form.missing)),
        )
    if draft.form == OBSERVE and due_now(view) is not None:
        return replace(state, form=OBSERVE, primary=None, reason=why_not(view, words))
    if draft.form in (CORRECT, EFFECT):
        return _writing(view, words, draft, state)
    return state


def _deciding(
    view: View,
    words: Words,
    draft: ObservationDraft,
    state: ObservationState,
    lines: tuple[GateLine, ...],
) -> ObservationState:
    _, line = words.text, next((ln for ln in lines if ln.id == NORMAL), None)
    if line is None or line.ok:
        return state
    subject = Subject(
        "U-03",
        _("A doctor must decide"),
        _("May the patient go home with these values?"),
        why_text(line.found.code, line.found.values, view.protocol, words, view.name_of),
        yes=_("Accepted as they are"),
        no=_("Not yet"),
    )
    form = decision_state(view, words, subject, draft.decision)
    return replace(
        state,
        form=DECISION,
        decision=form,
        primary=PrimaryState(_("Save the decision"), enabled=not form.missing),
        reason=why_not(view, words, missing(words, form.missing)),
    )


def _writing(
    view: View, words: Words, draft: ObservationDraft, state: ObservationState
) -> ObservationState:
    _, text = words.text, draft.text.strip()
    if draft.form == CORRECT:
        told = view.session.departure.latest(U_01)
        item = next(i for i in view.protocol.discharge.item if i.id == U_01)
        said = who_when(view, words, told.by, told.at) if told else ""
        why = _("{item} – {who}. The first entry stays, struck through.").format(
            item=words.of(item.text), who=said
        )
        form = ReasonState(_("Correct"), why, _("Why it is corrected"), draft.text)
        lacking, primary = _("the reason"), _("Take it back")
    else:
        dose = next((d for d in view.session.prn.without_effect() if d.seq == draft.of), None)
        if dose is None:
            return state
        drug = next(d for d in view.protocol.prn.drug if d.id == dose.event.drug)
        given = _("{drug} {mg} mg, given {time}").format(
            drug=words.of(drug.text),
            mg=words.number(dose.event.dose_mg),
            time=words.time(view.session.prn.given_at(dose)),
        )
        form = ReasonState(_("Effect of the dose"), given, _("What came of it"), draft.text)
        lacking, primary = _("the effect"), _("Write the effect")
    return replace(
        state,
        form=draft.form,
        writing=form,
        primary=PrimaryState(primary, enabled=bool(text)),
        reason=why_not(view, words, missing(words, () if text else (lacking,))),
    )
