"""The doctor confirms what was said by word of mouth: ticks it, and signs with an own PIN (T-R4).

Reached from going home and from the report. Whoever is signed in stays signed in.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from ui.i18n import Words
from ui.screens.confirm_state import (
    TITLE,
    ConfirmDraft,
    confirm_state,
    doctors_asked,
    ticked_of,
)
from ui.screens.person_pin import PersonPin
from ui.screens.question import Question
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState
from ui.widgets.scroll import ScrollArea


class ConfirmScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, words, acts, None, (), parent)
        self._draft = ConfirmDraft()
        metrics, inner = theme.metrics, QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.gap)
        self._told = Paragraph(theme, parent=inner)
        self._rows = RowList(theme, self._tick, _nothing, parent=inner)
        column.addWidget(self._told)
        column.addWidget(self._rows)
        column.addStretch(1)
        self._pin = PersonPin(theme, words, self._choose, self._sign, self)
        beside = QVBoxLayout()
        beside.addWidget(self._pin)
        beside.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(metrics.pick(24, 12))
        row.addWidget(ScrollArea(theme, inner, self), metrics.pick(1, 12))
        row.addLayout(beside, metrics.pick(1, 13))
        self.body.addLayout(row, 1)

    def show_view(self, view: View) -> None:
        self._only_one(view)
        self.show_top(view, HeadState(self._words.text(TITLE)))
        state = confirm_state(view, self._words, self._draft)
        self._told.show_state(ParagraphState(state.told, icon="info"))
        self._rows.show_rows(state.rows)
        self._pin.setVisible(state.pin is not None)
        if state.pin is not None:
            self._pin.show_state(state.pin)
        self.show_foot(None, state.reason)

    def _only_one(self, view: View) -> None:
        """Where only one doctor is asked, nobody has to choose her."""
        doctors = doctors_asked(view)
        if not self._draft.doctor and len(doctors) == 1:
            self._draft = ConfirmDraft(doctors[0].id)

    def _drafted(self, draft: ConfirmDraft) -> None:
        self._draft = draft
        self.again()

    def _choose(self, doctor: str) -> None:
        if doctor != self._draft.doctor:
            self._drafted(ConfirmDraft(doctor))

    def _tick(self, row: str) -> None:
        chosen = self._draft.chosen ^ {int(row)}
        self._drafted(replace(self._draft, chosen=chosen, refused=""))

    def _sign(self, person: str, pin: str) -> None:
        refused = self._acts.check_pin(person, pin)
        if refused:
            self._drafted(replace(self._draft, refused=refused))
            return
        view = self._seen
        ticked = ticked_of(view, self._draft) if view is not None else ()
        if all(self._acts.do(events.DoctorConfirmed(of=of), person) is None for of in ticked):
            self._drafted(ConfirmDraft())

    def back_pressed(self) -> None:
        if self._seen is not None and self._seen.open:
            self._acts.go(Place.HOME)
        else:
            self._acts.back()

    def hideEvent(self, event: QHideEvent) -> None:
        """The next one who comes here ticks herself."""
        super().hideEvent(event)
        self._draft = ConfirmDraft()


def _nothing(_row: str) -> None:
    """These rows have no button."""
