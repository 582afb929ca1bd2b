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
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

import resources
from bedside.clock import faster, system_clock
from bedside.protocol_error import ProtocolError
from bedside.vitals import Vital
from devices.catalog import DRIVERS
from devices.decode import decode_lines, traced_lines
from devices.detect import detect as find_monitor
from devices.line import PortError
from devices.link import Driver
from devices.port import list_ports, open_port
from devices.raw_log import pieces
from ui.cli_open import NO_SCENARIO, DataOption, LanguageOption, demo, open_window
from ui.cli_physician import physician
from ui.cli_record import record
from ui.cli_site import site
from ui.cli_support import support
from ui.i18n import mark
from ui.say import both, faults_in_words, not_so, say, wrong_use

if TYPE_CHECKING:
    from devices.simulator.scenario import Scenario

CHUNK = 1 << 16

CANNOT_READ = mark("{file} cannot be read ({why}).")
LISTENING = mark("Listening on {port}; this takes up to a minute ...")
NOBODY_SPEAKS = mark(
    "No monitor that bedside knows speaks on {port}. See whether it is switched on, and whether "
    "its cable is in."
)
THERE_IS = mark("There is {port}  {description}")
SPEAKING = mark("{monitor} speaks there. End with Ctrl-C.")
NO_MONITOR = mark("There is no monitor {name!r}; there are: {names}.")
BAD_FAULT = mark("--fault is not understood ({why}).")
TROUBLES = {
    "port_missing": mark("There is no port {port}. See whether the adapter is plugged in."),
    "port_busy": mark("Another program has the port {port}. Close it, and try again."),
    "no_permission": mark(
        "This user may not open the port {port}. On Linux: add the user to the group dialout, and "
        "sign in anew."
    ),
    "unplugged": mark("The port {port} went away. Plug the adapter in again."),
    "silent": mark("The port {port} takes no bytes. Plug the adapter out and in again."),
}

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: its colours cost more time than everything else
)

Monitor = Annotated[str, typer.Option(help="The driver's id; see `bedside monitors`.")]


def main() -> None:
    faults_in_words()
    typer.main.get_command(app)(prog_name="bedside")  # app() would put its own hook in place


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
app.add_typer(record, name="record")
app.command()(site)
app.command()(physician)
app.command()(support)


# --- recorded bytes --------------------------------------------------------------------------


@app.command()
def decode(
    monitor: Monitor,
    file: Annotated[Path, typer.Argument(help="Recorded bytes; - is standard input.")] = Path("-"),
    waveforms: Annotated[bool, typer.Option(help="Show the samples of waveforms too.")] = False,
    times: Annotated[
        bool, typer.Option(help="Of a session's FILE: when each line came, and in which bytes.")
    ] = False,
) -> None:
    """Turn recorded bytes of a monitor into JSON lines, one reading a line."""
    driver = driver_named(monitor)
    if times:
        _decode_traced(driver, file, waveforms)
        return
    with contextlib.ExitStack() as open_files:
        stream = _opened(file, open_files)
        with _quiet_about_closed_pipe():
            for line in decode_lines(driver, _chunks(stream), waveforms):
                sys.stdout.write(line + "\n")
            sys.stdout.flush()


def _decode_traced(driver: Driver, file: Path, waveforms: bool) -> None:
    """Every reading traced to its bytes, by the times that stand beside them."""
    try:
        heard = list(pieces(file))
    except OSError as error:
        wrong_use(both(CANNOT_READ, file=file, why=error.strerror))
    with _quiet_about_closed_pipe():
        for line in traced_lines(driver, heard, waveforms):
            sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _opened(file: Path, open_files: contextlib.ExitStack) -> BinaryIO:
    if str(file) == "-":
        return sys.stdin.buffer
    try:
        return open_files.enter_context(file.open("rb"))
    except OSError as error:
        wrong_use(both(CANNOT_READ, file=file, why=error.strerror))


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
        "value_every_s": driver.every_s,
        "lost_after_s": driver.patience_s,
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
    say(both(LISTENING, port=port))
    try:
        found = find_monitor(lambda line: open_port(port, line), DRIVERS.values(), system_clock)
    except PortError as error:
        say(both(TROUBLES[error.trouble], port=port))
        for known in list_ports():
            say(both(THERE_IS, port=known.url, description=known.description))
        raise typer.Exit(1) from error
    if found is None:
        not_so(both(NOBODY_SPEAKS, port=port))
    typer.echo(found.id)
    typer.echo(found.makers_and_models, err=True)


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
    from devices.simulator.catalog import SIMULATORS
    from devices.simulator.faults import Faulty, parse_plan
    from devices.simulator.patient import ScenarioPatient
    from devices.simulator.pty import Server, serve, wire_for
    from devices.simulator.scenario import is_plugged

    driver = driver_named(monitor)
    try:
        plan = parse_plan(fault)
    except ValueError as error:
        wrong_use(both(BAD_FAULT, why=error))
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
        say(both(SPEAKING, monitor=driver.makers_and_models))
        serve(server, now, stopping, speed)


# --- measurements ----------------------------------------------------------------------------


@app.command()
def bench(
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    alarms: Annotated[
        bool, typer.Option("--alarms", help="Instead: whether 20 whole sessions alarm rightly.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Measure decoding, latency and the record on this machine, each beside a floor."""
    from ui.cli_bench import measured

    measured(as_json=as_json, alarms=alarms, data=data)


# --- what several commands need --------------------------------------------------------------


def driver_named(name: str) -> Driver:
    if name not in DRIVERS:
        wrong_use(both(NO_MONITOR, name=name, names=", ".join(DRIVERS)))
    return DRIVERS[name]


def scenario_named(name: str) -> "Scenario":
    from devices.simulator.scenario import read_scenario

    file = resources.path("scenarios") / f"{name}.toml"
    names = sorted(each.stem for each in file.parent.glob("*.toml"))
    if name not in names:
        wrong_use(both(NO_SCENARIO, name=name, names=", ".join(names)))
    try:
        return read_scenario(file)
    except ProtocolError as error:
        wrong_use(error.text)


@contextlib.contextmanager
def _quiet_about_closed_pipe() -> Iterator[None]:
    """`bedside decode ... | head` has seen enough: that is no error."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
