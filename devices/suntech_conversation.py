"""Talks with a SunTech NIBP module: starts, watches, stops, reads. No port, no clock, no thread.

The module speaks only when spoken to, but for the K at a measurement's end. It has no alarms, no
interval mode, and it keeps its last result for ever: a result counts only if it was asked for
after the K of the START that caused it.

START -> O, then the cuff works (its pressure is asked every 200 ms), then K -> GET BP DATA.
ABORT -> A, then K. Between commands 100 ms. What can go wrong is one of the words of NibpFault;
every START that was ordered ends in exactly one BloodPressure or NibpFailed.

We start cuffs, so we stop them: ABORT is the first and the last word on the line, follows every
START that was not acknowledged, and ends a measurement that takes 90 s. When ABORT itself is not
acknowledged nobody can know, and the status "check_cuff" asks a person to look.

While nothing is measured the cuff's pressure is asked once a second: a module that speaks only
when spoken to would otherwise be missed by nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from bedside.vitals import (
    DeviceStatus,
    Item,
    NibpFailed,
    NibpFault,
    NibpStarted,
    Status,
)
from devices.link import Command, Order, Step
from devices.skipped import Skipped
from devices.suntech_packets import (
    ABORT,
    ABORTED,
    ACK_SIZE,
    BUSY,
    DONE,
    GET_BP_DATA,
    GET_CUFF_PRESSURE,
    RECEIVED,
    RESULT_SIZE,
    START_ADULT,
    Packets,
    Result,
    parse_result,
)
from devices.suntech_results import cuff_pressure, read_result


class Phase(Enum):
    STOPPING = auto()  # ABORT was said, or is about to be
    IDLE = auto()
    STARTING = auto()  # START was said, O is awaited
    MEASURING = auto()  # until K
    READING = auto()  # GET BP DATA was said


SPACING_S = 0.1  # between commands
ANSWER_S, TRIES = 1.0, 3
POLL_S, IDLE_POLL_S = 0.2, 1.0
WATCHDOG_S = 90.0
REST_S = 2.0  # after "busy", a refusal or an error
SHORTEST_S = 5.0  # no cuff has measured in less: such a K is a late one, or an error
PAUSE_S = 0.5  # inside a packet: the rest will not come


@dataclass
class Conversation:
    _phase: Phase = Phase.STOPPING
    _packets: Packets = field(default_factory=Packets)
    _skipped: Skipped = field(default_factory=Skipped)
    _running: int | None = None  # the start that was said and has no end yet
    _pending: int | None = None  # the start that waits for the line
    _unsaid: bytes = ABORT  # a command that waits for its turn
    _tries: int = 0  # how often this phase's command was said
    _aborted: bool = False  # the module said that the cuff is free
    _said_s: float = float("-inf")
    _heard_s: float = 0.0
    _poll_s: float = 0.0
    _rest_until_s: float = 0.0
    _started_s: float = 0.0
    _done_s: float = 0.0  # when K was heard

    def opened(self, now_s: float) -> Step:
        return self.step(now_s, b"")

    def closing(self, now_s: float) -> tuple[bytes, ...]:
        return (ABORT,)

    def step(self, now_s: float, data: bytes, orders: Sequence[Order] = ()) -> Step:
        items: list[Item] = []
        if data:
            self._heard_s = now_s
        torn = self._packets.waiting and now_s - self._heard_s >= PAUSE_S
        for whole, part in self._packets.feed(data, ended=torn and not data):
            items += self._skipped.take() if whole else self._skipped.add(part)
            if whole:
                items += self._hear(part, now_s)
        for order in orders:
            items += self._obey(order)
        items += self._wait(now_s)
        send = self._say(now_s)
        return Step(send, tuple(items), self._wake_s(now_s))

    # what the module says

    def _hear(self, packet: bytes, now_s: float) -> list[Item]:
        if len(packet) == ACK_SIZE:
            return self._hear_ack(packet[2:3], now_s)
        if len(packet) == RESULT_SIZE and self._phase is Phase.READING and not self._unsaid:
            return self._hear_result(parse_result(packet), now_s)
        return cuff_pressure(packet)

    def _hear_ack(self, letter: bytes, now_s: float) -> list[Item]:
        if self._phase is Phase.STOPPING:
            return self._hear_stopping(letter, now_s)
        if letter == ABORTED and self._running is not None:  # by its own button, or its own rules
            self._enter(Phase.STOPPING)
            self._aborted = True
            return self._end(NibpFault.STOPPED)
        if self._phase is Phase.STARTING:
            return self._hear_starting(letter, now_s)
        if self._phase is Phase.MEASURING and letter == DONE:
            self._enter(Phase.READING, GET_BP_DATA)
            self._done_s = now_s
        elif self._phase is Phase.READING and self._too_early and letter != RECEIVED:
            self._enter(Phase.MEASURING)  # it measures still; or this K is the right one:
            return self._hear_ack(letter, now_s) if letter == DONE else []
        return []

    def _hear_stopping(self, letter: bytes, now_s: float) -> list[Item]:
        if self._unsaid or letter not in (ABORTED, DONE):
            return []
        if letter == DONE and self._aborted:
            self._enter(Phase.IDLE)
            self._rest_until_s = now_s + SPACING_S
            return []
        self._aborted = True  # K alone: nothing ran any more, or its end crossed our ABORT
        return self._end(NibpFault.STOPPED)

    def _hear_starting(self, letter: bytes, now_s: float) -> list[Item]:
        if letter == RECEIVED and self._running is not None:
            self._enter(Phase.MEASURING)
            self._started_s = self._poll_s = now_s
            return [NibpStarted(self._running)]
        if letter == DONE:
            return []  # late, of what was before
        self._enter(Phase.IDLE)
        self._rest_until_s = now_s + REST_S
        return self._end(NibpFault.BUSY if letter == BUSY else NibpFault.REFUSED, letter[0])

    def _hear_result(self, result: Result, now_s: float) -> list[Item]:
        if self._too_early and not result.error:
            self._enter(Phase.MEASURING)  # the one it kept from before
            return []
        said = read_result(result, self._running or 0)
        self._running = None
        if self._too_early:
            self._enter(Phase.STOPPING, ABORT)  # whose error this was is not sure
        else:
            self._enter(Phase.IDLE)
        if isinstance(said, NibpFailed):
            self._rest_until_s = now_s + REST_S
        return [said]

    # what is asked of us, and what does not come

    def _obey(self, order: Order) -> list[Item]:
        if order.command is Command.ABORT_NIBP:
            cancelled, self._pending = self._pending, None
            self._enter(Phase.STOPPING, ABORT)
            return [] if cancelled is None else [NibpFailed(NibpFault.STOPPED, cancelled)]
        if self._running is not None or self._pending is not None:
            return [NibpFailed(NibpFault.BUSY, order.start_id)]
        self._pending = order.start_id
        return []

    def _wait(self, now_s: float) -> list[Item]:
        if self._phase is Phase.MEASURING and now_s - self._started_s >= WATCHDOG_S:
            self._enter(Phase.STOPPING, ABORT)
            return self._end(NibpFault.NO_ANSWER)
        if self._unsaid or now_s - self._said_s < ANSWER_S:
            return []
        if self._phase is Phase.STARTING:  # O may be what was lost: stop what may have begun
            self._enter(Phase.STOPPING, ABORT)
            return self._end(NibpFault.NO_ANSWER)
        if self._phase is Phase.READING:
            if self._tries < TRIES:
                self._unsaid = GET_BP_DATA
                return []
            if self._too_early:
                self._enter(Phase.MEASURING)
                return []
            self._enter(Phase.STOPPING, ABORT)
            return self._end(NibpFault.NO_ANSWER)
        if self._phase is Phase.STOPPING:
            if self._aborted:
                self._enter(Phase.IDLE)
            elif self._tries < TRIES:
                self._unsaid = ABORT
            else:
                self._enter(Phase.IDLE)
                return [*self._end(NibpFault.NO_ANSWER), DeviceStatus(Status.CHECK_CUFF)]
        return []

    # what we say

    def _say(self, now_s: float) -> tuple[bytes, ...]:
        if now_s < self._said_s + SPACING_S:
            return ()
        command = self._unsaid
        if command:
            self._tries += 1
            self._unsaid = b""
        elif self._phase is Phase.IDLE and self._may_start(now_s):
            self._enter(Phase.STARTING)
            self._running, self._pending = self._pending, None
            command = START_ADULT
        elif self._phase in (Phase.IDLE, Phase.MEASURING) and now_s >= self._poll_s:
            self._poll_s = now_s + (POLL_S if self._phase is Phase.MEASURING else IDLE_POLL_S)
            command = GET_CUFF_PRESSURE
        if not command:
            return ()
        self._said_s = now_s
        return (command,)

    def _may_start(self, now_s: float) -> bool:
        return self._pending is not None and now_s >= self._rest_until_s

    def _wake_s(self, now_s: float) -> float:
        if self._unsaid:
            due_s = self._said_s + SPACING_S
        elif self._phase is Phase.IDLE:
            due_s = self._poll_s
            if self._pending is not None:
                due_s = min(due_s, self._rest_until_s)
            due_s = max(due_s, self._said_s + SPACING_S)
        elif self._phase is Phase.MEASURING:
            due_s = max(self._poll_s, self._said_s + SPACING_S)
            due_s = min(due_s, self._started_s + WATCHDOG_S)
        else:
            due_s = self._said_s + ANSWER_S
        if self._packets.waiting:
            due_s = min(due_s, self._heard_s + PAUSE_S)
        return max(due_s, now_s)

    # the course

    @property
    def _too_early(self) -> bool:
        return self._done_s - self._started_s < SHORTEST_S

    def _enter(self, phase: Phase, command: bytes = b"") -> None:
        self._phase, self._unsaid, self._tries, self._aborted = phase, command, 0, False

    def _end(self, fault: NibpFault, code: int | None = None) -> list[Item]:
        ended, self._running = self._running, None
        return [] if ended is None else [NibpFailed(fault, ended, code)]
