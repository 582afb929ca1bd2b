"""The second way to be heard, while the first fails: another player of this computer, or its beep.

Each player that fails hands on to the next; the beep is the last, and better than nothing.
"""

import shutil
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QProcess, QTimer
from PySide6.QtWidgets import QApplication

from bedside.bursts import BURSTS, gain_db
from ui.sound.files import Sound

# Programs that play a file, and what goes before its name; "{gain}" is linear, "{steps}" of 65536.
PLAYERS: tuple[tuple[str, ...], ...] = (
    ("pw-play", "--volume={gain}"),
    ("paplay", "--volume={steps}"),
    ("aplay", "-q"),
)


class Spare:
    """Implements ui.sound.player.Sink. Only for the GUI thread."""

    def __init__(
        self,
        players: Sequence[tuple[str, ...]] = PLAYERS,
        beep: Callable[[], None] = QApplication.beep,
    ) -> None:
        self._players = [(path, p[1:]) for p in players if (path := shutil.which(p[0]))]
        self._beep = beep
        self._process: QProcess | None = None
        self._ending: list[QProcess] = []  # kept until they have ended
        self._beeps: list[QTimer] = []

    @property
    def name(self) -> str:
        return self._players[0][0] if self._players else "beep"

    def open(self) -> str:
        return ""

    def begin(self, sound: Sound, volume_percent: int) -> str:
        self.stop()
        if not _played_by_windows(sound):
            self._play(sound, volume_percent, list(self._players))
        return ""

    def stop(self) -> None:
        _silence_windows()
        for beep in self._beeps:
            beep.stop()
        self._beeps.clear()
        ended = QProcess.ProcessState.NotRunning
        self._ending = [one for one in self._ending if one.state() is not ended]
        process, self._process = self._process, None  # what is ended on purpose has not failed
        if process is not None:
            process.kill()
            self._ending.append(process)

    def trouble(self, now_s: float) -> str:
        return ""

    def close(self) -> None:
        self.stop()
        for process in self._ending:
            process.waitForFinished(500)

    # --- inside

    def _play(
        self, sound: Sound, volume_percent: int, players: list[tuple[str, tuple[str, ...]]]
    ) -> None:
        """By the first of `players`; if it fails, by the rest of them."""
        if not players:
            self._beep_as(sound)
            return
        (program, words), rest = players[0], players[1:]
        gain = 10 ** (gain_db(volume_percent) / 20)
        told = [word.format(gain=f"{gain:.3f}", steps=round(65_536 * gain)) for word in words]
        process = self._process = QProcess()

        def ended() -> None:
            if self._process is process and process.exitCode() != 0:
                self._play(sound, volume_percent, rest)

        def failed(_error: QProcess.ProcessError) -> None:
            if self._process is process and process.state() is QProcess.ProcessState.NotRunning:
                self._play(sound, volume_percent, rest)

        process.finished.connect(ended)
        process.errorOccurred.connect(failed)
        process.start(program, [*told, str(sound.file)])

    def _beep_as(self, sound: Sound) -> None:
        """One beep for each pulse of ours with the same name."""
        priority = next((p for p in BURSTS if p.value == sound.file.stem), None)
        starts_s = BURSTS[priority].starts_s if priority is not None else (0.0,)
        for start_s in starts_s:
            timer = QTimer(singleShot=True)
            timer.timeout.connect(self._beep)
            timer.start(round(1000 * start_s))
            self._beeps.append(timer)


def _played_by_windows(sound: Sound) -> bool:
    """Windows plays a file by itself, at its own volume, and goes on at once."""
    if sys.platform == "win32":
        import winsound

        flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
        try:
            winsound.PlaySound(str(sound.file), flags)
        except RuntimeError:
            return False
        return True
    return False


def _silence_windows() -> None:
    if sys.platform == "win32":
        import winsound

        winsound.PlaySound(None, 0)
