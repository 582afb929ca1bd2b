"""A record judged again gives the same alarms; a restart brings them back (ALARMS A.9, F.12)."""

import random
from datetime import timedelta

import pytest

from bedside import events
from bedside.alarms import Alarms
from bedside.clock import Instant, ManualClock
from bedside.conditions import Duty
from bedside.events import WATCH, Entry
from bedside.record import from_json, to_json
from bedside.vitals import Measurement, NibpFault, Reason, Vital
from bedside.watch import ATTENDED, UNWATCHED, Watch
from tests.bedside.bed import END, ROLES, START, Bed
from tests.bedside.telling import protocol

ALARMS = (
    events.AlarmRaised,
    events.AlarmEased,
    events.AlarmEnded,
    events.AlarmResolved,
)


LIMITS = [
    events.AlarmLimitChanged(limit=limit, bound=bound, value=value, was=0, doctor=doctor)
    for limit, bound, value, doctor in (
        ("spo2_low", "low_percent", 95, ""),
        ("spo2_low", "low_percent", 82, "dr"),
        ("pulse", "high_per_min", 100, ""),
        ("pulse_extreme", "high_per_min", 170, "dr"),
        ("bp_limit", "systolic_high_mmhg", 140, ""),
        ("bp_limit", "systolic_high_mmhg", 180, ""),
        ("bp_low", "systolic_low_mmhg", 100, ""),
    )
]


def a_session(seed):
    """An hour in which everything goes wrong, on a clock whose beats are not even."""
    chance = random.Random(seed)
    bed = Bed(plan="high_risk").run(5).saw(START)
    for _ in range(40):
        bed.spo2 = chance.choice([97, 97, 93, 89, 84, 80, Reason.SENSOR_OFF, None])
        bed.pulse = chance.choice([70, 70, 45, 130, 150, Reason.SEARCHING])
        match chance.randrange(9):
            case 0:
                bed.bp(chance.randrange(70, 220), chance.randrange(40, 130))
            case 1:
                bed.fails(NibpFault.ARTEFACT)
            case 2:
                bed.lose("nibp")
            case 3:
                bed.regain("nibp")
            case 4 if bed.view.display.alarms:
                shown = bed.view.display.alarms[0]
                bed.watch.acknowledge(shown.number, shown.version, "ida", bed.now)
            case 8:
                bed.saw(chance.choice(LIMITS))
            case 5 if bed.view.display.alarms:
                bed.watch.reset(bed.view.display.alarms[-1].number, "ida", bed.now)
        bed.run(chance.randrange(1, 40), step_s=1.0)
        bed.clock.advance(chance.random())
    return bed.saw(END)


def judged_again(record):
    """The engine alone, given the lines that are no alarms, judging at the lines' own instants."""
    engine = Watch(protocol(), ROLES, ManualClock()(), lambda *order: None).engine
    found = []
    for line in record:
        if isinstance(line.event, ALARMS) and line.by == WATCH:
            engine, new = engine.judged(line.at, duty=Duty())
            found += [(line.at, event) for event in new]
        else:
            engine = engine.after(line)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_the_same_record_gives_the_same_alarms_to_the_millisecond(seed):
    bed = a_session(seed)
    record = [Entry(e.seq, e.at, e.by, from_json(to_json(e.event))) for e in bed.record]
    live = [(e.at, e.event) for e in record if isinstance(e.event, ALARMS) and e.by == WATCH]
    assert len(live) > 20
    assert judged_again(record) == live


def test_what_the_session_folds_is_what_the_watch_knows():
    bed = a_session(9)
    assert bed.session.alarms.by_key == bed.watch.engine.alarms.by_key


