"""A press is one call, by finger, by space and by Enter."""

import pytest
from PySide6.QtCore import Qt

from ui.widgets.button import Button, ButtonState, Kind, look_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def button(wide_theme, shown, heard):
    made = shown(Button(wide_theme, heard))
    made.show_state(ButtonState("Pause", "pause"))
    return made


def test_a_finger_presses_once(button, heard, qtbot):
    qtbot.mouseClick(button, LEFT)
    assert heard.calls == [()]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_key_presses_once(button, heard, qtbot, key):
    qtbot.keyClick(button, key)
    assert heard.calls == [()]


def test_a_button_that_is_not_possible_hears_nothing(button, heard, qtbot):
    button.show_state(ButtonState("Pause", enabled=False))
    qtbot.mouseClick(button, LEFT)
    button.click()
    assert heard.calls == []


def test_a_finger_does_not_move_the_keyboards_focus(button):
    assert button.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_it_says_its_words_or_what_it_was_told_to_say(button):
    assert button.accessibleName() == "Pause"
    button.show_state(ButtonState("12345", "phone", sub="Bakvakt"))
    assert button.accessibleName() == "12345 Bakvakt"
    button.show_state(ButtonState("", "sun", spoken="Lysstyrke"))
    assert button.accessibleName() == "Lysstyrke"


def test_it_is_as_large_as_a_gloved_finger_at_both_sizes(theme, shown, heard):
    small = shown(Button(theme, heard))
    small.show_state(ButtonState("Ja"))
    hint = small.sizeHint()
    assert min(hint.width(), hint.height()) >= theme.metrics.target


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_told_from_its_pressed_self(wide_theme, kind):
    assert look_of(wide_theme, kind) != look_of(wide_theme, kind, down=True)


def test_only_an_alarms_button_is_red(wide_theme):
    red = {wide_theme.tokens.high, wide_theme.tokens.high_off}
    for kind in Kind:
        for down in (False, True):
            look = look_of(wide_theme, kind, down=down)
            assert ({look.fill, look.line} & red != set()) == (kind is Kind.ALARM)
