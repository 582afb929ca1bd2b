"""One of a list, opened in place: what stands below is pushed down, nothing is covered."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import ENTER
from ui.widgets.paragraph import grows


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class SelectState:
    options: tuple[Option, ...]
    chosen: str = ""  # an option's id; "" shows the placeholder
    label: str = ""
    placeholder: str = ""
    enabled: bool = True
    name: str = ""  # for a screen reader where there is no label


class SelectField(QWidget):
    """Space or Enter opens and chooses, arrows move, Esc closes."""

    def __init__(
        self, theme: Theme, on_choose: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._on_choose = on_choose
        self._state: SelectState | None = None
        self._open = False
        self._at = 0
        self._box = SelectBox(theme, self)
        self._box.clicked.connect(self._toggle)
        self._box.installEventFilter(self)
        self.setFocusProxy(self._box)
        grows(self)

    @property
    def box(self) -> "SelectBox":
        """What has the focus and is pressed."""
        return self._box

    @property
    def is_open(self) -> bool:
        return self._open

    def show_state(self, state: SelectState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setEnabled(state.enabled)
        if not state.enabled or not state.options:
            self._set_open(False)
        self._at = min(self._at, max(0, len(state.options) - 1))
        self._speak()
        self._box.setGeometry(0, self._label_h(), self.width(), self._theme.metrics.field_h)
        self.updateGeometry()
        self.update()

    def _speak(self) -> None:
        """The name, and what is chosen or, while it is open, where the arrows are."""
        state = self._state
        if state is None:
            return
        shown = self._chosen_text()
        if self._open and state.options:
            shown = state.options[self._at].text
        said = (state.name or state.label, shown or state.placeholder)
        self._box.setAccessibleName(": ".join(part for part in said if part))
        self._box.show_text(self._chosen_text(), state.placeholder, is_open=self._open)

    def _chosen_text(self) -> str:
        state = self._state
        found = (
            [option.text for option in state.options if option.id == state.chosen] if state else []
        )
        return found[0] if found else ""

    def _set_open(self, wanted: bool) -> None:
        if wanted == self._open:
            return
        self._open = wanted
        if wanted and self._state is not None:
            ids = [option.id for option in self._state.options]
            self._at = ids.index(self._state.chosen) if self._state.chosen in ids else 0
        self._speak()
        self.updateGeometry()
        self.update()

    def _choose(self, number: int) -> None:
        state = self._state
        self._set_open(False)
        if state is not None and 0 <= number < len(state.options):
            self._on_choose(state.options[number].id)

    def _label_h(self) -> int:
        metrics = self._theme.metrics
        return metrics.s_line + metrics.px(4) if self._state and self._state.label else 0

    def _row_h(self) -> int:
        return self._theme.metrics.target

    def heightForWidth(self, wide: int) -> int:
        high = self._label_h() + self._theme.metrics.field_h
        if self._open and self._state is not None:
            high += self._theme.metrics.px(4) + len(self._state.options) * self._row_h()
        return high

    def sizeHint(self) -> QSize:
        wide = 0.0
        for option in self._state.options if self._state else ():
            need = paint.width(self._theme, option.text, self._theme.metrics.m, 500)
            if option.second:
                need += paint.width(self._theme, option.second, self._theme.metrics.s)
            wide = max(wide, need)
        wide += self._theme.metrics.px(80)
        return QSize(round(wide), self.heightForWidth(round(wide)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.metrics.pick(120, 96), self._theme.metrics.field_h)

    def _list_top(self) -> float:
        return self._label_h() + self._theme.metrics.field_h + self._theme.metrics.px(4)

    def _toggle(self) -> None:
        self._set_open(not self._open and bool(self._state and self._state.options))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        y = event.position().y()
        if self._open and self.rect().contains(event.position().toPoint()):
            if y >= self._list_top():
                self._choose(int((y - self._list_top()) // self._row_h()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._box.setGeometry(0, self._label_h(), self.width(), self._theme.metrics.field_h)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._set_open(False)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        state, key = self._state, event.key()
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if state is None:
            return
        if key in (*ENTER, Qt.Key.Key_Space) and not event.isAutoRepeat():
            if self._open:
                self._choose(self._at)
            else:
                self._set_open(bool(state.options))
        elif key == Qt.Key.Key_Escape and self._open:
            self._set_open(False)
        elif step:
            if not self._open:
                self._set_open(bool(state.options))
            else:
                self._at = min(max(0, self._at + step), len(state.options) - 1)
                self._speak()
                self.update()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        state, theme, metrics = self._state, self._theme, self._theme.metrics
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state.label:
            base = paint.baseline(0, metrics.s_line, metrics.s)
            paint.text(painter, theme, 0, base, state.label, metrics.s, theme.tokens.text2)
        if self._open:
            self._options(painter, state, metrics.pick(20, 14))
        painter.end()

    def _options(self, painter: QPainter, state: SelectState, pad: int) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        top, high = self._list_top(), self._row_h()
        area = QRectF(0, top, self.width(), high * len(state.options))
        paint.box(painter, area, metrics.radius, tokens.panel, tokens.edge)
        for number, option in enumerate(state.options):
            row = QRectF(area.x() + 1, top + number * high, area.width() - 2, high)
            if number == self._at:
                inner = row.adjusted(1, 2, -1, -2)
                paint.box(painter, inner, metrics.radius - 2, tokens.accent_surface)
            base = paint.baseline(row.y(), high, metrics.m)
            chosen = option.id == state.chosen
            weight = 600 if chosen else 400
            x, right = area.x() + pad, area.right() - pad
            if chosen:
                size = metrics.icon_m
                y = row.y() + (high - size) / 2
                draw_icon(painter, "check", right - size, y, size, tokens.accent)
                right -= size + metrics.px(8)
            if option.second:
                px = metrics.s
                right = paint.text_right(
                    painter, theme, right, base, option.second, px, tokens.text2
                )
            text = paint.elided(theme, option.text, metrics.m, right - x - metrics.px(8), weight)
            paint.text(painter, theme, x, base, text, metrics.m, tokens.text, weight)
            if number:
                paint.level_line(
                    painter, area.x() + pad, area.right() - pad, round(row.y()), tokens.hairline
                )


class SelectBox(QAbstractButton):
    """The closed field. Keys that are not a press go on to the `SelectField`."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chosen = ""
        self._placeholder = ""
        self._open = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_text(self, chosen: str, placeholder: str, *, is_open: bool) -> None:
        self._chosen, self._placeholder, self._open = chosen, placeholder, is_open
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        enabled, pad, icon = self.isEnabled(), metrics.pick(20, 14), metrics.icon_m
        line = tokens.accent if self.hasFocus() else tokens.edge if enabled else tokens.hairline
        fill = tokens.raised if enabled else None
        paint.box(painter, QRectF(self.rect()), metrics.radius, fill, line)
        weight = 500 if self._chosen else 400
        token = tokens.text if self._chosen and enabled else tokens.text2
        room = self.width() - 2 * pad - icon - metrics.px(4)
        words = paint.elided(theme, self._chosen or self._placeholder, metrics.m, room, weight)
        base = paint.baseline(0, self.height(), metrics.m)
        paint.text(painter, theme, pad, base, words, metrics.m, token, weight)
        x = self.width() - pad - icon + metrics.px(4)
        name = "up" if self._open else "down"
        draw_icon(painter, name, x, (self.height() - icon) / 2, icon, tokens.text2)
        painter.end()
