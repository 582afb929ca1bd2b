"""The messages of an IntelliVue association, both ways. No timing, no meaning of the numbers.

Inside an association every message is: E1 00, presentation context 0002, operation (1 invoke,
2 result, 3 error, 5 linked result), size, invoke id, command, size, and the command's own part.
A linked result says before that which part it is (1 first, 2 middle, 3 last) and its count.
"""

from dataclasses import dataclass, field
from itertools import groupby
from typing import assert_never

from devices.intellivue_association import Session, encode_session, session_of
from devices.intellivue_values import (
    NO_CLOCK,
    RUN_TIME,
    Attributes,
    Cursor,
    Numeric,
    clock_s,
    encode_attributes,
    encode_listed,
    encode_sized,
    numerics_of,
    read_attributes,
)

SESSION_HEAD = bytes.fromhex("E1 00 00 02")
INVOKE, RESULT, ERROR, LINKED = 1, 2, 3, 5
CONFIRMED_EVENT, CONFIRMED_ACTION = 0x0001, 0x0007
MDS_CREATED = 0x0D06
SINGLE_POLL, EXTENDED_POLL = 0x0C16, 0xF13B
NUMERICS, SYSTEM = 0x0006, 0x0021  # object classes one may poll
OBJECT_PARTITION = 0x0001
THE_SYSTEM = SYSTEM.to_bytes(2) + bytes(4)  # class, context, handle
FIRST, MIDDLE, LAST = 1, 2, 3


@dataclass(frozen=True, slots=True)
class MdsCreated:
    """The monitor presents itself; it sends no data until this is answered."""

    invoke_id: int
    ticks: int  # the monitor's relative time, 1/8 ms
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class MdsAnswered:
    invoke_id: int
    ticks: int


@dataclass(frozen=True, slots=True)
class PollAsked:
    invoke_id: int
    number: int
    object_class: int
    extended: bool = False
    run_ticks: int | None = None  # how long an extended poll keeps sending; None: once
    group: int = 0


