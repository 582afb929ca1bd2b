"""A new key for the record, and the trial of a restore, from the set-up of an open application."""

import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as replace_fields
from PySide6.QtWidgets import QApplication

from bedside import access
from bedside.identity import Person
from bedside.keys import KeyHome, Keys
from bedside.settings import Settings, save_settings
from bedside.signing import PUBLISHED
from bedside.store import ACCESS, PUBLISHED_KEY, Store, StoreError
from bedside.text import Language
from tests.bedside.course import identified
from tests.bedside.telling import Telling
from tests.ui.fakes import FakeActs
from tests.ui.press import inside, names, press
from tests.ui.test_fit import assert_words_fit
from tests.ui.views import STAFF
from tests.ui.ward import PIN, Ward
from ui import key_change, physician_process, restore_trial
from ui.backup_process import BackupProcess
from ui.backups import back_up
from ui.errand import Errand
from ui.i18n import Words
from ui.keeper import Keeper
from ui.keeping import BackupSeen, Keeping, KeyChanged, TrialSeen
from ui.key_change import KeyChange
from ui.physician_process import GONE, PhysicianProcess
from ui.restore_trial import RestoreTrial
from ui.screens.record_page import RecordPage
from ui.screens.record_state import key_text, refused_text, trial_text

NB, EN = Words(Language.NB), Words(Language.EN)
EVA = Person(id="eva", name="Eva Eier", role="clinical_owner")
AT = "2026-11-24T08:00:00.000Z"
HANGS = "import threading; threading.Event().wait()"


def program(does):
    return [sys.executable, "-c", f"import sys; sys.stdin.readline(); {does}"]


class Installation:
    """A ward whose record is kept as on the real thing, with the processes that keep it."""

    def __init__(self, folder, rekeys=None, tries=None):
        self.folder = folder
        self.ward = Ward(folder, staff=(*STAFF, EVA))
        seeds = {"record": PUBLISHED_KEY, "signing": PUBLISHED.seed}
        self.keys = Keys(folder, KeyHome.FILE, seeds)
        for name in seeds:
            self.keys.put(**{name: seeds[name]})
        self.left, self.came_back = False, 0
        self.wanted = False
        self.keeper = self.ward.app.keeper = Keeper(
            BackupProcess(program(""), folder, self.keys, lambda: self.wanted),
            RestoreTrial(Errand(tries or restore_trial.command(folder), 900), folder, self.keys),
            KeyChange(
                Errand(rekeys or key_change.command(folder), 900),
                self.ward.room,
                self.keys,
                lambda _now: self.left,
                self.back,
            ),
        )
        self.desk = self.ward.app.record_desk

    def back(self, _now):
        self.came_back += 1

    def process(self):
        return self.keeper.key.errand._process or self.keeper.trial.errand._process

    def until_done(self):
        """Each beat returns at once; the process is waited for here alone."""
        self.ward.run(1)
        if self.process() is not None:
            self.process().wait(60)
        self.ward.run(2)

    def close(self):
        process = self.process()
        if process is not None:
            process.kill()
            process.wait()
            process.stdout.close()
        self.ward.room.store.close()


@pytest.fixture
def made(tmp_path):
    """Makes an installation, with what its processes do."""
    there = []

    def make(**does):
        there.append(Installation(tmp_path, **does))
        return there[-1]

    yield make
    for one in there:
        one.close()


def opens(folder, key):
    try:
        with closing(Store(folder / "record.db", key)) as store:
            return store.verify() == []
    except StoreError as error:
        return error.code


def test_an_owner_gives_the_record_a_new_key_while_the_application_is_open(made, tmp_path):
    here = made()
    before = here.keys.record
    assert here.desk.change_key("eva", PIN) == ""
    here.ward.run(1)
    assert here.keeper.keeping.changing
    assert here.process() is None, "the back-up physician's process has not let go yet"
    here.left = True
    here.until_done()
    assert (here.keeper.keeping.changing, here.keeper.keeping.key.changed) == (False, True)
    assert here.came_back == 1
    assert here.keys.record != before
    assert here.keys.before == (before,)
    log = list(access.log(here.ward.room.store.replay(ACCESS)))
    assert [(line.what, line.by) for line in log] == [("key_changed", "eva")]
    here.ward.sign_in("ida")
    assert here.ward.app.open_session(identified()) is None, "the room goes on with it"
    here.ward.run(2)
    here.ward.room.store.close()
    assert (opens(tmp_path, here.keys.record), opens(tmp_path, before)) == (True, "wrong_key")


