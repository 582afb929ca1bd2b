"""The application and the physician's process write one record; each believes what both wrote."""

import pytest

from bedside import events
from bedside.alert_stage import Stage
from bedside.answers import PHYSICIAN
from bedside.store import Happening, Store, StoreError
from tests.bedside.telling import DOCTOR
from tests.bedside.test_room import ABORTED, CALLED, IDA, Here


class Unread(Store):
    """The real store; can be unreadable."""

    broken = False

    def changes(self):
        if self.broken:
            raise StoreError("disk_error", "cannot be read")
        return super().changes()


@pytest.fixture
def here(tmp_path):
    disk = Unread(tmp_path / "record.db")
    disk.save_person(IDA)
    yield Here(disk).infusing()
    disk.close()


@pytest.fixture
def other(here, tmp_path):
    """The physician's process: another connection to the same file."""
    store = Store(tmp_path / "record.db")
    yield store
    store.close()


def answered(here, other, alert=1):
    coming = events.PhysicianAnswered(alert=alert, answer="coming", physician=DOCTOR)
    other.append(here.room.session_id, [Happening(here.now, PHYSICIAN, coming)])


def called(here):
    here.room.watch.declare(CALLED.condition, "-", here.now)
    here.run(1)
    return here


def test_an_answer_of_the_other_process_is_seen_at_the_next_beat(here, other):
    called(here)
    here.run(2)
    assert here.room.cases[0].stage is Stage.SENT
    answered(here, other)
    here.room.tick(here.clock.advance(0.1))
    assert here.room.cases[0].stage is Stage.COMING


def test_what_both_wrote_is_the_same_record_for_both(here, other):
    called(here)
    answered(here, other)
    here.run(3)
    assert here.room.session.alerts.by_number[1].accepted
    assert here.room.journal.recorded == here.room.session
    replayed = other.replay(here.room.session_id)
    assert [entry.seq for entry in replayed] == list(range(1, len(replayed) + 1))
    assert other.verify() == []


def test_what_waits_for_the_disk_stays_believed_beside_it(here, other):
    called(here)
    answered(here, other)
    here.room.journal.note(events.NoteWritten(text="rolig"), here.now, "ida")
    here.room.tick(here.clock.advance(0.1))
    assert [h.event.text for h in here.room.journal.waiting] == ["rolig"]
    assert here.room.session.alerts.by_number[1].accepted


def test_a_record_that_cannot_be_read_is_asked_again(here, other):
    called(here)
    answered(here, other)
    here.disk.broken = True
    here.room.tick(here.clock.advance(0.1))
    assert here.room.cases[0].stage is Stage.SENT
    here.disk.broken = False
    here.room.tick(here.clock.advance(0.1))
    assert here.room.cases[0].stage is Stage.COMING


def test_nothing_is_read_while_nobody_else_has_written(here, monkeypatch):
    here.run(2)
    monkeypatch.setattr(here.disk, "replay", lambda *_: pytest.fail("read for nothing"))
    here.run(3)


def test_a_change_is_only_another_connections(here, other):
    before = other.changes()
    assert other.changes() == before
    here.run(1)
    assert other.changes() != before
    mine = here.disk.changes()
    here.run(1)
    assert here.disk.changes() == mine


def test_the_open_sessions_are_those_that_are_not_over(here, other):
    first = here.room.session_id
    assert other.open_sessions() == [first]
    here.clock.advance(5)
    other.append("s-2", [Happening(here.now, "ida", here.room.session.opened)])
    assert other.open_sessions() == ["s-2", first]
    other.append("s-2", [Happening(here.now, "ida", ABORTED)])
    assert other.open_sessions() == [first]


def test_a_record_that_is_closed_is_locked_and_what_waits_goes_to_the_one_in_its_place(
    here, tmp_path
):
    """While its key is changed: another file takes its place, and nothing goes to the old one."""
    here.run(2)
    here.disk.close()
    for asked in (here.disk.staff, lambda: here.disk.append("s9", [])):
        with pytest.raises(StoreError) as refused:
            asked()
        assert refused.value.code == "locked"
    here.room.note(events.NoteWritten(text="imens"), here.now)
    here.run(2)
    assert here.room.trouble.code == "locked"
    fresh = Store(tmp_path / "record.db")
    here.room.reopened(fresh)
    here.run(3)
    told = [entry.event for entry in fresh.replay(here.room.session_id)]
    assert here.room.trouble is None
    assert events.NoteWritten(text="imens") in told
    assert fresh.verify() == []
    fresh.close()
