"""What a driver is made of. A driver never touches a port or a clock: bytes and time come in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bedside.vitals import Item, Vital


class Command(StrEnum):
    """What the application may ask of a monitor. It never controls a pump."""

    START_NIBP = "start_nibp"
    ABORT_NIBP = "abort_nibp"


@dataclass(frozen=True, slots=True)
class Order:
    """One command with the number of the start it belongs to."""

    command: Command
    start_id: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one step: bytes to send, in order; what was understood; when to come again."""

    send: tuple[bytes, ...] = ()
    items: tuple[Item, ...] = ()
    wake_s: float | None = None  # monotonic seconds; None: nothing is due by itself
    patience_s: float | None = None  # the silence that is lost from now on; None: the catalogue's


class Decoder(Protocol):
    """Bytes in, in any slices; whatever they complete, out. No port, no clock, no thread.

    Every byte ends up either in an intact frame or in a `Garbled`, so that the two add up to
    the whole stream once `finish` was called.
    """

    def feed(self, data: bytes) -> Sequence[Item]: ...

    def finish(self) -> Sequence[Item]:
        """The stream has ended: what was still waiting for more bytes, the rest as `Garbled`."""


class Conversation(Protocol):
    """One instrument, sans I/O: everything that is said and heard on its line.

    `step` is called when bytes came, when an order came, and when `wake_s` is reached.
    """

    def opened(self, now_s: float) -> Step:
        """The line was just opened: what must be said first (a cuff is stopped)."""

    def step(self, now_s: float, data: bytes, orders: Sequence[Order] = ()) -> Step: ...

    def closing(self, now_s: float) -> tuple[bytes, ...]:
        """The last words before the port is closed (a cuff is stopped)."""


@dataclass
class Listener:
    """The conversation of an instrument that talks by itself: we only listen."""

    decoder: Decoder

    def opened(self, now_s: float) -> Step:
        return Step()

    def step(self, now_s: float, data: bytes, orders: Sequence[Order] = ()) -> Step:
        return Step(items=tuple(self.decoder.feed(data)))

    def closing(self, now_s: float) -> tuple[bytes, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class LineSettings:
    """As the manual gives them; written like "9600 8N1"."""

    baud: int
    bits: int = 8
    parity: str = "N"  # N, E, O
    stop_bits: int = 1
    rtscts: bool = False

    def __str__(self) -> str:
        return f"{self.baud} {self.bits}{self.parity}{self.stop_bits}"


@dataclass(frozen=True, slots=True)
class Driver:
    """One row of the catalogue (devices/catalog.py)."""

    id: str
    makers_and_models: str
    vitals: frozenset[Vital]
    line: LineSettings
    patience_s: float  # silence longer than this is a lost link
    converse: Callable[[], Conversation]  # for a live line
    decoder: Callable[[], Decoder]  # for recorded bytes: one direction, the monitor's
    starts_nibp: bool = False
    own_alarms: bool = True  # False: a bare module, the screen says so (DESIGN 2.11)
    talks_unasked: bool = True  # False: silent until spoken to
    every_s: float = 1.0  # how far apart its streamed values are at the most, when all is well
    notes: str = field(default="", compare=False)
