"""Tells a session event by event, on a clock that stands still until it is moved."""

from decimal import Decimal
from functools import cache

import resources
from bedside.clock import Instant, ManualClock
from bedside.events import Entry, Event
from bedside.protocol import load
from bedside.session import Session, fold

D = Decimal

NURSE = "ida"
SECOND = "per"
DOCTOR = "dr-hansen"


@cache
def protocol():
    return load(resources.path("protocol"))


class Telling:
    """`tell` records and folds; `wait` lets time pass; nothing is asked of any rule."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.entries: list[Entry] = []
        self.session = Session()

    @property
    def now(self) -> Instant:
        return self.clock()

    def wait(self, seconds: float) -> "Telling":
        self.clock.advance(seconds)
        return self

    def tell(self, *happened: Event, by: str = NURSE) -> "Telling":
        for event in happened:
            entry = Entry(len(self.entries) + 1, self.clock(), by, event)
            self.entries.append(entry)
            self.session = self.session.after(entry)
        return self

    def replayed(self) -> Session:
        return fold(self.entries)


def told(*happened: Event, by: str = NURSE) -> Session:
    return Telling().tell(*happened, by=by).session
