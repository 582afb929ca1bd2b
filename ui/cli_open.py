"""`bedside` and `bedside demo`: opens the window, or lets a session be played without one.

Qt is imported only when it is known that it will be needed, and after its platform was chosen.
"""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Annotated

import typer

from bedside.text import Language
from ui.display import WITHOUT_WINDOW, has_display, window_trouble
from ui.i18n import mark
from ui.say import both, not_so, say, wrong_use

DataOption = Annotated[
    Path | None, typer.Option("--data", help="The folder of the record and the settings.")
]
LanguageOption = Annotated[
    Language | None, typer.Option("--language", help="Of the screens: nb or en.")
]
FULL_SPEED = "max"
WITHOUT_OUT = Path("demo-out")  # where a demonstration without a display leaves its files
LOG_BYTES, LOGS_KEPT = 1_000_000, 3

log = logging.getLogger("bedside")

PLAYING = mark("Playing the scenario {name} with a scripted nurse; this takes about a minute ...")
PLAYED = mark("Pictures: {screens}. Report: {report}. Record: {record}.")
SPEED_UNUSED = mark("--speed is for the window: without one the session is played at full speed.")
DATA_UNUSED = mark("--data is for the window: a played session leaves its files in {out}.")
MONITOR_UNUSED = mark(
    "--monitor is for the window: a played session has the monitors of its scenario."
)
NO_MONITOR = mark(
    "--monitor takes ROLE=DRIVER@PORT, such as oximeter=masimo-ascii1@replay:FILE; the roles are "
    "oximeter and nibp, the drivers those of `bedside monitors`. {text!r} is not that."
)
NO_SPEED = mark("--speed takes a number above 0, or max; {speed!r} is neither.")
NO_SCENARIO = mark("There is no scenario {name!r}; there are: {names}.")
NOT_PLAYED = mark(
    "The scripted nurse could not go on: {why}. What was shown up to then is in {out}."
)
BROKEN = mark("The record of the played session does not hold together; it is in {out}.")


def open_window(data: Path | None, language: Language | None) -> int:
    """The application itself. Returns the exit status."""
    _need_window()
    from ui import __main__ as root
    from ui.at_start import tell
    from ui.data import default_folder
    from ui.plain import plainly

    folder = data or default_folder()
    with plainly(folder, tell), _logged(folder):
        return root.open_application(data, language)


def demo(
    scenario: Annotated[str, typer.Option(help="How the patient fares.")] = "calm",
    speed: Annotated[str, typer.Option(help="How much faster than real, or max.")] = "",
    seed: Annotated[int, typer.Option(help="The same seed gives the same session.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(help="Play it with a scripted nurse, and leave report and pictures here."),
    ] = None,
    language: LanguageOption = None,
    data: DataOption = None,
    monitor: Annotated[
        list[str] | None,
        typer.Option(
            help="Another monitor in the window, as ROLE=DRIVER@PORT: such as "
            "oximeter=masimo-ascii1@replay:FILE. The session is a simulation all the same."
        ),
    ] = None,
) -> None:
    """Show a whole session on simulated monitors: yours to drive, or played without a window."""
    times, others = _times(speed), tuple(monitor or ())
    if out is None and speed != FULL_SPEED and has_display(os.environ):
        raise typer.Exit(_driven(scenario, times, seed, data, language or Language.NB, others))
    out = out or WITHOUT_OUT
    if speed not in ("", FULL_SPEED):
        say(both(SPEED_UNUSED))
    if data is not None:
        say(both(DATA_UNUSED, out=out))
    if others:
        say(both(MONITOR_UNUSED))
    raise typer.Exit(_played(scenario, seed, out, language or Language.NB))


def _driven(
    name: str,
    speed: float,
    seed: int,
    data: Path | None,
    language: Language,
    others: tuple[str, ...],
) -> int:
    _need_window()
    from ui import demonstration
    from ui.at_start import tell
    from ui.data import default_folder
    from ui.plain import plainly

    _need_scenario(name, demonstration.scenario_names())
    chosen = {text: demonstration.other_monitor(text) for text in others}
    for text in (text for text, choice in chosen.items() if choice is None):
        wrong_use(both(NO_MONITOR, text=text))
    monitors = tuple(choice for choice in chosen.values() if choice is not None)
    folder = data or default_folder()
    with plainly(folder, tell), _logged(folder):
        scenario = demonstration.scenario_named(name)
        return demonstration.demo_window(scenario, speed, seed, data, language, monitors)


def _played(name: str, seed: int, out: Path, language: Language) -> int:
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen not in WITHOUT_WINDOW:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui import demonstration
    from ui.demo.hands import NotThereError
    from ui.plain import plainly

    _need_scenario(name, demonstration.scenario_names())
    say(both(PLAYING, name=name))
    with plainly(out):
        out.mkdir(parents=True, exist_ok=True)
        with _logged(out), _counted() as faults:
            try:
                finished = demonstration.demo_played(
                    demonstration.scenario_named(name), seed, out, language
                )
            except NotThereError as error:
                log.error("the scripted nurse could not go on", exc_info=error)
                why = str(error).partition("; there are")[0]
                not_so(both(NOT_PLAYED, why=why, out=out))
    typer.echo(out / "summary.json")
    where = {"screens": "screens", "report": "report.pdf", "record": "session.jsonl"}
    say(both(PLAYED, **{key: out / file for key, file in where.items()}))
    if not finished.verified:
        not_so(both(BROKEN, out=out))
    return 1 if faults else 0


@contextlib.contextmanager
def _logged(folder: Path) -> Iterator[None]:
    """Warnings and faults with their stacks go to a file; a disk that is full costs only them."""
    logging.raiseExceptions = False
    file = RotatingFileHandler(
        folder / "bedside.log", maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, delay=True
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(file)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(file)
        file.close()


@contextlib.contextmanager
def _counted() -> Iterator[list[BaseException]]:
    """The faults of our own that nobody caught: a session played over them is no good one."""
    faults: list[BaseException] = []
    before = sys.excepthook

    def counted(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        faults.append(error)
        before(kind, error, trace)

    sys.excepthook = counted
    try:
        yield faults
    finally:
        sys.excepthook = before


def _need_window() -> None:
    trouble = window_trouble(os.environ)
    if trouble is not None:
        not_so(trouble)


def _need_scenario(name: str, names: list[str]) -> None:
    if name not in names:
        wrong_use(both(NO_SCENARIO, name=name, names=", ".join(names)))


def _times(speed: str) -> float:
    if speed in ("", FULL_SPEED):
        return 1.0
    try:
        times = float(speed)
    except ValueError:
        times = 0.0
    if not 0.01 <= times < float("inf"):
        wrong_use(both(NO_SPEED, speed=speed))
    return times
