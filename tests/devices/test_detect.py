import pytest

from bedside.clock import ManualClock
from devices.catalog import DRIVERS
from devices.detect import Heard, best, detect
from devices.line import PortError, Trouble
from devices.simulator.catalog import SIMULATORS
from tests.devices.streams import Calm


class SimulatedLine:
    """A monitor that hears only who speaks at its own speed; time passes while it is read."""

    def __init__(self, driver_id):
        self.clock = ManualClock()
        self.driver, self.monitor = DRIVERS[driver_id], SIMULATORS[driver_id](Calm())
        self.fits, self.written, self.open, self.opened = False, b"", False, 0

    def connect(self, line):
        assert not self.open
        self.fits, self.open = line == self.driver.line, True
        self.opened += 1
        return self

    def read(self, timeout_s):
        self.clock.advance(min(timeout_s, 0.1))
        heard, self.written = self.written, b""
        said = self.monitor.step(self.clock().mono_s, heard if self.fits else b"")
        return said if self.fits else bytes(byte ^ 0xA5 for byte in said[::2])

    def write(self, data):
        self.written += data

    def close(self):
        self.open = False


@pytest.mark.parametrize("driver_id", DRIVERS)
def test_every_monitor_is_found_on_its_port(driver_id):
    line = SimulatedLine(driver_id)
    found = detect(line.connect, DRIVERS.values(), line.clock)
    assert found is DRIVERS[driver_id]
    assert not line.open


def test_on_a_silent_port_nothing_is_found():
    class Silent(SimulatedLine):
        def read(self, timeout_s):
            self.clock.advance(max(timeout_s, 0.1))
            return b""

    line = Silent("nonin-format2")
    assert detect(line.connect, DRIVERS.values(), line.clock) is None
    assert not line.open


def test_a_port_that_breaks_is_told_and_let_go():
    class Broken(SimulatedLine):
        def read(self, timeout_s):
            raise PortError(Trouble.UNPLUGGED, "gone")

    for drivers in (DRIVERS.values(), [DRIVERS["suntech-advantage"]]):
        line = Broken("nonin-format2")
        with pytest.raises(PortError):
            detect(line.connect, drivers, line.clock)
        assert not line.open


@pytest.mark.parametrize(
    ("story", "heard", "found"),
    [
        ("nothing heard", [(0, 0, 0)], None),
        ("noise alone", [(500, 500, 0)], None),
        ("a few lucky bytes", [(12, 0, 1)], None),
        ("a good half of noise", [(500, 260, 9)], None),
        ("one that fits", [(500, 5, 9)], 0),
        ("the one that leaves less", [(500, 50, 90), (500, 5, 9)], 1),
        ("of two that leave nothing, the one that says more", [(500, 0, 9), (500, 0, 90)], 1),
    ],
)
def test_the_driver_that_makes_most_sense_is_chosen(story, heard, found):
    drivers = list(DRIVERS.values())
    choice = best(Heard(drivers[i], *numbers) for i, numbers in enumerate(heard))
    assert choice is (None if found is None else drivers[found]), story
