"""Which sessions the start stage offers, and of which somebody must be told."""

from dataclasses import dataclass

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from bedside.clock import ManualClock
from bedside.events import NoteWritten, SessionAborted, SessionOpened
from bedside.store import PUBLISHED_KEY, Happening, Store, StoreError
from ui.places import interrupted_in, sessions_in, unreadable_in


@dataclass
class Room:
    store: Store
    session_id: str = ""


@pytest.fixture
def room(tmp_path):
    clock, store = ManualClock(), Store(tmp_path / "record.db")
    for name in ("a", "b", "c"):
        opened = SessionOpened(
            session=name,
            simulated=True,
            room="2",
            program_version="0",
            protocol_version="1",
            protocol_hash="x",
        )
        store.append(name, [Happening(clock.advance(60), "ida", opened)])
    store.append("a", [Happening(clock(), "ida", NoteWritten(text="rolig"))])
    store.append("b", [Happening(clock(), "ida", SessionAborted(reason="syk", decided_by="dr"))])
    yield Room(store)
    store.close()


def spoil(room, session):
    db = sqlcipher.connect(str(room.store.path), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{PUBLISHED_KEY}'\"")
    db.execute("DROP TRIGGER IF EXISTS line_update")
    db.execute("UPDATE line SET body = '{}' WHERE session = ?", [session])
    db.close()


def test_what_is_not_over_is_offered_the_newest_first(room):
    assert [one.session for one in interrupted_in(room)] == ["c", "a"]
    assert unreadable_in(room) == ()


def test_the_open_session_is_not_offered_to_itself(room):
    room.session_id = "c"
    assert [one.session for one in interrupted_in(room)] == ["a"]


def test_a_session_that_cannot_be_read_hides_no_other_and_is_told(room):
    spoil(room, "c")
    assert [one.session for one in interrupted_in(room)] == ["a"]
    assert unreadable_in(room) == ("c",)
    assert [(one.session, one.phase) for one in sessions_in(room)] == [
        ("c", "unreadable"),
        ("b", "aborted"),
        ("a", "arrival"),
    ]


def test_a_disk_that_does_not_answer_is_no_empty_list(room):
    room.store.close()
    room.store.path.write_bytes(b"no database at all" * 1000)
    for asked in (interrupted_in, unreadable_in):
        with pytest.raises(StoreError):
            asked(room)
