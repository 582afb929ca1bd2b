"""Measures what a record of years costs: the start of the program, and the search for a patient.

A record of ten sessions is the floor, one of a thousand what is measured; both are made here, and
each session has a few hundred lines: what is looked at does not grow with them.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bedside import events
from bedside.clock import Clock, ManualClock
from bedside.events import WATCH, Event
from bedside.store import HOUSE, Happening, Store

FEW, MANY = 10, 1000
LINES = 200  # of each session
TIMES = 25


@dataclass(frozen=True, slots=True)
class HistoryCost:
    """Seconds with few sessions and with many: the best of several, taken in turns."""

    start_few_s: float
    start_many_s: float
    search_few_s: float
    search_many_s: float

    def told(self) -> dict[str, float]:
        return {
            "sessions": MANY,
            "start_ms": round(self.start_many_s * 1000, 3),
            "start_times_ten_sessions": round(self.start_many_s / self.start_few_s, 2),
            "search_ms": round(self.search_many_s * 1000, 3),
            "search_times_ten_sessions": round(self.search_many_s / self.search_few_s, 2),
        }


def history_cost(folder: Path, now: Clock) -> HistoryCost:
    """Two records in `folder`, the same questions to both."""
    small, large = _filled(folder / "few.db", FEW), _filled(folder / "many.db", MANY)
    starts = [(_took(now, _start(small)), _took(now, _start(large))) for _ in range(TIMES)]
    with closing(Store(small)) as one, closing(Store(large)) as other:
        asks = [(_took(now, _search(one)), _took(now, _search(other))) for _ in range(TIMES)]
    return HistoryCost(
        min(few for few, _many in starts),
        min(many for _few, many in starts),
        min(few for few, _many in asks),
        min(many for _few, many in asks),
    )


def _start(path: Path) -> Callable[[], object]:
    """What the program asks of its record before the first screen."""

    def start() -> None:
        with closing(Store(path)) as store:
            store.staff()
            store.replay(HOUSE)
            store.sessions(over=False)

    return start


def _search(store: Store) -> Callable[[], object]:
    """The sessions of one patient, as at each identification."""

    def search() -> None:
        for session in store.sessions_of(_identifier(5)):
            store.replay_told(session)

    return search


def _identifier(n: int) -> str:
    return f"local-{n}"


def _filled(path: Path, sessions: int) -> Path:
    clock = ManualClock()
    with closing(Store(path)) as store:
        for n in range(sessions):
            name, at = f"s{n}", clock.advance(1)
            store.append(name, [Happening(at, WATCH, event) for event in _told(name, n)])
    return path


def _told(session: str, n: int) -> list[Event]:
    opened = events.SessionOpened(
        session=session,
        simulated=True,
        room="bench",
        program_version="",
        protocol_version="",
        protocol_hash="",
    )
    patient = events.PatientIdentified(
        name="Bench",
        birth_date="2000-01-01",
        identifier=_identifier(n),
        identifiers_checked=("name", "birth_date"),
    )
    value = events.Measured(vital="spo2", unit="%", value=97.0, source="oximeter")
    return [opened, patient, *[value] * (LINES - 3), events.SessionClosed()]


def _took(now: Clock, what: Callable[[], object]) -> float:
    start_s = now().mono_s
    what()
    return max(now().mono_s - start_s, 1e-9)
