"""The workstation's own set-up survives bad files and full disks."""

import pytest

from bedside.settings import (
    MonitorChoice,
    PhysicianPage,
    Settings,
    SettingsError,
    load_settings,
    save_settings,
)

CHOSEN = Settings(
    room="Behandlingsrom 2",
    monitors=(MonitorChoice(role="nibp", driver="suntech-advantage", port="COM3"),),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.json"


def test_without_a_file_the_defaults_hold(path):
    assert load_settings(path) == Settings()


def test_what_was_saved_is_read_again(path):
    save_settings(path, CHOSEN)
    assert load_settings(path) == CHOSEN


@pytest.mark.parametrize(
    ("story", "content"),
    [
        ("not JSON at all", b"hei"),
        ("not even text", b"\xff\xfe"),
        ("a key nobody knows", b'{"languag": "nb"}'),
        ("a language we do not have", b'{"language": "de"}'),
    ],
)
def test_a_wrong_file_is_put_aside_whole_and_said(path, story, content):
    path.write_bytes(content)
    with pytest.raises(SettingsError) as said:
        load_settings(path)
    assert said.value.kept_as.read_bytes() == content
    assert load_settings(path) == Settings()


def test_a_disk_that_refuses_leaves_the_old_settings(path):
    save_settings(path, CHOSEN)
    path.with_suffix(".new").mkdir()  # so that the new file cannot be written
    with pytest.raises(OSError, match="new"):
        save_settings(path, Settings())
    assert load_settings(path) == CHOSEN


def test_the_physicians_page_listens_nowhere_until_it_is_told_where(tmp_path):
    assert Settings().physician.address == ""
    file = tmp_path / "settings.json"
    chosen = Settings(physician=PhysicianPage(address="10.0.0.5", port=9443))
    save_settings(file, chosen)
    assert load_settings(file) == chosen
