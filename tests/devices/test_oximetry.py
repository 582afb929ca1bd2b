import pytest

from bedside.vitals import Measurement, PulseSource, Quality, Reason, Vital
from devices.oximetry import Jump, UncheckedOximeter, measurement


@pytest.mark.parametrize(
    ("story", "raw", "reason", "value", "why"),
    [
        ("a number is a number", 97, None, 97.0, None),
        ("all there is", 100, None, 100.0, None),
        ("more than all is none", 101, None, None, Reason.OUT_OF_RANGE),
        ("zero is none", 0, None, None, Reason.NO_VALUE),
        ("none is none", None, None, None, Reason.NO_VALUE),
        ("a number without a finger is none", 97, Reason.SENSOR_OFF, None, Reason.SENSOR_OFF),
        ("none has the device's reason", None, Reason.SEARCHING, None, Reason.SEARCHING),
    ],
)
def test_missing_is_never_zero(story, raw, reason, value, why):
    assert measurement(Vital.SPO2, raw, reason) == Measurement(Vital.SPO2, value, why), story


def test_a_pulse_rate_says_where_it_is_from_and_may_be_above_100():
    assert measurement(Vital.PULSE_RATE, 140).source is PulseSource.PLETH
    assert measurement(Vital.PULSE_RATE, 140).value == 140
    assert measurement(Vital.SPO2, 97).source is None


@pytest.mark.parametrize(
    ("story", "course", "marked"),
    [
        ("small steps are believed", [97, 94, 91, 94], "...."),
        ("one wild number is marked", [97, 33, 97, 97], ".?.."),
        ("a fall that stays is believed", [97, 80, 80, 80, 81], ".??.."),
        ("wild numbers that do not agree stay marked", [97, 20, 90, 60, 20, 97], ".????."),
        ("two wild numbers, then back", [97, 20, 20, 97, 20, 20, 97], ".??.??."),
        ("the first wild number is marked though it be near 0 or 1", [97, 1, 1, 97], ".??."),
        ("wild numbers that agree within the step", [97, 80, 83, 80], ".??."),
        ("after a gap the first is believed", [97, None, None, None, 80, 80], "......"),
        ("a gap of one is no gap", [97, None, 33, None, None, 33, 97], "..?..?."),
        ("a wild number before a gap is forgotten", [97, 33, 33, *[None] * 3, 97, 33], ".??....?"),
    ],
)
def test_a_jump_is_marked_until_it_stays(story, course, marked):
    jump = Jump(step=3, agree=3)
    out = [jump.mark(measurement(Vital.SPO2, raw)) for raw in course]
    assert "".join("?" if m.quality is Quality.SUSPECT else "." for m in out) == marked, story
    assert [m.value for m in out] == course, "marked, not hidden"


def test_spo2_and_pulse_rate_jump_apart():
    oximeter = UncheckedOximeter(3, 10, agree=3)
    assert oximeter.read(97, 65, None, Quality.GOOD)[0].quality is Quality.GOOD
    spo2, pulse = oximeter.read(97, 193, None, Quality.MARGINAL)
    assert (spo2.quality, pulse.quality) == (Quality.MARGINAL, Quality.SUSPECT)
