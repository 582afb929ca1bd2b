"""The rules that hold between the values of the protocol's files. Knows no disk."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from bedside.protocol_base import Entry, EntryKind, Level, Source
from bedside.protocol_drugs import Constant
from bedside.protocol_error import ProtocolError, ends_with_unit
from bedside.protocol_lists import Clear, Colour, Decider, Question
from bedside.protocol_types import Protocol, files_of
from bedside.protocol_walk import walk

Faults = Iterator[ProtocolError]
Rule = Callable[[Protocol], Faults]

_PAIRS = (("low", "high"), ("below", "above"), ("min", "max"))


def ids_are_unique(protocol: Protocol) -> Faults:
    """Across all files: the record names an item by its id alone."""
    seen: dict[str, str] = {}
    for file, content in files_of(protocol).items():
        for path, part in walk(content):
            id_ = getattr(part, "id", None)
            if not isinstance(id_, str):
                continue
            if id_ in seen:
                yield ProtocolError(
                    file,
                    f"{path}.id",
                    f"id-en {id_} er brukt to ganger (først i {seen[id_]}).",
                    f"the id {id_} is used twice (first in {seen[id_]}).",
                )
            seen.setdefault(id_, file)


def keys_are_unique(protocol: Protocol) -> Faults:
    """The entries of one item, and the choices of one entry, are told apart by their keys."""
    for file, content in files_of(protocol).items():
        for path, part in walk(content):
            for name in ("entries", "choices"):
                keys = [entry.key for entry in getattr(part, name, ())]
                for index, key in enumerate(keys):
                    if key in keys[:index]:
                        yield ProtocolError(
                            file,
                            f"{path}.{name}[{index}].key",
                            f"nøkkelen {key} er brukt to ganger.",
                            f"the key {key} is used twice.",
                        )


def sections_are_known(protocol: Protocol) -> Faults:
    known = protocol.about.sections
    for file, content in files_of(protocol).items():
        for path, part in walk(content):
            section = getattr(part, "section", None)
            if not isinstance(section, str):
                continue
            if not section and getattr(part, "source", Source.PROTOCOL) is Source.PROTOCOL:
                yield ProtocolError(
                    file,
                    f"{path}.section",
                    "paragrafen mangler, og det er ikke merket som lokalt.",
                    "the section is missing, and it is not marked as local.",
                )
            for number in filter(None, section.split(", ")):
                if number not in known:
                    yield ProtocolError(
                        file,
                        f"{path}.section",
                        f"protokollen har ingen § {number}.",
                        f"the protocol has no § {number}.",
                    )


def low_is_below_high(protocol: Protocol) -> Faults:
    for file, content in files_of(protocol).items():
        for path, part in walk(content):
            for name in part.__struct_fields__:
                for low_word, high_word in _PAIRS:
                    words = name.split("_")
                    if low_word not in words:
                        continue
                    other = "_".join(high_word if w == low_word else w for w in words)
                    low, high = _number(getattr(part, name)), _number(getattr(part, other, None))
                    if low is not None and high is not None and low >= high:
                        yield ProtocolError(
                            file,
                            f"{path}.{name}" if path else name,
                            f"den nedre grensen ({low}) må være lavere enn `{other}` ({high}).",
                            f"the lower limit ({low}) must be lower than `{other}` ({high}).",
                        )


def amounts_are_positive(protocol: Protocol) -> Faults:
    """No dose, strength, volume or rate is nothing or less."""
    for file, content in files_of(protocol).items():
        for path, part in walk(content):
            for name in part.__struct_fields__:
                value = getattr(part, name)
                for amount in value if isinstance(value, tuple) else (value,):
                    if isinstance(amount, Decimal) and not amount > 0:
                        yield ProtocolError(
                            file,
                            f"{path}.{name}" if path else name,
                            f"{amount} er ikke en mengde.",
                            f"{amount} is not an amount.",
                        )


def _number(value: object) -> Decimal | None:
    if isinstance(value, Constant):
        return value.value
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else None


def entries_make_sense(protocol: Protocol) -> Faults:
    for file, content in files_of(protocol).items():
        for path, part in walk(content):
            if isinstance(part, Entry):
                yield from _entry_faults(file, path, part)


def _entry_faults(file: str, path: str, entry: Entry) -> Faults:
    number = entry.kind is EntryKind.NUMBER
    if number and not entry.unit:
        yield ProtocolError(file, f"{path}.unit", "enheten mangler.", "the unit is missing.")
    if number and not (ends_with_unit(entry.key) or entry.key.endswith("_minutes")):
        yield ProtocolError(
            file,
            f"{path}.key",
            "et tall har enheten sist i navnet, som `weight_kg`.",
            "a number has its unit last in its name, as `weight_kg`.",
        )
    if (entry.kind is EntryKind.CHOICE) != bool(entry.choices):
        yield ProtocolError(
            file,
            f"{path}.choices",
            'valgmulighetene hører til kind = "choice", og der må det være minst én.',
            'choices belong to kind = "choice", and there must be at least one.',
        )


def day_check_holds_together(protocol: Protocol) -> Faults:
    file = "day_check.toml"
    check = protocol.day_check
    tabs = {tab.id for tab in check.tab}
    groups = {group.id: group for group in check.group}
    for index, group in enumerate(check.group):
        if group.tab not in tabs:
            yield nobody(file, f"group[{index}] ({group.id}).tab", group.tab)
        if not any(question.group == group.id for question in check.question):
            yield ProtocolError(
                file,
                f"group[{index}] ({group.id})",
                "gruppen har ingen spørsmål.",
                "the group has no questions.",
            )
    if len({label.answer for label in check.answer}) != len(check.answer):
        yield ProtocolError(
            file, "answer", "et svar står to ganger.", "an answer stands there twice."
        )
    for index, question in enumerate(check.question):
        path = f"question[{index}] ({question.id})"
        if question.group not in groups:
            yield nobody(file, f"{path}.group", question.group)
        elif groups[question.group].clear is Clear.VALUE and not question.entries:
            yield ProtocolError(
                file,
                f"{path}.entries",
                "spørsmålet klareres av en verdi, men ingen verdi står oppført.",
                "the question is cleared by a value, but no value is listed.",
            )
        yield from _question_faults(file, path, question)


def _question_faults(file: str, path: str, question: Question) -> Faults:
    fits = {
        (Level.HARD, Colour.RED, Decider.NOBODY),
        (Level.HARD_DOCTOR, Colour.RED, Decider.DOCTOR),
        (Level.SOFT, Colour.YELLOW, Decider.DOCTOR),
        (Level.SOFT, Colour.YELLOW, Decider.NURSE),
    }
    if (question.level, question.colour, question.decides) not in fits:
        yield ProtocolError(
            file,
            f"{path}.level",
            "nivå, farge og hvem som avgjør passer ikke sammen.",
            "level, colour and who decides do not fit together.",
        )
    if question.becomes is not None:
        kinds = {entry.key: entry.kind for entry in question.entries}
        if kinds.get(question.becomes.entry) is not EntryKind.YES_NO:
            yield nobody(file, f"{path}.becomes.entry", question.becomes.entry)


def nobody(file: str, path: str, name: str) -> ProtocolError:
    return ProtocolError(
        file,
        path,
        f"det finnes ingenting som heter {name}.",
        f"there is nothing called {name}.",
    )


RULES: tuple[Rule, ...] = (
    ids_are_unique,
    keys_are_unique,
    sections_are_known,
    low_is_below_high,
    amounts_are_positive,
    entries_make_sense,
    day_check_holds_together,
)
