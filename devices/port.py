"""Serial ports: opened, listed, and their failures in words. The only module that knows pyserial.

Never XON/XOFF: 0x11 and 0x13 occur as data in binary formats and would vanish. Ports are opened
for us alone, so that two programs cannot each get half of the bytes.

An address is what the system calls the port ("COM3", "/dev/ttyUSB0"), `socket://` or `rfc2217://`
with a host and a port number, `loop://`, `replay:FILE` (devices.replay), or
`usb:VENDOR:PRODUCT:SERIAL` in hexadecimal, which finds the same adapter again whatever the system
calls it after it was pulled and put back.
"""

import contextlib
import errno
import os
import select
import socket
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import serial
from serial.tools import list_ports as _list_ports

from devices import replay
from devices.address import is_simulated
from devices.line import Port, PortError, Trouble
from devices.link import LineSettings

_NETWORK = ("socket://", "rfc2217://")
_SCHEMES = (*_NETWORK, "loop://")
_WRITE_TIMEOUT_S = 1.0
_SLICE_S = 0.05
_LARGEST_READ = 4096
_TROUBLE = {
    errno.ENOENT: Trouble.PORT_MISSING,
    errno.ENODEV: Trouble.PORT_MISSING,
    errno.ENXIO: Trouble.PORT_MISSING,
    errno.EBUSY: Trouble.PORT_BUSY,
    errno.EAGAIN: Trouble.PORT_BUSY,  # another program holds the lock
    errno.EACCES: Trouble.NO_PERMISSION,
    errno.EPERM: Trouble.NO_PERMISSION,
}


@dataclass(frozen=True, slots=True)
class PortInfo:
    """A serial port of this computer; `usb` is its lasting address, if it has one."""

    url: str
    description: str
    usb: str | None = None
    manufacturer: str | None = None
    vendor_id: int | None = None
    product_id: int | None = None
    serial_number: str | None = None


def list_ports() -> list[PortInfo]:
    return sorted((_info(found) for found in _list_ports.comports()), key=lambda port: port.url)


def _info(found: object) -> PortInfo:
    vid, pid = getattr(found, "vid", None), getattr(found, "pid", None)
    number = getattr(found, "serial_number", None)
    usb = f"usb:{vid:04x}:{pid:04x}:{number}" if vid is not None and pid and number else None
    return PortInfo(
        url=str(getattr(found, "device", "")),
        description=str(getattr(found, "description", "")),
        usb=usb,
        manufacturer=getattr(found, "manufacturer", None),
        vendor_id=vid,
        product_id=pid,
        serial_number=number,
    )


def open_port(url: str, line: LineSettings) -> Port:
    """Raises PortError, whose `trouble` says what the nurse or the technician can do.

    A pseudo-terminal has no parity, and refuses whoever asks for it a second time.
    """
    if url.startswith(replay.SCHEME):
        return replay.ReplayPort(Path(url.removeprefix(replay.SCHEME)))
    address = _resolve(url)
    can_select = address.startswith("socket://") or ("://" not in address and os.name == "posix")
    try:
        port = serial.serial_for_url(
            address,
            baudrate=line.baud,
            bytesize=line.bits,
            parity=serial.PARITY_NONE if is_simulated(address) else line.parity,
            stopbits=line.stop_bits,
            rtscts=line.rtscts,
            xonxoff=False,
            timeout=0 if can_select else _SLICE_S,
            write_timeout=_WRITE_TIMEOUT_S,
            exclusive=None if "://" in address else True,
        )
    except _lost_errors(ValueError) as error:
        raise PortError(_trouble(error, address), f"{address}: {error}") from error
    return _SerialPort(port, port.fileno() if can_select else None)


def _resolve(url: str) -> str:
    if url.startswith("usb:"):
        found = [port.url for port in list_ports() if (port.usb or "").lower() == url.lower()]
        if len(found) == 1:
            return found[0]
        there = f"{len(found)} adapters" if found else "no such USB adapter"  # cheap ones are alike
        raise PortError(Trouble.PORT_MISSING, f"{url}: {there} plugged in")
    if "://" in url and not url.startswith(_SCHEMES):
        raise PortError(Trouble.PORT_MISSING, f"{url}: not an address of a port")
    return url


def _trouble(error: Exception, address: str) -> Trouble:
    if isinstance(error, OSError) and error.errno in _TROUBLE:
        return _TROUBLE[error.errno]
    text = str(error)
    if "PermissionError" in text:  # Windows says so when another program has the port
        return Trouble.PORT_BUSY
    return Trouble.PORT_MISSING


class _SerialPort:
    """Waits with `select` where there is a handle for it, else in slices.

    pyserial's own time-out is set once: changing it sets up the whole line anew, to which a
    terminal server answers slowly.
    """

    def __init__(self, port: serial.Serial, handle: int | None) -> None:
        self._port, self._handle = port, handle
        self._awake, self._wake = socket.socketpair()
        self._awake.setblocking(False)
        self._wake.setblocking(False)

    def read(self, timeout_s: float) -> bytes:
        try:
            if self._handle is not None:
                select.select([self._handle, self._awake.fileno()], [], [], timeout_s)
                self._was_interrupted()
                return bytes(self._port.read(_LARGEST_READ))
            return self._read_in_slices(timeout_s)
        except _lost_errors() as error:
            raise PortError(Trouble.UNPLUGGED, repr(error)) from error

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except serial.SerialTimeoutException as error:
            raise PortError(Trouble.SILENT, "the port takes no more bytes") from error
        except _lost_errors() as error:
            raise PortError(Trouble.UNPLUGGED, repr(error)) from error

    def close(self) -> None:
        connection = getattr(self._port, "_socket", None)  # pyserial leaves it open once reset
        with contextlib.suppress(*_lost_errors()):
            self._port.close()
        if connection is not None:
            connection.close()
        self._awake.close()
        self._wake.close()

    def interrupt(self) -> None:
        with contextlib.suppress(OSError):  # closed, or interrupted very often
            self._wake.send(b"!")

    def _read_in_slices(self, timeout_s: float) -> bytes:
        for _ in range(max(1, ceil(timeout_s / _SLICE_S))):
            if data := bytes(self._port.read(1)):
                return data + bytes(self._port.read(self._port.in_waiting))
            if self._was_interrupted():
                break
        return b""

    def _was_interrupted(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            return bool(self._awake.recv(_LARGEST_READ))
        return False


def _lost_errors(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """What pyserial raises, or lets through when a port goes away; termios.error is no OSError."""
    try:
        import termios
    except ImportError:  # Windows
        return (OSError, *more)
    return (OSError, termios.error, *more)
