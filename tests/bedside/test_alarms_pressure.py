"""Blood pressure: every reading is judged when it comes, and until the next (DESIGN 2.4)."""

import pytest

from bedside.board_view import Freshness
from bedside.protocol_watch import Priority
from bedside.session import Phase
from bedside.vitals import BloodPressure, Quality
from tests.bedside.bed import LISTENED, OXIMETER, START, Bed

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
RED = [("bp_limit", HIGH)]
VERY = [("bp_very_high", HIGH)]


@pytest.mark.parametrize(
    ("story", "systolic", "diastolic", "alarms"),
    [
        ("120/80 is well", 120, 80, []),
        ("179/109 is silent", 179, 109, []),
        ("180/109: the systolic is enough", 180, 109, RED),
        ("179/110: the diastolic is enough", 179, 110, RED),
        ("180/110: the limit itself is red", 180, 110, RED),
        ("200/120 is red, not yet very high", 200, 120, RED),
        ("201/100 is very high", 201, 100, VERY),
        ("150/121 is very high by its diastolic", 150, 121, VERY),
        ("185 without a diastolic is judged by what is there", 185, None, RED),
        ("112 diastolic without a systolic too", None, 112, RED),
        ("179 without a diastolic is silent", 179, None, []),
        ("90 systolic is well", 90, 60, []),
        ("89 systolic is MEDIUM", 89, 60, [("bp_low", MEDIUM)]),
        ("80 systolic is low, not very low", 80, 50, [("bp_low", MEDIUM)]),
        ("79 systolic is HIGH", 79, 50, [("bp_very_low", HIGH)]),
        ("110/180 cannot be true, and alarms all the same", 110, 180, VERY),
    ],
)
def test_one_reading_is_enough_within_the_second_that_it_comes(story, systolic, diastolic, alarms):
    bed = Bed().run(5)
    bed.bp(systolic, diastolic)
    assert bed.alarms == alarms
    assert bed.sound == (alarms[0][1] if alarms else None)


@pytest.mark.parametrize(
    ("story", "systolic", "diastolic"),
    [("typed at the limit", 180, 110), ("typed with a diastolic over", 130, 115)],
)
def test_a_value_that_the_nurse_types_alarms_like_a_monitors(story, systolic, diastolic):
    bed = Bed().run(5).typed(systolic, diastolic)
    assert bed.alarms == RED
    assert bed.view.board.bp.latest.source == "manual"


@pytest.mark.parametrize(
    ("story", "later", "alarms"),
    [
        ("a reading within the limits ends it, and it waits to be reset", (168, 98), "var high"),
        ("a reading at the limit does not", (180, 98), HIGH),
        ("half a reading within the limits does not", (150, None), HIGH),
        ("an impossible reading does not", (160, 30), HIGH),
        ("no result at all does not", (None, None), HIGH),
    ],
)
def test_only_a_whole_and_likely_reading_within_the_limits_ends_it(story, later, alarms):
    bed = Bed().run(5).bp(186, 112).run(70)
    bed.bp(*later)
    assert ("bp_limit", alarms) in bed.alarms


def test_it_does_not_end_by_growing_old():
    bed = Bed(plan="standard").run(5).bp(185, 112).run(1800, step_s=10)
    assert bed.view.board.bp.freshness is Freshness.GONE
    assert "bp_limit" in bed.active


def test_over_and_unreset_it_is_silent_and_says_what_it_was():
    bed = Bed().run(5).bp(186, 112).run(70).bp(168, 98)
    shown = bed.shown("bp_limit")
    assert (shown.latched, shown.values["systolic"], bed.sound) == (True, 186, None)
    assert shown.resettable
    assert bed.watch.reset(shown.number, "ida", bed.now) is None
    bed.beat()
    assert bed.alarms == []


def test_it_cannot_be_reset_while_it_is_there():
    bed = Bed().run(5).bp(186, 112)
    refused = bed.watch.reset(bed.shown("bp_limit").number, "ida", bed.now)
    assert refused.code == "alarm_still_there"
    assert bed.beat().alarms == RED


@pytest.mark.parametrize(
    ("story", "first", "then", "version"),
    [
        ("a little higher is the same alarm", (186, 100), (195, 105), 1),
        ("crossing 200 is worse", (196, 100), (201, 100), 2),
        ("205/100 after 186/100 is worse", (186, 100), (205, 100), 2),
        ("crossing 120 is worse", (150, 118), (150, 121), 2),
        ("the other number over its limit as well is worse", (185, 100), (185, 111), 2),
        ("20 systolic more is worse", (180, 100), (200, 100), 2),
        ("19 more is not", (180, 100), (199, 100), 1),
        ("10 diastolic more is worse", (150, 110), (150, 120), 2),
        ("9 more is not", (150, 110), (150, 119), 1),
        ("lower is not worse", (199, 115), (181, 111), 1),
    ],
)
def test_what_is_worse_than_was_accepted_rings_again(story, first, then, version):
    bed = Bed().run(5).bp(*first)
    bed.see("bp_limit")
    bed.run(10)
    assert bed.sound is None
    bed.bp(*then)
    shown = bed.view.display.alarms[0]
    assert (shown.number, shown.version, bed.view.display.rings) == (1, version, version)
    assert bed.sound == (HIGH if version > 1 else None)
    assert shown.seen_by == ("ida" if version == 1 else "")


