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
    step: int = 0  # the turn of this contact for this version, from 0
    mono_s: float | None = None  # None: before a restart, only the wall clock knows
    seq: int = 0  # its line of the record: what came first, whatever the clocks say


@dataclass(frozen=True, slots=True)
class Receipt:
    """A channel's word for one version: delivered, or why not."""

    version: int
    channel: str
    at: datetime
    delivered: bool
    detail: str = ""
    mono_s: float | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a physician answered to one version, `by` whom it was written down."""

    version: int
    coming: bool
    physician: str
    channel: Channel
    at: datetime
    by: str
    mono_s: float | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Rung:
    """A ringer's try: `sent` means that it took the message, and nothing more."""

    version: int
    step: int
    again: int
    ringer: str
    sent: bool
    at: datetime
    why: str = ""


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
    rung: tuple[Rung, ...] = ()
    arrived_at: datetime | None = None
    arrived: str = ""  # who
    alarm: int | None = None  # the alarm it tells of; None: a test
    mono_s: float | None = None  # of the newest version
    closed_at: datetime | None = None  # its alarm was reset, or the nurse closed it
    closed_because: str = ""

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
    def closed(self) -> bool:
        return self.closed_at is not None

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
        return tuple(a for a in self.open if a.reply is None and a.arrived_at is None)

    @property
    def open(self) -> tuple[Alert, ...]:
        """Somebody has to do with it still: improvement alone closes nothing."""
        return tuple(a for a in self.all if not a.closed)

    @property
    def alarms_open(self) -> frozenset[int]:
        """Alarms that a physician was told of: they stay on the screen until they are reset."""
        return frozenset(a.alarm for a in self.open if a.alarm is not None)

    def about(self, alarm: int) -> Alert | None:
        """The open alert that tells of this alarm."""
        return next((a for a in self.open if a.alarm == alarm), None)

    @property
    def next_number(self) -> int:
        return max(self.by_number, default=0) + 1

    def after(self, entry: Entry) -> "Alerts":
        at, mono_s, event = entry.at.wall, entry.at.mono_s, entry.event
        match event:
            case events.PhysicianAlerted():
                return self._with(self._sent(entry, event))
            case events.AlertDelivered() if event.alert in self.by_number:
                alert = self.by_number[event.alert]
                receipt = Receipt(
                    event.version, event.channel, at, True, mono_s=mono_s, seq=entry.seq
                )
                return self._with(replace(alert, receipts=(*alert.receipts, receipt)))
            case events.AlertFailed() if event.alert in self.by_number:
                alert = self.by_number[event.alert]
                receipt = Receipt(
                    event.version, event.channel, at, False, event.detail, mono_s, entry.seq
                )
                return self._with(replace(alert, receipts=(*alert.receipts, receipt)))
            case events.RingerTried() if event.alert in self.by_number:
                alert = self.by_number[event.alert]
                key = (event.version, event.step, event.again, event.ringer)
                rung = Rung(*key, event.sent, at, event.why)
                return self._with(replace(alert, rung=(*alert.rung, rung)))
            case events.PhysicianAnswered() if event.alert in self.by_number:
                alert = self.by_number[event.alert]
                reply = Reply(
                    event.version,
                    event.answer == "coming",
                    event.physician,
                    event.channel,
                    at,
                    entry.by,
                    mono_s,
                    entry.seq,
                )
                return self._with(replace(alert, replies=(*alert.replies, reply)))
            case events.PhysicianArrived():
                return self._arrived(at, event)
            case events.AlertClosed() if event.alert in self.by_number:
                return self._closed([event.alert], at, event.reason)
            case events.AlarmResolved():
                told = [a.alert for a in self.open if a.alarm == event.alarm]
                return self._closed(told, at, "") if told else self
            case events.SessionResumed():
                return replace(self, by_number={n: _resumed(a) for n, a in self.by_number.items()})
            case _:
                return self

    def _with(self, alert: Alert) -> "Alerts":
        return replace(self, by_number={**self.by_number, alert.alert: alert})

    def _closed(self, numbers: list[int], at: datetime, because: str) -> "Alerts":
        closed = {
            number: replace(self.by_number[number], closed_at=at, closed_because=because)
            for number in numbers
            if not self.by_number[number].closed
        }
        return replace(self, by_number=self.by_number | closed)

    def _sent(self, entry: Entry, event: events.PhysicianAlerted) -> Alert:
        at = entry.at
        sent = Sent(event.version, event.to, event.phone, at.wall, event.step, at.mono_s, entry.seq)
        known = self.by_number.get(event.alert)
        if known is None:
            return Alert(
                event.alert,
                event.version,
                event.priority,
                event.condition,
                event.values,
                at.wall,
                at.wall,
                (sent,),
                alarm=event.alarm,
                mono_s=at.mono_s,
            )
        twice = any(s.version == sent.version and s.step == sent.step for s in known.sent)
        if twice:  # both processes saw that it was due: one message all the same
            return known
        told = replace(known, sent=(*known.sent, sent))
        if event.version <= known.version:  # to the next on the list
            return told
        return replace(
            told,
            version=event.version,
            priority=event.priority,
            condition=event.condition,
            values=event.values,
            at=at.wall,
            mono_s=at.mono_s,
            arrived_at=None,  # whoever came for the milder one has not answered for this
            arrived="",
            closed_at=None,
            closed_because="",
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


def _resumed(alert: Alert) -> Alert:
    """The monotonic clock may have begun anew: from here on the wall clock says how long ago."""
    return replace(
        alert,
        mono_s=None,
        sent=tuple(replace(s, mono_s=None) for s in alert.sent),
        receipts=tuple(replace(r, mono_s=None) for r in alert.receipts),
        replies=tuple(replace(r, mono_s=None) for r in alert.replies),
    )
