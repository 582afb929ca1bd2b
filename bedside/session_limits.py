"""The alarm limits of one session: the site's own, as people have changed them since it began.

A limit is tightened by whoever is signed in, loosened beyond the site's only with a doctor's name,
and 180/110 never (ALARMS D.5, SPEC 9.4). What may be done stands in bedside/limit_rules.py; the
fold here takes whatever was recorded, and what breaks that sentence changes no limit.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as replace_fields

from bedside import events
from bedside.events import Entry
from bedside.ladders import Ladder, Ladders, Side, limit_text
from bedside.lines import Line, with_line
from bedside.protocol_watch import Limit, Limits, Loosen, Priority

# The numbers that a limit may have, as limits.toml names them.
BOUNDS = (
    "low_percent",
    "high_percent",
    "low_per_min",
    "high_per_min",
    "systolic_low_mmhg",
    "diastolic_low_mmhg",
    "systolic_high_mmhg",
    "diastolic_high_mmhg",
)
SIGNS = "<>≤≥"  # before the digits of a limit, as ladders.limit_text writes it
Set = tuple[str, str]  # the limit's id, the name of its number


@dataclass(frozen=True, slots=True)
class LimitChanges:
    """Every change of this session, and for each number the last one. `after` is total."""

    lines: tuple[Line[events.AlarmLimitChanged], ...] = ()
    latest: Mapping[Set, events.AlarmLimitChanged] = field(default_factory=dict)

    def after(self, entry: Entry) -> "LimitChanges":
        match entry.event:
            case events.SessionOpened():  # no patient inherits another's limits (ALARMS A.7)
                return LimitChanges() if self.lines else self
            case events.AlarmLimitChanged() as event:
                lines = with_line(self.lines, entry, event)
                return replace(
                    self,
                    lines=lines,
                    latest={**self.latest, (event.limit, event.bound): event},
                )
            case _:
                return self


def side_of(bound: str) -> Side:
    return "low" if "low" in bound.split("_") else "high"


def number_of(limit: Limit, bound: str) -> float | None:
    """None: the limit has no such number."""
    return getattr(limit, bound) if bound in BOUNDS else None


def looser(bound: str, value: float, than: float) -> bool:
    return value < than if side_of(bound) == "low" else value > than


def changeable(limits: Iterable[Limit]) -> Iterator[tuple[Limit, str]]:
    """Each number that alarms, in the order of the file; what only informs is no alarm limit."""
    for limit in limits:
        if limit.priority is Priority.INFORMATION or limit.at_start_gate_only:
            continue
        for bound in BOUNDS:
            if number_of(limit, bound) is not None:
                yield limit, bound


def in_force(limit: Limit, changes: LimitChanges) -> Limit:
    """`limit` is the site's; what comes back is what alarms are judged by now."""
    found = {
        bound: float(event.value)
        for bound in BOUNDS
        if (event := changes.latest.get((limit.id, bound))) is not None
        and (own := number_of(limit, bound)) is not None
        and _stands(limit, event, own)
    }
    return replace_fields(limit, **found) if found else limit


def _stands(limit: Limit, event: events.AlarmLimitChanged, own: float) -> bool:
    """Whatever a record holds, no number of it makes an alarm deaf beyond what was allowed."""
    if event.value <= 0:
        return False
    if not looser(event.bound, event.value, own):
        return True
    return limit.loosen is Loosen.DOCTOR and bool(event.doctor.strip())


def ladders_in_force(profile: Ladders, changes: LimitChanges) -> Ladders:
    """Each rung with its number of now, at its own place: what is worse stays worse."""
    if not changes.latest:
        return profile

    def changed(ladder: Ladder) -> Ladder:
        rungs = tuple(replace(rung, limit=in_force(rung.limit, changes)) for rung in ladder.rungs)
        return replace(ladder, rungs=rungs)

    return replace(
        profile,
        streams={vital: tuple(map(changed, many)) for vital, many in profile.streams.items()},
        pressures=tuple(map(changed, profile.pressures)),
    )


def worded(text: str, limits: Iterable[Limit], condition: str, limit: str) -> str:
    """The site's words of a condition with the digits of the limit it was judged by, such as
    "160/100 or higher" where the site's words say 180/110."""
    own = next((x for x in limits if x.id == condition), None)
    said = limit.lstrip(SIGNS)
    if own is None or not said:
        return text
    sides: tuple[Side, ...] = ("low", "high")
    for side in sides:
        digits = limit_text(own, side).lstrip(SIGNS)
        if digits and digits in text:
            return text.replace(digits, said)
    return text


def named(limits: Limits, changes: LimitChanges, id_: str) -> Limit | None:
    """The limit of this name as it is in force now."""
    own = next((limit for limit in limits.limit if limit.id == id_), None)
    return None if own is None else in_force(own, changes)


def high_pressures(limits: Limits, changes: LimitChanges) -> tuple[float, float]:
    """Systolic and diastolic, mmHg: 180/110, or what the session has tightened it to."""
    own, now = limits.bp, named(limits, changes, "bp_limit")
    if now is None:
        return own.high_systolic_mmhg, own.high_diastolic_mmhg
    return (
        now.systolic_high_mmhg or own.high_systolic_mmhg,
        now.diastolic_high_mmhg or own.high_diastolic_mmhg,
    )
