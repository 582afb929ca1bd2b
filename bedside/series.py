"""Which infusion of the series this is, and whether it may be today (§3, §3.5, SPEC part 13).

Pure functions over what earlier sessions left behind. Knows no store and no session of today.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Literal

from bedside.amounts import difference, is_amount, product
from bedside.clock import Instant
from bedside.lines import aware, local_day
from bedside.protocol_course import Series, SeriesPhase
from bedside.refusal import Refusal, hardest_first

Phase = Literal["start", "maintenance"]
START: Phase = "start"
MAINTENANCE: Phase = "maintenance"


@dataclass(frozen=True, slots=True)
class EarlierSession:
    """What a session leaves for the next one to know."""

    session: str
    phase: Phase
    number: int  # infusion n of its phase, as it was recorded
    attended_at: datetime
    started_at: datetime | None = None  # of the infusion; None: not carried out
    given_mg_per_kg: Decimal = Decimal(0)
    weight_kg: Decimal | None = None
    response_decision: Literal["", "maintenance", "end"] = ""
    bladder: bool = False  # blood in the urine or cystitis (D-27, E-05)


@dataclass(frozen=True, slots=True)
class Today:
    """The infusion that is to be started."""

    phase: Phase
    number: int
    now: Instant
    zone: tzinfo
    response_decision: Literal["", "maintenance", "end"] = ""  # recorded today
    decided: Mapping[str, str] = field(default_factory=dict)  # rule -> doctor who allowed it
    reasons: Collection[str] = ()  # rules for which a deviation with a reason is recorded


@dataclass(frozen=True, slots=True)
class Place:
    phase: Phase
    number: int
    of: int  # how many the phase usually has


@dataclass(frozen=True, slots=True)
class Window:
    """When the next maintenance infusion is due; outside earliest–latest asks for a reason."""

    earliest: date
    usual_from: date
    usual_to: date
    latest: date


@dataclass(frozen=True, slots=True)
class Score:
    scale: str  # id of the questionnaire: only the same scale is compared (A7)
    value: Decimal


def carried_out(earlier: Sequence[EarlierSession]) -> tuple[EarlierSession, ...]:
    """Those in which an infusion was started, oldest first; only they count."""
    done = [session for session in earlier if session.started_at is not None]
    return tuple(sorted(done, key=_started))


def place(earlier: Sequence[EarlierSession], rules: Series) -> Place:
    """Where the next infusion stands. Numbering goes on from the highest that was recorded."""
    start, maintenance = phase_of(rules, START), phase_of(rules, MAINTENANCE)
    highest = _highest(earlier, MAINTENANCE)
    if highest or _highest(earlier, START) >= start.infusions:
        return Place(MAINTENANCE, highest + 1, maintenance.infusions)
    return Place(START, _highest(earlier, START) + 1, start.infusions)


def last_given_mg_per_kg(earlier: Sequence[EarlierSession]) -> Decimal | None:
    """The last dose that was given, which the next step counts from (K-03)."""
    for session in reversed(carried_out(earlier)):
        if is_amount(session.given_mg_per_kg):
            return session.given_mg_per_kg
    return None


def last_weight_kg(earlier: Sequence[EarlierSession]) -> Decimal | None:
    for session in sorted(earlier, key=_attended, reverse=True):
        if session.weight_kg is not None and is_amount(session.weight_kg):
            return session.weight_kg
    return None


def bladder_since(earlier: Sequence[EarlierSession]) -> datetime | None:
    """S-09: blood in the urine or cystitis at the last attendance is carried to this one."""
    latest = max(earlier, key=_attended, default=None)
    return latest.attended_at if latest is not None and latest.bladder else None


def window(
    earlier: Sequence[EarlierSession], phase: Phase, rules: Series, zone: tzinfo
) -> Window | None:
    """Of the next maintenance infusion: from the last one, or from the last start infusion."""
    done = carried_out(earlier)
    if phase != MAINTENANCE or not done:
        return None
    expected = phase_of(rules, MAINTENANCE)
    first = not any(session.phase == MAINTENANCE for session in done)
    opens = expected.opens_after_days if first else expected.interval_days
    due = expected.due_after_days if first else expected.interval_days
    if opens is None or due is None:
        return None
    slip = timedelta(days=expected.window_days or 0)
    last_day = local_day(_started(done[-1]), zone)
    usual_from, usual_to = last_day + timedelta(days=opens), last_day + timedelta(days=due)
    return Window(usual_from - slip, usual_from, usual_to, usual_to + slip)


def evaluation_due(earlier: Sequence[EarlierSession], rules: Series, zone: tzinfo) -> date | None:
    """Two weeks after the sixth start infusion (A8); None before that."""
    sixth = [
        session
        for session in carried_out(earlier)
        if session.phase == START and session.number >= rules.evaluation_after_infusion
    ]
    if not sixth:
        return None
    return local_day(_started(sixth[0]), zone) + timedelta(days=rules.evaluation_due_days)


def integration_talk_due(infusion_on: date, rules: Series) -> date:
    """S-07: within a week of each maintenance infusion."""
    return infusion_on + timedelta(days=rules.integration_talk_within_days)


def responded(before: Score, now: Score, rules: Series) -> bool | None:
    """S-06: computed; the doctor decides. None: other scales, or nothing to reduce."""
    if before.scale != now.scale or not is_amount(before.value):
        return None
    fallen = difference(before.value, now.value)
    return product(fallen, Decimal(100)) >= product(before.value, Decimal(rules.response_percent))


def extra_evaluation(found: Collection[Refusal]) -> bool:
    """S-05: another number or interval than the usual asks for more evaluations on the way."""
    return any(refusal.rule in ("S-01", "S-03", "S-04") for refusal in found)


def phase_of(rules: Series, key: Phase) -> SeriesPhase:
    return next(phase for phase in rules.phase if phase.key == key)


# --- may it be today? ------------------------------------------------------------------------


def may_start_in_series(
    earlier: Sequence[EarlierSession], today: Today, rules: Series
) -> Refusal | None:
    return next(iter(series_refusals(earlier, today, rules)), None)


def series_refusals(
    earlier: Sequence[EarlierSession], today: Today, rules: Series
) -> tuple[Refusal, ...]:
    """Everything that stands in the way and was not lifted, what nobody can lift first."""
    return hardest_first(
        refusal for refusal in findings(earlier, today, rules) if not _lifted(refusal, today)
    )


def findings(earlier: Sequence[EarlierSession], today: Today, rules: Series) -> Iterator[Refusal]:
    """Everything that is not as usual, lifted or not."""
    done = carried_out(earlier)
    yield from _evaluated(done, today, rules)
    yield from _apart(done, today, rules)
    yield from _numbered(earlier, today, rules)
    if today.phase == START:
        yield from _start_phase(done, today, rules)
    else:
        yield from _in_window(earlier, today, rules)
    since = bladder_since(earlier)
    if since is not None:
        values = {"since": local_day(aware(since), today.zone).isoformat()}
        yield Refusal(
            "S-09", "bladder_carried_forward", "3.6", values, ("doctor_decision",), "doctor"
        )


def _lifted(refusal: Refusal, today: Today) -> bool:
    match refusal.lifted_by:
        case "reason":
            return refusal.rule in today.reasons
        case "doctor" | "consultant":
            return bool(today.decided.get(refusal.rule, "").strip())
        case _:
            return False


def _evaluated(done: Sequence[EarlierSession], today: Today, rules: Series) -> Iterator[Refusal]:
    """S-02: after the sixth start infusion nothing goes on without the recorded decision."""
    after = rules.evaluation_after_infusion
    is_after = today.phase == MAINTENANCE or today.number > after
    if not is_after:
        return
    decisions = [
        session.response_decision
        for session in done
        if session.phase == MAINTENANCE or session.number >= after
    ]
    latest = next(filter(None, reversed([*decisions, today.response_decision])), "")
    missing = ("response_evaluation",)
    if not latest:
        yield Refusal("S-02", "no_response_evaluation", "3, 3.5", {"after": str(after)}, missing)
    elif latest == "end":
        yield Refusal("S-02", "course_was_ended", "3, 3.5", missing=missing)


def _apart(done: Sequence[EarlierSession], today: Today, rules: Series) -> Iterator[Refusal]:
    if not done:
        return
    last, now = _started(done[-1]), today.now.wall
    day = local_day(now, today.zone)
    if any(local_day(_started(session), today.zone) == day for session in done):
        yield Refusal("S-08", "infusion_today_already", values={"last": last.isoformat()})
    elif now - last < timedelta(hours=rules.min_gap_h):
        values = {"last": last.isoformat(), "hours": str(rules.min_gap_h)}
        yield Refusal("S-08", "too_soon", "", values, ("reason",), "reason")


def _numbered(earlier: Sequence[EarlierSession], today: Today, rules: Series) -> Iterator[Refusal]:
    expected = place(earlier, rules)
    values = {"phase": today.phase, "number": str(today.number)}
    if (today.phase, today.number) != (expected.phase, expected.number):
        told = {"expected_phase": expected.phase, "expected_number": str(expected.number)}
        rule = "S-01" if today.phase == START else "S-03"
        yield Refusal(rule, "other_number_than_expected", "3", values | told, ("reason",), "reason")
    usual = phase_of(rules, today.phase).infusions
    if today.phase == START and today.number > usual:
        more = values | {"usual": str(usual)}
        missing = ("consultant_decision",)
        yield Refusal("S-01", "more_start_infusions", "3", more, missing, "consultant")
    whole = today.number + (_highest(earlier, START) if today.phase == MAINTENANCE else 0)
    over = today.phase == MAINTENANCE and today.number > usual
    if over or whole > rules.total_infusions:
        more = values | {"usual": str(rules.total_infusions)}
        missing = ("consultant_decision",)
        yield Refusal("S-04", "more_than_the_course", "3", more, missing, "consultant")


def _start_phase(done: Sequence[EarlierSession], today: Today, rules: Series) -> Iterator[Refusal]:
    expected = phase_of(rules, START)
    day = local_day(today.now.wall, today.zone)
    days = [local_day(_started(s), today.zone) for s in done if s.phase == START]
    this_week = [other for other in days if timedelta(0) <= day - other < timedelta(days=7)]
    if expected.per_week is not None and len(this_week) >= expected.per_week:
        values = {"given": str(len(this_week)), "per_week": str(expected.per_week)}
        yield Refusal("S-01", "more_than_a_week_has", "3", values, ("reason",), "reason")
    if expected.weeks is not None and days and day - min(days) > timedelta(weeks=expected.weeks):
        values = {"since": min(days).isoformat(), "weeks": str(expected.weeks)}
        yield Refusal("S-01", "start_phase_too_long", "3", values, ("reason",), "reason")


def _in_window(earlier: Sequence[EarlierSession], today: Today, rules: Series) -> Iterator[Refusal]:
    opens = window(earlier, MAINTENANCE, rules, today.zone)
    if opens is None:
        yield Refusal("S-03", "last_infusion_unknown", "3", {}, ("reason",), "reason")
        return
    day = local_day(today.now.wall, today.zone)
    values = {"from": opens.usual_from.isoformat(), "to": opens.usual_to.isoformat()}
    if day < opens.earliest:
        yield Refusal("S-03", "before_the_window", "3", values, ("reason",), "reason")
    elif day > opens.latest:
        yield Refusal("S-03", "after_the_window", "3", values, ("reason",), "reason")


def _highest(earlier: Sequence[EarlierSession], phase: Phase) -> int:
    return max((s.number for s in carried_out(earlier) if s.phase == phase), default=0)


def _started(session: EarlierSession) -> datetime:
    return aware(session.started_at or session.attended_at)


def _attended(session: EarlierSession) -> datetime:
    return aware(session.attended_at)
