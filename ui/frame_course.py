"""The course at the left, from the view: the steps of a session, or the places outside one.

Pure. Which phase the session is in, the session says.
"""

from datetime import datetime

from bedside.session import Phase
from ui.i18n import Words, mark
from ui.view import Place, View
from ui.widgets.course import CourseState, Step, StepState
from ui.widgets.series import Series

STEPS: tuple[tuple[str, str, frozenset[Phase]], ...] = (
    ("arrival", mark("Arrival"), frozenset({Phase.ARRIVAL})),
    ("preparation", mark("Preparation"), frozenset({Phase.PREPARATION})),
    ("infusion", mark("Infusion"), frozenset({Phase.READY, Phase.INFUSING, Phase.PAUSED})),
    ("observation", mark("Observation"), frozenset({Phase.OBSERVATION})),
    ("home", mark("Going home"), frozenset({Phase.HOME})),
    ("signing", mark("Signing"), frozenset({Phase.CLOSED, Phase.ABORTED})),
)
OUTSIDE: tuple[tuple[Place, str, str], ...] = (
    (Place.START, mark("Start"), "home"),
    (Place.RECORDS, mark("Records"), "doc"),
    (Place.SETUP, mark("Set-up"), "gear"),
    (Place.HELP, mark("Help"), "help"),
)
NOTICE = mark("Support tool.\nNot CE marked.\nThe monitors' own alarms count.")


def course_state(view: View, words: Words) -> CourseState:
    _ = words.text
    at = view.now.wall
    patient = view.session.patient
    series = None
    if patient is not None and view.session.opened is not None and not view.locked:
        name = _("Start") if patient.phase == "start" else _("Maintenance")
        infusions = next(
            (p.infusions for p in view.protocol.series.phase if p.key == patient.phase), 6
        )
        series = Series(
            f"{_series(view, patient.phase, words) or name} {patient.number}/{infusions}",
            max(0, patient.number - 1),
            infusions,
        )
    return CourseState(
        clock=words.time(at),
        date=words.day(at),
        steps=_steps(view, words) if view.session.opened else _places(view, words),
        simulated=_("SIMULATION") if view.simulated else "",
        series=series,
        notice=_(NOTICE),
    )


def _series(view: View, phase: str, words: Words) -> str:
    return next((words.of(p.text) for p in view.protocol.series.phase if p.key == phase), "")


def _places(view: View, words: Words) -> tuple[Step, ...]:
    return tuple(
        Step(
            place,
            words.text(name),
            state=StepState.NOW if view.place is place else StepState.TODO,
            icon=icon,
            pressable=True,
        )
        for place, name, icon in OUTSIDE
    )


def _steps(view: View, words: Words) -> tuple[Step, ...]:
    session = view.session
    current = next(
        (n for n, (_id, _name, phases) in enumerate(STEPS) if session.phase in phases), 0
    )
    if session.over:
        current = len(STEPS)
    begun = [_first(session.reached_at, phases) for _id, _name, phases in STEPS]
    steps = []
    for number, (key, name, _phases) in enumerate(STEPS):
        since, until = begun[number], next((b for b in begun[number + 1 :] if b), None)
        sub = ""
        if number < current and since:
            sub = f"{words.time(since)}–{words.time(until)}" if until else words.time(since)
        elif number == current:
            sub = _now_sub(view, key, since, words)
        state = (
            StepState.DONE
            if number < current and since
            else StepState.NOW
            if number == current
            else StepState.TODO
        )
        steps.append(Step(key, words.text(name), sub, state, pressable=number < current))
    return tuple(steps)


def _now_sub(view: View, key: str, since: datetime | None, words: Words) -> str:
    _ = words.text
    if key == "infusion" and view.session.phase is Phase.READY:
        return _("not started")
    if key == "infusion" and view.session.phase is Phase.PAUSED:
        return _("paused")
    began = view.session.infusion.started_at if key == "infusion" else since
    return _("since {time}").format(time=words.time(began)) if began else ""


def _first(reached: dict[Phase, datetime], phases: frozenset[Phase]) -> datetime | None:
    return min((at for phase, at in reached.items() if phase in phases), default=None)
