"""One treatment room: who is there, which session is open, and in which order things are done."""

from dataclasses import replace
from datetime import UTC, timedelta

import msgspec
import pytest

from bedside import events
from bedside.board_view import Freshness
from bedside.clock import ManualClock
from bedside.escalation import Contact
from bedside.events import NOBODY, WATCH
from bedside.identity import LOCKED_S, TRIES, Person
from bedside.infusion import Pump
from bedside.journal import RETRY_S
from bedside.refusal import Refusal
from bedside.room import Room, RoomSetUp
from bedside.session import Phase, Session
from bedside.store import Store, StoreError
from bedside.vitals import Arrival, BloodPressure, Measurement, Vital
from bedside.watch import CuffOrder
from tests.bedside.bed import CUFF, ROLES
from tests.bedside.course import BACKUP, START, amended, identified
from tests.bedside.pins import with_cheap_pin
from tests.bedside.telling import DOCTOR, NURSE, protocol

PIN, WRONG = "2580", "1379"
IDA = with_cheap_pin(Person(id=NURSE, name="Ida Nilsen", role="nurse", trained="2026-03-02"), PIN)
EVA = with_cheap_pin(Person(id="eva", name="Eva Eier", role="clinical_owner"), PIN)
OLE = with_cheap_pin(Person(id="ole", name="Ole Berg", role="nurse", ended="2026-10-31"), PIN)
ABORTED = events.SessionAborted(reason="ønsker ikke behandling", decided_by=NURSE)
PAUSED = events.InfusionPaused(reason="uro")
CALLED = events.ConditionDeclared(condition="physician_called")
NOTE = events.NoteWritten(text="rolig")


class Disk(Store):
    """The real store; can be full, or past reading."""

    full = damaged = False

    def sessions_of(self, identifier):
        if self.damaged:
            raise StoreError("damaged", "page 7")
        return super().sessions_of(identifier)

    def append(self, session, happenings, after_seq=0):
        self._room_left()
        return super().append(session, happenings, after_seq)

    def save_person(self, person):
        self._room_left()
        super().save_person(person)

    def _room_left(self):
        if self.full:
            raise StoreError("disk_full", "no room")


class Here:
    """A room with an oximeter that speaks once a second, and a cuff; time passes when told to."""

    def __init__(self, disk, rules=None, simulated=True, roles=ROLES):
        self.clock, self.disk, self.orders, self.spo2 = ManualClock(), disk, [], 97.0
        self.set_up = RoomSetUp(
            room="room-2",
            simulated=simulated,
            monitors={"oximeter": "nonin-format2", "nibp": "suntech-advantage"},
            roles=roles,
            scenario="calm",
            seed=7,
        )
        self.room = Room(
            protocol=rules or protocol(),
            store=disk,
            set_up=self.set_up,
            new_session_id=lambda now: f"s-{now.mono_s:.0f}",
            order=lambda role, what, start_id: self.orders.append((role, what, start_id)),
            began=self.clock(),
            zone=UTC,
        )

    @property
    def now(self):
        return self.clock()

    def signed_in(self, person=NURSE):
        assert self.room.sign_in(person, PIN, self.now) == ""
        return self

    def opened(self):
        self.signed_in().room.open_session(self.now)
        return self

    def infusing(self):
        self.opened()
        for event in (identified(), BACKUP, START):
            self.room.note(event, self.now)
        return self

    def run(self, seconds, facts=()):
        for _ in range(seconds):
            self.clock.advance(1)
            for vital, value in ((Vital.SPO2, self.spo2), (Vital.PULSE_RATE, 70.0)):
                if value is not None:
                    self.says(Measurement(vital, value), "oximeter")
            self.room.tick(self.now, facts)
            self.room.flush(self.now)
        return self

    def says(self, what, role="nibp"):
        self.room.take(Arrival(role, self.now, what))
        return self

    def bp(self, systolic, diastolic):
        return self.says(BloodPressure(systolic, diastolic, None)).run(1)

    @property
    def alarms(self):
        return [shown.condition for shown in self.room.watch.view.display.alarms]

    def written(self, session=None):
        """The kinds of what is on the disk."""
        entries = self.disk.replay(session or self.room.session_id)
        return [type(entry.event).__name__ for entry in entries]


