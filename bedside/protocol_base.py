"""What every part of the protocol's data is made of. Knows no file and no single rule."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from bedside.text import Text

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]
Sections = Annotated[str, Meta(pattern=r"^$|^\d+(\.\d+)?(, \d+(\.\d+)?)*$")]  # "3.1, 6.2"
Positive = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=1)]


class Level(StrEnum):
    """What the software does with a rule; only HARD-DOCTOR is lifted, by the doctor it names."""

    HARD = "HARD"
    HARD_DOCTOR = "HARD-DOCTOR"
    SOFT = "SOFT"
    SHOW = "SHOW"
    INFO = "INFO"


class Source(StrEnum):
    """`LOCAL` is not in the hospital's protocol and needs the clinical owner's approval."""

    PROTOCOL = "protocol"
    LOCAL = "local"


class When(StrEnum):
    """In which sessions an item applies."""

    ALWAYS = "always"
    FIRST_INFUSION = "first_infusion"
    IV = "iv"
    IM = "im"
    BREASTFEEDING = "breastfeeding"  # D-11 was answered with anything but no
    EXTENDED_WATCH = "extended_watch"  # the doctor has set a longer observation
    MIDAZOLAM_GIVEN = "midazolam_given"


class EntryKind(StrEnum):
    TIME = "time"
    DATE = "date"
    NUMBER = "number"
    TEXT = "text"
    YES_NO = "yes_no"
    CHOICE = "choice"


class Choice(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    key: Key
    text: Text


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to be written down beside an answer; a number carries its unit."""

    key: Key
    kind: EntryKind
    text: Text
    unit: str = ""
    required: bool = True
    unlikely_below: float | None = None  # ask again, never refuse and never clamp
    unlikely_above: float | None = None
    choices: tuple[Choice, ...] = ()
    source: Source = Source.PROTOCOL


class Item(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of a checklist."""

    id: Id
    text: Text
    level: Level
    section: Sections = ""
    source: Source = Source.PROTOCOL
    when: When = When.ALWAYS
    explanation: Text | None = None
    missing: Text | None = None  # one or two words after "Mangler:"
    entries: tuple[Entry, ...] = ()
