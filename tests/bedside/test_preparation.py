"""Preparation (SPEC part 5, §3.1): what is done, and what is missing before "Klar"."""

import pytest

from bedside import events
from bedside.preparation import flushed, may_finish_preparation, preparation
from bedside.protocol_base import Level
from tests.bedside.course import (
    DOCTOR,
    NURSE,
    ORDER,
    SECOND,
    amended,
    answer,
    documented,
    ready,
)
from tests.bedside.telling import Telling, protocol


def lines(telling):
    return {line.id: line for line in preparation(telling.session, protocol())}


def finish(telling):
    return may_finish_preparation(telling.session, protocol())


def test_everything_done_the_nurse_may_go_on():
    assert finish(ready()) is None
    assert finish(ready(first=True)) is None


def test_the_lines_of_a_first_infusion_and_of_the_others():
    later, first = list(lines(ready())), list(lines(ready(first=True)))
    assert later == [f"P-0{n}" for n in range(1, 10)]
    assert first == later + [f"PF-0{n}" for n in range(1, 8)]


# (sentence, left out, then, what is missing)
MISSING = [
    ("P-01 no talk", ["talks"], [answer("P-02")], ("P-01",)),
    ("P-01 the talk was not held", [], [answer("P-01", "no")], ("P-01",)),
    ("P-02 comfort not settled", [], [answer("P-02", "unsure")], ("P-02",)),
    ("P-03 contact not settled", ["touch"], [], ("P-03",)),
    ("P-05 nothing measured", ["vitals"], [], ("P-05",)),
    ("P-05 half a set", ["vitals"], [documented("before", spo2=None)], ("P-05",)),
    ("P-06 no cannula, and none flushed", ["cannula", "flushed"], [], ("P-06", "P-07")),
    ("P-07 not flushed", ["flushed"], [], ("P-07",)),
    ("P-07 flushed, then a new cannula", [], [answer("P-06")], ("P-07",)),
    ("N-02 not checked by a second person", ["double_check"], [], ("N-02",)),
    ("P-04 and P-08 are offered, not demanded", [], [answer("P-04", "no")], None),
]


@pytest.mark.parametrize(
    ("sentence", "without", "then", "missing"), MISSING, ids=[row[0] for row in MISSING]
)
def test_what_is_missing(sentence, without, then, missing):
    refusal = finish(ready(*without).tell(*then))
    assert (refusal.missing if refusal else None) == missing
    if refusal:
        assert refusal.rule == missing[0]
        assert refusal.values == {"count": str(len(missing))}
        assert refusal.lifted_by == "nobody"


FIRST = [
    ("PF-06 the consultant took part, not named", [answer("PF-06.consultant", "yes", " ")],
     ("PF-06",), "nobody"),
    ("PF-07 no research talk, and no reason", [answer("PF-07", "no")], ("PF-07",), "reason"),
    ("PF-07 no research talk, with a reason", [answer("PF-07", "no", note="ikke aktuelt")], None,
     ""),
    ("T-R3 the research talk was the nurse's", [answer("PF-07.independent_person", "yes", NURSE)],
     ("T-R3",), "reason"),
    ("T-R3 with a reason", [answer("PF-07.independent_person", "yes", NURSE),
     events.DeviationRecorded(rule="T-R3", reason="eneste på vakt")], None, ""),
    ("T-R3 by somebody who treats nobody here",
     [answer("PF-07.independent_person", "yes", "kari")], None, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "then", "missing", "lifted_by"), FIRST, ids=[row[0] for row in FIRST]
)
def test_what_is_missing_before_the_first_infusion(sentence, then, missing, lifted_by):
    refusal = finish(ready(first=True).tell(*then))
    assert (refusal.missing if refusal else None) == missing
    if refusal:
        assert refusal.lifted_by == lifted_by


@pytest.mark.parametrize("left", ["PF-01", "PF-02", "PF-03", "PF-04", "PF-05"])
def test_no_part_of_the_talk_before_the_first_infusion_is_left_out(left):
    refusal = finish(ready(first=True).tell(answer(left, "no")))
    assert (refusal.rule, refusal.missing, refusal.lifted_by) == (left, (left,), "nobody")


def test_t_r3_whoever_treats_here_is_not_independent():
    telling = ready("staff", first=True).tell(
        events.PersonPresent(person=SECOND, role="R-01"),
        answer("PF-07.independent_person", "yes", SECOND),
    )
    assert finish(telling).missing == ("T-R3",)


def test_intramuscular_asks_for_no_cannula():
    im = amended(ORDER, route="im", approved_by=DOCTOR, reason="årer", longer_observation_min=60)
    telling = ready("cannula", "flushed", prescribed=[im])
    assert "P-06" not in lines(telling)
    assert finish(telling) is None


def test_each_line_says_who_and_when():
    telling = ready()
    found = lines(telling)
    assert (found["P-01"].by, found["P-01"].done) == (NURSE, True)
    assert found["P-03"].at == telling.session.touch.chosen_at
    assert found["P-05"].at == telling.session.chart.baseline.at.wall
    nothing = lines(Telling())
    assert all((line.by, line.at, line.done) == ("", None, False) for line in nothing.values())
    assert nothing["P-08"].level is Level.SHOW
    assert nothing["P-08"].missing is False


@pytest.mark.parametrize(
    ("sentence", "said", "is_flushed"),
    [
        ("placed and flushed", [answer("P-06"), answer("P-07")], True),
        ("only placed", [answer("P-06")], False),
        ("only flushed", [answer("P-07")], False),
        ("placed, and the flush failed", [answer("P-06"), answer("P-07", "no")], False),
        ("flushed, and taken out", [answer("P-06"), answer("P-07"), answer("P-06", "no")], False),
        ("a new one after the flush", [answer("P-06"), answer("P-07"), answer("P-06")], False),
        ("the word about it was corrected", [answer("P-06"), answer("P-07"),
         answer("P-06", corrects=1, reason="feil arm")], True),
    ],
)  # fmt: skip
def test_the_cannula_in_use_was_flushed(sentence, said, is_flushed):
    assert flushed(Telling().tell(*said).session) is is_flushed
