"""The same kills as in every run of the tests, five hundred times and at other moments."""

import os

import pytest

from tests.ui.physician.test_killed import kill

ROUNDS = 500


@pytest.mark.soak
@pytest.mark.skipif(os.name != "posix", reason="fork and kill -9")
def test_five_hundred_kills_lose_nothing_and_double_nothing(tmp_path):
    figures = kill(tmp_path, ROUNDS, 2026, 3600, rooms=3)
    print(  # noqa: T201  # `make soak` shows it
        f"{figures.rounds} kills, {figures.of_page} of the page's process and {figures.of_room} "
        f"of the application: {len(figures.lost)} lost, {len(figures.doubled)} doubled; "
        f"{figures.answered} answers were told before the kill"
    )
    assert (figures.lost, figures.doubled) == ([], [])
