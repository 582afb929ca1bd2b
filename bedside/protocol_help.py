"""Emergency cards, roles, equipment, the site's own numbers and the escalation's times as data."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from bedside.protocol_base import Id, Item, Key, Positive, Sections, Source
from bedside.protocol_watch import Seconds
from bedside.text import Sentence, Text


class Does(StrEnum):
    """What ticking an action may also set off."""

    NOTHING = ""
    CALL_PHYSICIAN = "call_physician"
    CALL_HELP = "call_help"  # resuscitation team or 113
    STOP_INFUSION = "stop_infusion"  # shows pause and stop; the pump is never controlled
    SHOW_PRN = "show_prn"
    MEASURE_BP = "measure_bp"


class Action(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step of a card, in the protocol's order. `only_if` says when; nothing chooses for you."""

    id: Id
    text: Text
    section: Sections = ""
    source: Source = Source.PROTOCOL
    explanation: Text | None = None
    only_if: Text | None = None
    branch: Key | None = None  # steps of one branch stand side by side, after its question
    does: Does = Does.NOTHING


class Branch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question whose answer says which of the steps holds; the nurse decides."""

    key: Key
    text: Text


class Card(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    id: Id
    text: Text
    section: Sections
    symptoms: Annotated[tuple[Key, ...], Meta(min_length=1)]  # ids in symptoms.toml
    frequency: Text
    note: Text | None = None
    branches: tuple[Branch, ...] = ()
    actions: Annotated[tuple[Action, ...], Meta(min_length=1)]


class Whom(StrEnum):
    PHYSICIAN = "physician"
    ARREST_TEAM = "arrest_team"
    EMERGENCY_NUMBER = "113"


class Call(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Someone to call; the number is the site's. We never claim that a call was made."""

    whom: Whom
    text: Text
    called: Text
    section: Sections


class Emergency(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """emergency.toml"""

    name: Text
    first: tuple[Action, ...]  # above every card
    call: tuple[Call, ...]
    card: tuple[Card, ...]


class Role(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who a person is to the session, what they do and what they must sign."""

    id: Id
    text: Text
    does: Text
    section: Sections = ""
    source: Source = Source.PROTOCOL
    doctor: bool = False  # only a doctor can hold it


class Roles(Struct, frozen=True, forbid_unknown_fields=True):
    """roles.toml"""

    role: tuple[Role, ...]
    rule: tuple[Item, ...]


class Equipment(Struct, frozen=True, forbid_unknown_fields=True):
    """equipment.toml"""

    item: tuple[Item, ...]


class Contact(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A telephone at this site. `whom` is empty for one that no card calls."""

    id: Id
    text: Text
    number: Sentence
    whom: Whom | None = None


class Room(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    id: Id
    text: Text


class Site(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """site.toml. `example` data are for demonstrations: no real session opens with them."""

    source: Source
    example: bool
    name: Text
    room: Annotated[tuple[Room, ...], Meta(min_length=1)]
    contact: tuple[Contact, ...]
    epipen_standing_order: Text | None = None
    equipment_kept: Text | None = None


class Ladder(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What follows an alert, in seconds after the condition was determined; None: nothing."""

    ring_all_at_once: bool  # the page and every ringer in parallel, or the page only
    undelivered_amber_s: Seconds
    failed_s: Seconds  # not delivered: ask the nurse to telephone
    ring_again_s: Seconds | None = None  # delivered, no answer
    becomes_high_s: Seconds | None = None  # no answer: treated as HIGH
    no_answer_s: Seconds | None = None  # ask the nurse to telephone
    next_contact_s: Seconds
    emergency_number_s: Seconds | None = None  # show it large; the list begins again
    ask_arrived_s: Seconds  # after it was accepted
    not_arrived_s: Seconds | None = None  # after it was accepted: as if it had not been


class Realert(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What makes an accepted alert ring again, as a new version."""

    systolic_crosses_mmhg: Positive
    diastolic_crosses_mmhg: Positive
    systolic_rise_mmhg: Positive
    diastolic_rise_mmhg: Positive


class Link(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the two processes and the page watch each other."""

    page_beat_s: Positive
    page_dead_s: Positive
    process_beat_s: Positive
    process_dead_s: Positive
    evaluator_dead_s: Positive


class Escalation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """escalation.toml"""

    source: Source
    contacts: Annotated[tuple[Id, ...], Meta(min_length=1)]  # ids in site.toml, in order
    retry_after_s: Annotated[tuple[Positive, ...], Meta(min_length=1)]  # the last one repeats
    bundle_s: Positive
    same_episode_s: Positive
    check_in_answer_s: Positive
    quiet_test_after_link_down_s: Positive
    high: Ladder
    medium: Ladder
    realert: Realert
    link: Link
