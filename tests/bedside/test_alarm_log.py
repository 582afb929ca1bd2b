"""The alarm log: each alarm once, with limit, readings, acts and delays (ALARMS A.6, A.8)."""

import pytest
from hypothesis import given, settings

from bedside import events
from bedside.alarm_log import alarm_log
from bedside.events import WATCH
from bedside.vitals import BloodPressure, Reason
from tests.bedside.any_event import any_event
from tests.bedside.bed import NURSE, Bed
from tests.bedside.strategies import records
from tests.bedside.telling import DOCTOR, Telling


def raised(priority="high", version=1, condition="bp_limit", **more):
    more.setdefault("values", {"systolic": 186.0, "diastolic": 112.0})
    return events.AlarmRaised(
        alarm=1, version=version, condition=condition, priority=priority, physiological=True, **more
    )


SEEN = events.AlarmAcknowledged(alarm=1, version=1)
PAUSED = events.AlarmAudioPaused(alarm=1, for_s=120.0)
SOUND_AGAIN = events.AlarmAudioPaused(alarm=1, for_s=0.0)
ENDED = events.AlarmEnded(alarm=1, latched=True, values={"systolic": 203.0, "diastolic": 118.0})
GONE = events.AlarmResolved(alarm=1)
SIGNALLED = events.AlarmSignalled(alarm=1, shown_s=0.02, sounded_s=0.03)


def log(*lines):
    """Told ten seconds apart; by the watch, or by who stands beside the event."""
    telling = Telling()
    for line in lines:
        event, by = line if isinstance(line, tuple) else (line, WATCH)
        telling.tell(event, by=by).wait(10)
    return alarm_log(telling.entries)


def one(*lines):
    (line,) = log(*lines)
    return line


ACTS = [
    ("nobody has touched it", [], []),
    ("Ida has seen it", [(SEEN, NURSE)], [(NURSE, "seen")]),
    ("Ida, then the doctor", [(SEEN, NURSE), (SEEN, DOCTOR)], [(NURSE, "seen"), (DOCTOR, "seen")]),
    ("the sound was paused, and the pause ended", [(PAUSED, NURSE), (SOUND_AGAIN, NURSE)],
     [(NURSE, "paused"), (NURSE, "pause_ended")]),
    ("it was reset when it was over", [ENDED, (GONE, NURSE)], [(NURSE, "reset")]),
    ("it went by itself: nobody reset it", [events.AlarmEnded(alarm=1), GONE], []),
    ("somebody who was not signed in", [(SEEN, "-")], [("-", "seen")]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "lines", "acts"), ACTS, ids=[row[0] for row in ACTS])
def test_who_did_what(sentence, lines, acts):
    assert [(act.by, act.done) for act in one(raised(), *lines).acts] == acts


READINGS = [
    ("the reading that raised it", [raised()], [("raised", 186)]),
    ("it got worse", [raised(), raised(version=2, values={"systolic": 203.0})],
     [("raised", 186), ("worse", 203)]),
    ("it came back within its minute", [raised(), events.AlarmEnded(alarm=1), raised()],
     [("raised", 186), ("again", 186)]),
    ("it became milder", [raised(), events.AlarmEased(
        alarm=1, condition="bp_limit", priority="high", values={"systolic": 182.0})],
     [("raised", 186), ("eased", 182)]),
    ("at its worst it was further out than any that was told", [raised(), ENDED],
     [("raised", 186), ("worst", 203)]),
    ("the worst was told already", [raised(values=ENDED.values), ENDED], [("raised", 203)]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "lines", "told"), READINGS, ids=[r[0] for r in READINGS])
def test_which_readings_caused_it(sentence, lines, told):
    found = [(r.told, r.values["systolic"]) for r in one(*lines).readings]
    assert found == told


def test_the_worst_version_names_the_alarm_and_its_limit():
    milder = raised("medium", condition="spo2_low", limit="<90", values={"spo2": 88.0})
    worse = raised("high", 2, "spo2_very_low", limit="<85", values={"spo2": 83.0})
    line = one(milder, worse, (SEEN, NURSE))
    assert (line.condition, line.priority, line.limit) == ("spo2_very_low", "high", "<85")
    assert [reading.limit for reading in line.readings] == ["<90", "<85"]


def test_an_alarm_that_came_back_is_not_over():
    line = one(raised(), events.AlarmEnded(alarm=1), raised())
    assert (line.ended_at, line.on_screen) == (None, True)


def test_one_that_is_over_and_not_reset_still_stands_on_the_screen():
    over, reset = one(raised(), ENDED), one(raised(), ENDED, (GONE, NURSE))
    assert (over.ended_at is not None, over.on_screen) == (True, True)
    assert (reset.ended_at, reset.on_screen) == (over.ended_at, False)


def test_the_delays_are_those_of_the_first_version():
    later = events.AlarmSignalled(alarm=1, version=2, shown_s=0.5)
    line = one(raised(waited_s=10.0), SIGNALLED, raised(version=2, waited_s=25.0), later)
    assert (line.waited_s, line.shown_s, line.sounded_s) == (10.0, 0.02, 0.03)
    assert one(raised()).shown_s is None, "an old record does not hold it"


def test_an_act_on_an_alarm_that_nobody_raised_is_left_out():
    assert log(SEEN, ENDED, GONE, SIGNALLED, PAUSED) == ()


@settings(max_examples=60, deadline=None)
@given(records(any_event()))
def test_whatever_a_record_holds_the_log_can_be_read(entries):
    numbers = [e.event.alarm for e in entries if isinstance(e.event, events.AlarmRaised)]
    assert [line.alarm for line in alarm_log(entries)] == list(dict.fromkeys(numbers))


# ------------------------------------------------------------------ the condition delay, lived


def waited(bed, condition):
    return next(e.waited_s for e in bed.noted(events.AlarmRaised) if e.condition == condition)


def low(bed):
    bed.spo2 = 88
    return bed.run(12)


def no_finger(bed):
    bed.spo2 = bed.pulse = Reason.SENSOR_OFF
    return bed.run(32)


LIVED = [
    ("SpO2 below 90 for ten seconds", low, "spo2_low", 10.0),
    ("a blood pressure alarms at once", lambda bed: bed.bp(186, 112), "bp_limit", 0.0),
    ("a pressure that the monitor measured 20 s before it told",
     lambda bed: bed.says(BloodPressure(186, 112, None, measured_ago_s=20.0)).beat(),
     "bp_limit", 20.0),
    ("a finger off the sensor for ten seconds", no_finger, "spo2_no_signal", 10.0),
    ("a cable that was pulled, five seconds after the last word",
     lambda bed: bed.lose().run(8), "oximeter_silent", 5.0),
    ("an old pressure that a tightened limit makes red: since the limit",
     lambda bed: bed.bp(165, 95).run(30).saw(events.AlarmLimitChanged(
         limit="bp_limit", bound="systolic_high_mmhg", value=160, was=180)).beat(),
     "bp_limit", 0.0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "happens", "condition", "seconds"), LIVED, ids=[row[0] for row in LIVED]
)
def test_the_condition_delay_stands_in_the_record(sentence, happens, condition, seconds):
    bed = Bed().run(5)
    happens(bed)
    assert waited(bed, condition) == pytest.approx(seconds, abs=1.01 if seconds == 5.0 else 0.01)
