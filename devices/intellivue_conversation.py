"""The host's side of an IntelliVue association, sans I/O: opens it, keeps it, renews it, closes it.

  ASSOCIATING  request sent, waiting for accept          -> CREATING, or RESTING when refused
  CREATING     accepted, waiting for the MDS create      -> POLLING once it is answered
  POLLING      extended poll of the numerics for 60 s, renewed every 20 s: two renewals may be lost
               before the monitor stops sending; an MDS poll every 2 s keeps the association alive
               (the monitor ends it after 10 s) and tells the monitor's clock and operating mode
  RESTING      refused, aborted, silent: the next attempt after 1, then every 2 s

The line counts as lost after 3 s without a byte (the driver's patience). Numerics come every
second, and whatever may be quiet for a while (standby, an answer that was lost) is asked about
before that, so that only a monitor that is gone is silent for so long.

A monitor that refuses the extended poll is asked by single polls, once a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bedside.vitals import (
    DeviceStatus,
    Garbled,
    Item,
    NibpFailed,
    NibpFault,
    Status,
)
from devices.intellivue_association import Session
from devices.intellivue_frames import encode as frame
from devices.intellivue_messages import (
    NUMERICS,
    SYSTEM,
    MdsAnswered,
    MdsCreated,
    Message,
    OperationFailed,
    PollAsked,
    Polled,
    encode,
)
from devices.intellivue_stream import Messages
from devices.intellivue_vitals import Interpreter
from devices.link import Command, Order, Step

ANSWER_S = 2.5  # for an accept, and for the MDS create after it
RUN_S, RENEW_S = 60, 20.0
TICKS_PER_S = 8000
SINGLE_S = 1.0
MISSING_S = 2.0  # numerics come every second: without any for so long, ask again at once
ALIVE_S = 2.0
SILENT_S = 10.0
REST_S, LONGEST_REST_S = 1.0, 2.0  # within the driver's patience


class Phase(StrEnum):
    CLOSED = "closed"
    RESTING = "resting"
    ASSOCIATING = "associating"
    CREATING = "creating"
    POLLING = "polling"


@dataclass(slots=True)
class Conversation:
    _messages: Messages = field(default_factory=Messages)
    _interpreter: Interpreter = field(default_factory=Interpreter)
    _phase: Phase = Phase.CLOSED
    _until_s: float = 0.0  # of a phase that ends by itself
    _rest_s: float = REST_S
    _heard_s: float = 0.0
    _numerics_s: float = 0.0
    _ask_s: float = 0.0
    _alive_s: float = 0.0
    _extended: bool = True
    _asked: int = 0  # the invoke id of the last poll for numerics
    _last_id: int = 0

    def opened(self, now_s: float) -> Step:
        send = self._associate(now_s)
        return Step(send, wake_s=self._wake_s())

    def step(self, now_s: float, data: bytes, orders: Sequence[Order] = ()) -> Step:
        items: list[Item] = [_refused(one) for one in orders if one.command is Command.START_NIBP]
        send: tuple[bytes, ...] = ()
        for message in self._messages.feed(data):
            if isinstance(message, Garbled):
                items.append(message)
                continue
            self._heard_s = now_s
            answers, said = self._hear(now_s, message)
            send += answers
            items += said
            items += self._interpreter.items(message)
        send += self._due(now_s)
        return Step(send, tuple(items), self._wake_s())

    def closing(self, now_s: float) -> tuple[bytes, ...]:
        phase, self._phase = self._phase, Phase.CLOSED
        if phase in (Phase.CREATING, Phase.POLLING):
            return (_message(Session.RELEASE),)
        return (_message(Session.ABORT),) if phase is Phase.ASSOCIATING else ()

    def _hear(self, now_s: float, message: Message) -> tuple[tuple[bytes, ...], list[Item]]:
        match message:
            case Session.ACCEPT if self._phase in (Phase.ASSOCIATING, Phase.RESTING):
                self._phase, self._until_s = Phase.CREATING, now_s + ANSWER_S
            case MdsCreated(invoke_id, ticks) if self._phase is not Phase.CLOSED:
                # Also when the accept was lost, and again when our answer was.
                answer = _message(MdsAnswered(invoke_id, ticks))
                begun = () if self._phase is Phase.POLLING else self._begin_polling(now_s)
                return (answer, *begun), []
            case Session.REFUSE if self._phase is Phase.ASSOCIATING:
                self._rest(now_s)
                return (), [DeviceStatus(Status.ASSOCIATION_REFUSED)]
            case Session.ABORT if self._phase in (Phase.CREATING, Phase.POLLING):
                self._rest(now_s)
                return (), [DeviceStatus(Status.ASSOCIATION_ABORTED)]
            case Session.ABORT if self._phase is Phase.ASSOCIATING:
                self._rest(now_s)  # it ends an association that an earlier run left behind
            case Session.RELEASE if self._phase is not Phase.CLOSED:
                self._rest(now_s)
                return (_message(Session.RELEASED),), [DeviceStatus(Status.ASSOCIATION_ABORTED)]
            case OperationFailed(invoke_id) if invoke_id == self._asked and self._extended:
                self._extended, self._ask_s = False, now_s
                return (), [DeviceStatus(Status.EXTENDED_POLL_REFUSED)]
            case Polled(object_class=object_class) if object_class == NUMERICS:
                self._numerics_s = now_s
        return (), []

    def _due(self, now_s: float) -> tuple[bytes, ...]:
        """What must be said because of the time."""
        match self._phase:
            case Phase.RESTING if now_s >= self._until_s:
                return self._associate(now_s)
            case Phase.ASSOCIATING | Phase.CREATING if now_s >= self._until_s:
                self._rest(now_s)
                return (_message(Session.ABORT),)
            case Phase.POLLING if now_s >= self._heard_s + SILENT_S:
                self._rest(now_s)
                return (_message(Session.ABORT),)
            case Phase.POLLING:
                return self._polls(now_s)
            case _:
                return ()

    def _associate(self, now_s: float) -> tuple[bytes, ...]:
        self._phase, self._until_s = Phase.ASSOCIATING, now_s + ANSWER_S
        return (_message(Session.ASSOCIATE),)

    def _rest(self, now_s: float) -> None:
        self._phase, self._until_s = Phase.RESTING, now_s + self._rest_s
        self._rest_s = min(2 * self._rest_s, LONGEST_REST_S)

    def _begin_polling(self, now_s: float) -> tuple[bytes, ...]:
        self._phase, self._rest_s, self._extended = Phase.POLLING, REST_S, True
        self._numerics_s = self._ask_s = self._alive_s = now_s
        return self._polls(now_s)

    def _polls(self, now_s: float) -> tuple[bytes, ...]:
        send: tuple[bytes, ...] = ()
        if now_s >= min(self._ask_s, self._missing_s()):
            self._ask_s = now_s + (RENEW_S if self._extended else SINGLE_S)
            self._numerics_s = now_s  # the time it has to answer
            send += (self._poll(NUMERICS, self._extended),)
            self._asked = self._last_id
        if now_s >= self._alive_s:
            self._alive_s = now_s + ALIVE_S
            send += (self._poll(SYSTEM, extended=False),)
        return send

    def _missing_s(self) -> float:
        return self._numerics_s + MISSING_S

    def _poll(self, object_class: int, extended: bool) -> bytes:
        self._last_id = (self._last_id + 1) % 0x10000
        run_ticks = RUN_S * TICKS_PER_S if extended else None
        asked = PollAsked(self._last_id, self._last_id, object_class, extended, run_ticks)
        return _message(asked)

    def _wake_s(self) -> float | None:
        if self._phase is Phase.CLOSED:
            return None
        if self._phase is Phase.POLLING:
            silent_s = self._heard_s + SILENT_S
            return min(self._ask_s, self._missing_s(), self._alive_s, silent_s)
        return self._until_s


def _refused(order: Order) -> NibpFailed:
    """The interface can only read: a cuff is started at the monitor itself."""
    return NibpFailed(NibpFault.REFUSED, order.start_id)


def _message(message: Session | MdsAnswered | PollAsked) -> bytes:
    return frame(encode(message))
