"""Which readings cannot be true: shown with "?", they alarm all the same, and none is dropped."""

from dataclasses import replace

from bedside.protocol_watch import Plausible, SuspectBp
from bedside.vitals import BloodPressure, Measurement, Quality, Vital


def doubted(measurement: Measurement, limits: Plausible) -> Measurement:
    """The same measurement, marked suspect where no patient can have such a value."""
    value = measurement.value
    if value is None:
        return measurement
    match measurement.vital:
        case Vital.SPO2:
            likely = limits.spo2_low_percent <= value <= limits.spo2_high_percent
        case Vital.PULSE_RATE:
            likely = limits.pulse_low_per_min <= value <= limits.pulse_high_per_min
        case _:
            likely = True
    return measurement if likely else replace(measurement, quality=Quality.SUSPECT)


def doubted_pressure(result: BloodPressure, limits: SuspectBp) -> BloodPressure:
    """DBP < MAP < SBP, a pulse pressure a heart can make, and numbers a cuff can find."""
    if pressure_likely(result.systolic, result.diastolic, result.mean, limits):
        return result
    return replace(result, quality=Quality.SUSPECT)


def pressure_likely(
    systolic: int | None, diastolic: int | None, mean: int | None, limits: SuspectBp
) -> bool:
    """What is missing is not held against the rest."""
    if systolic is not None and not (
        limits.systolic_low_mmhg <= systolic <= limits.systolic_high_mmhg
    ):
        return False
    if diastolic is not None and not (
        limits.diastolic_low_mmhg <= diastolic <= limits.diastolic_high_mmhg
    ):
        return False
    if systolic is not None and diastolic is not None:
        pulse_pressure = systolic - diastolic
        low, high = limits.pulse_pressure_low_mmhg, limits.pulse_pressure_high_mmhg
        if not low <= pulse_pressure <= high:
            return False
    if mean is None:
        return True
    below = systolic is None or mean < systolic
    return below and (diastolic is None or diastolic < mean)
