"""Answers and decisions are kept: the latest counts, the first stays (SPEC 9.2, N-09, T-R4)."""

from bedside import events
from tests.bedside.course import answer, decided, identified
from tests.bedside.telling import DOCTOR, NURSE, Telling


def test_the_latest_answer_counts_and_the_first_stays():
    telling = Telling().tell(answer("D-04", "yes", note="sa han"))
    first = telling.session.answers.latest("D-04")
    telling.wait(60).tell(answer("D-04", "no", corrects=1, reason="misforstått"), by="per")
    answers = telling.session.answers
    assert answers.first("D-04") == first
    assert answers.latest("D-04").answer == "no"
    assert [(a.answer, a.by, a.corrects, a.reason) for a in answers.history("D-04")] == [
        ("yes", NURSE, None, ""),
        ("no", "per", 1, "misforstått"),
    ]
    assert answers.yes("D-04") is False


def test_what_nobody_asked_has_no_answer():
    answers = Telling().session.answers
    assert answers.latest("D-04") is None
    assert answers.first("D-04") is None
    assert answers.history("D-04") == ()
    assert answers.yes("D-04") is False
    assert answers.decision("D-04") is None


def test_only_yes_is_yes():
    for said, yes in (("yes", True), ("no", False), ("unsure", False), ("not_asked", False)):
        assert Telling().tell(answer("C-01", said)).session.answers.yes("C-01") is yes


def test_a_decision_counts_from_after_what_it_is_about():
    answers = Telling().tell(decided("D-16"), answer("D-16", "no")).session.answers
    assert answers.decision("D-16").doctor == DOCTOR
    assert answers.decision("D-16", since_seq=2) is None


def test_a_later_decision_that_does_not_count_hides_none():
    telling = Telling().tell(decided("D-16"), decided("D-16", False, doctor=""))
    assert telling.session.answers.decision("D-16").allowed is True


def test_what_was_agreed_by_word_of_mouth_waits_for_the_doctors_confirmation():
    telling = Telling().tell(decided("D-16"), decided("D-17"))
    telling.tell(decided("D-18"), by="physician").tell(decided("D-19", doctor=NURSE))
    assert [d.subject for d in telling.session.answers.to_confirm] == ["D-16", "D-17"]
    telling.tell(events.DoctorConfirmed(of=1), by="physician")
    assert [d.subject for d in telling.session.answers.to_confirm] == ["D-17"]


def test_a_finished_stage_says_when_and_by_whom():
    telling = Telling().tell(events.StageFinished(stage="day_check"))
    finished = telling.session.answers.finished["day_check"]
    assert (finished.at, finished.by) == (telling.now.wall, NURSE)


def test_consent_once_withdrawn_stays_withdrawn():
    telling = Telling().tell(events.TreatmentConsentWithdrawn())
    first = telling.session.answers.consent_withdrawn
    telling.wait(60).tell(events.TreatmentConsentWithdrawn(), by="per")
    assert telling.session.answers.consent_withdrawn == first


def test_identity_is_compared_anew_with_the_patient():
    telling = Telling().tell(identified())
    assert telling.session.answers.identified.by == NURSE
    telling.tell(identified(identifiers_checked=("name", "")))
    assert telling.session.answers.identified is None
