"""The command line: what a person types, turned into calls. Decides nothing itself.

Machine-readable output goes to standard output, words to standard error. Exit status 0; 1 if what
was asked is not so; 2 if it was asked wrongly.
"""

import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Annotated, BinaryIO, NoReturn

import typer

import resources
from bedside.clock import faster, system_clock
from bedside.protocol_error import ProtocolError
from bedside.vitals import Vital
from devices.catalog import DRIVERS
from devices.decode import decode_lines
from devices.detect import detect as find_monitor
from devices.line import PortError
from devices.link import Driver
from devices.port import list_ports, open_port
from devices.simulator.catalog import SIMULATORS
from devices.simulator.faults import FaultPlan, Faulty, parse_plan
from devices.simulator.patient import ScenarioPatient
from devices.simulator.pty import Server, serve, wire_for
from devices.simulator.scenario import Scenario, is_plugged, read_scenario
from ui.cli_open import DataOption, LanguageOption, demo, open_window
from ui.say import faults_in_words

CHUNK = 1 << 16

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
)

Monitor = Annotated[str, typer.Option(help="The driver's id; see `bedside monitors`.")]


def main() -> None:
    faults_in_words()
    app()


@app.callback(invoke_without_command=True)
def bedside(
    context: typer.Context, data: DataOption = None, language: LanguageOption = None
) -> None:
    """Leads a nurse through a ketamine infusion session and listens to the monitors.

    Without a command it opens the application.
    """
    if context.invoked_subcommand is None:
        raise typer.Exit(open_window(data, language))


app.command()(demo)


# --- recorded bytes --------------------------------------------------------------------------


@app.command()
def decode(
    monitor: Monitor,
    file: Annotated[Path, typer.Argument(help="Recorded bytes; - is standard input.")] = Path("-"),
    waveforms: Annotated[bool, typer.Option(help="Show the samples of waveforms too.")] = False,
) -> None:
    """Turn recorded bytes of a monitor into JSON lines, one reading a line."""
    driver = driver_named(monitor)
    with contextlib.ExitStack() as open_files:
        stream = _opened(file, open_files)
        with _quiet_about_closed_pipe():
            for line in decode_lines(driver, _chunks(stream), waveforms):
                sys.stdout.write(line + "\n")
            sys.stdout.flush()


def _opened(file: Path, open_files: contextlib.ExitStack) -> BinaryIO:
    if str(file) == "-":
        return sys.stdin.buffer
    try:
        return open_files.enter_context(file.open("rb"))
    except OSError as error:
        _wrong_use(f"cannot read {file}: {error.strerror}")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    read = getattr(stream, "read1", stream.read)  # what has come, without waiting for more
    while chunk := read(CHUNK):
        yield chunk


# --- monitors --------------------------------------------------------------------------------


@app.command()
def monitors(
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON array.")] = False,
) -> None:
    """List the monitors that can be heard."""
    if as_json:
        rows = [_row(driver) for driver in DRIVERS.values()]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for driver in DRIVERS.values():
        typer.echo(f"{driver.id:<20}{driver.line!s:<12}{', '.join(_vitals(driver))}")
        typer.echo(f"{'':<20}{driver.makers_and_models}")
        if remarks := ", ".join(_remarks(driver)):
            typer.echo(f"{'':<20}{remarks}")


def _row(driver: Driver) -> dict[str, object]:
    return {
        "id": driver.id,
        "makers_and_models": driver.makers_and_models,
        "vitals": _vitals(driver),
        "line": str(driver.line),
        "starts_nibp": driver.starts_nibp,
        "own_alarms": driver.own_alarms,
        "talks_unasked": driver.talks_unasked,
        "notes": driver.notes,
    }


def _vitals(driver: Driver) -> list[str]:
    return [vital.value for vital in Vital if vital in driver.vitals]


def _remarks(driver: Driver) -> Iterator[str]:
    if driver.starts_nibp:
        yield "bedside starts its blood pressure"
    if not driver.own_alarms:
        yield "has no alarms of its own"


@app.command()
def detect(port: Annotated[str, typer.Argument(help="Such as /dev/ttyUSB0 or COM3.")]) -> None:
    """Find out which monitor speaks on a port; takes up to a minute."""
    typer.echo(f"Listening on {port} ...", err=True)
    try:
        found = find_monitor(lambda line: open_port(port, line), DRIVERS.values(), system_clock)
    except PortError as error:
        typer.echo(f"{_TROUBLE_WORDS[error.trouble]} ({error})", err=True)
        for known in list_ports():
            typer.echo(f"  there is {known.url}  {known.description}", err=True)
        raise typer.Exit(1) from error
    if found is None:
        typer.echo("No monitor that bedside knows speaks here.", err=True)
        raise typer.Exit(1)
    typer.echo(found.id)
    typer.echo(found.makers_and_models, err=True)


_TROUBLE_WORDS = {
    "port_missing": "There is no such port.",
    "port_busy": "Another program has this port.",
    "no_permission": "This user may not open this port.",
    "unplugged": "The port went away.",
    "silent": "The port takes no bytes.",
}


# --- simulated monitors ----------------------------------------------------------------------


@app.command()
def simulate(
    monitor: Monitor,
    scenario: Annotated[str, typer.Option(help="How the patient fares.")] = "calm",
    speed: Annotated[float, typer.Option(min=0.01, help="How much faster than real.")] = 1.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same patient.")] = 1,
    fault: Annotated[str, typer.Option(help="Such as drop=0.01,flip=0.001,chop,hang=30:10.")] = "",
) -> None:
    """Simulate one monitor on a pseudo-terminal until interrupted; says `port: PATH` first."""
    driver, plan = driver_named(monitor), _plan(fault)
    story = scenario_named(scenario)
    stopping = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    now = faster(system_clock, speed)
    patient = ScenarioPatient(story, seed)
    patient.begin_infusion(now().mono_s)
    faulty = Faulty(SIMULATORS[driver.id](patient), plan, seed)
    role = "oximeter" if Vital.SPO2 in driver.vitals else "nibp"

    def plugged(now_s: float) -> bool:
        course_s = now_s - (patient.began_s or 0.0)
        return faulty.is_plugged(now_s) and is_plugged(story, role, course_s)

    with tempfile.TemporaryDirectory(prefix="bedside-") as folder:
        server = Server(faulty, wire_for(Path(folder), driver.id), plugged)
        typer.echo(f"port: {server.url}")
        sys.stdout.flush()
        typer.echo(f"{driver.makers_and_models}; end with Ctrl-C.", err=True)
        serve(server, now, stopping, speed)


def _plan(text: str) -> FaultPlan:
    try:
        return parse_plan(text)
    except ValueError as error:
        _wrong_use(f"--fault: {error}")


# --- what several commands need --------------------------------------------------------------


def driver_named(name: str) -> Driver:
    if name not in DRIVERS:
        _wrong_use(f"there is no monitor {name!r}; there are: {', '.join(DRIVERS)}")
    return DRIVERS[name]


def scenario_named(name: str) -> Scenario:
    file = resources.path("scenarios") / f"{name}.toml"
    names = sorted(each.stem for each in file.parent.glob("*.toml"))
    if name not in names:
        _wrong_use(f"there is no scenario {name!r}; there are: {', '.join(names)}")
    try:
        return read_scenario(file)
    except ProtocolError as error:
        _wrong_use(str(error))


def _wrong_use(what: str) -> NoReturn:
    typer.echo(what, err=True)
    raise typer.Exit(2)


@contextlib.contextmanager
def _quiet_about_closed_pipe() -> Iterator[None]:
    """`bedside decode ... | head` has seen enough: that is no error."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
