"""No more of a patient than the session needs, and nothing of it where nobody needs it (Art. 5)."""

import keyring
import pytest
from keyring.backends import fail
from typer.testing import CliRunner

from bedside import events
from bedside.clock import ManualClock
from bedside.store import Happening
from ui import cli
from ui.data import Place, open_store

NUMBER, NAME, BORN = "12829499914", "Testpasient Syntetisk", "1994-02-28"


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A real record of one session, with everything that says who the patient is."""
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    store, _keys = open_store(Place(tmp_path), simulated=False)
    clock = ManualClock()
    for event in (
        events.SessionOpened(
            session="s1",
            simulated=False,
            room="2",
            program_version="0",
            protocol_version="1",
            protocol_hash="x",
        ),
        events.PatientIdentified(
            name=NAME,
            birth_date=BORN,
            identifier=NUMBER,
            identifiers_checked=("name", "birth_date"),
        ),
        events.SessionClosed(),
    ):
        store.append("s1", [Happening(clock.advance(1), "ida", event)])
    store.close()
    return tmp_path


TERMINAL = [
    ("the list of sessions", ["list"]),
    ("the list for programs", ["list", "--json"]),
    ("whether the record is whole", ["verify"]),
    ("a backup", ["backup"]),
    ("whether it would come back", ["try-restore"]),
]


@pytest.mark.parametrize(("story", "asked"), TERMINAL, ids=[row[0] for row in TERMINAL])
def test_a_terminal_that_keeps_what_it_showed_names_no_patient(story, asked, data):
    share = data / "share"
    share.mkdir()
    if asked == ["try-restore"]:
        CliRunner().invoke(cli.app, ["record", "backup", "--to", str(share), "--data", str(data)])
    where = {"backup": ["--to", str(share)], "try-restore": ["--from", str(share)]}
    given = ["record", *asked, *where.get(asked[0], []), "--data", str(data)]
    result = CliRunner().invoke(cli.app, given)
    assert result.exit_code == 0, result.stderr
    for secret in (NUMBER, NAME, BORN):
        assert secret not in result.stdout + result.stderr
    assert [file.name for file in data.rglob("*") if NUMBER in file.name] == []


def test_a_questionnaire_keeps_its_total_and_the_one_watched_answer_and_no_other():
    """No item and no answer has a place in the record: there is no field for them (SPEC 14)."""
    assert set(events.QuestionnaireNoted.__struct_fields__) == {
        "instrument", "moment", "status", "score", "watched_score", "corrects", "reason",
    }  # fmt: skip


def test_who_the_patient_is_takes_no_more_than_two_identifiers_and_what_the_dose_needs():
    """No address, no telephone, no next of kin: the hospital's journal has them."""
    assert set(events.PatientIdentified.__struct_fields__) == {
        "name", "birth_date", "identifier", "identifiers_checked", "phase", "number", "sex",
        "allergies", "last_weight_kg", "last_dose_given_mg_per_kg",
    }  # fmt: skip
