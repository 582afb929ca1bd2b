"""What the day check shows: tabs, the questions of one of them, what is missing. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bedside.applies import first_infusion
from bedside.day_check import WEIGHT, CheckItem, CheckState, blocking, must_decide
from bedside.session import Phase
from ui.i18n import Words
from ui.screens.abort import AbortDraft, AbortState, abort_state
from ui.screens.day_check_papers import papers_of
from ui.screens.day_check_people import RoomDraft, RoomState, room_state
from ui.screens.day_check_rows import (
    ON_FILE,
    ROOM,
    GroupState,
    RowsDraft,
    groups_of,
    has_weight,
    items_of,
)
from ui.screens.day_check_side import SideState, label_of, question_of, side_state
from ui.screens.decision import DecisionDraft, DecisionState, Subject, decision_state
from ui.screens.eligibility import EligibilityState, eligibility_state
from ui.screens.said import missing, why_not
from ui.screens.weight import WeightDraft, WeightState, weight_state
from ui.view import View
from ui.widgets.primary import PrimaryState
from ui.widgets.tabs import TabsState, TabState
from ui.widgets.words import Words as Sentence
from ui.wording import name_of_item

OPEN_STATES = (CheckState.UNANSWERED, CheckState.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class DayCheckDraft:
    tab: str = ""  # empty: the first that is not done
    rows: RowsDraft = field(default_factory=RowsDraft)
    weight: WeightDraft = field(default_factory=WeightDraft)
    room: RoomDraft = field(default_factory=RoomDraft)
    decision: DecisionDraft = field(default_factory=DecisionDraft)
    abort: AbortDraft | None = None


@dataclass(frozen=True, slots=True)
class DayCheckState:
    tabs: TabsState
    groups: tuple[GroupState, ...]
    weight: WeightState | None
    weight_title: str
    room: RoomState | None
    side: SideState
    primary: PrimaryState
    reason: Sentence
    eligibility: EligibilityState | None = None  # beside the papers, to be read
    decision: DecisionState | None = None
    abort: AbortState | None = None


def tab_ids(view: View) -> tuple[str, ...]:
    return (*(tab.id for tab in view.protocol.day_check.tab), ON_FILE, ROOM)


def items_in(view: View, tab: str) -> tuple[str, ...]:
    """The questions or papers of one tab, in the order they are asked."""
    check = view.protocol.day_check
    if tab == ON_FILE:
        return tuple(document.id for document in view.protocol.on_file.document)
    groups = [group.id for group in check.group if group.tab == tab]
    return tuple(q.id for g in groups for q in check.question if q.group == g)


def tab_of(view: View, item: str) -> str:
    return next((tab for tab in tab_ids(view) if item in items_in(view, tab)), "")


def current_tab(view: View, draft: DayCheckDraft) -> str:
    """The one that was pressed, or the first with something to answer."""
    if draft.tab:
        return draft.tab
    items = items_of(view)
    for tab in tab_ids(view):
        if tab == ON_FILE and not first_infusion(view.session):
            continue
        if tab == ROOM or any(items[id_].state in OPEN_STATES for id_ in items_in(view, tab)):
            return tab
    return ROOM


def tabs_state(view: View, words: Words, current: str, room: RoomState) -> TabsState:
    _, items = words.text, items_of(view)
    tabs = []
    for tab in view.protocol.day_check.tab:
        ids = items_in(view, tab.id)
        tabs.append(_tab(tab.id, words.of(tab.text), [items[id_] for id_ in ids]))
    on_file = [items[id_] for id_ in items_in(view, ON_FILE)]
    tabs.append(_tab(ON_FILE, _("Papers"), on_file))
    counted = f"{room.done}/{room.of}"
    tabs.append(TabState(ROOM, _("The room"), counted, done=room.done == room.of))
    return TabsState(tuple(tabs), current)


def _tab(id_: str, name: str, items: Iterable[CheckItem]) -> TabState:
    known = list(items)
    answered = sum(item.state not in OPEN_STATES for item in known)
    return TabState(id_, name, f"{answered}/{len(known)}", done=answered == len(known))


def day_check_state(view: View, words: Words, draft: DayCheckDraft) -> DayCheckState:
    _, tab = words.text, current_tab(view, draft)
    first = first_infusion(view.session)
    room = room_state(view, words, draft.room)
    groups: tuple[GroupState, ...] = ()
    if tab == ON_FILE:
        groups = (papers_of(view, words, draft.rows, blocks=first),)
    elif tab != ROOM:
        groups = groups_of(view, words, tab, draft.rows)
    weight = weight_state(view, words, draft.weight) if has_weight(view, tab) else None
    primary, reason = _foot(view, words)
    state = DayCheckState(
        tabs=tabs_state(view, words, tab, room),
        groups=groups,
        weight=weight,
        weight_title=_weight_title(view, words),
        room=room if tab == ROOM else None,
        side=side_state(view, words),
        primary=primary,
        reason=why_not(view, words, reason),
        eligibility=eligibility_state(view.protocol, words) if tab == ON_FILE else None,
    )
    if draft.decision.subject:
        return _deciding(view, words, draft, state)
    if draft.abort is not None:
        return _aborting(view, words, draft.abort, state)
    return state


def _weight_title(view: View, words: Words) -> str:
    check = view.protocol.day_check
    asked = next(q for q in check.question if q.id == WEIGHT)
    return words.of(asked.text)


def _foot(view: View, words: Words) -> tuple[PrimaryState, Sentence]:
    """Once the stage was left, its primary button only leads back."""
    _ = words.text
    if view.session.phase is not Phase.ARRIVAL:
        return PrimaryState(_("Continue")), ""
    blocked = blocking(view.session, view.now, view.protocol)
    stopped = next((item for item in blocked if item.state is CheckState.STOPPED), None)
    names = []
    if stopped is not None:
        question = name_of_item(stopped.id, view.protocol, words)
        names.append(_("“{question}”: nobody can lift this").format(question=question))
    answers = sum(item.state in OPEN_STATES for item in blocked)
    decisions = len(must_decide(blocked)) - sum(i.state is CheckState.STOPPED for i in blocked)
    if answers:
        names.append(words.several("{n} answer", "{n} answers", answers).format(n=answers))
    if decisions:
        names.append(
            words.several(
                "{n} decision by a doctor", "{n} decisions by a doctor", decisions
            ).format(n=decisions)
        )
    return PrimaryState(_("Continue"), enabled=not blocked), missing(words, names)


def _deciding(
    view: View, words: Words, draft: DayCheckDraft, state: DayCheckState
) -> DayCheckState:
    form = decision_state(
        view, words, subject_of(view, words, draft.decision.subject), draft.decision
    )
    return DayCheckState(
        tabs=state.tabs,
        groups=(),
        weight=None,
        weight_title="",
        room=None,
        side=state.side,
        primary=PrimaryState(words.text("Save decision"), enabled=not form.missing),
        reason=why_not(view, words, missing(words, form.missing)),
        decision=form,
    )


def _aborting(view: View, words: Words, draft: AbortDraft, state: DayCheckState) -> DayCheckState:
    form = abort_state(view, words, draft)
    return DayCheckState(
        tabs=state.tabs,
        groups=(),
        weight=None,
        weight_title="",
        room=None,
        side=state.side,
        primary=PrimaryState(words.text("End the session"), enabled=not form.missing),
        reason=why_not(view, words, missing(words, form.missing)),
        abort=form,
    )


def subject_of(view: View, words: Words, item: str) -> Subject:
    """What a decision is written on; of an answer that is only to be told, nothing is allowed."""
    _, known = words.text, items_of(view).get(item)
    question = name_of_item(item, view.protocol, words)
    if known is None or known.answered is None:
        return Subject(item, _("A doctor must decide"), question)
    given = known.answered
    answered = " · ".join(
        (label_of(given, view, words), words.time(given.at), view.name_of(given.by))
    )
    asked = question_of(view, item)
    inform = known.state is CheckState.INFORM
    title = _("The doctor was told") if inform else _("A doctor must decide")
    consequence = words.of(asked.consequence) if asked else ""
    waived = asked is None  # a paper
    return Subject(item, title, question, answered, consequence, inform, needs_note=waived)
