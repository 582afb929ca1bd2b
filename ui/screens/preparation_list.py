"""The left column of the preparation: rows with what is open under each. Records nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import Words
from ui.screens.day_check_page import settle
from ui.screens.entry_fields import CorrectionBar, EntryFields
from ui.screens.preparation_items import ItemGroup, ItemState
from ui.theme import Theme
from ui.widgets.button import Button
from ui.widgets.checklist import ChecklistRow, Row
from ui.widgets.paragraph import Head, HeadState, grows


@dataclass(frozen=True, slots=True)
class ItemPresses:
    row: Callable[[str], None]
    button: Callable[[str], None]
    edit: Callable[[str, str], None]
    save: Callable[[str], None]
    cancel: Callable[[], None]
    reason: Callable[[str], None]
    reason_typed: Callable[[str], None]


class ItemBlock(QWidget):
    def __init__(
        self, theme: Theme, words: Words, presses: ItemPresses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._words, self._presses = theme, words, presses
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.row = ChecklistRow(theme, presses.row, presses.button, parent=self)
        self._column.addWidget(self.row)
        self.action: Button | None = None
        self._action_line: QWidget | None = None
        self.entries: EntryFields | None = None
        self._correction: CorrectionBar | None = None
        grows(self)

    @property
    def id(self) -> str:
        return self.row.state.id if self.row.state else ""

    @property
    def missing(self) -> bool:
        """Not done, and the start waits for it."""
        state = self.row.state
        return state is not None and bool(state.spoken_state) and state.row is Row.TODO

    def show_state(self, state: ItemState) -> None:
        presses = self._presses
        self.row.show_state(state.row)
        if state.action is not None and self.action is None:
            self._make_action()
        if self.action is not None and self._action_line is not None:
            self._action_line.setVisible(state.action is not None)
            if state.action is not None:
                self.action.show_state(state.action)
        if state.entries is not None and self.entries is None:
            self.entries = EntryFields(
                self._theme,
                self._words,
                presses.edit,
                presses.save,
                presses.cancel,
                self,
                narrow=True,
            )
            self._column.addWidget(self.entries)
        if self.entries is not None:
            self.entries.setVisible(state.entries is not None)
            if state.entries is not None:
                self.entries.show_state(state.entries)
        if state.correction is not None and self._correction is None:
            self._correction = CorrectionBar(
                self._theme,
                self._words,
                presses.reason,
                presses.reason_typed,
                presses.cancel,
                self,
            )
            self._column.addWidget(self._correction)
        if self._correction is not None:
            self._correction.setVisible(state.correction is not None)
            if state.correction is not None:
                self._correction.show_state(state.correction)

    def _make_action(self) -> None:
        """Under the row, where its words begin: beside them it would cover them."""
        m = self._theme.metrics
        self._action_line = QWidget(self)
        self.action = Button(
            self._theme, lambda: self._presses.button(self.id), parent=self._action_line
        )
        line = QHBoxLayout(self._action_line)
        line.setContentsMargins(m.pick(60, 44), m.px(6), m.px(8), m.px(6))
        line.addWidget(self.action)
        line.addStretch(1)
        self._column.insertWidget(1, self._action_line)


class ItemList(QWidget):
    def __init__(
        self, theme: Theme, words: Words, presses: ItemPresses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._words, self._presses = theme, words, presses
        self._heads: list[Head] = []
        self._groups: list[QVBoxLayout] = []
        self._blocks: list[list[ItemBlock]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        grows(self)

    @property
    def blocks(self) -> tuple[ItemBlock, ...]:
        return tuple(block for group in self._blocks for block in group)

    def block(self, id_: str) -> ItemBlock | None:
        return next((block for block in self.blocks if block.id == id_), None)

    def show_groups(self, groups: tuple[ItemGroup, ...]) -> None:
        for number, group in enumerate(groups):
            if number == len(self._heads):
                self._begin()
            self._heads[number].setVisible(bool(group.title))
            self._heads[number].show_state(HeadState(group.title))
            blocks = self._blocks[number]
            while len(blocks) < len(group.items):
                block = ItemBlock(self._theme, self._words, self._presses, self)
                self._groups[number].addWidget(block)
                blocks.append(block)
            for place, block in enumerate(blocks):
                block.setVisible(place < len(group.items))
                if place < len(group.items):
                    block.show_state(group.items[place])
        for number in range(len(groups), len(self._heads)):
            for part in (self._heads[number], *self._blocks[number]):
                part.setVisible(False)
        settle(*self.blocks, self)

    def _begin(self) -> None:
        head, column = Head(self._theme, parent=self), QVBoxLayout()
        column.setSpacing(0)
        self._heads.append(head)
        self._groups.append(column)
        self._blocks.append([])
        self._column.addWidget(head)
        self._column.addLayout(column)
