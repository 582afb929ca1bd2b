"""The instant before: as long ago as a monitor says, and never what cannot be a length of time."""

from datetime import UTC, datetime, timedelta
from math import inf, nan

import pytest

from bedside.clock import UNKNOWN_S, Instant, before

NOW = Instant(1000.0, datetime(2026, 11, 24, 8, 20, tzinfo=UTC))

# (sentence, how long ago, by how many seconds the instant is earlier)
AGES = [
    ("forty seconds ago", 40.0, 40.0),
    ("just now", 0.0, 0.0),
    ("a time ahead is none", -5.0, 0.0),
    ("no number is none", nan, 0.0),
    ("endless is none", inf, 0.0),
    ("longer than anybody can know is that long", 1e12, UNKNOWN_S),
]


@pytest.mark.parametrize(("sentence", "ago_s", "earlier_s"), AGES, ids=[row[0] for row in AGES])
def test_the_instant_before(sentence, ago_s, earlier_s):
    wall = NOW.wall - timedelta(seconds=earlier_s)
    assert before(NOW, ago_s) == Instant(NOW.mono_s - earlier_s, wall)


def test_a_damaged_line_of_the_first_day_of_all_time_has_no_time_before():
    first = Instant(0.0, datetime.min.replace(tzinfo=UTC))
    assert before(first, 40.0) == first
