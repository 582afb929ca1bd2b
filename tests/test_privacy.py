"""Every line of what a hospital expects of privacy has a test that is there, or a named reason."""

import pytest

from tests.doc_tables import not_shown, rows, there

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


LINES = rows("privacy.md", "Expectation")


@pytest.fixture(scope="module")
def known():
    return there()


def test_every_expectation_has_its_line():
    assert set(LINES) == EXPECTED


@pytest.mark.parametrize("expectation", sorted(EXPECTED))
def test_each_line_has_a_test_that_is_there_or_a_reason(expectation, known):
    assert not_shown(LINES[expectation], known) == []
