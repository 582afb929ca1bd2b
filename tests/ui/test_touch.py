"""The page of physical contact: what was wished for, and what was medically necessary."""

import pytest

from bedside import events
from bedside.text import Language
from tests.bedside.telling import Telling
from tests.ui import whole
from tests.ui.fakes import FakeActs
from tests.ui.press import inside, names, press, write
from tests.ui.views import view_at
from ui.i18n import Words
from ui.screens.short_reason import ShortDraft
from ui.screens.touch import TouchScreen, necessary_state

EN = Words(Language.EN)
OPEN = "Write down what was necessary"


def running():
    return whole.prepared().wait(60).tell(whole.START).minute(18)


# (sentence, the session, changes of the view)
STATES = [
    ("before the infusion", whole.prepared, {}),
    ("while the pump runs", running, {}),
    ("while it stands", lambda: running().tell(events.InfusionPaused(reason="toalett")), {}),
    ("with nobody signed in", running, {"person": None}),
    ("nothing permitted", lambda: running().tell(events.TouchConsentWithdrawn(sites=())), {}),
]


@pytest.fixture
def page(qtbot, theme):
    def shown(telling, **changes):
        acts = FakeActs(telling, **changes)
        screen = acts.shows(TouchScreen(theme, EN, acts, lambda: telling.now.mono_s))
        return acts, inside(qtbot, screen, theme)

    return shown


@pytest.mark.parametrize(
    ("sentence", "told", "changes"), STATES, ids=[row[0].replace(" ", "-") for row in STATES]
)
def test_what_was_necessary_is_three_presses_in_every_state(qtbot, page, sentence, told, changes):
    acts, screen = page(told(), **changes)
    press(qtbot, screen, OPEN)
    press(qtbot, screen, "Airway: What was done")
    press(qtbot, screen, "Write it down")
    assert acts.noted == [events.MedicalTouch(what="Airway")]
    assert acts.called[-1] == ("back",)
    assert OPEN in names(screen)


# (sentence, what was pressed and written, what is recorded)
TEXTS = [
    ("nothing said", ShortDraft(), ""),
    ("one press", ShortDraft("CPR"), "CPR"),
    ("in other words alone", ShortDraft("", " snudd på siden "), "snudd på siden"),
    ("both", ShortDraft("Airway", "kjeveløft"), "Airway: kjeveløft"),
]


@pytest.mark.parametrize(("sentence", "draft", "text"), TEXTS, ids=[row[0] for row in TEXTS])
def test_what_is_recorded_of_a_short_reason(sentence, draft, text):
    assert draft.text == text


def test_it_waits_for_what_was_done(qtbot, page):
    acts, screen = page(running())
    press(qtbot, screen, OPEN)
    press(qtbot, screen, "Airway: What was done")
    press(qtbot, screen, "Airway: What was done")  # a second press takes it back
    with pytest.raises(AssertionError, match="cannot be pressed"):
        press(qtbot, screen, "Write it down")
    write(qtbot, screen, "In other words", "snudd på siden")
    press(qtbot, screen, "Write it down")
    assert acts.noted == [events.MedicalTouch(what="snudd på siden")]


def test_what_was_begun_and_left_is_forgotten(qtbot, page):
    acts, screen = page(running())
    press(qtbot, screen, OPEN)
    press(qtbot, screen, "CPR: What was done")
    screen.hide()
    screen.show()
    acts.shows(screen)
    assert "CPR: What was done" not in names(screen)
    assert acts.noted == []


def test_without_a_session_there_is_no_record_to_write_it_in(qtbot, page):
    _, screen = page(Telling())
    with pytest.raises(AssertionError, match="cannot be pressed"):
        press(qtbot, screen, OPEN)


def test_a_contact_that_was_wished_for_is_recorded_as_before(qtbot, page):
    acts, screen = page(running())
    press(qtbot, screen, "Hand")
    press(qtbot, screen, "Contact ended: Hand")
    assert acts.done[0].site == "hand"


def test_it_is_called_as_the_protocol_calls_it():
    view = view_at(running())
    state = necessary_state(view, Words(Language.NB), ShortDraft())
    assert state.title == "Medisinsk nødvendig berøring"
