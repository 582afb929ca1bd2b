"""What the page shows of one session: a pure function of its record and an instant.

Every value carries its age, and what is too old is not shown (ALARMS B.7, DESIGN 2.4). No name of
a patient leaves here: the page shows room and session (ALARMS B.7, privacy). Sends nothing.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from bedside import escalation
from bedside.clock import Instant
from bedside.escalation import Contact
from bedside.protocol import Protocol
from bedside.session import Session
from bedside.text import Language
from bedside.vitals import Vital
from ui.i18n import Words
from ui.physician.alert_lines import AlertLine, alert_lines, taken_by_others
from ui.physician.happened import happened
from ui.physician.values import Curve, Pumping, Reading, curve, pressure, pump, streamed
from ui.physician.wording import take_over_words

NameOf = Callable[[str], str]


class Shown(Struct, frozen=True, kw_only=True):
    """One session as the page shows it."""

    id: str
    room: str
    code: str
    simulated: bool
    phase: str
    nurse: str
    bp: Reading
    spo2: Reading
    pulse: Reading
    pump: Pumping
    trend: Curve
    alerts: tuple[AlertLine, ...]
    events: tuple[tuple[str, str], ...]
    checked_in: bool
    last_s: float  # how long ago the newest line was written
    telephone: str = ""  # nobody has taken it: whom the nurse rings
    take_over: str = ""  # "Take over 2 alerts from Dr. K. Berg": one press (ALARMS C.7)


def contacts_of(session: Session, protocol: Protocol) -> tuple[Contact, ...]:
    """As bedside.room.Room.contacts: both processes ask the same people in the same order."""
    backup = session.people.backup
    named = Contact(backup.name, backup.phone) if backup and backup.phone else None
    return escalation.contact_list(protocol.site, protocol.escalation, named, Language.NB)


def session_state(
    name: str,
    session: Session,
    now: Instant,
    protocol: Protocol,
    words: Words,
    me: str,
    name_of: NameOf = str,
) -> Shown:
    """Everything the page shows of this session to `me`, whose alerts are marked."""
    opened = session.opened
    cases = {
        case.alert: case
        for case in escalation.situation(
            session.alerts,
            session.alarms,
            protocol.escalation,
            contacts_of(session, protocol),
            now,
        )
    }
    backup = session.people.backup
    others = taken_by_others(cases, me)
    return Shown(
        id=name,
        room=opened.room if opened else "",
        code=name[-6:].upper(),
        simulated=opened.simulated if opened else False,
        phase=_phase(session, protocol, words),
        nurse=name_of(session.people.nurse) if session.people.nurse else "",
        bp=pressure(session, now, protocol),
        spo2=streamed(session, Vital.SPO2, now, protocol, words),
        pulse=streamed(session, Vital.PULSE_RATE, now, protocol, words),
        pump=pump(session, now, words),
        trend=curve(session, now, protocol),
        alerts=alert_lines(session, cases, now, protocol, words, me),
        events=happened(session, protocol, words, name_of),
        checked_in=backup is not None and backup.test_accepted and backup.name == me,
        last_s=0.0 if session.last_wall is None else _since_s(session.last_wall, now),
        telephone=next((c.phone for c in cases.values() if c.telephone), ""),
        take_over=take_over_words(len(others), others[0], words) if others else "",
    )


def _since_s(at: datetime, now: Instant) -> float:
    return max(0.0, (now.wall - at).total_seconds())


def _phase(session: Session, protocol: Protocol, words: Words) -> str:
    found = (p.text for p in protocol.phases.phase if p.key == session.phase)
    return next((words.of(text) for text in found), session.phase)
