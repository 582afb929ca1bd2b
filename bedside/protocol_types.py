"""The whole protocol as one frozen value. Knows no file system."""

from dataclasses import dataclass, fields

from msgspec import Struct

from bedside.protocol_base import Sections
from bedside.protocol_course import Eligibility, Phases, Questionnaires, Series
from bedside.protocol_drugs import Constants, Dose, Ledger, Prn, Recipe
from bedside.protocol_help import Emergency, Equipment, Escalation, Roles, Site
from bedside.protocol_lists import Consent, DayCheck, Discharge, Gate, OnFile, Preparation
from bedside.protocol_watch import Limits, Symptoms, Vitals
from bedside.text import Sentence, Text


class About(Struct, frozen=True, forbid_unknown_fields=True):
    """about.toml"""

    version: Sentence
    title: Text
    sections: dict[Sections, Text]


@dataclass(frozen=True, slots=True, eq=False)  # loaded once: compared by identity
class Protocol:
    """All clinical content, typed and checked. Each part is the file of its name.

    `hash` says exactly which content it is: the record keeps it, and the clinical owner's
    approval of the local values holds for this hash and no other.
    """

    hash: str  # sha256 of the files
    about: About
    constants: Constants
    phases: Phases
    roles: Roles
    equipment: Equipment
    eligibility: Eligibility
    day_check: DayCheck
    on_file: OnFile
    preparation: Preparation
    consent: Consent
    gate_start: Gate
    gate_home: Gate
    discharge: Discharge
    dose: Dose
    recipe: Recipe
    ledger: Ledger
    prn: Prn
    vitals: Vitals
    limits: Limits
    symptoms: Symptoms
    emergency: Emergency
    escalation: Escalation
    series: Series
    questionnaires: Questionnaires
    site: Site

    @property
    def version(self) -> str:
        return self.about.version


def files_of(protocol: Protocol) -> dict[str, Struct]:
    """What stands in each file, by the file's name."""
    parts = (field.name for field in fields(protocol) if field.name != "hash")
    return {f"{name}.toml": getattr(protocol, name) for name in parts}
