"""What the stage of going home shows: the list, the ledger, Avvik, and what keeps it open. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bedside import events
from bedside.deviations import Deviation
from bedside.discharge import left_open, stay
from bedside.gates import DECIDED, home_gate
from bedside.refusal import Refusal
from bedside.session import Phase
from ui.i18n import Words, mark
from ui.screens.confirm_state import waiting_rows
from ui.screens.home_difference import DifferenceDraft, DifferenceState, difference_state
from ui.screens.home_ledger import LedgerDraft, LedgerState, ledger_state
from ui.screens.home_rows import (
    DECISION,
    ItemForm,
    advice,
    home_rows,
    item_form,
    item_of,
    who_answered,
)
from ui.screens.observation_lines import missing_names
from ui.screens.reason import ReasonState
from ui.screens.said import missing, why_not
from ui.view import View
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.paragraph import HeadState
from ui.widgets.primary import PrimaryState
from ui.widgets.words import Words as Sentence
from ui.wording import name_of_item

MAIN, ITEM, CORRECT, DECIDE, AVVIK, COMMENT = (
    "main",
    "item",
    "correct",
    "decide",
    "avvik",
    "comment",
)
SHORT = {  # after "Mangler:", for what keeps the record from being signed
    "home_not_decided": mark("decision on going home"),
    "pump_gap_open": mark("what the pump did"),
    "pump_gap_unknown_open": mark("what the pump did"),
    "delivered_not_known": mark("the dose given"),
    "rest_left": mark("destruction"),
    "more_than_withdrawn": mark("withdrawal"),
    "ledger_not_a_number": mark("an amount"),
    "not_countersigned": mark("countersignature"),
    "deviation_uncommented": mark("comment on the deviation"),
}


@dataclass(frozen=True, slots=True)
class HomeDraft:
    form: str = MAIN
    item: str = ""
    of: int = 0  # the Avvik that is commented
    text: str = ""  # a reason, a note, a comment
    typed: Mapping[str, str] = field(default_factory=dict)  # by the key of the entry
    decider: str = ""  # empty: whoever is signed in
    ledger: LedgerDraft = LedgerDraft()  # noqa: RUF009  # frozen
    difference: DifferenceDraft = DifferenceDraft()  # noqa: RUF009  # frozen


@dataclass(frozen=True, slots=True)
class DecideState:
    people: tuple[tuple[str, str], ...]
    chosen: str
    told: str
    note_label: str
    note: str


@dataclass(frozen=True, slots=True)
class HomeState:
    form: str
    title: HeadState
    rows: tuple[ChecklistState, ...]
    advice: str
    ledger: LedgerState
    avvik: HeadState
    deviations: tuple[ChecklistState, ...]
    primary: PrimaryState
    reason: Sentence
    item: ItemForm | None = None
    writing: ReasonState | None = None
    decide: DecideState | None = None
    difference: DifferenceState | None = None
    waiting: tuple[ChecklistState, ...] = ()  # for the doctor's own word


def home_state(view: View, words: Words, draft: HomeDraft) -> HomeState:
    _ = words.text
    deviations = view.session.deviations
    state = HomeState(
        form=MAIN,
        title=HeadState(_("Going home and signing")),
        rows=home_rows(view, words),
        advice=advice(view, words),
        ledger=ledger_state(view, words, draft.ledger),
        avvik=HeadState(
            _("Deviations"),
            _("{n} without a comment").format(n=len(deviations.uncommented))
            if deviations.uncommented
            else _("{n}, all commented").format(n=len(deviations.all))
            if deviations.all
            else _("none"),
        ),
        deviations=tuple(_deviation(one, view, words) for one in deviations.all),
        primary=_primary(view, words),
        reason=why_not(view, words, missing(words, open_names(view, words))),
        waiting=waiting_rows(view, words),
    )
    return _with_form(view, words, draft, state)


def decided(view: View) -> bool:
    return view.session.phase is Phase.HOME


def _primary(view: View, words: Words) -> PrimaryState:
    _ = words.text
    name = _("Sign and close") if decided(view) else _("Decide going home")
    return PrimaryState(name, enabled=not open_names(view, words))


def open_names(view: View, words: Words) -> tuple[str, ...]:
    """What stands between here and the next step: the decision, then the signature."""
    _ = words.text
    if view.person is None:
        return (_("sign in"),)
    if decided(view):
        found = left_open(view.session, view.current, view.now, view.protocol)
        return tuple(dict.fromkeys(_short(refusal, view, words) for refusal in found))
    lines = home_gate(view.session, view.current, view.now, view.protocol)
    return missing_names(tuple(line for line in lines if line.id != DECIDED), view, words)


def _short(refusal: Refusal, view: View, words: Words) -> str:
    if refusal.code in SHORT:
        name = words.text(SHORT[refusal.code])
        drug = refusal.values.get("drug", "ketamine")
        if drug == "ketamine":
            return name
        known = (words.of(d.text) for d in view.protocol.prn.drug if d.id == drug)
        return f"{name} ({next(known, drug).lower()})"
    line = next((t for t in view.protocol.gate_home.line if t.id == refusal.rule), None)
    return words.of(line.missing) if line is not None else refusal.rule


def _deviation(one: Deviation, view: View, words: Words) -> ChecklistState:
    _, rule = words.text, name_of_item(one.rule, view.protocol, words)
    said = one.reason or rule
    second = f"{rule} · {one.comment}" if one.comment and one.reason else (one.comment or rule)
    if one.commented:
        aside = (words.time(one.at),)
        return ChecklistState(
            f"avvik{one.seq}",
            said,
            Row.DONE,
            second=second if second != said else "",
            aside=aside,
            spoken_state=_("commented"),
        )
    return ChecklistState(
        f"avvik{one.seq}", said, Row.TODO, second=_("Press to comment"), pressable=True
    )


def _with_form(view: View, words: Words, draft: HomeDraft, state: HomeState) -> HomeState:
    _, text = words.text, draft.text.strip()
    match draft.form:
        case "item":
            form = item_form(view, words, draft.item, draft.typed)
            return replace(
                state,
                form=ITEM,
                item=form,
                primary=PrimaryState(_("Save"), enabled=not form.missing),
                reason=why_not(view, words, missing(words, form.missing)),
            )
        case "decide":
            return _deciding(view, words, draft, state)
        case "correct":
            name = words.of(item_of(view, draft.item).text)
            told = _("{item} – {who}. The first entry stays, struck through.").format(
                item=name, who=who_answered(view, words, draft.item)
            )
            writing = ReasonState(_("Correct"), told, _("Why it is corrected"), draft.text)
            primary, lacking = _("Take it back"), _("the reason")
        case "avvik":
            ledger = state.ledger
            wrong = difference_state(view, words, draft.difference, ledger.drug, ledger.why)
            return replace(
                state,
                form=AVVIK,
                difference=wrong,
                primary=PrimaryState(wrong.primary, enabled=not wrong.missing),
                reason=why_not(view, words, missing(words, wrong.missing)),
            )
        case "comment":
            one = next((d for d in view.session.deviations.all if d.seq == draft.of), None)
            if one is None:
                return state
            rule = name_of_item(one.rule, view.protocol, words)
            told = f"{words.time(one.at)} · {rule}"
            writing = ReasonState(_("Comment on the deviation"), told, _("Comment"), draft.text)
            primary, lacking = _("Save the comment"), _("the comment")
        case _:
            return state
    return replace(
        state,
        form=draft.form,
        writing=writing,
        primary=PrimaryState(primary, enabled=bool(text)),
        reason=why_not(view, words, missing(words, () if text else (lacking,))),
    )


def _deciding(view: View, words: Words, draft: HomeDraft, state: HomeState) -> HomeState:
    _, text = words.text, draft.text.strip()
    chosen = draft.decider or (view.person.id if view.person else "")
    item = item_of(view, DECISION)
    early = stay(view.session, view.now, view.protocol) == "too_early"
    told = words.of(item.explanation) if item.explanation else ""
    if early:
        told = _("Less than {n} minutes have passed: write why.").format(
            n=view.protocol.discharge.normal.earliest_leave_min
        )
    form = DecideState(
        people=tuple((person.id, person.name) for person in view.staff),
        chosen=chosen,
        told=told,
        note_label=_("Why so early") if early else _("Note (may be left empty)"),
        note=draft.text,
    )
    wanted = {_("who decided"): chosen} | ({_("the reason"): text} if early else {})
    lacking = tuple(name for name, there in wanted.items() if not there)
    return replace(
        state,
        form=DECIDE,
        decide=form,
        primary=PrimaryState(words.of(view.protocol.gate_home.name), enabled=not lacking),
        reason=why_not(view, words, missing(words, lacking)),
    )


def decision(state: DecideState) -> events.HomeReadinessDecided:
    return events.HomeReadinessDecided(decided_by=state.chosen, note=state.note.strip())
