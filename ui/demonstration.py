"""A demonstration: to drive in a window, or played by a scripted nurse at full speed."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import resources
from bedside.clock import Clock, Instant, ManualClock, faster, system_clock
from bedside.room import RoomSetUp
from bedside.settings import MonitorChoice, Settings
from bedside.store import Store
from bedside.text import Language
from bedside.vitals import Vital
from devices.catalog import DRIVERS
from devices.simulator import lockstep
from devices.simulator.pty import start
from devices.simulator.room import SimulatedRoom, simulated_room
from devices.simulator.scenario import Scenario, read_effects, read_scenario
from ui.build import Parts, application, build, window_of
from ui.data import load_protocol, open_store, place
from ui.demo.cast import cast
from ui.demo.show import Finished, Stage, perform
from ui.heartbeat import Heartbeat
from ui.hold import Holder, hold
from ui.i18n import Words
from ui.live import FULL_HD, held, physician_of, run_window
from ui.sound.build import give_no_sound
from ui.wired import Readers, keep_raw, reader_of, roles_of

DEMO_MONITORS = {"oximeter": "nonin-format2", "nibp": "suntech-advantage"}


def scenario_named(name: str) -> Scenario:
    """Raises ProtocolError, or FileNotFoundError where there is none of this name."""
    return read_scenario(resources.path(f"scenarios/{name}.toml"))


def scenario_names() -> list[str]:
    return sorted(file.stem for file in resources.path("scenarios").glob("*.toml"))


def other_monitor(text: str) -> MonitorChoice | None:
    """ROLE=DRIVER@PORT of the command line; None: it is not that, or does not give these values."""
    role, _equals, rest = text.partition("=")
    driver, _at, port = rest.partition("@")
    gives = {"oximeter": Vital.SPO2, "nibp": Vital.NIBP}.get(role)
    if driver not in DRIVERS or gives not in DRIVERS[driver].vitals or not port.strip():
        return None
    return MonitorChoice(role=role, driver=driver, port=port.strip())  # type: ignore[arg-type]


def demo_window(
    scenario: Scenario,
    speed: float,
    seed: int,
    data: Path | None,
    language: Language,
    others: tuple[MonitorChoice, ...] = (),
) -> int:
    """A demonstration to drive: simulated monitors in threads, the real application before them.

    `others` take the place of the scenario's own monitors: a recording (`replay:FILE`), a
    simulator on a port. Whatever they are, what they say is a simulation.
    """
    at = place(data)
    lock = hold(at, simulated=True)
    if isinstance(lock, Holder):
        return held(lock, at)
    store, keys = open_store(at, simulated=True)
    now = faster(system_clock, speed) if speed != 1 else system_clock
    application()
    with tempfile.TemporaryDirectory(prefix="bedside-") as folder:
        parts, simulated, readers = demo_parts(
            scenario, seed, store, at.settings, Path(folder), now, others, gathered=False
        )
        heart = Heartbeat(parts.inbox, parts.now, parts.app.take, parts.app.tick)
        raw = keep_raw(parts, at)
        stopping = Event()
        for role, server in simulated.servers.items():
            start(server, now, stopping, speed)
            readers.by_role[role] = reader_of(
                parts, role, DEMO_MONITORS[role], server.url, heart.wake, speed, raw
            )
        for other in others:
            readers.by_role[other.role] = reader_of(
                parts, other.role, other.driver, other.port, heart.wake, speed, raw
            )
        try:
            title = f"bedside – {scenario.title.of(language)}"
            # at another speed than its own the page's process would tell other ages
            physician = physician_of(parts, at, keys) if speed == 1 else None
            return run_window(parts, readers, heart, Words(language), physician, title=title)
        finally:
            stopping.set()
            store.close()


def demo_parts(
    scenario: Scenario,
    seed: int,
    store: Store,
    settings_file: Path,
    folder: Path,
    now: Clock,
    others: tuple[MonitorChoice, ...] = (),
    *,
    gathered: bool,
) -> tuple[Parts, SimulatedRoom, Readers]:
    """Room, application and simulated monitors of a demonstration; nothing runs yet."""
    known = {person.id for person in store.staff()}
    for person in cast():
        if person.id not in known:
            store.save_person(person)
    readers = Readers()
    effects = read_effects(resources.path("simulator/effects.toml"))
    taken: dict[str, str] = {other.role: other.driver for other in others}
    own = {role: driver for role, driver in DEMO_MONITORS.items() if role not in taken}
    simulated = simulated_room(scenario, seed, effects, folder, own, gathered=gathered)
    set_up = RoomSetUp(
        room="Behandlingsrom 2",
        simulated=True,
        monitors=own | taken,
        roles=roles_of(own | taken),
        scenario=scenario.name,
        seed=seed,
    )
    parts = build(
        store=store,
        settings=Settings(room="Behandlingsrom 2"),
        settings_file=settings_file,
        set_up=set_up,
        now=now,
        order=readers.order,
        new_session_id=lambda at: f"demo-{scenario.name}-{seed}-{at.wall:%Y%m%d-%H%M%S}",
        protocol=load_protocol(),
    )
    parts.app.shown = lambda view: simulated.follow(view.session, view.now.mono_s)
    return parts, simulated, readers


@dataclass
class Lockstep:
    """The simulated monitors and their readers, moved by hand (DESIGN 2.12)."""

    pairs: list[lockstep.Pair]

    def next_due_s(self) -> float:
        return lockstep.next_due_s(self.pairs)

    def step(self, now: Instant) -> None:
        lockstep.settle(self.pairs, now.mono_s)


def demo_played(
    scenario: Scenario, seed: int, out: Path, language: Language, size: tuple[int, int] = FULL_HD
) -> Finished:
    """A scripted nurse drives the real screens at full speed; `out` receives what came of it."""
    application()
    out.mkdir(parents=True, exist_ok=True)
    clock = ManualClock()
    with tempfile.TemporaryDirectory(prefix="bedside-") as folder:
        store = Store(Path(folder) / "simulation.db", kept=False)
        parts, simulated, readers = demo_parts(
            scenario,
            seed,
            store,
            Path(folder) / "settings.json",
            Path(folder),
            clock,
            gathered=True,
        )
        for role, server in simulated.servers.items():
            readers.by_role[role] = reader_of(
                parts, role, DEMO_MONITORS[role], server.url, lambda: None
            )
        pairs = [(simulated.servers[role], reader) for role, reader in readers.by_role.items()]
        window = window_of(parts, Words(language), *size, 0.0)
        window.show()
        heard = give_no_sound(parts.app, clock)
        try:
            return perform(
                Stage(
                    parts,
                    window,
                    clock,
                    Lockstep(pairs),
                    scenario.name,
                    scenario.plan,
                    seed,
                    language,
                    out,
                    heard,
                )
            )
        finally:
            for reader in readers.by_role.values():
                reader.close()
            simulated.close()
            store.close()
