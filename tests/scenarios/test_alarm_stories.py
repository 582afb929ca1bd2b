"""Whole stories in simulated time: a bed, its alarms, and two physicians who may come."""

from datetime import timedelta

from bedside import events
from bedside.alert_stage import Stage
from bedside.escalation import Contact, due, facts, situation
from bedside.protocol_watch import Priority
from bedside.session import Phase
from bedside.vitals import BloodPressure, NibpFault, Reason
from tests.bedside.bed import END, START, Bed, CuffOrder
from tests.bedside.telling import protocol

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
HANSEN, BERG = Contact("Dr. N. Hansen", "12345"), Contact("Dr. K. Berg", "12346")


class Room(Bed):
    """A bed whose alerts go to physicians; `delivers` and `answers` say what becomes of them."""

    def __init__(self, **more):
        self.delivers, self.answers_after_s, self.cuff = True, None, []
        self.contacts = (HANSEN, BERG)
        super().__init__(plan="standard", **more)

    def ordered(self, role, what, start_id):
        super().ordered(role, what, start_id)
        if what is CuffOrder.START and self.cuff:
            self.cuff_at_s, self.cuff_id = self.now.mono_s + 25, start_id

    cuff_at_s = float("inf")
    cuff_id = 0

    def beat(self):
        if self.now.mono_s >= self.cuff_at_s:
            self.cuff_at_s = float("inf")
            self.says(BloodPressure(*self.cuff.pop(0), None, start_id=self.cuff_id))
        super().beat()
        s = self.session
        for event in due(
            s.alerts,
            s.alarms,
            protocol().limits,
            protocol().escalation,
            self.contacts,
            self.now,
            blind=self.view.blind,
        ):
            self.note(event, self.now, "watch")
        self.physicians()
        self.watch.told(self.session)
        self.facts = facts(self.cases)
        return self

    def physicians(self):
        for alert in self.session.alerts.open:
            waited_s = self.now.mono_s - alert.sent[-1].mono_s
            if self.delivers and alert.delivered_at is None and waited_s >= 1:
                told = events.AlertDelivered(alert=alert.alert, version=alert.version)
                self.note(told, self.now, "physician")
            ready = self.answers_after_s is not None and waited_s >= self.answers_after_s
            if ready and alert.reply is None and alert.delivered_at is not None:
                said = events.PhysicianAnswered(
                    alert=alert.alert, version=alert.version, answer="coming", physician=alert.to
                )
                self.note(said, self.now, "physician")

    @property
    def cases(self):
        s = self.session
        return situation(s.alerts, s.alarms, protocol().escalation, self.contacts, self.now)

    def kinds(self, *kinds):
        return [type(e.event).__name__ for e in self.record if isinstance(e.event, kinds)]


def test_a_pressure_crisis_from_the_first_reading_to_the_reset():
    room = Room().saw(START)
    room.answers_after_s, room.cuff = 15, [(186, 112), (184, 108), (160, 96)]
    room.run(625)  # the plan's first reading, at ten minutes
    assert room.alarms == [("bp_limit", HIGH)]
    assert room.shown("bp_limit").confirmation == "confirming"
    assert room.view.nibp.next_why == "repeat"
    assert room.cases[0].stage is Stage.SENT
    room.run(20)
    assert room.cases[0].stage is Stage.COMING
    assert room.sound is HIGH, "the physician's answer does not silence the bedside"
    room.see("bp_limit")
    assert room.sound is None
    room.run(70)
    assert room.shown("bp_limit").confirmation == "confirmed"
    room.saw(events.PhysicianArrived(physician=HANSEN.name)).run(400)
    assert room.alarms == [("bp_limit", "var high")]
    assert room.shown("bp_limit").values["systolic"] == 186
    assert len(room.cases) == 1, "improvement closes nothing"
    room.watch.reset(1, "ida", room.now)
    room.run(1)
    assert (room.alarms, room.cases) == ([], ())


def test_it_gets_worse_after_somebody_accepted():
    room = Room().saw(START)
    room.answers_after_s, room.cuff = 5, [(186, 104), (205, 104)]
    room.run(640).see("bp_limit")
    assert (room.sound, room.cases[0].stage) == (None, Stage.COMING)
    room.run(70)
    assert room.alarms[0] == ("bp_very_high", HIGH)
    assert room.sound is HIGH
    versions = [e.version for e in room.noted(events.PhysicianAlerted)]
    assert versions == [1, 2]


