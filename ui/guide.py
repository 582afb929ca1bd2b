"""`python -m ui.guide`: prints the protocol's limits, timers and doses into the Norwegian guides.

A guide is prose with places for data: `<!-- data:limits -->…<!-- /data -->`. What stands there is
replaced by what the protocol's files say now; the prose itself holds no number with a unit.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import resources
from bedside.protocol import Protocol, load
from bedside.protocol_base import Source
from bedside.protocol_drugs import PrnDrug
from bedside.protocol_watch import Limit, Plan, Priority, SymptomList
from bedside.text import Text
from ui.delays import Delays, kept

DOCS = Path(__file__).parents[1] / "docs"
GUIDES = ("veiledning.md", "hurtigkort.md")
PLACE = re.compile(r"<!-- data:(\w+) -->.*?<!-- /data -->", re.DOTALL)

PRIORITIES = {
    Priority.HIGH: "**!!!** rød",
    Priority.MEDIUM: "**!!** gul",
    Priority.LOW: "**!** cyan",
    Priority.INFORMATION: "bare opplysning",
}
UNITS = {"years": "år", "months": "måneder", "weeks": "uker", "h": "timer", "count": ""}


def filled(text: str, protocol: Protocol, delays: Delays | None = None) -> str:
    """`text` with every place filled anew. A place that nobody knows is refused, not kept.

    `delays`: what was measured; those that are kept beside the guide where none are given.
    """
    delays = delays or kept()
    data = {**_constants(protocol), **_numbers(protocol), **_signals(delays)}

    def at(place: re.Match[str]) -> str:
        name = place[1]
        if name == "delays":
            inner = "\n" + "\n".join(_delays(protocol, delays)) + "\n"
        elif name in TABLES:
            inner = "\n" + "\n".join(TABLES[name](protocol)) + "\n"
        elif name in data:
            inner = data[name]
        else:
            raise KeyError(name)
        return f"<!-- data:{name} -->{inner}<!-- /data -->"

    return PLACE.sub(at, text)


def prose(text: str) -> str:
    """What people wrote, without what is printed into it."""
    return PLACE.sub("", text)


# ------------------------------------------------------------------ numbers in a sentence


def _constants(protocol: Protocol) -> dict[str, str]:
    """Every number of constants.toml by its key, with its unit."""
    constants = protocol.constants
    found = {}
    for key in constants.__struct_fields__:
        constant = getattr(constants, key)
        unit = UNITS.get(constant.unit, constant.unit)
        found[key] = f"{_number(constant.value)} {unit}".strip()
    return found


def _numbers(protocol: Protocol) -> dict[str, str]:
    limits, stale, normal = protocol.limits, protocol.vitals.stale, protocol.discharge.normal
    chatter, bp = limits.chatter, limits.bp
    return {
        "bp_limit": f"{_number(bp.high_systolic_mmhg)}/{_number(bp.high_diastolic_mmhg)}",
        "bp_raised": f"{_number(bp.elevated_systolic_mmhg)}/{_number(bp.elevated_diastolic_mmhg)}",
        "bp_repeat": _time(_limit(protocol, "bp_limit").repeat_after_s),
        "bp_rest": _time(chatter.bp_rest_s),
        "bp_retry": _time(chatter.bp_retry_after_s),
        "audio_pause": _time(chatter.audio_pause_s),
        "before_start_max_age": _time(stale.before_start_max_age_s),
        "stream_grey": _time(stale.stream_grey_s),
        "stream_gone": _time(stale.stream_gone_s),
        "earliest_leave": _time(normal.earliest_leave_min * 60),
        "doctor_after": _time(normal.doctor_after_min * 60),
        "above_baseline": f"{_number(normal.above_baseline_max_mmhg)} mmHg",
        "weight_age": f"{_number(protocol.dose.weighing.max_age_days)} dager",
        "no_answer": _time(protocol.escalation.high.no_answer_s),
        "emergency_number": _time(protocol.escalation.high.emergency_number_s),
    }


# ------------------------------------------------------------------ tables


def _limits(protocol: Protocol) -> Iterator[str]:
    yield from _head("Alarm", "Når", "Prioritet", "Må ha vart", "Bakvakt varsles etter", "Kilde")
    for limit in protocol.limits.limit:
        yield _row(
            limit.text.nb,
            _outside(limit),
            PRIORITIES[limit.priority],
            _time(limit.delay_s),
            _physician(limit),
            _source(limit.source, limit.section),
        )


def _short_limits(protocol: Protocol) -> Iterator[str]:
    """For the card: what turns red or yellow."""
    yield from _head("Alarm", "Når", "Etter", "Bakvakt")
    for limit in protocol.limits.limit:
        if limit.priority in (Priority.HIGH, Priority.MEDIUM):
            mark = PRIORITIES[limit.priority].split()[0]
            after = _time(limit.delay_s)
            yield _row(f"{mark} {limit.text.nb}", _outside(limit), after, _physician(limit))


def _delays(protocol: Protocol, delays: Delays) -> Iterator[str]:
    """The condition delay: from the danger to the alarm, as it was measured."""
    limits = protocol.limits
    names = {one.id: one.text.nb for one in limits.limit}
    names |= {one.id: one.text.nb for one in limits.technical}
    yield from _head("Alarm", "Senest etter", "Målt, som oftest", "Målt, lengst", "Ganger")
    for one in delays.condition:
        times = (_seconds(s) for s in (one.stated_s, one.median_s, one.most_s))
        yield _row(names.get(one.id, one.id), *times, str(one.times))


def _signals(delays: Delays) -> dict[str, str]:
    signal, sounded = delays.signal, "ikke målt"
    if signal.sounded_p50_ms is not None and signal.sounded_p99_ms is not None:
        sounded = _milliseconds(signal.sounded_p50_ms, signal.sounded_p99_ms)
    return {
        "signal_shown": _milliseconds(signal.shown_p50_ms, signal.shown_p99_ms),
        "signal_sounded": sounded,
        "delay_sessions": str(delays.sessions),
    }


def _milliseconds(usual_ms: float, most_ms: float) -> str:
    return (
        f"{_number(round(usual_ms))} ms som oftest, {_number(round(most_ms))} ms 99 av 100 ganger"
    )


def _seconds(seconds: float) -> str:
    return f"{_number(round(seconds, 1))} s"


def _declared(protocol: Protocol) -> Iterator[str]:
    yield from _head("Du melder", "Prioritet", "Bakvakt varsles", "Kilde")
    for part in protocol.limits.declared:
        source = _source(part.source, part.section)
        called = _time(part.physician_after_s)
        yield _row(part.text.nb, PRIORITIES[part.priority], called, source)


def _technical(protocol: Protocol) -> Iterator[str]:
    yield from _head("Teknisk alarm", "Blir", "Bakvakt varsles etter")
    for part in protocol.limits.technical:
        steps = ", ".join(f"{PRIORITIES[s.priority]} {_after(s.after_s)}" for s in part.steps)
        called = _time(part.physician_after_s)
        if part.physician_if_blind:
            called += ", hvis blodtrykk heller ikke kan måles"
        yield _row(part.text.nb, steps, called)


def _blood_pressure(protocol: Protocol) -> Iterator[str]:
    yield from _head("Utfall", "Gjør dette", "Mål igjen innen", "Kilde")
    for outcome in protocol.limits.bp.outcome:
        actions = "; ".join(action.nb for action in outcome.actions)
        again = _between(outcome.repeat_low_min, outcome.repeat_high_min)
        yield _row(outcome.text.nb, actions, again, _source(outcome.source, outcome.section))


def _crisis(protocol: Protocol) -> Iterator[str]:
    for symptom in protocol.symptoms.symptom:
        if SymptomList.CRISIS in symptom.lists:
            alone = " – alene nok, ved ethvert blodtrykk" if symptom.calls_doctor_alone else ""
            yield f"- {symptom.text.nb}{alone}"


def _short_crisis(protocol: Protocol) -> Iterator[str]:
    """For the card: the same list in two lines."""
    alone: list[str] = []
    with_pressure: list[str] = []
    for symptom in protocol.symptoms.symptom:
        if SymptomList.CRISIS in symptom.lists:
            (alone if symptom.calls_doctor_alone else with_pressure).append(symptom.text.nb)
    yield f"- Tilkall legen ved ethvert blodtrykk: **{'; '.join(alone)}**"
    yield f"- Bare sammen med så høyt blodtrykk: **{'; '.join(with_pressure)}**"


def _plans(protocol: Protocol) -> Iterator[str]:
    yield from _head("Måleplan", "Blodtrykk", "Alarm for sen måling")
    for plan in protocol.vitals.plan:
        yield _row(plan.text.nb, ", ".join(_moments(plan)), "ja" if plan.overdue_alarm else "nei")


def _dose(protocol: Protocol) -> Iterator[str]:
    yield from _head("Regel", "Hva den sier", "Kilde")
    for rule in protocol.dose.rule:
        said = rule.explanation.nb if rule.explanation else ""
        yield _row(rule.text.nb, said, _source(rule.source, rule.section))


def _recipe(protocol: Protocol) -> Iterator[str]:
    recipe = protocol.recipe
    volume, rate = _number(recipe.infusion_volume_ml), _number(recipe.rate_ml_per_h)
    time = _time(recipe.duration_min * 60)
    yield f"- {volume} ml {recipe.diluent.nb}, {rate} ml/t, {time} (*lokal grense*)"
    for product in recipe.product:
        strengths = " eller ".join(_number(s) for s in product.strengths_mg_per_ml)
        yield f"- {product.name}: {strengths} mg/ml"


def _prn(protocol: Protocol) -> Iterator[str]:
    yield from _head("", *(drug.text.nb for drug in protocol.prn.drug))
    rows: Mapping[str, Callable[[PrnDrug], str]] = {
        "Dose": _doses,
        "Avtale med lege før dosen": lambda drug: "ja" if drug.agreement_before_dose else "nei",
        "Avtalen gjelder": lambda drug: _time((drug.agreement_valid_min or 0) * 60 or None),
        "Mest per døgn": lambda drug: _most(drug.max_per_day_mg),
        "Mest profylaktisk": lambda drug: _most(drug.max_prophylactic_per_day_mg, "–"),
        "Etter dosen": lambda drug: drug.after.nb,
        "Observer etter": lambda drug: _minutes(drug.observe_at_min),
    }
    for name, cell in rows.items():
        yield _row(name, *(cell(drug) for drug in protocol.prn.drug))


def _doses(drug: PrnDrug) -> str:
    """The usual dose; the others only where the prescription says so."""
    others = [f"{_number(mg)} mg" for mg in drug.doses_mg if mg != drug.default_dose_mg]
    usual = f"{_number(drug.default_dose_mg)} mg"
    return f"{usual}; {' eller '.join(others)} bare når det er forordnet" if others else usual


def _emergency(protocol: Protocol) -> Iterator[str]:
    for number, action in enumerate(protocol.emergency.first, start=1):
        yield f"{number}. **{action.text.nb}**"


def _gate_start(protocol: Protocol) -> Iterator[str]:
    return _numbered(line.text for line in protocol.gate_start.line)


def _gate_home(protocol: Protocol) -> Iterator[str]:
    return _numbered(line.text for line in protocol.gate_home.line)


def _climb(protocol: Protocol) -> Iterator[str]:
    high, medium = protocol.escalation.high, protocol.escalation.medium
    yield from _head("Når ingen svarer", "Rød alarm", "Gul alarm")
    yield _row("Varselet regnes som ikke levert", _time(high.failed_s), _time(medium.failed_s))
    yield _row("Neste på listen", _time(high.next_contact_s), _time(medium.next_contact_s))
    yield _row("Skjermen viser nødnummeret", _time(high.emergency_number_s), "–")
    yield _row("Spør om legen er kommet", _time(high.ask_arrived_s), _time(medium.ask_arrived_s))


TABLES: Mapping[str, Callable[[Protocol], Iterator[str]]] = {
    "limits": _limits,
    "short_limits": _short_limits,
    "declared": _declared,
    "technical": _technical,
    "blood_pressure": _blood_pressure,
    "crisis": _crisis,
    "short_crisis": _short_crisis,
    "plans": _plans,
    "dose": _dose,
    "recipe": _recipe,
    "prn": _prn,
    "emergency": _emergency,
    "gate_start": _gate_start,
    "gate_home": _gate_home,
    "climb": _climb,
}


# ------------------------------------------------------------------ words


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield "|" + "---|" * len(names)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _numbered(texts: Iterable[Text]) -> Iterator[str]:
    return (f"{number}. {text.nb}" for number, text in enumerate(texts, start=1))


def _limit(protocol: Protocol, id_: str) -> Limit:
    return next(limit for limit in protocol.limits.limit if limit.id == id_)


def _number(value: float | Decimal) -> str:
    return f"{Decimal(str(value)).normalize():f}".replace(".", ",")


def _time(seconds: float | None) -> str:
    """In the words of a clock on the wall; nothing said where it never comes."""
    if seconds is None:
        return "–"
    if seconds == 0:
        return "straks"
    if seconds >= 60 and seconds % 60 == 0:
        return f"{_number(seconds / 60)} min"
    return f"{_number(seconds)} s"


def _after(seconds: float) -> str:
    return "straks" if seconds == 0 else f"etter {_time(seconds)}"


def _most(mg: float | Decimal | None, absent: str = "det legen oppgir") -> str:
    return absent if mg is None else f"{_number(mg)} mg"


def _minutes(minutes: tuple[int, ...]) -> str:
    return ", ".join(str(minute) for minute in minutes) + " min" if minutes else "–"


def _between(low: int | None, high: int | None) -> str:
    if high is None:
        return "–"
    return f"{high} min" if low is None else f"{low}–{high} min"


def _source(source: Source, section: str) -> str:
    return "*lokal grense*" if source is Source.LOCAL else f"§{section}"


def _moments(plan: Plan) -> Iterator[str]:
    if plan.before:
        yield "før"
    if plan.every_min is not None:
        yield f"hvert {plan.every_min}. minutt under infusjonen"
    if plan.at_end:
        yield "ved slutt"
    if plan.after_min:
        yield f"{_minutes(plan.after_min)} etter"
    if plan.at_discharge:
        yield "før hjemreise"


def _physician(limit: Limit) -> str:
    """That the doctor is alerted on the protocol's own limit may be ours: then it says so."""
    called = _time(limit.physician_after_s)
    ours = limit.source is Source.PROTOCOL and limit.physician_source is Source.LOCAL
    return f"{called} (lokal regel)" if ours and limit.physician_after_s is not None else called


def _outside(limit: Limit) -> str:
    """When it alarms: "SpO₂ under 90 %". Either number of a blood pressure is enough."""
    below = "≤" if limit.at_limit else "under"
    above = "≥" if limit.at_limit else "over"
    sides = [
        (below, limit.low_percent, " %"),
        (above, limit.high_percent, " %"),
        (below, limit.low_per_min, "/min"),
        (above, limit.high_per_min, "/min"),
        (f"systolisk {below}", limit.systolic_low_mmhg, ""),
        (f"systolisk {above}", limit.systolic_high_mmhg, ""),
        (f"diastolisk {below}", limit.diastolic_low_mmhg, ""),
        (f"diastolisk {above}", limit.diastolic_high_mmhg, ""),
        ("systolisk steget", limit.rise_mmhg, " mmHg fra før infusjonen"),
    ]
    said = [f"{side} {_number(value)}{unit}" for side, value, unit in sides if value is not None]
    return " eller ".join(said)


def main() -> int:
    protocol = load(resources.path("protocol"))
    for name in GUIDES:
        guide = DOCS / name
        text = guide.read_text("utf-8")
        guide.write_text(filled(text, protocol), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
