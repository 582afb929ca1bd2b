"""The support bundle: what helps somebody from afar, and nothing of any patient (issue F)."""

import io
import json
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from typer.testing import CliRunner

from bedside import events
from bedside.clock import ManualClock
from bedside.settings import MonitorChoice, PhysicianPage, Settings, save_settings
from bedside.store import Happening, Store
from tests.bedside.any_event import any_event
from tests.bedside.course import OPEN, amended, identified
from tests.bedside.telling import Telling, protocol
from tests.ui.views import STAFF
from tests.ui.ward import Ward
from ui import cli
from ui.data import Place, open_store
from ui.support import CODES, Asked, bundle, technical_code
from ui.support_log import safe_lines

SECRETS = (
    "Testesen", "Kari", "12829499914", "1984-03-12", "12.03.1984", "TEST-0001", "98765432",
    "187/113", "187", "113", "redd for naaler", "kveldsvakt", "10.20.30.40", "s-hemmelig",
)  # fmt: skip
SETTINGS = Settings(
    room="Kari Testesens rom",
    monitors=(
        MonitorChoice(role="nibp", driver="suntech-advantage", port="socket://10.20.30.40:7"),
    ),
    sound_folder="D:/kari/lyder",
    physician=PhysicianPage(address="10.20.30.40", phone="98765432"),
)


def secret_entries():
    """A session whose every free text, number and id is one of the secrets."""
    telling = Telling()
    telling.tell(amended(OPEN, session="s-hemmelig", simulated=False))
    who = {"name": "Kari Testesen", "identifier": "12829499914"}
    telling.tell(amended(identified(), **who))
    telling.tell(events.NoteWritten(text="redd for naaler, kveldsvakt"))
    measured = {"vital": "nibp", "unit": "mmHg", "source": "nibp"}
    telling.tell(events.Measured(systolic=187, diastolic=113, **measured), by="watch")
    telling.tell(events.LinkLost(monitor="nibp", reason="unplugged"), by="watch")
    telling.tell(events.LinkLost(monitor="nibp", reason="Kari"), by="watch")
    telling.tell(events.ProgramFaulted(where="screen", detail="KeyError: 'Kari'"), by="watch")
    return telling.entries


