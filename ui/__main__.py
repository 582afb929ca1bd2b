"""The composition root: the application for the ward, a demonstration to drive, one to watch.

The only module beside the command line that sees both the screens and what hangs on wires.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread

from msgspec.structs import replace as replace_fields

import resources
from bedside.board_view import Role
from bedside.clock import Clock, Instant, ManualClock, faster, system_clock
from bedside.keys import KeyGoneError, KeyHome, Keys, PassphraseNeededError
from bedside.room import RoomSetUp
from bedside.settings import MonitorChoice, Settings, SettingsError, load_settings
from bedside.store import Store
from bedside.text import Language
from bedside.vitals import Arrival, Vital
from bedside.watch import CuffOrder
from devices.address import is_simulated
from devices.catalog import DRIVERS
from devices.detect import detect
from devices.line import PortError
from devices.link import Command, Order
from devices.port import list_ports, open_port
from devices.raw_log import RawLog
from devices.reader import Reader
from devices.simulator import lockstep
from devices.simulator.pty import start
from devices.simulator.room import SimulatedRoom, simulated_room
from devices.simulator.scenario import Scenario, read_effects, read_scenario
from ui.at_start import ask, tell
from ui.backup_process import BackupProcess
from ui.backup_process import command as backup_command
from ui.build import Parts, application, build, session_id, window_of
from ui.data import Place, forget_raw, open_store, place, ringers_of
from ui.demo.cast import cast
from ui.demo.show import Finished, Stage, perform
from ui.faults import StallGuard, report_faults
from ui.heartbeat import Heartbeat
from ui.hold import Holder, hold
from ui.i18n import Words, mark
from ui.idle import Idle
from ui.opened import PASSPHRASE
from ui.physician_desk import PhysicianDesk
from ui.physician_process import PhysicianProcess, command
from ui.places import unreadable_in
from ui.plain import told
from ui.say import both
from ui.shell import Shell
from ui.sound.build import give_no_sound, give_sound
from ui.theme import screen_px_per_mm
from ui.view import DriverChoice, PortChoice, Search, View
from ui.window import Window
from ui.workstation import Workstation, awake_of_this, power_of_this

DEMO_MONITORS = {"oximeter": "nonin-format2", "nibp": "suntech-advantage"}
FULL_HD = (1920, 1080)
STOPS_WITHIN_S = 3.0  # a reader says its last words
HELD = mark(
    "bedside is already open (process {pid} on {host}): use that one, or close it first. Nothing "
    "was changed in {place}."
)
UNREADABLE_SESSIONS = mark(
    "These sessions were open when bedside ended, and cannot be read any more: {sessions}. Nothing "
    "was changed: copy the folder {place} to a safe place; `bedside record verify` says which line "
    "it is. What was under way is to be written on paper."
)
NO_DRIVER = mark(
    "The settings in {file} name a monitor that this bedside does not know ({names}). The others "
    "stand as they were: choose a monitor in its place under Set-up."
)


def roles_of(monitors: Mapping[str, str]) -> dict[str, Role]:
    """What each monitor does here, after the catalogue.

    A cuff tells the pulse with its result: it is not relied on for a pulse that streams.
    """
    roles = {}
    for role, driver_id in monitors.items():
        driver = DRIVERS[driver_id]
        streams = driver.vitals if Vital.SPO2 in driver.vitals else driver.vitals & {Vital.NIBP}
        vitals = streams or driver.vitals
        roles[role] = Role(vitals, driver.starts_nibp, driver.own_alarms, driver.every_s)
    return roles


@dataclass
class Readers:
    """Every reader by its role, and how an order reaches the right one."""

    by_role: dict[str, Reader] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)

    def order(self, role: str, what: CuffOrder, start_id: int) -> None:
        reader = self.by_role.get(role)
        if reader is not None:
            reader.order(Order(Command(what.value), start_id))

    def start(self) -> None:
        for role in self.by_role:
            self.begin(role)

    def begin(self, role: str) -> None:
        reader = self.by_role[role]
        reader.stopping.clear()
        thread = self.threads[role] = Thread(target=reader.run, name=role, daemon=True)
        thread.start()

    def pause(self, role: str) -> None:
        """Until `begin`: its port is let go."""
        self.by_role[role].stop()
        self.threads[role].join(timeout=STOPS_WITHIN_S)

    def clear(self) -> None:
        self.by_role.clear()
        self.threads.clear()

    def stop(self) -> None:
        """Each says its last words: a cuff that we started is stopped."""
        for reader in self.by_role.values():
            reader.stop()
        for thread in self.threads.values():
            thread.join(timeout=STOPS_WITHIN_S)


def reader_of(
    parts: Parts,
    role: str,
    driver: str,
    url: str,
    wake: Callable[[], None],
    speed: float = 1.0,
    raw: RawLog | None = None,
) -> Reader:
    chosen = DRIVERS[driver]
    return Reader(
        role=role,
        driver=chosen,
        connect=lambda: open_port(url, chosen.line),
        inbox=parts.inbox,
        now=parts.now,
        wake=wake,
        tap=None if raw is None else raw.tap_of(driver),
        speed=speed,
    )


def keep_raw(parts: Parts, at: Place) -> RawLog:
    """The bytes of every port go beside the record while a session is open, if so set up."""
    raw, shown = RawLog(), parts.app.shown

    def follow(view: View) -> None:
        shown(view)
        kept = parts.room.open and parts.app.settings.keep_raw_bytes
        raw.folder = at.raw(parts.room.session_id) if kept else None

    parts.app.shown = follow
    return raw


def scenario_named(name: str) -> Scenario:
    """Raises ProtocolError, or FileNotFoundError where there is none of this name."""
    return read_scenario(resources.path(f"scenarios/{name}.toml"))


def scenario_names() -> list[str]:
    return sorted(file.stem for file in resources.path("scenarios").glob("*.toml"))


def address(choice: MonitorChoice) -> str:
    """*This adapter*, wherever it is plugged in now; else the port by its name."""
    return choice.usb or choice.port


@dataclass
class WiredDesk:
    """What the set-up may choose from, and how a choice takes effect (ui.view.Desk)."""

    parts: Parts
    readers: Readers
    wake: Callable[[], None]
    raw: RawLog
    choices: tuple[MonitorChoice, ...] = ()  # what is listened to
    search: Search | None = None

    def ports(self) -> tuple[PortChoice, ...]:
        return tuple(PortChoice(p.url, p.description, p.usb or "") for p in list_ports())

    def drivers(self) -> tuple[DriverChoice, ...]:
        return tuple(
            DriverChoice(
                driver.id,
                driver.makers_and_models,
                str(driver.line),
                Vital.NIBP in driver.vitals,
                Vital.SPO2 in driver.vitals,
                driver.own_alarms,
            )
            for driver in DRIVERS.values()
        )

    def use(self, monitors: tuple[MonitorChoice, ...]) -> str:
        """Real rooms have real monitors: a simulated port is refused (DESIGN 2.9)."""
        if any(is_simulated(choice.port) for choice in monitors):
            return "simulated_port"
        if self.search is not None and not self.search.done:
            return "searching"
        self.choices = monitors
        self.readers.stop()
        self.readers.clear()
        chosen: dict[str, str] = {choice.role: choice.driver for choice in monitors}
        set_up = replace(self.parts.room.set_up, monitors=chosen, roles=roles_of(chosen))
        self.parts.room.use(set_up, self.parts.now())
        for choice in monitors:
            self.readers.by_role[choice.role] = reader_of(
                self.parts, choice.role, choice.driver, address(choice), self.wake, raw=self.raw
            )
        self.readers.start()
        return ""

    def find(self, port: str) -> None:
        """In a thread; whoever listened to this port hears it again afterwards."""
        if self.search is not None and not self.search.done:
            return
        here = {port, *(known.usb for known in self.ports() if known.url == port and known.usb)}
        paused = [choice.role for choice in self.choices if address(choice) in here]
        self.search = Search(port)
        Thread(target=self._find, args=(port, paused), name="search", daemon=True).start()

    def _find(self, port: str, paused: list[str]) -> None:
        found = Search(port, done=True)
        try:
            for role in paused:
                self.readers.pause(role)
            driver = detect(lambda line: open_port(port, line), DRIVERS.values(), system_clock)
            found = replace(found, driver=driver.id if driver else "")
        except PortError as error:
            found = replace(found, trouble=error.trouble)
        finally:
            for role in paused:
                self.readers.begin(role)
            self.search = found


# --- with a window, in real time -------------------------------------------------------------


def run_window(
    parts: Parts,
    readers: Readers,
    heart: Heartbeat,
    words: Words,
    physician: PhysicianProcess | None = None,
    *,
    title: str,
) -> int:
    """Show the window and beat until it is closed."""
    qt = application()
    if physician is not None:
        physician.wake = heart.wake
        parts.app.page = lambda: physician.status
    workstation = Workstation(awake_of_this(), power_of_this())

    def facts(now: Instant) -> frozenset[str]:
        said = frozenset[str]() if physician is None else physician.beat(now)
        return said | workstation.beat(now, open_=parts.room.open)

    parts.app.facts = facts
    guard, idle = StallGuard(), Idle(system_clock)
    qt.installEventFilter(idle)
    parts.app.idle_s = idle.for_s

    def make(width: int, height: int) -> Window:
        return window_of(parts, words, width, height, screen_px_per_mm())

    def post(arrival: Arrival) -> None:
        parts.inbox.put(arrival)
        heart.wake()

    shell = Shell(title, make, parts.app.may_close)
    parts.app.quitting = qt.quit
    report_faults(post, parts.now)
    screen = qt.primaryScreen().availableGeometry()
    shell.resize(min(screen.width(), FULL_HD[0]), min(screen.height(), FULL_HD[1]))
    shell.showMaximized()
    sound = give_sound(parts.app)
    readers.start()
    heart.start()
    # from here on: what was built before is no standing still; a demonstration may run faster
    parts.app.stood_still = lambda _now: guard.beat(system_clock())
    try:
        return qt.exec()
    finally:
        heart.stop()
        qt.removeEventFilter(idle)
        sound.close()
        workstation.close()
        guard.stop()
        readers.stop()
        if physician is not None:
            physician.close()


def open_application(data: Path | None, language: Language | None) -> int:
    """`bedside`: the real thing. Returns the exit status."""
    at = place(data)
    lock = hold(at, simulated=False)
    if isinstance(lock, Holder):
        return _held(lock, at)
    settings = _settings(at)
    asked = both(PASSPHRASE, place=at.folder)
    store, keys = open_store(at, simulated=False, ask=lambda: ask(asked))
    forget_raw(at, settings.keep_raw_days, system_clock().wall)
    monitors: dict[str, str] = {choice.role: choice.driver for choice in settings.monitors}
    readers = Readers()
    set_up = RoomSetUp(settings.room, False, monitors, roles_of(monitors))
    words = Words(language or Language(settings.language))
    application()
    parts = build(
        store=store,
        settings=settings,
        settings_file=at.settings,
        set_up=set_up,
        now=system_clock,
        order=readers.order,
        new_session_id=session_id,
        local=at.protocol,
    )
    lost = unreadable_in(parts.room)
    if lost:
        tell(both(UNREADABLE_SESSIONS, sessions=", ".join(lost), place=at.folder))
    heart = Heartbeat(parts.inbox, parts.now, parts.app.take, parts.app.tick)
    raw = keep_raw(parts, at)
    real = tuple(choice for choice in settings.monitors if not is_simulated(choice.port))
    parts.app.desk = WiredDesk(parts, readers, heart.wake, raw, real)
    for choice in real:
        readers.by_role[choice.role] = reader_of(
            parts, choice.role, choice.driver, address(choice), heart.wake, raw=raw
        )
    physician = physician_of(parts, at, keys)
    if keys.home is KeyHome.PASSPHRASE:
        physician.unlock = keys.told()
    parts.app.keeper = BackupProcess(
        backup_command(at.folder), at.folder, keys, lambda: bool(parts.app.settings.backup_folder)
    )
    return run_window(parts, readers, heart, words, physician, title="bedside")


def physician_of(parts: Parts, at: Place, keys: Keys) -> PhysicianProcess:
    """The process of the back-up physician's page: started with the first beat."""
    dead_s = parts.room.protocol.escalation.link.process_dead_s
    argv = command(at.folder, simulated=keys.home is KeyHome.PUBLISHED)
    process, app = PhysicianProcess(argv, parts.room, dead_s), parts.app
    try:
        box = ringers_of(at, keys)
    except (KeyGoneError, PassphraseNeededError, OSError):
        box = None  # then none can be chosen, and the set-up says so
    app.page_desk = PhysicianDesk(process, lambda: app.settings, app.save_settings, parts.now, box)
    return process


def _held(holder: Holder, at: Place) -> int:
    tell(both(HELD, pid=holder.pid, host=holder.host, place=at.folder))
    return 1


def _settings(at: Place) -> Settings:
    """The settings; a file that cannot be read was put aside, and that is said."""
    try:
        settings = load_settings(at.settings)
    except SettingsError as error:
        tell(told(error, at.folder))
        return Settings()
    unknown = [choice.driver for choice in settings.monitors if choice.driver not in DRIVERS]
    if unknown:
        tell(both(NO_DRIVER, names=", ".join(unknown), file=at.settings))
    known = tuple(choice for choice in settings.monitors if choice.driver in DRIVERS)
    return replace_fields(settings, monitors=known)


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
        return _held(lock, at)
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
    )
    parts.app.shown = lambda view: simulated.follow(view.session, view.now.mono_s)
    return parts, simulated, readers


# --- at full speed, without anybody ----------------------------------------------------------


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


if __name__ == "__main__":
    from ui.cli import main

    main()
