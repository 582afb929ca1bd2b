"""The day check (SPEC part 4): what each answer means, question by question."""

import pytest

from bedside import events
from bedside.day_check import (
    CheckState,
    blocking,
    day,
    day_check,
    decided,
    may_finish_day_check,
    moment,
    must_decide,
    papers,
    refusal_of,
    sedated_seq,
    to_inform,
)
from bedside.protocol_lists import Clear
from tests.bedside.course import (
    DOCTOR,
    NURSE,
    START,
    answer,
    clear_day_check,
    cuff,
    identified,
    ready,
    steps,
)
from tests.bedside.course import decided as decision
from tests.bedside.telling import D, Telling, protocol

SEDATIVE = events.PrnDoseGiven(drug="midazolam", dose_mg=D(1), route="iv", indication="anxiety")


def checked(*happened, number=3):
    """A day check with every question cleared, and then this."""
    telling = Telling().tell(identified(number))
    telling.tell(*clear_day_check(), events.WeightRecorded(weight_kg=D("72.4"), how="scale"))
    return telling.tell(*happened)


def item_of(telling, id_):
    return next(item for item in day_check(telling.session, protocol()) if item.id == id_)


def state_of(telling, id_):
    return item_of(telling, id_).state.value


def finish(telling):
    return may_finish_day_check(telling.session, telling.now, protocol())


def test_every_question_of_the_protocol_is_asked_in_its_order():
    asked = [item.id for item in day_check(Telling().session, protocol())]
    assert asked == [question.id for question in protocol().day_check.question]
    assert set(asked) == {f"D-{n:02}" for n in range(1, 34)}


def test_before_anybody_asked_nothing_is_cleared():
    items = day_check(Telling().session, protocol())
    assert {item.state for item in items} == {CheckState.UNANSWERED}
    assert all(item.blocks for item in items)


def test_everything_cleared_the_nurse_may_go_on():
    assert finish(checked()) is None
    assert {item.state for item in day_check(checked().session, protocol())} == {CheckState.CLEARED}


def questions():
    groups = {group.id: group for group in protocol().day_check.group}
    return [(q, groups[q.group].clear) for q in protocol().day_check.question]


@pytest.mark.parametrize("said", ["unsure", "not_asked"])
@pytest.mark.parametrize("id_", [q.id for q, clear in questions() if clear is not Clear.VALUE])
def test_unsure_and_not_asked_never_clear(id_, said):
    telling = checked(answer(id_, said))
    assert state_of(telling, id_) != "cleared"


# (question, the answer that does not clear it, what it comes to)
UNCLEAR = [
    ("D-01", "no", "must_decide"), ("D-02", "no", "stopped"), ("D-03", "no", "must_decide"),
    ("D-04", "yes", "must_decide"), ("D-05", "yes", "must_decide"), ("D-06", "yes", "must_decide"),
    ("D-07", "yes", "must_decide"), ("D-08", "yes", "must_decide"), ("D-09", "yes", "must_decide"),
    ("D-10", "yes", "stopped"), ("D-10", "unsure", "stopped"), ("D-11", "yes", "inform"),
    ("D-12", "no", "must_decide"), ("D-15", "yes", "must_decide"), ("D-16", "no", "must_decide"),
    ("D-16", "unsure", "must_decide"), ("D-17", "no", "must_decide"),
    ("D-18", "yes", "must_decide"), ("D-19", "yes", "must_decide"), ("D-21", "yes", "must_decide"),
    ("D-22", "yes", "must_decide"), ("D-27", "yes", "must_decide"), ("D-30", "no", "inform"),
    ("D-31", "no", "inform"), ("D-33", "no", "inform"), ("D-14", "yes", "must_decide"),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "said", "state"), UNCLEAR)
def test_an_answer_that_does_not_clear(id_, said, state):
    telling = checked(answer(id_, said))
    assert state_of(telling, id_) == state
    refusal = finish(telling)
    if state == "inform":
        assert refusal is None
    else:
        assert refusal.missing == (id_,)
        assert refusal.lifted_by == ("nobody" if state == "stopped" else "doctor")


