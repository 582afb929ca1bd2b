"""One question that is answered in a few words: why something is done all the same."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.field import FieldState, note_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, Size


@dataclass(frozen=True, slots=True)
class ReasonState:
    title: str
    told: str  # what stands in the way
    label: str
    text: str


class ReasonForm(QWidget):
    def __init__(
        self, theme: Theme, on_edit: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state: ReasonState | None = None
        self._on_edit = on_edit
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.pad)
        self._head = Head(theme, large=True, parent=self)
        self._told = Paragraph(theme, Size.M, parent=self)
        self._why = note_field(theme, self._edited, lines=3, parent=self)
        for widget in (self._head, self._told, self._why):
            page.addWidget(widget)
        page.addStretch(1)

    def show_state(self, state: ReasonState) -> None:
        if state == self._state:
            return
        self._state = state
        self._head.show_state(HeadState(state.title))
        self._told.show_state(ParagraphState(state.told, bright=True))
        self._why.show_state(FieldState(state.label, state.text))

    def _edited(self, text: str) -> None:
        if self._state is not None and text != self._state.text:
            self._on_edit(text)
