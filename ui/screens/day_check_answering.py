"""What a press on a question or a paper records, and what it opens for typing first.

Knows no widget: where the focus goes next is for the screen.
"""

from collections.abc import Callable
from dataclasses import replace

from bedside import events
from bedside.day_check import CheckState
from bedside.protocol_base import Entry
from bedside.protocol_lists import Answer, Question
from bedside.protocol_lookup import entries_due, entry_id
from ui.screens.day_check_papers import PAPER_DATE
from ui.screens.day_check_rows import ANSWERS, ON_FILE, Correcting, items_of
from ui.screens.day_check_side import question_of
from ui.screens.day_check_state import DayCheckDraft, current_tab
from ui.screens.entries import CHOSEN, events_of, read_date
from ui.screens.sheet import Sheet
from ui.view import View


class Answering:
    """Calls `go_on(item)` when an answer was given, or what belongs beside it was saved."""

    def __init__(self, sheet: Sheet[DayCheckDraft], go_on: Callable[[str], None]) -> None:
        self._sheet, self._go_on = sheet, go_on

    def answer(self, item: str, number: int) -> None:
        view = self._sheet.view
        if view is None:
            return
        answer, known = ANSWERS[number], items_of(view)[item]
        given = None if known.state is CheckState.UNANSWERED else known.answered
        dated = current_tab(view, self._sheet.draft) == ON_FILE and _dated(view, item)
        self._sheet.change(tab=current_tab(view, self._sheet.draft))
        self._rows(current=item, correcting=None, editing="", dating="", reason="")
        if given is None and dated and answer is Answer.YES:
            self._rows(dating=item)
        elif given is None:
            event = events.ChecklistItemAnswered(item=item, answer=answer.value)
            if self._sheet.acts.do(event) is not None:
                return
        elif answer.value != given.answer:
            self._rows(correcting=Correcting(item, answer))
        elif dated and answer is Answer.YES:
            self._rows(dating=item)
        elif self._due(item, answer):
            self._rows(editing=item)
        self._go_on(item)

    def _due(self, item: str, answer: Answer) -> tuple[Entry, ...]:
        asked = self._question(item)
        if self._sheet.view is None or asked is None:
            return ()
        return entries_due(self._sheet.view.protocol.day_check, asked, answer)

    def _question(self, item: str) -> Question | None:
        return question_of(self._sheet.view, item) if self._sheet.view is not None else None

    def focused(self, item: str) -> None:
        """Called while the focus moves: what is shown changes, nothing is recorded."""
        view, draft = self._sheet.view, self._sheet.draft
        if item != draft.rows.current and view is not None:
            self._sheet.change(tab=current_tab(view, draft))  # it stays, also when it is complete
            self._rows(current=item)

    def correct(self, reason: str) -> None:
        asked, view = self._sheet.draft.rows.correcting, self._sheet.view
        if asked is None or view is None:
            return
        given = view.session.answers.latest(asked.item)
        event = events.ChecklistItemAnswered(
            item=asked.item,
            answer=asked.answer.value,
            corrects=given.seq if given else None,
            reason=reason,
        )
        self._rows(correcting=None)
        self._sheet.acts.do(event)
        self._go_on(asked.item)

    def correct_typed(self, text: str) -> None:
        asked = self._sheet.draft.rows.correcting
        if asked is not None:
            self._rows(correcting=replace(asked, typed=text))

    def cancel(self) -> None:
        self._rows(correcting=None, editing="", dating="", reason="", typed={})

    def edited(self, entry: str, text: str) -> None:
        rows = self._sheet.draft.rows
        if entry == "reason":
            self._rows(reason=text)
            return
        self._rows(typed={**rows.typed, entry: text})
        item, _dot, key = entry.rpartition(".")
        asked = self._question(item)
        kind = next((e.kind for e in asked.entries if e.key == key), None) if asked else None
        if kind in CHOSEN and rows.editing != item:
            self.save_entries(item)  # a press is whole as it is

    def save_entries(self, item: str) -> None:
        view, rows = self._sheet.view, self._sheet.draft.rows
        if view is None:
            return
        if rows.dating == item:
            self._save_date(item)
            return
        given = view.session.answers.latest(item)
        due = self._due(item, Answer(given.answer)) if given else ()
        made = events_of(item, due, view.session.answers, rows.typed, view.now, rows.reason.strip())
        for event in made:
            if self._sheet.acts.do(event) is not None:
                return
        saved = {entry_id(item, entry.key) for entry in due}
        if saved & rows.typed.keys():
            typed = {
                id_: text for id_, text in self._sheet.draft.rows.typed.items() if id_ not in saved
            }
            self._rows(typed=typed, editing="", reason="")
            self._go_on(item)

    def _save_date(self, item: str) -> None:
        """A paper's date is its own value; the answer is recorded with it."""
        view, rows = self._sheet.view, self._sheet.draft.rows
        found = read_date(rows.typed.get(f"{item}.{PAPER_DATE}", ""))
        if view is None or found is None:
            return
        given = view.session.answers.latest(item)
        event = events.ChecklistItemAnswered(
            item=item,
            answer="yes",
            value=found.isoformat(),
            corrects=given.seq if given else None,
            reason=rows.reason.strip() if given else "",
        )
        if self._sheet.acts.do(event) is None:
            self._rows(dating="", reason="", typed={})
            self._go_on(item)

    def _rows(self, **what: object) -> None:
        rows = replace(self._sheet.draft.rows, **what)  # type: ignore[arg-type]
        self._sheet.change(rows=rows)


def _dated(view: View, item: str) -> bool:
    return any(d.id == item and d.max_age_days is not None for d in view.protocol.on_file.document)
