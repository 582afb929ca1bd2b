"""How whole sessions are judged by `bedside bench --alarms`."""

import pytest

from bedside import events
from bedside.clock import START_OF_TIME, ManualClock
from bedside.events import Entry
from tests.bedside.telling import protocol
from ui.bench_alarms import (
    Danger,
    Played,
    cuff_at_work,
    judged,
    of_patient,
    of_pressures,
    table,
)

LIMITS = protocol().limits


def entry(at_s, event):
    return Entry(1, ManualClock(START_OF_TIME, at_s)(), "watch", event)


def raised(at_s, condition, physiological=True, version=1, number=1):
    return entry(
        at_s,
        events.AlarmRaised(
            alarm=number,
            version=version,
            condition=condition,
            priority="high",
            physiological=physiological,
            limit="",
            values={},
        ),
    )


def pressure(at_s, systolic, diastolic):
    return entry(
        at_s,
        events.Measured(
            vital="nibp", unit="mmHg", systolic=systolic, diastolic=diastolic, source="nibp"
        ),
    )


SILENT = Danger(frozenset({"oximeter_silent"}), 600.0, 7.0)

# (sentence, calm, what stands in the record, dangers, good)
JUDGED = [
    ("a calm session without an alarm is good", True, [], [], True),
    ("one technical alarm is allowed", True, [raised(9, "bp_overdue", False)], [], True),
    (
        "two technical alarms are not",
        True,
        [raised(9, "bp_overdue", False), raised(99, "bp_failed", False, number=2)],
        [],
        False,
    ),
    ("an alarm about a calm patient is not", True, [raised(9, "pulse")], [], False),
    ("a danger in time is good", False, [raised(606, "oximeter_silent", False)], [SILENT], True),
    ("a danger too late is not", False, [raised(608, "oximeter_silent", False)], [SILENT], False),
    ("a danger that is never said is not", False, [raised(606, "pulse")], [SILENT], False),
    ("what was said long before is not it", False, [raised(500, SILENT.name)], [SILENT], False),
    ("a scenario whose danger nobody finds is not", False, [], [], False),
]


@pytest.mark.parametrize(
    ("sentence", "calm", "entries", "dangers", "good"), JUDGED, ids=[row[0] for row in JUDGED]
)
def test_a_session_is_judged(sentence, calm, entries, dangers, good):
    row = judged(Played("calm" if calm else "x", 1, calm, entries, dangers))
    assert row.good is good
    assert ("NOT GOOD" in table([row])[1]) is not good
    assert row.told()["good"] is good


def dangers_of(course, held=()):
    """{condition: stated seconds} of a saturation that changes at these seconds."""

    def truth(at_s):
        return {"spo2": [value for since_s, value in course if since_s <= at_s][-1]}

    return {d.name: d.stated_s for d in of_patient(LIMITS, truth, 0.0, 300.0, held)}


def test_a_fall_is_a_danger_once_it_has_lasted_as_long_as_its_limit_states():
    assert dangers_of([(0, 97)]) == {}
    assert dangers_of([(0, 97), (60, 89), (70, 97)]) == {}
    assert dangers_of([(0, 97), (60, 89), (80, 97)]) == {"spo2_low": 12.0}
    assert dangers_of([(0, 97), (60, 84), (80, 97)]) == {"spo2_low": 12.0, "spo2_very_low": 7.0}


def test_a_cuff_at_work_may_hold_back_the_milder_alarm_and_not_the_urgent_one():
    lines = [
        entry(50, events.NibpRequested(start_id=1, why="plan")),
        pressure(75, 120, 70),
    ]
    held = cuff_at_work(lines, 10.0)
    assert held == [(50, 85)]
    stated = dangers_of([(0, 97), (60, 84), (120, 97)], held)
    assert stated["spo2_low"] == 12 + 25
    assert stated["spo2_very_low"] == 7


def test_the_reading_that_first_passes_each_limit_is_a_danger_of_that_instant():
    lines = [pressure(1, 179, 109), pressure(2, 179, 110), pressure(3, 201, 110)]
    found = {frozenset(d.conditions): d.began_s for d in of_pressures(LIMITS, lines)}
    assert found == {
        frozenset({"bp_limit", "bp_very_high"}): 2,
        frozenset({"bp_very_high"}): 3,
    }
    low = [pressure(1, 90, 60), pressure(2, 89, 60), pressure(3, 79, 50)]
    assert [d.began_s for d in of_pressures(LIMITS, low)] == [2, 3]
