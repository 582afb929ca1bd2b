"""The band: what it says, what flashes, and that a press reaches the alarm that stood there."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from ui.flash import Priority
from ui.widgets.alarm_band import AlarmBand, BandPresses, BandState, rows_of
from ui.widgets.band_segment import Segment, fill_of
from ui.widgets.band_side import SidePresses, SideState
from ui.widgets.button import Button

LEFT = Qt.MouseButton.LeftButton
HIGH = Segment("bp", Priority.HIGH, "BT 186/112", "10:31", press_label="Sett")
MEDIUM = Segment("spo2", Priority.MEDIUM, "SpO₂ uten signal", "0:46", press_label="Sett")
LOW = Segment("late", Priority.LOW, "BT forfalt", "4:52", press_label="Sett")
LATCHED = replace(HIGH, name="BT var 186/112", latched=True, press_label="Tilbakestill")
SIDE = SideState("70 %", "Ida Lund", "Lydstyrke", "Lysstyrke", "Hjelp")


class Ears:
    def __init__(self):
        self.see, self.all, self.audio, self.side = [], [], [], []

    def presses(self):
        side = SidePresses(
            log=lambda: self.side.append("log"),
            volume=lambda: self.side.append("volume"),
            brightness=lambda: self.side.append("brightness"),
            help=lambda: self.side.append("help"),
            user=lambda: self.side.append("user"),
        )
        return BandPresses(
            self.see.append, self.all.append, lambda: self.audio.append("audio"), side
        )


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def band(theme, shown, ears):
    made = AlarmBand(theme, ears.presses())
    return shown(made, theme.metrics.window_w, theme.metrics.band_h)


def named(band, name):
    found = [
        button
        for button in band.findChildren(Button)
        if button.accessibleName() == name and button.isVisibleTo(band)
    ]
    assert len(found) == 1, name
    return found[0]


def test_quiet_says_so_and_when_the_sound_was_tested(band):
    band.show_state(BandState("Ingen alarmer", "lyd testet 09:41", side=SIDE))
    assert band.accessibleName() == "Ingen alarmer lyd testet 09:41"
    assert band.segments == ()


def test_the_quiet_band_leads_to_volume_brightness_help_and_user(band, ears, qtbot):
    band.show_state(BandState("Ingen alarmer", side=SIDE))
    for name in ("Lydstyrke", "Lysstyrke", "Hjelp", "Ida Lund"):
        qtbot.mouseClick(named(band, name), LEFT)
    assert ears.side == ["volume", "brightness", "help", "user"]


def test_one_alarm_is_seen_with_its_own_button(band, ears, qtbot):
    band.show_state(BandState("", segments=(HIGH,), audio="Lyd pause 2:00"))
    qtbot.mouseClick(named(band, "Sett BT 186/112"), LEFT)
    qtbot.mouseClick(named(band, "Lyd pause 2:00"), LEFT)
    assert (ears.see, ears.audio) == (["bp"], ["audio"])


def test_a_press_beside_the_button_of_a_lone_alarm_sees_nothing(band, ears, qtbot):
    band.show_state(BandState("", segments=(HIGH,)))
    qtbot.mouseClick(band.segments[0], LEFT, pos=band.segments[0].rect().center())
    assert ears.see == []


def test_among_several_each_segment_is_its_own_press(band, ears, qtbot):
    band.show_state(BandState("", segments=(HIGH, MEDIUM, LOW), see_all="Sett alle"))
    for segment in band.segments:
        qtbot.mouseClick(segment, LEFT)
    assert ears.see == ["bp", "spo2", "late"]


def test_see_all_names_what_stood_there_when_it_was_pressed_down(band, ears, qtbot):
    band.show_state(BandState("", segments=(HIGH, MEDIUM), see_all="Sett alle"))
    button = named(band, "Sett alle")
    qtbot.mousePress(button, LEFT)
    band.show_state(BandState("", segments=(HIGH, MEDIUM, LOW), see_all="Sett alle"))
    qtbot.mouseRelease(button, LEFT)
    assert ears.all == [("bp", "spo2")]


def test_see_all_does_not_name_what_is_seen_already(band, ears, qtbot):
    seen = replace(HIGH, seen=True)
    band.show_state(BandState("", segments=(seen, MEDIUM, LOW), see_all="Sett alle"))
    qtbot.mouseClick(named(band, "Sett alle"), LEFT)
    assert ears.all == [("spo2", "late")]


def test_a_press_never_lands_on_an_alarm_that_moved_under_the_finger(band, ears, qtbot):
    band.show_state(BandState("", segments=(MEDIUM, LOW)))
    pressed = band.segments[0]
    at = pressed.rect().center()
    qtbot.mousePress(pressed, LEFT, pos=at)
    band.show_state(BandState("", segments=(HIGH, MEDIUM, LOW)))
    qtbot.mouseRelease(pressed, LEFT, pos=at)
    assert ears.see in ([], ["spo2"])  # what was pressed, or nothing; never the new one


def test_a_latched_alarm_is_reset(band, ears, qtbot):
    band.show_state(BandState("", segments=(LATCHED,)))
    qtbot.mouseClick(named(band, "Tilbakestill BT var 186/112"), LEFT)
    assert ears.see == ["bp"]


FILLS = [
    ("red, bright phase", HIGH, 0.0, "high"),
    ("red, dark phase", HIGH, 0.3, "high_off"),
    ("red and seen: steady", replace(HIGH, seen=True), 0.3, "high"),
    ("yellow, dark phase", MEDIUM, 1.2, "medium_off"),
    ("cyan never flashes", LOW, 0.3, "low"),
    ("latched: no fill", LATCHED, 0.0, "panel"),
]


@pytest.mark.parametrize(("story", "segment", "now_s", "token"), FILLS)
def test_the_fill_of_a_segment(wide_theme, story, segment, now_s, token):
    assert fill_of(wide_theme, segment, now_s) == getattr(wide_theme.tokens, token), story


def test_only_the_instant_changes_the_fill_of_what_is_shown(band, theme):
    state = BandState("", segments=(HIGH, MEDIUM))
    band.show_state(state, 0.0)
    band.show_state(state, 1.3)
    tokens = theme.tokens
    assert [segment.fill for segment in band.segments] == [tokens.high_off, tokens.medium_off]


def test_all_alarms_of_a_priority_flash_together(band):
    other = replace(HIGH, id="spo2-low", name="SpO₂ 84")
    for now_s in (0.0, 0.1, 0.26, 0.4, 0.6):
        band.show_state(BandState("", segments=(HIGH, other)), now_s)
        assert len({segment.fill for segment in band.segments}) == 1


def test_no_alarm_is_hidden_however_many_there_are(band, theme):
    many = tuple(replace(MEDIUM, id=str(number)) for number in range(9))
    band.show_state(BandState("", segments=(HIGH, *many), see_all="Sett alle", audio="2:00"))
    assert band.height() > theme.metrics.band_h
    for segment in band.segments:
        assert segment.isVisibleTo(band)
        assert band.rect().contains(segment.geometry())
    for number, one in enumerate(band.segments):
        for other in band.segments[number + 1 :]:
            assert not one.geometry().intersects(other.geometry())


def test_it_shrinks_again_when_they_are_gone(band, theme):
    many = tuple(replace(MEDIUM, id=str(number)) for number in range(9))
    band.show_state(BandState("", segments=many))
    band.show_state(BandState("Ingen alarmer", side=SIDE))
    assert band.height() == theme.metrics.band_h


def test_the_highest_stands_first_and_is_the_widest(band):
    band.show_state(BandState("", segments=(HIGH, LOW), see_all="Sett alle"))
    first, second = band.segments
    assert first.x() == 0
    assert first.width() > second.width()


def test_what_a_row_has_left_goes_to_details_the_most_urgent_first(wide_theme, shown, painted):
    band = shown(AlarmBand(wide_theme, Ears().presses()), wide_theme.metrics.window_w)
    over = replace(LATCHED, id="was", detail="09:29–09:30 · ikke bekreftet: 168/98")
    low = replace(over, id="low", name="var: SpO₂ 82 %", detail="09:29–09:30 · " + 40 * "hm ")
    short = replace(MEDIUM, detail="09:29")
    band.show_state(BandState("", segments=(short, over, low), audio="Lyd pause 2:00"))
    assert len({segment.y() for segment in band.segments}) == 1
    del painted[0][:]
    band.grab()
    said = {each.what for each in painted[0]}
    assert {"09:29", over.detail} <= said
    assert low.detail not in said
    assert painted[1] == [], "and none is cut short"


ROWS = [
    ("one fits", [500], 1000, 1200, [[0]]),
    ("two fit beside each other", [500, 400], 1000, 1200, [[0, 1]]),
    ("the third begins a row", [500, 400, 300], 1000, 1200, [[0, 1], [2]]),
    ("the second row is wider than the first", [900, 600, 590], 1000, 1200, [[0], [1, 2]]),
    ("one too wide still has its own row", [2000, 100], 1000, 1200, [[0], [1]]),
]


@pytest.mark.parametrize(("story", "widths", "first", "room", "rows"), ROWS)
def test_which_alarms_share_a_row(story, widths, first, room, rows):
    assert rows_of(widths, first, room) == rows, story


def test_the_mark_comes_first_in_what_is_said(band):
    band.show_state(BandState("", segments=(HIGH, MEDIUM)))
    assert band.segments[0].accessibleName() == "!!! BT 186/112 10:31 Sett"
