"""One frozen view of everything the watch knows: what every screen is painted from."""

from dataclasses import dataclass

from bedside.alarm_display import Display
from bedside.alarm_engine import Engine
from bedside.board_view import BoardView
from bedside.clock import Instant
from bedside.infusion import Infusion
from bedside.nibp import Why

PUMP_TIME_REACHED = "pump_time_reached"


@dataclass(frozen=True, slots=True)
class NibpView:
    """The cuff: at work, planned, asked for. All times are monotonic seconds."""

    startable: bool = False  # from here; else the nurse is asked
    running_since_s: float | None = None
    running_why: Why | None = None
    next_at_s: float | None = None  # count down to it; past it, it is late
    next_why: Why | None = None
    ask: Why | None = None  # the nurse is asked to measure now, and why
    interval_s: float | None = None  # the plan's, as it stands now
    failures: int = 0  # in a row


@dataclass(frozen=True, slots=True)
class WatchView:
    """Equal views look the same; ages and countdowns are made from `now` by who shows them."""

    board: BoardView
    display: Display
    nibp: NibpView
    information: tuple[str, ...] = ()  # such as "bp_rising", "pump_time_reached": no alarms
    blind: bool = False  # neither SpO2 nor a blood pressure: the physician is told (ALARMS C.2)
    held_until_s: float | None = None  # the cuff excuses the finger until then, monotonic


def nibp_view(engine: Engine, now: Instant, *, startable: bool) -> NibpView:
    """What the screen says of the cuff: at work, due in so long, or "measure now"."""
    schedule, rules = engine.conditions.schedule, engine.rules
    planned, due = schedule.planned(rules), schedule.next(rules)
    late = due is not None and now.mono_s >= due.at_s
    return NibpView(
        startable=startable,
        running_since_s=schedule.running_s,
        running_why=None if schedule.running_s is None else schedule.running_why,
        next_at_s=None if due is None else due.at_s,
        next_why=None if due is None else due.why,
        ask=due.why if due is not None and late and not startable else None,
        interval_s=None if planned is None else planned.interval_s,
        failures=schedule.failures,
    )


def information(engine: Engine, infusion: Infusion, now: Instant) -> tuple[str, ...]:
    """Worth showing, and no alarm."""
    noted = engine.conditions.pressures.notes(engine.rules)
    return (*noted, PUMP_TIME_REACHED) if infusion.due(now) else noted
