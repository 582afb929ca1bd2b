"""One tab of the day check as it scrolls: the questions, the weight, the room. Records nothing."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import Words
from ui.screens.day_check_page import QuestionBlock, QuestionPage, RowPresses, settle
from ui.screens.day_check_people import RoomDraft
from ui.screens.day_check_room import RoomPage, RoomPresses
from ui.screens.day_check_state import DayCheckState
from ui.screens.eligibility import EligibilityList
from ui.screens.weight import WeightDraft, WeightForm
from ui.theme import Theme
from ui.widgets.answers import AnswerHead
from ui.widgets.scroll import ScrollArea


class QuestionArea(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        presses: RowPresses,
        room_presses: RoomPresses,
        on_weight: Callable[[WeightDraft], None],
        on_save_weight: Callable[[], None],
    ) -> None:
        super().__init__()
        self._theme, self._words, self._presses = theme, words, presses
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.metrics.margin)
        inner = self._inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._pages: dict[str, QuestionPage] = {}
        self._page_place = QVBoxLayout()
        column.addLayout(self._page_place)
        self._weight_head = AnswerHead(theme, inner)
        self._weight = WeightForm(theme, words, on_weight, on_save_weight, inner)
        self._room = RoomPage(theme, words, room_presses, inner)
        self._eligibility = EligibilityList(theme, inner)
        for widget in (self._weight_head, self._weight, self._room, self._eligibility):
            column.addWidget(widget)
        column.addStretch(1)
        self._scroll = ScrollArea(theme, inner, self)
        self._row.addWidget(self._scroll, 1)

    def put_beside(self, panel: QWidget) -> None:
        scroll = ScrollArea(self._theme, panel, self)
        scroll.setFixedWidth(self._theme.metrics.px(256))
        self._row.addWidget(scroll)

    def show_state(self, state: DayCheckState, draft: RoomDraft) -> None:
        tab = state.tabs.current
        for id_, page in self._pages.items():
            page.setVisible(id_ == tab and bool(state.groups))
        if state.groups:
            if tab not in self._pages:
                page = QuestionPage(self._theme, self._words, self._presses)
                self._pages[tab] = page
                self._page_place.addWidget(page)
            self._pages[tab].show_groups(state.groups)
            self._pages[tab].setVisible(True)
        self._weight_head.setVisible(state.weight is not None)
        self._weight.setVisible(state.weight is not None)
        if state.weight is not None:
            self._weight_head.show_state(state.weight_title, ())
            self._weight.show_state(state.weight)
        self._room.setVisible(state.room is not None)
        if state.room is not None:
            self._room.show_state(state.room, draft)
        self._eligibility.setVisible(state.eligibility is not None)
        if state.eligibility is not None:
            self._eligibility.show_state(state.eligibility)
        settle(self._room, self._eligibility, self._inner)

    def page(self, tab: str) -> QuestionPage | None:
        return self._pages.get(tab)

    def to_top(self) -> None:
        self._scroll.verticalScrollBar().setValue(0)

    def see(self, block: QuestionBlock) -> None:
        """Now, and once more when all around it has its new size."""
        self._scroll.ensureWidgetVisible(block, 0, self._theme.metrics.pad)
        QTimer.singleShot(0, block, lambda: self._scroll.ensureWidgetVisible(block, 0, 0))

    def see_correction(self) -> None:
        """Why a piece of equipment is not there after all."""
        self._scroll.ensureWidgetVisible(self._room.correction, 0, 0)
