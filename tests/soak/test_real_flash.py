"""The flash in real time: the real heartbeat, and when the band was truly painted."""

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer

from bedside.clock import system_clock
from bedside.vitals import Measurement, Vital
from tests.ui import ward as wards
from tests.ui.test_flash import HIGH, as_allowed
from ui.app import Bedside
from ui.heartbeat import Heartbeat
from ui.theme import load_fonts
from ui.tokens import DAY

pytestmark = pytest.mark.soak
SECONDS = 20


class Painted(QObject):
    """[(instant, whether it was bright)] of each time the segment was painted."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def eventFilter(self, segment, event):
        if event.type() == QEvent.Type.Paint:
            self.seen.append((system_clock().mono_s, segment.fill == DAY.high))
        return False


def test_each_flash_is_within_its_ranges_as_it_was_painted(tmp_path, qtbot, monkeypatch):
    load_fonts()
    monkeypatch.setattr(wards, "ManualClock", lambda _wall: system_clock)
    ward = wards.Ward(tmp_path, size=(1366, 768)).sign_in()
    ward.app.show_every_s = Bedside.show_every_s
    ward.room.open_session(ward.now)
    ward.bp(190, 115)
    qtbot.addWidget(ward.window)
    ward.window.show()
    heart = Heartbeat(ward.parts.inbox, ward.parts.now, ward.app.take, ward.app.tick)

    def speak():
        for vital, value in ((Vital.SPO2, 97.0), (Vital.PULSE_RATE, 72.0)):
            ward.says(Measurement(vital, value), "oximeter")
        heart.wake()

    painted, speaks, loop = Painted(), QTimer(), QEventLoop()
    ward.window.band.segments[0].installEventFilter(painted)
    speaks.timeout.connect(speak)
    speaks.start(1000)
    heart.start()
    QTimer.singleShot(1000 * SECONDS, loop.quit)
    loop.exec()
    heart.stop()
    ward.store.close()
    assert len(painted.seen) > SECONDS
    as_allowed(HIGH, painted.seen)