# Where something belongs beside the answer: (sentence, what is said, state)
BESIDE = [
    ("D-20 severe kidney disease, nothing written", [answer("D-20", "yes")], "D-20", "incomplete"),
    ("D-20 no individual assessment: a doctor decides",
     [answer("D-20", "yes"), answer("D-20.risk_benefit_documented", "no")], "D-20", "must_decide"),
    ("D-20 individually assessed by a specialist (§6.1): recorded",
     [answer("D-20", "yes"), answer("D-20.risk_benefit_documented", "yes")], "D-20", "inform"),
    ("D-26 allergy to a drug in use: a doctor decides",
     [answer("D-26", "yes"), answer("D-26.allergies", "yes", "ketamin"),
      answer("D-26.allergy_to_drug_in_use", "yes")], "D-26", "must_decide"),
    ("D-26 allergy to something else: recorded",
     [answer("D-26", "yes"), answer("D-26.allergies", "yes", "bjørk"),
      answer("D-26.allergy_to_drug_in_use", "no")], "D-26", "inform"),
    ("D-26 which allergy is not written", [answer("D-26", "yes"),
     answer("D-26.allergy_to_drug_in_use", "no")], "D-26", "incomplete"),
    ("D-29 a new condition, not named", [answer("D-29", "yes")], "D-29", "incomplete"),
    ("D-29 a new condition, named", [answer("D-29", "yes"),
     answer("D-29.new_condition", "yes", "feber")], "D-29", "must_decide"),
    ("D-23 changed medicines, named", [answer("D-23", "yes"),
     answer("D-23.changed_medicines", "yes", "diazepam 5 mg")], "D-23", "inform"),
    ("D-23 changed medicines, not named", [answer("D-23", "yes")], "D-23", "incomplete"),
    ("D-13 raised by the nurse's own reading, asked about rest",
     [answer("D-13", "yes"), answer("D-13.anxious_when_measured", "yes"),
      answer("D-13.high_after_rest", "no")], "D-13", "inform"),
    ("D-13 still raised after rest", [answer("D-13", "yes"),
     answer("D-13.anxious_when_measured", "no"), answer("D-13.high_after_rest", "yes")], "D-13",
     "must_decide"),
    ("D-28 side effects last time, not named", [answer("D-28", "yes")], "D-28", "incomplete"),
    ("D-28 side effects last time, named: recorded", [answer("D-28", "yes"),
     answer("D-28.side_effects", "yes", "kvalme en time")], "D-28", "inform"),
    ("D-12 fasted, times not written", [answer("D-12.last_food_at", "yes", "")], "D-12",
     "incomplete"),
    ("A23 the last food was 2 hours ago, whatever was answered",
     [answer("D-12.last_food_at", "yes", "2026-11-24T06:20:00+00:00")], "D-12", "must_decide"),
    ("A23 4 hours and a second ago", [answer("D-12.last_food_at", "yes",
     "2026-11-24T05:19:59+01:00")], "D-12", "cleared"),
    ("A23 a time nobody can read is not judged", [answer("D-12.last_food_at", "yes", "i morges")],
     "D-12", "cleared"),
    ("A23 a time without its zone is not judged", [answer("D-12.last_food_at", "yes",
     "2026-11-24T08:20:00")], "D-12", "cleared"),
    ("A31 a drink an hour ago is shown and not judged",
     [answer("D-12.last_drink_at", "yes", "2026-11-24T07:20:00+00:00")], "D-12", "cleared"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "said", "id_", "state"), BESIDE, ids=[row[0] for row in BESIDE]
)
def test_what_is_written_beside_the_answer(sentence, said, id_, state):
    assert state_of(checked(*said), id_) == state


# Measured pressure: (sentence, readings and words, D-13, D-14)
MEASURED = [
    ("nothing measured: the answers count", [], "cleared", "cleared"),
    ("122/76 measured", [cuff(122, 76)], "cleared", "cleared"),
    ("151/80 measured once, though answered no: rest, repeat", [cuff(151, 80)], "inform",
     "cleared"),
    ("stays after rest: a doctor decides", [cuff(151, 80), cuff(155, 90)], "must_decide",
     "cleared"),
    ("stays, and the doctor has decided", [cuff(151, 80), cuff(155, 90), decision("D-13")],
     "decided", "cleared"),
    ("stays, and the doctor says no", [cuff(151, 80), cuff(155, 90), decision("D-13", False)],
     "refused", "cleared"),
    ("the doctor changes her mind, under the other question",
     [cuff(151, 80), cuff(155, 90), decision("D-13"), decision("D-14", False)], "refused",
     "cleared"),
    ("and back", [cuff(151, 80), cuff(155, 90), decision("D-14", False), decision("D-13")],
     "decided", "cleared"),
    ("raised once, normal after rest", [cuff(151, 80), cuff(140, 85)], "cleared", "cleared"),
    ("185/112 measured, though answered no", [cuff(185, 112)], "must_decide", "must_decide"),
    ("185/112 and decided", [cuff(185, 112), decision("D-14")], "decided", "decided"),
    ("185/112; a decision on 150/95 is not enough", [cuff(185, 112), decision("D-13")],
     "must_decide", "must_decide"),
    ("185/112, then 128/80", [cuff(185, 112), cuff(128, 80)], "cleared", "cleared"),
    ("200/70, doubted by the monitor", [cuff(200, 70, quality="suspect")], "must_decide",
     "must_decide"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "happened", "raised", "high"), MEASURED, ids=[row[0] for row in MEASURED]
)
def test_a_measured_pressure_speaks_louder_than_the_answer(sentence, happened, raised, high):
    telling = checked(*happened)
    assert state_of(telling, "D-13") == raised
    assert state_of(telling, "D-14") == high


