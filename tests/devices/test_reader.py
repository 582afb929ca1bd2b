"""The reader in the test's own thread, on a port that says what the test has written down."""

import logging
from collections import deque
from queue import SimpleQueue

import pytest

from bedside.clock import ManualClock
from bedside.vitals import (
    Arrival,
    BloodPressure,
    CuffPressure,
    DeviceStatus,
    Garbled,
    LinkLost,
    LinkRestored,
    Measurement,
    NibpFailed,
    NibpFault,
    NibpStarted,
    ProgramFault,
)
from devices.catalog import DRIVERS
from devices.line import PortError, Trouble
from devices.link import Command, Driver, LineSettings, Order, Step
from devices.nonin_format2 import encode
from devices.reader import RETRY_S, Reader
from devices.suntech_packets import (
    ABORT,
    START_ADULT,
    Result,
    ack_packet,
    pressure_packet,
    result_packet,
)

NONIN, SUNTECH = DRIVERS["nonin-format2"], DRIVERS["suntech-advantage"]
PACKET = encode(97, 72)
UNPLUGGED = PortError(Trouble.UNPLUGGED, "the cable")
K, A, GOT = ack_packet(b"K"), ack_packet(b"A"), ack_packet(b"O")


class ScriptedPort:
    """`script`: bytes to say, one entry a read, or an exception to raise; then silence."""

    def __init__(self, *script, broken=False):
        self.script, self.broken = deque(script), broken
        self.written, self.waited, self.closed, self.interrupts = [], [], False, 0

    def read(self, timeout_s):
        self.waited.append(timeout_s)
        entry = self.script.popleft() if self.script else b""
        if isinstance(entry, Exception):
            raise entry
        return entry

    def write(self, data):
        if self.broken:
            raise PortError(Trouble.UNPLUGGED, "write")
        self.written.append(data)

    def interrupt(self):
        self.interrupts += 1

    def close(self):
        self.closed = True


class Bench:
    """A reader, and the ports that it will be given one after another."""

    def __init__(self, *ports, driver=NONIN, **reader):
        self.clock, self.inbox, self.wakes = ManualClock(), SimpleQueue(), []
        self.ports = deque(ports)
        self.reader = Reader(
            "oximeter",
            driver,
            self._connect,
            self.inbox,
            self.clock,
            **{"wake": lambda: self.wakes.append(1), **reader},
        )

    def _connect(self):
        port = self.ports.popleft() if self.ports else PortError(Trouble.PORT_MISSING, "none")
        if isinstance(port, Exception):
            raise port
        return port

    def pump(self, times=1, seconds=0.0):
        for _ in range(times):
            self.reader.pump(0.0)
            self.clock.advance(seconds)
        return self

    def posted(self):
        return [self.inbox.get_nowait().what for _ in range(self.inbox.qsize())]

    def order(self, command, start_id=7):
        self.reader.order(Order(command, start_id))
        return self


def kinds(items):
    return [item.reason if isinstance(item, LinkLost) else type(item).__name__ for item in items]


SAID = ["Waveform", "Measurement", "Measurement"]  # by one packet and the SYNC behind it


def test_what_the_monitor_says_reaches_the_inbox_with_its_role_and_time():
    bench = Bench(ScriptedPort(PACKET, PACKET))
    bench.pump(2)
    at = bench.clock.advance(0.5)
    bench.pump()
    arrivals = [bench.inbox.get_nowait() for _ in range(bench.inbox.qsize())]
    values = [a for a in arrivals if isinstance(a.what, Measurement)]
    assert [a.what.value for a in values] == [97, 72]
    assert {(a.source, a.at) for a in values} == {("oximeter", at)}
    assert len(bench.wakes) == len(arrivals)


def test_a_pulled_cable_is_told_and_the_reader_comes_back():
    bench = Bench(ScriptedPort(PACKET * 2, UNPLUGGED), ScriptedPort(PACKET * 2))
    bench.pump(3)
    assert kinds(bench.posted()) == [*SAID, "unplugged"]
    bench.clock.advance(RETRY_S)
    bench.pump(2)
    assert kinds(bench.posted()) == ["LinkRestored", *SAID]


