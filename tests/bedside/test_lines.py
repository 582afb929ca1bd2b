"""Corrections: the first line stays, the last one counts, and nothing counts twice."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bedside.clock import Instant
from bedside.events import DrugWithdrawn, Entry
from bedside.lines import aware, counting, last, later, local_day, with_line
from tests.bedside.drugs import OSLO, D, at

TAKEN = DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5))


def lines_of(*corrects):
    """One line for each, numbered from 1; each names the line that it corrects, or None."""
    lines = ()
    for seq, corrected in enumerate(corrects, start=1):
        lines = with_line(lines, Entry(seq, at(seq), "ida", TAKEN), TAKEN, corrected)
    return lines


@pytest.mark.parametrize(
    ("story", "corrects", "counts"),
    [
        ("nothing was written", [], []),
        ("two lines of their own both count", [None, None], [1, 2]),
        ("a correction takes the place of the first", [None, 1], [2]),
        ("a correction of a correction", [None, 1, 2], [3]),
        ("the first is corrected twice: only the last counts", [None, 1, 1], [3]),
        ("the correction of one leaves the other", [None, None, 1], [2, 3]),
        ("a correction of a line that is not here is a line of its own", [None, 99], [1, 2]),
        ("a line cannot correct itself", [1], [1]),
        ("a line cannot correct one that comes later", [2, None], [1, 2]),
    ],
)
def test_the_last_correction_counts_and_only_it(story, corrects, counts):
    lines = lines_of(*corrects)
    assert [line.seq for line in counting(lines)] == counts, story
    assert len(lines) == len(corrects), "every line stays readable"


def test_a_replaced_line_says_by_which():
    first, second, third = lines_of(None, 1, 1)
    assert (first.replaced_by, second.replaced_by, third.replaced_by) == (2, 3, None)
    assert {line.first for line in (first, second, third)} == {1}


def test_the_line_in_force_is_the_latest_that_counts():
    assert last(lines_of(None, None, 1)).seq == 3
    assert last(()) is None


def test_a_time_without_a_zone_is_read_as_utc():
    naive = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001
    entry = replace(Entry(1, at(0), "ida", TAKEN), at=Instant(0.0, naive))
    assert with_line((), entry, TAKEN)[0].at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert aware(at(0).wall) == at(0).wall


def test_at_the_end_of_the_calendar_reading_goes_on():
    end = datetime.max.replace(tzinfo=UTC)
    assert later(end, 30) == end
    assert later(at(0).wall, 30) == at(30).wall
    assert local_day(end, OSLO) == end.date()
    assert local_day(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), OSLO) == date(2026, 7, 2)
