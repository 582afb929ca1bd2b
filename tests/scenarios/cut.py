"""Power failures by hand: a session is written, and its files are cut as the power would cut them.

SQLite syncs the WAL at the end of each commit, so what is on the disk for certain is the WAL as
long as it was when a commit returned. What was written after that may be there, in part or not.
"""

import random
import shutil
from contextlib import closing

from bedside.clock import ManualClock
from bedside.events import InfusionStarted, Measured, NoteWritten, SessionOpened
from bedside.session import fold
from bedside.store import Happening, Store

SESSION = "s1"
COMMITS = 40
OPENED = SessionOpened(
    session=SESSION,
    simulated=True,
    room="2",
    program_version="0",
    protocol_version="1",
    protocol_hash="x",
)


def told(n):
    """What one commit writes: mostly values, now and then an act."""
    if n == 0:
        return [OPENED]
    if n == 5:
        dose = {"dose_mg": "36.2", "volume_ml": "50", "rate_ml_h": "75"}
        return [InfusionStarted(**dose)]
    if n % 7 == 0:
        return [NoteWritten(text=f"{n}" * (n % 30 + 1))]
    spo2 = Measured(vital="spo2", unit="%", value=97.0, source="oximeter")
    pulse = Measured(vital="pulse_rate", unit="/min", value=70.0 + n % 9, source="oximeter")
    return [spo2, pulse]


class Written:
    """The session, and after each commit the files as they were, by copy."""

    def __init__(self, folder):
        self.folder, self.lines, self.synced, self.states = folder, [], [], []
        clock, path = ManualClock(), folder / "record.db"
        self.store = Store(path)
        seq = 0
        for n in range(COMMITS):
            now = clock.advance(1)
            happenings = [Happening(now, "ida", event) for event in told(n)]
            seq = self.store.append(SESSION, happenings, seq)[-1].seq
            self.lines.append(seq)
            self.synced.append((folder / "record.db-wal").stat().st_size)
            copied = folder / str(n)
            copied.mkdir()
            for end in ("db", "db-wal", "heads", "last"):
                shutil.copy(folder / f"record.{end}", copied)
        self.entries = self.store.replay(SESSION)

    def close(self):
        self.store.close()


def lose_power(written, seed, work, *, lied):
    """After a commit picked by `seed`; `lied`: the disk had said it was written, and it was not.

    Returns what `verify` says, how many lines are there, and how many had been confirmed.
    """
    pick = random.Random(f"{seed} {lied}")
    n = pick.randrange(1, COMMITS - 1)
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(written.folder / str(n), work)
    wal = work / "record.db-wal"
    if lied:
        wal.write_bytes(wal.read_bytes()[: pick.randrange(0, written.synced[n])])
    else:  # the next commit was on its way: some of it came to the disk, perhaps not as it was
        later = (written.folder / str(n + 1) / "record.db-wal").read_bytes()
        on_its_way = bytearray(later[written.synced[n] : written.synced[n + 1] - 1])
        on_its_way = on_its_way[: pick.randrange(0, len(on_its_way) + 1)]
        if on_its_way and pick.random() < 0.3:
            on_its_way[pick.randrange(len(on_its_way))] ^= 0xFF
        wal.write_bytes(later[: written.synced[n]] + bytes(on_its_way))
    with closing(Store(work / "record.db")) as store:
        entries = store.replay(SESSION)
        assert entries == written.entries[: len(entries)], "what is there is the beginning"
        if entries:
            fold(entries)
        return store.verify(), len(entries), written.lines[n]


def nothing_confirmed_is_lost(written, seed, work):
    breaks, there, confirmed = lose_power(written, seed, work, lied=False)
    assert (breaks, there) == ([], confirmed)


def what_is_lost_is_named(written, seed, work):
    """Each line that had been confirmed and is gone: verify names the session and where it was."""
    breaks, there, confirmed = lose_power(written, seed, work, lied=True)
    assert there < confirmed
    found = {(broken.session, broken.code) for broken in breaks}
    if there:
        assert found == {(SESSION, "outside")}
        assert breaks[0].seq > there
    else:
        assert ("register", "outside") in found
