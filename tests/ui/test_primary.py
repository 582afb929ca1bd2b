"""The primary button: a click, or a second of holding, by the clock that was passed in."""

import pytest
from PySide6.QtCore import Qt

from ui.widgets.primary import PrimaryButton, PrimaryState, hold_level

LEFT = Qt.MouseButton.LeftButton
START = PrimaryState("Start infusjon", hold=True, sub="hold inne 1 s")

LEVELS = [
    ("never pressed: empty", None, None, 5.0, 0.0),
    ("just pressed: empty", 5.0, None, 5.0, 0.0),
    ("half a second: half full", 5.0, None, 5.5, 0.5),
    ("a second: full", 5.0, None, 6.0, 1.0),
    ("held on: stays full", 5.0, None, 9.0, 1.0),
    ("let go half full: still half full at that instant", 5.0, 5.5, 5.5, 0.5),
    ("a fifteenth of a second later almost gone", 5.0, 5.5, 5.62, 0.1),
    ("then empty", 5.0, 5.5, 5.7, 0.0),
    ("a clock that went back does not fill it", 5.0, None, 4.0, 0.0),
]


@pytest.mark.parametrize(("story", "pressed_s", "released_s", "now_s", "level"), LEVELS)
def test_how_full_a_held_button_is(story, pressed_s, released_s, now_s, level):
    assert hold_level(pressed_s, released_s, now_s) == pytest.approx(level), story


class Hand:
    """A button, its clock, and a finger on it."""

    def __init__(self, theme, shown, heard):
        self.now_s = 10.0
        self.heard = heard
        self.button = shown(PrimaryButton(theme, heard, lambda: self.now_s))
        self.button.show_state(START)

    def wait(self, seconds):
        self.now_s += seconds
        self.button.show_time(self.now_s)


@pytest.fixture
def hand(wide_theme, shown, heard):
    return Hand(wide_theme, shown, heard)


def test_holding_for_a_second_starts_once(hand, qtbot):
    qtbot.mousePress(hand.button, LEFT)
    hand.wait(0.99)
    assert hand.heard.calls == []
    hand.wait(0.02)
    hand.wait(3.0)
    qtbot.mouseRelease(hand.button, LEFT)
    assert hand.heard.calls == [()]


def test_a_tap_starts_nothing(hand, qtbot):
    qtbot.mouseClick(hand.button, LEFT)
    hand.wait(5.0)
    assert hand.heard.calls == []
    assert hand.button.level == 0.0


def test_letting_go_empties_it_and_the_next_hold_begins_from_nothing(hand, qtbot):
    qtbot.mousePress(hand.button, LEFT)
    hand.wait(0.8)
    qtbot.mouseRelease(hand.button, LEFT)
    hand.wait(1.0)
    qtbot.mousePress(hand.button, LEFT)
    hand.wait(0.5)
    assert hand.button.level == pytest.approx(0.5)
    assert hand.heard.calls == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_key_is_held_like_a_finger(hand, qtbot, key):
    qtbot.keyPress(hand.button, key)
    hand.wait(1.1)
    qtbot.keyRelease(hand.button, key)
    assert hand.heard.calls == [()]


def test_a_whole_second_counts_although_no_frame_was_drawn_in_it(hand, qtbot):
    qtbot.mousePress(hand.button, LEFT)
    hand.now_s += 1.2
    qtbot.mouseRelease(hand.button, LEFT)
    assert hand.heard.calls == [()]


def test_becoming_impossible_while_held_starts_nothing(hand, qtbot):
    qtbot.mousePress(hand.button, LEFT)
    hand.wait(0.7)
    hand.button.show_state(PrimaryState("Start infusjon", enabled=False, hold=True))
    hand.wait(2.0)
    qtbot.mouseRelease(hand.button, LEFT)
    assert hand.heard.calls == []


def test_a_hold_that_began_on_other_words_does_not_count(hand, qtbot):
    qtbot.mousePress(hand.button, LEFT)
    hand.wait(0.7)
    hand.button.show_state(PrimaryState("Bekreft ferdig", hold=True))
    hand.wait(0.6)
    assert hand.heard.calls == []


def test_an_ordinary_one_is_clicked(wide_theme, shown, heard, qtbot):
    button = shown(PrimaryButton(wide_theme, heard, lambda: 0.0))
    button.show_state(PrimaryState("Fortsett"))
    qtbot.mouseClick(button, LEFT)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    button.press()
    assert heard.calls == [(), (), ()]


def test_a_disabled_one_says_why_and_hears_nothing(wide_theme, shown, heard, qtbot):
    button = shown(PrimaryButton(wide_theme, heard, lambda: 0.0))
    button.show_state(PrimaryState("Fortsett", enabled=False, reason="Mangler: PVK spylt"))
    qtbot.mouseClick(button, LEFT)
    button.press()
    assert heard.calls == []
    assert button.accessibleDescription() == "Mangler: PVK spylt"


def test_enter_of_the_window_cannot_start_what_must_be_held(hand):
    hand.button.press()
    hand.wait(2.0)
    assert hand.heard.calls == []
