"""The bursts of the alarm sound as tables: pulses, spectrum, repeats. Makes no sound itself.

Designed after IEC 60601-1-8, tables 3 and 4, as collected in secondary sources; the standard's own
text was not at hand. Pulse lengths and gaps run from the first to the last sample of a pulse.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bedside.protocol_watch import Priority


@dataclass(frozen=True, slots=True)
class Burst:
    """`rise_share`: from 10 to 90 % of the amplitude, as a share of the pulse; `fall_share` too.

    `level_db` of each pulse below the loudest, `harmonics_db` below the fundamental, which is the
    first of them.
    """

    pulse_s: float
    starts_s: tuple[float, ...]
    level_db: tuple[float, ...]
    repeat_after_s: float  # from the end of a burst to the beginning of the next
    peak_dbfs: float  # a higher priority is never the quieter one
    fundamental_hz: float = 523.0
    harmonics_db: tuple[float, ...] = (0.0, -3.0, -6.0, -9.0, -12.0)
    rise_share: float = 0.17
    fall_share: float = 0.17

    @property
    def length_s(self) -> float:
        return self.starts_s[-1] + self.pulse_s


# Three and two pulses, twice. The first ones are softer (10 dB apart at most are allowed): the
# room is quiet, and under ketamine a sudden sound is a fright.
BURSTS: Mapping[Priority, Burst] = {
    Priority.HIGH: Burst(
        pulse_s=0.15,
        starts_s=(0.0, 0.25, 0.5, 1.0, 1.25, 2.0, 2.25, 2.5, 3.0, 3.25),
        level_db=(-6.0, -4.0, -2.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        repeat_after_s=7.5,
        peak_dbfs=-2.0,
    ),
    Priority.MEDIUM: Burst(
        pulse_s=0.2,
        starts_s=(0.0, 0.4, 0.8),
        level_db=(-6.0, -3.0, 0.0),
        repeat_after_s=20.0,
        peak_dbfs=-5.0,
    ),
    Priority.LOW: Burst(  # a reminder only: LOW itself is silent (DESIGN 2.6)
        pulse_s=0.2,
        starts_s=(0.0, 0.4),
        level_db=(-3.0, 0.0),
        repeat_after_s=60.0,
        peak_dbfs=-8.0,
    ),
}

VOLUME_FLOOR_PERCENT = 40  # nobody can turn an alarm down to nothing
DB_PER_PERCENT = 0.3  # 70 % is 9 dB below the loudest, the floor 18 dB


def gain_db(volume_percent: int) -> float:
    """What a chosen volume is in decibels; below the floor it is the floor."""
    return (min(100, max(VOLUME_FLOOR_PERCENT, volume_percent)) - 100) * DB_PER_PERCENT
