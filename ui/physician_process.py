"""The application's side of the pipe: starts the page's process, watches it, starts it again.

It always runs beside the application, also where no device is paired (DESIGN 2.7). What it makes
of the link are technical conditions of limits.toml; it decides no alarm.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from bedside.answers import PHYSICIAN
from bedside.clock import Instant
from bedside.room import Room
from bedside.session import Session
from ui.physician.link import (
    FromBedside,
    FromPage,
    PageSeen,
    line,
    of_page,
    read_unsaved,
    waiting_of,
)
from ui.pipe import LinesIn, LinesOut

GONE = "physician_process_gone"
NO_LINK = "physician_link"
BEAT_S = 1.0
AGAIN_S = (1.0, 2.0, 5.0, 10.0)  # between one end and the next start; the last one repeats
WELL_S = 60.0  # having run for so long, the next end is a first one again
PAGE_S = 3.0  # a page speaks each second; its silence is an alarm after 15 s (limits.toml)
LEAVES_WITHIN_S = 5.0
MOST_WAITING = 200


def command(folder: Path, *, simulated: bool) -> list[str]:
    """How this very program is started as the page's process."""
    asked = [sys.executable, "-m", "ui.cli", "physician", "--piped", "--data", str(folder)]
    return [*asked, "--simulation"] if simulated else asked


