"""Doses, recipe, ledger and PRN rules as data, with the protocol's numbers. Computes nothing."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from bedside.protocol_base import Choice, Count, Id, Item, Key, Level, Sections, Source
from bedside.text import Sentence, Text

Amount = Decimal  # above 0: bedside.protocol_validate.amounts_are_positive


class Constant(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One number of the protocol, with the words it stands in. The key's ending is its unit."""

    value: Amount
    unit: Sentence
    section: Sections
    wording: Sentence  # the protocol's own, in Norwegian
    text: Text


class Constants(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """constants.toml"""

    age_min_years: Constant
    madrs_min_points: Constant
    antidepressants_min_count: Constant
    tests_max_age_weeks: Constant
    start_series_infusions_count: Constant
    start_series_weeks: Constant
    start_series_per_week: Constant
    maint_series_infusions_count: Constant
    maint_series_interval_weeks: Constant
    maint_series_from_months: Constant
    total_infusions_count: Constant
    session_plan_min: Constant
    infusion_duration_min: Constant
    onset_low_min: Constant
    onset_high_min: Constant
    effect_wear_off_min: Constant
    leave_room_low_min: Constant
    leave_room_high_min: Constant
    observe_usual_max_min: Constant
    dose_min_mg_per_kg: Constant
    dose_max_mg_per_kg: Constant
    dose_step_mg_per_kg: Constant
    dose_cap_mg: Constant
    diluent_mg_per_ml: Constant
    im_volume_max_ml: Constant
    im_bioavailability_percent: Constant
    fasting_h: Constant
    bp_emergency_systolic_mmhg: Constant
    bp_emergency_diastolic_mmhg: Constant
    bp_exclusion_systolic_mmhg: Constant
    bp_exclusion_diastolic_mmhg: Constant
    bp_rise_incidence_low_percent: Constant
    bp_rise_incidence_high_percent: Constant
    bp_rise_gone_low_h: Constant
    bp_rise_gone_high_h: Constant
    midazolam_panic_mg: Constant
    midazolam_prn_low_mg: Constant
    midazolam_prn_high_mg: Constant
    midazolam_table_mg_per_ml: Constant
    ondansetron_prn_mg: Constant
    ondansetron_day_max_mg: Constant
    ondansetron_prophylaxis_max_mg: Constant
    gcs_crisis_points: Constant
    drug_abstinence_months: Constant
    breastfeeding_pause_h: Constant
    bmi_min_kg_per_m2: Constant
    mi_stroke_recent_months: Constant
    response_percent: Constant
    evaluation_talk_weeks: Constant
    integration_talk_maint_weeks: Constant
    talks_start_phase_per_week: Constant
    prep_talks_count: Constant


class DoseRule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule of the prescription; `constants` names the numbers it judges by."""

    id: Id
    text: Text
    level: Level
    explanation: Text
    section: Sections = ""
    source: Source = Source.PROTOCOL
    constants: tuple[Key, ...] = ()


class Weighing(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How fresh a weight must be and when it is asked for again: not in the protocol."""

    source: Source
    max_age_days: Count
    confirm_change_percent: Count
    unlikely_below_kg: Amount
    unlikely_above_kg: Amount


class Dose(Struct, frozen=True, forbid_unknown_fields=True):
    """dose.toml"""

    usual_course_mg_per_kg: tuple[Amount, ...]  # K-04: infusion 1, 2, and from 3 on
    round_down_to_mg: Amount
    weighing: Weighing
    rule: tuple[DoseRule, ...]


class DrugName(StrEnum):
    KETAMINE = "ketamine"
    MIDAZOLAM = "midazolam"
    ONDANSETRON = "ondansetron"


class Product(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an ampoule is called, and the strengths it is kept in here."""

    id: Id
    drug: DrugName
    name: Sentence
    strengths_mg_per_ml: Annotated[tuple[Amount, ...], Meta(min_length=1)]
    source: Source
    section: Sections = ""


class Recipe(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """recipe.toml: local, and approved by two persons (K-13)."""

    source: Source
    diluent: Text
    infusion_volume_ml: Amount
    rate_ml_per_h: Amount
    duration_min: Count
    product: tuple[Product, ...]


class Ledger(Struct, frozen=True, forbid_unknown_fields=True):
    """ledger.toml"""

    rule: tuple[Item, ...]


class RouteName(StrEnum):
    IV = "iv"
    IM = "im"


class PrnDrug(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A drug given when needed; every dose is prescribed by a doctor (§3.8)."""

    id: DrugName
    text: Text
    section: Sections
    level: Level
    indications: tuple[Choice, ...]
    default_dose_mg: Amount
    doses_mg: tuple[Amount, ...]  # above the default only when the prescription says so
    route: RouteName
    routes_if_prescribed: tuple[RouteName, ...] = ()
    agreement_before_dose: bool  # name, time, channel, dose read back
    agreement_valid_min: Count | None = None  # local: "etter avtale" is an agreement for now
    max_per_day_mg: Amount | None = None  # None: the prescriber must state one
    max_prophylactic_per_day_mg: Amount | None = None  # counts in max_per_day_mg
    rolling_h: Count  # and the calendar day: the stricter of the two
    asked_elsewhere: Text | None = None
    after: Text
    after_section: Sections
    observe_at_min: tuple[Annotated[int, Meta(ge=0)], ...] = ()
    observe_grace_min: Count | None = None  # local: later than this is overdue
    observe_source: Source
    ledger: bool


class Prn(Struct, frozen=True, forbid_unknown_fields=True):
    """prn.toml"""

    drug: tuple[PrnDrug, ...]
    rule: tuple[Item, ...]