def test_nobody_answers():
    room = Room().saw(START)
    room.cuff = [(186, 112), (184, 108)]
    room.run(625).run(59)
    assert not room.cases[0].telephone
    room.run(2)
    case = room.cases[0]
    assert (case.telephone, case.to, case.phone) == (True, BERG.name, "12346")
    room.run(1)
    assert ("alert_not_answered", MEDIUM) in room.alarms
    room.run(60)
    assert room.cases[0].emergency
    room.answers_after_s = 0
    room.run(3)
    assert room.cases[0].stage is Stage.COMING
    assert "alert_not_answered" not in room.active


def test_the_page_is_dead():
    room = Room().saw(START)
    room.delivers, room.cuff = False, [(186, 112), (184, 108)]
    room.run(625).run(16)
    assert ("alert_not_delivered", MEDIUM) in room.alarms
    assert [e.to for e in room.noted(events.PhysicianAlerted)] == [HANSEN.name, BERG.name]


def test_a_desaturation_that_is_seen_and_passes():
    room = Room().saw(START).run(60)
    for value, seconds in ((93, 20), (89, 12), (84, 8), (88, 10), (93, 10), (97, 20)):
        room.spo2 = value
        room.run(seconds)
    assert room.alarms == [("spo2_very_low", "var high")]
    assert room.kinds(events.AlarmRaised, events.AlarmEased, events.AlarmEnded) == [
        "AlarmRaised",  # a note
        "AlarmRaised",  # low
        "AlarmRaised",  # very low
        "AlarmEased",
        "AlarmEased",
        "AlarmEnded",
    ]
    told = room.noted(events.PhysicianAlerted)
    assert {(e.alert, e.version, e.condition) for e in told} == {(1, 3, "spo2_very_low")}


def test_a_cable_is_pulled_and_put_back():
    room = Room().saw(START).run(60).lose()
    greens = [room.view.board.spo2.value]
    for _ in range(30):
        room.run(1)
        greens.append(room.view.board.spo2.value)
    assert greens[10:] == [None] * 21
    assert room.alarms == [("oximeter_silent", MEDIUM)]
    room.regain().run(3)
    assert room.alarms == []
    assert room.view.board.spo2.value == 97
    assert room.kinds(events.LinkLost, events.LinkRestored) == ["LinkLost", "LinkRestored"]


def test_finger_off_and_a_failing_cuff_are_blindness_and_the_physician_is_told():
    room = Room().saw(START).run(60)
    room.spo2 = room.pulse = Reason.SENSOR_OFF
    room.run(20).fails(NibpFault.ARTEFACT).run(10).fails(NibpFault.ARTEFACT).run(60)
    assert room.view.blind
    assert room.cases == ()
    room.run(60)
    assert [c.condition for c in room.cases] == ["spo2_no_signal"]
    room.spo2, room.pulse = 97, 70
    room.run(10).bp(120, 70).run(10)
    assert room.alarms == [("spo2_no_signal", "var medium")], "somebody was told: it is not lost"


def test_the_nurse_silences_one_alarm_and_another_comes():
    room = Room().saw(START).run(60)
    room.pulse = 130
    room.run(12).see("pulse")
    assert room.sound is None
    room.spo2 = 89
    room.run(12)
    assert room.sound is MEDIUM
    assert room.shown("pulse").seen_by == "ida"


def test_the_clock_of_the_computer_is_set_in_the_middle():
    room = Room().saw(START).run(300)
    room.spo2 = 84
    room.run(3)
    room.clock.set_wall(room.now.wall - timedelta(hours=3))
    room.run(3)
    assert {"spo2_very_low", "clock_moved"} <= set(room.active)
    assert room.view.nibp.next_at_s == 600


def test_a_whole_quiet_session_alarms_nobody():
    room = Room(phase=Phase.PREPARATION).bp(118, 74).run(60)
    room.phase(Phase.READY).run(60).saw(START).phase(Phase.INFUSING)
    room.cuff = [(126, 78), (131, 82), (134, 84), (130, 80), (124, 78), (120, 76)]
    room.run(2400).saw(END).phase(Phase.OBSERVATION).run(1900)
    assert room.kinds(events.AlarmRaised, events.PhysicianAlerted) == []
    asked = [
        (e.at.mono_s - 120, e.event.why)
        for e in room.record
        if isinstance(e.event, events.NibpRequested)
    ]
    assert [why for _, why in asked] == ["plan"] * 6
    assert [round(at_s / 60) for at_s, _ in asked] == [10, 20, 31, 40, 55, 70]
