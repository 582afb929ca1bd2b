"""The watch after midazolam: §3.6 "Overvåk sedasjon og respirasjonsdepresjon", SPEC V-04."""

from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from bedside.events import DeviationRecorded, PostSedationObserved, PrnDoseGiven
from bedside.prn import PrnLog
from bedside.protocol import load
from bedside.protocol_lookup import prn_drug
from bedside.sedation import (
    may_observe,
    next_observation,
    running_post_sedation,
    schedule,
)
from tests.bedside.drugs import D, amended, at, fold
from tests.bedside.strategies import DRUG_EVENTS, records

PROTOCOL = load(resources.path("protocol"))
MIDAZOLAM = prn_drug(PROTOCOL, "midazolam")
PANIC = PrnDoseGiven(drug="midazolam", dose_mg=D(1), route="iv", indication="severe_anxiety")
MISSED = DeviationRecorded(rule="V-04", reason="stans i naborommet", of=1)


def seen(due_min, of=1):
    return PostSedationObserved(
        of=of, due_min=due_min, sedation="awake", respiration_per_min=14, spo2_percent=97
    )


ALL_SEEN = [(0, "ida", PANIC), *((m, "ida", seen(m)) for m in (0, 5, 10, 15, 30))]


@pytest.mark.parametrize(
    ("story", "happened", "minute", "states"),
    [
        ("no midazolam: nothing to watch", [], 0, {}),
        (
            "just given: the first is due now",
            [(0, "ida", PANIC)],
            0,
            {0: "due", 5: "coming", 10: "coming", 15: "coming", 30: "coming"},
        ),
        (
            "two minutes late is still due (local)",
            [(0, "ida", PANIC), (0, "ida", seen(0))],
            7,
            {0: "done", 5: "due", 10: "coming", 15: "coming", 30: "coming"},
        ),
        (
            "more than two minutes late is overdue",
            [(0, "ida", PANIC), (0, "ida", seen(0))],
            7.5,
            {0: "done", 5: "overdue", 10: "coming", 15: "coming", 30: "coming"},
        ),
        (
            "seen late",
            [(0, "ida", PANIC), (0, "ida", seen(0)), (8, "ida", seen(5))],
            9,
            {0: "done", 5: "late", 10: "coming", 15: "coming", 30: "coming"},
        ),
        (
            "seen two minutes late is seen in time (local)",
            [(0, "ida", PANIC), (2, "ida", seen(0)), (7, "ida", seen(5))],
            7,
            {0: "done", 5: "done", 10: "coming", 15: "coming", 30: "coming"},
        ),
        (
            "all of it is seen",
            ALL_SEEN,
            31,
            {0: "done", 5: "done", 10: "done", 15: "done", 30: "done"},
        ),
        (
            "an observation an hour too early is not the last one",
            [(0, "ida", PANIC), (1, "ida", seen(30))],
            2,
            {0: "due", 5: "coming", 10: "coming", 15: "coming", 30: "coming"},
        ),
        (
            "missed, and the Avvik says why; it excuses nothing that is still to come",
            [(0, "ida", PANIC), (0, "ida", seen(0)), (13, "ida", MISSED)],
            14,
            {0: "done", 5: "explained", 10: "explained", 15: "coming", 30: "coming"},
        ),
        (
            "an Avvik written while there is still time explains nothing",
            [(0, "ida", PANIC), (7, "ida", MISSED)],
            8,
            {0: "explained", 5: "overdue", 10: "coming", 15: "coming", 30: "coming"},
        ),
        (
            "an Avvik on another rule explains nothing",
            [(0, "ida", PANIC), (8, "ida", amended(MISSED, rule="K-08"))],
            8,
            {0: "overdue", 5: "overdue", 10: "coming", 15: "coming", 30: "coming"},
        ),
        (
            "an Avvik of the program, without a reason or on no dose explains nothing",
            [
                (0, "ida", PANIC),
                (8, "watch", MISSED),
                (8, "ida", amended(MISSED, reason=" ")),
                (8, "ida", amended(MISSED, of=None)),
                (8, "ida", amended(MISSED, of=77)),
            ],
            8,
            {0: "overdue", 5: "overdue", 10: "coming", 15: "coming", 30: "coming"},
        ),
        (
            "the dose was given ten minutes before it was written down",
            [(10, "ida", amended(PANIC, given_at=at(0).wall))],
            10,
            {0: "overdue", 5: "overdue", 10: "due", 15: "coming", 30: "coming"},
        ),
        (
            "the dose was corrected to nothing: nothing to watch",
            [(0, "ida", PANIC), (1, "ida", amended(PANIC, dose_mg=D(0), corrects=1, reason="x"))],
            1,
            {},
        ),
        (
            "a corrected dose keeps what was seen",
            [
                (0, "ida", PANIC),
                (0, "ida", seen(0)),
                (1, "ida", amended(PANIC, dose_mg=D(2), corrects=1, reason="x")),
                (5, "ida", seen(5, of=3)),
            ],
            6,
            {0: "done", 5: "done", 10: "coming", 15: "coming", 30: "coming"},
        ),
        (
            "seen of a dose that is not here",
            [(0, "ida", PANIC), (0, "ida", seen(0, of=9))],
            0,
            {0: "due", 5: "coming", 10: "coming", 15: "coming", 30: "coming"},
        ),
    ],
)
def test_each_observation_is_due_done_or_missed(story, happened, minute, states):
    log = fold(PrnLog(), *happened)
    told = {due.due_min: due.state for due in schedule(log, MIDAZOLAM, at(minute))}
    assert told == states, story
    still_open = {"coming", "due", "overdue"} & set(states.values())
    assert running_post_sedation(log, MIDAZOLAM, at(minute)) == bool(still_open), story


