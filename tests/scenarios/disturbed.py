"""A session whose disk fills, whose record another process locks, and whose clock somebody sets.

Time is simulated; the full disk is SQLite's own page limit, the lock another process's. Whatever
is done to it, in the end the state on the disk is the state that was shown, everything that a
person did is in it in order, and each disturbance that was felt stands in the record.
"""

import random
import subprocess
import sys
from datetime import timedelta

import pytest

from bedside import events
from bedside.clock import ManualClock
from bedside.events import WATCH
from bedside.session import fold
from bedside.store import PUBLISHED_KEY, Store
from bedside.vitals import Arrival, Measurement, Vital
from tests.bedside.course import START
from tests.bedside.telling import NURSE, D
from tests.scenarios.begun import before_the_start
from tests.scenarios.running import SINCE_BOOT_S, room_on

ROOM_AGAIN = 1_000_000  # pages: more than any of these sessions needs

LOCKER = f"""
import sys
import sqlcipher3.dbapi2 as sqlcipher
for line in sys.stdin:
    what, path = line.rstrip("\\n").split(" ", 1)
    if what == "lock":
        db = sqlcipher.connect(path, isolation_level=None)
        db.execute("PRAGMA key = \\"x'{PUBLISHED_KEY}'\\"")
        db.execute("PRAGMA busy_timeout = 5000")
        db.execute("BEGIN IMMEDIATE")
    else:
        db.execute("ROLLBACK")
        db.close()
    print("done", flush=True)
"""


HAPPENED = (
    events.InfusionPaused,
    events.InfusionResumed,
    events.EmergencyDeclared,
    events.InfusionEnded,
)


