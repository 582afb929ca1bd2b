"""Small questions to the protocol's data. Knows no session: everything asked is an argument."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from bedside.protocol_base import Entry, Source
from bedside.protocol_course import PhaseName
from bedside.protocol_drugs import DrugName, PrnDrug, Product, Recipe
from bedside.protocol_help import Card, Contact, Site, Whom
from bedside.protocol_lists import (
    Answer,
    Clear,
    Colour,
    DayCheck,
    Decider,
    Group,
    Question,
)
from bedside.protocol_types import Protocol, files_of
from bedside.protocol_walk import walk
from bedside.protocol_watch import BpOutcome, Limit, Plan, Symptom, SymptomList, Technical
from bedside.text import Text

Entries = Mapping[str, object]  # key of the entry -> what was written down; None: nothing yet


def question(check: DayCheck, id_: str) -> Question:
    return next(question for question in check.question if question.id == id_)


def group_of(check: DayCheck, asked: Question) -> Group:
    return next(group for group in check.group if group.id == asked.group)


def groups_in(check: DayCheck, tab: str) -> tuple[Group, ...]:
    return tuple(group for group in check.group if group.tab == tab)


def questions_in(check: DayCheck, group: str) -> tuple[Question, ...]:
    return tuple(question for question in check.question if question.group == group)


def clear_answer(check: DayCheck, asked: Question) -> Answer | None:
    """The answer that clears it; None: only its value does."""
    clear = group_of(check, asked).clear
    return None if clear is Clear.VALUE else Answer(clear.value)


def entries_due(check: DayCheck, asked: Question, answer: Answer | None) -> tuple[Entry, ...]:
    """What must or may be written down beside this answer."""
    if clear_answer(check, asked) is None or answer in asked.entries_when:
        return asked.entries
    return ()


def entries_missing(due: Collection[Entry], entries: Entries) -> tuple[Entry, ...]:
    """The required ones that are not written down yet."""
    return tuple(entry for entry in due if entry.required and entries.get(entry.key) in (None, ""))


def colour_of(
    check: DayCheck, asked: Question, answer: Answer | None, entries: Entries
) -> Colour | None:
    """GREEN: cleared. RED, YELLOW: not cleared. None: not answered yet, which clears nothing."""
    clear = clear_answer(check, asked)
    if clear is None:
        return asked.colour if entries_missing(asked.entries, entries) else Colour.GREEN
    if answer is None:
        return None
    if answer is clear:
        return Colour.GREEN
    if asked.becomes is not None and entries.get(asked.becomes.entry) == asked.becomes.answer:
        return asked.becomes.colour
    return asked.colour


def decider_of(asked: Question, colour: Colour) -> Decider | None:
    """Who decides on an answer of this colour; None: nothing is to be decided."""
    if colour is Colour.GREEN:
        return None
    if colour is Colour.RED:
        return Decider.NOBODY if asked.decides is Decider.NOBODY else Decider.DOCTOR
    return asked.decides if asked.colour is Colour.YELLOW else Decider.NURSE


def entry_id(item: str, key: str) -> str:
    """How the record names a value that was written down beside an item."""
    return f"{item}.{key}"


def plan(protocol: Protocol, id_: str) -> Plan | None:
    """None when no plan was chosen yet (the empty id) or the record names one nobody has."""
    return next((plan for plan in protocol.vitals.plan if plan.id == id_), None)


def limit(protocol: Protocol, id_: str) -> Limit:
    return next(limit for limit in protocol.limits.limit if limit.id == id_)


def technical(protocol: Protocol, id_: str) -> Technical:
    return next(condition for condition in protocol.limits.technical if condition.id == id_)


def low_of(limit: Limit) -> float | None:
    """The lower limit of a continuous vital, in its unit."""
    return limit.low_percent if limit.low_percent is not None else limit.low_per_min


def high_of(limit: Limit) -> float | None:
    return limit.high_percent if limit.high_percent is not None else limit.high_per_min


def bp_outcome(protocol: Protocol, id_: str) -> BpOutcome:
    return next(outcome for outcome in protocol.limits.bp.outcome if outcome.id == id_)


def symptoms_in(protocol: Protocol, list_: SymptomList) -> tuple[Symptom, ...]:
    return tuple(symptom for symptom in protocol.symptoms.symptom if list_ in symptom.lists)


def calls_doctor_alone(protocol: Protocol) -> frozenset[str]:
    """Ids of the symptoms that are enough by themselves, at any blood pressure."""
    return frozenset(s.id for s in protocol.symptoms.symptom if s.calls_doctor_alone)


def card(protocol: Protocol, id_: str) -> Card:
    return next(card for card in protocol.emergency.card if card.id == id_)


def contact_for(site: Site, whom: Whom | str) -> Contact:
    return next(contact for contact in site.contact if contact.whom == whom)


def prn_drug(protocol: Protocol, drug: str) -> PrnDrug:
    return next(rules for rules in protocol.prn.drug if rules.id == drug)


def products_of(recipe: Recipe, drug: DrugName | str) -> tuple[Product, ...]:
    return tuple(product for product in recipe.product if product.drug == drug)


def phase_name(protocol: Protocol, key: str) -> PhaseName:
    return next(phase for phase in protocol.phases.phase if phase.key == key)


@lru_cache(maxsize=4)  # a walk through every file, asked for at each beat
def by_id(protocol: Protocol) -> Mapping[str, Struct]:
    """Everything that has an id, for whoever must say what an id in the record means."""
    return {
        id_: part
        for content in files_of(protocol).values()
        for _, part in walk(content)
        if isinstance(id_ := getattr(part, "id", None), str)
    }


UNSAID = frozenset({"order", "row"})  # of the screen, not of the treatment


@dataclass(frozen=True, slots=True)
class LocalValue:
    """Something that is not in the hospital's protocol: the clinical owner must approve it."""

    file: str
    path: str
    text: Text | None
    values: tuple[tuple[str, str], ...] = ()  # its numbers and choices, units in their names


def local_values(protocol: Protocol) -> Iterator[LocalValue]:
    """All of them, in the order of the files. Approval holds for `protocol.hash`."""
    for file, content in files_of(protocol).items():
        for path, part in walk(content):
            if getattr(part, "source", None) is Source.LOCAL:
                text = getattr(part, "text", None)
                said = text if isinstance(text, Text) else None
                yield LocalValue(file, path, said, tuple(_values(part)))


def _values(part: Struct) -> Iterator[tuple[str, str]]:
    """What a person can compare with the paper: numbers, choices and lists of them."""
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if name in UNSAID or isinstance(value, bool) or value is None:
            continue
        if isinstance(value, int | float | Decimal):
            yield name, str(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], int | float | Decimal):
            yield name, ", ".join(str(one) for one in value)
