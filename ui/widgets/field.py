"""Places to write: a line, a number, a time of day, a note. Words around them come in.

What a person is writing is never overwritten: a text from the state goes in only when it changed
there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, QRectF, QRegularExpression, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegularExpressionValidator, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.entry import parse_number, parse_time, typed_number, typed_time
from ui.widgets.focus import FOCUS_OF_PARENT
from ui.widgets.scroll import ThinBar
from ui.widgets.words import Words, plain


@dataclass(frozen=True, slots=True)
class FieldState:
    label: str = ""  # over the field
    text: str = ""
    placeholder: str = ""
    unit: str = ""  # at the right, inside
    problem: Words = ""  # under the field: what is wrong with what was written
    enabled: bool = True
    name: str = ""  # for a screen reader where there is no label


class FieldBox(QWidget):
    """The box around a place to write; the ring goes around it, not around its label."""

    def __init__(self, theme: Theme, inner: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inner = inner
        self._unit = ""
        inner.setParent(self)
        inner.setProperty(FOCUS_OF_PARENT, True)
        inner.setFont(theme.font(theme.metrics.m))
        inner.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        inner.installEventFilter(self)

    def show_unit(self, unit: str) -> None:
        self._unit = unit
        self._place()
        self.update()

    def _place(self) -> None:
        pad = right = self._theme.metrics.pick(16, 12)
        if self._unit:
            right += round(paint.width(self._theme, self._unit, self._theme.metrics.m)) + 8
        room = max(1, self.width() - pad - right)
        self._inner.setGeometry(pad, 2, room, max(1, self.height() - 4))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus, enabled = self._inner.hasFocus(), self.isEnabled()
        line = tokens.accent if focus else tokens.edge if enabled else tokens.hairline
        paint.box(painter, QRectF(self.rect()), metrics.radius, tokens.window, line)
        if self._unit:
            base = paint.baseline(0, self.height(), metrics.m)
            right = self.width() - metrics.pick(16, 12)
            paint.text_right(painter, theme, right, base, self._unit, metrics.m, tokens.text2)
        painter.end()


class Field(QWidget):
    """A label, the box, and what is wrong. Made by the functions below."""

    def __init__(
        self,
        theme: Theme,
        inner: QLineEdit | QPlainTextEdit,
        box_h: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inner = inner
        self._box_h = box_h
        self._state: FieldState | None = None
        self._box = FieldBox(theme, inner, self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(inner)

    @property
    def inner(self) -> QLineEdit | QPlainTextEdit:
        """What the tests type into."""
        return self._inner

    @property
    def text(self) -> str:
        if isinstance(self._inner, QLineEdit):
            return self._inner.text()
        return self._inner.toPlainText()

    def show_state(self, state: FieldState) -> None:
        if state == self._state:
            return
        before = None if self._state is None else self._state.text
        self._state = state
        if state.text != before and state.text != self.text:
            self._write(state.text)
        self._inner.setPlaceholderText(state.placeholder)
        name = state.name or state.label or state.placeholder
        self._inner.setAccessibleName(" ".join(part for part in (name, state.unit) if part))
        self._inner.setAccessibleDescription(plain(state.problem))
        self.setEnabled(state.enabled)
        self._box.show_unit(state.unit)
        self._place()
        self.updateGeometry()
        self.update()

    def _write(self, text: str) -> None:
        if isinstance(self._inner, QLineEdit):
            self._inner.setText(text)  # textEdited stays silent: nobody typed this
        else:
            self._inner.blockSignals(True)
            self._inner.setPlainText(text)
            self._inner.blockSignals(False)

    def _label_h(self) -> int:
        metrics = self._theme.metrics
        return metrics.s_line + metrics.px(4) if self._state and self._state.label else 0

    def _problem_h(self, wide: int) -> int:
        if self._state is None or not self._state.problem:
            return 0
        metrics = self._theme.metrics
        lines = paint.lines_of(self._theme, self._state.problem, metrics.s, wide)
        return metrics.s_line * len(lines) + metrics.px(4)

    def heightForWidth(self, wide: int) -> int:
        return self._label_h() + self._box_h + self._problem_h(wide)

    def sizeHint(self) -> QSize:
        wide = self._theme.metrics.pick(200, 150)
        return QSize(wide, self.heightForWidth(max(wide, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.metrics.pick(88, 72), self._label_h() + self._box_h)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        self._box.setGeometry(0, self._label_h(), self.width(), self._box_h)

    def paintEvent(self, event: QPaintEvent) -> None:
        state, theme, metrics = self._state, self._theme, self._theme.metrics
        if state is None:
            return
        painter = QPainter(self)
        base = paint.baseline(0, metrics.s_line, metrics.s)
        paint.text(painter, theme, 0, base, state.label, metrics.s, theme.tokens.text2)
        top = self._label_h() + self._box_h + metrics.px(4)
        for line in paint.lines_of(theme, state.problem, metrics.s, self.width()):
            base = paint.baseline(top, metrics.s_line, metrics.s)
            paint.words_at(painter, theme, 0, base, line, metrics.s, theme.tokens.text, 500)
            top += metrics.s_line
        painter.end()


def text_field(
    theme: Theme,
    on_edit: Callable[[str], None],
    on_commit: Callable[[str], None] | None = None,
    parent: QWidget | None = None,
) -> Field:
    """One line; `on_edit` at each key, `on_commit` when it was left or Enter was pressed."""
    line = _line()
    field = Field(theme, line, theme.metrics.field_h, parent)
    line.textEdited.connect(on_edit)
    if on_commit is not None:
        commit = on_commit
        line.editingFinished.connect(lambda: commit(line.text()))
    return field


def number_field(
    theme: Theme,
    on_number: Callable[[Decimal | None], None],
    *,
    mark: str = ",",
    whole_digits: int = 3,
    decimals: int = 2,
    parent: QWidget | None = None,
) -> Field:
    """A number without sign; comma and point are the same key, `mark` is what is shown."""
    line = _line()
    field = Field(theme, line, theme.metrics.field_h, parent)
    tail = rf"([.,]\d{{0,{decimals}}})?" if decimals else ""
    pattern = QRegularExpression(rf"\d{{0,{whole_digits}}}{tail}")
    line.setValidator(QRegularExpressionValidator(pattern, line))

    def edited(text: str) -> None:
        shown = typed_number(text, mark)
        if shown != text:
            place = line.cursorPosition()
            line.setText(shown)
            line.setCursorPosition(place)
        on_number(parse_number(shown))

    line.textEdited.connect(edited)
    return field


def time_field(
    theme: Theme,
    on_time: Callable[[tuple[int, int] | None], None],
    parent: QWidget | None = None,
) -> Field:
    """Hours and minutes; the colon comes by itself. None while it is no time of day."""
    line = _line()
    field = Field(theme, line, theme.metrics.field_h, parent)
    line.setInputMethodHints(Qt.InputMethodHint.ImhTime)

    def edited(text: str) -> None:
        shown = typed_time(text)
        if shown != text:
            line.setText(shown)
        on_time(parse_time(shown))

    line.textEdited.connect(edited)
    return field


def note_field(
    theme: Theme,
    on_edit: Callable[[str], None],
    lines: int = 4,
    parent: QWidget | None = None,
) -> Field:
    """Several lines; Tab leaves it, Enter begins a new line."""
    metrics = theme.metrics
    edit = QPlainTextEdit()
    edit.setFrameShape(QFrame.Shape.NoFrame)
    edit.setTabChangesFocus(True)
    edit.setVerticalScrollBar(ThinBar(theme))
    edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    edit.document().setDocumentMargin(metrics.px(10))
    high = round(metrics.m * paint.NATURAL_LINE_EM) * lines + 2 * metrics.px(12)
    field = Field(theme, edit, high, parent)
    edit.textChanged.connect(lambda: on_edit(edit.toPlainText()))
    return field


def _line() -> QLineEdit:
    line = QLineEdit()
    line.setFrame(False)
    return line
