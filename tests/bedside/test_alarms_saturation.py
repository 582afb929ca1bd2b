"""Oxygen saturation and pulse: when they alarm, and when they are over (ALARMS D.4, D.5)."""

from dataclasses import replace

import pytest

from bedside.protocol_watch import Priority
from bedside.vitals import Quality, Reason
from tests.bedside.bed import OXIMETER, ROLES, Bed

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW


@pytest.mark.parametrize(
    ("story", "said", "for_s", "alarms"),
    [
        ("97 % is well", {"spo2": 97}, 60, []),
        ("94 % is at the note's limit, and well", {"spo2": 94}, 60, []),
        ("93 % for 14 s is not yet a note", {"spo2": 93}, 14, []),
        ("93 % for 15 s is a quiet note", {"spo2": 93}, 15, [("spo2_note", LOW)]),
        ("90 % is a note and no more, for ever", {"spo2": 90}, 120, [("spo2_note", LOW)]),
        ("89 % for 9 s is silent", {"spo2": 89}, 9, []),
        ("89 % for 10 s is MEDIUM", {"spo2": 89}, 10, [("spo2_low", MEDIUM)]),
        ("85 % is low, not very low", {"spo2": 85}, 120, [("spo2_low", MEDIUM)]),
        ("84 % for 4 s is silent", {"spo2": 84}, 4, []),
        ("84 % for 5 s is HIGH at once", {"spo2": 84}, 5, [("spo2_very_low", HIGH)]),
        ("pulse 50 is well", {"pulse": 50}, 60, []),
        ("pulse 120 is well", {"pulse": 120}, 60, []),
        ("pulse 49 for 9 s is silent", {"pulse": 49}, 9, []),
        ("pulse 49 for 10 s is MEDIUM", {"pulse": 49}, 10, [("pulse", MEDIUM)]),
        ("pulse 121 for 10 s is MEDIUM", {"pulse": 121}, 10, [("pulse", MEDIUM)]),
        ("pulse 40 is low, not extreme", {"pulse": 40}, 60, [("pulse", MEDIUM)]),
        ("pulse 39 for 4 s is silent", {"pulse": 39}, 4, []),
        ("pulse 39 for 5 s is HIGH", {"pulse": 39}, 5, [("pulse_extreme", HIGH)]),
        ("pulse 140 is high, not extreme", {"pulse": 140}, 60, [("pulse", MEDIUM)]),
        ("pulse 141 for 5 s is HIGH", {"pulse": 141}, 5, [("pulse_extreme", HIGH)]),
    ],
)
def test_a_value_outside_alarms_after_its_delay(story, said, for_s, alarms):
    bed = Bed().run(5)
    for name, value in said.items():
        setattr(bed, name, value)
    bed.run(1).run(for_s)
    assert bed.alarms == alarms


@pytest.mark.parametrize(
    ("story", "before", "after", "for_s", "alarms"),
    [
        ("91 % is above the limit, not by enough to end it", 89, 91, 60, ["spo2_low"]),
        ("92 % for 4 s has not ended it", 89, 92, 4, ["spo2_low"]),
        ("92 % for 5 s ends it; 92 is still a note", 89, 92, 5, ["spo2_note"]),
        ("96 % for 5 s ends it all", 89, 96, 5, []),
        ("very low, then 86 %: not enough", 84, 86, 60, ["spo2_very_low"]),
        ("very low, then 87 %: milder, not over", 84, 87, 5, ["spo2_low"]),
    ],
)
def test_an_alarm_is_over_only_when_the_value_is_well_inside_for_a_while(
    story, before, after, for_s, alarms
):
    bed = Bed().run(5)
    bed.spo2 = before
    bed.run(31)
    bed.spo2 = after
    bed.run(1).run(for_s)
    assert bed.active == alarms


@pytest.mark.parametrize(
    ("story", "before", "after", "active"),
    [
        ("116 is not well inside 120", 121, 116, ["pulse"]),
        ("115 is", 121, 115, []),
        ("54 is not well inside 50", 49, 54, ["pulse"]),
        ("55 is", 49, 55, []),
        ("136 is milder than 141 was, not yet mild", 141, 136, ["pulse_extreme"]),
        ("135 is milder", 141, 135, ["pulse"]),
    ],
)
def test_pulse_must_be_five_inside_its_limit_for_five_seconds(story, before, after, active):
    bed = Bed().run(5)
    bed.pulse = before
    bed.run(12)
    bed.pulse = after
    bed.run(6)
    assert bed.active == active


def test_a_value_that_bounces_around_the_limit_is_one_episode():
    bed = Bed().run(5)
    bed.spo2 = 89
    bed.run(11)
    first = bed.shown("spo2_low")
    for _ in range(10):
        bed.spo2 = 90
        bed.run(3)
        bed.spo2 = 89
        bed.run(3)
    again = bed.shown("spo2_low")
    assert (again.number, again.version, again.since) == (first.number, 1, first.since)
    assert bed.view.display.rings == 1


def test_a_value_every_five_seconds_alarms_and_ends_as_soon_as_one_every_second():
    bed = Bed(roles={**ROLES, "oximeter": replace(OXIMETER, every_s=5.0)}).run(4)
    bed.spo2 = 89
    assert bed.run(10.5, 0.5).alarms == []  # 89 % first came at 5 s
    assert bed.run(0.5, 0.5).alarms == [("spo2_low", MEDIUM)]
    bed.spo2 = 97
    assert bed.run(9, 0.5).active == ["spo2_low"]  # 97 % first came at 20 s
    assert bed.run(2, 0.5).alarms == []


