"""Places to write and to choose: comma and point, times, lists without a popup, PINs."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from ui.widgets.entry import parse_number, parse_time, show_number, typed_number, typed_time
from ui.widgets.field import FieldState, note_field, number_field, text_field, time_field
from ui.widgets.pin import PinField, PinPad, PinState
from ui.widgets.select import Option, SelectField, SelectState

LEFT = Qt.MouseButton.LeftButton

NUMBERS = [
    ("a comma", "72,4", Decimal("72.4")),
    ("a point is a comma", "72.4", Decimal("72.4")),
    ("whole", "72", Decimal("72")),
    ("a comma and nothing yet", "72,", Decimal("72")),
    ("a comma first", ",5", Decimal("0.5")),
    ("spaces around", " 5,0 ", Decimal("5.0")),
    ("nothing", "", None),
    ("only a comma", ",", None),
    ("two commas", "7,2,4", None),
    ("a thousands separator is not guessed at", "1 000", None),
    ("a sign", "-5", None),
    ("words", "fem", None),
    ("no number", "nan", None),
]


@pytest.mark.parametrize(("story", "text", "number"), NUMBERS)
def test_a_number_is_read(story, text, number):
    assert parse_number(text) == number, story


@given(st.decimals(0, 999, places=2))
def test_a_number_that_is_shown_is_read_back(value):
    for mark in (",", "."):
        assert parse_number(show_number(value, mark)) == value
        assert parse_number(typed_number(show_number(value), mark)) == value


TIMES = [
    ("with a colon", "05:10", (5, 10)),
    ("without", "0510", (5, 10)),
    ("one digit", "9:05", (9, 5)),
    ("a point, as many write it", "9.05", (9, 5)),
    ("the last minute", "23:59", (23, 59)),
    ("no such hour", "24:00", None),
    ("no such minute", "12:60", None),
    ("half typed", "12:3", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("story", "text", "time"), TIMES)
def test_a_time_of_day_is_read(story, text, time):
    assert parse_time(text) == time, story


def test_the_colon_comes_by_itself():
    assert [typed_time("0510"[:n]) for n in range(5)] == ["", "0", "05", "05:1", "05:10"]


def test_typing_a_number_tells_it_and_shows_a_comma(theme, shown, heard, qtbot):
    field = shown(number_field(theme, heard))
    qtbot.keyClicks(field.inner, "72.4")
    assert field.text == "72,4"
    assert heard.calls[-1] == (Decimal("72.4"),)


def test_a_number_takes_no_letters_and_no_fourth_digit(theme, shown, heard, qtbot):
    field = shown(number_field(theme, heard))
    qtbot.keyClicks(field.inner, "a1234,567")
    assert field.text == "123,56"


def test_typing_a_time(theme, shown, heard, qtbot):
    field = shown(time_field(theme, heard))
    qtbot.keyClicks(field.inner, "0510")
    assert field.text == "05:10"
    assert heard.calls[-1] == ((5, 10),)


def test_what_is_being_written_is_not_overwritten_by_the_beat(theme, shown, heard, qtbot):
    field = shown(text_field(theme, heard))
    state = FieldState("Navn på skjermen", "Rom 2")
    field.show_state(state)
    qtbot.keyClicks(field.inner, ", finger")
    field.show_state(replace(state, problem="Navnet er i bruk"))
    assert field.text == "Rom 2, finger"
    field.show_state(replace(state, text="Rom 3"))
    assert field.text == "Rom 3"


def test_a_text_from_the_state_is_not_an_edit(theme, shown, heard):
    for make in (text_field, note_field):
        field = shown(make(theme, heard))
        field.show_state(FieldState("Merknad", "Rolig"))
    assert heard.calls == []


def test_a_field_has_its_label_and_its_problem_as_names(theme, shown, heard):
    field = shown(text_field(theme, heard))
    field.show_state(FieldState("Vekt", unit="kg", problem="Skriv vekten i kg"))
    assert field.inner.accessibleName() == "Vekt kg"
    assert field.inner.accessibleDescription() == "Skriv vekten i kg"


def test_leaving_a_field_commits_it(theme, shown, heard, qtbot):
    field = shown(text_field(theme, lambda _: None, heard))
    qtbot.keyClicks(field.inner, "Rom 2")
    qtbot.keyClick(field.inner, Qt.Key.Key_Return)
    assert heard.calls == [("Rom 2",)]


def test_a_note_has_several_lines(theme, shown, heard, qtbot):
    note = shown(note_field(theme, heard))
    qtbot.keyClicks(note.inner, "Rolig.")
    qtbot.keyClick(note.inner, Qt.Key.Key_Return)
    qtbot.keyClicks(note.inner, "Holder hånd.")
    assert heard.calls[-1] == ("Rolig.\nHolder hånd.",)


OPTIONS = (Option("a", "Per Moen"), Option("b", "Kari Li"), Option("c", "Ola Berg"))


@pytest.fixture
def select(theme, shown, heard):
    made = SelectField(theme, heard)
    made.show_state(SelectState(OPTIONS, "a", "Utført av", "Velg"))
    return shown(made, 400)


def grown(select):
    select.resize(select.width(), select.heightForWidth(select.width()))


def test_a_list_opens_in_place_and_a_press_chooses(select, heard, qtbot):
    closed = select.heightForWidth(400)
    qtbot.mouseClick(select.box, LEFT)
    assert select.is_open
    assert select.heightForWidth(400) > closed
    grown(select)
    qtbot.mouseClick(select, LEFT, pos=QPoint(30, select.height() - 10))
    assert heard.calls == [("c",)]
    assert not select.is_open


def test_the_keyboard_opens_moves_and_chooses(select, heard, qtbot):
    qtbot.keyClick(select.box, Qt.Key.Key_Space)
    qtbot.keyClick(select.box, Qt.Key.Key_Down)
    assert select.box.accessibleName() == "Utført av: Kari Li"
    qtbot.keyClick(select.box, Qt.Key.Key_Return)
    assert heard.calls == [("b",)]


def test_escape_closes_and_chooses_nothing(select, heard, qtbot):
    qtbot.keyClick(select.box, Qt.Key.Key_Down)
    qtbot.keyClick(select.box, Qt.Key.Key_Down)
    qtbot.keyClick(select.box, Qt.Key.Key_Escape)
    assert heard.calls == []
    assert select.box.accessibleName() == "Utført av: Per Moen"


def test_a_list_with_nothing_chosen_says_what_to_do(select):
    select.show_state(SelectState(OPTIONS, "", "Utført av", "Velg"))
    assert select.box.accessibleName() == "Utført av: Velg"


PIN = PinState("PIN", filled="{count} av {least}", erase="Slett", confirm="Gi PIN")


@pytest.fixture
def pin(theme, shown, heard):
    made = shown(PinField(theme, heard))
    made.show_state(PIN)
    return made


def test_a_pin_is_typed_and_given_once(pin, heard, qtbot):
    qtbot.keyClicks(pin, "4711")
    qtbot.keyClick(pin, Qt.Key.Key_Return)
    qtbot.keyClick(pin, Qt.Key.Key_Return)
    assert heard.calls == [("4711",)]
    assert pin.count == 0


def test_too_few_digits_are_not_given(pin, heard, qtbot):
    qtbot.keyClicks(pin, "47")
    qtbot.keyClick(pin, Qt.Key.Key_Return)
    assert heard.calls == []
    qtbot.keyClick(pin, Qt.Key.Key_Backspace)
    assert pin.accessibleName() == "PIN, 1 av 4"


def test_a_digit_is_never_said_and_never_painted(pin, qtbot, painted):
    qtbot.keyClicks(pin, "4711")
    pin.grab()
    assert {text.what for text in painted[0]} == {"PIN"}
    assert "7" not in pin.accessibleName()


def test_the_pad_fills_the_field(theme, shown, pin, heard, qtbot):
    pad = shown(PinPad(theme, pin))
    assert not pad.give.isEnabled()
    for digit in "4711":
        qtbot.mouseClick(pad.keys[digit], LEFT)
    qtbot.mouseClick(pad.give, LEFT)
    assert heard.calls == [("4711",)]
    assert not pad.give.isEnabled()
    assert pad.give.accessibleName() == "Gi PIN"


def test_a_locked_field_forgets_and_hears_nothing(pin, heard):
    pin.push("4")
    pin.show_state(replace(PIN, enabled=False))
    pin.push("7")
    assert pin.count == 0
