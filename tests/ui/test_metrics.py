"""The two drawn columns, to the pixel, and what other windows become."""

import pytest

from ui.metrics import DIGIT_PER_EM, metrics_for

WIDE, NARROW = metrics_for(1920, 1080), metrics_for(1366, 768, 2.57)

# what it is, its name, at 1920 x 1080, at 1366 x 768
DRAWN = [
    ("S", "s", 20, 16),
    ("M", "m", 25, 20),
    ("L", "l", 40, 30),
    ("the vitals' digits", "x", 148, 108),
    ("the time left", "t", 160, 116),
    ("the band", "band_h", 64, 64),
    ("the course", "course_w", 232, 160),
    ("the stage", "stage_w", 1048, 736),
    ("its content", "content_w", 1000, 704),
    ("the vitals", "vitals_w", 640, 470),
    ("their height", "stage_h", 936, 632),
    ("the strip", "strip_h", 80, 72),
    ("the patient in it", "patient_w", 384, 228),
    ("the contact in it", "contact_w", 400, 288),
    ("a button of the four", "quick_w", 144, 103),
    ("its height", "quick_h", 64, 56),
    ("the blood pressure", "bp_h", 232, 176),
    ("SpO2 and pulse", "half_h", 224, 160),
    ("the trend", "trend_h", 360, 224),
    ("the next blood pressure", "next_h", 120, 72),
    ("a tile's head", "tile_head", 48, 40),
    ("the digits' feet", "digits_base", 168, 125),
    ("a step of the course", "step_h", 72, 52),
    ("the stage's foot", "foot_h", 72, 56),
    ("the primary button", "primary_w", 264, 180),
    ("the ring", "ring_box", 592, 416),
    ("its radius", "ring_radius", 256, 176),
    ("a target", "target", 56, 56),
]


@pytest.mark.parametrize(("what", "name", "wide", "narrow"), DRAWN)
def test_the_drawn_sizes(what, name, wide, narrow):
    assert getattr(WIDE, name) == wide, what
    assert getattr(NARROW, name) == narrow, what


# the screen, pixels, pixels a millimetre
SCREENS = [
    ("24 inches, 1920 x 1080", 1920, 1080, 3.61),
    ("24 inches, 1920 x 1200", 1920, 1200, 3.71),
    ("24 inches, 1366 x 768", 1366, 768, 2.57),
    ("27 inches, 2560 x 1440", 2560, 1440, 4.28),
    ("32 inches, 3840 x 2160", 3840, 2160, 5.45),
]


@pytest.mark.parametrize(("screen", "wide", "high", "density"), SCREENS)
def test_vital_digits_are_28_mm_high_on_a_monitor(screen, wide, high, density):
    metrics = metrics_for(wide, high, density)
    assert metrics.x * DIGIT_PER_EM / density >= 28, screen


SMALL = [
    ("18.5 inches, 1366 x 768", 1366, 768, 3.33),
    ("15.6 inches, 1366 x 768", 1366, 768, 3.96),
    ("15.6 inches, 1920 x 1080 at 125 %", 1536, 864, 4.45),
]


@pytest.mark.parametrize(("screen", "wide", "high", "density"), SMALL)
def test_on_a_small_screen_they_can_still_be_read_from_the_door(screen, wide, high, density):
    metrics = metrics_for(wide, high, density)
    assert metrics.x * DIGIT_PER_EM / density >= 18.6, screen


@pytest.mark.parametrize(("screen", "wide", "high", "density"), SCREENS + SMALL)
def test_a_gloved_finger_hits(screen, wide, high, density):
    metrics = metrics_for(wide, high, density)
    assert metrics.target >= 56
    assert metrics.target / density >= 14.3, screen
    assert metrics.target + 4 <= metrics.band_h
    assert metrics.target <= metrics.foot_h


@pytest.mark.parametrize(("screen", "wide", "high", "density"), SCREENS + SMALL)
def test_the_vitals_fill_their_column(screen, wide, high, density):
    metrics = metrics_for(wide, high, density)
    parts = metrics.bp_h + metrics.half_h + metrics.trend_h + metrics.next_h
    assert parts == metrics.stage_h, screen
    assert metrics.trend_h > metrics.half_h


def test_an_unknown_or_absurd_density_becomes_that_of_a_24_inch_screen():
    assert metrics_for(1920, 1080, 0.0) == metrics_for(1920, 1080)
    assert metrics_for(1920, 1080, 90.0).px_per_mm == pytest.approx(3.61, abs=0.01)


def test_vital_digits_are_never_under_56_pixels():
    assert metrics_for(600, 340).x >= 56