def restarted(bed, gap_s):
    """The program is killed and started again: a new watch, a new monotonic clock.

    A gap below nothing: the clock stands that long before the last line.
    """
    wall = bed.now.wall + timedelta(seconds=gap_s)
    record = [Entry(e.seq, e.at, e.by, from_json(to_json(e.event))) for e in bed.record]
    again = Bed.__new__(Bed)
    again.clock = ManualClock(wall, 3.0)
    again.orders, again.facts, again.step_s = [], frozenset(), 1.0
    again.spo2, again.pulse = bed.spo2, bed.pulse
    again._next_s, again.every_s = 3.0, bed.every_s
    again.record = record
    again.session = bed.session
    resumed = events.SessionResumed(gap_s=max(0.0, gap_s), clock_behind_s=max(0.0, -gap_s))
    again.record.append(Entry(len(record) + 1, again.now, WATCH, resumed))
    again.session = again.session.after(again.record[-1])
    again.watch = Watch(protocol(), ROLES, again.now, again.ordered)
    again.watch.restore(again.record)
    again.phase("infusing")
    return again


def test_alarms_come_back_as_they_were_and_their_pauses_do_not():
    bed = Bed().run(5)
    bed.spo2 = 88
    bed.run(11).bp(186, 112)
    bed.see("bp_limit", by="per")
    bed.see("spo2_low", by="per")
    was = {s.condition: s for s in bed.view.display.alarms}
    again = restarted(bed, gap_s=12.0)
    again.beat()
    for condition, old in was.items():
        new = again.shown(condition)
        assert (new.number, new.version, new.seen_by) == (old.number, old.version, "per")
        assert new.since.wall == old.since.wall
        assert new.silent_until_s is None
        assert again.now.mono_s - new.since.mono_s == pytest.approx(
            bed.now.mono_s - old.since.mono_s + 12.0
        )
    assert again.sound == "high"


def test_a_short_absence_is_no_alarm_and_a_long_one_is():
    for gap_s, active in ((30.0, []), (31.0, ["unwatched"])):
        again = restarted(Bed().run(5), gap_s).beat()
        assert again.active == active


