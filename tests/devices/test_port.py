import errno
import os
import pty
import socket
import tty
from types import SimpleNamespace

import pytest
import serial

from devices import port as port_module
from devices.line import PortError, Trouble
from devices.link import LineSettings
from devices.port import list_ports, open_port

LINE = LineSettings(9600)


@pytest.fixture
def terminal():
    """(our end, the path of the other)"""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    for end in (ours, theirs):
        try:
            os.close(end)
        except OSError:
            pass


def test_bytes_go_both_ways_unchanged(terminal):
    ours, path = terminal
    port = open_port(path, LINE)
    everything = bytes(range(256))  # 11 and 13 among them, which XON/XOFF would swallow
    os.write(ours, everything)
    heard = b""
    while len(heard) < 256:
        heard += port.read(5)
    assert heard == everything
    port.write(everything)
    said = b""
    while len(said) < 256:
        said += os.read(ours, 256)
    assert said == everything
    port.close()


def test_a_read_with_nothing_to_read_returns_nothing(terminal):
    port = open_port(terminal[1], LINE)
    assert port.read(0) == b""
    assert port.read(0.01) == b""
    port.close()


def test_a_read_that_waits_can_be_interrupted(terminal):
    port = open_port(terminal[1], LINE)
    port.interrupt()  # before, and still it does not wait
    assert port.read(30) == b""
    port.close()
    port.interrupt()  # after it was closed: nothing happens


def test_a_port_is_opened_for_us_alone(terminal):
    port = open_port(terminal[1], LINE)
    with pytest.raises(PortError) as caught:
        open_port(terminal[1], LINE)
    assert caught.value.trouble is Trouble.PORT_BUSY
    port.close()
    open_port(terminal[1], LINE).close()


def test_a_pulled_cable_is_unplugged(terminal):
    ours, path = terminal
    port = open_port(path, LINE)
    os.close(ours)
    with pytest.raises(PortError) as caught:
        port.read(1)
    assert caught.value.trouble is Trouble.UNPLUGGED
    with pytest.raises(PortError) as caught:
        port.write(b"x")
    assert caught.value.trouble is Trouble.UNPLUGGED
    port.close()


@pytest.mark.parametrize(
    ("story", "error", "trouble"),
    [
        ("no such port", serial.SerialException(errno.ENOENT, "x"), Trouble.PORT_MISSING),
        ("its adapter is gone", serial.SerialException(errno.ENXIO, "x"), Trouble.PORT_MISSING),
        ("another program has it", serial.SerialException(errno.EBUSY, "x"), Trouble.PORT_BUSY),
        ("... and locked it", serial.SerialException(errno.EAGAIN, "x"), Trouble.PORT_BUSY),
        ("not allowed", serial.SerialException(errno.EACCES, "x"), Trouble.NO_PERMISSION),
        (
            "Windows: no such port",
            serial.SerialException("could not open port 'COM9': FileNotFoundError(2, 'x')"),
            Trouble.PORT_MISSING,
        ),
        (
            "Windows: another program has it",
            serial.SerialException("could not open port 'COM9': PermissionError(13, 'x')"),
            Trouble.PORT_BUSY,
        ),
        ("not a terminal", serial.SerialException("(25, 'x')"), Trouble.PORT_MISSING),
        ("a speed it does not know", ValueError("Not a valid baudrate"), Trouble.PORT_MISSING),
    ],
)
def test_a_port_that_cannot_be_opened_says_why(story, error, trouble, monkeypatch):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(serial, "serial_for_url", refuse)
    with pytest.raises(PortError) as caught:
        open_port("COM9", LINE)
    assert caught.value.trouble is trouble, story


@pytest.mark.parametrize("url", ["/dev/no-such-port", "spy:///dev/pts/0", "nonsense://"])
def test_what_is_no_port_is_missing(url):
    with pytest.raises(PortError) as caught:
        open_port(url, LINE)
    assert caught.value.trouble is Trouble.PORT_MISSING


def test_a_line_that_takes_no_more_bytes_is_silent():
    port = port_module._SerialPort(SimpleNamespace(write=_times_out, close=lambda: None), None)
    with pytest.raises(PortError) as caught:
        port.write(b"x")
    assert caught.value.trouble is Trouble.SILENT
    port.close()


