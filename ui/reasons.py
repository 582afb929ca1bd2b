"""Why a monitor gives no value, in words; for the room's screens and the physician's page."""

from ui.i18n import mark

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
