"""A session in an open room, told up to the start of the pump. Knows no screen."""

from bedside import events
from tests.bedside.course import BY, steps
from tests.bedside.telling import DOCTOR, NURSE

PLAN = events.MeasuringPlanChosen(plan="standard", doctor=DOCTOR)


def before_the_start(room, now, without=("opened",)):
    """What comes before the start, told at once and written in one commit."""
    told = [(name, event) for name, happened in steps().items() for event in happened]
    for name, event in [*told, ("plan", PLAN)]:
        if name not in without:
            by = BY.get(name, NURSE)
            room.journal.note(event, now, by)
            room.watch.saw(event, now, by)
    room.watch.told(room.session)
    room.flush(now)
