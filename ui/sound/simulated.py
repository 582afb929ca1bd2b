"""Where the alarm sound of a simulation goes when nobody can hear it: into a file, or a list.

A real session has neither: without a device it says so by an alarm.
"""

import wave
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from bedside.clock import Clock
from bedside.protocol_watch import Priority
from ui.sound.files import Sound
from ui.sound.render import BYTES_PER_SAMPLE, RATE_HZ

BETWEEN_S = 0.5
FULL_S = 600.0  # a demonstration left alone for a day must not fill the disk


class FileSink:
    """Every burst one after the other in a WAV file that is begun anew each time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._raw: BinaryIO | None = None
        self._wav: wave.Wave_write | None = None
        self._written_s = 0.0

    @property
    def name(self) -> str:
        return str(self._file)

    def open(self) -> str:
        self.close()
        try:
            self._raw = self._file.open("wb")
        except OSError:
            return "file"
        self._wav = wave.open(self._raw, "wb")
        self._wav.setnchannels(1)
        self._wav.setsampwidth(BYTES_PER_SAMPLE)
        self._wav.setframerate(RATE_HZ)
        return ""

    def begin(self, sound: Sound, volume_percent: int) -> str:
        if self._wav is None:
            return "file"
        if self._written_s < FULL_S:
            silence = bytes(BYTES_PER_SAMPLE * round(BETWEEN_S * RATE_HZ))
            try:
                self._wav.writeframes(sound.data + silence)
            except OSError:
                return "file"
            self._written_s += sound.length_s + BETWEEN_S
        return ""

    def stop(self) -> None:
        """What is in the file stays there."""

    def trouble(self, now_s: float) -> str:
        return ""

    def close(self) -> None:
        wav, raw, self._wav, self._raw = self._wav, self._raw, None, None
        for one in (wav, raw):
            if one is not None:
                with suppress(OSError):  # a full disk: it was said when it was written
                    one.close()


class ListSink:
    """Keeps when each burst would have been heard: for demonstrations at full speed, and tests."""

    name = ""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.played: list[tuple[float, Priority]] = []

    def open(self) -> str:
        return ""

    def begin(self, sound: Sound, volume_percent: int) -> str:
        self.played.append((self._clock().mono_s, Priority(sound.file.stem)))
        return ""

    def stop(self) -> None:
        """Nothing is heard that could be stopped."""

    def trouble(self, now_s: float) -> str:
        return ""

    def close(self) -> None:
        """Nothing was opened."""
