"""The pages of the alarm log and of the session's alarm limits, at a real window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from bedside import events
from bedside.session_limits import named as limit_now
from bedside.text import Language
from tests.bedside.course import OPEN, START
from tests.bedside.telling import DOCTOR, Telling
from tests.ui.press import named, names, press, write
from tests.ui.views import IDA, STAFF, view_at
from tests.ui.ward import Ward
from ui.frame_vitals import bp_tile, pulse_tile, spo2_tile
from ui.i18n import Words
from ui.log_rows import log_rows
from ui.screens.alarm_limits import AlarmLimitsScreen
from ui.screens.alarm_limits_state import LimitDraft, change_event, limits_state
from ui.screens.alarm_log import AlarmLogScreen, alarm_log_state
from ui.screens.doctor_fields import DoctorDraft
from ui.view import Place
from ui.widgets.log import LogList
from ui.widgets.words import plain

NB = Words(Language.NB)
SIZES = [(1920, 1080), (1366, 768)]
OVER = events.SessionAborted(reason="syk", decided_by=DOCTOR)
SPO2 = LimitDraft("spo2_low", "low_percent")
BP = LimitDraft("bp_limit", "systolic_high_mmhg")


def changed(value=93, doctor="", limit="spo2_low", bound="low_percent", was=90.0):
    return events.AlarmLimitChanged(
        limit=limit, bound=bound, value=value, was=was, doctor=doctor, channel="phone",
        read_back=bool(doctor),
    )  # fmt: skip


def infusing(folder, size=SIZES[1]):
    """Ida stands here; nobody's PIN is asked for, for to hash one takes a second."""
    ward = Ward(folder, size=size, staff=())
    ward.room.save_people(STAFF)
    ward.room.person = IDA
    ward.room.open_session(ward.now)
    ward.tell(START)
    ward.window.show()
    return ward.run(5)


@pytest.fixture
def ward(tmp_path, qapp, fonts):
    ward = infusing(tmp_path)
    yield ward
    ward.window.close()


def alarmed(ward):
    """A pressure over the limit, seen, worse, over and reset; then a low saturation that stands."""
    ward.bp(186, 112).run(4)
    ward.app.see_alarms(tuple(a.number for a in ward.view.watch.display.alarms))
    ward.run(20).bp(203, 118).run(20).bp(150, 90).run(2)
    ward.app.see_alarms(tuple(a.number for a in ward.view.watch.display.alarms))
    ward.spo2 = 88
    return ward.run(12)


def texts(state):
    return [(plain(row.words), plain(row.second)) for row in state.rows.rows]


# ------------------------------------------------------------------ the log


def test_the_log_tells_what_by_which_limit_which_readings_who_and_how_late_newest_first(ward):
    rows = texts(alarm_log_state(alarmed(ward).view, NB))
    rows = [row for row in rows if "ring" not in row[0]]  # the alert to the physician
    assert [head for head, _ in rows] == ["!! SpO₂ lav", "!!! BT 180/110 eller høyere"]
    low, high = (under.split("\n") for _, under in rows)
    assert low[0] == "ikke over · grense under 90"
    assert low[1:3] == ["Målinger: 88 %", "Gjort: ingen har trykket Sett"]
    assert low[3].startswith("Forsinkelse: tilstanden 10,0 s · vist etter 0,0")
    assert high[0].startswith("til 0")
    assert high[0].endswith("grense 180/110")
    assert "Målinger: 186/112 · " in high[1]
    assert "verre: 203/118" in high[1]
    assert "sett av Ida Lund" in high[2]
    assert "tilbakestilt av Ida Lund" in high[2]


def test_a_tightened_limit_stands_in_the_log_with_who_and_the_doctor_where_one_said_so():
    told = Telling().tell(OPEN, changed(), changed(88, DOCTOR, was=93.0))
    rows = texts(alarm_log_state(view_at(told), NB))
    assert rows == [
        ("Alarmgrensen er utvidet: SpO₂ lav, 93 → 88 %",
         "sagt av Dr. N. Hansen · Ida Lund"),
        ("Alarmgrensen er skjerpet: SpO₂ lav, 90 → 93 %", "Ida Lund"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "told", "says"),
    [
        ("a session in which nothing alarmed", [OPEN], "Ingen alarm i denne økten så langt."),
        ("a session that is over", [OPEN, OVER], "Ingen alarm i denne økten."),
        ("no session at all", [], "Ingen økt er åpen: det er ingenting å vise."),
    ],
    ids=["calm", "over", "none"],
)
def test_an_empty_log_says_so_in_words(sentence, told, says):
    state = alarm_log_state(view_at(Telling().tell(*told)), NB)
    assert (state.rows.rows, state.rows.empty) == ((), says)


