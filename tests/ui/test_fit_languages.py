"""The longest words of both languages in the parts that never scroll: all whole."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from ui.flash import Priority
from ui.widgets.alarm_band import AlarmBand, BandState
from ui.widgets.band_segment import Segment
from ui.widgets.button import ButtonState
from ui.widgets.contact import Touch
from ui.widgets.course import CourseList, CourseState, Step, StepState
from ui.widgets.gallery_frame import NO_BAND, STRIP, nothing
from ui.widgets.next_bp import NextBpField, NextBpState
from ui.widgets.physician import PhysicianState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.series import Series
from ui.widgets.strip import QuickWords, Strip, StripPresses
from ui.widgets.tile import Hue, Reading, TileAlarm, TileState, VitalTile
from ui.widgets.words import marked


def assert_whole(widget, painted):
    """Every word inside its own part, none with "…"."""
    texts, cut = painted
    for part in (widget, *widget.findChildren(QWidget)):
        if part is widget or part.isVisibleTo(widget):
            del texts[:]
            part.render(QPixmap(part.size()))
            for text in texts:
                if text.device_w == part.width():
                    assert text.ink.left() >= -1, text.what
                    assert text.ink.right() <= text.device_w + 1, text.what
                    assert text.ink.bottom() <= text.device_h + 1, text.what
    assert cut == []


QUICK = [
    QuickWords("Ring lege", "Behov", "Merknad", "NØD"),
    QuickWords("Call doctor", "As needed", "Note", "EMERGENCY"),
]
PHYSICIANS = [
    PhysicianState("Bakvakt Dr. N. Hansen", "GODTATT 10:31:22 · «Jeg kommer»", True, True),
    PhysicianState("Varsel IKKE levert – ring 12345", "prøver igjen", priority=Priority.HIGH),
    PhysicianState("Alert NOT delivered – call 12345", "trying again", priority=Priority.HIGH),
    PhysicianState("Connection lost – call 12345", "alerts do not arrive, 18 s", False),
]
TOUCHED = [
    (Touch("Hånd", True), Touch("Arm", True), Touch("Skulder", False)),
    (Touch("Hand", True), Touch("Arm", True), Touch("Shoulder", False)),
]


@pytest.mark.parametrize("quick", QUICK)
@pytest.mark.parametrize("physician", PHYSICIANS)
@pytest.mark.parametrize("touch", TOUCHED)
def test_the_strip(theme, shown, painted, quick, physician, touch):
    strip = Strip(theme, StripPresses(nothing, nothing, nothing, nothing, nothing))
    strip.show_state(replace(STRIP, quick=quick, physician=physician, touch=touch))
    shown(strip, theme.metrics.window_w, theme.metrics.strip_h)
    assert_whole(strip, painted)


NAMES = [
    ("Oppmøte", "Forberedelse", "Infusjon", "Observasjon", "Hjemreise", "Signering"),
    ("Arrival", "Preparation", "Infusion", "Observation", "Going home", "Signing"),
]


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("tag", ["SIMULERING", "SIMULATION"])
@pytest.mark.parametrize("series", ["Vedlikehold 12/12", "Maintenance 12/12"])
def test_the_course(theme, shown, painted, names, tag, series):
    steps = tuple(
        Step(name, name, "09:20–09:38", StepState.NOW if number == 1 else StepState.DONE)
        for number, name in enumerate(names)
    )
    notice = "Støtteverktøy.\nIkke CE-merket.\nMonitorens egne alarmer gjelder."
    course = CourseList(theme, nothing)
    state = CourseState("10:33", "tir. 24. nov.", steps, tag, Series(series, 3, 6), notice)
    course.show_state(state)
    shown(course, theme.metrics.course_w, theme.metrics.stage_h)
    assert_whole(course, painted)


BANDS = [
    (
        "BT 186/112",
        "180/110 eller høyere · 10:31 · kontrollmåling om 0:42",
        "Sett",
        "Lyd pause 2:00",
    ),
    (
        "BP 186/112",
        "180/110 or higher · 10:31 · repeat reading in 0:42",
        "Seen",
        "Pause sound 2:00",
    ),
    ("was: BP 186/112", "10:31–10:33", "Reset", "Sound paused 1:42"),
]


@pytest.mark.parametrize(("name", "detail", "press", "audio"), BANDS)
def test_a_lone_alarm(theme, shown, painted, name, detail, press, audio):
    band = AlarmBand(theme, NO_BAND)
    shown(band, theme.metrics.window_w, theme.metrics.band_h)
    alarm = Segment("a", Priority.HIGH, name, detail, press_label=press)
    band.show_state(BandState("", segments=(alarm,), audio=audio))
    assert_whole(band, painted)


@pytest.mark.parametrize(
    ("see_all", "audio"), [("Sett alle", "Lyd pause 2:00"), ("Seen, all", "Pause sound 2:00")]
)
def test_several_alarms(theme, shown, painted, see_all, audio):
    band = AlarmBand(theme, NO_BAND)
    shown(band, theme.metrics.window_w, theme.metrics.band_h)
    alarms = tuple(
        Segment(name, priority, name, detail, press_label="Sett")
        for name, priority, detail in (
            ("BT 186/112", Priority.HIGH, "180/110 eller høyere · 10:31"),
            ("SpO₂ uten signal", Priority.MEDIUM, "finger av sensoren"),
            ("Bakvakt: forbindelse brutt", Priority.MEDIUM, "0:18"),
            ("BT forfalt", Priority.LOW, "4:52"),
        )
    )
    band.show_state(BandState("", segments=alarms, see_all=see_all, audio=audio))
    assert_whole(band, painted)


FEET = [
    "Venter på første måling",
    "Waiting for the first reading",
    "Leter for lenge etter pulsen",
    "Searching too long for the pulse",
    "Bevegelse forstyrrer",
    "The monitor is in demo mode",
    "Ubekreftet – mål på nytt",
]


@pytest.mark.parametrize("foot", FEET)
def test_the_reason_in_a_half_tile(theme, shown, painted, foot):
    tile = shown(VitalTile(theme))
    tile.show_state(TileState("SpO₂", Hue.SPO2, "%", "", Reading.MISSING, foot=foot))
    assert_whole(tile, painted)


@pytest.mark.parametrize(
    ("title", "aside"),
    [("180/110 eller høyere", "venter på kontroll"), ("180/110 or higher", "awaiting repeat")],
)
def test_the_head_of_the_blood_pressure_in_alarm(theme, shown, painted, title, aside):
    tile = shown(VitalTile(theme, wide=True))
    alarm = TileAlarm(Priority.HIGH, title, aside)
    foot = marked("__10:31__ · for 35 s siden")
    tile.show_state(TileState("BT", Hue.BP, "mmHg", "186/112", foot=foot, alarm=alarm))
    assert_whole(tile, painted)
    tile.grab()
    assert {title, aside} <= {text.what for text in painted[0]}


@pytest.mark.parametrize(
    ("label", "aside", "press"),
    [
        ("Neste BT", "Høyrisiko · hvert 5. min", "Mål nå"),
        ("Last measured", "The doctor chooses the plan", "Measure now"),
        ("Last measured", "Press start on the monitor", "Measure now"),
    ],
)
def test_the_next_blood_pressure(theme, shown, painted, label, aside, press):
    field = shown(NextBpField(theme, nothing))
    field.show_state(NextBpState(label, "−14:52", ButtonState(press, "gauge"), aside))
    assert_whole(field, painted)


@pytest.mark.parametrize(
    "words", ["Send svar til bakvakt", "Avslutt nødsituasjon", "Send answer to the physician"]
)
def test_a_primary_button_is_as_wide_as_its_words(theme, shown, painted, words):
    button = PrimaryButton(theme, nothing, lambda: 0.0)
    button.show_state(PrimaryState(words, "check"))
    shown(button)
    assert_whole(button, painted)
