"""The course of treatment as data: phases of a session, series, questionnaires, eligibility."""

from enum import StrEnum

from msgspec import Struct

from bedside.protocol_base import Count, Id, Item, Key, Sections, Source
from bedside.text import Sentence, Text


class PhaseName(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a phase of the session is called; the keys are bedside.session's."""

    key: Key
    text: Text


class Phases(Struct, frozen=True, forbid_unknown_fields=True):
    """phases.toml"""

    phase: tuple[PhaseName, ...]
    emergency: Text
    ended: Text


class SeriesPhase(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Oppstart or vedlikehold: how many, how far apart, and how much it may slip."""

    key: Key
    text: Text
    section: Sections
    infusions: Count
    per_week: Count | None = None
    weeks: Count | None = None
    interval_days: Count | None = None
    window_days: Count | None = None
    window_source: Source = Source.LOCAL
    opens_after_days: Count | None = None  # after the last one of the phase before
    due_after_days: Count | None = None


class Series(Struct, frozen=True, forbid_unknown_fields=True):
    """series.toml"""

    phase: tuple[SeriesPhase, ...]
    rule: tuple[Item, ...]
    total_infusions: Count
    evaluation_after_infusion: Count
    evaluation_due_days: Count
    response_percent: Count
    integration_talk_within_days: Count
    min_gap_h: Count
    min_gap_source: Source


class Anchor(StrEnum):
    BEFORE_FIRST = "before_first"
    AFTER_SIXTH = "after_sixth"
    BEFORE_MAINTENANCE = "before_maintenance"
    AFTER_MAINTENANCE = "after_maintenance"


class Instrument(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A questionnaire by name. Items are never embedded; `watched_item` is recorded apart."""

    id: Id
    name: Sentence
    max_score: Count | None = None
    watched_item: Count | None = None  # the item on suicidal thoughts, seen at D-08


class QuestionnaireSet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is sent when. `days` and `hours` count from the anchor, in the anchor's direction."""

    id: Id
    text: Text
    section: Sections
    anchor: Anchor
    days: int = 0
    hours: int = 0
    instruments: tuple[Id, ...]
    can_be_switched_off: bool = False


class Questionnaires(Struct, frozen=True, forbid_unknown_fields=True):
    """questionnaires.toml"""

    instrument: tuple[Instrument, ...]
    set: tuple[QuestionnaireSet, ...]


class Eligibility(Struct, frozen=True, forbid_unknown_fields=True):
    """eligibility.toml: decided at referral by a specialist, shown here read-only."""

    note: Text
    inclusion: tuple[Item, ...]
    exclusion: tuple[Item, ...]
    extra_care: tuple[Item, ...]
