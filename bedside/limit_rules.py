"""Whether an alarm limit of a session may be changed, and who must say so (ALARMS D.5, SPEC 9.4).

Looser is what the site's own limit is not: a limit that was tightened may be taken back as far as
the site's by whoever is signed in, for a slip of the finger must be mendable at once; beyond it a
doctor is named, and 180/110 is never passed. To tighten is refused only where it makes no sense.
"""

from collections.abc import Collection
from typing import assert_never

from bedside import events
from bedside.people import may_decide
from bedside.protocol import Protocol
from bedside.protocol_watch import Limit, Loosen, Plausible
from bedside.refusal import Refusal
from bedside.session import Session
from bedside.session_limits import (
    LimitChanges,
    changeable,
    in_force,
    looser,
    number_of,
    side_of,
)
from bedside.vitals import Vital

LOCKED = "9.4"  # 180/110
LOCAL = "9.7"  # every other limit: the protocol has no numbers
BREATHS_PER_MIN = (1, 60)  # the entry guard has none: nobody streams respiration


def may_change_limit(
    session: Session,
    event: events.AlarmLimitChanged,
    by: str,
    known: Collection[str],
    protocol: Protocol,
) -> Refusal | None:
    """`known` are the doctors of this session."""
    numbers = changeable(protocol.limits.limit)
    limit = next((x for x, bound in numbers if (x.id, bound) == (event.limit, event.bound)), None)
    own = None if limit is None else number_of(limit, event.bound)
    if limit is None or own is None:
        return Refusal(LOCAL, "limit_unknown", values={"limit": event.limit}, missing=("limit",))
    if number_of(in_force(limit, session.limits), event.bound) == event.value:
        return Refusal(LOCAL, "limit_is_that", values={"value": str(event.value)})
    least, most = possible(limit.vital, event.bound, protocol.vitals.entry)
    if not least <= event.value <= most:
        values = {"least": str(least), "most": str(most)}
        return Refusal(LOCAL, "limit_impossible", values=values, missing=("value",))
    if looser(event.bound, event.value, own):
        refusal = _may_loosen(limit, event, own, by, known)
        if refusal is not None:
            return refusal
    return _crossing(event, limit.vital, session.limits, protocol)


def needs_doctor(limit: Limit, bound: str, value: float) -> bool:
    """Whether `value` is looser than the site's own limit."""
    own = number_of(limit, bound)
    return own is not None and looser(bound, value, own)


def possible(vital: Vital, bound: str, guard: Plausible) -> tuple[int, int]:
    """Between which numbers a limit can lie at all: what a patient may have (SPEC 9.3)."""
    match vital:
        case Vital.SPO2:
            return guard.spo2_low_percent, guard.spo2_high_percent
        case Vital.PULSE_RATE:
            return guard.pulse_low_per_min, guard.pulse_high_per_min
        case Vital.RESPIRATORY_RATE:
            return BREATHS_PER_MIN
        case Vital.NIBP:
            if bound.startswith("systolic"):
                return guard.systolic_low_mmhg, guard.systolic_high_mmhg
            return guard.diastolic_low_mmhg, guard.diastolic_high_mmhg
        case _:
            assert_never(vital)


def _may_loosen(
    limit: Limit,
    event: events.AlarmLimitChanged,
    own: float,
    by: str,
    known: Collection[str],
) -> Refusal | None:
    values = {"own": f"{own:g}"}
    if limit.loosen is Loosen.NEVER:
        return Refusal(LOCKED, "limit_never_loosened", limit.section, values)
    if not event.doctor.strip():
        return Refusal(LOCAL, "limit_needs_doctor", "", values, ("doctor",), "doctor")
    return may_decide(event, by, known)


def _crossing(
    event: events.AlarmLimitChanged, vital: Vital, changes: LimitChanges, protocol: Protocol
) -> Refusal | None:
    """A low limit at or above a high one would alarm for every patient there is."""
    side = side_of(event.bound)
    other = event.bound.replace(side, "high" if side == "low" else "low")
    for limit in protocol.limits.limit:
        at = number_of(in_force(limit, changes), other) if limit.vital is vital else None
        if at is None:
            continue
        crossed = event.value >= at if side == "low" else event.value <= at
        if crossed:
            return Refusal(LOCAL, "limit_crosses", values={"other": f"{at:g}"}, missing=("value",))
    return None