def test_each_dose_is_watched_until_the_next_one():
    log = fold(PrnLog(), (0, "ida", PANIC), (10, "ida", PANIC), (20, "ida", PANIC))
    told = [(due.dose, due.due_min) for due in schedule(log, MIDAZOLAM, at(20))]
    assert told == [(1, 0), (1, 5), (2, 0), (2, 5), (3, 0), (3, 5), (3, 10), (3, 15), (3, 30)]


def test_every_line_of_the_watch_names_its_dose():
    log = fold(PrnLog(), (0, "ida", PANIC), (0, "ida", seen(0)), (8, "ida", MISSED))
    assert {due.dose for due in schedule(log, MIDAZOLAM, at(8))} == {1}
    assert {due.state for due in schedule(log, MIDAZOLAM, at(8))} >= {"done", "explained"}


def test_without_a_local_grace_an_observation_is_overdue_at_once():
    strict = amended(MIDAZOLAM, observe_grace_min=None)
    log = fold(PrnLog(), (0, "ida", PANIC))
    assert schedule(log, strict, at(0))[0].state == "due"
    assert schedule(log, strict, at(0.1))[0].state == "overdue"
    assert may_observe(log, seen(5), strict, at(4.5)).code == "observation_too_early"
    assert may_observe(log, seen(5), strict, at(5)) is None


def test_a_second_dose_starts_the_watch_anew():
    log = fold(PrnLog(), (0, "ida", PANIC), (0, "ida", seen(0)), (8, "ida", PANIC))
    told = [(due.dose, due.due_min, due.state) for due in schedule(log, MIDAZOLAM, at(8))]
    assert told == [
        (1, 0, "done"),
        (1, 5, "overdue"),
        (3, 0, "due"),
        (3, 5, "coming"),
        (3, 10, "coming"),
        (3, 15, "coming"),
        (3, 30, "coming"),
    ]


@pytest.mark.parametrize(
    ("story", "happened", "minute", "due_min"),
    [
        ("nothing was given", [], 0, None),
        ("the first", [(0, "ida", PANIC)], 0, 0),
        ("the overdue one before the next", [(0, "ida", PANIC), (0, "ida", seen(0))], 9, 5),
        ("the last", ALL_SEEN[:-1], 20, 30),
        ("all are done", ALL_SEEN, 40, None),
    ],
)
def test_the_next_observation_is_shown(story, happened, minute, due_min):
    due = next_observation(fold(PrnLog(), *happened), MIDAZOLAM, at(minute))
    assert (due.due_min if due else None) == due_min, story


@pytest.mark.parametrize(
    ("story", "happened", "minute", "observed", "code"),
    [
        ("in time", [(0, "ida", PANIC)], 5, seen(5), ""),
        ("two minutes early is in time (local)", [(0, "ida", PANIC)], 3, seen(5), ""),
        ("earlier than that", [(0, "ida", PANIC)], 2, seen(5), "observation_too_early"),
        ("late is better than not", [(0, "ida", PANIC)], 25, seen(5), ""),
        ("seen already", ALL_SEEN, 40, seen(5), "observation_done"),
        ("no midazolam was given", [], 5, seen(5), "observation_not_asked_for"),
        ("no such minute", [(0, "ida", PANIC)], 7, seen(7), "observation_not_asked_for"),
        (
            "no breath at all is seen and written down, not refused",
            [(0, "ida", PANIC)],
            5,
            amended(seen(5), respiration_per_min=0),
            "",
        ),
        (
            "breathing below nothing",
            [(0, "ida", PANIC)],
            5,
            amended(seen(5), respiration_per_min=-1),
            "respiration_not_a_number",
        ),
    ],
)
def test_an_observation_belongs_to_its_time(story, happened, minute, observed, code):
    refusal = may_observe(fold(PrnLog(), *happened), observed, MIDAZOLAM, at(minute))
    assert (refusal.code if refusal else "") == code, story


@settings(max_examples=60, deadline=None)
@given(records(DRUG_EVENTS), st.integers(-60, 600))
def test_no_order_of_events_makes_the_watch_raise(record, minute):
    log = reduce(PrnLog.after, record, PrnLog())
    told = schedule(log, MIDAZOLAM, at(minute))
    assert len(told) <= 5 * len(log.doses("midazolam"))
    assert (next_observation(log, MIDAZOLAM, at(minute)) is not None) == running_post_sedation(
        log, MIDAZOLAM, at(minute)
    )
    may_observe(log, seen(5), MIDAZOLAM, at(minute))
