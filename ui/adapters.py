"""Which adapter a monitor hangs on, wherever it is plugged in now."""

from msgspec.structs import replace as replace_fields

from bedside.settings import MonitorChoice
from ui.view import PortChoice


def port_now(choice: MonitorChoice, ports: tuple[PortChoice, ...]) -> str:
    """Where the remembered adapter is now: it may have moved since."""
    moved = (port.url for port in ports if port.usb and port.usb == choice.usb)
    return next(moved, choice.port)


def address(choice: MonitorChoice) -> str:
    """*This adapter*, wherever it is plugged in now; else the port by its name."""
    return choice.usb or choice.port


def remembered(
    choice: MonitorChoice, ports: tuple[PortChoice, ...], known: tuple[MonitorChoice, ...]
) -> MonitorChoice:
    """With the adapter's own number, so that it is found after it moved to another port.

    Cheap adapters have none, or all the same one: those are known by their port. One that is not
    plugged in now keeps what was known of it.
    """
    port = next((port for port in ports if port.url == choice.port), None)
    if port is None:
        before = (old for old in known if (old.role, old.port) == (choice.role, choice.port))
        old = next(before, choice)
        return replace_fields(choice, name=old.name, usb=old.usb)
    alone = [other.usb for other in ports].count(port.usb) == 1
    return replace_fields(choice, name=port.name, usb=port.usb if alone else "")
