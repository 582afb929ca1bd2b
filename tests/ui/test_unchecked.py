"""The alarm check itself fails at every beat: silence must not be mistaken for "all is well"."""

import pytest

from bedside.alarm_display import EVALUATOR_STOPPED
from bedside.board_view import Freshness
from bedside.protocol_watch import Priority
from tests.bedside.course import START, ready
from tests.ui.press import names
from tests.ui.ward import Ward
from ui.app import CHECK_FAILED_S
from ui.tokens import DAY


class Heard:
    """An alarm sound that keeps what it was told to be."""

    path = None

    def __init__(self):
        self.displays = []

    def hear(self, display):
        self.displays.append(display)

    def look(self):
        return ()


@pytest.fixture
def ward(tmp_path, qapp, fonts):
    ward = Ward(tmp_path, size=(1366, 768)).run(5)
    ward.app.sound = Heard()
    return ward


def fails(*_given):
    raise ValueError("the check")


def beats(ward, seconds):
    """Beats ten times a second; each fails, and goes on to whoever keeps the log."""
    for _ in range(round(seconds * 10)):
        ward.clock.advance(0.1)
        with pytest.raises(ValueError, match="the check"):
            ward.app.tick(ward.now)


def test_the_stated_delay_is_the_programs(ward):
    limits = ward.room.protocol.limits
    one = next(t for t in limits.technical if t.id == EVALUATOR_STOPPED)
    assert [(step.after_s, step.priority) for step in one.steps] == [
        (CHECK_FAILED_S, Priority.HIGH)
    ]


def test_a_check_that_fails_for_three_seconds_is_shown_and_heard(ward, monkeypatch):
    monkeypatch.setattr(ward.app, "facts", fails)
    beats(ward, 2)
    assert EVALUATOR_STOPPED not in ward.alarms
    beats(ward, 2)
    first = ward.view.watch.display.alarms[0]
    assert (first.condition, first.priority) == (EVALUATOR_STOPPED, Priority.HIGH)
    assert any("Alarmkontrollen er stanset" in name for name in names(ward.window.band))
    told = ward.app.sound.displays[-1]
    assert (told.sound, told.rang) == (Priority.HIGH, Priority.HIGH)


def test_what_stood_before_goes_on_standing_below_it(ward, monkeypatch):
    ward.follow(ready().tell(START)).run(5)
    ward.loses("oximeter").run(20)
    before = ward.alarms
    assert before
    monkeypatch.setattr(ward.app, "facts", fails)
    beats(ward, 4)
    assert ward.alarms == [EVALUATOR_STOPPED, *before]


def test_no_value_stands_as_current_that_nobody_judges(ward, monkeypatch):
    ward.bp(121, 76)
    seen = []
    ward.app.shown = seen.append
    monkeypatch.setattr(ward.app, "facts", fails)
    beats(ward, 4)
    board = seen[-1].watch.board
    assert [board.spo2.freshness, board.bp.freshness] == [Freshness.OLD] * 2
    assert (board.spo2.value, board.pulse_rate.value) == (97, 72), "greyed, with its age"
    beats(ward, 7)
    board = seen[-1].watch.board
    assert (board.spo2.value, board.pulse_rate.value) == (None, None), "---, 10 s after it came"
    tiles = (ward.window.spo2, ward.window.pulse)
    assert all("---" in tile.accessibleName() for tile in tiles)


def test_the_band_goes_on_flashing_meanwhile(ward, monkeypatch):
    monkeypatch.setattr(ward.app, "facts", fails)
    beats(ward, 4)
    fills = set()
    for _ in range(6):
        beats(ward, 0.1)
        fills.add(ward.window.band.segments[0].fill)
    assert fills == {DAY.high, DAY.high_off}


def test_when_it_works_again_it_is_gone(ward, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(ward.app, "facts", fails)
        beats(ward, 4)
    ward.run(1)
    assert EVALUATOR_STOPPED not in ward.alarms


def test_an_emergency_can_be_declared_all_the_same(ward, monkeypatch):
    monkeypatch.setattr(ward.app, "facts", fails)
    beats(ward, 4)
    ward.app.declare_emergency()
    assert ward.session.emergency.open
