"""A burst of the tables as sound: 16-bit samples, and the WAV file of them. Pure functions."""

import io
import math
import sys
import wave
from array import array

from bedside.bursts import Burst

RATE_HZ = 48_000
BYTES_PER_SAMPLE = 2
FULL_SCALE = 32_767
# A raised cosine takes this share of its whole length from 10 to 90 % of the amplitude.
TEN_TO_NINETY = (math.acos(1 - 2 * 0.9) - math.acos(1 - 2 * 0.1)) / math.pi


def samples(burst: Burst, rate_hz: int = RATE_HZ) -> "array[int]":
    """Every pulse of the burst at its time, silence between; the loudest is at `peak_dbfs`."""
    pulse = _pulse(burst, rate_hz)
    loudest = max(abs(value) for value in pulse)
    made = array("h", bytes(BYTES_PER_SAMPLE * round(burst.length_s * rate_hz)))
    for start_s, level_db in zip(burst.starts_s, burst.level_db, strict=True):
        scale = FULL_SCALE * _ratio(burst.peak_dbfs + level_db) / loudest
        first = round(start_s * rate_hz)
        made[first : first + len(pulse)] = array("h", [round(scale * value) for value in pulse])
    return made


def pcm(sound: "array[int]") -> bytes:
    """Little-endian, as WAV has it."""
    return _little_endian(sound).tobytes()


def from_pcm(data: bytes) -> "array[int]":
    return _little_endian(array("h", data))


def wav(sound: "array[int]", rate_hz: int = RATE_HZ) -> bytes:
    """A whole WAV file, one channel."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(BYTES_PER_SAMPLE)
        file.setframerate(rate_hz)
        file.writeframes(pcm(sound))
    return written.getvalue()


def _pulse(burst: Burst, rate_hz: int) -> list[float]:
    """Fundamental and harmonics, all in phase, between a soft beginning and a soft end."""
    amplitudes = [_ratio(db) for db in burst.harmonics_db]
    count = round(burst.pulse_s * rate_hz)
    rise = round(count * burst.rise_share / TEN_TO_NINETY)
    fall = round(count * burst.fall_share / TEN_TO_NINETY)
    made = []
    for n in range(count):
        angle = 2 * math.pi * burst.fundamental_hz * n / rate_hz
        tone = sum(a * math.sin(k * angle) for k, a in enumerate(amplitudes, start=1))
        made.append(tone * _ramp(n, rise) * _ramp(count - 1 - n, fall))
    return made


def _ramp(n: int, length: int) -> float:
    """From nothing to everything in `length` samples, without a corner: a corner clicks."""
    return 0.5 - 0.5 * math.cos(math.pi * n / length) if n < length else 1.0


def _ratio(db: float) -> float:
    return math.exp(db * math.log(10) / 20)


def _little_endian(sound: "array[int]") -> "array[int]":
    if sys.byteorder == "little":
        return sound
    turned = array("h", sound)
    turned.byteswap()
    return turned
