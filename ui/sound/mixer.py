"""Whether the computer's own volume lets an alarm through: muted, or turned down to nothing.

Asked of the sound server's own program on Linux, every few seconds and without waiting for it.
Elsewhere nothing is known, and only the sound test says whether it is heard.
"""

import re
import shutil

from PySide6.QtCore import QProcess, QProcessEnvironment

ASKED_EVERY_S = 5.0
TOO_SOFT_PERCENT = 20
QUESTIONS = (
    ("pactl", "get-sink-mute", "@DEFAULT_SINK@"),
    ("pactl", "get-sink-volume", "@DEFAULT_SINK@"),
)


def judged(said: str) -> str:
    """What `pactl` says of mute and volume, as a code of ui.sound.said."""
    if re.search(r"^Mute: yes", said, re.MULTILINE):
        return "muted"
    percents = [int(found) for found in re.findall(r"(\d+)%", said)]
    return "soft" if percents and max(percents) < TOO_SOFT_PERCENT else ""


class Mixer:
    """Called at every beat; the answer is the last one that came."""

    def __init__(self) -> None:
        self._program = shutil.which(QUESTIONS[0][0])
        self._asked_s = float("-inf")
        self._asking: list[QProcess] = []
        self._code = ""

    def __call__(self, now_s: float) -> str:
        if self._program is not None and now_s - self._asked_s >= ASKED_EVERY_S:
            self._asked_s = now_s
            if self._answered():
                self._ask(self._program)
        return self._code

    def close(self) -> None:
        for process in self._asking:
            process.kill()
            process.waitForFinished(500)
        self._asking.clear()

    def _ask(self, program: str) -> None:
        surroundings = QProcessEnvironment.systemEnvironment()
        surroundings.insert("LC_ALL", "C")
        for _name, *words in QUESTIONS:
            process = QProcess()
            process.setProcessEnvironment(surroundings)
            process.start(program, words)
            self._asking.append(process)

    def _answered(self) -> bool:
        """Whether the last question is done with; one that never ends is ended, and says nothing.

        It is not waited for: a sound server that hangs must not hold up a beat.
        """
        running = [p for p in self._asking if p.state() is not QProcess.ProcessState.NotRunning]
        for process in running:
            process.kill()
        if running:
            return False
        if self._asking:
            said = (bytes(p.readAllStandardOutput().data()) for p in self._asking)
            self._code = judged(b"\n".join(said).decode("utf-8", "replace"))
            self._asking.clear()
        return True
