"""One tab of the day check: groups of questions, with what is open under each. Records nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import Words
from ui.screens.day_check_rows import BlockState, GroupState
from ui.screens.entry_fields import CorrectionBar, EntryFields
from ui.theme import Theme
from ui.widgets.answers import AnswerHead, AnswerRow
from ui.widgets.paragraph import grows


@dataclass(frozen=True, slots=True)
class RowPresses:
    """What a row tells its screen."""

    answer: Callable[[str, int], None]
    focused: Callable[[str], None]
    edit: Callable[[str, str], None]  # entry id, text
    save: Callable[[str], None]  # the item whose values are saved
    cancel: Callable[[], None]
    correct: Callable[[str], None]  # with this reason
    correct_typed: Callable[[str], None]


class QuestionBlock(QWidget):
    """A question, the fields beside its answer, and the bar that asks why it is corrected."""

    def __init__(
        self, theme: Theme, words: Words, presses: RowPresses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._words, self._presses = theme, words, presses
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.row = AnswerRow(theme, presses.answer, self)
        self.row.installEventFilter(self)
        self._column.addWidget(self.row)
        self.entries: EntryFields | None = None
        self._correction: CorrectionBar | None = None
        grows(self)

    @property
    def id(self) -> str:
        return self.row.state.id if self.row.state else ""

    @property
    def open(self) -> bool:
        """A field or a question of why is open under the row."""
        shown = (self.entries, self._correction)
        return any(part is not None and part.isVisibleTo(self) for part in shown)

    def show_state(self, state: BlockState) -> None:
        self.row.show_state(state.answer)
        if state.entries is not None and self.entries is None:
            presses = self._presses
            self.entries = EntryFields(
                self._theme, self._words, presses.edit, presses.save, presses.cancel, self
            )
            self._column.addWidget(self.entries)
        if self.entries is not None:
            self.entries.setVisible(state.entries is not None)
            if state.entries is not None:
                self.entries.show_state(state.entries)
        if state.correction is not None and self._correction is None:
            presses = self._presses
            self._correction = CorrectionBar(
                self._theme,
                self._words,
                presses.correct,
                presses.correct_typed,
                presses.cancel,
                self,
            )
            self._column.addWidget(self._correction)
        if self._correction is not None:
            self._correction.setVisible(state.correction is not None)
            if state.correction is not None:
                self._correction.show_state(state.correction)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and watched is self.row:
            self._presses.focused(self.id)
        return False


def settle(*widgets: QWidget) -> None:
    """Lay out now, inner widgets first: nothing is seen squeezed until the next round of events."""
    for widget in widgets:
        layout = widget.layout()
        if layout is not None:
            layout.activate()


class QuestionPage(QWidget):
    """Groups under one another; blocks keep their widget while the tab stays the same."""

    def __init__(
        self, theme: Theme, words: Words, presses: RowPresses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._words, self._presses = theme, words, presses
        self._heads: list[AnswerHead] = []
        self._blocks: list[list[QuestionBlock]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        grows(self)

    @property
    def blocks(self) -> tuple[QuestionBlock, ...]:
        return tuple(block for group in self._blocks for block in group)

    def show_groups(self, groups: tuple[GroupState, ...]) -> None:
        for number, group in enumerate(groups):
            if number == len(self._heads):
                head = AnswerHead(self._theme, self)
                self._heads.append(head)
                self._blocks.append([])
                self._column.addWidget(head)
            self._heads[number].show_state(group.title, group.labels)
            blocks = self._blocks[number]
            while len(blocks) < len(group.blocks):
                block = QuestionBlock(self._theme, self._words, self._presses, self)
                self._column.addWidget(block)
                blocks.append(block)
            for block, state in zip(blocks, group.blocks, strict=True):
                block.show_state(state)
        settle(*self.blocks, self)

    def block(self, id_: str) -> QuestionBlock | None:
        return next((block for block in self.blocks if block.id == id_), None)

    def unanswered(self, after: str = "") -> QuestionBlock | None:
        """The next row without an answer: below `after`, else from the top."""
        ids = [block.id for block in self.blocks]
        start = ids.index(after) + 1 if after in ids else 0
        ordered = (*self.blocks[start:], *self.blocks[:start])
        return next((b for b in ordered if b.row.state and b.row.state.chosen is None), None)

    def focus_on(self, block: QuestionBlock) -> None:
        block.row.setFocus(Qt.FocusReason.TabFocusReason)
