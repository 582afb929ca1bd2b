"""Consent to treatment and to physical contact, every version of each (FHIR R4 Consent).

A withdrawal is a new version that names the one before as its source; what was agreed before
stays, as inactive, and nothing is ever deleted (INTEROP §2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from bedside import events
from bedside.answers import Answered
from bedside.events import Entry
from bedside.touch import SITES, Touch
from ui.export.fhir_base import Exported, at
from ui.export.fhir_codes import Json, concept, own

TREATMENT = "C-01"  # consent.toml: signed informed consent
SIGNED_ON, VERSION = f"{TREATMENT}.consent_signed_on", f"{TREATMENT}.consent_version"

TOUCHED = (
    events.TouchConsentGiven,
    events.TouchConsentDeclined,
    events.TouchConsentWithdrawn,
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one consent; `stands`: it took effect, until a later one did."""

    seq: int
    at: datetime
    by: str
    status: str
    dated: str | None = None
    provision: Json | None = None
    witness: str = ""
    stands: bool = True


def consents(x: Exported) -> list[Json]:
    """Oldest first, each kind by itself."""
    text, words = x.told.protocol.consent, x.told.words
    treatment = _made(x, tuple(_treatment(x)), "treatment", x.told.item(TREATMENT))
    touch = _made(x, tuple(_touch(x)), "physical-contact", words.of(text.heading))
    return list(chain(treatment, touch))


def _made(x: Exported, versions: tuple[Version, ...], kind: str, name: str) -> Iterator[Json]:
    standing = [version for version in versions if version.stands]
    before: Version | None = None
    for version in versions:
        superseded = version.stands and version is not standing[-1]
        yield x.made(
            "Consent",
            version.seq,
            status="inactive" if superseded else version.status,
            scope=concept("treatment_scope"),
            category=[concept("consent"), own("consent", kind, name)],
            patient=x.patient,
            dateTime=version.dated or at(version.at),
            performer=[x.patient],
            sourceReference=x.ref("Consent", before.seq) if before else None,
            policyRule=own("protocol-section", "4", x.told.words.of(x.told.protocol.about.title)),
            verification=_witnessed(x, version),
            provision=version.provision,
        )
        before = version if version.stands else before


def _witnessed(x: Exported, version: Version) -> list[Json]:
    """Who heard it: `verified` by the patient, in front of whoever wrote it down or witnessed."""
    if not version.witness.strip():
        return []
    return [{"verified": True, "verifiedWith": x.patient, "verificationDate": at(version.at)}]


# --- treatment -------------------------------------------------------------------------------


def _treatment(x: Exported) -> Iterator[Version]:
    """Each answer to "signed informed consent", and a withdrawal of the whole treatment."""
    answers = x.summary.session.answers
    for answered in answers.history(TREATMENT):
        status = "active" if answered.answer == "yes" else "rejected"
        yield Version(
            answered.seq,
            answered.at,
            answered.by,
            status,
            _signed_on(answers.latest(SIGNED_ON)) if status == "active" else None,
            {"type": "permit" if status == "active" else "deny"},
        )
    for entry in x.summary.entries:
        if isinstance(entry.event, events.TreatmentConsentWithdrawn):
            yield _of(entry, "inactive", {"type": "deny"})


def _signed_on(written: Answered | None) -> str | None:
    """The date on the paper, where one was written as a date."""
    try:
        return date.fromisoformat(written.value).isoformat() if written else None
    except ValueError:
        return None


# --- physical contact ------------------------------------------------------------------------


def _touch(x: Exported) -> Iterator[Version]:
    """As the rule read each choice: one made under the influence changes nothing (SPEC 6.2)."""
    touch = Touch()
    for entry in x.summary.entries:
        before, touch = touch, touch.after(entry)
        event = entry.event
        if not isinstance(event, TOUCHED):
            continue
        witness = event.witnessed_by if isinstance(event, events.TouchConsentGiven) else ""
        if touch is before:
            yield _of(entry, "inactive", {"type": "deny"}, witness, stands=False)
            continue
        status = "active" if touch.sites else "inactive"
        if isinstance(event, events.TouchConsentDeclined) and not before.granted:
            status = "rejected"
        yield _of(entry, status, _provision(x, touch), witness)


def _provision(x: Exported, touch: Touch) -> Json:
    """What is permitted, and inside it what was taken back; everything else is no contact."""
    permitted = [site for site in SITES if site in touch.sites]
    withdrawn = [site for site in SITES if site in touch.withdrawn]
    denied = {"type": "deny", "code": [_site(x, site) for site in withdrawn]}
    if not permitted:
        return denied if withdrawn else {"type": "deny", "code": [_site(x, s) for s in SITES]}
    return {
        "type": "permit",
        "code": [_site(x, site) for site in permitted],
        "provision": [denied] if withdrawn else [],
    }


def _site(x: Exported, site: str) -> Json:
    return own("touch-site", site, x.told.item(site))


def _of(
    entry: Entry, status: str, provision: Json, witness: str = "", *, stands: bool = True
) -> Version:
    return Version(
        entry.seq,
        entry.at.wall,
        entry.by,
        status,
        provision=provision,
        witness=witness,
        stands=stands,
    )
