"""The first start, in its order: what is done on this workstation, what is still missing, where.

Shows and opens; what counts as done is for bedside/first_run.py to say.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.first_run import FirstRun, Step, first_run
from ui.i18n import Words, mark
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.paragraph import Paragraph, ParagraphState, grows

STEPS = {
    Step.OWNER: (
        mark("The owner of this workstation"),
        mark("The clinical owner or the system owner, with a PIN. Adds and changes the others."),
    ),
    Step.STAFF: (
        mark("Staff"),
        mark("At least a nurse, a doctor and one more: what is prepared is signed by two."),
    ),
    Step.SITE: (
        mark("The unit's own numbers"),
        mark("`bedside site --write` puts them beside the record as files, to be changed there."),
    ),
    Step.APPROVAL: (
        mark("Signed by the clinical owner and one more"),
        mark("Without both no real session is opened. A changed number asks again."),
    ),
    Step.MONITORS: (
        mark("Monitors"),
        mark("Which monitor on which port, seen with a finger in the sensor."),
    ),
    Step.PHYSICIAN: (
        mark("Back-up physician's page"),
        mark("A telephone is paired. Until then the back-up is rung, and the strip says so."),
    ),
    Step.SOUND: (
        mark("Sound test"),
        mark("Played and heard in this room, at every start of the program."),
    ),
}
# Where a step is done: a tab of the set-up; the signatures have a page of their own.
TABS_OF = {
    Step.OWNER: "staff",
    Step.STAFF: "staff",
    Step.MONITORS: "monitors",
    Step.PHYSICIAN: "physician",
    Step.PHYSICIAN: "physician",
    Step.SOUND: "sound",
}


@dataclass(frozen=True, slots=True)
class OrderState:
    rows: tuple[ChecklistState, ...]
    note: str


def steps_of(view: View) -> tuple[FirstRun, ...]:
    return first_run(
        view.staff,
        view.protocol,
        view.approvals,
        view.settings,
        sound_heard=view.sound_tested_at is not None,
    )


def order_state(view: View, words: Words) -> OrderState:
    _ = words.text
    note = (
        _("A demonstration needs none of this: its people, numbers and monitors are invented.")
        if view.simulated
        else _("A real session opens when the unit's own numbers are signed.")
    )
    return OrderState(
        tuple(_row(step, words) for step in steps_of(view)),
        note,
    )


def _row(step: FirstRun, words: Words) -> ChecklistState:
    _ = words.text
    name, said = STEPS[step.step]
    opens = step.step in TABS_OF or step.step is Step.APPROVAL
    return ChecklistState(
        id=step.step.value,
        words=_(name),
        row=Row.DONE if step.done else Row.MISSING,
        second=_(said),
        button=ButtonState(_("Open")) if opens and not step.done else None,
        spoken_state=_("done") if step.done else _("missing"),
    )


class OrderPage(QWidget):
    """Calls `on_open(step)` for the step whose place is wanted."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_open: Callable[[Step], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.gap)
        self._note = Paragraph(theme, parent=self)
        self._rows = RowList(theme, lambda _row: None, lambda row: on_open(Step(row)), parent=self)
        column.addWidget(self._note)
        column.addWidget(self._rows)
        grows(self)

    def show_view(self, view: View) -> None:
        state = order_state(view, self._words)
        self._rows.show_rows(state.rows)
        self._note.show_state(ParagraphState(state.note, icon="info"))