def test_a_slow_monitor_that_misses_a_value_holds_the_count_and_does_not_lose_it():
    bed = Bed(roles={**ROLES, "oximeter": replace(OXIMETER, every_s=5.0)}).run(4)
    bed.spo2 = 89
    bed.run(2)  # one value, at 5 s
    bed.spo2 = None
    bed.run(7)  # none at 10 s
    bed.spo2 = 89
    assert bed.run(5).active == []  # it is 18 s: 6 s were counted before the gap, 3 s after it
    assert bed.run(1).active == ["spo2_low"]


@pytest.mark.parametrize(
    ("story", "apart_s", "number", "rings"),
    [
        ("back within a minute of its end: the same episode, no second ring", 50, 1, 1),
        ("back after more than a minute: a new one", 70, 2, 2),
    ],
)
def test_an_alarm_that_comes_back(story, apart_s, number, rings):
    bed = Bed().run(5)
    bed.pulse = 45
    bed.run(11)
    bed.pulse = 70
    bed.run(6)
    assert bed.alarms == []
    bed.run(apart_s - 11)
    bed.pulse = 45
    bed.run(11)
    assert (bed.shown("pulse").number, bed.view.display.rings) == (number, rings)
    assert bed.sound is MEDIUM


def test_very_low_saturation_stays_on_the_screen_when_it_is_over_and_is_silent():
    bed = Bed().run(5)
    bed.spo2 = 82
    bed.run(6)
    assert (bed.alarms, bed.sound) == ([("spo2_very_low", HIGH)], HIGH)
    bed.spo2 = 97
    bed.run(6)
    assert (bed.alarms, bed.sound) == ([("spo2_very_low", "var high")], None)
    assert bed.shown("spo2_very_low").values == {"spo2": 82}


def test_the_worst_value_is_what_stands_on_the_screen_afterwards():
    bed = Bed().run(5)
    for value in (84, 79, 83, 97):
        bed.spo2 = value
        bed.run(6)
    assert bed.shown("spo2_very_low").values == {"spo2": 79}


def test_low_saturation_does_not_latch():
    bed = Bed().run(5)
    bed.spo2 = 88
    bed.run(11)
    bed.spo2 = 97
    bed.run(6)
    assert bed.alarms == []


def test_falling_into_the_next_band_is_a_new_version_and_sounds_again():
    bed = Bed().run(5)
    bed.spo2 = 88
    bed.run(11)
    assert bed.see("spo2_low") is None
    assert bed.sound is None
    bed.spo2 = 84
    bed.run(6)
    worse = bed.shown("spo2_very_low")
    assert (worse.number, worse.version, worse.seen_by, bed.sound) == (1, 2, "", HIGH)
    assert bed.view.display.rings == 2


def test_a_milder_alarm_keeps_its_number_and_loses_its_urgency():
    bed = Bed().run(5)
    bed.spo2 = 84
    bed.run(6)
    bed.spo2 = 88
    bed.run(6)
    eased = bed.shown("spo2_low")
    assert (eased.number, eased.version, bed.sound) == (1, 1, MEDIUM)
    assert eased.worst == {"spo2": 84}
    assert bed.view.display.rings == 1


def test_a_milder_alarm_that_falls_back_within_a_minute_is_no_new_version():
    bed = Bed().run(5)
    for value in (84, 88, 84):
        bed.spo2 = value
        bed.run(6)
    back = bed.shown("spo2_very_low")
    assert (back.number, back.version, bed.sound) == (1, 1, HIGH)


def test_a_milder_alarm_that_falls_back_later_is_a_new_version():
    bed = Bed().run(5)
    bed.spo2 = 84
    bed.run(6)
    bed.spo2 = 88
    bed.run(80)
    bed.spo2 = 84
    bed.run(6)
    assert bed.shown("spo2_very_low").version == 2


@pytest.mark.parametrize(
    ("story", "gap_s", "alarms"),
    [
        ("a gap of 3 s holds the count: 9 s and 1 s are ten", 3, ["spo2_low"]),
        ("a gap of 4 s begins it anew", 4, []),
    ],
)
def test_a_short_gap_pauses_the_delay_and_does_not_end_it(story, gap_s, alarms):
    bed = Bed().run(5)
    bed.spo2 = 89
    bed.run(9)
    bed.spo2 = Reason.ARTEFACT
    bed.run(gap_s)
    bed.spo2 = 89
    bed.run(1).run(1)
    assert bed.active == alarms


def test_a_gap_does_not_count_as_time_outside():
    bed = Bed().run(5)
    bed.spo2 = 89
    bed.run(5)
    bed.spo2 = Reason.ARTEFACT
    bed.run(3)
    bed.spo2 = 89
    bed.run(5)
    assert bed.active == []


def test_motion_does_not_hide_an_alarm_that_is_there():
    bed = Bed().run(5)
    bed.spo2 = 88
    bed.run(11)
    bed.spo2 = Reason.ARTEFACT
    bed.run(60)
    assert "spo2_low" in bed.active
    assert "spo2_no_signal" in bed.active


def test_a_probe_that_flickers_is_no_signal_though_no_gap_is_long():
    bed = Bed().run(5)
    for _ in range(10):
        bed.spo2, bed.pulse = Reason.SEARCHING, Reason.SEARCHING
        bed.run(4)
        bed.spo2, bed.pulse = 84, 70
        bed.run(2)
    assert "spo2_no_signal" in bed.active


def test_an_impossible_value_alarms_all_the_same_and_says_so():
    bed = Bed().run(5)
    bed.spo2 = 49
    bed.run(6)
    assert bed.shown("spo2_very_low").suspect
    assert bed.view.board.spo2.quality is Quality.SUSPECT


def test_nothing_alarms_before_the_first_value():
    bed = Bed(spo2=Reason.SENSOR_OFF, pulse=Reason.SENSOR_OFF)
    bed.run(59)
    assert bed.active == []
