"""Reads a FHIR bundle for the tests, and checks what R4 asks of every one of them."""

import json
from datetime import UTC, datetime

from fhir.resources.R4B.bundle import Bundle

from bedside import __version__
from bedside.summary import summarise
from bedside.text import Language
from tests.bedside.telling import protocol
from tests.ui.views import STAFF
from ui.export import fhir
from ui.export.fhir_base import LINE
from ui.i18n import Words

HEAD = "9f3c1a70" * 8
NAMES = {person.id: person.name for person in STAFF}
MADE = datetime(2026, 11, 24, 12, tzinfo=UTC)


def exported(entries, language=Language.NB, head=HEAD, made_at=MADE, signed=None, staff=STAFF):
    summary = summarise(entries, head, (180, 110), signed)
    words = Words(language)
    return fhir.exported(summary, protocol(), words, NAMES, made_at, __version__, staff)


def valid(text):
    """The bundle as JSON, once it holds against the R4 structures and the rules below."""
    Bundle.model_validate_json(text)
    bundle = json.loads(text)
    resolves(bundle)
    required_codes(bundle)
    return bundle


def read(entries, **more):
    return valid(fhir.document_bytes(exported(entries, **more)))


def resources(bundle, kind):
    found = (entry["resource"] for entry in bundle["entry"])
    return [resource for resource in found if resource["resourceType"] == kind]


def references(value):
    if isinstance(value, dict):
        if "reference" in value:
            yield value["reference"], value.get("type")
        for inside in value.values():
            yield from references(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from references(inside)


def resolves(bundle):
    """Every reference is the fullUrl of a resource of its kind; every id stands once."""
    kinds = {e["fullUrl"]: e["resource"]["resourceType"] for e in bundle["entry"]}
    assert len(kinds) == len(bundle["entry"])
    for entry in bundle["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
    for reference, kind in references(bundle):
        assert kinds.get(reference) == kind, reference


# R4's required bindings: the models accept any word there (INTEROP §5).
STATUS = {
    "AllergyIntolerance": {None},
    "Communication": {"in-progress", "stopped", "completed"},
    "Composition": {"preliminary", "final", "amended"},
    "Consent": {"active", "rejected", "inactive"},
    "Encounter": {"in-progress", "finished", "cancelled"},
    "Medication": {"active", "entered-in-error"},
    "MedicationAdministration": {
        "in-progress", "on-hold", "completed", "stopped", "not-done", "entered-in-error", "unknown",
    },
    "MedicationRequest": {"active", "completed", "stopped", "cancelled"},
    "MedicationStatement": {"completed", "entered-in-error"},
    "Observation": {"final", "corrected", "entered-in-error"},
    "Procedure": {
        "preparation", "in-progress", "on-hold", "completed", "stopped", "not-done", "unknown",
    },
}  # fmt: skip


def required_codes(bundle):
    for entry in bundle["entry"]:
        resource = entry["resource"]
        kind = resource["resourceType"]
        assert resource.get("status") in STATUS.get(kind, {None}), (kind, resource.get("status"))
        if kind == "Observation":  # vs-2, or a panel with members or components
            said = [key for key in resource if key.startswith("value")]
            assert said or {"dataAbsentReason", "component", "hasMember"} & set(resource)


def of_line(bundle, kind, seq, session="s1"):
    """The resources that came of one line of the record."""
    wanted = {"system": LINE, "value": f"{session}/{seq}"}
    return [r for r in resources(bundle, kind) if wanted in r.get("identifier", [])]


def code(concept):
    return concept["coding"][0]["code"]


def by_code(found, wanted):
    return [one for one in found if wanted in {c["code"] for c in one["code"]["coding"]}]
