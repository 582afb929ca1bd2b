"""Time and not samples: how long something has been so, however often anybody looks (D.5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.persistence import Persistence, Word, elapsed_s, heard, judged

PAUSE_S = 3.0
O, B, I, N = Word.OUTSIDE, Word.BETWEEN, Word.INSIDE, Word.NOTHING  # noqa: E741


def looked(kept, at_s, delay_s=10.0, clear_after_s=5.0, held=False):
    return judged(
        kept, at_s, delay_s=delay_s, clear_after_s=clear_after_s, pause_s=PAUSE_S, held=held
    )


def told(*words, until_s, looks=()):
    """`words`: (second, word). Judged at each of them, at each of `looks`, and at the end."""
    kept = Persistence()
    moments = [*((at_s, 1, word) for at_s, word in words), *((at_s, 0, None) for at_s in looks)]
    for at_s, _, word in sorted(moments, key=lambda m: m[:2]):
        kept = looked(kept, at_s)
        if word is not None:
            kept = heard(kept, word, at_s, PAUSE_S)
    return looked(kept, until_s)


def each(word, seconds):
    return [(s, word) for s in seconds]


@pytest.mark.parametrize(
    ("story", "words", "until_s", "active"),
    [
        ("nothing was ever said", [], 100, False),
        ("outside for nine and a half seconds", each(O, range(10)), 9.5, False),
        ("outside for ten", each(O, range(10)), 10, True),
        ("ten seconds are over between two samples", each(O, range(9)), 10, True),
        ("a silence is believed for three seconds, no longer", each(O, range(5)), 100, False),
        ("a silence of three seconds counts", [*each(O, range(5)), (7, O), (9, O)], 10, True),
        (
            "a silence of five holds: two of them unknown",
            [*each(O, range(5)), *each(O, range(9, 12))],
            11.5,
            False,
        ),
        ("and is made up for", [*each(O, range(5)), *each(O, range(9, 12))], 12, True),
        (
            "a silence of seven begins anew",
            [*each(O, range(5)), *each(O, range(12, 21))],
            21.9,
            False,
        ),
        (
            "inside for one sample begins anew",
            [*each(O, range(9)), (9, I), *each(O, range(10, 19))],
            19.9,
            False,
        ),
        ("just inside too", [*each(O, range(9)), (9, B), *each(O, range(10, 19))], 19.9, False),
        ("a gap of three holds", [*each(O, range(9)), (9, N), (10, N), (11, N), (12, O)], 13, True),
        ("a longer one begins anew", [*each(O, range(9)), (9, N), (13, O)], 14, False),
        ("a gap does not make it happen", [*each(O, range(9)), (9, N)], 13, False),
    ],
)
def test_it_becomes_active_after_its_delay(story, words, until_s, active):
    assert told(*words, until_s=until_s).active is active


LOW = each(O, range(11))


@pytest.mark.parametrize(
    ("story", "words", "until_s", "active"),
    [
        ("inside for less than five", each(I, range(11, 15)), 15.9, True),
        ("inside for five", each(I, range(11, 17)), 16, False),
        ("a silence does not make up the fifth", each(I, range(11, 16)), 18, True),
        ("not well inside", each(B, range(11, 60)), 60, True),
        (
            "not well inside in between",
            [*each(I, range(11, 14)), (14, B), *each(I, range(15, 19))],
            19.9,
            True,
        ),
        (
            "outside in between",
            [*each(I, range(11, 14)), (14, O), *each(I, range(15, 19))],
            19.9,
            True,
        ),
        (
            "nothing in between",
            [*each(I, range(11, 14)), (14, N), *each(I, range(15, 19))],
            19.9,
            True,
        ),
        ("silent in between", [*each(I, range(11, 14)), *each(I, range(18, 22))], 22.9, True),
        ("silent after: believed for three seconds", [(11, I)], 100, True),
        ("nothing at all", each(N, range(11, 100)), 100, True),
        ("silent for ever", [], 1000, True),
    ],
)
def test_it_stays_until_it_was_well_inside_for_long_enough(story, words, until_s, active):
    assert told(*LOW, *words, until_s=until_s).active is active


def test_held_it_waits_and_then_counts_from_the_beginning():
    kept = Persistence()
    for at_s in range(30):
        kept = heard(looked(kept, at_s, held=True), O, at_s, PAUSE_S)
    assert not kept.active
    assert kept.pending
    assert looked(kept, 30).active


def test_the_count_is_known_at_every_instant():
    kept = heard(Persistence(), O, 0.0, PAUSE_S)
    assert elapsed_s(kept, 2.5, PAUSE_S) == 2.5
    kept = heard(kept, N, 2.5, PAUSE_S)
    assert elapsed_s(kept, 5.5, PAUSE_S) == 2.5
    assert elapsed_s(kept, 5.6, PAUSE_S) == 0.0


@given(
    words=st.lists(st.sampled_from([O, O, O, B, I, I, N]), max_size=60),
    step_s=st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.5]),
    looks=st.lists(st.floats(0, 60), max_size=20),
)
def test_looking_often_or_seldom_gives_the_same_answer(words, step_s, looks):
    said = [(n * step_s, word) for n, word in enumerate(words)]
    until_s = len(words) * step_s + 1.0
    looks = [at_s for at_s in looks if at_s <= until_s]
    assert told(*said, until_s=until_s).active == told(*said, until_s=until_s, looks=looks).active
