"""Earlier sessions of this record: when, who, how they ended. A closed session is only read."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import Words
from ui.places import Interrupted
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.checklist import ChecklistRow, ChecklistState, Row
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.scroll import ScrollArea


def record_rows(records: tuple[Interrupted, ...], words: Words) -> tuple[ChecklistState, ...]:
    """One line a session, the newest first."""
    _ = words.text
    rows = []
    for one in records:
        who = one.patient or _("Unknown patient")
        over = one.phase in ("closed", "aborted")
        row = Row.DONE if over else Row.MISSING
        state = {"closed": _("signed and closed"), "aborted": _("not carried through")}
        button = None if over else ButtonState(_("Resume"), icon="history")
        when = f"{words.short_day(one.stopped_at)} {words.time(one.stopped_at)}"
        second = f"{state.get(one.phase, _('interrupted'))} · {one.number}/6"
        rows.append(ChecklistState(one.session, who, row, second, (when,), button=button))
    return tuple(rows)


class RecordsScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._back = Button(theme, lambda: acts.go(Place.START))
        super().__init__(theme, None, (self._back,), parent)
        self._theme, self._words, self._acts = theme, words, acts
        margin = theme.metrics.margin
        self.body.setContentsMargins(margin, 0, margin, 0)
        self._head = Head(theme, large=True, parent=self)
        self._empty = Paragraph(theme, parent=self)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self._rows: list[ChecklistRow] = []
        self.body.addWidget(self._head)
        self.body.addWidget(self._empty)
        self.body.addWidget(ScrollArea(theme, inside, self), 1)

    def show_view(self, view: View) -> None:
        _ = self._words.text
        rows = record_rows(view.records, self._words)
        self._head.show_state(HeadState(_("Records"), _("newest on top")))
        self._empty.setVisible(not rows)
        self._empty.show_state(ParagraphState(_("No session has been recorded here yet.")))
        while len(self._rows) < len(rows):
            row = ChecklistRow(self._theme, _nothing, self._acts.resume, parent=self)
            self._rows.append(row)
            self._list.insertWidget(len(self._rows) - 1, row)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(rows))
            if number < len(rows):
                row.show_state(rows[number])
        self._back.show_state(ButtonState(_("Start"), icon="back"))
        self.show_foot(None)


def _nothing(_row: str) -> None:
    """A session that is over is not opened by a press on its line."""
