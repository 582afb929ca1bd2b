"""One `kill -9` at a random moment of a session, and what must hold on the disk afterwards."""

import random
import shutil
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from bedside import events
from bedside.clock import Instant
from bedside.session import fold
from bedside.store import Store
from tests.scenarios.running import SESSION, room_on
from tests.scenarios.test_recovery import nothing_is_missing

ACTS = (["start"], ["start", "pause"], ["start", "pause", "resume"])
MOST_BEATS = 40


def killed(killer, folder, seed):
    """The state after replay is the state before, and the gap is in the record."""
    pick = random.Random(seed)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    said = killer.kill(folder, pick.choice(ACTS), pick.randrange(MOST_BEATS))
    with closing(Store(folder / "record.db")) as store:
        nothing_is_missing(store, said)
        state_is_what_it_was(store, said)
        gap_s = round(pick.uniform(1, 600), 3)
        wall = datetime.fromisoformat(said[-1]["wall"]) + timedelta(seconds=gap_s)
        now = Instant(gap_s, wall)
        room = room_on(store, now)
        room.resume(SESSION, now)
        entries = store.replay(SESSION)
        assert isinstance(entries[-1].event, events.SessionResumed)
        assert fold(entries) == room.session
        assert store.verify() == []


def state_is_what_it_was(store, said):
    """Each state that the screen had shown is the fold of the lines that there were then."""
    entries = store.replay(SESSION)
    for each in (said[-1], said[len(said) // 2]):
        before = entries[: each["lines"]]
        at = Instant(before[-1].at.mono_s, before[-1].at.wall)
        behind_s = (datetime.fromisoformat(each["wall"]) - at.wall).total_seconds()
        running_s = fold(before).infusion.pump_time_s(
            Instant(at.mono_s + behind_s, at.wall + timedelta(seconds=behind_s))
        )
        assert running_s == pytest.approx(each["pump_s"], abs=0.01)
