"""How much ketamine may be prescribed (SPEC part 7, §3.2), in exact decimals.

Every rule judges the unrounded product kg × mg/kg; what is given is that product rounded down to
0.1 mg. Nothing is ever clamped: a dose is permitted as it stands, or refused with the rule.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from bedside.amounts import (
    TENTH,
    difference,
    is_amount,
    plain,
    product,
    quotient,
    rounded_down,
    same,
    total,
)
from bedside.drug_rules import DoseRules
from bedside.events import DosePrescribed
from bedside.intramuscular import im_refusals
from bedside.refusal import Refusal, hardest_first

THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Situation:
    """What a prescription is judged against: this patient, today."""

    weight_kg: Decimal | None
    phase: Literal["start", "maintenance"] = "start"
    number: int = 1  # infusion n of its phase
    last_given_mg_per_kg: Decimal | None = None  # given, not prescribed (K-03)
    already_given_mg: Decimal = Decimal(0)  # in this treatment, all routes (K-05)
    strength_mg_per_ml: Decimal | None = None  # of the ampoule, for an i.m. volume (K-10)
    recorded_by: str = ""  # who writes the prescription down
    decided: Mapping[str, str] = field(default_factory=dict)  # subject -> doctor who allowed it

    @property
    def last_mg_per_kg(self) -> Decimal | None:
        """The dose the next step counts from; what is no amount is not known."""
        last = self.last_given_mg_per_kg
        return last if last is not None and is_amount(last) else None

    @property
    def first_ever(self) -> bool:
        return self.phase == "start" and self.number == 1 and self.last_mg_per_kg is None

    @property
    def given_today_mg(self) -> Decimal:
        """Never below nothing: a wrong line of the record must not make room for more."""
        return max(Decimal(0), total((self.already_given_mg,)))


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest dose that no doctor's decision is needed for, and the rule that sets it."""

    mg_per_kg: Decimal  # rounded down; the dose on the 0.25 grid is `step_mg_per_kg`
    mg: Decimal
    rule: str
    code: str
    step_mg_per_kg: Decimal | None  # None: not even the smallest step is allowed


@dataclass(frozen=True, slots=True)
class Suggestion:
    """K-04, the usual course. A suggestion is shown; it is never filled in and never raised."""

    mg_per_kg: Decimal
    may_rise_to_mg_per_kg: Decimal | None = None


def exact_mg(weight_kg: Decimal, mg_per_kg: Decimal) -> Decimal:
    """The unrounded product, which is what every rule judges."""
    return product(weight_kg, mg_per_kg)


def dose_mg(weight_kg: Decimal, mg_per_kg: Decimal, round_to_mg: Decimal = TENTH) -> Decimal:
    """What is given: the product rounded down to 0.1 mg (K-06)."""
    return rounded_down(exact_mg(weight_kg, mg_per_kg), round_to_mg)


def mg_per_kg(mg: Decimal, weight_kg: Decimal) -> Decimal:
    """What a rounded dose comes to, rounded down to 0.001 mg/kg: for the screen, for no rule."""
    return rounded_down(quotient(mg, weight_kg), THOUSANDTH)


def given_mg_per_kg(order: DosePrescribed, delivered_mg: Decimal) -> Decimal:
    """The dose *given*, which the next step counts from (K-03).

    A whole dose counts as what was prescribed, so that its rounding down does not lower the next
    step; a stopped one counts as what the pump delivered.
    """
    if not (is_amount(delivered_mg) and is_amount(order.weight_kg) and is_amount(order.dose_mg)):
        return Decimal(0)
    if delivered_mg >= order.dose_mg:
        return order.dose_mg_per_kg
    return mg_per_kg(delivered_mg, order.weight_kg)


def suggested(situation: Situation, rules: DoseRules) -> Suggestion:
    course = rules.usual_course_mg_per_kg
    last = situation.last_mg_per_kg
    if last is None:
        return Suggestion(course[0])
    index = situation.number - 1 if situation.phase == "start" else len(course) - 1
    usual = course[max(0, min(index, len(course) - 1))]
    rise = min(usual, total((last, rules.step_mg_per_kg)))
    return Suggestion(last, rise if rise > last else None)