def test_what_overrules_the_answer_is_said():
    assert item_of(checked(cuff(185, 112)), "D-14").why == "measured"
    late = answer("D-12.last_food_at", "yes", "2026-11-24T06:20:00+00:00")
    assert item_of(checked(late), "D-12").why == "ate_too_late"
    assert item_of(checked(SEDATIVE), "D-01").why == "sedated"
    assert item_of(checked(), "D-14").why == ""


def test_a_decision_is_about_the_answer_before_it():
    telling = checked(answer("D-16", "no"), decision("D-16"))
    assert state_of(telling, "D-16") == "decided"
    telling.tell(answer("D-16", "unsure", corrects=1, reason="feil tast"))
    assert state_of(telling, "D-16") == "must_decide"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("no doctor named", {"doctor": " "}),
        ("by word of mouth and not read back", {"read_back": False}),
        ("as if typed on the physician's page, by the nurse",
         {"read_back": False, "channel": "page"}),
    ],
)  # fmt: skip
def test_t_r4_a_decision_that_does_not_count(sentence, said):
    assert (
        state_of(checked(answer("D-16", "no"), decision("D-16", **said)), "D-16") == "must_decide"
    )


def test_the_latest_decision_counts():
    telling = checked(answer("D-16", "no"), decision("D-16", False))
    assert state_of(telling, "D-16") == "refused"
    refusal = finish(telling)
    assert (refusal.code, refusal.values["doctor"]) == ("doctor_said_no", DOCTOR)
    assert state_of(telling.tell(decision("D-16")), "D-16") == "decided"


def test_nobody_lifts_pregnancy_or_a_missing_wish():
    for id_, said in (("D-10", "yes"), ("D-02", "no")):
        telling = checked(answer(id_, said), decision(id_))
        assert state_of(telling, id_) == "stopped"
        assert finish(telling).lifted_by == "nobody"


def test_the_weight_is_answered_by_weighing():
    telling = Telling().tell(identified(), *clear_day_check())
    assert state_of(telling, "D-32") == "unanswered"
    telling.tell(answer("D-32", "yes"), answer("D-32.weight_kg", "yes", "72.4"))
    assert state_of(telling, "D-32") == "unanswered"
    telling.tell(events.WeightRecorded(weight_kg=D("72.4"), how="scale"))
    item = item_of(telling, "D-32")
    assert (item.state, item.answered.value, item.answered.by) == ("cleared", "72.4", NURSE)


def test_the_lists_on_the_right():
    telling = checked(
        answer("D-16", "unsure"), answer("D-10", "yes"), answer("D-30", "no"),
        answer("D-04", "yes"), decision("D-04"), answer("D-05", "yes"), decision("D-05", False),
    )  # fmt: skip
    items = day_check(telling.session, protocol())
    assert [item.id for item in must_decide(items)] == ["D-05", "D-16", "D-10"]
    assert [item.id for item in to_inform(items)] == ["D-30"]
    assert [item.id for item in decided(items)] == ["D-04"]


def test_the_refusal_counts_answers_and_decisions():
    telling = Telling().tell(identified(), answer("D-16", "unsure"))
    refusal = finish(telling)
    assert refusal.values == {"answers": "32", "decisions": "1"}
    assert refusal.code == "day_check_incomplete"
    assert refusal_of(()) is None
    left = Telling().tell(identified(), *clear_day_check())
    assert finish(left).lifted_by == "nobody"


def test_a39_a_sedative_before_the_infusion_asks_about_capacity_anew():
    telling = checked(SEDATIVE)
    assert state_of(telling, "D-01") == "unanswered"
    assert item_of(telling, "D-01").answered is not None
    telling.tell(answer("D-01", "yes"))
    assert state_of(telling, "D-01") == "must_decide"
    assert state_of(telling.tell(decision("D-01")), "D-01") == "decided"


def test_a_sedative_during_the_infusion_reopens_nothing():
    telling = ready().tell(START, SEDATIVE)
    assert sedated_seq(telling.session) == 0
    assert state_of(telling, "D-01") == "cleared"


