"""The rules that tie the protocol's files to each other: names that must exist, equal numbers."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from bedside.protocol_base import Source
from bedside.protocol_drugs import Constant
from bedside.protocol_error import UNIT_OF_ENDING, ProtocolError
from bedside.protocol_help import Ladder
from bedside.protocol_types import Protocol, files_of
from bedside.protocol_validate import Faults, Rule, nobody
from bedside.protocol_walk import walk
from bedside.protocol_watch import Limit
from bedside.vitals import Vital


def constants_carry_their_unit(protocol: Protocol) -> Faults:
    """The key's ending and the unit beside it say the same."""
    for name in protocol.constants.__struct_fields__:
        constant: Constant = getattr(protocol.constants, name)
        endings = [ending for ending in UNIT_OF_ENDING if name.endswith(ending)]
        wanted = UNIT_OF_ENDING[max(endings, key=len)] if endings else ""
        if constant.unit != wanted:
            yield ProtocolError(
                "constants.toml",
                f"{name}.unit",
                f"enheten {constant.unit} passer ikke til navnet, som sier {wanted}.",
                f"the unit {constant.unit} does not fit the name, which says {wanted}.",
            )


def names_exist(protocol: Protocol) -> Faults:
    """What one file names must stand in the other."""
    ids = {
        id_
        for content in files_of(protocol).values()
        for _, part in walk(content)
        if isinstance(id_ := getattr(part, "id", None), str)
    }
    constants = set(protocol.constants.__struct_fields__)
    symptoms = {symptom.id for symptom in protocol.symptoms.symptom}
    contacts = {contact.id for contact in protocol.site.contact}
    instruments = {instrument.id for instrument in protocol.questionnaires.instrument}
    for file, gate in (("gate_start", protocol.gate_start), ("gate_home", protocol.gate_home)):
        for i, line in enumerate(gate.line):
            yield from _unknown(f"{file}.toml", f"line[{i}] ({line.id}).items", line.items, ids)
    for i, rule in enumerate(protocol.dose.rule):
        path = f"rule[{i}] ({rule.id}).constants"
        yield from _unknown("dose.toml", path, rule.constants, constants)
    for i, card in enumerate(protocol.emergency.card):
        path = f"card[{i}] ({card.id})"
        yield from _unknown("emergency.toml", f"{path}.symptoms", card.symptoms, symptoms)
        branches = {branch.key for branch in card.branches}
        named = [action.branch for action in card.actions if action.branch is not None]
        yield from _unknown("emergency.toml", f"{path}.actions", named, branches)
    yield from _unknown("escalation.toml", "contacts", protocol.escalation.contacts, contacts)
    for i, group in enumerate(protocol.questionnaires.set):
        path = f"set[{i}] ({group.id}).instruments"
        yield from _unknown("questionnaires.toml", path, group.instruments, instruments)


def everyone_to_call_has_a_number(protocol: Protocol) -> Faults:
    numbers = Counter(contact.whom for contact in protocol.site.contact if contact.whom)
    for call in protocol.emergency.call:
        if numbers[call.whom] != 1:
            yield ProtocolError(
                "site.toml",
                "contact",
                f"det må stå nøyaktig ett nummer til {call.whom}.",
                f"there must be exactly one number for {call.whom}.",
            )


_KEYS_OF = {
    Vital.SPO2: ("_percent",),
    Vital.PULSE_RATE: ("_per_min",),
    Vital.RESPIRATORY_RATE: ("_per_min",),
    Vital.NIBP: ("_mmhg",),
}


def limits_are_in_their_vitals_unit(protocol: Protocol) -> Faults:
    for i, limit in enumerate(protocol.limits.limit):
        path = f"limit[{i}] ({limit.id})"
        bounds = [name for name in _bounds(limit) if getattr(limit, name) is not None]
        if not bounds:
            yield ProtocolError(
                "limits.toml", path, "vilkåret har ingen grense.", "the condition has no limit."
            )
        for name in bounds:
            if not name.endswith(_KEYS_OF[limit.vital]):
                yield ProtocolError(
                    "limits.toml",
                    f"{path}.{name}",
                    f"enheten passer ikke til {limit.vital}.",
                    f"the unit does not fit {limit.vital}.",
                )
        two_sided = any("low" in n for n in bounds) and any("high" in n for n in bounds)
        if two_sided and (limit.low_text is None or limit.high_text is None):
            yield ProtocolError(
                "limits.toml",
                f"{path}.low_text",
                "en grense med to sider må ha en tekst for hver.",
                "a limit with two sides needs a text for each.",
            )


def _bounds(limit: Limit) -> Iterator[str]:
    for name in limit.__struct_fields__:
        if {"low", "high", "rise"} & set(name.split("_")) and not name.endswith("text"):
            yield name


def the_pump_is_done_in_time(protocol: Protocol) -> Faults:
    """Rate, volume and duration of the recipe are one fact written three times."""
    recipe = protocol.recipe
    if recipe.rate_ml_per_h * recipe.duration_min != recipe.infusion_volume_ml * 60:
        yield ProtocolError(
            "recipe.toml",
            "rate_ml_per_h",
            f"{recipe.rate_ml_per_h} ml/h i {recipe.duration_min} min er ikke "
            f"{recipe.infusion_volume_ml} ml.",
            f"{recipe.rate_ml_per_h} ml/h for {recipe.duration_min} min is not "
            f"{recipe.infusion_volume_ml} ml.",
        )


