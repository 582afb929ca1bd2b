"""A treatment room in which everything at the end of a wire is simulated: one patient, several
monitors, each on a line of its own. Knows no application: it is told what was done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bedside.infusion import Pump
from bedside.session import Session
from devices.simulator.catalog import SIMULATORS
from devices.simulator.link import Patient, Simulator
from devices.simulator.nonin import nonin_format2
from devices.simulator.patient import ScenarioPatient
from devices.simulator.pty import Server, wire_for
from devices.simulator.scenario import Effect, Scenario, is_plugged

SECOND = 75  # frames that a Nonin can be let say at once: the same bytes, fewer wake-ups


@dataclass
class SimulatedRoom:
    scenario: Scenario
    patient: ScenarioPatient
    servers: dict[str, Server]  # by the monitor's role
    _doses: int = 0

    def follow(self, session: Session, now_s: float) -> None:
        """The patient reacts to what was done: the infusion began, a drug was given."""
        if self.patient.began_s is None and session.infusion.pump is not Pump.NOT_STARTED:
            self.patient.begin_infusion(now_s)
        given = session.prn.given
        for line in given[self._doses :]:
            self.patient.given(line.event.drug, now_s)
        self._doses = len(given)

    def close(self) -> None:
        for server in self.servers.values():
            server.close()


def simulated_room(
    scenario: Scenario,
    seed: int,
    effects: tuple[Effect, ...],
    folder: Path,
    monitors: Mapping[str, str],
    *,
    gathered: bool = False,
) -> SimulatedRoom:
    """Simulators on pseudo-terminals in `folder` (on Windows: sockets of this computer)."""
    patient = ScenarioPatient(scenario, seed, effects)
    servers = {
        role: Server(
            _simulator(driver, patient, gathered=gathered),
            wire_for(folder, role),
            _plugged(scenario, patient, role),
        )
        for role, driver in monitors.items()
    }
    return SimulatedRoom(scenario, patient, servers)


def _simulator(driver: str, patient: Patient, *, gathered: bool) -> Simulator:
    if gathered and driver == "nonin-format2":
        return nonin_format2(patient, burst=SECOND)
    return SIMULATORS[driver](patient)


def _plugged(scenario: Scenario, patient: ScenarioPatient, role: str) -> Callable[[float], bool]:
    """Whether the cable of `role` is in at an instant: always, until the course has begun."""

    def plugged(now_s: float) -> bool:
        began_s = patient.began_s
        return began_s is None or is_plugged(scenario, role, now_s - began_s)

    return plugged
