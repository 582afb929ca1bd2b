"""The window's keys, where the keyboard's focus goes, and what nobody needs to sign in for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from bedside.text import Language
from tests.ui.press import named, names
from tests.ui.ward import Ward
from ui.view import Place
from ui.widgets.focus import FocusRing


@pytest.fixture
def ward(tmp_path, qtbot):
    made = Ward(tmp_path, size=(1920, 1080), language=Language.EN)
    made.run(5)
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    return made


def open_session(ward):
    ward.sign_in()
    assert ward.room.open_session(ward.now) is None
    ward.run(2)
    return ward


def key(ward, which):
    QTest.keyClick(QApplication.focusWidget() or ward.window, which)
    ward.beat()


# (sentence, key, where it leads)
KEYS = [
    ("F1 opens the help", Qt.Key.Key_F1, Place.HELP),
    ("F4 opens drugs as needed", Qt.Key.Key_F4, Place.PRN),
    ("F8 opens the note", Qt.Key.Key_F8, Place.NOTE),
]


@pytest.mark.parametrize(("sentence", "which", "place"), KEYS, ids=[row[0] for row in KEYS])
def test_a_key_leads_there_and_escape_leads_back(ward, sentence, which, place):
    open_session(ward)
    began = ward.app.place
    key(ward, which)
    assert ward.app.place is place
    key(ward, Qt.Key.Key_Escape)
    assert ward.app.place is began


def test_f2_measures_the_blood_pressure(ward):
    open_session(ward)
    ward.orders.clear()
    key(ward, Qt.Key.Key_F2)
    assert [what.value for _role, what, _id in ward.orders] == ["start_nibp"]


def test_escape_does_not_leave_an_emergency_that_is_open(ward):
    open_session(ward)
    key(ward, Qt.Key.Key_F12)
    key(ward, Qt.Key.Key_Escape)
    assert ward.app.place is Place.EMERGENCY


@pytest.mark.parametrize("how", ["key", "press"])
def test_an_emergency_needs_nobody_signed_in_and_no_session(ward, how):
    if how == "key":
        key(ward, Qt.Key.Key_F12)
    else:
        QTest.mouseClick(named(ward.window, "EMERGENCY"), Qt.MouseButton.LeftButton)
        ward.beat()
    assert ward.app.place is Place.EMERGENCY
    assert ward.session.emergency.open
    entry = ward.store.replay(ward.room.session_id)[-1]
    assert entry.by in ("-", "watch")


def test_enter_presses_the_primary_button(ward):
    ward.sign_in()
    ward.app.show()
    assert ward.app.place is Place.START
    ward.window.setFocus()
    key(ward, Qt.Key.Key_Return)
    assert ward.app.place is Place.NEW_SESSION


def test_enter_on_a_primary_button_that_is_disabled_does_nothing(ward):
    ward.sign_in()
    ward.app.go(Place.NEW_SESSION)
    ward.window.setFocus()
    key(ward, Qt.Key.Key_Return)
    assert (ward.app.place, ward.room.open) == (Place.NEW_SESSION, False)


def test_tab_rings_what_it_reaches(ward):
    ringed = set()
    for _press in range(12):
        key(ward, Qt.Key.Key_Tab)
        assert QApplication.focusWidget().accessibleName() in names(ward.window)
        ring = ward.window.findChild(FocusRing).widget()
        if ring is not None:
            assert ring is QApplication.focusWidget()
            ringed.add(ring)
    assert ringed


def test_focus_stays_in_the_stage_when_its_field_goes(ward):
    ward.sign_in()
    ward.app.go(Place.NEW_SESSION)
    ward.app.show()
    field = next(
        line for line in ward.window.findChildren(QLineEdit) if line.isVisibleTo(ward.window)
    )
    field.setFocus()
    assert QApplication.focusWidget() is field
    stage = _stage_of(ward.window, field)
    for other in stage.findChildren(QWidget):
        if other is not field:
            other.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # as where a form was the last of a page
    field.hide()
    assert QApplication.focusWidget() is stage


def test_the_window_asks_before_it_closes_on_a_session(ward):
    open_session(ward)
    ward.window.close()
    assert ward.window.isVisible()


def _stage_of(window, widget):
    while widget.parentWidget() is not window:
        widget = widget.parentWidget()
    assert isinstance(widget, QWidget)
    return widget


def test_a_new_alarm_is_painted_before_anything_else_is_shown(ward, monkeypatch):
    open_session(ward)
    order, window = [], ward.window
    window.band_painted = lambda: order.append("band")
    for part in ("bp", "course", "trend"):
        monkeypatch.setattr(getattr(window, part), "show_state", lambda *_, p=part: order.append(p))
    ward.run(2)
    assert "band" not in order, "what is calm waits until Qt paints it"
    order.clear()
    ward.bp(188, 112)
    assert order[0] == "band"
    assert {"bp", "course", "trend"} <= set(order)
