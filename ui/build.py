"""Puts room, application and window together; what hangs on wires comes from the caller."""

import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from bedside.clock import Clock, Instant
from bedside.protocol import Protocol
from bedside.room import Room, RoomSetUp
from bedside.settings import Settings
from bedside.store import Store
from bedside.vitals import Arrival
from bedside.watch import Order
from ui import stages
from ui.app import Bedside
from ui.i18n import ZONE, Words
from ui.theme import DAY, Theme, load_fonts, metrics_for
from ui.trend_data import TrendData
from ui.view import Place
from ui.widgets.alarm_band import BandPresses
from ui.widgets.band_side import SidePresses
from ui.widgets.strip import StripPresses
from ui.window import MakeScreen, Window, WindowPresses


@dataclass
class Parts:
    """What was built, for whoever drives it."""

    app: Bedside
    inbox: SimpleQueue[Arrival]
    now: Clock

    @property
    def room(self) -> Room:
        return self.app.room

    def beat(self) -> None:
        """One beat by hand, where no heartbeat runs."""
        for _ in range(self.inbox.qsize()):
            self.app.take(self.inbox.get_nowait())
        self.app.tick(self.now())


def build(
    *,
    store: Store,
    settings: Settings,
    settings_file: Path,
    set_up: RoomSetUp,
    now: Clock,
    order: Order,
    new_session_id: Callable[[Instant], str],
    protocol: Protocol,
) -> Parts:
    """Room and application, without a window and without monitors."""
    room = Room(
        protocol=protocol,
        store=store,
        set_up=set_up,
        new_session_id=new_session_id,
        order=order,
        began=now(),
        zone=ZONE,
    )
    app = Bedside(room, settings, settings_file, now)
    app.look_for_interrupted()
    return Parts(app, SimpleQueue(), now)


def window_of(parts: Parts, words: Words, width: int, height: int, px_per_mm: float) -> Window:
    """The frame and its stages for a window of this size, shown once with what there is."""
    app = parts.app
    theme = Theme(DAY, metrics_for(width, height, px_per_mm))
    theme.apply(application())
    trend = TrendData(lambda: app.room.watch.history)
    window = Window(
        theme,
        words,
        _presses(app),
        _makers(stages.STAGES, theme, words, parts),
        _makers(stages.ASIDES, theme, words, parts),
        trend,
    )
    window.resize(width, height)
    window.band_painted = app.band_painted
    app.window, app.theme = window, theme
    app.show()
    return window


def _presses(app: Bedside) -> WindowPresses:
    side = SidePresses(
        log=lambda: app.go(Place.ALARM_LOG),
        volume=lambda: app.go(Place.SOUND),
        brightness=app.dim,
        help=lambda: app.go(Place.HELP),
        user=lambda: app.go(Place.SIGN_IN),
    )
    band = BandPresses(
        see=lambda alarm: app.see_alarms((int(alarm),)),
        see_all=lambda alarms: app.see_alarms(tuple(int(alarm) for alarm in alarms)),
        audio=app.pause_audio,
        side=side,
    )
    strip = StripPresses(
        touch=lambda: app.go(Place.TOUCH),
        call=lambda: app.go(Place.CALL),
        need=lambda: app.go(Place.PRN),
        note=lambda: app.go(Place.NOTE),
        emergency=app.declare_emergency,
    )
    return WindowPresses(
        band=band,
        strip=strip,
        measure=app.measure_now,
        limits=lambda: app.go(Place.ALARM_LIMITS),
        step=app.step,
        back=app.back,
        keys={
            Qt.Key.Key_F1: lambda: app.go(Place.HELP),
            Qt.Key.Key_F2: app.measure_now,
            Qt.Key.Key_F4: lambda: app.go(Place.PRN),
            Qt.Key.Key_F8: lambda: app.go(Place.NOTE),
            Qt.Key.Key_F12: app.declare_emergency,
        },
        closing=app.may_close,
    )


def _makers(
    made: Mapping[Place, stages.Make], theme: Theme, words: Words, parts: Parts
) -> dict[Place, MakeScreen]:
    def clock_s() -> float:
        return parts.now().mono_s

    def maker(make: stages.Make) -> MakeScreen:
        def build_it() -> QWidget:
            return make(theme, words, parts.app, clock_s)

        return build_it

    return {place: maker(make) for place, make in made.items()}


def application() -> QApplication:
    """The one Qt application, with our fonts."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    made = QApplication([sys.argv[0]])
    made.setApplicationName("bedside")
    load_fonts()
    return made


def session_id(now: Instant) -> str:
    """Readable and unique: the minute it began, and six random digits of its own."""
    return f"{now.wall:%Y%m%d-%H%M}-{secrets.token_hex(3)}"
