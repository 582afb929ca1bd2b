"""Killed twenty times at random moments; a thousand times in `make soak`."""

import os

import pytest

from tests.scenarios.kills import killed
from tests.scenarios.test_recovery import Killer

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 and pseudo-terminals")
TIMES = 20


@pytest.fixture(scope="module")
def killer():
    made = Killer()
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(TIMES))
def test_killed_at_a_random_moment_nothing_is_missing(seed, killer, tmp_path):
    killed(killer, tmp_path / "killed", seed)
