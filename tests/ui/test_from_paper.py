"""What was written on the paper form is entered afterwards, with its own time, and marked so."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bedside import events
from bedside.text import Language
from tests.bedside.telling import protocol
from tests.ui.ward import Ward
from ui.export.told import Told, noted
from ui.i18n import Words
from ui.log_rows import log_rows
from ui.screens.note import NoteScreen
from ui.view import Place
from ui.widgets.words import plain

NB, EN = Words(Language.NB), Words(Language.EN)
AT_HALF_PAST_EIGHT = datetime(2026, 11, 24, 8, 30, tzinfo=ZoneInfo("Europe/Oslo"))


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path).sign_in()
    made.room.open_session(made.now)
    yield made
    made.store.close()


@pytest.fixture
def screen(ward, wide_theme):
    ward.app.go(Place.NOTE)
    made = NoteScreen(wide_theme, NB, ward.app, lambda: 0.0)
    made.show_view(ward.view)
    return made


def notes(ward):
    found = [entry.event for entry in ward.store.replay(ward.room.session_id)]
    return [event for event in found if isinstance(event, events.NoteWritten)]


def test_a_line_of_the_paper_form_keeps_the_time_that_stands_there(ward, screen):
    screen._typed("BT 132/80")
    screen._ticked(True)
    screen._timed((8, 30))
    screen._write()
    (note,) = notes(ward)
    assert (note.text, note.on_paper) == ("BT 132/80", True)
    assert note.happened_at == AT_HALF_PAST_EIGHT
    row = log_rows(ward.view, NB)[0]
    assert (row.words, plain(row.second)) == ("BT 132/80", "fra papir, 08:30 · Ida Lund")


def test_without_the_time_on_the_paper_it_is_not_written(ward, screen):
    screen._typed("BT 132/80")
    screen._ticked(True)
    screen._timed(None)
    screen._write()
    assert notes(ward) == []
    screen._ticked(False)
    screen._write()
    assert [(note.text, note.on_paper) for note in notes(ward)] == [("BT 132/80", False)]


@pytest.mark.parametrize(
    ("story", "note", "nb", "en"),
    [
        ("a note of now", events.NoteWritten(text="x"), "x", "x"),
        ("from paper", events.NoteWritten(text="x", on_paper=True), "Fra papir: x",
         "From paper: x"),
        ("with its time",
         events.NoteWritten(text="x", on_paper=True, happened_at=AT_HALF_PAST_EIGHT),
         "Fra papir, 08:30: x", "From paper, 08:30: x"),
    ],
)  # fmt: skip
def test_the_report_says_what_was_on_paper_first(story, note, nb, en):
    told = [noted(note, Told(protocol(), words, {})) for words in (NB, EN)]
    assert told == [nb, en]
