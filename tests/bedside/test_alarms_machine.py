"""No sequence of readings, silences, pauses, acknowledgements and clock jumps hides an alarm.

The machine does at random what monitors, people and clocks may do, and after each step compares
the band with a second, much simpler idea of what must be on it.
"""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bedside import events
from bedside.ladders import URGENCY
from bedside.protocol_watch import Priority
from bedside.vitals import NibpStarted, Reason
from tests.bedside.bed import Bed
from tests.bedside.test_alarms_replay import restarted

SPO2 = st.sampled_from([97, 93, 89, 84, Reason.SENSOR_OFF, None])
PULSE = st.sampled_from([70, 121, 39, Reason.SENSOR_OFF, None])
SYSTOLIC = st.sampled_from([None, 75, 85, 120, 179, 180, 199, 200, 201, 225])
DIASTOLIC = st.sampled_from([None, 50, 80, 109, 110, 120, 121])
TIGHTER = [
    ("spo2_low", "low_percent", 95),
    ("spo2_low", "low_percent", 90),
    ("spo2_very_low", "low_percent", 94),
    ("pulse", "high_per_min", 65),
    ("bp_limit", "systolic_high_mmhg", 118),
    ("bp_limit", "systolic_high_mmhg", 180),
    ("bp_limit", "systolic_high_mmhg", 250),  # past every rule into the record: it changes nothing
]
SOUNDING = URGENCY[Priority.MEDIUM]


