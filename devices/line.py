"""What a port is to the rest of the devices, and how it fails. Knows no library and no system."""

from enum import StrEnum
from typing import Protocol


class Trouble(StrEnum):
    """Why a monitor cannot be heard; the `reason` of a LinkLost."""

    PORT_MISSING = "port_missing"  # no such port: adapter not plugged in, or renamed
    PORT_BUSY = "port_busy"  # another program has it
    NO_PERMISSION = "no_permission"
    UNPLUGGED = "unplugged"  # it was open and went away
    SILENT = "silent"  # open, and nothing comes
    WRONG_DEVICE = "wrong_device"  # bytes come, and none of them makes sense
    FAULT = "fault"  # our own program failed; the log says where


class PortError(Exception):
    """`trouble` is for the session, the text for the log."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble


class Port(Protocol):
    """Bytes both ways. Every method but `close` may raise PortError."""

    def read(self, timeout_s: float) -> bytes:
        """What has come, at once; if nothing has, waits so long at most and may return b""."""

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...

    def interrupt(self) -> None:
        """From another thread: let a `read` that waits return now."""