@pytest.fixture
def disk(tmp_path):
    disk = Disk(tmp_path / "record.db")
    disk.save_person(IDA)
    disk.save_person(OLE)
    yield disk
    disk.close()


@pytest.fixture
def here(disk):
    return Here(disk)


# --- who ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "person", "pin", "why"),
    [
        ("the right PIN", NURSE, PIN, ""),
        ("a wrong PIN", NURSE, WRONG, "pin_wrong"),
        ("somebody nobody knows", "nobody-knows", PIN, "person_unknown"),
        ("somebody who no longer works here", "ole", PIN, "person_ended"),
    ],
)
def test_who_may_sign_in(here, story, person, pin, why):
    assert here.room.check_pin(person, pin, here.now) == why
    assert here.room.by == NOBODY  # a PIN that was only checked signs nobody in
    assert here.room.sign_in(person, pin, here.now) == why
    assert here.room.by == (NOBODY if why else person)


def test_a_wrong_pin_leaves_in_who_was_signed_in(here):
    here.signed_in()
    assert here.room.sign_in(NURSE, WRONG, here.now) == "pin_wrong"
    assert here.room.by == NURSE


def test_too_many_wrong_pins_lock_that_person_for_a_while(here):
    said = [here.room.check_pin(NURSE, WRONG, here.now) for _ in range(TRIES)]
    assert said == ["pin_wrong"] * (TRIES - 1) + ["person_locked"]
    assert here.room.sign_in(NURSE, PIN, here.now) == "person_locked"
    here.clock.advance(LOCKED_S)
    assert here.room.sign_in(NURSE, PIN, here.now) == ""


def test_after_signing_out_nobody_writes(here):
    here.signed_in().room.sign_out()
    assert (here.room.person, here.room.by) == (None, NOBODY)


def test_those_who_have_ended_are_named_and_not_offered(here):
    assert [person.id for person in here.room.staff] == [NURSE]
    assert [person.id for person in here.room.everybody] == [NURSE, "ole"]


def test_somebody_new_can_sign_in_at_once(here):
    here.room.save_person(with_cheap_pin(Person(id="per", name="Per Moe", role="doctor"), PIN))
    assert here.room.sign_in("per", PIN, here.now) == ""


def test_somebody_who_could_not_be_saved_is_not_on_the_staff(here, disk):
    disk.full = True
    with pytest.raises(StoreError, match="disk_full"):
        here.room.save_person(Person(id="per", name="Per Moe", role="doctor"))
    assert [person.id for person in here.room.everybody] == [NURSE, "ole"]


# --- the session -------------------------------------------------------------------------------


def test_before_a_session_there_is_none(here):
    room = here.room
    assert (room.session, room.open, room.trouble, room.session_id) == (Session(), False, None, "")


def test_the_first_line_says_where_the_session_is_held_and_by_what(here, disk):
    here.opened()
    first = disk.replay("s-0")[0]
    assert first.by == NURSE
    assert msgspec.structs.asdict(first.event) == {
        "session": "s-0",
        "simulated": True,
        "room": "room-2",
        "program_version": first.event.program_version,
        "protocol_version": protocol().version,
        "protocol_hash": protocol().hash,
        "monitors": {"oximeter": "nonin-format2", "nibp": "suntech-advantage"},
        "scenario": "calm",
        "seed": 7,
        "slow_s": {},
    }
    assert (here.room.open, here.room.session.phase) == (True, Phase.ARRIVAL)


def test_a_session_whose_first_line_is_not_on_disk_is_not_open(here, disk):
    disk.full = True
    with pytest.raises(StoreError, match="disk_full"):
        here.opened()
    assert (here.room.open, here.room.session_id) == (False, "")


