"""`bedside record backup | restore | rekey | save-keys`, as an IT person types them."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail
from typer.testing import CliRunner

from bedside import events, store_copies
from bedside.clock import ManualClock
from bedside.keys import LOCKED_FILE, KeyHome, PassphraseNeededError, keys_of
from bedside.passphrase import WrongPassphraseError
from bedside.settings import Settings, save_settings
from bedside.store import Happening, StoreError
from ui import cli
from ui.backups import drop_older, seen
from ui.data import Place, open_store
from ui.keeping import BackupSeen

ROOT = Path(__file__).parents[2]
WORDS, OTHER_WORDS = "regn over Bergen i natt", "sol over Bodø i morgen"


@pytest.fixture(autouse=True)
def no_key_store(monkeypatch):
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)


def opened(session):
    return events.SessionOpened(
        session=session,
        simulated=False,
        room="2",
        program_version="0",
        protocol_version="1",
        protocol_hash="x",
    )


def tell(folder, session, ask=None):
    store, _keys = open_store(Place(folder), simulated=False, ask=ask)
    clock = ManualClock()
    told = [opened(session), events.NoteWritten(text="Rolig"), events.SessionClosed()]
    store.append(session, [Happening(clock.advance(1), "ida", event) for event in told])
    store.close()


def sessions(folder, ask=None):
    store, _keys = open_store(Place(folder), simulated=False, ask=ask)
    with closing(store):
        assert store.verify() == []
        return sorted(row.session for row in store.sessions())


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    tell(folder, "s1")
    return folder


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def record(data, *arguments, typed=()):
    given = "".join(f"{line}\n" for line in typed)
    asked = ["record", *map(str, arguments), "--data", str(data)]
    return CliRunner().invoke(cli.app, asked, input=given)


def test_a_backup_is_made_checked_and_noted(data, share):
    result = record(data, "backup", "--to", share)
    assert result.exit_code == 0, result.stderr
    file = Path(result.stdout.strip())
    assert (file.parent, file.exists()) == (share, True)
    assert "Sikkerhetskopiert og kontrollert" in result.stderr
    assert (seen(data).file, seen(data).why) == (str(file), "")


def test_the_folder_of_the_set_up_is_used(data, share):
    assert record(data, "backup").exit_code == 2
    save_settings(data / "settings.json", Settings(backup_folder=str(share)))
    assert record(data, "backup").exit_code == 0
    assert len(list(share.glob("record-*.db"))) == 1


@pytest.mark.parametrize(
    ("story", "spoil", "code", "says"),
    [
        ("the network drive is gone", lambda s: s.rmdir(), "no_folder", "er nettverksstasjonen"),
        ("it is a file", lambda s: (s.rmdir(), s.write_text("")), "no_folder", "mappen finnes"),
    ],
)
def test_a_backup_that_cannot_be_made_says_why_and_what_is_so(
    story, spoil, code, says, data, share
):
    record(data, "backup", "--to", share)
    made_at = seen(data).made_at
    shutil.rmtree(share)
    share.mkdir()
    spoil(share)
    result = record(data, "backup", "--to", share)
    assert result.exit_code == 1, story
    assert says in result.stderr
    assert (seen(data).why, seen(data).made_at) == (code, made_at)
    assert sessions(data) == ["s1"]


def test_only_our_own_older_backups_are_dropped(share):
    for day in range(1, 6):
        for end in (".db", ".heads"):
            (share / f"record-2026110{day}-120000{end}").touch()
    (share / "record-old.db").touch()
    (share / "other-20261101-120000.db").touch()
    drop_older(share, "record", 2)
    assert sorted(file.name for file in share.iterdir()) == [
        "other-20261101-120000.db",
        "record-20261104-120000.db",
        "record-20261104-120000.heads",
        "record-20261105-120000.db",
        "record-20261105-120000.heads",
        "record-old.db",
    ]


def backed_up(data, share):
    return Path(record(data, "backup", "--to", share).stdout.strip())


def test_a_backup_comes_back_and_what_was_there_is_kept(data, share):
    file = backed_up(data, share)
    tell(data, "s2")
    result = record(data, "restore", file)
    assert result.exit_code == 0, result.stderr
    assert "Gjenopprettet: 1 økter" in result.stderr
    assert sessions(data) == ["s1"]
    (aside,) = data.glob("record.before-*.db")
    assert str(aside) in result.stderr


def test_a_backup_comes_back_on_another_computer_with_the_saved_keys(data, share, tmp_path):
    file, safe = backed_up(data, share), tmp_path / "keys.safe"
    saved = record(data, "save-keys", "--out", safe, typed=[WORDS, WORDS])
    assert saved.exit_code == 0, saved.stderr
    shutil.rmtree(data)
    new = tmp_path / "new"
    assert record(new, "restore", file).exit_code == 1
    wrong = record(new, "restore", file, "--keys", safe, typed=[OTHER_WORDS])
    assert (wrong.exit_code, sorted(new.glob("*.db"))) == (1, [])
    assert "er ingen nøkkelfil" in wrong.stderr
    result = record(new, "restore", file, "--keys", safe, typed=[WORDS])
    assert result.exit_code == 0, result.stderr
    assert sessions(new) == ["s1"]


def test_a_damaged_backup_is_not_restored(data, share):
    file = backed_up(data, share)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert record(data, "restore", file).exit_code == 1
    assert sessions(data) == ["s1"]


def test_the_key_is_changed_and_older_backups_still_come_back(data, share):
    before = keys_of(data, recorded=True).record
    file = backed_up(data, share)
    result = record(data, "rekey")
    assert result.exit_code == 0, result.stderr
    after = keys_of(data, recorded=True)
    assert after.record != before
    assert after.before == (before,)
    assert sessions(data) == ["s1"]
    assert record(data, "restore", file).exit_code == 0
    assert sessions(data) == ["s1"]


@pytest.mark.parametrize("changed", [False, True])
def test_a_change_of_the_key_that_was_cut_short_is_finished_at_the_next_start(changed, data):
    keys, fresh = keys_of(data, recorded=True), "77" * 32
    keys.put(record_next=fresh)
    if changed:
        store_copies.rekey(data / "record.db", keys.record, fresh)
    assert sessions(data) == ["s1"]
    after = keys_of(data, recorded=True)
    assert after.known.get("record-next") is None
    assert after.record == (fresh if changed else keys.record)


def test_under_a_passphrase_it_is_asked_for_and_no_key_lies_about(data):
    keys = keys_of(data, recorded=True)
    result = record(data, "rekey", "--passphrase", typed=[WORDS, WORDS])
    assert result.exit_code == 0, result.stderr
    assert sorted(file.name for file in data.glob("*key*")) == [LOCKED_FILE]
    content = (data / LOCKED_FILE).read_bytes()
    assert keys.record.encode() not in content
    with pytest.raises(PassphraseNeededError):
        sessions(data)
    assert sessions(data, lambda: WORDS) == ["s1"]
    assert keys_of(data, ask=lambda: WORDS).home is KeyHome.PASSPHRASE
    listed = record(data, "list", typed=[WORDS])
    assert (listed.exit_code, listed.stdout.split()[0]) == (0, "s1")
    assert WORDS not in listed.stdout + listed.stderr
    refused = record(data, "list", typed=["feil passordfrase"])
    assert (refused.exit_code, refused.stdout.strip()) == (1, "")
    assert "Passordfrasen åpner ikke" in refused.stderr


def test_a_passphrase_is_changed(data):
    record(data, "rekey", "--passphrase", typed=[WORDS, WORDS])
    result = record(data, "rekey", "--passphrase", typed=[WORDS, OTHER_WORDS, OTHER_WORDS])
    assert result.exit_code == 0, result.stderr
    assert sessions(data, lambda: OTHER_WORDS) == ["s1"]
    with pytest.raises(WrongPassphraseError):
        sessions(data, lambda: WORDS)


@pytest.mark.parametrize(
    ("story", "typed", "says"),
    [
        ("it is too short", ["kort", "kort"], "Tolv tegn"),
        ("it is one letter", ["a" * 20, "a" * 20], "Tolv tegn"),
        ("the second is another", [WORDS, OTHER_WORDS], "De to er ikke like"),
    ],
)
def test_a_passphrase_that_will_not_do_changes_nothing(story, typed, says, data):
    key = keys_of(data, recorded=True).record
    result = record(data, "rekey", "--passphrase", typed=typed)
    assert result.exit_code == 1, story
    assert says in result.stderr
    assert keys_of(data, recorded=True).record == key


def test_a_damaged_file_of_keys_is_refused_in_words(data):
    record(data, "rekey", "--passphrase", typed=[WORDS, WORDS])
    for content in (b"", b"{}", (data / LOCKED_FILE).read_bytes()[:-40]):
        (data / LOCKED_FILE).write_bytes(content)
        assert record(data, "list", typed=[WORDS]).exit_code == 1


def test_a_wrong_key_is_refused_at_once(data):
    (data / "record.key").write_text("cd" * 32)
    with pytest.raises(StoreError) as refused:
        sessions(data)
    assert refused.value.code == "wrong_key"
    result = record(data, "backup", "--to", data)
    assert "åpner ikke journalen" in result.stderr


def test_while_the_application_is_open_nothing_is_replaced(data, share):
    from ui.hold import hold

    file = backed_up(data, share)
    lock = hold(Place(data), simulated=False)
    for asked in (("rekey",), ("restore", file)):
        result = record(data, *asked)
        assert result.exit_code == 1
        assert "bedside er åpent" in result.stderr
    lock.unlock()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads the process table")
def test_the_keys_stand_in_no_environment_and_on_no_command_line(data, share):
    """The process that makes a backup is told them through its pipe; it waits for them here."""
    keys = keys_of(data, recorded=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "record", "backup", "--piped", "--to", str(share),
         "--data", str(data)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=ROOT,
    )  # fmt: skip
    shown = b"".join(
        Path(f"/proc/{process.pid}/{what}").read_bytes() for what in ("environ", "cmdline")
    )
    said, complaints = process.communicate(keys.told())
    assert process.returncode == 0, complaints
    for secret in (keys.record, keys.signing):
        assert secret.encode() not in shown + said + complaints
        assert secret not in repr(keys)


def test_what_is_noted_of_a_backup_is_no_secret_and_survives_damage(data, share):
    backed_up(data, share)
    told = json.loads((data / "backup.json").read_text())
    assert set(told) == {"tried_at", "made_at", "file"}
    (data / "backup.json").write_text("{")
    assert seen(data) == BackupSeen()


# --- whether a backup would come back --------------------------------------------------------


def test_a_backup_is_tried_in_an_empty_folder_and_that_is_noted_and_logged(data, share):
    from bedside import access
    from bedside.store import ACCESS
    from ui.restore_trial import seen as trial_seen

    file = backed_up(data, share)
    result = record(data, "try-restore", "--from", share)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.strip() == str(file)
    assert "1 økter kommer hele tilbake" in result.stderr
    assert (trial_seen(data).sessions, trial_seen(data).why) == (1, "")
    store, _keys = open_store(Place(data), simulated=False)
    with closing(store):
        assert [line.what for line in access.log(store.replay(ACCESS))] == ["restore_tried"]


def spoiled(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


TRIED = [
    ("it is damaged", spoiled, "lar seg ikke gjenopprette"),
    ("it is gone", lambda file: file.unlink(), "Det er ingen sikkerhetskopi"),
    ("it is empty", lambda file: file.write_bytes(b""), "lar seg ikke gjenopprette"),
    ("the drive is gone", lambda file: shutil.rmtree(file.parent), "nettverksstasjonen"),
]


@pytest.mark.parametrize(("story", "spoil", "says"), TRIED, ids=[row[0] for row in TRIED])
def test_a_backup_that_would_not_come_back_is_told_before_it_is_needed(
    story, spoil, says, data, share
):
    spoil(backed_up(data, share))
    result = record(data, "try-restore", "--from", share)
    assert result.exit_code == 1
    assert says in result.stderr
    assert sessions(data) == ["s1"]


def test_the_log_of_access_is_no_session_that_came_back(data, share):
    record(data, "show", "s1")
    backed_up(data, share)
    assert "1 økter" in record(data, "try-restore", "--from", share).stderr


def test_a_backup_with_the_key_before_is_tried_too(data, share):
    backed_up(data, share)
    record(data, "rekey")
    assert record(data, "try-restore", "--from", share).exit_code == 0


def test_without_a_folder_there_is_nothing_to_try(data):
    assert record(data, "try-restore").exit_code == 2


def test_a_new_key_stands_in_the_log(data):
    record(data, "rekey")
    log = record(data, "access", "--json").stdout
    assert json.loads(log.splitlines()[0])["what"] == "key_changed"
