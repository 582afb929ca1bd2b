"""Every alarm requirement has a line in docs/alarms.md, with tests that are there."""

import pytest

from tests.doc_tables import not_shown, rows, there

ACCEPTANCE = [f"F.{number}" for number in (1, 2, 3, 4, 9, 10, 12)]
CONDITIONS = [f"D.{number}" for number in range(1, 21)]
RULES = [f"R.{number}" for number in range(1, 11)]
LINES = rows("alarms.md", "Requirement")


@pytest.fixture(scope="module")
def known():
    return there()


def test_every_requirement_has_its_line():
    named = [line.split(" ", 1)[0] for line in LINES]
    assert list(dict.fromkeys(named)) == ACCEPTANCE + CONDITIONS + RULES


@pytest.mark.parametrize("line", sorted(LINES))
def test_each_line_has_tests_that_are_there(line, known):
    assert len(LINES[line]) == 3
    assert not_shown(LINES[line], known) == []


def test_what_is_promised_is_no_more_than_it_is():
    page = " ".join(" ".join(cells) for cells in LINES.values())
    assert "complies" not in page
    assert "certified" not in page
