"""Simulated monitors on real pseudo-terminals and sockets, heard through pyserial."""

import socket
import struct
from queue import SimpleQueue
from threading import Event

import pytest

import resources
from bedside.clock import ManualClock, faster, system_clock
from bedside.vitals import BloodPressure, CuffPressure, LinkLost, LinkRestored, Measurement, Vital
from devices.catalog import DRIVERS
from devices.line import PortError, Trouble
from devices.link import Command, LineSettings, Order
from devices.port import open_port
from devices.reader import Reader
from devices.simulator.faults import Faulty, parse_plan
from devices.simulator.lockstep import next_due_s, settle
from devices.simulator.nonin import nonin_format2
from devices.simulator.patient import ScenarioPatient
from devices.simulator.pty import PtyWire, Server, SocketWire, serve, start, wire_for
from devices.simulator.scenario import LineChange, read_scenarios
from devices.simulator.suntech import SunTech
from tests.devices.streams import Calm

LINE = LineSettings(9600)
SCENARIOS = read_scenarios(resources.path("scenarios"))


class Echo:
    """Says back what it hears, and a dot at each whole second."""

    def __init__(self):
        self.seconds = 0

    def step(self, now_s, received):
        dots = max(0, int(now_s) - self.seconds)
        self.seconds += dots
        return received + b"." * dots

    def next_due_s(self):
        return self.seconds + 1.0


@pytest.fixture(params=["pty", "socket"])
def server(request, tmp_path):
    wire = SocketWire() if request.param == "socket" else PtyWire(tmp_path / "monitor")
    made = Server(Echo(), wire)
    yield made
    made.close()


def read(port, size):
    heard = b""
    while len(heard) < size and (part := port.read(2.0)):
        heard += part
    return heard


def test_what_is_said_to_it_reaches_the_monitor_and_comes_back(server):
    port = open_port(server.url, LINE)
    everything = bytes(range(256))
    port.write(everything)
    server.step(0.0, expected=256)
    assert read(port, 256) == everything
    assert (server.received, server.sent) == (256, 256)
    port.close()


def test_nothing_is_echoed_by_the_wire_itself(server):
    port = open_port(server.url, LINE)
    server.step(3.0)
    assert read(port, 3) == b"..."
    server.step(3.0)
    assert server.received == 0
    port.close()


def test_a_cable_pulled_and_put_back_has_the_same_name(server):
    url = server.url
    port = open_port(url, LINE)
    server.step(0.0)
    server.change(LineChange.UNPLUG)
    server.change(LineChange.UNPLUG)  # twice is once
    with pytest.raises(PortError) as caught:
        port.read(2.0)
    assert caught.value.trouble is Trouble.UNPLUGGED
    port.close()
    with pytest.raises(PortError) as caught:
        open_port(url, LINE)
    assert caught.value.trouble is Trouble.PORT_MISSING
    server.step(5.0)  # time goes on
    server.change(LineChange.REPLUG)
    server.change(LineChange.REPLUG)
    assert server.url == url
    port = open_port(url, LINE)
    server.step(7.0)
    assert read(port, 2) == b".."
    port.close()


def test_a_monitor_that_hangs_neither_speaks_nor_hears(server):
    port = open_port(server.url, LINE)
    server.hung = True
    port.write(b"lost")
    server.step(2.0, expected=4)
    assert port.read(0.05) == b""
    server.hung = False
    server.step(2.0)
    assert read(port, 2) == b".."
    port.close()


def test_what_nobody_listens_to_is_lost_and_not_kept(server):
    server.step(100.0, listening=False)
    port = open_port(server.url, LINE)
    server.step(101.0)
    assert read(port, 1) == b"."
    assert server.sent == 1
    port.close()


def test_a_wire_that_nobody_reads_keeps_what_is_new(server):
    for second in range(1, 40):
        server.simulator.seconds = -1000 * second
        server.step(0.0)
    server.close()


def test_a_listener_may_go_and_another_come(server):
    for second in (1, 2):
        port = open_port(server.url, LINE)
        server.step(float(second))
        assert read(port, 1) == b"."
        port.close()
        server.step(float(second))


