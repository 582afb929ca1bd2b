"""Which sessions were open when the program ended, for the start stage to offer (DESIGN 2.10)."""

from dataclasses import dataclass
from datetime import datetime

from bedside.clock import Instant
from bedside.infusion import Pump
from bedside.record import from_iso
from bedside.room import Room
from bedside.session import fold
from bedside.store import SessionRow, StoreError

UNREADABLE = "unreadable"  # as the store says it, and as the phase of such a session


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A session that was open when the program ended, as its record tells it."""

    session: str
    patient: str
    birth_date: str
    phase: str  # of the session
    series: str  # "start" or "maintenance"
    number: int
    infusing: bool
    pump_time_s: float  # when the last line was written
    stopped_at: datetime
    simulated: bool


def interrupted_in(room: Room) -> tuple[Interrupted, ...]:
    """Every session of this room's record that is not over and can be read, the newest first.

    Raises StoreError.
    """
    return tuple(one for one in sessions_in(room, over=False) if one.phase != UNREADABLE)


def unreadable_in(room: Room) -> tuple[str, ...]:
    """The sessions that are not over and cannot be taken up: somebody must be told of them."""
    return tuple(one.session for one in sessions_in(room, over=False) if one.phase == UNREADABLE)


def sessions_in(room: Room, *, over: bool = True, most: int = 50) -> tuple[Interrupted, ...]:
    """The newest sessions; without `over` only those that are not. Raises StoreError."""
    found: list[Interrupted] = []
    for row in room.store.sessions(over=over, most=most + 1):
        if row.deleted or row.session == room.session_id:
            continue
        if len(found) >= most:
            break
        try:
            entries = room.store.replay_told(row.session)
            last = room.store.last_line(row.session).at
        except StoreError as error:
            if error.code != UNREADABLE:
                raise
            found.append(_unreadable(row))
            continue
        session = fold(entries)
        patient, opened = session.patient, session.opened
        found.append(
            Interrupted(
                session=row.session,
                patient=patient.name if patient else "",
                birth_date=patient.birth_date if patient else "",
                phase=session.phase,
                series=patient.phase if patient else "start",
                number=patient.number if patient else 0,
                infusing=session.infusion.pump in (Pump.RUNNING, Pump.PAUSED),
                pump_time_s=session.infusion.pump_time_s(Instant(last.mono_s, last.wall)),
                stopped_at=last.wall,
                simulated=opened.simulated if opened else False,
            )
        )
    return tuple(found)


def _unreadable(row: SessionRow) -> Interrupted:
    """One of its lines is damaged, or a newer program wrote it: only that it is there is known."""
    return Interrupted(
        session=row.session,
        patient="",
        birth_date="",
        phase=UNREADABLE,
        series="start",
        number=0,
        infusing=False,
        pump_time_s=0.0,
        stopped_at=from_iso(row.last_at),
        simulated=False,
    )
