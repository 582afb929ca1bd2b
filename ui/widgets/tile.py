"""One vital sign, readable from the door: its digits, its limit, how old it is, its alarm.

Knows no monitor and no limit: all words and digits come in. Nothing moves when an alarm comes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.flash import MARKS, Priority
from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import enter_clicks
from ui.widgets.focus import OWN_RING
from ui.widgets.words import Words, plain

FADE_S = 0.4  # the first reading comes softly; every later one simply stands there
NO_DIGITS = "---"


class Reading(StrEnum):
    NORMAL = "normal"
    WAITING = "waiting"  # for the first reading
    STALE = "stale"
    MISSING = "missing"  # no value, and the foot says why
    HELD = "held"  # kept while the cuff inflates


class Hue(StrEnum):
    BP = "bp"
    SPO2 = "spo2"
    PULSE = "pulse"


@dataclass(frozen=True, slots=True)
class TileAlarm:
    priority: Priority
    title: str = ""  # beside the name where there is room: "180/110 eller høyere"
    aside: str = ""  # at the right: "under 85"
    latched: bool = False  # the condition has ended, nobody has seen it


@dataclass(frozen=True, slots=True)
class TileState:
    name: str
    hue: Hue
    unit: str = ""
    digits: str = ""  # "" shows "---"
    reading: Reading = Reading.NORMAL
    suspect: bool = False  # shown with "?", alarms all the same
    limit: Words = ""  # such as marked("lokal __< 90__")
    foot: Words = ""
    foot_icon: str = ""
    foot_aside: Words = ""
    alarm: TileAlarm | None = None
    first_at_s: float | None = None  # when the first reading came: it fades in from there
    spoken: str = ""


def fade(first_at_s: float | None, now_s: float) -> float:
    """How much of the digits is there: 0 to 1."""
    if first_at_s is None:
        return 1.0
    return min(1.0, max(0.0, (now_s - first_at_s) / FADE_S))


def spoken(state: TileState) -> str:
    """The whole tile as one sentence."""
    if state.spoken:
        return state.spoken
    digits = (state.digits or NO_DIGITS) + ("?" if state.suspect else "")
    parts = [" ".join(part for part in (state.name, digits, state.unit) if part)]
    if state.alarm is not None:
        parts.append(MARKS[state.alarm.priority])
        parts += [state.alarm.title, state.alarm.aside]
    parts += [plain(state.limit), plain(state.foot), plain(state.foot_aside)]
    return ", ".join(part for part in parts if part)


class VitalTile(QAbstractButton):
    """Wide for the blood pressure, half as wide for the others: it paints what it is given.

    A press leads to its limits; without `on_press` it is only looked at.
    """

    def __init__(
        self,
        theme: Theme,
        on_press: Callable[[], None] | None = None,
        *,
        wide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if on_press is not None:
            self.clicked.connect(lambda: on_press())
        pressable = Qt.FocusPolicy.TabFocus if on_press else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(pressable)
        self.setProperty(OWN_RING, True)
        self._theme = theme
        self._wide = wide
        self._state: TileState | None = None
        self._fade = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: TileState, now_s: float = 0.0) -> None:
        # "---" and grey digits are never faint
        visible = fade(state.first_at_s, now_s) if state.reading is Reading.NORMAL else 1.0
        if state == self._state and visible == self._fade:
            return
        if state != self._state:
            self._state = state
            self.setAccessibleName(spoken(state))
        self._fade = visible
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        if self._wide:
            return QSize(metrics.vitals_w, metrics.bp_h)
        return QSize(metrics.vitals_w // 2, metrics.half_h)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.tokens.panel)
        if self._state is not None:
            _head(painter, self._theme, self._state, self.width(), self.height(), self._wide)
            _digits(painter, self._theme, self._state, self.width(), self._fade)
            _foot(painter, self._theme, self._state, self.width(), self.height(), self._wide)
        if self.hasFocus():
            area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            paint.box(painter, area, 0, None, self._theme.tokens.accent, 2)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_clicks(self, event):
            super().keyPressEvent(event)


def _head(
    painter: QPainter, theme: Theme, state: TileState, wide_px: int, high_px: int, wide: bool
) -> None:
    metrics, tokens, alarm = theme.metrics, theme.tokens, state.alarm
    size = metrics.m if wide else metrics.s
    base = paint.baseline(0, metrics.tile_head, metrics.m)
    x, right = float(metrics.margin), float(wide_px - metrics.margin)
    if alarm is None:
        x = paint.text(painter, theme, x, base, state.name, metrics.m, tokens.text, 600)
        limit_w = paint.words_width(theme, state.limit, size)
        if state.limit and right - limit_w < x + metrics.gap:  # at the edge rather than not at all
            right = wide_px - metrics.px(8)
        x += metrics.px(12)
        if x + paint.width(theme, state.unit, metrics.m) + metrics.gap <= right - limit_w:
            paint.text(painter, theme, x, base, state.unit, metrics.m, tokens.text2)
        paint.words_right(
            painter, theme, right, base, state.limit, size, tokens.text2, bright=tokens.text
        )
        return
    fill, on_fill = alarm_colours(theme, alarm.priority)
    painter.fillRect(0, 0, metrics.marker, high_px, fill)
    if alarm.latched:
        painter.fillRect(0, metrics.tile_head - 2, wide_px, 2, fill)
        on_fill = tokens.text
    else:
        painter.fillRect(0, 0, wide_px, metrics.tile_head, fill)
    bold = 400 if alarm.latched else 600
    mark = MARKS[alarm.priority]
    x = paint.text(painter, theme, x, base, mark, metrics.m, on_fill, 600) + metrics.px(12)
    x = paint.text(painter, theme, x, base, state.name, metrics.m, on_fill, bold) + metrics.px(12)
    aside = paint.width(theme, alarm.aside, size) + metrics.px(12) if alarm.aside else 0
    title = paint.width(theme, alarm.title, metrics.m, bold)
    if alarm.title and x + title <= right:
        x = paint.text(painter, theme, x, base, alarm.title, metrics.m, on_fill, bold)
    if aside and x + aside - metrics.px(12) <= right:
        paint.text_right(painter, theme, right, base, alarm.aside, size, on_fill)


def alarm_colours(theme: Theme, priority: Priority) -> tuple[str, str]:
    """The fill of a priority in its bright phase, and what is written on it."""
    tokens = theme.tokens
    if priority is Priority.HIGH:
        return tokens.high, tokens.on_high
    return (tokens.medium if priority is Priority.MEDIUM else tokens.low), tokens.on_bright


def _digits(painter: QPainter, theme: Theme, state: TileState, wide_px: int, fade: float) -> None:
    metrics = theme.metrics
    left = metrics.margin
    room = wide_px - left - metrics.px(8)
    digits = state.digits or NO_DIGITS
    token = digits_token(theme, state)
    painter.setOpacity(fade)
    px = metrics.x
    wide = paint.width(theme, digits, px, 500)
    mark = paint.width(theme, "?", metrics.l, 600) if state.suspect else 0.0
    if wide > room and "/" in digits:
        _stacked(painter, theme, digits, left, room - mark, token)
        if state.suspect:
            x = left + room - mark
            paint.text(painter, theme, x, metrics.digits_base, "?", metrics.l, token, 600)
    else:
        if wide + mark > room:  # smaller digits rather than no mark
            px = int(px * (room - mark) / wide)
        end = paint.text(painter, theme, left, metrics.digits_base, digits, px, token, 500)
        if state.suspect:
            _question(painter, theme, end, left + room, px, token)
    painter.setOpacity(1.0)


def digits_token(theme: Theme, state: TileState) -> str:
    tokens = theme.tokens
    if state.reading is Reading.WAITING:
        return tokens.text2
    if state.reading is Reading.MISSING or not state.digits:
        return tokens.text
    if state.reading in (Reading.STALE, Reading.HELD):
        return tokens.stale
    if state.hue is Hue.BP:
        return tokens.bp
    return tokens.spo2 if state.hue is Hue.SPO2 else tokens.pulse


def _stacked(
    painter: QPainter, theme: Theme, digits: str, left: int, room: float, token: str
) -> None:
    """Systolic over diastolic, where a narrow window cannot hold them side by side."""
    metrics = theme.metrics
    high = metrics.digits_base - metrics.tile_head
    px = max(metrics.l, int(high / 2 / paint.CAPITAL_EM * 0.86))
    for row, part in enumerate(digits.split("/", 1)):
        size = min(px, int(px * room / max(1.0, paint.width(theme, part, px, 500))))
        base = metrics.digits_base - (1 - row) * high // 2
        paint.text(painter, theme, left, base, part, size, token, 500)


def _question(
    painter: QPainter, theme: Theme, end: float, limit: float, px: int, token: str
) -> None:
    """The "?" of a suspect value: as large as the digits, or smaller and high where room ends."""
    metrics = theme.metrics
    if end + paint.width(theme, "?", px, 500) <= limit:
        paint.text(painter, theme, end, metrics.digits_base, "?", px, token, 500)
        return
    base = metrics.digits_base - round((px - metrics.l) * paint.CAPITAL_EM)
    paint.text(painter, theme, end, base, "?", metrics.l, token, 600)


def _foot(
    painter: QPainter, theme: Theme, state: TileState, wide_px: int, high_px: int, wide: bool
) -> None:
    metrics, tokens = theme.metrics, theme.tokens
    size = metrics.m if wide else metrics.s
    top = high_px - metrics.tile_foot_below - metrics.tile_foot
    base = paint.baseline(top, metrics.tile_foot, size)
    x = float(metrics.margin)
    told = state.reading in (Reading.STALE, Reading.MISSING, Reading.HELD) or state.suspect
    latched = state.alarm is not None and state.alarm.latched
    token = tokens.text if told or latched else tokens.text2
    weight = 500 if state.reading is Reading.STALE else 400
    if state.foot_icon:
        px = metrics.icon_m if wide else metrics.icon_s
        draw_icon(painter, state.foot_icon, x, top + (metrics.tile_foot - px) / 2, px, token)
        x += px + metrics.px(8)
    bright = tokens.text
    if isinstance(state.foot, tuple):  # what is not set apart in it is the dim part
        token = tokens.text2
    room = wide_px - metrics.px(8) - x
    lines = paint.lines_of(theme, state.foot, size, room, weight)
    if len(lines) > 1 and state.digits:  # the digits need what is above: one line, shortened
        short = paint.elided(theme, plain(state.foot), size, room, weight)
        lines = paint.lines_of(theme, short, size, room + size, weight)
    line_h, end = round(1.2 * size), x
    for number, line in enumerate(lines):
        level = base - (len(lines) - 1 - number) * line_h
        end = paint.words_at(painter, theme, x, level, line, size, token, weight, bright)
    x = end
    if not state.foot_aside:
        return
    aside, right = size, wide_px - metrics.margin
    if right - paint.words_width(theme, state.foot_aside, aside) < x + metrics.pad:
        aside = metrics.s
    paint.words_right(
        painter, theme, right, base, state.foot_aside, aside, tokens.text2, bright=bright
    )
