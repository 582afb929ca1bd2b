"""The record's key: made once, kept where only this user reads it, the same at the next start."""

import stat
import sys

import keyring
import msgspec
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringError

from bedside.keys import (
    KEY_FILE,
    KeyGoneError,
    KeyHome,
    PassphraseNeededError,
    key_of,
    keys_of,
    told_keys,
)
from bedside.passphrase import WrongPassphraseError, lock, unlock


class Drawer(KeyringBackend):
    """A key store in memory; `broken` like one that is locked."""

    priority = 1

    def __init__(self, broken=False):
        super().__init__()
        self.kept, self.broken = {}, broken

    def get_password(self, service, username):
        if self.broken:
            raise KeyringError("locked")
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


@pytest.fixture
def store_of(monkeypatch):
    return lambda backend: (
        monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
        or (
            monkeypatch.setattr(keyring, "get_password", backend.get_password),
            monkeypatch.setattr(keyring, "set_password", backend.set_password),
            monkeypatch.setattr(keyring, "delete_password", backend.delete_password),
        )
    )


def test_the_key_is_kept_in_the_key_store(store_of, tmp_path):
    store_of(Drawer())
    key, home = key_of(tmp_path)
    assert home is KeyHome.KEY_STORE
    assert key_of(tmp_path) == (key, home)
    assert len(key) == 64
    assert list(tmp_path.iterdir()) == []


def test_two_data_folders_have_two_keys(store_of, tmp_path):
    store_of(Drawer())
    (tmp_path / "other").mkdir()
    assert key_of(tmp_path)[0] != key_of(tmp_path / "other")[0]


@pytest.mark.parametrize("backend", [fail.Keyring(), Drawer(broken=True)])
def test_without_a_key_store_the_key_lies_in_a_file_of_its_own(store_of, tmp_path, backend):
    store_of(backend)
    key, home = key_of(tmp_path)
    assert home is KeyHome.FILE
    assert key_of(tmp_path) == (key, home)
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_a_key_store_that_forgets_is_not_trusted(store_of, tmp_path):
    drawer = Drawer()
    drawer.set_password = lambda *given: None
    store_of(drawer)
    assert key_of(tmp_path)[1] is KeyHome.FILE


@pytest.mark.parametrize(
    ("story", "backend", "says"),
    [
        ("no key store on this computer any more", fail.Keyring(), "no key store"),
        ("a key store that is locked", Drawer(broken=True), "locked"),
        ("a key store of another user", Drawer(), "does not know it"),
    ],
)
def test_where_there_is_a_record_no_new_key_hides_the_right_one(
    story, backend, says, store_of, tmp_path
):
    store_of(backend)
    with pytest.raises(KeyGoneError, match=says) as gone:
        key_of(tmp_path, recorded=True)
    assert gone.value.file == tmp_path / KEY_FILE, story
    assert list(tmp_path.iterdir()) == []


def test_the_key_of_a_record_is_found_again(store_of, tmp_path):
    store_of(Drawer())
    made = key_of(tmp_path)
    assert key_of(tmp_path, recorded=True) == made


def test_under_a_passphrase_the_key_store_forgets_them(store_of, tmp_path):
    drawer = Drawer()
    store_of(drawer)
    keys = keys_of(tmp_path)
    assert len(drawer.kept) == 2
    keys.under("en lang nok setning")
    assert drawer.kept == {}
    opened = keys_of(tmp_path, recorded=True, ask=lambda: "en lang nok setning")
    assert (opened.record, opened.signing) == (keys.record, keys.signing)


def test_a_key_that_the_store_has_dropped_already_is_no_trouble(store_of, tmp_path):
    drawer = Drawer()
    store_of(drawer)
    keys = keys_of(tmp_path)
    drawer.kept.clear()
    keys.under("en lang nok setning")
    assert keys.home is KeyHome.PASSPHRASE


def test_keys_go_to_a_process_of_our_own_through_its_pipe(store_of, tmp_path):
    store_of(Drawer())
    keys = keys_of(tmp_path)
    told = told_keys(tmp_path, keys.told())
    assert (told.record, told.signing, told.home) == (keys.record, keys.signing, keys.home)
    with pytest.raises(PassphraseNeededError):
        told_keys(tmp_path, b"")


@pytest.mark.parametrize("cost", [0, 21])
def test_a_file_of_keys_that_asks_for_an_impossible_work_is_refused(cost):
    sealed = msgspec.json.decode(lock({"record": "k"}, "en lang nok setning"))
    with pytest.raises(WrongPassphraseError):
        unlock(msgspec.json.encode(sealed | {"time_cost": cost}), "en lang nok setning")


def test_two_processes_that_make_a_key_in_the_same_moment_have_the_same(
    store_of, tmp_path, monkeypatch
):
    store_of(fail.Keyring())
    others = iter(("1" * 64, "2" * 64))

    def other_is_faster(size):
        """While we think of a number the other process has written its own."""
        for name in ("record.key", "signing.key"):
            if not (tmp_path / name).exists():
                (tmp_path / name).write_text(next(others), "ascii")
                break
        return "f" * 64

    monkeypatch.setattr("bedside.keys.secrets.token_hex", other_is_faster)
    keys = keys_of(tmp_path)
    assert (keys.record, keys.signing) == ("1" * 64, "2" * 64)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["record.key", "signing.key"]


def test_a_key_store_that_takes_no_key_is_an_error_of_the_disk(store_of, tmp_path):
    """So that whoever changes the key has one kind of trouble to tell."""
    drawer = Drawer()
    store_of(drawer)
    keys = keys_of(tmp_path)

    def refuse(*_given):
        raise KeyringError("locked")

    drawer.set_password = refuse
    store_of(drawer)
    with pytest.raises(OSError, match="the key store refuses"):
        keys.put(record_next="77" * 32)
