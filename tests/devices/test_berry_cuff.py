"""What a nurse may count on when a cuff was started on a PM6750."""

import pytest

from bedside.vitals import (
    BloodPressure,
    CuffPressure,
    NibpFailed,
    NibpFault,
    NibpStarted,
    Quality,
)
from devices.berry_cuff import UNASKED, Cuff, CuffFrame, Do, result

PUMPING, RESULT = CuffFrame(1, 150), CuffFrame(0, 0, 118, 87, 72)
OLD = CuffFrame(0, 0, 200, 150, 120)
LEAK, STOPPED, ERROR = CuffFrame(4), CuffFrame(2), CuffFrame(6)
GOOD = BloodPressure(118, 72, 87, None, 1)


def play(*story):
    """Each line: an instant, and a frame, "start N", "abort" or "wait"; items and doings out."""
    cuff, items, done = Cuff(), [], []
    for at, what in story:
        if isinstance(what, CuffFrame):
            items += cuff.hear(at, what)
        elif what.startswith("start"):
            items += cuff.start(at, int(what.split()[1]))
        elif what == "abort":
            items += cuff.abort(at)
        items += cuff.tick(at)
        done += [(at, do) for do in cuff.to_do]
        cuff.to_do.clear()
    return items, done


def failed(fault, code=None, start_id=1):
    return NibpFailed(fault, start_id, code)


STARTED = [NibpStarted(1), CuffPressure(150)]


@pytest.mark.parametrize(
    ("story", "course", "expected"),
    [
        (
            "a measurement ends in one result",
            [(0, "start 1"), (1, PUMPING), (20, RESULT)],
            [*STARTED, GOOD],
        ),
        (
            "the result repeated is not a second one",
            [(0, "start 1"), (1, PUMPING), (2, RESULT), (2.5, RESULT), (3, RESULT)],
            [*STARTED, GOOD],
        ),
        (
            "the old result, repeated before the cuff inflates, is not a result",
            [(0, "start 1"), (0.1, OLD), (1.5, OLD), (2, PUMPING), (3, RESULT)],
            [*STARTED, GOOD],
        ),
        (
            "an old fault right after the start is not its end",
            [(0, "start 1"), (0.5, LEAK), (1.5, PUMPING), (3, RESULT)],
            [*STARTED, GOOD],
        ),
        (
            "initialising is no end",
            [(0, "start 1"), (1, CuffFrame(9)), (2, CuffFrame(10)), (3, PUMPING), (4, RESULT)],
            [*STARTED, GOOD],
        ),
        ("a result without a start is none", [(0, RESULT), (1, RESULT)], []),
        (
            "an old result answers the start: refused",
            [(0, "start 1"), (5, OLD), (10, "wait")],
            [failed(NibpFault.REFUSED)],
        ),
        (
            "a loose cuff at once is its end",
            [(0, "start 1"), (1, LEAK)],
            [failed(NibpFault.LEAK, 4)],
        ),
        (
            "no answer to the start",
            [(0, "start 1"), (9.9, "wait"), (10, "wait"), (20, "wait")],
            [failed(NibpFault.NO_ANSWER)],
        ),
        (
            "it falls silent while it measures",
            [(0, "start 1"), (1, PUMPING), (5.9, "wait"), (6, "wait")],
            [*STARTED, failed(NibpFault.NO_ANSWER)],
        ),
        (
            "it measures for ever",
            [(0, "start 1"), *((n, PUMPING) for n in range(1, 90, 4)), (90, "wait"), (93, PUMPING)],
            [NibpStarted(1), *[CuffPressure(150)] * 23, failed(NibpFault.NO_ANSWER), UNASKED],
        ),
        (
            "the late result of a start that was given up is not a result",
            [(0, "start 1"), (1, PUMPING), (6, "wait"), (7, RESULT)],
            [*STARTED, failed(NibpFault.NO_ANSWER)],
        ),
        (
            "it is stopped",
            [(0, "start 1"), (1, PUMPING), (2, "abort"), (2.1, STOPPED)],
            [*STARTED, failed(NibpFault.STOPPED)],
        ),
        (
            "after the stop nothing is a result",
            [(0, "start 1"), (1, PUMPING), (2, "abort"), (2.1, RESULT)],
            [*STARTED, failed(NibpFault.STOPPED)],
        ),
        (
            "the stop is not obeyed",
            [(0, "start 1"), (1, PUMPING), (2, "abort"), (3, PUMPING), (5, "abort"), (7, "wait")],
            [*STARTED, CuffPressure(150), failed(NibpFault.NO_ANSWER)],
        ),
        (
            "it is stopped before it inflates",
            [(0, "start 1"), (1, "abort"), (6, "wait")],
            [failed(NibpFault.NO_ANSWER)],
        ),
        ("a stop when nothing runs is no news", [(0, "abort"), (0.1, STOPPED)], []),
        (
            "never two starts at once",
            [(0, "start 1"), (1, PUMPING), (2, "start 2"), (3, RESULT)],
            [*STARTED, failed(NibpFault.BUSY, start_id=2), GOOD],
        ),
        (
            "the same order twice is one start",
            [(0, "start 1"), (0.1, "start 1"), (1, PUMPING), (2, "start 1"), (3, RESULT)],
            [*STARTED, GOOD],
        ),
        (
            "a second measurement has its own result",
            [
                (0, "start 1"),
                (1, PUMPING),
                (2, RESULT),
                (60, "start 2"),
                (61, PUMPING),
                (62, CuffFrame(0, 0, 182, 140, 111)),
            ],
            [
                *STARTED,
                GOOD,
                NibpStarted(2),
                CuffPressure(150),
                BloodPressure(182, 111, 140, None, 2),
            ],
        ),
        (
            "a cuff that inflates unasked is told once, until it rests",
            [(0, PUMPING), (0.5, PUMPING), (1, STOPPED), (2, PUMPING)],
            [UNASKED, UNASKED],
        ),
        (
            "no start while a cuff inflates that is not known to be ours",
            [(50, PUMPING), (51.9, "start 1"), (52, "start 2"), (53, PUMPING)],
            [UNASKED, failed(NibpFault.BUSY), NibpStarted(2), CuffPressure(150)],
        ),
        (
            "the board begins anew in the middle",
            [(0, "start 1"), (1, PUMPING), (2, CuffFrame(9))],
            [*STARTED, failed(NibpFault.UNKNOWN, 9)],
        ),
    ],
)
def test_every_start_has_one_end(story, course, expected):
    assert play(*course)[0] == expected, story


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        (2, NibpFault.STOPPED),
        (3, NibpFault.OVERPRESSURE),
        (4, NibpFault.LEAK),
        (5, NibpFault.TIME_LIMIT),
        (6, NibpFault.UNKNOWN),
        (7, NibpFault.ARTEFACT),
        (8, NibpFault.UNKNOWN),
        (15, NibpFault.UNKNOWN),
    ],
)
def test_every_fault_of_the_board_has_a_name_and_keeps_its_number(state, fault):
    items, done = play((0, "start 1"), (1, PUMPING), (2, CuffFrame(state)))
    assert items == [*STARTED, failed(fault, state)]
    assert done == [(0, Do.START), (2, Do.STOP)]


