"""A session with an alert, told event by event, as the physician's process reads it."""

from bedside import events
from bedside.events import WATCH
from bedside.text import Language
from tests.bedside.course import BACKUP, START, amended, cuff, identified
from tests.bedside.telling import Telling, protocol
from ui.i18n import Words
from ui.physician.state import session_state

HANSEN, BERG = "Dr. N. Hansen", "Dr. K. Berg"
NB, EN = Words(Language.NB), Words(Language.EN)
OPENED = events.SessionOpened(
    session="20261124-0920-a1b2c3",
    simulated=True,
    room="Behandlingsrom 2",
    program_version="0.1.0",
    protocol_version="2026-1",
    protocol_hash="0" * 64,
)


def raised(version=1, systolic=186, diastolic=112, condition="bp_limit"):
    return events.AlarmRaised(
        alarm=1,
        version=version,
        condition=condition,
        priority="high",
        physiological=True,
        values={"systolic": systolic, "diastolic": diastolic},
        latching=True,
        key="nibp:high",
        rank=version,
    )


def alerted(version=1, systolic=186, diastolic=112, step=0, to=HANSEN, **more):
    return events.PhysicianAlerted(
        **{
            "alert": 1,
            "version": version,
            "priority": "high",
            "condition": "bp_limit",
            "to": to,
            "phone": "12345",
            "values": {"systolic": systolic, "diastolic": diastolic},
            "alarm": 1,
            "step": step,
        }
        | more
    )


def answered(answer="coming", version=1, by=HANSEN):
    return events.PhysicianAnswered(alert=1, version=version, answer=answer, physician=by)


def streamed(vital, value, **more):
    return events.Measured(vital=vital, value=value, unit="%", source="oximeter", **more)


def infusing():
    """Minute 21 of an infusion of 72.4 mg, with a patient who has a name."""
    telling = Telling().tell(OPENED, identified())
    telling.tell(amended(BACKUP, name=HANSEN), cuff(124, 78), START)
    telling.wait(20 * 60 + 30)
    return telling.tell(streamed("spo2", 97.0), streamed("pulse_rate", 91.0), by=WATCH)


def high(telling=None):
    """186/112, alerted."""
    telling = telling or infusing()
    return telling.tell(cuff(186, 112), raised(), alerted(), by=WATCH)


def shown(telling, words=NB, me=HANSEN):
    name = telling.session.opened.session
    return session_state(name, telling.session, telling.now, protocol(), words, me, str.title)
