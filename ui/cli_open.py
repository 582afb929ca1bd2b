"""`bedside` and `bedside demo`: opens the window, or lets a session be played without one.

Qt is imported only when it is known that it will be needed, and after its platform was chosen.
"""

import os
from pathlib import Path
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

PLAYING = mark("Playing the scenario {name} with a scripted nurse; this takes about a minute ...")
PLAYED = mark("Pictures: {screens}. Report: {report}. Record: {record}.")
SPEED_UNUSED = mark("--speed is for the window: without one the session is played at full speed.")
DATA_UNUSED = mark("--data is for the window: a played session leaves its files in {out}.")
NO_SPEED = mark("--speed takes a number above 0, or max; {speed!r} is neither.")
NO_SCENARIO = mark("There is no scenario {name!r}; there are: {names}.")
NOT_PLAYED = mark(
    "The scripted nurse could not go on: {why} What was shown and recorded up to then is in {out}."
)
BROKEN = mark("The record of the played session does not hold together; it is in {out}.")


def open_window(data: Path | None, language: Language | None) -> int:
    """The application itself. Returns the exit status."""
    _need_window()
    from ui import __main__ as root
    from ui.at_start import tell
    from ui.data import default_folder
    from ui.plain import plainly

    with plainly(data or default_folder(), tell):
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
) -> None:
    """Show a whole session on simulated monitors: yours to drive, or played without a window."""
    times = _times(speed)
    if out is None and speed != FULL_SPEED and has_display(os.environ):
        raise typer.Exit(_driven(scenario, times, seed, data, language or Language.NB))
    out = out or WITHOUT_OUT
    if speed not in ("", FULL_SPEED):
        say(both(SPEED_UNUSED))
    if data is not None:
        say(both(DATA_UNUSED, out=out))
    raise typer.Exit(_played(scenario, seed, out, language or Language.NB))


def _driven(name: str, speed: float, seed: int, data: Path | None, language: Language) -> int:
    _need_window()
    from ui import __main__ as root
    from ui.at_start import tell
    from ui.data import default_folder
    from ui.plain import plainly

    _need_scenario(name, root.scenario_names())
    with plainly(data or default_folder(), tell):
        return root.demo_window(root.scenario_named(name), speed, seed, data, language)


def _played(name: str, seed: int, out: Path, language: Language) -> int:
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen not in WITHOUT_WINDOW:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui import __main__ as root
    from ui.demo.hands import NotThereError
    from ui.plain import plainly

    _need_scenario(name, root.scenario_names())
    say(both(PLAYING, name=name))
    with plainly(out):
        try:
            finished = root.demo_played(root.scenario_named(name), seed, out, language)
        except NotThereError as error:
            not_so(both(NOT_PLAYED, why=error, out=out))
    typer.echo(out / "summary.json")
    where = {"screens": "screens", "report": "report.pdf", "record": "session.jsonl"}
    say(both(PLAYED, **{key: out / file for key, file in where.items()}))
    if not finished.verified:
        not_so(both(BROKEN, out=out))
    return 0


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