def test_the_keys_of_the_next_start_open_it_too(made, tmp_path):
    from bedside.keys import keys_of

    here = made()
    here.left = True
    here.desk.change_key("eva", PIN)
    here.until_done()
    here.ward.room.store.close()
    found = keys_of(tmp_path, recorded=True)
    assert found.record == here.keys.record
    assert "record-next" not in found.known
    assert opens(tmp_path, found.record) is True


def test_a_backup_with_the_new_key_follows_where_a_folder_is_chosen(made):
    here = made()
    here.left = here.wanted = True
    here.desk.change_key("eva", PIN)
    here.until_done()
    assert here.keeper.backup.keeping.running
    here.keeper.backup._process.wait(60)


def test_meanwhile_acts_are_refused_as_by_a_locked_disk_and_an_emergency_is_not(made):
    here = made(rekeys=program(HANGS))
    here.left = True
    here.desk.change_key("eva", PIN)
    here.ward.run(2)
    here.ward.sign_in("ida")
    refusal = here.ward.app.open_session(identified())
    assert (refusal.code, refusal.values["why"]) == ("not_recorded", "locked")
    here.ward.app.declare_emergency()
    here.ward.run(2)
    assert here.ward.session.emergency.open
    assert here.ward.view.trouble == "locked"
    here.ward.run(900, step_s=30)
    assert here.keeper.keeping.key.why == "no_answer"
    here.ward.run(3)
    entries = here.ward.room.store.replay(here.ward.room.session_id)
    assert "EmergencyDeclared" in [type(entry.event).__name__ for entry in entries]
    assert here.ward.room.store.verify() == []


FAILS = [
    ("it says why", "print('disk_full'); sys.exit(1)", "disk_full"),
    ("it dies without a word", "sys.exit(1)", "cannot_write"),
    ("it says that it is done and has done nothing", "", "cannot_write"),
]


@pytest.mark.parametrize(("story", "does", "why"), FAILS, ids=[row[0] for row in FAILS])
def test_when_it_fails_the_old_key_holds_and_that_is_said(story, does, why, made, tmp_path):
    here = made(rekeys=program(does))
    here.left = True
    here.desk.change_key("eva", PIN)
    here.until_done()
    assert here.keeper.keeping.key.why == why
    assert here.keys.record == PUBLISHED_KEY
    assert "record-next" not in here.keys.known
    assert "It has the key that it had" in key_text(here.keeper.keeping, EN)
    assert here.came_back == 1
    here.ward.room.store.close()
    assert opens(tmp_path, PUBLISHED_KEY) is True


def test_a_process_that_cannot_be_started_changes_nothing(made, tmp_path):
    here = made(rekeys=[str(tmp_path / "nothing")])
    here.left = True
    here.desk.change_key("eva", PIN)
    here.ward.run(3)
    assert here.keeper.keeping.key.why == "cannot_write"
    assert here.ward.room.store.staff()


def test_a_key_store_that_takes_no_key_changes_nothing(made):
    here = made()
    here.keys.folder = here.folder / "gone"
    assert here.desk.change_key("eva", PIN) == "key_not_kept"
    assert "record-next" not in here.keys.known
    assert not here.keeper.busy


# --- who and when ----------------------------------------------------------------------------

NOT = [
    ("a nurse", "ida", PIN, "not_an_owner"),
    ("somebody unknown", "nobody", PIN, "not_an_owner"),
    ("a wrong PIN", "eva", "1111", "pin_wrong"),
]


@pytest.mark.parametrize(("story", "who", "pin", "why"), NOT, ids=[row[0] for row in NOT])
def test_only_an_owner_changes_it_with_a_pin(story, who, pin, why, made):
    here = made()
    assert here.desk.change_key(who, pin) == why
    assert not here.keeper.busy
    assert refused_text(why, EN)


