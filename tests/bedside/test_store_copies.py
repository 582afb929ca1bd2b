"""Backup, restore, another key, an older format: the record is there afterwards, whole."""

import shutil
from contextlib import closing

import pytest

from bedside import store_copies
from bedside.clock import ManualClock
from bedside.events import NoteWritten, PatientIdentified, SessionClosed, SessionOpened
from bedside.signing import Signer
from bedside.store import FORMAT, Happening, Store, StoreError
from bedside.store_base import connected
from bedside.store_upgrade import put_aside

KEY, OTHER = "ab" * 32, "cd" * 32
OURS = Signer("11" * 32)
NAME, NUMBER, SAID = "Testpasient Syntetisk", "12829499914", "Rolig, hører på musikk"
PATIENT = PatientIdentified(
    name=NAME,
    birth_date="1994-02-28",
    identifier=NUMBER,
    identifiers_checked=("name", "birth_date"),
)


def opened(session):
    return SessionOpened(
        session=session,
        simulated=False,
        room="2",
        program_version="0",
        protocol_version="1",
        protocol_hash="x",
    )


def tell(store, session, *told):
    clock = ManualClock()
    store.append(session, [Happening(clock.advance(1), "ida", event) for event in told])


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "record.db"
    with closing(Store(path, KEY, OURS)) as store:
        tell(store, "s1", opened("s1"), PATIENT, NoteWritten(text=SAID), SessionClosed())
    return path


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def backed_up(path, share, key=KEY):
    return store_copies.backup(path, key, share, "20261124-0920", {OURS.public})


def all_of(path, key=KEY):
    with closing(Store(path, key, OURS)) as store:
        assert store.verify() == []
        return {row.session: store.replay(row.session) for row in store.sessions()}


def test_a_backup_is_the_record_as_it_stands_while_it_is_written(path, share):
    with closing(Store(path, KEY, OURS)) as store:
        tell(store, "s2", opened("s2"))
        made = backed_up(path, share)
        tell(store, "s2", NoteWritten(text="etterpå"))
    assert store_copies.check(made, KEY, {OURS.public}) == store_copies.Checked(2, ())
    assert sorted(file.name for file in share.iterdir()) == [
        "record-20261124-0920.db",
        "record-20261124-0920.heads",
    ]


def test_no_name_number_or_word_can_be_read_in_the_files(path, share):
    backed_up(path, share)
    with closing(Store(path, KEY, OURS)) as store:
        tell(store, "s2", opened("s2"), PATIENT, NoteWritten(text=SAID))
        files = [*path.parent.glob("record*"), *share.iterdir()]
        assert path.with_name("record.db-wal") in files
        for file in files:
            content = file.read_bytes()
            for word in (NAME, "Syntetisk", NUMBER, "Rolig", "ida", KEY, OURS.seed):
                for encoding in ("utf-8", "utf-16-le"):
                    assert word.encode(encoding) not in content, (file.name, word)


def test_a_backup_comes_back_and_what_was_there_is_put_aside(path, share):
    before = all_of(path)
    made = backed_up(path, share)
    with closing(Store(path, KEY, OURS)) as store:
        tell(store, "s2", opened("s2"))
    aside = store_copies.restore(made, [KEY], path, "before-restore")
    assert all_of(path) == before
    assert set(all_of(aside)) == {"s1", "s2"}


def test_a_backup_comes_back_on_a_new_computer_with_the_key_it_was_made_with(path, share, tmp_path):
    made = backed_up(path, share)
    new = tmp_path / "new"
    new.mkdir()
    assert store_copies.restore(made, [OTHER, KEY], new / "record.db", "aside") is None
    assert all_of(new / "record.db", OTHER) == all_of(path)


