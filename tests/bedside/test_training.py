"""The local emergency training of those in the room: missed only with a reason (T-R5)."""

from datetime import date

import pytest

from bedside import events
from bedside.identity import Person, is_trained, may_be_trained
from bedside.people import CLINICIAN
from bedside.rules import may
from bedside.training import trained_here, training_missing, why_untrained
from tests.bedside.course import OPEN, START, now, ready
from tests.bedside.telling import NURSE, SECOND, Telling, protocol

HERE = events.PersonPresent(person=NURSE, role=CLINICIAN)
GONE = events.PersonPresent(person=NURSE, role=CLINICIAN, present=False)
OTHER = events.PersonPresent(person=SECOND, role=CLINICIAN)
ON_CALL = events.PersonPresent(person=SECOND, role="R-10")
WHY = events.DeviationRecorded(rule="T-R5", reason="kurset er på fredag")
TODAY = date(2026, 11, 24)


def staff(ida="", per="2026-03-02"):
    return (
        Person(id=NURSE, name="Ida Lund", role="nurse", trained=ida),
        Person(id=SECOND, name="Per Moen", role="nurse", trained=per),
    )


# (sentence, who came and what was said, Ida's training, code)
ROOMS = [
    ("somebody trained is here", [HERE], "2026-03-02", None),
    ("nobody who is here is trained", [HERE], "", "nobody_trained"),
    ("a date that is none", [HERE], "i fjor", "nobody_trained"),
    ("one of two is", [HERE, OTHER], "", None),
    ("the trained one is on call, not in the room", [HERE, ON_CALL], "", "nobody_trained"),
    ("with a reason", [HERE, WHY], "", None),
    ("a reason from before anybody came", [WHY, 60, HERE], "", "nobody_trained"),
    ("the reason stays while one of them does", [HERE, 60, WHY, 60, HERE], "", None),
    ("the one it was given for has left", [HERE, WHY, 60, GONE, 60, HERE], "", "nobody_trained"),
    ("an empty reason", [HERE, events.DeviationRecorded(rule="T-R5", reason=" ")], "",
     "nobody_trained"),
    ("nobody is here: that is said elsewhere", [], "", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "happened", "trained", "code"), ROOMS, ids=[row[0] for row in ROOMS]
)
def test_t_r5_the_room(sentence, happened, trained, code):
    telling = Telling().tell(OPEN)
    for what in happened:
        if isinstance(what, int):
            telling.wait(what)
        else:
            telling.tell(what)
    refusal = training_missing(telling.session, staff(trained))
    assert (refusal.code if refusal else None) == code


def test_who_is_trained_and_why_nobody_is():
    session = Telling().tell(OPEN, HERE, OTHER, WHY).session
    assert [person.id for person in trained_here(session, staff())] == [SECOND]
    assert why_untrained(session).reason == WHY.reason
    assert why_untrained(Telling().tell(OPEN, WHY).session) is None


# (sentence, the staff, what is told before, code)
STARTS = [
    ("nobody trained", staff(per=""), [], "nobody_trained"),
    ("a reason", staff(per=""), [WHY], None),
    ("somebody trained", staff("2026-03-02"), [], None),
    ("where the staff is not known", (), [], None),
]


@pytest.mark.parametrize(
    ("sentence", "known", "before", "code"), STARTS, ids=[row[0] for row in STARTS]
)
def test_t_r5_the_pump_is_started_with_a_reason(sentence, known, before, code):
    telling = ready().tell(*before)
    refusal = may(
        telling.session, START, NURSE, telling.now, protocol(), now(telling), staff=known
    )  # fmt: skip
    assert (refusal.code if refusal else None) == code


# (sentence, the date, trained, why it cannot be written down)
DATES = [
    ("not known", "", False, None),
    ("behind us", "2026-03-02", True, None),
    ("today", "2026-11-24", True, None),
    ("ahead", "2026-11-25", True, "training_ahead"),
    ("no date", "i fjor", False, "training_unreadable"),
]


@pytest.mark.parametrize(
    ("sentence", "trained", "counts", "refused"), DATES, ids=[row[0] for row in DATES]
)
def test_t_r5_the_date_of_a_training(sentence, trained, counts, refused):
    assert is_trained(staff(trained)[0]) is counts
    assert may_be_trained(trained, TODAY) == refused
