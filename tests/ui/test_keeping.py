"""The backup after each session beside the screens, and the cover when nobody was here."""

import sys
from dataclasses import replace

import pytest
from msgspec.structs import replace as replace_fields

from bedside import access, events
from bedside.keys import KeyHome, Keys
from bedside.settings import Settings
from bedside.store import ACCESS
from bedside.text import Language
from tests.bedside.course import identified
from tests.bedside.telling import Telling
from tests.ui.fakes import FakeActs
from tests.ui.press import inside, names, press
from tests.ui.ward import PIN, Ward
from ui.backup_process import MOST_S, BackupProcess
from ui.backups import note
from ui.frame_course import course_state
from ui.i18n import Words
from ui.idle import Idle
from ui.keeping import BackupSeen, Keeping
from ui.screens.record_page import RecordPage
from ui.screens.record_state import backup_text
from ui.screens.room_aside import room_state
from ui.view import Place
from ui.widgets.checklist import Row

NB, EN = Words(Language.NB), Words(Language.EN)
AT = "2026-11-24T08:00:00.000Z"
FAILED = BackupSeen(tried_at=AT, made_at=AT, file="x", why="no_folder")
MADE = BackupSeen(tried_at=AT, made_at=AT, file="share/record-20261124-080000.db")


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path).sign_in()
    assert made.app.open_session(identified()) is None
    yield made
    made.store.close()


# --- the cover -------------------------------------------------------------------------------


@pytest.fixture
def left_alone(ward):
    """Nobody has touched anything for eleven minutes."""
    ward.touched_s = ward.now.mono_s
    ward.app.idle_s = lambda: ward.now.mono_s - ward.touched_s
    ward.run(11 * 60, step_s=15)
    return ward


def test_after_ten_minutes_the_patients_text_is_covered_and_nobody_is_signed_in(
    left_alone,
):
    view = left_alone.view
    assert (view.place, view.locked, view.person) == (Place.LOCKED, True, None)
    assert course_state(view, NB).series is None
    assert view.watch.board.spo2.value == 97, "the vitals stay"


def test_a_hand_on_the_mouse_puts_it_off(ward):
    ward.app.idle_s = lambda: 9 * 60
    ward.run(30)
    assert ward.app.place is not Place.LOCKED


@pytest.mark.parametrize("place", [Place.PRN, Place.NOTE, Place.HELP, Place.RECORDS, Place.SETUP])
def test_nothing_about_the_patient_is_reached_while_it_is_covered(place, left_alone):
    left_alone.app.go(place)
    assert left_alone.app.place is Place.LOCKED


def test_emergency_and_the_call_work_and_are_nobodys(left_alone):
    left_alone.app.go(Place.CALL)
    assert left_alone.app.place is Place.CALL
    left_alone.app.back()
    left_alone.app.declare_emergency()
    assert left_alone.app.place is Place.EMERGENCY
    last = left_alone.store.replay(left_alone.room.session_id)[-1]
    assert (type(last.event), last.by) == (events.EmergencyDeclared, "-")


def test_an_alarm_is_shown_and_can_be_seen_while_it_is_covered(left_alone):
    left_alone.bp(190, 115)
    assert "bp_limit" in left_alone.alarms
    assert left_alone.app.place is Place.LOCKED


def test_any_of_the_staff_uncovers_it_with_their_own_pin(left_alone):
    assert left_alone.app.sign_in("per", "0000") == "pin_wrong"
    assert left_alone.app.place is Place.LOCKED
    assert left_alone.app.sign_in("per", PIN) == ""
    assert not left_alone.view.locked
    assert left_alone.view.person.id == "per"
    left_alone.touched_s = left_alone.now.mono_s
    left_alone.run(30)
    assert not left_alone.view.locked


def test_a_clinic_may_choose_never(ward):
    ward.app.settings = replace_fields(ward.app.settings, lock_after_min=0)
    ward.app.idle_s = lambda: 1e9
    ward.run(5)
    assert not ward.view.locked


def test_where_nobody_could_uncover_it_nothing_is_covered(tmp_path):
    ward = Ward(tmp_path, staff=())
    ward.app.idle_s = lambda: 1e9
    ward.run(5)
    assert not ward.view.locked
    ward.store.close()


