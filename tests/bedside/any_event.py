"""Any event at all, from the kinds' own types: for the properties that hold for every record."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import get_args, get_origin

from hypothesis import strategies as st
from msgspec import NODEFAULT
from msgspec.structs import fields

from bedside.clock import START_OF_TIME
from bedside.events import KINDS

# Words that parts of a session react to, so that events meet each other more often than by chance.
WORDS = (
    "", " ", "ida", "per", "physician", "dr-hansen", "nibp", "spo2", "pulse_rate", "manual",
    "before", "after", "end", "discharge", "D-01", "D-11", "D-13", "D-14", "D-16", "P-06", "P-07",
    "C-01", "U-08", "R-01", "R-02", "R-10", "chest_pain", "restlessness", "bp_high", "low_risk",
    "2026-11-24", "2026-11-24T06:00:00+00:00", "suspect", "confirmed", "toalett", "ø",
)  # fmt: skip


@cache
def of_type(kind, finite):
    if kind is str:
        return st.sampled_from(WORDS)
    if kind is int:
        return st.integers(-3, 300)
    if kind is bool:
        return st.booleans()
    if kind is float:
        return st.floats(allow_nan=not finite, allow_infinity=not finite)
    if kind is Decimal:
        odd = st.decimals(allow_nan=not finite, allow_infinity=not finite)
        return st.sampled_from([Decimal(1), Decimal("35.0"), Decimal(70), Decimal("0.5")]) | odd
    if kind is datetime:
        day = st.timedeltas(timedelta(days=-1), timedelta(days=1))
        return day.map(START_OF_TIME.__add__) if finite else st.datetimes()  # naive, any year
    origin, inside = get_origin(kind), get_args(kind)
    if origin is tuple and inside[-1:] == (Ellipsis,):
        return st.lists(of_type(inside[0], finite), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(of_type(part, finite) for part in inside))
    if origin is dict:
        return st.dictionaries(*(of_type(part, finite) for part in inside), max_size=3)
    if inside and type(None) in inside:
        rest = [part for part in inside if part is not type(None)]
        return st.none() | st.one_of(*(of_type(part, finite) for part in rest))
    return st.sampled_from(inside)  # a Literal


@cache
def of_kind(kind, finite=True):
    """Required fields always, the others sometimes."""
    required, optional = {}, {}
    for field in fields(kind):
        needed = field.default is NODEFAULT and field.default_factory is NODEFAULT
        (required if needed else optional)[field.name] = of_type(field.type, finite)
    chosen = st.fixed_dictionaries(required, optional=optional)
    return chosen.map(lambda values: kind(**values))


def any_event(finite=True):
    return st.sampled_from(sorted(KINDS)).flatmap(lambda name: of_kind(KINDS[name], finite))
