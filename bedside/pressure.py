"""The blood pressure of this session as the checks before the infusion see it (D-13, D-14, §3.6).

A reading above 150 or 95 is repeated after rest; one that stays, and any of 180/110 or higher,
blocks until a doctor has decided (SPEC A1, A21). Knows no gate and no screen.
"""

from dataclasses import dataclass

from bedside.answers import Answers, Decision
from bedside.blood_pressure import BpBand, band_of, doubt_of
from bedside.chart import Chart
from bedside.protocol_watch import BpTable, Plausible
from bedside.readings import BpReading

ELEVATED_SUBJECTS = ("D-13", "D-14", "G1-08")  # what a doctor's decision may be written under
HIGH_SUBJECTS = ("D-14", "G1-08")


@dataclass(frozen=True, slots=True)
class Pressure:
    """The latest reading, and the doctor's decision that covers it: allowed or not."""

    reading: BpReading | None
    band: BpBand  # of the numbers, doubted or not
    doubt: str = ""  # why the reading clears nothing: measure again, or confirm it
    persistent: bool = False  # this one and the one before it were both above 150 or 95
    decision: Decision | None = None

    @property
    def needs_doctor(self) -> bool:
        return self.band is BpBand.HIGH or (self.band is BpBand.ELEVATED and self.persistent)

    @property
    def needs_repeat(self) -> bool:
        """Raised once: rest, and measure again, unless a doctor has decided already."""
        once = self.band is BpBand.ELEVATED and not self.persistent
        return once and self.decision is None


def pressure(chart: Chart, answers: Answers, table: BpTable, guard: Plausible) -> Pressure:
    if not chart.blood_pressures:
        return Pressure(None, BpBand.NONE)
    latest, *before = reversed(chart.blood_pressures)
    band = _band(latest, table)
    was = _band(before[0], table) if before else BpBand.NONE
    return Pressure(
        reading=latest,
        band=band,
        doubt=doubt_of(latest.systolic, latest.diastolic, guard, quality=latest.quality),
        persistent=min(band, was) >= BpBand.ELEVATED,
        decision=_covering(latest, band, chart, answers, table),
    )


def _band(reading: BpReading, table: BpTable) -> BpBand:
    return band_of(reading.systolic, reading.diastolic, table)


def _covering(
    latest: BpReading, band: BpBand, chart: Chart, answers: Answers, table: BpTable
) -> Decision | None:
    """A decision covers the reading it was made on, and later ones that are no worse."""
    subjects = HIGH_SUBJECTS if band is BpBand.HIGH else ELEVATED_SUBJECTS
    made = [decision for subject in subjects if (decision := answers.decision(subject))]
    if not made:
        return None
    decision = max(made, key=lambda decision: decision.seq)
    seen = [reading for reading in chart.blood_pressures if reading.seq < decision.seq]
    if not seen:
        return None  # decided before anything was measured: about something else
    on = seen[-1]
    no_higher = _no_higher(latest.systolic, on.systolic) and _no_higher(
        latest.diastolic, on.diastolic
    )
    same_band = band is not BpBand.HIGH and _band(on, table) >= band
    return decision if on is latest or no_higher or same_band else None


def _no_higher(now: int | None, then: int | None) -> bool:
    return now is None or (then is not None and now <= then)
