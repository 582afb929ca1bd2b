"""From an oximeter's raw numbers to measurements; marks what jumped. Knows no wire.

Formats without a checksum can show a wrong number when one bit flips. A jump is *marked*
(Quality.SUSPECT) and never hidden: the value is passed on as it came, and counts as true once it
has stayed.
"""

from dataclasses import dataclass, field, replace

from bedside.vitals import Measurement, PulseSource, Quality, Reason, Vital

HIGHEST_SPO2 = 100


def measurement(
    vital: Vital,
    raw: int | None,
    reason: Reason | None = None,
    quality: Quality = Quality.GOOD,
    if_none: Reason = Reason.NO_VALUE,
) -> Measurement:
    """One SpO2 or pulse rate; `raw` None or 0 is "none", `reason` says that it cannot be used."""
    source = PulseSource.PLETH if vital is Vital.PULSE_RATE else None
    if reason is None and not raw:
        reason = if_none
    if reason is None and vital is Vital.SPO2 and raw is not None and raw > HIGHEST_SPO2:
        reason = Reason.OUT_OF_RANGE
    if reason is not None or raw is None:
        return Measurement(vital, None, reason, source)
    return Measurement(vital, float(raw), None, source, quality)


@dataclass
class Jump:
    """A value more than `step` away from the last one is suspect until `agree` in a row agree.

    What is missing for `agree` in a row is a gap, after which nothing is there to jump from; a
    shorter one may be damage itself.
    """

    step: float
    agree: int
    _trusted: float | None = None
    _other: float = 0.0
    _times: int = 0
    _missing: int = 0

    def mark(self, heard: Measurement) -> Measurement:
        value = heard.value
        if value is None:
            self._missing += 1
            if self._missing >= self.agree:
                self._trusted, self._times = None, 0
            return heard
        self._missing = 0
        if self._trusted is None or abs(value - self._trusted) <= self.step:
            self._trust(value)
            return heard
        stays = self._times > 0 and abs(value - self._other) <= self.step
        self._times = self._times + 1 if stays else 1
        self._other = value
        if self._times >= self.agree:
            self._trust(value)
            return heard
        return replace(heard, quality=Quality.SUSPECT)

    def _trust(self, value: float) -> None:
        self._trusted, self._times = value, 0


@dataclass
class UncheckedOximeter:
    """SpO2 and pulse rate of a format without a checksum."""

    spo2_step_percent: float
    pulse_step_per_min: float
    agree: int
    _spo2: Jump = field(init=False)
    _pulse: Jump = field(init=False)

    def __post_init__(self) -> None:
        self._spo2 = Jump(self.spo2_step_percent, self.agree)
        self._pulse = Jump(self.pulse_step_per_min, self.agree)

    def read(
        self,
        spo2: int | None,
        pulse: int | None,
        reason: Reason | None,
        quality: Quality,
        if_none: Reason = Reason.NO_VALUE,
    ) -> tuple[Measurement, Measurement]:
        saturation = measurement(Vital.SPO2, spo2, reason, quality, if_none)
        rate = measurement(Vital.PULSE_RATE, pulse, reason, quality, if_none)
        return self._spo2.mark(saturation), self._pulse.mark(rate)
