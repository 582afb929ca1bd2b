"""`bedside` and `bedside demo`: what is opened or played, and what is said when it cannot be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bedside.protocol_error import ProtocolError
from bedside.settings import MonitorChoice, Settings, load_settings, save_settings
from bedside.store import FORMAT, Store
from bedside.text import Language
from tests.ui.conftest import Heard
from ui import __main__ as root
from ui import cli, cli_open, demonstration
from ui.data import Place
from ui.demo.hands import NotThereError
from ui.demo.show import Finished
from ui.hold import Holder, hold

ROOT = Path(__file__).parents[2]
run = CliRunner().invoke


def finished(**changes):
    given = {
        "scenario": "calm", "seed": 1, "language": "nb", "seconds": 1.0, "simulated_seconds": 2.0,
        "events": 3, "alarms": {}, "pump_time_s": 2400.0, "delivered_mg": "36", "presses": 9,
        "presses_at": {}, "bursts": {},
        "typed_fields": 2, "pictures": [], "session": "s", "head": "h", "verified": True,
        "program": "0",
    }  # fmt: skip
    return Finished(**given | changes)


class Asked(Heard):
    """A fake that answers, raises, or runs something first."""

    def __init__(self, answer=0, raises=None, first=lambda: None):
        super().__init__()
        self.answer, self.raises, self.first = answer, raises, first

    def __call__(self, *given):
        super().__call__(*given)
        self.first()
        if self.raises is not None:
            raise self.raises
        return self.answer


@pytest.fixture
def root_asks(monkeypatch):
    def put(name, **how):
        asked = Asked(**how)
        place = root if hasattr(root, name) else demonstration
        monkeypatch.setattr(place, name, asked)
        return asked

    return put


@pytest.fixture
def display(monkeypatch):
    """A screen before which somebody sits."""
    monkeypatch.setattr(cli_open, "has_display", lambda _environment: True)
    monkeypatch.setattr(cli_open, "window_trouble", lambda _environment: None)


# the application


def test_bedside_alone_opens_the_application(root_asks, tmp_path):
    asked = root_asks("open_application")
    result = run(cli.app, ["--data", str(tmp_path), "--language", "en"])
    assert result.exit_code == 0
    assert asked.calls == [(tmp_path, Language.EN)]


def test_what_the_application_ends_with_is_the_exit_status(root_asks):
    root_asks("open_application", answer=1)
    assert run(cli.app, []).exit_code == 1


def test_help_names_every_command():
    said = run(cli.app, ["--help"]).stdout
    for name in ("demo", "simulate", "decode", "monitors", "detect", "record", "bench"):
        assert f"  {name} " in said


def test_without_a_display_the_application_does_not_start(monkeypatch, root_asks):
    asked = root_asks("open_application")
    monkeypatch.setattr(cli_open.os, "environ", {})
    monkeypatch.setattr(sys, "platform", "linux")
    result = run(cli.app, [])
    assert (result.exit_code, asked.calls) == (1, [])
    assert "ingen skjerm her" in result.stderr


def test_a_protocol_file_with_an_unknown_key_is_named_with_file_and_key(root_asks, tmp_path):
    error = ProtocolError("dose.toml", "dose.max_mgg", "ukjent nøkkel", "unknown key")
    root_asks("open_application", raises=error)
    result = run(cli.app, ["--data", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "dose.toml: dose.max_mgg: ukjent nøkkel",
        "dose.toml: dose.max_mgg: unknown key",
    ]


def test_commands_for_programs_start_without_qt_and_without_the_record():
    code = (
        "import sys, ui.cli\nprint({'PySide6', 'sqlalchemy', 'fpdf', 'keyring'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert (done.stdout, done.stderr) == ("set()\n", "")


# the data folder


def test_a_second_instance_says_who_has_it(tmp_path, capsys):
    lock = hold(Place(tmp_path), simulated=False)
    assert not isinstance(lock, Holder)
    assert root.open_application(tmp_path, None) == 1
    nb, en = capsys.readouterr().err.splitlines()
    assert f"prosess {os.getpid()}" in nb
    assert f"process {os.getpid()}" in en
    assert not (tmp_path / "record.db").exists()
    lock.unlock()


def test_a_lock_that_a_killed_instance_left_is_taken_over(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from ui.data import Place;"
        "from ui.hold import hold;"
        "lock = hold(Place(Path(sys.argv[1])), simulated=False); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, timeout=60)
    assert killed.returncode == -9
    assert (tmp_path / "record.lock").exists()
    lock = hold(Place(tmp_path), simulated=False)
    assert not isinstance(lock, Holder)
    lock.unlock()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_nobody_may_write_to_is_told_in_words(tmp_path):
    tmp_path.chmod(0o500)
    result = run(cli.app, ["--data", str(tmp_path)])
    tmp_path.chmod(0o700)
    assert result.exit_code == 1
    assert "ikke lov til å lese og skrive" in result.stderr


def test_a_lock_that_cannot_be_made_is_no_other_instance(tmp_path):
    with pytest.raises(OSError, match="no lock"):
        hold(Place(tmp_path / "gone"), simulated=False)


def test_a_record_of_a_newer_version_is_left_alone(tmp_path):
    (tmp_path / "record.key").write_text("ab" * 32)
    store = Store(tmp_path / "record.db", "ab" * 32)
    with store._engine.begin() as db:
        db.exec_driver_sql(f"PRAGMA user_version = {FORMAT + 1}")
    store.close()
    result = run(cli.app, ["--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "nyere versjon av bedside" in result.stderr
    assert "newer version of bedside" in result.stderr
    assert "Traceback" not in result.stderr


def test_settings_that_cannot_be_read_are_put_aside_and_said(tmp_path, capsys):
    (tmp_path / "settings.json").write_text("{cut short")
    assert root._settings(Place(tmp_path)) == Settings()
    assert (tmp_path / "settings.unreadable").read_text() == "{cut short"
    nb, en = capsys.readouterr().err.splitlines()
    assert "lagt til side som" in nb
    assert "put aside as" in en
    assert load_settings(tmp_path / "settings.json") == Settings()


def test_a_monitor_nobody_knows_any_more_costs_only_itself(tmp_path, capsys):
    known = MonitorChoice(role="nibp", driver="suntech-advantage", port="/dev/ttyUSB1")
    gone = MonitorChoice(role="oximeter", driver="thermometer", port="/dev/ttyUSB0")
    save_settings(tmp_path / "settings.json", Settings(room="3", monitors=(gone, known)))
    assert root._settings(Place(tmp_path)) == Settings(room="3", monitors=(known,))
    assert "(thermometer)" in capsys.readouterr().err


# the demonstration


def test_with_a_display_the_demonstration_is_the_users_to_drive(root_asks, display, tmp_path):
    asked = root_asks("demo_window")
    arguments = ["--scenario", "nausea", "--speed", "8", "--seed", "7", "--data", str(tmp_path)]
    assert run(cli.app, ["demo", *arguments]).exit_code == 0
    ((scenario, speed, seed, data, language, others),) = asked.calls
    assert (scenario.name, speed, seed, data) == ("nausea", 8.0, 7, tmp_path)
    assert language is Language.NB
    assert others == ()


def test_a_recording_can_speak_in_a_demonstration(root_asks, display):
    asked = root_asks("demo_window")
    given = "oximeter=masimo-ascii1@replay:night.bin"
    assert run(cli.app, ["demo", "--monitor", given]).exit_code == 0
    port = "replay:night.bin"
    assert asked.calls[0][5] == (MonitorChoice(role="oximeter", driver="masimo-ascii1", port=port),)


@pytest.mark.parametrize(
    ("story", "given"),
    [
        ("no port", "oximeter=masimo-ascii1"),
        ("an empty port", "oximeter=masimo-ascii1@"),
        ("no driver", "oximeter=thermometer@replay:x"),
        ("no role", "masimo-ascii1@replay:x"),
        ("a cuff gives no SpO2", "oximeter=suntech-advantage@replay:x"),
    ],
)
def test_a_monitor_that_cannot_be_is_refused_with_words(root_asks, display, story, given):
    asked = root_asks("demo_window")
    result = run(cli.app, ["demo", "--monitor", given])
    assert result.exit_code == 2, story
    assert "ROLE=DRIVER@PORT" in result.stderr
    assert given in result.stderr
    assert asked.calls == []


@pytest.mark.parametrize(
    ("story", "screen", "arguments"),
    [
        ("where the files are to go is said", True, ["--out", "{}"]),
        ("full speed, and where", True, ["--speed", "max", "--out", "{}"]),
        ("nobody would see a window", False, ["--out", "{}"]),
    ],
)
def test_else_it_is_played(story, screen, arguments, root_asks, monkeypatch, tmp_path):
    monkeypatch.setattr(cli_open, "has_display", lambda _environment: screen)
    asked = root_asks("demo_played", answer=finished())
    out = tmp_path / "out"
    result = run(cli.app, ["demo", *(each.format(out) for each in arguments)])
    assert result.exit_code == 0, story
    assert [call[2] for call in asked.calls] == [out]
    assert result.stdout == f"{out / 'summary.json'}\n"
    assert f"Bilder: {out / 'screens'}. Rapport: {out / 'report.pdf'}" in result.stderr
    assert f"Pictures: {out / 'screens'}. Report: {out / 'report.pdf'}" in result.stderr


def test_without_a_display_and_without_out_it_is_played_here(root_asks, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    asked = root_asks("demo_played", answer=finished())
    assert run(cli.app, ["demo"]).exit_code == 0
    assert asked.calls[0][2] == Path("demo-out")


def test_what_is_for_the_window_is_said_to_be(root_asks, tmp_path):
    root_asks("demo_played", answer=finished())
    arguments = ["--out", str(tmp_path), "--speed", "4", "--data", str(tmp_path)]
    said = run(cli.app, ["demo", *arguments]).stderr
    assert "--speed gjelder vinduet" in said
    assert "--data gjelder vinduet" in said
    arguments = ["--out", str(tmp_path), "--monitor", "oximeter=masimo-ascii1@replay:x"]
    assert "--monitor gjelder vinduet" in run(cli.app, ["demo", *arguments]).stderr


@pytest.mark.parametrize(
    ("story", "arguments", "says"),
    [
        ("no such scenario", ["--scenario", "x"], "anxiety, calm"),
        ("no speed", ["--speed", "quick"], "'quick' is neither"),
        ("backwards", ["--speed", "-1"], "'-1' is neither"),
        ("for ever", ["--speed", "inf"], "'inf' is neither"),
        ("no such language", ["--language", "sv"], "sv"),
    ],
)
def test_a_demonstration_asked_for_wrongly_is_told_in_words(story, arguments, says, tmp_path):
    result = run(cli.app, ["demo", "--out", str(tmp_path), *arguments])
    assert (result.exit_code, result.stdout) == (2, ""), story
    assert says in result.stderr


def test_a_nurse_who_cannot_go_on_is_no(root_asks, tmp_path):
    error = NotThereError("'Start' is disabled; there are: ['Back', 'NØD']")
    root_asks("demo_played", raises=error)
    result = run(cli.app, ["demo", "--out", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "kom ikke videre: 'Start' is disabled." in result.stderr
    assert "['Back', 'NØD']" in (tmp_path / "bedside.log").read_text()


def test_a_record_that_does_not_hold_together_is_no(root_asks, tmp_path):
    root_asks("demo_played", answer=finished(verified=False))
    result = run(cli.app, ["demo", "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "henger ikke sammen" in result.stderr


def test_a_session_played_over_a_fault_of_our_own_is_no(root_asks, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "excepthook", Heard())

    def fault():
        sys.excepthook(ZeroDivisionError, ZeroDivisionError("in a slot"), None)

    root_asks("demo_played", answer=finished(), first=fault)
    assert run(cli.app, ["demo", "--out", str(tmp_path)]).exit_code == 1
    assert len(sys.excepthook.calls) == 1


def test_a_place_that_cannot_be_written_to_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    result = run(cli.app, ["demo", "--out", str(tmp_path / "file" / "out")])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "cannot be read or written" in result.stderr
