"""What a session is: the fold of its record. Knows no clock, disk, screen or rule.

`Session.after` is total: whatever was recorded can be folded, so that a dose given outside a
rule, or a late answer from the physician's process, never makes a record unreadable (DESIGN 2.5).
What *may* happen next is asked elsewhere (bedside/rules.py) before an event is recorded.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from bedside import events
from bedside.alarms import Alarms
from bedside.alerts import Alerts
from bedside.answers import Answers
from bedside.chart import Chart
from bedside.departure import Departure
from bedside.deviations import Deviations
from bedside.emergency import Emergency
from bedside.events import Entry, Event
from bedside.infusion import Infusion, Pump
from bedside.ledger import Ledgers
from bedside.people import People
from bedside.prescription import Prescription
from bedside.prn import PrnLog
from bedside.questionnaires import Forms
from bedside.session_limits import LimitChanges
from bedside.taken_over import TakenOver
from bedside.touch import Touch


class Phase(StrEnum):
    """SPEC part 2, states 0-8 and X; the emergency (E) lies over any of them."""

    PLANNED = "planned"
    ARRIVAL = "arrival"
    PREPARATION = "preparation"
    READY = "ready"
    INFUSING = "infusing"
    PAUSED = "paused"
    OBSERVATION = "observation"
    HOME = "home"
    CLOSED = "closed"
    ABORTED = "aborted"


OVER = frozenset({Phase.CLOSED, Phase.ABORTED})

# Until the pump has run, the session only moves forward through these.
BEFORE = (Phase.PLANNED, Phase.ARRIVAL, Phase.PREPARATION, Phase.READY)
STAGE_LEADS_TO = {"day_check": Phase.PREPARATION, "preparation": Phase.READY}

# Once it has run, the pump says where the session is; from which phases an event may be *done*
# stands in rules.COURSE.
PUMP_LEADS_TO = {
    Pump.RUNNING: Phase.INFUSING,
    Pump.PAUSED: Phase.PAUSED,
    Pump.ENDED: Phase.OBSERVATION,
}


@dataclass(frozen=True, slots=True)
class Session:
    phase: Phase = Phase.PLANNED
    opened: events.SessionOpened | None = None
    patient: events.PatientIdentified | None = None
    answers: Answers = field(default_factory=Answers)  # every checklist, and doctors' decisions
    touch: Touch = field(default_factory=Touch)
    people: People = field(default_factory=People)
    prescription: Prescription = field(default_factory=Prescription)
    ledgers: Ledgers = field(default_factory=Ledgers)
    prn: PrnLog = field(default_factory=PrnLog)
    taken_over: TakenOver = field(default_factory=TakenOver)  # infusions given elsewhere before
    forms: Forms = field(default_factory=Forms)  # questionnaires sent and received
    infusion: Infusion = field(default_factory=Infusion)
    chart: Chart = field(default_factory=Chart)  # documented vitals, NIBP results, symptoms
    emergency: Emergency = field(default_factory=Emergency)
    alarms: Alarms = field(default_factory=Alarms)
    limits: LimitChanges = field(default_factory=LimitChanges)  # of this session alone
    alerts: Alerts = field(default_factory=Alerts)  # what became of them at the physician's
    departure: Departure = field(default_factory=Departure)
    deviations: Deviations = field(default_factory=Deviations)
    reached_at: dict[Phase, datetime] = field(default_factory=dict)
    log: tuple[Entry, ...] = ()  # what a person would read: everything but streamed values
    last_seq: int = 0
    last_wall: datetime | None = None

    @property
    def over(self) -> bool:
        return self.phase in OVER

    def after(self, entry: Entry) -> "Session":
        event = entry.event
        infusion, chart = self.infusion.after(entry), self.chart.after(entry)
        seq, wall = entry.seq, entry.at.wall
        if isinstance(event, events.Measured):  # twice a second: touches the fewest parts
            return replace(self, last_seq=seq, last_wall=wall, chart=chart, infusion=infusion)
        phase = self._phase_after(event, infusion.pump)
        reached = self.reached_at
        if phase is not self.phase:
            reached = {**reached, phase: reached.get(phase, entry.at.wall)}
        return replace(
            self,
            last_seq=seq,
            last_wall=wall,
            phase=phase,
            opened=event if isinstance(event, events.SessionOpened) else self.opened,
            patient=event if isinstance(event, events.PatientIdentified) else self.patient,
            answers=self.answers.after(entry),
            touch=self.touch.after(entry),
            people=self.people.after(entry),
            prescription=self.prescription.after(entry),
            ledgers=self.ledgers.after(entry),
            prn=self.prn.after(entry),
            taken_over=self.taken_over.after(entry),
            forms=self.forms.after(entry),
            infusion=infusion,
            chart=chart,
            emergency=self.emergency.after(entry),
            alarms=self.alarms.after(entry),
            limits=self.limits.after(entry),
            alerts=self.alerts.after(entry),
            departure=self.departure.after(entry),
            deviations=self.deviations.after(entry),
            reached_at=reached,
            log=(*self.log, entry),
        )

    def _phase_after(self, event: Event, pump: Pump) -> Phase:
        """Where this leads. Only closing takes a running pump out of its phase."""
        if self.over:
            return self.phase
        match event:
            case events.SessionClosed():
                return Phase.CLOSED
            case events.SessionAborted():
                return Phase.ABORTED
            case events.HomeReadinessDecided() if pump is Pump.ENDED:
                return Phase.HOME
            case events.SessionOpened() if self.phase is Phase.PLANNED:
                return Phase.ARRIVAL
            case events.StageFinished() if self.phase in BEFORE:
                return max(
                    self.phase, STAGE_LEADS_TO.get(event.stage, self.phase), key=BEFORE.index
                )
            case _ if pump is not self.infusion.pump:
                return PUMP_LEADS_TO.get(pump, self.phase)
            case _:
                return self.phase


def fold(entries: Iterable[Entry], start: Session | None = None) -> Session:
    return reduce(Session.after, entries, start or Session())
