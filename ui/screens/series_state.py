"""What the page of the series says: the infusions before today's, and what stands in the way.

Decides nothing: what counts comes from bedside/earlier.py and bedside/series.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from msgspec import structs

from bedside import events
from bedside.amounts import read_amount
from bedside.earlier import EVALUATION, series_in_the_way
from bedside.lines import Line
from bedside.refusal import Refusal
from bedside.series import EarlierSession, carried_out, last_given_mg_per_kg, phase_of
from bedside.taken_over import given_on
from ui.i18n import ZONE, Words
from ui.screens.decision import DecisionDraft, DecisionState, Subject, decision_state
from ui.screens.entries import read_date
from ui.screens.person_pin import PersonPinState
from ui.screens.reason import ReasonState
from ui.screens.said import missing
from ui.screens.series_forms import ScoreState, form_rows, score_state
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.paragraph import HeadState
from ui.widgets.primary import PrimaryState
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked
from ui.wording import refusal_text

MAIN, TELL, REASON, DECIDE, SIGN, SCORE = "main", "tell", "reason", "decide", "sign", "score"
TOLD = "told"  # a row's id: "told7" is line 7 of the record
YES = "yes"
LAST_DOSE = "last_dose_differs"


@dataclass(frozen=True, slots=True)
class SeriesDraft:
    form: str = MAIN
    typed: Mapping[str, str] = field(default_factory=dict)  # of an infusion that is told
    of: int = 0  # the line that is countersigned
    rule: str = ""  # what is given a reason, or decided
    text: str = ""
    signer: str = ""
    pin_refused: str = ""
    decision: DecisionDraft = field(default_factory=DecisionDraft)


@dataclass(frozen=True, slots=True)
class SeriesState:
    form: str
    head: HeadState
    before: tuple[ChecklistState, ...]
    nothing: str  # said where the list is empty
    in_the_way: tuple[ChecklistState, ...]
    forms: tuple[ChecklistState, ...]  # questionnaires of today and of the infusions before
    primary: PrimaryState
    reason: Sentence = ""
    writing: ReasonState | None = None
    decision: DecisionState | None = None
    pin: PersonPinState | None = None
    told: str = ""  # over the PIN: what is compared
    scored: ScoreState | None = None


def place_text(view: View, words: Words, phase: str, number: int) -> str:
    """ "Oppstart 2/6"."""
    series = phase_of(view.protocol.series, "start" if phase == "start" else "maintenance")
    return f"{words.of(series.text)} {number}/{series.infusions}"


def in_the_way(view: View) -> tuple[Refusal, ...]:
    """What keeps today's infusion from being started; nothing where nobody looked."""
    if view.earlier is None:
        return ()
    return series_in_the_way(view.session, view.earlier, view.now, ZONE, view.protocol.series)


def series_state(view: View, words: Words, draft: SeriesDraft) -> SeriesState:
    _, patient = words.text, view.session.patient
    here = place_text(view, words, patient.phase, patient.number) if patient else ""
    refusals = in_the_way(view)
    left = len(refusals) + len(view.session.taken_over.unsigned)
    state = SeriesState(
        form=MAIN,
        head=HeadState(_("The series"), here),
        before=_before(view, words),
        nothing=_("No earlier infusion is known here."),
        in_the_way=tuple(_row(view, words, refusal) for refusal in refusals),
        forms=form_rows(view, words),
        primary=PrimaryState(_("Continue")),
        reason=marked(_("**{n}** to settle before the start"), n=str(left)) if left else "",
    )
    return _form(view, words, draft, state)


def _before(view: View, words: Words) -> tuple[ChecklistState, ...]:
    """Those with a session here, then those that were told, each in the order of time."""
    held = [one for one in view.earlier or () if one.session]
    rows = [_held(view, words, one) for one in carried_out(held)]
    told = sorted(view.session.taken_over.told, key=lambda line: line.event.given_on)
    return (*rows, *(_told(view, words, line) for line in told))


def _held(view: View, words: Words, one: EarlierSession) -> ChecklistState:
    at = one.started_at or one.attended_at
    return ChecklistState(
        id=one.session,
        words=f"{place_text(view, words, one.phase, one.number)} · {words.short_day(at)}",
        row=Row.DONE,
        second=f"{words.number(one.given_mg_per_kg)} mg/kg",
        aside=(words.text("session here"),),
        spoken_state=words.text("session here"),
    )


def _told(view: View, words: Words, line: Line[events.EarlierInfusionTold]) -> ChecklistState:
    _, event = words.text, line.event
    by = view.session.taken_over.signed.get(line.seq, "")
    day = given_on(event)
    parts = [f"{words.number(event.given_mg_per_kg)} mg/kg"]
    if event.systolic is not None:
        parts.append(f"{event.systolic}/{event.diastolic or '–'}")
    if event.side_effects:
        parts.append(event.side_effects)
    said = f"{place_text(view, words, event.phase, event.number)} · "
    said += words.short_day(day) if day else event.given_on
    return ChecklistState(
        id=f"{TOLD}{line.seq}",
        words=said,
        row=Row.DONE if by else Row.MISSING,
        second=" · ".join(parts),
        aside=(view.name_of(line.by), view.name_of(by)) if by else (),
        button=None if by else ButtonState(_("Countersign"), "pen"),
        spoken_state=_("countersigned") if by else _("not countersigned"),
    )


