"""The timed watch over sedation and breathing after midazolam: what is due now, in two presses."""

from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.protocol_drugs import DrugName
from bedside.sedation import Due, State, next_observation
from ui.i18n import Words, mark
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, number_field
from ui.widgets.paragraph import Head, HeadState

SEDATION = (
    ("awake", mark("Awake")),
    ("drowsy", mark("Drowsy")),
    ("rousable", mark("Rousable")),
    ("unrousable", mark("Cannot be roused")),
)


@dataclass(frozen=True, slots=True)
class Draft:
    sedation: str = ""
    breaths: Decimal | None = None


def due_now(view: View) -> Due | None:
    """The observation that may be made now: the next, from its grace before it is due."""
    rules = next(d for d in view.protocol.prn.drug if d.id is DrugName.MIDAZOLAM)
    found = next_observation(view.session.prn, rules, view.now)
    if found is None:
        return None
    early_s = 60 * (rules.observe_grace_min or 0)
    if found.state is State.COMING and (found.at - view.now.wall).total_seconds() > early_s:
        return None
    return found


class ObserveRows(QWidget):
    """Hidden while nothing is due."""

    def __init__(
        self, theme: Theme, words: Words, acts: Acts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._acts, self._draft = words, acts, Draft()
        self._view: View | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.gap)
        self._head = Head(theme, parent=self)
        column.addWidget(self._head)
        row = QHBoxLayout()
        row.setSpacing(theme.metrics.gap)
        self._sedation = Chips(theme, lambda s: self._typed(sedation=s), self)
        self._breaths = number_field(
            theme, lambda n: self._typed(breaths=n), whole_digits=2, decimals=0, parent=self
        )
        self._save = Button(theme, self._record, parent=self)
        row.addWidget(self._sedation, 3)
        row.addWidget(self._breaths, 1)
        row.addWidget(self._save)
        column.addLayout(row)

    def show_view(self, view: View) -> None:
        self._view = view
        due, _ = due_now(view), self._words.text
        self.setVisible(due is not None)
        if due is None:
            return
        title = _("After midazolam, {n} min").format(n=due.due_min)
        late = _("overdue") if due.state is State.OVERDUE else _("due now")
        self._head.show_state(HeadState(title, late))
        self._sedation.show_state(
            ChipsState(
                tuple(Chip(key, _(name), key == self._draft.sedation) for key, name in SEDATION),
                _("Sedation"),
                spoken_chosen=_("chosen"),
            )
        )
        typed = "" if self._draft.breaths is None else self._words.number(self._draft.breaths)
        self._breaths.show_state(FieldState(_("Breaths"), typed, unit="/min"))
        ready = bool(self._draft.sedation) and self._draft.breaths is not None
        self._save.show_state(ButtonState(_("Observed"), icon="check", enabled=ready))

    def _typed(self, **changed: object) -> None:
        self._draft = replace(self._draft, **changed)  # type: ignore[arg-type]  # fields of Draft
        if self._view is not None:
            self.show_view(self._view)

    def _record(self) -> None:
        due = due_now(self._view) if self._view else None
        if due is None or self._draft.breaths is None or self._view is None:
            return
        spo2 = self._view.watch.board.spo2.value
        draft, self._draft = self._draft, Draft()
        self._acts.do(
            events.PostSedationObserved(
                of=due.dose,
                due_min=due.due_min,
                sedation=draft.sedation,  # type: ignore[arg-type]  # one of SEDATION
                respiration_per_min=int(draft.breaths or 0),
                spo2_percent=None if spo2 is None else round(spo2),
            )
        )
