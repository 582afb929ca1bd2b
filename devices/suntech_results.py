"""What the answers of SunTech's modules mean. Knows no conversation: see suntech_conversation."""

from bedside.vitals import BloodPressure, CuffPressure, Item, NibpFailed, NibpFault, Quality
from devices.suntech_packets import PRESSURE_SIZE, Result, parse_pressure

FAULTS = {
    1: NibpFault.WEAK_SIGNAL,
    2: NibpFault.ARTEFACT,
    3: NibpFault.OUT_OF_RANGE,
    4: NibpFault.TIME_LIMIT,
    85: NibpFault.BLOCKAGE,
    86: NibpFault.STOPPED,
    87: NibpFault.LEAK,
    88: NibpFault.SAFETY_TIMEOUT,
    89: NibpFault.OVERPRESSURE,
    90: NibpFault.HARDWARE,
    91: NibpFault.HARDWARE,  # safety override fitted, or the zero point out of range
    97: NibpFault.TRANSDUCER,
    98: NibpFault.TRANSDUCER,  # its converter
    99: NibpFault.CALIBRATION,
}


def read_result(result: Result, start_id: int = 0) -> BloodPressure | NibpFailed:
    """What the module measured, or why it did not. 0 is its "none"; never a pressure."""
    if result.error:
        fault = FAULTS.get(result.error, NibpFault.UNKNOWN)
        return NibpFailed(fault, start_id, result.error)
    pressures = [result.diastolic, result.mean, result.systolic]
    known = [mmhg for mmhg in pressures if mmhg]
    if not known:
        return NibpFailed(NibpFault.UNKNOWN, start_id, result.error)
    in_order = known == sorted(set(known))
    return BloodPressure(
        systolic=result.systolic or None,
        diastolic=result.diastolic or None,
        mean=result.mean or None,
        pulse_rate=result.pulse_rate or None,
        start_id=start_id,
        quality=Quality.GOOD if in_order else Quality.SUSPECT,
    )


def cuff_pressure(packet: bytes) -> list[Item]:
    """Nothing for the module's "ignore this", nor for any other packet."""
    mmhg = parse_pressure(packet) if len(packet) == PRESSURE_SIZE else None
    return [] if mmhg is None else [CuffPressure(mmhg)]
