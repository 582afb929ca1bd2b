"""Serial ports: opened, listed, and their failures in words. The only module that knows pyserial.

Never XON/XOFF: 0x11 and 0x13 occur as data in binary formats and would vanish. Ports are opened
for us alone, so that two programs cannot each get half of the bytes.

An address is what the system calls the port ("COM3", "/dev/ttyUSB0"), `socket://` or `rfc2217://`
with a host and a port number, `loop://`, or `usb:VENDOR:PRODUCT:SERIAL` in hexadecimal, which finds
the same adapter again whatever the system calls it after it was pulled and put back.
"""

import contextlib
import errno
from dataclasses import dataclass
from math import ceil

import serial
from serial.tools import list_ports as _list_ports

from devices.line import Port, PortError, Trouble
from devices.link import LineSettings

_NETWORK = ("socket://", "rfc2217://")
_SCHEMES = (*_NETWORK, "loop://")
_WRITE_TIMEOUT_S = 1.0
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
    """Raises PortError, whose `trouble` says what the nurse or the technician can do."""
    address = _resolve(url)
    try:
        port = serial.serial_for_url(
            address,
            baudrate=line.baud,
            bytesize=line.bits,
            parity=line.parity,
            stopbits=line.stop_bits,
            rtscts=line.rtscts,
            xonxoff=False,
            timeout=0,
            write_timeout=_WRITE_TIMEOUT_S,
            exclusive=None if "://" in address else True,
        )
    except (OSError, ValueError) as error:  # SerialException is an OSError
        raise PortError(_trouble(error, address), f"{address}: {error}") from error
    return _SerialPort(port, drains=not address.startswith("socket://"))


def _resolve(url: str) -> str:
    if url.startswith("usb:"):
        for port in list_ports():
            if port.usb is not None and port.usb.lower() == url.lower():
                return port.url
        raise PortError(Trouble.PORT_MISSING, f"{url}: no such USB adapter is plugged in")
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
    def __init__(self, port: serial.Serial, drains: bool) -> None:
        self._port = port
        self._drains = drains  # a socket does not know how much is waiting

    def read(self, timeout_s: float) -> bytes:
        try:
            self._wait_at_most(timeout_s)
            data = bytes(self._port.read(1))
            if not data:
                return b""
            if self._drains:
                return data + bytes(self._port.read(self._port.in_waiting))
            self._wait_at_most(0.0)
            return data + bytes(self._port.read(_LARGEST_READ))
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
        with contextlib.suppress(*_lost_errors()):
            self._port.close()

    def interrupt(self) -> None:
        cancel = getattr(self._port, "cancel_read", None)
        if cancel is not None:
            with contextlib.suppress(*_lost_errors(), TypeError):  # TypeError: closed meanwhile
                cancel()

    def _wait_at_most(self, timeout_s: float) -> None:
        timeout_s = ceil(timeout_s * 100) / 100
        if self._port.timeout != timeout_s:  # setting it talks to the driver
            self._port.timeout = timeout_s


def _lost_errors() -> tuple[type[Exception], ...]:
    """What pyserial lets through when a port goes away; `termios.error` is no OSError."""
    try:
        import termios
    except ImportError:  # Windows
        return (OSError,)
    return (OSError, termios.error)
