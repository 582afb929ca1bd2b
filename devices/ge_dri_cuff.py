"""When a non-invasive blood pressure in Datex-Ohmeda records is a new one. Knows no records.

The monitor repeats its last NIBP in every displayed record. Label bit 5 says that the cuff is
measuring, bit 8 that the numbers are older than 60 s. A pressure is new when it is neither, and
  - it is the first, or its numbers differ from the last one told, or
  - the cuff was seen measuring since, or
  - more than 60 s of the monitor's time have passed since the last one told (what is younger than
    60 s now cannot be that one), or
  - the auxiliary record tells a time of measurement after the last one told.
Numbers that were never told and are older than 60 s become "not updated": nobody knows how old.
"""

from dataclasses import dataclass

from bedside.vitals import (
    BloodPressure,
    Item,
    Measurement,
    NibpFailed,
    NibpFault,
    Quality,
    Reason,
    Vital,
)

MEASURING, CALIBRATING, OLD = 0x20, 0x80, 0x100
FRESH_S = 60

Values = tuple[float | Reason, ...]  # systolic, diastolic, mean, pulse
Numbers = tuple[int | None, ...]


@dataclass(slots=True)
class Cuff:
    _numbers: Numbers | None = None
    _told_s: int | None = None  # the monitor's time of the record that told the last one
    _measured: bool = False
    _newer: bool = False
    _missing: Reason | None = None
    _measured_s: int = 0  # the auxiliary record's time of the latest measurement; 0: not known

    def measured_at(self, time_s: int) -> None:
        """The auxiliary record's time of the latest measurement; 0: not known."""
        self._measured_s = time_s
        if self._told_s is not None and time_s > self._told_s:
            self._newer = True

    def displayed(self, time_s: int, label: int, values: Values, raw: int) -> list[Item]:
        """What one displayed record says of the cuff that had not been said before."""
        if label & MEASURING:
            self._measured = True
            return []
        if label & CALIBRATING:
            return self._none(Reason.CALIBRATING)
        systolic, diastolic, mean, pulse = numbers = _numbers(values)
        if systolic is None and mean is None:
            return self._no_result(values[0], raw)
        if label & OLD:
            untold = numbers != self._numbers
            self._numbers, self._measured = numbers, False
            return self._none(Reason.NOT_UPDATED) if untold else []
        if not self._is_new(time_s, numbers):
            return []
        self._numbers, self._told_s = numbers, time_s
        self._measured = self._newer = False
        self._missing = None
        crossed = systolic is not None and diastolic is not None and diastolic >= systolic
        quality = Quality.SUSPECT if crossed else Quality.GOOD
        return [
            BloodPressure(
                systolic,
                diastolic,
                mean,
                pulse,
                quality=quality,
                measured_ago_s=self._ago_s(time_s),
            )
        ]

    def _ago_s(self, time_s: int) -> int:
        """Both times are the monitor's. What is not old is younger than 60 s: an older time
        belongs to the measurement before."""
        ago_s = time_s - self._measured_s
        return ago_s if 0 <= ago_s <= FRESH_S else 0

    def _is_new(self, time_s: int, numbers: Numbers) -> bool:
        return (
            self._told_s is None
            or numbers != self._numbers
            or self._measured
            or self._newer
            or time_s - self._told_s > FRESH_S
        )

    def _no_result(self, why: float | Reason, raw: int) -> list[Item]:
        if self._measured:
            self._measured = False
            return [NibpFailed(NibpFault.UNKNOWN, code=raw)]
        return self._none(why if isinstance(why, Reason) else Reason.NO_VALUE)

    def _none(self, reason: Reason) -> list[Item]:
        """Said once, not in every record: nothing was measured anew, not even a failure."""
        if reason == self._missing:
            return []
        self._missing = reason
        return [Measurement(Vital.NIBP, None, reason)]


def _numbers(values: Values) -> Numbers:
    return tuple(None if isinstance(value, Reason) else round(value) for value in values)
