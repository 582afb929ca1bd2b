"""Who is asked, when the next one is, and what the nurse reads meanwhile (ALARMS part C)."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bedside import events
from bedside.alert_stage import ASKING, TAKEN, Stage, ago_s
from bedside.clock import Instant, ManualClock
from bedside.escalation import Contact, attempts_due, bundles, contact_list, due, facts, situation
from bedside.events import WATCH, Entry
from bedside.session import Session
from bedside.text import Language
from tests.bedside.telling import protocol

HANSEN, BERG = Contact("Dr. N. Hansen", "12345"), Contact("Dr. K. Berg", "12346")
POLICY = protocol().escalation


class Ward:
    """A session with an alarm, two physicians, and a second at a time."""

    def __init__(self, contacts=(HANSEN, BERG)):
        self.clock, self.session, self.contacts = ManualClock(), Session(), contacts
        self.record, self.blind = [], False

    @property
    def now(self):
        return self.clock()

    def tell(self, event, by=WATCH):
        entry = Entry(len(self.record) + 1, self.now, by, event)
        self.record.append(entry)
        self.session = self.session.after(entry)
        return self

    def alarm(self, condition="bp_limit", priority="high", number=1, version=1, **values):
        key = {"bp_limit": "nibp:high", "bp_very_high": "nibp:high"}.get(condition, condition)
        values = values or {"systolic": 186.0, "diastolic": 112.0}
        self.tell(
            events.AlarmRaised(
                alarm=number,
                version=version,
                condition=condition,
                priority=priority,
                physiological=True,
                values=values,
                latching=priority == "high",
                key=key,
                rank=version,
            )
        )
        return self.beat()

    def beat(self):
        for event in self.due():
            self.tell(event)
        return self

    def due(self):
        s = self.session
        return due(
            s.alerts,
            s.alarms,
            protocol().limits,
            POLICY,
            self.contacts,
            self.now,
            blind=self.blind,
        )

    def wait(self, seconds):
        for _ in range(seconds):
            self.clock.advance(1)
            self.beat()
        return self

    def delivered(self, alert=1, version=1):
        return self.tell(events.AlertDelivered(alert=alert, version=version), by="physician")

    def answers(self, answer, who=HANSEN, alert=1, version=1, channel="page"):
        self.tell(
            events.PhysicianAnswered(
                alert=alert, version=version, answer=answer, physician=who.name, channel=channel
            ),
            by="physician",
        )
        return self.beat()

    @property
    def cases(self):
        s = self.session
        return situation(s.alerts, s.alarms, POLICY, self.contacts, self.now)

    @property
    def case(self):
        return self.cases[0]

    @property
    def asked(self):
        return [
            (e.at.mono_s, e.event.to, e.event.version)
            for e in self.record
            if isinstance(e.event, events.PhysicianAlerted)
        ]


# --- which alarms, and when ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "condition", "priority", "blind", "at_s"),
    [
        ("180/110: at once", "bp_limit", "high", False, 0),
        ("very high: at once", "bp_very_high", "high", False, 0),
        ("very low: at once", "bp_very_low", "high", False, 0),
        ("low blood pressure: not by itself", "bp_low", "medium", False, None),
        ("saturation under 94: not by itself", "spo2_note", "low", False, None),
        ("saturation under 90: after a minute", "spo2_low", "medium", False, 60),
        ("under 85: at once", "spo2_very_low", "high", False, 0),
        ("pulse: after five minutes", "pulse", "medium", False, 300),
        ("extreme pulse: at once", "pulse_extreme", "high", False, 0),
        ("slow breathing: at once", "respiration_low", "high", False, 0),
        ("emergency: at once", "emergency", "high", False, 0),
        ("the call from the room: at once", "physician_called", "high", False, 0),
        ("no signal: not while there is a blood pressure", "spo2_no_signal", "medium", False, None),
        (
            "no signal and no blood pressure: after two minutes",
            "spo2_no_signal",
            "medium",
            True,
            120,
        ),
        ("the disk: not by itself", "storage_failed", "high", False, None),
        ("a condition of another program: no", "gremlins", "high", False, None),
    ],
)
def test_the_physician_is_told_of(story, condition, priority, blind, at_s):
    ward = Ward()
    ward.blind = blind
    ward.alarm(condition, priority).wait(400)
    first = ward.asked[0][0] if ward.asked else None
    assert first == at_s


def test_what_is_over_before_its_time_is_not_told():
    ward = Ward().alarm("spo2_low", "medium").wait(59)
    ward.tell(events.AlarmEnded(alarm=1)).tell(events.AlarmResolved(alarm=1)).wait(60)
    assert ward.asked == []


def test_what_is_milder_before_its_time_is_not_told():
    ward = Ward().alarm("spo2_low", "medium").wait(59)
    ward.tell(events.AlarmEased(alarm=1, condition="spo2_note", priority="low")).wait(60)
    assert ward.asked == []


def test_what_is_told_at_once_is_told_though_it_is_over():
    ward = Ward()
    ward.contacts = ()
    ward.alarm("spo2_very_low").tell(events.AlarmEnded(alarm=1, latched=True))
    ward.contacts = (HANSEN,)
    assert len(ward.due()) == 1


def test_the_message_says_what_and_to_whom():
    event = Ward().alarm().record[-1].event
    assert event == events.PhysicianAlerted(
        alert=1,
        version=1,
        priority="high",
        condition="bp_limit",
        to="Dr. N. Hansen",
        phone="12345",
        values={"systolic": 186.0, "diastolic": 112.0},
        alarm=1,
        step=0,
    )


def test_two_alarms_are_two_alerts_with_numbers_of_their_own():
    ward = Ward().alarm(number=1).alarm("spo2_very_low", number=2, spo2=82.0)
    assert {(c.alert, c.alarm) for c in ward.cases} == {(1, 1), (2, 2)}


def test_alerts_of_the_same_two_seconds_go_in_one_ring():
    ward = Ward().alarm(number=1).wait(2).alarm("spo2_very_low", number=2).wait(1)
    ward.alarm("pulse_extreme", number=3)
    assert bundles(ward.session.alerts, POLICY) == ((1, 2), (3,))


# --- the timers of C.2 -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "priority", "delivered", "after_s", "stage", "telephone", "emergency"),
    [
        ("HIGH, 4 s, no receipt: sent", "high", False, 4, Stage.SENT, False, False),
        ("5 s: amber", "high", False, 5, Stage.UNDELIVERED, False, False),
        ("14 s: amber", "high", False, 14, Stage.UNDELIVERED, False, False),
        ("delivered: an answer is awaited", "high", True, 59, Stage.DELIVERED, False, False),
        ("MEDIUM, 29 s, no receipt: amber", "medium", False, 29, Stage.UNDELIVERED, False, False),
        ("MEDIUM delivered, 179 s: awaited", "medium", True, 179, Stage.DELIVERED, False, False),
        ("180 s: telephone", "medium", True, 180, Stage.UNANSWERED, True, False),
        ("299 s: telephone", "medium", True, 299, Stage.UNANSWERED, True, False),
    ],
)
def test_an_alert_that_nobody_answers(
    story, priority, delivered, after_s, stage, telephone, emergency
):
    condition = "bp_limit" if priority == "high" else "spo2_low"
    ward = Ward().alarm(condition, priority)
    ward = ward if priority == "high" else ward.wait(60)
    if delivered:
        ward.delivered()
    case = ward.wait(after_s).case
    assert (case.stage, case.telephone, case.emergency) == (stage, telephone, emergency)


@pytest.mark.parametrize(
    ("story", "priority", "fails_s"),
    [("HIGH fails at 15 s", "high", 15), ("MEDIUM at 30 s", "medium", 30)],
)
def test_what_does_not_arrive_has_failed_and_the_next_is_asked_at_once(story, priority, fails_s):
    condition = "bp_limit" if priority == "high" else "spo2_low"
    ward = Ward((HANSEN, BERG)).alarm(condition, priority)
    ward = ward if priority == "high" else ward.wait(60)
    ward.wait(fails_s - 1)
    assert len(ward.asked) == 1
    ward.clock.advance(1)
    assert ward.case.stage is Stage.FAILED
    assert ward.case.telephone
    assert facts(ward.cases) == {"alert_not_delivered"}
    assert [e.to for e in ward.due()] == [BERG.name]
    ward.beat()
    assert (ward.case.stage, ward.case.telephone) == (Stage.SENT, True), "red until reached"
    assert facts(ward.cases) == {"alert_not_delivered"}
    ward.delivered().wait(1)
    assert not ward.case.telephone


def test_once_round_the_list_the_undelivered_is_asked_every_minute():
    ward = Ward().alarm().wait(200)
    assert [at_s for at_s, _, _ in ward.asked] == [0, 15, 75, 135, 195]
    assert [to for _, to, _ in ward.asked] == [HANSEN.name, BERG.name] * 2 + [HANSEN.name]


def test_no_answer_asks_the_next_after_a_minute_and_shows_the_emergency_number_after_two():
    ward = Ward().alarm().delivered().wait(59)
    assert not ward.case.telephone
    ward.wait(1)
    assert ward.asked[1:] == [(60, BERG.name, 1)]
    assert ward.case.telephone, "red until somebody accepts, whoever is asked"
    assert facts(ward.cases) == {"alert_not_answered"}
    ward.delivered().wait(59)
    assert not ward.case.emergency
    ward.wait(1)
    assert ward.case.emergency
    assert ward.asked[2:] == [(120, HANSEN.name, 1)], "the list begins again"


def test_medium_asks_the_next_after_five_minutes_and_then_every_minute():
    ward = Ward().alarm("spo2_low", "medium").wait(60).delivered()
    for _ in range(40):
        ward.delivered().wait(10)
    assert [at_s - 60 for at_s, _, _ in ward.asked] == [0, 300, 360]
    assert ward.case.emergency


@pytest.mark.parametrize(
    ("story", "priority", "after_s", "shown", "all_channels"),
    [
        ("HIGH rings the page and every ringer", "high", 0, "high", True),
        ("MEDIUM rings the page only", "medium", 0, "medium", False),
        ("and after three minutes like HIGH", "medium", 180, "high", True),
    ],
)
def test_which_channels(story, priority, after_s, shown, all_channels):
    condition = "bp_limit" if priority == "high" else "spo2_low"
    ward = Ward().alarm(condition, priority)
    ward = ward if priority == "high" else ward.wait(60)
    case = ward.delivered().wait(after_s).case
    assert (case.priority, case.all_channels) == (shown, all_channels)


def test_delivered_and_not_answered_rings_again_after_half_a_minute():
    ward = Ward().alarm().delivered().wait(29)
    assert not ward.case.ring_again
    assert ward.wait(1).case.ring_again


@pytest.mark.parametrize(
    ("after_s", "attempts"),
    [(0, 1), (4.9, 1), (5, 2), (5.9, 2), (6, 3), (8, 4), (12, 4), (13, 5), (18, 6), (23, 7)],
)
def test_what_has_no_receipt_is_sent_again_and_again(after_s, attempts):
    assert attempts_due(after_s, POLICY.high, POLICY) == attempts


def test_what_has_a_receipt_is_not_sent_again():
    ward = Ward().alarm().wait(6)
    assert ward.case.attempts == 3
    assert ward.delivered().case.attempts == 1


def test_the_seconds_to_the_next_contact_are_known():
    ward = Ward().alarm().delivered().wait(36)
    assert (ward.case.next_in_s, ward.case.next_to) == (24, BERG)
    ward.answers("coming")
    assert ward.case.next_in_s == 480
    ward.tell(events.PhysicianArrived())
    assert (ward.case.next_in_s, ward.case.next_to) == (None, None)


# --- answers -----------------------------------------------------------------------------------


def test_coming_is_an_answer_and_nobody_else_is_asked():
    ward = Ward().alarm().delivered().wait(15).answers("coming").wait(290)
    assert (ward.case.stage, ward.case.by, ward.case.telephone) == (
        Stage.COMING,
        HANSEN.name,
        False,
    )
    assert len(ward.asked) == 1
    assert facts(ward.cases) == frozenset()


def test_cannot_come_asks_the_next_at_once():
    ward = Ward().alarm().delivered().wait(7).answers("cannot_come")
    assert ward.asked[1:] == [(7, BERG.name, 1)]


def test_cannot_come_with_nobody_to_ask_is_red():
    ward = Ward().alarm().delivered()
    ward.contacts = ()
    ward.answers("cannot_come")
    assert (ward.case.stage, ward.case.telephone) == (Stage.REJECTED, True)
    assert ward.case.next_in_s is None


def test_an_acceptance_can_be_withdrawn():
    ward = Ward().alarm().delivered().wait(7).answers("coming").wait(20).answers("cannot_come")
    assert ward.asked[-1] == (27, BERG.name, 1)


def test_one_who_cannot_come_does_not_undo_another_who_can():
    ward = Ward().alarm().delivered().wait(61)
    ward.answers("coming", BERG).answers("cannot_come", HANSEN).wait(30)
    assert (ward.case.stage, ward.case.by, len(ward.asked)) == (Stage.COMING, BERG.name, 2)


def test_a_late_no_of_one_who_was_asked_before_does_not_hurry_past_the_one_who_is_asked_now():
    ward = Ward().alarm().delivered().wait(61).delivered().answers("cannot_come", HANSEN).wait(5)
    assert len(ward.asked) == 2


def test_a_message_that_crossed_an_acceptance_does_not_undo_it():
    ward = Ward().alarm().delivered().wait(59).answers("coming")
    crossed = events.PhysicianAlerted(
        alert=1, priority="high", condition="bp_limit", to=BERG.name, phone="12346", alarm=1, step=1
    )
    ward.clock.advance(1)
    assert ward.tell(crossed).case.stage is Stage.COMING


def test_the_nurse_reached_somebody_by_telephone():
    ward = Ward().alarm().wait(20).answers("coming", Contact("Dr. L", ""), channel="phone")
    assert (ward.case.stage, ward.case.by) == (Stage.COMING, "Dr. L")


@pytest.mark.parametrize(
    ("story", "after_s", "stage", "asked"),
    [
        ("4:59 after the acceptance: coming", 299, Stage.COMING, 1),
        ("5:00: ask both whether they are there", 300, Stage.ASK_ARRIVED, 1),
        ("7:59: asked still", 479, Stage.ASK_ARRIVED, 1),
        ("8:00: the next is asked", 480, Stage.SENT, 2),
    ],
)
def test_accepted_and_not_arrived(story, after_s, stage, asked):
    ward = Ward().alarm().delivered().answers("coming").wait(after_s)
    assert (ward.case.stage, len(ward.asked)) == (stage, asked)
    assert ward.case.telephone == (after_s >= 480)


def test_before_the_next_was_asked_it_says_that_nobody_came():
    ward = Ward().alarm().delivered().answers("coming").wait(479)
    ward.clock.advance(1)
    assert (ward.case.stage, ward.case.telephone) == (Stage.NOT_ARRIVED, True)


def test_who_was_asked_anew_and_says_coming_again_is_coming():
    ward = Ward().alarm().delivered().answers("coming").wait(485).answers("coming")
    assert ward.case.stage is Stage.COMING


def test_nobody_is_hurried_for_what_is_over():
    ward = Ward().alarm().delivered().answers("coming").wait(100)
    ward.tell(events.AlarmEnded(alarm=1, latched=True)).wait(600)
    assert (ward.case.stage, len(ward.asked)) == (Stage.COMING, 1)


def test_medium_is_asked_after_ten_minutes_and_not_escalated():
    ward = Ward().alarm("spo2_low", "medium").wait(60).delivered().answers("coming").wait(600)
    assert ward.case.stage is Stage.ASK_ARRIVED
    assert ward.wait(900).case.stage is Stage.ASK_ARRIVED
    assert len(ward.asked) == 1


def test_arrived_is_the_end_of_asking():
    ward = Ward().alarm().delivered().answers("coming").wait(60)
    ward.tell(events.PhysicianArrived(physician=HANSEN.name)).wait(900)
    assert (ward.case.stage, ward.case.by, len(ward.asked)) == (Stage.ARRIVED, HANSEN.name, 1)


# --- worse, over, closed -----------------------------------------------------------------------


def test_what_got_worse_is_asked_anew_though_it_was_accepted():
    ward = Ward().alarm().delivered().answers("coming").wait(30)
    ward.alarm("bp_very_high", version=2, systolic=205.0, diastolic=112.0)
    assert ward.asked[-1] == (30, HANSEN.name, 2)
    assert (ward.case.stage, ward.case.version, ward.case.alert) == (Stage.SENT, 2, 1)
    ward.answers("coming", version=1)
    assert ward.case.stage is Stage.SENT, "whoever accepted 184 has not heard of 205"
    assert ward.answers("coming", version=2).case.stage is Stage.COMING


def test_what_came_back_in_its_episode_rings_nobody_again():
    ward = Ward().alarm().delivered().answers("coming")
    ward.tell(events.AlarmEnded(alarm=1, latched=True)).wait(10).alarm().wait(10)
    assert len(ward.asked) == 1


def test_improvement_closes_nothing():
    ward = Ward().alarm().delivered().tell(events.AlarmEnded(alarm=1, latched=True))
    assert ward.case.stage is Stage.DELIVERED
    assert ward.wait(60).case.telephone


@pytest.mark.parametrize(
    ("story", "event"),
    [
        ("its alarm was reset", events.AlarmResolved(alarm=1)),
        ("the nurse closed it with a reason", events.AlertClosed(alert=1, reason="avklart")),
    ],
)
def test_an_alert_is_closed_by_a_person(story, event):
    ward = Ward().alarm().delivered().tell(event, by="ida").wait(200)
    assert (ward.cases, len(ward.asked)) == ((), 1)
    assert ward.tell(event, by="ida").cases == ()


def test_a_closed_alert_opens_again_when_it_gets_worse():
    ward = Ward().alarm().tell(events.AlertClosed(alert=1, reason="avklart"), by="ida").wait(20)
    ward.alarm("bp_very_high", version=2)
    assert (ward.case.alert, ward.case.version) == (1, 2)


def test_a_test_alert_climbs_nowhere_and_alarms_nobody():
    ward = (
        Ward()
        .tell(
            events.PhysicianAlerted(
                alert=1, priority="high", condition="test", to=HANSEN.name, phone="12345"
            )
        )
        .wait(200)
    )
    assert len(ward.asked) == 1
    assert facts(ward.cases) == frozenset()


def test_both_processes_may_write_the_same_step_and_it_counts_once():
    ward = Ward().alarm().delivered().wait(60)
    ward.tell(ward.record[-1].event)
    assert len(ward.session.alerts.by_number[1].sent) == 2
    assert ward.case.to == BERG.name


def test_without_contacts_nobody_is_asked_and_nothing_breaks():
    ward = Ward(contacts=()).alarm().wait(5)
    assert ward.cases == ()


def test_the_most_pressing_comes_first():
    ward = Ward().alarm("spo2_low", "medium", number=1, spo2=88.0).wait(60).delivered()
    ward.alarm(number=2).delivered(alert=2)
    assert [c.alert for c in ward.cases] == [2, 1]
    ward.answers("cannot_come", HANSEN, alert=1)
    ward.contacts = ()
    ward.tell(
        events.PhysicianAnswered(alert=1, answer="cannot_come", physician=BERG.name, channel="page")
    )
    assert [c.alert for c in ward.cases] == [1, 2]


# --- clocks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("moved_s", [-7200, 7200])
def test_a_moved_wall_clock_neither_delays_nor_hurries(moved_s):
    ward = Ward().alarm().delivered().wait(10)
    ward.clock.set_wall(ward.now.wall + timedelta(seconds=moved_s))
    ward.wait(49)
    assert len(ward.asked) == 1
    assert ward.wait(1).asked[-1] == (60, BERG.name, 1)


def test_after_a_restart_the_wall_clock_tells_how_long_it_was():
    ward = Ward().alarm().delivered().wait(10)
    ward.clock = ManualClock(ward.now.wall + timedelta(seconds=30), 0.0)
    ward.tell(events.SessionResumed(gap_s=30.0))
    assert ward.case.asked_s == 40
    ward.wait(20)
    assert len(ward.asked) == 2


def test_after_a_restart_answers_and_receipts_are_known_still():
    ward = Ward().alarm().delivered().wait(10).answers("coming")
    ward.clock = ManualClock(ward.now.wall + timedelta(seconds=30), 0.0)
    ward.tell(events.SessionResumed(gap_s=30.0))
    assert ward.case.stage is Stage.COMING
    assert ward.wait(460).asked[-1][1] == BERG.name
    assert (len(ward.asked), ward.case.stage) == (2, Stage.UNDELIVERED)


def test_a_clock_set_back_over_a_restart_makes_nobody_wait():
    ward = Ward().alarm().delivered().wait(10)
    ward.clock = ManualClock(ward.now.wall - timedelta(hours=2), 0.0)
    ward.tell(events.SessionResumed(gap_s=0.0)).beat()
    assert ward.asked[-1][1] == BERG.name
    at = Instant(5.0, ManualClock()().wall)
    assert ago_s(at.wall + timedelta(seconds=1), None, at) == float("inf")
    assert attempts_due(float("inf"), POLICY.high, POLICY) == 1


# --- always --------------------------------------------------------------------------------------


class Escalating(RuleBasedStateMachine):
    """Whatever alarms, receipts, answers and clocks do, nobody is forgotten."""

    def __init__(self):
        super().__init__()
        self.ward, self.version, self.number = Ward(), 0, 1

    @rule()
    def it_alarms_or_gets_worse(self):
        self.version += 1
        self.ward.alarm(number=self.number, version=self.version)

    @rule()
    def it_is_over(self):
        self.ward.tell(events.AlarmEnded(alarm=self.number, latched=True))

    @rule()
    def it_is_reset(self):
        self.ward.tell(events.AlarmEnded(alarm=self.number, latched=True))
        self.ward.tell(events.AlarmResolved(alarm=self.number), by="ida")
        self.number, self.version = self.number + 1, 0

    @rule(alert=st.integers(1, 3), version=st.integers(1, 3))
    def a_receipt_comes(self, alert, version):
        self.ward.delivered(alert, version)

    @rule(
        alert=st.integers(1, 3),
        version=st.integers(1, 3),
        who=st.sampled_from([HANSEN, BERG]),
        answer=st.sampled_from(["coming", "cannot_come"]),
    )
    def somebody_answers(self, alert, version, who, answer):
        self.ward.answers(answer, who, alert, version)

    @rule()
    def somebody_arrives(self):
        self.ward.tell(events.PhysicianArrived(physician=HANSEN.name))

    @rule(seconds=st.sampled_from([1, 5, 15, 30, 60, 130, 500]))
    def time_passes(self, seconds):
        self.ward.wait(seconds)

    @rule(seconds=st.integers(-3600, 3600))
    def somebody_sets_the_clock(self, seconds):
        self.ward.clock.set_wall(self.ward.now.wall + timedelta(seconds=seconds))
        self.ward.beat()

    @rule()
    def the_program_is_killed(self):
        self.ward.clock = ManualClock(self.ward.now.wall + timedelta(seconds=8), 0.0)
        self.ward.tell(events.SessionResumed(gap_s=8.0)).beat()

    @invariant()
    def somebody_is_asked_or_has_accepted_or_the_bedside_is_red(self):
        for case in self.ward.cases:
            asked = case.stage in ASKING and case.asked_s < 300
            assert asked or case.stage in TAKEN or case.telephone
            assert not (case.telephone and case.stage in TAKEN)

    @invariant()
    def every_red_alarm_has_its_alert(self):
        for alarm in self.ward.session.alarms.open:
            alert = self.ward.session.alerts.about(alarm.number)
            assert alert is not None
            assert alert.version == alarm.version

    @invariant()
    def what_is_due_is_due_once(self):
        assert self.ward.due() == ()


Escalating.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestNobodyIsForgotten = Escalating.TestCase


def test_the_list_begins_with_todays_physician_by_name():
    site = protocol().site
    assert contact_list(site, POLICY, HANSEN, Language.NB) == (
        HANSEN,
        Contact("Vakthavende overlege", "12346"),
    )


def test_without_a_named_physician_the_sites_own_telephones_are_asked():
    names = [c.name for c in contact_list(protocol().site, POLICY, None, Language.EN)]
    assert names == ["Back-up physician", "Consultant on call"]
