"""Pump time, the delivered dose and the end of the infusion, minute by minute (§3.2, SPEC 2)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import events
from bedside.clock import Instant
from bedside.events import Entry
from bedside.infusion import Infusion, Pump
from tests.bedside.telling import D, Telling

START = events.InfusionStarted(dose_mg=D("72.4"), volume_ml=D(50), rate_ml_h=D(75))
PAUSE = events.InfusionPaused(reason="toalett")
RESUME = events.InfusionResumed()
STOP = events.InfusionEnded(completed=False, reason="ønsker å slutte", delivered_mg=D("30.1"))
DONE = events.InfusionEnded(completed=True, delivered_mg=D("72.4"))


def gap(seconds):
    return events.SessionResumed(gap_s=seconds)


RAN = events.PumpGapAnswered(ran_throughout=True)
BEHIND = events.SessionResumed(gap_s=0.0, clock_behind_s=3600.0)


def ran(seconds):
    return events.PumpGapAnswered(ran_throughout=False, ran_s=seconds)


def stood(seconds):
    return events.PumpGapAnswered(ran_throughout=False, stood_s=seconds)


# (story, [(seconds to wait, then this happens)...], seconds to wait after it,
#  pump, pump time in s, mg given)
COURSES = [
    ("not started: nothing runs and nothing is given", [], 600, "not_started", 0, "0.0"),
    ("started ten minutes ago: a quarter of the dose", [(0, START)], 600, "running", 600, "18.1"),
    ("started now: nothing given yet", [(5, START)], 0, "running", 0, "0.0"),
    ("at 40 minutes the whole dose", [(0, START)], 2400, "running", 2400, "72.4"),
    ("after 40 minutes never more than the dose", [(0, START)], 9000, "running", 9000, "72.4"),
    ("a pause is not counted", [(0, START), (600, PAUSE)], 300, "paused", 600, "18.1"),
    (
        "resumed: goes on where it stood",
        [(0, START), (600, PAUSE), (300, RESUME)],
        600,
        "running",
        1200,
        "36.2",
    ),
    (
        "two pauses",
        [(0, START), (60, PAUSE), (60, RESUME), (60, PAUSE), (600, RESUME)],
        60,
        "running",
        180,
        "5.4",
    ),
    ("stopped: what the pump showed counts", [(0, START), (900, STOP)], 99, "ended", 900, "30.1"),
    (
        "stopped while paused",
        [(0, START), (600, PAUSE), (300, STOP)],
        60,
        "ended",
        600,
        "30.1",
    ),
    ("ended twice: the first end counts", [(0, START), (900, STOP), (9, DONE)], 0, "ended", 900,
     "30.1"),
    ("a pause of a pump that does not run is no pause", [(0, PAUSE)], 60, "not_started", 0, "0.0"),
    ("resuming a running pump changes nothing", [(0, START), (60, RESUME)], 60, "running", 120,
     "3.6"),
    ("resuming after the end changes nothing", [(0, START), (900, STOP), (9, RESUME)], 60, "ended",
     900, "30.1"),
    ("a second start goes on counting", [(0, START), (600, START)], 600, "running", 1200, "36.2"),
    (
        "started again after an end: pump time is new, what was given before is added",
        [(0, START), (900, STOP), (60, START)],
        600,
        "running",
        600,
        "48.2",
    ),
    (
        "what the pump showed was read again",
        [(0, START), (900, STOP),
         (60, events.DeliveredDoseCorrected(corrects=2, delivered_mg=D("27.2"), reason="avlest"))],
        0,
        "ended",
        900,
        "27.2",
    ),
    (
        "a correction of a dose that has not ended changes nothing",
        [(0, START),
         (600, events.DeliveredDoseCorrected(corrects=2, delivered_mg=D("27.2"), reason="x"))],
        0,
        "running",
        600,
        "18.1",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("story", "course", "after_s", "pump", "pump_time_s", "given_mg"),
    COURSES,
    ids=[course[0] for course in COURSES],
)
def test_pump_time_and_dose(story, course, after_s, pump, pump_time_s, given_mg):
    telling = Telling()
    for wait_s, event in course:
        telling.wait(wait_s).tell(event)
    telling.wait(after_s)
    infusion = telling.session.infusion
    assert infusion.pump == pump
    assert infusion.pump_time_s(telling.now) == pytest.approx(pump_time_s)
    assert infusion.given_mg(telling.now) == D(given_mg)


# After a crash the clock begins at another place: (story, [(wait, event)], expected pump time)
GAPS = [
    ("counted as running while nobody watched", [(0, START), (300, gap(120))], 60, 480),
    ("confirmed: it ran the whole time", [(0, START), (300, gap(120)), (10, RAN)], 50, 480),
    ("it stood for one of two minutes", [(0, START), (300, gap(120)), (10, stood(60))], 50, 420),
    ("it cannot have stood longer than the gap", [(0, START), (300, gap(120)), (0, stood(999))], 60,
     360),
    ("a negative standstill is none", [(0, START), (300, gap(120)), (0, stood(-5))], 60, 480),
    ("a gap while paused is not counted", [(0, START), (300, PAUSE), (60, gap(120))], 60, 300),
    ("a gap before the start is not counted", [(0, gap(120)), (0, START)], 60, 60),
    ("two crashes", [(0, START), (60, gap(30)), (60, gap(30))], 60, 240),
    ("two crashes, and it stood through both", [(0, START), (60, gap(30)), (60, gap(30)),
                                                 (0, stood(60))], 60, 180),
    ("a clock set back makes no time", [(0, START), (300, gap(-50))], 60, 360),
]  # fmt: skip


@pytest.mark.parametrize(
    ("story", "course", "after_s", "pump_time_s"), GAPS, ids=[gap[0] for gap in GAPS]
)
def test_pump_time_across_a_crash(story, course, after_s, pump_time_s):
    infusion, at = across(course)
    now = Instant(at.mono_s + after_s, at.wall + timedelta(seconds=after_s))
    assert infusion.pump_time_s(now) == pytest.approx(pump_time_s)


def across(course):
    """The infusion after a course with crashes, and when that is."""
    infusion, wall, mono = Infusion(), Telling().now.wall, 5000.0
    for seq, (wait_s, event) in enumerate(course, start=1):
        wall += timedelta(seconds=wait_s)
        mono += wait_s
        if isinstance(event, events.SessionResumed):
            # The time waited passed with a line each second; the program died at its end.
            infusion = infusion.after(
                Entry(seq, Instant(mono, wall), "-", events.SoundTested(heard=True))
            )
            away_s = max(0.0, event.gap_s) - event.clock_behind_s
            mono, wall = 3.0, wall + timedelta(seconds=away_s)
        infusion = infusion.after(Entry(seq, Instant(mono, wall), "ida", event))
    return infusion, Instant(mono, wall)


@settings(max_examples=60)
@given(
    before_s=st.integers(0, 2400),
    gap_s=st.integers(0, 600),
    after_s=st.integers(0, 2400),
    began_s=st.floats(0, 1e6),
    again_s=st.floats(0, 1e6),
)
def test_pump_time_and_gap_add_up_to_the_second(before_s, gap_s, after_s, began_s, again_s):
    wall = Telling().now.wall
    stamps = [
        (began_s, 0, START),
        (began_s + before_s, before_s, events.SoundTested(heard=True)),
        (again_s, before_s + gap_s, events.SessionResumed(gap_s=gap_s)),
    ]
    infusion = Infusion()
    for seq, (mono, passed, event) in enumerate(stamps, start=1):
        at = Instant(mono, wall + timedelta(seconds=passed))
        infusion = infusion.after(Entry(seq, at, "ida", event))
    now = Instant(again_s + after_s, wall + timedelta(seconds=before_s + gap_s + after_s))
    assert infusion.pump_time_s(now) == pytest.approx(before_s + gap_s + after_s, abs=0.01)
    assert infusion.unwatched_s == gap_s
    assert infusion.unconfirmed == (gap_s > 0)


def test_a_gap_stays_unconfirmed_until_the_nurse_has_answered():
    telling = Telling().tell(START).wait(60).tell(gap(30))
    assert telling.session.infusion.unconfirmed
    telling.tell(RAN)
    assert not telling.session.infusion.unconfirmed
    assert telling.session.infusion.unwatched_total_s == 30


# The clock stood before the last line: (sentence, course, seconds after it, pump time, asked,
# how long it ran as the nurse told)
UNKNOWN = [
    ("a pump that ran is asked for, and counts on from the restart", [(0, START), (300, BEHIND)],
     60, 360, True, 0),
    ("the nurse read that it ran for two minutes more", [(0, START), (300, BEHIND), (60, ran(120))],
     0, 480, False, 120),
    ("the nurse saw that it stood", [(0, START), (300, BEHIND), (60, ran(0))], 0, 360, False, 0),
    ("that it ran all the time says nothing of how long", [(0, START), (300, BEHIND), (60, RAN)],
     0, 360, True, 0),
    ("it is asked once for two such restarts", [(0, START), (300, BEHIND), (60, BEHIND),
                                                (0, ran(90))], 0, 450, False, 90),
    ("a gap that was measured is asked for after it", [(0, START), (300, gap(120)), (60, BEHIND),
                                                       (0, ran(90))], 0, 570, True, 90),
    ("both are answered", [(0, START), (300, gap(120)), (60, BEHIND), (0, ran(90)),
                           (0, stood(60))], 0, 510, False, 90),
    ("a pump that stood paused is not asked for", [(0, START), (300, PAUSE), (60, BEHIND)], 60, 300,
     False, 0),
    ("a pump that was not started is not asked for", [(0, BEHIND), (0, START)], 60, 60, False, 0),
    ("a pump that had ended is not asked for", [(0, START), (300, STOP), (60, BEHIND)], 60, 300,
     False, 0),
    ("how long it ran is no answer to a gap that was measured", [(0, START), (300, gap(120)),
                                                                 (0, ran(90))], 0, 420, True, 0),
    ("a negative time is none", [(0, START), (300, BEHIND), (0, ran(-90))], 0, 300, False, 0),
    ("started anew after its end: the new one has no gap", [(0, START), (300, BEHIND), (0, STOP),
                                                            (9, START)], 60, 60, False, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("story", "course", "after_s", "pump_time_s", "asked", "told_s"),
    UNKNOWN,
    ids=[row[0] for row in UNKNOWN],
)
def test_a_gap_that_no_clock_can_tell_is_read_from_the_pump(
    story, course, after_s, pump_time_s, asked, told_s
):
    infusion, now = across(course)
    later = Instant(now.mono_s + after_s, now.wall + timedelta(seconds=after_s))
    assert infusion.pump_time_s(later) == pytest.approx(pump_time_s)
    assert infusion.unconfirmed is asked
    assert infusion.told_ran_s == told_s


def test_it_is_asked_from_the_last_line_before_and_the_pump_time_then():
    infusion, _now = across([(0, START), (300, BEHIND), (60, BEHIND)])
    assert infusion.unknown_since == Telling().now.wall + timedelta(seconds=300)
    assert (infusion.unknown_at_s, infusion.unknown_gaps) == (300, 2)


def test_forty_minutes_is_a_question_and_never_an_end():
    telling = Telling().tell(START).wait(2399)
    assert not telling.session.infusion.due(telling.now)
    telling.wait(1)
    assert telling.session.infusion.due(telling.now)
    telling.wait(3600)
    assert telling.session.infusion.pump is Pump.RUNNING
    assert not telling.tell(DONE).session.infusion.due(telling.now)


def test_the_expected_end_moves_with_a_pause():
    telling = Telling().tell(START)
    began = telling.now.wall
    infusion = telling.session.infusion
    assert infusion.expected_end(telling.now) == began + timedelta(minutes=40)
    telling.wait(600).tell(PAUSE).wait(300).tell(RESUME)
    assert telling.session.infusion.expected_end(telling.now) == began + timedelta(minutes=45)
    assert telling.session.infusion.remaining_s(telling.now) == 1800


@pytest.mark.parametrize(
    ("passed_s", "minute"), [(0, 1), (59, 1), (60, 2), (2399, 40), (2400, 40), (9000, 40)]
)
def test_the_running_minute_counts_from_one_and_stops_at_forty(passed_s, minute):
    telling = Telling().tell(START).wait(passed_s)
    assert telling.session.infusion.minute(telling.now) == minute


def test_time_since_the_end_survives_a_restart():
    telling = Telling().tell(START).wait(900).tell(STOP).wait(300)
    assert telling.session.infusion.since_end_s(telling.now) == 300
    ended = telling.session.infusion
    wall = telling.now.wall + timedelta(seconds=120)
    infusion = ended.after(Entry(9, Instant(2.0, wall), "-", gap(420)))
    assert infusion.since_end_s(Instant(2.0, wall)) == pytest.approx(420)
    assert infusion.since_end_s(Instant(62.0, wall)) == pytest.approx(480)


def test_nobody_is_observed_before_the_end():
    telling = Telling().tell(START)
    assert telling.session.infusion.since_end_s(telling.now) is None


def test_pauses_and_their_reasons_stand_in_the_stretches():
    telling = Telling().tell(START).wait(60).tell(PAUSE).wait(60).tell(RESUME)
    runs = [(stretch.running, stretch.reason) for stretch in telling.session.infusion.stretches]
    assert runs == [(True, ""), (False, "toalett"), (True, "")]


DECIMALS = st.decimals(allow_nan=True, allow_infinity=True) | st.sampled_from(
    [D(0), D("1E+999999"), D("-1E-999999"), D("NaN"), D("Infinity")]
)
ABSURD = st.one_of(
    st.builds(
        events.InfusionStarted,
        dose_mg=DECIMALS,
        volume_ml=DECIMALS,
        rate_ml_h=DECIMALS,
        duration_s=st.integers(-(10**30), 10**30) | st.just(0),
    ),
    st.builds(events.InfusionPaused, reason=st.just("")),
    st.just(RESUME),
    st.builds(events.InfusionEnded, completed=st.booleans(), delivered_mg=DECIMALS),
    st.builds(
        events.DeliveredDoseCorrected,
        corrects=st.integers(),
        delivered_mg=DECIMALS,
        reason=st.just(""),
    ),
    st.builds(events.SessionResumed, gap_s=st.floats(), clock_behind_s=st.floats()),
    st.builds(
        events.PumpGapAnswered,
        ran_throughout=st.booleans(),
        stood_s=st.floats(),
        ran_s=st.none() | st.floats(),
    ),
)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.floats(-1e6, 1e6), ABSURD), max_size=8), st.floats(-1e6, 1e6))
def test_absurd_numbers_can_be_folded_and_asked(course, later_s):
    infusion, wall, mono = Infusion(), Telling().now.wall, 0.0
    for seq, (wait_s, event) in enumerate(course, start=1):
        mono += wait_s
        infusion = infusion.after(Entry(seq, Instant(mono, wall), "ida", event))
    now = Instant(mono + later_s, wall)
    assert infusion.pump_time_s(now) >= 0
    assert infusion.remaining_s(now) >= 0
    assert infusion.expected_end(now) >= wall
    assert isinstance(infusion.given_mg(now), Decimal)
    assert infusion.minute(now) >= 1
    assert infusion.due(now) in (True, False)
    assert (infusion.since_end_s(now) is None) == (infusion.pump is not Pump.ENDED)


def test_a_duration_of_nothing_gives_the_whole_dose_at_once():
    start = events.InfusionStarted(dose_mg=D(35), volume_ml=D(1), rate_ml_h=D(0), duration_s=0)
    telling = Telling().tell(start)
    assert telling.session.infusion.given_mg(telling.now) == D("35.0")
    assert telling.session.infusion.minute(telling.now) == 1
