"""The checklists as data: day check, papers, preparation, consent, gates, going home."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from bedside.protocol_base import Count, Entry, Id, Item, Key, Level, Sections, Source, When
from bedside.text import Text


class Answer(StrEnum):
    """The four answers, as the record spells them; unsure and not asked are never clear."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    NOT_ASKED = "not_asked"


class Clear(StrEnum):
    """What clears a question: an answer, or that its value was written down."""

    YES = "yes"
    NO = "no"
    VALUE = "value"


class Colour(StrEnum):
    """RED: a doctor must decide before start. YELLOW: record and inform. GREEN: pass."""

    RED = "R"
    YELLOW = "Y"
    GREEN = "G"


class Decider(StrEnum):
    DOCTOR = "doctor"
    NURSE = "nurse"  # records it and informs the doctor
    NOBODY = "nobody"  # only the clear answer itself opens the way


class AnswerLabel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    answer: Answer
    text: Text


class Tab(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    id: Id
    text: Text


class Group(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Questions that stand together. They share the clear answer, so it cannot be mixed."""

    id: Id
    tab: Id
    text: Text
    clear: Clear


class Becomes(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The colour changes when the yes/no entry `entry` has got this answer."""

    entry: Key
    answer: Answer
    colour: Colour


class Shows(StrEnum):
    """What the screen puts beside the question, for the nurse to read before she answers."""

    NOTHING = ""
    NIBP = "nibp"
    SUICIDE_ITEMS = "suicide_items"  # PHQ-9 item 9 and MADRS-S item 9
    CAPACITY_GROUPS = "capacity_groups"
    LAST_SESSION = "last_session"


class Question(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question of the day check, with what happens when it is not cleared."""

    id: Id
    group: Id
    text: Text
    explanation: Text
    consequence: Text
    level: Level
    colour: Colour
    decides: Decider
    section: Sections = ""
    source: Source = Source.PROTOCOL
    shows: Shows = Shows.NOTHING
    entries: tuple[Entry, ...] = ()
    entries_when: tuple[Answer, ...] = (Answer.YES,)
    becomes: Becomes | None = None


class DayCheck(Struct, frozen=True, forbid_unknown_fields=True):
    """day_check.toml"""

    answer: Annotated[tuple[AnswerLabel, ...], Meta(min_length=4, max_length=4)]
    tab: tuple[Tab, ...]
    group: tuple[Group, ...]
    question: tuple[Question, ...]
    capacity_group: tuple[Item, ...]


class Document(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that must lie in the patient's record; its age counts back from the first start."""

    id: Id
    text: Text
    level: Level
    section: Sections
    max_age_days: Count | None = None  # None: does not grow old
    source: Source = Source.PROTOCOL


class OnFile(Struct, frozen=True, forbid_unknown_fields=True):
    """on_file.toml"""

    document: tuple[Document, ...]


class Preparation(Struct, frozen=True, forbid_unknown_fields=True):
    """preparation.toml"""

    item: tuple[Item, ...]
    first: tuple[Item, ...]


class TouchSite(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place on the body that may be chosen. There are three, and no free text."""

    id: Id
    text: Text
    allowed: Text
    not_allowed: Text


class Consent(Struct, frozen=True, forbid_unknown_fields=True):
    """consent.toml"""

    treatment: tuple[Item, ...]
    touch: tuple[Item, ...]
    site: Annotated[tuple[TouchSite, ...], Meta(min_length=1)]
    no_touch: Text
    not_settled: Text
    heading: Text


class GateLine(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of a gate: green with who and when, or `missing`."""

    id: Id
    text: Text
    missing: Text
    level: Level
    section: Sections = ""
    source: Source = Source.PROTOCOL
    when: When = When.ALWAYS
    items: tuple[Id, ...] = ()  # what the line is made of, in other lists


class Gate(Struct, frozen=True, forbid_unknown_fields=True):
    """gate_start.toml, gate_home.toml"""

    name: Text
    line: Annotated[tuple[GateLine, ...], Meta(min_length=1)]


class Normal(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What counts as "normalised" after the infusion; a doctor may accept other values."""

    source: Source
    systolic_max_mmhg: Count
    diastolic_max_mmhg: Count
    above_baseline_max_mmhg: Count
    earliest_leave_min: Count
    doctor_after_min: Count


class Discharge(Struct, frozen=True, forbid_unknown_fields=True):
    """discharge.toml"""

    item: tuple[Item, ...]
    criterion: tuple[Item, ...]
    normal: Normal
