"""Whole visits, each played once for every test that looks at it: the longest tests we have."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bedside.text import Language
from ui.__main__ import demo_played, scenario_named

Played = Callable[[str, str], Path]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The folder that a scenario left; `again` tells one playing of it from another."""
    known: dict[tuple[str, str], Path] = {}

    def play(scenario: str, again: str = "") -> Path:
        key = (scenario, again)
        if key not in known:
            out = tmp_path_factory.mktemp(f"{scenario}{again}")
            demo_played(scenario_named(scenario), 1, out, Language.NB)
            known[key] = out
        return known[key]

    return play
