"""The alarm check itself fails at every beat: silence must not be mistaken for "all is well"."""

import pytest

from bedside.alarm_display import EVALUATOR_STOPPED
from bedside.board_view import Freshness
from bedside.protocol_watch import Priority
from bedside.room import Room
from bedside.sounding import Say, Sounding
from bedside.vitals import BloodPressure
from tests.bedside.course import START, ready
from tests.ui.press import names
from tests.ui.ward import Ward
from ui.app import CHECK_FAILED_S
from ui.tokens import DAY

LENGTH_S = {Priority.HIGH: 1.5, Priority.MEDIUM: 1.0, Priority.LOW: 0.6}  # short: to be over


class Heard:
    """An alarm sound that keeps what it was told to be."""

    path = None

    def __init__(self):
        self.displays = []

    def hear(self, display):
        self.displays.append(display)

    def look(self):
        return ()


class Sounded(Heard):
    """What would be heard: each burst that is begun, by the rules of bedside/sounding.py."""

    def __init__(self, clock):
        super().__init__()
        self.clock, self.begun, self._sounding = clock, [], Sounding()

    def hear(self, display):
        super().hear(display)
        now_s = self.clock().mono_s
        self._sounding, say = self._sounding.after(display, now_s, LENGTH_S)
        if say is Say.BEGIN:
            self.begun.append((round(now_s, 1), self._sounding.burst))
        return say is Say.BEGIN


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


def test_when_it_works_again_nothing_that_is_long_over_is_heard_once_more(ward, monkeypatch):
    ward.follow(ready().tell(START)).run(5)
    ward.app.sound = Sounded(ward.clock)
    ward.spo2 = 88
    ward.run(12)
    ward.spo2 = 97
    ward.run(20)
    assert ward.alarms == []
    with monkeypatch.context() as broken:
        broken.setattr(ward.app, "facts", fails)
        beats(ward, 6)
    count = len(ward.app.sound.begun)
    ward.run(5)
    assert ward.alarms == []
    assert len(ward.app.sound.begun) == count, "nothing new has come"


@pytest.mark.parametrize("half", [False, True], ids=["judged", "judged and not heard"])
def test_an_alarm_that_comes_as_it_works_again_is_heard_at_once(ward, monkeypatch, half):
    """Also where the check judged it while whatever comes after the check failed."""
    ward.follow(ready().tell(START)).run(5)
    ward.app.sound = Sounded(ward.clock)
    with monkeypatch.context() as broken:
        broken.setattr(*((Room, "_escalate") if half else (ward.app, "facts")), fails)
        beats(ward, 3.5)
        ward.says(BloodPressure(186, 112, 136))
        for _ in range(ward.parts.inbox.qsize()):
            ward.app.take(ward.parts.inbox.get_nowait())
        beats(ward, 2)
    before = len(ward.app.sound.begun)
    ward.clock.advance(0.1)
    ward.app.tick(ward.now)
    assert "bp_limit" in ward.alarms
    assert ward.app.sound.begun[before:] == [(round(ward.now.mono_s, 1), Priority.HIGH)]


def test_an_emergency_can_be_declared_all_the_same(ward, monkeypatch):
    monkeypatch.setattr(ward.app, "facts", fails)
    beats(ward, 4)
    ward.app.declare_emergency()
    assert ward.session.emergency.open
