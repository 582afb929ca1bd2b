"""What the record writes as a code – a role, a fault, a lost line – in the words of people.

Knows no view: which code stands where is for whoever shows it.
"""

from ui.i18n import Words, mark

ROLES = {
    "nurse": mark("nurse"),
    "doctor": mark("doctor"),
    "consultant": mark("consultant"),
    "clinical_owner": mark("clinical owner"),
    "system_owner": mark("system owner"),
}
REASONS = {
    "sensor_off": mark("Finger off the sensor"),
    "sensor_unplugged": mark("The sensor is unplugged"),
    "sensor_fault": mark("Fault in the sensor"),
    "searching": mark("Searching for the pulse"),
    "search_too_long": mark("Searching too long for the pulse"),
    "out_of_track": mark("Lost the pulse"),
    "low_perfusion": mark("Weak pulse in the finger"),
    "artefact": mark("Movement disturbs"),
    "no_value": mark("The monitor has no value"),
    "out_of_range": mark("Outside the monitor's range"),
    "calibrating": mark("The monitor calibrates"),
    "demo": mark("The monitor is in demo mode"),
    "not_updated": mark("Not updated"),
}
LINKS = {
    "port_missing": mark("The port is not there"),
    "port_busy": mark("Another program has the port"),
    "no_permission": mark("No right to open the port"),
    "unplugged": mark("The cable is unplugged"),
    "silent": mark("The monitor is silent"),
    "wrong_device": mark("Another device is on the port"),
    "fault": mark("Fault in the driver"),
}
FAULTS = {
    "weak_signal": mark("weak signal"),
    "artefact": mark("movement"),
    "out_of_range": mark("out of range"),
    "time_limit": mark("took too long"),
    "blockage": mark("hose blocked"),
    "stopped": mark("stopped"),
    "leak": mark("leak or loose cuff"),
    "safety_timeout": mark("safety time-out"),
    "overpressure": mark("overpressure"),
    "hardware": mark("fault in the module"),
    "transducer": mark("fault in the sensor"),
    "calibration": mark("calibration lost"),
    "busy": mark("busy"),
    "refused": mark("start refused"),
    "no_answer": mark("no answer"),
    "unknown": mark("unknown fault"),
}


def said(words: Words, table: dict[str, str], key: str) -> str:
    """The word of a code, or the code itself where it is unknown: never nothing."""
    return words.text(table[key]) if key in table else key
