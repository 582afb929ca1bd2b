"""What every resource of the FHIR export has in common: identity, subject, times, people.

Identity is uuid5 of the session and the line of the record it comes from: the same record gives
the same ids each time, so that whatever receives it twice keeps it once (INTEROP §1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from bedside import events
from bedside.answers import PHYSICIAN
from bedside.events import NOBODY, WATCH, Entry
from bedside.identity import Person
from bedside.lines import aware
from bedside.readings import MANUAL
from bedside.record import iso
from bedside.summary import Summary
from ui.export.fhir_codes import Json, codings, pruned
from ui.export.told import Told

NAMESPACE = uuid5(NAMESPACE_URL, "urn:bedside")
LINE = "urn:bedside:record-line"  # identifier system: session/seq, to find the line again
URI = "urn:ietf:rfc:3986"

WITHOUT_IDENTIFIER = frozenset({"AuditEvent", "Provenance"})  # R4 gives them none
ONE_IDENTIFIER = frozenset({"Composition", "AdverseEvent"})

# The fields of events that name somebody of the staff.
PERSON_FIELDS = (
    "doctor", "checker", "person", "to", "physician", "asked_by", "witnessed_by", "decided_by",
    "approved_by",
)  # fmt: skip
OTHERS = frozenset({"", NOBODY, WATCH, PHYSICIAN, "patient"})


@dataclass(frozen=True)
class Exported:
    """One session's record and its names; everything else of the export follows from it."""

    summary: Summary
    told: Told
    made_at: datetime
    version: str
    staff: Mapping[str, Person] = field(default_factory=dict)  # by id, as they are today

    @cached_property
    def session(self) -> str:
        opened = self.summary.opened
        return opened.session if opened else f"unopened-{self.summary.head}"

    @cached_property
    def by_seq(self) -> dict[int, Entry]:
        return {entry.seq: entry for entry in self.summary.entries}

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Everybody the record names, in the order they come up."""
        return tuple(dict.fromkeys(_named(self.summary.entries)))

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """The monitors, by their role: those chosen, and those that were heard."""
        chosen = self.summary.opened.monitors if self.summary.opened else {}
        heard = (
            e.event.source for e in self.summary.entries if isinstance(e.event, events.Measured)
        )
        found = (role.strip() for role in (*chosen, *heard) if role != MANUAL)
        return tuple(role for role in dict.fromkeys(found) if role)

    def uid(self, *parts: object) -> str:
        return str(uuid5(NAMESPACE, "/".join(map(str, (self.session, *parts)))))

    def ref(self, kind: str, *parts: object, display: str = "") -> Json:
        """A reference to a resource of this bundle, whose fullUrl is its uuid."""
        return {
            "reference": f"urn:uuid:{self.uid(kind, *parts)}",
            "type": kind,
            "display": display,
        }

    @property
    def patient(self) -> Json:
        return self.ref("Patient")

    @property
    def encounter(self) -> Json:
        return self.ref("Encounter")

    @property
    def program(self) -> Json:
        return self.ref("Device", "program", display=f"bedside {self.version}")

    def person(self, who: str) -> Json | None:
        """None where it was nobody of the staff: the program, or nobody signed in."""
        who = who.strip()
        backup = self.summary.session.people.backup
        if who == PHYSICIAN and backup:
            who = backup.name.strip()
        if who not in self.people:
            return None
        return self.ref("Practitioner", who, display=self.told.person(who))

    def agent(self, who: str) -> Json:
        """Whoever it was: a person, the program, or nobody signed in, which is said so."""
        person = self.person(who)
        if person is not None:
            return person
        return self.program if who == WATCH else {"display": self.told.person(who) or "–"}

    def device(self, role: str) -> Json | None:
        role = role.strip()
        return self.ref("Device", role, display=role) if role in self.roles else None

    def by(self, seq: int) -> str:
        return self.by_seq[seq].by if seq in self.by_seq else NOBODY

    def made(self, kind: str, *parts: object, **body: Any) -> Json:
        """A resource with its identity. A simulation is marked HTEST on every one of them."""
        simulated = codings("simulated") if self.summary.simulated else []
        head = {
            "resourceType": kind,
            "id": self.uid(kind, *parts),
            "meta": {"profile": [body.pop("profile", None)], "tag": simulated},
        }
        given = body.pop("identifier", [])
        found: Json = pruned(head | self._identity(kind, parts, given) | body)
        return found

    def _identity(self, kind: str, parts: tuple[object, ...], given: list[Json]) -> Json:
        record = {"system": URI, "value": f"urn:uuid:{self.uid(kind, *parts)}"}
        if kind in WITHOUT_IDENTIFIER:
            return {}
        if kind in ONE_IDENTIFIER:
            return {"identifier": record}
        of_line = parts and isinstance(parts[0], int)
        line = {"system": LINE, "value": f"{self.session}/{parts[0]}"} if of_line else None
        return {"identifier": [record, line, *given]}


def _named(entries: Iterable[Entry]) -> Iterable[str]:
    for entry in entries:
        event = entry.event
        named = [entry.by]
        if not isinstance(event, events.Measured):  # twice a second, and names nobody
            fields = event.__struct_fields__
            named += [getattr(event, field) for field in PERSON_FIELDS if field in fields]
        if isinstance(event, events.BackupPhysicianNamed):
            named.append(event.name)
        yield from (who.strip() for who in named if who.strip() not in OTHERS)


def at(moment: datetime | None) -> str | None:
    """dateTime and instant: UTC to the millisecond."""
    return iso(aware(moment)) if moment else None


def period(begun: datetime | None, ended: datetime | None) -> Json:
    """A Period; FHIR allows no end before the start, and a clock may have been set back."""
    if begun and ended and aware(ended) < aware(begun):
        ended = begun
    return {"start": at(begun), "end": at(ended)}


def note(x: Exported, text: str, moment: datetime | None = None, by: str = "") -> Json | None:
    """An Annotation, or none where there is nothing to say."""
    if not text.strip():
        return None
    return {"authorReference": x.person(by), "time": at(moment), "text": text}


def as_bytes(resource: Json) -> bytes:
    """JSON with every decimal as the record has it, never through a binary fraction."""
    return _encoder.encode(resource)


_encoder = msgspec.json.Encoder(decimal_format="number")