def test_five_wrong_pins_lock_here_too(made):
    here = made()
    said = [here.desk.change_key("eva", "1111") for _ in range(5)]
    assert said == ["pin_wrong"] * 4 + ["person_locked"]
    assert here.desk.change_key("eva", PIN) == "person_locked"


def test_never_during_a_session_nor_with_one_that_was_interrupted(made):
    here = made()
    here.ward.sign_in()
    here.ward.app.open_session(identified())
    assert here.desk.change_key("eva", PIN) == "session_open"
    assert here.desk.try_restore() == "session_open"
    here.ward.room.journal, here.ward.room.session_id = None, ""
    assert here.desk.change_key("eva", PIN) == "session_interrupted"
    assert "take it up or end it first" in refused_text("session_interrupted", EN)


def test_one_thing_at_a_time(made):
    here = made(tries=program(HANGS))
    assert here.desk.try_restore() == ""
    assert here.desk.change_key("eva", PIN) == "busy"
    here.ward.app.back_up()
    assert not here.keeper.keeping.running


def test_a_demonstration_has_neither(tmp_path):
    ward = Ward(tmp_path, staff=(*STAFF, EVA))
    assert ward.app.record_desk.change_key("eva", PIN) == "demonstration"
    assert ward.app.record_desk.try_restore() == "demonstration"
    ward.store.close()


# --- the page's process lets the file go -----------------------------------------------------


class Page:
    """Stands in for the page's process: lives until its pipe is closed, or for ever."""

    def __init__(self, stays):
        self.begun = []
        waits = HANGS if stays else "import sys; sys.stdin.read()"
        self.argv = [sys.executable, "-c", waits]

    def start(self, argv):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.begun.append(subprocess.Popen(self.argv, **pipes))
        return self.begun[-1]


@pytest.mark.parametrize("stays", [False, True])
def test_the_physicians_process_says_goodbye_and_comes_back(stays, tmp_path):
    ward = Ward(tmp_path)
    page = Page(stays)
    beside = PhysicianProcess([], ward.room, 60.0, start=page.start)
    beside.beat(ward.now)
    left = beside.leave(ward.now)
    assert not left or page.begun[0].poll() is not None
    if stays:
        ward.clock.advance(physician_process.LEAVES_WITHIN_S + 1)
        beside.leave(ward.now)
    page.begun[0].wait(60)
    assert beside.leave(ward.now)
    ward.clock.advance(60)
    assert beside.beat(ward.now) == frozenset(), "it is away on purpose, and nobody is here"
    beside.restart(ward.now)
    assert len(page.begun) == 1, "whatever else is changed in the set-up"
    ward.sign_in()
    ward.app.open_session(identified())
    assert GONE in beside.beat(ward.now), "somebody is here"
    beside.come_back(ward.now, b"keys")
    beside.beat(ward.now)
    assert (len(page.begun), beside.unlock) == (2, b"keys")
    page.begun[1].kill()
    beside.close()
    for one in page.begun:
        one.wait()
    ward.store.close()


# --- the trial of a restore ------------------------------------------------------------------


def test_the_newest_backup_is_tried_and_nothing_of_the_record_is_touched(made, tmp_path):
    here, share = made(), tmp_path / "share"
    share.mkdir()
    save_settings(tmp_path / "settings.json", Settings(backup_folder=str(share)))
    assert not back_up(here.ward.store, here.keys, share, 3, here.ward.now.wall).why
    files = sorted(path.name for path in share.iterdir())
    head = here.ward.store.head(ACCESS)
    assert here.desk.try_restore() == ""
    assert here.keeper.keeping.trying
    here.until_done()
    seen = here.keeper.keeping.trial
    assert (seen.why, Path(seen.file).parent, seen.sessions) == ("", share, 0)
    assert "came back whole" in trial_text(here.keeper.keeping, EN)
    assert sorted(path.name for path in share.iterdir()) == files
    log = list(access.log(here.ward.store.replay(ACCESS)))
    assert [line.what for line in log] == ["restore_tried"]
    assert here.ward.store.head(ACCESS) != head
    assert restore_trial.seen(tmp_path) == seen, "it is told at the next start too"


