"""Which burst is heard when: a bed whose alarms sound, told beat by beat."""

import pytest

from bedside.alarm_display import Display, Shown
from bedside.bursts import BURSTS
from bedside.clock import ManualClock
from bedside.protocol_watch import Priority
from bedside.sounding import OWED_AFTER_S, MediumSound, Say, Sounding
from tests.bedside.bed import END, Bed

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
LENGTH_S = {priority: burst.length_s for priority, burst in BURSTS.items()}


class Loud(Bed):
    """`heard` is every burst that was begun and every stop, with when it was."""

    def __init__(self, medium=MediumSound.BURST, **more):
        self.sounding, self.heard, self.medium = Sounding(), [], medium
        super().__init__(**more)

    def beat(self):
        super().beat()
        self.sounding, say = self.sounding.after(
            self.view.display, self.now.mono_s, LENGTH_S, self.medium
        )
        if say is not Say.NOTHING:
            what = self.sounding.burst if say is Say.BEGIN else "stop"
            self.heard.append((round(self.now.mono_s, 3), what))
        return self

    def heard_since(self, mono_s):
        return [one for one in self.heard if one[0] >= mono_s]


class Told:
    """Displays made by hand, a second or a part of it at a time."""

    def __init__(self):
        self.sounding, self.clock, self.rings = Sounding(), ManualClock(), 0

    def after(self, seconds, sound=None, rang=None, paused=()):
        now_s = self.clock.advance(seconds).mono_s
        self.rings += rang is not None
        display = Display(tuple(map(silent, paused)), sound, self.rings, rang, bool(paused))
        self.sounding, say = self.sounding.after(display, now_s, LENGTH_S)
        return self.sounding.burst if say is Say.BEGIN else say


def silent(number):
    now = ManualClock()()
    return Shown(number, 1, "c", "k", HIGH, True, now, now, {}, "", {}, silent_until_s=99.0)


def test_a_new_alarm_sounds_in_the_same_beat_and_is_repeated_by_its_table():
    bed = Loud(spo2=97)
    bed.spo2 = 84
    bed.run(40)
    (begun, first), *rest = bed.heard
    assert first is HIGH
    assert begun == bed.shown("spo2_very_low").since.mono_s
    every_s = BURSTS[HIGH].length_s + BURSTS[HIGH].repeat_after_s
    assert len(rest) == 3
    for (before_s, _), (at_s, what) in zip(bed.heard, rest, strict=False):
        assert what is HIGH
        assert every_s <= at_s - before_s <= every_s + bed.step_s


def test_quiet_is_quiet():
    assert Loud().run(120).heard == []


def test_the_burst_of_an_alarm_that_is_over_is_heard_to_its_end():
    told = Told()
    assert told.after(0, MEDIUM, rang=MEDIUM) is MEDIUM
    assert told.after(0.1) is Say.NOTHING
    assert told.sounding.heard(0.1) is MEDIUM


def test_a_pause_silences_at_once_for_120_s_and_then_it_sounds_again():
    bed = Loud(spo2=97)
    bed.spo2 = 84
    while not bed.heard:
        bed.run(1)
    paused_s = bed.now.mono_s
    bed.see("spo2_very_low")
    bed.beat().run(125)
    assert bed.heard_since(paused_s)[-2:] == [(paused_s, "stop"), (paused_s + 120, HIGH)]


def paused_at_88():
    """SpO2 88, seen and so paused."""
    bed = Loud(spo2=97)
    bed.spo2 = 88
    bed.run(12)
    bed.see("spo2_low")
    return bed


def test_a_pause_covers_one_alarm_and_not_the_next():
    bed = paused_at_88()
    bed.run(10)
    paused_s = bed.now.mono_s
    bed.pulse = 150
    bed.run(6)
    assert [what for _at, what in bed.heard_since(paused_s)] == [HIGH]


def test_worsening_ends_the_pause_and_sounds_at_once():
    bed = paused_at_88()
    bed.run(5)
    quiet_s = bed.now.mono_s
    bed.spo2 = 84
    bed.run(6)
    worse = bed.shown("spo2_very_low")
    assert bed.heard_since(quiet_s) == [(worse.version_at.mono_s, HIGH)]


def test_a_more_urgent_alarm_breaks_in_and_a_less_urgent_one_waits_for_the_end():
    told = Told()
    assert told.after(0, MEDIUM, rang=MEDIUM) is MEDIUM
    assert told.after(0.5, HIGH, rang=HIGH) is HIGH
    assert told.after(0.5, HIGH, rang=MEDIUM) is Say.NOTHING
    assert told.after(BURSTS[HIGH].length_s, MEDIUM) is Say.NOTHING
    assert told.after(OWED_AFTER_S, MEDIUM) is MEDIUM


