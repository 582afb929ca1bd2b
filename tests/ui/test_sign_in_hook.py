"""One function decides whether somebody is who they say: where the hospital's sign-in goes."""

import ast
import inspect
from datetime import UTC
from pathlib import Path

import pytest

from bedside.identity import Attempts, Person
from tests.bedside.telling import DOCTOR
from tests.ui.test_key_change import Installation
from tests.ui.ward import PIN
from ui import pin_attempts
from ui.keeping import RecordDesk
from ui.physician import doors
from ui.view import Acts

HOUSE = Path(__file__).parents[2]
SETS_ONE = "save_person"  # a new PIN is chosen there, and nobody is recognised by it
ASKED_BY = {"bedside/room.py", "ui/physician/doors.py", "ui/pin_attempts.py"}


def callers(name):
    """The files of the program that call a function of this name."""
    found = set()
    for folder in ("bedside", "devices", "ui"):
        for file in (HOUSE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                called = node.func if isinstance(node, ast.Call) else None
                if getattr(called, "id", getattr(called, "attr", "")) == name:
                    found.add(file.relative_to(HOUSE).as_posix())
    return found


def test_a_pin_is_compared_in_one_function_that_the_screen_the_page_and_the_terminal_ask():
    assert callers("pin_fits") == {"bedside/identity.py"}
    assert callers("try_pin") == ASKED_BY


def takes_a_pin(acts):
    return {
        name
        for name, what in inspect.getmembers(acts, inspect.isfunction)
        if "pin" in inspect.signature(what).parameters
    }


GIVEN = {  # every act of a screen that takes one
    "check_pin": lambda here: here.ward.app.check_pin("eva", PIN),
    "sign_in": lambda here: here.ward.app.sign_in("eva", PIN),
    "approve": lambda here: here.ward.app.approve("eva", PIN),
    "change_key": lambda here: here.desk.change_key("eva", PIN),
}


def test_no_act_that_takes_a_pin_is_left_out():
    assert takes_a_pin(Acts) | takes_a_pin(RecordDesk) == {*GIVEN, SETS_ONE}


def refuses(_person, _pin, attempts, _now_s):
    return False, attempts, "not_by_the_hospital"


@pytest.fixture
def here(tmp_path):
    made = Installation(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("act", GIVEN)
def test_what_the_hospitals_sign_in_refuses_no_pin_signs(act, here, monkeypatch):
    monkeypatch.setattr("bedside.room.try_pin", refuses)
    assert GIVEN[act](here) == "not_by_the_hospital"
    assert here.ward.room.person is None
    assert here.ward.room.approvals == ()
    assert not here.keeper.busy


def test_the_page_and_the_terminal_ask_it_too(here, monkeypatch, tmp_path):
    monkeypatch.setattr(pin_attempts, "try_pin", refuses)
    monkeypatch.setattr(doors, "try_pin", refuses)
    eva = next(person for person in here.ward.room.staff if person.id == "eva")
    assert pin_attempts.pin_refused(tmp_path, eva, PIN, here.ward.now) == "not_by_the_hospital"
    asked = (doors.Doors(b"secret"), here.ward.room.staff, DOCTOR, PIN, "10.0.0.1", here.ward.now)
    _doors, cookie, why = doors.sign_in(*asked, UTC)
    assert (cookie, why) == ("", "not_by_the_hospital")


def test_whom_it_lets_in_is_signed_in_with_any_word(here, monkeypatch):
    """Such as a ticket of the hospital's own, in the PIN's place."""
    monkeypatch.setattr("bedside.room.try_pin", lambda *_given: (True, Attempts(), None))
    assert here.ward.app.sign_in("eva", "a ticket") == ""
    assert isinstance(here.ward.room.person, Person)
