"""SPEC 14: which questionnaires belong to today, what was sent and came back; no item is kept."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bedside import events
from bedside.questionnaires import Forms, due, instrument_of, may_note
from bedside.series import EarlierSession
from tests.bedside.telling import D, Telling, protocol

OSLO = ZoneInfo("Europe/Oslo")
RULES = protocol().questionnaires
FIRST = ["madrs-s", "phq-9", "gad-7", "audit", "dudit", "kset"]
EACH = ["madrs-s", "phq-9", "gad-7", "kset"]


def patient(phase="start", number=1):
    return events.PatientIdentified(
        name="T", birth_date="1984-03-12", identifier="p", phase=phase, number=number,
        identifiers_checked=("name", "birth_date"),
    )  # fmt: skip


def before(phase, number, days_ago):
    at = Telling().now.wall - timedelta(days=days_ago)
    return EarlierSession(f"{phase}{number}", phase, number, at, at, D("0.75"))


def found(who, earlier=(), forms=None):
    made = due(RULES, forms or Forms(), who, earlier, Telling().now, OSLO)
    return {moment: [d.instrument for d in made if d.moment == moment] for moment in
            dict.fromkeys(d.moment for d in made)}  # fmt: skip


# (sentence, the patient, the infusions before, what belongs to today)
DUES = [
    ("before the first infusion six of them", patient(), [], {"before-first": FIRST}),
    ("between the start infusions none", patient(number=3), [before("start", 2, 3)], {}),
    ("14 days after the sixth", patient("maintenance", 1), [before("start", 6, 14)],
     {"after-sixth": ["madrs", "phq-9", "kset"], "maintenance-before": EACH,
      "side-effects-sixth": ["kset"]}),
    ("13 days after the sixth it is too early", patient("maintenance", 1),
     [before("start", 6, 13)], {"maintenance-before": EACH, "side-effects-sixth": ["kset"]}),
    ("14 days after a maintenance infusion", patient("maintenance", 2),
     [before("maintenance", 1, 14)],
     {"maintenance-before": EACH, "maintenance-after": EACH, "side-effects-maintenance": ["kset"]}),
    ("an infusion that was not carried out asks for nothing", patient("maintenance", 1),
     [EarlierSession("x", "start", 6, Telling().now.wall)], {"maintenance-before": EACH}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "who", "earlier", "asked"), DUES, ids=[r[0] for r in DUES])
def test_which_belong_to_today(sentence, who, earlier, asked):
    assert found(who, earlier) == asked


def noted(status="sent", instrument="phq-9", moment="before-first", **more):
    return events.QuestionnaireNoted(instrument=instrument, moment=moment, status=status, **more)


def test_what_was_sent_and_came_back_stands_so():
    told = Telling().tell(noted())
    told.tell(noted("received", score=17, watched_score=2, corrects=1, reason="svart"))
    forms = told.session.forms
    phq = next(
        d for d in due(RULES, forms, patient(), [], told.now, OSLO) if d.instrument == "phq-9"
    )
    assert (phq.state, phq.score, phq.watched_score) == ("received", 17, 2)
    assert [line.event.instrument for line in forms.watched] == ["phq-9"]


def test_nothing_noted_is_due():
    assert {d.state for d in due(RULES, Forms(), patient(), [], Telling().now, OSLO)} == {"due"}


# (sentence, what is noted, what is refused)
NOTES = [
    ("PHQ-9 with 17 points, item 9 with 2", noted("received", score=17, watched_score=2), None),
    ("PHQ-9 goes to 27", noted("received", score=28), "score_impossible"),
    ("nobody has fewer than none", noted("received", score=-1), "score_impossible"),
    ("KSET has no highest total here", noted("received", "kset", score=400), None),
    ("GAD-7 has no item about suicide", noted("received", "gad-7", watched_score=1),
     "score_impossible"),
    ("an item does not go to 9", noted("received", watched_score=9), "score_impossible"),
    ("MADRS is not asked before the first", noted(instrument="madrs"), "questionnaire_not_in_set"),
    ("nobody knows this one", noted(instrument="beck"), "questionnaire_not_in_set"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "event", "said"), NOTES, ids=[row[0] for row in NOTES])
def test_what_may_be_noted(sentence, event, said):
    refusal = may_note(event, RULES)
    assert (refusal.code if refusal else None) == said


def test_an_unknown_name_is_nobody():
    assert instrument_of(RULES, "beck") is None
