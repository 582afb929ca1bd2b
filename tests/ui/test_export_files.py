"""CSV, JSON Lines and PDF written from the record on disk: whole, or not at all and said why."""

import csv
import errno
import io
import json

import pytest

from bedside import events
from bedside.store import Happening, Store, StoreError
from bedside.summary import summarise
from bedside.text import Language
from tests.bedside.telling import protocol
from tests.ui import whole
from tests.ui.views import STAFF
from tests.ui.ward import Ward
from ui.export.fhir import SimulatedError
from ui.export.files import Source, content, why_not_written
from ui.export.tables import COLUMNS, csv_table
from ui.i18n import Words
from ui.view import Printed
from ui.written import write_whole

NB = Words(Language.NB)


@pytest.fixture(scope="module")
def telling():
    return whole.whole(stream_s=60)


@pytest.fixture
def source(tmp_path, telling):
    store = Store(tmp_path / "record.db")
    happened = [Happening(entry.at, entry.by, entry.event) for entry in telling.entries]
    store.append("s1", happened)
    yield Source(store, "s1", protocol(), {person.id: person.name for person in STAFF})
    store.close()


def table(telling):
    text = csv_table(summarise(telling.entries, "", (180, 110)))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_for_each_line_of_the_record(telling):
    rows = table(telling)
    assert tuple(rows[0]) == COLUMNS
    assert [int(row["seq"]) for row in rows] == [entry.seq for entry in telling.entries]
    assert [row["kind"] for row in rows] == [type(e.event).__name__ for e in telling.entries]


def test_measurements_stand_in_columns_of_their_own(telling):
    rows = table(telling)
    cuff = next(row for row in rows if row["vital"] == "nibp")
    assert (cuff["systolic"], cuff["diastolic"], cuff["unit"]) == ("124", "78", "mmHg")
    spo2 = next(row for row in rows if row["vital"] == "spo2")
    assert float(spo2["value"]) > 90
    started = next(row for row in rows if row["kind"] == "InfusionStarted")
    assert float(started["minute"]) == 0


def test_what_has_no_column_is_not_lost(telling):
    row = next(r for r in table(telling) if r["kind"] == "DrugPrepared")
    rest = json.loads(row["more"])
    assert (rest["batch"], rest["product"]) == ("AB123", "Ketalar")
    assert row["dose_mg"] == "72.4"


def test_words_with_commas_quotes_and_lines_come_back():
    telling = whole.prepared().tell(events.NoteWritten(text='sa "nei, takk"\nog smilte'))
    row = table(telling)[-1]
    assert json.loads(row["more"])["text"] == 'sa "nei, takk"\nog smilte'


def test_json_lines_are_the_record(source, telling):
    lines = content("jsonl", source, NB, telling.now).decode().splitlines()
    assert len(lines) == len(telling.entries)
    assert json.loads(lines[-1])["kind"] == "SessionClosed"


def test_each_kind_has_bytes_and_another_is_an_error(source, telling):
    assert content("pdf", source, NB, telling.now).startswith(b"%PDF")
    assert content("csv", source, NB, telling.now).startswith(b"seq,at,")
    assert json.loads(content("fhir", source, NB, telling.now))["type"] == "document"
    with pytest.raises(SimulatedError):
        content("fhir-transaction", source, NB, telling.now)
    with pytest.raises(ValueError, match="docx"):
        content("docx", source, NB, telling.now)


def test_the_chain_is_checked(source):
    assert source.whole()


def test_a_file_is_whole_or_the_older_one_stays(tmp_path, monkeypatch):
    out = tmp_path / "session.csv"
    out.write_text("eldre")
    write_whole(out, b"nyere")
    assert out.read_text() == "nyere"
    with pytest.raises(OSError, match="session"):
        write_whole(tmp_path / "ingen" / "session.csv", b"x")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["session.csv"]


# (sentence, error, code)
CODES = [
    ("the disk is full", OSError(errno.ENOSPC, ""), "disk_full"),
    ("no right to write", OSError(errno.EACCES, ""), "no_permission"),
    ("a stick that is write-protected", OSError(errno.EROFS, ""), "read_only"),
    ("no such folder", OSError(errno.ENOENT, ""), "no_folder"),
    ("a folder in the file's place", OSError(errno.EISDIR, ""), "is_folder"),
    ("the record itself", StoreError("damaged", ""), "record_unreadable"),
    ("anything else", OSError("?"), "cannot_write"),
]


@pytest.mark.parametrize(("sentence", "error", "code"), CODES, ids=[row[0] for row in CODES])
def test_every_trouble_has_a_code(sentence, error, code):
    assert why_not_written(error) == code


# --- the application -------------------------------------------------------------------------


@pytest.fixture
def ward(qapp, tmp_path):
    made = Ward(tmp_path).sign_in()
    made.room.open_session(made.now)
    made.tell(events.NoteWritten(text="ble ikke noe av"))
    made.tell(events.SessionAborted(reason="ville ikke", decided_by="patient"))
    yield made
    made.store.close()


def test_the_application_prints_exports_and_says_why_not(ward, tmp_path):
    made = ward.app.printed(NB)
    assert isinstance(made, Printed)
    assert made.whole
    assert made.head == ward.store.head(ward.room.session_id)
    assert ward.app.printed(NB) is made  # kept until the record changes
    out = tmp_path / "ut.jsonl"
    assert ward.app.export("jsonl", str(out), NB) == ""
    assert len(out.read_text().splitlines()) == made.events
    sent = tmp_path / "sendt.json"
    assert ward.app.export("fhir-transaction", str(sent), NB) == "simulated"
    assert not sent.exists()
    assert ward.app.export("csv", str(tmp_path / "ingen" / "x.csv"), NB) == "no_folder"
    assert ward.app.export("csv", str(tmp_path), NB) == "is_folder"


def test_an_addendum_makes_another_report(ward):
    before = ward.app.printed(NB)
    assert ward.app.do(events.AddendumWritten(text="ringte dagen etter")) is None
    after = ward.app.printed(NB)
    assert after.events == before.events + 1
    assert after.head != before.head
