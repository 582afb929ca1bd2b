"""An exception nobody caught reaches the session; a display that stood still is measured."""

import logging
import sys
import threading

import pytest

from bedside.clock import ManualClock
from ui.faults import StallGuard, report_faults


@pytest.fixture
def posted(monkeypatch, caplog):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    caplog.set_level(logging.CRITICAL, "bedside")
    arrivals = []
    report_faults(arrivals.append, ManualClock())
    return arrivals


def test_an_exception_in_a_slot_becomes_an_arrival(posted):
    error = ValueError("x")
    sys.excepthook(ValueError, error, None)
    assert [(a.what.where, a.what.detail) for a in posted] == [("screen", "ValueError: x")]


def test_an_exception_in_a_thread_names_the_thread(posted):
    def fails():
        raise OSError("gone")

    thread = threading.Thread(target=fails, name="oximeter")
    thread.start()
    thread.join()
    assert [(a.what.where, a.what.detail) for a in posted] == [("oximeter", "OSError: gone")]


def test_control_c_still_ends_the_program(posted, capsys):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert posted == []


def test_a_display_that_stood_still_says_for_how_long():
    clock, guard = ManualClock(), StallGuard(dump=False)
    assert guard.beat(clock()) is None
    assert guard.beat(clock.advance(3.0)) is None
    assert guard.beat(clock.advance(3.5)) == 3.5
    guard.stop()
