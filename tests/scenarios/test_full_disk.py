"""A disk that is full at any commit of a session: nothing is lost, and what waited is written."""

import pytest

from bedside import events
from bedside.clock import ManualClock
from bedside.infusion import Pump
from bedside.session import fold
from bedside.store import Store, StoreError
from bedside.text import Language
from bedside.vitals import Arrival, Measurement, Vital
from tests.bedside.course import START, identified
from tests.bedside.telling import NURSE, D
from tests.scenarios.begun import before_the_start
from tests.scenarios.running import room_on
from tests.ui.ward import Ward
from ui.frame_band import band_state
from ui.frame_vitals import spo2_tile
from ui.i18n import Words
from ui.wording import refusal_text

NB, EN = Words(Language.NB), Words(Language.EN)
REFUSED = 4  # times that a full disk refuses, until somebody has made room
COMMITS = 16  # of the session below, with a disk that has room
DONE = [
    ("act", START),
    ("act", events.NoteWritten(text="rolig")),
    ("note", events.InfusionPaused(reason="patient")),
    ("note", events.EmergencyDeclared()),
    ("act", events.NoteWritten(text="bedre")),
    ("note", events.InfusionEnded(completed=False, delivered_mg=D("0.1"), reason="patient")),
]


class Lived:
    """A short session whose disk is full from its commit number `full_at` on."""

    def __init__(self, folder, full_at):
        self.clock, self.store = ManualClock(), Store(folder / "record.db")
        self.commits = self.fill(full_at)
        self.room = room_on(self.store, self.clock())
        self.opened()
        self.second()
        before_the_start(self.room, self.clock())
        self.second()
        for way, event in DONE:
            if way == "note":
                self.room.note(event, self.clock(), NURSE)
            else:
                self.act(event)
            self.second()
        while self.room.trouble is not None:
            self.second()

    def fill(self, full_at):
        append, commits = self.store.append, []

        def attempt(*given):
            commits.append(given)
            if full_at <= len(commits) < full_at + REFUSED:
                raise StoreError("disk_full", "database or disk is full")
            return append(*given)

        self.store.append = attempt
        return commits

    def opened(self):
        """Where the first line cannot be written, none is open; it is pressed again."""
        while not self.room.open:
            try:
                self.room.open_session(self.clock())
            except StoreError:
                assert self.room.journal is None

    def act(self, event):
        """What was not saved is said to be so, waits nowhere, and is done again."""
        while (refusal := self.room.act(event, self.clock(), NURSE)) is not None:
            assert refusal.code == ("start_gate_closed" if self.alarmed() else "not_recorded")
            assert event not in [each.event for each in self.room.journal.waiting]
            self.second()

    def alarmed(self):
        """No pump is started while the record is in trouble."""
        alarms = self.room.watch.view.display.alarms
        not_begun = self.room.session.infusion.pump is Pump.NOT_STARTED
        return not_begun and "storage_failed" in [alarm.condition for alarm in alarms]

    def second(self):
        now = self.clock.advance(1)
        self.room.take(Arrival("oximeter", now, Measurement(Vital.SPO2, 97.0)))
        self.room.tick(now)
        self.room.flush(now)

    def people(self):
        """What people did, in the order of the record."""
        entries = self.store.replay(self.room.session_id)
        return [type(entry.event) for entry in entries if entry.by != events.WATCH]


def all_is_written(room, store, now):
    """What is believed stands on the disk, with every second of the saturation."""
    entries = store.replay(room.session_id)
    assert room.trouble is None
    assert room.journal.waiting == []
    assert store.verify() == []
    assert fold(entries) == room.session
    measured = [e for e in entries if getattr(e.event, "vital", "") == Vital.SPO2]
    seconds = [round(entry.at.mono_s) for entry in measured]
    assert seconds == list(range(seconds[0], round(now.mono_s) + 1))
    return entries


def recovered(entries):
    return [e.event for e in entries if isinstance(e.event, events.StorageRecovered)]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    lived = Lived(tmp_path_factory.mktemp("undisturbed"), full_at=10**9)
    yield lived
    lived.store.close()


def test_with_room_on_the_disk_nothing_waits(undisturbed):
    entries = all_is_written(undisturbed.room, undisturbed.store, undisturbed.clock())
    assert recovered(entries) == []
    assert len(undisturbed.commits) == COMMITS


@pytest.mark.parametrize("full_at", range(1, COMMITS + 1))
def test_a_disk_that_is_full_from_this_commit_on_loses_nothing(full_at, undisturbed, tmp_path):
    lived = Lived(tmp_path, full_at)
    entries = all_is_written(lived.room, lived.store, lived.clock())
    assert lived.people() == undisturbed.people()
    if full_at > 1:  # at the first there was no session yet that could have waited
        (event,) = recovered(entries)
        assert event.kept > 0
    lived.store.close()


# --- and a disk that is really full, before the screens --------------------------------------

ON_PAPER = {
    NB: "Ikke lagret: disken svarer ikke. Skriv det på papir, og prøv igjen.",
    EN: "Not saved: the disk refuses. Write it on paper, and try again.",
}
CANNOT_SAVE = {NB: "Kan ikke lagre – skriv på papir", EN: "Cannot save – write it on paper"}


def pragma(store, words):
    with store._reading.connect() as db:
        return db.exec_driver_sql(f"PRAGMA {words}").scalar()


def says_so(ward, refusal):
    """In both languages, beside the monitors, which are shown all the same."""
    for words in (NB, EN):
        names = {segment.name for segment in band_state(ward.view, words).segments}
        assert CANNOT_SAVE[words] in names
        assert refusal_text(refusal, ward.view.protocol, words) == ON_PAPER[words]
        assert spo2_tile(ward.view, words).digits == "97"


def test_a_full_disk_is_said_the_session_goes_on_and_all_is_written_when_there_is_room(tmp_path):
    ward = Ward(tmp_path).sign_in()
    assert ward.app.open_session(identified()) is None
    before_the_start(ward.room, ward.now, without=("opened", "identity"))
    ward.tell(START).run(5)
    pragma(ward.store, f"max_page_count = {pragma(ward.store, 'page_count') + 1}")
    ward.run(60)
    assert ward.room.trouble.code == "disk_full"
    says_so(ward, ward.app.do(events.NoteWritten(text="ikke lagret")))
    assert ward.session.infusion.pump_time_s(ward.now) == pytest.approx(65)
    ward.tell(events.EmergencyDeclared())
    assert ward.session.emergency.open, "what is towards safety is believed at once"
    kept = len(ward.room.journal.waiting)

    pragma(ward.store, "max_page_count = 1000000")
    ward.run(3)
    (event,) = recovered(all_is_written(ward.room, ward.store, ward.now))
    assert event.kept >= kept
    assert "storage_failed" not in [
        alarm.condition for alarm in ward.view.watch.display.alarms if not alarm.latched
    ]
    ward.store.close()
