"""One session as a FHIR R4 Bundle: a document to keep, or a transaction for a hospital's server.

Pure: the record's summary and the protocol in, plain values out. Raises SimulatedError where a
simulation is asked for as a transaction: it may be read, and never reaches a server (DESIGN 2.9).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from urllib.parse import quote

from bedside.identity import Person
from bedside.national_id import series_of
from bedside.protocol import Protocol
from bedside.summary import Summary
from ui.export.fhir_alerts import communications
from ui.export.fhir_base import URI, WITHOUT_IDENTIFIER, Exported, as_bytes, at
from ui.export.fhir_codes import Json, pruned
from ui.export.fhir_consent import consents
from ui.export.fhir_course import course
from ui.export.fhir_document import composition
from ui.export.fhir_given import given
from ui.export.fhir_measured import vitals
from ui.export.fhir_orders import orders
from ui.export.fhir_origin import origin
from ui.export.fhir_people import devices, people
from ui.export.fhir_seen import seen
from ui.export.told import Told
from ui.i18n import Words

PARTS = (people, devices, course, consents, orders, given, vitals, seen, communications)

NOT_FOUND_BY_IDENTIFIER = WITHOUT_IDENTIFIER | {"AdverseEvent"}


class SimulatedError(Exception):
    """A simulation was to be sent to a server."""


def exported(
    summary: Summary,
    protocol: Protocol,
    words: Words,
    names: Mapping[str, str],
    made_at: datetime,
    version: str,
    staff: Sequence[Person] = (),
) -> Exported:
    """`names` by id, of everybody; `staff` are those whose role and HPR number are known."""
    known = {person.id: person for person in staff}
    return Exported(summary, Told(protocol, words, names), made_at, version, known)


def resources(x: Exported) -> list[Json]:
    """Every resource once, the Composition first."""
    made = list(chain.from_iterable(part(x) for part in PARTS))
    made += origin(x, made)
    return [composition(x, made), *made]


def document(x: Exported) -> Json:
    """Bundle of type document: what was recorded when its last line was this one."""
    entries = [_entry(resource) for resource in resources(x)]
    return _bundle(x, "document", x.uid("Bundle", "document", x.summary.head), entries)


def transaction(x: Exported) -> Json:
    """Bundle of type transaction. Sent twice, it changes nothing the second time."""
    if x.summary.simulated:
        raise SimulatedError
    entries = [_entry(resource) | {"request": _request(x, resource)} for resource in resources(x)]
    return _bundle(x, "transaction", x.uid("Bundle", "transaction", x.summary.head), entries)


def document_bytes(x: Exported) -> bytes:
    return as_bytes(document(x))


def transaction_bytes(x: Exported) -> bytes:
    return as_bytes(transaction(x))


def _bundle(x: Exported, kind: str, uid: str, entries: list[Json]) -> Json:
    tags = entries[0]["resource"].get("meta", {}).get("tag", [])
    head = {
        "resourceType": "Bundle",
        "id": uid,
        "meta": {"tag": tags},
        "identifier": {"system": URI, "value": f"urn:uuid:{uid}"},
        "type": kind,
        "timestamp": at(x.made_at),
    }
    return {**pruned(head), "entry": entries}


def _entry(resource: Json) -> Json:
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def _request(x: Exported, resource: Json) -> Json:
    """By our own identifier, so that a second sending updates what the first made.

    A patient with a national number is looked up and never changed. One with a local id is this
    session's own: the same id of another unit may be somebody else. What R4 gives no
    identifier to search by is put under its own id.
    """
    kind = resource["resourceType"]
    patient = x.summary.session.patient
    if kind == "Patient" and patient and (series := series_of(patient.identifier.strip())):
        number = f"identifier={quote(f'urn:oid:{series}|{patient.identifier.strip()}')}"
        return {"method": "POST", "url": kind, "ifNoneExist": number}
    if kind in NOT_FOUND_BY_IDENTIFIER:
        return {"method": "PUT", "url": f"{kind}/{resource['id']}"}
    own = quote(f"{URI}|urn:uuid:{resource['id']}")
    return {"method": "PUT", "url": f"{kind}?identifier={own}"}
