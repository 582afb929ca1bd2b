"""The frame that is always the same: band, course, stage, vitals, strip. Knows no domain rule.

Band, vitals and strip are never covered and never scroll away; the stage shows one screen. The
band grows a row for each alarm that needs one and pushes what is below it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.frame_band import band_state
from ui.frame_course import course_state
from ui.frame_strip import strip_state
from ui.frame_vitals import bp_tile, next_bp_state, pulse_tile, spo2_tile
from ui.i18n import Words
from ui.screens.stage import Screen
from ui.theme import Theme, colour
from ui.trend_data import TrendData
from ui.view import Place, View
from ui.widgets.alarm_band import AlarmBand, BandPresses
from ui.widgets.course import CourseList
from ui.widgets.focus import FocusRing
from ui.widgets.next_bp import NextBpField
from ui.widgets.primary import PrimaryButton
from ui.widgets.strip import Strip, StripPresses
from ui.widgets.tile import VitalTile
from ui.widgets.trend import Trend

MakeScreen = Callable[[], QWidget]


@dataclass(frozen=True, slots=True)
class WindowPresses:
    """What the frame itself offers on every screen."""

    band: BandPresses
    strip: StripPresses
    measure: Callable[[], None]
    limits: Callable[[], None]  # what a vital's tile leads to
    step: Callable[[str], None]
    back: Callable[[], None]
    keys: Mapping[int, Callable[[], None]]  # F1, F2, F4, F8, F12
    closing: Callable[[], bool]  # whether the window may close now


class Window(QWidget):
    """`screens` makes the stage of each place; `asides` what stands in the vitals' place."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        presses: WindowPresses,
        screens: Mapping[Place, MakeScreen],
        asides: Mapping[Place, MakeScreen],
        trend_data: TrendData,
    ) -> None:
        super().__init__()
        self._theme, self._words, self._presses = theme, words, presses
        self._make, self._make_aside = screens, asides
        self._stages: dict[Place, QWidget] = {}
        self._asides: dict[Place, QWidget] = {}
        self._stage: QWidget | None = None
        self._aside: QWidget | None = None
        self._trend_data = trend_data
        self.band_painted: Callable[[], None] = lambda: None  # whenever it was not left to Qt
        self.band = AlarmBand(theme, presses.band, self)
        self.course = CourseList(theme, presses.step, self)
        self._vitals = Divided(theme, self)
        self.bp = VitalTile(theme, presses.limits, wide=True, parent=self._vitals)
        self.spo2 = VitalTile(theme, presses.limits, parent=self._vitals)
        self.pulse = VitalTile(theme, presses.limits, parent=self._vitals)
        self.trend = Trend(theme, self._vitals)
        self.next_bp = NextBpField(theme, presses.measure, self._vitals)
        self.strip = Strip(theme, presses.strip, self)
        self.setAutoFillBackground(False)
        self._ring = FocusRing(theme, self)
        QApplication.instance().focusChanged.connect(self._keep_focus)  # type: ignore[union-attr]

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.window_w, self._theme.metrics.window_h)

    # --- showing

    def show_view(self, view: View, *, at_once: bool = False) -> None:
        """Band first: an alarm waits for nothing else on the screen. `at_once`: nor for Qt to find
        time to paint it."""
        words, now_s = self._words, view.now.mono_s
        high = self.band.height()
        self.band.show_state(band_state(view, words), now_s)
        if self.band.sizeHint().height() != high:
            self._lay_out()
        if at_once:
            self._repaint_band()
        self.bp.show_state(bp_tile(view, words), now_s)
        self.spo2.show_state(spo2_tile(view, words), now_s)
        self.pulse.show_state(pulse_tile(view, words), now_s)
        self.next_bp.show_state(next_bp_state(view, words))
        self.strip.show_state(strip_state(view, words))
        self.course.show_state(course_state(view, words))
        self._show_stage(view)
        if self._vitals.isVisibleTo(self):
            self.trend.show_state(self._trend_data.state(view, words), now_s)

    def flash(self, now_s: float) -> None:
        """At every beat: a flash that went by the rhythm of the rest would limp."""
        self.band.flash(now_s)

    def _repaint_band(self) -> None:
        self.band.repaint()
        self.band_painted()

    def _show_stage(self, view: View) -> None:
        stage = self._stages.get(view.place)
        if stage is None:
            stage = self._stages[view.place] = self._make[view.place]()
            stage.setParent(self)
        if stage is not self._stage:
            if self._stage is not None:
                self._stage.hide()
            self._stage = stage
            self._swap_aside(view)
            self._lay_out()
            show_in(stage, view)
            stage.show()
            stage.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            show_in(stage, view)
        if self._aside is not None:
            show_in(self._aside, view)

    def _swap_aside(self, view: View) -> None:
        """The vitals, unless this place has something else to show there and no session runs."""
        wanted: QWidget | None = None
        if view.place in self._make_aside and not view.open:
            wanted = self._asides.get(view.place)
            if wanted is None:
                wanted = self._asides[view.place] = self._make_aside[view.place]()
                wanted.setParent(self)
        if self._aside is not None and self._aside is not wanted:
            self._aside.hide()
        self._aside = wanted
        self._vitals.setVisible(wanted is None)
        if wanted is not None:
            wanted.show()

    def _keep_focus(self, left: QWidget | None, reached: QWidget | None) -> None:
        """A form that was saved goes; Qt would hand its focus to the next thing on the screen."""
        stage = self._stage
        if stage is None or left is None or reached is None or stage.isAncestorOf(reached):
            return
        if stage.isAncestorOf(left) and not (left.isVisible() and left.isEnabled()):
            stage.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- keys and closing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = self._presses.keys.get(event.key())
        if pressed is not None:
            pressed()
        elif event.key() == Qt.Key.Key_Escape:
            self._presses.back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            primary = self._stage.findChild(PrimaryButton) if self._stage else None
            if primary is not None and primary.isVisible() and primary.isEnabled():
                primary.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._presses.closing():
            event.accept()
        else:
            event.ignore()

    # --- laying out and painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        m = self._theme.metrics
        wide, high = self.width(), self.height()
        band_h = max(m.band_h, self.band.sizeHint().height())
        self.band.setGeometry(0, 0, wide, band_h)
        top, bottom = band_h, high - m.strip_h
        self.course.setGeometry(0, top, m.course_w, bottom - top)
        vitals_x = wide - m.vitals_w
        stage = QRect(m.course_w, top, vitals_x - m.course_w, bottom - top)
        if self._stage is not None:
            self._stage.setGeometry(stage)
        side = QRect(vitals_x, top, m.vitals_w, bottom - top)
        self._vitals.setGeometry(side)
        if self._aside is not None:
            self._aside.setGeometry(side)
        half = m.vitals_w // 2
        self.bp.setGeometry(0, 0, m.vitals_w, m.bp_h - 1)
        self.spo2.setGeometry(0, m.bp_h, half - 1, m.half_h - 1)
        self.pulse.setGeometry(half, m.bp_h, m.vitals_w - half, m.half_h - 1)
        trend_y = m.bp_h + m.half_h
        trend_h = max(0, side.height() - trend_y - m.next_h)
        self.trend.setGeometry(0, trend_y, m.vitals_w, trend_h - 1)
        self.next_bp.setGeometry(0, trend_y + trend_h, m.vitals_w, m.next_h)
        self.strip.setGeometry(0, bottom, wide, m.strip_h)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, m, tokens = QPainter(self), self._theme.metrics, self._theme.tokens
        painter.fillRect(self.rect(), colour(tokens.window))
        top, bottom = self.band.height(), self.height() - m.strip_h
        vitals_x = self.width() - m.vitals_w
        painter.fillRect(vitals_x, top, m.vitals_w, bottom - top, colour(tokens.panel))
        line = colour(tokens.hairline)
        painter.fillRect(m.course_w - 1, top, 1, bottom - top, line)
        painter.fillRect(vitals_x - 1, top, 1, bottom - top, line)
        painter.fillRect(0, bottom - 1, self.width(), 1, line)
        painter.end()


class Divided(QWidget):
    """The vitals' ground: hairlines between the fields, nothing floats."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, m = QPainter(self), self._theme.metrics
        line = colour(self._theme.tokens.hairline)
        painter.fillRect(self.rect(), colour(self._theme.tokens.panel))
        below = m.bp_h + m.half_h
        for y in (m.bp_h, below, self.height() - m.next_h):
            painter.fillRect(0, y - 1, self.width(), 1, line)
        painter.fillRect(m.vitals_w // 2 - 1, m.bp_h, 1, m.half_h, line)
        painter.end()


def show_in(widget: QWidget, view: View) -> None:
    """Every screen has `show_view`; the window knows no more of it."""
    screen: Screen = widget  # type: ignore[assignment]  # a QWidget that is a Screen
    screen.show_view(view)
