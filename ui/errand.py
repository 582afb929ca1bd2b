"""One command of this program in a process of its own, told its keys through a pipe.

What it has to say is one short line on its standard output. Nothing here waits, and one that does
not come back is ended.
"""

import subprocess
from dataclasses import dataclass
from typing import IO

from bedside.clock import Instant

HUNG = "no_answer"


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of it: its exit status, and its line. `status` None: it was ended, for it hung."""

    status: int | None
    said: bytes = b""


@dataclass
class Errand:
    argv: list[str]
    most_s: float
    _process: "subprocess.Popen[bytes] | None" = None
    _began_s: float = 0.0

    @property
    def running(self) -> bool:
        return self._process is not None

    def begin(self, told: bytes, now: Instant) -> None:
        """`told`: its first line on standard input. Raises OSError."""
        self._began_s = now.mono_s
        self._process = subprocess.Popen(
            self.argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        tell(self._process.stdin, told)

    def ended(self, now: Instant) -> Ended | None:
        """Once, when it has; None before, and when there is none."""
        process = self._process
        if process is None:
            return None
        status = process.poll()
        if status is None and now.mono_s - self._began_s < self.most_s:
            return None
        self._process = None
        if status is None:
            process.kill()
            process.wait()  # nothing writes to our files from here on
        said = process.stdout.read() if process.stdout is not None else b""
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        return Ended(status, said)


def tell(pipe: "IO[bytes] | None", line: bytes) -> None:
    try:
        assert pipe is not None
        pipe.write(line)
        pipe.close()
    except OSError:
        return  # it ended at once: its status says so