def test_within_two_seconds_of_its_return_a_monitor_is_heard_again():
    bench = Bench(ScriptedPort(UNPLUGGED), PortError(Trouble.PORT_MISSING, "gone"))
    bench.pump(40, seconds=0.1)
    bench.posted()
    bench.ports.append(ScriptedPort(PACKET * 2))  # it is back
    came_back_s = bench.clock().mono_s
    while not (heard := bench.posted()):
        bench.pump(1, seconds=0.1)
    assert kinds(heard)[0] == "LinkRestored"
    assert bench.clock().mono_s - came_back_s < 2.0


@pytest.mark.parametrize(
    "trouble", [Trouble.PORT_MISSING, Trouble.PORT_BUSY, Trouble.NO_PERMISSION]
)
def test_a_port_that_cannot_be_opened_is_told_once_and_tried_again(trouble):
    bench = Bench(*[PortError(trouble, "why")] * 5, ScriptedPort(PACKET * 2))
    bench.pump(60, seconds=0.1)
    heard = bench.posted()
    assert heard[0] == LinkLost(trouble, "why")
    assert kinds(heard)[1:5] == ["LinkRestored", *SAID]


def test_a_new_trouble_is_told_though_the_old_one_is_not_over():
    bench = Bench(
        PortError(Trouble.PORT_MISSING, ""),
        PortError(Trouble.PORT_BUSY, ""),
        PortError(Trouble.PORT_BUSY, ""),
    )
    bench.pump(3, seconds=RETRY_S)
    assert kinds(bench.posted()) == ["port_missing", "port_busy"]


def test_a_cable_that_was_pulled_is_not_told_again_as_a_missing_port():
    bench = Bench(ScriptedPort(UNPLUGGED))
    bench.pump(10, seconds=RETRY_S)
    assert kinds(bench.posted()) == ["unplugged"]


def test_a_monitor_that_falls_silent_is_lost_after_its_patience():
    bench = Bench(ScriptedPort(PACKET * 2), ScriptedPort())
    bench.pump(2)
    bench.posted()
    bench.clock.advance(NONIN.patience_s - 0.1)
    assert bench.pump().posted() == []
    bench.clock.advance(0.1)
    assert kinds(bench.pump().posted()) == ["silent"]
    bench.pump(3, seconds=1.0)
    assert bench.posted() == []  # and said once


def test_a_conversation_may_say_how_long_its_silence_is_none():
    class Quiet:
        def opened(self, now_s):
            return Step(patience_s=8.0)

        def step(self, now_s, data, orders=()):
            return Step(patience_s=8.0)

        def closing(self, now_s):
            return ()

    bench = Bench(ScriptedPort(), driver=driver_of(Quiet())).pump()
    bench.clock.advance(7.9)
    assert bench.pump().posted() == []
    assert bench.reader.next_due_s() == 8.0
    bench.clock.advance(0.1)
    assert kinds(bench.pump().posted()) == ["silent"]


def test_a_monitor_that_was_never_heard_is_silent_too():
    bench = Bench(ScriptedPort(), ScriptedPort()).pump(6, seconds=1.0)
    assert kinds(bench.posted()) == ["silent"]


def test_bytes_without_sense_are_a_wrong_device():
    noise = ScriptedPort(*[b"\x55" * 40] * 20)
    bench = Bench(noise).pump(8, seconds=0.5)
    heard = bench.posted()
    assert kinds(heard)[-1] == "wrong_device"
    assert set(kinds(heard)[:-1]) == {"Garbled"}
    assert noise.closed


def test_a_few_bytes_without_sense_are_not_yet_a_wrong_device():
    bench = Bench(ScriptedPort(*[b"\x55" * 3] * 20)).pump(20, seconds=0.5)
    assert "wrong_device" not in kinds(bench.posted())


def test_frames_that_say_nothing_are_not_a_wrong_device():
    acks = ScriptedPort(*[K * 20] * 40)
    bench = Bench(acks, driver=SUNTECH).pump(40, seconds=0.5)
    assert "wrong_device" not in kinds(bench.posted())


def test_a_noisy_line_that_still_makes_sense_is_not_lost():
    bench = Bench(ScriptedPort(*[b"\x55" * 300 + PACKET * 2] * 20)).pump(20, seconds=0.5)
    heard = bench.posted()
    assert not any(isinstance(item, LinkLost) for item in heard)
    assert any(isinstance(item, Garbled) for item in heard)


class Fails:
    """A driver with a mistake in it."""

    def opened(self, now_s):
        return Step()

    def step(self, now_s, data, orders=()):
        raise ZeroDivisionError("our mistake")

    def closing(self, now_s):
        raise ZeroDivisionError("another mistake")


