"""Contrast of every pair of colours that stand on each other, computed after WCAG 2.2."""

from dataclasses import fields

import pytest

from ui.tokens import DAY, NEVER_DIMMED, NIGHT, contrast, faded

LOOKS = {"day": DAY, "night": NIGHT}

# what a person sees, what lies on what, at least by day, at least by night
PAIRS = [
    ("words on the stage", "text", "window", 15.0, 9.0),
    ("words on a panel", "text", "panel", 14.0, 9.0),
    ("words on a button", "text", "raised", 12.0, 8.0),
    ("dim words on the stage", "text2", "window", 8.0, 5.5),
    ("dim words on a panel", "text2", "panel", 7.5, 5.3),
    ("dim words on the row that is being done", "text2", "raised", 6.5, 5.0),
    ("a tick on the stage", "accent", "window", 7.0, 5.0),
    ("words on the primary button", "on_accent", "accent", 7.0, 5.0),
    ("words on what is chosen", "text", "accent_surface", 11.0, 7.0),
    ("a tick on what is chosen", "accent", "accent_surface", 5.5, 4.5),
    ("NØD on its button", "on_inverse", "inverse", 12.0, 7.0),
    ("blood pressure", "bp", "panel", 14.9, 6.3),
    ("SpO2", "spo2", "panel", 9.9, 6.3),
    ("pulse", "pulse", "panel", 9.5, 6.3),
    ("a value that is too old", "stale", "panel", 4.9, 4.5),
    ("words on red", "on_high", "high", 4.9, 4.9),
    ("words on red in the dark phase", "on_high", "high_off", 9.0, 9.0),
    ("words on yellow", "on_bright", "medium", 12.0, 12.0),
    ("words on yellow in the dark phase", "on_bright", "medium_off", 6.0, 6.0),
    ("words on cyan", "on_bright", "low", 9.0, 9.0),
    ("words on a button that lies on an alarm", "on_band_button", "band_button", 15.0, 15.0),
    ("ink on paper", "ink", "paper", 11.0, 7.0),
    ("dim ink on paper", "ink2", "paper", 5.0, 4.5),
    ("the edge of what can be pressed", "edge", "window", 3.0, 2.6),
]


@pytest.mark.parametrize(("what", "upper", "under", "by_day", "by_night"), PAIRS)
def test_contrast(what, upper, under, by_day, by_night):
    for name, least in (("day", by_day), ("night", by_night)):
        tokens = LOOKS[name]
        ratio = contrast(getattr(tokens, upper), getattr(tokens, under))
        assert ratio >= least, f"{what} by {name}: {ratio:.2f}"


def test_the_ends_of_the_scale_are_those_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("brightness", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_an_alarm_is_never_dimmed(brightness):
    tokens = faded(brightness)
    for name in NEVER_DIMMED:
        assert getattr(tokens, name) == getattr(DAY, name)


@pytest.mark.parametrize("brightness", [number / 10 for number in range(11)])
def test_words_can_be_read_at_every_brightness(brightness):
    tokens = faded(brightness)
    for upper, under in (("text", "raised"), ("text2", "raised"), ("stale", "panel")):
        assert contrast(getattr(tokens, upper), getattr(tokens, under)) >= 4.4


def test_the_ends_of_the_fade_are_day_and_night():
    assert faded(1.0) == DAY
    assert faded(0.0) == NIGHT
    assert faded(7) == DAY
    assert faded(-1) == NIGHT


def test_every_token_is_a_whole_colour():
    for tokens in LOOKS.values():
        for field in fields(tokens):
            value = getattr(tokens, field.name)
            assert value.startswith("#")
            assert len(value) == 7
            int(value[1:], 16)


def test_red_yellow_and_cyan_belong_to_alarms_alone():
    alarm = {DAY.high, DAY.high_off, DAY.medium, DAY.medium_off, DAY.low}
    others = {getattr(DAY, f.name) for f in fields(DAY) if f.name not in NEVER_DIMMED}
    assert not alarm & others
