"""Views for the screens' tests: a told session, and monitors that say what the test wants."""

from dataclasses import replace

from bedside.alarm_display import Display
from bedside.board_view import BoardView, BpView, CuffView, Freshness, VitalView
from bedside.history import BpResult
from bedside.identity import Person
from bedside.settings import Settings
from bedside.vitals import Vital
from bedside.watch_view import NibpView, WatchView
from tests.bedside.telling import DOCTOR, NURSE, SECOND, Telling, protocol
from ui.view import Place, View

IDA = Person(id=NURSE, name="Ida Lund", role="nurse", trained="2026-03-02")
PER = Person(id=SECOND, name="Per Moen", role="nurse")
HANSEN = Person(id=DOCTOR, name="Dr. N. Hansen", role="consultant", phone="12345", specialist=True)
STAFF = (IDA, PER, HANSEN)

BY_STAGE = {
    "planned": Place.START,
    "arrival": Place.DAY_CHECK,
    "preparation": Place.PREPARATION,
    "ready": Place.READY,
    "infusing": Place.INFUSION,
    "paused": Place.INFUSION,
    "observation": Place.OBSERVATION,
    "home": Place.HOME,
    "closed": Place.REPORT,
    "aborted": Place.REPORT,
}


def vital(which, now, value=None, reason=None):
    if value is None and reason is None:
        return VitalView(which)
    return VitalView(
        which,
        Freshness.CURRENT,
        value,
        reason,
        measured_at=now,
        received_at=now,
        source="oximeter",
        first_at=now,
    )


def board(now, spo2=None, pulse_rate=None, bp=None, inflating=False):
    """What the monitors say at `now`; nothing given: nothing heard yet."""
    latest = BpResult(now, now, *bp) if bp else None
    return BoardView(
        spo2=vital(Vital.SPO2, now, spo2),
        pulse_rate=vital(Vital.PULSE_RATE, now, pulse_rate),
        respiratory_rate=VitalView(Vital.RESPIRATORY_RATE),
        bp=BpView(Freshness.CURRENT if latest else Freshness.WAITING, latest),
        cuff=CuffView(inflating),
        links=(),
    )


def watching(now, display=None, nibp=None, **monitors):
    return WatchView(board(now, **monitors), display or Display(), nibp or NibpView(startable=True))


def view_of(session, now, place=None, **changes):
    """The view of a session as it stands at `now`; `changes` are fields of View."""
    view = View(
        now=now,
        protocol=protocol(),
        settings=Settings(),
        session=session,
        watch=watching(now),
        place=place or BY_STAGE[session.phase.value],
        person=IDA,
        staff=STAFF,
        simulated=True,
        room="Behandlingsrom 2",
    )
    return replace(view, **changes)


def view_at(told, place=None, **changes):
    """The view at the end of a `Telling`, or of a few events told one after the other."""
    if not isinstance(told, Telling):
        told = Telling().tell(*told)
    return view_of(told.session, told.now, place, **changes)