class Alarming(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.bed = Bed(plan="standard").run(2)
        self.red = False  # the last whole reading was red, or a part of one since
        self.seen = 0  # lines of the record that were looked at
        self.known = {}  # number -> version, and whether it may be off the screen
        self.may_be_gone = set()
        self.rings = 0
        self.same_for_s = {"spo2": 0, "pulse": 0}

    # --- what happens ------------------------------------------------------------------------

    @rule(value=SPO2)
    def the_finger_says(self, value):
        if value != self.bed.spo2:
            self.same_for_s["spo2"] = -1  # the next whole second says it first
        self.bed.spo2 = value

    @rule(value=PULSE)
    def the_pulse_is(self, value):
        if value != self.bed.pulse:
            self.same_for_s["pulse"] = -1
        self.bed.pulse = value

    @rule(seconds=st.sampled_from([1, 3, 6, 12, 31, 70]))
    def time_passes(self, seconds):
        for _ in range(seconds):
            self.bed.run(1)
            for name in self.same_for_s:
                self.same_for_s[name] += 1
            self.look()

    @rule(systolic=SYSTOLIC, diastolic=DIASTOLIC)
    def the_cuff_says(self, systolic, diastolic):
        self.bed.bp(systolic, diastolic)
        over = (systolic or 0) >= 180 or (diastolic or 0) >= 110
        whole = systolic is not None and diastolic is not None and 10 <= systolic - diastolic <= 120
        if over:
            self.red = True
        elif whole:
            self.red = False
        self.look()

    @rule()
    def the_cuff_fails(self):
        self.bed.fails()
        self.look()

    @rule()
    def the_cuff_inflates(self):
        self.bed.says(NibpStarted(0)).beat()
        self.look()

    @rule()
    def the_line_breaks(self):
        self.same_for_s = {"spo2": -1, "pulse": -1}
        self.bed.lose()
        self.look()

    @rule()
    def the_line_is_back(self):
        self.same_for_s = {"spo2": -1, "pulse": -1}
        self.bed.regain()
        self.look()

    @precondition(lambda self: self.bed.view.display.alarms)
    @rule(which=st.integers(0, 20), act=st.sampled_from(["acknowledge", "pause_audio"]))
    def somebody_silences(self, which, act):
        shown = self.bed.view.display.alarms[which % len(self.bed.view.display.alarms)]
        getattr(self.bed.watch, act)(shown.number, shown.version, "ida", self.bed.now)
        self.bed.beat()
        self.look()

    @rule(number=st.integers(1, 9), version=st.integers(1, 4))
    def somebody_presses_an_old_button(self, number, version):
        self.bed.watch.acknowledge(number, version, "ida", self.bed.now)
        self.bed.beat()
        self.look()

    @rule(number=st.integers(1, 9))
    def somebody_resets(self, number):
        self.bed.watch.reset(number, "ida", self.bed.now)
        self.bed.beat()
        self.look()

    @rule(limit=st.sampled_from(TIGHTER))
    def somebody_tightens_a_limit(self, limit):
        id_, bound, value = limit
        self.bed.saw(events.AlarmLimitChanged(limit=id_, bound=bound, value=value, was=0.0))
        self.bed.beat()
        self.look()

    @rule(seconds=st.integers(-7200, 7200))
    def somebody_sets_the_clock(self, seconds):
        self.bed.clock.set_wall(self.bed.now.wall + timedelta(seconds=seconds))
        self.bed.beat()
        self.look()

    @rule(fact=st.sampled_from(["storage_failed", "sound_failed", "on_battery"]))
    def something_fails(self, fact):
        self.bed.facts = self.bed.facts ^ {fact}
        self.bed.beat()
        self.look()

    @rule()
    def the_program_is_killed(self):
        self.same_for_s = {"spo2": -1, "pulse": -1}
        self.bed = restarted(self.bed, gap_s=10.0)
        self.rings = 0
        self.bed.beat()
        self.look()

    # --- what must be so ---------------------------------------------------------------------

    def look(self):
        """After every beat: what was raised, and what may be off the screen."""
        rang = []
        for entry in self.bed.record[self.seen :]:
            event = entry.event
            if isinstance(event, events.AlarmRaised):
                self.may_be_gone.discard(event.alarm)
                worse = event.version > self.known.get(event.alarm, 0)
                self.known[event.alarm] = max(event.version, self.known.get(event.alarm, 0))
                if worse and URGENCY[Priority(event.priority)] >= SOUNDING:
                    rang.append(Priority(event.priority))
            elif isinstance(event, events.AlarmResolved):
                self.may_be_gone.add(event.alarm)
        self.seen = len(self.bed.record)
        display = self.bed.view.display
        if rang:
            loudest = max(rang, key=URGENCY.__getitem__)
            assert display.rings == self.rings + 1, "a new or worse alarm rings"
            assert display.sound is not None, "and is heard"
            assert URGENCY[display.sound] >= URGENCY[loudest], "as loud as it is urgent"
        self.rings = display.rings

    @initialize()
    def calm(self):
        self.look()

    @invariant()
    def what_is_there_is_on_the_screen(self):
        active, bed = self.bed.active, self.bed
        if self.red:
            assert {"bp_limit", "bp_very_high"} & set(active)
        low_for_s = self.same_for_s["spo2"]
        if isinstance(bed.spo2, int) and not isinstance(bed.spo2, Reason):
            if bed.spo2 < 85 and low_for_s >= 5:
                assert "spo2_very_low" in active
            if bed.spo2 < 90 and low_for_s >= 61:
                assert {"spo2_low", "spo2_very_low"} & set(active)
        extreme_for_s = self.same_for_s["pulse"]
        if bed.pulse in (39, 141) and extreme_for_s >= 5:
            assert "pulse_extreme" in active
        gone = {"spo2_no_signal", "oximeter_silent", "first_reading_missing"}
        if isinstance(bed.spo2, Reason) and low_for_s >= 71:
            assert gone & set(active)
        if bed.spo2 is None and low_for_s >= 61:
            assert gone & set(active)

    @invariant()
    def no_value_is_shown_that_was_not_just_said(self):
        spo2 = self.bed.view.board.spo2
        if self.bed.spo2 is None and self.same_for_s["spo2"] >= 10:
            assert spo2.value is None
        if spo2.value is not None:
            assert self.bed.now.mono_s - spo2.measured_at.mono_s < 10

    @invariant()
    def no_alarm_is_lost(self):
        on_screen = {shown.number for shown in self.bed.view.display.alarms}
        lost = set(self.known) - on_screen - self.may_be_gone
        assert not lost

    @invariant()
    def silence_is_only_by_a_person_and_for_two_minutes(self):
        display, now_s = self.bed.view.display, self.bed.now.mono_s
        heard = [
            shown
            for shown in display.alarms
            if not shown.latched and URGENCY[shown.priority] >= SOUNDING
        ]
        for shown in heard:
            if shown.silent_until_s is not None:
                assert now_s < shown.silent_until_s <= now_s + 120
        unsilenced = [shown.priority for shown in heard if shown.silent_until_s is None]
        assert display.sound == max(unsilenced, key=URGENCY.__getitem__, default=None)

    @invariant()
    def what_is_over_can_be_reset(self):
        for shown in self.bed.view.display.alarms:
            assert shown.latched <= shown.resettable

    @invariant()
    def the_session_folds_the_same(self):
        assert self.bed.session.alarms.by_key == self.bed.watch.engine.alarms.by_key


Alarming.TestCase.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
TestNoSequenceHidesAnAlarm = Alarming.TestCase
