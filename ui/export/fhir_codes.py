"""FHIR R4 data types from the code tables of resources/fhir: CodeableConcept, Coding, Quantity.

What cannot be said is None and goes away in `pruned`: FHIR has no empty element.
"""

import math
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

import resources

Json = dict[str, Any]


class Coded(Struct, frozen=True, forbid_unknown_fields=True):
    system: str  # a key of `systems`
    code: str
    display: str


class Unit(Struct, frozen=True, forbid_unknown_fields=True):
    code: str  # UCUM
    unit: str  # for people


class Codes(Struct, frozen=True, forbid_unknown_fields=True):
    """resources/fhir/codes.toml"""

    own: str
    systems: dict[str, str]
    concepts: dict[str, tuple[Coded, ...]]
    units: dict[str, Unit]


@cache
def codes() -> Codes:
    return msgspec.toml.decode(resources.path("fhir/codes.toml").read_bytes(), type=Codes)


def codings(name: str) -> list[Json]:
    """Every coding of one concept of the tables, such as "spo2"."""
    known = codes()
    return [
        {"system": known.systems[coded.system], "code": coded.code, "display": coded.display}
        for coded in known.concepts[name]
    ]


def coding(name: str) -> Json:
    return codings(name)[0]


def concept(name: str, text: str = "") -> Json:
    """A CodeableConcept of the tables; `text` is what the report calls it."""
    return {"coding": codings(name), "text": text}


def own(table: str, code: str, text: str = "") -> Json:
    """A CodeableConcept in the record's own words; none where the record has no word."""
    if not code.strip():
        return {"text": text}
    named = {"system": f"{codes().own}{table}", "code": " ".join(code.split()), "display": text}
    return {"coding": [named], "text": text}


def quantity(value: Decimal | float | None, unit: str) -> Json | None:
    """A Quantity in UCUM, exactly the record's number; None where it holds no number."""
    number = exactly(value)
    if number is None:
        return None
    of = codes().units[unit]
    system = codes().systems["ucum"]
    return {"value": number, "unit": of.unit, "system": system, "code": of.code}


def exactly(value: Decimal | float | None) -> Decimal | int | None:
    """The number as JSON writes it: 97.0 of a monitor is 97; decimals keep what they have."""
    finite = value.is_finite() if isinstance(value, Decimal) else value is not None
    if value is None or not finite or not math.isfinite(value):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(repr(value))
    return value


def ratio(top: Decimal | float, unit: str, per: Decimal | float, per_unit: str) -> Json | None:
    numerator, denominator = quantity(top, unit), quantity(per, per_unit)
    if numerator is None or denominator is None:
        return None
    return {"numerator": numerator, "denominator": denominator}


def pruned(value: Any) -> Any:
    """The same without what is empty; 0 and false are values."""
    if isinstance(value, Mapping):
        kept = {key: pruned(inside) for key, inside in value.items()}
        return {key: inside for key, inside in kept.items() if not _empty(inside)}
    if isinstance(value, list | tuple):
        return [inside for inside in map(pruned, value) if not _empty(inside)]
    return value.strip() if isinstance(value, str) else value


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})
