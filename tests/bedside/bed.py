"""A bed with an oximeter and a cuff in simulated time: set what they say, let time pass, look."""

from dataclasses import replace
from decimal import Decimal

from bedside import events
from bedside.board_view import Role
from bedside.clock import Instant, ManualClock
from bedside.events import WATCH, Entry
from bedside.session import Phase, Session
from bedside.vitals import (
    Arrival,
    BloodPressure,
    CuffPressure,
    LinkLost,
    LinkRestored,
    Measurement,
    NibpFailed,
    NibpFault,
    NibpStarted,
    Quality,
    Reason,
    Vital,
)
from bedside.watch import CuffOrder, Watch
from tests.bedside.telling import protocol

NURSE = "ida"
OXIMETER = Role(frozenset({Vital.SPO2, Vital.PULSE_RATE}))
CUFF = Role(frozenset({Vital.NIBP}), starts_nibp=True)
LISTENED = Role(frozenset({Vital.NIBP}), starts_nibp=False)
ROLES = {"oximeter": OXIMETER, "nibp": CUFF}
START = events.InfusionStarted(dose_mg=Decimal("36"), volume_ml=Decimal(50), rate_ml_h=Decimal(75))
END = events.InfusionEnded(completed=True, delivered_mg=Decimal("36"))


class Bed:
    """`spo2` and `pulse` are said every `every_s`: a value, a Reason, or None for silence."""

    def __init__(self, phase=Phase.INFUSING, roles=ROLES, plan=None, step_s=1.0, spo2=97, pulse=70):
        self.clock = ManualClock()
        self.orders = []
        self.record = []
        self.watch = Watch(protocol(), roles, self.clock(), self.ordered)
        self.session = Session()
        listened = "oximeter" in roles
        self.spo2, self.pulse = (spo2, pulse) if listened else (None, None)
        self.every_s = roles["oximeter"].every_s if listened else 1.0
        self.facts = frozenset()
        self.step_s = step_s
        self._next_s = 0.0
        self.phase(phase)
        if plan is not None:
            self.saw(events.MeasuringPlanChosen(plan=plan, doctor="dr"))
        self.beat()

    # --- looking -----------------------------------------------------------------------------

    @property
    def now(self) -> Instant:
        return self.clock()

    @property
    def view(self):
        return self.watch.view

    @property
    def alarms(self):
        """What is on the band: (condition, priority), most urgent first; "var" where latched."""
        return [
            (s.condition, ("var " if s.latched else "") + s.priority)
            for s in self.view.display.alarms
        ]

    @property
    def active(self):
        return [s.condition for s in self.view.display.alarms if not s.latched]

    def shown(self, condition):
        return next(s for s in self.view.display.alarms if s.condition == condition)

    @property
    def sound(self):
        return self.view.display.sound

    def noted(self, kind):
        return [e.event for e in self.record if isinstance(e.event, kind)]

    # --- doing -------------------------------------------------------------------------------

    def phase(self, phase):
        self.session = replace(self.session, phase=phase)
        self.watch.told(self.session)
        return self

    def ordered(self, role, what, start_id):
        self.orders.append((role, what, start_id))

    def note(self, event, at, by):
        entry = Entry(len(self.record) + 1, at, by, event)
        self.record.append(entry)
        self.session = self.session.after(entry)

    def saw(self, event, by=NURSE):
        """A person does something, and it is recorded."""
        self.note(event, self.now, by)
        self.watch.saw(event, self.now, by)
        return self

    def says(self, what, role="nibp"):
        self.watch.take(Arrival(role, self.now, what))
        return self

    def beat(self):
        while self._next_s <= self.now.mono_s + 1e-9:
            self._speak()
            self._next_s += self.every_s
        self.watch.tick(self.now, self.facts)
        self.watch.flush(self.note)
        return self

    def run(self, seconds, step_s=None):
        step_s = step_s or self.step_s
        for _ in range(round(seconds / step_s)):
            self.clock.advance(step_s)
            self.beat()
        return self

    def bp(self, systolic, diastolic, mean=None, quality=Quality.GOOD):
        """The cuff gives a result, and it is judged."""
        return self.says(BloodPressure(systolic, diastolic, mean, quality=quality)).beat()

    def typed(self, systolic, diastolic):
        """The nurse enters a result by hand."""
        self.saw(
            events.Measured(
                vital="nibp", unit="mmHg", systolic=systolic, diastolic=diastolic, source="manual"
            )
        )
        return self.beat()

    def fails(self, fault=NibpFault.ARTEFACT):
        return self.says(NibpFailed(fault)).beat()

    def lose(self, role="oximeter", reason="unplugged"):
        if role == "oximeter":
            self.spo2 = self.pulse = None
        return self.says(LinkLost(reason), role).beat()

    def regain(self, role="oximeter"):
        if role == "oximeter":
            self.spo2, self.pulse = 97, 70
        return self.says(LinkRestored(), role).beat()

    def see(self, condition, by=NURSE):
        shown = self.shown(condition)
        refused = self.watch.acknowledge(shown.number, shown.version, by, self.now)
        self.beat()
        return refused

    def _speak(self):
        for vital, value in ((Vital.SPO2, self.spo2), (Vital.PULSE_RATE, self.pulse)):
            if value is None:
                continue
            if isinstance(value, Reason):
                what = Measurement(vital, None, value)
            else:
                what = Measurement(vital, float(value))
            self.watch.take(Arrival("oximeter", self.now, what))


__all__ = [
    "CUFF",
    "END",
    "LISTENED",
    "NURSE",
    "OXIMETER",
    "ROLES",
    "START",
    "WATCH",
    "Bed",
    "CuffOrder",
    "CuffPressure",
    "NibpStarted",
]