def _row(view: View, words: Words, refusal: Refusal) -> ChecklistState:
    _ = words.text
    button = None
    if refusal.rule == EVALUATION or refusal.lifted_by in ("doctor", "consultant"):
        button = ButtonState(_("Write decision"), "stethoscope")
    elif refusal.lifted_by == "reason":
        button = ButtonState(_("Write why"), "pen")
    elif refusal.code == LAST_DOSE:
        button = ButtonState(_("Use the known dose"), "check")
    return ChecklistState(
        id=refusal.rule,
        words=refusal_text(refusal, view.protocol, words, view.name_of),
        row=Row.MISSING,
        button=button,
        spoken_state=_("missing"),
    )


def with_known_dose(view: View) -> events.PatientIdentified | None:
    """The identification once more, with the dose that is known to have been given."""
    known, patient = last_given_mg_per_kg(view.earlier or ()), view.session.patient
    if known is None or patient is None:
        return None
    return structs.replace(patient, last_dose_given_mg_per_kg=known)


# --- the forms -------------------------------------------------------------------------------


def told_event(typed: Mapping[str, str]) -> events.EarlierInfusionTold | None:
    """What is recorded of what was typed; None while something that must be there is not."""
    day, dose = read_date(typed.get("day", "")), read_amount(typed.get("dose", ""))
    number = typed.get("number", "")
    if day is None or dose is None or not number.isdigit():
        return None
    systolic, _slash, diastolic = typed.get("bp", "").partition("/")
    return events.EarlierInfusionTold(
        phase="maintenance" if typed.get("phase") == "maintenance" else "start",
        number=int(number),
        given_on=day.isoformat(),
        given_mg_per_kg=dose,
        systolic=int(systolic) if systolic.strip().isdigit() else None,
        diastolic=int(diastolic) if diastolic.strip().isdigit() else None,
        side_effects=typed.get("side_effects", "").strip(),
        bladder=typed.get("bladder") == YES,
    )


def _form(view: View, words: Words, draft: SeriesDraft, state: SeriesState) -> SeriesState:
    match draft.form:
        case "tell":
            return _telling(view, words, draft, state)
        case "sign":
            return _signing(view, words, draft, state)
        case "score":
            return _scoring(view, words, draft, state)
        case "reason" | "decide":
            refusal = next((r for r in in_the_way(view) if r.rule == draft.rule), None)
            if refusal is None:
                return state
            return (_reasoning if draft.form == REASON else _deciding)(
                view, words, draft, state, refusal
            )
        case _:
            return state


def _refused(view: View, words: Words) -> Sentence:
    if view.refusal is None:
        return ""
    return refusal_text(view.refusal, view.protocol, words, view.name_of)


def _with(
    state: SeriesState,
    form: str,
    label: str,
    lacking: tuple[str, ...],
    words: Words,
    said: Sentence,
) -> SeriesState:
    return replace(
        state,
        form=form,
        primary=PrimaryState(label, enabled=not lacking),
        reason=missing(words, lacking) or said,
    )


def _telling(view: View, words: Words, draft: SeriesDraft, state: SeriesState) -> SeriesState:
    _, typed = words.text, draft.typed
    wanted = (
        (typed.get("number"), _("which infusion")),
        (read_date(typed.get("day", "")), _("the date")),
        (read_amount(typed.get("dose", "")), _("the dose given")),
    )
    lacking = tuple(name for there, name in wanted if not there)
    return _with(state, TELL, _("Write it down"), lacking, words, _refused(view, words))


def _reasoning(
    view: View, words: Words, draft: SeriesDraft, state: SeriesState, refusal: Refusal
) -> SeriesState:
    _ = words.text
    said = refusal_text(refusal, view.protocol, words, view.name_of)
    lacking = () if draft.text.strip() else (_("the reason"),)
    state = _with(state, REASON, _("Write why"), lacking, words, _refused(view, words))
    return replace(
        state, writing=ReasonState(_("Outside the rules"), said, _("Why all the same"), draft.text)
    )


def _deciding(
    view: View, words: Words, draft: SeriesDraft, state: SeriesState, refusal: Refusal
) -> SeriesState:
    _ = words.text
    said = refusal_text(refusal, view.protocol, words, view.name_of)
    evaluation = refusal.rule == EVALUATION
    subject = Subject(
        id=refusal.rule,
        title=_("A doctor must decide"),
        question=said,
        yes=_("Maintenance") if evaluation else "",
        no=_("The course ends") if evaluation else "",
    )
    decision = decision_state(view, words, subject, draft.decision)
    state = _with(
        state, DECIDE, _("Write decision"), decision.missing, words, _refused(view, words)
    )
    return replace(state, decision=decision)


def _scoring(view: View, words: Words, draft: SeriesDraft, state: SeriesState) -> SeriesState:
    scored = score_state(view, words, draft.rule, draft.typed)
    if scored is None:
        return state
    label = words.text("Received")
    state = _with(state, SCORE, label, scored.missing, words, _refused(view, words))
    return replace(state, scored=scored)


def _signing(view: View, words: Words, draft: SeriesDraft, state: SeriesState) -> SeriesState:
    _ = words.text
    line = next((one for one in view.session.taken_over.unsigned if one.seq == draft.of), None)
    if line is None:
        return state
    others = tuple(person for person in view.staff if person.id != line.by)
    hint = _("Compared with the paper record. Not the one who wrote it ({name}).").format(
        name=view.name_of(line.by)
    )
    row = _told(view, words, line)
    state = _with(state, SIGN, _("Countersign"), (_("the PIN"),), words, _refused(view, words))
    return replace(
        state,
        pin=PersonPinState(others, draft.signer, draft.pin_refused, hint),
        told=f"{row.words}: {row.second}",
    )