@dataclass
class PhysicianProcess:
    """One process after another. `beat` is called with each of the application's beats."""

    argv: Sequence[str]
    room: Room
    dead_s: float
    wake: Callable[[], None] = lambda: None
    unlock: bytes = field(default=b"", repr=False)  # its first line: keys under a passphrase
    start: Callable[[Sequence[str]], "subprocess.Popen[bytes]"] = lambda argv: subprocess.Popen(
        list(argv), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    status: FromPage = field(default_factory=FromPage)
    _process: subprocess.Popen[bytes] | None = None
    _heard: LinesIn | None = None
    _said: LinesOut | None = None
    _heard_at: Instant | None = None
    _began: Instant | None = None
    _start_at_s: float = 0.0
    _ends: int = 0
    _beat_at_s: float = float("-inf")
    _seq: int = -1
    _code: str = ""
    _revoke: str = ""
    _test_ringers: bool = False
    _leaving: list["subprocess.Popen[bytes]"] = field(default_factory=list)  # were told goodbye
    _away_since_s: float | None = None  # none is begun until `come_back`

    def admit(self, code: str) -> None:
        """One device may be paired with this code; said with the next beat."""
        self._code = code

    def revoke(self, device: str) -> None:
        """This device may not come in any more; "*": none may. Said with the next beat."""
        self._revoke = device

    def test_ringers(self) -> None:
        """Each is rung once; said with the next beat."""
        self._test_ringers = True

    def restart(self, now: Instant) -> None:
        """With other settings: goodbye to the one that runs, and the next begins at once. It
        waits for nothing: the old one lets its port go as soon as it has said its own goodbye."""
        self._goodbye()
        self._start_at_s, self._ends, self._heard_at = now.mono_s, 0, None

    def leave(self, now: Instant) -> bool:
        """Goodbye, and none is begun until `come_back`: somebody needs the record alone. Whether
        every process has ended; one that stays is ended. Asked again and again."""
        if self._away_since_s is None:
            self._goodbye()
            self._away_since_s = now.mono_s
        if now.mono_s - self._away_since_s > LEAVES_WITHIN_S:
            for old in self._leaving:
                old.kill()
        self._leaving = [old for old in self._leaving if old.poll() is None]
        return not self._leaving

    def come_back(self, now: Instant, unlock: bytes = b"") -> None:
        """`unlock`: the keys under a passphrase, as they are now."""
        self._away_since_s, self.unlock = None, unlock
        self.restart(now)

    def _goodbye(self) -> None:
        if self._process is not None and self._said is not None:
            self._said.say(line(FromBedside(session=self.room.session_id, goodbye=True)))
            self._said.close()
            self._leaving.append(self._process)
        self._process, self.status = None, FromPage()

    def beat(self, now: Instant) -> frozenset[str]:
        """Say and hear what there is, start what has ended; the conditions of this instant."""
        self._hear(now)
        self._leaving = [old for old in self._leaving if old.poll() is None]
        if self._process is None:
            if self._away_since_s is None and now.mono_s >= self._start_at_s:
                self._start(now)
        else:
            self._say(now)
        return self._facts(now)

    def close(self, within_s: float = 4.0) -> None:
        """Goodbye: the page can tell an end that was meant from a death (ALARMS C.6)."""
        self._goodbye()
        for old in self._leaving:
            try:
                old.wait(within_s)
            except subprocess.TimeoutExpired:
                old.kill()
                old.wait()
        self._leaving = []

    # --- inside

    def _start(self, now: Instant) -> None:
        try:
            process = self.start(self.argv)
        except OSError:
            self._ended(now)
            return
        self._process, self._began, self._heard_at = process, now, None
        self._heard = LinesIn(cast(BinaryIO, process.stdout), self.wake)
        self._said = LinesOut(cast(BinaryIO, process.stdin))
        if self.unlock:
            self._said.say(self.unlock)
        self._beat_at_s = float("-inf")

    def _ended(self, now: Instant) -> None:
        if self._process is not None:
            self._process.kill()  # it has closed its pipe, or hangs
            self._process.wait()
        if self._said is not None:
            self._said.close(0)
        well = self._began is not None and now.mono_s - self._began.mono_s > WELL_S
        self._ends = 1 if well else self._ends + 1
        self._start_at_s = now.mono_s + AGAIN_S[min(self._ends, len(AGAIN_S)) - 1]
        self._process, self.status = None, FromPage()

    def _hear(self, now: Instant) -> None:
        if self._process is None or self._heard is None:
            return
        lines = self._heard.take()
        for text in lines or ():
            said = of_page(text)
            if said is None:
                continue
            self._heard_at, self.status = now, said
            self._keep(said, now)
        since = self._heard_at or self._began or now
        hangs = now.mono_s - since.mono_s > self._patience_s()
        if lines is None or hangs:
            self._ended(now)

    def _patience_s(self) -> float:
        """A process that is only starting is given longer than one that has spoken."""
        return self.dead_s if self._heard_at is not None else 6 * self.dead_s

    def _keep(self, said: FromPage, now: Instant) -> None:
        """Answers that its disk refused are believed here, and written when the disk allows."""
        if not said.unsaved or said.session != self.room.session_id:
            return
        for event in read_unsaved(said.unsaved):
            self.room.note(event, now, PHYSICIAN)

    def _say(self, now: Instant) -> None:
        """Each second, and as soon as there is a new line to read."""
        room, journal = self.room, self.room.journal
        seq = journal.recorded.last_seq if journal else 0
        due = now.mono_s - self._beat_at_s >= BEAT_S
        asked = bool(self._code or self._revoke or self._test_ringers)
        if self._said is None or not (due or seq != self._seq or asked):
            return
        waiting = journal.waiting[:MOST_WAITING] if journal and room.trouble else []
        said = FromBedside(
            session=room.session_id if room.open else "",
            seq=seq,
            code=self._code,
            waiting=waiting_of((one.at, one.event) for one in waiting),
            test_ringers=self._test_ringers,
            revoke=self._revoke,
        )
        self._said.say(line(said))
        self._beat_at_s, self._seq = now.mono_s, seq
        self._code, self._revoke, self._test_ringers = "", "", False

    def _facts(self, now: Instant) -> frozenset[str]:
        found = set()
        gone = self._process is None or (self._heard_at is None and self._ends > 0)
        if gone and (self._away_since_s is None or self.room.open):  # meant, while nobody is here
            found.add(GONE)
        if expects_page(self.room.session) and not _page_of(self.room.session, self.status.pages):
            found.add(NO_LINK)
        return frozenset(found)


def expects_page(session: Session) -> bool:
    """The back-up physician has checked in with a page: its silence is no longer nothing."""
    backup = session.people.backup
    return session.opened is not None and backup is not None and backup.test_accepted


def _page_of(session: Session, pages: Sequence[PageSeen]) -> bool:
    backup = session.people.backup
    name = backup.name if backup else ""
    return any(page.name == name and page.age_s < PAGE_S for page in pages)