def test_a_trial_that_hangs_or_dies_is_told(made):
    here = made(tries=program(HANGS))
    here.desk.try_restore()
    here.ward.run(901, step_s=30)
    assert here.keeper.keeping.trial.why == "no_answer"
    here.keeper.trial.errand.argv = program("print('what')")
    here.desk.try_restore()
    here.until_done()
    assert here.keeper.keeping.trial.why == "cannot_write"
    here.keeper.trial.errand.argv = [str(here.folder / "nothing")]
    here.desk.try_restore()
    assert here.keeper.keeping.trial.why == "cannot_write"


# --- the page --------------------------------------------------------------------------------

TOLD = [
    ("it never was tried", Keeping(KeyHome.FILE), "do it once a year", ""),
    ("it is being tried", Keeping(KeyHome.FILE, trying=True), "into an empty folder", ""),
    (
        "it came back",
        Keeping(KeyHome.FILE, trial=TrialSeen(tried_at=AT, file="x.db", sessions=7)),
        "7 sessions came back whole",
        "",
    ),
    (
        "it is broken",
        Keeping(KeyHome.FILE, trial=TrialSeen(tried_at=AT, file="x.db", why="backup_broken")),
        "did not come back: what was copied does not hold together",
        "",
    ),
    (
        "a new key",
        Keeping(KeyHome.FILE, key=KeyChanged(at=AT, changed=True)),
        "",
        "A new key since",
    ),
    ("being changed", Keeping(KeyHome.FILE, changing=True), "", "is being written"),
]


@pytest.mark.parametrize(("story", "keeping", "trial", "key"), TOLD, ids=[row[0] for row in TOLD])
def test_the_page_says_how_it_went(story, keeping, trial, key, made):
    assert trial in trial_text(keeping, EN)
    assert key in key_text(keeping, EN)
    for words in (NB, EN):
        assert trial_text(keeping, words)


def test_the_press_asks_for_an_owners_pin_and_says_what_came(qtbot, wide_theme):
    acts = FakeActs(
        Telling(),
        keeping=Keeping(KeyHome.FILE, BackupSeen()),
        settings=replace_fields(Settings(), backup_folder="share"),
        staff=(*STAFF, EVA),
    )
    said = iter(["session_interrupted", "pin_wrong", ""])
    acts.record_desk = Desk(lambda: next(said))
    page = inside(qtbot, acts.shows(RecordPage(wide_theme, EN, acts)), wide_theme)
    press(qtbot, page, "Try a restore")
    press(qtbot, page, "New key …")
    shown = names(page)
    assert "Eva Eier, clinical owner" in shown
    assert not any("Ida" in name for name in shown), "only an owner may"
    page._give("eva", "1111")
    assert any("take it up or end it first" in name for name in names(page))
    page._give("eva", "1111")
    assert any("The PIN is wrong" in name for name in names(page))
    page._give("eva", PIN)
    assert "New key …" in names(page)
    press(qtbot, page, "Who has seen it")
    assert acts.record_desk.called == ["try", "log"]
    acts.changes["keeping"] = replace(acts.changes["keeping"], changing=True)
    page.show_view(acts.view)
    assert any("is being written under a new key" in name for name in names(page))


class Desk:
    def __init__(self, says):
        self.called, self._says = [], says

    def try_restore(self):
        self.called.append("try")
        return ""

    def open_log(self):
        self.called.append("log")

    def change_key(self, _person, _pin):
        return self._says()


@pytest.mark.parametrize("words", [NB, EN], ids=["nb", "en"])
def test_every_word_of_the_page_is_whole_in_both_languages_and_sizes(words, theme, qtbot, painted):
    worst = Keeping(
        KeyHome.FILE,
        BackupSeen(tried_at=AT, made_at=AT, why="no_folder"),
        trial=TrialSeen(tried_at=AT, file="x.db", why="backup_broken"),
        key=KeyChanged(at=AT, changed=True),
    )
    settings = replace_fields(Settings(), backup_folder="share")
    acts = FakeActs(Telling(), keeping=worst, settings=settings, staff=(*STAFF, EVA))
    page = acts.shows(RecordPage(theme, words, acts))
    qtbot.addWidget(page)
    page.resize(theme.metrics.stage_w - 2 * theme.metrics.margin, 900)
    page.show()
    assert_words_fit(page, painted)
    page._ask_for_pin()
    QApplication.processEvents()
    assert_words_fit(page, painted)
