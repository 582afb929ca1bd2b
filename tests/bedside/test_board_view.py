"""What the board shows, asked for by vital and by role."""

import pytest

from bedside.board_view import BpView, Freshness, LinkState, Role
from bedside.history import BpResult
from bedside.vitals import Measurement, Reason, Vital
from tests.bedside.bed import CUFF, OXIMETER, Bed

GAS = Role(frozenset({Vital.RESPIRATORY_RATE}))


def spoken():
    bed = Bed(roles={"oximeter": OXIMETER, "nibp": CUFF, "gas": GAS}, spo2=97, pulse=70)
    return bed.says(Measurement(Vital.RESPIRATORY_RATE, 14.0), "gas").beat()


@pytest.mark.parametrize(
    ("vital", "value"),
    [(Vital.SPO2, 97), (Vital.PULSE_RATE, 70), (Vital.RESPIRATORY_RATE, 14)],
)
def test_a_streamed_vital_is_found_by_its_name(vital, value):
    shown = spoken().view.board.of(vital)
    assert (shown.vital, shown.value) == (vital, value)


@pytest.mark.parametrize(
    ("story", "role", "state"),
    [
        ("one that speaks", "oximeter", LinkState.LIVE),
        ("one that has not spoken yet", "nibp", LinkState.WAITING),
        ("one that is not here", "capnograph", None),
        ("one that was lost", "gas", LinkState.LOST),
    ],
)
def test_a_monitor_is_found_by_what_it_does_here(story, role, state):
    bed = spoken().lose("gas")
    link = bed.view.board.link(role)
    assert (link and link.state) == state
    assert (link is not None and link.lost) is (state is LinkState.LOST)


def test_a_monitor_streams_all_but_the_blood_pressure():
    assert Role(frozenset({Vital.SPO2, Vital.NIBP})).streams == {Vital.SPO2}


@pytest.mark.parametrize(
    ("freshness", "stands"),
    [(Freshness.CURRENT, True), (Freshness.OLD, True), (Freshness.GONE, False)],
)
def test_a_blood_pressure_that_is_too_old_is_not_shown_and_not_forgotten(freshness, stands):
    now = Bed().now
    measured = BpResult(now, now, 124, 78)
    view = BpView(freshness, measured)
    assert view.shown == (measured if stands else None)
    assert view.latest == measured


def test_equal_boards_look_the_same():
    board = spoken().view.board
    assert board == spoken().view.board
    assert Bed(spo2=Reason.SENSOR_OFF).view.board.spo2 != board.spo2
