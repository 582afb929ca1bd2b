"""A vital sign as it is said and as it looks in each of its states."""

import pytest
from PySide6.QtGui import QColor

from ui.flash import Priority
from ui.widgets.tile import (
    Hue,
    Reading,
    TileAlarm,
    TileState,
    VitalTile,
    digits_token,
    fade,
    spoken,
)
from ui.widgets.words import marked

RED = TileAlarm(Priority.HIGH, aside="under 85")
LATCHED = TileAlarm(Priority.HIGH, aside="ikke kvittert", latched=True)
SPO2 = ("SpO₂", Hue.SPO2, "%")

SAID = [
    (
        "normal",
        TileState(*SPO2, "97", limit=marked("lokal __< 90__"), foot="nå · signal godt"),
        "SpO₂ 97 %, lokal < 90, nå · signal godt",
    ),
    (
        "waiting for the first reading",
        TileState(*SPO2, "", Reading.WAITING, foot="Venter på første måling"),
        "SpO₂ --- %, Venter på første måling",
    ),
    (
        "stale: the age is said",
        TileState("BT", Hue.BP, "mmHg", "128/79", Reading.STALE, foot="for 9 min siden"),
        "BT 128/79 mmHg, for 9 min siden",
    ),
    (
        "no value: the reason is said",
        TileState(*SPO2, "", Reading.MISSING, foot="Finger av sensoren"),
        "SpO₂ --- %, Finger av sensoren",
    ),
    ("alarm", TileState(*SPO2, "84", alarm=RED), "SpO₂ 84 %, !!!, under 85"),
    (
        "latched",
        TileState(*SPO2, "96", alarm=LATCHED, foot="var 84 kl. 10:31–10:32"),
        "SpO₂ 96 %, !!!, ikke kvittert, var 84 kl. 10:31–10:32",
    ),
    ("suspect, alarms all the same", TileState(*SPO2, "49", suspect=True, alarm=RED), None),
    (
        "held while the cuff inflates",
        TileState("Puls", Hue.PULSE, "/min", "72", Reading.HELD, foot="mansjett, 18 s"),
        "Puls 72 /min, mansjett, 18 s",
    ),
]


@pytest.mark.parametrize(("story", "state", "said"), SAID)
def test_what_a_tile_says(wide_theme, shown, story, state, said):
    tile = shown(VitalTile(wide_theme))
    tile.show_state(state)
    assert tile.accessibleName() == (said or "SpO₂ 49? %, !!!, under 85"), story


HUES = [
    ("a value has its own colour", TileState(*SPO2, "97"), "spo2"),
    ("also in alarm", TileState(*SPO2, "84", alarm=RED), "spo2"),
    ("also when it is suspect", TileState(*SPO2, "49", suspect=True), "spo2"),
    ("an old one is grey", TileState(*SPO2, "97", Reading.STALE), "stale"),
    ("a held one is grey", TileState(*SPO2, "97", Reading.HELD), "stale"),
    ("waiting is dim", TileState(*SPO2, "", Reading.WAITING), "text2"),
    ("missing is not dim", TileState(*SPO2, "", Reading.MISSING), "text"),
]


@pytest.mark.parametrize(("story", "state", "token"), HUES)
def test_the_colour_of_the_digits(wide_theme, story, state, token):
    assert digits_token(wide_theme, state) == getattr(wide_theme.tokens, token), story


def test_no_alarm_ever_colours_a_digit(wide_theme):
    tokens = wide_theme.tokens
    for hue in Hue:
        for reading in Reading:
            for priority in Priority:
                state = TileState("x", hue, "", "1", reading, alarm=TileAlarm(priority))
                assert digits_token(wide_theme, state) not in (
                    tokens.high,
                    tokens.medium,
                    tokens.low,
                )


def pixel(widget, x, y):
    return widget.grab().toImage().pixelColor(x, y)


def test_an_alarm_fills_the_head_and_marks_the_side(theme, shown):
    tile = shown(VitalTile(theme))
    tile.show_state(TileState(*SPO2, "84", alarm=RED))
    red = QColor(theme.tokens.high)
    assert pixel(tile, tile.width() - 4, 4) == red
    assert pixel(tile, 2, tile.height() - 4) == red
    assert pixel(tile, tile.width() - 4, tile.height() - 4) == QColor(theme.tokens.panel)


def test_a_latched_alarm_keeps_marker_and_line_only(theme, shown):
    tile = shown(VitalTile(theme))
    tile.show_state(TileState(*SPO2, "96", alarm=LATCHED))
    assert pixel(tile, tile.width() - 4, 4) == QColor(theme.tokens.panel)
    assert pixel(tile, 2, 4) == QColor(theme.tokens.high)
    assert pixel(tile, tile.width() - 4, theme.metrics.tile_head - 1) == QColor(theme.tokens.high)


def test_nothing_moves_when_an_alarm_comes(wide_theme, shown, painted):
    tile = shown(VitalTile(wide_theme))
    places = []
    for alarm in (None, RED):
        tile.show_state(TileState(*SPO2, "84", foot="nå", alarm=alarm))
        del painted[0][:]
        tile.grab()
        places.append({spoken_.what: spoken_.ink for spoken_ in painted[0]})
    for what in ("84", "nå"):
        assert places[0][what] == places[1][what]


@pytest.mark.parametrize("width", [160, 260, 360, 700])
def test_a_suspect_value_has_its_question_mark_however_narrow_the_tile(
    width, wide_theme, shown, painted
):
    tile = shown(VitalTile(wide_theme, wide=True), width, 300)
    tile.show_state(TileState("BT", Hue.BP, "mmHg", "262/150", suspect=True))
    del painted[0][:]
    tile.grab()
    (mark,) = [each.ink for each in painted[0] if each.what == "?"]
    others = [each.ink for each in painted[0] if each.what in ("262/150", "262", "150")]
    assert others
    assert mark.right() <= width
    assert not any(mark.intersects(other) for other in others)


FADES = [
    ("no first reading: fully there", None, 100.0, 1.0),
    ("at the first reading: not yet", 100.0, 100.0, 0.0),
    ("half way", 100.0, 100.2, 0.5),
    ("after 0.4 s: fully there", 100.0, 100.4, 1.0),
    ("and for ever", 100.0, 5000.0, 1.0),
]


@pytest.mark.parametrize(("story", "first_s", "now_s", "part"), FADES)
def test_the_first_reading_fades_in(story, first_s, now_s, part):
    assert fade(first_s, now_s) == pytest.approx(part), story


def test_a_reading_in_words_of_its_own():
    assert spoken(TileState(*SPO2, "97", spoken="Oksygen 97 prosent")) == "Oksygen 97 prosent"
