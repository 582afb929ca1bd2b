"""A scripted demonstration from the first press to the report, and what it leaves in a folder.

OUT/session.jsonl, OUT/report.pdf, OUT/screens/NN-name.png, OUT/summary.json.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QApplication

from bedside import __version__, events
from bedside.clock import ManualClock, system_clock
from bedside.summary import Summary, summarise
from bedside.text import Language
from ui.build import Parts
from ui.demo.camera import Camera
from ui.demo.hands import Hands
from ui.demo.nurse import Nurse
from ui.demo.play import Play, World
from ui.demo.scripts import script_of
from ui.export.report import Reported, write_report
from ui.export.tables import json_lines
from ui.i18n import Words
from ui.sound.simulated import ListSink
from ui.window import Window

SHOWN_EVERY_S = 10.0  # of simulated time; what changes by a press or an alarm is shown at once


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the play is given."""

    parts: Parts
    window: Window
    clock: ManualClock
    world: World
    scenario: str
    plan: str  # how often the pressure is measured
    seed: int
    language: Language
    out: Path
    heard: ListSink


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """summary.json"""

    scenario: str
    seed: int
    language: str
    seconds: float  # of real time
    simulated_seconds: float
    events: int
    alarms: dict[str, int]  # condition: how often it was raised
    bursts: dict[str, int]  # priority: how often its sound was played
    pump_time_s: float
    delivered_mg: str
    presses: int
    presses_at: dict[str, int]  # the page: how many; what costs most stands first
    typed_fields: int
    pictures: list[str]
    session: str
    head: str
    verified: bool
    program: str


def perform(stage: Stage) -> Finished:
    """Play the scenario's script and write everything. Raises what the script ran into."""
    began, began_s = system_clock(), stage.clock().mono_s
    parts, app = stage.parts, stage.parts.app

    def let_qt_work() -> None:
        QApplication.processEvents()

    play = Play(stage.clock, stage.world, parts.beat, let_qt_work)

    def show_now() -> None:
        app.show()
        let_qt_work()

    camera = Camera(stage.window, stage.out / "screens", app.view, show_now)
    play.watch = camera.watch
    settle = _settled(parts, let_qt_work)
    hands = Hands(stage.window, settle, lambda: str(app.place), show_now)
    nurse = Nurse(hands, play, camera, app, Words(stage.language), stage.plan)
    app.show_every_s = SHOWN_EVERY_S
    play.run(script_of(stage.scenario)(nurse))
    parts.beat()
    let_qt_work()
    seconds = system_clock().mono_s - began.mono_s
    return _left_behind(stage, hands, camera, seconds, stage.clock().mono_s - began_s)


def _settled(parts: Parts, let_qt_work: Callable[[], None]) -> Callable[[], None]:
    """After a press: let Qt deliver it, beat once, and let what changed be laid out."""

    def settle() -> None:
        let_qt_work()
        parts.beat()
        let_qt_work()

    return settle


def summary_of(parts: Parts, session: str) -> Summary:
    """What the record tells of a session. Raises StoreError."""
    bp = parts.room.protocol.limits.bp
    limit = (round(bp.high_systolic_mmhg), round(bp.high_diastolic_mmhg))
    store = parts.room.store
    return summarise(store.replay(session), store.head(session), limit, store.signed(session))


def _left_behind(
    stage: Stage, hands: Hands, camera: Camera, seconds: float, simulated_s: float
) -> Finished:
    parts, out = stage.parts, stage.out
    session = parts.room.store.sessions()[0].session
    summary = summary_of(parts, session)
    (out / "session.jsonl").write_text("\n".join(json_lines(summary)) + "\n", encoding="utf-8")
    write_report(
        Reported(
            summary=summary,
            protocol=parts.room.protocol,
            words=Words(stage.language),
            names={person.id: person.name for person in parts.room.everybody},
            made_at=parts.now().wall,
            version=__version__,
            staff=parts.room.everybody,
        ),
        out / "report.pdf",
    )
    finished = Finished(
        scenario=stage.scenario,
        seed=stage.seed,
        language=stage.language,
        seconds=round(seconds, 2),
        simulated_seconds=round(simulated_s, 1),
        events=len(summary.entries),
        alarms=_alarms(summary),
        bursts=dict(Counter(priority.value for _at_s, priority in stage.heard.played)),
        pump_time_s=round(summary.pump_time_s, 1),
        delivered_mg=str(summary.delivered_mg),
        presses=hands.presses,
        presses_at=dict(sorted(hands.presses_at.items(), key=lambda one: -one[1])),
        typed_fields=hands.typed_fields,
        pictures=camera.taken,
        session=session,
        head=summary.head,
        verified=parts.room.store.verify() == [],
        program=__version__,
    )
    told = msgspec.json.format(msgspec.json.encode(finished), indent=2)
    (out / "summary.json").write_bytes(told + b"\n")
    return finished


def _alarms(summary: Summary) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in summary.entries:
        if isinstance(entry.event, events.AlarmRaised) and entry.event.version == 1:
            found[entry.event.condition] = found.get(entry.event.condition, 0) + 1
    return found
