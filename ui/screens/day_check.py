"""Oppmøte og dagsjekk: question by question, with the people, the papers and the room.

Keeps only what is typed and not recorded. An answer is recorded at its press, and the next
question has the focus; what is not clear says its consequence at once.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from bedside import events
from bedside.day_check import CheckState
from bedside.session import Phase
from ui.i18n import Words
from ui.screens.abort import AbortDraft, AbortForm, abort_event
from ui.screens.day_check_answering import Answering
from ui.screens.day_check_area import QuestionArea
from ui.screens.day_check_page import QuestionPage, RowPresses
from ui.screens.day_check_people import (
    RoomDraft,
    backup_event,
    backup_of,
    known_backup,
    presence_event,
    untrained_event,
)
from ui.screens.day_check_room import RoomPresses
from ui.screens.day_check_rows import ON_FILE, RowsDraft, items_of
from ui.screens.day_check_side import SideLine, SidePanel
from ui.screens.day_check_state import (
    DayCheckDraft,
    DayCheckState,
    current_tab,
    day_check_state,
    tab_ids,
    tab_of,
)
from ui.screens.decision import DecisionDraft, DecisionForm, decision_event
from ui.screens.sheet import Sheet
from ui.screens.stage import Stage
from ui.screens.weight import HERE, WeightDraft, weight_event
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.primary import PrimaryButton
from ui.widgets.scroll import ScrollArea
from ui.widgets.tabs import TabBar

WORK, DECISION, ABORT = range(3)  # pages of the stage


class DayCheckScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._primary_button = PrimaryButton(theme, self.primary_pressed, clock_s)
        self._back = Button(theme, self.back_pressed, height=theme.metrics.foot_h)
        self._series = Button(theme, lambda: acts.go(Place.SERIES), height=theme.metrics.foot_h)
        super().__init__(theme, self._primary_button, (self._back, self._series), parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._sheet = Sheet(DayCheckDraft(), words, acts, self.show_view)
        self._answering = Answering(self._sheet, self._go_on)
        self._shown: DayCheckState | None = None
        m = theme.metrics
        self.body.setContentsMargins(m.margin, 0, m.margin, 0)
        self.body.setSpacing(0)
        self._tabs = TabBar(theme, self._tab, self, stacked=True)
        self.body.addWidget(self._tabs)
        self._stack = QStackedWidget(self)
        self._decision = DecisionForm(theme, words, lambda d: self._sheet.change(decision=d))
        self._abort = AbortForm(theme, words, lambda d: self._sheet.change(abort=d))
        self._questions = self._question_area()
        self._side: SidePanel | None = None
        if m.wide:
            self._side = SidePanel(theme, self._side_pressed)
            self._questions.put_beside(self._side)
        self._stack.addWidget(self._questions)
        for form in (self._decision, self._abort):
            self._stack.addWidget(ScrollArea(theme, form))
        self.body.addWidget(self._stack, 1)
        self._line = SideLine(theme, self._side_pressed, self)
        self._line.setVisible(False)
        self.body.addWidget(self._line)

    def _question_area(self) -> QuestionArea:
        theme, words, answering = self._theme, self._words, self._answering
        presses = RowPresses(
            answering.answer,
            answering.focused,
            answering.edited,
            answering.save_entries,
            answering.cancel,
            answering.correct,
            answering.correct_typed,
        )
        room = RoomPresses(
            self._room_changed,
            self._backup_doctor,
            self._save_backup,
            self._person,
            self._equipment,
            self._untick,
            self._untrained,
        )
        return QuestionArea(theme, words, presses, room, self._weight_changed, self._save_weight)

    # --- showing

    def show_view(self, view: View) -> None:
        self._sheet.view = view
        state = day_check_state(view, self._words, self._sheet.draft)
        if state == self._shown:
            return
        self._shown = state
        self._tabs.show_state(state.tabs)
        if state.decision is not None:
            self._decision.show_state(state.decision)
            self._stack.setCurrentIndex(DECISION)
        elif state.abort is not None:
            self._abort.show_state(state.abort)
            self._stack.setCurrentIndex(ABORT)
        else:
            self._questions.show_state(state, self._sheet.draft.room)
            self._stack.setCurrentIndex(WORK)
        if self._side is not None:
            self._side.show_state(state.side)
        else:
            self._line.show_state(state.side)
            forms = state.decision is not None or state.abort is not None
            self._line.setVisible(state.side.first is not None and not forms)
        self._back.show_state(ButtonState(self._words.text("Back"), "back"))
        self._series.show_state(ButtonState(self._words.text("Series"), "history"))
        self._series.setVisible(state.decision is None and state.abort is None)
        self.show_foot(state.primary, state.reason)

    @property
    def page(self) -> QuestionPage | None:
        """The questions that are shown now."""
        return self._questions.page(self._shown.tabs.current) if self._shown else None

    def showEvent(self, event: QShowEvent) -> None:
        """The first question without an answer has the focus, so that a key answers it."""
        super().showEvent(event)
        view = self._sheet.view
        if view is not None and view.session.phase is not Phase.ARRIVAL:
            self._sheet.change(tab="")  # whoever comes back sees first what is not done
        QTimer.singleShot(0, self, self._focus_first)

    def _focus_first(self) -> None:
        page = self.page
        block = page.unanswered() if page is not None else None
        if page is not None and block is not None and self._stack.currentIndex() == WORK:
            page.focus_on(block)

    # --- going about

    def _tab(self, tab: str) -> None:
        self._questions.to_top()
        self._sheet.change(
            tab=tab, rows=RowsDraft(), decision=DecisionDraft(), abort=None, room=RoomDraft()
        )
        page = self.page
        block = page.unanswered() if page is not None else None
        if page is not None and block is not None:
            page.focus_on(block)
        else:
            self.setFocus()

    def _go_on(self, item: str) -> None:
        """To what is open under this question, else to the next one without an answer."""
        page, view = self.page, self._sheet.view
        block = page.block(item) if page is not None else None
        if page is None or block is None or view is None:
            return
        if block.open and block.entries is not None:
            block.entries.focus_first()
            self._questions.see(block)
            return
        following = page.unanswered(item)
        if following is not None:
            page.focus_on(following)
            self._questions.see(following)
            return
        cleared = (CheckState.CLEARED, CheckState.DECIDED)
        if items_of(view)[item].state in cleared and self._sheet.draft.rows.current == item:
            self._next_tab()

    def _next_tab(self) -> None:
        view, shown = self._sheet.view, self._shown
        if view is None or shown is None:
            return
        ids, tabs = tab_ids(view), {tab.id: tab for tab in shown.tabs.tabs}
        place = ids.index(shown.tabs.current)
        later = [id_ for id_ in ids[place + 1 :] if not tabs[id_].done and id_ != ON_FILE]
        if later:
            self._tab(later[0])

    def back_pressed(self) -> None:
        """Out of a form; else to the tab before; from the first to who the patient is."""
        view, draft = self._sheet.view, self._sheet.draft
        if draft.decision.subject or draft.abort is not None:
            self._sheet.change(decision=DecisionDraft(), abort=None)
            return
        if view is None:
            return
        ids = tab_ids(view)
        place = ids.index(current_tab(view, draft))
        if place:
            self._tab(ids[place - 1])
        else:
            self._acts.go(Place.NEW_SESSION)

    def primary_pressed(self) -> None:
        shown, view = self._shown, self._sheet.view
        if shown is None or view is None:
            return
        if shown.decision is not None:
            if self._acts.do(decision_event(shown.decision)) is None:
                self._sheet.change(decision=DecisionDraft())
        elif shown.abort is not None:
            if self._acts.do(abort_event(shown.abort)) is None:
                self._sheet.change(abort=None)
        elif view.session.phase is Phase.ARRIVAL:
            self._acts.do(events.StageFinished(stage="day_check"))
        else:
            self._acts.back()

    # --- the weight and the room

    def _weight_changed(self, draft: WeightDraft) -> None:
        """A first weight is whole once it is said that it was taken here: the press records it."""
        before, view = self._sheet.draft.weight, self._sheet.view
        self._sheet.change(weight=draft)
        chosen = draft.how == HERE != before.how
        if chosen and view is not None and not view.session.prescription.weighings:
            self._save_weight()

    def _save_weight(self) -> None:
        draft, view = self._sheet.draft.weight, self._sheet.view
        event = weight_event(view, draft) if view is not None else None
        if event is None:
            return
        refusal = self._acts.do(event)
        self._sheet.change(
            weight=WeightDraft() if refusal is None else replace(draft, asked=refusal)
        )

    def _room_changed(self, draft: RoomDraft) -> None:
        """A doctor of the staff is whole once it is said that she is near: the press records it."""
        ticked = draft.backup.available and not self._sheet.draft.room.backup.available
        self._sheet.change(room=draft)
        if ticked and self._sheet.view is not None and known_backup(self._sheet.view, draft.backup):
            self._save_backup()

    def _backup_doctor(self, name: str) -> None:
        view, room = self._sheet.view, self._sheet.draft.room
        backup = backup_of(view, name, room.backup) if view is not None else None
        if backup is not None:
            self._sheet.change(room=replace(room, backup=backup))

    def _save_backup(self) -> None:
        if self._acts.do(backup_event(self._sheet.draft.room.backup)) is None:
            self._sheet.change(room=RoomDraft())

    def _person(self, role: str, person: str) -> None:
        if self._sheet.view is not None:
            self._acts.do(presence_event(self._sheet.view, role, person))

    def _untrained(self) -> None:
        """T-R5: nobody present has the training, and this is why it is done all the same."""
        if self._acts.do(untrained_event(self._sheet.draft.room)) is None:
            self._sheet.change(room=replace(self._sheet.draft.room, why=""))

    def _equipment(self, item: str) -> None:
        view = self._sheet.view
        if view is None:
            return
        given = view.session.answers.latest(item)
        if given is not None and given.answer == "yes":
            self._sheet.change(room=replace(self._sheet.draft.room, untick=item, reason=""))
            self._questions.see_correction()
        else:
            self._acts.do(events.ChecklistItemAnswered(item=item, answer="yes"))

    def _untick(self, reason: str) -> None:
        view, item = self._sheet.view, self._sheet.draft.room.untick
        given = view.session.answers.latest(item) if view else None
        if given is not None:
            self._acts.do(
                events.ChecklistItemAnswered(
                    item=item, answer="no", corrects=given.seq, reason=reason
                )
            )
        self._sheet.change(room=replace(self._sheet.draft.room, untick="", reason=""))

    # --- beside the questions

    def _side_pressed(self, item: str) -> None:
        view = self._sheet.view
        if view is None:
            return
        if items_of(view)[item].state is CheckState.STOPPED:
            self._sheet.change(abort=AbortDraft(), decision=DecisionDraft())
        else:
            tab = tab_of(view, item) or current_tab(view, self._sheet.draft)
            self._sheet.change(tab=tab, decision=DecisionDraft(item), abort=None)
