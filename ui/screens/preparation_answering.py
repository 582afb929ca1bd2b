"""What a press on a line of the preparation's list records, and what it opens for typing first.

Knows no widget: what is scrolled into sight is for the screen.
"""

from collections.abc import Callable
from dataclasses import replace

from bedside import events
from bedside.preparation import CANNULA, FLUSHED, TOUCH, VITALS
from ui.screens.entries import CHOSEN, events_of
from ui.screens.preparation_items import (
    NEW_CANNULA,
    ItemsDraft,
    complete,
    due_of,
    flush_again,
    item_of,
)
from ui.screens.preparation_state import PreparationDraft
from ui.screens.sheet import Sheet
from ui.screens.vitals_set import lacking_now, set_now
from ui.view import Place, View


class ItemAnswering:
    """Calls `on_see(item)` to have it in sight, `on_fields(item)` when its fields are open."""

    def __init__(
        self,
        sheet: Sheet[PreparationDraft],
        on_see: Callable[[str], None],
        on_fields: Callable[[str], None],
    ) -> None:
        self._sheet, self._on_see, self._on_fields = sheet, on_see, on_fields

    def row(self, id_: str) -> None:
        view = self._sheet.view
        if view is None:
            return
        if id_ == TOUCH:
            self._sheet.change(section="touch", items=ItemsDraft())
            return
        if id_ == VITALS:
            self._document(view)
            return
        given = view.session.answers.latest(id_)
        item = item_of(view, id_)
        done = given is not None and (complete(view, item) if item else given.answer == "yes")
        again = given is not None and id_ == FLUSHED and flush_again(view)
        if done and not again:
            shut = self._sheet.draft.items.open == id_
            self._items(open="" if shut else id_, reason="", without="", typed={})
            self._on_see(id_)
            return
        if given is None or given.answer != "yes" or again:
            event = events.ChecklistItemAnswered(item=id_, answer="yes")
            if self._sheet.acts.do(event) is not None:
                return
        has_entries = item is not None and bool(item.entries)
        self._items(open=id_ if has_entries else "", reason="", without="", typed={})
        if has_entries:
            self._on_fields(id_)

    def button(self, id_: str) -> None:
        """Measure, document or type in; or leave a SOFT line out with a reason."""
        view = self._sheet.view
        if view is None:
            return
        if id_ == VITALS:
            self._document(view)
        else:
            self._items(without=id_, open="", reason="")

    def _document(self, view: View) -> None:
        if "bp" in lacking_now(view):
            if view.watch.nibp.startable:
                self._sheet.acts.measure_now()
            else:
                self._sheet.acts.go(Place.MANUAL_ENTRY)
            return
        again = self._sheet.draft.items.confirm
        note = self._sheet.words.text("Unlikely, confirmed") if again else ""
        taken = set_now(view, "before", note)
        if taken is None:
            self._sheet.acts.go(Place.MANUAL_ENTRY)
            return
        refusal = self._sheet.acts.do(taken)
        self._items(confirm=refusal is not None and refusal.code == "unlikely_value")

    def edited(self, entry: str, text: str) -> None:
        if entry == "reason":
            self._items(reason=text)
            return
        view, items = self._sheet.view, self._sheet.draft.items
        self._items(typed={**items.typed, entry: text})
        item, _dot, key = entry.rpartition(".")
        if view is None:
            return
        kind = next((e.kind for e in due_of(view, item) if e.key == key), None)
        written = view.session.answers.latest(entry) is not None
        if kind in CHOSEN and not written:
            self.save_entries(item)

    def save_entries(self, item: str) -> None:
        view, draft = self._sheet.view, self._sheet.draft.items
        if view is None:
            return
        answers = view.session.answers
        for event in events_of(
            item, due_of(view, item), answers, draft.typed, view.now, draft.reason.strip()
        ):
            if self._sheet.acts.do(event) is not None:
                return
        self._sheet.change(items=ItemsDraft())

    def reason_typed(self, text: str) -> None:
        self._items(reason=text)

    def cancel(self) -> None:
        self._sheet.change(items=ItemsDraft())

    def reasoned(self, reason: str) -> None:
        """A line is left out, put right, or the cannula is a new one."""
        view, draft = self._sheet.view, self._sheet.draft.items
        if view is None:
            return
        if draft.without:
            event = events.ChecklistItemAnswered(item=draft.without, answer="no", note=reason)
        elif draft.open == CANNULA and reason == self._sheet.words.text(NEW_CANNULA):
            event = events.ChecklistItemAnswered(item=CANNULA, answer="yes", note=reason)
        else:
            given = view.session.answers.latest(draft.open)
            event = events.ChecklistItemAnswered(
                item=draft.open,
                answer="no",
                corrects=given.seq if given else None,
                reason=reason,
            )
        if self._sheet.acts.do(event) is None:
            self._sheet.change(items=ItemsDraft())

    def _items(self, **what: object) -> None:
        items = replace(self._sheet.draft.items, **what)  # type: ignore[arg-type]
        self._sheet.change(items=items, withdraw=False)
