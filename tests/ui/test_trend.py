"""The trend: where values lie, that no dip is lost, how often it is drawn."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from ui.widgets.trend import BpReading, Trend, TrendState
from ui.widgets.trend_scale import Scale, strokes, tick_minutes

STATE = TrendState("Trend", "BT", "Puls", "SpO₂", "min", now_s=0.0)
SCALE = Scale(left=0, right=480, top=0, axis=268, from_s=-480, to_s=2400, between=18)

PLACES = [
    ("SpO2 100 is the top", SCALE.spo2_y(100), 0),
    ("SpO2 over 100 does not leave the strip", SCALE.spo2_y(104), 0),
    ("SpO2 under 88 lies at the strip's bottom", SCALE.spo2_y(70), SCALE.strip_bottom),
    ("40 is the axis", SCALE.lower_y(40), 268),
    ("a pressure over 200 does not enter the strip", SCALE.lower_y(260), SCALE.lower_y(200)),
    ("the start is a sixth in", SCALE.x(0), 80),
    ("the end is the right edge", SCALE.x(2400), 480),
]


@pytest.mark.parametrize(("story", "found", "expected"), PLACES)
def test_where_a_value_lies(story, found, expected):
    assert found == pytest.approx(expected), story


def points(samples, columns=480):
    return [point for piece in strokes(samples, -480, 2400, columns) for point in piece]


def test_a_dip_of_one_second_is_still_drawn():
    samples = [(float(second), 97.0) for second in range(2400)]
    samples[1200] = (1200.0, 81.0)
    assert (1200.0, 81.0) in points(samples)


def test_an_hour_of_seconds_becomes_at_most_two_points_a_column():
    samples = [(float(second), 90.0 + second % 7) for second in range(2400)]
    assert len(points(samples)) <= 2 * 480


GAPS = [
    ("no signal breaks the line", [(0, 97), (1, 97), (2, None), (3, 97)], 2),
    ("silence breaks it too", [(0, 97), (1, 97), (60, 97), (61, 97)], 2),
    ("a missed second does not", [(0, 97), (1, 97), (4, 97)], 1),
    ("nothing at all: no line", [(0, None), (1, None)], 0),
    ("what lies before the axis is left out", [(-900, 97), (-800, 97)], 0),
]


@pytest.mark.parametrize(("story", "samples", "pieces"), GAPS)
def test_where_a_line_is_broken(story, samples, pieces):
    assert len(strokes(samples, -480, 2400, 480)) == pieces, story


@given(
    st.lists(
        st.tuples(st.floats(-480, 2400), st.none() | st.floats(40, 200)),
        max_size=80,
    ).map(lambda rows: sorted(rows, key=lambda row: row[0])),
    st.integers(10, 600),
)
@settings(max_examples=60, deadline=None)
def test_every_point_was_measured_and_time_never_runs_back(samples, columns):
    for piece in strokes(samples, -480, 2400, columns):
        assert piece == sorted(piece, key=lambda point: point[0])
        assert set(piece) <= set(samples)


def test_the_labelled_minutes():
    assert tick_minutes(2400) == [0, 10, 20, 30, 40]
    assert tick_minutes(6000) == [0, 20, 40, 60, 80, 100]
    assert tick_minutes(226 * 60) == [0, 60, 120, 180, 226]
    assert tick_minutes(129 * 60) == [0, 30, 60, 90, 129]  # 120 would lie under it


@pytest.fixture
def trend(theme, shown):
    return shown(Trend(theme))


def draws(trend, monkeypatch):
    from ui.widgets import trend as module

    counted = []
    draw = module.draw_trend

    def counting(*given):
        counted.append(given)
        draw(*given)

    monkeypatch.setattr(module, "draw_trend", counting)
    return counted


def test_it_is_drawn_at_most_once_a_second(trend, monkeypatch):
    counted = draws(trend, monkeypatch)
    for tenth in range(35):
        now_s = tenth / 10
        trend.show_state(replace(STATE, now_s=now_s), now_s)
        trend.grab()
    assert len(counted) == 4


def test_a_new_blood_pressure_is_drawn_at_once(trend, monkeypatch):
    counted = draws(trend, monkeypatch)
    trend.show_state(STATE, 0.0)
    trend.grab()
    trend.show_state(replace(STATE, readings=(BpReading(60, 186, 112, True),)), 0.1)
    trend.grab()
    assert len(counted) == 2


def test_nothing_new_is_not_drawn_again(trend, monkeypatch):
    counted = draws(trend, monkeypatch)
    for now_s in (0.0, 5.0, 10.0):
        trend.show_state(STATE, now_s)
        trend.grab()
    assert len(counted) == 1


def colours(trend):
    image = trend.grab().toImage()
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_red_stands_in_it_only_for_a_reading_that_alarmed(trend, theme):
    red = QColor(theme.tokens.high).rgb()
    calm = replace(STATE, readings=(BpReading(60, 120, 75),))
    trend.show_state(calm, 0.0)
    assert red not in colours(trend)
    trend.show_state(replace(STATE, readings=(BpReading(60, 186, 112, True),)), 1.0)
    assert red in colours(trend)


def test_a_systolic_value_alone_is_drawn(trend):
    trend.show_state(replace(STATE, readings=(BpReading(60, 120, None),)), 0.0)
    trend.grab()


def test_the_future_stays_empty(trend, theme):
    samples = tuple((float(second), 97.0) for second in range(600))
    trend.show_state(replace(STATE, spo2=samples, now_s=600), 0.0)
    image = trend.grab().toImage()
    line = QColor(theme.tokens.spo2).rgb()
    right = range(image.width() * 3 // 4, image.width())
    plot = range(theme.metrics.pick(52, 38), image.height())
    assert line not in {image.pixel(x, y) for x in right for y in plot}
