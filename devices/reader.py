"""Listens to one monitor for as long as the program runs, and never dies quietly.

One `pump` is one pass: connect if it is time, read, let the conversation think, post what it
understood. `run` is the thread that pumps; a demonstration at full speed pumps by hand. Everything
the session learns goes through the inbox, the loss of the monitor too. Knows no make of monitor.

A cuff that we started is stopped by the conversation's first and last words, so every way out of a
connection says the last words. What cannot be said any more is told: an order whose answer will not
come ends in NibpFailed, and LinkLost means for a monitor that starts cuffs that somebody must look.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from threading import Event
from typing import Literal

from bedside.clock import Clock, Instant
from bedside.vitals import (
    Arrival,
    BloodPressure,
    DeviceStatus,
    Garbled,
    Item,
    LinkLost,
    LinkRestored,
    NibpFailed,
    NibpFault,
    ProgramFault,
    Status,
)
from devices.line import Port, PortError, Trouble
from devices.link import Command, Conversation, Driver, Order, Step

log = logging.getLogger(__name__)

Tap = Callable[[str, Instant, Literal["in", "out"], bytes], None]
"""Is given every byte of the line: role, when, direction, bytes."""

RETRY_S = 1.0  # a monitor that is back is heard within two of these
LONGEST_WAIT_S = 0.5  # between looks at the world outside the line
ENOUGH_BYTES = 128  # to say that none of them makes sense
JITTER_S = 0.5  # of the world's time that threads may be late: matters only if `now` runs faster


def _wake_nobody() -> None:
    """The heartbeat looks by itself ten times a second."""


@dataclass
class Reader:
    """`speed`: how much faster than the world `now` runs. `wake` is called after each posting."""

    role: str
    driver: Driver
    connect: Callable[[], Port]
    inbox: SimpleQueue[Arrival]
    now: Clock
    wake: Callable[[], None] = _wake_nobody
    tap: Tap | None = None
    speed: float = 1.0
    stopping: Event = field(default_factory=Event)
    received: int = 0  # bytes, for who keeps step with it
    sent: int = 0
    connections: int = 0
    _orders: SimpleQueue[Order] = field(default_factory=SimpleQueue)
    _port: Port | None = None
    _talk: Conversation | None = None
    _lost: Trouble | None = None
    _retry_s: float = float("-inf")
    _wake_s: float | None = None
    _allowed_s: float | None = None  # the silence that the conversation allows itself
    _heard_s: float = 0.0
    _heard: bool = False  # something that made sense, since it last connected
    _sense_s: float = 0.0
    _bytes: int = 0  # since `_sense_s`
    _garbled: int = 0
    _in_flight: int | None = None  # the start whose end was not yet told

    @property
    def connected(self) -> bool:
        return self._port is not None

    def order(self, order: Order) -> None:
        """From any thread: ask the monitor for something."""
        self._orders.put(order)
        self._interrupt()

    def stop(self) -> None:
        """From any thread: let `run` end, the line closed in good order."""
        self.stopping.set()
        self._interrupt()

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self.pump(self._wait_s())
        finally:
            self.close()

    def next_due_s(self) -> float:
        """The monotonic instant at which `pump` has something to do though nothing was heard."""
        if self._port is None:
            return self._retry_s
        due_s = self._heard_s + self._patience_s
        return due_s if self._wake_s is None else min(due_s, self._wake_s)

    def pump(self, timeout_s: float) -> None:
        """One pass; waits `timeout_s` of the world's time at most for the monitor to speak."""
        try:
            if self._port is not None and self._talk is not None:
                self._listen(self._port, self._talk, timeout_s)
            elif self.now().mono_s >= self._retry_s:
                self._connect()
            else:
                self._refuse_orders()
                self.stopping.wait(timeout_s)
        except PortError as error:
            self._lose(error.trouble, str(error))
        except Exception as error:  # whatever it was, the session must hear of it
            log.exception("reader of %s", self.role)
            self._lose(Trouble.FAULT, repr(error))

    def close(self) -> None:
        """Say the last words and let the port go."""
        port, talk = self._port, self._talk
        self._port = self._talk = None
        if port is None or talk is None:
            return
        try:
            for words in talk.closing(self.now().mono_s):
                self._write(port, words)
        except PortError as error:
            log.warning("last words to %s: %s", self.role, error)
        except Exception:
            log.exception("last words to %s", self.role)
        port.close()

    # one pass

    def _connect(self) -> None:
        self._port, self._talk = self.connect(), self.driver.converse()
        now = self.now()
        self._bytes = self._garbled = 0
        self.connections += 1
        self._heard, self._heard_s, self._sense_s = False, now.mono_s, now.mono_s
        self._allowed_s = None
        self._do(self._port, self._talk.opened(now.mono_s), now)

    def _listen(self, port: Port, talk: Conversation, timeout_s: float) -> None:
        data = port.read(timeout_s)
        now = self.now()
        if data:
            self.received += len(data)
            self._heard_s = now.mono_s
            self._show(now, "in", data)
        step = talk.step(now.mono_s, data, self._take_orders())
        if data:
            self._judge(step.items, len(data), now)
        elif not self._heard:  # said by a clock, not by the monitor: it does not count as heard
            quiet = tuple(item for item in step.items if not isinstance(item, DeviceStatus))
            step = replace(step, items=quiet)
        self._do(port, step, now)
        if now.mono_s - self._heard_s >= self._patience_s:
            raise PortError(Trouble.SILENT, f"nothing for {self._patience_s} s")

    def _judge(self, items: Sequence[Item], size: int, now: Instant) -> None:
        """Whether what came makes sense at all."""
        self._bytes += size
        self._garbled += sum(len(item.data) for item in items if isinstance(item, Garbled))
        sense = any(not isinstance(item, Garbled) for item in items)
        if sense:
            self._heard = True
            if self._lost is not None:
                self._lost = None
                self._post(LinkRestored(), now)
        elif now.mono_s - self._sense_s < self._patience_s or self._bytes < ENOUGH_BYTES:
            return
        elif self._garbled + ENOUGH_BYTES // 2 >= self._bytes:
            raise PortError(Trouble.WRONG_DEVICE, f"{self._bytes} bytes and no sense in them")
        self._sense_s, self._bytes, self._garbled = now.mono_s, 0, 0

    def _do(self, port: Port, step: Step, now: Instant) -> None:
        self._wake_s, self._allowed_s = step.wake_s, step.patience_s
        for item in step.items:
            if isinstance(item, BloodPressure | NibpFailed) and item.start_id == self._in_flight:
                self._in_flight = None
            self._post(item, now)
        for words in step.send:
            self._write(port, words)

    def _write(self, port: Port, data: bytes) -> None:
        port.write(data)
        self.sent += len(data)
        self._show(self.now(), "out", data)

    # orders

    def _take_orders(self) -> list[Order]:
        orders = []
        while not self._orders.empty():
            order = self._orders.get_nowait()
            if order.command is Command.START_NIBP:
                if self._lost is not None:
                    self._refuse(order)
                    continue
                if self._in_flight is None:
                    self._in_flight = order.start_id
            orders.append(order)
        return orders

    def _refuse_orders(self) -> None:
        while not self._orders.empty():
            self._refuse(self._orders.get_nowait())

    def _refuse(self, order: Order) -> None:
        now = self.now()
        if order.command is Command.START_NIBP:
            self._post(NibpFailed(NibpFault.NO_ANSWER, order.start_id), now)
        else:
            self._post(DeviceStatus(Status.CHECK_CUFF), now)
        # that was our word and not the monitor's: it is lost still
        self._post(LinkLost(self._lost or Trouble.SILENT, "an order could not be passed on"), now)

    # telling

    def _lose(self, trouble: Trouble, detail: str) -> None:
        now = self.now()
        self._retry_s = now.mono_s + RETRY_S
        self.close()
        if self._in_flight is not None:
            self._post(NibpFailed(NibpFault.NO_ANSWER, self._in_flight), now)
            self._in_flight = None
        gone = (Trouble.UNPLUGGED, Trouble.PORT_MISSING)  # the same to who looks for the cable
        if trouble is self._lost or (trouble is gone[1] and self._lost is gone[0]):
            return
        self._lost = trouble
        self._post(LinkLost(trouble, detail), now)

    def _post(self, what: Item | LinkLost | LinkRestored | ProgramFault, now: Instant) -> None:
        self.inbox.put(Arrival(self.role, now, what))
        try:
            self.wake()
        except OSError as error:  # at the end of the program; the heartbeat looks by itself
            log.debug("wake: %s", error)

    def _show(self, now: Instant, direction: Literal["in", "out"], data: bytes) -> None:
        if self.tap is None:
            return
        try:
            self.tap(self.role, now, direction, data)
        except Exception as error:  # a full disk must not cost the monitor
            log.exception("raw bytes of %s", self.role)
            self.tap = None
            self._post(ProgramFault(f"raw bytes of {self.role}", repr(error)), now)

    # time

    @property
    def _patience_s(self) -> float:
        allowed_s = self._allowed_s
        patience_s = self.driver.patience_s if allowed_s is None else allowed_s
        return patience_s if self.speed <= 1 else max(patience_s, JITTER_S * self.speed)

    def _wait_s(self) -> float:
        left_s = (self.next_due_s() - self.now().mono_s) / self.speed
        return min(max(left_s, 0.0), LONGEST_WAIT_S)

    def _interrupt(self) -> None:
        port = self._port
        if port is not None:
            port.interrupt()
