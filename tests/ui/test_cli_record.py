"""`bedside record`: what was written is listed, shown, verified and exported, and never touched."""

import json

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from typer.testing import CliRunner

from bedside import events
from bedside.clock import ManualClock
from bedside.store import PUBLISHED_KEY, Happening, Store
from ui import cli
from ui.cli_record import Format
from ui.data import Place, open_store
from ui.export.files import KINDS

run = CliRunner().invoke


def written(clock, event):
    return Happening(clock.advance(1.0), "ida", event)


def opened(session):
    return events.SessionOpened(
        session=session,
        simulated=True,
        room="2",
        program_version="0",
        protocol_version="1",
        protocol_hash="x",
    )


@pytest.fixture
def folder(tmp_path):
    """A record of two sessions: one closed, one open."""
    clock = ManualClock()
    store = Store(tmp_path / "simulation.db")
    note = events.NoteWritten(text="Rolig, hører på musikk")
    store.append("closed-one", [written(clock, opened("closed-one")), written(clock, note)])
    store.append("closed-one", [written(clock, events.SessionClosed())])
    store.append("open-one", [written(clock, opened("open-one")), written(clock, note)])
    store.append("open-one", [written(clock, note), written(clock, note)])
    store.close()
    return tmp_path


def record(folder, *arguments):
    return run(cli.app, ["record", *arguments, "--simulation", "--data", str(folder)])


