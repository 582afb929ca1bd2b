"""The observation: minutes since the end, what is measured, and what must be in order to go home.

Decides nothing: the lines come from bedside/gates.py, and going home has a stage of its own.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside import events
from ui.i18n import Words
from ui.screens.change_time import SOONER, TimeDraft, TimeForm, time_event
from ui.screens.decision import DecisionDraft, DecisionForm, decision_event
from ui.screens.observation_lines import ALARMS, NORMAL, TOLD, U_01
from ui.screens.observation_state import (
    CORRECT,
    DECISION,
    EFFECT,
    LINES,
    OBSERVE,
    TIME,
    ObservationDraft,
    ObservationState,
    document_event,
    observation_state,
)
from ui.screens.prn_observe import ObserveRows
from ui.screens.reason import ReasonForm
from ui.screens.row_list import RowList
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.minutes import Minutes
from ui.widgets.paragraph import Head, HeadState
from ui.widgets.primary import PrimaryButton
from ui.widgets.scroll import ScrollArea
from ui.widgets.tick import Tick, TickShape
from ui.widgets.timeline import ObservationTimeline


class ObservationScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._ready = PrimaryButton(theme, self.primary_pressed, clock_s)
        self._back = Button(theme, self.back_pressed)
        self._symptom = Button(theme, lambda: acts.go(Place.SYMPTOM))
        self._time = Button(theme, lambda: self._drafted(form=TIME))
        buttons = (self._back, self._symptom, self._time)
        super().__init__(theme, self._ready, buttons, parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._draft = ObservationDraft()
        self._view: View | None = None
        self._shown: ObservationState | None = None
        self._stack = QStackedWidget(self)
        self.body.addWidget(self._stack, 1)
        self._reason = ReasonForm(theme, lambda text: self._drafted(text=text))
        self._observe = ObserveRows(theme, words, acts)
        self._pages: dict[str, QWidget] = {
            LINES: self._page_of_lines(),
            DECISION: DecisionForm(theme, words, lambda d: self._drafted(decision=d)),
            TIME: TimeForm(theme, words, lambda d: self._drafted(time=d)),
            CORRECT: self._reason,
            EFFECT: self._reason,
            OBSERVE: self._page_of_watch(),
        }
        for page in dict.fromkeys(self._pages.values()):
            self._stack.addWidget(page)
        for button, text, icon in (
            (self._back, words.text("Back"), "back"),
            (self._symptom, words.text("Symptom"), "activity"),
            (self._time, words.text("Change time"), "clock"),
        ):
            button.show_state(ButtonState(text, icon))

    # --- building

    def _page_of_lines(self) -> QWidget:
        theme, metrics = self._theme, self._theme.metrics
        page, inner = QWidget(), QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(metrics.pick(32, 20))
        self._minutes = Minutes(theme, page)
        self._timeline = ObservationTimeline(theme, page)
        top.addWidget(self._minutes)
        top.addWidget(self._timeline, 1)
        column.addLayout(top)
        column.addSpacing(metrics.pick(16, 8))
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(metrics.pick(32, 16))
        columns.addLayout(self._measured(inner), 14)
        columns.addLayout(self._criteria(inner), 15)
        column.addWidget(ScrollArea(theme, inner, page), 1)
        return page

    def _measured(self, parent: QWidget) -> QVBoxLayout:
        theme = self._theme
        column = QVBoxLayout()
        column.setSpacing(0)
        head = Head(theme, parent=parent)
        head.show_state(HeadState(self._words.text("Readings")))
        self._sets = RowList(theme, _nothing, _nothing, dense=True, parent=parent)
        self._document = Button(theme, self._document_now, parent=parent)
        self._sedation = Head(theme, parent=parent)
        self._watched = RowList(theme, _nothing, self._observe_now, dense=True, parent=parent)
        column.addWidget(head)
        column.addWidget(self._sets)
        column.addSpacing(theme.metrics.gap)
        column.addWidget(self._document)
        column.addSpacing(theme.metrics.pick(16, 8))
        column.addWidget(self._sedation)
        column.addWidget(self._watched)
        column.addStretch(1)
        return column

    def _criteria(self, parent: QWidget) -> QVBoxLayout:
        theme = self._theme
        column = QVBoxLayout()
        column.setSpacing(0)
        self._head = Head(theme, parent=parent)
        self._before = RowList(theme, self._row_pressed, self._remedy, dense=True, parent=parent)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.metrics.gap)
        indent = theme.metrics.pick(44, 0)
        self._grid.setContentsMargins(indent, theme.metrics.px(4), 0, theme.metrics.gap)
        for place in (0, 1):
            self._grid.setColumnStretch(place, 1)
        self._ticks: list[tuple[str, Tick]] = []
        self._after = RowList(theme, _nothing, self._remedy, dense=True, parent=parent)
        column.addWidget(self._head)
        column.addWidget(self._before)
        column.addLayout(self._grid)
        column.addWidget(self._after)
        column.addStretch(1)
        return column

    def _page_of_watch(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._observe)
        column.addStretch(1)
        return page

    # --- showing

    def show_view(self, view: View) -> None:
        self._view = view
        state = observation_state(view, self._words, self._draft)
        if state.form == LINES and self._draft.form != LINES:
            self._draft = ObservationDraft()  # what the form was about is done
        if self._draft.form == OBSERVE:
            self._observe.show_view(view)
        if state == self._shown:
            return
        self._shown = state
        self._show_lines(state)
        form = self._pages[state.form]
        if state.decision is not None and isinstance(form, DecisionForm):
            form.show_state(state.decision)
        if state.time is not None and isinstance(form, TimeForm):
            form.show_state(state.time)
        if state.writing is not None:
            self._reason.show_state(state.writing)
        self._stack.setCurrentWidget(form)
        on_lines = state.form == LINES
        self._back.setVisible(not on_lines)
        self._symptom.setVisible(on_lines)
        self._time.setVisible(on_lines)
        self.show_foot(state.primary, state.reason)

    def _show_lines(self, state: ObservationState) -> None:
        self._minutes.show_state(state.minutes)
        self._timeline.show_state(state.timeline)
        self._sets.show_rows(state.sets)
        self._document.show_state(state.document)
        self._sedation.setVisible(state.sedation is not None)
        self._watched.setVisible(state.sedation is not None)
        if state.sedation is not None:
            self._sedation.show_state(state.sedation)
        self._watched.show_rows(state.observed)
        self._head.show_state(state.head)
        self._before.show_rows(state.before)
        self._after.show_rows(state.after)
        for number, (id_, tick) in enumerate(state.ticks):
            if number == len(self._ticks):
                box = Tick(self._theme, self._ticker(id_), TickShape.ROW, small=True)
                self._grid.addWidget(box, number // 2, number % 2)
                self._ticks.append((id_, box))
            self._ticks[number][1].show_state(tick)

    def _drafted(self, **what: object) -> None:
        self._draft = replace(self._draft, **what)  # type: ignore[arg-type]
        if self._view is not None:
            self.show_view(self._view)

    def _done(self) -> None:
        self._draft = ObservationDraft()
        if self._view is not None:
            self.show_view(self._view)

    # --- acts

    def primary_pressed(self) -> None:
        view, shown = self._view, self._shown
        if view is None or shown is None:
            return
        event: events.Event | None = None
        if shown.decision is not None:
            event = decision_event(shown.decision)
        elif shown.time is not None:
            event = time_event(view, shown.time)
        elif shown.form == CORRECT:
            event = self._taken_back(view)
        elif shown.form == EFFECT:
            event = events.PrnEffectNoted(of=self._draft.of, effect=self._draft.text.strip())
        sooner = shown.time is not None and shown.time.draft.kind == SOONER
        if event is None and (sooner or shown.form == LINES):
            self._draft = ObservationDraft()
            self._acts.go(Place.HOME)
        elif event is not None and self._acts.do(event) is None:
            self._done()

    def back_pressed(self) -> None:
        if self._draft.form != LINES:
            self._acts.back()  # the last refusal belonged to the form
            self._done()

    def _taken_back(self, view: View) -> events.Event | None:
        told = view.session.departure.latest(U_01)
        if told is None:
            return None
        return events.DischargeItemAnswered(
            item=U_01, answer="no", corrects=told.seq, reason=self._draft.text.strip()
        )

    def _document_now(self) -> None:
        view = self._view
        taken = document_event(view, self._words, self._draft) if view else None
        if taken is None:
            self._acts.go(Place.MANUAL_ENTRY)
            return
        refusal = self._acts.do(taken)
        self._drafted(confirm=refusal is not None and refusal.code == "unlikely_value")

    def _row_pressed(self, line: str) -> None:
        if line != TOLD or self._view is None:
            return
        if self._view.session.departure.yes(U_01):
            self._drafted(form=CORRECT, text="")
        else:
            self._acts.do(events.DischargeItemAnswered(item=U_01, answer="yes"))

    def _remedy(self, line: str) -> None:
        view = self._view
        if view is None:
            return
        without = view.session.prn.without_effect()
        if line == NORMAL:
            self._drafted(form=DECISION, decision=DecisionDraft("U-03"))
        elif line == ALARMS:
            self._acts.go(Place.CALL)
        elif without:
            self._drafted(form=EFFECT, of=without[0].seq, text="")

    def _observe_now(self, _row: str) -> None:
        self._drafted(form=OBSERVE, time=TimeDraft())

    def _ticker(self, criterion: str) -> Callable[[bool], None]:
        def ticked(on: bool) -> None:
            answer = events.DischargeItemAnswered(item=criterion, answer="yes" if on else "no")
            self._acts.do(answer)

        return ticked


def _nothing(_row: str) -> None:
    """These rows are only read."""
