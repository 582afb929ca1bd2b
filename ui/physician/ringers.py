"""The ringers beside the page: each in a worker of its own, with a time-out.

What is to ring stands in the record (bedside.ringing); here it is sent, each key once, and told
what came of it. A ringer that is dead or slow is shown as failed within five seconds, is tried
again as an undelivered alert is, and delays neither the others nor the page.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from bedside.clock import Clock
from bedside.ringers import Box, Ringer, RingersError
from bedside.ringing import READY, SENT, SILENT, UNUSABLE, Ring
from ui.physician.link import RingerSeen

log = logging.getLogger("bedside.physician")

RINGS_WITHIN_S = 4.0  # then it has failed: shown within five seconds
STARTS_WITHIN_S = 30.0  # a worker that is only starting is given longer, and told as silent

Text = Callable[[Ring], tuple[str, str]]  # title and body
Told = Callable[[Ring, bool, str], None]  # whether it was sent, and why not


def worker_command() -> list[str]:
    return [sys.executable, "-m", "ui.physician.ring"]


class Worker:
    """One ringer's process. Its word is "sent", or why not."""

    def __init__(self, url: str, command: Sequence[str] = ()) -> None:
        self._url, self._command = url, list(command or worker_command())
        self._process: asyncio.subprocess.Process | None = None
        self._begun: asyncio.Task[str] | None = None

    def begin(self) -> "asyncio.Task[str]":
        """Start it ahead of the first ring: its library takes a second to load."""
        if self._begun is None:
            self._begun = asyncio.create_task(self._start())
        return self._begun

    async def _start(self) -> str:
        pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        try:
            async with asyncio.timeout(STARTS_WITHIN_S):
                self._process = await asyncio.create_subprocess_exec(
                    *self._command, stdin=pipe, stdout=pipe, stderr=nowhere
                )
                word = await self._asked(self._url)
        except (OSError, TimeoutError):
            word = SILENT
        if word != READY:
            await self.stop(keep_word=word == UNUSABLE)
        return word

    async def ring(self, title: str, body: str) -> str:
        """Never longer than RINGS_WITHIN_S; a worker that hangs is ended and begun anew."""
        begun = self.begin()
        try:
            async with asyncio.timeout(RINGS_WITHIN_S):
                word = await asyncio.shield(begun)
                if word == READY:
                    word = await self._asked([title, body])
                    if word:
                        return word
        except (OSError, TimeoutError):
            word = SILENT
        if begun.done() and word != UNUSABLE:
            await self.stop()
        return word or SILENT

    async def _asked(self, what: object) -> str:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(what).encode() + b"\n")
        await process.stdin.drain()
        return (await process.stdout.readline()).decode().strip()

    async def stop(self, *, keep_word: bool = False) -> None:
        process, self._process = self._process, None
        if not keep_word:
            begun, self._begun = self._begun, None
            if begun is not None and begun is not asyncio.current_task():
                begun.cancel()
                await asyncio.wait([begun])
                process = process or self._process
                self._process = None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        transport = getattr(process, "_transport", None)
        if transport is not None:  # else its pipes are closed in a loop that has ended
            transport.close()


@dataclass
class Known:
    """One ringer and how it did."""

    ringer: Ringer
    worker: Worker
    busy: "asyncio.Task[None] | None" = None
    last: str = ""  # its last word
    last_at: datetime | None = None


@dataclass
class Ringers:
    """All of them. `told` is called for a first failure of a ring and for its success."""

    box: Box | None
    now: Clock
    text: Text
    told: Told
    retry_after_s: Sequence[float] = (1.0, 2.0, 5.0)
    command: Sequence[str] = ()
    known: dict[str, Known] = field(default_factory=dict)
    trouble: str = ""
    _stamp: int = -1
    _tried: dict[Ring, tuple[int, float]] = field(default_factory=dict)  # how often; next, mono
    _done: set[Ring] = field(default_factory=set)

    def look(self) -> None:
        """Take up a list that was changed."""
        stamp = 0 if self.box is None else self.box.stamp()
        if self.box is None or stamp == self._stamp:
            return
        self._stamp, self.trouble = stamp, ""
        try:
            chosen = {ringer.name: ringer for ringer in self.box.load()}
        except (RingersError, OSError) as error:
            log.warning("the ringers: %s", error)
            self.trouble, chosen = "ringers_unreadable", {}
        for name in [n for n, known in self.known.items() if chosen.get(n) != known.ringer]:
            asyncio.create_task(self._gone(self.known.pop(name)))  # noqa: RUF006  # ends at once
        for name, ringer in chosen.items():
            if name not in self.known:
                worker = Worker(ringer.url, self.command)
                self.known[name] = Known(ringer, worker)
                worker.begin().add_done_callback(self._began(name))

    def ring(self, rings: Iterable[Ring]) -> None:
        """Those that wait neither for their ringer nor for another try."""
        now_s = self.now().mono_s
        for ring in rings:
            known = self.known.get(ring.ringer)
            _tries, again_s = self._tried.get(ring, (0, 0.0))
            if known is None or known.busy is not None or ring in self._done or now_s < again_s:
                continue
            known.busy = asyncio.create_task(self._rung(known, ring))

    def test(self) -> None:
        """Each is rung once, from the set-up."""
        now = self.now()
        session = now.wall.isoformat()
        self.ring(Ring(session, 0, 1, 0, 0, name, True) for name in self.known)

    def seen(self) -> tuple[RingerSeen, ...]:
        return tuple(
            RingerSeen(
                name=name,
                state=known.last,
                at="" if known.last_at is None else known.last_at.isoformat(),
                busy=known.busy is not None,
            )
            for name, known in self.known.items()
        )

    async def stop(self) -> None:
        for known in self.known.values():
            await self._gone(known)
        self.known = {}

    # --- inside

    async def _rung(self, known: Known, ring: Ring) -> None:
        try:
            if not ring.alert:  # a test may wait for a ringer that was only just added
                await asyncio.wait([known.worker.begin()])
            title, body = self.text(ring)
            word = await known.worker.ring(title, body)
        finally:
            known.busy = None
        now = self.now()
        known.last, known.last_at = word, now.wall
        tries, _again = self._tried.get(ring, (0, 0.0))
        if word == SENT:
            self._done.add(ring)
        else:
            wait_s = self.retry_after_s[min(tries, len(self.retry_after_s) - 1)]
            self._tried[ring] = (tries + 1, now.mono_s + wait_s)
        if ring.alert and (word == SENT or tries == 0):
            self.told(ring, word == SENT, "" if word == SENT else word)

    def _began(self, name: str) -> "Callable[[asyncio.Task[str]], None]":
        def began(task: "asyncio.Task[str]") -> None:
            known = self.known.get(name)
            if known is not None and not task.cancelled() and task.result() != READY:
                known.last, known.last_at = task.result() or SILENT, self.now().wall

        return began

    async def _gone(self, known: Known) -> None:
        if known.busy is not None:
            known.busy.cancel()
            await asyncio.wait([known.busy])
        await known.worker.stop()