def test_the_second_of_two_equal_alarms_is_heard_after_the_first_even_if_it_is_over():
    told = Told()
    assert told.after(0, HIGH, rang=HIGH) is HIGH
    assert told.after(1, HIGH, rang=HIGH) is Say.NOTHING
    assert told.after(0.1) is Say.NOTHING
    assert told.after(BURSTS[HIGH].length_s + OWED_AFTER_S) is HIGH
    assert told.after(60) is Say.NOTHING, "and once is enough"


def test_a_milder_alarm_does_not_lower_the_sound_of_one_that_stands():
    told = Told()
    assert told.after(0, HIGH, rang=HIGH) is HIGH
    assert told.after(BURSTS[HIGH].length_s + 1, HIGH, rang=MEDIUM) is HIGH


def test_eased_to_medium_the_burst_is_finished_and_then_medium_is_repeated():
    told = Told()
    told.after(0, HIGH, rang=HIGH)
    assert told.after(1, MEDIUM) is Say.NOTHING
    ended_s = BURSTS[HIGH].length_s
    assert told.after(ended_s - 1 + 19.9, MEDIUM) is Say.NOTHING
    assert told.after(0.2, MEDIUM) is MEDIUM


def test_high_that_comes_back_without_a_ring_does_not_wait_for_the_interval_of_medium():
    told = Told()
    assert told.after(0, MEDIUM, rang=MEDIUM) is MEDIUM
    assert told.after(5, HIGH) is HIGH


@pytest.mark.parametrize(
    ("story", "sound", "expected"),
    [
        ("everything is paused", None, Say.STOP),
        ("a milder one is left", MEDIUM, Say.STOP),
        ("one as urgent is left", HIGH, Say.NOTHING),
    ],
)
def test_what_a_pause_does_to_the_burst_that_is_being_heard(story, sound, expected):
    told = Told()
    told.after(0, HIGH, rang=HIGH)
    assert told.after(1, sound, paused=[1]) is expected


def test_a_pause_forgets_what_was_owed_and_a_pause_that_stands_stops_nothing():
    told = Told()
    told.after(0, HIGH, rang=HIGH)
    told.after(1, HIGH, rang=HIGH)
    assert told.after(1, None, paused=[1, 2]) is Say.STOP
    assert told.after(60, None, paused=[1, 2]) is Say.NOTHING
    assert told.after(1, MEDIUM, rang=MEDIUM, paused=[1, 2]) is MEDIUM
    assert told.after(0.5, None, paused=[1, 2]) is Say.NOTHING, "it was over: heard to its end"


def test_a_pause_keeps_what_is_owed_to_one_that_is_not_paused():
    told = Told()
    told.after(0, HIGH, rang=HIGH)
    told.after(1, HIGH, rang=MEDIUM)
    assert told.after(1, MEDIUM, paused=[1]) is Say.STOP
    assert told.after(OWED_AFTER_S, MEDIUM, paused=[1]) is MEDIUM


def test_pausing_after_the_burst_has_ended_stops_nothing():
    told = Told()
    told.after(0, HIGH, rang=HIGH)
    assert told.after(5, None, paused=[1]) is Say.NOTHING


def test_after_a_failure_what_stands_is_sounded_at_once():
    told = Told()
    told.after(0, HIGH, rang=HIGH)
    told.after(5, HIGH)
    told.sounding = told.sounding.anew(told.clock().mono_s)
    assert told.after(0.1, HIGH) is HIGH
    told.after(5)
    told.sounding = told.sounding.anew(told.clock().mono_s)
    assert told.after(0.1) is Say.NOTHING


def test_a_burst_that_a_failure_cuts_short_is_heard_again_even_if_its_alarm_is_over():
    told = Told()
    told.after(0, MEDIUM, rang=MEDIUM)
    told.after(0.2)
    told.sounding = told.sounding.anew(told.clock().mono_s)
    assert told.after(0.1) is MEDIUM


def test_a_site_may_have_medium_as_a_reminder_and_high_sounds_all_the_same():
    bed = Loud(medium=MediumSound.REMINDER, spo2=97)
    bed.spo2 = 88
    bed.run(9).run(60)
    assert bed.alarms == [("spo2_low", MEDIUM)]
    since_s = bed.shown("spo2_low").since.mono_s
    bed.run(130)
    assert bed.heard == [
        (since_s + 60, LOW),
        (since_s + 121, LOW),  # 60 s after the end of the one before
        (since_s + 182, LOW),
    ]
    quiet_s = bed.now.mono_s
    bed.spo2 = 84
    bed.run(6)
    assert [what for _at, what in bed.heard_since(quiet_s)] == [HIGH]
    bed.saw(END)
