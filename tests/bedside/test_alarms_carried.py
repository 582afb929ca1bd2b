"""The next patient begins with nothing of the one before (ALARMS A.7, F.10)."""

import pytest

from bedside.alarms import AlarmState
from bedside.protocol_watch import Priority
from tests.bedside.test_room import ABORTED, Here, disk

HIGH, MEDIUM = Priority.HIGH, Priority.MEDIUM

__all__ = ["disk"]  # a fixture


def band(here):
    return here.room.watch.view.display


def silenced(here):
    """Two alarms that are seen and silenced, and one that is over and waits to be reset."""
    here.opened().run(5)
    here.bp(186, 112).bp(120, 76)
    here.spo2 = 88.0
    here.run(15, facts=("sound_failed",))
    for shown in band(here).alarms:
        if not shown.latched:
            here.room.watch.acknowledge(shown.number, shown.version, "ida", here.now)
    here.run(1, facts=("sound_failed",))
    return here


def next_patient(here):
    assert here.room.act(ABORTED, here.now) is None
    here.spo2 = 97.0
    here.run(10)
    here.room.close_view(here.now)
    here.run(5).room.open_session(here.now)
    return here.run(1)


@pytest.fixture
def here(disk):
    return silenced(Here(disk))


def test_what_the_one_before_leaves_behind_is_there_to_be_left(here):
    seen = {s.condition: (s.latched, s.silent_until_s is not None) for s in band(here).alarms}
    assert seen["bp_limit"] == (True, False)
    assert seen["spo2_low"] == seen["sound_failed"] == (False, True)
    assert (band(here).sound, band(here).paused) == (None, True)


def test_no_alarm_no_pause_and_nothing_unreset_goes_on_into_the_next_session(here):
    told = next_patient(here)
    assert (band(told).alarms, band(told).paused, band(told).sound) == ((), False, None)
    left = told.room.session.alarms.by_key.values()
    assert [one for one in left if one.state is not AlarmState.RESOLVED] == []


@pytest.mark.parametrize(
    ("sentence", "facts", "spo2", "condition"),
    [
        ("the same saturation sounds at once again", (), 88.0, "spo2_low"),
        ("the same missing sound too", ("sound_failed",), 97.0, "sound_failed"),
    ],
)
def test_what_was_silenced_for_one_patient_sounds_for_the_next(
    here, sentence, facts, spo2, condition
):
    told = next_patient(here)
    told.spo2 = spo2
    told.run(12, facts=facts)
    (shown,) = band(told).alarms
    assert (shown.condition, shown.seen_by, shown.silent_until_s) == (condition, "", None)
    assert band(told).sound is MEDIUM


def test_a_fact_that_stands_all_along_is_raised_anew_and_is_heard(here):
    here.room.act(ABORTED, here.now)
    here.spo2 = 97.0
    here.run(10, facts=("sound_failed",))
    here.room.close_view(here.now)
    here.run(1, facts=("sound_failed",))
    here.room.open_session(here.now)
    here.run(1, facts=("sound_failed",))
    (shown,) = band(here).alarms
    assert (shown.condition, shown.seen_by, shown.silent_until_s) == ("sound_failed", "", None)
    assert band(here).sound is MEDIUM


def test_the_limits_are_those_of_the_site_again(here):
    first = here.room.watch.engine.rules.ladders
    told = next_patient(here)
    assert (
        told.room.watch.engine.rules.ladders
        == first
        == Here(told.disk).room.watch.engine.rules.ladders
    )
