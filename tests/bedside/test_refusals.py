"""The table of refusals: each row can be said, and what is no row is found."""

import pytest

from bedside.refusal import Refusal
from tests.bedside.conftest import TABLE, fault

ROW = {"too_soon": {"rules": [["S-08", "", "reason"]], "names": ["hours"], "missing": ["reason"]}}


@pytest.mark.parametrize(
    ("story", "refusal", "found"),
    [
        (
            "as it stands there",
            ("S-08", "too_soon", "", {"hours": "20"}, ("reason",), "reason"),
            "",
        ),
        ("a part of it", ("S-08", "too_soon", "", {}, (), "reason"), ""),
        ("an own line of a list", ("S-08", "too_soon", "", {}, ("dose:7",), "reason"), ""),
        ("no such code", ("S-08", "later", "", {}, (), "reason"), "no code"),
        ("another rule", ("S-09", "too_soon", "", {}, (), "reason"), "no row"),
        ("another §", ("S-08", "too_soon", "3", {}, (), "reason"), "no row"),
        ("another may lift it", ("S-08", "too_soon", "", {}, (), "doctor"), "no row"),
        ("a name no sentence has", ("S-08", "too_soon", "", {"h": "2"}, (), "reason"), "'h'"),
        ("something else missing", ("S-08", "too_soon", "", {}, ("note",), "reason"), "'note'"),
    ],
)
def test_what_is_no_row_is_found(story, refusal, found):
    class Said:
        rule, code, section, values, missing, lifted_by = refusal

    said = fault(Said, ROW)
    assert (found in said) if found else not said, story


def test_a_refusal_outside_the_table_fails_the_test_that_meets_it():
    with pytest.raises(AssertionError, match="no code of"):
        Refusal("S-08", "no_such_code")


def test_every_row_says_who_may_lift_it():
    assert all(row["rules"] for row in TABLE.values())