@pytest.mark.parametrize(
    ("story", "simulated", "example", "opens"),
    [
        ("A18 no real session with the example numbers", False, True, False),
        ("a demonstration with the example numbers", True, True, True),
        ("A18 no real session with numbers that nobody signed", False, False, False),
    ],
)
def test_a_real_session_needs_the_units_own_numbers(disk, story, simulated, example, opens):
    site = msgspec.structs.replace(protocol().site, example=example)
    here = Here(disk, replace(protocol(), site=site), simulated)
    refusal = here.signed_in().room.open_session(here.now)
    assert here.room.open is opens
    assert here.room.refusal == refusal
    assert (refusal is None) is opens
    assert [row.session for row in disk.sessions()] == ["s-0"] * opens
    here.room.note(events.EmergencyDeclared(), here.now)  # an emergency opens one all the same
    assert here.room.open


def test_the_first_line_says_which_monitor_is_slow_for_whoever_greys_its_values_elsewhere(disk):
    here = Here(disk, roles={**ROLES, "oximeter": replace(ROLES["oximeter"], every_s=5.0)})
    assert here.opened().room.session.opened.slow_s == {"oximeter": 5.0}
    assert Here(disk).opened().room.session.opened.slow_s == {}


def test_an_emergency_opens_a_session_by_itself_and_needs_nobody(here):
    here.room.note(events.EmergencyDeclared(), here.now)
    assert here.room.session.emergency.open
    assert here.written() == ["SessionOpened", "EmergencyDeclared"]
    assert {entry.by for entry in here.disk.replay("s-0")} == {NOBODY}


def test_an_emergency_begins_in_memory_when_the_disk_is_full_and_is_written_later(here, disk):
    disk.full = True
    here.room.note(events.EmergencyDeclared(), here.now)
    assert here.room.session.emergency.open
    assert here.run(1).alarms == ["emergency", "storage_failed"]
    assert here.written() == []
    disk.full = False
    here.run(round(RETRY_S) + 1)
    assert here.written()[:2] == ["SessionOpened", "EmergencyDeclared"]
    assert "storage_failed" not in here.run(1).alarms


def test_in_need_the_open_session_is_kept(here):
    here.opened()
    here.clock.advance(60)
    here.room.open_in_need(here.now)
    assert (here.room.session_id, here.written()) == ("s-0", ["SessionOpened"])


def test_a_session_that_is_over_is_left_and_the_room_is_free(here):
    here.opened().bp(186, 112)
    assert here.room.act(ABORTED, here.now) is None
    assert (here.room.open, here.room.session.phase) == (False, Phase.ABORTED)
    here.room.close_view(here.now)
    assert (here.room.session, here.room.session_id, here.room.cases) == (Session(), "", ())
    assert here.run(30).alarms == []


def test_a_session_that_is_not_over_cannot_be_left(here):
    here.opened().room.close_view(here.now)
    assert here.room.open
    Here(here.disk).room.close_view(here.now)  # nor is there anything to leave in an empty room


def test_other_monitors_are_taken_between_sessions_only(here):
    alone = RoomSetUp("room-2", True, {"nibp": "suntech-advantage"}, {"nibp": CUFF})
    here.opened().room.use(alone, here.now)
    assert here.room.set_up is here.set_up
    here.room.act(ABORTED, here.now)
    here.room.use(alone, here.now)
    assert here.room.set_up is alone
    assert list(here.room.watch.roles) == ["nibp"]


# --- after the program ended in the middle of it ------------------------------------------------


def test_after_a_restart_the_pump_counts_as_running_and_the_gap_as_unwatched(here, disk):
    here.infusing().run(10)
    ran_s = here.room.session.infusion.pump_time_s(here.now)
    again = Here(disk)
    again.clock.set_wall(here.now.wall + timedelta(minutes=5))
    again.room.resume("s-0", again.now)
    infusion = again.room.session.infusion
    assert (again.room.open, again.room.session_id) == (True, "s-0")
    assert (infusion.pump, infusion.unwatched_s) == (Pump.RUNNING, 300)
    assert infusion.pump_time_s(again.now) == pytest.approx(ran_s + 300)
    assert again.written()[-1] == "SessionResumed"


def test_an_alarm_that_stood_when_the_program_ended_stands_after_it(here, disk):
    here.infusing().bp(186, 112)
    assert here.alarms == ["bp_limit"]
    again = Here(disk)
    again.room.resume("s-0", again.now)
    assert "bp_limit" in again.run(1).alarms
    assert again.room.watch.view.board.bp.latest.systolic == 186


