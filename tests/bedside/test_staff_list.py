"""The hospital's list of staff: taken whole, or every bad row is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.identity import Person, with_pin
from bedside.staff_list import decoded, read_staff
from bedside.store import Store

TODAY = date(2026, 11, 24)
IDA = with_pin(Person(id="ida", name="Ida Lund", role="nurse", phone="1"), "2580")
EVA = with_pin(Person(id="eva", name="Eva Eier", role="clinical_owner"), "2580")
KNOWN = (IDA, EVA)


def people(text, known=KNOWN):
    found = read_staff(text, known, TODAY)
    assert found.problems == ()
    return found.people


def problems(text, known=KNOWN):
    found = read_staff(text, known, TODAY)
    assert found.people == (), "nothing half imported"
    return [(problem.row, problem.code) for problem in found.problems]


@pytest.mark.parametrize(
    ("story", "text", "expected"),
    [
        ("name and role are enough", "name,role\nPer Moen,nurse\n",
         Person(id="per.moen", name="Per Moen", role="nurse")),
        ("as a Norwegian spreadsheet saves it", "Navn;Rolle;Telefon\nPer Moen;Sykepleier;12345\n",
         Person(id="per.moen", name="Per Moen", role="nurse", phone="12345")),
        ("an id of the hospital's own", "id;name;role\nab12;Per Moen;lege\n",
         Person(id="ab12", name="Per Moen", role="doctor")),
        ("a specialist with a date of training",
         "name;role;specialist;trained\nPer Moen;overlege;ja;15.01.2026\n",
         Person(id="per.moen", name="Per Moen", role="consultant", specialist=True,
                trained="2026-01-15")),
        ("an HPR number", "navn;rolle;HPR-nummer\nPer Moen;sykepleier;9999991\n",
         Person(id="per.moen", name="Per Moen", role="nurse", hpr="9999991")),
        ("somebody who has ended", "name;role;ended\nPer Moen;nurse;2026-11-01\n",
         Person(id="per.moen", name="Per Moen", role="nurse", ended="2026-11-01")),
        ("an empty line is no row", "name;role\n\nPer Moen;nurse\n;\n",
         Person(id="per.moen", name="Per Moen", role="nurse")),
    ],
)  # fmt: skip
def test_a_row_becomes_a_person(story, text, expected):
    assert people(text) == (expected,)


def test_somebody_who_is_known_keeps_the_pin_and_what_the_list_does_not_say():
    (ida,) = people("name;role\nIda Lund;doctor\n")
    assert (ida.id, ida.pin, ida.phone, ida.role) == ("ida", IDA.pin, "1", "doctor")


@pytest.mark.parametrize(
    ("story", "text", "named"),
    [
        ("nothing", "", [(1, "empty")]),
        ("only a head", "name;role\n", [(1, "empty")]),
        ("PINs are never imported", "name;role;pin\nPer Moen;nurse;2580\n", [(1, "pin_column")]),
        ("a column nobody knows", "name;role;shoe\nPer;nurse;43\n", [(1, "unknown_column")]),
        ("no role at all", "name\nPer\n", [(1, "no_column")]),
        ("a name twice in the head", "name;navn;role\nPer;Per;nurse\n", [(1, "column_twice")]),
        ("no name", "name;role\n;nurse\n", [(2, "no_name")]),
        ("a role that is none", "name;role\nPer;cleaner\n", [(2, "unknown_role")]),
        ("each bad row is named", "name;role\nPer;cleaner\nKari;nurse\n;doctor\n",
         [(2, "unknown_role"), (4, "no_name")]),
        ("a date that is none", "name;role;trained\nPer;nurse;soon\n", [(2, "no_date")]),
        ("an HPR number with a letter", "name;role;hpr\nPer;nurse;99999a1\n",
         [(2, "hpr_unreadable")]),
        ("a training to come", "name;role;trained\nPer;nurse;2027-01-01\n",
         [(2, "training_ahead")]),
        ("yes and no", "name;role;specialist\nPer;doctor;perhaps\n", [(2, "not_yes_no")]),
        ("the same person twice", "name;role\nPer;nurse\nPer;doctor\n", [(3, "twice")]),
        ("too many cells", "name;role\nPer;nurse;x\n", [(2, "too_many_cells")]),
        ("an id of the program's own", "id;name;role\nwatch;Per;nurse\n", [(2, "bad_id")]),
        ("a name with an escape", "name;role\nPer\x1b[2J;nurse\n", [(2, "bad_name")]),
        ("nobody left who answers", "name;role\nEva Eier;nurse\n", [(1, "last_owner")]),
    ],
)  # fmt: skip
def test_a_list_with_a_bad_row_is_not_taken(story, text, named):
    assert problems(text) == named, story


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_name_with_ae_and_oe_survives_any_spreadsheet(encoding):
    text = decoded("name;role\nBjørg Ås;nurse\n".encode(encoding))
    assert [person.name for person in people(text)] == ["Bjørg Ås"]


@given(st.text(max_size=200))
def test_any_text_is_people_or_problems_and_never_both(text):
    found = read_staff(text, KNOWN, TODAY)
    assert bool(found.people) != bool(found.problems)


def test_several_are_saved_together(tmp_path):
    store = Store(tmp_path / "record.db")
    store.save_people(people("name;role\nPer Moen;nurse\nKari Ås;doctor\n"))
    assert [person.name for person in store.staff()] == ["Kari Ås", "Per Moen"]
    store.close()


def test_a_cell_longer_than_any_name_is_a_problem_and_no_crash():
    assert problems("name;role\n" + "x" * 200_000 + ";nurse") == [(1, "too_long")]
