"""Twenty whole sessions on simulated monitors: calm is calm, and every danger alarms in time."""

import os

import pytest

from ui.bench_alarms import judged
from ui.cli_bench import SESSIONS, play

pytestmark = [pytest.mark.soak, pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")]


def test_the_set_is_twenty_sessions_with_thirteen_calm_ones_and_no_seed_twice():
    assert [name for name, _ in SESSIONS].count("calm") == 13
    assert len({seed for _, seed in SESSIONS}) == len(SESSIONS) == 20


@pytest.mark.parametrize(("name", "seed"), SESSIONS, ids=[f"{n}-{s}" for n, s in SESSIONS])
def test_a_session_alarms_as_it_must(name, seed):
    row = judged(play(name, seed))
    assert row.good, row
