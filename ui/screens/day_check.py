"""Oppmøte og dagsjekk: question by question, with the people, the papers and the room.

Keeps only what is typed and not recorded. An answer is recorded at its press, and the next
question has the focus; what is not clear says its consequence at once.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside import events
from bedside.day_check import CheckState
from bedside.protocol_base import Entry, EntryKind
from bedside.protocol_lists import Answer, Question
from bedside.protocol_lookup import entries_due
from bedside.session import Phase
from ui.i18n import Words
from ui.screens.abort import AbortDraft, AbortForm, abort_event
from ui.screens.day_check_page import QuestionBlock, QuestionPage, RowPresses, settle
from ui.screens.day_check_people import (
    RoomDraft,
    RoomPage,
    RoomPresses,
    backup_event,
    presence_event,
)
from ui.screens.day_check_rows import (
    ANSWERS,
    ON_FILE,
    PAPER_DATE,
    Correcting,
    RowsDraft,
    items_of,
)
from ui.screens.day_check_side import SideLine, SidePanel, question_of
from ui.screens.day_check_state import (
    DayCheckDraft,
    DayCheckState,
    current_tab,
    day_check_state,
    tab_ids,
    tab_of,
)
from ui.screens.decision import DecisionDraft, DecisionForm, decision_event
from ui.screens.entries import events_of, read_date
from ui.screens.stage import Stage
from ui.screens.weight import WeightDraft, WeightForm, weight_event
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.answers import AnswerHead
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
        super().__init__(theme, self._primary_button, (self._back,), parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._draft = DayCheckDraft()
        self._view: View | None = None
        self._shown: DayCheckState | None = None
        m = theme.metrics
        self.body.setContentsMargins(m.margin, 0, m.margin, 0)
        self.body.setSpacing(0)
        self._tabs = TabBar(theme, self._tab, self, stacked=True)
        self.body.addWidget(self._tabs)
        self._stack = QStackedWidget(self)
        self._decision = DecisionForm(theme, words, lambda d: self._drafted(decision=d))
        self._abort = AbortForm(theme, words, lambda d: self._drafted(abort=d))
        self._questions = self._question_area()
        self._stack.addWidget(self._questions)
        for form in (self._decision, self._abort):
            self._stack.addWidget(ScrollArea(theme, form))
        self.body.addWidget(self._stack, 1)
        self._line = SideLine(theme, self._side_pressed, self)
        self._line.setVisible(False)
        self.body.addWidget(self._line)

    def _question_area(self) -> QWidget:
        theme, words, m = self._theme, self._words, self._theme.metrics
        area = QWidget()
        row = QHBoxLayout(area)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(m.margin)
        presses = RowPresses(
            self._answer,
            self._focused,
            self._edited,
            self._save_entries,
            self._cancel,
            self._correct,
            self._correct_typed,
        )
        room = RoomPresses(
            lambda draft: self._drafted(room=draft),
            self._backup_doctor,
            self._save_backup,
            self._person,
            self._equipment,
            self._untick,
        )
        self._row_presses = presses
        inner = self._inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._pages: dict[str, QuestionPage] = {}
        self._page_place = QVBoxLayout()
        column.addLayout(self._page_place)
        self._weight_head = AnswerHead(theme, inner)
        self._weight = WeightForm(
            theme, words, lambda d: self._drafted(weight=d), self._save_weight, inner
        )
        self._room = RoomPage(theme, words, room, inner)
        for widget in (self._weight_head, self._weight, self._room):
            column.addWidget(widget)
        column.addStretch(1)
        self._scroll = ScrollArea(theme, inner, area)
        row.addWidget(self._scroll, 1)
        self._side: SidePanel | None = None
        if m.wide:
            self._side = SidePanel(theme, self._side_pressed)
            scroll = ScrollArea(theme, self._side, area)
            scroll.setFixedWidth(m.px(256))
            row.addWidget(scroll)
        return area

    # --- showing

    def show_view(self, view: View) -> None:
        self._view = view
        state = day_check_state(view, self._words, self._draft)
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
            self._show_tab(state)
            self._stack.setCurrentIndex(WORK)
        if self._side is not None:
            self._side.show_state(state.side)
        else:
            self._line.show_state(state.side)
            forms = state.decision is not None or state.abort is not None
            self._line.setVisible(state.side.first is not None and not forms)
        self._back.show_state(ButtonState(self._words.text("Back"), "back"))
        self.show_foot(state.primary, state.reason)

    def _show_tab(self, state: DayCheckState) -> None:
        tab = state.tabs.current
        for id_, page in self._pages.items():
            page.setVisible(id_ == tab and bool(state.groups))
        if state.groups:
            if tab not in self._pages:
                page = QuestionPage(self._theme, self._words, self._row_presses)
                self._pages[tab] = page
                self._page_place.addWidget(page)
            self._pages[tab].show_groups(state.groups)
            self._pages[tab].setVisible(True)
        self._weight_head.setVisible(state.weight is not None)
        self._weight.setVisible(state.weight is not None)
        if state.weight is not None:
            self._weight_head.show_state(state.weight_title, ())
            self._weight.show_state(state.weight)
        self._room.setVisible(state.room is not None)
        if state.room is not None:
            self._room.show_state(state.room, self._draft.room)
        settle(self._room, self._inner)

    def _drafted(self, **what: object) -> None:
        self._draft = replace(self._draft, **what)  # type: ignore[arg-type]
        if self._view is not None:
            self.show_view(self._view)

    def _rows(self, **what: object) -> None:
        self._drafted(rows=replace(self._draft.rows, **what))  # type: ignore[arg-type]

    @property
    def page(self) -> QuestionPage | None:
        """The questions that are shown now."""
        return self._pages.get(self._shown.tabs.current) if self._shown else None

    def showEvent(self, event: QShowEvent) -> None:
        """The first question without an answer has the focus, so that a key answers it."""
        super().showEvent(event)
        if self._view is not None and self._view.session.phase is not Phase.ARRIVAL:
            self._drafted(tab="")  # whoever comes back sees first what is not done
        QTimer.singleShot(0, self, self._focus_first)

    def _focus_first(self) -> None:
        page = self.page
        block = page.unanswered() if page is not None else None
        if page is not None and block is not None and self._stack.currentIndex() == WORK:
            page.focus_on(block)

    # --- going about

    def _tab(self, tab: str) -> None:
        self._scroll.verticalScrollBar().setValue(0)
        self._drafted(
            tab=tab, rows=RowsDraft(), decision=DecisionDraft(), abort=None, room=RoomDraft()
        )
        page = self.page
        block = page.unanswered() if page is not None else None
        if page is not None and block is not None:
            page.focus_on(block)
        else:
            self.setFocus()

    def _focused(self, item: str) -> None:
        """Called while the focus moves: what is shown changes, nothing is recorded."""
        if item != self._draft.rows.current and self._shown is not None:
            self._drafted(tab=self._shown.tabs.current)  # it stays, also when it is complete
            self._rows(current=item)

    def _go_on(self, item: str) -> None:
        """To what is open under this question, else to the next one without an answer."""
        page = self.page
        block = page.block(item) if page is not None else None
        if page is None or block is None or self._view is None:
            return
        if block.open and block.entries is not None:
            block.entries.focus_first()
            self._see(block)
            return
        following = page.unanswered(item)
        if following is not None:
            page.focus_on(following)
            self._see(following)
            return
        cleared = (CheckState.CLEARED, CheckState.DECIDED)
        if items_of(self._view)[item].state in cleared and self._draft.rows.current == item:
            self._next_tab()

    def _next_tab(self) -> None:
        if self._view is None or self._shown is None:
            return
        ids, tabs = tab_ids(self._view), {tab.id: tab for tab in self._shown.tabs.tabs}
        place = ids.index(self._shown.tabs.current)
        later = [id_ for id_ in ids[place + 1 :] if not tabs[id_].done and id_ != ON_FILE]
        if later:
            self._tab(later[0])

    def _see(self, block: QuestionBlock) -> None:
        """Now, and once more when all around it has its new size."""
        self._scroll.ensureWidgetVisible(block, 0, self._theme.metrics.pad)
        QTimer.singleShot(0, block, lambda: self._scroll.ensureWidgetVisible(block, 0, 0))

    def back_pressed(self) -> None:
        """Out of a form; else to the tab before; from the first to who the patient is."""
        if self._draft.decision.subject or self._draft.abort is not None:
            self._drafted(decision=DecisionDraft(), abort=None)
            return
        if self._view is None:
            return
        ids = tab_ids(self._view)
        place = ids.index(current_tab(self._view, self._draft))
        if place:
            self._tab(ids[place - 1])
        else:
            self._acts.go(Place.NEW_SESSION)

    def primary_pressed(self) -> None:
        shown, view = self._shown, self._view
        if shown is None or view is None:
            return
        if shown.decision is not None:
            if self._acts.do(decision_event(shown.decision)) is None:
                self._drafted(decision=DecisionDraft())
        elif shown.abort is not None:
            if self._acts.do(abort_event(shown.abort)) is None:
                self._drafted(abort=None)
        elif view.session.phase is Phase.ARRIVAL:
            self._acts.do(events.StageFinished(stage="day_check"))
        else:
            self._acts.back()

    # --- answers

    def _answer(self, item: str, number: int) -> None:
        view = self._view
        if view is None or self._shown is None:
            return
        answer, known = ANSWERS[number], items_of(view)[item]
        given = None if known.state is CheckState.UNANSWERED else known.answered
        dated = self._shown.tabs.current == ON_FILE and _dated(view, item)
        self._drafted(tab=self._shown.tabs.current)
        self._rows(current=item, correcting=None, editing="", dating="", reason="")
        if given is None and dated and answer is Answer.YES:
            self._rows(dating=item)
        elif given is None:
            event = events.ChecklistItemAnswered(item=item, answer=answer.value)
            if self._acts.do(event) is not None:
                return
        elif answer.value != given.answer:
            self._rows(correcting=Correcting(item, answer))
        elif dated and answer is Answer.YES:
            self._rows(dating=item)
        elif self._due(item, answer):
            self._rows(editing=item)
        self._go_on(item)

    def _due(self, item: str, answer: Answer) -> tuple[Entry, ...]:
        asked = self._question(item)
        if self._view is None or asked is None:
            return ()
        return entries_due(self._view.protocol.day_check, asked, answer)

    def _question(self, item: str) -> Question | None:
        return question_of(self._view, item) if self._view is not None else None

    def _correct(self, reason: str) -> None:
        asked, view = self._draft.rows.correcting, self._view
        if asked is None or view is None:
            return
        given = view.session.answers.latest(asked.item)
        event = events.ChecklistItemAnswered(
            item=asked.item,
            answer=asked.answer.value,
            corrects=given.seq if given else None,
            reason=reason,
        )
        self._rows(correcting=None)
        self._acts.do(event)
        self._go_on(asked.item)

    def _correct_typed(self, text: str) -> None:
        asked = self._draft.rows.correcting
        if asked is not None:
            self._rows(correcting=replace(asked, typed=text))

    def _cancel(self) -> None:
        self._rows(correcting=None, editing="", dating="", reason="", typed={})

    # --- values beside an answer

    def _edited(self, entry: str, text: str) -> None:
        rows = self._draft.rows
        if entry == "reason":
            self._rows(reason=text)
            return
        self._rows(typed={**rows.typed, entry: text})
        item, _dot, key = entry.rpartition(".")
        asked = self._question(item)
        kind = next((e.kind for e in asked.entries if e.key == key), None) if asked else None
        if kind in (EntryKind.YES_NO, EntryKind.CHOICE) and rows.editing != item:
            self._save_entries(item)  # a press is whole as it is

    def _save_entries(self, item: str) -> None:
        view, rows = self._view, self._draft.rows
        if view is None:
            return
        if rows.dating == item:
            self._save_date(item)
            return
        given = view.session.answers.latest(item)
        due = self._due(item, Answer(given.answer)) if given else ()
        made = events_of(item, due, view.session.answers, rows.typed, view.now, rows.reason.strip())
        for event in made:
            if self._acts.do(event) is not None:
                return
        if made:
            saved = {event.item for event in made}
            typed = {id_: text for id_, text in self._draft.rows.typed.items() if id_ not in saved}
            self._rows(typed=typed, editing="", reason="")
            self._go_on(item)

    def _save_date(self, item: str) -> None:
        """A paper's date is its own value; the answer is recorded with it."""
        view, rows = self._view, self._draft.rows
        found = read_date(rows.typed.get(f"{item}.{PAPER_DATE}", ""))
        if view is None or found is None:
            return
        given = view.session.answers.latest(item)
        event = events.ChecklistItemAnswered(
            item=item,
            answer="yes",
            value=found.isoformat(),
            corrects=given.seq if given else None,
            reason=rows.reason.strip() if given else "",
        )
        if self._acts.do(event) is None:
            self._rows(dating="", reason="", typed={})
            self._go_on(item)

    def _save_weight(self) -> None:
        draft, view = self._draft.weight, self._view
        event = weight_event(view, draft) if view is not None else None
        if event is None:
            return
        refusal = self._acts.do(event)
        self._drafted(weight=WeightDraft() if refusal is None else replace(draft, asked=refusal))

    # --- the room

    def _backup_doctor(self, name: str) -> None:
        """A doctor of the staff brings the number and the specialty along."""
        person = next((p for p in self._view.staff if p.name == name), None) if self._view else None
        if person is not None:
            backup = replace(
                self._draft.room.backup,
                open=True,
                name=person.name,
                phone=person.phone,
                specialist=person.specialist or person.role == "consultant",
            )
            self._drafted(room=replace(self._draft.room, backup=backup))

    def _save_backup(self) -> None:
        if self._acts.do(backup_event(self._draft.room.backup)) is None:
            self._drafted(room=RoomDraft())

    def _person(self, role: str, person: str) -> None:
        if self._view is not None:
            self._acts.do(presence_event(self._view, role, person))

    def _equipment(self, item: str) -> None:
        if self._view is None:
            return
        given = self._view.session.answers.latest(item)
        if given is not None and given.answer == "yes":
            self._drafted(room=replace(self._draft.room, untick=item, reason=""))
            self._scroll.ensureWidgetVisible(self._room.correction, 0, 0)
        else:
            self._acts.do(events.ChecklistItemAnswered(item=item, answer="yes"))

    def _untick(self, reason: str) -> None:
        item = self._draft.room.untick
        given = self._view.session.answers.latest(item) if self._view else None
        if given is not None:
            self._acts.do(
                events.ChecklistItemAnswered(
                    item=item, answer="no", corrects=given.seq, reason=reason
                )
            )
        self._drafted(room=replace(self._draft.room, untick="", reason=""))

    # --- beside the questions

    def _side_pressed(self, item: str) -> None:
        view = self._view
        if view is None:
            return
        if items_of(view)[item].state is CheckState.STOPPED:
            self._drafted(abort=AbortDraft(), decision=DecisionDraft())
        else:
            tab = tab_of(view, item) or current_tab(view, self._draft)
            self._drafted(tab=tab, decision=DecisionDraft(item), abort=None)


def _dated(view: View, item: str) -> bool:
    return any(d.id == item and d.max_age_days is not None for d in view.protocol.on_file.document)
