"""Whoever changes the record is found: any one row, the end of it, or all of it made anew.

The forger here has the database's own key and knows the program; only the key of the installation
is not theirs.
"""

import shutil
from pathlib import Path

import msgspec
import pytest
import sqlcipher3.dbapi2 as sqlcipher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bedside import heads
from bedside.chain import Registered, Row, genesis, registered, seal, statement_of
from bedside.clock import ManualClock
from bedside.events import (
    AddendumWritten,
    NoteWritten,
    PatientIdentified,
    ProtocolApproved,
    SessionClosed,
    SessionOpened,
)
from bedside.signing import Signer, holds
from bedside.store import HOUSE, PUBLISHED_KEY, Happening, Store

OURS, THEIRS = Signer("11" * 32), Signer("22" * 32)
PATIENT = PatientIdentified(
    name="Testpasient Syntetisk",
    birth_date="1994-02-28",
    identifier="12829499914",
    identifiers_checked=("name", "birth_date"),
)
APPROVED = ProtocolApproved(protocol_version="1", protocol_hash="x", role="clinical_owner")


def opened(session):
    return SessionOpened(
        session=session,
        simulated=False,
        room="2",
        program_version="0",
        protocol_version="1",
        protocol_hash="x",
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A closed session with an addendum, an open one, and an approval."""
    folder = tmp_path_factory.mktemp("written")
    clock, store = ManualClock(), Store(folder / "record.db", signer=OURS)

    def add(session, *told):
        store.append(session, [Happening(clock.advance(61), "ida", event) for event in told])

    add("closed", opened("closed"), PATIENT)
    add("closed", NoteWritten(text="rolig"), NoteWritten(text="våken"))
    add("closed", SessionClosed())
    add(HOUSE, APPROVED)
    add("closed", AddendumWritten(text="ringt hjem"))
    add("open", opened("open"))
    add("open", NoteWritten(text="på vei"))
    store.close()
    return folder


class Forger:
    """Has a copy of the files and the key of the database."""

    def __init__(self, folder, work):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(folder, work)
        self.folder, self.file = work, work / "record.db"
        self.db = sqlcipher.connect(str(self.file), isolation_level=None)
        self.db.execute(f"PRAGMA key = \"x'{PUBLISHED_KEY}'\"")
        for (name,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self.db.execute(f"DROP TRIGGER {name}")

    def rows(self, table, what="*"):
        return self.db.execute(f"SELECT {what} FROM {table}").fetchall()

    def found(self):
        """What `verify` says afterwards."""
        self.db.close()
        store = Store(self.file, signer=OURS)
        said = store.verify()
        store.close()
        return {(each.session, each.code) for each in said}

    def make_anew(self, signer, change=lambda rows: rows):
        """Every line, the register and the signatures, as if it had always been so."""
        columns = ", ".join(f'"{name}"' for name in Row._fields)
        names = [name for (name,) in self.db.execute("SELECT DISTINCT session FROM line")]
        last = {}
        for name in names:
            sql = f"SELECT {columns} FROM line WHERE session = ? ORDER BY seq"
            kept = change([Row(*row) for row in self.db.execute(sql, (name,)).fetchall()])
            self.db.execute("DELETE FROM line WHERE session = ?", (name,))
            before, made = genesis(name), []
            for seq, row in enumerate(kept, 1):
                told = (name, seq, row.at, row.mono_s, row.by, row.body)
                before = seal(before, *told)
                made.append(Row(*told, before))
                self.db.execute(
                    "INSERT INTO line (session, seq, at, mono_s, by, kind, body, hash)"
                    " VALUES (?, ?, ?, ?, ?, 'NoteWritten', ?, ?)",
                    (*told, before),
                )
            last[name] = made
        self.register_anew(signer, last)

    def register_anew(self, signer, sessions):
        columns = ", ".join(Registered._fields)
        known = self.db.execute(f"SELECT {columns} FROM register ORDER BY n").fetchall()
        self.db.execute("DELETE FROM register")
        self.db.execute("DELETE FROM signature")
        line = None
        for old in map(Registered._make, known):
            rows = sessions.get(old.session)
            if not rows:
                continue
            row = rows[0] if old.what == "opened" else rows[-1]
            line = registered(line, row, old.what, row.hash)
            self.db.execute("INSERT INTO register VALUES (?, ?, ?, ?, ?, ?)", line)
            if signer is not None:
                signature = signer.sign(statement_of(line))
                self.db.execute(
                    "INSERT INTO signature VALUES (?, ?, ?)", (line.n, signer.public, signature)
                )


@pytest.fixture
def forger(written, tmp_path):
    return Forger(written, tmp_path / "work")


def test_what_nobody_has_touched_is_whole(forger):
    assert forger.found() == set()


VALUES = {"seq": 99, "at": "2026-01-01T00:00:00.000Z", "mono_s": 0.5, "n": 99, "kind": None}
CHECKED = {  # every column that the checks rest on; `kind` repeats what stands in the body
    "line": ["session", "seq", "at", "mono_s", "by", "body", "hash"],
    "register": ["n", "session", "at", "what", "head", "hash"],
    "signature": ["n", "key", "signature"],
}
CELLS = [(table, column) for table, columns in CHECKED.items() for column in columns]
EACH = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)


@EACH
@given(cell=st.sampled_from(CELLS), pick=st.integers(0, 99), text=st.text(min_size=1, max_size=9))
def test_one_changed_value_is_found(written, tmp_path, cell, pick, text):
    table, column = cell
    forger = Forger(written, tmp_path / "work")
    ids = [row for (row,) in forger.rows(table, "rowid")]
    row = ids[pick % len(ids)]
    value = VALUES.get(column, text.encode("utf-8", "replace").decode())
    forger.db.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (value, row))
    assert forger.found() != set()


@EACH
@given(table=st.sampled_from(sorted(CHECKED)), pick=st.integers(0, 99))
def test_one_removed_row_is_found_the_last_one_too(written, tmp_path, table, pick):
    forger = Forger(written, tmp_path / "work")
    ids = [row for (row,) in forger.rows(table, "rowid")]
    forger.db.execute(f"DELETE FROM {table} WHERE rowid = ?", (ids[pick % len(ids)],))
    assert forger.found() != set()


PLACES = {  # what two rows exchange, all but where they stand
    "line": ["at", "mono_s", "by", "body", "hash"],
    "register": ["session", "at", "what", "head", "hash"],
    "signature": ["key", "signature"],
}


@EACH
@given(table=st.sampled_from(sorted(PLACES)), one=st.integers(0, 99), other=st.integers(1, 98))
def test_two_lines_that_changed_places_are_found(written, tmp_path, table, one, other):
    forger = Forger(written, tmp_path / "work")
    ids = [row for (row,) in forger.rows(table, "rowid")]
    first = one % len(ids)
    second = (first + 1 + other % (len(ids) - 1)) % len(ids)
    a, b = (ids[each] for each in (first, second))
    columns = ", ".join(f'"{name}"' for name in PLACES[table])
    kept = {row: forger.rows(f"{table} WHERE rowid = {row}", columns)[0] for row in (a, b)}
    places = ", ".join(f'"{name}"=?' for name in PLACES[table])
    for row, values in ((a, kept[b]), (b, kept[a])):
        forger.db.execute(f"UPDATE {table} SET {places} WHERE rowid=?", (*values, row))
    assert forger.found() != set()


@EACH
@given(session=st.sampled_from(["closed", "open", HOUSE, "never"]), seq=st.integers(1, 9))
def test_an_added_line_is_found_also_with_a_right_hash(written, tmp_path, session, seq):
    forger = Forger(written, tmp_path / "work")
    rows = forger.rows(f"line WHERE session = '{session}'", "seq, hash")
    seq = min(seq, len(rows) + 1)
    before = dict(rows).get(seq - 1, genesis(session))
    told = (session, seq, "2026-11-24T09:00:00.000Z", 9.0, "per", '{"kind":"NoteWritten"}')
    forger.db.execute(
        f"UPDATE line SET seq = seq + 100 WHERE session = '{session}' AND seq >= {seq}"
    )
    forger.db.execute(
        "INSERT INTO line (session, seq, at, mono_s, by, kind, body, hash)"
        " VALUES (?, ?, ?, ?, ?, 'NoteWritten', ?, ?)",
        (*told, seal(before, *told)),
    )
    found = forger.found()
    if session in ("open", HOUSE) and seq == len(rows) + 1:
        # what is still going on may go on: whoever has the database's key can write to its end
        assert found == set()
    else:
        assert found != set()


@EACH
@given(
    session=st.sampled_from(["closed", "open", HOUSE]),
    keep=st.integers(0, 5),
    registers=st.booleans(),
)
def test_a_removed_end_is_found(written, tmp_path, session, keep, registers):
    """Of a session that is over, of one that is open, and of the register with them."""
    forger = Forger(written, tmp_path / "work")
    last = forger.rows(f"line WHERE session = '{session}'", "max(seq)")[0][0]
    cut = min(keep, last - 1)
    forger.db.execute(f"DELETE FROM line WHERE session = '{session}' AND seq > {cut}")
    if registers:
        heads_kept = f"SELECT hash FROM line WHERE session = '{session}'"
        gone = f"session = '{session}' AND head NOT IN ({heads_kept})"
        forger.db.execute(f"DELETE FROM signature WHERE n IN (SELECT n FROM register WHERE {gone})")
        forger.db.execute(f"DELETE FROM register WHERE {gone}")
    assert forger.found() != set()


def without_the_second_note(rows):
    return [row for row in rows if "våken" not in row.body]


def with_another_dose(rows):
    return [row._replace(body=row.body.replace("rolig", "urolig")) for row in rows]


@pytest.mark.parametrize(
    "change", [without_the_second_note, with_another_dose, lambda rows: rows[:2]]
)
@pytest.mark.parametrize(
    ("story", "signer"),
    [("leaves the signatures out", None), ("signs with a key of their own", THEIRS)],
)
def test_a_record_made_anew_without_our_key_is_found(story, signer, change, forger):
    forger.make_anew(signer, change)
    found = forger.found()
    assert ("register", "unsigned" if signer is None else "forged") in found, story
    (forger.folder / "record.heads").unlink()


FORGED = st.sampled_from(["changed", "removed", "cut", "added"])


@EACH
@given(
    how=FORGED,
    pick=st.integers(0, 99),
    text=st.text(min_size=1, max_size=9),
    seed=st.one_of(st.none(), st.binary(min_size=32, max_size=32)),
)
def test_whatever_is_made_anew_without_our_key_is_found(written, tmp_path, how, pick, text, seed):
    """Any line of any session changed, removed, cut off or added, every hash computed anew, signed
    by nobody or with any other key, the file of heads taken away."""
    forger = Forger(written, tmp_path / "work")
    signer = None if seed is None else Signer(seed.hex())

    def change(rows):
        at = pick % len(rows)
        word = text.encode("utf-8", "replace").decode()
        body = msgspec.json.encode(NoteWritten(text=word)).decode()
        anew = rows[at]._replace(body=body)
        return {
            "changed": [*rows[:at], anew, *rows[at + 1 :]],
            "removed": [*rows[:at], *rows[at + 1 :]] or rows,
            "cut": rows[: at + 1],
            "added": [*rows, anew],
        }[how]

    forger.make_anew(signer, change)
    (forger.folder / "record.heads").unlink()
    found = {code for _session, code in forger.found()}
    assert found & {"unsigned", "forged"}


def test_a_record_made_anew_with_the_old_signatures_is_found(forger):
    old = forger.rows("signature")
    forger.make_anew(None, with_another_dose)
    for row in old:
        forger.db.execute("INSERT INTO signature VALUES (?, ?, ?)", row)
    assert ("register", "forged") in forger.found()


def test_the_file_of_heads_made_anew_without_our_key_is_found(forger):
    file = forger.folder / "record.heads"
    kept = heads.read(file)
    forged = [
        h if h.n == 0 else heads.of_register(
            Registered(h.n, h.session, h.at, h.what, h.head, h.hash),
            THEIRS.public,
            THEIRS.sign(h.statement),
        )
        for h in kept.heads
    ]  # fmt: skip
    file.unlink()
    heads.add(file, forged)
    assert {code for _session, code in forger.found()} >= {"heads_forged", "heads_missing"}


def test_an_older_copy_of_the_whole_database_is_found_by_the_heads_outside(written, tmp_path):
    store = Store(Forger(written, tmp_path / "work").file, signer=OURS)
    older = tmp_path / "older.db"
    shutil.copy(tmp_path / "work/record.db", older)
    store.append("open", [Happening(ManualClock().advance(900), "ida", SessionClosed())])
    assert store.verify() == []
    store.close()
    for end in ("-wal", "-shm"):
        Path(f"{tmp_path / 'work/record.db'}{end}").unlink(missing_ok=True)
    shutil.copy(older, tmp_path / "work/record.db")
    store = Store(tmp_path / "work/record.db", signer=OURS)
    assert {found.code for found in store.verify()} == {"outside"}
    store.close()


def test_a_file_of_heads_that_is_gone_is_missed_and_not_made_anew(forger):
    (forger.folder / "record.heads").unlink()
    assert forger.found() == {("heads", "heads_gone")}
    assert not (forger.folder / "record.heads").exists()


def test_a_file_of_heads_that_cannot_be_read_stops_no_session(forger):
    file = forger.folder / "record.heads"
    file.unlink()
    file.mkdir()
    forger.db.close()
    store = Store(forger.file, signer=OURS)
    told = NoteWritten(text="etterpå")
    assert store.append("open", [Happening(ManualClock().advance(999), "ida", told)])
    assert store.replay("open")[-1].event == told
    store.close()


def test_a_line_of_the_heads_that_was_torn_by_a_power_failure_is_no_break(forger):
    file = forger.folder / "record.heads"
    file.write_bytes(file.read_bytes() + b'{"session":"open","at":"20')
    store = Store(forger.file, signer=OURS)
    told = NoteWritten(text="etterpå")
    store.append("open", [Happening(ManualClock().advance(999), "ida", told)])
    store.close()
    assert forger.found() == set()


def test_a_damaged_line_of_the_heads_is_named(forger):
    file = forger.folder / "record.heads"
    lines = file.read_bytes().splitlines()
    lines[-1] = lines[-1].replace(b'"head"', b'"haed"')
    file.write_bytes(b"\n".join(lines) + b"\n")
    assert forger.found() == {("heads", "heads_unreadable")}


def test_records_of_before_a_new_key_hold_when_the_old_public_key_is_named(forger):
    forger.db.close()
    store = Store(forger.file, signer=THEIRS)
    assert ("register", "forged") in {(b.session, b.code) for b in store.verify()}
    assert store.verify(trusted=[OURS.public]) == []
    store.close()


def test_another_copy_of_the_heads_can_be_held_against_the_record(forger, tmp_path):
    safe = tmp_path / "safe.heads"
    shutil.move(forger.folder / "record.heads", safe)
    forger.db.close()
    store = Store(forger.file, signer=OURS)
    assert store.verify() != []
    assert store.verify(outside=safe) == []
    store.close()


def test_a_signature_is_of_one_statement_and_one_key():
    signature = OURS.sign("a")
    assert holds(OURS.public, "a", signature)
    assert not holds(OURS.public, "b", signature)
    assert not holds(THEIRS.public, "a", signature)
    assert not holds("no key", "a", signature)
    assert OURS.seed not in repr(OURS)


def test_a_file_without_one_line_of_the_register_has_told_none(tmp_path):
    file = tmp_path / "record.heads"
    assert heads.last_told(file) is None
    file.write_bytes(b"not a head\n" * (heads.PIECE // 4))
    assert heads.last_told(file) == 0
    heads.add(file, [heads.Head(session="s", at="", head="", seq=3)])  # where a session stood
    assert heads.last_told(file) == 0
    heads.add(file, [heads.Head(session="s", at="", head="", n=7)])
    assert heads.last_told(file) == 7


def test_without_a_file_a_record_without_a_line_lacks_nothing():
    assert list(heads.breaks(None, (), (), ())) == []
