"""What holds for every monitor: simulated, on a real pseudo-terminal, through the reader."""

from queue import SimpleQueue

import pytest

from bedside.board import Board
from bedside.board_view import BpAges, Freshness, Role
from bedside.clock import ManualClock
from bedside.vitals import (
    BloodPressure,
    Garbled,
    LinkLost,
    LinkRestored,
    Measurement,
    Vital,
)
from devices.catalog import DRIVERS
from devices.link import Command, Order
from devices.port import open_port
from devices.reader import Reader
from devices.simulator.catalog import SIMULATORS
from devices.simulator.faults import Faulty, parse_plan
from devices.simulator.lockstep import next_due_s, settle
from devices.simulator.pty import PtyWire, Server
from tests.bedside.telling import protocol
from tests.devices.streams import Calm

every_driver = pytest.mark.parametrize("driver", DRIVERS.values(), ids=DRIVERS)


class Bed:
    """One monitor, its reader, and a clock that stands still until it is told to move."""

    def __init__(self, driver, folder, plan=""):
        self.clock, self.inbox = ManualClock(), SimpleQueue()
        faulty = Faulty(SIMULATORS[driver.id](Calm()), parse_plan(plan), seed=2)
        self.server = Server(faulty, PtyWire(folder / driver.id), faulty.is_plugged)
        self.reader = Reader(
            driver.id,
            driver,
            lambda: open_port(self.server.url, driver.line),
            self.inbox,
            self.clock,
        )
        self.pair = [(self.server, self.reader)]

    def until(self, seconds):
        while True:
            settle(self.pair, self.clock().mono_s)
            due_s = max(next_due_s(self.pair), self.clock().mono_s + 0.001)
            if due_s > seconds:
                return self
            self.clock.move_to(due_s)

    def arrivals(self):
        return [self.inbox.get_nowait() for _ in range(self.inbox.qsize())]

    def close(self):
        self.reader.close()
        self.server.close()


def what(arrivals, kind):
    return [arrival.what for arrival in arrivals if isinstance(arrival.what, kind)]


def test_every_driver_has_its_simulator():
    assert set(SIMULATORS) == set(DRIVERS)


@every_driver
def test_the_simulated_patient_comes_back_through_the_driver(driver, tmp_path):
    bed = Bed(driver, tmp_path)
    if driver.starts_nibp:
        bed.until(3).reader.order(Order(Command.START_NIBP, 1))
    heard = bed.until(60 if Vital.NIBP in driver.vitals else 20).arrivals()
    bed.close()
    assert what(heard, LinkLost) == what(heard, Garbled) == []
    streamed = {m.vital: m.value for m in what(heard, Measurement) if m.value is not None}
    pressures = {(p.systolic, p.diastolic) for p in what(heard, BloodPressure)}
    said = set(streamed) | ({Vital.NIBP} if pressures else set())
    assert said | {Vital.PULSE_RATE} == set(driver.vitals) | {Vital.PULSE_RATE}
    assert streamed.get(Vital.SPO2, 97) == 97
    assert streamed.get(Vital.PULSE_RATE, 65) == 65
    assert pressures <= {(118, 72)}


@every_driver
def test_a_pulled_cable_is_noticed_and_the_monitor_heard_again(driver, tmp_path):
    bed = Bed(driver, tmp_path, "unplug=20:8")
    heard = bed.until(28 + 3 + 2 * driver.patience_s).arrivals()
    bed.close()
    lost = [a for a in heard if isinstance(a.what, LinkLost)]
    back = [a for a in heard if isinstance(a.what, LinkRestored)]
    assert [a.what.reason for a in lost][:1] == ["unplugged"]
    assert lost[0].at.mono_s == pytest.approx(20, abs=0.1)
    assert len(back) == 1


@every_driver
def test_a_monitor_that_hangs_is_silent_and_comes_back(driver, tmp_path):
    bed = Bed(driver, tmp_path, "hang=20:20")
    heard = bed.until(40 + 3 * driver.patience_s).arrivals()
    bed.close()
    lost = [a for a in heard if isinstance(a.what, LinkLost)]
    back = [a for a in heard if isinstance(a.what, LinkRestored)]
    assert [a.what.reason for a in lost][:1] == ["silent"]
    assert lost[0].at.mono_s <= 20.001 + driver.patience_s
    assert back[-1].at.mono_s >= 40


@pytest.mark.parametrize(
    "driver",
    [driver for driver in DRIVERS.values() if Vital.SPO2 in driver.vitals],
    ids=lambda driver: driver.id,
)
def test_an_oximeter_that_hangs_is_marked_within_three_seconds_and_gone_after_ten(driver, tmp_path):
    bed = Bed(driver, tmp_path, "hang=20:20")
    rules = protocol().vitals
    board = Board({driver.id: Role(driver.vitals, every_s=driver.every_s)}, rules, bed.clock())
    seen = {}
    for second in (19.0, 20.0, 23.1, 30.1):
        bed.until(second).clock.move_to(second)
        for arrival in bed.arrivals():
            board.take(arrival)
        spo2 = board.view(bed.clock(), BpAges(None, None)).spo2
        seen[second] = (spo2.freshness, spo2.value)
    bed.close()
    assert seen == {
        19.0: (Freshness.CURRENT, 97),
        20.0: (Freshness.CURRENT, 97),
        23.1: (Freshness.OLD, 97),
        30.1: (Freshness.GONE, None),
    }


@every_driver
def test_bad_cables_never_stop_a_monitor_for_good(driver, tmp_path):
    bed = Bed(driver, tmp_path, "drop=0.0004,flip=0.0004,insert=0.0002,chop,delay=0.2,midframe")
    heard = bed.until(20 + 3 * driver.patience_s).arrivals()
    bed.close()
    assert not [lost for lost in what(heard, LinkLost) if lost.reason == "fault"]
    late = [a for a in heard if a.at.mono_s > 20 and not isinstance(a.what, Garbled | LinkLost)]
    assert late


@every_driver
def test_at_a_wrong_speed_no_value_is_shown(driver, tmp_path):
    bed = Bed(driver, tmp_path, "wrong_baud")
    heard = bed.until(10 + 6 * max(driver.patience_s, 6.0)).arrivals()
    bed.close()
    assert [m for m in what(heard, Measurement) if m.value is not None] == []
    assert what(heard, BloodPressure) == []
    if driver.talks_unasked:
        assert what(heard, LinkLost)[0].reason in ("wrong_device", "silent")
