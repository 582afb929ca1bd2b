"""While the cuff squeezes the arm, the finger's values are marked so (ALARMS D.5)."""

import pytest

from bedside.text import Language
from bedside.vitals import Reason
from tests.ui.ward import Ward
from ui.frame_vitals import bp_tile, pulse_tile, spo2_tile
from ui.i18n import Words
from ui.widgets.tile import Reading

NB = Words(Language.NB)


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path).sign_in()
    made.room.open_session(made.now)
    made.run(5)
    yield made
    made.store.close()


def tiles(ward):
    return [
        (t.foot, t.foot_icon, t.reading, t.digits)
        for t in (spo2_tile(ward.view, NB), pulse_tile(ward.view, NB))
    ]


def test_the_fingers_values_are_marked_while_the_cuff_inflates_and_just_after(ward):
    ward.inflates().run(12)
    assert tiles(ward) == [
        ("mansjett, 48 s", "gauge", Reading.HELD, "97"),
        ("mansjett, 48 s", "gauge", Reading.HELD, "72"),
    ]
    assert bp_tile(ward.view, NB).reading is Reading.WAITING
    ward.bp(118, 72).run(60)
    assert [reading for _foot, _icon, reading, _digits in tiles(ward)] == [Reading.NORMAL] * 2


def test_what_is_missing_meanwhile_is_the_cuffs_doing(ward):
    ward.inflates()
    ward.spo2 = ward.pulse = Reason.OUT_OF_TRACK
    ward.run(10)
    assert tiles(ward)[0] == ("mansjett, 50 s", "gauge", Reading.MISSING, "")


def test_a_cable_that_is_out_is_no_doing_of_the_cuff(ward):
    ward.inflates().loses().run(2)
    assert all(icon != "gauge" for _foot, icon, _reading, _digits in tiles(ward))
