"""Ten minutes of every simulated monitor under combined faults, into a session and its record.

On a pseudo-terminal and on the network. The patient never changes, so every value that is neither
missing nor marked must be the true one; each time without a value must be explained by the record.
"""

import os
from dataclasses import replace
from itertools import pairwise

import pytest

from bedside import events
from bedside.board_view import Role
from bedside.vitals import Quality, Vital
from devices.catalog import DRIVERS
from devices.link import Command, Order
from devices.port import open_port
from devices.reader import Reader
from devices.simulator.catalog import SIMULATORS
from devices.simulator.faults import Faulty, parse_plan
from devices.simulator.lockstep import next_due_s, settle
from devices.simulator.pty import PtyWire, Server, SocketWire
from tests.bedside.course import START
from tests.devices.streams import Calm
from tests.scenarios.begun import before_the_start
from tests.ui.ward import Ward

pytestmark = [pytest.mark.soak, pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")]

TEN_MINUTES_S = 600.0
PLAN = (
    "drop=0.0003,flip=0.0003,insert=0.0002,duplicate=0.002,chop,delay=0.2,midframe,"
    "hang=200:20,unplug=400:15"
)
TRUE = {Vital.SPO2: 97, Vital.PULSE_RATE: 65, Vital.RESPIRATORY_RATE: 14}
PRESSURE = (118, 72)
UNCHECKED = {"contec-v7", "contec-v5", "masimo-ascii1", "nellcor-ascii", "ivy-450c"}
NEAR = 10  # what a format without a checksum may be wrong by, unmarked (their docstrings)
ROLE = "monitor"


class Bed(Ward):
    """The application, listening to one simulated monitor and nothing else."""

    def __init__(self, driver, wire, folder):
        super().__init__(folder)
        self.spo2 = self.pulse = None
        roles = {ROLE: Role(driver.vitals, driver.starts_nibp, driver.own_alarms)}
        set_up = replace(self.room.set_up, monitors={ROLE: driver.id}, roles=roles)
        self.room.order = self._pass_on
        self.room.use(set_up, self.now)
        faulty = Faulty(SIMULATORS[driver.id](Calm()), parse_plan(PLAN), seed=3)
        self.server = Server(faulty, wire, faulty.is_plugged)
        self.reader = Reader(
            ROLE,
            driver,
            lambda: open_port(self.server.url, driver.line),
            self.parts.inbox,
            self.clock,
        )
        self.pair = [(self.server, self.reader)]

    def _pass_on(self, _role, what, start_id):
        self.reader.order(Order(Command(what.value), start_id))

    def live(self, seconds):
        """Every step of the line, and ten beats a second."""
        until_s, beat_s = self.now.mono_s + seconds, self.now.mono_s
        while self.now.mono_s < until_s:
            settle(self.pair, self.now.mono_s)
            if self.now.mono_s >= beat_s:
                self.beat()
                beat_s += 0.1
            due_s = max(next_due_s(self.pair), self.now.mono_s + 0.001)
            self.clock.move_to(min(due_s, beat_s))
        return self

    def close(self):
        self.reader.close()
        self.server.close()
        self.store.close()


def lived(driver, wire, folder):
    bed = Bed(driver, wire, folder)
    try:
        bed.live(5).sign_in().room.open_session(bed.now)
        before_the_start(bed.room, bed.now)
        bed.tell(START)
        for _ in range(5):
            if driver.starts_nibp:
                bed.app.measure_now()
            bed.live(TEN_MINUTES_S / 5)
        assert bed.store.verify() == []
        return bed.store.replay(bed.room.session_id)
    finally:
        bed.close()


def measured(entries):
    return [
        entry
        for entry in entries
        if isinstance(entry.event, events.Measured) and entry.event.source == ROLE
    ]


def wrong(entries, checked):
    """Values that are neither marked nor true, nor near where the format has no checksum."""
    found = []
    for event in (entry.event for entry in measured(entries)):
        if event.quality == Quality.SUSPECT:
            continue
        if event.vital == Vital.NIBP:
            pairs = zip((event.systolic, event.diastolic), PRESSURE, strict=True)
        else:
            pairs = [(event.value, TRUE[Vital(event.vital)])]
        most = 0 if checked else NEAR
        found += [event for told, true in pairs if told is not None and abs(told - true) > most]
    return found


def unexplained(entries, vital, longest_s):
    """Times without a value of `vital` that nothing in the record accounts for."""
    told = [e for e in measured(entries) if e.event.vital == vital and e.event.value is not None]
    why = [
        entry.at.mono_s
        for entry in entries
        if isinstance(entry.event, events.LinkLost)
        or (isinstance(entry.event, events.Measured) and entry.event.reason)
        or (isinstance(entry.event, events.AlarmRaised) and not entry.event.physiological)
    ]
    gaps = [(a.at.mono_s, b.at.mono_s) for a, b in pairwise(told)]
    long = [(a, b) for a, b in gaps if b - a > longest_s]
    return [(a, b) for a, b in long if not any(a <= at <= b for at in why)], long


@pytest.mark.parametrize("wire", ["pty", "socket"])
@pytest.mark.parametrize("driver", DRIVERS.values(), ids=DRIVERS)
def test_ten_minutes_of_faults(driver, wire, tmp_path):
    made = PtyWire(tmp_path / "line") if wire == "pty" else SocketWire()
    entries = lived(driver, made, tmp_path)
    kinds = [type(entry.event) for entry in entries]
    lost = [e.event.reason for e in entries if isinstance(e.event, events.LinkLost)]
    assert events.ProgramFaulted not in kinds
    assert "fault" not in lost
    assert {"silent", "unplugged"} <= set(lost)  # the hang, and the cable
    assert kinds.count(events.LinkRestored) == len(lost)
    assert wrong(entries, driver.id not in UNCHECKED) == []
    said = {Vital(entry.event.vital) for entry in measured(entries)}
    assert said >= driver.vitals - {Vital.PULSE_RATE}
    for vital in said - {Vital.NIBP}:
        longest_s = 2 * max(driver.patience_s, driver.every_s + 1)  # one value may be lost
        unknown, long = unexplained(entries, vital, longest_s)
        assert unknown == []
        assert long  # the hang and the unplugging are gaps
    if driver.starts_nibp:
        starts = sum(kind is events.NibpRequested for kind in kinds)
        ends = [e for e in measured(entries) if e.event.vital == Vital.NIBP]
        failed = kinds.count(events.NibpMeasurementFailed)
        assert len(ends) + failed <= starts <= len(ends) + failed + 1
