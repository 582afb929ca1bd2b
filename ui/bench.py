"""Measures what the record costs on this disk, and shows every measurement of `bedside bench`.

Each number stands beside a floor from the same run on the same machine: the ratio is what can be
compared between machines. Knows no monitor and no Qt.
"""

import asyncio
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bedside import events
from bedside.clock import Clock, ManualClock
from bedside.events import WATCH, Event
from bedside.record import to_json
from bedside.session import fold
from bedside.store import Happening, Store

SESSION_S = 40 * 60
TIMED_COMMITS = 400  # one for each second of a session, until there are enough to judge
SESSION = "bench"


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, sorted out: the middle one, and one in a hundred."""

    p50_s: float
    p99_s: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Ours beside the floor."""

    ours: Spread
    floor: Spread

    def told(self) -> dict[str, float]:
        return {
            "p50_ms": _ms(self.ours.p50_s),
            "p99_ms": _ms(self.ours.p99_s),
            "floor_p50_ms": _ms(self.floor.p50_s),
            "floor_p99_ms": _ms(self.floor.p99_s),
            "p50_times_floor": _ratio(self.ours.p50_s, self.floor.p50_s),
            "p99_times_floor": _ratio(self.ours.p99_s, self.floor.p99_s),
        }


@dataclass(frozen=True, slots=True)
class RecordCost:
    commit: Compared
    lines: int
    replay: Compared
    verify_s: float

    def told(self) -> dict[str, object]:
        replay = {
            "lines": self.lines,
            "ms": _ms(self.replay.ours.p50_s),
            "floor_ms": _ms(self.replay.floor.p50_s),
            "times_floor": _ratio(self.replay.ours.p50_s, self.replay.floor.p50_s),
            "verify_ms": _ms(self.verify_s),
        }
        return {"commit": self.commit.told(), "replay": replay}


def spread(seconds: Sequence[float]) -> Spread:
    ranked = sorted(seconds)
    return Spread(ranked[len(ranked) // 2], ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)])


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached on any machine; None: nothing is asked of it."""

    p50_s: float | None
    p99_s: float | None


def within(ours: Spread, goal: Goal) -> dict[str, object]:
    """The measurement beside what is asked for."""
    pairs = ((ours.p50_s, goal.p50_s), (ours.p99_s, goal.p99_s))
    return {
        "p50_ms": _ms(ours.p50_s),
        "p99_ms": _ms(ours.p99_s),
        **({} if goal.p50_s is None else {"goal_p50_ms": _ms(goal.p50_s)}),
        **({} if goal.p99_s is None else {"goal_p99_ms": _ms(goal.p99_s)}),
        "reached": all(asked is None or found <= asked for found, asked in pairs),
    }


def record_cost(folder: Path, now: Clock) -> RecordCost:
    """A session of 40 minutes in a record of its own in `folder`, which is on the disk asked about.

    The floor of a commit is the same bytes appended to a file and synced; of a replay, the same
    lines read from a file as JSON.
    """
    store = Store(folder / "bench.db")
    try:
        seconds = list(session_seconds())
        took, seq = list[float](), 0
        for one in seconds[:TIMED_COMMITS]:
            took.append(_took(now, partial(store.append, SESSION, one, seq)))
            seq += len(one)
        store.append(SESSION, [each for one in seconds[TIMED_COMMITS:] for each in one], seq)
        bodies = [[to_json(each.event) for each in one] for one in seconds]
        synced = _synced(folder / "bench.txt", bodies[:TIMED_COMMITS], now)
        replay_s = min(_took(now, lambda: fold(store.replay(SESSION))) for _ in range(3))
        flat = [body for one in bodies for body in one]
        read_s = min(_read(folder / "bench.jsonl", flat, now) for _ in range(3))
        verify_s = _took(now, lambda: store.verify(SESSION))
        return RecordCost(
            Compared(spread(took), spread(synced)),
            len(flat),
            Compared(Spread(replay_s, replay_s), Spread(read_s, read_s)),
            verify_s,
        )
    finally:
        store.close()


def alert_cost(folder: Path, times: int, now: Clock) -> Compared:
    """From a reading to the alert on the physician's page, over TLS on loopback."""
    from ui.data import load_protocol
    from ui.physician.bench import alert_seconds

    took, floor = asyncio.run(alert_seconds(folder, load_protocol(), times, now))
    return Compared(spread(took), spread(floor))


def session_seconds() -> list[list[Happening]]:
    """What is recorded in each second of an infusion on three monitors: SpO2 and pulse twice, and
    a pressure each five minutes."""
    clock = ManualClock()
    opened = events.SessionOpened(
        session=SESSION,
        simulated=True,
        room="bench",
        program_version="",
        protocol_version="",
        protocol_hash="",
        monitors={},
    )
    found = [[Happening(clock(), WATCH, opened)]]
    for second in range(1, SESSION_S):
        at = clock.advance(1.0)
        found.append([Happening(at, WATCH, event) for event in _measured(second)])
    return found


def _measured(second: int) -> list[Event]:
    found: list[Event] = [
        events.Measured(vital="spo2", unit="%", value=97.0, source="oximeter"),
        events.Measured(vital="pulse_rate", unit="/min", value=72.0, source="oximeter"),
        events.Measured(vital="spo2", unit="%", value=96.0, source="monitor"),
        events.Measured(vital="pulse_rate", unit="/min", value=73.0, source="monitor"),
    ]
    if second % 300 == 0:
        found.append(
            events.Measured(vital="nibp", unit="mmHg", systolic=121, diastolic=75, source="nibp")
        )
    return found


def _synced(file: Path, parts: Sequence[Sequence[str]], now: Clock) -> list[float]:
    with file.open("ab") as out:

        def write(part: Sequence[str]) -> None:
            out.write("\n".join(part).encode())
            out.flush()
            os.fsync(out.fileno())

        return [_took(now, partial(write, part)) for part in parts]


def _read(file: Path, lines: Sequence[str], now: Clock) -> float:
    file.write_text("\n".join(lines), encoding="utf-8")

    def read() -> None:
        with file.open(encoding="utf-8") as found:
            for line in found:
                json.loads(line)

    return _took(now, read)


def _took(now: Clock, what: Callable[[], object]) -> float:
    start_s = now().mono_s
    what()
    return max(now().mono_s - start_s, 1e-9)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def _ratio(ours: float, floor: float) -> float:
    return round(ours / floor, 2)


def table(told: dict[str, object]) -> list[str]:
    """The same measurements for people to read."""
    rows = [f"{'decode':<20}{'frames/s':>12}{'x monitor':>12}{'x floor':>10}"]
    decode, latency = told["decode"], told["latency"]
    named = ("band", "sound", "alert_shown", "commit", "replay", "history")
    record = {key: told[key] for key in named if key in told}
    assert isinstance(decode, list)
    for each in decode:
        rows.append(
            f"{each['driver']:<20}{each['frames_per_s']:>12.0f}{each['times_monitor']:>12.0f}"
            f"{each['times_floor']:>10.0f}"
        )
    for name, found in (("latency", latency), *record.items()):
        assert isinstance(found, dict)
        rows += ["", name, *(f"  {key:<20}{value!s:>12}" for key, value in found.items())]
    return rows
