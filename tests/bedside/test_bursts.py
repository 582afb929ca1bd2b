"""The tables of the alarm sound against the ranges of ALARMS A.3: they have drifted elsewhere."""

import pytest

from bedside.bursts import BURSTS, VOLUME_FLOOR_PERCENT, gain_db
from bedside.protocol_watch import Priority

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
ALL = [pytest.param(priority, BURSTS[priority], id=priority.value) for priority in BURSTS]
TABLE = {  # pulses, their length, the gap after each, the interval between two bursts
    HIGH: (10, (0.075, 0.200), (0.050, 0.125), (2.5, 15.0)),
    MEDIUM: (3, (0.125, 0.250), (0.125, 0.250), (2.5, 30.0)),
    LOW: (2, (0.125, 0.250), (0.125, 0.250), (15.0, float("inf"))),
}


def gaps_of(burst):
    ends = [start + burst.pulse_s for start in burst.starts_s]
    return [start - end for end, start in zip(ends, burst.starts_s[1:], strict=False)]


def within(value, low_high):
    low, high = low_high
    return low - 1e-9 <= value <= high + 1e-9


@pytest.mark.parametrize(("priority", "burst"), ALL)
def test_number_and_length_of_pulses_and_the_interval_between_bursts(priority, burst):
    pulses, length, _gap, interval = TABLE[priority]
    assert len(burst.starts_s) == len(burst.level_db) == pulses
    assert within(burst.pulse_s, length)
    assert within(burst.repeat_after_s, interval)


@pytest.mark.parametrize("priority", [MEDIUM, LOW])
def test_even_pulses(priority):
    assert all(within(gap, TABLE[priority][2]) for gap in gaps_of(BURSTS[priority]))
    assert max(gaps_of(BURSTS[priority])) - min(gaps_of(BURSTS[priority])) < 1e-9


def test_high_is_three_and_two_and_again_three_and_two():
    burst, gaps = BURSTS[HIGH], gaps_of(BURSTS[HIGH])
    x_s = gaps[0]
    for number, gap_s in enumerate(gaps, start=1):
        if number in (3, 8):
            assert gap_s == pytest.approx(2 * x_s + burst.pulse_s)
        elif number == 5:
            assert 0.35 <= gap_s <= 1.30
        else:
            assert gap_s == pytest.approx(x_s)
            assert within(gap_s, TABLE[HIGH][2])


def test_the_pulses_begin_when_the_recipe_says():
    assert BURSTS[HIGH].starts_s == (0, 0.25, 0.5, 1.0, 1.25, 2.0, 2.25, 2.5, 3.0, 3.25)
    assert BURSTS[MEDIUM].starts_s == (0, 0.4, 0.8)
    assert BURSTS[LOW].starts_s == (0, 0.4)
    assert [burst.length_s for burst in BURSTS.values()] == pytest.approx([3.4, 1.0, 0.6])


@pytest.mark.parametrize(("_priority", "burst"), ALL)
def test_spectrum_and_levels_as_they_are_written(_priority, burst):
    assert 150 <= burst.fundamental_hz <= 1000
    partials = [burst.fundamental_hz * n for n in range(1, len(burst.harmonics_db) + 1)]
    assert sum(300 <= hz <= 4000 for hz in partials) >= 5
    assert burst.harmonics_db[0] == 0
    assert all(abs(db) <= 15 for db in burst.harmonics_db)
    assert max(burst.level_db) - min(burst.level_db) <= 10
    assert 0.15 <= burst.rise_share <= 0.20
    assert burst.pulse_s * (burst.rise_share + burst.fall_share) <= min(gaps_of(burst))


@pytest.mark.parametrize(("_priority", "burst"), ALL)
def test_it_begins_softly_and_never_starts_with_its_loudest(_priority, burst):
    assert burst.level_db[0] == min(burst.level_db) < 0


def test_the_more_urgent_is_never_the_quieter():
    assert BURSTS[HIGH].peak_dbfs >= BURSTS[MEDIUM].peak_dbfs >= BURSTS[LOW].peak_dbfs
    assert BURSTS[HIGH].peak_dbfs < 0


@pytest.mark.parametrize(
    ("volume_percent", "expected_db"),
    [(100, 0), (120, 0), (70, -9), (VOLUME_FLOOR_PERCENT, -18), (10, -18), (0, -18), (-5, -18)],
)
def test_the_volume_has_a_floor(volume_percent, expected_db):
    assert gain_db(volume_percent) == pytest.approx(expected_db)
