"""Staff with a PIN whose hash costs no time: that the real one costs some is test_identity's."""

from functools import cache

from argon2 import PasswordHasher
from msgspec.structs import replace

from bedside.identity import Person

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def with_cheap_pin(person: Person, pin: str) -> Person:
    return replace(person, pin=CHEAP.hash(pin))
