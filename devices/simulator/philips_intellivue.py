"""A simulated IntelliVue on its RS-232 MIB port: byte-exact, sans I/O, deterministic.

It associates one host at a time, presents itself, sends numerics only while an extended poll
runs, splits them over linked results, and aborts when it hears nothing for 10 s. Its NIBP runs on
its own interval and stays on the wire. What it shows is made in intellivue_screen.
"""

from bedside.vitals import Garbled
from devices.intellivue_association import Session
from devices.intellivue_frames import encode as frame
from devices.intellivue_messages import (
    FIRST,
    LAST,
    MIDDLE,
    NUMERICS,
    SYSTEM,
    MdsAnswered,
    MdsCreated,
    Message,
    Observation,
    OperationFailed,
    PollAsked,
    Polled,
    encode,
)
from devices.intellivue_stream import Messages
from devices.simulator.intellivue_screen import TICKS_PER_S, Screen
from devices.simulator.link import Patient
from devices.simulator.own_cuff import OwnCuff
from devices.simulator.oximeter import Oximeter

SILENCE_S = 10.0
NO_SUCH_CLASS, NO_SUCH_ACTION = 0, 9


class PhilipsIntellivue:
    """`demo`: in that mode. `refuses`: so many associations. `extended`: knows extended polls."""

    def __init__(
        self,
        patient: Patient,
        nibp_every_s: float = 300.0,
        demo: bool = False,
        refuses: int = 0,
        extended: bool = True,
    ) -> None:
        self._patient, self._nibp_every_s, self._demo = patient, nibp_every_s, demo
        self._refuses, self._extended = refuses, extended
        self._messages = Messages()
        self._screen: Screen | None = None
        self._associated = self._presented = False
        self._heard_s = 0.0
        self._poll: PollAsked | None = None
        self._poll_until_s = self._next_s = 0.0
        self._sequence = 0

    def step(self, now_s: float, received: bytes) -> bytes:
        if self._screen is None:
            cuff = OwnCuff(self._patient, now_s, self._nibp_every_s)
            oximeter = Oximeter(self._patient)
            self._screen = Screen(self._patient, oximeter, cuff, now_s, self._demo)
        said = self._until(now_s, self._screen)
        for message in self._messages.feed(received):
            if not isinstance(message, Garbled):
                said += self._answer(now_s, message, self._screen)
        return said + self._until(now_s, self._screen)

    def next_due_s(self) -> float | None:
        if not self._associated:
            return None
        abort_s = self._heard_s + SILENCE_S
        return abort_s if self._poll is None else min(abort_s, self._next_s)

    def _until(self, now_s: float, screen: Screen) -> bytes:
        said = b""
        while (due_s := self.next_due_s()) is not None and due_s <= now_s:
            if due_s >= self._heard_s + SILENCE_S or self._poll is None:
                self._forget()
                said += _frame(Session.ABORT)
                continue
            said += self._numerics(due_s, self._poll, screen)
            self._next_s += 1.0
            if self._next_s > self._poll_until_s:
                self._poll = None  # without a word, as the real one
        return said

    def _forget(self) -> None:
        self._associated = self._presented = False
        self._poll = None

    def _answer(self, now_s: float, message: Message, screen: Screen) -> bytes:
        self._heard_s = now_s
        match message:
            case Session.ASSOCIATE if self._refuses > 0:
                self._refuses -= 1
                return _frame(Session.REFUSE)
            case Session.ASSOCIATE if self._associated:
                self._forget()
                return _frame(Session.ABORT)
            case Session.ASSOCIATE:
                self._associated = True
                about = screen.system(now_s) | screen.identity()
                created = MdsCreated(1, screen.ticks(now_s), about)
                return _frame(Session.ACCEPT) + _frame(created)
            case Session.RELEASE if self._associated:
                self._forget()
                return _frame(Session.RELEASED)
            case Session.ABORT:
                self._forget()
            case MdsAnswered() if self._associated:
                self._presented = True
            case PollAsked() if self._presented:
                return self._polled(now_s, message, screen)
        return b""

    def _polled(self, now_s: float, asked: PollAsked, screen: Screen) -> bytes:
        if asked.extended and not self._extended:
            return _frame(OperationFailed(asked.invoke_id, NO_SUCH_ACTION))
        if asked.object_class == SYSTEM and not asked.extended:
            observations = (Observation(0, 0, screen.system(now_s)),)
            return _frame(self._reply(asked, screen.ticks(now_s), observations))
        if asked.object_class != NUMERICS:
            return _frame(OperationFailed(asked.invoke_id, NO_SUCH_CLASS))
        if asked.extended and asked.run_ticks is not None:
            self._poll, self._next_s = asked, now_s
            self._poll_until_s = now_s + asked.run_ticks / TICKS_PER_S
            return b""
        return self._numerics(now_s, asked, screen)

    def _numerics(self, now_s: float, asked: PollAsked, screen: Screen) -> bytes:
        """One answer over several messages: linked ones, then the result that follows the last."""
        self._sequence = (self._sequence + 1) % 0x10000
        ticks, (*linked, rest) = screen.ticks(now_s), screen.groups(now_s)
        said = b""
        for count, group in enumerate(linked, start=1):
            part = LAST if count == len(linked) else FIRST if count == 1 else MIDDLE
            said += _frame(self._reply(asked, ticks, group, (part, count)))
        return said + _frame(self._reply(asked, ticks, rest))

    def _reply(
        self,
        asked: PollAsked,
        ticks: int,
        observations: tuple[Observation, ...],
        link: tuple[int, int] | None = None,
    ) -> Polled:
        sequence = self._sequence if asked.extended else None
        number, object_class, group = asked.number, asked.object_class, asked.group
        return Polled(
            asked.invoke_id, number, object_class, ticks, observations, sequence, link, group
        )


def _frame(message: Session | MdsCreated | Polled | OperationFailed) -> bytes:
    return frame(encode(message))
