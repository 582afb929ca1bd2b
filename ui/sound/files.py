"""The sounds that are played: ours, or the hospital's own from a folder it chose.

A file of the hospital's that cannot be used is named with its reason, and ours is used in its
place: a wrong file must never make an alarm silent.
"""

import io
import wave
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import resources
from bedside.bursts import BURSTS
from bedside.protocol_watch import Priority
from ui.sound.make import SHIPPED
from ui.sound.render import BYTES_PER_SAMPLE, RATE_HZ, from_pcm, pcm

SHORTEST_S, LONGEST_S = 0.2, 6.0  # the next burst of HIGH may begin 2.5 s after the end of one
SOFTEST_PEAK = 3_277  # 20 dB below full scale: softer is as good as silent
LARGEST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Sound:
    data: bytes  # 16-bit little-endian samples of one channel at RATE_HZ
    file: Path

    @property
    def length_s(self) -> float:
        return len(self.data) / (BYTES_PER_SAMPLE * RATE_HZ)


@dataclass(frozen=True, slots=True)
class NotUsed:
    """A file of the hospital's, and why ours is used instead: a code, and what was found."""

    name: str
    why: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class SoundSet:
    sounds: Mapping[Priority, Sound]
    not_used: tuple[NotUsed, ...] = ()

    @property
    def length_s(self) -> dict[Priority, float]:
        return {priority: sound.length_s for priority, sound in self.sounds.items()}


class WrongSoundError(ValueError):
    """`why` is a code of ui.sound.said."""

    def __init__(self, why: str, found: str = "") -> None:
        super().__init__(why)
        self.why, self.found = why, found


def load_sounds(folder: Path | None) -> SoundSet:
    """Ours, and in their place what `folder` has: high.wav, medium.wav, low.wav."""
    sounds: dict[Priority, Sound] = {}
    not_used: list[NotUsed] = []
    for priority in BURSTS:
        name = f"{priority.value}.wav"
        ours = resources.path(SHIPPED) / name
        sounds[priority] = Sound(read_sound(ours.read_bytes()), ours)
        theirs = folder / name if folder is not None else None
        if theirs is None or not theirs.exists():
            continue
        try:
            sounds[priority] = Sound(read_sound(_bytes_of(theirs)), theirs)
        except WrongSoundError as error:
            not_used.append(NotUsed(str(theirs), error.why, error.found))
    return SoundSet(sounds, tuple(not_used))


def read_sound(data: bytes) -> bytes:
    """The samples of a WAV file, as one channel. Raises WrongSoundError."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            channels, width, rate_hz = (
                file.getnchannels(),
                file.getsampwidth(),
                file.getframerate(),
            )
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:  # also compressed and floating-point files
        raise WrongSoundError("not_wav") from error
    if width != BYTES_PER_SAMPLE:
        raise WrongSoundError("bits", str(8 * width))
    if rate_hz != RATE_HZ:
        raise WrongSoundError("rate", str(rate_hz))
    if channels not in (1, 2):
        raise WrongSoundError("channels", str(channels))
    whole = frames[: len(frames) - len(frames) % (channels * BYTES_PER_SAMPLE)]
    sound = _one_channel(from_pcm(whole), channels)
    length_s = len(sound) / RATE_HZ
    if not SHORTEST_S <= length_s <= LONGEST_S:
        raise WrongSoundError("length", f"{length_s:.1f}")
    if max(abs(value) for value in sound) < SOFTEST_PEAK:
        raise WrongSoundError("soft")
    return pcm(sound)


def _bytes_of(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise WrongSoundError("length")
        return file.read_bytes()
    except OSError as error:
        raise WrongSoundError("unreadable", error.strerror or str(error)) from error


def _one_channel(sound: "array[int]", channels: int) -> "array[int]":
    if channels == 1:
        return sound
    both = zip(sound[0::2], sound[1::2], strict=True)
    return array("h", [(left + right) // 2 for left, right in both])