@pytest.mark.parametrize(
    ("story", "away_s", "gap_s", "behind_s"),
    [
        ("a quarter of a second", 0.25, 0.25, 0),
        ("the clock stands an hour before the last line: nobody knows", -3600, 0, 3600),
    ],
)
def test_how_long_nobody_watched(here, disk, story, away_s, gap_s, behind_s):
    here.infusing()
    again = Here(disk)
    again.clock.set_wall(here.now.wall + timedelta(seconds=away_s))
    again.room.resume("s-0", again.now)
    resumed = events.SessionResumed(gap_s=gap_s, clock_behind_s=behind_s)
    assert disk.replay("s-0")[-1].event == resumed


def test_with_a_clock_that_stands_behind_the_pump_is_asked_for_and_it_sounds(here, disk):
    """As after a power cut, with an empty clock battery."""
    here.infusing().bp(124, 78).run(10)
    ran_s, last = here.room.session.infusion.pump_time_s(here.now), here.now.wall
    again = Here(disk)
    again.clock.set_wall(here.now.wall - timedelta(days=300))
    again.room.resume("s-0", again.now)
    infusion = again.room.session.infusion
    assert (infusion.unconfirmed, infusion.unknown_since) == (True, last)
    assert infusion.pump_time_s(again.now) == pytest.approx(ran_s)
    assert {"clock_moved", "unwatched"} <= set(again.run(1).alarms)
    assert again.room.watch.view.board.bp.freshness is Freshness.GONE
    assert again.room.current(again.now).bp_age_s > 7 * 24 * 3600


def test_a_session_that_cannot_be_written_to_is_not_taken_up(here, disk):
    here.infusing()
    again = Here(disk)
    disk.full = True
    with pytest.raises(StoreError, match="disk_full"):
        again.room.resume("s-0", again.now)
    assert not again.room.open


# --- acts --------------------------------------------------------------------------------------

ACTS = [
    ("what is allowed is done", "open", identified(), None),
    ("what a rule forbids is refused, in the rule's words", "open", START, "not_in_this_phase"),
    ("without a session nothing can be done", "empty", identified(), "not_in_this_phase"),
    ("what no rule forbids has nowhere to be written", "empty", NOTE, "no_session_open"),
    ("with a full disk it is not done, and says why", "full", identified(), "not_recorded"),
]


@pytest.mark.parametrize(("story", "where", "event", "code"), ACTS, ids=[row[0] for row in ACTS])
def test_an_act_is_judged_then_recorded_then_believed(here, disk, story, where, event, code):
    here.signed_in()
    if where != "empty":
        here.opened()
    disk.full = where == "full"
    before = here.room.session
    refusal = here.room.act(event, here.now)
    assert here.room.refusal == refusal
    assert (refusal.code if refusal else None) == code
    assert (here.room.session == before) is (code is not None)
    disk.full = False
    written = disk.replay("s-0")[1:]
    assert [(entry.by, entry.event) for entry in written] == ([(NURSE, event)] if not code else [])


def test_a_full_disk_is_named_in_the_refusal_and_sounds(here, disk):
    here.opened()
    disk.full = True
    assert here.room.act(NOTE, here.now) == Refusal("", "not_recorded", values={"why": "disk_full"})
    assert here.room.trouble.code == "disk_full"
    assert "storage_failed" in here.run(1).alarms


def test_nobody_signed_in_means_nothing_is_signed(here):
    here.opened().room.sign_out()
    assert here.room.act(identified(), here.now).code == "nobody_signed_in"
    assert here.room.act(identified(), here.now, by=DOCTOR) is None


def test_asking_whether_something_may_be_done_does_nothing(here):
    here.opened()
    assert here.room.may(identified(), here.now) is None
    assert here.room.may(START, here.now).code == "not_in_this_phase"
    assert here.room.may(identified(), here.now, by=NOBODY).code == "nobody_signed_in"
    assert (here.written(), here.room.refusal) == (["SessionOpened"], None)


def test_towards_safety_it_is_believed_with_a_full_disk_and_forgets_an_earlier_refusal(here, disk):
    here.infusing()
    here.room.act(START, here.now)
    assert here.room.refusal is not None
    disk.full = True
    here.room.note(PAUSED, here.now)
    assert here.room.session.infusion.pump is Pump.PAUSED
    assert here.room.refusal is None
    disk.full = False
    here.run(2)
    assert "InfusionPaused" in here.written()


