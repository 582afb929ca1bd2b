"""One frozen view of everything the watch knows: what every screen is painted from."""

from dataclasses import dataclass

from bedside.alarm_display import Display
from bedside.board_view import BoardView
from bedside.nibp import Why


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
    held_until_s: float | None = None  # the cuff excuses the finger until then, monotonic