def driver_of(talk, patience_s=3.0):
    return Driver("test", "", frozenset(), LineSettings(9600), patience_s, lambda: talk, None)


def test_our_own_mistake_is_told_and_logged_and_does_not_end_the_reader(caplog):
    ports = ScriptedPort(b"x"), ScriptedPort(b"x")
    bench = Bench(*ports, driver=driver_of(Fails()))
    with caplog.at_level(logging.ERROR, "devices.reader"):
        bench.pump(2)
    assert bench.posted() == [LinkLost("fault", "ZeroDivisionError('our mistake')")]
    assert ports[0].closed
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError] * 2
    caplog.clear()
    bench.clock.advance(RETRY_S)
    bench.pump()
    assert bench.reader.connected


def test_the_end_of_the_inbox_watcher_does_not_matter():
    def gone():
        raise BrokenPipeError

    bench = Bench(ScriptedPort(PACKET * 2), wake=gone).pump(2)
    assert kinds(bench.posted()) == SAID


def test_nobody_has_to_be_woken():
    inbox = SimpleQueue()
    reader = Reader("o", NONIN, lambda: ScriptedPort(PACKET * 2), inbox, ManualClock())
    reader.pump(0)
    reader.pump(0)
    assert inbox.qsize() == 3


# raw bytes


def test_every_byte_can_be_watched():
    seen = []
    port = ScriptedPort(A + K)
    bench = Bench(port, driver=SUNTECH, tap=lambda *what: seen.append(what))
    bench.pump(2)
    now = bench.clock()
    assert seen == [("oximeter", now, "out", ABORT), ("oximeter", now, "in", A + K)]
    assert (bench.reader.sent, bench.reader.received, bench.reader.connections) == (5, 8, 1)


def test_a_full_disk_does_not_cost_the_monitor(caplog):
    def full(*_):
        raise OSError("disk full")

    bench = Bench(ScriptedPort(PACKET, PACKET), tap=full).pump(3)
    heard = bench.posted()
    assert heard[0] == ProgramFault("raw bytes of oximeter", "OSError('disk full')")
    assert kinds(heard)[1:] == SAID
    caplog.clear()


# cuffs


def opened_suntech(*script, more=()):
    """A cuff's reader whose ABORT was answered."""
    port = ScriptedPort(A + K, *script)
    bench = Bench(port, *more, driver=SUNTECH)
    bench.pump(2, seconds=0.2)
    return bench, port


def test_the_first_and_the_last_word_to_a_cuff_is_abort():
    bench, port = opened_suntech()
    assert port.written[0] == ABORT
    bench.reader.close()
    assert port.written[-1] == ABORT
    assert port.closed
    bench.reader.close()  # a second time is nothing


@pytest.mark.parametrize("trouble", [b"x" * 200, RuntimeError("ours")])
def test_whatever_goes_wrong_the_cuff_hears_abort(trouble, caplog):
    bench, port = opened_suntech(trouble)
    bench.pump(40, seconds=0.2)
    assert port.written[-1] == ABORT
    assert port.closed
    caplog.clear()


def test_a_cuff_that_cannot_be_told_any_more_does_not_stop_the_reader():
    bench, port = opened_suntech(UNPLUGGED)
    port.broken = True
    bench.pump()
    assert kinds(bench.posted()) == ["unplugged"]
    assert port.closed


def test_an_order_reaches_the_monitor_and_its_result_comes_back():
    result = result_packet(Result(115, 74, 88, 85))
    bench, port = opened_suntech(b"", GOT, *[pressure_packet(100)] * 30, K, b"", result)
    bench.order(Command.START_NIBP)
    assert port.interrupts == 1
    bench.pump(35, seconds=0.2)
    assert START_ADULT in port.written
    heard = [item for item in bench.posted() if not isinstance(item, CuffPressure)]
    assert heard == [NibpStarted(7), BloodPressure(115, 74, 88, 85, start_id=7)]
    assert not bench.order(Command.START_NIBP, 8).pump().posted()  # the line is free again


def test_a_start_whose_line_is_lost_has_failed_before_the_line_is_lost():
    bench, _ = opened_suntech(b"", GOT, UNPLUGGED)
    bench.order(Command.START_NIBP).pump(3, seconds=0.2)
    assert bench.posted() == [
        NibpStarted(7),
        NibpFailed(NibpFault.NO_ANSWER, 7),
        LinkLost("unplugged", "the cable"),
    ]