def as_lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def spoil(folder, statement):
    db = sqlcipher.connect(str(folder / "simulation.db"), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{PUBLISHED_KEY}'\"")
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.executescript(statement)
    db.close()


def test_the_sessions_are_listed_the_newest_first(folder):
    result = record(folder, "list")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    assert [(row[0], row[3]) for row in rows] == [("open-one", "open"), ("closed-one", "closed")]
    assert "09:20–09:20" in result.stdout  # Norwegian time, as on the screens


def test_the_list_for_programs_is_one_object_a_line(folder):
    rows = as_lines(record(folder, "list", "--json"))
    assert [(row["session"], row["lines"], row["over"]) for row in rows] == [
        ("open-one", 4, False),
        ("closed-one", 3, True),
    ]
    assert all(len(row["head"]) == 64 for row in rows)


def test_a_session_is_shown_line_by_line(folder):
    shown = record(folder, "show", "closed-one")
    assert [line.split()[0] for line in shown.stdout.splitlines()] == ["1", "2", "3"]
    assert "09:20:02 ida" in shown.stdout
    assert "Rolig, hører på musikk" in shown.stdout
    lines = as_lines(record(folder, "show", "closed-one", "--json"))
    assert [line["kind"] for line in lines] == ["SessionOpened", "NoteWritten", "SessionClosed"]


def test_a_whole_record_is_said_to_be_whole(folder):
    result = record(folder, "verify")
    assert result.exit_code == 0
    assert [(one["session"], one["whole"]) for one in as_lines(result)] == [
        ("open-one", True),
        ("closed-one", True),
    ]
    assert "2 økter, 7 linjer" in result.stderr
    assert "2 sessions, 7 lines" in result.stderr


@pytest.mark.parametrize(
    ("story", "statement", "session", "seq", "code", "says"),
    [
        (
            "a dose was made smaller afterwards",
            "UPDATE line SET body = replace(body, 'Rolig', 'Uro') "
            "WHERE session = 'open-one' AND seq = 3",
            "open-one",
            3,
            "changed",
            "linje 3 er endret",
        ),
        (
            "a line was taken out",
            "DELETE FROM line WHERE session = 'open-one' AND seq = 2",
            "open-one",
            2,
            "missing",
            "linje 2 mangler",
        ),
        (
            "the last line of a closed session was taken away",
            "DELETE FROM line WHERE session = 'closed-one' AND seq = 3",
            "closed-one",
            3,
            "tail_missing",
            "de siste linjene mangler, fra linje 3",
        ),
        (
            "two lines changed places",
            "UPDATE line SET seq = 99 WHERE session = 'open-one' AND seq = 2;"
            "UPDATE line SET seq = 2 WHERE session = 'open-one' AND seq = 3;"
            "UPDATE line SET seq = 3 WHERE session = 'open-one' AND seq = 99",
            "open-one",
            2,
            "changed",
            "linje 2 er endret",
        ),
        (
            "a whole session is gone",
            "DELETE FROM line WHERE session = 'closed-one'",
            "closed-one",
            1,
            "tail_missing",
            "de siste linjene mangler, fra linje 1",
        ),
        (
            "the register forgot a session",
            "DELETE FROM register WHERE n = 1",
            "register",
            1,
            "missing",
            "Registeret over økter: linje 1 mangler",
        ),
        (
            "a signature was taken away",
            "DELETE FROM signature WHERE n = 2",
            "register",
            2,
            "unsigned",
            "linje 2 har ingen signatur",
        ),
        (
            "somebody else signed",
            "UPDATE signature SET signature = replace(signature, 'a', 'b') WHERE n = 3",
            "register",
            3,
            "forged",
            "signaturen på linje 3 er ikke vår",
        ),
        (
            "a session was taken away with everything that told of it",
            "DELETE FROM line WHERE session = 'open-one';"
            "DELETE FROM register WHERE n = 3; DELETE FROM signature WHERE n = 3",
            "register",
            3,
            "outside",
            "en økt er tatt bort",
        ),
    ],
)
def test_the_first_line_that_does_not_stand_as_it_was_written_is_named(
    story, statement, session, seq, code, says, folder
):
    spoil(folder, statement)
    result = record(folder, "verify")
    assert result.exit_code == 1, story
    broken = [one for one in as_lines(result) if not one["whole"]]
    assert {"session": session, "seq": seq, "code": code, "whole": False} in broken
    assert says in result.stderr


def test_heads_that_are_gone_are_missed_and_a_copy_can_be_named(folder, tmp_path):
    safe = tmp_path / "safe.heads"
    (folder / "simulation.heads").rename(safe)
    result = record(folder, "verify")
    assert result.exit_code == 1
    assert "Filen med hoder ved siden av journalen er borte" in result.stderr
    assert record(folder, "verify", "--heads", str(safe)).exit_code == 0


def test_a_real_record_is_signed_with_the_key_of_this_installation(tmp_path):
    store, keys = open_store(Place(tmp_path), simulated=False)
    store.append("s1", [written(ManualClock(), opened("s1"))])
    public = store.signer.public
    store.close()
    result = run(cli.app, ["record", "verify", "--data", str(tmp_path)])
    assert result.exit_code == 0
    assert public in result.stderr
    assert keys.signing not in result.stderr + result.stdout
    keys.put(signing="33" * 32)  # somebody else's computer, or a key that was lost
    assert run(cli.app, ["record", "verify", "--data", str(tmp_path)]).exit_code == 1
    again = ["record", "verify", "--data", str(tmp_path), "--key", public]
    assert run(cli.app, again).exit_code == 0


def test_one_session_is_verified_alone(folder):
    spoil(folder, "DELETE FROM line WHERE session = 'open-one' AND seq = 2")
    assert record(folder, "verify", "closed-one").exit_code == 0
    assert record(folder, "verify", "open-one").exit_code == 1


@pytest.mark.parametrize(
    ("story", "arguments"),
    [
        ("to be shown", ["show", "nobody"]),
        ("to be verified", ["verify", "nobody"]),
        ("to be exported", ["export", "nobody", "--format", "csv", "--out", "x.csv"]),
    ],
)
def test_a_session_that_is_not_there_is_no(story, arguments, folder):
    result = record(folder, *arguments)
    assert (result.exit_code, result.stdout) == (1, ""), story
    assert "ingen økt 'nobody'" in result.stderr
    assert "no session 'nobody'" in result.stderr


SENT = Format.FHIR_TRANSACTION  # only a real session goes to a server


def test_a_simulation_is_not_written_for_a_server(folder, tmp_path):
    out = tmp_path / "out.json"
    result = record(folder, "export", "closed-one", "--format", SENT, "--out", str(out))
    assert (result.exit_code, out.exists()) == (1, False)
    assert "En simulering sendes ikke" in result.stderr


@pytest.mark.parametrize("kind", [kind for kind in Format if kind is not SENT])
def test_a_session_is_exported_whole(kind, folder, tmp_path):
    out = tmp_path / f"out.{kind}"
    result = record(folder, "export", "closed-one", "--format", kind, "--out", str(out))
    assert (result.exit_code, result.stdout.strip()) == (0, str(out)), result.stderr
    made = out.read_bytes()
    assert made[:5] == b"%PDF-" if kind == "pdf" else b"Rolig" in made
    assert [file.name for file in tmp_path.glob("*.new")] == []


def test_every_format_that_is_offered_can_be_made():
    assert {kind.value for kind in Format} == set(KINDS)


def test_a_format_that_nobody_makes_is_asked_wrongly(folder, tmp_path):
    out = tmp_path / "out.xml"
    result = record(folder, "export", "closed-one", "--format", "xml", "--out", str(out))
    assert result.exit_code == 2
    assert not out.exists()


def test_a_folder_that_is_not_there_is_told_and_nothing_else_changes(folder):
    out = folder / "gone" / "out.csv"
    result = record(folder, "export", "closed-one", "--format", "csv", "--out", str(out))
    assert result.exit_code == 1
    assert "out.csv" in result.stderr
    assert "kan ikke leses eller skrives" in result.stderr


def test_a_broken_record_is_exported_and_said_to_be_broken(folder, tmp_path):
    spoil(folder, "UPDATE line SET by = 'per' WHERE session = 'closed-one' AND seq = 2")
    out = tmp_path / "out.jsonl"
    result = record(folder, "export", "closed-one", "--format", "jsonl", "--out", str(out))
    assert result.exit_code == 1
    assert out.exists()
    assert "linje 2 er endret" in result.stderr


def test_where_there_is_no_record_none_is_made(tmp_path):
    result = run(cli.app, ["record", "list", "--data", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Det finnes ingen journal" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_record_without_sessions_is_an_empty_list(tmp_path):
    Store(tmp_path / "simulation.db").close()
    result = record(tmp_path, "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "har ingen økt ennå" in result.stderr


def test_a_record_without_its_key_is_refused_and_gets_no_new_key(tmp_path):
    Store(tmp_path / "record.db", "ab" * 32).close()
    (tmp_path / "record.key").write_text("cd" * 32)
    result = run(cli.app, ["record", "list", "--data", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Nøkkelen på denne maskinen åpner ikke journalen" in result.stderr
    assert "does not open the record" in result.stderr
