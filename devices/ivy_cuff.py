"""When a non-invasive blood pressure of an Ivy 450C is a new one. Knows no frames.

The monitor repeats the last NIBP every second and tells neither its time nor what its status means
(4 is the only one seen in a capture, with a result). So a pressure is new
  - when one of its numbers is another than that of the last one told, or
  - when the numbers went away, or the status changed, and both are back as they were.
A pressure that is there when we come may be of any age. In a recording it is told; on a live line
it becomes "not updated" until there is a new one. Half a pressure (no systolic or no diastolic) may
be the cuff's own pressure while it measures, and is no reading.
"""

from dataclasses import dataclass

from bedside.vitals import BloodPressure, Item, Measurement, Quality, Reason, Vital

Numbers = tuple[int | None, int | None, int | None, int | None]  # systolic, diastolic, mean, pulse


@dataclass(slots=True)
class Cuff:
    live: bool = False
    _last: tuple[str, Numbers] | None = None  # status and numbers
    _away: bool = False
    _said_none: bool = False

    def items(self, status: str, numbers: Numbers, why: Reason) -> list[Item]:
        """What one second says of the cuff that had not been said; `why` there is none, if so."""
        systolic, diastolic, mean, pulse = numbers
        if systolic is None or diastolic is None:
            self._away = True
            return self._none(why) if self._last is None else []
        first, here = self._last is None, (status, numbers)
        if self._last is not None and numbers == self._last[1]:
            self._away = self._away or status != self._last[0]
            if here != self._last or not self._away:
                return []
        self._last, self._away = here, False
        if first and self.live and not self._said_none:
            return self._none(Reason.NOT_UPDATED)
        quality = Quality.SUSPECT if diastolic >= systolic else Quality.GOOD
        return [BloodPressure(systolic, diastolic, mean, pulse, quality=quality)]

    def _none(self, reason: Reason) -> list[Item]:
        if self._said_none:
            return []
        self._said_none = True
        return [Measurement(Vital.NIBP, None, reason)]
