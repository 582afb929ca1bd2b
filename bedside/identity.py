"""Who is who: the staff, their roles and their personal PINs. Knows no database and no screen.

PINs are kept as argon2id hashes beside the record, never in it. Nobody is deleted, only ended.
After five wrong PINs in a row a person is locked for five minutes; time is an argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

Role = Literal["nurse", "doctor", "consultant", "clinical_owner", "system_owner"]

PIN_LENGTH = range(4, 9)
HPR_LENGTH = range(4, 10)
TRIES = 5
LOCKED_S = 300.0
DOCTORS = frozenset({"doctor", "consultant"})
OWNERS = frozenset({"clinical_owner", "system_owner"})
TREATING = DOCTORS | {"nurse"}  # may run a session (SPEC R-01)

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # about 30 ms


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One of the staff. `pin` is an argon2id hash, empty until a PIN was chosen."""

    id: str
    name: str
    role: Role
    pin: str = ""
    phone: str = ""
    hpr: str = ""  # the number in the register of health personnel; not everybody has one
    specialist: bool = False
    trained: str = ""  # date of the local emergency training (T-R5)
    ended: str = ""  # date from which the person no longer signs


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong PINs in a row of one person, and until when the person is locked (monotonic)."""

    wrong: int = 0
    locked_until_s: float = 0.0


def is_doctor(person: Person) -> bool:
    return person.role in DOCTORS


def is_trained(person: Person) -> bool:
    """The local emergency training has a date; what is no date counts for nothing (T-R5)."""
    try:
        return bool(date.fromisoformat(person.trained))
    except ValueError:
        return False


def may_be_trained(trained: str, today: date) -> str | None:
    """Why this cannot be the date of a training: a code, or None. Empty: it is not known."""
    try:
        ahead = bool(trained) and date.fromisoformat(trained) > today
    except ValueError:
        return "training_unreadable"
    return "training_ahead" if ahead else None


def may_be_hpr(number: str) -> str | None:
    """Why this cannot be an HPR number: a code, or None. Empty: there is none. Only its form can
    be seen: it has no check digit that anybody has published (INTEROP §3)."""
    fits = number.isascii() and number.isdigit() and len(number) in HPR_LENGTH
    return None if fits or not number else "hpr_unreadable"


def has_owner(staff: Sequence[Person]) -> bool:
    """Somebody who may sign, and who answers for this workstation's staff."""
    return any(person.role in OWNERS and person.pin and not person.ended for person in staff)


def may_change_staff(staff: Sequence[Person], by: Person | None, person: Person) -> str | None:
    """Why `by` may not add or change `person`: a code, or None.

    The first to be written down is an owner; after that an owner who is signed in adds and changes
    the others, and everybody their own line, but not their own role.
    """
    if not has_owner(staff):
        return None if person.role in OWNERS and not person.ended else "owner_first"
    known = next((one for one in staff if one.id == person.id), None)
    own = by is not None and known is not None and (by.id, known.role) == (person.id, person.role)
    why = None if own and not person.ended else may_import_staff(by)
    if why is not None:
        return why
    after = [one for one in staff if one.id != person.id]
    return None if has_owner([*after, person]) else "last_owner"


def may_import_staff(by: Person | None) -> str | None:
    """Why `by` may not take over a whole staff list: a code, or None."""
    return None if by is not None and by.role in OWNERS else "owner_signs_in"


def may_have_pin(pin: str, person: Person) -> str | None:
    """Why this PIN is not good enough: a code, or None."""
    if not pin.isascii() or not pin.isdigit():
        return "pin_digits_only"
    if len(pin) not in PIN_LENGTH:
        return "pin_length"
    if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
        return "pin_too_simple"
    return None


def with_pin(person: Person, pin: str) -> Person:
    return msgspec.structs.replace(person, pin=_hasher.hash(pin))


def pin_fits(person: Person, pin: str) -> bool:
    try:
        return bool(person.pin) and _hasher.verify(person.pin, pin)
    except (Argon2Error, InvalidHashError):
        return False


def try_pin(
    person: Person, pin: str, attempts: Attempts, now_s: float
) -> tuple[bool, Attempts, str | None]:
    """Whether `pin` signs `person` in; the attempts after it; and a code when it does not."""
    if person.ended:
        return False, attempts, "person_ended"
    if not person.pin:
        return False, attempts, "pin_not_chosen"
    if now_s < attempts.locked_until_s:
        return False, attempts, "person_locked"
    if pin_fits(person, pin):
        return True, Attempts(), None
    wrong = attempts.wrong + 1
    if wrong >= TRIES:
        return False, Attempts(0, now_s + LOCKED_S), "person_locked"
    return False, replace(attempts, wrong=wrong), "pin_wrong"
