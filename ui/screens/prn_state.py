"""What the page for drugs as needed says, and what a press on it would record. No widget."""

from dataclasses import dataclass
from decimal import Decimal

from bedside import events
from bedside.clock import Instant
from bedside.drug_acts import before_sedative
from bedside.prn import PROPHYLAXIS, PrnLog
from bedside.prn_rules import Giving, dose_refusals
from bedside.protocol_drugs import PrnDrug
from bedside.refusal import Refusal
from ui.i18n import ZONE, Words, mark
from ui.screens.doctor_fields import DoctorDraft
from ui.view import View
from ui.widgets.dose_bar import DoseBarState

CALM_FIRST = "prn-calm-first"
ROUTES = {"iv": mark("i.v."), "im": mark("i.m.")}


@dataclass(frozen=True, slots=True)
class Draft:
    drug: str = "midazolam"
    doctor: DoctorDraft = DoctorDraft()  # noqa: RUF009  # frozen
    max_mg: Decimal | None = None
    dose_mg: Decimal | None = None
    route: str = ""
    indication: str = ""
    outside: bool = False  # it was given although a rule stands in the way
    why_outside: str = ""


@dataclass(frozen=True, slots=True)
class PrnState:
    """What the two cards say, and whether the primary button may be pressed."""

    rules: PrnDrug
    prescribed: str  # the prescription in force, or ""
    agreed: str  # the agreement that holds, or ""
    given: str  # "Gitt i dag 0 mg + 1 mg av maks 2 mg"
    bar: DoseBarState | None  # the same as a bar; None: no maximum is known
    first: str  # what is tried before a sedative, in the protocol's words; else ""
    volumes: tuple[str, ...]  # under each dose: "= 1 ml (1 mg/ml)", for each strength kept here
    refusals: tuple[Refusal, ...]
    missing: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Prescribed, and agreed where the protocol asks for it."""
        return bool(self.prescribed) and (bool(self.agreed) or not self.rules.agreement_before_dose)

    @property
    def may_give(self) -> bool:
        return not self.refusals and not self.missing


def rules_of(view: View, drug: str) -> PrnDrug:
    return next(d for d in view.protocol.prn.drug if d.id == drug)


def the_dose(
    draft: Draft,
    rules: PrnDrug,
    refusals: tuple[Refusal, ...],
    volume: Decimal | None = None,
) -> events.PrnDoseGiven:
    """What is recorded; outside a rule it names the first rule and the reason typed."""
    outside = refusals[0].rule if refusals else ""
    return events.PrnDoseGiven(
        drug=draft.drug,  # type: ignore[arg-type]  # one of the protocol's
        dose_mg=draft.dose_mg or rules.default_dose_mg,
        route=draft.route or rules.route.value,  # type: ignore[arg-type]
        volume_ml=volume,
        indication=draft.indication,
        prophylactic=draft.indication == PROPHYLAXIS,
        outside_rule=outside,
        deviation_reason=draft.why_outside.strip() if outside else "",
    )


def prn_state(view: View, words: Words, draft: Draft) -> PrnState:
    _, log, rules = words.text, view.session.prn, rules_of(view, draft.drug)
    giving = Giving(rules, view.now, ZONE, before_sedative(view.session, view.protocol))
    refusals: tuple[Refusal, ...] = ()
    missing = () if draft.indication else (_("indication"),)
    if draft.indication:
        refusals = dose_refusals(log, the_dose(draft, rules, ()), giving)
    return PrnState(
        rules=rules,
        prescribed=_prescribed(log, draft.drug, view, words),
        agreed=_agreed(log, rules, view.now, view, words),
        given=_given(log, draft, rules, view.now, words),
        bar=_bar(log, draft, rules, view.now),
        first=_first(view, words, rules),
        volumes=tuple(volume_text(view, rules, mg, words) for mg in rules.doses_mg),
        refusals=refusals,
        missing=missing,
    )


def _first(view: View, words: Words, rules: PrnDrug) -> str:
    """§3.6: before the drug that calms, not before the one against nausea."""
    if not rules.observe_at_min:  # no sedative
        return ""
    return words.of(next(r.text for r in view.protocol.prn.rule if r.id == CALM_FIRST))


def _prescribed(log: PrnLog, drug: str, view: View, words: Words) -> str:
    _, line = words.text, log.prescription(drug)  # type: ignore[arg-type]
    if line is None:
        return ""
    order = line.event
    low, high = words.number(order.dose_min_mg), words.number(order.dose_max_mg)
    dose = low if low == high else f"{low}–{high}"
    return _(
        "Prescribed by {doctor} {time}: {dose} mg {route} as needed, at most {most} mg a day"
    ).format(
        doctor=view.name_of(order.doctor),
        time=words.time(line.at),
        dose=dose,
        route=said_route(order.route, words),
        most=words.number(order.max_per_day_mg),
    )


def _agreed(log: PrnLog, rules: PrnDrug, now: Instant, view: View, words: Words) -> str:
    line = log.agreement(rules.id.value)
    if not rules.agreement_before_dose or line is None:
        return ""
    age_min = (now.wall - line.at).total_seconds() / 60
    if rules.agreement_valid_min is not None and age_min > rules.agreement_valid_min:
        return ""
    if any(dose.at >= line.at for dose in log.doses(rules.id.value)):
        return ""  # that dose has been given
    return words.text("Agreed with {doctor} {time}: {dose} mg, read back").format(
        doctor=view.name_of(line.event.doctor),
        time=words.time_s(line.at),
        dose=words.number(line.event.dose_mg),
    )


def said_route(route: str, words: Words) -> str:
    return words.text(ROUTES[route]) if route in ROUTES else route


def strengths(view: View, drug: str) -> tuple[Decimal, ...]:
    """mg/ml of every ampoule of this drug that is kept here, the weakest first."""
    kept = {
        s for p in view.protocol.recipe.product if p.drug == drug for s in p.strengths_mg_per_ml
    }
    return tuple(sorted(kept))


def volume_text(view: View, rules: PrnDrug, dose_mg: Decimal, words: Words) -> str:
    """ "1 ml (1 mg/ml) · 0,2 ml (5 mg/ml)": which ampoule it is, nobody assumes."""
    _ = words.text
    parts = [
        _("{ml} ml ({strength} mg/ml)").format(
            ml=words.number(dose_mg / strength), strength=words.number(strength)
        )
        for strength in strengths(view, rules.id)
    ]
    return f"= {parts[0]}" if len(parts) == 1 else "\n".join(parts)


def volume_ml(view: View, drug: str, dose_mg: Decimal) -> Decimal | None:
    """Only where a single strength is kept: else the record has the milligrams alone."""
    kept = strengths(view, drug)
    return dose_mg / kept[0] if len(kept) == 1 else None


def _most(log: PrnLog, rules: PrnDrug) -> Decimal | None:
    line = log.prescription(rules.id.value)
    return rules.max_per_day_mg or (line.event.max_per_day_mg if line else None)


def _today(log: PrnLog, rules: PrnDrug, now: Instant) -> Decimal:
    drug = rules.id.value
    return log.totals(drug, now.wall, ZONE, rules.rolling_h).stricter_mg  # type: ignore[arg-type]


def _given(log: PrnLog, draft: Draft, rules: PrnDrug, now: Instant, words: Words) -> str:
    most = _most(log, rules)
    plus = words.number(draft.dose_mg or rules.default_dose_mg)
    return words.text("Given today: {mg} mg + __{plus} mg__ of at most {most} mg").format(
        mg=words.number(_today(log, rules, now)),
        plus=plus,
        most="–" if most is None else words.number(most),
    )


def _bar(log: PrnLog, draft: Draft, rules: PrnDrug, now: Instant) -> DoseBarState | None:
    most = _most(log, rules)
    if not most:
        return None
    plus = draft.dose_mg or rules.default_dose_mg
    given = _today(log, rules, now)
    return DoseBarState(float(given), float(most), pending=float(plus))


def prescription(draft: Draft, rules: PrnDrug) -> events.PrnPrescribed:
    """What the doctor ordered, as it was typed."""
    dose = draft.dose_mg or rules.default_dose_mg
    return events.PrnPrescribed(
        drug=draft.drug,  # type: ignore[arg-type]  # one of the protocol's
        doctor=draft.doctor.doctor,
        dose_min_mg=min(dose, rules.default_dose_mg),
        dose_max_mg=dose,
        route=draft.route or rules.route.value,  # type: ignore[arg-type]
        max_per_day_mg=rules.max_per_day_mg or draft.max_mg or Decimal(0),
        indication=draft.indication,
        channel=draft.doctor.how,
        read_back=draft.doctor.read_back,
    )


def agreement(draft: Draft, rules: PrnDrug) -> events.PrnAgreed:
    return events.PrnAgreed(
        drug=draft.drug,  # type: ignore[arg-type]
        doctor=draft.doctor.doctor,
        channel=draft.doctor.how,
        dose_mg=draft.dose_mg or rules.default_dose_mg,
        route=draft.route or rules.route.value,  # type: ignore[arg-type]
        read_back=draft.doctor.read_back,
    )
