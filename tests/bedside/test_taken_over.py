"""Infusions before this record began: told by one, countersigned by another, then they count."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from bedside import events
from bedside.earlier import earlier_of
from bedside.rules import may
from bedside.series import last_given_mg_per_kg, place
from bedside.taken_over import given_on
from tests.bedside.telling import DOCTOR, NURSE, SECOND, D, Telling, protocol

OSLO = ZoneInfo("Europe/Oslo")
RULES = protocol().series


def told(number=1, day="2026-11-10", dose="0.75", **more):
    return events.EarlierInfusionTold(
        phase="start", number=number, given_on=day, given_mg_per_kg=D(dose), **more
    )


def begun():
    opened = events.SessionOpened(
        session="s-3", simulated=False, room="1", program_version="0", protocol_version="0",
        protocol_hash="0",
    )  # fmt: skip
    return Telling().tell(opened)


def code(telling, event, by=NURSE):
    refusal = may(telling.session, event, by, telling.now, protocol(), None, OSLO)
    return refusal.code if refusal else None


# (sentence, what is told, what is refused)
TELLS = [
    ("an infusion of two weeks ago", told(), None),
    ("a date that is none", told(day="10.11.26"), "earlier_not_before_today"),
    ("a date far ahead", told(day="2099-01-01"), "earlier_not_before_today"),
    ("there is no infusion number 0", told(number=0), "earlier_without_number"),
    ("nobody was given 7.5 mg/kg", told(dose="7.5"), "earlier_dose_unlikely"),
    ("a dose of nothing is none", told(dose="0"), "earlier_dose_unlikely"),
    ("a correction says why", told(corrects=2), "correction_without_reason"),
]


@pytest.mark.parametrize(("sentence", "event", "said"), TELLS, ids=[row[0] for row in TELLS])
def test_what_may_be_told(sentence, event, said):
    assert code(begun(), event) == said


def test_todays_own_infusion_is_not_an_earlier_one():
    telling = begun()
    today = telling.now.wall.astimezone(OSLO).date().isoformat()
    assert code(telling, told(day=today)) == "earlier_not_before_today"


def signing(of, person):
    return events.EarlierInfusionCountersigned(of=of, person=person)


# (sentence, told by, countersigned before by, the line, who countersigns, what is refused)
SIGNS = [
    ("a colleague compares it with the paper", NURSE, "", 2, SECOND, None),
    ("not the one who wrote it", NURSE, "", 2, NURSE, "countersigner_took_part"),
    ("not twice", NURSE, SECOND, 2, DOCTOR, "already_countersigned"),
    ("there is no such line", NURSE, "", 9, SECOND, "nothing_to_countersign"),
    ("somebody signs", NURSE, "", 2, " ", "no_countersigner"),
]


@pytest.mark.parametrize(
    ("sentence", "by", "before", "of", "person", "said"), SIGNS, ids=[row[0] for row in SIGNS]
)
def test_who_may_countersign(sentence, by, before, of, person, said):
    telling = begun().tell(told(), by=by)
    if before:
        telling.tell(signing(2, before), by=before)
    assert code(telling, signing(of, person), by=person or SECOND) == said


def test_what_is_not_countersigned_counts_for_nothing():
    telling = begun().tell(told(1), told(2, "2026-11-13", "1.0"))
    taken = telling.session.taken_over
    assert [line.event.number for line in taken.unsigned] == [1, 2]
    assert taken.earlier() == ()
    telling.tell(signing(taken.told[1].seq, SECOND), by=SECOND)
    assert [one.number for one in telling.session.taken_over.earlier()] == [2]


def test_the_series_goes_on_from_what_was_taken_over():
    telling = begun().tell(told(1), told(2, "2026-11-13", "1.0"))
    for line in telling.session.taken_over.told:
        telling.tell(signing(line.seq, SECOND), by=SECOND)
    earlier = earlier_of((), telling.session)
    assert (place(earlier, RULES).phase, place(earlier, RULES).number) == ("start", 3)
    assert last_given_mg_per_kg(earlier) == 1


def test_a_correction_wants_a_signature_of_its_own():
    telling = begun().tell(told(1))
    telling.tell(signing(2, SECOND), by=SECOND)
    telling.tell(told(1, dose="0.5", corrects=2, reason="lest feil"))
    assert [line.event.given_mg_per_kg for line in telling.session.taken_over.unsigned] == [
        D("0.5")
    ]
    assert telling.session.taken_over.earlier() == ()


def test_a_session_that_was_held_here_counts_before_what_was_told():
    held = begun().tell(
        events.PatientIdentified(
            name="T", birth_date="1984-03-12", identifier="p", number=2,
            identifiers_checked=("name", "birth_date"),
        ),
        events.InfusionStarted(dose_mg=D(70), volume_ml=D(50), rate_ml_h=D(75)),
    ).session  # fmt: skip
    telling = begun().tell(told(2, dose="0.5"))
    telling.tell(signing(2, SECOND), by=SECOND)
    (only,) = earlier_of((held,), telling.session)
    assert only.session == "s-3"


def test_a_damaged_date_stops_nothing():
    telling = begun().tell(told(day="?"))
    telling.tell(signing(2, SECOND), by=SECOND)
    assert given_on(telling.session.taken_over.told[0].event) is None
    (one,) = telling.session.taken_over.earlier()
    assert one.attended_at.tzinfo is UTC
