"""A ward whose monitors hang on real lines: pseudo-terminals, real ports, real readers, no thread.

What a line says is a function of time; readers are pumped by hand, so nothing is waited for.
"""

from devices.catalog import DRIVERS
from devices.port import open_port
from devices.reader import Reader
from devices.simulator.pty import wire_for
from tests.bedside.course import START
from tests.scenarios.begun import before_the_start
from tests.ui.ward import Ward

ARRIVES_WITHIN_S = 2.0
STEP_S = 0.5


class Wired(Ward):
    """Monitors that are not on a line are the ward's own."""

    def __init__(self, folder):
        super().__init__(folder)
        self.readers, self.lines, self.others = {}, {}, []

    def infusing(self):
        """In the first minute of an infusion, all in order."""
        self.sign_in().room.open_session(self.now)
        before_the_start(self.room, self.now)
        return self.tell(START).run(5)

    def listen(self, role, driver, url):
        """From now on this role is heard on `url`, and nowhere else."""
        if role == "oximeter":
            self.spo2 = self.pulse = None
        chosen = DRIVERS[driver]
        self.readers[role] = Reader(
            role=role,
            driver=chosen,
            connect=lambda: open_port(url, chosen.line),
            inbox=self.parts.inbox,
            now=self.clock,
        )
        return self

    def plug(self, role, driver, says):
        """A monitor on a pseudo-terminal; `says(n)` are its bytes in the n-th half second."""
        wire = wire_for(self.folder, role)
        wire.plug()
        self.lines[role] = (wire, says)
        return self.listen(role, driver, wire.url)

    def take_port(self, role, driver):
        """As another program that was there first."""
        wire, _says = self.lines[role]
        self.others.append(open_port(wire.url, DRIVERS[driver].line))

    def run(self, seconds, step_s=STEP_S):
        if not self.readers:
            return super().run(seconds)
        for _ in range(round(seconds / step_s)):
            for role, reader in self.readers.items():
                self._hear(role, reader)
            super().run(step_s, step_s)
        return self

    def _hear(self, role, reader):
        reader.pump(0.0)
        if role not in self.lines or not reader.connected:
            return
        wire, says = self.lines[role]
        wire.read()
        said = says(round(self.now.mono_s / STEP_S))
        wire.write(said)
        due = reader.received + len(said)
        while reader.connected and reader.received < due:
            before = reader.received
            reader.pump(ARRIVES_WITHIN_S)
            assert reader.received > before or not reader.connected, "bytes were lost on the line"

    def close(self):
        for open_one in (*self.readers.values(), *self.others):
            open_one.close()
        for wire, _says in self.lines.values():
            wire.unplug()
        self.store.close()
