"""Nothing of the patient is green, or in its live colour, that is not fresh and valid.

Walked through at the real window; what was painted is looked at, pixel by pixel.
"""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from bedside import events
from bedside.vitals import BloodPressure, LinkLost, Measurement, Quality, Reason, Vital
from tests.ui.ward import Ward
from ui.tokens import DAY

WIDE, NARROW = (1920, 1080), (1366, 768)
TILES = ("bp", "spo2", "pulse")
ALL = frozenset(TILES)
GREENER = 12  # of 255: more green than red and blue, by so much


def set_both(ward, value):
    ward.spo2 = ward.pulse = value
    return ward


def well(ward):
    ward.bp(121, 76).run(3)


def no_finger(ward):
    well(ward)
    set_both(ward, Reason.SENSOR_OFF).run(2)


def silent(seconds):
    def said(ward):
        well(ward)
        set_both(ward, None).run(seconds)

    return said


def lost(ward):
    well(ward)
    ward.loses().run(1)


def lost_for_long(ward):
    well(ward)
    ward.loses().run(20)


def cuff_lost(ward):
    well(ward)
    ward.loses("nibp").run(2)


def inflating(ward):
    well(ward)
    ward.inflates().run(2)


def failed(ward):
    well(ward)
    ward.fails().run(2)


def old(ward):
    well(ward)
    ward.run(16 * 60, step_s=60.0).run(3)


def suspect(ward):
    well(ward)
    ward.says(BloodPressure(190, 185, 187)).run(1)
    ward.spo2 = 49
    ward.run(2)


def poor(ward):
    well(ward)
    set_both(ward, None)
    for vital, value in ((Vital.SPO2, 96.0), (Vital.PULSE_RATE, 71.0)):
        ward.says(Measurement(vital, value, quality=Quality.POOR), "oximeter")
    ward.run(1)


def refused(ward):
    set_both(ward, None)
    ward.says(LinkLost("refused"), "oximeter").says(LinkLost("refused"), "nibp").run(2)


def never(ward):
    set_both(ward, None).run(1)


def nothing_for_a_minute(ward):
    set_both(ward, None).run(90)


def low(ward):
    well(ward)
    ward.spo2 = 84
    ward.run(8)


def delayed(ward):
    well(ward)
    ward.spo2 = 89
    ward.run(5)


def over(ward):
    well(ward)
    ward.tell(events.SessionAborted(reason="-", decided_by="ida"))
    ward.run(1)


def unchecked(ward):
    well(ward)

    def fails(_now):
        raise ValueError("the check")

    ward.app.facts = fails
    for _ in range(40):
        ward.clock.advance(0.1)
        with pytest.raises(ValueError, match="the check"):
            ward.app.tick(ward.now)
    ward.app.show()


# (sentence, what happens, the tiles in their live colour, whether the band is ticked)
STATES = [
    ("all is well", well, ALL, True),
    ("a weak signal is a value still, and said to be weak", poor, ALL, True),
    ("nothing was heard yet", never, frozenset(), False),
    (
        "nothing was heard for longer than it is waited for",
        nothing_for_a_minute,
        frozenset(),
        False,
    ),
    ("the ports cannot be opened", refused, frozenset(), False),
    ("the finger is off", no_finger, {"bp"}, False),
    ("the oximeter is silent for 4 s", silent(4), ALL, True),
    ("for 5 s", silent(5), {"bp"}, False),
    ("for 10 s", silent(10), {"bp"}, False),
    ("its cable is pulled", lost, {"bp"}, False),
    ("it was pulled 20 s ago", lost_for_long, {"bp"}, False),
    ("the cuff's cable is pulled: its last reading has its age", cuff_lost, ALL, True),
    ("the cuff is at work on the arm of the finger", inflating, {"bp"}, False),
    ("the cuff gave nothing: the last reading has its age", failed, ALL, True),
    ("the blood pressure is a quarter of an hour old", old, {"spo2", "pulse"}, False),
    ("values that cannot be true are marked, and alarm", suspect, ALL, False),
    ("a value outside its limit, and not yet for long enough", delayed, ALL, False),
    ("an alarm stands", low, ALL, False),
    ("the alarm check has failed", unchecked, frozenset(), False),
    ("the session is over", over, ALL, False),
]


@pytest.fixture
def ward_of(tmp_path, qapp, fonts, qtbot):
    made = []

    def make(size):
        ward = Ward(tmp_path, size=size).sign_in()
        ward.room.open_session(ward.now)
        ward.beat()
        qtbot.addWidget(ward.window)
        made.append(ward)
        return ward

    yield make
    for ward in made:
        ward.store.close()


def colours(widget):
    """{(red, green, blue)} of every pixel that was painted."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.unique(np.frombuffer(image.constBits(), "<u4"))
    return {(one >> 16 & 255, one >> 8 & 255, one & 255) for one in pixels.tolist()}


def rgb(token):
    return tuple(int(token[at : at + 2], 16) for at in (1, 3, 5))


def green(found):
    return {one for one in found if one[1] - max(one[0], one[2]) >= GREENER}


@pytest.mark.parametrize(
    ("sentence", "happens", "live", "ticked", "size"),
    [(*row, NARROW) for row in STATES] + [(*row, WIDE) for row in STATES[:6:5]],
    ids=[row[0] for row in STATES] + [f"{row[0]}, wide" for row in STATES[:6:5]],
)
def test_only_what_is_fresh_and_valid_is_green(ward_of, sentence, happens, live, ticked, size):
    ward = ward_of(size)
    happens(ward)
    window = ward.window
    seen = {tile: colours(getattr(window, tile)) for tile in TILES}
    assert {tile for tile in TILES if rgb(getattr(DAY, tile)) in seen[tile]} == set(live)
    assert {tile for tile in TILES if green(seen[tile])} == set(live) & {"pulse"}
    band = colours(window.band)
    assert (rgb(DAY.accent) in band) is ticked
    assert bool(green(band)) is ticked
