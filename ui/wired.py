"""The monitors on their wires: a reader in a thread for each, and what the set-up may choose from.

With the composition roots the only module of the screens that sees the drivers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Thread

from bedside.board_view import Role
from bedside.clock import system_clock
from bedside.settings import MonitorChoice
from bedside.vitals import Vital
from bedside.watch import CuffOrder
from devices.address import is_simulated
from devices.catalog import DRIVERS
from devices.detect import detect
from devices.line import PortError
from devices.link import Command, Order
from devices.port import list_ports, open_port
from devices.raw_log import RawLog
from devices.reader import Reader
from ui.adapters import address
from ui.build import Parts
from ui.data import Place
from ui.view import DriverChoice, PortChoice, Search, View

STOPS_WITHIN_S = 3.0  # a reader says its last words


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