def largest_allowed(situation: Situation, rules: DoseRules) -> Largest | None:
    """Without any doctor's override. None as long as there is no weight."""
    weight_kg = situation.weight_kg
    if weight_kg is None or not is_amount(weight_kg):
        return None
    left_mg = max(Decimal(0), difference(rules.cap_mg, situation.given_today_mg))
    limits = [
        (left_mg, "K-05", "limited_by_cap"),
        (product(weight_kg, rules.max_mg_per_kg), "K-02", "limited_by_range"),
    ]
    if situation.last_mg_per_kg is not None:
        step = total((situation.last_mg_per_kg, rules.step_mg_per_kg))
        limits.append((product(weight_kg, step), "K-03", "limited_by_step"))
    elif not situation.first_ever:
        start = rules.usual_course_mg_per_kg[0]
        limits.append((product(weight_kg, start), "K-03", "limited_by_unknown_last_dose"))
    most_mg, rule, code = min(limits, key=lambda limit: limit[0])
    on_grid = [step for step in grid(rules) if product(weight_kg, step) <= most_mg]
    return Largest(
        mg_per_kg=mg_per_kg(most_mg, weight_kg),
        mg=rounded_down(most_mg, rules.round_down_to_mg),
        rule=rule,
        code=code,
        step_mg_per_kg=max(on_grid, default=None),
    )


def grid(rules: DoseRules) -> tuple[Decimal, ...]:
    """0.5, 0.75 … 1.5: the doses that the steps lead to."""
    steps = [rules.min_mg_per_kg]
    while (after := total((steps[-1], rules.step_mg_per_kg))) <= rules.max_mg_per_kg:
        steps.append(after)
    return tuple(steps)


def consider_lower_dose(not_clear: Collection[str]) -> tuple[str, ...]:
    """K-12: which answers of the day check ask the doctor to think of a lower dose (§3.7)."""
    return tuple(item for item in ("D-23", "D-24") if item in not_clear)


def decision_subject(refusal: Refusal) -> str:
    """What a doctor's decision on this refusal is about: this rule at this dose, no other.

    A decision that lets 1.0 mg/kg pass must not let 1.5 pass an hour later.
    """
    return f"{refusal.rule}:{refusal.values.get('judged', '')}"


def may_prescribe(order: DosePrescribed, situation: Situation, rules: DoseRules) -> Refusal | None:
    """The first thing that stands in the way; None: it may be prescribed as it is."""
    return next(iter(refusals(order, situation, rules)), None)


def refusals(order: DosePrescribed, situation: Situation, rules: DoseRules) -> tuple[Refusal, ...]:
    """Everything that stands in the way and was not lifted, what nobody can lift first."""
    return hardest_first(
        refusal
        for refusal in _findings(order, situation, rules)
        if not _lifted(refusal, order, situation)
    )


def _lifted(refusal: Refusal, order: DosePrescribed, situation: Situation) -> bool:
    decided_by = situation.decided.get(decision_subject(refusal), "").strip()
    # A reason lifts the rule it was given for; it must not lift one that nobody saw.
    reasoned = refusal.rule in order.outside_rules and bool(order.reason.strip())
    match refusal.lifted_by:
        case "reason":
            return reasoned
        case "doctor":
            return reasoned and bool(decided_by)
        case "consultant":
            return bool(decided_by) and decided_by == order.approved_by.strip()
        case _:
            return False


def _findings(order: DosePrescribed, situation: Situation, rules: DoseRules) -> Iterator[Refusal]:
    yield from _who(order, situation)
    yield from _computed(order, situation, rules)
    if is_amount(order.weight_kg) and is_amount(order.dose_mg_per_kg):
        yield from _size(order, situation, rules)
        yield from _step(order, situation, rules)
        yield from _how(order, situation, rules)


def _who(order: DosePrescribed, situation: Situation) -> Iterator[Refusal]:
    if not order.doctor.strip():
        yield Refusal("K-01", "no_prescriber", "3.3", missing=("doctor",))
    spoken = situation.recorded_by != order.doctor and order.channel != "page"
    if spoken and not order.read_back:
        yield Refusal("T-R4", "not_read_back", "3.3", missing=("read_back",))


