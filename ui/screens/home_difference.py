"""The ledger does not balance: the dose given is put right, or the difference is explained.

What was given is corrected after the pump was read again (N-09); a difference that stays is an
Avvik (N-05, N-07). Decides nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside import events
from bedside.events import Drug
from bedside.ledger_rules import KEPT
from ui.i18n import Words
from ui.theme import Theme
from ui.view import View
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, note_field, number_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, Size

GIVEN, EXPLAIN = "given", "explain"


@dataclass(frozen=True, slots=True)
class DifferenceDraft:
    kind: str = EXPLAIN
    mg: Decimal | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceState:
    drug: Drug
    told: str  # the sentence of the rule
    kinds: tuple[tuple[str, str], ...]
    draft: DifferenceDraft
    amount: str
    missing: tuple[str, ...]
    primary: str


def difference_state(
    view: View, words: Words, draft: DifferenceDraft, drug: Drug, told: str
) -> DifferenceState:
    """Only the dose of the pump can be put right here; other doses are corrected where given."""
    _ = words.text
    kinds = [(EXPLAIN, _("Explain the difference"))]
    if drug == "ketamine" and view.session.ledgers.infused:
        kinds.append((GIVEN, _("Correct the dose given")))
    wanted: dict[str, object] = {_("the reason"): draft.why.strip()}
    if draft.kind == GIVEN:
        wanted = {_("the dose given"): draft.mg is not None} | wanted
    return DifferenceState(
        drug=drug,
        told=told,
        kinds=tuple(kinds),
        draft=draft,
        amount="" if draft.mg is None else words.number(draft.mg),
        missing=tuple(name for name, there in wanted.items() if not there),
        primary=_("Correct") if draft.kind == GIVEN else _("Record as a deviation"),
    )


def difference_event(view: View, state: DifferenceState) -> events.Event:
    draft, why = state.draft, state.draft.why.strip()
    if draft.kind == GIVEN and draft.mg is not None:
        first = view.session.ledgers.infused[-1].seq
        return events.DeliveredDoseCorrected(corrects=first, delivered_mg=draft.mg, reason=why)
    return events.DeviationRecorded(rule=KEPT[state.drug][0], reason=why)


class DifferenceForm(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[DifferenceDraft], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._on_change = words, on_change
        self._state: DifferenceState | None = None
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.pad)
        self._head = Head(theme, large=True, parent=self)
        self._told = Paragraph(theme, Size.M, parent=self)
        self._kinds = Chips(theme, lambda kind: self._changed(kind=kind), self)
        self._amount = number_field(theme, lambda mg: self._changed(mg=mg), parent=self)
        self._amount.setMaximumWidth(theme.metrics.content_w // 2)
        self._why = note_field(theme, self._wrote, lines=3, parent=self)
        for part in (self._head, self._told, self._kinds, self._amount, self._why):
            page.addWidget(part)
        page.addStretch(1)

    def show_state(self, state: DifferenceState) -> None:
        if state == self._state:
            return
        self._state = state
        _, draft = self._words.text, state.draft
        self._head.show_state(HeadState(_("The ledger does not balance")))
        self._told.show_state(ParagraphState(state.told, bright=True))
        kinds = tuple(Chip(id_, name, id_ == draft.kind) for id_, name in state.kinds)
        self._kinds.show_state(ChipsState(kinds, name=_("difference"), spoken_chosen=_("chosen")))
        self._amount.setVisible(draft.kind == GIVEN)
        self._amount.show_state(FieldState(_("Given, read from the pump"), state.amount, unit="mg"))
        self._why.show_state(FieldState(_("What happened"), draft.why))

    def _changed(self, **what: object) -> None:
        if self._state is not None:
            self._on_change(replace(self._state.draft, **what))  # type: ignore[arg-type]

    def _wrote(self, text: str) -> None:
        if self._state is not None and text != self._state.draft.why:
            self._changed(why=text)
