"""An infusion in a process of its own, for tests that kill it.

Each line `DATABASE ACT...` on standard input begins one; they are forked, so that only the first
pays for the imports. The room, its record and the demonstration's monitors on pseudo-terminals; no
thread, and time is simulated and runs as fast as it can. After every beat one line of JSON says
what somebody at the screen relies on from then on: the act that was confirmed, how many lines the
record has, the pump time. It goes on until it is killed.
"""

import json
import os
import sys
from pathlib import Path
from queue import SimpleQueue
from zoneinfo import ZoneInfo

import resources
from bedside import events
from bedside.board_view import Role
from bedside.clock import ManualClock
from bedside.room import Room, RoomSetUp
from bedside.store import Store
from bedside.vitals import Arrival, Vital
from devices.catalog import DRIVERS
from devices.port import open_port
from devices.reader import Reader
from devices.simulator import lockstep
from devices.simulator.room import simulated_room
from devices.simulator.scenario import read_effects, read_scenario
from tests.bedside.course import START
from tests.bedside.telling import NURSE, protocol
from tests.scenarios.begun import before_the_start

MONITORS = {"oximeter": "nonin-format2", "nibp": "suntech-advantage"}
ROLES = {
    "oximeter": Role(frozenset({Vital.SPO2, Vital.PULSE_RATE})),
    "nibp": Role(frozenset({Vital.NIBP}), starts_nibp=True),
}
SESSION = "killed"
BEATS_BETWEEN_ACTS = 3
SINCE_BOOT_S = 86_400.0  # a clock that the next process cannot go on from


def room_on(store, now):
    """Orders go nowhere: the cuff has its turn in other tests."""
    return Room(
        protocol=protocol(),
        store=store,
        set_up=RoomSetUp("Behandlingsrom 2", True, MONITORS, ROLES, "calm", 1),
        new_session_id=lambda _now: SESSION,
        order=lambda *_: None,
        began=now,
        zone=ZoneInfo("Europe/Oslo"),
    )


def monitors_in(folder, inbox, clock):
    """The simulated monitors, and their readers."""
    scenario = read_scenario(resources.path("scenarios/calm.toml"))
    effects = read_effects(resources.path("simulator/effects.toml"))
    simulated = simulated_room(scenario, 1, effects, folder, MONITORS, gathered=True)
    pairs = []
    for role, server in simulated.servers.items():
        driver = DRIVERS[MONITORS[role]]

        def connect(url=server.url, line=driver.line):
            return open_port(url, line)

        reader = Reader(role=role, driver=driver, connect=connect, inbox=inbox, now=clock)
        pairs.append((server, reader))
    return simulated, pairs


def acts_of(names):
    """The acts asked for, each in its turn, and after them notes without end."""
    kinds = {
        "start": START,
        "pause": events.InfusionPaused(reason="patient"),
        "resume": events.InfusionResumed(),
    }
    yield from (kinds[name] for name in names)
    n = 0
    while True:
        n += 1
        yield events.NoteWritten(text=str(n))


def name_of(event):
    """What tells an act from every other of the session: "NoteWritten 7"."""
    return f"{type(event).__name__} {getattr(event, 'text', '')}".strip()


def live(database, names):
    clock, inbox = ManualClock(mono_s=SINCE_BOOT_S), SimpleQueue[Arrival]()
    room = room_on(Store(database), clock())
    room.open_session(clock())
    before_the_start(room, clock())
    simulated, pairs = monitors_in(database.parent, inbox, clock)
    acts, beat = acts_of(names), 0
    while True:
        beat += 1
        now, done = clock.move_to(lockstep.next_due_s(pairs)), None
        lockstep.settle(pairs, now.mono_s)
        for _ in range(inbox.qsize()):
            room.take(inbox.get_nowait())
        room.tick(now)
        room.flush(now)
        if beat % BEATS_BETWEEN_ACTS == 0:
            act = next(acts)
            refusal = room.act(act, now, NURSE)
            assert refusal is None, refusal
            done = name_of(act)
        simulated.follow(room.session, now.mono_s)
        assert room.journal.waiting == [], "a line waits for the disk"
        pump_s = room.session.infusion.pump_time_s(now)
        lines, wall = room.session.last_seq, now.wall.isoformat()
        say(pid=os.getpid(), wall=wall, lines=lines, pump_s=pump_s, done=done)


def say(**what):
    """Whole or not at all: so much goes through a pipe in one piece."""
    os.write(1, json.dumps(what).encode() + b"\n")


def main():
    protocol()
    for line in sys.stdin:
        database, *names = line.split()
        child = os.fork()
        if child == 0:
            live(Path(database), names)
        os.waitpid(child, 0)
        say(dead=child)


if __name__ == "__main__":
    main()