@pytest.mark.parametrize("calm", [True, False], ids=["no alarm", "alarms"])
def test_the_log_is_one_press_from_the_band_and_the_limits_one_from_there(ward, qtbot, calm):
    if not calm:
        alarmed(ward)
    press(qtbot, ward.window, "Alarmlogg")
    assert ward.app.place is Place.ALARM_LOG
    screen = ward.window.findChild(AlarmLogScreen)
    press(qtbot, screen, "Alarmgrenser")
    assert ward.app.place is Place.ALARM_LIMITS


def test_the_log_lives_while_it_is_looked_at(ward):
    ward.app.go(Place.ALARM_LOG)
    screen = ward.window.findChild(AlarmLogScreen)
    assert any("Ingen alarm i denne økten" in name for name in names(screen))
    ward.spo2 = 88
    ward.run(12)
    assert any("SpO₂ lav" in name for name in names(screen))


def test_a_pressure_over_the_limit_puts_its_question_also_to_somebody_who_reads_the_log(ward):
    ward.app.go(Place.ALARM_LOG)
    assert ward.bp(186, 112).app.place is Place.HIGH_BP


def test_where_no_session_is_open_the_units_own_limits_are_only_read():
    state = limits_state(view_at(Telling()), NB, replace(SPO2, value="93"))
    assert len(state.rows) > 10
    assert (state.change, state.primary, state.reason) == (None, None, "Ingen økt er åpen.")


def test_when_the_alarm_was_painted_is_written_beside_it(ward):
    ward.bp(186, 112)
    log = [e.event for e in ward.session.log]
    raised = next(e for e in log if isinstance(e, events.AlarmRaised))
    signalled = [e for e in log if isinstance(e, events.AlarmSignalled)]
    assert [(s.alarm, s.version, s.shown_s) for s in signalled] == [(raised.alarm, 1, 0.0)]
    ward.run(30)
    assert len([e for e in ward.session.log if isinstance(e.event, events.AlarmSignalled)]) == len(
        [e for e in ward.session.log if isinstance(e.event, events.AlarmRaised)]
    ), "once for each version, not at every beat"


def test_an_alarm_that_gets_worse_and_one_that_comes_back_say_so_in_the_log_of_the_stage():
    def raised(version, priority="medium"):
        return events.AlarmRaised(
            alarm=1, version=version, condition="spo2_low", priority=priority,
            physiological=True, limit="< 90", values={},
        )  # fmt: skip

    telling = Telling().tell(raised(1), raised(1), raised(2, "high"), by="watch")
    said = [row.second for row in reversed(log_rows(view_at(telling), NB))]
    assert said == ["< 90", "< 90 · igjen", "< 90 · verre nå"]


class Slow:
    """A sound that takes 70 ms to take a burst, and a window that takes 20 to paint."""

    path = None

    def __init__(self, clock):
        self.clock = clock

    def hear(self, display):
        if display.sound is None:
            return False
        self.clock.advance(0.07)
        return True

    def look(self):
        return ()


def test_both_signal_delays_are_measured_from_the_decision(ward):
    ward.app.sound = Slow(ward.clock)
    paint = ward.app.band_painted
    ward.window.band_painted = lambda: (ward.clock.advance(0.02), paint())
    ward.bp(186, 112)
    (told,) = [e.event for e in ward.session.log if isinstance(e.event, events.AlarmSignalled)]
    assert (told.sounded_s, told.shown_s) == (0.07, 0.09)


def test_a_low_alarm_makes_no_sound_of_its_own_whatever_else_is_heard(ward):
    ward.bp(186, 112)
    ward.app.sound = Slow(ward.clock)
    ward.spo2 = 93
    ward.run(20)
    log = [e.event for e in ward.session.log]
    note = next(e for e in log if isinstance(e, events.AlarmRaised) and e.priority == "low")
    told = next(e for e in log if isinstance(e, events.AlarmSignalled) and e.alarm == note.alarm)
    assert told.sounded_s is None


# ------------------------------------------------------------------ the limits

FORMS = [
    ("nothing chosen: choose a limit", LimitDraft(), "Velg en grense.", None),
    ("chosen, no number yet", SPO2, "Mangler: et tall", False),
    ("93 is tighter: it can be changed", replace(SPO2, value="93"), "", True),
    ("87 is looser: a doctor is asked", replace(SPO2, value="87"),
     "Mangler: lege, i rommet eller på telefon, lest tilbake", False),
    ("87, said by the doctor in the room and read back", replace(
        SPO2, value="87", doctor=DoctorDraft(DOCTOR, channel="in_room", read_back=True)), "", True),
    ("190 is past 180: never", replace(BP, value="190"),
     "Aldri videre enn 180 i en økt.", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "draft", "reason", "enabled"), FORMS, ids=[row[0] for row in FORMS]
)
def test_the_form_says_what_is_missing_before_anything_is_pressed(sentence, draft, reason, enabled):
    state = limits_state(view_at(Telling().tell(OPEN)), NB, draft)
    assert plain(state.reason) == reason
    assert (None if state.primary is None else state.primary.enabled) == enabled
    asked = state.change is not None and state.change.doctor is not None
    assert asked == (draft.value == "87")