def test_what_a_person_notes_is_the_persons(here):
    here.opened().room.note(NOTE, here.now, by=DOCTOR)
    assert here.disk.replay("s-0")[-1].by == DOCTOR


def test_what_the_monitors_said_before_an_act_stands_before_it_in_the_record(here):
    here.opened()
    here.says(BloodPressure(124, 78, 93))
    here.room.act(NOTE, here.now)
    assert here.written() == ["SessionOpened", "Measured", "NoteWritten"]


def test_the_gates_see_the_last_values_and_which_red_alarms_stand(here):
    here.opened().run(3)
    assert here.room.current(here.now).red == ()
    here.bp(186, 112)
    current = here.room.current(here.now)
    assert (current.systolic, current.spo2_percent) == (186, 97)
    assert current.red == ("bp_limit",)


# --- the beat ----------------------------------------------------------------------------------


def test_before_a_session_a_reading_is_shown_and_not_recorded(here, disk):
    here.run(5).bp(124, 78)
    assert here.room.watch.view.board.bp.latest.systolic == 124
    assert here.room.watch.view.board.spo2.value == 97
    here.opened()
    assert here.written() == ["SessionOpened"]


def test_before_a_session_nobody_is_watched_and_no_cuff_starts_by_itself(here):
    here.spo2 = 80.0
    here.run(30).bp(186, 112).run(120)
    assert (here.alarms, here.orders) == ([], [])
    here.opened().run(30)
    assert "spo2_very_low" in here.alarms


def test_the_room_that_was_left_is_watched_no_more(here):
    here.opened().run(5)
    here.room.act(ABORTED, here.now)
    here.room.close_view(here.now)
    here.spo2 = 80.0
    here.run(30).bp(186, 112).run(120)
    assert (here.alarms, here.orders) == ([], [])


def test_after_a_high_pressure_the_cuff_is_asked_again_once_that_is_in_the_record(here):
    here.opened().bp(186, 112).run(60)
    assert [order[:2] for order in here.orders] == [("nibp", CuffOrder.START)]
    assert "NibpRequested" in here.written()


@pytest.mark.parametrize("which", ["said with the beat", "kept by the room"])
def test_a_technical_condition_from_outside_is_an_alarm(here, which):
    here.opened()
    if which == "kept by the room":
        here.room.facts = frozenset({"on_battery"})
        assert here.run(1).alarms == ["on_battery"]
    else:
        assert here.run(1, facts=("on_battery",)).alarms == ["on_battery"]


# --- the physician -----------------------------------------------------------------------------

SITES = Contact("Bakvakt", "12345")
CONSULTANT = Contact("Vakthavende overlege", "12346")
HANSEN = Contact(DOCTOR, "12345")
ORDERED = ["backup_physician", "second_physician"]


@pytest.mark.parametrize(
    ("story", "backup", "listed", "asked"),
    [
        ("nobody named: the site's telephones", None, ORDERED, [SITES, CONSULTANT]),
        ("named: by name, for the site's line to her", BACKUP, ORDERED, [HANSEN, CONSULTANT]),
        (
            "a name without a number cannot be called",
            amended(BACKUP, phone=""),
            ORDERED,
            [SITES, CONSULTANT],
        ),
        (
            "the consultant is asked wherever the site's list has her",
            BACKUP,
            ORDERED[::-1],
            [HANSEN, CONSULTANT],
        ),
    ],
)
def test_who_is_asked_and_in_which_order(disk, story, backup, listed, asked):
    policy = msgspec.structs.replace(protocol().escalation, contacts=tuple(listed))
    here = Here(disk, replace(protocol(), escalation=policy)).opened()
    if backup is not None:
        here.room.note(backup, here.now)
    assert list(here.room.contacts) == asked


