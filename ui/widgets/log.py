"""What happened, newest on top: time, kind, what. A correction keeps the first, struck through.

Knows no event: rows are words. One widget paints all of them, only those that are in sight.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import ENTER
from ui.widgets.focus import OWN_RING
from ui.widgets.paragraph import grows
from ui.widgets.words import Line, Words, plain


@dataclass(frozen=True, slots=True)
class LogRow:
    id: str
    time: str
    words: Words
    icon: str = ""
    second: Words = ""  # such as marked("rettet fra ~~kvalme~~ · feil trykk · {who}", who=…)
    strong: bool = False


@dataclass(frozen=True, slots=True)
class LogState:
    rows: tuple[LogRow, ...]  # newest first
    name: str = ""  # "Logg"
    empty: str = ""  # said where there is nothing yet


class LogList(QWidget):
    """Rows may be pressed to correct them; up and down move between them, Enter presses."""

    def __init__(
        self,
        theme: Theme,
        on_row: Callable[[str], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._on_row = on_row
        self._state = LogState(())
        self._at = 0
        self._pressed: int | None = None
        self._laid: dict[tuple[LogRow, int], tuple[tuple[Line, ...], tuple[Line, ...]]] = {}
        if on_row is not None:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty(OWN_RING, True)
        grows(self)

    def show_state(self, state: LogState) -> None:
        if state == self._state:
            return
        focused = self._focused()
        self._state = state
        ids = [row.id for row in state.rows]
        self._at = ids.index(focused.id) if focused is not None and focused.id in ids else 0
        self._pressed = None  # a row that came in between has moved them all
        kept = set(state.rows)
        self._laid = {key: laid for key, laid in self._laid.items() if key[0] in kept}
        self._speak()
        self.updateGeometry()
        self.update()

    def _focused(self) -> LogRow | None:
        rows = self._state.rows
        return rows[self._at] if self._at < len(rows) else None

    def _speak(self) -> None:
        row = self._focused()
        said = plain_row(row) if row is not None else self._state.empty
        self.setAccessibleName(": ".join(part for part in (self._state.name, said) if part))

    def _left(self) -> int:
        """Where the words begin: after the time and, on the wide screen, the icon."""
        metrics = self._theme.metrics
        time = paint.width(self._theme, "00:00", metrics.s)
        for row in self._state.rows:
            time = max(time, paint.width(self._theme, row.time, metrics.s))
        if not metrics.wide:
            return round(time) + metrics.px(10)
        return round(time) + metrics.px(16) + metrics.icon_m + metrics.px(12)

    def _line(self) -> int:
        return self._theme.metrics.s_line

    def _layout(self, row: LogRow, wide: int) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        key = (row, wide)
        found = self._laid.get(key)
        if found is None:
            room, px = wide - self._left(), self._theme.metrics.s
            weight = 600 if row.strong else 400
            found = (
                paint.lines_of(self._theme, row.words, px, room, weight),
                paint.lines_of(self._theme, row.second, px, room),
            )
            self._laid[key] = found
        return found

    def _row_h(self, row: LogRow, wide: int) -> int:
        metrics = self._theme.metrics
        first, second = self._layout(row, wide)
        words = (len(first) + len(second)) * self._line()
        high = words + 2 * metrics.pick(9, 6) + 1
        return max(high, metrics.target) if self._on_row is not None else high

    def heightForWidth(self, wide: int) -> int:
        if not self._state.rows:
            return self._line() + 2 * self._theme.metrics.px(9) if self._state.empty else 0
        return sum(self._row_h(row, wide) for row in self._state.rows)

    def sizeHint(self) -> QSize:
        wide = self._theme.metrics.pick(376, 272)
        return QSize(wide, self.heightForWidth(self.width() if self.width() > 100 else wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.metrics.px(160), 0)

    def _row_at(self, y: float) -> int | None:
        top = 0
        for number, row in enumerate(self._state.rows):
            top += self._row_h(row, self.width())
            if y < top:
                return number
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._row_at(event.position().y())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number, self._pressed = self._pressed, None
        if number is not None and number == self._row_at(event.position().y()):
            self._press(number)
        self.update()

    def _press(self, number: int) -> None:
        if self._on_row is not None and number < len(self._state.rows):
            self._on_row(self._state.rows[number].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        moved = self._at + step
        if step and 0 <= moved < len(self._state.rows):
            self._at = moved
            self._speak()
            self.update()
        elif event.key() in (*ENTER, Qt.Key.Key_Space) and not event.isAutoRepeat():
            self._press(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, wide, line_h = self._left(), self.width(), self._line()
        if not self._state.rows:
            base = paint.baseline(metrics.px(9), line_h, metrics.s)
            paint.text(painter, theme, 0, base, self._state.empty, metrics.s, tokens.text2)
        top, seen, last = 0, event.rect(), len(self._state.rows) - 1
        for number, row in enumerate(self._state.rows):
            high = self._row_h(row, wide)
            if top + high >= seen.top() and top <= seen.bottom():
                area = QRectF(0, top, wide, high)
                if number == self._pressed and self._on_row is not None:
                    painter.fillRect(area, tokens.raised)
                self._paint_row(painter, row, top, left)
                if number != last:
                    paint.level_line(painter, 0, wide, top + high - 1, tokens.hairline)
                if number == self._at and self.hasFocus():
                    paint.box(painter, area, metrics.radius, None, tokens.accent, 2)
            top += high
        painter.end()

    def _paint_row(self, painter: QPainter, row: LogRow, top: int, left: int) -> None:
        theme, metrics, tokens, px = (
            self._theme,
            self._theme.metrics,
            self._theme.tokens,
            self._theme.metrics.s,
        )
        line_h = self._line()
        y = top + metrics.pick(9, 6)
        base = paint.baseline(y, line_h, px)
        paint.text(painter, theme, 0, base, row.time, px, tokens.text2)
        if row.icon and metrics.wide:
            size = metrics.icon_m
            x = left - metrics.px(12) - size
            draw_icon(painter, row.icon, x, y + (line_h - size) / 2 - 1, size, tokens.text2)
        first, second = self._layout(row, self.width())
        weight = 600 if row.strong else 400
        for lines, token, heavy in ((first, tokens.text, weight), (second, tokens.text2, 400)):
            for line in lines:
                base = paint.baseline(y, line_h, px)
                paint.words_at(painter, theme, left, base, line, px, token, heavy, tokens.text)
                y += line_h


def plain_row(row: LogRow) -> str:
    parts = (row.time, plain(row.words), plain(row.second))
    return ", ".join(part for part in parts if part)
