"""Acts are recorded before they are believed; what happened is believed before it is recorded."""

import pytest

from bedside.clock import ManualClock
from bedside.events import (
    WATCH,
    Entry,
    InfusionPaused,
    InfusionStarted,
    NoteWritten,
    StorageRecovered,
)
from bedside.infusion import Pump
from bedside.journal import RETRY_S, Journal
from bedside.store import StoreError

STARTED = InfusionStarted(dose_mg="40", volume_ml="50", rate_ml_h="75")


class Disk:
    """Keeps what it is given, like the store; can be full."""

    def __init__(self):
        self.entries, self.full, self.tries = [], False, 0

    def write(self, happenings, after_seq):
        self.tries += 1
        if self.full:
            raise StoreError("disk_full", "no room")
        for happening in happenings:
            seq = len(self.entries) + 1
            self.entries.append(Entry(seq, happening.at, happening.by, happening.event))
        return self.entries[after_seq:]

    def kinds(self):
        return [type(entry.event).__name__ for entry in self.entries]


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def journal(disk):
    return Journal(disk.write)


@pytest.fixture
def clock():
    return ManualClock()


def test_an_act_that_was_not_written_down_has_not_happened(disk, journal, clock):
    disk.full = True
    with pytest.raises(StoreError, match="disk_full"):
        journal.do(STARTED, clock(), "ida")
    assert journal.session.infusion.pump is Pump.NOT_STARTED
    assert journal.waiting == []


def test_stopping_the_pump_is_believed_with_a_full_disk_and_written_when_there_is_room(
    disk, journal, clock
):
    journal.do(STARTED, clock(), "ida")
    disk.full = True
    journal.note(InfusionPaused(reason="uro"), clock.advance(10), "ida")
    journal.flush(clock())
    assert journal.session.infusion.pump is Pump.PAUSED
    assert journal.recorded.infusion.pump is Pump.RUNNING
    assert journal.trouble.code == "disk_full"
    disk.full = False
    journal.flush(clock.advance(RETRY_S))
    assert disk.kinds() == ["InfusionStarted", "InfusionPaused", "StorageRecovered"]
    assert disk.entries[-1].event == StorageRecovered(kept=1, for_s=RETRY_S)
    assert journal.trouble is None
    assert journal.session == journal.recorded


def test_while_the_disk_refuses_it_is_tried_once_a_second_not_at_every_beat(disk, journal, clock):
    disk.full = True
    journal.note(NoteWritten(text="x"), clock(), "ida")
    for _ in range(30):
        journal.flush(clock.advance(0.1))
    assert disk.tries == 3


def test_an_act_takes_along_what_was_waiting_in_order(disk, journal, clock):
    journal.note(NoteWritten(text="first"), clock(), WATCH)
    journal.do(NoteWritten(text="second"), clock.advance(1), "ida")
    assert [entry.event.text for entry in disk.entries] == ["first", "second"]
    assert journal.waiting == []


def test_a_refused_act_does_not_lose_what_was_waiting(disk, journal, clock):
    journal.note(NoteWritten(text="kept"), clock(), WATCH)
    disk.full = True
    with pytest.raises(StoreError):
        journal.do(NoteWritten(text="refused"), clock(), "ida")
    disk.full = False
    journal.flush(clock.advance(RETRY_S))
    assert [getattr(e.event, "text", "") for e in disk.entries] == ["kept", ""]


def test_lines_of_the_other_process_are_folded_in_their_order(disk, journal, clock):
    journal.note(NoteWritten(text="mine"), clock(), "ida")
    disk.write([journal.waiting[0]], 0)  # the physician's process wrote first
    journal.catch_up(disk.entries)
    assert journal.recorded.last_seq == 1
    assert journal.session.last_seq == 2
    journal.catch_up(disk.entries)  # heard twice: counted once
    assert journal.recorded.last_seq == 1


def test_nothing_to_write_writes_nothing(disk, journal, clock):
    journal.flush(clock())
    assert disk.tries == 0
