"""The record's key: made once, kept where only this user reads it, the same at the next start."""

import stat
import sys

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringError

from bedside.keys import KEY_FILE, KeyGoneError, KeyHome, key_of


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


@pytest.fixture
def store_of(monkeypatch):
    return lambda backend: (
        monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
        or (
            monkeypatch.setattr(keyring, "get_password", backend.get_password),
            monkeypatch.setattr(keyring, "set_password", backend.set_password),
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
