"""The record under a thousand kills and hundreds of power failures; prints its figures."""

import os
import sys

import pytest

from bedside.clock import system_clock
from tests.scenarios.cut import Written, nothing_confirmed_is_lost, what_is_lost_is_named
from tests.scenarios.kills import killed
from tests.scenarios.test_recovery import Killer

pytestmark = pytest.mark.soak
KILLS, AT_ONCE, CUTS, FIRST = 1000, 100, 400, 10_000


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
