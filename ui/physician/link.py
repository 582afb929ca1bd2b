"""The pipe between the application and the page's process: who is there, and what they say.

One JSON object a line each way, a beat each second. A pipe that ends without a goodbye means that
the other one died, and is known at once (DESIGN 2.7). Reads and writes nothing itself.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct

from bedside.clock import Instant
from bedside.events import Event
from bedside.record import UnreadableEventError, from_json, instant, iso, to_json

ALONE = "alone"  # started by hand: there is no application to watch
HERE = "here"
STOPPED = "stopped"
CLOSED = "closed"  # the application said goodbye


class Waiting(Struct, frozen=True):
    """One line that the disk refused."""

    at: str  # ISO 8601
    mono_s: float
    event: str  # as in the record


class FromBedside(Struct, frozen=True, omit_defaults=True):
    """What the application says."""

    session: str = ""  # the one it leads
    seq: int = 0  # the last line it wrote: read on
    code: str = ""  # one device may be paired with it
    waiting: tuple[Waiting, ...] = ()
    test_ringers: bool = False  # each is to ring once, now
    revoke: str = ""  # the device that may not come in any more; "*": none may
    goodbye: bool = False


class PageSeen(Struct, frozen=True):
    """One page that is open, and whether it could be heard."""

    name: str
    age_s: float
    sound: bool
    visible: bool
    awake: bool


class RingerSeen(Struct, frozen=True):
    """One ringer: its last word (bedside.ringing), and when (ISO 8601)."""

    name: str
    state: str = ""
    at: str = ""
    busy: bool = False


class DeviceSeen(Struct, frozen=True):
    """One paired device: what it is, since when (ISO 8601), and who signed in there last."""

    id: str
    kind: str
    since: str
    last: str = ""


class FromPage(Struct, frozen=True, omit_defaults=True):
    """What the page's process says."""

    url: str = ""
    fingerprint: str = ""  # of the certificate, as browsers show it
    trouble: str = ""  # why it listens nowhere, or rings nobody
    pages: tuple[PageSeen, ...] = ()
    devices: tuple[DeviceSeen, ...] = ()
    ringers: tuple[RingerSeen, ...] = ()
    session: str = ""
    unsaved: tuple[str, ...] = ()  # answers that the disk refused: the application keeps them


_from_bedside = msgspec.json.Decoder(FromBedside)
_from_page = msgspec.json.Decoder(FromPage)


def line(said: FromBedside | FromPage) -> bytes:
    return msgspec.json.encode(said) + b"\n"


def of_bedside(text: bytes) -> FromBedside | None:
    """None: it is no line of the application."""
    try:
        return _from_bedside.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def of_page(text: bytes) -> FromPage | None:
    try:
        return _from_page.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def waiting_of(unsaved: Iterable[tuple[Instant, Event]]) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(iso(at.wall), round(at.mono_s, 3), to_json(event)) for at, event in unsaved
    )


def read_waiting(waiting: Iterable[Waiting]) -> tuple[tuple[Instant, Event], ...]:
    """Those that can be read."""
    found = []
    for one in waiting:
        with suppress(UnreadableEventError, ValueError):
            found.append((instant(one.at, one.mono_s), from_json(one.event)))
    return tuple(found)


def read_unsaved(texts: Iterable[str]) -> tuple[Event, ...]:
    found = []
    for text in texts:
        with suppress(UnreadableEventError):
            found.append(from_json(text))
    return tuple(found)


@dataclass
class Bedside:
    """The application as the page's process knows it."""

    dead_s: float
    piped: bool = True
    session: str = ""
    sessions: set[str] = field(default_factory=set)  # that it has led since this process began
    stopped_at: Instant | None = None  # its last word, once the pipe has ended without a goodbye
    _beat: Instant | None = None
    _ended: str = ""

    def heard(self, said: FromBedside, now: Instant) -> None:
        self._beat, self.session = now, said.session
        if said.session:
            self.sessions.add(said.session)
        if said.goodbye:
            self._ended = CLOSED

    def ended(self, now: Instant) -> None:
        """The pipe has ended."""
        if not self._ended:
            self._ended, self.stopped_at = STOPPED, now

    def state(self, now: Instant) -> str:
        """An application that hangs is as good as stopped (ALARMS C.6)."""
        if not self.piped:
            return ALONE
        if self._ended:
            return self._ended
        silent = self._beat is not None and now.mono_s - self._beat.mono_s > self.dead_s
        return STOPPED if silent else HERE
