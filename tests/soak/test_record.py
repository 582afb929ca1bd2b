"""The record under a thousand kills, hundreds of power failures, a disk that is full at each
commit, a clock that is set and another process that locks it; prints its figures.
"""

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from bedside.clock import system_clock
from tests.scenarios.cut import Written, nothing_confirmed_is_lost, what_is_lost_is_named
from tests.scenarios.disturbed import Disturbed, Locker, endured, holds_together
from tests.scenarios.kills import killed
from tests.scenarios.test_recovery import Killer

pytestmark = pytest.mark.soak
KILLS, AT_ONCE, CUTS, FIRST = 1000, 100, 400, 10_000
MINUTE_S, DISTURBED = 60, 200


def told(what, times, since):
    took_s = system_clock().mono_s - since.mono_s
    sys.stderr.write(f"\n{times} {what} in {took_s:.0f} s: nothing confirmed was lost\n")


@pytest.mark.skipif(os.name != "posix", reason="kill -9 and pseudo-terminals")
@pytest.mark.parametrize("hundred", range(KILLS // AT_ONCE))
def test_a_thousand_kills(hundred, tmp_path):
    killer, since = Killer(), system_clock()
    first = FIRST + hundred * AT_ONCE
    try:
        for seed in range(first, first + AT_ONCE):
            killed(killer, tmp_path / "killed", seed)
    finally:
        killer.close()
    told("kills", AT_ONCE, since)


def test_hundreds_of_power_failures(tmp_path):
    written, since = Written(tmp_path), system_clock()
    try:
        for seed in range(FIRST, FIRST + CUTS):
            nothing_confirmed_is_lost(written, seed, tmp_path / "work")
            what_is_lost_is_named(written, seed, tmp_path / "work")
    finally:
        written.close()
    told("power failures, and as many lying disks", CUTS, since)


def test_a_disk_that_is_full_at_each_commit_of_a_session(tmp_path):
    since = system_clock()
    commits = lived_with(tmp_path / "undisturbed").commits
    felt = Counter()
    for full_at in range(2, commits + 1):  # at the first there is no session yet
        felt.update(lived_with(tmp_path / str(full_at), full_at=full_at).felt)
    assert felt["disk_full"] > commits / 4, "the limit is felt when a page is full"
    told(f"commits with a full disk, felt in {felt['disk_full']}", commits - 1, since)


def lived_with(folder: Path, **disturbed):
    folder.mkdir()
    lived = Disturbed(folder, MINUTE_S, **disturbed)
    try:
        holds_together(lived)
    finally:
        lived.close()
    return lived


def test_hundreds_of_sessions_with_disk_lock_and_clock(tmp_path):
    locker, since, felt = Locker(), system_clock(), Counter()
    try:
        for seed in range(FIRST, FIRST + DISTURBED):
            folder = tmp_path / str(seed)
            folder.mkdir()
            felt.update(endured(folder, seed, MINUTE_S, locker))
    finally:
        locker.close()
    assert felt["locked"] > DISTURBED / 2
    full, locked = felt["disk_full"], felt["locked"]
    what = f"sessions (full disk felt in {full}, lock in {locked}, {2 * DISTURBED} clocks set)"
    told(what, DISTURBED, since)