def test_a_wire_that_is_full_lets_go_of_what_is_old(tmp_path, monkeypatch):
    wire = PtyWire(tmp_path / "monitor")
    wire.plug()
    port = open_port(wire.url, LINE)
    wire.write(b"old")

    def full(*_):
        raise BlockingIOError

    with monkeypatch.context() as patch:
        patch.setattr("os.write", full)
        wire.write(b"lost")
    wire.write(b"new")
    assert read(port, 3) == b"new"
    port.close()
    wire.unplug()


def test_a_listener_whose_connection_breaks_is_no_trouble():
    wire = SocketWire()
    wire.plug()
    host, number = wire.url.removeprefix("socket://").split(":")
    client = socket.create_connection((host, int(number)))
    wire.wait(2.0)
    wire.write(b"unread")
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()  # reset, not ended
    wire.wait(2.0)
    assert wire.read() == b""
    wire.unplug()


def test_bytes_that_never_arrive_are_not_waited_for_twice(server, monkeypatch):
    monkeypatch.setattr("devices.simulator.pty.ARRIVES_WITHIN_S", 0.01)
    server.step(0.0, expected=5)
    assert server.received == 5


def test_the_wire_is_what_the_system_has(tmp_path, monkeypatch):
    assert isinstance(wire_for(tmp_path, "oximeter"), PtyWire)
    monkeypatch.setattr("sys.platform", "win32")
    assert isinstance(wire_for(tmp_path, "oximeter"), SocketWire)


# in step, without threads


class Room:
    """Two monitors, two readers, one patient and one clock that stands still."""

    def __init__(self, folder, scenario="calm", plan=""):
        self.clock, self.inbox = ManualClock(), SimpleQueue()
        self.patient = ScenarioPatient(SCENARIOS[scenario], seed=4)
        self.patient.begin_infusion(0.0)
        oximeter = Faulty(nonin_format2(self.patient, burst=25), parse_plan(plan), seed=4)
        self.pairs = [
            self._pair("oximeter", "nonin-format2", folder, oximeter, oximeter.is_plugged),
            self._pair("nibp", "suntech-advantage", folder, SunTech(self.patient)),
        ]

    def _pair(self, role, driver_id, folder, simulator, is_plugged=None):
        server = Server(simulator, PtyWire(folder / role), is_plugged)
        driver = DRIVERS[driver_id]
        reader = Reader(
            role, driver, lambda: open_port(server.url, driver.line), self.inbox, self.clock
        )
        return server, reader

    def until(self, seconds):
        while True:
            settle(self.pairs, self.clock().mono_s)
            due_s = max(next_due_s(self.pairs), self.clock().mono_s + 1e-6)
            if due_s > seconds:
                break
            self.clock.move_to(due_s)
        self.clock.move_to(seconds)
        return self

    def arrivals(self):
        return [self.inbox.get_nowait() for _ in range(self.inbox.qsize())]

    def close(self):
        for server, reader in self.pairs:
            reader.close()
            server.close()


def listen(folder, seconds=60, **room):
    folder.mkdir()
    made = Room(folder, **room)
    made.until(5)
    made.pairs[1][1].order(Order(Command.START_NIBP, 1))
    heard = made.until(seconds).arrivals()
    made.close()
    return heard


def test_a_minute_of_two_monitors_is_the_same_each_time(tmp_path):
    first = listen(tmp_path / "1")
    values = [
        a.what.value
        for a in first
        if getattr(a.what, "vital", None) is Vital.SPO2 and isinstance(a.what, Measurement)
    ]
    assert 175 <= len(values) <= 180
    assert {97, 98} >= set(values)
    assert [a.what.start_id for a in first if isinstance(a.what, BloodPressure)] == [1]
    assert first == listen(tmp_path / "2")


def test_with_bad_cables_it_is_the_same_each_time_too(tmp_path):
    plan = "drop=0.01,flip=0.01,chop,delay=0.4,midframe"
    first = listen(tmp_path / "1", 20, plan=plan)
    assert first == listen(tmp_path / "2", 20, plan=plan)


