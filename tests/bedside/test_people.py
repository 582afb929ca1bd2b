"""Who is here and who may sign for what (SPEC part 1, §3.1, §3.3, §3.11; T-R1, T-R3, T-R4)."""

import pytest

from bedside import events
from bedside.identity import Person
from bedside.people import (
    ALS,
    CLINICIAN,
    doctors,
    may_be_present,
    may_decide,
    may_hand_over,
    may_name_backup,
    taken_over_by,
    takes_over,
)
from tests.bedside.course import BACKUP, OPEN, amended, decided
from tests.bedside.telling import DOCTOR, NURSE, SECOND, Telling, protocol


def present(person=NURSE, role=CLINICIAN, here=True):
    return events.PersonPresent(person=person, role=role, present=here)


def people(*happened, by=NURSE):
    return Telling().tell(*happened, by=by).session.people


def test_whoever_opens_the_session_is_in_charge_until_it_is_handed_over():
    assert people(OPEN).nurse == NURSE
    assert people(OPEN, by="-").nurse == ""
    assert people(OPEN, by="watch").nurse == ""
    telling = Telling().tell(OPEN).wait(60).tell(events.NurseHandedOver(to=SECOND), by=NURSE)
    handed = telling.session.people
    assert handed.nurse == SECOND
    assert [(h.of, h.to, h.by, h.at) for h in handed.handovers] == [
        (NURSE, SECOND, NURSE, telling.now.wall)
    ]


def test_t_r1_who_is_in_the_room_and_since_when():
    telling = Telling().tell(present())
    came = telling.now.wall
    telling.wait(60).tell(present(), present(SECOND, ALS))
    here = telling.session.people
    assert next((stay.person, stay.role, stay.since) for stay in here.present) == (
        NURSE,
        CLINICIAN,
        came,
    )
    assert [stay.person for stay in here.with_role(ALS)] == [SECOND]
    telling.wait(60).tell(present(here=False))
    left = telling.session.people
    assert [stay.person for stay in left.present] == [SECOND]
    assert next((stay.person, stay.until) for stay in left.stays) == (NURSE, telling.now.wall)
    telling.wait(60).tell(present())
    assert len(telling.session.people.stays) == 3


def test_leaving_without_having_come_changes_nothing():
    assert people(present(here=False)).stays == ()


def test_one_person_may_have_two_roles_and_leave_one():
    here = people(present(), present(NURSE, ALS), present(here=False))
    assert [stay.role for stay in here.present] == [ALS]


# (sentence, the physician, confirmed)
BACKUPS = [
    ("named, specialist, available", {}, True),
    ("A35 not physically available", {"physically_available": False}, False),
    ("A13 no specialist", {"specialist": False}, False),
    ("no phone", {"phone": ""}, False),
    ("no name", {"name": " "}, False),
]


@pytest.mark.parametrize(
    ("sentence", "said", "confirmed"), BACKUPS, ids=[row[0] for row in BACKUPS]
)
def test_the_back_up_physician(sentence, said, confirmed):
    assert people(amended(BACKUP, **said)).backup.confirmed is confirmed


def test_the_page_is_tested_by_the_physician_who_is_named():
    check_in = events.PhysicianCheckedIn(physician=DOCTOR)
    accepted = amended(check_in, test_accepted=True)
    other = amended(accepted, physician="dr-berg")
    assert people(check_in).backup is None
    assert people(BACKUP, other).backup.checked_in_at is None
    assert people(BACKUP, check_in).backup.test_accepted is False
    assert people(BACKUP, check_in).backup.checked_in_at is not None
    assert people(BACKUP, accepted, check_in).backup.test_accepted is True
    assert people(BACKUP, accepted, amended(BACKUP, name="dr-berg")).backup.test_accepted is False


@pytest.mark.parametrize(
    ("said", "missing"),
    [({}, None), ({"name": ""}, ("name",)), ({"name": " ", "phone": ""}, ("name", "phone")),
     ({"physically_available": False}, None)],
)  # fmt: skip
def test_a_back_up_physician_has_a_name_and_a_number(said, missing):
    refusal = may_name_backup(amended(BACKUP, **said))
    assert (refusal.missing if refusal else None) == missing


@pytest.mark.parametrize(
    ("to", "code"), [(SECOND, None), (" ", "handover_needs_person"), (NURSE, "handover_to_oneself")]
)
def test_t_r1_handing_over_is_to_somebody_else(to, code):
    refusal = may_hand_over(people(OPEN), events.NurseHandedOver(to=to))
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("person", "role", "allowed"),
    [(NURSE, CLINICIAN, True), ("", CLINICIAN, False), (NURSE, " ", False)],
)
def test_a_presence_is_somebodys_in_a_role(person, role, allowed):
    assert (may_be_present(present(person, role)) is None) is allowed


def test_a_doctor_is_who_was_here_in_a_doctors_role():
    here = people(present(DOCTOR, "R-05"), present(), present("dr-berg", "R-02", True))
    assert doctors(here, protocol().roles.role) == {DOCTOR, "dr-berg"}


# T-R4: (sentence, by, known doctors, changed, code)
DECISIONS = [
    ("by word of mouth, read back, written by the nurse", NURSE, (), {}, None),
    ("by word of mouth, not read back", NURSE, (), {"read_back": False}, "not_read_back"),
    ("no doctor named", NURSE, (), {"doctor": " "}, "decision_needs_doctor"),
    ("a nurse cannot be the doctor", NURSE, (), {"doctor": NURSE}, "not_a_doctor"),
    ("a nurse cannot be the doctor, read back to herself", NURSE, (DOCTOR,), {"doctor": NURSE},
     "not_a_doctor"),
    ("the doctor writes it herself", DOCTOR, (DOCTOR,), {"read_back": False}, None),
    ("entered on the physician's page", "physician", (), {"read_back": False}, None),
    ("another doctor writes down what this one said", "dr-berg", ("dr-berg",),
     {"read_back": False}, "not_read_back"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "by", "known", "said", "code"), DECISIONS, ids=[row[0] for row in DECISIONS]
)
def test_t_r4_whose_decision_it_is(sentence, by, known, said, code):
    event = decided("D-16", **{"doctor": DOCTOR} | said)
    refusal = may_decide(event, by, known)
    assert (refusal.code if refusal else None) == code


# (sentence, role, id, asked)
TAKERS = [
    ("another nurse", "nurse", SECOND, True),
    ("a doctor", "doctor", DOCTOR, True),
    ("whoever is in charge", "nurse", NURSE, False),
    ("the clinical owner runs no session", "clinical_owner", SECOND, False),
]


@pytest.mark.parametrize(
    ("sentence", "role", "person", "asked"), TAKERS, ids=[row[0] for row in TAKERS]
)
def test_t_r1_who_is_asked_to_take_over(sentence, role, person, asked):
    somebody = Person(id=person, name=person, role=role)
    assert takes_over(people(OPEN), somebody) is asked


def test_t_r1_whoever_takes_over_is_in_the_room():
    handed = events.NurseHandedOver(to=SECOND)
    assert taken_over_by(people(OPEN), SECOND) == (handed, present(SECOND))
    assert taken_over_by(people(OPEN, present(SECOND)), SECOND) == (handed,)
