"""One alarm in the band: its fill, mark, name, detail and, when it stands alone, its button.

Knows no other alarm. Only the fill flashes, never the words.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.flash import MARKS, Priority, flash_on
from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint
from ui.widgets.button import Button, ButtonState, Kind, enter_clicks
from ui.widgets.focus import OWN_RING
from ui.widgets.tile import alarm_colours


@dataclass(frozen=True, slots=True)
class Segment:
    """One alarm as the band shows it; `id` comes back when it is pressed."""

    id: str
    priority: Priority
    name: str  # "BT 186/112", latched: "BT var 186/112"
    detail: str = ""  # "180/110 eller høyere · 10:31", seen: "sett av Ida Lund"
    seen: bool = False
    paused: str = ""  # how long it is silent still, "1:42"; never left out for room
    latched: bool = False
    press_label: str = ""  # "Sett", latched: "Tilbakestill"; "" when there is nothing to press
    spoken: str = ""


def said(segment: Segment, *, alone: bool = False) -> str:
    """The segment for a screen reader. Alone it is no button: its own button says what it does."""
    parts = (MARKS[segment.priority], segment.name, segment.paused, segment.detail)
    if alone:
        return " ".join(part for part in parts if part)
    return segment.spoken or " ".join(part for part in (*parts, segment.press_label) if part)


def fill_of(theme: Theme, segment: Segment, now_s: float) -> str:
    """The fill at this instant. Seen: steady and bright."""
    tokens = theme.tokens
    if segment.latched:
        return tokens.panel
    bright, _ = alarm_colours(theme, segment.priority)
    if segment.seen or flash_on(segment.priority, now_s):
        return bright
    return tokens.high_off if segment.priority is Priority.HIGH else tokens.medium_off


class BandSegment(QAbstractButton):
    """Alone it holds a button; among others it is one as a whole."""

    def __init__(
        self, theme: Theme, segment: Segment, on_press: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._segment = segment
        self._alone = False
        self._large = False
        self._fill = ""
        self._reserved = 0  # at the right, where the band's own buttons lie on the fill
        self._button = Button(theme, lambda: on_press(self._segment.id), parent=self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty(OWN_RING, True)
        self.clicked.connect(lambda: self._pressed(on_press))

    @property
    def segment(self) -> Segment:
        return self._segment

    @property
    def fill(self) -> str:
        return self._fill

    def _pressed(self, on_press: Callable[[str], None]) -> None:
        if not self._alone and self._segment.press_label:
            on_press(self._segment.id)

    def show_segment(self, segment: Segment, *, alone: bool, large: bool, now_s: float) -> None:
        """`large`: the name in the band's own size; the highest one is."""
        fill = fill_of(self._theme, segment, now_s)
        same = (segment, alone, large) == (self._segment, self._alone, self._large)
        if same and fill == self._fill:
            return
        self._segment, self._alone, self._large, self._fill = segment, alone, large, fill
        self.setAccessibleName(said(segment, alone=alone))
        pressable = bool(segment.press_label)
        self._button.setVisible(alone and pressable)
        self.setFocusPolicy(
            Qt.FocusPolicy.TabFocus if pressable and not alone else Qt.FocusPolicy.NoFocus
        )
        kind = Kind.SECONDARY if segment.latched else Kind.BAND
        icon = "" if segment.latched else "check"
        self._button.show_state(
            ButtonState(
                segment.press_label, icon, kind, spoken=f"{segment.press_label} {segment.name}"
            )
        )
        self._place()
        self.update()

    def reserve(self, right_px: int) -> None:
        """Keep words and button out of the last `right_px` of the fill."""
        if right_px != self._reserved:
            self._reserved = right_px
            self._place()
            self.update()

    def natural_width(self, segment: Segment, *, alone: bool, large: bool) -> int:
        """What all its words need."""
        metrics = self._theme.metrics
        mark, name, detail = self._words(segment, large)
        need = metrics.margin + mark + metrics.pad + name + metrics.pad + detail + metrics.margin
        need += self._paused_width(segment)
        if segment.latched:
            need += metrics.marker
        if segment.press_label and alone:
            need += self._button.sizeHint().width() + metrics.pad
        return round(need)

    def _words(self, segment: Segment, large: bool) -> tuple[float, float, float]:
        metrics, theme = self._theme.metrics, self._theme
        name_px = metrics.alarm_name if large else metrics.m
        return (
            paint.width(theme, MARKS[segment.priority], metrics.mark, 600),
            paint.width(theme, segment.name, name_px, 600),
            paint.width(theme, segment.detail, metrics.m),
        )

    def _paused_width(self, segment: Segment) -> int:
        """Of the bell and the time left, and the room after them."""
        metrics = self._theme.metrics
        if not segment.paused:
            return 0
        return round(
            metrics.icon_s
            + metrics.px(6)
            + paint.width(self._theme, segment.paused, metrics.m, 600)
            + metrics.pad
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_clicks(self, event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        self._place()

    def _place(self) -> None:
        hint = self._button.sizeHint()
        right = self.width() - self._reserved - self._theme.metrics.gap
        self._button.setGeometry(
            right - hint.width(), (self.height() - hint.height()) // 2, hint.width(), hint.height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, segment = self._theme, self._theme.metrics, self._segment
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._fill)
        bright, token = alarm_colours(theme, segment.priority)
        x = float(metrics.margin)
        dim = token
        if segment.latched:
            painter.fillRect(0, 0, metrics.marker, self.height(), bright)
            x += metrics.marker
            token, dim = theme.tokens.text, theme.tokens.text2
        if self.isDown() and not self._alone:
            paint.box(painter, QRectF(self.rect()), 0, None, token, 2)
        mark_base = paint.baseline(0, self.height(), metrics.mark)
        mark = MARKS[segment.priority]
        x = paint.text(painter, theme, x, mark_base, mark, metrics.mark, token, 600) + metrics.pad
        size = metrics.alarm_name if self._large else metrics.m
        right = self.width() - self._reserved - metrics.margin // 2
        if self._button.isVisibleTo(self):
            right = self._button.x() - metrics.pad
        # Names and details stand on one line, as the larger of them does.
        room = right - x - self._paused_width(segment)
        if paint.width(theme, segment.name, size, 600) > room:  # smaller before shortened
            size = metrics.m
        base = paint.baseline(0, self.height(), size)
        name = paint.elided(theme, segment.name, size, room, 600)
        x = paint.text(painter, theme, x, base, name, size, token, 600) + metrics.pad
        if segment.paused:
            top = (self.height() - metrics.icon_s) / 2
            draw_icon(painter, "bell-paused", x, top, metrics.icon_s, token)
            x += metrics.icon_s + metrics.px(6)
            left = segment.paused
            x = paint.text(painter, theme, x, base, left, metrics.m, token, 600) + metrics.pad
        detail = paint.elided(theme, segment.detail, metrics.m, right - x)
        if segment.detail and right - x > metrics.px(40):
            paint.text(painter, theme, x, base, detail, metrics.m, dim)
        if self.hasFocus():  # accent would drown in yellow: the ring has the words' colour
            area = QRectF(self.rect()).adjusted(3, 3, -3, -3)
            paint.box(painter, area, metrics.radius, None, token, 2)
        painter.end()
