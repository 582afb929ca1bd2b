"""Two ways into the record: what people do, and what the watch notes.

What people do is recorded first and believed after; what instruments say, and acts towards
safety (stopping, calling for help), are believed first and recorded as soon as the disk allows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bedside import events
from bedside.clock import Instant
from bedside.events import Entry, Event
from bedside.session import Session
from bedside.store import Happening, StoreError

RETRY_S = 1.0  # between attempts while the disk refuses: a beat must not hang on a locked file

Write = Callable[[Sequence[Happening], int], list[Entry]]  # raises StoreError when it could not


@dataclass
class Journal:
    """One session's way to the disk. `session` is what is believed now."""

    write: Write
    recorded: Session = field(default_factory=Session)
    waiting: list[Happening] = field(default_factory=list)
    trouble: StoreError | None = None
    trouble_since: Instant | None = None
    session: Session = field(init=False)
    _retry_at_s: float = 0.0

    def __post_init__(self) -> None:
        self.session = self.recorded

    def do(self, event: Event, at: Instant, by: str) -> None:
        """Record, then believe: an act that was not written down has not happened.

        Raises StoreError, and then nothing was recorded and nothing is believed.
        """
        self._write([*self.waiting, Happening(at, by, event)], at)

    def note(self, event: Event, at: Instant, by: str) -> None:
        """Believe, then record: what an instrument said is true, disk or no disk."""
        self.waiting.append(Happening(at, by, event))
        seq = self.session.last_seq + 1  # provisional; its number is given when it is written
        self.session = self.session.after(Entry(seq, at, by, event))

    def flush(self, now: Instant) -> None:
        """Write what waits. What the disk refuses is kept and tried again."""
        if not self.waiting or (self.trouble and now.mono_s < self._retry_at_s):
            return
        try:
            self._write(list(self.waiting), now)
        except StoreError:
            return  # `trouble` says so; nothing is lost

    def catch_up(self, entries: Sequence[Entry]) -> None:
        """Fold lines that the other process wrote."""
        new = [entry for entry in entries if entry.seq > self.recorded.last_seq]
        for entry in new:
            self.recorded = self.recorded.after(entry)
        self._believe()

    def _write(self, happenings: list[Happening], now: Instant) -> None:
        kept, since = len(self.waiting), self.trouble_since
        if self.trouble and since:
            recovered = events.StorageRecovered(
                kept=kept, for_s=round(now.mono_s - since.mono_s, 3)
            )
            happenings = [*happenings, Happening(now, events.WATCH, recovered)]
        try:
            entries = self.write(happenings, self.recorded.last_seq)
        except StoreError as error:
            self.trouble, self.trouble_since = error, self.trouble_since or now
            self._retry_at_s = now.mono_s + RETRY_S
            raise
        self.trouble = self.trouble_since = None
        self.waiting = []
        for entry in entries:
            self.recorded = self.recorded.after(entry)
        self.session = self.recorded

    def _believe(self) -> None:
        self.session = self.recorded
        for happening in self.waiting:
            seq = self.session.last_seq + 1
            self.session = self.session.after(
                Entry(seq, happening.at, happening.by, happening.event)
            )
