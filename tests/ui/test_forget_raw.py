"""The raw bytes of the ports are not encrypted, so they do not lie there for ever."""

import os
from datetime import timedelta

import pytest

from bedside.clock import START_OF_TIME
from ui.data import Place, forget_raw

NOW = START_OF_TIME


def session(at, name, days_ago, later_days_ago=None):
    folder = at.raw(name)
    folder.mkdir(parents=True)
    (folder / "nibp.raw").write_bytes(b"old")
    for file, ago in ((folder / "nibp.raw", days_ago), (folder, days_ago)):
        written_s = (NOW - timedelta(days=ago)).timestamp()
        os.utime(file, (written_s, written_s))
    if later_days_ago is not None:
        written_s = (NOW - timedelta(days=later_days_ago)).timestamp()
        os.utime(folder / "nibp.raw", (written_s, written_s))


@pytest.mark.parametrize(
    ("story", "days", "kept"),
    [
        ("after thirty days only the younger are there", 30, {"yesterday", "went-on"}),
        ("after a hundred days all but the oldest", 100, {"yesterday", "went-on", "last-month"}),
        ("0 keeps them for ever", 0, {"yesterday", "went-on", "last-month", "last-year"}),
    ],
)
def test_raw_bytes_are_kept_for_so_many_days(tmp_path, story, days, kept):
    at = Place(tmp_path)
    session(at, "yesterday", 1)
    session(at, "last-month", 31)
    session(at, "last-year", 365)
    session(at, "went-on", 40, later_days_ago=2)
    (tmp_path / "record.db").write_bytes(b"record")
    assert forget_raw(at, days, NOW) == 4 - len(kept)
    assert {folder.name for folder in at.raw("").iterdir()} == kept, story
    assert (tmp_path / "record.db").exists()


def test_where_none_were_kept_there_are_none_to_remove(tmp_path):
    assert forget_raw(Place(tmp_path), 30, NOW) == 0


def test_a_stray_file_does_not_stop_the_start(tmp_path, caplog):
    at = Place(tmp_path)
    session(at, "last-year", 365)
    (at.raw("") / "notes.txt").write_text("mine")
    assert forget_raw(at, 30, NOW) == 1
    assert (at.raw("") / "notes.txt").exists()
    assert "notes.txt stay" in caplog.text
