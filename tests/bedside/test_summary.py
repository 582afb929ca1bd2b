"""One session as the report tells it: what is drawn, what is joined, what is listed."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import events
from bedside.clock import START_OF_TIME, Instant
from bedside.events import WATCH, Entry
from bedside.summary import GAP_S, limit_of, summarise
from tests.bedside.any_event import any_event
from tests.bedside.course import END, OPEN, START, amended, cuff
from tests.bedside.telling import DOCTOR, NURSE, D, Telling

LIMIT = (180, 110)
HEAD = "f" * 64
RESUMED = events.SessionResumed(gap_s=1.0)
NO_FINGER = events.Measured(vital="spo2", unit="%", reason="sensor_off", source="oximeter")


def spo2(value, source="oximeter"):
    return events.Measured(vital="spo2", unit="%", value=value, source=source)


def pulse(value):
    return events.Measured(vital="pulse_rate", unit="/min", value=value, source="oximeter")


def raised(alarm=1, version=1, condition="bp_limit", priority="high", **more):
    return events.AlarmRaised(
        alarm=alarm,
        version=version,
        condition=condition,
        priority=priority,
        physiological=True,
        **more,
    )


def summary(telling, limit=LIMIT):
    return summarise(telling.entries, HEAD, limit)


def of(*happened):
    return summary(Telling().tell(*happened, by=WATCH))


def seconds(at):
    return (at - START_OF_TIME).total_seconds()


# --- the whole --------------------------------------------------------------------------------


def test_a_session_has_its_times_its_dose_and_its_head():
    telling = Telling().tell(OPEN).wait(600).tell(START).wait(2400).tell(END).wait(60)
    told = summary(telling.tell(events.NoteWritten(text="rolig")))
    assert [seconds(at) for at in (told.began_at, told.infusion_at, told.ended_at)] == [
        0,
        600,
        3060,
    ]
    assert (told.pump_time_s, told.delivered_mg, told.head) == (2400, D("72.4"), HEAD)
    assert told.opened == OPEN
    assert told.session == telling.session
    assert told.entries == tuple(telling.entries)
    assert [stretch.running for stretch in told.stretches] == [True]


def test_a_record_without_a_line_tells_nothing():
    told = summarise([], "", LIMIT)
    assert (told.began_at, told.ended_at, told.infusion_at, told.opened) == (None,) * 4
    assert (told.pump_time_s, told.delivered_mg) == (0.0, 0)
    assert (told.highest_bp, told.lowest_spo2) == (None, None)
    assert (told.cuffs, told.alarms, [line.pieces for line in told.lines]) == ((), (), [(), ()])


@pytest.mark.parametrize(
    ("story", "happened", "simulated"),
    [
        ("a demonstration says so", [OPEN], True),
        ("a real session does not", [amended(OPEN, simulated=False)], False),
        ("of a record that lost its first line nobody knows", [START], True),
    ],
)
def test_a_simulation_is_never_taken_for_a_session(story, happened, simulated):
    assert of(*happened).simulated is simulated


@pytest.mark.parametrize(
    ("story", "telling", "minutes"),
    [
        ("from the start of the infusion", Telling().tell(OPEN).wait(600).tell(START), 5),
        ("before one, from the start of the session", Telling().tell(OPEN).wait(600), 15),
        ("without either, from itself", Telling().wait(600), 0),
    ],
)
def test_minutes_are_counted(story, telling, minutes):
    assert summary(telling).minute(START_OF_TIME + timedelta(minutes=15)) == minutes


# --- blood pressures --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "systolic", "diastolic", "alarmed"),
    [
        ("under the limit", 179, 109, False),
        ("at the systolic limit", 180, 109, True),
        ("at the diastolic limit", 179, 110, True),
        ("over both", 186, 112, True),
        ("only a systolic, over", 186, None, True),
        ("only a diastolic, over", None, 112, True),
        ("only a diastolic, under", None, 70, False),
    ],
)
def test_a_pressure_at_or_over_the_limit_is_marked(story, systolic, diastolic, alarmed):
    (found,) = of(cuff(systolic, diastolic)).cuffs
    assert (found.systolic, found.diastolic, found.alarmed) == (systolic, diastolic, alarmed)
    assert (seconds(found.at), found.source) == (0, "nibp")


def test_a_cuff_that_gave_no_number_is_not_on_the_curve():
    assert of(amended(cuff(None, None), mean=90), cuff(124, 78)).cuffs == of(cuff(124, 78)).cuffs


@pytest.mark.parametrize(
    ("story", "pressures", "highest"),
    [
        ("the highest systolic", [(124, 78), (150, 90), (139, 99)], (150, 90)),
        ("of two the same, the first", [(150, 90), (150, 95)], (150, 90)),
        ("one without a systolic is none", [(None, 120), (124, 78)], (124, 78)),
        ("none", [(None, 120)], None),
    ],
)
def test_the_highest_pressure_is_the_highest_systolic(story, pressures, highest):
    found = of(*[cuff(*pressure) for pressure in pressures]).highest_bp
    assert (found and (found.systolic, found.diastolic)) == highest


# --- streamed values --------------------------------------------------------------------------

# (sentence, [(seconds to wait, what is said)], the connected pieces of SpO2)
LINES = [
    ("values close together are one line", [(0, spo2(97)), (GAP_S, spo2(96))], [[97, 96]]),
    ("a longer silence is a gap", [(0, spo2(97)), (GAP_S + 0.1, spo2(96))], [[97], [96]]),
    (
        "no value is a gap, and a second one no second",
        [(0, spo2(97)), (1, NO_FINGER), (1, NO_FINGER), (1, spo2(96))],
        [[97], [96]],
    ),
    (
        "what was typed in is no part of the line, and does not cut it",
        [(0, spo2(97)), (1, spo2(90, "manual")), (1, spo2(96))],
        [[97, 96]],
    ),
    (
        "what was typed in does not close a gap",
        [(0, spo2(97)), (1, NO_FINGER), (1, spo2(90, "manual")), (1, spo2(96))],
        [[97], [96]],
    ),
    (
        "after a restart it is a new line",
        [(0, spo2(97)), (1, RESUMED), (1, spo2(96))],
        [[97], [96]],
    ),
    ("another vital does not cut it", [(0, spo2(97)), (1, pulse(70)), (1, spo2(96))], [[97, 96]]),
    ("nor does a cuff", [(0, spo2(97)), (1, cuff(124, 78)), (1, spo2(96))], [[97, 96]]),
    ("no value at all is no line", [(0, NO_FINGER)], []),
]


@pytest.mark.parametrize(("story", "course", "pieces"), LINES, ids=[row[0] for row in LINES])
def test_a_gap_in_the_signal_is_a_gap_in_the_line(story, course, pieces):
    telling = Telling()
    for wait_s, said in course:
        telling.wait(wait_s).tell(said, by=WATCH)
    line = summary(telling).lines[0]
    assert line.vital == "spo2"
    assert [[value for _, value in piece] for piece in line.pieces] == pieces


def test_saturation_and_pulse_have_a_line_each():
    told = of(spo2(97), pulse(70))
    assert [(line.vital, line.pieces[0][0][1]) for line in told.lines] == [
        ("spo2", 97),
        ("pulse_rate", 70),
    ]


@pytest.mark.parametrize(
    ("story", "said", "lowest"),
    [
        ("the lowest of all", [spo2(97), spo2(91), spo2(95)], 91),
        ("typed in counts too", [spo2(97), spo2(88, "manual")], 88),
        ("no value is not a low one", [spo2(97), NO_FINGER], 97),
        ("a low pulse is none", [spo2(97), pulse(45)], 97),
        ("none", [NO_FINGER], None),
    ],
)
def test_the_lowest_saturation(story, said, lowest):
    assert of(*said).lowest_spo2 == lowest


# --- alarms -----------------------------------------------------------------------------------


def test_an_alarm_is_told_once_with_when_and_by_whom_it_was_seen():
    telling = Telling().tell(raised(values={"systolic": 186.0}, limit="180/110"), by=WATCH)
    telling.wait(20).tell(events.AlarmAcknowledged(alarm=1, version=1), by=NURSE)
    telling.wait(20).tell(events.AlarmAcknowledged(alarm=1, version=1), by=DOCTOR)
    telling.wait(20).tell(events.AlarmEnded(alarm=1, latched=True), by=WATCH)
    telling.wait(20).tell(events.AlarmResolved(alarm=1), by=NURSE)
    (line,) = summary(telling).alarms
    assert (line.alarm, line.condition, line.priority) == (1, "bp_limit", "high")
    assert (line.values, line.limit, line.versions) == ({"systolic": 186.0}, "180/110", 1)
    assert (line.seen_by, seconds(line.seen_at)) == (NURSE, 20)  # who saw it first
    assert (seconds(line.raised_at), seconds(line.ended_at)) == (0, 60)  # over, not off the screen


def test_an_alarm_that_stands_and_that_nobody_saw_says_so():
    (line,) = of(raised()).alarms
    assert (line.ended_at, line.seen_by, line.seen_at) == (None, "", None)


def test_an_alarm_without_an_end_of_its_own_ended_when_it_left_the_screen():
    telling = Telling().tell(raised(), by=WATCH).wait(30)
    (line,) = summary(telling.tell(events.AlarmResolved(alarm=1), by=WATCH)).alarms
    assert seconds(line.ended_at) == 30


@pytest.mark.parametrize(
    ("story", "priorities", "worst"),
    [
        ("worse", ["medium", "high"], "high"),
        ("milder", ["high", "low"], "high"),
        ("worse and milder", ["low", "medium", "low"], "medium"),
    ],
)
def test_an_alarm_that_changed_is_told_at_its_worst_from_its_beginning(story, priorities, worst):
    telling = Telling()
    for version, priority in enumerate(priorities, start=1):
        telling.wait(10).tell(raised(1, version, f"as-{priority}", priority), by=WATCH)
    (line,) = summary(telling).alarms
    assert (line.priority, line.condition, line.versions) == (
        worst,
        f"as-{worst}",
        len(priorities),
    )
    assert seconds(line.raised_at) == 10


def test_alarms_stand_in_the_order_in_which_they_were_raised():
    told = of(raised(2), raised(1), raised(2, 2), events.AlarmEnded(alarm=9))
    assert [line.alarm for line in told.alarms] == [2, 1]


# --- any record -------------------------------------------------------------------------------


STREAMED = st.builds(
    events.Measured,
    vital=st.sampled_from(["spo2", "pulse_rate"]),
    unit=st.just(""),
    value=st.none() | st.floats(0, 300),
    source=st.sampled_from(["oximeter", "manual"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 4000), any_event() | STREAMED), max_size=20))
def test_any_record_can_be_told_and_every_streamed_value_is_in_its_line(course):
    mono_s, entries = 0.0, []
    for seq, (wait_s, event) in enumerate(course, start=1):
        mono_s += wait_s
        at = Instant(mono_s, START_OF_TIME + timedelta(seconds=mono_s))
        entries.append(Entry(seq, at, NURSE, event))
    told = summarise(entries, HEAD, LIMIT)
    assert len({line.alarm for line in told.alarms}) == len(told.alarms)
    for line in told.lines:
        streamed = [
            entry
            for entry in entries
            if isinstance(entry.event, events.Measured)
            and entry.event.vital == line.vital
            and entry.event.source != "manual"
            and entry.event.value is not None
        ]
        assert [at for piece in line.pieces for at, _ in piece] == [e.at.wall for e in streamed]
        assert all(line.pieces)


LIMITS_OF = [
    ("the alarm's own limit", 1, "bp_limit", "160/110"),
    ("the alarm is another thing by now: nobody knows", 1, "bp_very_high", ""),
    ("a test alert has no alarm", None, "bp_limit", ""),
    ("an alarm that the record has not", 7, "bp_limit", ""),
]


@pytest.mark.parametrize(
    ("sentence", "alarm", "condition", "limit"), LIMITS_OF, ids=[row[0] for row in LIMITS_OF]
)
def test_an_alert_names_the_limit_that_its_alarm_was_judged_by(sentence, alarm, condition, limit):
    session = Telling().tell(OPEN, raised(limit="160/110"), by=WATCH).session
    told = events.PhysicianAlerted(
        alert=1, priority="high", condition=condition, to=DOCTOR, phone="1", alarm=alarm
    )
    assert limit_of(session, told) == limit
