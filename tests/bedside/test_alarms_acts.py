"""Seen, silenced, reset: what people may do with an alarm, and what it never covers."""

import pytest

from bedside import events
from bedside.protocol_watch import Priority
from bedside.session import Phase
from bedside.vitals import Reason
from tests.bedside.bed import Bed

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW


def low(bed=None, value=88):
    bed = bed or Bed().run(5)
    bed.spo2 = value
    return bed.run(11)


def test_seen_says_who_and_silences_it_for_two_minutes_and_no_longer():
    bed = low()
    bed.see("spo2_low", by="per")
    shown = bed.shown("spo2_low")
    assert (shown.seen_by, bed.sound, bed.view.display.paused) == ("per", None, True)
    assert shown.silent_until_s == bed.now.mono_s + 120
    assert bed.run(119).sound is None
    assert bed.run(1).sound is MEDIUM
    again = bed.shown("spo2_low")
    assert (again.seen_by, again.silent_until_s) == ("per", None)


def test_a_pause_silences_and_sees_nothing():
    bed = low()
    shown = bed.shown("spo2_low")
    assert bed.watch.pause_audio(shown.number, shown.version, "ida", bed.now) is None
    shown = bed.beat().shown("spo2_low")
    assert (bed.sound, shown.seen_by, shown.condition) == (None, "", "spo2_low")


def test_a_pause_can_be_ended_early():
    bed = low()
    bed.see("spo2_low")
    assert bed.watch.end_pause(1, "ida", bed.now) is None
    assert bed.beat().sound is MEDIUM


def test_a_new_alarm_sounds_through_the_pause_of_another():
    bed = low()
    bed.see("spo2_low")
    bed.pulse = 130
    bed.run(11)
    assert bed.sound is MEDIUM
    assert bed.shown("spo2_low").silent_until_s is not None
    assert bed.shown("pulse").silent_until_s is None


def test_a_worse_alarm_sounds_through_its_own_pause():
    bed = low()
    bed.see("spo2_low")
    bed.spo2 = 80
    assert bed.run(6).sound is HIGH


@pytest.mark.parametrize("act", ["acknowledge", "pause_audio"])
def test_what_got_worse_in_the_same_instant_is_not_silenced_unseen(act):
    bed = low()
    seen = bed.shown("spo2_low")
    bed.spo2 = 80
    bed.run(6)
    refused = getattr(bed.watch, act)(seen.number, seen.version, "ida", bed.now)
    assert refused.code == "alarm_got_worse"
    assert bed.beat().sound is HIGH
    assert bed.shown("spo2_very_low").seen_by == ""


def test_a_late_acknowledgement_of_an_older_version_changes_nothing():
    bed = low()
    bed.spo2 = 80
    bed.run(6)
    bed.saw(events.AlarmAcknowledged(alarm=1, version=1)).beat()
    assert (bed.sound, bed.shown("spo2_very_low").seen_by) == (HIGH, "")


@pytest.mark.parametrize("act", ["acknowledge", "pause_audio"])
def test_an_alarm_that_is_not_there_can_be_neither_seen_nor_silenced(act):
    bed = Bed().run(5)
    assert getattr(bed.watch, act)(7, 1, "ida", bed.now).code == "no_such_alarm"


@pytest.mark.parametrize("act", ["reset", "end_pause"])
def test_an_alarm_that_is_gone_can_be_neither_reset_nor_unpaused(act):
    bed = low()
    bed.spo2 = 97
    bed.run(6)
    assert getattr(bed.watch, act)(1, "ida", bed.now).code == "no_such_alarm"


def test_seen_all_sees_what_was_on_the_screen_and_no_other():
    bed = low()
    on_screen = [(s.number, s.version) for s in bed.view.display.alarms]
    bed.pulse = 130
    bed.run(11)
    for number, version in on_screen:
        bed.watch.acknowledge(number, version, "ida", bed.now)
    bed.beat()
    assert [s.seen_by for s in bed.view.display.alarms if s.condition == "pulse"] == [""]
    assert bed.sound is MEDIUM


