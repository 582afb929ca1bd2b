"""Any event of the record, with anything in it that a file can hold; and any order of them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import get_type_hints

from hypothesis import strategies as st

from bedside import events
from bedside.clock import Instant
from bedside.events import Entry

DECIMALS = (
    st.sampled_from([Decimal(n) for n in ("0", "0.1", "1", "2", "4", "27.6", "72.4", "100", "150")])
    | st.decimals(allow_nan=True, allow_infinity=True)
    | st.just(Decimal("sNaN"))
)
SEQS = st.integers(0, 12)
PEOPLE = st.sampled_from(["ida", "per", "kari", "", "-", "watch"])
REASONS = st.sampled_from(["", " ", "rettet"])
DRUGS = st.sampled_from(["ketamine", "midazolam", "ondansetron"])
ROUTES = st.sampled_from(["iv", "im"])
TIMES = st.datetimes(timezones=st.none() | st.just(UTC))  # in an event's field, as any file's
WALL_TIMES = st.datetimes(timezones=st.just(UTC))
FIELDS = {
    "drug": DRUGS,
    "route": ROUTES,
    "person": PEOPLE,
    "doctor": PEOPLE,
    "checker": PEOPLE,
    "reason": REASONS,
    "deviation_reason": REASONS,
    "of": SEQS,
    "rule": st.sampled_from(["N-05", "N-07", "prn-agreed", "V-04", ""]),
}


BY_TYPE = {
    Decimal: DECIMALS,
    Decimal | None: st.none() | DECIMALS,
    datetime | None: st.none() | TIMES,
    int | None: st.none() | SEQS,
}


def _of(name, hint):
    if name in FIELDS:
        return FIELDS[name]
    return BY_TYPE[hint] if hint in BY_TYPE else st.from_type(hint)


def any_of(*kinds):
    return st.one_of(
        *(
            st.builds(
                kind,
                **{
                    name: _of(name, hint)
                    for name, hint in get_type_hints(kind).items()
                    if name in kind.__struct_fields__
                },
            )
            for kind in kinds
        )
    )


DRUG_EVENTS = any_of(
    events.WeightRecorded,
    events.MeasuringPlanChosen,
    events.DosePrescribed,
    events.DrugPrepared,
    events.PreparationDoubleChecked,
    events.DoctorConfirmed,
    events.PrnPrescribed,
    events.PrnAgreed,
    events.PrnElsewhereAsked,
    events.PrnDoseGiven,
    events.PrnEffectNoted,
    events.PostSedationObserved,
    events.DrugWithdrawn,
    events.DrugDestroyed,
    events.DestructionCountersigned,
    events.DeviationRecorded,
    events.InfusionStarted,
    events.InfusionEnded,
    events.DeliveredDoseCorrected,
)


def records(happened, max_size=12):
    """Entries in order, each a little later or (a clock was set) earlier than the one before."""
    line = st.tuples(happened, PEOPLE, WALL_TIMES)
    return st.lists(line, max_size=max_size).map(
        lambda lines: [
            Entry(seq, Instant(float(seq), wall), by, event)
            for seq, (event, by, wall) in enumerate(lines, start=1)
        ]
    )
