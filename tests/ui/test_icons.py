"""Every icon is there, is drawn, and has the colour that was asked for."""

import pytest
from PySide6.QtGui import QColor

from ui.icons import icon

NAMES = (
    "check cross minus plus ring dot clock bell bell-paused speaker sun help info user users "
    "heart drop gauge bars syringe note phone triangle pause stop play back next down up link "
    "unlink plug search doc export print pen lock home stethoscope activity hand lungs stomach "
    "muscle eye brain bolt gear history car sound globe sliders trash monitor touch-none "
    "touch-hand touch-arm touch-shoulder"
).split()


def inked(picture):
    image = picture.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return [pixel for pixel in pixels if pixel.alpha() > 200]


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn_in_the_colour_asked_for(qapp, name):
    pixels = inked(icon(name, 48, "#62B8A8"))
    assert len(pixels) > 20
    asked = QColor("#62B8A8")
    for pixel in pixels:  # half-covered edges round by one or two
        assert abs(pixel.red() - asked.red()) <= 2
        assert abs(pixel.green() - asked.green()) <= 2
        assert abs(pixel.blue() - asked.blue()) <= 2


def test_no_two_icons_look_alike(qapp):
    drawn = {name: icon(name, 48, "#EDE9E4").toImage() for name in NAMES}
    names = sorted(drawn)
    for number, name in enumerate(names):
        for other in names[number + 1 :]:
            assert drawn[name] != drawn[other], (name, other)


def test_a_fine_screen_gets_more_dots(qapp):
    fine = icon("check", 24, "#FFFFFF", 2.0)
    assert (fine.width(), fine.devicePixelRatio()) == (48, 2.0)


def test_an_icon_is_drawn_once(qapp):
    assert icon("bell", 24, "#FFFFFF") is icon("bell", 24, "#FFFFFF")
