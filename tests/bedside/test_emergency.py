"""An emergency (SPEC part 10): everything is taken down with its time, nothing is refused."""

from datetime import timedelta

import pytest

from bedside import events
from bedside.emergency import may_close, story
from tests.bedside.telling import NURSE, Telling

DECLARED = events.EmergencyDeclared()
CLOSED = events.EmergencyClosed(summary="laryngospasme, gikk over på maske-bag")


def ticked(symptom, present=True):
    return events.EmergencySymptomTicked(symptom=symptom, present=present)


def done(action, category="E-02"):
    return events.EmergencyActionTicked(category=category, action=action)


def test_an_emergency_from_the_press_to_its_summary():
    telling = Telling().tell(DECLARED, by="-")
    began = telling.now.wall
    telling.wait(5).tell(events.EmergencyCategoryChosen(category="E-02"))
    telling.wait(5).tell(ticked("apnoea")).wait(5).tell(done("E-02-mask"))
    telling.wait(5).tell(events.EmergencyCallMade(whom="113")).wait(60)
    telling.tell(ticked("apnoea", present=False)).wait(5).tell(CLOSED)
    emergency = telling.session.emergency
    assert not emergency.open
    (episode,) = emergency.episodes
    assert (episode.category, episode.began_by, episode.summary) == ("E-02", "-", CLOSED.summary)
    assert episode.symptoms_present == frozenset()
    assert [(s.kind, s.what, (s.at - began).total_seconds()) for s in story(episode)] == [
        ("began", "", 0),
        ("symptom", "apnoea", 10),
        ("action", "E-02-mask", 15),
        ("call", "113", 20),
        ("symptom_gone", "apnoea", 80),
        ("ended", CLOSED.summary, 85),
    ]
    assert story(episode)[1].category == "E-02"


def test_a_story_that_goes_on_has_no_end():
    telling = Telling().tell(DECLARED, ticked("apnoea"))
    assert [step.kind for step in story(telling.session.emergency.now)] == ["began", "symptom"]
    assert telling.session.emergency.now.symptoms_present == {"apnoea"}


@pytest.mark.parametrize(
    ("sentence", "event"),
    [
        ("a category", events.EmergencyCategoryChosen(category="E-01")),
        ("a symptom", ticked("apnoea")),
        ("an action", done("E-02-mask")),
        ("a call", events.EmergencyCallMade(whom="arrest_team")),
    ],
)
def test_a_tick_without_a_press_was_an_emergency_all_the_same(sentence, event):
    telling = Telling().tell(event, by="-")
    assert telling.session.emergency.open
    assert telling.session.emergency.now.began_at == telling.now.wall


def test_pressed_twice_it_is_one_emergency():
    telling = Telling().tell(events.EmergencyDeclared(category="E-01"), ticked("wheeze"))
    telling.wait(5).tell(DECLARED)
    assert telling.session.emergency.now.category == "E-01"
    assert telling.session.emergency.now.symptoms_present == {"wheeze"}
    telling.tell(events.EmergencyDeclared(category="E-02"))
    assert telling.session.emergency.now.category == "E-02"
    assert len(telling.session.emergency.episodes) == 1


def test_a_second_emergency_is_its_own():
    telling = Telling().tell(DECLARED, CLOSED, DECLARED)
    assert telling.session.emergency.open
    assert len(telling.session.emergency.episodes) == 2


def test_closing_what_is_not_open_changes_nothing():
    assert Telling().tell(CLOSED).session.emergency.episodes == ()


@pytest.mark.parametrize(
    ("sentence", "before", "event", "by", "code"),
    [
        ("by the nurse, with a summary", [DECLARED], CLOSED, NURSE, None),
        ("by nobody", [DECLARED], CLOSED, "-", "emergency_end_needs_person"),
        ("by the program", [DECLARED], CLOSED, "watch", "emergency_end_needs_person"),
        ("without a summary", [DECLARED], events.EmergencyClosed(summary=" "), NURSE,
         "emergency_end_needs_summary"),
        ("when there is none", [], CLOSED, NURSE, "no_emergency_open"),
    ],
)  # fmt: skip
def test_who_may_end_it(sentence, before, event, by, code):
    refusal = may_close(Telling().tell(*before).session.emergency, event, by)
    assert (refusal.code if refusal else None) == code


def test_the_times_are_those_of_the_ticks():
    telling = Telling().tell(DECLARED).wait(7).tell(done("E-02-mask"))
    tick = telling.session.emergency.now.actions[0]
    assert tick.at - telling.session.emergency.now.began_at == timedelta(seconds=7)
    assert (tick.by, tick.category) == (NURSE, "E-02")
