"""Klar: gate G1 line by line, with a button for what is missing, and the start of the infusion.

Judges nothing: the lines come from bedside/gates.py, and the start is refused or recorded by the
acts. What is being typed (a decision, a reason) is the only thing kept here.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside import events
from bedside.gate_line import Remedy
from bedside.people import CLINICIAN
from bedside.start_team import NO_PAGE
from ui.i18n import Words
from ui.screens.abort import AbortDraft, AbortForm, abort_event
from ui.screens.decision import DecisionDraft, DecisionForm, decision_event
from ui.screens.ready_lines import AT_ONCE, remedy_of
from ui.screens.ready_state import (
    ABORT,
    DECISION,
    LINES,
    REASON,
    ReadyDraft,
    ReadyState,
    gate_of,
    ready_state,
    start_event,
)
from ui.screens.reason import ReasonForm
from ui.screens.row_list import RowList
from ui.screens.stage import Stage
from ui.screens.vitals_set import lacking_now, set_now
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.paragraph import Head, HeadState
from ui.widgets.primary import PrimaryButton
from ui.widgets.scroll import ScrollArea

# Where a line is put right that is not put right here.
ELSEWHERE = {
    Remedy.IDENTIFY: Place.NEW_SESSION,
    Remedy.DAY_CHECK: Place.DAY_CHECK,
    Remedy.NAME_BACKUP: Place.DAY_CHECK,
    Remedy.EQUIPMENT: Place.DAY_CHECK,
    Remedy.ANSWER: Place.PREPARATION,
    Remedy.TOUCH: Place.PREPARATION,
    Remedy.PRESCRIBE: Place.PREPARATION,
    Remedy.PREPARE: Place.PREPARATION,
    Remedy.DOUBLE_CHECK: Place.PREPARATION,
}


class ReadyScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._start = PrimaryButton(theme, self.primary_pressed, clock_s)
        self._back = Button(theme, self.back_pressed, height=theme.metrics.foot_h)
        super().__init__(theme, self._start, (self._back,), parent)
        self._words, self._acts = words, acts
        self._draft = ReadyDraft()
        self._view: View | None = None
        self._shown: ReadyState | None = None
        self.body.setSpacing(0)
        self.body.setContentsMargins(theme.metrics.margin, 0, theme.metrics.margin, 0)
        self._stack = QStackedWidget(self)
        self.body.addWidget(self._stack, 1)
        self._head = Head(theme, large=True)
        self._abort = Button(theme, self._not_carried_out)
        self._series = Button(theme, lambda: acts.go(Place.SERIES))
        self._rows = RowList(theme, lambda _line: None, self._remedy, dense=True, ruled=False)
        self._pages = {
            LINES: self._page_of_lines(theme),
            DECISION: DecisionForm(theme, words, lambda d: self._drafted(decision=d)),
            REASON: ReasonForm(theme, lambda text: self._drafted(reason=text)),
            ABORT: AbortForm(theme, words, lambda d: self._drafted(abort=d)),
        }
        self._stack.addWidget(self._pages[LINES])
        for name in (DECISION, REASON, ABORT):
            self._stack.addWidget(ScrollArea(theme, self._pages[name]))

    def _page_of_lines(self, theme: Theme) -> QWidget:
        page, inner = QWidget(), QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        filling = QVBoxLayout(inner)
        filling.setContentsMargins(0, theme.metrics.px(6), 0, 0)
        filling.addWidget(self._rows)
        filling.addSpacing(theme.metrics.px(6))
        more = QHBoxLayout()
        more.setSpacing(theme.metrics.gap)
        more.addWidget(self._abort)
        more.addWidget(self._series)
        more.addStretch(1)
        filling.addLayout(more)
        filling.addStretch(1)
        column.addWidget(ScrollArea(theme, inner, page), 1)
        return page

    # --- showing

    def show_view(self, view: View) -> None:
        self._view = view
        state = ready_state(view, self._words, self._draft)
        if state == self._shown:
            return
        self._shown = state
        self._head.show_state(HeadState(state.title, state.in_order))
        self._rows.show_rows(state.rows)
        form = self._pages[state.form]
        if state.decision is not None and isinstance(form, DecisionForm):
            form.show_state(state.decision)
        if state.why is not None and isinstance(form, ReasonForm):
            form.show_state(state.why)
        if state.abort_form is not None and isinstance(form, AbortForm):
            form.show_state(state.abort_form)
        self._stack.setCurrentIndex(list(self._pages).index(state.form))
        self._back.show_state(state.back)
        self._abort.show_state(state.abort)
        self._series.show_state(ButtonState(self._words.text("Series"), "history"))
        self.show_foot(state.primary, state.reason)

    def _drafted(self, **what: object) -> None:
        self._draft = replace(self._draft, **what)  # type: ignore[arg-type]
        if self._view is not None:
            self.show_view(self._view)

    def _done(self) -> None:
        """The form's act was recorded: back to the lines."""
        self._drafted(form=LINES, line="", decision=DecisionDraft(), reason="", abort=AbortDraft())

    # --- acts

    def primary_pressed(self) -> None:
        view, shown = self._view, self._shown
        if view is None or shown is None:
            return
        event: events.Event | None
        if shown.decision is not None:
            event = decision_event(shown.decision)
        elif shown.why is not None:
            event = events.DeviationRecorded(rule=NO_PAGE, reason=self._draft.reason.strip())
        elif shown.abort_form is not None:
            event = abort_event(shown.abort_form)
        else:
            event = start_event(view)
        if event is not None and self._acts.do(event) is None:
            self._done()

    def back_pressed(self) -> None:
        if self._draft.form == LINES:
            self._acts.go(Place.PREPARATION)
        else:
            self._done()

    def _not_carried_out(self) -> None:
        self._drafted(form=ABORT)

    def _remedy(self, id_: str) -> None:
        view = self._view
        line = next((ln for ln in gate_of(view) if ln.id == id_), None) if view else None
        if view is None or line is None:
            return
        remedy, item = remedy_of(line, view), next(iter(line.found.missing), "")
        if remedy is Remedy.MEASURE:
            self._measure(view)
        elif remedy is Remedy.DOCUMENT:
            self._document(view)
        elif remedy is Remedy.DOCTOR_DECIDES:
            self._drafted(form=DECISION, line=id_, decision=DecisionDraft(item))
        elif remedy is Remedy.CHECK_IN:
            self._drafted(form=REASON, line=id_)
        elif remedy is Remedy.ANSWER and item in (*AT_ONCE, "G1-04"):
            self._acts.do(events.ChecklistItemAnswered(item=item, answer="yes"))
        elif remedy is Remedy.PRESENT and item == CLINICIAN and view.person is not None:
            self._acts.do(events.PersonPresent(person=view.person.id, role=CLINICIAN))
        else:
            self._acts.go(ELSEWHERE.get(remedy, Place.DAY_CHECK))

    def _measure(self, view: View) -> None:
        if view.watch.nibp.startable:
            self._acts.measure_now()
        else:
            self._acts.go(Place.MANUAL_ENTRY)

    def _document(self, view: View) -> None:
        """An unlikely set is asked about once; pressing again confirms it."""
        note = self._words.text("Unlikely, confirmed") if self._draft.confirm else ""
        taken = set_now(view, "before", note)
        if lacking_now(view) or taken is None:
            self._acts.go(Place.MANUAL_ENTRY)
            return
        refusal = self._acts.do(taken)
        asked = refusal is not None and refusal.code == "unlikely_value"
        self._drafted(confirm=asked)
