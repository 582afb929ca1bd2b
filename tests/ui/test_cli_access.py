"""`bedside record access | confirm-export | delete`, as a privacy officer types them."""

import inspect
import json
import re
from contextlib import closing
from datetime import timedelta

import keyring
import pytest
from fhir.resources.R4B.bundle import Bundle
from keyring.backends import fail
from typer.testing import CliRunner

from bedside import events, retention
from bedside.chain import Registered, statement_of
from bedside.clock import Instant, system_clock
from bedside.identity import Person
from bedside.settings import Settings, save_settings
from bedside.signing import holds
from bedside.store import Happening
from tests.bedside.pins import with_cheap_pin
from ui import cli
from ui.cli_access import CODES
from ui.data import Place, open_store

NUMBER = "12829499914"
LONG_AGO = 40 * 86_400
PIN = "2580"


@pytest.fixture(autouse=True)
def no_key_store(monkeypatch):
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)


def ago(seconds):
    now = system_clock()
    return Instant(now.mono_s - seconds, now.wall - timedelta(seconds=seconds))


@pytest.fixture
def data(tmp_path):
    save_settings(tmp_path / "settings.json", Settings(kept_days=30))
    store, _keys = open_store(Place(tmp_path), simulated=False)
    for who, role in (("mari", "clinical_owner"), ("ida", "nurse")):
        store.save_person(with_cheap_pin(Person(id=who, name=who.title(), role=role), PIN))
    opened = events.SessionOpened(
        session="s1",
        simulated=False,
        room="2",
        program_version="0",
        protocol_version="1",
        protocol_hash="x",
    )
    patient = events.PatientIdentified(
        name="Testpasient Syntetisk",
        birth_date="1994-02-28",
        identifier=NUMBER,
        identifiers_checked=("name", "birth_date"),
    )
    told = [opened, patient, events.SessionClosed()]
    store.append("s1", [Happening(ago(LONG_AGO), "ida", event) for event in told])
    store.close()
    return tmp_path


def record(data, *arguments, typed=()):
    given = "".join(f"{line}\n" for line in typed)
    return CliRunner().invoke(
        cli.app, ["record", *map(str, arguments), "--data", str(data)], input=given
    )


def export(data):
    out = data / "s1.pdf"
    made = record(data, "export", "s1", "--format", "pdf", "--out", out, "--why", "til DIPS")
    assert made.exit_code == 0, made.stderr


def log_of(data, *asked):
    return [
        json.loads(line) for line in record(data, "access", "--json", *asked).stdout.splitlines()
    ]


def test_showing_and_exporting_are_logged_and_so_is_reading_the_log(data):
    record(data, "show", "s1", "--why", "kontroll")
    export(data)
    first = log_of(data)
    assert [(line["what"], line["session"], line["why"]) for line in first] == [
        ("read", "s1", "kontroll"),
        ("exported", "s1", "til DIPS"),
    ]
    assert first[0]["by"].startswith("os:")
    assert first[1]["detail"] == "pdf s1.pdf"
    assert log_of(data)[-1]["what"] == "log_read"


def test_the_patients_own_log_has_what_concerns_the_patient(data):
    record(data, "show", "s1")
    assert [line["what"] for line in log_of(data, "--patient", NUMBER)] == ["read"]
    assert log_of(data, "--patient", "52829400197") == []
    shown = record(data, "access", "--patient", NUMBER)
    assert "read" in shown.stdout
    assert "Testpasient" not in shown.stdout


def test_the_log_leaves_as_audit_events(data):
    record(data, "show", "s1", "--why", "kontroll")
    export(data)
    said = record(data, "access", "--fhir").stdout
    bundle = Bundle.model_validate_json(said)
    assert bundle.type == "collection"
    read, exported = (entry.resource for entry in bundle.entry)
    assert (read.action, read.purposeOfEvent[0].text) == ("R", "kontroll")
    assert read.agent[0].who.display.startswith("os:")
    patient, session = (entity.what.identifier for entity in exported.entity)
    assert (patient.system, patient.value) == ("urn:oid:2.16.578.1.12.4.1.4.1", NUMBER)
    assert session.value == "s1"
    assert "Testpasient" not in said


def test_nothing_to_tell_is_said(data):
    result = record(data, "access", "--session", "s9")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Ingen har åpnet" in result.stderr


def confirm(data, by="mari", pin=PIN):
    return record(data, "confirm-export", "s1", "--where", "DIPS", "--by", by, typed=[pin])


def test_a_session_is_deleted_by_a_person_after_its_archive_has_it(data):
    export(data)
    raw = data / "raw" / "s1"
    raw.mkdir(parents=True)
    (raw / "oximeter.raw").write_bytes(b"x")
    assert confirm(data).exit_code == 0
    early = record(data, "delete", "s1", "--by", "mari", typed=[PIN])
    assert early.exit_code == 1
    assert "oppbevares i 30 dager" in early.stderr
    age_of_the_confirmation(data)
    result = record(data, "delete", "s1", "--by", "mari", "--why", "rutinen", typed=[PIN])
    assert result.exit_code == 0, result.stderr
    assert not raw.exists()
    told = json.loads(result.stdout.strip().splitlines()[-1])
    assert told["certificate"]["exported_to"] == "DIPS"
    line = told["register"]
    statement = statement_of(Registered(*(line[name] for name in Registered._fields)))
    assert holds(line["key"], statement, line["signature"])
    again = record(data, "certificate", "s1")
    assert json.loads(again.stdout) == told
    verified = record(data, "verify")
    assert verified.exit_code == 0
    assert json.loads(verified.stdout) == {
        "session": "s1", "lines": 0, "head": told["certificate"]["head"], "deleted": True,
    }  # fmt: skip
    assert "deleted" in record(data, "list").stdout
    shown = record(data, "show", "s1")
    assert shown.exit_code == 1
    assert "attesten står igjen" in shown.stderr


def age_of_the_confirmation(data):
    """As if it had been confirmed 31 days ago: the clinic waits; a test does not."""
    save_settings(data / "settings.json", Settings(kept_days=1))
    store, _keys = open_store(Place(data), simulated=False)
    with closing(store):
        row = store.sessions()[0]
        old = events.ExportConfirmed(session="s1", head=row.head, where="DIPS")
        store.append("access", [Happening(ago(2 * 86_400), "mari", old)])


@pytest.mark.parametrize(
    ("story", "by", "pin", "says"),
    [
        ("a wrong PIN", "mari", "1111", "Det er ikke PIN-koden til Mari"),
        ("somebody unknown", "per", PIN, "Ingen av personalet har id-en 'per'"),
    ],
)
def test_nobody_confirms_without_a_pin(story, by, pin, says, data):
    export(data)
    result = confirm(data, by, pin)
    assert result.exit_code == 1, story
    assert says in result.stderr


def test_a_session_that_never_left_is_not_confirmed_and_not_deleted(data):
    result = confirm(data)
    assert result.exit_code == 1
    assert "aldri eksportert" in result.stderr
    refused = record(data, "delete", "s1", "--by", "mari", typed=[PIN])
    assert "Ingen har bekreftet" in refused.stderr
    nurse = record(data, "delete", "s1", "--by", "ida", typed=[PIN])
    assert "Bare klinisk eier eller systemeier" in nurse.stderr
    assert record(data, "certificate", "s1").exit_code == 1


def test_every_refusal_has_a_sentence():
    source = inspect.getsource(retention.why_not_confirm) + inspect.getsource(
        retention.why_not_delete
    )
    assert set(re.findall(r'"([a-z_]+)"', source)) - {"exported"} == set(CODES)
