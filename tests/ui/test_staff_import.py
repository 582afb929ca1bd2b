"""Importing the staff list in the set-up: by an owner, whole or not at all, and said in words."""

import pytest

from bedside.staff_list import Problem
from bedside.text import Language
from tests.ui.test_setup_order import OWNER
from tests.ui.views import STAFF
from tests.ui.ward import Ward
from ui.i18n import Words
from ui.staff_words import PROBLEMS, imported_text, problem_text
from ui.view import StaffImported
from ui.widgets.words import plain

NB, EN = Words(Language.NB), Words(Language.EN)
LIST = "navn;rolle\nKari Ås;sykepleier\nIda Lund;lege\n"


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path, simulated=False, staff=(*STAFF, OWNER))
    yield made
    made.store.close()


def write(tmp_path, text=LIST):
    file = tmp_path / "staff.csv"
    file.write_text(text, encoding="utf-8")
    return file


def names(ward):
    return {person.name for person in ward.room.staff}


def test_an_owner_takes_the_list(ward, tmp_path):
    ward.sign_in("eva")
    found = ward.app.import_staff(write(tmp_path))
    assert (found.added, found.changed, found.without_pin) == (1, 1, 1)
    assert "Kari Ås" in names(ward)
    said = plain(imported_text(found, NB))
    assert said.startswith("1 lagt til, 1 endret. 1 har ingen PIN ennå")


def test_nobody_else_does(ward, tmp_path):
    ward.sign_in("ida")
    assert ward.app.import_staff(write(tmp_path)).refused == "owner_signs_in"
    assert "Kari Ås" not in names(ward)


def test_a_bad_row_keeps_the_whole_list_out_and_is_named(ward, tmp_path):
    ward.sign_in("eva")
    before = names(ward)
    found = ward.app.import_staff(write(tmp_path, LIST + "Ole;vaktmester\n"))
    assert names(ward) == before
    said = plain(imported_text(found, NB))
    assert said.startswith("Ingen ble tatt fra listen. Rad 4: det finnes ingen rolle «vaktmester»")


def test_whoever_has_no_pin_yet_cannot_sign_in_and_is_told_why(ward, tmp_path):
    ward.sign_in("eva")
    ward.app.import_staff(write(tmp_path))
    for _ in range(6):  # and is not locked by it
        assert ward.app.sign_in("kari.ås", "0000") == "pin_not_chosen"
    kari = next(person for person in ward.room.staff if person.name == "Kari Ås")
    assert ward.app.save_person(kari, "2581") == ""
    assert ward.app.sign_in(kari.id, "2581") == ""


def test_a_file_that_is_not_there_is_said(ward, tmp_path):
    ward.sign_in("eva")
    found = ward.app.import_staff(tmp_path / "gone.csv")
    assert imported_text(found, EN) == "This file cannot be read."


@pytest.mark.parametrize("code", PROBLEMS)
@pytest.mark.parametrize("words", [NB, EN], ids=["nb", "en"])
def test_every_problem_has_a_sentence(code, words):
    values = {name: "x" for name in ("column", "text", "role", "name", "id", "number")}
    said = problem_text(Problem(3, code, values), words)
    assert said.startswith(("Rad 3: ", "Row 3: "))
    assert "{" not in said


def test_of_many_problems_the_first_are_said_and_the_rest_counted():
    found = StaffImported(problems=tuple(Problem(n, "no_name") for n in range(2, 20)))
    assert plain(imported_text(found, EN)).endswith("Row 5: the name is missing. And 14 more.")