def test_a_second_start_that_is_refused_is_not_the_one_in_flight():
    bench, _ = opened_suntech(b"", GOT, b"", UNPLUGGED)
    bench.order(Command.START_NIBP, 7).pump(2, seconds=0.2)
    bench.order(Command.START_NIBP, 8).pump(2, seconds=0.2)
    assert bench.posted()[:3] == [
        NibpStarted(7),
        NibpFailed(NibpFault.BUSY, 8),
        NibpFailed(NibpFault.NO_ANSWER, 7),
    ]


def test_a_start_while_the_line_is_lost_fails_at_once_and_the_line_stays_lost():
    bench = Bench(driver=SUNTECH).pump()
    bench.posted()
    bench.order(Command.START_NIBP).pump()
    failed, lost = bench.posted()
    assert failed == NibpFailed(NibpFault.NO_ANSWER, 7)
    assert lost.reason == "port_missing"


def test_a_start_to_a_monitor_that_came_back_but_was_not_heard_yet_fails():
    bench = Bench(PortError(Trouble.PORT_MISSING, ""), ScriptedPort(), driver=SUNTECH)
    bench.pump(2, seconds=RETRY_S)
    bench.posted()
    bench.order(Command.START_NIBP).pump()
    assert kinds(bench.posted()) == ["NibpFailed", "port_missing"]


def test_an_abort_that_cannot_be_passed_on_asks_a_person_to_look():
    bench = Bench(driver=SUNTECH).pump()
    bench.posted()
    bench.order(Command.ABORT_NIBP).pump()
    assert kinds(bench.posted()) == ["DeviceStatus", "port_missing"]


def test_an_order_before_the_first_connection_waits_for_it():
    bench = Bench(ScriptedPort(A + K, b"", GOT), driver=SUNTECH).order(Command.START_NIBP)
    bench.pump(5, seconds=0.2)
    assert bench.posted() == [NibpStarted(7)]


def test_what_the_clock_says_of_an_unheard_monitor_does_not_count_as_heard():
    bench = Bench(ScriptedPort(), driver=SUNTECH).pump(24, seconds=0.2)
    assert bench.posted() == []  # not even "check_cuff", of the ABORT that nobody answered
    assert kinds(bench.pump(2, seconds=0.2).posted()) == ["silent"]


def test_an_unanswered_abort_of_a_heard_monitor_is_told():
    bench, _ = opened_suntech(pressure_packet(0))
    bench.pump().order(Command.ABORT_NIBP).pump(20, seconds=0.2)
    assert DeviceStatus("check_cuff") in bench.posted()


# time


def test_the_thread_waits_until_something_is_due():
    bench = Bench(ScriptedPort(), driver=SUNTECH)
    bench.pump()  # connected; ABORT is answered within a second or repeated
    assert bench.reader.next_due_s() == pytest.approx(1.0)
    assert bench.reader._wait_s() == 0.5  # but looks twice a second
    bench.clock.advance(0.9)
    assert bench.reader._wait_s() == pytest.approx(0.1)
    bench.clock.advance(5)
    assert bench.reader._wait_s() == 0.0


def test_a_faster_clock_waits_shorter_and_forgives_what_threads_are_late():
    bench = Bench(ScriptedPort(), ScriptedPort(), speed=20.0).pump()
    assert bench.reader.next_due_s() == 10.0
    assert bench.reader._wait_s() == pytest.approx(0.5)
    bench.clock.advance(8)
    assert bench.reader._wait_s() == pytest.approx(0.1)


def test_a_lost_monitor_is_due_when_it_is_tried_again():
    bench = Bench().pump()
    assert bench.reader.next_due_s() == RETRY_S


def test_the_thread_runs_until_it_is_stopped_and_closes_the_line():
    class Last(ScriptedPort):
        def read(self, timeout_s):
            if not self.script:
                bench.reader.stop()
            return super().read(timeout_s)

    port = Last(PACKET * 2)
    bench = Bench(port)
    bench.reader.run()
    assert port.closed
    assert port.interrupts == 1
    assert kinds(bench.posted()) == SAID
    bench.reader.stop()  # with no port open: nothing to interrupt


def test_an_arrival_is_what_the_inbox_holds():
    bench = Bench().pump()
    assert isinstance(bench.inbox.get_nowait(), Arrival)
    assert LinkRestored() == LinkRestored()