@pytest.mark.parametrize(
    ("story", "course", "stops_at"),
    [
        ("a result", [(0, "start 1"), (1, PUMPING), (2, RESULT)], [2]),
        ("a fault", [(0, "start 1"), (1.5, LEAK)], [1.5]),
        ("no answer", [(0, "start 1"), (10, "wait")], [10]),
        ("silence", [(0, "start 1"), (1, PUMPING), (6, "wait")], [6]),
        ("a stop", [(0, "start 1"), (1, PUMPING), (2, "abort"), (2.1, STOPPED)], [2, 2.1]),
        (
            "a stop that is not obeyed is said each second",
            [(0, "start 1"), (1, PUMPING), (2, "abort"), (2.5, PUMPING), (3, PUMPING), (7, "wait")],
            [2, 3, 7],
        ),
        (
            "a cuff that inflates unasked",
            [(0, "wait"), (5, PUMPING), (5.5, PUMPING), (6, PUMPING)],
            [5, 6],
        ),
    ],
)
def test_every_end_is_followed_by_a_stop(story, course, stops_at):
    assert [at for at, do in play(*course)[1] if do is Do.STOP] == stops_at, story


def test_a_start_that_was_not_yet_sent_is_taken_back_at_once():
    cuff = Cuff()
    cuff.start(0.0, 1)
    assert cuff.abort(0.01, start_was_sent=False) == [failed(NibpFault.STOPPED)]
    assert cuff.to_do == [Do.START, Do.STOP]


def test_a_line_opened_anew_stops_the_cuff_and_ends_what_ran():
    cuff = Cuff()
    assert cuff.opened(0.0) == []
    assert cuff.to_do == [Do.STOP]
    cuff.start(1.0, 7)
    cuff.hear(2.0, PUMPING)
    assert cuff.opened(30.0) == [failed(NibpFault.NO_ANSWER, start_id=7)]
    assert cuff.to_do == [Do.STOP]
    assert cuff.start(30.5, 8) == []


@pytest.mark.parametrize(
    ("story", "frame", "expected"),
    [
        ("a plain result", RESULT, GOOD),
        ("no diastolic", CuffFrame(0, 0, 190, 140, 0), BloodPressure(190, None, 140, None, 1)),
        ("only a systolic", CuffFrame(0, 0, 190, 0, 0), BloodPressure(190, None, None, None, 1)),
        ("zeros are no result", CuffFrame(0), failed(NibpFault.UNKNOWN, 0)),
        (
            "a mean above the systolic is shown and marked",
            CuffFrame(0, 0, 118, 130, 72),
            BloodPressure(118, 72, 130, None, 1, Quality.SUSPECT),
        ),
        (
            "a mean equal to the systolic is shown and marked",
            CuffFrame(0, 0, 118, 118, 72),
            BloodPressure(118, 72, 118, None, 1, Quality.SUSPECT),
        ),
        (
            "a diastolic above the systolic is shown and marked",
            CuffFrame(0, 0, 80, 0, 120),
            BloodPressure(80, 120, None, None, 1, Quality.SUSPECT),
        ),
    ],
)
def test_missing_is_not_zero_and_the_implausible_is_marked(story, frame, expected):
    assert result(frame, 1) == expected, story


def test_it_says_when_it_must_be_asked_again():
    cuff = Cuff()
    assert cuff.due_s() is None
    cuff.start(0.0, 1)
    assert cuff.due_s() == 10
    cuff.hear(4.0, PUMPING)
    assert cuff.due_s() == 9
    cuff.hear(88.0, PUMPING)
    assert cuff.due_s() == 90
    cuff.abort(89.0)
    assert cuff.due_s() == 94


def test_it_remembers_the_systolic_for_the_next_target():
    cuff = Cuff()
    assert cuff.last_systolic is None
    cuff.start(0.0, 1)
    cuff.hear(1.0, PUMPING)
    cuff.hear(2.0, CuffFrame(0))
    assert cuff.last_systolic is None
    cuff.start(10.0, 2)
    cuff.hear(11.0, PUMPING)
    cuff.hear(12.0, RESULT)
    assert cuff.last_systolic == 118