def damaged(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize(
    ("story", "spoil", "code"),
    [
        ("one bit of it turned", damaged, "damaged"),
        ("only half of it was written", lambda f: f.write_bytes(f.read_bytes()[:8192]), None),
        ("it is no record", lambda f: f.write_bytes(b"hei" * 9999), "wrong_key"),
        ("it is gone", lambda f: f.unlink(), None),
    ],
)
def test_a_backup_that_is_not_whole_is_not_put_in_place(story, spoil, code, path, share):
    made = backed_up(path, share)
    before = all_of(path)
    spoil(made)
    for attempt in (
        lambda: store_copies.check(made, KEY, {OURS.public}),
        lambda: store_copies.restore(made, [KEY], path, "aside"),
    ):
        with pytest.raises(OSError) as refused:  # noqa: PT011  # a StoreError is one
            attempt()
        assert code in (None, getattr(refused.value, "code", None)), story
    assert all_of(path) == before
    assert [file.name for file in path.parent.glob("*.new*")] == []


def test_a_backup_with_another_key_is_refused(path, share):
    made = backed_up(path, share)
    with pytest.raises(StoreError) as refused:
        store_copies.restore(made, [OTHER], path, "aside")
    assert refused.value.code == "wrong_key"


def test_a_backup_of_a_record_that_does_not_hold_says_so(path, share):
    with closing(connected(path, KEY)) as db:
        db.execute("DROP TRIGGER line_update")
        db.execute("UPDATE line SET by = 'per' WHERE seq = 2")
    with pytest.raises(StoreError) as refused:
        backed_up(path, share)
    assert (refused.value.code, refused.value.detail) == ("backup_broken", "s1 2 changed")
    assert (share / "record-20261124-0920.db").exists(), "a broken record is worth keeping too"


@pytest.mark.parametrize("gone", [True, False])
def test_a_folder_that_is_gone_or_full_is_an_error_and_leaves_nothing(gone, path, share):
    before = all_of(path)
    if gone:
        share.rmdir()
    else:
        (share / "record-20261124-0920.db").mkdir()  # something is in the way
    with pytest.raises(OSError):  # noqa: PT011
        backed_up(path, share)
    assert all_of(path) == before
    assert not gone or not share.exists()


def test_another_key_opens_the_same_record_and_the_old_one_no_longer(path):
    before = all_of(path)
    store_copies.rekey(path, KEY, OTHER)
    assert all_of(path, OTHER) == before
    with pytest.raises(StoreError) as refused:
        Store(path, KEY)
    assert refused.value.code == "wrong_key"


def test_the_key_is_not_changed_while_somebody_has_the_record_open(path):
    with closing(Store(path, KEY, OURS)) as store:
        tell(store, "s2", opened("s2"))
        with pytest.raises(StoreError) as refused:
            store_copies.rekey(path, KEY, OTHER)
        assert refused.value.code == "locked"
        tell(store, "s2", NoteWritten(text="går videre"))
    assert set(all_of(path)) == {"s1", "s2"}


# --- an older format -------------------------------------------------------------------------

FORMAT_1 = """
DROP TRIGGER signature_update; DROP TRIGGER signature_delete; DROP TABLE signature;
DROP TABLE patient; DROP TABLE running; DROP INDEX ix_register_session; DROP INDEX line_told;
DROP TRIGGER register_delete; DROP TRIGGER register_update; DROP TRIGGER line_delete;
DELETE FROM register WHERE what = 'added';
CREATE TRIGGER register_update BEFORE UPDATE ON register
    BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER register_delete BEFORE DELETE ON register
    BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER line_delete BEFORE DELETE ON line
    BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
PRAGMA user_version = 1;
"""


@pytest.fixture
def old(path):
    """As the program before signatures left it: a session, and a line that was added to it."""
    with closing(Store(path, KEY, OURS)) as store:
        tell(store, "s0", opened("s0"))
        tell(store, "s1", NoteWritten(text="etterpå"))
    with closing(connected(path, KEY)) as db:
        db.executescript(FORMAT_1)
    path.with_suffix(".heads").unlink()
    return path


def tables_of(path):
    with closing(connected(path, KEY, only_look=True)) as db:
        found = db.execute("SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL")
        return sorted(found.fetchall()), db.execute("PRAGMA user_version").fetchone()[0]


def test_an_older_record_is_copied_upgraded_signed_and_found_by_its_patient(old, tmp_path):
    with closing(Store(old, KEY, OURS)) as store:
        assert store.verify() == []
        assert (store.sessions_of(NUMBER), store.open_sessions()) == (["s1"], ["s0"])
        assert [entry.seq for entry in store.replay("s1")] == [1, 2, 3, 4, 5]
        assert store.signed("s1").what == "added"
        tell(store, "s2", opened("s2"))
        assert store.verify() == []
    new = tmp_path / "new.db"
    Store(new, KEY, OURS).close()
    assert tables_of(old) == tables_of(new)
    assert tables_of(put_aside(old, 1))[1] == 1


def test_where_the_copy_cannot_be_made_nothing_is_upgraded(old):
    put_aside(old, 1).mkdir()
    with pytest.raises(OSError):  # noqa: PT011
        Store(old, KEY, OURS)
    assert tables_of(old)[1] == 1


def test_two_processes_that_upgrade_at_once_upgrade_once(old, tmp_path):
    first = Store(old, KEY, OURS)
    second = Store(old, KEY, OURS)
    assert second.verify() == first.verify() == []
    first.close()
    second.close()


def test_a_backup_of_an_older_format_comes_back_and_is_upgraded(old, share, tmp_path):
    shutil.copy(old, share / "old.db")
    to = tmp_path / "elsewhere.db"
    store_copies.restore(share / "old.db", [KEY], to, "aside")
    assert set(all_of(to)) == {"s0", "s1"}


def test_a_backup_of_a_newer_program_is_refused(path, share):
    made = backed_up(path, share)
    with closing(connected(made, KEY)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute(f"PRAGMA user_version = {FORMAT + 1}")
    with pytest.raises(StoreError) as refused:
        store_copies.check(made, KEY, {OURS.public})
    assert refused.value.code == "newer"