def test_the_covered_stage_says_what_goes_on_and_who_may_uncover_it(qtbot, tmp_path):
    ward = Ward(tmp_path, size=(1366, 768), language=Language.EN).sign_in()
    qtbot.addWidget(ward.window)
    ward.app.open_session(identified())
    ward.app.idle_s = lambda: 1e9
    ward.run(2)
    ward.window.show()
    shown = set(names(ward.window))
    assert {"Ida Lund, nurse", "Per Moen, nurse"} <= shown
    assert [name for name in shown if "Testpasient" in name] == []
    ward.store.close()


def test_keys_mouse_and_touch_count_as_somebody(qtbot, wide_theme):
    from PySide6.QtCore import QEvent

    from bedside.clock import ManualClock

    clock = ManualClock()
    idle = Idle(clock)
    clock.advance(60)
    assert idle.for_s() == 60
    assert not idle.eventFilter(idle, QEvent(QEvent.Type.Paint))
    assert idle.for_s() == 60
    assert not idle.eventFilter(idle, QEvent(QEvent.Type.KeyPress))
    assert idle.for_s() == 0


# --- the backup ------------------------------------------------------------------------------


class Program:
    """Stands in for `bedside record backup`: a process that does what a test wants."""

    def __init__(self, folder, does):
        self.folder, self.wanted = folder, True
        keys = Keys(folder, KeyHome.FILE, {"record": "aa", "signing": "bb"})
        argv = [sys.executable, "-c", f"import sys; sys.stdin.readline(); {does}"]
        self.process = BackupProcess(argv, folder, keys, lambda: self.wanted)

    def ended(self):
        self.process._process.wait(60)


def test_a_backup_follows_the_signing_of_a_session_once(tmp_path, ward):
    program = Program(tmp_path, "")
    now = ward.now
    program.process.beat(now, "s1", over=False)
    assert not program.process.keeping.running
    program.process.beat(now, "s1", over=True)
    assert program.process.keeping.running
    program.ended()
    note(tmp_path, MADE)
    program.process.beat(now, "s1", over=True)
    assert program.process.keeping == Keeping(KeyHome.FILE, MADE)
    program.process.beat(now, "s1", over=True)
    assert not program.process.keeping.running


def test_the_beat_never_waits_and_a_drive_that_hangs_is_told(tmp_path, ward):
    program = Program(tmp_path, "import threading; threading.Event().wait()")
    program.process.begin(ward.now)
    ward.clock.advance(MOST_S - 1)
    program.process.beat(ward.now, "", over=False)
    assert program.process.keeping.running
    hanging = program.process._process
    ward.clock.advance(2)
    program.process.beat(ward.now, "", over=False)
    assert program.process.keeping.backup.why == "no_answer"
    assert hanging.wait(60) != 0
    hanging.stdin.close()


def test_a_program_that_dies_without_a_word_is_a_failed_backup(tmp_path, ward):
    program = Program(tmp_path, "sys.exit(1)")
    program.process.begin(ward.now)
    program.ended()
    program.process.beat(ward.now, "", over=False)
    assert program.process.keeping.backup.why == "cannot_write"


def test_a_program_that_cannot_be_started_is_a_failed_backup(tmp_path, ward):
    program = Program(tmp_path, "")
    program.process.argv = [str(tmp_path / "nothing")]
    program.process.begin(ward.now)
    assert program.process.keeping.backup.why == "cannot_write"


def test_one_that_failed_is_tried_again_between_sessions_and_not_in_one(tmp_path, ward):
    note(tmp_path, FAILED)
    program = Program(tmp_path, "")
    program.process.beat(ward.now, "s2", over=False)
    assert not program.process.keeping.running
    program.process.beat(ward.now, "", over=False)
    assert program.process.keeping.running
    program.ended()


def test_without_a_folder_nothing_is_begun(tmp_path, ward):
    program = Program(tmp_path, "")
    program.wanted = False
    program.process.beat(ward.now, "s1", over=True)
    assert not program.process.keeping.running


def shown(ward, backup=None, folder="share", **more):
    settings = replace_fields(Settings(), backup_folder=folder)
    keeping = Keeping(KeyHome.FILE, backup or BackupSeen(), **more)
    return replace(ward.view, keeping=keeping, settings=settings, simulated=False)


