"""The log of who saw the record, as FHIR R4 AuditEvents: for the hospital's own log (INTEROP §2).

Whose record it was stands in it as an identifier, never as a name.
"""

from collections.abc import Mapping, Sequence
from uuid import uuid5

from bedside.access import Access
from bedside.lines import aware
from bedside.national_id import series_of
from bedside.record import iso
from ui.export.fhir_base import NAMESPACE
from ui.export.fhir_codes import Json, coding, own, pruned
from ui.export.fhir_people import LOCAL_PATIENT, LOCAL_STAFF

ACTIONS = {"deleted": "D", "export_confirmed": "U", "key_changed": "U"}  # the others read


def bundle(lines: Sequence[Access], names: Mapping[str, str]) -> Json:
    """A collection: one AuditEvent a line, in order; the same line has the same id each time."""
    entries = [_entry(line, names) for line in lines]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _entry(line: Access, names: Mapping[str, str]) -> Json:
    at = iso(aware(line.at))
    known = uuid5(NAMESPACE, f"access/{line.seq}/{at}/{line.by}/{line.what}/{line.session}")
    event: Json = {
        "resourceType": "AuditEvent",
        "id": str(known),
        "type": coding("patient_record"),
        "subtype": [own("access", line.what)["coding"][0]],
        "action": ACTIONS.get(line.what, "R"),
        "recorded": at,
        "outcome": "0",
        "purposeOfEvent": [{"text": line.why}] if line.why else [],
        "agent": [
            {
                "who": {
                    "identifier": {"system": LOCAL_STAFF, "value": line.by},
                    "display": names.get(line.by, line.by),
                },
                "requestor": True,
            }
        ],
        "source": {"observer": {"display": "bedside"}},
        "entity": [*_what(line)],
    }
    return {"fullUrl": f"urn:uuid:{known}", "resource": pruned(event)}


def _what(line: Access) -> list[Json]:
    found: list[Json] = []
    if line.patient:
        series = series_of(line.patient.strip())
        system = f"urn:oid:{series}" if series is not None else LOCAL_PATIENT
        whose = {"system": system, "value": line.patient}
        found.append({"what": {"type": "Patient", "identifier": whose}})
    if line.session:
        about = {"identifier": {"system": "urn:bedside:session", "value": line.session}}
        told = line.detail or None
        found.append({"what": about, "description": told} if told else {"what": about})
    return found
