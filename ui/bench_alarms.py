"""Whether whole simulated sessions alarm as they must: calm ones not, dangers within their delay.

Judges what stands in a record beside what the simulated patient truly was. Knows no monitor, no
wire and no Qt.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bedside import events
from bedside.events import Entry
from bedside.protocol_watch import Limit, Limits, Priority
from bedside.vitals import Vital

SECOND_S = 1.0  # how often the truth is looked at
SLACK_S = 2.0  # a frame a second, a beat, and the oximeter's own rounding
URGENT = frozenset({Priority.HIGH, Priority.MEDIUM})

Truth = Callable[[float], dict[str, float]]  # the patient's numbers at an instant, by vital


@dataclass(frozen=True, slots=True)
class Danger:
    """Something that must be alarmed: since when, and how many seconds are stated for it."""

    conditions: frozenset[str]  # what says it; a more urgent one says it too
    began_s: float
    stated_s: float

    @property
    def name(self) -> str:
        return sorted(self.conditions)[0]


@dataclass(frozen=True, slots=True)
class Played:
    """One session: `held` are the times in which a cuff at work holds an alarm back."""

    scenario: str
    seed: int
    calm: bool
    entries: Sequence[Entry]
    dangers: Sequence[Danger]


@dataclass(frozen=True, slots=True)
class Row:
    scenario: str
    seed: int
    physiological: int
    technical: int
    found: tuple[tuple[str, float, float | None], ...] = field(default=())  # stated, took
    good: bool = True

    def told(self) -> dict[str, object]:
        dangers = [
            {"condition": name, "stated_s": stated, "took_s": took}
            for name, stated, took in self.found
        ]
        return {
            "scenario": self.scenario,
            "seed": self.seed,
            "physiological": self.physiological,
            "technical": self.technical,
            "dangers": dangers,
            "good": self.good,
        }


def judged(played: Played) -> Row:
    raised = [entry for entry in played.entries if isinstance(entry.event, events.AlarmRaised)]
    new = [e.event for e in raised if isinstance(e.event, events.AlarmRaised)]
    kinds = [event.physiological for event in new if event.version == 1]
    found = []
    for danger in played.dangers:
        took = _took(danger, raised)
        found.append((danger.name, round(danger.stated_s, 1), took))
    in_time = all(took is not None and took <= stated for _, stated, took in found)
    quiet = not played.calm or (kinds.count(True) == 0 and kinds.count(False) <= 1)
    return Row(
        played.scenario,
        played.seed,
        kinds.count(True),
        kinds.count(False),
        tuple(found),
        in_time and quiet and (played.calm or bool(found)),
    )


def _took(danger: Danger, raised: Sequence[Entry]) -> float | None:
    for entry in raised:
        event = entry.event
        if not isinstance(event, events.AlarmRaised) or event.condition not in danger.conditions:
            continue
        if entry.at.mono_s >= danger.began_s - SLACK_S:
            return round(max(0.0, entry.at.mono_s - danger.began_s), 1)
    return None


# --- what is dangerous ------------------------------------------------------------------------


def of_patient(
    limits: Limits, truth: Truth, from_s: float, to_s: float, held: Sequence[tuple[float, float]]
) -> Iterator[Danger]:
    """What the patient's own saturation and pulse must alarm: each limit's first long crossing.

    `held`: from when to when a cuff at work may hold an alarm back.
    """
    for limit in limits.limit:
        if limit.vital not in (Vital.SPO2, Vital.PULSE_RATE) or limit.priority not in URGENT:
            continue
        since: float | None = None
        now_s = from_s
        while now_s <= to_s:
            value = truth(now_s).get(limit.vital)
            out = value is not None and outside(limit, round(value))
            since = (now_s if since is None else since) if out else None
            if since is not None and now_s - since >= limit.delay_s + SLACK_S:
                wait_s = held_s(held, since, now_s) if limit.held_by_cuff else 0.0
                yield Danger(_at_least(limits, limit), since, limit.delay_s + SLACK_S + wait_s)
                break
            now_s += SECOND_S


def of_pressures(limits: Limits, entries: Sequence[Entry]) -> Iterator[Danger]:
    """The first reading beyond each limit alarms at once: within a second (ALARMS F.2)."""
    for limit in limits.limit:
        if limit.vital != Vital.NIBP or limit.priority not in URGENT:
            continue
        for entry in entries:
            event = entry.event
            if not isinstance(event, events.Measured) or event.vital != Vital.NIBP:
                continue
            if pressed(limit, event):
                yield Danger(_at_least(limits, limit), entry.at.mono_s, 1.0)
                break


def outside(limit: Limit, value: float) -> bool:
    low = limit.low_percent if limit.low_percent is not None else limit.low_per_min
    high = limit.high_per_min
    return (low is not None and value < low) or (high is not None and value > high)


def pressed(limit: Limit, event: events.Measured) -> bool:
    for value, high in (
        (event.systolic, limit.systolic_high_mmhg),
        (event.diastolic, limit.diastolic_high_mmhg),
    ):
        if value is None or high is None:
            continue
        if value > high or (limit.at_limit and value == high):
            return True
    low = limit.systolic_low_mmhg
    return low is not None and event.systolic is not None and event.systolic < low


def cuff_at_work(entries: Sequence[Entry], recovery_s: float) -> list[tuple[float, float]]:
    """From each start of the cuff to its end and a little longer."""
    found, since = list[tuple[float, float]](), None
    for entry in entries:
        event = entry.event
        if isinstance(event, events.NibpRequested):
            since = entry.at.mono_s
        ended = isinstance(event, events.NibpMeasurementFailed) or (
            isinstance(event, events.Measured) and event.vital == Vital.NIBP
        )
        if ended and since is not None:
            found.append((since, entry.at.mono_s + recovery_s))
            since = None
    return found


def held_s(held: Sequence[tuple[float, float]], since_s: float, until_s: float) -> float:
    """How long the cuff may hold back what began at `since_s` and is due at `until_s`."""
    ends = [end_s - since_s for begin_s, end_s in held if begin_s <= until_s and end_s >= since_s]
    return max(0.0, *ends) if ends else 0.0


def _at_least(limits: Limits, limit: Limit) -> frozenset[str]:
    """The limit itself, and what is more urgent of the same vital and the same side."""
    ids = [one.id for one in limits.limit if one.vital == limit.vital and one.priority in URGENT]
    high = limit.systolic_high_mmhg is not None
    same = [
        one.id
        for one in limits.limit
        if one.id in ids and (one.systolic_high_mmhg is not None) == high
    ]
    return frozenset(same[same.index(limit.id) :])


def table(rows: Sequence[Row]) -> list[str]:
    """For people to read."""
    head = f"{'scenario':<24}{'seed':>5}{'patient':>9}{'technical':>11}  dangers: stated s / took s"
    lines = [head]
    for row in rows:
        dangers = ", ".join(
            f"{name} {stated:g}/{'never' if took is None else format(took, 'g')}"
            for name, stated, took in row.found
        )
        mark = "" if row.good else "   <-- NOT GOOD"
        lines.append(
            f"{row.scenario:<24}{row.seed:>5}{row.physiological:>9}{row.technical:>11}"
            f"  {dangers}{mark}"
        )
    return lines