LINES = [
    ("it was made and checked", {"backup": MADE}, Row.DONE, "24"),
    ("the drive is gone", {"backup": FAILED}, Row.MISSING, "network drive"),
    ("no folder is chosen", {"folder": ""}, Row.MISSING, "no folder"),
    ("none was made yet", {}, Row.MISSING, "none yet"),
    ("it is being made", {"running": True}, Row.WAITING, "being made"),
]


@pytest.mark.parametrize(("story", "so", "row", "says"), LINES, ids=[row[0] for row in LINES])
def test_the_room_says_how_the_backup_stands(story, so, row, says, ward):
    lines = {line.id: line for line in room_state(shown(ward, **so), EN).lines}
    assert lines["backup"].row is row
    assert says in str(lines["backup"])
    assert "its key in a file" in str(lines["record"])
    text = backup_text(shown(ward, **so).keeping, shown(ward, **so).settings, EN)
    assert text


def test_a_demonstration_says_nothing_of_backups(ward):
    assert "backup" not in {line.id for line in room_state(ward.view, EN).lines}
    assert "not backed up" in backup_text(None, Settings(), EN)


def test_the_last_good_one_is_named_beside_the_one_that_failed(ward):
    text = backup_text(shown(ward, FAILED).keeping, shown(ward).settings, EN)
    assert "failed: the folder is not there" in text
    assert "The last good one" in text


def test_the_set_up_chooses_the_folder_and_the_time_and_makes_one_now(qtbot, wide_theme):
    settings = Settings(backup_folder="share")
    acts = FakeActs(Telling(), keeping=Keeping(KeyHome.FILE, MADE), settings=settings)
    saved = []
    acts.save_settings = lambda settings: saved.append(settings) or ""
    page = inside(qtbot, acts.shows(RecordPage(wide_theme, EN, acts)), wide_theme)
    press(qtbot, page, next(name for name in names(page) if name.startswith("5 min")))
    page._choose(" other ")
    press(qtbot, page, "Back up now")
    assert saved[0].lock_after_min == 5
    assert saved[1].backup_folder == "other"
    assert acts.called == [("back_up",)]


def test_the_list_of_sessions_needs_somebody_signed_in(ward):
    ward.app.sign_out()
    ward.app.go(Place.RECORDS)
    assert ward.app.place is Place.SIGN_IN
    assert log(ward) == []


# --- who saw it ------------------------------------------------------------------------------


def log(ward):
    return [(line.what, line.by) for line in access.log(ward.store.replay(ACCESS))]


def test_opening_reading_and_exporting_at_the_screen_are_logged(ward, tmp_path):
    ward.tell(events.SessionAborted(reason="x", decided_by="hansen"))
    ward.app.printed(EN)
    ward.app.printed(EN)
    out = tmp_path / "out.csv"
    assert ward.app.export("csv", str(out), EN) == ""
    ward.app.was_printed()
    assert log(ward) == [("read", "ida"), ("exported", "ida"), ("printed", "ida")]
    ward.app.go(Place.RECORDS)
    assert log(ward)[-1] == ("listed", "ida")


def test_what_cannot_be_logged_is_not_exported(ward, tmp_path):
    from bedside.store import StoreError

    append = ward.store.append

    def refuse(session, *given, **named):
        if session == ACCESS:
            raise StoreError("disk_full", "full")
        return append(session, *given, **named)

    ward.store.append = refuse
    out = tmp_path / "out.csv"
    assert ward.app.export("csv", str(out), EN) == "record_unreadable"
    assert not out.exists()
    assert ward.app.printed(EN) == "disk_full"
    ward.app.was_printed()
    assert ward.view.refusal.code == "not_recorded"


def test_a_session_that_is_taken_up_again_was_opened_by_somebody(tmp_path):
    ward = Ward(tmp_path).sign_in()
    ward.app.open_session(identified())
    session = ward.room.session_id
    ward.run(3)
    ward.store.close()
    again = Ward(tmp_path, wall=ward.now.wall).sign_in("per")
    again.app.resume(session)
    lines = list(access.log(again.store.replay(ACCESS)))
    assert [(line.what, line.by, line.session, line.why) for line in lines] == [
        ("opened", "per", session, access.TREATMENT)
    ]
    assert lines[0].patient
    again.store.close()
