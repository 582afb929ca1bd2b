"""No word is cut, none lies on another, every target is large enough: at both drawn sizes."""

import itertools

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.widgets import gallery
from ui.widgets.button import Button
from ui.widgets.gallery_frame import frame
from ui.widgets.pin import PinField
from ui.widgets.tile import Hue, TileState, VitalTile
from ui.widgets.words import marked

SHEETS = ("controls", "infusion", "high-bp", "preparation", "day-check", "emergency")


def outside(spoken):
    ink = spoken.ink
    return (
        ink.left() < -1
        or ink.top() < -1
        or ink.right() > spoken.device_w + 1
        or ink.bottom() > spoken.device_h + 1
    )


def collide(one, other):
    if one.what == other.what or one.device_w != other.device_w:
        return False
    shared = one.ink.intersected(other.ink)
    return shared.width() > 1.5 and shared.height() > 1.5


def assert_words_fit(widget, painted):
    """Grab each part by itself, so that one part's words are compared with its own."""
    texts, _ = painted
    parts = [widget, *widget.findChildren(QWidget)]
    for part in parts:
        if not part.isVisibleTo(widget):
            continue
        del texts[:]
        canvas = QPixmap(max(1, part.width()), max(1, part.height()))
        part.render(canvas, QPoint(), QRegion(), QWidget.RenderFlag.DrawWindowBackground)
        for spoken in texts:
            assert not outside(spoken), (type(part).__name__, spoken.what, spoken.ink)
        for one, other in itertools.combinations(texts, 2):
            assert not collide(one, other), (type(part).__name__, one.what, other.what)


@pytest.mark.parametrize("name", SHEETS)
def test_no_word_is_cut_and_none_lies_on_another(theme, qtbot, painted, name):
    sheet = gallery.pictures(theme)[name]
    qtbot.addWidget(sheet)
    sheet.show()
    assert_words_fit(sheet, painted)


@pytest.mark.parametrize("name", SHEETS)
def test_every_target_is_large_enough(theme, qtbot, name):
    sheet = gallery.pictures(theme)[name]
    qtbot.addWidget(sheet)
    sheet.show()
    kinds = [*sheet.findChildren(QAbstractButton), *sheet.findChildren(PinField)]
    pressed = [
        part
        for part in kinds
        if part.isVisibleTo(sheet) and part.isEnabled() and part.focusPolicy() and part.width() > 0
    ]
    assert pressed
    least = theme.metrics.target
    for part in pressed:
        said = part.accessibleName()
        assert part.width() >= least, said
        assert part.height() >= min(least, 52 if "Tab" in type(part).__name__ else least), said


@pytest.mark.parametrize("name", SHEETS)
def test_no_target_lies_on_another(theme, qtbot, name):
    sheet = gallery.pictures(theme)[name]
    qtbot.addWidget(sheet)
    sheet.show()
    pressed = [
        part
        for part in sheet.findChildren(QAbstractButton)
        if part.isVisibleTo(sheet) and (part.focusPolicy() or isinstance(part, Button))
    ]
    for one, other in itertools.combinations(pressed, 2):
        if one.parent() is other.parent():
            said = (one.accessibleName(), other.accessibleName())
            assert not one.geometry().intersects(other.geometry()), said


@pytest.mark.parametrize("name", SHEETS)
def test_whatever_can_have_the_focus_has_a_name(theme, qtbot, name):
    sheet = gallery.pictures(theme)[name]
    qtbot.addWidget(sheet)
    sheet.show()
    for part in sheet.findChildren(QWidget):
        if part.isVisibleTo(sheet) and part.focusPolicy() and part.focusProxy() is None:
            assert part.accessibleName(), type(part).__name__


READINGS = [
    ("the highest a cuff can measure", "258/176", ""),
    ("an ordinary one", "128/79", ""),
    ("a suspect one", "186/112", "?"),
    ("no value", "", ""),
]


@pytest.mark.parametrize(("story", "digits", "mark"), READINGS)
def test_a_blood_pressure_fits_its_tile(theme, qtbot, painted, story, digits, mark):
    tile = VitalTile(theme, wide=True)
    qtbot.addWidget(tile)
    tile.resize(tile.sizeHint())
    foot = marked("__10:31__ · for 12 min siden")
    aside = marked("middel __137__")
    tile.show_state(
        TileState("BT", Hue.BP, "mmHg", digits, suspect=bool(mark), foot=foot, foot_aside=aside)
    )
    assert_words_fit(tile, painted)


@pytest.mark.parametrize("digits", ["7", "97", "100", "250"])
@pytest.mark.parametrize("suspect", [False, True])
@pytest.mark.parametrize("limit", ["lokal __< 90__", "lokal __50–120__", "local limit __50–120__"])
def test_a_pulse_fits_its_half_tile(theme, qtbot, painted, digits, suspect, limit):
    tile = VitalTile(theme)
    qtbot.addWidget(tile)
    tile.resize(tile.sizeHint())
    tile.show_state(
        TileState(
            "Pulse", Hue.PULSE, "/min", digits, suspect=suspect, limit=marked(limit), foot="now"
        )
    )
    assert_words_fit(tile, painted)


def test_the_frame_in_alarm_cuts_no_word_short(theme, qtbot, painted):
    window = frame(theme, QWidget(), alarm=True)
    qtbot.addWidget(window)
    window.show()
    window.grab()
    assert painted[1] == []
