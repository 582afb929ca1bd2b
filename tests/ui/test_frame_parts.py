"""Ring, facts, course, strip, physician, next blood pressure: what they say and where they lead."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from ui.flash import Priority
from ui.widgets.button import ButtonState
from ui.widgets.contact import Touch
from ui.widgets.course import CourseList, CourseState, Step, StepState
from ui.widgets.facts import Fact, Facts, FactsState, those_that_fit
from ui.widgets.next_bp import NextBpField, NextBpState
from ui.widgets.physician import PhysicianField, PhysicianState
from ui.widgets.ring import InfusionRing, RingState, on_circle
from ui.widgets.ring_header import RingHeader, RingHeaderState
from ui.widgets.series import Series
from ui.widgets.strip import QuickWords, Strip, StripPresses, StripState

LEFT = Qt.MouseButton.LeftButton

TURNS = [
    ("the start is the top", 0.0, (100, 50)),
    ("ten of forty minutes is the right", 0.25, (150, 100)),
    ("half is the bottom", 0.5, (100, 150)),
    ("thirty is the left", 0.75, (50, 100)),
]


@pytest.mark.parametrize(("story", "part", "place"), TURNS)
def test_the_ring_runs_clockwise_from_the_top(story, part, place):
    found = on_circle(QPointF(100, 100), 50, part)
    assert (found.x(), found.y()) == pytest.approx(place), story


def ring_pixel(ring, theme, part):
    middle = QPointF(ring.width() / 2, ring.height() / 2)
    at = on_circle(middle, theme.metrics.ring_radius, part)
    return ring.grab().toImage().pixelColor(round(at.x()), round(at.y()))


def test_what_has_run_is_accent_and_what_is_left_is_not(theme, shown):
    ring = shown(InfusionRing(theme))
    ring.show_state(RingState(0.5, "20:00", "Gjenstår", "minutt 20 av 40"))
    assert ring_pixel(ring, theme, 0.25) == QColor(theme.tokens.accent)
    assert ring_pixel(ring, theme, 0.75) == QColor(theme.tokens.raised)
    assert ring.accessibleName() == "Gjenstår 20:00 minutt 20 av 40"


def test_a_paused_infusion_is_grey(theme, shown):
    ring = shown(InfusionRing(theme))
    ring.show_state(RingState(0.5, "20:00", paused=True))
    assert ring_pixel(ring, theme, 0.25) == QColor(theme.tokens.stale)


@pytest.mark.parametrize("part", [-0.2, 0.0, 1.0, 1.3])
def test_the_ring_stands_any_part(wide_theme, shown, part):
    ring = shown(InfusionRing(wide_theme))
    ring.show_state(RingState(part, "00:00"))
    ring.grab()


def test_facts_say_label_number_and_unit(wide_theme, shown):
    facts = shown(Facts(wide_theme))
    facts.show_state(FactsState((Fact("Gitt til nå", "42,1", "mg", "av 72,4 mg"),)))
    assert facts.accessibleName() == "Gitt til nå 42,1 mg av 72,4 mg"


def test_an_optional_fact_goes_first_where_there_is_no_room(wide_theme):
    facts = (Fact("a", "18:20"), Fact("b", "10:50", optional=True), Fact("c", "39,2", "mg"))
    assert those_that_fit(wide_theme, facts, 2000, 30) == facts
    assert those_that_fit(wide_theme, facts, 300, 30) == (facts[0], facts[2])
    assert those_that_fit(wide_theme, facts, 10, 30) == (facts[0], facts[2])


def test_pause_and_stop_are_in_the_header(theme, shown, qtbot, heard):
    header = shown(RingHeader(theme, lambda: heard("pause"), lambda: heard("stop")))
    header.show_state(
        RingHeaderState(
            0.5, (Fact("Gjenstår", "18:20"),), ButtonState("Pause"), ButtonState("Stopp")
        )
    )
    for name in ("Pause", "Stopp"):
        (button,) = [
            child for child in header.children() if getattr(child, "accessibleName", str)() == name
        ]
        qtbot.mouseClick(button, LEFT)
    assert heard.calls == [("pause",), ("stop",)]


STEPS = (
    Step("arrival", "Oppmøte", "09:20–09:38", StepState.DONE),
    Step("infusion", "Infusjon", "siden 10:10", StepState.NOW, pressable=True),
    Step("signing", "Signering"),
)
COURSE = CourseState(
    "10:33", "tir. 24. nov.", STEPS, "SIMULERING", Series("Oppstart 3/6", 2, 6), "Støtteverktøy."
)


def test_the_course_says_that_it_is_simulated(theme, shown):
    course = shown(CourseList(theme, lambda _: None))
    course.show_state(COURSE)
    assert course.accessibleName() == (
        "SIMULERING, 10:33, tir. 24. nov., Oppstart 3/6, Støtteverktøy."
    )
    course.show_state(replace(COURSE, simulated=""))
    assert "SIMULERING" not in course.accessibleName()


def test_only_a_step_that_can_be_gone_to_is_pressed(theme, shown, qtbot, heard):
    course = shown(CourseList(theme, heard))
    course.show_state(COURSE)
    for row in course.rows:
        qtbot.mouseClick(row, LEFT)
    assert heard.calls == [("infusion",)]
    assert [row.accessibleName() for row in course.rows][1] == "Infusjon siden 10:10"


def test_steps_come_and_go(theme, shown):
    course = shown(CourseList(theme, lambda _: None))
    course.show_state(COURSE)
    course.show_state(replace(COURSE, steps=STEPS[:1]))
    assert len(course.rows) == 1


STRIP = StripState(
    "Testpasient Syntetisk",
    "f. 12.03.1984 · 72,4 kg · CAVE: ingen",
    "f. 12.03.1984",
    "FYSISK KONTAKT",
    QuickWords("Ring lege", "Behov", "Merknad", "NØD"),
    PhysicianState("Bakvakt", "Ikke innsjekket", dim=True),
    (Touch("Hånd", True), Touch("Arm", False)),
    touch_locked="låst 10:09",
)


@pytest.fixture
def strip(theme, shown, heard):
    presses = StripPresses(
        *(lambda name=name: heard(name) for name in ("touch", "call", "need", "note", "emergency"))
    )
    made = Strip(theme, presses)
    made.show_state(STRIP)
    return shown(made, theme.metrics.window_w, theme.metrics.strip_h)


def test_the_four_presses_of_the_strip(strip, qtbot, heard):
    for button in strip.quick:
        qtbot.mouseClick(button, LEFT)
    assert heard.calls == [("call",), ("need",), ("note",), ("emergency",)]


def test_the_strip_says_who_and_what_touch_is_agreed(strip):
    who = "Testpasient Syntetisk, f. 12.03.1984 · 72,4 kg · CAVE: ingen"
    assert strip.accessibleName() == who
    assert strip.contact.accessibleName() == "FYSISK KONTAKT: Hånd, låst 10:09"


def test_what_touch_is_agreed_is_pressed_to_log_a_contact(strip, qtbot, heard, theme):
    qtbot.mouseClick(strip.contact, LEFT)
    assert heard.calls == [("touch",)]
    assert strip.contact.height() >= theme.metrics.target


def test_emergency_is_not_red_until_it_is_on(strip, theme):
    def fill():
        return strip.quick[3].grab().toImage().pixelColor(20, 6)

    assert fill() == QColor(theme.tokens.inverse)
    strip.show_state(replace(STRIP, emergency=True))
    assert fill() == QColor(theme.tokens.high)


def test_the_four_lie_inside_the_strip_8_apart(strip, theme):
    for one, other in zip(strip.quick, strip.quick[1:], strict=False):
        assert other.x() - one.x() - one.width() == theme.metrics.gap
    for button in strip.quick:
        assert strip.rect().contains(button.geometry())


DOCTORS = [
    ("not checked in", PhysicianState("Bakvakt", "Ikke innsjekket", dim=True), "panel"),
    ("reachable", PhysicianState("Bakvakt", "Side OK for 2 s siden", ok=True), "panel"),
    ("degraded", PhysicianState("Svekket", "lyd av", priority=Priority.LOW), "low"),
    ("link dead", PhysicianState("Brutt – ring 12345", priority=Priority.MEDIUM), "medium"),
    ("not delivered", PhysicianState("IKKE levert", priority=Priority.HIGH), "high"),
]


@pytest.mark.parametrize(("story", "state", "token"), DOCTORS)
def test_the_physicians_field(theme, shown, story, state, token):
    field = shown(PhysicianField(theme))
    field.show_state(state)
    fill = field.grab().toImage().pixelColor(3, 3)
    assert fill == QColor(getattr(theme.tokens, token)), story
    assert state.title in field.accessibleName()
    assert state.line in field.accessibleName()


def test_the_next_blood_pressure_and_its_button(theme, shown, qtbot, heard):
    field = shown(NextBpField(theme, heard))
    field.show_state(NextBpState("Neste BT", "03:10", ButtonState("Mål nå", "gauge"), "hvert 5."))
    assert field.accessibleName() == "Neste BT 03:10, hvert 5."
    qtbot.mouseClick(field.button, LEFT)
    assert heard.calls == [()]