def _computed(order: DosePrescribed, situation: Situation, rules: DoseRules) -> Iterator[Refusal]:
    if situation.weight_kg is None:
        yield Refusal("D-32", "no_weight", "3.2", missing=("weight",))
    elif not same(order.weight_kg, situation.weight_kg):
        values = {"weight_kg": str(situation.weight_kg), "used_kg": str(order.weight_kg)}
        yield Refusal("K-06", "other_weight", "3.2", values=values)
    if not (is_amount(order.weight_kg) and is_amount(order.dose_mg_per_kg)):
        yield Refusal("K-06", "dose_not_a_number", "3.2", missing=("dose",))
        return
    right_mg = dose_mg(order.weight_kg, order.dose_mg_per_kg, rules.round_down_to_mg)
    if not same(order.dose_mg, right_mg):
        values = {"mg": str(order.dose_mg), "right_mg": str(right_mg)}
        yield Refusal("K-06", "dose_wrongly_computed", "3.2", values=values)
    elif not right_mg:
        yield Refusal("K-06", "dose_rounds_to_nothing", "3.2", missing=("dose",))


def _size(order: DosePrescribed, situation: Situation, rules: DoseRules) -> Iterator[Refusal]:
    dose = order.dose_mg_per_kg
    values = {"judged": plain(dose), "mg_per_kg": plain(dose)}
    if dose > rules.max_mg_per_kg:
        values |= {"max_mg_per_kg": plain(rules.max_mg_per_kg)}
        yield Refusal("K-02", "dose_above_range", "3.2", values)
    if dose < rules.min_mg_per_kg:
        values |= {"min_mg_per_kg": plain(rules.min_mg_per_kg)}
        yield Refusal("K-02-below", "dose_below_range", "3.2, 3.7", values, ("reason",), "reason")
    exact = exact_mg(order.weight_kg, dose)
    if total((exact, situation.given_today_mg)) > rules.cap_mg:
        cap = {
            "exact_mg": plain(exact),
            "already_mg": plain(situation.given_today_mg),
            "cap_mg": plain(rules.cap_mg),
        }
        yield Refusal("K-05", "dose_above_cap", "3.2", values | cap)


def _step(order: DosePrescribed, situation: Situation, rules: DoseRules) -> Iterator[Refusal]:
    dose, last = order.dose_mg_per_kg, situation.last_mg_per_kg
    start = rules.usual_course_mg_per_kg[0]
    values = {"judged": plain(dose), "mg_per_kg": plain(dose)}
    if last is not None:
        most = total((last, rules.step_mg_per_kg))
        if dose > most:
            step = {"last_mg_per_kg": plain(last), "max_mg_per_kg": plain(most)}
            missing = ("doctor_decision", "reason")
            yield Refusal("K-03", "step_too_large", "3.2", values | step, missing, "doctor")
    elif not situation.first_ever and dose > start:
        step = {"start_mg_per_kg": plain(start)}
        wanted = ("last_given", "doctor_decision", "reason")
        yield Refusal("K-03", "last_dose_unknown", "3.2", values | step, wanted, "doctor")
    if rules.min_mg_per_kg <= dose <= rules.max_mg_per_kg and dose not in grid(rules):
        step = {"step_mg_per_kg": plain(rules.step_mg_per_kg)}
        yield Refusal(
            "K-03-grid", "dose_between_steps", "3.2", values | step, ("reason",), "reason"
        )
    if situation.first_ever and dose != start:
        usual = {"start_mg_per_kg": plain(start)}
        yield Refusal("K-04", "first_dose_unusual", "3.2", values | usual, ("reason",), "reason")


def _how(order: DosePrescribed, situation: Situation, rules: DoseRules) -> Iterator[Refusal]:
    if order.route == "im":
        yield from im_refusals(order, situation.strength_mg_per_ml, rules)
    elif order.duration_min <= 0:
        yield Refusal("K-08", "duration_not_a_time", "3.2", missing=("duration",))
    elif order.duration_min != rules.duration_min:
        values = {"minutes": str(order.duration_min), "usual_minutes": str(rules.duration_min)}
        yield Refusal("K-08", "duration_unusual", "3.2", values, ("reason",), "reason")
