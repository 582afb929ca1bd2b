"""Where the record comes from: Provenance and AuditEvent (FHIR R4).

The Provenance carries the record's last hash: a record whose head is that one holds exactly what
this bundle was made from. Each correction has one of its own, naming what it replaced.
"""

from base64 import b64encode
from collections.abc import Iterator

from bedside import events
from bedside.events import Entry
from bedside.heads import Head
from ui.export.fhir_base import Exported, at, period
from ui.export.fhir_codes import Json, coding, codings, concept, own

HEAD = "urn:bedside:record-head"  # identifier system: the last hash of the session's chain
SIGNED = "urn:bedside:register-line"  # … a line of the register, as it is signed
KEY = "urn:bedside:signing-key"  # … the public half of the installation's key, 64 hex digits

# Kinds of events that open, close or change the record as a whole -> AuditEvent.action.
AUDITED: dict[type[events.Event], str] = {
    events.SessionOpened: "C",
    events.SessionResumed: "U",
    events.NurseHandedOver: "U",
    events.SessionClosed: "U",
    events.SessionAborted: "U",
    events.AddendumWritten: "U",
}

# What an event of this kind became, where it may correct an earlier one.
BECAME: dict[type[events.Event], tuple[str, tuple[str, ...]]] = {
    events.PrnDoseGiven: ("MedicationAdministration", ()),
    events.PrnElsewhereAsked: ("MedicationStatement", ()),
    events.DrugPrepared: ("Medication", ()),
    events.WeightRecorded: ("Observation", ("weight",)),
    events.SymptomObserved: ("Observation", ("symptom",)),
}


def origin(x: Exported, made: list[Json]) -> list[Json]:
    return [_record(x), *corrections(x, made), *_audit(x)]


def _record(x: Exported) -> Json:
    """Assembled by the program from the record, for which the nurse in charge answers."""
    summary = x.summary
    nurse = x.person(summary.session.people.nurse)
    author = [{"type": concept("author"), "who": nurse}] if nurse else []
    source = {"identifier": {"system": HEAD, "value": summary.head}, "display": x.session}
    return x.made(
        "Provenance",
        target=[x.ref("Composition")],
        occurredPeriod=period(summary.began_at, summary.ended_at),
        recorded=at(x.made_at),
        agent=[*author, {"type": concept("assembler"), "who": x.program}],
        entity=[
            {"role": "source", "what": source} if summary.head.strip() else None,
            _signed(summary.signed),
        ],
        signature=_signature(x, summary.signed),
    )


def _signed(signed: Head | None) -> Json | None:
    """The register's line of this very head: the text that the signature is under."""
    if signed is None:
        return None
    return {"role": "source", "what": {"identifier": {"system": SIGNED, "value": signed.statement}}}


def _signature(x: Exported, signed: Head | None) -> list[Json]:
    """The installation's Ed25519 signature over the register's line that has the record's head.

    Not over this bundle: it is made anew at each export, in either language, while the record is
    signed once, when the session ends. FHIR's Signature wants a JWS or an XML-Signature of the
    resource; ours is neither, so the 64 bytes stand as they are (application/octet-stream) with
    the public key as the signer's identifier. Whoever has the bundle checks them with any
    Ed25519 library over the UTF-8 text in `entity` (SIGNED), finds the head in that text, and holds
    it against the record. Of a session that is still open nothing is signed yet.
    """
    if signed is None:
        return []
    return [
        {
            "type": codings("verification"),
            "when": signed.at,
            "who": {
                "identifier": {"system": KEY, "value": signed.key},
                "display": x.program["display"],
            },
            "targetFormat": "text/plain",
            "sigFormat": "application/octet-stream",
            "data": b64encode(bytes.fromhex(signed.signature)).decode("ascii"),
        }
    ]


def corrections(x: Exported, made: list[Json]) -> Iterator[Json]:
    """Who replaced what, when and why; the first stays in the bundle, as entered in error."""
    known = {resource["id"] for resource in made}
    for entry in x.summary.entries:
        corrects = getattr(entry.event, "corrects", None)
        if corrects is None or type(entry.event) not in BECAME:
            continue
        kind, parts = BECAME[type(entry.event)]
        if not {x.uid(kind, entry.seq, *parts), x.uid(kind, corrects, *parts)} <= known:
            continue
        reason = str(getattr(entry.event, "reason", ""))
        yield x.made(
            "Provenance",
            entry.seq,
            target=[x.ref(kind, entry.seq, *parts)],
            recorded=at(entry.at.wall),
            reason=[{"text": reason}],
            agent=[{"type": concept("author"), "who": x.agent(entry.by)}],
            entity=[{"role": "revision", "what": x.ref(kind, corrects, *parts)}],
        )


def _audit(x: Exported) -> Iterator[Json]:
    """Who opened, took over, signed and added to the record. Reading it is logged elsewhere."""
    for entry in x.summary.entries:
        if type(entry.event) in AUDITED:
            yield _audited(x, entry)


def _audited(x: Exported, entry: Entry) -> Json:
    kind = type(entry.event).__name__
    system = own("event", kind)["coding"][0]
    return x.made(
        "AuditEvent",
        entry.seq,
        type=coding("patient_record"),
        subtype=[system],
        action=AUDITED[type(entry.event)],
        recorded=at(entry.at.wall),
        outcome="0",
        agent=[{"who": x.agent(entry.by), "requestor": True}],
        source={"observer": x.program},
        entity=[{"what": x.ref("Composition")}],
    )
