"""Every line of what a hospital expects of privacy has a test that is there, or a named reason."""

from pathlib import Path

import pytest

from ui.trace_tests import read_tests

HOUSE = Path(__file__).parents[1]
EXPECTED = {  # the lines of the hospital's list; none may be left out
    "Personal sign-in, no shared users",
    "Lock on idle, emergency and alarms stay",
    "Stronger sign-in where it is required",
    "Access by need",
    "Log of all access and reading, tamper-evident",
    "The patient sees the log",
    "Encryption at rest, backups too",
    "Encryption in motion, little text in alerts",
    "Data minimisation",
    "Retention and deletion",
    "DPIA and record of processing",
    "Correction, never overwriting",
    "Continuity",
    "Updates never during a session",
    "Supplier access and telemetry",
    "Controlled drugs",
}


def rows():
    text = (HOUSE / "docs" / "privacy.md").read_text("utf-8")
    table = text[text.index("| Expectation |") :].splitlines()[2:]
    return {
        cells[0]: cells for line in table if (cells := [c.strip() for c in line.split("|")[1:-1]])
    }


@pytest.fixture(scope="module")
def there():
    return {test.node for test in read_tests(HOUSE)}


def test_every_expectation_has_its_line():
    assert set(rows()) == EXPECTED


@pytest.mark.parametrize("expectation", sorted(EXPECTED))
def test_each_line_has_a_test_that_is_there_or_a_reason(expectation, there):
    _expectation, _built, shown = rows()[expectation]
    if shown.startswith("Reason: "):
        assert len(shown) > 40
        return
    named = [one.strip() for one in shown.split(",")]
    assert [one for one in named if one not in there] == []
