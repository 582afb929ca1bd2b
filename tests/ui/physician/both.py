"""The application's half as a process that can be killed: a room that beats, without a window.

It resumes the session that it finds, starts the page's process beside it, takes readings by its
standard input ("bp 186 112"; after "over 120 80" the nurse resets) and says where the alerts
stand, a line at each change.
"""

import json
import sys
import threading
from datetime import UTC
from pathlib import Path

from bedside.clock import system_clock
from bedside.room import Room, RoomSetUp
from bedside.store import Store
from bedside.vitals import Arrival, BloodPressure
from tests.bedside.bed import ROLES
from tests.bedside.course import BACKUP, START, amended, cuff, identified
from tests.bedside.telling import protocol
from tests.ui.physician.ward import HANSEN
from tests.ui.physician.zygote import start
from ui import physician_process
from ui.physician_process import PhysicianProcess
from ui.pipe import LinesIn

BEAT_S = 0.02


def room_of(store, new_session_id=lambda _now: "20261124-0920-a1b2c3"):
    return Room(
        protocol=protocol(),
        store=store,
        set_up=RoomSetUp("Behandlingsrom 2", True, {}, ROLES),
        new_session_id=new_session_id,
        order=lambda *_: None,
        began=system_clock(),
        zone=UTC,
    )


def infusing(room, now):
    assert room.open_session(now) is None
    for event in (identified(), amended(BACKUP, name=HANSEN), cuff(124, 78), START):
        room.note(event, now, "ida")


def main(folder, zygote):
    physician_process.AGAIN_S = (0.05,)  # the test kills on purpose, again and again
    store = Store(Path(folder) / "simulation.db")
    room = room_of(store)
    sessions = store.open_sessions()
    if sessions:
        room.resume(sessions[0], system_clock())
    else:
        infusing(room, system_clock())
    beside = PhysicianProcess(["tests.ui.physician.zygote:page", folder], room, 5.0)
    beside.start = lambda argv: start(zygote, argv)
    resetting = False
    said, heard, pause = "", LinesIn(sys.stdin.buffer), threading.Event()
    while True:
        lines = heard.take()
        now = system_clock()
        for line in lines or ():
            what, *values = line.decode().split()
            systolic, diastolic = map(int, values)
            reading = BloodPressure(systolic, diastolic, (systolic + 2 * diastolic) // 3)
            room.take(Arrival("nibp", now, reading))
            resetting = what == "over"
        for shown in room.watch.view.display.alarms if resetting else ():
            if shown.latched:
                room.watch.reset(shown.number, "ida", now)
        if lines is None:
            beside.close()
            store.close()
            return
        room.tick(now, beside.beat(now))
        room.flush(now)
        told = json.dumps(
            {
                "url": beside.status.url,
                "page": beside._process.pid if beside._process else 0,
                "seq": room.session.last_seq,
                "cases": [[c.alert, c.version, c.stage, c.by] for c in room.cases],
            }
        )
        if told != said:
            said = told
            sys.stdout.write(told + "\n")
            sys.stdout.flush()
        pause.wait(BEAT_S)
