"""The staff in the set-up: somebody new, and the training of one who is known (T-R5)."""

from datetime import date

import pytest

from bedside.identity import Person
from bedside.text import Language
from tests.bedside.telling import Telling
from tests.ui.fakes import FakeActs
from tests.ui.press import beginning, inside, names, press, write
from tests.ui.views import IDA, PER, STAFF
from ui.i18n import Words
from ui.screens.setup import SetupScreen
from ui.screens.setup_staff import training_text
from ui.screens.setup_state import (
    SetupDraft,
    changing,
    fields_refused,
    person_of,
    training_refused,
)
from ui.view import Place

EN = Words(Language.EN)
TODAY = date(2026, 11, 24)


class SetupActs(FakeActs):
    desk = None
    saved = ()

    def save_person(self, person, pin):
        self.saved = (*self.saved, (person, pin))
        return ""


@pytest.fixture
def page(qtbot, theme):
    acts = SetupActs(Telling(), Place.SETUP)
    screen = inside(qtbot, acts.shows(SetupScreen(theme, EN, acts, lambda: 0.0)), theme)
    press(qtbot, screen, "Staff")
    return acts, screen


# (sentence, what was typed, why it is refused)
DATES = [
    ("not known", "", ""),
    ("behind us", "2.3.2026", ""),
    ("no date", "i fjor", "training_unreadable"),
    ("ahead of us", "25.11.2026", "training_ahead"),
]


@pytest.mark.parametrize(("sentence", "typed", "code"), DATES, ids=[row[0] for row in DATES])
def test_the_date_of_a_training(sentence, typed, code):
    assert training_refused(SetupDraft(trained=typed), TODAY) == code


# (sentence, what was typed, why it is refused)
HPRS = [
    ("not everybody has one", "", ""),
    ("seven digits", " 9999991 ", ""),
    ("a letter in it", "99999a1", "hpr_unreadable"),
    ("a national number is none", "12829499914", "hpr_unreadable"),
]


@pytest.mark.parametrize(("sentence", "typed", "code"), HPRS, ids=[row[0] for row in HPRS])
def test_the_hpr_number(sentence, typed, code):
    assert fields_refused(SetupDraft(hpr=typed), TODAY) == code


def test_an_hpr_number_is_kept_and_shown_again():
    known = person_of(SetupDraft(name="Kari Vik", hpr=" 9999991 "), STAFF)
    assert known.hpr == "9999991"
    assert changing(SetupDraft(), known).hpr == "9999991"
    assert person_of(SetupDraft(person=known.id, hpr="9999992"), [known]).hpr == "9999992"


def test_somebody_new_has_a_date_from_the_first_day():
    draft = SetupDraft(name="Kari Vik", role="nurse", trained="2.3.2026", pin="2580")
    assert person_of(draft, STAFF) == Person(
        id="kari.vik", name="Kari Vik", role="nurse", trained="2026-03-02"
    )


def test_who_is_known_keeps_name_role_and_pin():
    known = Person(id="per", name="Per Moen", role="nurse", pin="hash", specialist=True)
    draft = changing(SetupDraft(role="doctor"), known)
    changed = person_of(
        SetupDraft(person="per", name="X", role="doctor", trained="2.3.26"), [known]
    )
    assert (draft.name, draft.role, draft.trained) == ("Per Moen", "nurse", "")
    assert (changed.name, changed.role, changed.pin) == ("Per Moen", "nurse", "hash")
    assert (changed.trained, changed.specialist) == ("2026-03-02", True)
    assert changing(draft, known).person == ""


def test_the_list_says_who_is_trained():
    assert training_text(PER, EN) == "no training noted"
    assert training_text(IDA, EN).startswith("trained ")
    assert changing(SetupDraft(), IDA).trained == "02.03.2026"


def test_a_training_is_written_down_without_a_new_pin(qtbot, page):
    acts, screen = page
    press(qtbot, screen, beginning(screen, "Per Moen: May sign here"))
    write(qtbot, screen, "Local emergency training, date", "20.11.2026")
    press(qtbot, screen, "Save the change")
    ((person, pin),) = acts.saved
    assert (person.id, person.trained, pin) == ("per", "2026-11-20", "")
    assert "Add person" in names(screen)


def test_a_date_ahead_is_refused_in_words(qtbot, page):
    acts, screen = page
    press(qtbot, screen, beginning(screen, "Per Moen: May sign here"))
    write(qtbot, screen, "Local emergency training, date", "20.11.2036")
    press(qtbot, screen, "Save the change")
    assert acts.saved == ()
    assert "The date of the training lies ahead." in names(screen)