def _times_out(data):
    raise serial.SerialTimeoutException("Write timeout")


def test_a_terminal_server_is_a_port_too():
    server = socket.create_server(("127.0.0.1", 0))
    port = open_port(f"socket://127.0.0.1:{server.getsockname()[1]}", LINE)
    monitor, _ = server.accept()
    with server, monitor:
        monitor.sendall(bytes(range(256)))
        heard = b""
        while len(heard) < 256:
            heard += port.read(5)
        assert heard == bytes(range(256))
        port.write(b"\x3a\x20\xa6")
        assert monitor.recv(10) == b"\x3a\x20\xa6"
        monitor.shutdown(socket.SHUT_RDWR)
        with pytest.raises(PortError) as caught:
            port.read(5)
        assert caught.value.trouble is Trouble.UNPLUGGED
        port.close()


def test_a_pseudo_terminal_for_a_line_with_parity_can_be_opened_again_and_again(terminal):
    ours, path = terminal
    for _ in range(3):
        port = open_port(path, LineSettings(19200, parity="O"))
        os.write(ours, b"x")
        assert port.read(2.0) == b"x"
        port.close()


def test_a_port_that_cannot_be_waited_for_is_looked_at_again_and_again():
    port = open_port("loop://", LINE)  # as are the ports of Windows
    assert port.read(0.0) == b""
    assert port.read(0.06) == b""
    port.write(b"hello")
    assert port.read(1.0) == b"hello"
    port.interrupt()
    assert port.read(30.0) == b""
    port.close()


def test_nobody_at_the_other_end_of_the_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"socket://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(PortError) as caught:
        open_port(url, LINE)
    assert caught.value.trouble is Trouble.PORT_MISSING


ADAPTER = SimpleNamespace(
    device="/dev/ttyUSB1",
    description="USB Serial",
    manufacturer="FTDI",
    vid=0x0403,
    pid=0x6001,
    serial_number="A50285BI",
)
BUILT_IN = SimpleNamespace(
    device="/dev/ttyS0",
    description="ttyS0",
    manufacturer=None,
    vid=None,
    pid=None,
    serial_number=None,
)


@pytest.fixture
def two_ports(monkeypatch):
    monkeypatch.setattr(port_module._list_ports, "comports", lambda: [ADAPTER, BUILT_IN])


def test_the_ports_are_listed_with_a_lasting_address_where_there_is_one(two_ports):
    built_in, adapter = list_ports()
    assert (built_in.url, built_in.usb) == ("/dev/ttyS0", None)
    assert (adapter.url, adapter.usb) == ("/dev/ttyUSB1", "usb:0403:6001:A50285BI")
    assert (adapter.vendor_id, adapter.product_id) == (0x0403, 0x6001)


def test_an_adapter_is_found_again_under_another_name(two_ports, monkeypatch):
    opened = []
    port = SimpleNamespace(fileno=lambda: 0, close=lambda: None)
    monkeypatch.setattr(serial, "serial_for_url", lambda url, **_: opened.append(url) or port)
    open_port("usb:0403:6001:a50285bi", LINE).close()
    assert opened == ["/dev/ttyUSB1"]


def test_an_adapter_that_is_not_plugged_in_is_missing(two_ports):
    with pytest.raises(PortError) as caught:
        open_port("usb:0403:6001:OTHER", LINE)
    assert caught.value.trouble is Trouble.PORT_MISSING


def test_of_two_adapters_with_the_same_number_none_is_taken_for_the_other(monkeypatch):
    """Cheap adapters leave the factory with serial number 0001, all of them."""
    alike = [
        SimpleNamespace(device=f"COM{n}", vid=0x10C4, pid=0xEA60, serial_number="0001")
        for n in (3, 4)
    ]
    monkeypatch.setattr(port_module._list_ports, "comports", lambda: alike)
    with pytest.raises(PortError, match="2 adapters") as caught:
        open_port("usb:10c4:ea60:0001", LINE)
    assert caught.value.trouble is Trouble.PORT_MISSING


def test_this_computer_can_be_asked():
    assert all(port.url for port in list_ports())
