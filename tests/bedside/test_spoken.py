"""What a doctor said by word of mouth is confirmed by that doctor, and by nobody else (T-R4)."""

import pytest

from bedside import events
from bedside.identity import Person
from bedside.rules import may
from bedside.spoken import confirmations, spoken, to_confirm
from tests.bedside.course import OPEN, ORDER, amended, decided, now
from tests.bedside.telling import DOCTOR, NURSE, SECOND, D, Telling, protocol

BERG = "dr-berg"
STAFF = (
    Person(id=NURSE, name="Ida Lund", role="nurse"),
    Person(id=DOCTOR, name="Dr. N. Hansen", role="consultant"),
    Person(id=BERG, name="Dr. Berg", role="doctor"),
)
PRN = events.PrnPrescribed(
    drug="midazolam", doctor=DOCTOR, channel="phone", read_back=True, dose_min_mg=D(1),
    dose_max_mg=D(1), route="iv", max_per_day_mg=D(2),
)  # fmt: skip
AGREED = events.PrnAgreed(
    drug="midazolam", doctor=DOCTOR, channel="phone", dose_mg=D(1), route="iv", read_back=True
)
CONFIRMED = events.DoctorConfirmed(of=2)


def said(event, by=NURSE):
    return Telling().tell(OPEN).tell(event, by=by)


def code(telling, event, by, staff=STAFF):
    refusal = may(
        telling.session, event, by, telling.now, protocol(), now(telling), staff=staff
    )  # fmt: skip
    return refusal.code if refusal else None


# (sentence, what was written, by whom, whether it waits for the doctor)
WAITING = [
    ("a decision", decided("D-16"), NURSE, True),
    ("the dose", amended(ORDER, doctor=DOCTOR), NURSE, True),
    ("a drug as needed", PRN, NURSE, True),
    ("an agreement before a dose", AGREED, NURSE, True),
    ("written down by another doctor", AGREED, BERG, True),
    ("entered by the doctor", AGREED, DOCTOR, False),
    ("entered on the physician's own page", AGREED, "physician", False),
    ("no doctor named", amended(AGREED, doctor=" "), NURSE, False),
    ("no doctor's word at all", events.NoteWritten(text="rolig"), NURSE, False),
]


@pytest.mark.parametrize(
    ("sentence", "event", "by", "waits"), WAITING, ids=[row[0] for row in WAITING]
)
def test_what_waits_for_the_doctor(sentence, event, by, waits):
    assert bool(to_confirm(said(event, by).session)) is waits


# (sentence, the doctor that was named, who confirms, the staff, code)
CONFIRMING = [
    ("the doctor who said it", DOCTOR, DOCTOR, STAFF, None),
    ("the doctor, written by name", "dr. n. hansen ", DOCTOR, STAFF, None),
    ("another doctor", DOCTOR, BERG, STAFF, "confirmed_by_doctor_only"),
    ("the nurse", DOCTOR, NURSE, STAFF, "confirmed_by_doctor_only"),
    ("the nurse whose name was written", "Ida Lund", NURSE, STAFF, "confirmed_by_doctor_only"),
    ("somebody who is no doctor here", DOCTOR, DOCTOR, (), "confirmed_by_doctor_only"),
    ("nobody", DOCTOR, "-", STAFF, "nobody_signed_in"),
    ("on the physician's page", DOCTOR, "physician", (), None),
]


@pytest.mark.parametrize(
    ("sentence", "doctor", "by", "staff", "expected"), CONFIRMING, ids=[r[0] for r in CONFIRMING]
)
def test_t_r4_who_confirms_afterwards(sentence, doctor, by, staff, expected):
    telling = said(amended(AGREED, doctor=doctor))
    assert code(telling, CONFIRMED, by, staff) == expected


def test_a_doctor_who_was_noted_as_one_in_the_session_confirms_too():
    present = events.PersonPresent(person=DOCTOR, role="R-05")
    assert code(said(AGREED).tell(present), CONFIRMED, DOCTOR, ()) is None


def test_it_is_confirmed_once_and_stays_in_the_record():
    telling = said(AGREED).wait(3600).tell(CONFIRMED, by=DOCTOR)
    session = telling.session
    assert to_confirm(session) == ()
    assert [(one.seq, by, at) for one, by, at in confirmations(session)] == [
        (2, DOCTOR, telling.now.wall)
    ]
    assert len(spoken(session)) == 1
    assert code(telling, CONFIRMED, DOCTOR) == "nothing_to_confirm"


def test_what_was_never_said_cannot_be_confirmed():
    telling = said(AGREED).tell(events.DoctorConfirmed(of=1), by=DOCTOR)
    assert list(confirmations(telling.session)) == []
    assert [one.seq for one in to_confirm(telling.session)] == [2]


# (sentence, phase reached by, code)
AFTERWARDS = [
    ("after the signature", events.SessionClosed(), None),
    ("after it was given up", events.SessionAborted(reason="syk", decided_by=SECOND), None),
]


@pytest.mark.parametrize(
    ("sentence", "ended", "expected"), AFTERWARDS, ids=[row[0] for row in AFTERWARDS]
)
def test_a_session_that_is_over_takes_the_doctors_word(sentence, ended, expected):
    assert code(said(AGREED).tell(ended), CONFIRMED, DOCTOR) == expected


def test_a_doctor_of_the_staff_enters_a_decision_herself():
    own = decided("D-16", read_back=False)
    assert code(Telling().tell(OPEN), own, DOCTOR) is None
    assert code(Telling().tell(OPEN), own, DOCTOR, ()) == "not_a_doctor"
