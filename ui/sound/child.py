"""The process that plays the alarm sound, seen from the application: started, told, watched.

It is never waited for: what it has to say is read at the next beat. Silent for too long, or gone:
the device counts as lost, and a new process is started.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment

from bedside.clock import Clock
from ui.sound.files import Sound
from ui.sound.player import OPENING

PROGRAM = "ui.sound.speaker"
ROOT = Path(__file__).parents[2]  # where the packages are
OPENS_WITHIN_S = 15.0
SILENT_S = 4.0  # it beats every second
ACCEPTS_WITHIN_S = 2.0
FLUSHED_MS = 20


class Child:
    """Implements ui.sound.player.Sink. Only for the GUI thread."""

    def __init__(
        self, files: Sequence[Path], clock: Clock, words: Sequence[str] = ("-m", PROGRAM)
    ) -> None:
        self.name = ""
        self._words = [*words, *(str(file) for file in files)]
        self._clock = clock
        self._process: QProcess | None = None
        self._ready = False
        self._heard_s = 0.0  # when it last said anything
        self._asked_s: float | None = None  # a burst that it has not accepted yet
        self._code = ""  # its last word
        self._rest = b""

    @property
    def ready(self) -> bool:
        return self._ready

    @property
    def accepted(self) -> bool:
        """The device has taken the burst that was begun last."""
        return self._asked_s is None

    def open(self) -> str:
        self.close()
        surroundings = QProcessEnvironment.systemEnvironment()
        found = [str(ROOT), surroundings.value("PYTHONPATH", "")]
        surroundings.insert("PYTHONPATH", (";" if sys.platform == "win32" else ":").join(found))
        surroundings.insert("PYTHONUTF8", "1")
        process = self._process = QProcess()
        process.setProcessEnvironment(surroundings)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.start(sys.executable, self._words)
        self._heard_s = self._clock().mono_s
        return ""

    def begin(self, sound: Sound, volume_percent: int) -> str:
        if self._asked_s is None:
            self._asked_s = self._clock().mono_s
        return self._tell(f"begin {volume_percent} {sound.file}")

    def stop(self) -> None:
        self._tell("stop")

    def trouble(self, now_s: float) -> str:
        self._read(now_s)
        process = self._process
        if self._code:
            return self._code
        if process is None or process.state() is QProcess.ProcessState.NotRunning:
            return "device_lost"
        if not self._ready:
            return OPENING if now_s - self._heard_s <= OPENS_WITHIN_S else "device_stuck"
        late = self._asked_s is not None and now_s - self._asked_s > ACCEPTS_WITHIN_S
        return "device_stuck" if late or now_s - self._heard_s > SILENT_S else ""

    def close(self) -> None:
        process, self._process = self._process, None
        self._ready, self._asked_s, self._code, self._rest = False, None, "", b""
        if process is not None:
            process.kill()
            process.waitForFinished(500)

    # --- inside

    def _tell(self, order: str) -> str:
        """Into the pipe at once, before anything is painted."""
        process = self._process
        if process is None or process.state() is QProcess.ProcessState.NotRunning:
            return "device_lost"
        process.write(order.encode() + b"\n")
        process.waitForBytesWritten(FLUSHED_MS)
        return ""

    def _read(self, now_s: float) -> None:
        if self._process is None:
            return
        said = self._rest + bytes(self._process.readAllStandardOutput().data())
        *lines, self._rest = said.split(b"\n")
        for line in lines:
            self._heard_s = now_s
            word, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            match word:
                case "ready":
                    self.name, self._ready = rest, True
                    if self._asked_s is not None:
                        self._asked_s = now_s  # it could not have accepted it before
                case "began":
                    self._asked_s = None
                case "trouble":
                    self._code = rest or "fault"
                case _:  # "beat": it is there
                    pass
