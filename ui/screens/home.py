"""Going home: what the patient is told, the destruction of the rest, Avvik, and the signature.

Decides nothing: the list and what is left open come from bedside/discharge.py, the ledger from
bedside/ledger_rules.py. Only what is being typed is kept here.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside import events
from ui.i18n import Words
from ui.screens.confirm_state import TITLE
from ui.screens.home_difference import DifferenceDraft, DifferenceForm, difference_event
from ui.screens.home_ledger import (
    LedgerDraft,
    Step,
    correcting,
    destroyed_event,
    withdrawn_event,
)
from ui.screens.home_parts import DecideForm, ItemFields, LedgerCard
from ui.screens.home_rows import DECISION, asks, item_events, item_of, taken_back
from ui.screens.home_state import (
    AVVIK,
    COMMENT,
    CORRECT,
    DECIDE,
    ITEM,
    MAIN,
    HomeDraft,
    HomeState,
    decided,
    decision,
    home_state,
)
from ui.screens.reason import ReasonForm
from ui.screens.row_list import RowList
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton
from ui.widgets.scroll import ScrollArea


class HomeScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._sign = PrimaryButton(theme, self.primary_pressed, clock_s)
        self._back = Button(theme, self.back_pressed, height=theme.metrics.foot_h)
        super().__init__(theme, self._sign, (self._back,), parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._draft = HomeDraft()
        self._view: View | None = None
        self._shown: HomeState | None = None
        self._stack = QStackedWidget(self)
        self.body.addWidget(self._stack, 1)
        self._reason = ReasonForm(theme, lambda text: self._drafted(text=text))
        self._pages: dict[str, QWidget] = {
            MAIN: self._page_of_lists(),
            ITEM: ItemFields(theme, words, self._entered),
            DECIDE: DecideForm(
                theme,
                words,
                lambda who: self._drafted(decider=who),
                lambda text: self._drafted(text=text),
            ),
            CORRECT: self._reason,
            AVVIK: DifferenceForm(theme, words, lambda d: self._drafted(difference=d)),
            COMMENT: self._reason,
        }
        for page in dict.fromkeys(self._pages.values()):
            self._stack.addWidget(page)
        self._back.show_state(ButtonState(words.text("Back"), "back"))

    # --- building

    def _page_of_lists(self) -> QWidget:
        theme, metrics = self._theme, self._theme.metrics
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(metrics.pick(24, 12))
        left, right = QWidget(), QWidget()
        list_ = QVBoxLayout(left)
        list_.setContentsMargins(0, 0, 0, 0)
        list_.setSpacing(0)
        self._rows = RowList(theme, self._row_pressed, _nothing, parent=left)
        self._advice = Paragraph(theme, parent=left)
        list_.addWidget(self._rows)
        list_.addSpacing(metrics.pad)
        list_.addWidget(self._advice)
        list_.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._title = Head(theme, large=metrics.wide, parent=page)
        column.addWidget(self._title)
        column.addWidget(ScrollArea(theme, left, page), 1)
        columns.addLayout(column, metrics.pick(45, 294))
        self._ledger = LedgerCard(
            theme,
            self._words,
            lambda draft: self._drafted(ledger=draft),
            self._ledger_step,
            self._signed,
            lambda: self._drafted(form=AVVIK, difference=DifferenceDraft()),
            self._correct_destruction,
        )
        self._avvik = Head(theme, parent=right)
        self._deviations = RowList(theme, self._comment, _nothing, dense=True, parent=right)
        self._waits = Head(theme, parent=right)
        self._waiting = RowList(theme, self._confirm, _nothing, dense=True, parent=right)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, metrics.px(8), 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self._ledger)
        beside.addSpacing(metrics.pad)
        beside.addWidget(self._avvik)
        beside.addWidget(self._deviations)
        beside.addSpacing(metrics.pad)
        beside.addWidget(self._waits)
        beside.addWidget(self._waiting)
        beside.addStretch(1)
        columns.addWidget(ScrollArea(theme, right, page), metrics.pick(52, 398))
        return page

    # --- showing

    def show_view(self, view: View) -> None:
        self._view = view
        state = home_state(view, self._words, self._draft)
        if state.form == MAIN and self._draft.form != MAIN:
            self._draft = replace(self._draft, form=MAIN)  # what the form was about is gone
        if state == self._shown:
            return
        self._shown = state
        self._title.show_state(state.title)
        self._rows.show_rows(state.rows)
        self._advice.show_state(ParagraphState(state.advice, icon="car"))
        self._ledger.show_state(state.ledger)
        self._avvik.show_state(state.avvik)
        self._deviations.show_rows(state.deviations)
        self._waits.setVisible(bool(state.waiting))
        self._waits.show_state(HeadState(self._words.text(TITLE)))
        self._waiting.show_rows(state.waiting)
        form = self._pages[state.form]
        if state.item is not None and isinstance(form, ItemFields):
            form.show_state(state.item)
        if state.decide is not None and isinstance(form, DecideForm):
            form.show_state(state.decide)
        if state.difference is not None and isinstance(form, DifferenceForm):
            form.show_state(state.difference)
        if state.writing is not None:
            self._reason.show_state(state.writing)
        self._stack.setCurrentWidget(form)
        self.show_foot(state.primary, state.reason)

    def _drafted(self, **what: object) -> None:
        self._draft = replace(self._draft, **what)  # type: ignore[arg-type]
        self._again()

    def _entered(self, key: str, text: str) -> None:
        self._drafted(typed={**self._draft.typed, key: text})

    def _done(self) -> None:
        self._draft = HomeDraft(ledger=self._draft.ledger)
        self._again()

    def _again(self) -> None:
        if self._view is not None:
            self.show_view(self._view)

    # --- presses

    def primary_pressed(self) -> None:
        view, shown = self._view, self._shown
        if view is None or shown is None:
            return
        if shown.form == MAIN and decided(view):
            self._acts.do(events.SessionClosed(deviations=len(view.session.deviations.all)))
        elif shown.form == MAIN:
            self._drafted(form=DECIDE, text="")
        elif self._all_done(self._events_of(view, shown)):
            self._done()

    def _events_of(self, view: View, shown: HomeState) -> Sequence[events.Event]:
        draft, text = self._draft, self._draft.text.strip()
        if shown.item is not None:
            return item_events(view, draft.item, draft.typed)
        if shown.decide is not None:
            return (decision(shown.decide),)
        if shown.form == CORRECT:
            return taken_back(view, draft.item, text)
        if shown.difference is not None:
            return (difference_event(view, shown.difference),)
        return (events.DeviationCommented(of=draft.of, comment=text),)

    def _all_done(self, happened: Sequence[events.Event]) -> bool:
        """Each is judged and recorded; what was refused is said, and the form stays."""
        return all(self._acts.do(event) is None for event in happened)

    def back_pressed(self) -> None:
        if self._draft.form == MAIN:
            self._acts.go(Place.OBSERVATION)
        else:
            self._acts.go(Place.HOME)  # the last refusal belonged to the form
            self._done()

    def _row_pressed(self, id_: str) -> None:
        view = self._view
        if view is None:
            return
        if id_ == DECISION:
            if self._shown is not None and self._shown.primary.enabled and not decided(view):
                self._drafted(form=DECIDE, text="")
            return
        row = next((r for r in self._shown.rows if r.id == id_), None) if self._shown else None
        if row is not None and row.spoken_state:  # done: it can only be corrected
            self._drafted(form=CORRECT, item=id_, text="")
        elif asks(item_of(view, id_)):
            self._drafted(form=ITEM, item=id_, typed={})
        else:
            self._acts.do(events.DischargeItemAnswered(item=id_, answer="yes"))

    def _ledger_step(self) -> None:
        shown = self._shown
        if shown is None:
            return
        state = shown.ledger
        event: events.Event | None = None
        if state.step is Step.DESTROY:
            event = destroyed_event(self._words, state)
        elif state.step is Step.WITHDRAW:
            event = withdrawn_event(state)
        if event is not None and self._acts.do(event) is None:
            self._drafted(ledger=LedgerDraft())

    def _correct_destruction(self) -> None:
        """Begin to put the last destruction right, or leave it as it was written."""
        view, shown = self._view, self._shown
        if view is None or shown is None:
            return
        began = self._draft.ledger.corrects is None
        fresh = correcting(view, shown.ledger.drug) if began else LedgerDraft()
        self._drafted(ledger=fresh)

    def _signed(self, person: str, pin: str) -> None:
        """The colleague signs with a PIN of her own; whoever is signed in stays signed in."""
        shown = self._shown
        if shown is None or not shown.ledger.of:
            return
        refused = self._acts.check_pin(person, pin)
        if refused:
            self._drafted(ledger=replace(self._draft.ledger, signer=person, pin_refused=refused))
            return
        signed = events.DestructionCountersigned(of=shown.ledger.of, person=person)
        if self._acts.do(signed, person) is None:
            self._drafted(ledger=LedgerDraft())

    def _confirm(self, _row: str) -> None:
        self._acts.go(Place.CONFIRM)

    def _comment(self, row: str) -> None:
        self._drafted(form=COMMENT, of=int(row.removeprefix("avvik")), text="")


def _nothing(_row: str) -> None:
    """These rows have no button."""
