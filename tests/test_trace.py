"""Every hazard has its control and test, every rule its test, and the printed table is true."""

from pathlib import Path

import msgspec
import pytest

from bedside.protocol_base import Level
from ui.trace import Risks, Rule, Trace, Unbuilt, gaps, page, read
from ui.trace_tests import Test, read_tests

HOUSE = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def whole():
    return read()


def test_nothing_is_promised_that_is_not_shown(whole):
    assert list(gaps(whole)) == []


def test_the_printed_table_is_what_would_be_made_now(whole):
    printed = (HOUSE / "docs" / "trace.md").read_text("utf-8")
    assert printed == page(whole), "run: make docs"


def test_what_remains_open_is_said(whole):
    still = {hazard.id for hazard in whole.risks.hazard if hazard.open}
    assert still >= {"H9", "H20"}
    assert all(
        f"**Open:** {hazard.open}" in page(whole) for hazard in whole.risks.hazard if hazard.open
    )


def changed(risks, id_, **fields):
    """The risk file with one hazard said otherwise."""
    return msgspec.structs.replace(
        risks,
        hazard=tuple(
            msgspec.structs.replace(hazard, **fields) if hazard.id == id_ else hazard
            for hazard in risks.hazard
        ),
    )


@pytest.mark.parametrize(
    ("fields", "gap"),
    [
        ({"control": " "}, "H4: control is empty"),
        ({"residual": ""}, "H4: residual is empty"),
        ({"modules": ()}, "H4: no module has the control"),
        ({"tests": ()}, "H4: no test shows the control"),
        ({"modules": ("bedside/gone.py",)}, "H4: there is no bedside/gone.py"),
        (
            {"tests": ("tests/bedside/test_dose.py::test_gone",)},
            "H4: there is no test tests/bedside/test_dose.py::test_gone",
        ),
        ({"id": "H21"}, "risks.toml has not H1 to H20, each once and in order"),
    ],
)
def test_a_gap_of_a_hazard_is_found(whole, fields, gap):
    trace = Trace(changed(whole.risks, "H4", **fields), whole.rules, whole.tests)
    assert list(gaps(trace)) == [gap]


HARD = Rule("K-05", "dose.toml", "3.2", Level.HARD, "Totaldose maks 150 mg")
SHOWN = Rule("K-07", "dose.toml", "3.2", Level.SHOW, "Begrenset av tak 150 mg")
ACTING = Test("tests/bedside/test_dose.py", "test_cap", frozenset({"K-05", "K-07"}))
TABLE = Test("tests/bedside/test_protocol_wording.py", "test_words", frozenset({"K-05", "K-07"}))


@pytest.mark.parametrize(
    ("story", "rule", "tests", "unbuilt", "found"),
    [
        ("seen to refuse", HARD, (ACTING,), (), []),
        ("shown, and its words are compared", SHOWN, (TABLE,), (), []),
        ("only its words are compared", HARD, (TABLE,), (),
         ["K-05: refuses, and no test beyond the data names it"]),
        ("refuses, and nothing names it", HARD, (), (),
         ["K-05: refuses, and no test beyond the data names it"]),
        ("shown, and nothing names it", SHOWN, (), (), ["K-07: no test names it"]),
        ("not built yet, and said so", HARD, (TABLE,), ("K-05",), []),
        ("built, and said not to be", HARD, (ACTING,), ("K-05",),
         ["K-05: said to be unbuilt, and tests/bedside/test_dose.py::test_cap names it"]),
        ("no such rule", HARD, (ACTING,), ("K-99",),
         ["K-99: said to be unbuilt, and no rule of the protocol"]),
    ],
)  # fmt: skip
def test_a_gap_of_a_rule_is_found(whole, story, rule, tests, unbuilt, found):
    risks = Risks(whole.risks.hazard, (Unbuilt(unbuilt, "later"),) if unbuilt else ())
    trace = Trace(risks, (rule,), without(whole.tests, rule.id) + tests)
    assert list(gaps(trace)) == found, story
    assert rule.label in page(trace)


def without(tests, id_):
    """The tests, none of which names the rule any more."""
    return tuple(Test(test.file, test.name, test.says - {id_}) for test in tests)


def test_every_rule_of_the_files_is_in_the_table(whole):
    known = {rule.id for rule in whole.rules}
    assert {"D-01", "K-05", "G1-08", "E-02-6", "bp_limit", "urticaria", "OF-14"} <= known
    assert not {"hjerte_kar", "emergency_number", "samtykke"} & known, "no rules: how lists are cut"
    assert len(known) == len(whole.rules)


SOURCE = """
PAPERS = ["OF-01"]
ROWS = [("K-05 150 mg is the most", PAPERS)]
LEFT = "N-01"

@pytest.mark.parametrize("row", ROWS)
def test_of_rows(row):
    assert row != "spo2_low"

def test_v_02_a_set_that_lacks_something():
    def inner():
        return "U-04-steady is ticked"

def helper():
    return "D-01"
"""


def test_what_a_test_names_is_read_from_itself_its_tables_and_its_name(tmp_path):
    (tmp_path / "tests" / "bedside").mkdir(parents=True)
    (tmp_path / "tests" / "bedside" / "test_small.py").write_text(SOURCE, "utf-8")
    rows, name = read_tests(tmp_path)
    assert rows.node == "tests/bedside/test_small.py::test_of_rows"
    assert {"OF-01", "K-05", "spo2_low"} <= rows.says
    assert {"V-02", "U-04-steady"} <= name.says
    assert not {"N-01", "D-01"} & (rows.says | name.says)


def test_the_intended_use_claims_no_conformity_in_either_language():
    said = (HOUSE / "docs" / "intended_use.md").read_text("utf-8")
    assert "Not CE marked" in said
    assert "Ikke CE-merket" in said
    assert "designed after IEC 60601-1-8" in " ".join(said.split())
    assert "utformet etter IEC 60601-1-8" in " ".join(said.split())
    assert "compl" not in said.lower(), "it complies with nothing"