@dataclass(frozen=True, slots=True)
class Observation:
    """One object of the monitor; `numbers` is what its attributes carry, once they were read."""

    context: int
    handle: int
    attributes: Attributes
    numbers: tuple[Numeric, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Polled:
    """One message of an answer; `link` (part, count) when the answer needs several."""

    invoke_id: int
    number: int
    object_class: int
    ticks: int
    observations: tuple[Observation, ...]
    sequence: int | None = None  # extended polls count their answers
    link: tuple[int, int] | None = None
    group: int = 0
    clock: bytes = NO_CLOCK

    @property
    def clock_s(self) -> float | None:
        return clock_s(self.clock)


@dataclass(frozen=True, slots=True)
class OperationFailed:
    invoke_id: int
    error: int


@dataclass(frozen=True, slots=True)
class Other:
    """Intact, and of no interest here: an alert, a wave, an answer to somebody else."""


Message = Session | MdsCreated | MdsAnswered | PollAsked | Polled | OperationFailed | Other


def parse(payload: bytes) -> Message:
    """The message in one frame; MalformedError when it contradicts itself."""
    if not payload.startswith(SESSION_HEAD):
        return session_of(payload) or Other()
    cursor = Cursor(payload[len(SESSION_HEAD) :])
    operation = cursor.u16()
    message = cursor.sized(lambda inside: _operation(operation, inside))
    cursor.must_end()
    return message


def _operation(operation: int, cursor: Cursor) -> Message:
    link = (cursor.take(1)[0], cursor.take(1)[0]) if operation == LINKED else None
    invoke_id, command = cursor.u16(), cursor.u16()
    inside = Cursor(cursor.take(cursor.u16()))
    if operation == ERROR:
        return OperationFailed(invoke_id, command)  # the error's number stands there
    if (operation, command) == (INVOKE, CONFIRMED_EVENT):
        return _mds_created(invoke_id, inside)
    if (operation, command) == (RESULT, CONFIRMED_EVENT):
        return _mds_answered(invoke_id, inside)
    if (operation, command) == (INVOKE, CONFIRMED_ACTION):
        return _poll_asked(invoke_id, inside)
    if operation in (RESULT, LINKED) and command == CONFIRMED_ACTION:
        return _polled(invoke_id, link, inside)
    return Other()


def _mds_created(invoke_id: int, cursor: Cursor) -> Message:
    cursor.take(6)
    ticks, event = cursor.u32(), cursor.u16()
    inside = Cursor(cursor.take(cursor.u16()))
    cursor.must_end()
    if event != MDS_CREATED:
        return Other()
    inside.take(6)
    attributes = read_attributes(inside)
    inside.must_end()
    return MdsCreated(invoke_id, ticks, attributes)


def _mds_answered(invoke_id: int, cursor: Cursor) -> Message:
    cursor.take(6)
    ticks, event = cursor.u32(), cursor.u16()
    cursor.take(cursor.u16())
    cursor.must_end()
    return MdsAnswered(invoke_id, ticks) if event == MDS_CREATED else Other()


def _poll_asked(invoke_id: int, cursor: Cursor) -> Message:
    cursor.take(6 + 4)
    action = cursor.u16()
    inside = Cursor(cursor.take(cursor.u16()))
    cursor.must_end()
    if action not in (SINGLE_POLL, EXTENDED_POLL):
        return Other()
    number, _, object_class, group = (inside.u16() for _ in range(4))
    run_ticks = None
    if action == EXTENDED_POLL:
        run_time = read_attributes(inside).get(RUN_TIME)
        run_ticks = None if run_time is None else int.from_bytes(run_time)
    inside.must_end()
    extended = action == EXTENDED_POLL
    return PollAsked(invoke_id, number, object_class, extended, run_ticks, group)


def _polled(invoke_id: int, link: tuple[int, int] | None, cursor: Cursor) -> Message:
    cursor.take(6)
    action = cursor.u16()
    inside = Cursor(cursor.take(cursor.u16()))
    cursor.must_end()
    if action not in (SINGLE_POLL, EXTENDED_POLL):
        return Other()
    number = inside.u16()
    sequence = inside.u16() if action == EXTENDED_POLL else None
    ticks, clock = inside.u32(), inside.take(8)
    _, object_class, group = inside.u16(), inside.u16(), inside.u16()
    contexts = inside.listed(_context)
    inside.must_end()
    observations = tuple(observation for context in contexts for observation in context)
    return Polled(
        invoke_id, number, object_class, ticks, observations, sequence, link, group, clock
    )


def _context(cursor: Cursor) -> tuple[Observation, ...]:
    context = cursor.u16()
    return cursor.listed(lambda inside: _observation(context, inside))


def _observation(context: int, cursor: Cursor) -> Observation:
    handle, attributes = cursor.u16(), read_attributes(cursor)
    return Observation(context, handle, attributes, numerics_of(attributes))


def encode(
    message: Session | MdsCreated | MdsAnswered | PollAsked | Polled | OperationFailed,
) -> bytes:
    """The exact inverse of `parse`."""
    match message:
        case Session():
            return encode_session(message)
        case MdsCreated():
            event = THE_SYSTEM + encode_attributes(message.attributes)
            body = _event(message.ticks, event)
            return _operated(INVOKE, message.invoke_id, CONFIRMED_EVENT, body)
        case MdsAnswered():
            body = _event(message.ticks, b"")
            return _operated(RESULT, message.invoke_id, CONFIRMED_EVENT, body)
        case PollAsked():
            return _operated(INVOKE, message.invoke_id, CONFIRMED_ACTION, _asked(message))
        case Polled():
            operation = RESULT if message.link is None else LINKED
            head = b"" if message.link is None else bytes(message.link)
            body = _answered(message)
            return _operated(operation, message.invoke_id, CONFIRMED_ACTION, body, head)
        case OperationFailed():
            return _operated(ERROR, message.invoke_id, message.error, b"")
        case _:
            assert_never(message)


def _operated(
    operation: int, invoke_id: int, command: int, body: bytes, head: bytes = b""
) -> bytes:
    inside = head + invoke_id.to_bytes(2) + command.to_bytes(2) + encode_sized(body)
    return SESSION_HEAD + operation.to_bytes(2) + encode_sized(inside)


def _event(ticks: int, event: bytes) -> bytes:
    return THE_SYSTEM + ticks.to_bytes(4) + MDS_CREATED.to_bytes(2) + encode_sized(event)


def _asked(message: PollAsked) -> bytes:
    body = b"".join(
        field.to_bytes(2)
        for field in (message.number, OBJECT_PARTITION, message.object_class, message.group)
    )
    if message.extended:
        run_ticks = message.run_ticks
        body += encode_attributes({} if run_ticks is None else {RUN_TIME: run_ticks.to_bytes(4)})
    action = EXTENDED_POLL if message.extended else SINGLE_POLL
    return THE_SYSTEM + bytes(4) + action.to_bytes(2) + encode_sized(body)


def _answered(message: Polled) -> bytes:
    sequence = b"" if message.sequence is None else message.sequence.to_bytes(2)
    body = message.number.to_bytes(2) + sequence + message.ticks.to_bytes(4) + message.clock
    body += OBJECT_PARTITION.to_bytes(2) + message.object_class.to_bytes(2)
    body += message.group.to_bytes(2)
    contexts = groupby(message.observations, key=lambda observation: observation.context)
    body += encode_listed(
        tuple(
            context.to_bytes(2)
            + encode_listed(
                tuple(
                    observation.handle.to_bytes(2) + encode_attributes(observation.attributes)
                    for observation in observations
                )
            )
            for context, observations in contexts
        )
    )
    action = SINGLE_POLL if message.sequence is None else EXTENDED_POLL
    return THE_SYSTEM + action.to_bytes(2) + encode_sized(body)
