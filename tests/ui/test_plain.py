"""What stops the program is one sentence in both languages: what happened, what was kept."""

import errno
import os
import string
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from bedside.keys import KeyGoneError
from bedside.protocol_error import ProtocolError
from bedside.settings import SettingsError
from bedside.store import StoreError
from ui import plain, say
from ui.plain import plainly, told

ROOT = Path(__file__).parents[2]
PLACE = Path("folder")


def os_error(number, file="folder/record.db"):
    return OSError(number, os.strerror(number), file)


@pytest.mark.parametrize(
    ("story", "error", "nb", "en"),
    [
        ("a newer program wrote it", StoreError("newer", "9"), "nyere versjon", "newer version"),
        ("pages are torn", StoreError("damaged", "malformed"), "er skadet", "is damaged"),
        ("the key is another", StoreError("wrong_key", "x"), "åpner ikke", "does not open"),
        ("another program holds it", StoreError("locked", "x"), "Et annet program", "Another"),
        ("no right to write", StoreError("read_only", "x"), "ikke lov til", "may not read"),
        ("no room", StoreError("disk_full", "x"), "er full", "is full"),
        ("no such folder", StoreError("cannot_open", "x"), "kan ikke åpnes", "cannot be opened"),
        ("a line of the future", StoreError("unreadable", "x"), "En linje i", "A line of"),
        ("a failing disk", StoreError("disk_error", "I/O"), "svarer ikke", "(I/O)"),
        ("a code nobody knows", StoreError("odd", "detail"), "svarer ikke", "(detail)"),
        ("the key store is locked", KeyGoneError(PLACE / "k", ""), "lås opp", "unlock"),
        ("settings cut short", SettingsError("cut", PLACE / "s"), "lagt til side", "put aside"),
        ("protocol", ProtocolError("dose.toml", "x", "feil", "wrong"), "dose.toml", "dose.toml"),
        ("a folder of another user", os_error(errno.EACCES), "ikke lov til", "may not read"),
        ("a disk that is read-only", os_error(errno.EROFS), "ikke lov til", "may not read"),
        ("a disk that is full", os_error(errno.ENOSPC), "er full", "is full"),
        ("a failing stick", os_error(errno.EIO), "svarer ikke", "does not answer"),
        ("no such file", os_error(errno.ENOENT), "kan ikke leses eller", "cannot be read or"),
    ],
)
def test_every_known_error_has_its_sentence(story, error, nb, en):
    text = told(error, PLACE)
    assert nb in text.nb, story
    assert en in text.en, story
    assert "{" not in text.nb + text.en
    if not isinstance(error, ProtocolError):
        assert "folder" in text.en


def test_what_is_not_known_is_no_sentence_of_ours():
    with pytest.raises(ZeroDivisionError):
        told(ZeroDivisionError(), PLACE)


def test_a_sentence_names_only_what_is_filled_in():
    for sentence in plain.STORE_SENTENCES.values():
        names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert names <= {"place", "file", "why"}


def test_a_known_error_ends_with_one(capsys):
    with pytest.raises(typer.Exit) as ended, plainly(PLACE):
        raise StoreError("newer", "format 9")
    assert ended.value.exit_code == 1
    nb, en = capsys.readouterr().err.splitlines()
    assert "nyere versjon" in nb
    assert "newer version" in en


def test_a_fault_of_our_own_is_a_sentence_and_a_file(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(say.tempfile, "tempdir", str(tmp_path))
    try:
        raise ZeroDivisionError("oops")
    except ZeroDivisionError as error:
        say._told(ZeroDivisionError, error, error.__traceback__)
    (file,) = tmp_path.iterdir()
    nb, en = capsys.readouterr().err.splitlines()
    assert str(file) in nb
    assert str(file) in en
    assert "oops" in file.read_text()


def test_no_stack_trace_reaches_the_terminal(tmp_path):
    broken = "import ui.cli, typer; ui.cli.app.command('broken')(lambda: 1 / 0); ui.cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", broken, "broken"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        timeout=60,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "feil i selve programmet" in done.stderr
    (file,) = tmp_path.glob("bedside-fault-*.txt")
    assert "ZeroDivisionError" in file.read_text()