def test_a_doctor_who_is_signed_in_reads_nothing_back_to_herself():
    view = view_at(Telling().tell(OPEN))
    view = replace(view, person=next(p for p in view.staff if p.id == DOCTOR))
    draft = replace(SPO2, value="87", doctor=DoctorDraft(DOCTOR))
    assert limits_state(view, NB, draft).primary.enabled
    event = change_event(view, draft, 87)
    assert (event.doctor, event.read_back, event.was) == (DOCTOR, False, 90)


def test_a_doctor_named_before_the_number_was_made_tighter_is_not_written_down():
    draft = replace(SPO2, value="95", doctor=DoctorDraft(DOCTOR, channel="phone", read_back=True))
    assert change_event(view_at(Telling().tell(OPEN)), draft, 95).doctor == ""


def choose(qtbot, screen, name):
    """Down the list with the arrow key, and Enter."""
    rows = next(part for part in screen.findChildren(LogList) if part.isVisibleTo(screen))
    rows.setFocus()
    while f", {name}," not in rows.accessibleName():
        before = rows.accessibleName()
        qtbot.keyClick(rows, Qt.Key.Key_Down)
        assert rows.accessibleName() != before, f"{name!r} is not in the list"
    qtbot.keyClick(rows, Qt.Key.Key_Return)


TILES = [
    ("the unit's own limits", [], ("grense 180/110", "lokal < 90", "lokal 50–120")),
    ("SpO2 tightened", [changed()], ("grense 180/110", "skjerpet < 93", "lokal 50–120")),
    ("SpO2 loosened by a doctor", [changed(88, DOCTOR)],
     ("grense 180/110", "utvidet < 88", "lokal 50–120")),
    ("pulse tightened on one side", [changed(110, "", "pulse", "high_per_min", 120.0)],
     ("grense 180/110", "lokal < 90", "skjerpet 50–110")),
    ("BP tightened", [changed(160, "", "bp_limit", "systolic_high_mmhg", 180.0)],
     ("skjerpet 160/110", "lokal < 90", "lokal 50–120")),
    ("tightened and taken back", [changed(), changed(90, was=93.0)],
     ("grense 180/110", "lokal < 90", "lokal 50–120")),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "told", "limits"), TILES, ids=[row[0] for row in TILES])
def test_the_tiles_show_the_limit_in_force_and_whose_it_is(sentence, told, limits):
    view = view_at(Telling().tell(OPEN, *told))
    tiles = (bp_tile(view, NB), spo2_tile(view, NB), pulse_tile(view, NB))
    assert tuple(plain(tile.limit) for tile in tiles) == limits


def test_a_nurse_tightens_from_the_tile_and_takes_it_back(ward, qtbot):
    ward.window.spo2.click()
    assert ward.app.place is Place.ALARM_LIMITS
    screen = ward.window.findChild(AlarmLimitsScreen)
    choose(qtbot, screen, "SpO₂ lav")
    press(qtbot, screen, "93: Strammere")
    press(qtbot, screen, "Endre grensen")
    assert limit_now(ward.view.protocol.limits, ward.session.limits, "spo2_low").low_percent == 93
    assert "skjerpet < 93" in ward.window.spo2.accessibleName()
    press(qtbot, screen, "Tilbake til enhetens egen")
    assert limit_now(ward.view.protocol.limits, ward.session.limits, "spo2_low").low_percent == 90


def test_looser_than_the_units_own_is_recorded_only_with_the_doctor_who_said_so(ward, qtbot):
    ward.app.go(Place.ALARM_LIMITS)
    screen = ward.window.findChild(AlarmLimitsScreen)
    choose(qtbot, screen, "SpO₂ lav")
    write(qtbot, screen, "Ny grense %", "87")
    assert not named(screen, "Utvid grensen").isEnabled()
    for name in ("Dr. N. Hansen: Lege", "På telefon: Hvordan", "Lest tilbake til legen"):
        press(qtbot, screen, next(n for n in names(screen) if n.startswith(name.split(":")[0])))
    press(qtbot, screen, "Utvid grensen")
    (line,) = ward.session.limits.lines
    assert (line.event.value, line.event.doctor, line.event.channel) == (87, DOCTOR, "phone")
    assert line.event.read_back


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_a_tile_is_reached_by_tab_and_pressed_by_enter(tmp_path, qapp, fonts, qtbot, size):
    ward = infusing(tmp_path, size)
    ward.window.bp.setFocus()
    qtbot.keyClick(ward.window.bp, "\r")
    assert ward.app.place is Place.ALARM_LIMITS
    ward.window.close()