def test_every_step_up_is_measured_from_the_last_that_rang():
    bed = Bed().run(5)
    for systolic in (180, 190, 199):
        bed.bp(systolic, 100)
    assert bed.shown("bp_limit").version == 1
    bed.bp(200, 100)
    assert bed.shown("bp_limit").version == 2
    bed.bp(215, 100)
    assert bed.shown("bp_very_high").version == 3


def test_very_high_and_then_high_is_milder_and_not_over():
    bed = Bed().run(5).bp(205, 112).run(70).bp(190, 112)
    assert bed.alarms == RED
    assert bed.shown("bp_limit").worst["systolic"] == 205


def test_very_low_and_then_low_is_milder():
    bed = Bed().run(5).bp(78, 45).run(70).bp(85, 50)
    assert bed.alarms == [("bp_low", MEDIUM)]
    bed.run(60).bp(110, 70)
    assert bed.alarms == [("bp_very_low", "var high")]


def test_half_a_reading_does_not_make_it_milder():
    bed = Bed().run(5).bp(205, 112).run(70).bp(190, None)
    assert bed.alarms == VERY


def test_a_reading_that_comes_back_red_before_the_reset_is_a_new_version():
    bed = Bed().run(5).bp(186, 112).run(70).bp(168, 98).run(70).bp(184, 100)
    shown = bed.shown("bp_limit")
    assert (shown.number, shown.version, bed.sound) == (1, 2, HIGH)


def test_a_reading_that_comes_back_red_after_the_reset_is_a_new_alarm():
    bed = Bed().run(5).bp(186, 112).run(30).bp(168, 98)
    bed.watch.reset(1, "ida", bed.now)
    bed.run(10).bp(184, 100)
    shown = bed.shown("bp_limit")
    assert (shown.number, shown.version, bed.sound) == (2, 1, HIGH)


@pytest.mark.parametrize(
    ("story", "second", "says"),
    [
        ("alone, it is being confirmed", None, "confirming"),
        ("red again, it is confirmed", (184, 100), "confirmed"),
        ("not red, it is not", (168, 98), "not_confirmed"),
    ],
)
def test_a_second_reading_confirms_or_corrects(story, second, says):
    bed = Bed().run(5).bp(186, 112).run(60)
    if second is not None:
        bed.bp(*second)
    assert bed.shown("bp_limit").confirmation == says


@pytest.mark.parametrize(
    ("story", "values", "suspect"),
    [
        ("128/79 (95) is likely", (128, 79, 95), False),
        ("a mean above the systolic is not", (128, 79, 130), True),
        ("a mean below the diastolic is not", (128, 79, 70), True),
        ("a pulse pressure of 9 is not", (128, 119, 122), True),
        ("a pulse pressure of 121 is not", (221, 100, 140), True),
        ("261 systolic is not", (261, 150, 190), True),
        ("49 systolic is not", (49, 30, 38), True),
        ("24 diastolic is not", (100, 24, 50), True),
        ("161 diastolic is not", (200, 161, 180), True),
        ("a lone systolic of 130 is likely", (130, None, None), False),
        ("a lone diastolic of 80 is likely", (None, 80, None), False),
    ],
)
def test_a_reading_that_cannot_be_true_is_marked(story, values, suspect):
    bed = Bed().run(5).bp(*values)
    assert (bed.view.board.bp.latest.quality is Quality.SUSPECT) == suspect
    assert bed.view.board.bp.latest.systolic == values[0]


def test_a_suspect_reading_over_the_limit_alarms_and_says_suspect():
    bed = Bed().run(5).bp(190, 185, 187)
    assert bed.view.display.alarms[0].suspect


@pytest.mark.parametrize(
    ("story", "before", "reading", "notes"),
    [
        ("159/99 is not rising", (130, 80), (159, 99), ()),
        ("160/90 is", (135, 80), (160, 90), ("bp_rising",)),
        ("150/100 is", (130, 80), (150, 100), ("bp_rising",)),
        ("30 above the reading before the infusion is", (118, 80), (148, 90), ("bp_rising",)),
        ("29 above it is not", (118, 80), (147, 90), ()),
    ],
)
def test_a_rise_is_shown_and_alarms_nobody(story, before, reading, notes):
    bed = Bed(phase=Phase.READY).run(5).bp(*before).run(60)
    bed.phase(Phase.INFUSING).saw(START).run(60).bp(*reading)
    assert bed.view.information == notes
    assert bed.alarms == []


def test_the_pulse_of_the_cuff_alarms_where_no_finger_gives_one():
    bed = Bed(roles={"nibp": LISTENED}).run(5)
    bed.says(BloodPressure(120, 70, 85, pulse_rate=38)).beat()
    assert bed.active == ["pulse_extreme"]
    bed.says(BloodPressure(120, 70, 85, pulse_rate=53)).beat()
    assert bed.active == ["pulse"]  # above 40 by enough, above 50 not by enough
    bed.says(BloodPressure(120, 70, 85, pulse_rate=60)).beat()
    assert bed.active == []


def test_the_pulse_of_the_cuff_says_nothing_beside_a_finger():
    bed = Bed(roles={"oximeter": OXIMETER, "nibp": LISTENED}).run(5)
    bed.says(BloodPressure(120, 70, 85, pulse_rate=38)).beat()
    assert bed.active == []
