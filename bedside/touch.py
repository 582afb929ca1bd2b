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
            case events.TouchConsentDeclined():  # a no is heard at any time
                return self._withdrawn(entry, frozenset(SITES))
            case events.TouchConsentWithdrawn():
                return self._withdrawn(entry, frozenset(event.sites) or frozenset(SITES))
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

    def _withdrawn(self, entry: Entry, gone: frozenset[Site]) -> "Touch":
        """It takes effect at once. Where nobody had asked before the lock, the answer is no."""
        late = self.locked and not self.answered
        return replace(
            self,
            answered=self.answered or late,
            chosen_at=entry.at.wall if late else self.chosen_at,
            chosen_by=entry.by if late else self.chosen_by,
            sites=self.sites - gone,
            withdrawn=self.withdrawn | (gone & self.granted),
            withdrawn_at=entry.at.wall,
        )

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


def may_give_consent(touch: Touch, event: events.TouchConsentGiven) -> Refusal | None:
    """Only while the patient is under no influence, of one of three places, and informed (§4)."""
    if touch.locked:
        code = "touch_locked_by_start" if touch.locked_by == "infusion" else "touch_locked_sedated"
        return Refusal("F-03", code, "4")
    if not event.sites:
        return Refusal("F-01", "touch_needs_site", "4", missing=("site",))
    if not set(event.sites) <= set(SITES):
        return Refusal("F-01", "touch_site_not_offered", "4", {"sites": ", ".join(event.sites)})
    if not event.informed_can_withdraw:
        return Refusal("F-06", "touch_not_informed", "4", missing=("informed_can_withdraw",))
    return None


def may_decline(touch: Touch, event: events.TouchConsentDeclined) -> Refusal | None:
    """A no is always heard; the tick that the patient was informed belongs to the choice."""
    if event.informed_can_withdraw or touch.locked:
        return None
    return Refusal("F-06", "touch_not_informed", "4", missing=("informed_can_withdraw",))


def may_withdraw(touch: Touch, event: events.TouchConsentWithdrawn) -> Refusal | None:
    """Never refused: whole or one site, in every state (F-05)."""
    return None


def may_log_touch(touch: Touch, event: events.TouchGiven) -> Refusal | None:
    """A contact that took place outside this is recorded all the same, as an Avvik (F-09)."""
    if not touch.permits(event.site):
        return Refusal("F-09", "touch_site_not_permitted", "4", {"site": event.site})
    if not event.at_patients_request:
        return Refusal("F-09", "touch_not_at_request", "4", {"site": event.site})
    if not event.person.strip():
        return Refusal("F-09", "touch_needs_person", "4", missing=("person",))
    return None
