"""The forms of going home: the values of an item, who decided, the ledger's card."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import Words
from ui.screens.home_ledger import METHODS, OTHER_WAY, LedgerDraft, LedgerState, Step
from ui.screens.home_rows import ItemForm
from ui.screens.home_state import DecideState
from ui.screens.person_pin import PersonPin
from ui.theme import Theme
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.card import Card, CardLook, CardState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.equation import Equation
from ui.widgets.field import Field, FieldState, note_field, number_field, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState


class ItemFields(QWidget):
    """Fields and choices of one item; `on_change(key, text)`."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[str, str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._words, self._on_change = theme, words, on_change
        self._item, self._parts = "", dict[str, Chips | Field]()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.pad)
        self._head = Head(theme, large=True, parent=self)
        self._told = Paragraph(theme, parent=self)
        page.addWidget(self._head)
        page.addWidget(self._told)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.metrics.pad)
        page.addLayout(self._column)
        page.addStretch(1)

    def show_state(self, state: ItemForm) -> None:
        if state.id != self._item:
            self._rebuild(state)
        self._head.show_state(HeadState(state.title))
        self._told.setVisible(bool(state.told))
        self._told.show_state(ParagraphState(state.told, icon="info"))
        for field in state.fields:
            part = self._parts[field.key]
            if isinstance(part, Chips):
                chips = tuple(Chip(key, name, key == field.text) for key, name in field.choices)
                chosen = self._words.text("chosen")
                part.show_state(ChipsState(chips, field.label, spoken_chosen=chosen))
            else:
                part.show_state(
                    FieldState(field.label, field.text, unit=field.unit, problem=field.problem)
                )

    def _rebuild(self, state: ItemForm) -> None:
        self._item = state.id
        for part in self._parts.values():
            self._column.removeWidget(part)
            part.deleteLater()
        self._parts = {}
        for field in state.fields:
            tell = self._teller(field.key)
            made: Chips | Field
            if field.choices:
                made = Chips(self._theme, tell, self)
            else:
                made = text_field(self._theme, tell, parent=self)
                made.setMaximumWidth(self._theme.metrics.content_w // 2)
            self._parts[field.key] = made
            self._column.addWidget(made)

    def _teller(self, key: str) -> Callable[[str], None]:
        return lambda text: self._on_change(key, text)


class DecideForm(QWidget):
    """Who decided that the patient may go, and a note."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_person: Callable[[str], None],
        on_note: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._on_note = words, on_note
        self._state: DecideState | None = None
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.pad)
        self._head = Head(theme, large=True, parent=self)
        self._who = Chips(theme, on_person, self)
        self._told = Paragraph(theme, parent=self)
        self._note = note_field(theme, self._wrote, lines=2, parent=self)
        for widget in (self._head, self._who, self._told, self._note):
            page.addWidget(widget)
        page.addStretch(1)

    def show_state(self, state: DecideState) -> None:
        if state == self._state:
            return
        self._state = state
        _ = self._words.text
        self._head.show_state(HeadState(_("Ready to go home: who decided")))
        chips = tuple(Chip(id_, name, id_ == state.chosen) for id_, name in state.people)
        self._who.show_state(ChipsState(chips, _("Decided by"), spoken_chosen=_("chosen")))
        self._told.show_state(ParagraphState(state.told, icon="info"))
        self._note.show_state(FieldState(state.note_label, state.note))

    def _wrote(self, text: str) -> None:
        if self._state is not None and text != self._state.note:
            self._on_note(text)


class LedgerCard(QWidget):
    """The equation, and under it the one step that is next. Tells every press to its owner."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[LedgerDraft], None],
        on_step: Callable[[], None],
        on_sign: Callable[[str, str], None],
        on_explain: Callable[[], None],
        on_correct: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._on_change = words, on_change
        self._state: LedgerState | None = None
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.gap)
        self._head = Head(theme, ruled=False, parent=self)
        self._equation = Equation(theme, self)
        self._done = Paragraph(theme, parent=self)
        self._card = Card(theme, self)
        self._amount = number_field(theme, self._typed, whole_digits=4, parent=self._card)
        self._batch = text_field(theme, lambda t: self._changed(batch=t), parent=self._card)
        self._method = Chips(theme, lambda m: self._changed(method=m), self._card)
        self._other = text_field(theme, lambda t: self._changed(other=t), parent=self._card)
        self._step = Button(theme, on_step, parent=self._card)
        self._pin = PersonPin(theme, words, self._choose, on_sign, self._card)
        self._why = Paragraph(theme, parent=self._card)
        self._explain = Button(theme, on_explain, small=True, parent=self._card)
        self._closed = Paragraph(theme, parent=self)
        self._reason = text_field(theme, lambda t: self._changed(why=t), parent=self._card)
        self._correct = Button(theme, on_correct, small=True, parent=self)
        for widget in (self._why, self._amount, self._batch, self._method, self._other):
            self._card.body.addWidget(widget)
        presses = QHBoxLayout()
        presses.setSpacing(theme.metrics.gap)
        presses.addWidget(self._step, 1)
        presses.addWidget(self._explain)
        self._card.body.addWidget(self._reason)
        self._card.body.addLayout(presses)
        self._card.body.addWidget(self._pin)
        for part in (self._head, self._equation):
            page.addWidget(part)
        beside = QHBoxLayout()
        beside.addWidget(self._done, 1)
        beside.addWidget(self._correct)
        page.addLayout(beside)
        page.addWidget(self._card)
        page.addWidget(self._closed)

    def show_state(self, state: LedgerState) -> None:
        if state == self._state:
            return
        self._state = state
        _, draft, step = self._words.text, state.draft, state.step
        self._head.show_state(state.head)
        self._equation.show_state(state.equation)
        self._done.setVisible(bool(state.done_by))
        done = _("Done by {who}").format(who=state.done_by)
        self._done.show_state(ParagraphState(done, icon="check"))
        self._card.setVisible(step is not Step.DONE)
        self._card.show_state(CardState(self._title(step), look=CardLook.NOW))
        writes = step in (Step.DESTROY, Step.WITHDRAW)
        for widget in (self._amount, self._step):
            widget.setVisible(writes)
        self._batch.setVisible(step is Step.WITHDRAW)
        self._method.setVisible(step is Step.DESTROY)
        self._other.setVisible(step is Step.DESTROY and draft.method == OTHER_WAY)
        self._why.setVisible(step in (Step.WITHDRAW, Step.EXPLAIN))
        self._why.show_state(ParagraphState(state.why, bright=True))
        self._amount.show_state(FieldState(_("Amount"), state.amount, unit="mg"))
        self._batch.show_state(FieldState(_("Batch"), draft.batch))
        methods = tuple(Chip(key, _(name), key == draft.method) for key, name in METHODS.items())
        self._method.show_state(ChipsState(methods, _("How"), spoken_chosen=_("chosen")))
        self._other.show_state(FieldState(_("How it was destroyed"), draft.other))
        press = _("Destroyed") if step is Step.DESTROY else _("Write the withdrawal")
        self._step.show_state(ButtonState(press, "trash", enabled=not state.missing))
        self._pin.setVisible(state.pin is not None)
        if state.pin is not None:
            self._pin.show_state(state.pin)
        self._reason.setVisible(draft.corrects is not None)
        self._reason.show_state(FieldState(_("Why it is corrected"), draft.why))
        self._correct.setVisible(state.may_correct or draft.corrects is not None)
        again = _("Correct") if draft.corrects is None else _("Cancel")
        self._correct.show_state(ButtonState(again, kind=Kind.RECEDING))
        self._explain.setVisible(
            draft.corrects is None and step in (Step.DESTROY, Step.WITHDRAW, Step.EXPLAIN)
        )
        self._explain.show_state(ButtonState(_("Does not balance …"), kind=Kind.RECEDING))
        self._closed.setVisible(bool(state.closed))
        self._closed.show_state(ParagraphState(" · ".join(state.closed), icon="check"))

    def focus_pin(self) -> None:
        self._pin.focus_pin()

    def _title(self, step: Step) -> str:
        _ = self._words.text
        titles = {
            Step.DESTROY: _("Destroy the rest"),
            Step.WITHDRAW: _("Taken from stock"),
            Step.SIGN: _("Countersigned by (colleague)"),
            Step.EXPLAIN: _("The ledger does not balance"),
        }
        return titles.get(step, "")

    def _changed(self, **what: object) -> None:
        if self._state is not None:
            self._on_change(replace(self._state.draft, **what))  # type: ignore[arg-type]

    def _typed(self, mg: Decimal | None) -> None:
        self._changed(mg=mg, typed=True)

    def _choose(self, person: str) -> None:
        self._changed(signer=person, pin_refused="")
        self.focus_pin()