def escalation_climbs(protocol: Protocol) -> Faults:
    """Each step of a ladder comes after the one before it."""
    orders = (
        ("undelivered_amber_s", "failed_s"),
        ("no_answer_s", "emergency_number_s"),
        ("next_contact_s", "emergency_number_s"),
        ("ask_arrived_s", "not_arrived_s"),
    )
    ladders: tuple[tuple[str, Ladder], ...] = (
        ("high", protocol.escalation.high),
        ("medium", protocol.escalation.medium),
    )
    for name, ladder in ladders:
        for first, then in orders:
            sooner, later = getattr(ladder, first), getattr(ladder, then)
            if sooner is not None and later is not None and sooner >= later:
                yield ProtocolError(
                    "escalation.toml",
                    f"{name}.{first}",
                    f"{first} ({sooner:g}) må komme før {then} ({later:g}).",
                    f"{first} ({sooner:g}) must come before {then} ({later:g}).",
                )


def prn_doses_are_possible(protocol: Protocol) -> Faults:
    for i, drug in enumerate(protocol.prn.drug):
        path = f"drug[{i}] ({drug.id})"
        if drug.default_dose_mg not in drug.doses_mg:
            yield ProtocolError(
                "prn.toml",
                f"{path}.default_dose_mg",
                "standarddosen er ikke en av dosene.",
                "the default dose is not one of the doses.",
            )
        if drug.max_per_day_mg is not None and drug.max_per_day_mg < max(drug.doses_mg):
            yield ProtocolError(
                "prn.toml",
                f"{path}.max_per_day_mg",
                "døgnmaks er lavere enn en enkelt dose.",
                "the maximum per day is lower than a single dose.",
            )


def the_same_number_everywhere(protocol: Protocol) -> Faults:
    """A number of the protocol that another file repeats is the protocol's."""
    c = protocol.constants
    limits = {limit.id: limit for limit in protocol.limits.limit}
    prn = {str(drug.id): drug for drug in protocol.prn.drug}
    bp, first = protocol.limits.bp, limits.get("bp_limit")
    midazolam, ondansetron = prn.get("midazolam"), prn.get("ondansetron")
    repeated: tuple[tuple[str, Struct | None, str, Constant, int], ...] = (
        ("limits.toml: bp", bp, "high_systolic_mmhg", c.bp_emergency_systolic_mmhg, 1),
        ("limits.toml: bp", bp, "high_diastolic_mmhg", c.bp_emergency_diastolic_mmhg, 1),
        ("limits.toml: bp", bp, "elevated_systolic_mmhg", c.bp_exclusion_systolic_mmhg, 1),
        ("limits.toml: bp", bp, "elevated_diastolic_mmhg", c.bp_exclusion_diastolic_mmhg, 1),
        ("limits.toml: bp_limit", first, "systolic_high_mmhg", c.bp_emergency_systolic_mmhg, 1),
        ("limits.toml: bp_limit", first, "diastolic_high_mmhg", c.bp_emergency_diastolic_mmhg, 1),
        ("recipe.toml: ", protocol.recipe, "duration_min", c.infusion_duration_min, 1),
        ("prn.toml: midazolam", midazolam, "default_dose_mg", c.midazolam_panic_mg, 1),
        ("prn.toml: ondansetron", ondansetron, "default_dose_mg", c.ondansetron_prn_mg, 1),
        ("prn.toml: ondansetron", ondansetron, "max_per_day_mg", c.ondansetron_day_max_mg, 1),
        (
            "prn.toml: ondansetron",
            ondansetron,
            "max_prophylactic_per_day_mg",
            c.ondansetron_prophylaxis_max_mg,
            1,
        ),
        ("series.toml: ", protocol.series, "total_infusions", c.total_infusions_count, 1),
        ("series.toml: ", protocol.series, "response_percent", c.response_percent, 1),
        ("series.toml: ", protocol.series, "evaluation_due_days", c.evaluation_talk_weeks, 7),
    )
    for place, part, name, constant, times in repeated:
        value, wanted = getattr(part, name, None), constant.value * times
        if value is None or Decimal(str(value)) != wanted:
            file, _, where = place.partition(": ")
            yield ProtocolError(
                file,
                f"{where}.{name}" if where else name,
                f"verdien er ikke protokollens (§ {constant.section}: {wanted}).",
                f"the value is not the protocol's (§ {constant.section}: {wanted}).",
            )


def changed_beyond_local(shipped: Protocol, own: Protocol) -> Faults:
    """What the hospital's protocol says must stand unchanged in a site's own files."""
    replaced = files_of(own)
    for file, content in files_of(shipped).items():
        kept = {getattr(part, "id", None): part for _, part in walk(replaced[file])}
        for path, part in walk(content):
            id_ = getattr(part, "id", None)
            from_protocol = getattr(part, "source", Source.LOCAL) is Source.PROTOCOL
            if id_ is not None and from_protocol and kept.get(id_) != part:
                yield ProtocolError(
                    file,
                    path,
                    "dette er protokollens, og kan ikke endres lokalt.",
                    "this is the protocol's, and cannot be changed locally.",
                )


def _unknown(file: str, path: str, names: Iterable[str], known: Collection[str]) -> Faults:
    for index, name in enumerate(names):
        if name not in known:
            yield nobody(file, f"{path}[{index}]", name)


REFERENCE_RULES: tuple[Rule, ...] = (
    constants_carry_their_unit,
    names_exist,
    everyone_to_call_has_a_number,
    limits_are_in_their_vitals_unit,
    the_pump_is_done_in_time,
    escalation_climbs,
    prn_doses_are_possible,
    the_same_number_everywhere,
)
