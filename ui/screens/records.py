"""Earlier sessions of this record: when, who, how they ended; searched, and held side by side.

A closed session is only read. The comparison is of one patient's last sessions.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.compared import Compared
from ui.i18n import Words, mark
from ui.places import Interrupted
from ui.screens.records_compare import ComparedRow, compared_state
from ui.screens.report import NOT_MADE, NOT_READ
from ui.screens.said import said_of
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.checklist import ChecklistRow, ChecklistState, Row
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.scroll import ScrollArea

STATES = {"closed": mark("signed and closed"), "aborted": mark("not carried through")}
INTERRUPTED = mark("interrupted")


def state_of(one: Interrupted, words: Words) -> str:
    return words.text(STATES.get(one.phase, INTERRUPTED))


def record_rows(
    records: tuple[Interrupted, ...], words: Words, wanted: str = ""
) -> tuple[ChecklistState, ...]:
    """One line a session, the newest first; of those that have every word of `wanted` in them."""
    _ = words.text
    rows = []
    for one in records:
        who = one.patient or _("Unknown patient")
        over = one.phase in STATES
        when = f"{words.short_day(one.stopped_at)} {words.time(one.stopped_at)}"
        second = f"{when} · {state_of(one, words)} · {one.number}/6"
        if not _has(wanted, who, second, one.birth_date):
            continue
        row = Row.DONE if over else Row.MISSING
        button = ButtonState(_("Resume"), icon="history")
        if over:
            button = ButtonState(_("Compare"), icon="bars")
        rows.append(ChecklistState(one.session, who, row, second, button=button))
    return tuple(rows)


def _has(wanted: str, *texts: str) -> bool:
    there = " ".join(texts).lower()
    return all(word in there for word in wanted.lower().split())


class RecordsScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._back = Button(theme, self._leave)
        self._log = Button(theme, self._open_log)
        super().__init__(theme, None, (self._back, self._log), parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._view: View | None = None
        self._wanted, self._compared, self._refused = "", tuple[Compared, ...](), ""
        margin = theme.metrics.margin
        self.body.setContentsMargins(margin, 0, margin, 0)
        self._head = Head(theme, large=True, parent=self)
        self._search = text_field(theme, self._typed, parent=self)
        self._empty = Paragraph(theme, parent=self)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self._rows: list[ChecklistRow] = []
        self._beside: list[ComparedRow] = []
        self.body.addWidget(self._head)
        self.body.addWidget(self._search)
        self.body.addWidget(self._empty)
        self.body.addWidget(ScrollArea(theme, inside, self), 1)

    def show_view(self, view: View) -> None:
        self._view, _ = view, self._words.text
        rows = () if self._compared else record_rows(view.records, self._words, self._wanted)
        title, aside = _("Records"), _("newest on top")
        if self._compared:
            title, aside = self._name(view), _("the last sessions, newest on top")
        self._head.show_state(HeadState(title, aside))
        self._search.setVisible(not self._compared and bool(view.records))
        search = _("Search: name, date, state")
        self._search.show_state(FieldState(search, self._wanted))
        said = self._refused or (
            _("No session fits.") if view.records else _("No session has been recorded here yet.")
        )
        self._empty.setVisible(bool(self._refused) or not (rows or self._compared))
        self._empty.show_state(ParagraphState(said))
        self._show_rows(rows)
        self._show_compared(view)
        back = _("Records") if self._compared else _("Start")
        self._back.show_state(ButtonState(back, icon="back"))
        self._log.setVisible(bool(self._compared))
        self._log.show_state(ButtonState(_("Who has seen this"), icon="users"))
        self.show_foot(None)

    def _name(self, view: View) -> str:
        shown = {one.session for one in self._compared}
        names = [one.patient for one in view.records if one.session in shown]
        return names[0] if names else ""

    def _show_rows(self, rows: tuple[ChecklistState, ...]) -> None:
        while len(self._rows) < len(rows):
            row = ChecklistRow(self._theme, _nothing, self._pressed, parent=self)
            self._rows.append(row)
            self._list.insertWidget(len(self._rows) - 1, row)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(rows))
            if number < len(rows):
                row.show_state(rows[number])

    def _show_compared(self, view: View) -> None:
        while len(self._beside) < len(self._compared):
            beside = ComparedRow(self._theme, self)
            self._beside.append(beside)
            self._list.insertWidget(self._list.count() - 1, beside)
        for number, beside in enumerate(self._beside):
            beside.setVisible(number < len(self._compared))
            if number < len(self._compared):
                one = self._compared[number]
                beside.show_state(compared_state(one, view.protocol, self._words))

    # --- presses

    def _pressed(self, session: str) -> None:
        """What is over is compared, what was interrupted is taken up."""
        records = self._view.records if self._view else ()
        if not any(one.session == session and one.phase in STATES for one in records):
            self._acts.resume(session)
            return
        found = self._acts.compare(session)
        if isinstance(found, str):
            self._refused = said_of(self._words, NOT_MADE, found) or self._words.text(NOT_READ)
        else:
            self._compared, self._refused = found, ""
        self._again()

    def _typed(self, text: str) -> None:
        self._wanted = text
        self._again()

    def _leave(self) -> None:
        if not self._compared:
            self._acts.go(Place.START)
            return
        self._compared = ()
        self._again()

    def _open_log(self) -> None:
        self._acts.record_desk.open_log(self._compared[0].session)

    def _again(self) -> None:
        if self._view is not None:
            self.show_view(self._view)


def _nothing(_row: str) -> None:
    """A session that is over is not opened by a press on its line."""
