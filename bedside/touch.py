"""The patient's choice about physical contact (§4, SPEC 6.2). Not asked is no contact.

The choice is made before the infusion and before any sedative; from then on it can only be
withdrawn. What was granted later all the same stands in the record and permits nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bedside import events
from bedside.events import Entry, Site
from bedside.refusal import Refusal

SITES: tuple[Site, ...] = ("hand", "arm", "shoulder")


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact that took place."""

    seq: int
    site: Site
    person: str
    started_at: datetime
    ended_at: datetime | None
    at_patients_request: bool
    permitted: bool  # as it stood when it was recorded


@dataclass(frozen=True, slots=True)
class Touch:
    """`after` is total; only what was chosen before the lock permits anything."""

    answered: bool = False  # given or declined today, informed that it can be withdrawn
    sites: frozenset[Site] = frozenset()  # permitted now
    granted: frozenset[Site] = frozenset()  # chosen before the lock, withdrawn or not
    withdrawn: frozenset[Site] = frozenset()
    chosen_at: datetime | None = None
    chosen_by: str = ""  # who recorded it
    asked_by: str = ""
    witnessed_by: str = ""
    withdrawn_at: datetime | None = None
    locked_at: datetime | None = None
    locked_by: str = ""  # "infusion" or "sedative"
    contacts: tuple[Contact, ...] = ()

    @property
    def locked(self) -> bool:
        return self.locked_at is not None

    def permits(self, site: Site) -> bool:
        return site in self.sites

    def after(self, entry: Entry) -> "Touch":
        at, event = entry.at.wall, entry.event
        match event:
            case events.TouchConsentGiven() if event.informed_can_withdraw and not self.locked:
                chosen = self._chosen(entry, frozenset(event.sites))
                return replace(
                    chosen, asked_by=event.asked_by or entry.by, witnessed_by=event.witnessed_by
                )
            case events.TouchConsentDeclined() if event.informed_can_withdraw and not self.locked:
                return self._chosen(entry, frozenset())
            case events.TouchConsentWithdrawn():
                gone = frozenset(event.sites) or frozenset(SITES)
                return replace(
                    self,
                    sites=self.sites - gone,
                    withdrawn=self.withdrawn | (gone & self.granted),
                    withdrawn_at=at,
                )
            case events.TouchGiven():
                contact = Contact(
                    entry.seq,
                    event.site,
                    event.person,
                    event.started_at,
                    event.ended_at,
                    event.at_patients_request,
                    permitted=self.permits(event.site),
                )
                return replace(self, contacts=(*self.contacts, contact))
            case events.InfusionStarted():
                return self._lock(at, "infusion")
            case events.PrnDoseGiven() if event.drug == "midazolam":
                return self._lock(at, "sedative")
            case _:
                return self

    def _lock(self, at: datetime, by: str) -> "Touch":
        return self if self.locked else replace(self, locked_at=at, locked_by=by)

    def _chosen(self, entry: Entry, sites: frozenset[Site]) -> "Touch":
        return replace(
            self,
            answered=True,
            sites=sites,
            granted=sites,
            withdrawn=frozenset(),
            chosen_at=entry.at.wall,
            chosen_by=entry.by,
            asked_by=entry.by,
            witnessed_by="",
            withdrawn_at=None,
        )


def may_withdraw(touch: Touch, event: events.TouchConsentWithdrawn) -> Refusal | None:
    """Never refused: whole or one site, in every state (F-05)."""
    return None