class Locker:
    """Another process, which locks a record and lets it go when it is told to."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOCKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, what, path):
        self._process.stdin.write(f"{what} {path}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def close(self):
        self._process.communicate()


def acts(length_s):
    """What the nurse does, by the second: the pump runs, stands once, and is stopped at the end."""
    done = {1: START, length_s // 3: events.InfusionPaused(reason="patient")}
    done[length_s // 2] = events.InfusionResumed()
    done[2 * length_s // 3] = events.EmergencyDeclared()
    ended = events.InfusionEnded(completed=False, delivered_mg=D("0.1"), reason="patient")
    done[length_s - 1] = ended
    for second in range(4, length_s - 1, 5):
        done.setdefault(second, events.NoteWritten(text=f"ved {second} s"))
    return done


class Disturbed:
    """One session, lived second by second. `full_at`: the commit from which the disk has no page
    left; `locked` and `moved` are seconds: how long another process holds the record, and by how
    much the clock is set."""

    def __init__(self, folder, length_s, *, full_at=None, full_s=4, locked=None, moved=None,
                 locker=None):  # fmt: skip
        self.clock = ManualClock(mono_s=SINCE_BOOT_S)
        self.store = Store(folder / "record.db", patience_ms=5, kept=False)
        self.commits, self._full_at, self._full_s = 0, full_at, full_s
        self._locked, self._moved, self._locker = locked or {}, moved or {}, locker
        self.refused, self.felt = 0, set()
        self._lifted_s = None
        self._count_commits()
        self.room = room_on(self.store, self.clock())
        self.room.open_session(self.clock())
        before_the_start(self.room, self.clock())
        self.acts, self.done, self.done_s = acts(length_s), [], []
        for second in range(1, length_s + 1):
            self._second(self.acts.get(second))
        self._until_well()

    # --- what is done to it

    def _count_commits(self):
        append = self.store.append

        def counted(*given):
            self.commits += 1
            if self.commits == self._full_at:
                self._pages(self._pages())  # not one more than there are
                self._lifted_s = self.clock().mono_s + self._full_s
            return append(*given)

        self.store.append = counted

    def _pages(self, most=None):
        with self.store._reading.connect() as db:
            if most is not None:
                db.exec_driver_sql(f"PRAGMA max_page_count = {most}")
            return db.exec_driver_sql("PRAGMA page_count").scalar()

    def _disturb(self):
        second = round(self.clock().mono_s - SINCE_BOOT_S) + 1
        for began_s, for_s in self._locked.items():
            if second == began_s:
                self._locker.tell("lock", self.store.path)
            if second == began_s + for_s:
                self._locker.tell("release", self.store.path)
        if second in self._moved:
            by = timedelta(seconds=self._moved[second])
            self.clock.set_wall(self.clock().wall + by)

    # --- what people and monitors do

    def _second(self, act=None):
        self._disturb()
        now = self.clock.advance(1)
        if self._lifted_s is not None and now.mono_s >= self._lifted_s:
            self._pages(ROOM_AGAIN)
            self._lifted_s = float("inf")
        self.room.take(Arrival("oximeter", now, Measurement(Vital.SPO2, 97.0)))
        self.room.take(Arrival("oximeter", now, Measurement(Vital.PULSE_RATE, 70.0)))
        self.room.tick(now)
        self.room.flush(now)
        if act is not None:
            self._act(act, now)
        if self.room.trouble is not None:
            self.felt.add(self.room.trouble.code)

    def _act(self, act, now):
        """What was done at the pump has happened; what else is refused is done a second later."""
        if isinstance(act, HAPPENED):
            self.room.note(act, now, NURSE)
        else:
            for _ in range(60):
                refusal = self.room.act(act, now, NURSE)
                if refusal is None:
                    break
                assert refusal.code in ("not_recorded", "start_gate_closed"), refusal
                self.felt.add(refusal.values.get("why", "storage_failed"))
                self.refused += 1
                self._second()
                now = self.clock()
            else:
                raise AssertionError(f"{act} was refused for a minute")
        self.done.append(act)
        self.done_s.append(now.mono_s)

    def _until_well(self):
        for _ in range(60):
            if self.room.trouble is None and not self.room.journal.waiting:
                return
            self._second()
        raise AssertionError("the disk has room again, and something waits still")

    def close(self):
        self.store.close()


def holds_together(lived):
    """State after replay equals state before, and every disturbance that was felt is told."""
    entries = lived.store.replay(lived.room.session_id)
    assert lived.room.journal.waiting == []
    assert lived.store.verify() == []
    assert fold(entries) == lived.room.session
    told = [e.event for e in entries if e.by == NURSE and type(e.event) in DONE_KINDS]
    assert told[-len(lived.done) :] == lived.done, "all of it, once, in order"
    measured = [e for e in entries if getattr(e.event, "vital", "") == Vital.SPO2]
    seconds = [round(entry.at.mono_s) for entry in measured]
    assert seconds == list(range(seconds[0], seconds[-1] + 1)), "each second of the saturation"
    kinds = [type(entry.event) for entry in entries if entry.by == WATCH]
    moved = [e.event.drift_s for e in entries if isinstance(e.event, events.ClockMoved)]
    assert moved == pytest.approx([by for _s, by in sorted(lived._moved.items())])
    waited = lived.felt - {"storage_failed"}
    assert (events.StorageRecovered in kinds) == bool(waited), lived.felt
    raised = {e.event.condition for e in entries if isinstance(e.event, events.AlarmRaised)}
    if moved:
        assert "clock_moved" in raised
    pump_ran_s = lived.room.session.infusion.pump_time_s(lived.clock())
    assert pump_ran_s == pytest.approx(pump_s(lived))
    return entries


DONE_KINDS = (*HAPPENED, events.InfusionStarted, events.NoteWritten)


def pump_s(lived):
    """How long the pump ran: by the seconds that passed between what was done, whatever the clock
    on the wall said."""
    at = {type(act): s for act, s in zip(lived.done, lived.done_s, strict=True)}
    first = at[events.InfusionPaused] - at[events.InfusionStarted]
    return first + at[events.InfusionEnded] - at[events.InfusionResumed]


def drawn(seed, length_s):
    """A disk that is full for a while, one lock by another process, and a clock that is set
    forward and back, at seconds that `seed` picks."""
    pick = random.Random(seed)
    forward_s, back_s = pick.sample(range(2, length_s - 2), 2)
    moved = {forward_s: pick.uniform(3, 1e6), back_s: -pick.uniform(3, 1e6)}
    return {
        "full_at": pick.randrange(2, length_s),
        "full_s": pick.randrange(1, 8),
        "locked": {pick.randrange(2, length_s - 2): pick.randrange(1, 6)},
        "moved": moved,
    }


def endured(folder, seed, length_s, locker):
    """Lives one such session, and says which disturbances were felt."""
    lived = Disturbed(folder, length_s, **drawn(seed, length_s), locker=locker)
    try:
        holds_together(lived)
        return frozenset(lived.felt)
    finally:
        lived.close()
