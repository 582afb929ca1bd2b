"""The tables of every "no": what is no row of them is found, and fails the test that meets it."""

import pytest

from bedside.gate_line import Found, Remedy
from bedside.refusal import Refusal
from tests.bedside.conftest import LINES, TABLE, fault

ROW = {
    "too_soon": {
        "said": [["S-08", "", "reason"]],
        "names": ["hours"],
        "or_names": ["last"],
        "missing": ["reason"],
    }
}
LINE = {"mind_not_normal": {"said": [["criteria", "nobody", False]], "missing": ["U-04-steady"]}}
HOURS = {"hours": "20"}


# (a sentence, rule, code, §, values, missing, who lifts it, what is found)
REFUSALS = [
    ("as it stands there", "S-08", "too_soon", "", HOURS, ("reason",), "reason", ""),
    (
        "with all it may say",
        "S-08",
        "too_soon",
        "",
        HOURS | {"last": "1"},
        ("reason",),
        "reason",
        "",
    ),
    ("an own line of a list", "S-08", "too_soon", "", HOURS, ("dose:7",), "reason", ""),
    ("no such code", "S-08", "later", "", HOURS, ("reason",), "reason", "no row"),
    ("another rule", "S-09", "too_soon", "", HOURS, ("reason",), "reason", "S-09"),
    ("another section", "S-08", "too_soon", "3", HOURS, ("reason",), "reason", "'3'"),
    ("another may lift it", "S-08", "too_soon", "", HOURS, ("reason",), "doctor", "doctor"),
    ("a value is not given", "S-08", "too_soon", "", {}, ("reason",), "reason", "names"),
    (
        "a name no sentence has",
        "S-08",
        "too_soon",
        "",
        HOURS | {"h": ""},
        ("reason",),
        "reason",
        "h",
    ),
    ("a value is None", "S-08", "too_soon", "", {"hours": "None"}, ("reason",), "reason", "None"),
    ("nothing is missing", "S-08", "too_soon", "", HOURS, (), "reason", "nothing"),
    ("something else is missing", "S-08", "too_soon", "", HOURS, ("note",), "reason", "note"),
]


class Said(Refusal):
    def __init__(self, **said):
        for name, value in said.items():
            object.__setattr__(self, name, value)


@pytest.mark.parametrize(
    ("sentence", "rule", "code", "section", "values", "missing", "lifted_by", "found"),
    REFUSALS,
    ids=[row[0] for row in REFUSALS],
)
def test_what_is_no_row_is_found(sentence, rule, code, section, values, missing, lifted_by, found):
    no = Said(
        rule=rule, code=code, section=section, values=values, missing=missing, lifted_by=lifted_by
    )
    wrong = fault(no, ROW)
    assert (found in wrong) if found else not wrong


def test_a_line_of_a_gate_is_held_against_its_remedy():
    steady = {"missing": ("U-04-steady",)}
    right = Found("mind_not_normal", remedy=Remedy.CRITERIA, **steady)
    assert not fault(right, LINE)
    with pytest.raises(AssertionError, match="is not said of it"):
        Found("mind_not_normal", remedy=Remedy.MEASURE, **steady)


def test_a_refusal_outside_the_table_fails_the_test_that_meets_it():
    with pytest.raises(AssertionError, match="has no row"):
        Refusal("S-08", "no_such_code")


def test_every_row_says_something():
    assert all(row["said"] for row in (*TABLE.values(), *LINES.values()))
