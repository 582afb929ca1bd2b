"""The series: this patient's infusions before today's, and what is to be settled before the start.

Infusions that were given before this record began are told here by one person and countersigned
by another with a PIN of their own. Only what is being typed is kept here.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside import events
from ui.i18n import Words
from ui.screens.decision import DecisionForm, decision_event
from ui.screens.person_pin import PersonPin
from ui.screens.reason import ReasonForm
from ui.screens.row_list import RowList
from ui.screens.series_form import TellForm
from ui.screens.series_forms import ScoreForm, noted, of_row
from ui.screens.series_state import (
    DECIDE,
    MAIN,
    REASON,
    SCORE,
    SIGN,
    TELL,
    TOLD,
    SeriesDraft,
    SeriesState,
    series_state,
    told_event,
    with_known_dose,
)
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, Size
from ui.widgets.primary import PrimaryButton
from ui.widgets.scroll import ScrollArea


class SeriesScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._go = PrimaryButton(theme, self.primary_pressed, clock_s)
        self._back = Button(theme, self.back_pressed, height=theme.metrics.foot_h)
        super().__init__(theme, self._go, (self._back,), parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._draft = SeriesDraft()
        self._view: View | None = None
        self._shown: SeriesState | None = None
        self._stack = QStackedWidget(self)
        self.body.addWidget(self._stack, 1)
        self._reason = ReasonForm(theme, lambda text: self._drafted(text=text))
        self._decision = DecisionForm(theme, words, lambda d: self._drafted(decision=d))
        self._tell = TellForm(theme, words, self._entered)
        self._score = ScoreForm(theme, self._entered)
        self._pages: dict[str, QWidget] = {
            MAIN: self._page_of_lists(),
            TELL: self._tell,
            REASON: self._reason,
            DECIDE: self._decision,
            SIGN: self._page_of_pin(),
            SCORE: self._score,
        }
        for page in self._pages.values():
            self._stack.addWidget(page)

    def _page_of_lists(self) -> QWidget:
        theme = self._theme
        page, inner = QWidget(), QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.metrics.pad, 0)
        column.setSpacing(theme.metrics.gap)
        self._before = RowList(theme, _nothing, self._sign, parent=inner)
        self._nothing = Paragraph(theme, Size.M, parent=inner)
        self._open_head = Head(theme, parent=inner)
        self._open = RowList(theme, _nothing, self._settle, parent=inner)
        self._add = Button(theme, lambda: self._drafted(form=TELL, typed={}), parent=inner)
        add = QHBoxLayout()
        add.addWidget(self._add)
        add.addStretch(1)
        column.addWidget(self._nothing)
        column.addWidget(self._before)
        column.addLayout(add)
        column.addSpacing(theme.metrics.pad)
        self._forms_head = Head(theme, parent=inner)
        self._forms = RowList(theme, _nothing, self._form_pressed, parent=inner)
        column.addWidget(self._open_head)
        column.addWidget(self._open)
        column.addSpacing(theme.metrics.pad)
        column.addWidget(self._forms_head)
        column.addWidget(self._forms)
        column.addStretch(1)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.metrics.gap)
        self._head = Head(theme, large=True, parent=page)
        whole.addWidget(self._head)
        whole.addWidget(ScrollArea(theme, inner, page), 1)
        return page

    def _page_of_pin(self) -> QWidget:
        theme = self._theme
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.pad)
        self._sign_head = Head(theme, large=True, parent=page)
        self._compared = Paragraph(theme, Size.M, parent=page)
        self._pin = PersonPin(
            theme,
            self._words,
            lambda person: self._drafted(signer=person, pin_refused=""),
            self._signed,
            page,
            roomy=True,
        )
        for part in (self._sign_head, self._compared, self._pin):
            column.addWidget(part)
        column.addStretch(1)
        return page

    # --- showing

    def show_view(self, view: View) -> None:
        self._view, _ = view, self._words.text
        state = series_state(view, self._words, self._draft)
        if state.form == MAIN and self._draft.form != MAIN:
            self._draft = SeriesDraft()  # what the form was about is settled
        self._shown = state
        self._head.show_state(state.head)
        self._nothing.setVisible(not state.before)
        self._nothing.show_state(ParagraphState(state.nothing))
        self._before.show_rows(state.before)
        self._add.show_state(ButtonState(_("Add an earlier infusion"), "plus"))
        self._open_head.setVisible(bool(state.in_the_way))
        self._open_head.show_state(HeadState(_("To settle before the start")))
        self._open.show_rows(state.in_the_way)
        self._forms_head.setVisible(bool(state.forms))
        self._forms_head.show_state(HeadState(_("Questionnaires")))
        self._forms.show_rows(state.forms)
        self._tell.show_typed(view, self._draft.typed)
        if state.scored is not None:
            self._score.show_state(state.scored)
        if state.writing is not None:
            self._reason.show_state(state.writing)
        if state.decision is not None:
            self._decision.show_state(state.decision)
        if state.pin is not None:
            self._sign_head.show_state(HeadState(_("Countersign")))
            self._compared.show_state(ParagraphState(state.told, bright=True))
            self._pin.show_state(state.pin)
        self._stack.setCurrentWidget(self._pages[state.form])
        self._back.show_state(ButtonState(_("Back"), "back"))
        self._back.setVisible(state.form != MAIN)
        self.show_foot(None if state.form == SIGN else state.primary, state.reason)

    def _drafted(self, **what: object) -> None:
        self._draft = replace(self._draft, **what)  # type: ignore[arg-type]  # fields of the draft
        if self._view is not None:
            self.show_view(self._view)

    def _entered(self, key: str, text: str) -> None:
        self._drafted(typed={**self._draft.typed, key: text})

    # --- presses

    def primary_pressed(self) -> None:
        if self._shown is None:
            return
        event: events.Event | None
        match self._shown.form:
            case "tell":
                event = told_event(self._draft.typed)
            case "score" if self._view is not None:
                event = noted(self._view, self._words, self._draft.rule, self._draft.typed)
            case "reason":
                why = self._draft.text.strip()
                event = events.DeviationRecorded(rule=self._draft.rule, reason=why)
            case "decide":
                decided = self._shown.decision
                event = decision_event(decided) if decided is not None else None
            case _:
                self._acts.back()
                return
        if event is not None and self._acts.do(event) is None:
            self.back_pressed()

    def back_pressed(self) -> None:
        self._draft = SeriesDraft()
        if self._view is not None:
            self.show_view(replace(self._view, refusal=None))

    def _settle(self, rule: str) -> None:
        row = (
            next((r for r in self._shown.in_the_way if r.id == rule), None) if self._shown else None
        )
        if row is not None and row.button is not None and row.button.icon == "check":
            event = with_known_dose(self._view) if self._view is not None else None
            if event is not None:
                self._acts.do(event)
        elif row is not None and row.button is not None:
            form = REASON if row.button.icon == "pen" else DECIDE
            self._drafted(form=form, rule=rule, text="")

    def _form_pressed(self, row: str) -> None:
        """Sent in one press; what came back asks for its points."""
        one = of_row(self._view, row) if self._view is not None else None
        if one is None or self._view is None:
            return
        if one.state == "sent":
            self._drafted(form=SCORE, rule=row, typed={})
        elif (event := noted(self._view, self._words, row)) is not None:
            self._acts.do(event)

    def _sign(self, row: str) -> None:
        self._drafted(form=SIGN, of=int(row.removeprefix(TOLD)), signer="", pin_refused="")

    def _signed(self, person: str, pin: str) -> None:
        """The colleague signs with a PIN of her own; whoever is signed in stays signed in."""
        refused = self._acts.check_pin(person, pin)
        if refused:
            self._drafted(signer=person, pin_refused=refused)
            return
        signed = events.EarlierInfusionCountersigned(of=self._draft.of, person=person)
        if self._acts.do(signed, person) is None:
            self.back_pressed()


def _nothing(_row: str) -> None:
    """These rows cannot be pressed."""
