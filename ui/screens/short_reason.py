"""A reason in one press or a few words: the usual ones, and a line for any other. Knows no rule."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, Size


@dataclass(frozen=True, slots=True)
class ShortDraft:
    chosen: str = ""  # the words of one of the usual ones
    other: str = ""

    @property
    def text(self) -> str:
        """What is recorded: what was pressed, and what was written beside it."""
        return ": ".join(part for part in (self.chosen, self.other.strip()) if part)


@dataclass(frozen=True, slots=True)
class ShortState:
    title: str
    told: str
    label: str
    usual: tuple[str, ...]
    other: str  # what the line asks for
    draft: ShortDraft
    spoken_chosen: str = ""


class ShortReason(QWidget):
    """Tells each change to its owner; a second press takes a choice back."""

    def __init__(
        self,
        theme: Theme,
        on_change: Callable[[ShortDraft], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_change = on_change
        self._state: ShortState | None = None
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.pad)
        self._head = Head(theme, large=True, parent=self)
        self._told = Paragraph(theme, Size.M, parent=self)
        self._usual = Chips(theme, self._pressed, self)
        self._other = text_field(theme, self._typed, parent=self)
        for part in (self._head, self._told, self._usual, self._other):
            page.addWidget(part)
        page.addStretch(1)

    def show_state(self, state: ShortState) -> None:
        if state == self._state:
            return
        self._state = state
        self._head.show_state(HeadState(state.title))
        self._told.show_state(ParagraphState(state.told, bright=True))
        chips = tuple(Chip(text, text, text == state.draft.chosen) for text in state.usual)
        chosen = state.spoken_chosen
        self._usual.show_state(ChipsState(chips, state.label, spoken_chosen=chosen))
        self._other.show_state(FieldState(state.other, state.draft.other))

    def _pressed(self, text: str) -> None:
        if self._state is not None:
            draft = self._state.draft
            self._on_change(replace(draft, chosen="" if text == draft.chosen else text))

    def _typed(self, text: str) -> None:
        if self._state is not None and text != self._state.draft.other:
            self._on_change(replace(self._state.draft, other=text))