def test_LOW_is_shown_and_silent():  # noqa: N802
    bed = low(value=93).run(10)
    assert (bed.alarms, bed.sound, bed.view.display.rings) == ([("spo2_note", LOW)], None, 0)


def test_an_alarm_that_comes_back_within_its_episode_keeps_its_pause():
    bed = Bed().run(5)
    bed.pulse = 130
    bed.run(11).see("pulse")
    bed.pulse = 70
    bed.run(6)
    bed.pulse = 130
    bed.run(11)
    assert (bed.active, bed.sound) == (["pulse"], None)
    assert bed.run(120).sound is MEDIUM


def test_an_alarm_of_which_the_physician_was_told_waits_to_be_reset():
    bed = low()
    told = events.PhysicianAlerted(
        alert=1, alarm=1, priority="medium", condition="spo2_low", to="dr", phone="1"
    )
    bed.saw(told)
    bed.watch.told(bed.session)
    bed.spo2 = 97
    bed.run(6)
    assert bed.alarms == [("spo2_low", "var medium")]
    bed.watch.reset(1, "ida", bed.now)
    assert bed.beat().alarms == []


def test_the_most_urgent_stands_first_and_what_is_over_last():
    bed = Bed().run(5)
    bed.bp(186, 112).run(61)
    bed.spo2 = 82
    bed.run(6)
    bed.spo2 = 93
    bed.bp(120, 70)
    bed.pulse = 130
    bed.run(20)
    assert bed.alarms == [("pulse", MEDIUM), ("spo2_note", LOW), ("bp_limit", "var high")]
    bed.spo2 = bed.pulse = 97
    bed.run(6)
    assert [c for c, _ in bed.alarms] == ["spo2_very_low", "bp_limit"]
    assert bed.view.display.highest is HIGH


def test_patients_come_before_equipment_of_the_same_urgency():
    bed = low()
    bed.facts = frozenset({"sound_failed"})
    assert bed.beat().active == ["spo2_low", "sound_failed"]


def test_a_delay_that_is_running_is_said():
    bed = Bed().run(5)
    assert bed.view.display.pending == ()
    assert bed.view.display.highest is None
    bed.spo2 = 88
    assert bed.run(2).view.display.pending == ("spo2_note", "spo2_low")
    bed.spo2 = bed.pulse = Reason.SENSOR_OFF
    assert "spo2_no_signal" in bed.run(2).view.display.pending


def test_every_act_is_recorded_by_who_did_it():
    bed = low()
    bed.see("spo2_low", by="per")
    bed.watch.pause_audio(1, 1, "ida", bed.now)
    bed.watch.end_pause(1, "ida", bed.now)
    bed.beat()
    acts = [(type(e.event).__name__, e.by) for e in bed.record if e.by not in ("watch",)]
    assert acts == [
        ("AlarmAcknowledged", "per"),
        ("AlarmAudioPaused", "ida"),
        ("AlarmAudioPaused", "ida"),
    ]


def test_an_emergency_that_was_seen_is_not_ended_by_a_second_press():
    bed = Bed(roles={}).saw(events.EmergencyDeclared()).beat()
    bed.see("emergency")
    shown = bed.shown("emergency")
    assert not shown.resettable
    assert bed.watch.reset(shown.number, "ida", bed.now).code == "alarm_still_there"
    assert bed.beat().active == ["emergency"]


def test_a_record_that_begins_is_told_what_alarms_already():
    bed = Bed(phase=Phase.PLANNED)
    bed.facts = frozenset({"sound_failed"})
    bed.watch.tick(bed.now, bed.facts)
    bed.watch.flush(lambda event, at, by: None)  # no session is open: nobody writes it down
    assert bed.session.alarms.open == ()
    bed.saw(
        events.SessionOpened(
            session="s",
            simulated=True,
            room="2",
            program_version="1",
            protocol_version="1",
            protocol_hash="0",
        )
    ).beat()
    assert [a.condition for a in bed.session.alarms.open] == ["sound_failed"]
    assert [s.number for s in bed.view.display.alarms] == [1]
    bed.facts = frozenset()
    assert bed.beat().session.alarms.open == ()
