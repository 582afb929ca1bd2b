"""Another one signs in during a session: asked once whether she takes over, never made to."""

import pytest

from bedside import events
from bedside.people import CLINICIAN
from bedside.text import Language
from tests.bedside.telling import DOCTOR, NURSE, SECOND, Telling
from tests.ui import whole
from tests.ui.fakes import FakeActs
from tests.ui.press import inside, names, press
from tests.ui.views import IDA, PER, view_at
from tests.ui.ward import PIN, Ward
from ui.i18n import Words
from ui.log_rows import log_rows
from ui.screens.hand_over import HandOverScreen, hand_over_state
from ui.screens.sign_in import SignInScreen
from ui.view import Place

EN = Words(Language.EN)
HERE = events.PersonPresent(person=SECOND, role=CLINICIAN)


def running():
    return whole.prepared().wait(60).tell(whole.START).minute(18)


@pytest.fixture
def page(qtbot, theme):
    def shown(telling, person=PER):
        acts = FakeActs(telling, Place.HAND_OVER, person=person)
        screen = acts.shows(HandOverScreen(theme, EN, acts, lambda: telling.now.mono_s))
        return acts, inside(qtbot, screen, theme)

    return shown


def test_who_takes_over_signs_and_is_present(qtbot, page):
    acts, screen = page(running())
    assert {"Does Per Moen take over?", "Ida Lund is in charge of this session."} <= {
        *names(screen)
    }
    press(qtbot, screen, "Take over the session")
    assert acts.done == [events.NurseHandedOver(to=SECOND), HERE]
    assert acts.by == [SECOND, SECOND]
    assert acts.view.session.people.nurse == SECOND
    assert acts.called[-1] == ("back",)
    assert "Session taken over by Per Moen" in [row.words for row in log_rows(acts.view, EN)]


def test_who_is_in_the_room_already_has_not_come_twice(qtbot, page):
    acts, screen = page(running().tell(HERE))
    press(qtbot, screen, "Take over the session")
    assert acts.done == [events.NurseHandedOver(to=SECOND)]


def test_only_signing_changes_nothing(qtbot, page):
    acts, screen = page(running())
    press(qtbot, screen, "Only signing this")
    assert acts.done == []
    assert acts.called == [("back",)]


def test_what_is_refused_is_said_and_the_page_stays(qtbot, page):
    acts, screen = page(running(), person=IDA)  # she is in charge already
    press(qtbot, screen, "Take over the session")
    assert acts.called == []
    assert "Choose somebody else to take over." in names(screen)


# (sentence, the session, who is signed in, what is told, possible)
STATES = [
    ("somebody is in charge", running, PER, "Ida Lund is in charge of this session.", True),
    ("nobody is", lambda: Telling().tell(whole.prepared().entries[0].event, by="-"), PER,
     "Nobody is in charge of this session yet.", True),
    ("nobody is signed in any more", running, None, "Ida Lund is in charge of this session.",
     False),
    ("the session is over", whole.whole, PER, "Ida Lund is in charge of this session.", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "told", "person", "says", "possible"), STATES, ids=[row[0] for row in STATES]
)
def test_what_is_asked(sentence, told, person, says, possible):
    state = hand_over_state(view_at(told(), person=person), EN)
    assert (state.told, state.possible) == (says, possible)


def test_the_page_of_signing_in_says_who_is_in_charge(qtbot, theme):
    acts = FakeActs(running(), Place.SIGN_IN)
    screen = inside(qtbot, acts.shows(SignInScreen(theme, EN, acts, lambda: 0.0)), theme)
    assert any(name.startswith("In charge of the session: Ida Lund") for name in names(screen))


# --- in the whole application ----------------------------------------------------------------


@pytest.fixture
def ward(tmp_path, qapp):
    made = Ward(tmp_path).sign_in()
    made.room.open_session(made.now)
    return made.run(2)


def signs_in(ward, person):
    ward.app.go(Place.SIGN_IN)
    assert not ward.app.sign_in(person, PIN)
    return ward.app.place


# (sentence, what happens before, who signs in, whether she is asked)
OFFERS = [
    ("another nurse", lambda ward: ward, SECOND, True),
    ("a doctor, who may run a session too", lambda ward: ward, DOCTOR, True),
    ("the one who is in charge", lambda ward: ward, NURSE, False),
    ("in an emergency", lambda ward: ward.app.declare_emergency(), SECOND, False),
    ("after it was given up",
     lambda ward: ward.tell(events.SessionAborted(reason="syk", decided_by=NURSE)), SECOND, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "before", "person", "asked"), OFFERS, ids=[row[0] for row in OFFERS]
)
def test_who_is_asked_to_take_over(ward, sentence, before, person, asked):
    before(ward)
    assert (signs_in(ward, person) is Place.HAND_OVER) is asked


def test_with_no_session_nobody_is_asked(tmp_path, qapp):
    ward = Ward(tmp_path)
    assert signs_in(ward, SECOND) is Place.START


def test_signing_in_again_asks_again(ward):
    signs_in(ward, SECOND)
    ward.app.back()
    assert signs_in(ward, SECOND) is Place.HAND_OVER


def test_a_blood_pressure_that_asks_for_symptoms_comes_first(ward):
    signs_in(ward, SECOND)
    ward.bp(186, 112).run(2)
    assert ward.app.place is Place.HIGH_BP


def test_whoever_begins_a_session_signs_in_on_the_way_to_it(tmp_path, qapp):
    ward = Ward(tmp_path)
    ward.app.go(Place.NEW_SESSION)
    assert ward.app.place is Place.SIGN_IN
    ward.sign_in()
    assert ward.app.place is Place.NEW_SESSION


def test_whoever_turns_back_from_signing_in_is_not_led_there_later(tmp_path, qapp):
    ward = Ward(tmp_path)
    ward.app.go(Place.NEW_SESSION)
    ward.app.back()
    ward.app.go(Place.SIGN_IN)
    ward.sign_in()
    assert ward.app.place is Place.START
