"""The same kills as in every run of the tests, five hundred times and at other moments."""

import os
import sys

import pytest

from tests.ui.physician.test_killed import kill

ROUNDS, AT_ONCE, FIRST = 500, 100, 2026


@pytest.mark.soak
@pytest.mark.skipif(os.name != "posix", reason="fork and kill -9")
@pytest.mark.parametrize("hundred", range(ROUNDS // AT_ONCE))
def test_five_hundred_kills_lose_nothing_and_double_nothing(hundred, tmp_path):
    """A hundred on one record: more than one has in a month, and each round reads all of it."""
    figures = kill(tmp_path, AT_ONCE, FIRST + hundred, 1800, rooms=3)
    sys.stderr.write(
        f"\n{figures.rounds} kills, {figures.of_page} of the page's process and {figures.of_room} "
        f"of the application: {len(figures.lost)} lost, {len(figures.doubled)} doubled; "
        f"{figures.answered} answers were told before the kill\n"
    )
    assert (figures.lost, figures.doubled) == ([], [])
