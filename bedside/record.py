"""Events as text and back, so that the disk needs to know nothing about them."""

from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

import msgspec

from bedside.clock import Instant
from bedside.events import KINDS, Entry, Event

_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(reduce(or_, KINDS.values()))
_encoder = msgspec.json.Encoder(order="deterministic")


class UnreadableEventError(ValueError):
    """The text is no event of this program: damaged, or written by a newer one."""


def to_json(event: Event) -> str:
    return _encoder.encode(event).decode()


def from_json(text: str | bytes) -> Event:
    try:
        return _decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableEventError(str(error)) from error


def iso(wall: datetime) -> str:
    """UTC to the millisecond, such as 2026-11-24T08:20:00.000Z."""
    return wall.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """A time that lost its zone is UTC: no line was ever written in another."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def instant(at: str, mono_s: float) -> Instant:
    return Instant(mono_s, from_iso(at))


def as_line(entry: Entry) -> dict[str, Any]:
    """One line of session.jsonl: `seq`, `at`, `by`, `kind`, then what the kind says."""
    head: dict[str, Any] = {"seq": entry.seq, "at": iso(entry.at.wall), "by": entry.by}
    body: dict[str, Any] = msgspec.to_builtins(entry.event)
    return head | body | {"mono_s": round(entry.at.mono_s, 3)}
