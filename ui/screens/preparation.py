"""Forberedelse: the protocol's list at the left; contact, dose, drug and double check at the right.

Keeps only what is typed and not recorded. Every act is judged by the rules and recorded before
it is shown as done; the second person signs with a PIN of her own.
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside import events
from bedside.session import Phase
from ui.i18n import Words
from ui.screens.abort import AbortDraft, AbortForm, abort_event
from ui.screens.day_check_page import settle
from ui.screens.decision import DecisionDraft, DecisionForm, decision_event
from ui.screens.preparation_answering import ItemAnswering
from ui.screens.preparation_items import DOUBT
from ui.screens.preparation_list import ItemList, ItemPresses
from ui.screens.preparation_sections import Sections
from ui.screens.preparation_state import PreparationDraft, PreparationState, preparation_state
from ui.screens.sheet import Sheet
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.paragraph import Head, HeadState
from ui.widgets.primary import PrimaryButton
from ui.widgets.scroll import ScrollArea

WORK, DECISION, ABORT = range(3)  # pages of the stage


class PreparationScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._continue = PrimaryButton(theme, self.primary_pressed, clock_s)
        self._back = Button(theme, self.back_pressed, height=theme.metrics.foot_h)
        super().__init__(theme, self._continue, (self._back,), parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._sheet = Sheet(PreparationDraft(), words, acts, self.show_view)
        self._answering = ItemAnswering(self._sheet, self._see, self._type_in)
        self._shown: PreparationState | None = None
        self._opened = ""  # the section that was open when it was last scrolled to
        m = theme.metrics
        self.body.setContentsMargins(m.margin, 0, m.margin, 0)
        self.body.setSpacing(0)
        self._stack = QStackedWidget(self)
        self.body.addWidget(self._stack, 1)
        self._work = QWidget()
        columns = QHBoxLayout(self._work)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(m.margin)
        columns.addWidget(self._left(), 46)
        self._sections = Sections(theme, self._sheet)
        self._scroll = ScrollArea(theme, self._sections)
        columns.addWidget(self._scroll, 54)
        self._decision = DecisionForm(theme, words, lambda d: self._sheet.change(decision=d))
        self._abort = AbortForm(theme, words, lambda d: self._sheet.change(abort=d))
        self._stack.addWidget(self._work)
        for form in (self._decision, self._abort):
            self._stack.addWidget(ScrollArea(theme, form))

    def _left(self) -> QWidget:
        theme, words, m = self._theme, self._words, self._theme.metrics
        side, inner = QWidget(), QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = Head(theme, large=True, parent=side)
        column.addWidget(self._head)
        answering = self._answering
        presses = ItemPresses(
            answering.row,
            answering.button,
            answering.edited,
            answering.save_entries,
            answering.cancel,
            answering.reasoned,
            answering.reason_typed,
        )
        self._list = ItemList(theme, words, presses, inner)
        self._doubt = Button(theme, self._doubted, parent=inner)
        self._withdraw = Button(theme, self._withdrawn, parent=inner)
        filling = QVBoxLayout(inner)
        filling.setContentsMargins(0, 0, 0, m.gap)
        filling.setSpacing(m.gap)
        filling.addWidget(self._list)
        filling.addWidget(self._doubt)
        filling.addWidget(self._withdraw)
        filling.addStretch(1)
        self._left_inner = inner
        self._left_scroll = ScrollArea(theme, inner, side)
        column.addWidget(self._left_scroll, 1)
        return side

    # --- showing

    def show_view(self, view: View) -> None:
        self._sheet.view = view
        state = preparation_state(view, self._words, self._sheet.draft)
        if state == self._shown:
            return
        self._shown = state
        if state.decision is not None:
            self._decision.show_state(state.decision)
            self._stack.setCurrentIndex(DECISION)
        elif state.abort is not None:
            self._abort.show_state(state.abort)
            self._stack.setCurrentIndex(ABORT)
        else:
            self._show_work(state)
            self._stack.setCurrentIndex(WORK)
        self._back.show_state(ButtonState(self._words.text("Back"), "back"))
        self.show_foot(state.primary, state.reason)

    def _show_work(self, state: PreparationState) -> None:
        self._head.show_state(HeadState(state.title))
        self._list.show_groups(state.groups)
        self._doubt.show_state(state.doubt)
        self._withdraw.show_state(state.withdraw)
        self._sections.show_state(state)
        settle(self._left_inner)
        if state.open != self._opened:
            self._opened = state.open
            self._soon(self._to_top)

    def _soon(self, what: Callable[[], None]) -> None:
        """When everything has its new size."""
        QTimer.singleShot(0, self, what)

    def _to_top(self) -> None:
        """The open section begins at the top, as far as there is something to scroll."""
        self._scroll.verticalScrollBar().setValue(self._sections.top_of(self._opened))

    def _see(self, id_: str) -> None:
        block = self._list.block(id_)
        if block is not None:
            self._soon(lambda: self._left_scroll.ensureWidgetVisible(block, 0, 0))

    def _type_in(self, id_: str) -> None:
        block = self._list.block(id_)
        if block is not None and block.entries is not None:
            block.entries.focus_first()
            self._see(id_)

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever comes back from the gate sees first what is not done."""
        super().showEvent(event)
        self._sheet.change(section="", withdraw=False)
        rows = [block for block in self._list.blocks if block.missing]
        if rows:
            self._see(rows[0].id)

    # --- the foot

    def primary_pressed(self) -> None:
        shown, view = self._shown, self._sheet.view
        if shown is None or view is None:
            return
        if shown.decision is not None:
            if self._acts.do(decision_event(shown.decision)) is None:
                self._sheet.change(decision=DecisionDraft(), decided_text="")
        elif shown.abort is not None:
            if self._acts.do(abort_event(shown.abort)) is None:
                self._sheet.change(abort=None)
        elif view.session.phase is Phase.PREPARATION:
            self._acts.do(events.StageFinished(stage="preparation"))
        else:
            self._acts.back()

    def back_pressed(self) -> None:
        if self._sheet.draft.decision.subject or self._sheet.draft.abort is not None:
            self._sheet.change(decision=DecisionDraft(), decided_text="", abort=None)
        else:
            self._acts.go(Place.DAY_CHECK)

    # --- under the list

    def _doubted(self) -> None:
        view = self._sheet.view
        given = view.session.answers.latest(DOUBT) if view else None
        if given is None or given.answer == "no":
            self._acts.do(events.ChecklistItemAnswered(item=DOUBT, answer="yes"))
        else:
            self._sheet.change(decision=DecisionDraft(DOUBT), decided_text="")

    def _withdrawn(self) -> None:
        """Never refused; pressed twice, because there is no way back today."""
        if not self._sheet.draft.withdraw:
            self._sheet.change(withdraw=True)
            return
        self._acts.note(events.TreatmentConsentWithdrawn())
        self._sheet.change(withdraw=False, abort=AbortDraft(chosen="patient"))
