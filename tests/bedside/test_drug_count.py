"""The month's count: the sessions' own sums, one line a drug, and what is still open in them."""

import pytest

from bedside import events
from bedside.drug_count import counted, sums
from tests.bedside.course import MIX, START
from tests.bedside.telling import D, Telling

ENDED = events.InfusionEnded(completed=True, delivered_mg=D("72.4"))
MIDAZOLAM = events.DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5))


def destroyed(mg):
    return events.DrugDestroyed(drug="ketamine", destroyed_mg=D(mg), method="avfall")


# (sentence, what happened, (drug, withdrawn, given, destroyed, rest, unsigned) of each line)
COUNTS = [
    ("nothing was touched", (), []),
    (
        "all of it is accounted for, and nobody else has signed yet",
        (MIX, START, ENDED, destroyed("27.6")),
        [("ketamine", D(100), D("72.4"), D("27.6"), D(0), 1)],
    ),
    (
        "a rest of seven milligrams and a half",
        (MIX, START, ENDED, destroyed("20.1")),
        [("ketamine", D(100), D("72.4"), D("20.1"), D("7.5"), 1)],
    ),
    (
        "two drugs are two lines",
        (MIX, START, ENDED, MIDAZOLAM),
        [
            ("ketamine", D(100), D("72.4"), D(0), D("27.6"), 0),
            ("midazolam", D(5), D(0), D(0), D(5), 0),
        ],
    ),
]


@pytest.mark.parametrize(("sentence", "happened", "lines"), COUNTS, ids=[row[0] for row in COUNTS])
def test_a_sessions_lines(sentence, happened, lines):
    found = counted("s1", Telling().tell(*happened).session)
    assert [
        (one.drug, one.withdrawn_mg, one.given_mg, one.destroyed_mg, one.balance_mg, one.unsigned)
        for one in found
    ] == lines
    assert not any(one.over for one in found), "the session is not signed"


def test_the_sums_are_those_of_the_lines():
    one = counted("s1", Telling().tell(MIX, START, ENDED, destroyed("27.6")).session)
    other = counted("s2", Telling().tell(MIX, START, ENDED, MIDAZOLAM).session)
    ketamine, midazolam = sums((*one, *other))
    assert (ketamine.session, ketamine.drug) == ("", "ketamine")
    assert (ketamine.withdrawn_mg, ketamine.balance_mg) == (D(200), D("27.6"))
    assert (ketamine.unsigned, ketamine.over) == (1, False)
    assert midazolam.withdrawn_mg == D(5)
    assert sums(()) == ()
