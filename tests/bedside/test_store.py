"""The record on disk: what was confirmed is there, whole, in order, unaltered."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from bedside.clock import ManualClock
from bedside.events import NOBODY, InfusionEnded, NoteWritten, SessionClosed, SessionOpened
from bedside.store import FORMAT, PUBLISHED_KEY, Happening, Store, StoreError

CLOCK = ManualClock()
OPENED = SessionOpened(
    session="s1",
    simulated=True,
    room="2",
    program_version="0",
    protocol_version="1",
    protocol_hash="x",
)


def happening(event, seconds=0.0):
    clock = ManualClock()
    return Happening(clock.advance(seconds), "ida", event)


def note(text):
    return happening(NoteWritten(text=text))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "record.db"


@pytest.fixture
def store(path):
    store = Store(path)
    yield store
    store.close()


def direct(path):
    db = sqlcipher.connect(str(path), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{PUBLISHED_KEY}'\"")
    return db


def test_what_was_recorded_is_there_after_a_restart(path, store):
    written = store.append("s1", [happening(OPENED), note("rolig")])
    store.close()
    assert Store(path).replay("s1") == written
    assert [entry.seq for entry in written] == [1, 2]


def test_recording_nothing_records_nothing(store):
    assert store.append("s1", []) == []
    assert store.replay("s1") == []


def test_two_processes_share_one_record_and_each_reads_the_others_lines(path, store):
    other = Store(path)
    store.append("s1", [happening(OPENED)])
    other.append("s1", [note("fra legen")])
    heard = store.append("s1", [note("fra sykepleieren")], after_seq=1)
    assert [(entry.seq, entry.event.text) for entry in heard] == [
        (2, "fra legen"),
        (3, "fra sykepleieren"),
    ]
    assert store.verify() == []
    other.close()


def test_only_a_record_that_is_thrown_away_waits_for_no_disk(tmp_path):
    played = Store(tmp_path / "played.db", kept=False)
    with played._reading.connect() as db:
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == 0  # OFF
    played.append("s1", [note("spilt")])
    assert played.verify() == []
    played.close()


def test_every_connection_is_durable(store):
    with store._reading.connect() as db:
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert db.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.mark.parametrize("statement", ["UPDATE line SET body = '{}'", "DELETE FROM line"])
def test_the_database_itself_refuses_to_change_a_line(path, store, statement):
    store.append("s1", [happening(OPENED)])
    db = direct(path)
    with pytest.raises(sqlcipher.DatabaseError, match="only added to"):
        db.execute(statement)
    db.close()


TAMPERED = [
    ("a changed line", "UPDATE line SET body = replace(body,'rolig','urolig') WHERE seq=2", 2),
    ("a changed time", "UPDATE line SET at = '2026-01-01T00:00:00.000Z' WHERE seq=3", 3),
    ("a changed name", "UPDATE line SET by = 'per' WHERE seq=3", 3),
    ("a removed line", "DELETE FROM line WHERE seq=2", 2),
    ("a removed tail", "DELETE FROM line WHERE seq=4", 4),
    ("a removed session", "DELETE FROM line", 1),
    (
        "two lines swapped",
        "UPDATE line SET seq = CASE seq WHEN 2 THEN -3 WHEN 3 THEN -2 ELSE seq END;"
        "UPDATE line SET seq = -seq WHERE seq < 0",
        2,
    ),
]


@pytest.mark.parametrize(("story", "sql", "first"), TAMPERED, ids=[row[0] for row in TAMPERED])
def test_verify_names_the_first_line_that_does_not_hold(path, store, story, sql, first):
    closed = happening(SessionClosed())
    store.append("s1", [happening(OPENED), note("rolig"), note("våken"), closed])
    assert store.verify() == []
    db = direct(path)
    db.executescript("DROP TRIGGER line_update; DROP TRIGGER line_delete;" + sql)
    db.close()
    assert [(b.session, b.seq) for b in store.verify("s1")] == [("s1", first)]


def test_a_changed_register_is_found(path, store):
    store.append("s1", [happening(OPENED)])
    db = direct(path)
    db.executescript("DROP TRIGGER register_update; UPDATE register SET head = 'x'")
    db.close()
    assert "register" in [b.session for b in store.verify()]


def test_the_sessions_are_listed_newest_first_and_say_whether_they_are_over(store):
    store.append("s1", [happening(OPENED), happening(SessionClosed())])
    store.append("s2", [happening(OPENED, 60)])
    assert [(row.session, row.over, row.lines) for row in store.sessions()] == [
        ("s2", False, 1),
        ("s1", True, 2),
    ]
    assert store.sessions()[0].head == store.head("s2")


def test_a_newer_database_is_refused_and_left_as_it_is(path):
    Store(path).close()
    db = direct(path)
    db.execute(f"PRAGMA user_version = {FORMAT + 1}")
    db.close()
    with pytest.raises(StoreError) as refused:
        Store(path)
    assert refused.value.code == "newer"


def test_a_wrong_key_is_refused(path, store):
    store.append("s1", [happening(OPENED)])
    for key in ("ab" * 32, "short"):
        with pytest.raises(StoreError) as refused:
            Store(path, key)
        assert refused.value.code == "wrong_key"


def test_nothing_readable_lies_on_the_disk(path, store):
    store.append("s1", [note("Testpasient Syntetisk")])
    for file in path.parent.iterdir():
        assert b"Testpasient" not in file.read_bytes()
        assert b"SQLite format" not in file.read_bytes()


def test_a_locked_database_says_so_at_once_and_nothing_is_half_written(path, store):
    store.append("s1", [happening(OPENED)])
    db = direct(path)
    db.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as refused:
        store.append("s1", [note("venter")])
    assert refused.value.code == "locked"
    db.execute("ROLLBACK")
    db.close()
    assert [entry.seq for entry in store.append("s1", [note("venter")], after_seq=1)] == [2]


def test_a_full_disk_at_any_commit_loses_nothing_that_was_recorded(path, store):
    store.append("s1", [happening(OPENED)])
    with store._reading.connect() as db:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar()
        db.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
    confirmed, refused = 1, None
    while refused is None:
        try:
            store.append("s1", [note("x" * 500)])
            confirmed += 1
        except StoreError as error:
            refused = error
    assert refused.code == "disk_full"
    assert len(store.replay("s1")) == confirmed
    with store._reading.connect() as db:
        db.exec_driver_sql("PRAGMA max_page_count = 100000")
    store.append("s1", [note("igjen plass")])
    assert store.verify() == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("attempt to write a readonly database", "read_only"),
        ("database disk image is malformed", "damaged"),
        ("unable to open database file", "cannot_open"),
        ("something else", "disk_error"),
    ],
)
def test_what_sqlite_says_becomes_a_code(said, code):
    from bedside.store_base import code_of

    assert code_of(Exception(said)) == code


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path):
    with pytest.raises(StoreError) as refused:
        Store(tmp_path / "nowhere" / "record.db")
    assert refused.value.code == "cannot_open"


def test_a_line_that_a_newer_program_wrote_is_unreadable_and_still_verified(path, store):
    store.append("s1", [happening(OPENED), note("rolig")])
    db = direct(path)
    db.execute("DROP TRIGGER line_update")
    db.execute("UPDATE line SET body = replace(body, 'NoteWritten', 'FromTheFuture')")
    db.close()
    with pytest.raises(StoreError) as refused:
        store.replay("s1")
    assert refused.value.code == "unreadable"
    assert [(found.seq, found.code) for found in store.verify()] == [(2, "changed")]


def test_staff_that_a_newer_program_wrote_is_said_plainly(path, store):
    db = direct(path)
    db.execute('INSERT INTO staff VALUES (\'ida\', \'{"id": "ida", "from": "the future"}\')')
    db.close()
    with pytest.raises(StoreError, match="unreadable"):
        store.staff()


WRITER = """
import sys
from pathlib import Path
from bedside.clock import system_clock
from bedside.events import NoteWritten
from bedside.store import Happening, Store
store = Store(Path(sys.argv[1]))
n = 0
while True:
    n += 1
    store.append("s1", [Happening(system_clock(), "ida", NoteWritten(text=str(n)))])
    sys.stdout.write(f"{n}\\n")
    sys.stdout.flush()
"""


def test_a_killed_process_loses_nothing_that_it_had_confirmed(path):
    root = Path(__file__).parents[2]
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, cwd=root
    )
    for _ in range(40):
        confirmed = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.read().split()
    writer.stdout.close()
    writer.wait()
    confirmed = max([confirmed, *map(int, rest)])
    store = Store(path)
    texts = [entry.event.text for entry in store.replay("s1")]
    assert texts[:confirmed] == [str(n) for n in range(1, confirmed + 1)]
    assert store.verify() == []
    store.close()


def test_decimals_survive_the_disk(store):
    ended = InfusionEnded(completed=True, delivered_mg="72.4")
    store.append("s1", [Happening(CLOCK(), NOBODY, ended)])
    assert str(store.replay("s1")[0].event.delivered_mg) == "72.4"
