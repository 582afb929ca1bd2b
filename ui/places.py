"""Which sessions were open when the program ended, for the start stage to offer (DESIGN 2.10)."""

from dataclasses import dataclass
from datetime import datetime

from bedside.clock import Instant
from bedside.infusion import Pump
from bedside.room import Room
from bedside.session import fold


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
    """Every session of this room's record that is not over, the newest first.

    Raises StoreError.
    """
    return sessions_in(room, over=False)


def sessions_in(room: Room, *, over: bool = True, most: int = 50) -> tuple[Interrupted, ...]:
    """The newest sessions; without `over` only those that are not. Raises StoreError."""
    found: list[Interrupted] = []
    for row in room.store.sessions():
        if (row.over and not over) or row.session == room.session_id:
            continue
        if len(found) >= most:
            break
        entries = room.store.replay(row.session)
        session, last = fold(entries), entries[-1].at
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