def test_a_dose_that_was_taken_back_reopens_nothing():
    telling = checked(SEDATIVE)
    seq = telling.session.last_seq
    telling.tell(
        events.PrnDoseGiven(drug="midazolam", dose_mg=D(0), route="iv", indication="anxiety",
                            corrects=seq, reason="ikke gitt")
    )  # fmt: skip
    assert state_of(telling, "D-01") == "cleared"


# Papers (§6.2): (sentence, answer, state)
PAPERS = [
    ("nobody looked", [], "unanswered"),
    ("ECG of four weeks ago", [answer("OF-01", "yes", "2026-10-27")], "cleared"),
    ("ECG of four weeks and a day ago", [answer("OF-01", "yes", "2026-10-26")], "must_decide"),
    ("ECG with no date", [answer("OF-01", "yes")], "incomplete"),
    ("ECG with a date that is none", [answer("OF-01", "yes", "i fjor")], "incomplete"),
    ("no ECG", [answer("OF-01", "no")], "must_decide"),
    ("no ECG, waived by a doctor with a reason",
     [answer("OF-01", "no"), decision("OF-01", note="tatt i går, ikke skannet")], "decided"),
    ("an old ECG, waived", [answer("OF-01", "yes", "2026-10-01"), decision("OF-01", note="ok")],
     "decided"),
    ("waived, and no reason", [answer("OF-01", "no"), decision("OF-01")], "must_decide"),
    ("not waived", [answer("OF-01", "no"), decision("OF-01", False, note="må tas")],
     "must_decide"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "said", "state"), PAPERS, ids=[row[0] for row in PAPERS])
def test_papers_before_the_first_infusion(sentence, said, state):
    telling = Telling().tell(*said)
    found = {item.id: item for item in papers(telling.session, telling.now, protocol())}
    assert found["OF-01"].state.value == state


TESTS = [
    "OF-01", "OF-02", "OF-03", "OF-04", "OF-05", "OF-06", "OF-07",
    "OF-08", "OF-09", "OF-10", "OF-11", "OF-12", "OF-13", "OF-14",
]  # fmt: skip
DECIDED_ONCE = ["OF-15", "OF-16", "OF-17"]


def test_every_paper_is_asked_for():
    found = papers(Telling().session, START, protocol())
    assert [item.id for item in found] == TESTS + DECIDED_ONCE


@pytest.mark.parametrize("id_", TESTS + DECIDED_ONCE)
def test_a_paper_that_is_not_there_is_the_doctors_to_waive(id_):
    telling = checked(*steps(first=True)["papers"], number=1).tell(answer(id_, "no"))
    assert finish(telling).missing == (id_,)
    assert finish(telling.tell(decision(id_, note="tatt i går, ikke skannet"))) is None


@pytest.mark.parametrize("id_", TESTS)
def test_a_test_older_than_four_weeks_is_not_there(id_):
    telling = checked(*steps(first=True)["papers"], number=1)
    assert finish(telling.tell(answer(id_, "yes", "2026-10-26"))).missing == (id_,)
    assert finish(telling.tell(answer(id_, "yes", "2026-10-27"))) is None


def test_papers_that_do_not_grow_old_need_no_date():
    telling = Telling().tell(answer("OF-15"), answer("OF-16", "no"))
    found = {item.id: item for item in papers(telling.session, telling.now, protocol())}
    assert found["OF-15"].state is CheckState.CLEARED
    assert found["OF-16"].state is CheckState.MUST_DECIDE


def test_papers_block_before_the_first_infusion_and_are_shown_before_the_others():
    first, third = checked(number=1), checked(number=3)
    assert {item.id[:2] for item in blocking(first.session, first.now, protocol())} == {"OF"}
    assert blocking(third.session, third.now, protocol()) == ()
    papers_ = steps(first=True)["papers"]
    assert finish(first.tell(*papers_)) is None


def test_maintenance_one_is_no_first_infusion():
    telling = Telling().tell(identified(1, phase="maintenance"), *clear_day_check())
    telling.tell(events.WeightRecorded(weight_kg=D("72.4"), how="scale"))
    assert finish(telling) is None


@pytest.mark.parametrize(
    ("text", "known"),
    [("2026-11-24T08:20:00+01:00", True), ("2026-11-24T08:20:00Z", True), ("08:20", False),
     ("", False), ("2026-11-24T08:20:00", False)],
)  # fmt: skip
def test_a_moment_has_its_zone(text, known):
    assert (moment(text) is not None) is known


@pytest.mark.parametrize(
    ("text", "known"), [("2026-11-24", True), ("24.11.26", False), ("", False)]
)
def test_a_day_is_written_as_one(text, known):
    assert (day(text) is not None) is known