def test_a_pulled_cable_is_noticed_at_once_and_heard_again_within_two_seconds(tmp_path):
    room = Room(tmp_path, plan="unplug=10:10")
    heard = room.until(30).arrivals()
    room.close()
    lost = [a for a in heard if isinstance(a.what, LinkLost)]
    back = [a for a in heard if isinstance(a.what, LinkRestored)]
    assert [(a.source, a.what.reason) for a in lost] == [("oximeter", "unplugged")]
    assert lost[0].at.mono_s == pytest.approx(10.0, abs=0.01)
    assert 20.0 <= back[0].at.mono_s <= 22.0


def test_the_readers_last_words_empty_the_cuff(tmp_path):
    room = Room(tmp_path)
    room.until(5).pairs[1][1].order(Order(Command.START_NIBP, 1))
    room.until(12)
    server, reader = room.pairs[1]
    assert server.simulator.mmhg(12.0) > 100
    reader.close()
    server.step(12.0, expected=reader.sent)
    server.step(13.0)
    assert server.simulator.mmhg(13.0) == 0
    room.close()


def test_bytes_that_do_not_arrive_stop_the_demonstration_instead_of_changing_it(tmp_path):
    room = Room(tmp_path).until(1)
    room.pairs[0][0].sent += 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("devices.simulator.lockstep.ARRIVES_WITHIN_S", 0.01)
        with pytest.raises(RuntimeError, match="did not arrive"):
            settle(room.pairs, 1.0)
    room.close()


# in threads


def test_a_thread_serves_until_it_is_stopped(tmp_path):
    clock = faster(system_clock, 50)
    server = Server(nonin_format2(Calm()), PtyWire(tmp_path / "oximeter"))
    stopping, inbox = Event(), SimpleQueue()
    thread = start(server, clock, stopping, speed=50)
    driver = DRIVERS["nonin-format2"]
    reader = Reader("oximeter", driver, lambda: open_port(server.url, driver.line), inbox, clock,
                    speed=50.0)  # fmt: skip
    heard = []
    while not any(isinstance(item, Measurement) for item in heard):
        reader.pump(2.0)
        heard += [inbox.get_nowait().what for _ in range(inbox.qsize())]
    server.change(LineChange.UNPLUG)
    while not any(isinstance(item, LinkLost) for item in heard):
        reader.pump(0.01)
        heard += [inbox.get_nowait().what for _ in range(inbox.qsize())]
    server.change(LineChange.REPLUG)
    while not any(isinstance(item, LinkRestored) for item in heard):
        reader.pump(0.01)
        heard += [inbox.get_nowait().what for _ in range(inbox.qsize())]
    reader.close()
    stopping.set()
    thread.join(10)
    assert not thread.is_alive()
    assert not server.plugged
    assert {item.value for item in heard if isinstance(item, Measurement)} == {97, 65}


def test_serving_goes_on_while_the_cable_is_out(tmp_path):
    stopping = Event()

    class Counted(Echo):
        def step(self, now_s, received):
            self.seconds += 1
            if self.seconds == 3:
                stopping.set()
            return b""

        def next_due_s(self):
            return None

    server = Server(Counted(), PtyWire(tmp_path / "m"), is_plugged=lambda now_s: False)
    serve(server, ManualClock(), stopping)
    assert server.simulator.seconds == 3


def test_a_wire_that_breaks_while_it_is_watched_does_not_end_the_serving(tmp_path):
    stopping = Event()

    class Breaks(PtyWire):
        def wait(self, timeout_s):
            stopping.set()
            raise ValueError("file descriptor cannot be a negative integer (-1)")

    serve(Server(Echo(), Breaks(tmp_path / "m")), ManualClock(), stopping)


def test_cuff_pressures_pass_over_the_socket_too():
    server = Server(SunTech(Calm()), SocketWire())
    clock, inbox = ManualClock(), SimpleQueue()
    driver = DRIVERS["suntech-advantage"]
    reader = Reader("nibp", driver, lambda: open_port(server.url, driver.line), inbox, clock)
    for _ in range(30):
        settle([(server, reader)], clock().mono_s)
        clock.advance(0.1)
    reader.close()
    server.close()
    heard = [inbox.get_nowait().what for _ in range(inbox.qsize())]
    assert CuffPressure(0) in heard
