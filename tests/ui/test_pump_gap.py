"""What the nurse's minutes become: never longer than nobody watched, by no fraction of a second.

And what is shown and asked where the computer's clock cannot tell how long nobody watched.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from bedside import events
from bedside.clock import UNKNOWN_S, Instant
from bedside.events import PumpGapAnswered
from bedside.text import Language
from tests.bedside.course import START, ready
from tests.ui.fakes import FakeActs
from tests.ui.press import named, names, press, write
from tests.ui.views import view_of
from tests.ui.ward import Ward
from ui.figures import ago
from ui.i18n import Words
from ui.log_rows import log_rows
from ui.places import Interrupted
from ui.screens.emergency import emergency_state
from ui.screens.pump_gap import Draft, PumpGapScreen, answer, gap_text, ran_answer, ran_text
from ui.screens.start import start_state
from ui.view import Place
from ui.widgets.words import plain

GAP_S = 575.963  # rounded to a tenth it would be longer than it was, and be refused


@pytest.mark.parametrize(
    ("story", "stood_min", "ran_throughout", "stood_s"),
    [
        ("it ran all the time", None, True, 0.0),
        ("no minute at all is the same", Decimal(0), True, 0.0),
        ("it stood for a part", Decimal("1.5"), False, 90.0),
        ("it stood all the time", Decimal(10), False, GAP_S),
    ],
)
def test_the_minutes_typed_become_an_answer(story, stood_min, ran_throughout, stood_s):
    said = answer(Draft(stood_min), GAP_S)
    assert said == PumpGapAnswered(ran_throughout=ran_throughout, stood_s=stood_s), story


# --- the clock stood before the last line: nobody knows how long it was

NB, EN = Words(Language.NB), Words(Language.EN)
BEHIND = events.SessionResumed(gap_s=0.0, clock_behind_s=3600.0)
STORIES = [
    ("nothing is typed: nothing is said", None, None),
    ("it stood", Decimal(0), 0.0),
    ("it ran for twelve and a half minutes", Decimal("12.5"), 750.0),
]


def behind():
    """Ten minutes into the infusion the power went; a minute ago the program came back."""
    told = ready().tell(START).wait(600).tell(events.NoteWritten(text="rolig"))
    return told.tell(BEHIND, by="-").wait(60)


@pytest.mark.parametrize(("story", "ran_min", "ran_s"), STORIES, ids=[row[0] for row in STORIES])
def test_the_minutes_it_ran_become_an_answer(story, ran_min, ran_s):
    said = ran_answer(Draft(ran_min=ran_min))
    assert (said.ran_s if said else None) == ran_s


# (what the nurse reads, where, the words in both languages)
SHOWN = [
    ("that the clock is wrong", "gap", "klokke er feil", "clock is wrong"),
    ("that the time away is not known", "gap", "er ukjent", "is not known"),
    ("that the pump time is not confirmed", "gap", "ubekreftet", "not confirmed"),
    ("from when", "gap", "fra 09:32", "from 09:32"),
    ("what the pump had run then", "look", "gått i 10:00", "had run 10:00"),
    ("what is counted since", "look", "01:00 etter det", "01:00 since then"),
    ("in the log that nobody watched", "log", "ukjent hvor lenge", "how long is not known"),
]


@pytest.mark.parametrize(("story", "where", "nb", "en"), SHOWN, ids=[row[0] for row in SHOWN])
def test_where_nobody_knows_how_long_it_was_the_nurse_reads(story, where, nb, en):
    told = behind()
    view = view_of(told.session, told.now, Place.PUMP_GAP)
    infusion = view.session.infusion
    for words, text in ((NB, nb), (EN, en)):
        read = {
            "gap": gap_text(view, words),
            "look": ran_text(infusion, infusion.unknown_since, view.now, words),
            "log": " ".join(plain(row.second) for row in log_rows(view, words)),
        }[where]
        assert text in read
        assert "\N{MINUS SIGN}" not in read


@pytest.mark.parametrize("words", [NB, EN], ids=["nb", "en"])
def test_one_button_and_it_waits_for_the_minutes(words, theme, qtbot):
    _ = words.text
    acts = FakeActs(behind(), Place.PUMP_GAP)
    screen = acts.shows(PumpGapScreen(theme, words, acts, lambda: 0.0))
    qtbot.addWidget(screen)
    assert _("It ran all the time") not in names(screen)
    assert _("It stood that long") not in names(screen)
    assert not named(screen, _("It ran that long")).isEnabled()
    write(qtbot, screen, _("It ran for") + " min", "99")
    press(qtbot, screen, _("It ran that long"))
    assert acts.done == [], "longer than the whole infusion"
    assert acts.refusal.code == "gap_ran_needed"
    named(screen, _("It ran for") + " min").clear()
    write(qtbot, screen, _("It ran for") + " min", "4")
    press(qtbot, screen, _("It ran that long"))
    assert acts.done == [PumpGapAnswered(ran_throughout=False, ran_s=240.0)]
    infusion = acts.told.session.infusion
    assert (infusion.unconfirmed, infusion.pump_time_s(acts.told.now)) == (False, 900.0)
    answered = log_rows(acts.view, words)[0]
    assert "04:00" in plain(answered.words)


def test_a_gap_that_was_measured_is_asked_for_as_before(theme, qtbot):
    told = ready().tell(START).wait(600).tell(events.SessionResumed(gap_s=120.0), by="-")
    acts = FakeActs(told, Place.PUMP_GAP)
    screen = acts.shows(PumpGapScreen(theme, EN, acts, lambda: 0.0))
    qtbot.addWidget(screen)
    assert "It ran that long" not in names(screen)
    press(qtbot, screen, "It ran all the time")
    assert acts.done == [PumpGapAnswered(ran_throughout=True)]


OFFERED = [
    ("the clock is all right", 300, True, "5:00 min ago"),
    ("the clock stands before it, during an infusion", -300, True, "how long ago is not known"),
    ("the clock stands before it, with no infusion", -300, False, "how long ago is not known"),
]


@pytest.mark.parametrize(
    ("story", "away_s", "infusing", "words"), OFFERED, ids=[row[0] for row in OFFERED]
)
def test_an_interrupted_session_never_stopped_in_the_future(story, away_s, infusing, words):
    told = behind()
    stopped = told.now.wall - timedelta(seconds=away_s)
    one = Interrupted("s", "Kari", "1980-01-01", "x", "start", 1, infusing, 600, stopped, True)
    view = view_of(told.session, told.now, Place.START, interrupted=(one,))
    what = plain(start_state(view, EN).what)
    assert words in what
    assert ("minute 11" in what) is infusing
    assert "\N{MINUS SIGN}" not in what


def test_how_old_a_value_is_that_nobody_knows_is_not_said_in_minutes():
    now = behind().now
    assert ago(EN, Instant(now.mono_s - UNKNOWN_S, now.wall), now) == "how long ago is not known"


def test_an_emergency_has_not_lasted_less_than_no_time():
    told = behind().tell(events.EmergencyDeclared())
    view = view_of(told.session, told.now)
    earlier = Instant(told.now.mono_s, told.now.wall - timedelta(hours=1))
    assert emergency_state(view, EN).lasted == "00:00"
    assert emergency_state(view_of(told.session, earlier), EN).lasted == "–"


# --- where the question stands


# (sentence, what happened since the restart, where the nurse is led)
PLACES = [
    ("after a restart it is asked", [], Place.PUMP_GAP),
    ("answered, the infusion goes on", [PumpGapAnswered(ran_throughout=True)], Place.INFUSION),
    (
        "stopped without an answer, it is asked still: nothing is signed before",
        [events.InfusionEnded(completed=False, delivered_mg=Decimal(30), reason="gap")],
        Place.PUMP_GAP,
    ),
    (
        "an emergency goes before it",
        [events.EmergencyDeclared(category="E-01")],
        Place.EMERGENCY,
    ),
]


@pytest.mark.parametrize(("sentence", "happened", "place"), PLACES, ids=[row[0] for row in PLACES])
def test_where_the_question_stands(tmp_path, qapp, sentence, happened, place):
    ward = Ward(tmp_path).sign_in().follow(ready().tell(START))
    ward.tell(events.SessionResumed(gap_s=30.0), *happened)
    assert ward.app.place is place
