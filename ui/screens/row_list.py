"""Checklist rows under one another, reused from state to state. Knows no content."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.checklist import ChecklistRow, ChecklistState


class RowList(QWidget):
    """Rows keep their widget by place in the list, so that focus and presses are not lost."""

    def __init__(
        self,
        theme: Theme,
        on_press: Callable[[str], None],
        on_button: Callable[[str], None],
        *,
        dense: bool = False,
        ruled: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._on_press, self._on_button = theme, on_press, on_button
        self._dense, self._ruled = dense, ruled
        self._rows: list[ChecklistRow] = []
        self._state: tuple[ChecklistState, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    @property
    def rows(self) -> tuple[ChecklistRow, ...]:
        return tuple(self._rows[: len(self._state)])

    def show_rows(self, state: tuple[ChecklistState, ...]) -> None:
        if state == self._state:
            return
        self._state = state
        while len(self._rows) < len(state):
            row = ChecklistRow(
                self._theme,
                self._on_press,
                self._on_button,
                dense=self._dense,
                ruled=self._ruled,
                parent=self,
            )
            self._column.addWidget(row)
            self._rows.append(row)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(state))
            if number < len(state):
                row.show_state(state[number])
