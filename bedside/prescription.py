"""What was weighed, prescribed and prepared for the infusion. Knows no rule of the dose.

Whether a prescription may be given stands in bedside/dose.py; what was recorded stands here.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from bedside import events
from bedside.amounts import same
from bedside.events import Entry
from bedside.lines import Line, counting, last, with_line

WEIGHT = "weight"
PRESCRIPTION = "prescription"
PREPARATION = "preparation"
DOUBLE_CHECK = "double_check"
PLAN = "measuring_plan"


@dataclass(frozen=True, slots=True)
class Prescription:
    """Every line is kept, corrected ones too. `after` is total: no event can make it raise."""

    weighings: tuple[Line[events.WeightRecorded], ...] = ()
    orders: tuple[Line[events.DosePrescribed], ...] = ()
    plans: tuple[Line[events.MeasuringPlanChosen], ...] = ()
    preparations: tuple[Line[events.DrugPrepared], ...] = ()  # of ketamine
    checks: tuple[Line[events.PreparationDoubleChecked], ...] = ()
    confirmed: frozenset[int] = frozenset()  # seq of what a doctor confirmed afterwards

    @property
    def weight_kg(self) -> Decimal | None:
        line = last(self.weighings)
        return line.event.weight_kg if line else None

    @property
    def order(self) -> events.DosePrescribed | None:
        """The prescription in force: the latest."""
        line = last(self.orders)
        return line.event if line else None

    @property
    def plan(self) -> str:
        line = last(self.plans)
        return line.event.plan if line else ""

    @property
    def plan_doctor(self) -> str:
        line = last(self.plans)
        return line.event.doctor if line else ""

    @property
    def current(self) -> Line[events.DosePrescribed] | None:
        """The prescription, as long as the weight it was made for is still the weight."""
        line = last(self.orders)
        weight_kg = self.weight_kg
        if line is None or weight_kg is None or not same(line.event.weight_kg, weight_kg):
            return None
        return line

    @property
    def prepared(self) -> Line[events.DrugPrepared] | None:
        """What lies ready: the latest preparation, if it is of the prescription in force."""
        line, order = last(self.preparations), self.current
        if line is None or order is None or line.seq < order.seq:
            return None
        return line if same(line.event.dose_mg, order.event.dose_mg) else None

    @property
    def preparers(self) -> frozenset[str]:
        """Who wrote or corrected what lies ready: none of them checks it."""
        prepared = self.prepared
        if prepared is None:
            return frozenset()
        return frozenset(line.by for line in self.preparations if line.first == prepared.first)

    @property
    def checked(self) -> Line[events.PreparationDoubleChecked] | None:
        """The second person's signature, if it is for what lies ready, and truly a second one."""
        prepared, preparers = self.prepared, self.preparers
        if prepared is None:
            return None
        for line in reversed(self.checks):
            if line.seq < prepared.seq:
                return None
            if (
                line.event.agrees
                and line.event.checker not in preparers
                and same(line.event.computed_mg, prepared.event.dose_mg)
            ):
                return line
        return None

    @property
    def awaiting_confirmation(self) -> tuple[Line[events.DosePrescribed], ...]:
        """Prescribed by word of mouth; the doctor has not confirmed it afterwards (T-R4)."""
        return tuple(
            line
            for line in counting(self.orders)
            if line.by != line.event.doctor and line.seq not in self.confirmed
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """What the gate still lacks, in the order in which it is done."""
        have = {
            WEIGHT: self.weight_kg,
            PRESCRIPTION: self.current,
            PLAN: self.plan or None,
            PREPARATION: self.prepared,
            DOUBLE_CHECK: self.checked,
        }
        return tuple(name for name, what in have.items() if what is None)

    def after(self, entry: Entry) -> "Prescription":
        event = entry.event
        match event:
            case events.WeightRecorded():
                lines = with_line(self.weighings, entry, event, event.corrects)
                return replace(self, weighings=lines)
            case events.DosePrescribed():
                return replace(self, orders=with_line(self.orders, entry, event))
            case events.MeasuringPlanChosen():
                return replace(self, plans=with_line(self.plans, entry, event))
            case events.DrugPrepared(drug="ketamine"):
                prepared = with_line(self.preparations, entry, event, event.corrects)
                return replace(self, preparations=prepared)
            case events.PreparationDoubleChecked():
                return replace(self, checks=with_line(self.checks, entry, event))
            case events.DoctorConfirmed():
                return replace(self, confirmed=self.confirmed | {event.of})
            case _:
                return self