def log_of(folder):
    """A log as our program writes it, with a patient in every message there is."""
    handler = RotatingFileHandler(folder / "bedside.log", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log = logging.Logger("bedside")  # of its own: the root's would fail this test
    log.addHandler(handler)
    try:
        {"Kari Testesen": 187}["12829499914"]
    except KeyError as error:
        log.error("fault in %s", "screen", exc_info=error)
    log.warning("Kari Testesen 187/113\nsecond line 12829499914")
    log.warning("the record: %s", OSError(28, "no space", "D:/kari/Testesen.db"))
    handler.close()


@pytest.fixture
def asked(tmp_path):
    store = Store(tmp_path / "record.db")
    for person in STAFF:
        store.save_person(person)
    for entry in secret_entries():
        store.append("s-hemmelig", [Happening(entry.at, entry.by, entry.event)], entry.seq - 1)
    log_of(tmp_path)
    yield Asked(Place(tmp_path), SETTINGS, protocol(), store, ManualClock())
    store.close()


def members(made):
    with ZipFile(io.BytesIO(made)) as zipped:
        return {name: zipped.read(name).decode() for name in zipped.namelist()}


def test_no_name_no_id_and_no_value_is_in_it(asked):
    inside = members(bundle(asked))
    inside.pop("timings.json")  # milliseconds and megabytes: any digits at all
    staff = [text for one in STAFF for text in (one.id, one.name, one.phone) if len(text) > 3]
    for name, text in inside.items():
        found = [secret for secret in (*SECRETS, *staff) if secret in text]
        assert found == [], name


def test_what_helps_is_in_it(asked):
    inside = members(bundle(asked))
    assert set(inside) == {
        "README.txt", "versions.json", "configuration.json", "record.json", "timings.json",
        "logs/bedside.log",
    }  # fmt: skip
    record = json.loads(inside["record.json"])
    assert (record["sessions"], record["open"], record["breaks"]) == (1, 1, {})
    assert record["technical"] == {"LinkLost ?": 1, "LinkLost unplugged": 1, "ProgramFaulted": 1}
    configuration = json.loads(inside["configuration.json"])
    assert configuration["monitors"] == [
        {"role": "nibp", "driver": "suntech-advantage", "port": "socket://", "usb": False}
    ]
    assert configuration["physician"]["phone"] == "set"
    assert json.loads(inside["versions.json"])["libraries"]["msgspec"] != "missing"
    timings = json.loads(inside["timings.json"])
    assert timings["commits"] == 50
    assert {"commit_p99_ms", "replay_ms", "disk_free_mb"} <= set(timings)


def test_a_log_says_where_and_when_and_what_kind(asked):
    log = members(bundle(asked))["logs/bedside.log"].splitlines()
    assert log[0].endswith(" ERROR bedside: fault in screen")
    assert log[1] == "Traceback (most recent call last):"
    assert log[2].startswith("  tests/ui/test_support.py:") or "test_support.py:" in log[2]
    assert "KeyError" in log
    assert any(line.endswith(" WARNING bedside: (left out)") for line in log)
    assert any(line.endswith(" WARNING bedside: the record (left out)") for line in log)


@pytest.mark.parametrize(
    ("story", "line", "safe"),
    [
        ("the class of an error, not its words", "ValueError: Kari", "ValueError"),
        ("the number of a system's error", "OSError: [Errno 28] Kari: '/x'", "OSError [Errno 28]"),
        ("an error of a library", "sqlalchemy.exc.OperationalError: (Kari)",
         "sqlalchemy.exc.OperationalError"),
        ("a place in a library", '  File "/h/kari/site-packages/typer/main.py", line 9, in run',
         "  typer/main.py:9 in run"),
        ("a place in our program", '  File "C:\\\\Users\\\\kari\\\\ui\\\\app.py", line 9, in tick',
         "  ui/app.py:9 in tick"),
        ("a line of source, or of anything", "    name = 'Kari'", "(1 lines left out)"),
        ("a name that looks like an error", "Kari Error: x", "(1 lines left out)"),
    ],
)  # fmt: skip
def test_of_a_log_only_what_is_ours_is_taken(story, line, safe):
    assert list(safe_lines([line])) == [safe]


def test_a_record_that_cannot_be_opened_costs_only_itself(tmp_path):
    inside = members(
        bundle(Asked(Place(tmp_path), SETTINGS, None, None, ManualClock(), "key_gone"))
    )
    assert json.loads(inside["record.json"])["cannot_be_read"] == "key_gone"
    assert json.loads(inside["configuration.json"])["protocol"] is None


def test_during_a_session_nothing_is_measured_that_takes_time(asked):
    waits = Asked(
        asked.at, asked.settings, asked.protocol, asked.store, asked.now, patient_waits=True
    )
    inside = members(bundle(waits))
    assert "commits" not in json.loads(inside["timings.json"])
    assert json.loads(inside["record.json"])["verified"] == "not while a session is open"


def test_nothing_of_it_stays_in_the_data_folder(asked):
    before = {file.name for file in asked.at.folder.iterdir()}
    bundle(asked)
    assert {file.name for file in asked.at.folder.iterdir()} == before


@given(any_event())
def test_of_an_event_only_codes_of_ours_are_counted(event):
    code = technical_code(event)
    kind, _space, word = (code or "").partition(" ")
    assert kind in {"", type(event).__name__}
    assert word in CODES | {"", "?"}
    patient = {"Measured", "NoteWritten", "SymptomObserved", "PatientIdentified", "PrnDoseGiven"}
    assert kind not in patient


def test_it_is_one_press_in_the_set_up(tmp_path):
    ward = Ward(tmp_path)
    file, why = ward.app.support_bundle(tmp_path)
    assert why == ""
    assert json.loads(members(file.read_bytes())["record.json"])["sessions"] == 0
    assert ward.app.support_bundle(tmp_path / "gone")[1] == "no_folder"
    ward.store.close()


run = CliRunner().invoke


def test_it_is_one_command(tmp_path):
    data, out = tmp_path / "data", tmp_path / "bundle.zip"
    data.mkdir()
    save_settings(data / "settings.json", SETTINGS)
    open_store(Place(data), simulated=False)[0].close()
    result = run(cli.app, ["support", "--data", str(data), "--out", str(out)])
    assert result.exit_code == 0
    assert result.stdout == f"{out}\n"
    assert json.loads(members(out.read_bytes())["configuration.json"])["language"] == "nb"


def test_without_any_record_it_says_so(tmp_path):
    out = tmp_path / "bundle.zip"
    result = run(cli.app, ["support", "--data", str(tmp_path), "--out", str(out)])
    assert result.exit_code == 0
    assert "no_record" in result.stderr
    assert Path(out).exists()
