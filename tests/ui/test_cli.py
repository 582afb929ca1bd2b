"""The commands for monitors. The other commands have tests of their own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bedside.vitals import Measurement
from devices.catalog import DRIVERS
from devices.line import PortError, Trouble
from devices.link import LineSettings
from devices.nonin_format2 import Decoder, encode
from devices.port import PortInfo, open_port
from ui import cli

ROOT = Path(__file__).parents[2]
run = CliRunner().invoke
SPO2_97 = '{"vital":"spo2","value":97,"unit":"%"}'
PULSE_72 = '{"vital":"pulse_rate","value":72,"unit":"/min","source":"pleth"}'


def decode(*arguments, **more):
    return run(cli.app, ["decode", *map(str, arguments)], **more)


def test_a_recording_from_a_file_becomes_json_lines(tmp_path):
    file = tmp_path / "recording.bin"
    file.write_bytes(b"\x00\x00" + encode(97, 72))
    result = decode("--monitor", "nonin-format2", file)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ['{"garbled":2}', SPO2_97, PULSE_72]
    assert result.stderr == ""


@pytest.mark.parametrize("source", [[], ["-"]])
def test_a_recording_from_standard_input(source):
    result = decode("--monitor", "nonin-format2", *source, input=encode(97, 72))
    assert result.stdout.splitlines() == [SPO2_97, PULSE_72]


def test_the_samples_of_the_waveform_if_asked_for():
    stream = encode(97, 72, bytes(range(25)))
    result = decode("--monitor", "nonin-format2", "--waveforms", input=stream)
    assert {"waveform": "spo2", "samples": list(range(25))} in [
        json.loads(line) for line in result.stdout.splitlines()
    ]


@pytest.mark.parametrize(
    ("story", "arguments", "says"),
    [
        ("a monitor that is not known", ["--monitor", "thermometer"], "nonin-format2"),
        ("no monitor", [], "--monitor"),
        ("no such file", ["--monitor", "nonin-format2", "gone.bin"], "gone.bin cannot be read"),
        ("a folder", ["--monitor", "nonin-format2", "."], ". cannot be read"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_words(story, arguments, says):
    result = decode(*arguments)
    assert result.exit_code == 2, story
    assert says in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path):
    file = tmp_path / "long.bin"
    file.write_bytes(encode(97, 72) * 5000)
    ours = f"{sys.executable} -m ui.cli decode --monitor nonin-format2 {file}"
    done = subprocess.run(
        ["/bin/sh", "-c", f"{ours} | head -n 1"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
    )
    assert done.stdout == SPO2_97 + "\n"
    assert done.stderr == ""


def test_the_monitors_are_listed_for_people():
    result = run(cli.app, ["monitors"])
    assert result.exit_code == 0
    for driver in DRIVERS.values():
        assert driver.id in result.stdout
        assert driver.makers_and_models in result.stdout
    assert "bedside starts its blood pressure, has no alarms of its own" in result.stdout


def test_the_monitors_are_listed_for_programs():
    rows = json.loads(run(cli.app, ["monitors", "--json"]).stdout)
    assert [row["id"] for row in rows] == list(DRIVERS)
    suntech = next(row for row in rows if row["id"] == "suntech-advantage")
    assert suntech["line"] == "9600 8N1"
    assert suntech["vitals"] == ["pulse_rate", "nibp"]
    assert (suntech["starts_nibp"], suntech["own_alarms"]) == (True, False)


# detect


def test_the_monitor_on_a_port_is_named(monkeypatch):
    asked = []

    def find(connect, drivers, now):
        asked.append(connect(LineSettings(9600)))
        return DRIVERS["nonin-format2"]

    monkeypatch.setattr(cli, "find_monitor", find)
    monkeypatch.setattr(cli, "open_port", lambda url, line: (url, str(line)))
    result = run(cli.app, ["detect", "/dev/ttyUSB0"])
    assert (result.exit_code, result.stdout) == (0, "nonin-format2\n")
    assert asked == [("/dev/ttyUSB0", "9600 8N1")]


def test_a_port_where_nobody_speaks_is_no(monkeypatch):
    monkeypatch.setattr(cli, "find_monitor", lambda *_: None)
    result = run(cli.app, ["detect", "COM3"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "No monitor" in result.stderr


def test_a_port_that_cannot_be_opened_says_why_and_which_there_are(monkeypatch):
    def missing(*_):
        raise PortError(Trouble.PORT_MISSING, "COM9: gone")

    monkeypatch.setattr(cli, "find_monitor", missing)
    monkeypatch.setattr(cli, "list_ports", lambda: [PortInfo("COM3", "USB Serial")])
    result = run(cli.app, ["detect", "COM9"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no port COM9." in result.stderr
    assert "COM3  USB Serial" in result.stderr


@pytest.mark.parametrize("trouble", [t for t in Trouble if t not in ("wrong_device", "fault")])
def test_every_trouble_of_a_port_has_its_words(trouble):
    assert cli.TROUBLES[trouble].endswith(".")


# simulate


@pytest.mark.parametrize(
    ("story", "arguments", "says"),
    [
        ("a monitor that is not known", ["--monitor", "x"], "There is no monitor 'x'"),
        (
            "a scenario that is not known",
            ["--monitor", "nonin-format2", "--scenario", "x"],
            "There is no scenario 'x'; there are: anxiety, calm",
        ),
        (
            "a fault that is not known",
            ["--monitor", "nonin-format2", "--fault", "dorp=1"],
            "there is no fault 'dorp'",
        ),
        ("no speed", ["--monitor", "nonin-format2", "--speed", "0"], "--speed"),
    ],
)
def test_a_simulation_asked_for_wrongly_is_told_in_words(story, arguments, says):
    result = run(cli.app, ["simulate", *arguments])
    assert result.exit_code == 2, story
    assert says in result.stderr
    assert result.stdout == ""


def test_a_scenario_with_a_fault_is_told_in_words(tmp_path, monkeypatch):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "own.toml").write_text("name = 'own'\n", "utf-8")
    monkeypatch.setattr(cli.resources, "path", lambda name: tmp_path / name)
    result = run(cli.app, ["simulate", "--monitor", "nonin-format2", "--scenario", "own"])
    assert result.exit_code == 2
    assert "own.toml" in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals and pseudo-terminals")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_simulated_monitor_speaks_until_it_is_interrupted(end):
    command = [sys.executable, "-m", "ui.cli", "simulate", "--monitor", "nonin-format2"]
    with subprocess.Popen(
        [*command, "--speed", "10", "--seed", "3"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        path = process.stdout.readline().removeprefix("port: ").strip()
        port, decoder, heard = open_port(path, LineSettings(9600)), Decoder(), []
        while not any(isinstance(item, Measurement) for item in heard):
            heard += decoder.feed(port.read(10.0))
        port.close()
        process.send_signal(end)
        _, words = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Ctrl-C" in words
    assert not Path(path).exists()
