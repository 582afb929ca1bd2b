"""The set of vitals that would be documented now, from what the monitors say. Judges nothing."""

from bedside import events
from bedside.board_view import Freshness
from bedside.readings import MANUAL
from ui.view import View

FROM_RECORD = "entered"  # a blood pressure typed in keeps the time it was typed


def set_now(view: View, moment: str, note: str = "") -> events.VitalsDocumented | None:
    """The last blood pressure of the record with pulse and SpO₂ of this second; None: not whole.

    A blood pressure that is too old for the start is none.
    """
    reading, now = view.session.chart.blood_pressure, view.current
    oldest_s = view.protocol.vitals.stale.before_start_max_age_s
    if reading is None or now.bp_age_s is None or now.bp_age_s > oldest_s:
        return None
    board = view.watch.board
    streams = (board.pulse_rate, board.spo2)
    if None in (reading.systolic, reading.diastolic):
        return None
    if any(v.value is None or v.freshness is not Freshness.CURRENT for v in streams):
        return None
    pulse, spo2 = (round(v.value) for v in streams if v.value is not None)
    return events.VitalsDocumented(
        moment=moment,
        systolic=reading.systolic,
        diastolic=reading.diastolic,
        pulse_rate=pulse,
        spo2=spo2,
        source=FROM_RECORD if reading.source == MANUAL else "monitor",
        note=note,
    )


def lacking_now(view: View) -> tuple[str, ...]:
    """Which of the three is not there: "bp", "pulse", "spo2"."""
    now, board = view.current, view.watch.board
    oldest_s = view.protocol.vitals.stale.before_start_max_age_s
    old = now.bp_age_s is None or now.bp_age_s > oldest_s or None in (now.systolic, now.diastolic)
    found = ["bp"] if old else []
    for name, stream in (("pulse", board.pulse_rate), ("spo2", board.spo2)):
        if stream.value is None or stream.freshness is not Freshness.CURRENT:
            found.append(name)
    return tuple(found)
