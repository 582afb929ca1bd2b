"""Who may sign: the right person, with the right PIN, at that moment."""

import pytest

from bedside.identity import (
    LOCKED_S,
    Attempts,
    Person,
    is_doctor,
    may_have_pin,
    pin_fits,
    try_pin,
    with_pin,
)
from bedside.store import Store

IDA = with_pin(Person(id="ida", name="Ida Lund", role="nurse"), "2580")


@pytest.mark.parametrize(
    ("story", "pin", "why"),
    [
        ("four digits that are not a row are good", "2580", None),
        ("eight digits are good", "25804713", None),
        ("three are too few", "258", "pin_length"),
        ("nine are too many", "258047139", "pin_length"),
        ("letters are not on the key pad", "25a0", "pin_digits_only"),
        ("nor are other scripts' digits", "٢٥٨٠", "pin_digits_only"),
        ("all the same is too simple", "7777", "pin_too_simple"),
        ("a row upwards is too simple", "3456", "pin_too_simple"),
        ("a row downwards is too simple", "6543", "pin_too_simple"),
    ],
)
def test_which_pins_are_good_enough(story, pin, why):
    assert may_have_pin(pin, IDA) == why


def test_a_pin_is_kept_as_a_hash_that_says_nothing():
    assert "2580" not in IDA.pin
    assert IDA.pin.startswith("$argon2id$")
    assert pin_fits(IDA, "2580")
    assert not pin_fits(IDA, "2581")


def test_nobody_signs_without_a_pin_or_with_a_damaged_hash():
    assert not pin_fits(Person(id="x", name="x", role="nurse"), "")
    assert not pin_fits(Person(id="x", name="x", role="nurse", pin="damaged"), "2580")


def test_five_wrong_pins_lock_the_person_for_five_minutes():
    attempts = Attempts()
    said = []
    for _ in range(5):
        signed, attempts, why = try_pin(IDA, "1111", attempts, 0.0)
        said.append((signed, why))
    assert said == [(False, "pin_wrong")] * 4 + [(False, "person_locked")]
    assert try_pin(IDA, "2580", attempts, LOCKED_S - 1)[::2] == (False, "person_locked")
    assert try_pin(IDA, "2580", attempts, LOCKED_S) == (True, Attempts(), None)


def test_who_has_ended_no_longer_signs():
    ended = Person(id="ida", name="Ida Lund", role="nurse", pin=IDA.pin, ended="2026-01-01")
    assert try_pin(ended, "2580", Attempts(), 0.0)[::2] == (False, "person_ended")


@pytest.mark.parametrize(("role", "doctor"), [("nurse", False), ("consultant", True)])
def test_only_doctors_are_doctors(role, doctor):
    assert is_doctor(Person(id="x", name="x", role=role)) is doctor


def test_the_staff_stands_beside_the_record_and_is_changed_not_lost(tmp_path):
    store = Store(tmp_path / "record.db")
    store.save_person(IDA)
    store.save_person(Person(id="per", name="Per Moen", role="nurse"))
    store.save_person(Person(id="ida", name="Ida Lund", role="nurse", ended="2026-11-24"))
    assert [(p.id, p.ended) for p in store.staff()] == [("ida", "2026-11-24"), ("per", "")]
    store.close()
