"""Whether a port's address leads to a real monitor (DESIGN 2.9). Connects to nothing.

A session on a simulated port is a simulation from its first event, so everything that ends inside
this computer counts as simulated: `sim:`, `replay:`, `loop:`, pseudo-terminals under whatever name
they are linked to, and network addresses that are its own.
"""

import ipaddress
import os
import socket
import stat
from pathlib import Path
from urllib.parse import urlsplit

SIMULATED_SCHEMES = ("sim:", "replay:", "loop:")
NETWORK_SCHEMES = ("socket://", "rfc2217://")
_UNIX98_PTY_MAJORS = range(136, 144)  # Linux: both ends of a pseudo-terminal's device numbers
_PSEUDO_TERMINALS = ("/dev/pts/", "/dev/ttyp", "/dev/ttys", "/dev/ptmx", "/dev/pty")
_COM0COM = ("CNCA", "CNCB")  # the usual pair of virtual ports on Windows


def is_simulated(url: str) -> bool:
    address = url.strip()
    lower = address.lower()
    if lower.startswith(SIMULATED_SCHEMES):
        return True
    if lower.startswith(NETWORK_SCHEMES):
        return _is_this_computer(urlsplit(address).hostname)
    return _is_pseudo_terminal(address)


def _is_this_computer(host: str | None) -> bool:
    if not host:
        return True
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except OSError:
        return False  # it cannot be opened either
    return any(_is_own_address(entry[0], str(entry[4][0])) for entry in found)


def _is_own_address(family: int, text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or address
    if mapped.is_loopback or mapped.is_unspecified:
        return True
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((text, 0))  # allowed only on an address of this computer
    except OSError:
        return False
    return True


def _is_pseudo_terminal(path: str) -> bool:
    name = path.removeprefix("\\\\.\\").upper()
    if name.startswith(_COM0COM):
        return True
    real = os.path.realpath(path)
    if real.startswith(_PSEUDO_TERMINALS):
        return True
    try:
        status = Path(real).stat()
    except OSError:
        return False
    is_terminal = stat.S_ISCHR(status.st_mode)
    return is_terminal and os.major(status.st_rdev) in _UNIX98_PTY_MAJORS
