"""Parts of one stage beside each other, each with how much of it is done. Knows no content."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import enter_clicks
from ui.widgets.focus import OWN_RING


@dataclass(frozen=True, slots=True)
class TabState:
    id: str
    name: str
    count: str = ""  # "4/6"
    done: bool = False  # a tick in place of the count


@dataclass(frozen=True, slots=True)
class TabsState:
    tabs: tuple[TabState, ...]
    current: str


class TabBar(QWidget):
    """Left and right go to the neighbour; each tab is also a stop for Tab."""

    def __init__(
        self,
        theme: Theme,
        on_tab: Callable[[str], None],
        parent: QWidget | None = None,
        *,
        stacked: bool = False,
    ) -> None:
        """`stacked`: how much is done stands under the name, where there are many tabs."""
        super().__init__(parent)
        self._theme = theme
        self._on_tab = on_tab
        self._stacked = stacked
        self._state: TabsState | None = None
        self._tabs: list[TabButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def tabs(self) -> tuple["TabButton", ...]:
        return tuple(self._tabs)

    def show_state(self, state: TabsState) -> None:
        if state == self._state:
            return
        self._state = state
        while len(self._tabs) < len(state.tabs):
            tab = TabButton(self._theme, self._on_tab, self, stacked=self._stacked)
            tab.show()
            self._tabs.append(tab)
        while len(self._tabs) > len(state.tabs):
            gone = self._tabs.pop()
            gone.hide()
            gone.deleteLater()
        for button, tab_state in zip(self._tabs, state.tabs, strict=True):
            button.show_tab(tab_state, current=tab_state.id == state.current)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        wide = sum(tab.natural_width() for tab in self._tabs)
        high = metrics.pick(72, 58) if self._stacked else metrics.pick(64, 52)
        return QSize(wide, max(metrics.target, high))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        state = self._state
        if step is None or state is None:
            super().keyPressEvent(event)
            return
        ids = [tab.id for tab in state.tabs]
        place = ids.index(state.current) + step if state.current in ids else 0
        if 0 <= place < len(ids):
            self._tabs[place].setFocus(Qt.FocusReason.TabFocusReason)
            self._on_tab(ids[place])

    def _place(self) -> None:
        """As wide as their words, and what is over shared out between them, up to a point."""
        if not self._tabs:
            return
        metrics = self._theme.metrics
        widths = [tab.natural_width() for tab in self._tabs]
        spare = self.width() - sum(widths)
        each = min(metrics.pick(36, 20), spare // len(self._tabs)) if spare > 0 else 0
        squeeze = min(1.0, self.width() / max(1, sum(widths)))
        x = 0
        for tab, wide in zip(self._tabs, widths, strict=True):
            room = int(wide * squeeze) if squeeze < 1 else wide + each
            tab.setGeometry(x, 0, room, self.height() - 1)
            x += room

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.level_line(painter, 0, self.width(), self.height() - 1, self._theme.tokens.hairline)
        painter.end()


class TabButton(QAbstractButton):
    def __init__(
        self,
        theme: Theme,
        on_tab: Callable[[str], None],
        parent: QWidget,
        *,
        stacked: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stacked = stacked
        self._tab: TabState | None = None
        self._current = False
        self.setProperty(OWN_RING, True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: on_tab(self._tab.id) if self._tab else None)

    def show_tab(self, tab: TabState, *, current: bool) -> None:
        if (tab, current) == (self._tab, self._current):
            return
        self._tab, self._current = tab, current
        self.setAccessibleName(" ".join(part for part in (tab.name, tab.count) if part))
        self.update()

    def natural_width(self) -> int:
        metrics, tab = self._theme.metrics, self._tab
        if tab is None:
            return 0
        wide = paint.width(self._theme, tab.name, metrics.m, 600)
        if self._stacked:
            return round(max(wide, self._extra(tab))) + 2 * metrics.pick(12, 7)
        return round(wide + self._extra(tab)) + 2 * metrics.pick(12, 8)

    def _extra(self, tab: TabState) -> float:
        metrics = self._theme.metrics
        if tab.done:
            return metrics.icon_m + metrics.px(6)
        return paint.width(self._theme, tab.count, metrics.s) + metrics.px(8) if tab.count else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the bar moves
        elif not enter_clicks(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens, tab = (
            self._theme,
            self._theme.metrics,
            self._theme.tokens,
            self._tab,
        )
        if tab is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isDown():
            painter.fillRect(self.rect(), tokens.raised)
        token = tokens.text if self._current else tokens.text2
        weight = 600 if self._current else 400
        wide = paint.width(theme, tab.name, metrics.m, weight)
        if self._stacked:
            self._two_lines(painter, tab, token, weight)
            painter.end()
            return
        x = max(2.0, (self.width() - wide - self._extra(tab)) / 2)
        base = paint.baseline(0, self.height(), metrics.m)
        name = paint.elided(theme, tab.name, metrics.m, self.width() - x, weight)
        x = paint.text(painter, theme, x, base, name, metrics.m, token, weight)
        if tab.done:
            px = metrics.icon_m
            y = (self.height() - px) / 2
            draw_icon(painter, "check", x + metrics.px(6), y, px, tokens.accent)
        elif tab.count:
            paint.text(painter, theme, x + metrics.px(8), base, tab.count, metrics.s, token)
        self._marks(painter)
        painter.end()

    def _two_lines(self, painter: QPainter, tab: TabState, token: str, weight: int) -> None:
        theme, metrics = self._theme, self._theme.metrics
        line, small = round(1.2 * metrics.m), round(1.25 * metrics.s)
        top = (self.height() - metrics.px(4) - line - small) / 2
        name = paint.elided(theme, tab.name, metrics.m, self.width() - 2, weight)
        x = (self.width() - paint.width(theme, name, metrics.m, weight)) / 2
        base = paint.baseline(top, line, metrics.m)
        paint.text(painter, theme, x, base, name, metrics.m, token, weight)
        if tab.done:
            px = metrics.icon_s
            x, y = (self.width() - px) / 2, top + line + (small - px) / 2
            draw_icon(painter, "check", x, y, px, theme.tokens.accent)
        else:
            x = (self.width() - paint.width(theme, tab.count, metrics.s)) / 2
            base = paint.baseline(top + line, small, metrics.s)
            paint.text(painter, theme, x, base, tab.count, metrics.s, token)
        self._marks(painter)

    def _marks(self, painter: QPainter) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        if self._current:
            high = metrics.px(4)
            painter.fillRect(0, self.height() - high + 1, self.width(), high, tokens.accent)
        if self.hasFocus():
            paint.inner_ring(painter, theme, QRectF(self.rect()).adjusted(0, 0, 0, -2))
