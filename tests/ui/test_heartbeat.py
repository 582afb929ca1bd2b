"""The order of one beat, and that an arrival wakes it at once."""

import sys
from queue import SimpleQueue

import pytest

from bedside.clock import ManualClock
from ui.heartbeat import Heartbeat


@pytest.fixture
def log():
    return []


@pytest.fixture
def inbox():
    return SimpleQueue()


@pytest.fixture
def heart(qapp, inbox, log):
    heart = Heartbeat(inbox, ManualClock(), log.append, lambda now: log.append(now.mono_s))
    yield heart
    heart.stop()


def test_a_beat_takes_what_arrived_then_lets_time_pass(heart, inbox, log):
    inbox.put("first")
    inbox.put("second")
    heart.beat()
    assert log == ["first", "second", 0.0]


def test_it_beats_by_itself(qtbot, heart, log):
    heart.start(interval_ms=1)
    qtbot.waitUntil(lambda: len(log) >= 3, timeout=1000)


def test_an_arrival_wakes_it_without_waiting_for_the_timer(qtbot, heart, inbox, log):
    inbox.put("arrived")
    heart.wake()
    qtbot.waitUntil(lambda: "arrived" in log, timeout=1000)


def test_a_thousand_wakes_are_one_beat(qtbot, heart, log):
    for _ in range(1000):
        heart.wake()
    qtbot.waitUntil(lambda: len(log) >= 1, timeout=1000)
    assert len(log) < 5


def test_waking_after_the_end_does_nothing(heart):
    heart.stop()
    heart.wake()


def test_an_arrival_that_fails_keeps_neither_the_others_nor_the_check(
    qapp, inbox, log, monkeypatch
):
    told = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: told.append(error))

    def take(arrival):
        if arrival == "bad":
            raise ValueError(arrival)
        log.append(arrival)

    heart = Heartbeat(inbox, ManualClock(), take, lambda now: log.append(now.mono_s))
    for arrival in ("bad", "good"):
        inbox.put(arrival)
    heart.beat()
    heart.stop()
    assert log == ["good", 0.0]
    assert [str(error) for error in told] == ["bad"]
