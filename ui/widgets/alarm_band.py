"""The band over everything: quiet, or every alarm that is on, highest first, none hidden.

Knows no alarm rule: what is on, seen or latched comes in, and so does the instant it flashes by.
It grows a row where the alarms do not fit side by side; it never covers and never rotates.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.band_segment import BandSegment, Segment
from ui.widgets.band_side import BandSide, SidePresses, SideState
from ui.widgets.button import Button, ButtonState, Kind

BETWEEN_PX = 2  # the window's colour between two segments


@dataclass(frozen=True, slots=True)
class BandState:
    quiet: str  # "Ingen alarmer"
    quiet_aside: str = ""  # "lyd testet 09:41"
    watched: bool = False  # all that is shown of the patient is fresh and valid: a tick says so
    segments: tuple[Segment, ...] = ()  # highest first
    see_all: str = ""  # "Sett alle": where several are not seen yet
    audio: str = ""  # "Lyd pause 2:00", paused: "Lyd pauset 1:42"; "" where nothing sounds
    side: SideState = field(default_factory=SideState)


@dataclass(frozen=True, slots=True)
class BandPresses:
    see: Callable[[str], None]  # one alarm's "Sett", or its "Tilbakestill" when latched
    see_all: Callable[[tuple[str, ...]], None]  # those that stood there when it was pressed down
    audio: Callable[[], None]
    side: SidePresses


def rows_of(widths: list[int], room_first: int, room: int) -> list[list[int]]:
    """Which segments share a row, in order; the first row also holds the buttons."""
    rows: list[list[int]] = [[]]
    left = room_first
    for index, wide in enumerate(widths):
        if rows[-1] and wide > left:
            rows.append([])
            left = room
        rows[-1].append(index)
        left -= wide + BETWEEN_PX
    return rows


class AlarmBand(QWidget):
    """Sets its own height; the frame gives the rest of the window to the others."""

    def __init__(self, theme: Theme, presses: BandPresses, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._presses = presses
        self._state: BandState | None = None
        self._now_s = 0.0
        self._shown: dict[str, BandSegment] = {}
        self._bare: frozenset[int] = frozenset()  # by place: shown without their detail
        self._standing: tuple[str, ...] = ()  # what was on the screen as "Sett alle" went down
        self._see_all = Button(theme, lambda: presses.see_all(self._standing), parent=self)
        self._see_all.pressed.connect(self._note_standing)
        self._audio = Button(theme, presses.audio, parent=self)
        self._side = BandSide(theme, presses.side, parent=self)
        self._user = Button(theme, presses.side.user, parent=self)
        self._log = Button(theme, presses.side.log, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.metrics.band_h)

    @property
    def segments(self) -> tuple[BandSegment, ...]:
        """The segments as they stand, highest first."""
        if self._state is None:
            return ()
        return tuple(self._shown[segment.id] for segment in self._state.segments)

    def show_state(self, state: BandState, now_s: float = 0.0) -> None:
        if state == self._state:
            self.flash(now_s)
            return
        self._now_s, self._state = now_s, state
        self.setAccessibleName(
            " ".join(part for part in (state.quiet, state.quiet_aside) if part)
            if not state.segments
            else ", ".join(segment.name for segment in state.segments)
        )
        self._side.show_state(state.side)
        self._side.setVisible(not state.segments and state.side != SideState())
        on_fill = len(state.segments) == 1 and not state.segments[0].latched
        kind = Kind.BAND if on_fill else Kind.SECONDARY
        self._audio.setVisible(bool(state.audio))
        self._audio.show_state(ButtonState(state.audio, "bell-paused", kind))
        self._user.setVisible(bool(state.segments) and bool(state.side.user_short))
        self._user.show_state(
            ButtonState(state.side.user_short, "user", kind, spoken=state.side.user_spoken)
        )
        self._log.setVisible(bool(state.segments) and bool(state.side.log))
        self._log.show_state(ButtonState("", "history", kind, spoken=state.side.log))
        self._see_all.setVisible(bool(state.see_all) and len(state.segments) > 1)
        self._see_all.show_state(ButtonState(state.see_all, "check", Kind.SECONDARY))
        self._keep(state.segments)
        self._place()
        self.update()

    def _keep(self, segments: tuple[Segment, ...]) -> None:
        """A segment's widget stays its own while the alarm is on: no press goes astray."""
        wanted = {segment.id for segment in segments}
        for gone in [id_ for id_ in self._shown if id_ not in wanted]:
            widget = self._shown.pop(gone)
            widget.hide()
            widget.deleteLater()
        for segment in segments:
            if segment.id not in self._shown:
                made = BandSegment(self._theme, segment, self._presses.see, self)
                self._shown[segment.id] = made
                made.show()

    def flash(self, now_s: float) -> None:
        """Between two states: the same alarms at another instant."""
        self._now_s = now_s
        self._flash()

    def _flash(self) -> None:
        if self._state is None:
            return
        alone = len(self._state.segments) == 1
        for number, segment in enumerate(self._state.segments):
            self._shown[segment.id].show_segment(
                replace(segment, detail="") if number in self._bare else segment,
                alone=alone,
                large=number == 0,
                now_s=self._now_s,
            )

    def _note_standing(self) -> None:
        state = self._state
        self._standing = () if state is None else tuple(s.id for s in state.segments if not s.seen)

    def resizeEvent(self, event: object) -> None:
        self._place()

    def _place(self) -> None:
        state, metrics = self._state, self._theme.metrics
        if state is None:
            return
        room = self.width()
        right = self._place_buttons()
        if state.segments:
            alone = len(state.segments) == 1
            first = room if alone else right
            whole = self._widths(state.segments, whole=True)
            widths, rows = whole, rows_of(whole, first, room)
            short = self._widths(state.segments, whole=False)
            fewer = rows_of(short, first, room)
            if len(fewer) < len(rows):  # details go before a row is taken from the stage
                widths, rows = short, fewer
            self._bare = self._without_detail(rows, widths, whole, first, room)
            for number, row in enumerate(rows):
                self._place_row(row, widths, number, first if number == 0 else room)
            self.setFixedHeight(metrics.band_h * len(rows) + BETWEEN_PX * (len(rows) - 1))
            if alone:  # its fill goes on under the buttons
                lone = self._shown[state.segments[0].id]
                lone.reserve(room - right)
                lone.lower()
        else:
            self._bare = frozenset()
            self.setFixedHeight(metrics.band_h)
        self._flash()

    def _widths(self, segments: tuple[Segment, ...], *, whole: bool) -> list[int]:
        """What each segment asks for; not `whole`: its mark and its name."""
        alone = len(segments) == 1
        return [
            self._shown[segment.id].natural_width(
                segment if whole else replace(segment, detail=""), alone=alone, large=number == 0
            )
            for number, segment in enumerate(segments)
        ]

    def _without_detail(
        self, rows: list[list[int]], widths: list[int], whole: list[int], first: int, room: int
    ) -> frozenset[int]:
        """Those whose detail would be cut short. What a row has left goes to its details in their
        order, and `widths` grow by them."""
        bare = set()
        for number, row in enumerate(rows):
            left = first if number == 0 else room
            left -= sum(widths[index] + BETWEEN_PX for index in row)
            for index in row:
                more = whole[index] - widths[index]
                if more <= left:
                    left -= more
                    widths[index] = whole[index]
                else:
                    bare.add(index)
        return frozenset(bare)

    def _place_buttons(self) -> int:
        """The side, or the buttons, at the right; returns where the segments must end."""
        metrics = self._theme.metrics
        right = self.width()
        if self._side.isVisibleTo(self):
            wide = self._side.sizeHint().width()
            self._side.setGeometry(right - wide, 0, wide, metrics.band_h - 1)
            right -= wide
        for button in (self._user, self._log, self._audio, self._see_all):
            if button.isVisibleTo(self):
                hint = button.sizeHint()
                x = right - metrics.gap - hint.width()
                y = (metrics.band_h - 2 - hint.height()) // 2
                button.setGeometry(x, y, hint.width(), hint.height())
                right = x
        return right - (metrics.gap if right < self.width() else 0)

    def _place_row(self, row: list[int], widths: list[int], number: int, room: int) -> None:
        """The first of a row takes what the others leave."""
        state = self._state
        if state is None:
            return
        metrics = self._theme.metrics
        others = sum(widths[index] + BETWEEN_PX for index in row[1:])
        x, y = 0, number * (metrics.band_h + BETWEEN_PX)
        for place, index in enumerate(row):
            wide = room - others if place == 0 else widths[index]
            segment = self._shown[state.segments[index].id]
            segment.setGeometry(x, y, wide, metrics.band_h - BETWEEN_PX)
            segment.reserve(0)
            x += wide + BETWEEN_PX

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.window_w, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, tokens = self._theme, self._theme.metrics, self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.window)
        state = self._state
        if state is not None and not state.segments:
            icon, top = metrics.icon_l, (metrics.band_h - metrics.icon_l) / 2
            base = paint.baseline(0, metrics.band_h, metrics.m)
            x = metrics.margin
            if state.watched:
                draw_icon(painter, "check", x, top, icon, tokens.accent)
                x += icon + metrics.px(12)
            x = round(paint.text(painter, theme, x, base, state.quiet, metrics.m, tokens.text))
            if state.quiet_aside:
                aside = f"· {state.quiet_aside}"
                paint.text(painter, theme, x + metrics.px(12), base, aside, metrics.m, tokens.text2)
            paint.level_line(painter, 0, self.width(), self.height() - 1, tokens.hairline)
        painter.end()
