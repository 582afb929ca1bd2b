"""Sentences with words set apart, and how they are broken into lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.widgets.words import Run, marked, plain, wrapped

MARKED = [
    ("plain words stay one run", "Mangler", {}, (Run("Mangler"),)),
    (
        "what is missing is bold",
        "Mangler: **{what}**",
        {"what": "PVK"},
        (Run("Mangler: "), Run("PVK", bold=True)),
    ),
    (
        "the first value is struck through",
        "~~62,6~~ · rettet",
        {},
        (Run("62,6", struck=True), Run(" · rettet")),
    ),
    (
        "the limit is bright, its word is not",
        "lokal __< 90__",
        {},
        (Run("lokal "), Run("< 90", bright=True)),
    ),
    (
        "marks inside each other add up",
        "**a ~~b~~**",
        {},
        (Run("a ", bold=True), Run("b", bold=True, struck=True)),
    ),
]


@pytest.mark.parametrize(("story", "template", "values", "runs"), MARKED)
def test_marks_become_runs(story, template, values, runs):
    assert marked(template, **values) == runs, story


def test_what_a_person_typed_can_hold_no_mark():
    typed = "**ikke** ~~dette~~ {what}"
    assert marked("Merknad: {note}", note=typed) == (Run(f"Merknad: {typed}"),)


def width(run):
    return len(run.text)


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=9), max_size=20), st.integers(9, 40))
@settings(max_examples=60, deadline=None)
def test_wrapping_loses_no_word_and_no_line_is_too_wide(words, room):
    lines = wrapped(" ".join(words), width, room)
    assert " ".join(plain(line) for line in lines).split() == words
    assert all(len(plain(line)) <= room for line in lines)


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(5, 30))
@settings(max_examples=40, deadline=None)
def test_wrapping_keeps_what_is_bold(bolds, room):
    words = tuple(Run(f"w{number} ", bold=bold) for number, bold in enumerate(bolds))
    lines = wrapped(words, width, room)
    found = {word: run.bold for line in lines for run in line for word in run.text.split()}
    assert found == {f"w{number}": bold for number, bold in enumerate(bolds)}


def test_a_line_break_in_the_sentence_is_kept():
    assert [plain(line) for line in wrapped("Kan bekreftes\nved 40:00", width, 100)] == [
        "Kan bekreftes",
        "ved 40:00",
    ]


def test_a_word_wider_than_the_room_stands_alone():
    lines = wrapped("et blodtrykksapparat til", width, 8)
    assert [plain(line) for line in lines] == ["et", "blodtrykksapparat", "til"]


def test_a_no_break_space_holds_its_words_together():
    lines = wrapped("nivå, GCS\u00a0<\u00a08", width, 9)
    assert [plain(line) for line in lines] == ["nivå,", "GCS\u00a0<\u00a08"]
