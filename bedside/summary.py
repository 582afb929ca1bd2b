"""One session as the report tells it: the screen, the print and the exports share this data.

Knows no words, no paper and no screen: names are ids, times are UTC, amounts are decimals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bedside import events
from bedside.alarm_log import AlarmLine, alarm_log
from bedside.alerts import Alert
from bedside.events import Entry
from bedside.heads import Head
from bedside.infusion import Stretch
from bedside.session import Session, fold
from bedside.vitals import Vital


@dataclass(frozen=True, slots=True)
class Cuff:
    """One blood pressure for the curve, mmHg, and whether it stood at or over the limit."""

    at: datetime
    systolic: int | None
    diastolic: int | None
    alarmed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """One streamed vital as connected pieces: a gap in the signal is a gap in the line."""

    vital: str
    pieces: tuple[tuple[tuple[datetime, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    session: Session
    entries: tuple[Entry, ...]
    opened: events.SessionOpened | None
    began_at: datetime | None
    ended_at: datetime | None
    infusion_at: datetime | None
    pump_time_s: float
    delivered_mg: Decimal
    highest_bp: Cuff | None
    lowest_spo2: float | None
    cuffs: tuple[Cuff, ...]
    lines: tuple[Line, ...]
    alarms: tuple[AlarmLine, ...]  # in the order raised
    stretches: tuple[Stretch, ...]
    head: str
    signed: Head | None = None  # the register's line of this very head, with its signature

    @property
    def simulated(self) -> bool:
        return self.opened is None or self.opened.simulated

    def minute(self, at: datetime) -> float:
        """Minutes since the infusion began (or the session, where none did)."""
        zero = self.infusion_at or self.began_at or at
        return (at - zero).total_seconds() / 60


def limit_of(session: Session, told: Alert | events.PhysicianAlerted) -> str:
    """The limit that the alarm of an alert was judged by, "" where it was raised by none."""
    alarm = None if told.alarm is None else session.alarms.numbered(told.alarm)
    return "" if alarm is None or alarm.condition != told.condition else alarm.limit


GAP_S = 3.5  # values further apart than this are not joined: nobody knows what was between


def summarise(
    entries: Sequence[Entry], head: str, bp_limit: tuple[int, int], signed: Head | None = None
) -> Summary:
    """The whole record of one session; `bp_limit` (mmHg) marks the cuffs at or over it."""
    session = fold(entries)
    cuffs = tuple(_cuffs(entries, bp_limit))
    readable = [cuff for cuff in cuffs if cuff.systolic is not None]
    infusion, last = session.infusion, entries[-1].at if entries else None
    spo2 = [
        e.event.value
        for e in entries
        if isinstance(e.event, events.Measured)
        and e.event.vital == Vital.SPO2
        and e.event.value is not None
    ]
    return Summary(
        session=session,
        entries=tuple(entries),
        opened=session.opened,
        began_at=entries[0].at.wall if entries else None,
        ended_at=last.wall if last else None,
        infusion_at=infusion.started_at,
        pump_time_s=infusion.pump_time_s(last) if last else 0.0,
        delivered_mg=infusion.given_mg(last) if last else Decimal(0),
        highest_bp=max(readable, key=lambda cuff: cuff.systolic or 0, default=None),
        lowest_spo2=min(spo2, default=None),
        cuffs=cuffs,
        lines=tuple(_line(entries, vital) for vital in (Vital.SPO2, Vital.PULSE_RATE)),
        alarms=alarm_log(entries),
        stretches=infusion.stretches,
        head=head,
        signed=signed if signed is not None and signed.head == head else None,
    )


def _cuffs(entries: Sequence[Entry], bp_limit: tuple[int, int]) -> list[Cuff]:
    found = []
    for entry in entries:
        event = entry.event
        if isinstance(event, events.Measured) and event.vital == Vital.NIBP:
            systolic, diastolic = event.systolic, event.diastolic
            if systolic is None and diastolic is None:
                continue
            alarmed = (systolic or 0) >= bp_limit[0] or (diastolic or 0) >= bp_limit[1]
            found.append(Cuff(entry.at.wall, systolic, diastolic, alarmed, event.source))
    return found


def _line(entries: Sequence[Entry], vital: Vital) -> Line:
    pieces: list[list[tuple[datetime, float]]] = []
    open_piece = False
    for entry in entries:
        event = entry.event
        if isinstance(event, events.SessionResumed):
            open_piece = False
        if not isinstance(event, events.Measured) or event.vital != vital:
            continue
        if event.value is None or event.source == "manual":
            open_piece = open_piece and event.source == "manual"
            continue
        if open_piece:
            gap_s = (entry.at.wall - pieces[-1][-1][0]).total_seconds()
            open_piece = gap_s <= GAP_S
        if not open_piece:
            pieces.append([])
            open_piece = True
        pieces[-1].append((entry.at.wall, event.value))
    return Line(vital, tuple(tuple(piece) for piece in pieces))
