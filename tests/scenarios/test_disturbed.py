"""Twenty sessions with a full disk, a locked record and a clock that is set; more in the soak."""

from collections import Counter

import pytest

from tests.scenarios.disturbed import Disturbed, Locker, endured, holds_together

TIMES, LENGTH_S = 20, 16


@pytest.fixture(scope="module")
def locker():
    made = Locker()
    yield made
    made.close()


@pytest.fixture(scope="module")
def felt():
    """How often which disturbance was felt, over all of them: they are no empty words."""
    found = Counter()
    yield found
    assert found["locked"] > TIMES / 2
    assert found["disk_full"] > TIMES / 4


@pytest.mark.parametrize("seed", range(TIMES))
def test_what_is_done_to_disk_record_and_clock_loses_nothing_and_is_told(
    seed, locker, felt, tmp_path
):
    felt.update(endured(tmp_path, seed, LENGTH_S, locker))


def test_undisturbed_nothing_is_told(tmp_path):
    lived = Disturbed(tmp_path, LENGTH_S)
    holds_together(lived)
    assert (lived.felt, lived.refused) == (set(), 0)
    lived.close()
