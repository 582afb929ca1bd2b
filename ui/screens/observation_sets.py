"""What is measured after the infusion: the plan's minutes, what was documented, what can be now.

Pure. Judges nothing: whether the readings are normal stands in gate G2.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bedside import events
from bedside.board_view import Freshness, VitalView
from bedside.protocol_lookup import plan
from bedside.readings import MANUAL, Documented, age_s
from bedside.vitals import Vital
from ui.figures import pressure
from ui.i18n import Words, minutes_and_seconds
from ui.view import View
from ui.widgets.checklist import ChecklistState, Row

AFTER = ("end", "after", "discharge")
EARLY_MIN = 5  # a set this much before its minute counts as the one that was due
MISSED, DUE, COMING = "missed", "due", "coming"


@dataclass(frozen=True, slots=True)
class Planned:
    """One measurement of the plan, and the documented set that answers it."""

    at_min: int  # after the end of the infusion; 0: at the end
    at: datetime
    taken: Documented | None = None
    state: str = COMING  # of one that is not taken


def minutes_since_end(view: View) -> float:
    return (view.session.infusion.since_end_s(view.now) or 0.0) / 60


def sets_after(view: View) -> tuple[Documented, ...]:
    """Every complete set documented since the infusion ended, oldest first."""
    ended_s = view.session.infusion.ended_mono_s
    return tuple(
        d
        for d in view.session.chart.documented
        if d.moment in AFTER and d.complete and d.at.mono_s >= ended_s
    )


def planned_after(view: View) -> tuple[Planned, ...]:
    """The minutes the doctor's plan asks for; without a plan one set at the end (V-02)."""
    session = view.session
    chosen, ended_at = plan(view.protocol, session.prescription.plan), session.infusion.ended_at
    if ended_at is None:
        return ()
    minutes = sorted({0, *(chosen.after_min if chosen else ())})
    ended_s, now_min = session.infusion.ended_mono_s, minutes_since_end(view)
    free, found = list(sets_after(view)), []
    for number, minute in enumerate(minutes):
        until = minutes[number + 1] - EARLY_MIN if number + 1 < len(minutes) else None
        taken = None
        for one in free:
            at_min = (one.at.mono_s - ended_s) / 60
            if at_min >= minute - EARLY_MIN and (until is None or at_min < until):
                taken = one
                break
        if taken is not None:
            free.remove(taken)
        state = COMING
        if until is not None and now_min >= until:
            state = MISSED
        elif now_min >= minute:
            state = DUE
        found.append(Planned(minute, ended_at + timedelta(minutes=minute), taken, state))
    return tuple(found)


def moment_now(view: View) -> str:
    """Which moment of the protocol the next set belongs to."""
    planned = planned_after(view)
    if not sets_after(view):
        return "end"
    return "after" if any(one.taken is None for one in planned) else "discharge"


def fresh_set(view: View, note: str = "") -> events.VitalsDocumented | None:
    """The newest reading since the end that is not documented yet, with pulse and SpO₂ of now.

    None: there is nothing new to document, or one of the three is not there.
    """
    reading, infusion = view.session.chart.blood_pressure, view.session.infusion
    if reading is None or reading.systolic is None or reading.diastolic is None:
        return None
    known = [d.bp_at.mono_s for d in view.session.chart.documented]
    if reading.at.mono_s < infusion.ended_mono_s or reading.at.mono_s <= max(known, default=-1.0):
        return None
    if age_s(reading.at, view.now) > view.protocol.vitals.stale.before_start_max_age_s:
        return None
    board = view.watch.board
    pulse, by_hand = _value(view, board.pulse_rate, Vital.PULSE_RATE)
    spo2, typed = _value(view, board.spo2, Vital.SPO2)
    if pulse is None or spo2 is None:
        return None
    return events.VitalsDocumented(
        moment=moment_now(view),
        systolic=reading.systolic,
        diastolic=reading.diastolic,
        pulse_rate=round(pulse),
        spo2=round(spo2),
        # "entered" and not "manual": the set is as old as the pressure that was typed in
        source="entered" if reading.source == MANUAL or by_hand or typed else "monitor",
        note=note,
    )


def _value(view: View, stream: VitalView, vital: Vital) -> tuple[float | None, bool]:
    """The monitor's value of now, or one that was typed in for this set."""
    if stream.value is not None and stream.freshness is Freshness.CURRENT:
        return stream.value, False
    typed = view.session.chart.last.get(vital)
    oldest_s = view.protocol.vitals.stale.before_start_max_age_s
    if typed is None or typed.source != MANUAL or age_s(typed.at, view.now) > oldest_s:
        return None, False
    return typed.value, True


def set_text(
    systolic: int | None, diastolic: int | None, pulse: int | None, spo2: int | None
) -> str:
    """ "138/88 · 84 · 97 %"."""
    rest = (f"{pulse}" if pulse is not None else "–", f"{spo2} %" if spo2 is not None else "–")
    return " · ".join((pressure(systolic, diastolic), *rest))


def set_rows(view: View, words: Words) -> tuple[ChecklistState, ...]:
    """Taken, due and coming, in the order of time."""
    _, planned = words.text, planned_after(view)
    of_plan = {one.taken.seq: one for one in planned if one.taken is not None}
    rows: list[tuple[datetime, ChecklistState]] = []
    sets = sets_after(view)
    for taken in sets:
        answers = of_plan.get(taken.seq)
        aside = _minute(answers, words) if answers else ""
        if taken.moment == "discharge" and taken is sets[-1]:
            aside = _("going home")
        column = set_text(taken.systolic, taken.diastolic, taken.pulse_rate, taken.spo2)
        rows.append(
            (
                taken.at.wall,
                ChecklistState(
                    f"set{taken.seq}",
                    words.time(taken.at.wall),
                    Row.DONE,
                    aside=(aside,) if aside else (),
                    column=column,
                    spoken_state=_("documented"),
                ),
            )
        )
    pending = next((one for one in planned if one.taken is None and one.state != MISSED), None)
    rows += [
        (one.at, _open_row(view, words, one, first=one is pending))
        for one in planned
        if one.taken is None
    ]
    return tuple(row for _at, row in sorted(rows, key=lambda pair: pair[0]))


def _open_row(view: View, words: Words, one: Planned, *, first: bool) -> ChecklistState:
    _, left_s = words.text, one.at_min * 60 - 60 * minutes_since_end(view)
    row, column = Row.COMING, ""
    if one.state == MISSED:
        row, column = Row.WAITING, _("not measured")
    elif one.state == DUE:
        row, column = Row.NOW, _("due now")
    elif first:
        row, column = Row.NOW, _("in {time}").format(time=minutes_and_seconds(left_s))
    return ChecklistState(
        f"due{one.at_min}",
        words.time(one.at),
        row,
        aside=(_minute(one, words),),
        column=column,
        spoken_state=_("missing") if one.state == MISSED else _("coming"),
    )


def _minute(one: Planned, words: Words) -> str:
    return words.text("end") if one.at_min == 0 else f"+{one.at_min}"
