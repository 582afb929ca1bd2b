"""What became of each alert to the back-up physician: sent, delivered, answered, arrived.

An alert that worsened has a new version, and an answer to an old version accepts nothing: whoever
said "I am coming" to 184 has not heard of 205. Sends nothing, and knows no timers.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bedside import events
from bedside.events import Channel, Entry

AlertState = Literal["sent", "delivered", "failed", "coming", "cannot_come", "arrived"]


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of this alert: which version, to whom, when."""

    version: int
    to: str
    phone: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """A channel's word for one version: delivered, or why not."""

    version: int
    channel: str
    at: datetime
    delivered: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a physician answered to one version, `by` whom it was written down."""

    version: int
    coming: bool
    physician: str
    channel: Channel
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert with all its versions; what counts is the newest version."""

    alert: int
    version: int
    priority: Literal["high", "medium", "low"]
    condition: str
    values: dict[str, float]
    at: datetime  # of the newest version
    first_at: datetime
    sent: tuple[Sent, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    replies: tuple[Reply, ...] = ()
    arrived_at: datetime | None = None
    arrived: str = ""  # who

    @property
    def to(self) -> str:
        """To whom the newest message went."""
        return self.sent[-1].to

    @property
    def phone(self) -> str:
        return self.sent[-1].phone

    @property
    def reply(self) -> Reply | None:
        """The last answer to the newest version; an older version's answer is none."""
        return next((r for r in reversed(self.replies) if r.version == self.version), None)

    @property
    def delivered_at(self) -> datetime | None:
        """When the first channel confirmed the newest version."""
        return next(
            (r.at for r in self.receipts if r.version == self.version and r.delivered), None
        )

    @property
    def accepted(self) -> bool:
        reply = self.reply
        return reply is not None and reply.coming

    @property
    def state(self) -> AlertState:
        """In one word what the strip says. "Failed": no channel delivered the newest version."""
        if self.arrived_at is not None:
            return "arrived"
        if self.reply is not None:
            return "coming" if self.reply.coming else "cannot_come"
        if self.delivered_at is not None:
            return "delivered"
        failed = any(r.version == self.version and not r.delivered for r in self.receipts)
        return "failed" if failed else "sent"


@dataclass(frozen=True, slots=True)
class Alerts:
    """`after` is total: an answer to an alert nobody knows changes nothing."""

    by_number: dict[int, Alert] = field(default_factory=dict)

    @property
    def all(self) -> tuple[Alert, ...]:
        return tuple(self.by_number.values())

    @property
    def latest(self) -> Alert | None:
        """The one whose newest version is youngest."""
        return max(self.by_number.values(), key=lambda alert: alert.at, default=None)

    @property
    def unanswered(self) -> tuple[Alert, ...]:
        """Nobody has answered the newest version and nobody has come."""
        return tuple(a for a in self.all if a.reply is None and a.arrived_at is None)

    @property
    def next_number(self) -> int:
        return max(self.by_number, default=0) + 1

    def after(self, entry: Entry) -> "Alerts":
        at, event = entry.at.wall, entry.event
        match event:
            case events.PhysicianAlerted():
                return self._with(self._sent(at, event))
            case events.AlertDelivered() if event.alert in self.by_number:
                alert = self.by_number[event.alert]
                receipt = Receipt(event.version, event.channel, at, delivered=True)
                return self._with(replace(alert, receipts=(*alert.receipts, receipt)))
            case events.AlertFailed() if event.alert in self.by_number:
                alert = self.by_number[event.alert]
                receipt = Receipt(event.version, event.channel, at, False, event.detail)
                return self._with(replace(alert, receipts=(*alert.receipts, receipt)))
            case events.PhysicianAnswered() if event.alert in self.by_number:
                alert = self.by_number[event.alert]
                reply = Reply(
                    event.version,
                    event.answer == "coming",
                    event.physician,
                    event.channel,
                    at,
                    entry.by,
                )
                return self._with(replace(alert, replies=(*alert.replies, reply)))
            case events.PhysicianArrived():
                return self._arrived(at, event)
            case _:
                return self

    def _with(self, alert: Alert) -> "Alerts":
        return replace(self, by_number={**self.by_number, alert.alert: alert})

    def _sent(self, at: datetime, event: events.PhysicianAlerted) -> Alert:
        sent = Sent(event.version, event.to, event.phone, at)
        known = self.by_number.get(event.alert)
        if known is None:
            return Alert(
                event.alert,
                event.version,
                event.priority,
                event.condition,
                event.values,
                at,
                at,
                (sent,),
            )
        told = replace(known, sent=(*known.sent, sent))
        if event.version <= known.version:  # the same again, or to the next on the list
            return told
        return replace(
            told,
            version=event.version,
            priority=event.priority,
            condition=event.condition,
            values=event.values,
            at=at,
        )

    def _arrived(self, at: datetime, event: events.PhysicianArrived) -> "Alerts":
        """Whoever stands in the room answers every alert so far, unless one is named."""
        numbers = self.by_number if event.alert is None else {event.alert} & set(self.by_number)
        come = {
            number: replace(self.by_number[number], arrived_at=at, arrived=event.physician)
            for number in numbers
            if self.by_number[number].arrived_at is None
        }
        return replace(self, by_number=self.by_number | come)