def test_a_red_alarm_alerts_the_physician_and_the_bedside_says_where_it_stands(here):
    here.infusing().bp(186, 112)
    alert = next(e for e in here.disk.replay("s-0") if isinstance(e.event, events.PhysicianAlerted))
    assert (alert.by, alert.event.to, alert.event.condition) == (WATCH, DOCTOR, "bp_limit")
    assert [(case.condition, case.to) for case in here.room.cases] == [("bp_limit", DOCTOR)]
    assert not here.room.cases[0].telephone
    here.run(60)
    assert here.room.cases[0].telephone
    assert "alert_not_delivered" in here.run(1).alarms


def test_a_call_that_is_declared_opens_a_session_and_alerts_the_physician(here):
    here.room.open_in_need(here.now)
    here.room.note(CALLED, here.now)
    here.run(1)
    assert "PhysicianAlerted" in here.written()


def test_when_the_session_is_over_nobody_is_asked_any_more(here):
    here.opened().bp(186, 112)
    assert here.room.cases
    here.room.act(ABORTED, here.now)
    here.run(1)
    assert here.room.cases == ()


# --- the series ------------------------------------------------------------------------------


def own_site():
    """A unit with numbers of its own: real sessions open."""
    site = msgspec.structs.replace(protocol().site, example=False)
    return replace(protocol(), site=site)


def unsigned(disk):
    """A unit with numbers of its own that nobody has signed yet."""
    here = Here(disk, own_site(), simulated=False).signed_in()
    here.room.save_person(EVA)
    return here


def real(disk):
    here = unsigned(disk)
    here.room.approve(EVA.id, here.now)
    here.room.approve(NURSE, here.now)
    assert here.room.open_session(here.now) is None
    return here


def test_two_sign_the_numbers_and_it_holds_after_a_restart(disk):
    here = unsigned(disk)
    assert here.room.open_session(here.now).code == "local_values_not_approved"
    assert here.room.approve(EVA.id, here.now) is None
    assert here.room.approve(EVA.id, here.now).code == "already_approved"
    assert here.room.open_session(here.now).code == "recipe_not_approved"
    assert here.room.approve(NURSE, here.now) is None
    again = Here(disk, own_site(), simulated=False).signed_in()
    assert [approval.by for approval in again.room.approvals] == [EVA.id, NURSE]
    assert again.room.open_session(again.now) is None


def test_a_signature_that_is_not_on_disk_is_none(disk):
    here = unsigned(disk)
    disk.full = True
    assert here.room.approve(EVA.id, here.now).code == "not_recorded"
    assert here.room.approvals == ()


def test_what_was_signed_is_no_session(disk):
    here = unsigned(disk)
    here.room.approve(EVA.id, here.now)
    assert disk.sessions() == []
    assert disk.verify() == []


# (sentence, what stands in the way that is to be settled)
SETTLE = [
    ("the third infusion, and none is known", 3, True),
    ("the first has nothing before it", 1, False),
]


@pytest.mark.parametrize(("sentence", "number", "settle"), SETTLE, ids=[r[0] for r in SETTLE])
def test_the_series_is_to_be_settled(disk, sentence, number, settle):
    here = real(disk)
    assert not here.room.series_to_settle(here.now)
    here.room.act(identified(number), here.now)
    assert here.room.series_to_settle(here.now) is settle


# (sentence, whose session was held before, how many of this patient's are known)
BEFORE = [
    ("the same patient's session is known", "T-0001", 1),
    ("another patient's is not", "T-0002", 0),
]


@pytest.mark.parametrize(("sentence", "whose", "known"), BEFORE, ids=[row[0] for row in BEFORE])
def test_who_was_here_before(disk, sentence, whose, known):
    here = real(disk)
    here.room.act(amended(identified(), identifier=whose), here.now)
    here.room.note(ABORTED, here.now)
    here.clock.advance(86_400)
    here.room.close_view(here.now)
    here.room.open_session(here.now)
    assert here.room.earlier is None
    here.room.act(identified(), here.now)
    assert len(here.room.earlier) == known


def test_a_simulation_has_no_series(here):
    here.opened().room.act(identified(), here.now)
    assert here.room.earlier is None


def test_where_nobody_could_look_nothing_is_known(disk):
    here = real(disk)
    disk.damaged = True
    here.room.act(identified(), here.now)
    assert here.room.session.patient is not None
    assert here.room.earlier is None