BEHIND = [
    ("the clock is all right", [31.0], [], ["unwatched"]),
    ("the clock stands a second before the last line", [-1.0], ["clock_moved"], ["unwatched"]),
    ("the clock stands an hour before it", [-3600.0], ["clock_moved"], ["unwatched"]),
    ("it does so still at the next restart", [-3600.0, 5.0], ["clock_moved"], ["unwatched"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "gaps_s", "clock", "watched"), BEHIND, ids=[row[0] for row in BEHIND]
)
def test_a_restart_with_a_clock_that_stands_behind_sounds(sentence, gaps_s, clock, watched):
    bed = Bed().run(5).bp(186, 112).run(10)
    for gap_s in gaps_s:
        bed = restarted(bed, gap_s).beat()
        assert set(bed.active) == {*clock, *watched, "bp_limit"}
        began_s = bed.now.mono_s - bed.shown("bp_limit").since.mono_s
        assert began_s >= 0, "no alarm is raised in the future"
        age_s = bed.now.mono_s - bed.view.board.bp.latest.measured_at.mono_s
        assert (age_s > 24 * 3600) is bool(clock), "how old the blood pressure is nobody knows"


def test_unknown_is_never_no_after_a_restart():
    bed = Bed().run(5).lose().run(20)
    again = restarted(bed, gap_s=5.0)
    again.spo2 = again.pulse = None
    again.beat()
    assert again.active == ["oximeter_silent"]
    assert again.run(100).active == ["oximeter_silent"]
    again.spo2, again.pulse = 97, 70
    again.run(2)
    assert again.active == []


def test_a_low_saturation_goes_on_alarming_until_it_is_seen_to_be_well():
    bed = Bed().run(5)
    bed.spo2 = 82
    bed.run(11)
    again = restarted(bed, gap_s=5.0)
    again.spo2 = again.pulse = None
    assert "spo2_very_low" in again.run(30).active
    again.spo2, again.pulse = 97, 70
    assert "spo2_very_low" in again.run(4).active
    assert again.run(4).alarms[0] == ("spo2_very_low", "var high")


def test_what_was_declared_and_what_happened_is_there_after_a_restart_and_can_be_ended():
    bed = Bed().run(5).saw(events.EmergencyDeclared()).beat()
    bed.watch.declare("no_breathing", "ida", bed.now)
    bed.watch.happened("cuff_unknown", bed.now)
    bed.beat()
    again = restarted(bed, gap_s=5.0).beat()
    assert set(again.active) == {"emergency", "no_breathing", "cuff_unknown"}
    again.see("cuff_unknown")
    again.watch.reset(again.shown("no_breathing").number, "ida", again.now)
    again.saw(events.EmergencyClosed(summary="ok")).beat()
    assert again.active == []


def test_what_was_seen_before_a_restart_does_not_come_back():
    bed = Bed().run(5)
    bed.clock.set_wall(bed.now.wall + timedelta(minutes=5))
    bed.beat().see("clock_moved")
    assert restarted(bed, gap_s=5.0).beat().active == []


def test_the_last_blood_pressure_its_age_and_the_trend_survive():
    bed = Bed(plan="standard").saw(START).run(5).bp(150, 90).run(60)
    again = restarted(bed, gap_s=40.0).beat()
    bp = again.view.board.bp.latest
    assert (bp.systolic, again.now.mono_s - bp.measured_at.mono_s) == (150, 100.0)
    assert len(again.watch.history.of("spo2").values) >= 65
    assert again.view.nibp.next_at_s == pytest.approx(bp.measured_at.mono_s + 600)


def test_a_cuff_that_was_at_work_is_at_rest_after_a_restart():
    bed = Bed().run(5)
    bed.watch.measure_now("ida", bed.now)
    bed.run(10)
    assert restarted(bed, gap_s=5.0).beat().view.nibp.running_since_s is None


def test_a_watch_without_a_restart_restores_lines_at_their_own_instants():
    bed = Bed().run(5).bp(150, 90)
    watch = Watch(protocol(), ROLES, bed.now, lambda *order: None)
    watch.restore(bed.record)
    assert watch.tick(bed.now).board.bp.latest.measured_at == bed.now


def test_a_restored_pause_longer_than_allowed_is_cut():
    alarms = Alarms(audio_pause_s=120)
    raised = events.AlarmRaised(alarm=1, condition="x", priority="high", physiological=True)
    at = Instant(0.0, ManualClock()().wall)
    alarms = alarms.after(Entry(1, at, WATCH, raised))
    alarms = alarms.after(Entry(2, at, "ida", events.AlarmAudioPaused(alarm=1, for_s=1e9)))
    assert alarms.numbered(1).silent_until_s == 120


def test_every_phase_is_watched_attended_or_neither_on_purpose():
    assert not UNWATCHED & ATTENDED


def test_it_does_not_matter_when_the_beats_fall_between_the_words():
    """Words at odd hundredths, beats ten times a second: the record alone gives it all again."""
    bed = Bed(spo2=None, pulse=None)
    said = [97] * 5 + [88] * 20 + [None] * 4 + [84] * 8 + [97] * 10 + [Reason.SENSOR_OFF] * 40
    said += [97] * 8 + [93] * 30 + [80] * 3 + [None] * 12 + [97] * 8
    for n, value in enumerate(said):
        for tenth in range(10):
            if tenth == 4 and value is not None:
                bed.clock.move_to(n + 0.437)
                reason = value if isinstance(value, Reason) else None
                number = None if reason else float(value)
                for vital in (Vital.SPO2, Vital.PULSE_RATE):
                    bed.says(Measurement(vital, number, reason), role="oximeter")
            bed.clock.move_to(n + (tenth + 1) / 10)
            bed.watch.tick(bed.now)
            bed.watch.flush(bed.note)
    live = [(e.at, e.event) for e in bed.record if isinstance(e.event, ALARMS)]
    assert len(live) > 8
    assert judged_again(bed.record) == live
