"""The fields beside an answer, and the bar that asks why an entry is corrected. Records nothing."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bedside.protocol_base import EntryKind
from ui.i18n import Words
from ui.screens.entries import CHOSEN, CorrectionState, EntriesState, EntryState
from ui.theme import Theme
from ui.widgets.button import ENTER, Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import Field, FieldState, number_field, text_field, time_field
from ui.widgets.paragraph import Paragraph, ParagraphState, grows


class EntryFields(QWidget):
    """Calls `on_edit(entry, text)` at each key or press, `on_save(item)` and `on_cancel()`."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_edit: Callable[[str, str], None],
        on_save: Callable[[str], None],
        on_cancel: Callable[[], None],
        parent: QWidget | None = None,
        *,
        narrow: bool = False,
    ) -> None:
        """`narrow`: one field under the other."""
        super().__init__(parent)
        self._theme, self._words, self._on_edit, self._on_save = theme, words, on_edit, on_save
        self._narrow = narrow
        self._state: EntriesState | None = None
        self._fields: dict[str, Field | Chips] = {}
        m = theme.metrics
        page = QVBoxLayout(self)
        page.setContentsMargins(m.px(8), 0, m.px(8), m.px(12))
        page.setSpacing(m.gap)
        self._grid = QGridLayout()
        self._grid.setSpacing(m.gap)
        page.addLayout(self._grid)
        self._problem = Paragraph(theme, parent=self)
        page.addWidget(self._problem)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(m.gap)
        self._save = Button(theme, self._saved, parent=self)
        self._cancel = Button(theme, on_cancel, parent=self)
        self._buttons.addWidget(self._save)
        self._buttons.addWidget(self._cancel)
        self._buttons.addStretch(1)
        page.addLayout(self._buttons)
        grows(self)

    @property
    def fields(self) -> Mapping[str, Field | Chips]:
        return self._fields

    def focus_first(self) -> None:
        first = next(iter(self._fields.values()), None)
        if first is not None:
            target = first.buttons[0] if isinstance(first, Chips) and first.buttons else first
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def show_state(self, state: EntriesState) -> None:
        if state == self._state:
            return
        before, self._state = self._state, state
        with_reason = state.reason is not None
        rebuilt = before is None or with_reason is (before.reason is None)
        if rebuilt or before is None or _ids(before) != _ids(state):
            self._rebuild(state)
        for entry in state.entries:
            self._show(self._fields[entry.id], entry)
        why = self._fields.get(_REASON)
        if isinstance(why, Field):
            why.show_state(FieldState(self._words.text("Why it is corrected"), state.reason or ""))
        self._problem.setVisible(bool(state.problem))
        self._problem.show_state(ParagraphState(state.problem, bright=True))
        for button, shown in ((self._save, state.save), (self._cancel, state.cancel)):
            button.setVisible(shown is not None)
            if shown is not None:
                button.show_state(shown)
        self.updateGeometry()

    def _show(self, field: Field | Chips, entry: EntryState) -> None:
        if isinstance(field, Chips):
            chips = tuple(Chip(id_, text, id_ == entry.text) for id_, text in entry.choices)
            chosen = self._words.text("chosen")
            field.show_state(ChipsState(chips, entry.label, spoken_chosen=chosen))
            return
        hint = ""
        if entry.kind is EntryKind.DATE:
            hint = self._words.text("dd.mm.yyyy")
        elif entry.kind is EntryKind.TIME:
            hint = self._words.text("hh:mm")
        field.show_state(
            FieldState(entry.label, entry.text, hint, entry.unit, problem=entry.problem)
        )

    def _rebuild(self, state: EntriesState) -> None:
        for old in self._fields.values():
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._fields = {entry.id: self._make(entry) for entry in state.entries}
        if state.reason is not None:
            self._fields[_REASON] = text_field(
                self._theme, lambda text: self._on_edit(_REASON, text), parent=self
            )
        column = row = 0
        for entry_id, field in self._fields.items():
            wide = entry_id == _REASON or self._wide(entry_id, state)
            if wide and column:
                row, column = row + 1, 0
            self._grid.addWidget(field, row, column, 1, 2 if wide else 1, Qt.AlignmentFlag.AlignTop)
            if wide or column:
                row, column = row + 1, 0
            else:
                column = 1
            field.show()
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)

    def _wide(self, entry_id: str, state: EntriesState) -> bool:
        if self._narrow:
            return True
        kinds = {entry.id: entry.kind for entry in state.entries}
        narrow = (EntryKind.TIME, EntryKind.DATE, EntryKind.NUMBER)
        texts = [id_ for id_, kind in kinds.items() if kind is EntryKind.TEXT]
        return len(kinds) == 1 or (kinds[entry_id] not in narrow and len(texts) != len(kinds))

    def _make(self, entry: EntryState) -> Field | Chips:
        id_ = entry.id
        if entry.kind in CHOSEN:
            return Chips(self._theme, lambda chosen: self._on_edit(id_, chosen), self)
        if entry.kind is EntryKind.TIME:
            field = time_field(self._theme, lambda _at: self._typed(id_), self)
        elif entry.kind is EntryKind.NUMBER:
            mark = "," if self._words.language.value == "nb" else "."
            field = number_field(self._theme, lambda _n: self._typed(id_), mark=mark, parent=self)
        else:
            field = text_field(self._theme, lambda text: self._on_edit(id_, text), parent=self)
        return field

    def _typed(self, id_: str) -> None:
        field = self._fields.get(id_)
        if isinstance(field, Field):
            self._on_edit(id_, field.text)

    def _saved(self) -> None:
        if self._state is not None:
            self._on_save(self._state.item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field goes to the next empty one, and saves from the last."""
        if event.key() not in ENTER or event.isAutoRepeat():
            super().keyPressEvent(event)
            return
        for field in self._fields.values():
            inner = field.inner if isinstance(field, Field) else None
            if isinstance(inner, QLineEdit) and not inner.text() and not inner.hasFocus():
                inner.setFocus(Qt.FocusReason.TabFocusReason)
                return
        if self._state is not None and self._state.save and self._state.save.enabled:
            self._saved()


_REASON = "reason"


def _ids(state: EntriesState) -> tuple[tuple[str, EntryKind], ...]:
    return tuple((entry.id, entry.kind) for entry in state.entries)


class CorrectionBar(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_reason: Callable[[str], None],
        on_edit: Callable[[str], None],
        on_cancel: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._on_reason = words, on_reason
        self._state: CorrectionState | None = None
        m = theme.metrics
        page = QVBoxLayout(self)
        page.setContentsMargins(m.px(8), 0, m.px(8), m.px(12))
        page.setSpacing(m.gap)
        self._told = Paragraph(theme, parent=self)
        self._chips = Chips(theme, on_reason, self)
        self._why = text_field(theme, on_edit, parent=self)
        row = QHBoxLayout()
        row.setSpacing(m.gap)
        self._save = Button(theme, self._typed, parent=self)
        self._cancel = Button(theme, on_cancel, parent=self)
        row.addWidget(self._why, 1)
        row.addWidget(self._save)
        row.addWidget(self._cancel)
        page.addWidget(self._told)
        page.addWidget(self._chips)
        page.addLayout(row)
        grows(self)

    def show_state(self, state: CorrectionState) -> None:
        if state == self._state:
            return
        self._state = state
        _ = self._words.text
        self._told.show_state(ParagraphState(state.told))
        self._chips.show_state(
            ChipsState(tuple(Chip(why, why) for why in state.reasons), name=_("Why"))
        )
        self._why.show_state(
            FieldState("", state.typed, _("another reason"), name=_("Why it is corrected"))
        )
        self._save.show_state(ButtonState(_("Correct"), enabled=bool(state.typed.strip())))
        self._cancel.show_state(ButtonState(_("Cancel")))

    def _typed(self) -> None:
        if self._state is not None and self._state.typed.strip():
            self._on_reason(self._state.typed.strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.isAutoRepeat():
            self._typed()
        else:
            super().keyPressEvent(event)
