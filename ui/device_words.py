"""What monitors say of themselves, in words: for the tiles, the set-up, the room and the log.

The monitors' own alarms are the ones that count, so one that is silenced or off, or that has none,
must be seen here.
"""

from bedside.board_view import LinkView
from bedside.events import MonitorIdentified
from bedside.summary import Summary
from bedside.vitals import DeviceIdentified, Status
from ui.i18n import Words, mark
from ui.view import View

SHOWN_S = 120.0  # on the tile; in the room, the set-up and the log it stays
# Those that come while there are values fit a half tile at 1366 pixels.
STATUSES: dict[str, str] = {
    Status.LOW_BATTERY: mark("Monitor battery low"),
    Status.CHECK_CUFF: mark("Check the cuff: it may still be full"),
    Status.CUFF_INFLATING_UNASKED: mark("The cuff inflates and was not asked to"),
    Status.ALARMS_OFF: mark("Monitor alarms off"),
    Status.ALARM_SILENCED: mark("Monitor alarm silenced"),
    Status.ALARMS_SILENCED: mark("Monitor alarms silenced"),
    Status.CABLE_LIFE_EXPIRED: mark("Sensor cable worn out"),
    Status.SENSOR_LIFE_EXPIRED: mark("Sensor worn out"),
    Status.STOPPED: mark("The monitor stopped sending"),
    Status.SHUTTING_DOWN: mark("The monitor is switching off"),
    Status.USER_CHANGED: mark("New user on the monitor"),
    Status.RECORDING: mark("The monitor is recording and sends nothing"),
    Status.START_REFUSED: mark("The monitor refuses to send"),
    Status.DEMO_MODE: mark("The monitor is in demo mode"),
    Status.STANDBY: mark("The monitor is in standby"),
    Status.ASSOCIATION_REFUSED: mark("The monitor refuses the connection"),
    Status.ASSOCIATION_ABORTED: mark("The monitor ended the connection"),
    Status.EXTENDED_POLL_REFUSED: mark("Values only when asked"),
}
NO_ALARMS = mark("The device has no alarms of its own")
GIVES = {"oximeter": mark("SpO₂ and pulse"), "nibp": mark("Blood pressure")}


def role_name(role: str, words: Words) -> str:
    return words.text(GIVES[role]) if role in GIVES else role


def status_text(status: str, words: Words) -> str:
    """The words of a code; a code of a newer program stands as it is: never nothing."""
    return words.text(STATUSES[status]) if status in STATUSES else status


def device_text(device: DeviceIdentified | MonitorIdentified, words: Words) -> str:
    """Which device it is by its own word, or nothing."""
    _ = words.text
    parts = (
        device.model,
        _("no. {serial}").format(serial=device.serial) if device.serial else "",
        _("software {version}").format(version=device.firmware) if device.firmware else "",
    )
    return " ".join(part for part in parts if part)


def devices_of(summary: Summary, role: str) -> list[MonitorIdentified]:
    """The devices that were behind a role, as they said themselves, in the order they came."""
    said = (entry.event for entry in summary.entries)
    found = [
        one for one in said if isinstance(one, MonitorIdentified) and one.monitor.strip() == role
    ]
    return list(dict.fromkeys(found))


def said_of_itself(link: LinkView | None, words: Words) -> str:
    """What this monitor last said of itself and when, or nothing."""
    if link is None or not link.status:
        return ""
    text = status_text(link.status, words)
    return text if link.status_at is None else f"{text} ({words.time(link.status_at.wall)})"


def fresh_status(view: View, role: str, words: Words) -> str:
    """The same for a tile, which has room for what is new."""
    link = view.watch.board.link(role)
    if link is None or link.status_at is None or not link.status:
        return ""
    new = view.now.mono_s - link.status_at.mono_s < SHOWN_S
    return status_text(link.status, words) if new else ""


def has_no_alarms(view: View, role: str) -> bool:
    return any(one.role == role and not one.own_alarms for one in view.watch.board.links)
