import os
import pty
import socket

import pytest

from devices.address import is_simulated


@pytest.mark.parametrize(
    ("story", "url", "simulated"),
    [
        ("the patient in the program", "sim:desaturation", True),
        ("a recording", "replay:night.bin", True),
        ("a port that answers itself", "loop://", True),
        ("whatever the letters' size", " SIM:calm", True),
        ("the demo's socket on Windows", "socket://127.0.0.1:7000", True),
        ("by name", "socket://localhost:7000", True),
        ("any address of the loopback network", "socket://127.3.2.1:7000", True),
        ("in shorthand", "socket://127.1:7000", True),
        ("IPv6", "rfc2217://[::1]:7000", True),
        ("IPv4 in IPv6", "socket://[::ffff:127.0.0.1]:7000", True),
        ("no address in particular", "socket://0.0.0.0:7000", True),
        ("no host at all", "socket://:7000", True),
        ("a pseudo-terminal", "/dev/pts/3", True),
        ("virtual ports of Windows", "CNCA0", True),
        ("the same, spelled in full", "\\\\.\\CNCB1", True),
        ("a USB adapter", "/dev/ttyUSB0", False),
        ("a built-in port", "/dev/ttyS0", False),
        ("a port of Windows", "COM3", False),
        ("an adapter by its number", "usb:0403:6001:A50285BI", False),
        ("a terminal server of the hospital", "rfc2217://192.0.2.10:4001", False),
        ("a server that nobody knows", "socket://monitor.invalid:4001", False),
    ],
)
def test_what_ends_inside_this_computer_is_simulated(story, url, simulated, monkeypatch):
    real_lookup = socket.getaddrinfo

    def lookup(host, *args, **kwargs):
        if host.endswith(".invalid"):  # do not ask the network in a test
            raise socket.gaierror(-2, "Name or service not known")
        return real_lookup(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert is_simulated(url) is simulated, story


def test_a_name_that_leads_to_loopback_is_simulated(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_DGRAM, 17, "", ("127.0.1.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert is_simulated("socket://monitor-3:4001")


def test_a_pseudo_terminal_under_another_name_is_simulated(tmp_path):
    monitor, slave = pty.openpty()
    try:
        link = tmp_path / "ttyUSB0"
        link.symlink_to(os.ttyname(slave))
        second = tmp_path / "oximeter"
        second.symlink_to(link)
        assert is_simulated(str(link))
        assert is_simulated(str(second))
    finally:
        os.close(monitor)
        os.close(slave)


def test_a_pseudo_terminal_in_an_unusual_place_is_known_by_its_number(monkeypatch):
    monitor, slave = pty.openpty()
    try:
        name = os.ttyname(slave)
        monkeypatch.setattr("devices.address._PSEUDO_TERMINALS", ())
        assert is_simulated(name)
    finally:
        os.close(monitor)
        os.close(slave)


def test_an_address_of_this_computer_is_simulated_though_it_is_not_loopback(monkeypatch):
    bound = []

    class OwnAddress:
        def __init__(self, *_):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def bind(self, address):
            bound.append(address)  # the system allows it: the address is ours

    monkeypatch.setattr(socket, "socket", OwnAddress)
    assert is_simulated("socket://192.0.2.10:4001")
    assert bound == [("192.0.2.10", 0)]
