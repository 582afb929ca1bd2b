"""The power goes: what was confirmed is there; a disk that lied about it is found out."""

import pytest

from tests.scenarios.cut import Written, nothing_confirmed_is_lost, what_is_lost_is_named

TIMES = 20


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    made = Written(tmp_path_factory.mktemp("written"))
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(TIMES))
def test_after_a_power_failure_everything_confirmed_is_there(seed, written, tmp_path):
    nothing_confirmed_is_lost(written, seed, tmp_path / "work")


@pytest.mark.parametrize("seed", range(TIMES))
def test_a_disk_that_said_it_had_written_and_had_not_is_named(seed, written, tmp_path):
    what_is_lost_is_named(written, seed, tmp_path / "work")
