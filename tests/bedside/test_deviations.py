"""Avvik: what happened outside a rule is kept, explained and counted (DESIGN 2.5)."""

import pytest

from bedside import events
from tests.bedside.telling import NURSE, D, Telling

OUTSIDE = events.PrnDoseGiven(
    drug="midazolam", dose_mg=D(2), route="iv", indication="anxiety",
    outside_rule="prn-agreed", deviation_reason="legen svarte ikke",
)  # fmt: skip


def avvik(reason="mansjetten falt av", rule="V-01", of=None):
    return events.DeviationRecorded(rule=rule, reason=reason, of=of)


def comment(of, text="målt på nytt"):
    return events.DeviationCommented(of=of, comment=text)


@pytest.mark.parametrize(
    ("sentence", "happened", "by", "left"),
    [
        ("the nurse said why at once", [avvik()], NURSE, 0),
        ("the nurse said nothing", [avvik(" ")], NURSE, 1),
        ("the program saw it: its word is no comment", [avvik("nibp_failed")], "watch", 1),
        (
            "the program saw it, and it was commented",
            [avvik("nibp_failed"), comment(1)],
            "watch",
            0,
        ),
        ("commented with nothing", [avvik(""), comment(1, " ")], NURSE, 1),
        ("another one was commented", [avvik(""), comment(7)], NURSE, 1),
        ("commented by the event it belongs to", [avvik("", of=5), comment(5)], NURSE, 0),
        ("a dose outside a rule", [OUTSIDE], NURSE, 0),
    ],
)
def test_what_is_left_to_comment(sentence, happened, by, left):
    assert len(Telling().tell(*happened, by=by).session.deviations.uncommented) == left


def test_a_dose_outside_a_rule_is_an_avvik_of_that_rule():
    deviations = Telling().tell(OUTSIDE).session.deviations
    (found,) = deviations.of_rule("prn-agreed")
    assert (found.reason, found.seq, found.by) == ("legen svarte ikke", 1, NURSE)
    assert deviations.of_rule("V-01") == ()


def test_a_dose_inside_the_rules_is_none():
    inside = events.PrnDoseGiven(drug="ondansetron", dose_mg=D(4), route="iv", indication="nausea")
    assert Telling().tell(inside).session.deviations.all == ()


def test_who_commented_stands_beside_the_comment():
    telling = Telling().tell(avvik(""), by="watch").tell(comment(1), by="per")
    (found,) = telling.session.deviations.all
    assert (found.comment, found.commented_by) == ("målt på nytt", "per")
