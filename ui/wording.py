"""What a rule says no with, as a sentence: numbers, names and items as people read them.

Knows no rule and no screen; the sentences themselves stand in ui/refusals.py.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from bedside.protocol import Protocol
from bedside.protocol_lookup import by_id
from bedside.refusal import Refusal
from bedside.text import Text
from ui.i18n import Words, mark
from ui.refusals import REFUSALS

NameOf = Callable[[str], str]

AMOUNTS = {
    "drug_volume": mark("volume of the drug"),
    "total_volume": mark("volume in all"),
    "rate": mark("pump rate"),
}
PERSONS = frozenset({"doctor", "person", "preparer"})
ITEMS = frozenset({"item", "of_item"})


def refusal_text(refusal: Refusal, protocol: Protocol, words: Words, name_of: NameOf = str) -> str:
    """The sentence; `name_of` gives the name of a person's id (View.name_of)."""
    return why_text(refusal.code, refusal.values, protocol, words, name_of)


def why_text(
    code: str,
    values: Mapping[str, str],
    protocol: Protocol,
    words: Words,
    name_of: NameOf = str,
) -> str:
    """Also for a line of a gate, which has a code and values but is no refusal."""
    if code == "weight_changed" and not values:  # of a gate: after the prescription was made
        code = "weight_changed_since"
    sentence = REFUSALS.get(code)
    if sentence is None:
        return words.text("Not possible now ({code}).").format(code=code)
    shown = {key: _shown(key, value, protocol, words, name_of) for key, value in values.items()}
    return words.text(sentence).format_map(_Known(shown))


def name_of_item(item: str, protocol: Protocol, words: Words) -> str:
    """The words of anything in the protocol that has an id, or the id itself."""
    text = getattr(by_id(protocol).get(item), "text", None)
    return words.of(text) if isinstance(text, Text) else item


class _Known(dict[str, str]):
    """A value that a sentence names and a rule did not give is a dash, never an error."""

    def __missing__(self, key: str) -> str:
        return "–"


def _shown(key: str, value: str, protocol: Protocol, words: Words, name_of: NameOf) -> str:
    if key in PERSONS:
        return name_of(value)
    if key in ITEMS:
        return name_of_item(value, protocol, words)
    if key == "phase":
        phases = (phase for phase in protocol.phases.phase if phase.key == value)
        return next((words.of(phase.text) for phase in phases), value)
    if key == "drug":
        drugs = (drug for drug in protocol.prn.drug if drug.id == value)
        return next((words.of(drug.text) for drug in drugs), words.text(value))
    if key == "what" and value in AMOUNTS:
        return words.text(AMOUNTS[value])
    try:
        return words.number(Decimal(value))
    except InvalidOperation:
        return value
